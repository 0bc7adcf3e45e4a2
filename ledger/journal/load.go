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
// so that it sees what was committed while the lock was awaited.
const usedSQL = `
	SELECT clock_timestamp(), service.seq, i.key, i.request, i.seq
	  FROM fund AS service
	  LEFT JOIN idempotency AS i ON i.fund = $1 AND i.key = ANY ($2)
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
	t := &transaction{conn: conn, used: map[hash16]used{}}
	trip := &pgx.Batch{}
	w.queueLock(trip, works)
	results := conn.SendBatch(ctx, trip)
	err = w.readLock(t, results)
	if closed := results.Close(); err == nil {
		err = closed
	}
	if err != nil {
		w.current = false
		t.drop()
		return nil, fmt.Errorf("lock fund %s: %w", w.fund, err)
	}
	return t, nil
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

func (w *writer) readLock(t *transaction, results pgx.BatchResults) error {
	if _, err := results.Exec(); err != nil {
		return err
	}
	var now head
	var frontierBytes []byte
	err := results.QueryRow().
		Scan(&now.seq, &now.recorded, &now.accounts, &frontierBytes, &w.state.Secret)
	if err != nil {
		return err
	}
	var clock time.Time
	rows, err := results.Query()
	if err != nil {
		return err
	}
	var key *hash16
	var request, seq *int64
	if _, err := pgx.ForEachRow(rows, []any{&clock, &now.service, &key, &request, &seq}, func() error {
		if key != nil {
			t.used[*key] = used{request, *seq}
		}
		return nil
	}); err != nil {
		return err
	}
	if w.service == nil {
		now.service = 0
	}
	t.at, t.service = clock.UTC().Truncate(time.Microsecond), now.service
	if now.recorded.After(t.at) {
		t.at = now.recorded.UTC()
	}
	w.recall(now, frontierBytes)
	return nil
}

// recall makes memory true again: what another process may have changed since is forgotten, and loaded when needed.
func (w *writer) recall(now head, frontierBytes []byte) {
	// A rebuild of the tables changes no entry's number, and says by the number of accounts that it was done.
	if !w.current || now.seq != w.head.seq || now.accounts != w.head.accounts {
		w.state.ForgetAll()
		w.numbers = map[ledger.Account]int32{}
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

// load brings what acts found missing into memory, in one round trip for each journal and kind of thing.
func (w *writer) load(ctx context.Context, t *transaction, own, service *ledger.Missing) error {
	for ref := range own.Documents {
		if ref.Kind == ledger.PostedKind {
			t.looked = append(t.looked, ref)
		}
	}
	if err := loadDocuments(ctx, t.conn.Conn(), w.number, w.state, own); err != nil {
		return err
	}
	if len(service.Documents) > 0 {
		if err := loadDocuments(ctx, t.conn.Conn(), 0, w.service, service); err != nil {
			return err
		}
	}
	if err := loadLists(ctx, t.conn, w.number, w.state, own); err != nil {
		return err
	}
	return w.loadAccounts(ctx, t, own)
}

// Where accounts stand, and what they moved in a period: their newest lines in each period, found one after another.
const balancesSQL = `
	SELECT asked.n, a.number, coalesce(b.balance, 0), coalesce(b.moved, 0)
	  FROM unnest($2::text[], $3::smallint[]) WITH ORDINALITY AS asked(name, period, n)
	  JOIN account AS a ON a.fund = $1 AND a.name = asked.name AND a.document = ''
	  LEFT JOIN LATERAL (
	       WITH RECURSIVE newest (period, moved) AS (
	            (SELECT p.period, p.period_after FROM posting AS p
	              WHERE p.fund = $1 AND p.account = a.number
	              ORDER BY p.place DESC LIMIT 1)
	             UNION ALL
	            SELECT before.* FROM newest CROSS JOIN LATERAL (
	                   SELECT p.period, p.period_after FROM posting AS p
	                    WHERE p.fund = $1 AND p.account = a.number AND p.place < place_of(newest.period, 0)
	                    ORDER BY p.place DESC LIMIT 1) AS before)
	       SELECT sum(moved)::bigint AS balance, max(moved) FILTER (WHERE period = asked.period) AS moved
	         FROM newest) AS b ON true
	 UNION ALL
	SELECT asked.n, a.number, coalesce(b.balance, 0), coalesce(b.moved, 0)
	  FROM unnest($2::text[], $3::smallint[]) WITH ORDINALITY AS asked(name, period, n)
	  JOIN account AS a ON a.fund = $1 AND a.name = asked.name AND a.document <> ''
	  LEFT JOIN LATERAL (
	       WITH RECURSIVE newest (period, moved) AS (
	            (SELECT p.period, p.subsidiary_period_after FROM posting AS p
	              WHERE p.fund = $1 AND p.subsidiary = a.number AND p.subsidiary <> p.account
	              ORDER BY p.place DESC LIMIT 1)
	             UNION ALL
	            SELECT before.* FROM newest CROSS JOIN LATERAL (
	                   SELECT p.period, p.subsidiary_period_after FROM posting AS p
	                    WHERE p.fund = $1 AND p.subsidiary = a.number AND p.subsidiary <> p.account
	                      AND p.place < place_of(newest.period, 0)
	                    ORDER BY p.place DESC LIMIT 1) AS before)
	       SELECT sum(moved)::bigint AS balance, max(moved) FILTER (WHERE period = asked.period) AS moved
	         FROM newest) AS b ON true`

func (w *writer) loadAccounts(ctx context.Context, t *transaction, missing *ledger.Missing) error {
	if len(missing.Accounts) == 0 {
		return nil
	}
	if len(w.numbers) > heldMax {
		w.numbers = map[ledger.Account]int32{}
		w.state.ForgetAll()
	}
	return loadBalances(ctx, t.conn, w.number, w.state, missing, w.numbers)
}

// loadBalances puts the missing accounts' balances into a State, and their numbers into a map unless it is nil.
func loadBalances(ctx context.Context, db querier, fund int32, s *ledger.State, missing *ledger.Missing,
	numbers map[ledger.Account]int32,
) error {
	if len(missing.Accounts) == 0 {
		return nil
	}
	asked := make([]ledger.AccountPeriod, 0, len(missing.Accounts))
	names := make([]string, 0, len(asked))
	periods := make([]int16, 0, len(asked))
	for key := range missing.Accounts {
		asked = append(asked, key)
		names, periods = append(names, key.Account.String()), append(periods, int16(key.Period))
	}
	rows, err := db.Query(ctx, balancesSQL, fund, names, periods)
	if err != nil {
		return err
	}
	var n, balance, movement int64
	var number int32
	held := make([]bool, len(asked))
	_, err = pgx.ForEachRow(rows, []any{&n, &number, &balance, &movement}, func() error {
		key := asked[n-1]
		held[n-1] = true
		if numbers != nil {
			numbers[key.Account] = number
		}
		s.HoldBalance(key, ledger.Pence(balance), ledger.Pence(movement))
		return nil
	})
	for i, key := range asked {
		if !held[i] {
			s.HoldBalance(key, ledger.Money{}, ledger.Money{})
		}
	}
	return err
}
