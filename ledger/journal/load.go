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

// load brings what acts found missing into memory: documents and balances in one round trip, entries and lists, which
// few acts ask for, in some more.
func (w *writer) load(ctx context.Context, t *transaction, own, service *ledger.Missing) error {
	refs, posted := refsOf(own)
	t.looked = append(t.looked, posted...)
	for _, ref := range posted {
		if err := loadPosted(ctx, t.conn.Conn(), w.number, w.state, ref); err != nil {
			return err
		}
	}
	if err := w.loadTogether(ctx, t, refs, own, service); err != nil {
		return err
	}
	return loadLists(ctx, t.conn, w.number, w.state, own)
}

// loadTogether asks for documents of the fund and of the service journal and for balances at once.
func (w *writer) loadTogether(ctx context.Context, t *transaction, refs []ledger.Ref, own, service *ledger.Missing,
) error {
	if len(own.Accounts) > 0 && len(w.numbers) > heldMax {
		w.numbers = map[ledger.Account]int32{}
		w.state.ForgetAll()
	}
	trip, asked := &pgx.Batch{}, askedOf(own)
	theirs, _ := refsOf(service)
	papers := []loading{{fund: w.number, state: w.state, refs: refs}, {fund: 0, state: w.service, refs: theirs}}
	for _, p := range papers {
		if len(p.refs) > 0 {
			trip.Queue(documentsSQL, documentsArgs(p.fund, p.refs, maxSeq)...)
		}
	}
	if len(asked) > 0 {
		trip.Queue(balancesSQL, balancesArgs(w.number, asked)...)
	}
	if trip.Len() == 0 {
		return nil
	}
	results := t.conn.SendBatch(ctx, trip)
	err := w.readTogether(results, papers, asked)
	if closed := results.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	for _, p := range papers {
		if len(p.refs) == 0 {
			continue
		}
		if err := revealDocuments(ctx, t.conn.Conn(), p.fund, p.seqs, p.found); err != nil {
			return err
		}
		hold(p.state, p.refs, p.found)
	}
	return nil
}

// loading is documents of a journal on their way into memory.
type loading struct {
	fund  int32
	state *ledger.State
	refs  []ledger.Ref
	found map[ledger.Ref]ledger.Document
	seqs  []int64 // of the entries that saved them
}

// readTogether reads what loadTogether asked for, in its order.
func (w *writer) readTogether(results pgx.BatchResults, papers []loading, asked []ledger.AccountPeriod) error {
	for i := range papers {
		p := &papers[i]
		if len(p.refs) == 0 {
			continue
		}
		rows, err := results.Query()
		if err != nil {
			return err
		}
		if p.found, p.seqs, err = readDocuments(rows); err != nil {
			return err
		}
	}
	if len(asked) == 0 {
		return nil
	}
	rows, err := results.Query()
	if err != nil {
		return err
	}
	return holdBalances(rows, w.state, asked, w.numbers)
}

// Where accounts stand, and what they moved in a period: their newest lines in each period, found one after another.
// Each account is looked up by its name alone, whatever the planner thinks of reading them all.
const balancesSQL = `
	SELECT asked.n, a.number, coalesce(b.balance, 0), coalesce(b.moved, 0)
	  FROM unnest($2::text[], $3::smallint[]) WITH ORDINALITY AS asked(name, period, n)
	 CROSS JOIN LATERAL (
	       SELECT number, document FROM account WHERE fund = $1 AND name = asked.name LIMIT 1) AS a
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
	 WHERE a.document = ''
	 UNION ALL
	SELECT asked.n, a.number, coalesce(b.balance, 0), coalesce(b.moved, 0)
	  FROM unnest($2::text[], $3::smallint[]) WITH ORDINALITY AS asked(name, period, n)
	 CROSS JOIN LATERAL (
	       SELECT number, document FROM account WHERE fund = $1 AND name = asked.name LIMIT 1) AS a
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
	         FROM newest) AS b ON true
	 WHERE a.document <> ''`

// loadBalances puts the missing accounts' balances into a State, and their numbers into a map unless it is nil.
func loadBalances(ctx context.Context, db querier, fund int32, s *ledger.State, missing *ledger.Missing,
	numbers map[ledger.Account]int32,
) error {
	asked := askedOf(missing)
	if len(asked) == 0 {
		return nil
	}
	rows, err := db.Query(ctx, balancesSQL, balancesArgs(fund, asked)...)
	if err != nil {
		return err
	}
	return holdBalances(rows, s, asked, numbers)
}

func askedOf(missing *ledger.Missing) []ledger.AccountPeriod {
	asked := make([]ledger.AccountPeriod, 0, len(missing.Accounts))
	for key := range missing.Accounts {
		asked = append(asked, key)
	}
	return asked
}

func balancesArgs(fund int32, asked []ledger.AccountPeriod) []any {
	names, periods := make([]string, len(asked)), make([]int16, len(asked))
	for i, key := range asked {
		names[i], periods[i] = key.Account.String(), int16(key.Period)
	}
	return []any{fund, names, periods}
}

// holdBalances reads what balancesSQL answers. An account that is not there is at nil.
func holdBalances(rows pgx.Rows, s *ledger.State, asked []ledger.AccountPeriod, numbers map[ledger.Account]int32,
) error {
	var n, balance, movement int64
	var number int32
	held := make([]bool, len(asked))
	_, err := pgx.ForEachRow(rows, []any{&n, &number, &balance, &movement}, func() error {
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
