package report

import (
	"context"
	"maps"
	"strings"

	"pooled/ledger"
)

// books are all that a position is worked out from, as at one moment.
type books struct {
	fund     ledger.FundID
	moment   Moment
	cut      cut
	day      ledger.Date // overrides are judged on it
	balances balances
	earlier  balances    // cash accounts, before the year began
	closed   ledger.Year // the newest year that is closed, or 0
	papers   papers
	notices  []NoticeRow // read where cash is overdrawn
}

// overdrawn reports whether the host has paid out more than it holds of the fund's cash.
func (b *books) overdrawn() bool {
	var cash ledger.Money
	for a, held := range b.balances {
		if a.Code == ledger.Cash && a.Of == "" {
			cash = cash.Add(held.amount)
		}
	}
	return cash.Sign() < 0
}

// books reads them.
func (v *view) books(ctx context.Context, at AsOf) (*books, error) {
	b, err := v.figures(ctx, at, figureAccounts)
	if err != nil {
		return nil, err
	}
	b.papers, err = v.papers(ctx, b.cut, b.moment, paperKinds...)
	return b, err
}

// figures reads the balances alone.
func (v *view) figures(ctx context.Context, at AsOf, of accounts) (*books, error) {
	b := &books{fund: v.id}
	var err error
	if b.moment, b.cut, err = v.resolve(ctx, at); err != nil {
		return nil, err
	}
	if b.balances, err = v.known(ctx, b.cut, of); err != nil {
		return nil, err
	}
	if b.closed, err = v.lastClosedYear(ctx, b.cut); err != nil {
		return nil, err
	}
	if b.moment.Year = at.year; at.year == 0 {
		b.moment.Year = b.balances.year(b.moment)
		if b.moment.Period == 0 && b.moment.Year <= b.closed { // now, or a number: nothing is left to see of a closed year
			b.moment.Year = b.closed + 1
		}
	}
	switch {
	case b.moment.Date != 0:
		b.day = b.moment.Date
	case b.moment.Period != 0:
		b.day = b.moment.Period.Last()
	default:
		b.day = ledger.DateOf(b.moment.Recorded)
	}
	before := cut{seq: b.cut.seq, through: ledger.NewPeriod(b.moment.Year, 1) - 1}
	b.earlier, err = v.known(ctx, before, accounts{[]int16{int16(ledger.Cash)}, []string{byReceipt}})
	return b, err
}

// sum is a figure's amount on one account, as the figure presents it.
func (b *books) sum(m makeup, a ledger.Account) ledger.Money {
	amount := b.balances[a].amount
	if m.inYear && a.Year == 0 {
		amount = amount.Sub(b.earlier[a].amount)
	}
	return m.shown(amount)
}

// with are the books as an entry not yet posted would leave them.
func (b *books) with(e ledger.Entry) *books {
	after := *b
	after.balances = maps.Clone(b.balances)
	add := func(a ledger.Account, amount ledger.Money) {
		old := after.balances[a]
		after.balances[a] = balance{old.number, old.amount.Add(amount)}
	}
	for _, p := range e.Postings {
		if !b.cut.holds(b.cut.seq, e.Period, e.Effective) {
			continue
		}
		control := p.Account.Control()
		add(control, p.Amount)
		if strings.HasPrefix(p.Account.Of, "by=") {
			add(p.Account, p.Amount)
		}
	}
	after.papers = b.papers.with(e.Documents)
	return &after
}
