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
	if err := fillTiles(ctx, db); err != nil {
		return err
	}
	log := journal.NewLog(db)
	if err := signProofs(ctx, h, log); err != nil {
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

// fillTiles writes the tiles of a log of synthetic leaves, level by level.
func fillTiles(ctx context.Context, db *pgx.Conn) error {
	if _, err := db.Exec(ctx, `
		INSERT INTO fund (fund, id, seq, recorded, accounts, frontier, root, secret)
		VALUES ($1, $2, $3, now(), 0, '', sha256(''), sha256(''))`, proofNumber, proofFund, proofSize); err != nil {
		return err
	}
	hash := func(n int64) tlog.Hash {
		return sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(n))) //nolint:gosec // never negative
	}
	for level, n := int16(0), int64(proofSize); n >= proofWidth; level, n = level+1, n/proofWidth {
		roots := make([]tlog.Hash, 0, n/proofWidth)
		rows := pgx.CopyFromFunc(func() ([]any, error) {
			number := int64(len(roots))
			if number == n/proofWidth {
				return nil, nil
			}
			tile, bytes := make([]tlog.Hash, proofWidth), make([]byte, 0, proofWidth*tlog.HashSize)
			for i := range tile {
				tile[i] = hash(number*proofWidth + int64(i))
				bytes = append(bytes, tile[i][:]...)
			}
			for len(tile) > 1 {
				for i := range len(tile) / 2 {
					tile[i] = tlog.NodeHash(tile[2*i], tile[2*i+1])
				}
				tile = tile[:len(tile)/2]
			}
			roots = append(roots, tile[0])
			return []any{int32(proofNumber), level, number, tile[0][:], bytes}, nil
		})
		columns := []string{"fund", "level", "number", "root", "hashes"}
		if _, err := db.CopyFrom(ctx, pgx.Identifier{"tile"}, columns, rows); err != nil {
			return fmt.Errorf("fill level %d: %w", level, err)
		}
		hash = func(n int64) tlog.Hash { return roots[n] }
	}
	return nil
}
