package journal_test

import (
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/journal"
)

func tlogHashes(list []ledger.Digest) []tlog.Hash {
	out := make([]tlog.Hash, len(list))
	for i, d := range list {
		out[i] = tlog.Hash(d)
	}
	return out
}

// The signer's role reads heads and proofs, over tiles that are full and one that fills, and no entry.
func TestTheSignerProvesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	p.Budget("one", "nhs-minimum", "900.00")
	p.Budget("two", "nhs-minimum", "900.00")
	for range 140 {
		p.Must("pam", "2015-06-01", pooltest.Vire("one", "two", "1.00"))
		p.Must("pam", "2015-06-01", pooltest.Vire("two", "one", "1.00"))
	}
	ctx, pool := t.Context(), p.DB.SignerPool(t)
	log := journal.NewLog(pool)
	heads, err := log.Heads(ctx)
	if err != nil || heads[0].Fund != ledger.Service {
		t.Fatal(heads, err)
	}
	at := slices.IndexFunc(heads, func(h journal.TreeHead) bool { return h.Fund == p.Fund })
	size, root := heads[at].Size, heads[at].Root
	if size <= 256 {
		t.Fatalf("%d entries fill no tile", size)
	}
	for _, seq := range []int64{1, 2, 255, 256, 257, size} {
		proof, err := log.Prove(ctx, p.Fund, seq)
		if err != nil || proof.Root != root || proof.Size != size {
			t.Fatal(seq, proof, err)
		}
		if err := tlog.CheckRecord(tlogHashes(proof.Path), size, tlog.Hash(root), seq-1, tlog.Hash(proof.Leaf)); err != nil {
			t.Errorf("entry %d: %v", seq, err)
		}
		growth, err := log.Growth(ctx, p.Fund, seq, size)
		if err != nil {
			t.Fatal(seq, err)
		}
		old, err := p.Journal.RootAt(ctx, p.Fund, seq)
		if err != nil {
			t.Fatal(err)
		}
		if err := tlog.CheckTree(tlogHashes(growth), size, tlog.Hash(root), seq, tlog.Hash(old)); err != nil {
			t.Errorf("from %d: %v", seq, err)
		}
	}
	for _, seq := range []int64{0, size + 1} {
		if _, err := log.Prove(ctx, p.Fund, seq); ledger.KindOf(err) != ledger.NotFound {
			t.Errorf("entry %d: %v", seq, err)
		}
	}
	for _, pair := range [][2]int64{{0, 1}, {2, 1}, {1, size + 1}} {
		if _, err := log.Growth(ctx, p.Fund, pair[0], pair[1]); ledger.KindOf(err) != ledger.Invalid {
			t.Errorf("from %d to %d: %v", pair[0], pair[1], err)
		}
	}
	for _, sql := range []string{
		`SELECT body FROM entry`, `SELECT texts FROM private_text`, `SELECT secret FROM fund`, `SELECT * FROM person`,
		`UPDATE checkpoint SET note = ''`, `DELETE FROM checkpoint`, `UPDATE fund SET root = root`,
	} {
		if _, err := pool.Exec(ctx, sql); err == nil {
			t.Errorf("the signer may %s", sql)
		}
	}
}

// Checkpoints are added by the signer alone, once, and never changed, by the owner either.
func TestCheckpointsAreAddedOnly(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	ctx, log := t.Context(), journal.NewLog(p.DB.SignerPool(t))
	if _, err := log.Checkpoint(ctx, p.Fund); ledger.KindOf(err) != ledger.NotFound {
		t.Errorf("before the first: %v", err)
	}
	c := journal.Checkpoint{Size: 1, Key: "council+00000001", Root: ledger.DigestOf([]byte("a")), Note: "first"}
	again := c
	again.Note = "another"
	for _, one := range []journal.Checkpoint{c, again, {Size: 2, Key: c.Key, Root: c.Root, Note: "second"}} {
		if err := log.AddCheckpoint(ctx, p.Fund, one); err != nil {
			t.Fatal(err)
		}
	}
	found, err := p.Journal.Log().Checkpoints(ctx, p.Fund, 0, "", 10)
	if err != nil || len(found) != 2 || found[0].Note != "first" || found[1].Note != "second" {
		t.Errorf("checkpoints = %v, %v", found, err)
	}
	if newest, err := p.Journal.Log().Checkpoint(ctx, p.Fund); err != nil || newest.Size != 2 {
		t.Errorf("newest = %v, %v", newest, err)
	}
	if err := p.Journal.Log().AddCheckpoint(ctx, p.Fund, c); err == nil {
		t.Error("the writer may add checkpoints")
	}
	for _, sql := range []string{`UPDATE checkpoint SET note = ''`, `DELETE FROM checkpoint`, `TRUNCATE checkpoint`} {
		if _, err := p.DB.OwnerPool(t).Exec(ctx, sql); err == nil {
			t.Errorf("the owner may %s", sql)
		}
	}
	open, err := p.Journal.Log().Unsigned(ctx)
	if _, there := open[p.Fund]; err != nil || !there {
		t.Errorf("unsigned: %v, %v", open, err)
	}
	head, err := p.Journal.Head(ctx, p.Fund)
	if err != nil {
		t.Fatal(err)
	}
	c.Size = head.Seq
	if err := log.AddCheckpoint(ctx, p.Fund, c); err != nil {
		t.Fatal(err)
	}
	if open, err = p.Journal.Log().Unsigned(ctx); err != nil || open[p.Fund] != 0 {
		t.Errorf("once all is signed: %v, %v", open, err)
	}
}
