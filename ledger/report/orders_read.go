package report

import (
	"context"
	_ "embed" // the long SQL stands in files of its own
	"fmt"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

//go:embed orders.sql
var ordersSQL string

// orderMove is what an act did to an account below 9300.
type orderMove struct {
	account ledger.Account
	act     string
	wrapped int64 // the entry that approves or reverses what was done; 0: the act itself
	before  bool
	amount  ledger.Money
}

// orderMoves reads what was done to each order, each move by the name of its act.
func (v *view) orderMoves(ctx context.Context, from, to cut, year ledger.Year) ([]orderMove, error) {
	args := to.args(v.fund)
	for name, value := range from.args(v.fund) {
		if name != "fund" {
			args["from_"+name] = value
		}
	}
	args["code"], args["year"] = int16(ledger.SchemeCommitted), int16(year)
	rows, err := v.tx.Query(ctx, ordersSQL, args)
	if err != nil {
		return nil, fmt.Errorf("orders of %s: %w", v.id, err)
	}
	moves, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (orderMove, error) {
		m := orderMove{account: ledger.Account{Code: ledger.SchemeCommitted, Year: year}}
		a, pence := &m.account, int64(0)
		err := row.Scan(&a.Partner, &a.Source, &a.Scheme, &a.Nature, &a.Of, &m.act, &m.wrapped, &m.before, &pence)
		m.amount = ledger.Pence(-pence) // what is committed stands on the credit side
		return m, err
	})
	if err != nil {
		return nil, fmt.Errorf("orders of %s: %w", v.id, err)
	}
	var wrapped []int64
	for _, m := range moves {
		if m.wrapped != 0 {
			wrapped = append(wrapped, m.wrapped)
		}
	}
	done, err := v.done(ctx, wrapped)
	for i, m := range moves {
		if moves[i].act = actName(m.act); m.wrapped != 0 {
			moves[i].act = done[m.wrapped]
		}
	}
	return moves, err
}

// done names the acts that entries' postings are of: what they approve, or what the entries that they reverse did.
func (v *view) done(ctx context.Context, seqs []int64) (map[int64]string, error) {
	names, of := map[int64]string{}, map[int64][]int64{}
	entries, err := v.entries(ctx, seqs)
	if err != nil {
		return nil, err
	}
	var reversed []int64
	for seq, e := range entries {
		if e.Reverses != 0 {
			of[e.Reverses] = append(of[e.Reverses], seq)
			reversed = append(reversed, e.Reverses)
		}
	}
	originals, err := v.entries(ctx, reversed)
	if err != nil {
		return nil, err
	}
	for seq, e := range entries {
		if original, ok := originals[e.Reverses]; ok {
			e = original
		}
		act, err := e.Done()
		if err != nil {
			return nil, fmt.Errorf("entry %d of %s: %w", seq, v.id, err)
		}
		names[seq] = ledger.ActName(act.Kind())
	}
	return names, nil
}

// entries reads entries by number.
func (v *view) entries(ctx context.Context, seqs []int64) (map[int64]ledger.Entry, error) {
	list := map[int64]ledger.Entry{}
	if len(seqs) == 0 {
		return list, nil
	}
	rows, err := v.tx.Query(ctx, `
		SELECT e.seq, e.body
		  FROM unnest($2::bigint[]) AS asked(seq)
		  JOIN entry AS e ON e.fund = $1 AND e.seq = asked.seq`, v.fund, seqs)
	if err != nil {
		return nil, fmt.Errorf("entries of %s: %w", v.id, err)
	}
	var seq int64
	var body []byte
	_, err = pgx.ForEachRow(rows, []any{&seq, &body}, func() (err error) {
		list[seq], err = ledger.DecodeEntry(body)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("entries of %s: %w", v.id, err)
	}
	return list, nil
}

// commitments reads a fund's commitments as at a cut, in the order they were first raised in.
func (v *view) commitments(ctx context.Context, c cut) ([]ledger.Commitment, error) {
	args := c.args(v.fund)
	args["kinds"] = []string{"commitment"}
	rows, err := v.tx.Query(ctx, documentsSQL, args)
	if err != nil {
		return nil, fmt.Errorf("commitments of %s: %w", v.id, err)
	}
	var list []ledger.Commitment
	var ref ledger.Ref
	var seq int64
	var body []byte
	_, err = pgx.ForEachRow(rows, []any{&ref.Kind, &ref.ID, &seq, &body}, func() error {
		d, err := ledger.DecodeVersion(body, ref)
		if c, ok := d.(ledger.Commitment); ok {
			list = append(list, c)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("commitments of %s: %w", v.id, err)
	}
	return list, nil
}
