package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"pooled/ledger"
	"pooled/ledger/journal"
)

const (
	linesTogether = 200     // acts sent to the journal at once; other people's acts take turns with them
	lineBytesMax  = 1 << 20 // of one line of a file

	busyPauseMin = 100 * time.Millisecond
	busyPauseMax = 5 * time.Second
)

// answer is what became of one line.
type answer struct {
	line   line
	result journal.Result
}

// poster posts the acts of a file to a journal, in order.
type poster struct {
	journal *journal.Journal
	absent  line         // stands for what a line leaves out
	whole   bool         // all or nothing
	each    func(answer) // told of every line, in order

	waiting   []line
	proposals map[string]proposed // by the key of the line that made them
}

type proposed struct {
	fund ledger.FundID
	id   ledger.ProposalID
}

// post reads acts, one a line, and posts them. Blank lines are passed over. The error is of reading or of the whole;
// what became of each act is told to each.
func (p *poster) post(ctx context.Context, in io.Reader) error {
	p.proposals = map[string]proposed{}
	scanner := bufio.NewScanner(in)
	scanner.Buffer(nil, lineBytesMax)
	for number := 1; scanner.Scan(); number++ {
		text := bytes.TrimSpace(scanner.Bytes())
		if len(text) == 0 {
			continue
		}
		l, err := readLine(p.absent, number, text)
		if err != nil {
			if p.whole {
				return fmt.Errorf("line %d: %w", number, err)
			}
			p.flush(ctx)
			p.each(answer{l, journal.Result{Err: err}})
			continue
		}
		if p.whole && len(p.waiting) > 0 && l.Fund != p.waiting[0].Fund {
			return misused("line %d is for another fund than the first; all or nothing is of one fund", number)
		}
		if p.mustFlush(l) {
			p.flush(ctx)
		}
		p.waiting = append(p.waiting, l)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	if err := scanner.Err(); err != nil {
		return fmt.Errorf("read the acts: %w", err)
	}
	p.flush(ctx)
	return nil
}

// mustFlush reports whether what waits must be posted before the line: it belongs to another fund, it approves what
// one of them proposes, or they are enough.
func (p *poster) mustFlush(next line) bool {
	if len(p.waiting) == 0 || p.whole {
		return false
	}
	return next.Fund != p.waiting[0].Fund || next.Approves != "" || len(p.waiting) >= linesTogether
}

// flush posts what waits.
func (p *poster) flush(ctx context.Context) {
	if len(p.waiting) == 0 {
		return
	}
	lines := p.waiting
	p.waiting = nil
	answers := make([]answer, len(lines))
	var requests []journal.Request
	var of []int // the line of each request
	for i, l := range lines {
		answers[i].line = l
		request, err := p.request(ctx, l)
		if err != nil {
			answers[i].result.Err = err
			continue
		}
		requests, of = append(requests, request), append(of, i)
	}
	if p.whole && len(requests) < len(lines) {
		for _, i := range of {
			answers[i].result.Err = journal.ErrNotDone
		}
		requests = nil
	}
	for n, result := range p.ask(ctx, lines[0].Fund, requests) {
		answers[of[n]].result = result
	}
	for _, a := range answers {
		if a.result.Proposal != "" {
			p.proposals[a.line.Key] = proposed{a.line.Fund, a.result.Proposal}
		}
		p.each(a)
	}
}

// ask asks the journal, and asks again for a while when it is busy or an outcome is not known: each line has a key, so
// nothing is posted twice.
func (p *poster) ask(ctx context.Context, fund ledger.FundID, requests []journal.Request) []journal.Result {
	do := p.journal.DoEach
	if p.whole {
		do = p.journal.DoAll
	}
	for pause := busyPauseMin; ; pause *= 2 {
		results := do(ctx, fund, requests)
		busy := slices.ContainsFunc(results, func(r journal.Result) bool { return ledger.KindOf(r.Err) == ledger.Busy })
		if !busy || pause > busyPauseMax || ctx.Err() != nil {
			return results
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

// request makes the journal's request of a line. An approval names the line that proposed; which proposal that made,
// and what it holds, is known only now.
func (p *poster) request(ctx context.Context, l line) (journal.Request, error) {
	if l.Approves == "" {
		return l.request()
	}
	made, ok := p.proposals[l.Approves]
	if !ok {
		return journal.Request{}, ledger.ErrNotFound.With("no earlier line of the file has the key %q and waits for approval",
			l.Approves)
	}
	d, err := p.journal.Document(ctx, made.fund, ledger.Ref{Kind: "proposal", ID: string(made.id)}, 0)
	if err != nil {
		return journal.Request{}, err
	}
	proposal, ok := d.(ledger.Proposal)
	if !ok {
		return journal.Request{}, fmt.Errorf("proposal %s is read as %T", made.id, d)
	}
	var fields map[string]any
	if err := json.Unmarshal(l.Fields, &fields); err != nil {
		return journal.Request{}, err
	}
	fields["proposal"], fields["hash"] = proposal.ID, proposal.Hash
	filled, asked := l, l.digest()
	if filled.Fields, err = json.Marshal(fields); err != nil {
		return journal.Request{}, err
	}
	request, err := filled.request()
	request.Body = asked // what the file says; the proposal's own hash is worked out
	return request, err
}
