package ledger

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

// grown is a Merkle log of another implementation, to prove with.
type grown struct{ hashes []tlog.Hash }

func (g *grown) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = g.hashes[x]
	}
	return out, nil
}

// growLog is a log of so many leaves, each of which holds a word.
func growLog(t *testing.T, size int64, word string) *grown {
	t.Helper()
	g := &grown{}
	for n := range size {
		more, err := tlog.StoredHashes(n, fmt.Appendf(nil, "%s %d", word, n), g)
		if err != nil {
			t.Fatal(err)
		}
		g.hashes = append(g.hashes, more...)
	}
	return g
}

func (g *grown) head(t *testing.T, size int64) JournalHead {
	t.Helper()
	root, err := tlog.TreeHash(size, g)
	if err != nil {
		t.Fatal(err)
	}
	return JournalHead{Fund: "test", Size: size, Root: Digest(root)}
}

// since is a head with its proof since another.
func (g *grown) since(t *testing.T, from, to int64) GrownHead {
	t.Helper()
	h := GrownHead{JournalHead: g.head(t, to)}
	if from == 0 {
		return h
	}
	proof, err := tlog.ProveTree(to, from, g)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range proof {
		h.Growth = append(h.Growth, Digest(d))
	}
	return h
}

// A proof of another implementation holds, and no other: between each two sizes of a log.
func TestHeadsExtend(t *testing.T) {
	t.Parallel()
	const size = 40
	log, other := growLog(t, size, "entry"), growLog(t, size, "other")
	for to := int64(2); to <= size; to++ {
		for from := int64(1); from < to; from++ {
			old, now := log.head(t, from), log.since(t, from, to)
			if err := now.Extends(old); err != nil {
				t.Errorf("%d to %d: %v", from, to, err)
			}
			if err := now.Extends(other.head(t, from)); !errors.Is(err, ErrRewritten) {
				t.Errorf("%d to %d of another history: %v", from, to, err)
			}
			changed := now
			changed.Root = DigestOf(nil)
			if err := changed.Extends(old); !errors.Is(err, ErrRewritten) {
				t.Errorf("%d to %d with another root: %v", from, to, err)
			}
			for i := range now.Growth {
				changed := log.since(t, from, to)
				changed.Growth[i] = DigestOf(nil)
				if err := changed.Extends(old); !errors.Is(err, ErrRewritten) {
					t.Errorf("%d to %d, hash %d changed: %v", from, to, i, err)
				}
				changed.Growth = append(now.Growth[:i:i], now.Growth[i+1:]...)
				if err := changed.Extends(old); !errors.Is(err, ErrRewritten) {
					t.Errorf("%d to %d, hash %d left out: %v", from, to, i, err)
				}
			}
			changed.Growth = append(now.Growth[:len(now.Growth):len(now.Growth)], DigestOf(nil))
			changed.Root = now.Root
			if err := changed.Extends(old); !errors.Is(err, ErrRewritten) {
				t.Errorf("%d to %d, a hash too many: %v", from, to, err)
			}
		}
	}
}

func TestRecordHeads(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	log, other := growLog(t, 20, "entry"), growLog(t, 20, "other")
	of := func(fund FundID, h GrownHead) GrownHead {
		h.Fund = fund
		return h
	}
	do := func(want error, says string, heads ...GrownHead) {
		t.Helper()
		act := RecordHeads{Heads: heads}
		_, err := b.on(b.service, ada, Instruction{On: MustDate("2015-04-02")}, act)
		if !errors.Is(err, want) || err != nil && !strings.Contains(err.Error(), says) {
			t.Errorf("%+v: %v, want %v", act, err, want)
		}
	}
	do(ErrInvalid, "stands at least")
	do(ErrInvalid, "not its own", of(Service, log.since(t, 0, 3)))
	do(ErrInvalid, "an entry at least", GrownHead{JournalHead: JournalHead{Fund: "a"}})
	do(ErrInvalid, "in the order", of("b", log.since(t, 0, 3)), of("a", log.since(t, 0, 3)))
	do(ErrInvalid, "in the order", of("b", log.since(t, 0, 3)), of("b", log.since(t, 0, 3)))
	do(ErrInvalid, "no head of b was recorded", of("b", log.since(t, 3, 4)))
	do(nil, "", of("b", log.since(t, 0, 3)))
	do(nil, "", of("a", other.since(t, 0, 7)), of("b", log.since(t, 3, 8)), of("c", log.since(t, 0, 1)))
	do(ErrRewritten, "8 were recorded before: entries are gone", of("b", log.since(t, 3, 7)))
	do(ErrInvalid, "has not moved", of("b", log.since(t, 0, 8)))
	do(ErrRewritten, "entries 1 to 8 of b", of("b", other.since(t, 0, 8)))
	do(ErrRewritten, "entries 1 to 8 of b", of("b", other.since(t, 8, 9)))
	do(ErrRewritten, "entries 1 to 8 of b", of("b", log.since(t, 0, 9)))
	do(ErrRewritten, "entries 1 to 8 of b", of("a", other.since(t, 7, 9)), of("b", other.since(t, 8, 9)))
	heads, err := need[Heads](b.service, Heads{}.Ref(), "heads")
	if err != nil || len(heads.Funds) != 3 || heads.Of("a").Size != 7 || heads.Of("b") != of("b", log.since(t, 0, 8)).JournalHead ||
		heads.Of("c").Size != 1 || heads.Of("d") != (JournalHead{Fund: "d"}) {
		t.Errorf("heads = %+v, %v", heads, err)
	}
	b.refused(RecordHeads{}, ErrWrongState, "does not belong in a fund's journal")
}
