package journal

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// Rows are written as sets: one array for each column, whatever the length of the batch. The arrays are unnested side
// by side in the select list, where PostgreSQL hands them on value by value instead of storing each as a table first.
const (
	insertAccounts = `
	INSERT INTO account (fund, number, control, code, year, partner, source, scheme, nature, document, name)
	SELECT $1, unnest($2::integer[]), unnest($3::integer[]), unnest($4::smallint[]), unnest($5::smallint[]),
	       unnest($6::text[]), unnest($7::text[]), unnest($8::text[]), unnest($9::text[]), unnest($10::text[]),
	       unnest($11::text[])`
	insertEntries = `
	INSERT INTO entry (fund, recorded, seq, effective, period, act, body, late_for)
	SELECT $1, $2, unnest($3::bigint[]), unnest($4::date[]), unnest($5::smallint[]), unnest($6::text[]),
	       unnest($7::bytea[]), unnest($8::smallint[])`
	// A document that was presumed not to be there and is has no number, which the table refuses.
	insertVersions = `
	INSERT INTO document_version (fund, kind, id, seq)
	SELECT $1, v.kind, v.id,
	       CASE WHEN v.begun AND (SELECT true FROM document_version AS before
	                               WHERE before.fund = $1 AND before.kind = v.kind AND before.id = v.id
	                               LIMIT 1)
	            THEN NULL ELSE v.seq END
	  FROM (SELECT unnest($2::text[]) AS kind, unnest($3::text[]) AS id, unnest($4::bigint[]) AS seq,
	               unnest($5::boolean[]) AS begun) AS v`
	insertPostings = `
	INSERT INTO posting (fund, account, subsidiary, seq, line, code, effective, period, amount, balance_after,
	                     period_after, subsidiary_after, subsidiary_period_after, place)
	SELECT $1, unnest($2::integer[]), unnest($3::integer[]), unnest($4::bigint[]), unnest($5::smallint[]),
	       unnest($6::smallint[]), unnest($7::date[]), unnest($8::smallint[]), unnest($9::bigint[]),
	       unnest($10::bigint[]), unnest($11::bigint[]), unnest($12::bigint[]), unnest($13::bigint[]),
	       unnest($14::bigint[])`
	insertTexts = `
	INSERT INTO private_text (fund, seq, texts)
	SELECT $1, unnest($2::bigint[]), unnest($3::bytea[])`
	insertKeys = `
	INSERT INTO idempotency (fund, key, request, seq)
	SELECT $1, unnest($2::uuid[]), unnest($3::bigint[]), unnest($4::bigint[])`
	insertTiles = `
	INSERT INTO tile (fund, level, number, root, hashes)
	SELECT $1, unnest($2::smallint[]), unnest($3::bigint[]), unnest($4::bytea[]), unnest($5::bytea[])`
	updateHead = `
	UPDATE fund
	   SET seq = $2, recorded = $3, accounts = $4, frontier = $5, root = $6
	 WHERE fund = $1
	   AND seq = $7`
)

var errFenced = errors.New("the fund's number moved under its own lock")

// save encodes a slice's entries, grows the log by them and queues all they write.
func (w *writer) save(ctx context.Context, t *transaction, out *outcome, slice []posted) (*pgx.Batch, error) {
	tiles, err := w.grow(ctx, t, out, slice)
	if err != nil {
		return nil, err
	}
	trip := &pgx.Batch{}
	lines := w.linesOf(trip, out, slice)
	w.queueEntries(trip, t.at, slice)
	w.queueVersions(trip, slice)
	w.queueProposals(trip, slice)
	w.queueKeys(trip, slice)
	w.queuePostings(trip, lines)
	w.queueTexts(trip, slice)
	w.queueTiles(trip, tiles)
	out.acts += len(slice)
	out.presumed = out.presumed || slices.ContainsFunc(slice, func(p posted) bool { return len(p.begun) > 0 })
	return trip, w.queueErasures(ctx, t, trip, out, slice)
}

