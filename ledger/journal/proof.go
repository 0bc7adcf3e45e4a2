package journal

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"golang.org/x/mod/sumdb/tlog"

	"pooled/ledger"
)

// TreeHead is where a journal stands: its size, the number of its last entry, and the root of its Merkle log.
type TreeHead struct {
	Fund ledger.FundID
	Size int64
	Root ledger.Digest
}

// Log reads the journals' Merkle logs: heads and hashes, no entry and no text. The signer's role is enough.
type Log struct{ db logDB }

type logDB interface {
	querier
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// NewLog reads from a database.
func NewLog(db logDB) *Log { return &Log{db} }

// Log is that of the journal's database.
func (j *Journal) Log() *Log { return NewLog(j.pool) }

// Heads are where all journals stand that have an entry, that of the service first.
func (l *Log) Heads(ctx context.Context) ([]TreeHead, error) {
	rows, err := l.db.Query(ctx, `
		SELECT id, seq, root
		  FROM fund
		 WHERE seq > 0
		 ORDER BY fund`)
	if err != nil {
		return nil, err
	}
	var heads []TreeHead
	var h TreeHead
	var root []byte
	_, err = pgx.ForEachRow(rows, []any{&h.Fund, &h.Size, &root}, func() error {
		h.Root = ledger.Digest(root)
		heads = append(heads, h)
		return nil
	})
	return heads, err
}

// head is a journal's number among the tables and where it stands. It returns ErrNoFund.
func (l *Log) head(ctx context.Context, fund ledger.FundID) (number int32, size int64, err error) {
	err = l.db.QueryRow(ctx, `
		SELECT fund, seq
		  FROM fund
		 WHERE id = $1
		   AND seq > 0`, fund).Scan(&number, &size)
	if errors.Is(err, pgx.ErrNoRows) {
		err = ErrNoFund(fund)
	}
	return number, size, err
}

// Growth proves that the first to entries of a journal begin with its first from (RFC 6962). It returns ErrInvalid
// where the journal has not so many.
func (l *Log) Growth(ctx context.Context, fund ledger.FundID, from, to int64) ([]ledger.Digest, error) {
	number, size, err := l.head(ctx, fund)
	if err != nil {
		return nil, err
	}
	if from < 1 || from > to || to > size {
		return nil, ledger.ErrInvalid.With("a proof goes from one size to a later one among the %d entries of %s, not from %d to %d",
			size, fund, from, to)
	}
	h := &hashes{ctx, l.db, number, size, nil}
	was, err := h.rootAt(fund, from)
	if err != nil {
		return nil, err
	}
	is, err := h.rootAt(fund, to)
	if err != nil {
		return nil, err
	}
	proof, err := tlog.ProveTree(to, from, h)
	if err == nil && from < to && tlog.CheckTree(proof, to, is, from, was) != nil {
		err = damaged(fund)
	}
	return digests(proof), err
}

// damaged says that what proofs are made from is not what the entries make it, and how that is put right.
func damaged(fund ledger.FundID) error {
	return fmt.Errorf("%w: those of %s do not lead to the journal's root, so nothing is proved from them. They are derived, and "+
		"no entry is touched by that: write \"pooled export %s --output now.export\", verify it, and \"pooled rebuild now.export\"",
		ErrDamaged, fund, fund)
}

// ErrDamaged is the error of a proof whose tiles were changed in the database.
var ErrDamaged = errors.New("the tiles of the Merkle log are damaged")

// rootAt is the root of the first n entries, proved against the root that the journal has now: a tile changed in
// the database gives none. It returns ErrDamaged.
func (h *hashes) rootAt(fund ledger.FundID, n int64) (tlog.Hash, error) {
	var raw []byte
	var size int64
	if err := h.db.QueryRow(h.ctx, `
		SELECT seq, root
		  FROM fund
		 WHERE fund = $1`, h.fund).Scan(&size, &raw); err != nil {
		return tlog.Hash{}, err
	}
	h.size = size
	clear(h.held)
	now := tlog.Hash(ledger.Digest(raw))
	root, err := tlog.TreeHash(n, h)
	if err != nil {
		return root, fmt.Errorf("%w (%w)", damaged(fund), err)
	}
	if n == size {
		if root != now {
			err = damaged(fund)
		}
		return root, err
	}
	proof, err := tlog.ProveTree(size, n, h)
	if err != nil || tlog.CheckTree(proof, size, now, n, root) != nil {
		err = errors.Join(damaged(fund), err)
	}
	return root, err
}

// EntryProof shows that an entry is among the first Size of a journal (RFC 6962): its leaf, the hashes beside the path
// to the root, and the checkpoint of that size, empty where none covers the entry.
type EntryProof struct {
	Fund       ledger.FundID
	Seq        int64
	Leaf       ledger.Digest
	Size       int64
	Root       ledger.Digest
	Path       []ledger.Digest
	Checkpoint string
}

// Prove proves an entry under the newest checkpoint, or under the root of the moment where none covers it. It returns
// ErrNotFound where there is no such entry.
func (l *Log) Prove(ctx context.Context, fund ledger.FundID, seq int64) (EntryProof, error) {
	number, size, err := l.head(ctx, fund)
	if err != nil {
		return EntryProof{}, err
	}
	if seq < 1 || seq > size {
		return EntryProof{}, ledger.ErrNotFound.With("entry %d is not among the %d of %s", seq, size, fund)
	}
	p := EntryProof{Fund: fund, Seq: seq, Size: size}
	newest, err := l.Checkpoint(ctx, fund)
	switch {
	case err == nil && newest.Size >= seq:
		p.Size, p.Checkpoint = newest.Size, newest.Note
	case err != nil && ledger.KindOf(err) != ledger.NotFound:
		return EntryProof{}, err
	}
	h := &hashes{ctx, l.db, number, size, nil}
	root, err := h.rootAt(fund, p.Size)
	if err != nil {
		return EntryProof{}, err
	}
	path, err := tlog.ProveRecord(p.Size, seq-1, h)
	if err != nil {
		return EntryProof{}, err
	}
	leaf, err := h.hash(0, seq-1)
	if err == nil && tlog.CheckRecord(path, p.Size, root, seq-1, leaf) != nil {
		err = damaged(fund)
	}
	p.Leaf, p.Root, p.Path = ledger.Digest(leaf), ledger.Digest(root), digests(path)
	return p, err
}

func digests(list []tlog.Hash) []ledger.Digest {
	out := make([]ledger.Digest, len(list))
	for i, h := range list {
		out[i] = ledger.Digest(h)
	}
	return out
}

// hashes reads the hashes of a log's first size leaves for tlog, tile by tile; each is read once.
type hashes struct {
	ctx  context.Context
	db   logDB
	fund int32
	size int64
	held map[tileID][]ledger.Digest
}

type tileID struct {
	level  int16
	number int64
}

// ReadHashes is for tlog.
func (h *hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		level, n := tlog.SplitStoredHashIndex(index)
		var err error
		if out[i], err = h.hash(level, n); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// hash is the root of the perfect subtree of a level, 2^level leaves wide, of a number.
func (h *hashes) hash(level int, n int64) (tlog.Hash, error) {
	within := level % tileHeight
	first := n << within
	at := tileID{int16(level / tileHeight), first / tileWidth} //nolint:gosec // no log is 2^15 tiles high
	tile, err := h.tile(at)
	if err != nil {
		return tlog.Hash{}, err
	}
	first %= tileWidth
	end := first + 1<<within
	if end > int64(len(tile)) {
		return tlog.Hash{}, fmt.Errorf("tile %d of level %d holds %d hashes, and %d are needed", at.number, at.level, len(tile), end)
	}
	return tlog.Hash(perfectRoot(tile[first:end])), nil
}

// tile reads a tile, or what there is of one that is filling: leaves, or the roots of the tiles below.
func (h *hashes) tile(at tileID) ([]ledger.Digest, error) {
	if held, ok := h.held[at]; ok {
		return held, nil
	}
	var raw []byte
	err := h.db.QueryRow(h.ctx, `
		SELECT hashes
		  FROM tile
		 WHERE fund = $1
		   AND level = $2
		   AND number = $3`, h.fund, at.level, at.number).Scan(&raw)
	tile := parseHashes(raw)
	if errors.Is(err, pgx.ErrNoRows) {
		tile, err = h.filling(at)
	}
	if h.held == nil {
		h.held = map[tileID][]ledger.Digest{}
	}
	h.held[at] = tile
	return tile, err
}

func (h *hashes) filling(at tileID) ([]ledger.Digest, error) {
	first := at.number * tileWidth
	if at.level > 0 {
		return tileRoots(h.ctx, h.db, h.fund, at.level-1, first, min(first+tileWidth, h.size>>(tileHeight*at.level)))
	}
	rows, err := h.db.Query(h.ctx, `
		SELECT hash
		  FROM leaf
		 WHERE fund = $1
		   AND seq > $2
		   AND seq <= $3
		 ORDER BY seq`, h.fund, first, min(first+tileWidth, h.size))
	if err != nil {
		return nil, err
	}
	raw, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	return parseHashes(slices.Concat(raw...)), err
}
