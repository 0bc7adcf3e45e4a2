package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"pooled/ledger/audit"
)

type replayCommand struct {
	place
	File    string `arg:"" help:"An export, compressed or not; - for standard input."`
	To      string `help:"The moment: seq:57, 2015-09-30T17:00:00Z or period:2015-16/06; the file's end when left out." placeholder:"MOMENT"`
	Against bool   `help:"Compare with what the tables of the database say, and list each difference."`
	JSON    bool   `name:"json" help:"Print it as JSON."`
}

// Help teaches the command.
func (replayCommand) Help() string {
	return `It rebuilds a fund from its export alone, verifying the whole file as it goes: both trial balances, the main
figures of the position by scheme and source, and how many documents there are in each state. As at a period, entries
of later periods do not count; the closing entry of a year stands in its period 14.

With --against it reads the database too, and compares every entry's bytes, every posting with its running balances,
the accounts, the documents' versions and the fund's head with what the file makes of them. --data and --database-url
say where the books are; the other answers need none.

Examples:

  pooled replay havering.export
  pooled replay havering.export --to period:2015-16/06
  pooled replay havering.export --to seq:57 --json | jq .total.available
  pooled replay havering.export --against

It exits with 0 when it is done and nothing differs, 1 when something is wrong or differs, and 2 when the file is no
export or does not reach the moment.`
}

// Run replays the file.
func (c replayCommand) Run(ctx context.Context, s streams) error {
	at, err := audit.ParseMoment(c.To)
	if err != nil {
		return misuse{err}
	}
	in, err := s.open(c.File)
	if err != nil {
		return err
	}
	defer in.Close()
	o := audit.Options{Progress: counting(s.err, "replaying")}
	if c.Against {
		if c.To != "" {
			return misused("--against compares all that the file holds; leave --to out")
		}
		return c.against(ctx, s, in, o)
	}
	replayed, err := audit.Replay(in, at, o)
	if err != nil {
		return outside(err)
	}
	return printed(s, c.JSON, replayed)
}

// against compares with the database and fails where anything differs.
func (c replayCommand) against(ctx context.Context, s streams, in io.Reader, o audit.Options) error {
	return withHouse(ctx, c.place, s, func(h *house) error {
		found, err := audit.Against(ctx, h.pool, in, o)
		if err != nil {
			return outside(err)
		}
		if err := printed(s, c.JSON, found); err != nil || found.Count == 0 {
			return err
		}
		return errors.New("the tables are not what the journal makes of them")
	})
}

// text is an answer that can be printed for people.
type text interface{ Text(w io.Writer) error }

func printed(s streams, asJSON bool, answer text) error {
	if !asJSON {
		return answer.Text(s.out)
	}
	out := json.NewEncoder(s.out)
	out.SetIndent("", "  ")
	return out.Encode(answer)
}

// outside makes a misuse of the errors that a file is no export, or does not hold the moment asked for.
func outside(err error) error {
	for _, refusal := range []error{
		audit.ErrNotInFile, audit.ErrBeforeFile, audit.ErrMomentOrder, audit.ErrNotInJournal,
		audit.ErrSampleForm, audit.ErrRegisterForm,
	} {
		if errors.Is(err, refusal) {
			return misuse{err}
		}
	}
	return unreadable(err)
}
