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
  dudley-hiu   Dudley's High Intensity User service: match funding, a floating fund that its agent's statement agrees
               with, personal health budgets, and what came of it
  dudley-model Dudley's partnership model of care: services free to the client, a saving that is another's loss, and a
               primary care trust that ends
  darlington   a broker's directory of services, bought from on the day; the host pays
  stockton     VCSE health initiatives 2014-15: a managing agent with a fee of 5 per cent

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
	for i, show := range pages(c.Name) {
		if i > 0 {
			if err := blank(s.out); err != nil {
				return err
			}
		}
		if err := show(ctx, reports, fundOf(c.Name), s.out); err != nil {
			return err
		}
	}
	return nil
}

func blank(out io.Writer) error {
	_, err := fmt.Fprintln(out)
	return err
}

// page is a part of what a demonstration prints.
type page func(ctx context.Context, reports *report.Reports, fund ledger.FundID, out io.Writer) error

// pages are what there is to see of an example: a year that is over, how its fund stands now, and what came of it.
func pages(example string) []page {
	var now report.AsOf
	switch example {
	case "havering":
		return []page{statement(report.AtPeriod(ledger.MustPeriod("2015-16/13")), false), position(now)}
	case "nottingham":
		return []page{position(now), statement(report.AtPeriod(ledger.MustPeriod("2015-16/06")), true)}
	case "stockport":
		return []page{position(report.AtPeriod(ledger.MustPeriod("2015-16/12"))), position(now)}
	case "dudley-hiu":
		first := report.AtPeriod(ledger.MustPeriod("2014-15/13"))
		return []page{
			position(now), shown((*report.Reports).MatchFunding, now), shown((*report.Reports).Outcomes, first),
			shown((*report.Reports).Outcomes, now), shown((*report.Reports).Savings, now),
		}
	case "dudley-model":
		return []page{position(now), shown((*report.Reports).Outcomes, now), shown((*report.Reports).Savings, now)}
	}
	return []page{position(now)}
}

func position(at report.AsOf) page {
	return func(ctx context.Context, reports *report.Reports, fund ledger.FundID, out io.Writer) error {
		p, err := reports.Position(ctx, fund, at)
		if err != nil {
			return err
		}
		return p.Text(out)
	}
}

// statement is a statement of the pool in pounds, or in thousands of them.
func statement(at report.AsOf, thousands bool) page {
	return func(ctx context.Context, reports *report.Reports, fund ledger.FundID, out io.Writer) error {
		s, err := reports.Statement(ctx, fund, at)
		if err != nil {
			return err
		}
		return s.Text(out, thousands)
	}
}

// shown is any other report as at a moment.
func shown[R interface{ Text(io.Writer) error }](
	of func(*report.Reports, context.Context, ledger.FundID, report.AsOf) (R, error), at report.AsOf,
) page {
	return func(ctx context.Context, reports *report.Reports, fund ledger.FundID, out io.Writer) error {
		r, err := of(reports, ctx, fund, at)
		if err != nil {
			return err
		}
		return r.Text(out)
	}
}
