package journal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"pooled/ledger"
)

// Rows are written as sets: one array for each column, whatever the length of the batch.
const (
	insertAccounts = `
	INSERT INTO account (fund, number, control, code, year, partner, source, scheme, nature, document, name)
	SELECT $1, * FROM unnest($2::integer[], $3::integer[], $4::smallint[], $5::smallint[], $6::text[], $7::text[],
	                         $8::text[], $9::text[], $10::text[], $11::text[])`
	insertEntries = `
	INSERT INTO entry (fund, recorded, seq, effective, period, act, body)
	SELECT $1, $2, * FROM unnest($3::bigint[], $4::date[], $5::smallint[], $6::text[], $7::bytea[])`
	insertVersions = `
	INSERT INTO document_version (fund, kind, id, seq)
	SELECT $1, * FROM unnest($2::text[], $3::text[], $4::bigint[])`
	insertPostings = `
	INSERT INTO posting (fund, account, subsidiary, seq, line, code, effective, period, amount, balance_after,
	                     period_after, subsidiary_after, subsidiary_period_after)
	SELECT $1, * FROM unnest($2::integer[], $3::integer[], $4::bigint[], $5::smallint[], $6::smallint[], $7::date[],
	                         $8::smallint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[])`
	insertTexts = `
	INSERT INTO private_text (fund, digest, salt, value)
	SELECT $1, * FROM unnest($2::bytea[], $3::bytea[], $4::text[])
	    ON CONFLICT DO NOTHING`
	insertKeys = `
	INSERT INTO idempotency (fund, actor, key, request, seq)
	SELECT $1, * FROM unnest($2::text[], $3::bytea[], $4::bytea[], $5::bigint[])`
	insertTiles = `
	INSERT INTO tile (fund, level, number, root, hashes)
	SELECT $1, * FROM unnest($2::smallint[], $3::bigint[], $4::bytea[], $5::bytea[])`
	updateHead = `
	UPDATE fund
	   SET seq = $2, recorded = $3, accounts = $4, frontier = $5, root = $6
	 WHERE fund = $1
	   AND seq = $7`
)

var errFenced = errors.New("the fund's number moved under its own lock")

// finish posts the batch and commits it, in one round trip, or ends a transaction that has nothing to post.
func (w *writer) finish(ctx context.Context, t *transaction, out *outcome) error {
	if len(out.posted) == 0 {
		_, err := t.conn.Exec(ctx, `ROLLBACK`)
		return err
	}
	next := head{seq: w.head.seq, recorded: t.at, accounts: w.head.accounts, log: w.head.log, service: t.service}
	tiles, err := w.grow(ctx, t, &next, out.posted)
	if err != nil {
		return err
	}
	trip := &pgx.Batch{}
	numbers := w.queueAccounts(trip, &next, out.posted)
	w.queueEntries(trip, t.at, out.posted)
	w.queuePostings(trip, numbers, out.posted)
	w.queueTexts(trip, out.posted)
	w.queueTiles(trip, tiles)
	if err := w.queueErasures(ctx, t, trip, out.posted); err != nil {
		return err
	}
	root := next.log.root()
	trip.Queue(updateHead, w.number, next.seq, next.recorded, next.accounts, next.log.bytes(), root[:], w.head.seq).
		Exec(func(tag pgconn.CommandTag) error {
			if tag.RowsAffected() != 1 {
				return errFenced
			}
			return nil
		})
	trip.Queue(`COMMIT`).Exec(func(tag pgconn.CommandTag) error {
		if tag.String() != "COMMIT" { // a server answers ROLLBACK to the COMMIT of a failed transaction
			return fmt.Errorf("commit answered %s", tag)
		}
		return nil
	})
	if err := t.conn.SendBatch(ctx, trip).Close(); err != nil {
		return err
	}
	if unreplicated(t.conn.Conn().PgConn()) {
		return errors.New("the wait for the standby was cancelled: the commit is not known to be safe")
	}
	out.state.Merge()
	w.head = next
	for a, n := range numbers {
		w.numbers[a] = n
	}
	return nil
}

