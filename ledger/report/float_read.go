package report

import (
	"context"
	_ "embed" // the long SQL stands in files of its own
	"fmt"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

//go:embed float.sql
var floatSQL string

// floatMove is what an act did to an account of a float, debits positive.
type floatMove struct {
	code    ledger.Code
	source  ledger.SourceID
	of      string
	act     string
	wrapped int64 // the entry that approves or reverses what was done; 0: the act itself
	before  bool
	amount  ledger.Money
}

// floatMoves reads what was done to a float's accounts, each move by the name of its act.
func (v *view) floatMoves(ctx context.Context, float ledger.FloatID, year ledger.Year, from, to cut) (
	[]floatMove, error,
) {
	args := to.args(v.fund)
	for name, value := range from.args(v.fund) {
		if name != "fund" {
			args["from_"+name] = value
		}
	}
	args["float"], args["year"] = string(float), int16(year)
	rows, err := v.tx.Query(ctx, floatSQL, args)
	if err != nil {
		return nil, fmt.Errorf("float %s of %s: %w", float, v.id, err)
	}
	var wrapped []int64
	moves, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (floatMove, error) {
		var m floatMove
		var pence int64
		err := row.Scan(&m.code, &m.source, &m.of, &m.act, &m.wrapped, &m.before, &pence)
		if m.amount = ledger.Pence(pence); m.wrapped != 0 {
			wrapped = append(wrapped, m.wrapped)
		}
		return m, err
	})
	if err != nil {
		return nil, fmt.Errorf("float %s of %s: %w", float, v.id, err)
	}
	done, err := v.done(ctx, wrapped)
	for i, m := range moves {
		if moves[i].act = actName(m.act); m.wrapped != 0 {
			moves[i].act = done[m.wrapped]
		}
	}
	return moves, err
}
