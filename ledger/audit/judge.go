package audit

import (
	"bytes"
	"fmt"
	"io"

	"pooled/ledger"
)

// Judge judges again, by the scheme of delegation of its moment, every act of a file: the question that policy was
// asked is put together from the entries before, and what it answers must be the authority that the entry has.
type Judge struct {
	service  []ledger.Entry
	founding *ledger.Replay // of the service journal
	fund     *ledger.Replay // nil until the fund's first entry
	judged   int64
	decoder  decoder
	named    map[int64]bool // by entries of the fund's journal; nil: not known
	answers  answers
}

// NewJudge begins, with policy to ask. It is asked in one goroutine.
func NewJudge(decide ledger.Decide) *Judge {
	return &Judge{
		founding: ledger.NewReplay(ledger.Service, nil), decoder: newDecoder(), answers: newAnswers(decide),
	}
}

// Judged is how many acts have been judged.
func (j *Judge) Judged() int64 { return j.judged }

// Each judges the next entry; it is for Options.Each. Entries must come as they stand in a file, the service's first.
func (j *Judge) Each(fund string, body []byte) (wrong error) {
	defer func() { // sums beyond any money, which only a forged file holds
		if r := recover(); r != nil {
			wrong = &Fault{Kind: Broken, Text: fmt.Sprintf("it cannot be judged: %v", r)}
		}
	}()
	replay := j.founding
	if fund != string(ledger.Service) {
		replay = j.ofFund(ledger.FundID(fund))
	}
	e, err := j.decoder.decode(body, replay.Keeps)
	if err != nil {
		return &Fault{Kind: Broken, Text: "it cannot be read whole: " + err.Error()}
	}
	if replay == j.founding {
		j.service = append(j.service, e)
	}
	q, err := replay.Ask(e)
	if err != nil {
		return &Fault{Kind: Broken, Text: "what policy was asked about it cannot be put together: " + err.Error()}
	}
	d, err := j.answers.decide(q)
	if err != nil {
		return unallowed("policy does not allow it, and the entry names rule %s: %s", e.Authority.Rule, err)
	}
	if err := sameAuthority(e, q, d); err != nil {
		return err
	}
	j.judged++
	return replay.Fold(e)
}

// ofFund is the replay of the fund's own journal, which begins with its first entry.
func (j *Judge) ofFund(fund ledger.FundID) *ledger.Replay {
	if j.fund == nil {
		j.fund = ledger.NewReplay(fund, j.service)
		if j.named != nil {
			j.fund.Keep(func(seq int64) bool { return j.named[seq] })
		}
	}
	return j.fund
}

// nameMark stands before an entry's number wherever an act or a document names one.
var nameMark = []byte(`"entry":`)

// Look reads a file ahead for the entries that others name: an act that reverses one is judged by what it moved. Only
// those are kept then, and memory grows with accounts, documents and reversals. Without it every entry is kept. What
// it cannot read is left to verification to tell.
func (j *Judge) Look(r io.Reader) {
	j.named = map[int64]bool{}
	in, err := newLines(r)
	for err == nil {
		var b []byte
		if b, err = in.next(); err != nil {
			return
		}
		for {
			_, rest, found := bytes.Cut(b, nameMark)
			if !found {
				break
			}
			c := cursor{b: rest}
			if seq, err := c.number(); err == nil {
				j.named[seq] = true
			}
			b = rest
		}
	}
}

// sameAuthority holds an entry's authority against what policy answers.
func sameAuthority(e ledger.Entry, q ledger.Question, d ledger.Decision) error {
	has := e.Authority
	if len(has.Approvals) > 0 {
		return sameApprovals(e, q, d)
	}
	_, proposes := e.Act.(ledger.ProposeAct)
	switch {
	case proposes && d.Waits == "":
		return unallowed("rule %s waits for nobody, and the entry proposes", d.Authority.Rule)
	case !proposes && d.Waits != "":
		return unallowed("rule %s allows it once others have approved (%s), and nobody has", d.Authority.Rule, d.Waits)
	case !proposes && !d.Authority.Complete:
		return unallowed("rule %s does not allow it yet", d.Authority.Rule)
	}
	return sameParts(has, d.Authority)
}

// sameApprovals holds an act that others approved against its proposal and the answer about the last approval.
func sameApprovals(e ledger.Entry, q ledger.Question, d ledger.Decision) error {
	if _, ok := e.Act.(ledger.ApproveProposal); !ok || q.Matter.Preparer == nil {
		return unallowed("it carries approvals and decides no proposal")
	}
	if !d.Authority.Final {
		return unallowed("rule %s does not let it run yet: %s must approve", d.Authority.Rule, d.Authority.Still)
	}
	has, n := e.Authority, len(e.Authority.Approvals)-1
	first, last := has, has.Approvals[n]
	first.Policy, first.Service = d.Authority.Policy, d.Authority.Service
	asked := partsOf(*q.Matter.Preparer)
	asked.Policy, asked.Service = d.Authority.Policy, d.Authority.Service
	if err := sameParts(first, asked); err != nil {
		return err
	}
	if n != len(q.Matter.Approved) {
		return unallowed("it names %d approvals, and %d people had approved before the last", n+1, len(q.Matter.Approved))
	}
	for i, one := range q.Matter.Approved {
		if err := sameParts(partsOf(has.Approvals[i]), partsOf(one)); err != nil {
			return err
		}
	}
	by := partsOf(last)
	by.Policy, by.Service = has.Policy, has.Service
	return sameParts(by, d.Authority)
}

func partsOf(a ledger.Approval) ledger.Authority {
	return ledger.Authority{Actor: a.Actor, Post: a.Post, Role: a.Role, Body: a.Body, Rule: a.Rule, Also: a.Also}
}

// sameParts holds the parts that policy gives one by one.
func sameParts(has, given ledger.Authority) error {
	for _, part := range []struct{ name, has, given string }{
		{"rule", has.Rule, given.Rule},
		{"scheme of delegation", has.Policy, given.Policy},
		{"actor", string(has.Actor), string(given.Actor)},
		{"post", string(has.Post), string(given.Post)},
		{"role", string(has.Role), string(given.Role)},
		{"body", string(has.Body), string(given.Body)},
		{"service journal's number", fmt.Sprint(has.Service), fmt.Sprint(given.Service)},
		{"other bodies", fmt.Sprint(has.Also), fmt.Sprint(given.Also)},
	} {
		if part.has != part.given {
			return unallowed("its authority names %s %s, and policy gives %s by rule %s", part.name, part.has, part.given, given.Rule)
		}
	}
	return nil
}

func unallowed(format string, args ...any) error {
	return &Fault{Kind: Unallowed, Text: fmt.Sprintf(format, args...)}
}
