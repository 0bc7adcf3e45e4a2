package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"pooled/ledger"
	"pooled/ledger/journal"
)

const entriesTogether = 500

type entriesCommand struct {
	place
	Fund  ledger.FundID `arg:"" help:"The fund, such as havering; service for organisations and posts."`
	After int64         `help:"Begin after this number." placeholder:"SEQ"`
	Limit int           `help:"Print at most so many; 0 for all." placeholder:"N"`
	Act   string        `help:"Of one kind of act, such as vire-budget." placeholder:"ACT"`
	JSON  bool          `name:"json" help:"Print each entry as it is stored, with its texts beside it, one JSON object a line."`
}

// Help teaches the command.
func (entriesCommand) Help() string {
	return `A fund's journal is gapless: 1, 2, 3 and so on. Nothing in it is ever changed or deleted.

Examples:

  pooled entries havering --limit 20
  pooled entries havering --act vire-budget
  pooled entries service
  pooled entries havering --json | jq -r '[.seq, .leaf] | @tsv'`
}

// Run prints entries.
func (c entriesCommand) Run(ctx context.Context, s streams) (err error) {
	if c.After < 0 || c.Limit < 0 {
		return misused("--after and --limit are not negative")
	}
	h, err := openHouse(ctx, c.place, slog.New(slog.DiscardHandler), journal.Watch{}, s.err)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	page := journal.Page{After: c.After}
	if c.Act != "" {
		page.Act = c.Act + "/1"
	}
	for left := c.Limit; ; {
		page.Limit = entriesTogether
		if c.Limit > 0 {
			page.Limit = min(left, entriesTogether)
		}
		entries, err := h.journal.Entries(ctx, c.Fund, page)
		if err != nil {
			return err
		}
		if err := c.print(s, entries); err != nil {
			return err
		}
		left -= len(entries)
		if len(entries) < page.Limit || c.Limit > 0 && left == 0 {
			return nil
		}
		page.After = entries[len(entries)-1].Entry.Seq
	}
}

// storedEntry is an entry for programs: its bytes as they are stored, and beside them what they hide.
type storedEntry struct {
	Seq       int64           `json:"seq"`
	Recorded  time.Time       `json:"recorded"`
	Leaf      ledger.Digest   `json:"leaf"`
	Sentence  string          `json:"sentence"`
	Reference string          `json:"reference,omitempty"`
	Narrative string          `json:"narrative,omitempty"`
	Entry     json.RawMessage `json:"entry"`
}

func (c entriesCommand) print(s streams, entries []journal.Posted) error {
	if c.JSON {
		out := json.NewEncoder(s.out)
		out.SetEscapeHTML(false)
		for _, p := range entries {
			e := p.Entry
			if err := out.Encode(storedEntry{
				e.Seq, e.Recorded, p.Leaf, e.Sentence(), e.Reference.String(), e.Narrative.String(), p.Body,
			}); err != nil {
				return err
			}
		}
		return nil
	}
	for _, p := range entries {
		e := p.Entry
		_, err := fmt.Fprintf(s.out, "%5s  %s  %s  %-16s  %s\n", strconv.FormatInt(e.Seq, 10), e.Effective, e.Period,
			e.Authority.Actor, e.Sentence()+approvedBy(e.Authority))
		if err != nil {
			return err
		}
	}
	return nil
}

func approvedBy(by ledger.Authority) string {
	names := ""
	for _, approval := range by.Approvals {
		names += ", approved by " + string(approval.Actor)
	}
	return names
}
