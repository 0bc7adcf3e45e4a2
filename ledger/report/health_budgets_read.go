package report

import (
	"context"
	_ "embed" // the long SQL stands in files of its own
	"fmt"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

//go:embed health_budgets.sql
var healthBudgetsSQL string

// healthBudgets reads those personal health budgets that are asked about, as at the cut: of a year or, where none is
// said, of all years that are not closed, unless every year is asked for. They are in the order of their allocation.
func (v *view) healthBudgets(ctx context.Context, b *books, year ledger.Year, filter HealthBudgetFilter) (
	[]ledger.PersonalHealthBudget, error,
) {
	var list []ledger.PersonalHealthBudget
	err := v.documents(ctx, b.cut, []string{"health-budget"}, func(_ int64, d ledger.Document) {
		of, ok := d.(ledger.PersonalHealthBudget)
		if ok && (filter.EveryYear || of.Year == year || year == 0 && of.Year > b.closed) && filter.takes(of) {
			list = append(list, of)
		}
	})
	return list, err
}

// healthFigures are the balances of budgets' accounts, and what was moved on what is left of each, by step.
type healthFigures struct {
	balances balances
	moves    map[ledger.HealthBudgetID]map[ledger.HealthBudgetStep]ledger.Money
}

// healthFigures reads them. It refuses an act that has no column, rather than leave what it moved out.
func (v *view) healthFigures(ctx context.Context, b *books, of []ledger.PersonalHealthBudget) (healthFigures, error) {
	out := healthFigures{moves: map[ledger.HealthBudgetID]map[ledger.HealthBudgetStep]ledger.Money{}}
	var left, names []string
	owner := map[string]ledger.HealthBudgetID{}
	for _, one := range of {
		a := one.Accounts(b.papers.source)
		for _, account := range a.Left {
			owner[account.Of] = one.ID
			left = append(left, account.String())
		}
		for _, account := range append([]ledger.Account{a.PaidOut, a.CapLeft, a.CapUsed}, a.Left...) {
			names = append(names, account.String())
		}
	}
	args := b.cut.args(v.fund)
	args["names"] = names
	var err error
	if out.balances, err = v.readBalances(ctx, namedSQL, args); err != nil {
		return out, err
	}
	args["names"] = left
	moves, err := v.healthMoves(ctx, args)
	for _, m := range moves {
		step, unknown := ledger.HealthBudgetStepOf(m.act)
		if err == nil {
			err = unknown
		}
		id := owner[m.of]
		if out.moves[id] == nil {
			out.moves[id] = map[ledger.HealthBudgetStep]ledger.Money{}
		}
		out.moves[id][step] = out.moves[id][step].Add(m.amount)
	}
	return out, err
}

// healthMove is what an act did to what is left of a budget: more is positive.
type healthMove struct {
	of, act string
	wrapped int64 // the entry that approves or reverses what was done; 0: the act itself
	amount  ledger.Money
}

func (v *view) healthMoves(ctx context.Context, args pgx.StrictNamedArgs) ([]healthMove, error) {
	rows, err := v.tx.Query(ctx, healthBudgetsSQL, args)
	if err != nil {
		return nil, fmt.Errorf("personal health budgets of %s: %w", v.id, err)
	}
	var wrapped []int64
	moves, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (m healthMove, err error) {
		var pence int64
		err = row.Scan(&m.of, &m.act, &m.wrapped, &pence)
		m.amount = ledger.Pence(-pence) // what is left stands on the credit side
		if m.wrapped != 0 {
			wrapped = append(wrapped, m.wrapped)
		}
		return m, err
	})
	if err != nil {
		return nil, fmt.Errorf("personal health budgets of %s: %w", v.id, err)
	}
	done, err := v.done(ctx, wrapped)
	for i, m := range moves {
		if moves[i].act = actName(m.act); m.wrapped != 0 {
			moves[i].act = done[m.wrapped]
		}
	}
	return moves, err
}
