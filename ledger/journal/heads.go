package journal

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// RecordedHeads is where the funds stood when that was recorded last, as at a number of the service journal (0: now);
// empty where it never was.
func (j *Journal) RecordedHeads(ctx context.Context, at int64) (ledger.Heads, error) {
	found, err := j.Document(ctx, ledger.Service, ledger.Heads{}.Ref(), at)
	if ledger.KindOf(err) == ledger.NotFound {
		return ledger.Heads{}, nil
	}
	heads, _ := found.(ledger.Heads)
	return heads, err
}

// HeadsRecorded is when the heads of funds were recorded last; zero where they never were.
func (j *Journal) HeadsRecorded(ctx context.Context) (at time.Time, err error) {
	err = j.pool.QueryRow(ctx, `
		SELECT e.recorded
		  FROM document_version AS v
		  JOIN entry AS e ON e.fund = v.fund AND e.seq = v.seq
		 WHERE v.fund = 0
		   AND v.kind = 'heads'
		   AND v.id = 'all'
		 ORDER BY v.seq DESC
		 LIMIT 1`).Scan(&at)
	if errors.Is(err, pgx.ErrNoRows) {
		err = nil
	}
	return at, err
}

// Milestones are the newest entries that closed or opened a period, or recorded where the journals stand, of each
// journal that has one. The signer's role is enough.
func (l *Log) Milestones(ctx context.Context) (map[ledger.FundID]int64, error) {
	rows, err := l.db.Query(ctx, `
		SELECT id, seq
		  FROM milestone
		 WHERE seq IS NOT NULL`)
	if err != nil {
		return nil, err
	}
	found := map[ledger.FundID]int64{}
	var fund ledger.FundID
	var seq int64
	_, err = pgx.ForEachRow(rows, []any{&fund, &seq}, func() error {
		found[fund] = seq
		return nil
	})
	return found, err
}

// MayPost reports whether the role that is logged in may post entries, as the signer's may not.
func (l *Log) MayPost(ctx context.Context) (may bool, err error) {
	err = l.db.QueryRow(ctx, `SELECT has_table_privilege('entry', 'INSERT')`).Scan(&may)
	return may, err
}
