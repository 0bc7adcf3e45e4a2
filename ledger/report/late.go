package report

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// LateItems are the entries that belong to periods which were closed before they came in. They stand in the period in
// which they were posted, and are marked.
type LateItems struct {
	Fund  ledger.FundID `json:"fund"`
	Items []LateItem    `json:"items"`
}

// LateItem is one of them.
type LateItem struct {
	Seq       int64         `json:"seq"`
	For       ledger.Period `json:"for" doc:"the closed period that it belongs to"`
	Period    ledger.Period `json:"period" doc:"the period it stands in"`
	Effective ledger.Date   `json:"effective"`
	Recorded  time.Time     `json:"recorded"`
	Act       string        `json:"act"`
	Sentence  string        `json:"sentence" doc:"the entry in plain words, without any private text"`
	Amount    ledger.Money  `json:"amount" doc:"the debits of its actuals lines; of its memo lines where it has no others"`
}

// lateItemsMax is how many late items one answer holds, the oldest first.
const lateItemsMax = 10_000

// LateItems lists a fund's late items as at a moment: those that belong to a period, or to any where it is 0.
func (r *Reports) LateItems(ctx context.Context, fund ledger.FundID, at AsOf, of ledger.Period) (
	LateItems, Moment, error,
) {
	list := LateItems{Fund: fund}
	var m Moment
	err := r.read(ctx, fund, func(v *view) (err error) {
		var c cut
		if m, c, err = v.resolve(ctx, at); err == nil {
			list.Items, err = v.lateItems(ctx, c, of)
		}
		return err
	})
	if m.Year = at.year; m.Period != 0 {
		m.Year = m.Period.Year()
	}
	return list, m, err
}

// lateItems reads them by their index: there are few.
func (v *view) lateItems(ctx context.Context, c cut, of ledger.Period) ([]LateItem, error) {
	args := c.args(v.fund)
	args["of"], args["limit"] = int16(of), lateItemsMax
	rows, err := v.tx.Query(ctx, `
		SELECT e.body
		  FROM entry AS e
		 WHERE e.fund = @fund
		   AND e.late_for <> 0
		   AND e.seq <= @seq
		   AND (@of::smallint = 0 OR e.late_for = @of)
		   AND (e.period <= @through OR e.period = @partial AND e.effective <= @date)
		 ORDER BY e.seq
		 LIMIT @limit`, args)
	if err != nil {
		return nil, fmt.Errorf("late items of %s: %w", v.id, err)
	}
	items := []LateItem{}
	var body []byte
	_, err = pgx.ForEachRow(rows, []any{&body}, func() error {
		e, err := ledger.DecodeEntry(body)
		if err == nil {
			items = append(items, lateItem(e))
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("late items of %s: %w", v.id, err)
	}
	return items, nil
}

func lateItem(e ledger.Entry) LateItem {
	var sum [3]ledger.Money
	for _, p := range e.Postings {
		if line, _ := p.Account.Code.Line(); p.Amount.Sign() > 0 {
			sum[line.Book()] = sum[line.Book()].Add(p.Amount)
		}
	}
	amount := sum[ledger.Actuals]
	if amount.IsZero() {
		amount = sum[ledger.Memo]
	}
	return LateItem{
		Seq: e.Seq, For: e.For, Period: e.Period, Effective: e.Effective, Recorded: e.Recorded,
		Act: ledger.ActName(e.Act.Kind()), Sentence: e.Sentence(), Amount: amount,
	}
}