// committed is what a commit was answered with, and the lock that travelled with it.
type committed struct {
	err    error // of the commit
	locked locked
	lost   error // of what came after it
}

// finish writes the last slice and the journal's new head and commits, in one round trip with the lock for the works
// that wait already, and does what else there is meanwhile. An error is the commit's; where only the lock failed those
// works have no transaction yet.
func (w *writer) finish(ctx context.Context, t *transaction, out *outcome, trip *pgx.Batch, waiting []*work,
	meanwhile func(committed <-chan struct{}),
) (*transaction, error) {
	writes, root := trip.Len(), out.head.log.root()
	trip.Queue(updateHead, w.number, out.head.seq, out.head.recorded, out.head.accounts, out.head.log.bytes(),
		root[:], w.head.seq)
	trip.Queue(`COMMIT`)
	var answer committed
	if len(waiting) == 0 {
		answer = t.commit(ctx, trip, writes, false)
	} else {
		w.queueLock(trip, waiting)
		done := make(chan struct{})
		go func() {
			defer close(done)
			answer = t.commit(ctx, trip, writes, true)
		}()
		meanwhile(done)
		<-done
	}
	if answer.err != nil {
		return nil, answer.err
	}
	out.state.Merge()
	if out.erased {
		w.state.ForgetAll()
	}
	w.head, w.leaves = out.head, out.leaves
	switch {
	case answer.lost != nil:
		w.journal.log.Warn("the session failed after a commit", "fund", w.fund, "error", answer.lost)
		t.spoil()
	case len(waiting) > 0:
		return w.begun(t.conn, answer.locked), nil
	}
	return nil, nil
}

// commit sends what ends a transaction and reads what became of it, and of the lock where that was asked for too.
func (t *transaction) commit(ctx context.Context, trip *pgx.Batch, writes int, lock bool) (c committed) {
	results := t.conn.SendBatch(ctx, trip)
	if c.err = t.readCommit(results, writes); c.err != nil {
		_ = results.Close()
		return c
	}
	if lock {
		c.locked, c.lost = readLock(results)
	}
	if closed := results.Close(); c.lost == nil {
		c.lost = closed
	}
	return c
}

// readCommit reads what became of a batch's writes, of its head and of its commit.
func (t *transaction) readCommit(results pgx.BatchResults, writes int) error {
	for range writes {
		if _, err := results.Exec(); err != nil {
			return err
		}
	}
	moved, err := results.Exec()
	if err != nil {
		return err
	}
	done, err := results.Exec()
	switch {
	case err != nil:
		return err
	case moved.RowsAffected() != 1:
		return errFenced
	case done.String() != "COMMIT": // a server answers ROLLBACK to the COMMIT of a failed transaction
		return fmt.Errorf("commit answered %s", done)
	case unreplicated(t.conn.Conn().PgConn()):
		return errors.New("the wait for the standby was cancelled: the commit is not known to be safe")
	}
	return nil
}

// grow encodes entries, adds their leaves to the log and returns the tiles that filled.
func (w *writer) grow(ctx context.Context, t *transaction, out *outcome, slice []posted) ([]tile, error) {
	if err := w.unfinished(ctx, t, out); err != nil {
		return nil, err
	}
	var full []tile
	for i := range slice {
		p := &slice[i]
		act, err := p.request.encoded, error(nil)
		if isProposal(p.entry) {
			act, err = ledger.EncodeAct(p.entry.Act)
		}
		if err == nil {
			p.body, err = p.entry.EncodeWith(act)
		}
		if err != nil {
			return nil, fmt.Errorf("encode entry %d: %w", p.entry.Seq, err)
		}
		p.leaf = LeafHash(p.body)
		out.head.seq++
		out.head.log.add(p.leaf)
		p.result.Receipt = Receipt{w.fund, out.head.seq, p.leaf, out.head.log.root()}
		out.leaves = append(out.leaves, p.leaf)
		if len(out.leaves) == tileWidth {
			full = append(full, newTile(0, out.head.seq/tileWidth-1, out.leaves))
			out.leaves = out.leaves[:0]
		}
	}
	return w.upperTiles(ctx, t, full)
}

