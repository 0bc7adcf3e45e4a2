package report

import (
	"context"

	"pooled/ledger"
)

// accrued is what is accrued on each budget line and not yet reversed. Accruals stand by source, and a source may be
// spent by several partners, so the accruals themselves say whose they are.
func (v *view) accrued(ctx context.Context, b *books) (map[lineKey]ledger.Money, error) {
	sums := map[lineKey]ledger.Money{}
	var some bool
	for a, held := range b.balances {
		some = some || a.Code == ledger.Accruals && !held.amount.IsZero()
	}
	if !some {
		return sums, nil
	}
	err := v.documents(ctx, b.cut, []string{"accrual"}, func(_ int64, d ledger.Document) {
		if a, ok := d.(ledger.Accrual); ok && a.Open() && a.Period.Year() == b.moment.Year {
			key := lineKey{a.Scheme, a.Source}
			sums[key] = sums[key].Add(a.Amount)
		}
	})
	return sums, err
}
