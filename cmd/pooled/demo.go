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

// statementExample is the example whose published statement is printed too.
const statementExample = "nottingham"

type demoCommand struct {
	Name string `arg:"" help:"One of ${examples}."`
	Data string `help:"Folder of the embedded database, made when it is not there; ${default} when left out." default:"${data}" placeholder:"DIR"`
}

// Help teaches the command.
func (demoCommand) Help() string {
	return `Loads the example into the folder's own database, prints its position and ends. No server need be running;
if one runs on that folder it is joined. Loading an example twice is harmless.

  havering     the Better Care Fund of Havering, 2015-16: one pool of £19,000,000.00
  nottingham   the Better Care Fund of Nottingham City, quarter 2 of 2015-16: a published statement, in £000
  stockport    Stockport Together: five partners, a funder without a vote, eight neighbourhoods

Each is a file of acts; what is published is given as such and the rest is marked illustrative.

Examples:

  pooled demo havering
  pooled demo nottingham --data /tmp/nottingham`
}

// Run loads an example and prints its position.
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
	for _, at := range moments(c.Name) {
		p, err := reports.Position(ctx, fundOf(c.Name), at)
		if err != nil {
			return err
		}
		if err := errors.Join(p.Text(s.out), blank(s.out)); err != nil {
			return err
		}
	}
	if c.Name != statementExample {
		return nil
	}
	statement, err := reports.Statement(ctx, fundOf(c.Name), report.AtPeriod(ledger.MustPeriod("2015-16/06")))
	if err != nil {
		return err
	}
	return statement.Text(s.out, true)
}

func blank(out io.Writer) error {
	_, err := fmt.Fprintln(out)
	return err
}

// moments are when an example's position is of interest: now, and before it the end of the first year where there is a
// second.
func moments(example string) []report.AsOf {
	if example == "stockport" {
		return []report.AsOf{report.AtPeriod(ledger.MustPeriod("2015-16/12")), {}}
	}
	return []report.AsOf{{}}
}
