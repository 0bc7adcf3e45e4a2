package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"

	"pooled/internal/sheet"
	"pooled/ledger"
	"pooled/ledger/journal"
	"pooled/ledger/report"
)

type floatCommand struct {
	place
	Fund    ledger.FundID  `arg:"" help:"The fund, such as dudley-hiu."`
	Float   ledger.FloatID `arg:"" optional:"" help:"The float; left out: how all of the fund's floats stand."`
	From    string         `help:"The moment to begin after, in the form of --as-of; the year's beginning when left out." placeholder:"MOMENT"`
	AsOf    string         `help:"The moment: seq:57, 2015-09-30T17:00:00Z, date:2015-09-30 or period:2015-16/06; now when left out." placeholder:"MOMENT"`
	KnownAt string         `help:"As it was known by then: seq:57 or an instant; now when left out." placeholder:"MOMENT"`
	JSON    bool           `name:"json" xor:"form" help:"Print it as JSON."`
	CSV     bool           `name:"csv" xor:"form" help:"Print the purchases, or the floats, as CSV."`
}

// Help teaches the command.
func (floatCommand) Help() string {
	return `The statement of a floating fund: what was given and is left, the cash with its agent, what is on order,
delivered and not paid, and spent, by source; each purchase with its price and state; the reconciliations that were
made, with what differs; and whether less is left than its alert. It says for nobody whom a purchase was for.

Examples:

  pooled float dudley-hiu
  pooled float dudley-hiu fluid
  pooled float dudley-hiu fluid --from period:2015-16/06 --as-of period:2015-16/09
  pooled float dudley-hiu fluid --csv > purchases.csv`
}

// Run prints the statement, or how the floats stand.
func (c floatCommand) Run(ctx context.Context, s streams) (err error) {
	at, err := report.ParseAsOf(c.AsOf, c.KnownAt)
	if err != nil {
		return misuse{err}
	}
	span := report.Span{To: at}
	if c.From != "" {
		if span.From, err = report.ParseAsOf(c.From, c.KnownAt); err != nil {
			return misuse{err}
		}
	}
	if c.Float == "" && c.From != "" {
		return misused("--from is for the statement of one float: name it")
	}
	h, err := openHouse(ctx, c.place, slog.New(slog.DiscardHandler), journal.Watch{}, s.err)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	reports := report.New(h.pool)
	if c.Float == "" {
		found, err := reports.Floats(ctx, c.Fund, at)
		if err != nil {
			return err
		}
		return c.print(s, found, found.Text, floatColumns, floatRows(found))
	}
	found, err := reports.FloatStatement(ctx, c.Fund, c.Float, span)
	if err != nil {
		return err
	}
	return c.print(s, found, found.Text, purchaseColumns, purchaseRows(found))
}

var (
	floatColumns    = []string{"float", "name", "agent", "state", "given", "left", "promised", "spent", "alert", "alerted"}
	purchaseColumns = []string{
		"purchase", "on", "service", "service_id", "provider", "price", "quantity", "ordered", "cancelled", "delivered",
		"on_order", "owed", "state",
	}
)

func floatRows(found report.FloatStandings) [][]string {
	rows := make([][]string, len(found.Floats))
	for n, f := range found.Floats {
		rows[n] = []string{
			string(f.Float), f.Name, string(f.Agent), string(f.State), f.Given.String(), f.Left.String(), f.Promised.String(),
			f.Spent.String(), f.Alert.String(), strconv.FormatBool(f.Alerted),
		}
	}
	return rows
}

func purchaseRows(found report.FloatStatement) [][]string {
	rows := make([][]string, len(found.Purchases))
	for n, p := range found.Purchases {
		rows[n] = []string{
			string(p.Purchase), p.On.String(), p.Service, p.ServiceID, string(p.Provider), p.Price.String(),
			fmt.Sprint(p.Quantity), p.Ordered.String(), p.Cancelled.String(), p.Delivered.String(), p.OnOrder.String(),
			p.Owed.String(), string(p.State),
		}
	}
	return rows
}

// print writes an answer in the form that was asked for.
func (c floatCommand) print(s streams, answer any, text func(io.Writer) error, columns []string,
	rows [][]string,
) error {
	switch {
	case c.JSON:
		out := json.NewEncoder(s.out)
		out.SetIndent("", "  ")
		return out.Encode(answer)
	case c.CSV:
		return sheet.Write(s.out, columns, rows)
	}
	return text(s.out)
}