// unfinished has the leaves of the tile that is filling at hand: from memory, or hashed again from the entries.
func (w *writer) unfinished(ctx context.Context, t *transaction, out *outcome) (err error) {
	start := out.head.seq / tileWidth * tileWidth
	if int64(len(out.leaves)) == out.head.seq-start {
		return nil
	}
	if err := t.wait(); err != nil {
		return err
	}
	out.leaves, err = leavesBetween(ctx, t.conn.Conn(), w.number, start, out.head.seq)
	return err
}

// upperTiles adds the tiles above level 0 that filled with it: each holds the roots of 256 tiles below.
func (w *writer) upperTiles(ctx context.Context, t *transaction, full []tile) ([]tile, error) {
	for i := 0; i < len(full); i++ {
		below := full[i]
		if (below.number+1)%tileWidth != 0 {
			continue
		}
		if err := t.wait(); err != nil {
			return nil, err
		}
		first := below.number + 1 - tileWidth
		roots, err := tileRoots(ctx, t.conn.Conn(), w.number, below.level, first, below.number+1)
		if err != nil {
			return nil, err
		}
		for _, f := range full { // those of this very batch are not in the table yet
			if f.level == below.level && f.number >= first && f.number <= below.number {
				roots = append(roots, f.root)
			}
		}
		if len(roots) != tileWidth {
			return nil, fmt.Errorf("level %d of the log has %d of 256 tiles from %d", below.level, len(roots), first)
		}
		full = append(full, newTile(below.level+1, below.number/tileWidth, roots))
	}
	return full, nil
}

// queueErasures takes away the private texts of the entries that acts erase, wherever a version of their documents
// repeats them, and the hashes of requests that could be used to guess them.
func (w *writer) queueErasures(ctx context.Context, t *transaction, trip *pgx.Batch, out *outcome,
	slice []posted,
) error {
	var erased []int64
	for i := range slice {
		erased = append(erased, slice[i].erased...)
	}
	if len(erased) == 0 {
		return nil
	}
	if err := t.wait(); err != nil {
		return err
	}
	left, err := erasable(ctx, t.conn.Conn(), w.number, erased)
	if err != nil {
		return err
	}
	if err := w.queueWords(ctx, t.conn.Conn(), trip, left); err != nil {
		return err
	}
	for seq, texts := range left {
		kept := ledger.EncodeTexts(texts)
		trip.Queue(`UPDATE private_text SET texts = $3 WHERE fund = $1 AND seq = $2`, w.number, seq, kept)
	}
	trip.Queue(`UPDATE idempotency SET request = NULL WHERE fund = $1 AND seq = ANY ($2)`, w.number, erased)
	out.erased = true
	return nil
}

// erasable is what stays beside the entries erased, and beside other versions of the documents they saved, when their
// texts are taken out.
func erasable(ctx context.Context, db querier, fund int32, erased []int64) (map[int64][]ledger.Private, error) {
	entries, err := readEntries(ctx, db, fund, erased)
	if err != nil {
		return nil, err
	}
	digests := map[ledger.Digest]bool{}
	var kinds, ids flat[string]
	for i := range entries {
		entries[i].Entry.EachText(func(p ledger.Private) { digests[p.Digest] = !p.IsZero() })
		for _, d := range entries[i].Entry.Documents {
			kinds, ids = append(kinds, d.Ref().Kind), append(ids, d.Ref().ID)
		}
	}
	rows, err := db.Query(ctx, `
		SELECT DISTINCT v.seq
		  FROM document_version AS v
		  JOIN unnest($2::text[], $3::text[]) AS saved(kind, id) USING (kind, id)
		 WHERE v.fund = $1`, fund, kinds, ids)
	if err != nil {
		return nil, err
	}
	others, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, err
	}
	texts, err := textsOf(ctx, db, fund, append(others, erased...))
	for seq, kept := range texts {
		texts[seq] = slices.DeleteFunc(kept, func(t ledger.Private) bool { return digests[t.Digest] })
	}
	return texts, err
}
