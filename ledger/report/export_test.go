package report

import (
	"context"
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