// grow encodes the batch's entries, adds their leaves to the log and returns the tiles that filled.
func (w *writer) grow(ctx context.Context, t *transaction, next *head, batch []posted) ([]tile, error) {
	leaves, err := w.unfinished(ctx, t)
	if err != nil {
		return nil, err
	}
	var full []tile
	for i := range batch {
		p := &batch[i]
		if p.body, err = p.entry.Encode(); err != nil {
			return nil, fmt.Errorf("encode entry %d: %w", p.entry.Seq, err)
		}
		p.leaf = LeafHash(p.body)
		next.seq++
		next.log.add(p.leaf)
		p.result.Receipt = Receipt{w.fund, next.seq, p.leaf, next.log.root()}
		leaves = append(leaves, p.leaf)
		if len(leaves) == tileWidth {
			full = append(full, newTile(0, next.seq/tileWidth-1, leaves))
			leaves = nil
		}
	}
	w.leaves = leaves
	return w.upperTiles(ctx, t, full)
}

// unfinished is the leaves of the tile that is filling: kept in memory, or hashed again from the entries.
func (w *writer) unfinished(ctx context.Context, t *transaction) ([]ledger.Digest, error) {
	start := w.head.seq / tileWidth * tileWidth
	if int64(len(w.leaves)) == w.head.seq-start {
		return w.leaves, nil
	}
	return leavesBetween(ctx, t.conn.Conn(), w.number, start, w.head.seq)
}

