package journal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"pooled/ledger"
)

// Posted is an entry as it stands in the journal, with the bytes it was posted as and what each line left behind.
type Posted struct {
	Entry ledger.Entry
	Body  []byte
	Leaf  ledger.Digest
}

// Prepare sets what every session of the journal's pool needs: plans that are kept, and that the notice that a commit
// is not replicated does not pass unseen.
func Prepare(c *pgxpool.Config) {
	c.ConnConfig.RuntimeParams["plan_cache_mode"] = "force_generic_plan" // a plan is made once, not for each batch
	c.ConnConfig.OnNotice = func(session *pgconn.PgConn, n *pgconn.Notice) {
		if n.Code == "01000" {
			session.CustomData()["unreplicated"] = true
		}
	}
}

func unreplicated(session *pgconn.PgConn) bool { return session.CustomData()["unreplicated"] != nil }

// answer fills in the first answers of keys used before. The batch has committed: where they cannot be read, those who
// asked again are told that they may, and nobody else is.
func (w *writer) answer(ctx context.Context, works []*work) {
	var results []*Result
	var seqs []int64
	for _, one := range works {
		for i := range one.answers {
			if r := &one.answers[i]; r.Replayed && r.Err == nil {
				results, seqs = append(results, r), append(seqs, r.Entry.Seq)
			}
		}
	}
	if len(results) == 0 {
		return
	}
	if err := w.replay(ctx, results, seqs); err != nil {
		w.journal.log.Error("first answers could not be read", "fund", w.fund, "error", err)
		for _, r := range results {
			*r = Result{Err: ledger.ErrUnknown}
		}
	}
}

// replay rebuilds answers from the entries they were about.
func (w *writer) replay(ctx context.Context, results []*Result, seqs []int64) error {
	entries, err := readEntries(ctx, w.journal.pool, w.number, seqs)
	if err != nil {
		return err
	}
	bySeq := map[int64]Posted{}
	for _, e := range entries {
		bySeq[e.Entry.Seq] = e
	}
	for _, r := range results {
		p, ok := bySeq[r.Entry.Seq]
		if !ok {
			return fmt.Errorf("entry %d of %s was answered and is not there", r.Entry.Seq, w.fund)
		}
		root, err := rootAt(ctx, w.journal.pool, w.number, p.Entry.Seq)
		if err != nil {
			return err
		}
		r.Entry, r.Receipt = p.Entry, Receipt{w.fund, p.Entry.Seq, p.Leaf, root}
		r.Proposal, r.Waits = ledger.ProposalLeft(p.Entry)
	}
	return nil
}

// readEntries reads entries by number, texts revealed, in order. Each is looked up by its own key, whatever the planner
// knows of the fund.
func readEntries(ctx context.Context, db querier, fund int32, seqs []int64) ([]Posted, error) {
	rows, err := db.Query(ctx, `
		SELECT e.body
		  FROM (SELECT DISTINCT unnest($2::bigint[]) AS seq) AS asked
		 CROSS JOIN LATERAL (SELECT body FROM entry WHERE fund = $1 AND seq = asked.seq LIMIT 1) AS e
		 ORDER BY asked.seq`, fund, seqs)
	if err != nil {
		return nil, err
	}
	return decodeEntries(ctx, db, fund, rows)
}

func decodeEntries(ctx context.Context, db querier, fund int32, rows pgx.Rows) ([]Posted, error) {
	bodies, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		return nil, err
	}
	entries := make([]Posted, len(bodies))
	for i, body := range bodies {
		e, err := ledger.DecodeEntry(body)
		if err != nil {
			return nil, fmt.Errorf("decode entry: %w", err)
		}
		entries[i] = Posted{e, body, LeafHash(body)}
	}
	seqs := make([]int64, len(entries))
	for i := range entries {
		seqs[i] = entries[i].Entry.Seq
	}
	return entries, reveal(ctx, db, fund, seqs, func(f func(*ledger.Private)) {
		for i := range entries {
			entries[i].Entry.ChangeTexts(f)
		}
	})
}

// Entry returns one entry, or ErrNotFound.
func (j *Journal) Entry(ctx context.Context, fund ledger.FundID, seq int64) (Posted, error) {
	number, err := j.number(ctx, fund)
	if err != nil {
		return Posted{}, err
	}
	entries, err := readEntries(ctx, j.pool, number, []int64{seq})
	if err == nil && len(entries) == 0 {
		err = ledger.ErrNotFound.With("the journal of %s has no entry %d", fund, seq)
	}
	if err != nil {
		return Posted{}, err
	}
	return entries[0], nil
}

// Page asks for entries after a number, oldest first, of one kind of act if Act is given ("vire-budget/1"), and of
// one document if Document is. Limit is the most to return.
type Page struct {
	After    int64
	Limit    int
	Act      string
	Document ledger.Ref
	At       int64 // no entry after this number; 0: no bound
}

