package report

import (
	"context"
	"maps"
	"time"

	"pooled/ledger"
)

// BeginSQL lets tests plan queries as answers do.
const BeginSQL = beginSQL

// PartnerYearEndBy is PartnerYearEnd as if the cut-off day had ended at an instant: a date that has passed cannot be
// set.
func (r *Reports) PartnerYearEndBy(
	ctx context.Context, fund ledger.FundID, at AsOf, partner ledger.BodyID, year ledger.Year, after int64, limit int,
	end time.Time,
) (PartnerYearEnd, error) {
	return r.partnerYearEnd(ctx, fund, at, partner, year, after, limit, func(ledger.Date) time.Time { return end })
}

// SpoilHeld adds a penny to every balance that is held of a fund, and where another is true makes them rest on another
// entry, as after the database was put back from a copy. It reports whether balances were held.
func (r *Reports) SpoilHeld(fund ledger.FundID, another bool) bool {
	r.held.mu.Lock()
	defer r.held.mu.Unlock()
	held := false
	for i := range r.held.list {
		h := &r.held.list[i]
		if h.fund != fund {
			continue
		}
		held = true
		h.balances = maps.Clone(h.balances)
		for a := range h.balances {
			h.balances.move(a, ledger.Pence(1))
		}
		if another {
			h.entry[0]++
		}
	}
	return held
}
