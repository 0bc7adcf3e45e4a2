package report

import (
	"context"
	"fmt"
	"math/big"

	"pooled/ledger"
)

// StatementOutcome is a measure's latest result, shortly.
type StatementOutcome struct {
	Measure  ledger.MeasureID `json:"measure"`
	Name     string           `json:"name"`
	Of       string           `json:"of"`
	Baseline string           `json:"baseline"`
	From     ledger.Date      `json:"from"`
	To       ledger.Date      `json:"to"`
	Actual   string           `json:"actual"`
	Change   string           `json:"change,omitempty" doc:"against the baseline, in per cent to two places"`

	change *big.Rat
}

// StatementSavings are the savings that are claimed, in all.
type StatementSavings struct {
	Heading string       `json:"heading"`
	Total   ledger.Money `json:"total"`
	AtLeast bool         `json:"atLeast"`
	Lost    ledger.Money `json:"lost" doc:"of income, by what others save"`
}

// beside puts into a statement what stands beside its cash: match funding, outcomes and the savings that are claimed.
func (v *view) beside(ctx context.Context, b *books, s *Statement) error {
	_, pairs, err := v.matched(ctx, b.cut, b.moment)
	if err != nil {
		return err
	}
	if len(pairs) > 0 {
		s.MatchFunding = pairs
	}
	p, err := v.outcomePapers(ctx, b.cut, b.moment)
	if err != nil {
		return err
	}
	for _, row := range p.rows("", b.moment.day()) {
		for _, r := range row.Results {
			s.Outcomes = append(s.Outcomes, StatementOutcome{
				row.Measure, row.Name, row.Of, row.Baseline, r.From, r.To, r.Actual, r.Change, r.change,
			})
		}
	}
	if claimed := p.savings(b.moment.day()); len(claimed.Claims) > 0 {
		s.Savings = &StatementSavings{claimed.Heading, claimed.Total, claimed.AtLeast, claimed.Lost}
	}
	return nil
}

// printBeside writes what stands beside the cash, where there is any.
func (s Statement) printBeside(out *writer, show func(ledger.Money) string) {
	if len(s.MatchFunding) > 0 {
		fmt.Fprintln(out, "\nMatch funding: the second is called only as the first is received")
		t := table{}
		t.add("", "received of the first", "called of the second", "may be called now")
		for _, p := range s.MatchFunding {
			t.add(fmt.Sprintf("%s and %s (%s)", p.First.Source, p.Second.Source, p.Year), show(p.First.Received),
				show(p.Second.Called), show(p.MayCall))
		}
		t.print(out)
	}
	if len(s.Outcomes) > 0 {
		fmt.Fprintln(out, "\nOutcomes")
		t := table{}
		t.add("", "baseline", "latest", "change")
		for _, o := range s.Outcomes {
			change := ""
			if o.change != nil {
				change = wholePercent(o.change)
			}
			t.add(fmt.Sprintf("%s, %s, %s", o.Name, o.Of, ledger.Span{From: o.From, To: o.To}), o.Baseline, o.Actual, change)
		}
		t.print(out)
	}
	if s.Savings != nil {
		fmt.Fprintf(out, "\n%s: %s\n", s.Savings.Heading, least(s.Savings.AtLeast, s.Savings.Total))
		if !s.Savings.Lost.IsZero() {
			fmt.Fprintf(out, "Income claimed to be lost by it: %s; the two are not set off\n", s.Savings.Lost.Pounds())
		}
	}
}
