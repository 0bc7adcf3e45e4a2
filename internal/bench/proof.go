package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/mod/sumdb/tlog"

	"pooled/internal/postgres"
	"pooled/ledger/journal"
	"pooled/ledger/seal"
)

// The log that proofs are measured on: of no entries, only of the hashes that 10,000,000 would have, down to a whole
// number of tiles.
const (
	proofFund, proofNumber = "bench-proof", 1_000_000
	proofWidth             = 256
	proofSize              = 10_000_000 / proofWidth * proofWidth
	proofsTimed            = 100
)

// measureProof proves single entries under a signed checkpoint: the longest file and the slowest of a hundred.
func measureProof(ctx context.Context, h *house) error {
	db, err := h.connect(ctx, postgres.Owner)
	if err != nil {
		return err
	}
	defer db.Close(ctx)
	log := journal.NewLog(db)
	if err := preparedProofs(ctx, h, db, log); err != nil {
		return err
	}
	took := make([]time.Duration, 0, proofsTimed)
	longest := 0
	for i := range int64(proofsTimed) {
		start := time.Now()
		found, err := log.Prove(ctx, proofFund, 1+i*(proofSize/proofsTimed))
		if err != nil {
			return err
		}
		proof := seal.Proof{Type: seal.ProofType, Inclusion: seal.Inclusion(found)}
		text, err := json.Marshal(proof)
		if err != nil {
			return err
		}
		took = append(took, time.Since(start))
		if err := proof.Check(); err != nil {
			return err
		}
		longest = max(longest, len(text))
	}
	atMost("proof-size", float64(longest), " B", 2000)
	atMost("proof-time", slices.Max(took).Seconds()*1000, " ms", 10)
	return nil
}

// preparedProofs makes the log and signs its root, where an earlier run has not.
func preparedProofs(ctx context.Context, h *house, db *pgx.Conn, log *journal.Log) error {
	var there bool
	err := db.QueryRow(ctx, `SELECT EXISTS (SELECT FROM fund WHERE fund = $1)`, proofNumber).Scan(&there)
	if err != nil || there {
		return err
	}
	if err := pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error { return fillTiles(ctx, tx) }); err != nil {
		return err
	}
	return signProofs(ctx, h, log)
}

// signProofs signs the log's root.
func signProofs(ctx context.Context, h *house, log *journal.Log) error {
	found, err := log.Prove(ctx, proofFund, 1)
	if err != nil {
		return err
	}
	if _, err := seal.NewKey(h.dir, "bench-council", rand.Reader); err != nil {
		return err
	}
	signer, err := seal.OpenSigner(filepath.Join(h.dir, "bench-council.key"))
	if err != nil {
		return err
	}
	note, err := signer.Sign(seal.Head{Fund: proofFund, Size: proofSize, Root: found.Root}, nil)
	if err != nil {
		return err
	}
	return log.AddCheckpoint(ctx, proofFund,
		journal.Checkpoint{Size: proofSize, Key: signer.KeyID(), Root: found.Root, Note: note})
}

// fillTiles writes the tiles of a log of synthetic leaves, level by level, and its fund.
func fillTiles(ctx context.Context, db pgx.Tx) error {
	hash := func(n int64) tlog.Hash {
		return sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(n))) //nolint:gosec // never negative
	}
	var root tlog.Hash
	for level, n := int16(0), int64(proofSize); n >= proofWidth; level, n = level+1, n/proofWidth {
		roots, err := fillLevel(ctx, db, level, n/proofWidth, hash)
		if err != nil {
			return err
		}
		if level == 0 { // the leaves are a whole number of tiles
			root = rootOver(roots)
		}
		hash = func(n int64) tlog.Hash { return roots[n] }
	}
	_, err := db.Exec(ctx, `
		INSERT INTO fund (fund, id, seq, recorded, accounts, frontier, root, secret)
		VALUES ($1, $2, $3, now(), 0, '', $4, sha256(''))`, proofNumber, proofFund, proofSize, root[:])
	return err
}

// fillLevel writes the tiles of one level and returns their roots.
func fillLevel(ctx context.Context, db pgx.Tx, level int16, tiles int64, hash func(int64) tlog.Hash) (
	[]tlog.Hash, error,
) {
	roots := make([]tlog.Hash, 0, tiles)
	rows := pgx.CopyFromFunc(func() ([]any, error) {
		number := int64(len(roots))
		if number == tiles {
			return nil, nil
		}
		tile, bytes := make([]tlog.Hash, proofWidth), make([]byte, 0, proofWidth*tlog.HashSize)
		for i := range tile {
			tile[i] = hash(number*proofWidth + int64(i))
			bytes = append(bytes, tile[i][:]...)
		}
		root := rootOver(tile)
		roots = append(roots, root)
		return []any{int32(proofNumber), level, number, root[:], bytes}, nil
	})
	columns := []string{"fund", "level", "number", "root", "hashes"}
	if _, err := db.CopyFrom(ctx, pgx.Identifier{"tile"}, columns, rows); err != nil {
		return nil, fmt.Errorf("fill level %d: %w", level, err)
	}
	return roots, nil
}

// rootOver is the root of the tree over perfect subtrees of one size (RFC 6962): the left side is the largest power of
// two that is less.
func rootOver(subtrees []tlog.Hash) tlog.Hash {
	if len(subtrees) == 1 {
		return subtrees[0]
	}
	left := 1
	for 2*left < len(subtrees) {
		left *= 2
	}
	return tlog.NodeHash(rootOver(subtrees[:left]), rootOver(subtrees[left:]))
}
