package report

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// Surplus is what closed years left and nobody has decided about: neither carried forward nor returned.
type Surplus struct {
	Year   ledger.Year  `json:"year" doc:"the year that was closed last"`
	Amount ledger.Money `json:"amount" doc:"what is left of it (3000); negative: a deficit"`
}

// String says it in a sentence.
func (s Surplus) String() string {
	if s.Amount.Sign() < 0 {
		return fmt.Sprintf("Deficit of %s not yet carried forward: %s", s.Year, s.Amount.Neg().Pounds())
	}
	return fmt.Sprintf("Surplus of %s not yet decided: %s", s.Year, s.Amount.Pounds())
}

// lastClosedYear is the newest year that was closed at a cut, or 0. A closing entry stands in period 14 of its year, so
// one that the cut leaves out does not count.
func (v *view) lastClosedYear(ctx context.Context, c cut) (last ledger.Year, err error) {
	args := c.args(v.fund)
	args["kinds"] = []string{"year"}
	rows, err := v.tx.Query(ctx, documentsSQL, args)
	if err != nil {
		return 0, fmt.Errorf("years of %s: %w", v.id, err)
	}
	var ref ledger.Ref
	var seq int64
	var body []byte
	_, err = pgx.ForEachRow(rows, []any{&ref.Kind, &ref.ID, &seq, &body}, func() error {
		d, err := ledger.DecodeVersion(body, ref)
		if y, ok := d.(ledger.YearEnd); ok && y.State == ledger.YearClosed && ledger.NewPeriod(y.Year, 14) <= c.through {
			last = max(last, y.Year)
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("years of %s: %w", v.id, err)
	}
	return last, nil
}

// undecided is what the closed years left, as the books have it, or nil where nothing is.
func (b *books) undecided() *Surplus {
	s := Surplus{Year: b.closed}
	for a, held := range b.balances {
		if a.Code == ledger.PoolBalance {
			s.Amount = s.Amount.Sub(held.amount)
		}
	}
	if s.Amount.IsZero() || b.closed == 0 {
		return nil
	}
	return &s
}
