package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
	JSON    bool          `name:"json" help:"Print it as JSON, as the API answers it."`
}

// Help teaches the command.
func (positionCommand) Help() string {
	return `Every figure is a balance of an account, a sum of balances or a turnover by kind of act:

  agreed     resources agreed, called or not             budget     original budget
  held       performance money not earned yet            virements  in less out
  called     fallen due                                  revised    budget after virements
  received   received in cash in the year                committed  promised and not yet spent
  due        called and not yet received                 spent      certified as due, paid or not
  cash       in hand with the host                       available  left to commit

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
	printPosition(s.out, p)
	return nil
}

func printPosition(out io.Writer, p report.Position) {
	fmt.Fprintf(out, "%s (%s), %s\n%s\n", p.Name, p.Fund, p.Moment.Year, p.Moment)
	for _, o := range p.Overrides {
		state := "until " + o.Until.UK()
		if o.Lapsed {
			state = "which lapsed on " + o.Until.UK()
		}
		fmt.Fprintf(out, "UNSIGNED: agreement version %d is relied on by leave of %s, %s: %s\n", o.Version, o.ByName, state, o.Reason)
	}
	fmt.Fprintln(out)
	printResources(out, p)
	fmt.Fprintln(out)
	printSpending(out, p)
	if len(p.Minimums) > 0 {
		fmt.Fprintln(out)
		printMinimums(out, p.Minimums)
	}
	fmt.Fprintln(out)
	printOutturn(out, p.Outturn)
}

const total = "Total"

func printResources(out io.Writer, p report.Position) {
	t := table{head: []string{"Money in, £", "agreed", "held", "called", "received", "due", "unallocated", "cash"}}
	row := func(name string, r report.Resources) {
		if r == (report.Resources{}) && name != total {
			return // of another year
		}
		t.add(append([]string{name}, figures(r.Agreed, r.Performance, r.Called, r.Received, r.Due, r.Unallocated, r.Cash)...)...)
	}
	for _, partner := range p.Partners {
		row(partner.Name, partner.Resources)
		for _, source := range p.Sources {
			if source.Partner == partner.Partner {
				row("  "+source.Name, source.Resources)
			}
		}
	}
	row(total, p.Total.Resources)
	t.print(out)
	if p.Total.AdvancedByHost.Sign() > 0 {
		fmt.Fprintf(out, "The host has advanced %s beyond the cash it holds for the fund.\n", p.Total.AdvancedByHost.Pounds())
	}
}

func printSpending(out io.Writer, p report.Position) {
	t := table{head: []string{
		"Money out, £", "budget", "virements", "revised", "committed", "spent", "(direct)", "available",
	}}
	row := func(name string, s report.Spending) {
		if s == (report.Spending{}) && name != total {
			return // of another year
		}
		t.add(append([]string{name},
			figures(s.Budget, s.Virements, s.Revised, s.Committed, s.Spent, s.PartnerDirect, s.Available)...)...)
	}
	for _, scheme := range p.Schemes {
		row(scheme.Name, scheme.Spending)
		for _, line := range p.Lines {
			if line.Scheme == scheme.Scheme {
				row("  "+line.SourceName, line.Spending)
			}
		}
	}
	row(total, p.Total.Spending)
	for _, partner := range p.Partners {
		row("of which "+partner.Name, partner.Spending)
	}
	t.print(out)
}

func printMinimums(out io.Writer, minimums []report.MinimumRow) {
	t := table{head: []string{"Required minimum, £", "required", "budgeted", "spent", "forecast", "shortfall"}}
	for _, m := range minimums {
		name := m.SourceName + " for " + m.Area
		if m.Area == "" {
			name = m.SourceName + " through " + string(m.Commissioner)
		}
		t.add(append([]string{name}, figures(m.Required, m.Budgeted, m.Spent, m.Forecast, m.Shortfall)...)...)
	}
	t.print(out)
}

func printOutturn(out io.Writer, o report.Outturn) {
	fmt.Fprintf(out, "Forecast for the year: %s to be spent of %s; %s", o.Forecast.Pounds(), o.Resources.Pounds(), underspend(o.After))
	if !o.NotEarned.IsZero() {
		fmt.Fprintf(out, ", %s before the %s of performance money that is not earned", underspend(o.Before), o.NotEarned.Pounds())
	}
	fmt.Fprintln(out, ".")
}

func underspend(m ledger.Money) string {
	if m.Sign() < 0 {
		return "an overspend of " + m.Neg().Pounds()
	}
	return "an underspend of " + m.Pounds()
}
