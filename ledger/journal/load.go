package journal

import (
	"context"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

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
	theirs, _ := refsOf(service)
	found, err := readTogether(ctx, t.conn.Conn(), w.number, refs, theirs, askedOf(own))
	if err == nil {
		w.hold(found)
	}
	return err
}

// loaded is what was read for acts, on its way into memory.
type loaded struct {
	own, service papers
	asked        []ledger.AccountPeriod
	stands       []stands
}

// papers are documents of one journal. Those that were asked for and not found do not exist.
type papers struct {
	fund  int32
	refs  []ledger.Ref
	found map[ledger.Ref]ledger.Document
	seqs  []int64 // of the entries that saved them
}

// hold puts what was read into memory.
func (w *writer) hold(found *loaded) {
	hold(w.state, found.own.refs, found.own.found)
	hold(w.service, found.service.refs, found.service.found) // of the service journal itself there are none
	holdBalances(w.state, found.asked, found.stands)
}

// readTogether reads documents of a fund and of the service journal, and balances, in one round trip.
func readTogether(ctx context.Context, conn *pgx.Conn, fund int32, refs, service []ledger.Ref,
	asked []ledger.AccountPeriod,
) (*loaded, error) {
	l := &loaded{own: papers{fund: fund, refs: refs}, service: papers{refs: service}, asked: asked}
	trip := &pgx.Batch{}
	for _, p := range []papers{l.own, l.service} {
		if len(p.refs) > 0 {
			trip.Queue(documentsSQL, documentsArgs(p.fund, p.refs, maxSeq)...)
		}
	}
	if len(asked) > 0 {
		trip.Queue(balancesSQL, balancesArgs(fund, asked)...)
	}
	if trip.Len() == 0 {
		return l, nil
	}
	results := conn.SendBatch(ctx, trip)
	err := l.read(results)
	if closed := results.Close(); err == nil {
		err = closed
	}
	for _, p := range []papers{l.own, l.service} {
		if err == nil && len(p.seqs) > 0 {
			err = revealDocuments(ctx, conn, p.fund, p.seqs, p.found)
		}
	}
	return l, err
}

// read reads what readTogether asked for, in its order.
func (l *loaded) read(results pgx.BatchResults) error {
	for _, p := range []*papers{&l.own, &l.service} {
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
	if len(l.asked) == 0 {
		return nil
	}
	rows, err := results.Query()
	if err == nil {
		l.stands, err = readStands(rows)
	}
	return err
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

// stands is how an account stands that was asked for.
type stands struct {
	n              int64 // which of those that were asked for, from 1
	number         int32 // the account's
	balance, moved int64
}

// loadBalances puts the missing accounts' balances into a State.
func loadBalances(ctx context.Context, db querier, fund int32, s *ledger.State, missing *ledger.Missing) error {
	asked := askedOf(missing)
	if len(asked) == 0 {
		return nil
	}
	rows, err := db.Query(ctx, balancesSQL, balancesArgs(fund, asked)...)
	if err != nil {
		return err
	}
	found, err := readStands(rows)
	if err == nil {
		holdBalances(s, asked, found)
	}
	return err
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

// readStands reads what balancesSQL answers.
func readStands(rows pgx.Rows) (all []stands, err error) {
	var one stands
	_, err = pgx.ForEachRow(rows, []any{&one.n, &one.number, &one.balance, &one.moved}, func() error {
		all = append(all, one)
		return nil
	})
	return all, err
}

// holdBalances puts balances into a State. An account that was not found is at nil.
func holdBalances(s *ledger.State, asked []ledger.AccountPeriod, found []stands) {
	held := make([]bool, len(asked))
	for _, one := range found {
		held[one.n-1] = true
		s.HoldBalance(asked[one.n-1], ledger.Pence(one.balance), ledger.Pence(one.moved), one.number)
	}
	for i, key := range asked {
		if !held[i] {
			s.HoldBalance(key, ledger.Money{}, ledger.Money{}, 0)
		}
	}
}