// upperTiles adds the tiles above level 0 that filled with it: each holds the roots of 256 tiles below.
func (w *writer) upperTiles(ctx context.Context, t *transaction, full []tile) ([]tile, error) {
	for i := 0; i < len(full); i++ {
		below := full[i]
		if (below.number+1)%tileWidth != 0 {
			continue
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

// queueAccounts inserts the accounts that the batch is the first to use and returns their numbers.
func (w *writer) queueAccounts(trip *pgx.Batch, next *head, batch []posted) map[ledger.Account]int32 {
	fresh := map[ledger.Account]int32{}
	var number, control []int32
	var code, year []int16
	var partner, source, scheme, nature, of, name []string
	add := func(a ledger.Account) int32 {
		if n, ok := w.numbers[a]; ok {
			return n
		}
		if n, ok := fresh[a]; ok {
			return n
		}
		next.accounts++
		fresh[a] = next.accounts
		return next.accounts
	}
	for _, p := range batch {
		for _, line := range p.entry.Postings {
			for _, a := range []ledger.Account{line.Account.Control(), line.Account} {
				before := next.accounts
				n := add(a)
				if next.accounts == before {
					continue
				}
				number, control = append(number, n), append(control, add(a.Control()))
				code, year = append(code, int16(a.Code)), append(year, int16(a.Year))
				partner, source = append(partner, string(a.Partner)), append(source, string(a.Source))
				scheme, nature = append(scheme, string(a.Scheme)), append(nature, string(a.Nature))
				of, name = append(of, a.Of), append(name, a.String())
			}
		}
	}
	if len(number) > 0 {
		trip.Queue(insertAccounts, w.number, number, control, code, year, partner, source, scheme, nature, of, name)
	}
	return fresh
}

func (w *writer) queueEntries(trip *pgx.Batch, at time.Time, batch []posted) {
	var seqs []int64
	var effective []time.Time
	var period []int16
	var act []string
	var body [][]byte
	var kinds, ids []string
	var versions []int64
	var actors []string
	var keys, requests [][]byte
	var keySeqs []int64
	for i := range batch {
		p := &batch[i]
		seqs, effective = append(seqs, p.entry.Seq), append(effective, p.entry.Effective.Time())
		period, act = append(period, int16(p.entry.Period)), append(act, p.entry.Act.Kind())
		body = append(body, p.body)
		for _, d := range p.entry.Documents {
			ref := d.Ref()
			kinds, ids, versions = append(kinds, ref.Kind), append(ids, ref.ID), append(versions, p.entry.Seq)
		}
		if p.request.Key != "" {
			key := keyOf(p.request)
			actors, keys = append(actors, string(key.actor)), append(keys, key.key[:])
			requests, keySeqs = append(requests, p.request.Body[:requestLength]), append(keySeqs, p.entry.Seq)
		}
	}
	trip.Queue(insertEntries, w.number, at, seqs, effective, period, act, body)
	if len(kinds) > 0 {
		trip.Queue(insertVersions, w.number, kinds, ids, versions)
	}
	if len(keys) > 0 {
		trip.Queue(insertKeys, w.number, actors, keys, requests, keySeqs)
	}
}

func (w *writer) queuePostings(trip *pgx.Batch, fresh map[ledger.Account]int32, batch []posted) {
	var account, subsidiary []int32
	var seqs, amount, balance, moved, subBalance, subMoved []int64
	var line, code, period []int16
	var effective []time.Time
	numberOf := func(a ledger.Account) int32 {
		if n, ok := w.numbers[a]; ok {
			return n
		}
		return fresh[a]
	}
	for i := range batch {
		e := &batch[i].entry
		for n, p := range e.Postings {
			account = append(account, numberOf(p.Account.Control()))
			subsidiary = append(subsidiary, numberOf(p.Account))
			seqs, line = append(seqs, e.Seq), append(line, int16(n+1))
			code, period = append(code, int16(p.Account.Code)), append(period, int16(e.Period))
			effective, amount = append(effective, e.Effective.Time()), append(amount, p.Amount.Pence())
			balance, moved = append(balance, p.After.Balance.Pence()), append(moved, p.After.Period.Pence())
			subBalance = append(subBalance, p.After.SubsidiaryBalance.Pence())
			subMoved = append(subMoved, p.After.SubsidiaryPeriod.Pence())
		}
	}
	if len(account) > 0 {
		trip.Queue(insertPostings, w.number, account, subsidiary, seqs, line, code, effective, period, amount,
			balance, moved, subBalance, subMoved)
	}
}

// queueTexts keeps the salts and values of private fields beside the entries.
func (w *writer) queueTexts(trip *pgx.Batch, batch []posted) {
	var digests, salts [][]byte
	var values []string
	seen := map[ledger.Digest]bool{}
	for i := range batch {
		batch[i].entry.EachText(func(p *ledger.Private) {
			if p.Value == "" || seen[p.Digest] {
				return
			}
			seen[p.Digest] = true
			digest, salt := p.Digest, p.Salt
			digests, salts = append(digests, digest[:16]), append(salts, salt[:])
			values = append(values, p.Value)
		})
	}
	if len(digests) > 0 {
		trip.Queue(insertTexts, w.number, digests, salts, values)
	}
}

func (w *writer) queueTiles(trip *pgx.Batch, tiles []tile) {
	if len(tiles) == 0 {
		return
	}
	var level []int16
	var number []int64
	var root, hashes [][]byte
	for _, t := range tiles {
		level, number = append(level, t.level), append(number, t.number)
		root, hashes = append(root, t.root[:]), append(hashes, t.hashes)
	}
	trip.Queue(insertTiles, w.number, level, number, root, hashes)
}

// queueErasures takes away the salts and values of the entries that an act of the batch erases, and the request
// hashes that could be used to guess them.
func (w *writer) queueErasures(ctx context.Context, t *transaction, trip *pgx.Batch, batch []posted) error {
	var seqs []int64
	for i := range batch {
		seqs = append(seqs, batch[i].erased...)
	}
	if len(seqs) == 0 {
		return nil
	}
	entries, err := readEntries(ctx, t.conn.Conn(), w.number, seqs)
	if err != nil {
		return err
	}
	var digests [][]byte
	var actors []string
	for i := range entries {
		e := &entries[i].Entry
		actors = append(actors, string(e.Authority.Actor))
		e.EachText(func(p *ledger.Private) {
			digest := p.Digest
			digests = append(digests, digest[:16])
		})
	}
	trip.Queue(`DELETE FROM private_text WHERE fund = $1 AND digest = ANY ($2)`, w.number, digests)
	trip.Queue(`
		UPDATE idempotency
		   SET request = ''
		 WHERE fund = $1
		   AND actor = ANY ($2)
		   AND seq = ANY ($3)`, w.number, actors, seqs)
	w.state.ForgetAll() // documents in memory may hold the text
	return nil
}
