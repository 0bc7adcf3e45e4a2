// Package report answers questions about a pooled fund from its accounts and postings, and stores no answer
// of its own.
//
// Every figure is a balance, a sum of balances or a turnover by kind of act, read by index however long the
// history. A question is asked as at a moment: now, a number of the journal, an instant, a period end or a
// date; and as it was known then or later (AsOf). One read-only transaction holds still for the whole of an
// answer.
package report

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"pooled/ledger"
)

// Reports answers questions over one database that has been migrated. It may be used by many at once.
type Reports struct {
	pool    *pgxpool.Pool
	held    held
	decoded decoded
}

// New makes Reports over a pool of connections. The reader's role is enough.
func New(pool *pgxpool.Pool) *Reports { return &Reports{pool: pool} }

// beginSQL opens the snapshot of one answer. Every query is written as index look-ups; scans, sorts and joins
// of whole tables are put out of the planner's reach, because with the statistics of a young table it would
// prefer them and the answer's cost would grow with the journal. Compiling a query would cost more than
// running it.
const beginSQL = `
	BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
	SET LOCAL enable_seqscan = off;
	SET LOCAL enable_bitmapscan = off;
	SET LOCAL enable_hashjoin = off;
	SET LOCAL enable_mergejoin = off;
	SET LOCAL enable_sort = off;
	SET LOCAL jit = off`

// view is one fund as at one moment, within a snapshot.
type view struct {
	tx      pgx.Tx
	held    *held
	decoded *decoded
	id      ledger.FundID
	fund    int32     // its number in the database
	last    int64     // the newest entry of the snapshot
	now     time.Time // the database's clock
}

// read runs f on a snapshot of one fund. It returns ErrNoFund where there is none.
func (r *Reports) read(ctx context.Context, fund ledger.FundID, f func(*view) error) error {
	return pgx.BeginTxFunc(ctx, r.pool, pgx.TxOptions{BeginQuery: beginSQL}, func(tx pgx.Tx) error {
		v := &view{tx: tx, held: &r.held, decoded: &r.decoded, id: fund}
		err := tx.QueryRow(ctx, `
			SELECT fund, seq, clock_timestamp()
			  FROM fund
			 WHERE id = $1
			   AND fund > 0
			   AND seq > 0`, fund).Scan(&v.fund, &v.last, &v.now)
		if errors.Is(err, pgx.ErrNoRows) {
			return ledger.ErrNoFund.With("there is no fund %q, or you may not see it", fund)
		}
		if err != nil {
			return fmt.Errorf("read fund %s: %w", fund, err)
		}
		return f(v)
	})
}
