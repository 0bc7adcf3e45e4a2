package journal

import (
	"crypto/sha256"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"pooled/ledger"
)

// reference is the RFC 6962 tree of another implementation.
type reference struct{ hashes []tlog.Hash }

func (r *reference) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = r.hashes[x]
	}
	return out, nil
}

func (r *reference) add(t *testing.T, n int64, body []byte) {
	t.Helper()
	more, err := tlog.StoredHashes(n, body, r)
	if err != nil {
		t.Fatal(err)
	}
	r.hashes = append(r.hashes, more...)
}

func TestFrontierAgreesWithAnotherImplementation(t *testing.T) {
	t.Parallel()
	var f frontier
	if want := ledger.Digest(sha256.Sum256(nil)); f.root() != want {
		t.Errorf("root of the empty log = %s, want %s", f.root(), want)
	}
	r := &reference{}
	for n := range int64(1100) {
		body := fmt.Appendf(nil, `{"seq":%d}`, n+1)
		f.add(LeafHash(body))
		r.add(t, n, body)
		want, err := tlog.TreeHash(n+1, r)
		if err != nil {
			t.Fatal(err)
		}
		if f.root() != ledger.Digest(want) {
			t.Fatalf("root of %d leaves differs", n+1)
		}
		if again := parseFrontier(f.size, f.bytes()); again.root() != f.root() {
			t.Fatalf("frontier of %d leaves does not survive storage", n+1)
		}
	}
}

func TestPerfectSubtreesAddUp(t *testing.T) {
	t.Parallel()
	const width = 8
	var whole, parts frontier
	var pending []ledger.Digest
	for n := range 8*width + 5 {
		leaf := LeafHash(fmt.Appendf(nil, "%d", n))
		whole.add(leaf)
		pending = append(pending, leaf)
		if len(pending) == width {
			parts.addAt(perfectRoot(pending), width)
			pending = nil
		}
	}
	for _, leaf := range pending {
		parts.add(leaf)
	}
	if parts.root() != whole.root() || parts.size != whole.size {
		t.Errorf("tiles and leaves give %s of %d, leaves alone %s of %d", parts.root(), parts.size, whole.root(), whole.size)
	}
}
