package report

import (
	"context"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// lineage says which source, and which body, took over from which by row 24.
type lineage struct {
	sources map[ledger.SourceID]ledger.SourceID
	bodies  map[ledger.BodyID]ledger.BodyID
}

// lineageOf reads a fund's contributions: one that follows another is a successor's.
func lineageOf(ctx context.Context, tx pgx.Tx, fund int32) (lineage, error) {
	l := lineage{map[ledger.SourceID]ledger.SourceID{}, map[ledger.BodyID]ledger.BodyID{}}
	rows, err := tx.Query(ctx, `
		SELECT DISTINCT e.seq, e.body
		  FROM document_version AS d
		  JOIN entry AS e ON e.fund = d.fund AND e.seq = d.seq
		 WHERE d.fund = $1
		   AND d.kind = 'contribution'
		 ORDER BY e.seq`, fund)
	if err != nil {
		return l, err
	}
	known := map[ledger.ContributionID]ledger.Contribution{}
	var seq int64
	var body []byte
	_, err = pgx.ForEachRow(rows, []any{&seq, &body}, func() error {
		e, err := ledger.DecodeEntry(body)
		for _, d := range e.Documents {
			if c, ok := d.(ledger.Contribution); ok {
				known[c.ID] = c
			}
		}
		return err
	})
	for _, c := range known {
		if before, ok := known[c.Follows]; ok {
			l.sources[before.Source], l.bodies[before.Partner] = c.Source, c.Partner
		}
	}
	return l, err
}

// last is the account as that of whoever took over last. What a source is owed goes over while its income and cash stay
// (decision 0024), so in the actuals book the two sum to nil together, and neither alone. A body succeeds another only
// once, so the lines end.
func (l lineage) last(a ledger.Account) ledger.Account {
	for next, ok := l.sources[a.Source]; ok; next, ok = l.sources[a.Source] {
		a.Source = next
	}
	for next, ok := l.bodies[a.Partner]; ok; next, ok = l.bodies[a.Partner] {
		a.Partner = next
	}
	return a
}
