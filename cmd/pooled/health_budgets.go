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

type healthBudgetsCommand struct {
	place
	Fund    ledger.FundID            `arg:"" help:"The fund, such as dudley."`
	Overdue bool                     `help:"The chasing list alone: what is overdue, the longest first."`
	Client  ledger.ClientID          `help:"Of this client alone, by pseudonym." placeholder:"CLIENT"`
	State   ledger.HealthBudgetState `help:"In this state alone: open, stopped, closed or reversed." enum:",open,stopped,closed,reversed" default:"" placeholder:"STATE"`
	Scheme  ledger.SchemeID          `help:"Of this scheme alone." placeholder:"SCHEME"`
	Worker  ledger.ActorID           `help:"Allocated by this person alone." placeholder:"ACTOR"`
	Year    string                   `help:"The year of the budgets, such as 2015-16; all that are not closed when left out." placeholder:"YEAR"`
	AsOf    string                   `help:"The moment: seq:57, 2015-09-30T17:00:00Z, date:2015-09-30 or period:2015-16/06; now when left out." placeholder:"MOMENT"`
	KnownAt string                   `help:"As it was known by then: seq:57 or an instant; now when left out." placeholder:"MOMENT"`
	JSON    bool                     `name:"json" help:"Print it as JSON."`
}

// Help teaches the command.
func (healthBudgetsCommand) Help() string {
	return `The register of personal health budgets, by the clients' pseudonyms. Every figure is a balance of an account
or a turnover by kind of act:

  allocated   promised to the client           recovered   paid out, and paid back
  spent       bought, or accounted for         released    given back without having been paid out
  awaited     paid out, evidence awaited       lapsed      left when the year was closed
  unspent     left to spend or to release      cap used    by all the client's budgets in the cap's window

Below it stands what is due, the longest overdue first: evidence of direct payments, repayments that are demanded, and
reviews; with who allocated the budget, and so asks for it.

Examples:

  pooled health-budgets dudley
  pooled health-budgets dudley --overdue --as-of date:2015-09-30
  pooled health-budgets dudley --client client-7f3a
  pooled health-budgets dudley --state stopped --json | jq .budgets`
}

// Run prints the register, or the chasing list.
func (c healthBudgetsCommand) Run(ctx context.Context, s streams) (err error) {
	at, err := report.ParseAsOf(c.AsOf, c.KnownAt)
	if err != nil {
		return misuse{err}
	}
	if c.Year != "" {
		year, err := ledger.ParseYear(c.Year)
		if err != nil {
			return misuse{err}
		}
		at = at.InYear(year)
	}
	h, err := openHouse(ctx, c.place, slog.New(slog.DiscardHandler), journal.Watch{}, s.err)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	found, err := report.New(h.pool).HealthBudgets(ctx, c.Fund, at, report.HealthBudgetFilter{
		Client: c.Client, State: c.State, Scheme: c.Scheme, Worker: c.Worker, Overdue: c.Overdue,
	})
	switch {
	case err != nil:
		return err
	case c.JSON:
		out := json.NewEncoder(s.out)
		out.SetIndent("", "  ")
		return out.Encode(found)
	case c.Overdue:
		return found.ChaseText(s.out)
	}
	return found.Text(s.out)
}
