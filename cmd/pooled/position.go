package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"

	"pooled/ledger"
	"pooled/ledger/journal"
	"pooled/ledger/report"
)

type positionCommand struct {
	place
	Fund    ledger.FundID `arg:"" help:"The fund, such as havering."`
	AsOf    string        `help:"The moment: seq:57, 2015-09-30T17:00:00Z, date:2015-09-30 or period:2015-16/06; now when left out." placeholder:"MOMENT"`
	KnownAt string        `help:"As it was known by then: seq:57 or an instant; now when left out." placeholder:"MOMENT"`
	JSON    bool          `name:"json" help:"Print it as JSON."`
}

// Help teaches the command.
func (positionCommand) Help() string {
	return `Every figure is a balance of an account, a sum of balances or a turnover by kind of act:

  agreed       resources agreed, called or not           budget     original budget
  performance  money held until results earn it          virements  in less out
  called       fallen due                                revised    budget after virements
  received     received in cash in the year              committed  promised and not yet spent
  due          called and not yet received               spent      certified as due, paid or not
  cash         in hand with the host                     available  left to commit

Examples:

  pooled position havering
  pooled position havering --as-of period:2015-16/03
  pooled position havering --as-of date:2015-06-30 --known-at seq:80
  pooled position havering --json | jq .total.available`
}

// Run prints the position.
func (c positionCommand) Run(ctx context.Context, s streams) (err error) {
	at, err := report.ParseAsOf(c.AsOf, c.KnownAt)
	if err != nil {
		return misuse{err}
	}
	h, err := openHouse(ctx, c.place, slog.New(slog.DiscardHandler), journal.Watch{}, s.err)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	p, err := report.New(h.pool).Position(ctx, c.Fund, at)
	if err != nil {
		return err
	}
	if c.JSON {
		out := json.NewEncoder(s.out)
		out.SetIndent("", "  ")
		return out.Encode(p)
	}
	return p.Text(s.out)
}
