package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"pooled/ledger"
	"pooled/ledger/journal"
)

type importCommand struct {
	place
	File  string         `arg:"" help:"File of acts, one a line in JSON; - for standard input."`
	Fund  ledger.FundID  `help:"The fund, for lines that do not say it." placeholder:"FUND"`
	As    ledger.ActorID `help:"Who asks, for lines that do not say it." placeholder:"ACTOR"`
	Key   string         `help:"Stands with the line's number for the key of lines that have none." placeholder:"KEY"`
	Whole bool           `name:"all-or-nothing" help:"Post all of the acts (at most 1,000, of one fund) or none."`
	JSON  bool           `name:"json" help:"Print what became of each line, one JSON object a line."`
}

// Help teaches the command.
func (importCommand) Help() string {
	return `Each line is one act, as the API's bulk request takes it; "as" and "fund" may stand in the line, and an approval
may say "approves" with the key of the line that proposed:

  {"act":"vire-budget","key":"v-14","as":"pool-manager","fund":"havering","on":"2016-06-01",
   "reference":"Board minute 14","narrative":"demand moved",
   "fields":{"from":{"scheme":"ctt","source":"nhs-minimum"},"to":{"scheme":"jadt","source":"nhs-minimum"},
             "amount":"25000.00"}}

(on one line in the file). An act is judged as its actor's: the scheme of delegation says what they may do. A refused
line is named on standard error and the others are posted; with --all-or-nothing nothing is. A key that was used for
the same act gives its first answer again, so a file that was cut short can simply be imported again.

Examples:

  pooled import acts.ndjson
  pooled import --fund havering --as council-finance --key payments-2015-09 payments.ndjson
  pooled import --all-or-nothing --json budget.ndjson
  generate-acts | pooled import -

It exits with 1 when any line was refused.`
}

// Run imports a file.
func (c importCommand) Run(ctx context.Context, s streams) (err error) {
	in, size, err := c.open(s)
	if err != nil {
		return err
	}
	defer in.Close()
	h, err := openHouse(ctx, c.place, slog.New(slog.DiscardHandler), journal.Watch{}, s.err)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	bar := progress(s.err, size)
	t := tally{streams: s, json: c.JSON}
	p := poster{
		journal: h.journal, whole: c.Whole, each: t.add,
		absent: line{Fund: c.Fund, As: c.As, Key: c.Key},
	}
	err = p.post(ctx, io.TeeReader(in, bar))
	_ = bar.Close()
	fmt.Fprintf(s.err, "%d posted, %d posted before, %d waiting for approval, %d refused\n",
		t.posted, t.before, t.waiting, t.refused)
	if err == nil && t.refused > 0 {
		err = fmt.Errorf("%d of the lines were refused", t.refused)
	}
	return err
}

func (c importCommand) open(s streams) (in io.ReadCloser, size int64, err error) {
	in, err = s.open(c.File)
	file, ok := in.(*os.File)
	if err != nil || !ok {
		return in, -1, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, 0, errors.Join(err, file.Close())
	}
	return file, info.Size(), nil
}

// progress is a bar on a terminal, and nothing elsewhere.
func progress(err io.Writer, size int64) *progressbar.ProgressBar {
	if file, ok := err.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		return progressbar.DefaultBytes(size, "posting")
	}
	return progressbar.DefaultBytesSilent(size, "posting")
}

// tally counts what became of the lines, and tells.
type tally struct {
	streams
	json bool

	posted, before, waiting, refused int
}

// lineResult is what became of one line, in JSON.
type lineResult struct {
	Line     int               `json:"line"`
	Key      string            `json:"key,omitempty"`
	Entry    int64             `json:"entry,omitempty"`
	Before   bool              `json:"postedBefore,omitempty"`
	Proposal ledger.ProposalID `json:"proposal,omitempty"`
	Waits    string            `json:"waits,omitempty"`
	Refusal  string            `json:"refusal,omitempty"` // the rule's name
	Text     string            `json:"text,omitempty"`    // why
}

func (t *tally) add(a answer) {
	r := lineResult{Line: a.line.number, Key: a.line.Key}
	switch err := a.result.Err; {
	case err != nil:
		t.refused++
		r.Refusal, r.Text = "internal", err.Error()
		if refusal, ok := errors.AsType[*ledger.Error](err); ok {
			r.Refusal = refusal.Name
		}
		fmt.Fprintf(t.err, "line %d: refused (%s): %v\n", r.Line, r.Refusal, err)
	case a.result.Replayed:
		t.before++
	case a.result.Proposal != "":
		t.waiting++
	default:
		t.posted++
	}
	if a.result.Err == nil {
		r.Entry, r.Before = a.result.Entry.Seq, a.result.Replayed
		r.Proposal, r.Waits = a.result.Proposal, a.result.Waits
	}
	if t.json {
		_ = json.NewEncoder(t.out).Encode(r) // a reader that has gone has seen enough
	}
}
