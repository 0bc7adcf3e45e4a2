package journal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"pooled/ledger"
)

// transaction is one batch's, from the lock on.
type transaction struct {
	conn    *pgxpool.Conn
	at      time.Time // the recorded instant
	clock   time.Time // the server's, when it gave the lock
	service int64
	flight  chan error      // of the slice being written, or nil
	looked  []ledger.Ref    // entries read as documents: held for this batch alone
	used    map[hash16]used // keys of the batch that had been used before it
}

// send has a slice written while the caller goes on; the session is the server's until wait.
func (t *transaction) send(ctx context.Context, trip *pgx.Batch) error {
	if err := t.wait(); err != nil {
		return err
	}
	t.flight = make(chan error, 1)
	go func() { t.flight <- t.conn.SendBatch(ctx, trip).Close() }()
	return nil
}

// wait gives the session back to the caller.
func (t *transaction) wait() error {
	if t.flight == nil {
		return nil
	}
	err := <-t.flight
	t.flight = nil
	return err
}

// spoil closes the session of a transaction that has committed: the commit stands.
func (t *transaction) spoil() {
	t.drop()
	t.conn = nil
}

// end gives the session back.
func (t *transaction) end() {
	if t.conn != nil {
		t.conn.Release()
	}
}

// drop ends a transaction whose state is not known: its session is closed, never given back.
func (t *transaction) drop() {
	_ = t.wait()
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = t.conn.Hijack().Close(ctx)
}

const lockSQL = `
	SELECT seq, recorded, accounts, frontier, secret
	  FROM fund
	 WHERE fund = $1
	   FOR UPDATE`

// What the batch's keys were used for, with the clock and the service journal's number. It is a statement of its own,
// so that it sees what was committed meanwhile. Each key is looked up by itself: a plan that was made while the table
// was small would read it whole ever after.
const usedSQL = `
	SELECT clock_timestamp(), service.seq, i.key, i.request, i.seq
	  FROM fund AS service
	  LEFT JOIN (unnest($2::uuid[]) AS asked(key)
	  CROSS JOIN LATERAL (SELECT * FROM idempotency WHERE fund = $1 AND key = asked.key LIMIT 1) AS i) ON true
	 WHERE service.fund = 0`

// find learns the fund's number. The row of a new fund is made when somebody asks to open it; until its first entry
// the fund does not exist for anybody.
func (w *writer) find(ctx context.Context, batch []*work) error {
	if w.number >= 0 {
		return nil
	}
	const sql = `SELECT fund FROM fund WHERE id = $1`
	err := w.journal.pool.QueryRow(ctx, sql, w.fund).Scan(&w.number)
	if !errors.Is(err, pgx.ErrNoRows) {
		return err
	}
	w.number = -1
	if !opens(batch) {
		return ledger.ErrNoFund
	}
	_, err = w.journal.pool.Exec(ctx, `
		INSERT INTO fund (fund, id, seq, recorded, accounts, frontier, root, secret)
		SELECT (SELECT max(fund) + 1 FROM fund), $1, 0, '2000-01-01Z', 0, '', sha256(''),
		       sha256((gen_random_uuid()::text || gen_random_uuid()::text)::bytea)
		    ON CONFLICT DO NOTHING`, w.fund)
	if err != nil {
		return err
	}
	return w.find(ctx, batch)
}

func opens(batch []*work) bool {
	for _, one := range batch {
		for _, r := range one.requests {
			if _, ok := r.Act.(ledger.OpenFund); ok {
				return true
			}
		}
	}
	return false
}

// begin opens the transaction, locks the fund and learns what the batch's keys were used for, in one round trip.
func (w *writer) begin(ctx context.Context, works []*work) (*transaction, error) {
	if err := w.find(ctx, works); err != nil {
		return nil, err
	}
	conn, err := w.journal.pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	trip := &pgx.Batch{}
	w.queueLock(trip, works)
	results := conn.SendBatch(ctx, trip)
	seen, err := readLock(results)
	if closed := results.Close(); err == nil {
		err = closed
	}
	if err != nil {
		w.current = false
		(&transaction{conn: conn}).drop()
		return nil, fmt.Errorf("lock fund %s: %w", w.fund, err)
	}
	return w.begun(conn, seen), nil
}

// queueLock queues what readLock reads.
func (w *writer) queueLock(trip *pgx.Batch, works []*work) {
	trip.Queue(`BEGIN`)
	trip.Queue(lockSQL, w.number)
	trip.Queue(usedSQL, w.number, keysOf(works))
}

func keysOf(batch []*work) flat[hash16] {
	keys := flat[hash16]{}
	for _, one := range batch {
		for i := range one.requests {
			if r := &one.requests[i]; r.keyed() {
				keys = append(keys, r.key)
			}
		}
	}
	return keys
}

// locked is what a fund's lock was answered with.
type locked struct {
	head     head
	frontier []byte
	secret   []byte
	clock    time.Time
	used     map[hash16]used
}

func readLock(results pgx.BatchResults) (l locked, err error) {
	if _, err := results.Exec(); err != nil {
		return l, err
	}
	now := &l.head
	if err := results.QueryRow().Scan(&now.seq, &now.recorded, &now.accounts, &l.frontier, &l.secret); err != nil {
		return l, err
	}
	rows, err := results.Query()
	if err != nil {
		return l, err
	}
	var key *hash16
	var request, seq *int64
	l.used = map[hash16]used{}
	_, err = pgx.ForEachRow(rows, []any{&l.clock, &now.service, &key, &request, &seq}, func() error {
		if key != nil {
			l.used[*key] = used{request, *seq}
		}
		return nil
	})
	return l, err
}

// begun has the writer stand where its fund's lock found the journals.
func (w *writer) begun(conn *pgxpool.Conn, l locked) *transaction {
	now := l.head
	if w.service == nil {
		now.service = 0
	}
	t := &transaction{conn: conn, used: l.used, clock: l.clock.UTC().Truncate(time.Microsecond), service: now.service}
	t.at = t.clock
	if now.recorded.After(t.at) {
		t.at = now.recorded.UTC()
	}
	w.state.Secret = l.secret
	w.recall(now, l.frontier)
	return t
}

// recall makes memory true again: what another process may have changed since is forgotten, and loaded when needed.
func (w *writer) recall(now head, frontierBytes []byte) {
	// A rebuild of the tables changes no entry's number, and says by the number of accounts that it was done.
	if !w.current || now.seq != w.head.seq || now.accounts != w.head.accounts {
		w.state.ForgetAll()
		w.leaves = nil
		now.log = parseFrontier(now.seq, frontierBytes)
	} else {
		now.log = w.head.log
	}
	if w.service != nil && (!w.current || now.service != w.head.service) {
		w.service.ForgetAll()
	}
	w.head, w.current = now, true
}
