package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"pooled/ledger"
	"pooled/ledger/journal"
	"pooled/ledger/report"
)

type demoCommand struct {
	Name string `arg:"" help:"One of ${examples}."`
	Data string `help:"Folder of the embedded database, made when it is not there; ${default} when left out." default:"${data}" placeholder:"DIR"`
}

// Help teaches the command.
func (demoCommand) Help() string {
	return `Loads the example into the folder's own database, prints where its fund stands and ends. No server need be
running; if one runs on that folder it is joined. Loading an example twice is harmless.

  havering     the Better Care Fund of Havering, 2015-16: one pool of £19,000,000.00, from its agreement to the close of
               the year, and what was carried into 2016-17
  nottingham   the Better Care Fund of Nottingham City, quarter 2 of 2015-16: a published statement, in £000
  stockport    Stockport Together: five partners, a funder without a vote, eight neighbourhoods

Each is a file of acts; what is published is given as such and the rest is marked illustrative.

Examples:

  pooled demo havering
  pooled demo nottingham --data /tmp/nottingham`
}

// Run loads an example and prints where its fund stands.
func (c demoCommand) Run(ctx context.Context, s streams) (err error) {
	if _, err := exampleFile(c.Name); err != nil {
		return err
	}
	h, err := openHouse(ctx, place{Data: c.Data}, slog.New(slog.DiscardHandler), journal.Watch{}, s.err)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	posted, err := h.load(ctx, c.Name)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.err, "%s: %d entries posted\n", c.Name, posted)
	reports := report.New(h.pool)
	for i, page := range pages(c.Name) {
		if i > 0 {
			if err := blank(s.out); err != nil {
				return err
			}
		}
		if err := page.print(ctx, reports, fundOf(c.Name), s.out); err != nil {
			return err
		}
	}
	return nil
}

func blank(out io.Writer) error {
	_, err := fmt.Fprintln(out)
	return err
}

// page is a part of what a demonstration prints: a position, or a statement in pounds or in thousands of them.
type page struct {
	at                   report.AsOf
	statement, thousands bool
}

// pages are what there is to see of an example: a year that is over, and how its fund stands now.
func pages(example string) []page {
	switch example {
	case "havering":
		return []page{{at: report.AtPeriod(ledger.MustPeriod("2015-16/13")), statement: true}, {}}
	case "nottingham":
		return []page{{}, {at: report.AtPeriod(ledger.MustPeriod("2015-16/06")), statement: true, thousands: true}}
	case "stockport":
		return []page{{at: report.AtPeriod(ledger.MustPeriod("2015-16/12"))}, {}}
	}
	return []page{{}}
}

func (p page) print(ctx context.Context, reports *report.Reports, fund ledger.FundID, out io.Writer) error {
	if p.statement {
		s, err := reports.Statement(ctx, fund, p.at)
		if err != nil {
			return err
		}
		return s.Text(out, p.thousands)
	}
	position, err := reports.Position(ctx, fund, p.at)
	if err != nil {
		return err
	}
	return position.Text(out)
}
