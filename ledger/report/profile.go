package report

import "pooled/ledger"

const months = 12 // of a year; period 13 holds adjustments

// monthly is an amount for each period of a year: 1 to 12 at 0 to 11, and the adjustments of period 13 at 12.
type monthly [months + 1]ledger.Money

// through is what the first n periods come to.
func (m monthly) through(n int) (total ledger.Money) {
	for _, amount := range m[:n] {
		total = total.Add(amount)
	}
	return total
}

// profiled is a budget over the months of its year: by its profile, or equally where it has none. What the budget
// changed by since the profile was made, by changes in each period, falls to the months from that of the change on,
// in proportion to the profile, or equally where it leaves them nothing. The months sum to the budget.
func profiled(budget ledger.Money, p ledger.BudgetProfile, changes monthly) (out monthly) {
	if p.Version == 0 {
		copy(out[:], budget.Instalments(months))
		return out
	}
	left := budget
	var weights [months]int64
	for _, part := range p.Periods {
		n := part.Period.Number() - 1
		out[n], weights[n], left = part.Amount, part.Amount.Pence(), left.Sub(part.Amount)
	}
	made := min(p.Made.Number(), months) - 1
	for n := len(changes) - 1; n > made; n-- {
		out.spread(changes[n], weights[min(n, months-1):], min(n, months-1))
		left = left.Sub(changes[n])
	}
	out.spread(left, weights[made:], made)
	return out
}

// spread adds an amount to the months from one on.
func (m *monthly) spread(amount ledger.Money, weights []int64, from int) {
	if amount.IsZero() {
		return
	}
	for _, w := range weights {
		if w > 0 {
			for n, part := range amount.Apportion(weights) {
				m[from+n] = m[from+n].Add(part)
			}
			return
		}
	}
	for n, part := range amount.Instalments(len(weights)) {
		m[from+n] = m[from+n].Add(part)
	}
}

// straightLine is what a year comes to that goes on as its first periods did, to the nearest penny, half a penny away
// from nil. It panics when no period has elapsed.
func straightLine(spent ledger.Money, elapsed int) ledger.Money {
	pence, n := spent.Pence()*months, int64(elapsed)
	half := n / 2
	if pence < 0 {
		half = -half
	}
	return ledger.Pence((pence + half) / n)
}
