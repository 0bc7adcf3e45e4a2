package report

import (
	"context"
	_ "embed" // the long SQL stands in files of its own
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

//go:embed balances.sql
var balancesSQL string

// balance is an account's balance at a cut, debits positive, and its number in the database.
type balance struct {
	number int32
	amount ledger.Money
}

// balances are of the control accounts, and of the turnover accounts of each kind of act.
type balances map[ledger.Account]balance

// accounts are which accounts a question is about: control accounts by code, and turnovers by kind of
// movement.
type accounts struct {
	codes []int16
	kinds []string
}

func (a accounts) same(b accounts) bool {
	return slices.Equal(a.codes, b.codes) && slices.Equal(a.kinds, b.kinds)
}

// balances reads where accounts stood at a cut. Its cost grows with the number of them and of their periods, but with
// the journal only as an index grows; for a date within a month it adds up that month's lines.
func (v *view) balances(ctx context.Context, c cut, of accounts) (balances, error) {
	args := c.args(v.fund)
	args["codes"], args["kinds"] = of.codes, of.kinds
	return v.readBalances(ctx, balancesSQL, args)
}

// args are the cut as queries name its parts.
func (c cut) args(fund int32) pgx.StrictNamedArgs {
	date := c.date.Time()
	if c.partial == 0 {
		date = time.Time{}
	}
	return pgx.StrictNamedArgs{
		"fund": fund, "seq": c.seq, "through": int16(c.through), "partial": int16(c.partial),
		"date": date,
	}
}

func (v *view) readBalances(ctx context.Context, sql string, args pgx.StrictNamedArgs) (balances, error) {
	rows, err := v.tx.Query(ctx, sql, args)
	if err != nil {
		return nil, fmt.Errorf("balances of %s: %w", v.id, err)
	}
	out := balances{}
	var number int32
	var a ledger.Account
	var pence int64
	_, err = pgx.ForEachRow(rows, []any{
		&number, &a.Code, &a.Year, &a.Partner, &a.Source, &a.Scheme, &a.Nature, &a.Of,
		&pence,
	}, func() error {
		out[a] = balance{number, ledger.Pence(pence)}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("balances of %s: %w", v.id, err)
	}
	return out, nil
}

// year is the financial year whose budget a moment shows: that of its period or date; else the newest that
// the books hold up to the day of its last entry, so that next year's budgets do not show before April.
func (b balances) year(m Moment) ledger.Year {
	if m.Period != 0 {
		return m.Period.Year()
	}
	today := ledger.YearOf(ledger.DateOf(m.Recorded))
	var past, next ledger.Year
	for a := range b {
		switch {
		case a.Year != 0 && a.Year <= today:
			past = max(past, a.Year)
		case a.Year != 0 && (next == 0 || a.Year < next):
			next = a.Year
		}
	}
	if past != 0 {
		return past
	}
	if next != 0 {
		return next
	}
	return today
}
