package report

import (
	"context"
	_ "embed" // the long SQL stands in files of its own
	"fmt"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

//go:embed accounts_of.sql
var accountsOfSQL string

// Standing is what stands in a document's own accounts of one code, all its sources and years together, debits
// positive.
type Standing struct {
	Of   string // the subsidiary, such as "commitment=c-12"
	Code ledger.Code
}

// standingNamesMax is of how many documents balances are asked for at once.
const standingNamesMax = 200

// Standings are the balances of documents' own accounts as at a moment. An account that has never moved is left out. It
// returns what Position returns.
func (r *Reports) Standings(ctx context.Context, fund ledger.FundID, at AsOf, of []string, codes ...ledger.Code) (
	map[Standing]ledger.Money, error,
) {
	if len(of) > standingNamesMax {
		return nil, ledger.ErrInvalid.With("balances are asked for of %d documents at once, not of more", standingNamesMax)
	}
	numbers := make([]int16, len(codes))
	for n, code := range codes {
		numbers[n] = int16(code)
	}
	out := map[Standing]ledger.Money{}
	err := r.read(ctx, fund, func(v *view) error {
		_, c, err := v.resolve(ctx, at)
		if err != nil {
			return err
		}
		rows, err := v.tx.Query(ctx, accountsOfSQL, pgx.StrictNamedArgs{"fund": v.fund, "of": of, "codes": numbers})
		if err != nil {
			return fmt.Errorf("accounts of documents of %s: %w", v.id, err)
		}
		names, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return fmt.Errorf("accounts of documents of %s: %w", v.id, err)
		}
		args := c.args(v.fund)
		args["names"] = names
		held, err := v.readBalances(ctx, namedSQL, args)
		for a, b := range held {
			key := Standing{a.Of, a.Code}
			out[key] = out[key].Add(b.amount)
		}
		return err
	})
	return out, err
}

// Day is the day to which ages are counted as at a moment. It returns what Position returns.
func (r *Reports) Day(ctx context.Context, fund ledger.FundID, at AsOf) (day ledger.Date, err error) {
	err = r.read(ctx, fund, func(v *view) error {
		m, _, err := v.resolve(ctx, at)
		day = v.day(m)
		return err
	})
	return day, err
}