// Entries returns a page of a fund's journal in order.
func (j *Journal) Entries(ctx context.Context, fund ledger.FundID, page Page) ([]Posted, error) {
	number, err := j.number(ctx, fund)
	if err != nil {
		return nil, err
	}
	args := pgx.NamedArgs{
		"fund": number, "after": page.After, "limit": page.Limit, "act": page.Act, "at": until(page.At),
		"kind": page.Document.Kind, "id": page.Document.ID,
	}
	rows, err := j.pool.Query(ctx, entriesSQL(page), args)
	if err != nil {
		return nil, err
	}
	return decodeEntries(ctx, j.pool, number, rows)
}

// entriesSQL begins at the narrower index: the document's versions, or the journal itself.
func entriesSQL(page Page) string {
	const tail = `
		   AND e.seq > @after
		   AND e.seq <= @at
		   AND (@act::text = '' OR e.act = @act)
		 ORDER BY e.seq
		 LIMIT @limit`
	if page.Document.Kind != "" {
		return `
		SELECT e.body
		  FROM document_version AS v
		  JOIN entry AS e ON e.fund = v.fund AND e.seq = v.seq
		 WHERE v.fund = @fund AND v.kind = @kind AND v.id = @id` + tail
	}
	return `
		SELECT e.body
		  FROM entry AS e
		 WHERE e.fund = @fund` + tail
}

// number finds a fund that exists: one with at least an entry.
func (j *Journal) number(ctx context.Context, fund ledger.FundID) (int32, error) {
	var number int32
	err := j.pool.QueryRow(ctx, `SELECT fund FROM fund WHERE id = $1 AND (seq > 0 OR fund = 0)`, fund).Scan(&number)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, ErrNoFund(fund)
	}
	return number, err
}

// ErrNoFund is the refusal for a fund that is not there.
func ErrNoFund(fund ledger.FundID) error {
	return ledger.ErrNoFund.With("there is no fund %q, or you may not see it", fund)
}

// Head is where a fund's journal stands.
type Head struct {
	Seq      int64
	Recorded time.Time
	Root     ledger.Digest
}

// Head returns where a fund's journal stands now.
func (j *Journal) Head(ctx context.Context, fund ledger.FundID) (Head, error) {
	var h Head
	var root []byte
	err := j.pool.QueryRow(ctx, `SELECT seq, recorded, root FROM fund WHERE id = $1 AND (seq > 0 OR fund = 0)`, fund).
		Scan(&h.Seq, &h.Recorded, &root)
	if errors.Is(err, pgx.ErrNoRows) {
		return h, ErrNoFund(fund)
	}
	copy(h.Root[:], root)
	return h, err
}

// RootAt is the root of the fund's log when it held size entries.
func (j *Journal) RootAt(ctx context.Context, fund ledger.FundID, size int64) (ledger.Digest, error) {
	number, err := j.number(ctx, fund)
	if err != nil {
		return ledger.Digest{}, err
	}
	return rootAt(ctx, j.pool, number, size)
}

// Document returns a document as at a number of the journal (0: now), or ErrNotFound.
func (j *Journal) Document(ctx context.Context, fund ledger.FundID, ref ledger.Ref, at int64) (ledger.Document, error) {
	number, err := j.number(ctx, fund)
	if err != nil {
		return nil, err
	}
	found, err := documents(ctx, j.pool, number, []ledger.Ref{ref}, until(at))
	if err == nil && found[ref] == nil {
		err = ledger.ErrNotFound.With("there is no %s %q in %s", ref.Kind, ref.ID, fund)
	}
	return found[ref], err
}

// Funds lists the funds of the service by name, the service journal left out.
func (j *Journal) Funds(ctx context.Context) ([]ledger.FundID, error) {
	rows, err := j.pool.Query(ctx, `SELECT id FROM fund WHERE fund > 0 AND seq > 0 ORDER BY id`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[ledger.FundID])
}

// OpenAccruals returns the accruals of a fund that have still to be reversed, in no order.
func (j *Journal) OpenAccruals(ctx context.Context, fund ledger.FundID) (open []ledger.Accrual, err error) {
	err = j.newest(ctx, fund, "accrual", []string{"accrue-spend/1", "approve-proposal/1"}, func(d ledger.Document) {
		if a, ok := d.(ledger.Accrual); ok && a.Open() {
			open = append(open, a)
		}
	})
	return open, err
}

// newest gives each document of a kind whose newest version one of those acts made.
func (j *Journal) newest(ctx context.Context, fund ledger.FundID, kind string, acts []string,
	each func(ledger.Document),
) error {
	number, err := j.number(ctx, fund)
	if err != nil {
		return err
	}
	rows, err := j.pool.Query(ctx, `
		SELECT newest.id, e.body
		  FROM (SELECT v.id, max(v.seq) AS seq
		          FROM document_version AS v
		         WHERE v.fund = $1
		           AND v.kind = $2
		         GROUP BY v.id) AS newest
		  JOIN entry AS e ON e.fund = $1 AND e.seq = newest.seq
		 WHERE e.act = ANY ($3)`, number, kind, acts)
	if err != nil {
		return err
	}
	var id string
	var body []byte
	_, err = pgx.ForEachRow(rows, []any{&id, &body}, func() error {
		d, err := ledger.DecodeVersion(body, ledger.Ref{Kind: kind, ID: id})
		if err == nil {
			each(d)
		}
		return err
	})
	return err
}
