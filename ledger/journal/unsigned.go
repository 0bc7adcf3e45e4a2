package journal

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// Unsigned is how long, by the database's clock, each journal has had entries that no checkpoint covers; none is nil.
// What was signed last is counted from, or the first entry where nothing was.
func (l *Log) Unsigned(ctx context.Context) (map[ledger.FundID]time.Duration, error) {
	rows, err := l.db.Query(ctx, `
		SELECT f.id, f.seq > coalesce(c.size, 0),
		       extract(epoch FROM clock_timestamp() - coalesce(c.signed, e.recorded))::bigint
		  FROM fund AS f
		  JOIN entry AS e ON e.fund = f.fund AND e.seq = 1
		  LEFT JOIN LATERAL (
		       SELECT k.size, k.signed
		         FROM checkpoint AS k
		        WHERE k.fund = f.fund
		        ORDER BY k.size DESC, k.signed DESC
		        LIMIT 1) AS c ON true
		 WHERE f.seq > 0`)
	if err != nil {
		return nil, err
	}
	out := map[ledger.FundID]time.Duration{}
	var fund ledger.FundID
	var moved bool
	var seconds int64
	_, err = pgx.ForEachRow(rows, []any{&fund, &moved, &seconds}, func() error {
		out[fund] = 0
		if moved {
			out[fund] = time.Duration(seconds) * time.Second
		}
		return nil
	})
	return out, err
}
