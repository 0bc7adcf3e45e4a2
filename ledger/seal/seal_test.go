package seal_test

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"pooled/ledger"
	"pooled/ledger/seal"
)

// history is a journal's log in memory.
type history struct {
	t      *testing.T
	size   int64
	hashes []tlog.Hash
}

func (h *history) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = h.hashes[x]
	}
	return out, nil
}

func must[T any](t *testing.T) func(v T, err error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// grow makes a history of so many entries; those after the first kept are of a word.
func grow(t *testing.T, size, kept int64, word string) *history {
	t.Helper()
	h := &history{t: t}
	for ; h.size < size; h.size++ {
		text := ""
		if h.size >= kept {
			text = word
		}
		h.hashes = append(h.hashes, must[[]tlog.Hash](t)(tlog.StoredHashes(h.size, entry(h.size+1, text), h))...)
	}
	return h
}

func entry(seq int64, word string) []byte {
	return fmt.Appendf(nil, `{"fund":"test","seq":%d,"word":%q}`, seq, word)
}

func (h *history) head() seal.Head {
	return seal.Head{Fund: "test", Size: h.size, Root: ledger.Digest(must[tlog.Hash](h.t)(tlog.TreeHash(h.size, h)))}
}

func (h *history) since(old int64) (growth []ledger.Digest) {
	for _, x := range must[tlog.TreeProof](h.t)(tlog.ProveTree(h.size, old, h)) {
		growth = append(growth, ledger.Digest(x))
	}
	return growth
}

func newKey(t *testing.T, name string) string {
	t.Helper()
	dir := t.TempDir()
	must[string](t)(seal.NewKey(dir, name, rand.Reader))
	return filepath.Join(dir, name)
}

func keysOf(t *testing.T, paths ...string) (k seal.Keys) {
	t.Helper()
	for _, p := range paths {
		key, err := seal.ReadPublic(p + ".pub")
		if err != nil {
			t.Fatal(err)
		}
		k.Trusted = append(k.Trusted, key)
	}
	return k
}

// Whatever a signer signed, it signs nothing that does not extend it: not after a restart either.
func TestSignerSignsOnlyWhatExtends(t *testing.T) {
	t.Parallel()
	path := newKey(t, "council")
	sign := func(h seal.Head, growth []ledger.Digest) error {
		s, err := seal.OpenSigner(path + ".key")
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Sign(h, growth)
		return err
	}
	ten := grow(t, 10, 0, "a")
	if err := sign(ten.head(), nil); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		h       *history
		growth  []ledger.Digest
		refusal error
	}{
		"the same again":           {ten, nil, nil},
		"fewer":                    {grow(t, 9, 9, "a"), nil, seal.ErrStale},
		"as many, another":         {grow(t, 10, 9, "b"), nil, seal.ErrRewritten},
		"more, the last rewritten": {grow(t, 12, 9, "b"), grow(t, 12, 9, "b").since(10), seal.ErrRewritten},
		"more, without a proof":    {grow(t, 12, 10, "b"), nil, seal.ErrRewritten},
	} {
		t.Run(name, func(t *testing.T) {
			if err := sign(c.h.head(), c.growth); !errors.Is(err, c.refusal) {
				t.Errorf("%v, want %v", err, c.refusal)
			}
		})
	}
	more := &history{t: t, size: 12, hashes: nil}
	more.hashes = append(more.hashes, ten.hashes...)
	for seq := int64(10); seq < 12; seq++ {
		more.hashes = append(more.hashes, must[[]tlog.Hash](t)(tlog.StoredHashes(seq, entry(seq+1, "c"), more))...)
	}
	if err := sign(more.head(), more.since(10)); err != nil {
		t.Error(err)
	}
	if err := sign(ten.head(), nil); !errors.Is(err, seal.ErrStale) {
		t.Errorf("after 12, 10: %v", err)
	}
	if err := os.WriteFile(path+".key.signed", []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.OpenSigner(path + ".key"); err == nil {
		t.Error("it forgets what it signed when its file is damaged")
	}
}

// A witness keeps what it countersigned, and what contradicts it as evidence.
func TestWitnessKeepsWhatContradicts(t *testing.T) {
	t.Parallel()
	council, icb, stranger := newKey(t, "council"), newKey(t, "icb"), newKey(t, "stranger")
	signed := func(by string, h *history) string {
		if err := os.Remove(by + ".key.signed"); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err) // a signer that lost its memory signs anything: the witness is there for that
		}
		s := must[*seal.Signer](t)(seal.OpenSigner(by + ".key"))
		return must[string](t)(s.Sign(h.head(), nil))
	}
	dir := t.TempDir()
	key, err := seal.ReadPrivate(icb + ".key")
	if err != nil {
		t.Fatal(err)
	}
	w := must[*seal.Witness](t)(seal.OpenWitness(dir, key, keysOf(t, council)))
	ten, twelve, forged := grow(t, 10, 0, "a"), grow(t, 12, 0, "a"), grow(t, 12, 9, "b")
	since := forged.since(10)
	both := must[string](t)(w.Countersign(seal.Update{Note: signed(council, ten)}))
	if _, err := keysOf(t, icb).Open(both); err != nil {
		t.Error(err)
	}
	for name, c := range map[string]struct {
		u       seal.Update
		refusal error
	}{
		"of a foreign key":    {seal.Update{Old: 10, Growth: twelve.since(10), Note: signed(stranger, twelve)}, seal.ErrSignature},
		"rewritten":           {seal.Update{Old: 10, Growth: since, Note: signed(council, forged)}, seal.ErrRewritten},
		"stale":               {seal.Update{Note: signed(council, grow(t, 9, 0, "a"))}, seal.ErrStale},
		"another of its size": {seal.Update{Note: signed(council, grow(t, 10, 9, "b"))}, seal.ErrRewritten},
		"proved from another": {seal.Update{Old: 9, Growth: twelve.since(9), Note: signed(council, twelve)}, seal.ErrProof},
		"changed": {
			seal.Update{
				Old: 10, Growth: twelve.since(10), Note: strings.Replace(signed(council, twelve), "\n12\n", "\n13\n", 1),
			},
			seal.ErrSignature,
		},
	} {
		if _, err := w.Countersign(c.u); !errors.Is(err, c.refusal) {
			t.Errorf("%s: %v, want %v", name, err, c.refusal)
		}
	}
	if kept := must[[]string](t)(filepath.Glob(filepath.Join(dir, "test", "refused-*.note"))); len(kept) != 3 {
		t.Errorf("evidence kept: %v", kept)
	}
	text := seal.Update{Old: 10, Growth: twelve.since(10), Note: signed(council, twelve)}.String()
	u := must[seal.Update](t)(seal.ParseUpdate(text))
	must[string](t)(w.Countersign(u))
	if last := must[seal.Head](t)(w.Last("test")); last != twelve.head() {
		t.Errorf("the last is %v", last)
	}
}

func TestKeysAreToldApart(t *testing.T) {
	t.Parallel()
	council, stranger := newKey(t, "council"), newKey(t, "stranger")
	s := must[*seal.Signer](t)(seal.OpenSigner(council + ".key"))
	text := must[string](t)(s.Sign(grow(t, 3, 0, "a").head(), nil))
	for name, c := range map[string]struct {
		keys seal.Keys
		says string
	}{
		"foreign": {keysOf(t, stranger), "none of those keys was given"},
		"revoked": {seal.Keys{Trusted: keysOf(t, stranger).Trusted, Revoked: keysOf(t, council).Trusted}, "which was revoked"},
		"none":    {seal.Keys{}, "none of those keys was given"},
	} {
		_, err := c.keys.Open(text)
		if !errors.Is(err, seal.ErrSignature) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := os.Chmod(council+".key", 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.ReadPrivate(council + ".key"); err == nil {
		t.Error("a private key that a group may read is used")
	}
	if _, err := seal.NewKey(filepath.Dir(council), "council", rand.Reader); !errors.Is(err, os.ErrExist) {
		t.Errorf("a key is written over: %v", err)
	}
}

// A proof shows its entry and no other, and one change of it makes it fail.
func TestProofIsOfOneEntry(t *testing.T) {
	t.Parallel()
	h := grow(t, 11, 0, "a")
	head := h.head()
	for seq := int64(1); seq <= h.size; seq++ {
		path := must[tlog.RecordProof](t)(tlog.ProveRecord(h.size, seq-1, h))
		p := seal.Proof{Type: seal.ProofType, Inclusion: seal.Inclusion{
			Fund: "test", Seq: seq, Size: h.size, Root: head.Root,
			Leaf: sha256.Sum256(append([]byte{0}, entry(seq, "a")...)),
		}}
		for _, x := range path {
			p.Path = append(p.Path, ledger.Digest(x))
		}
		if err := errors.Join(p.Check(), p.Of(entry(seq, "a"))); err != nil {
			t.Fatal(err)
		}
		for _, other := range [][]byte{entry(seq+1, "a"), entry(seq, "b")} {
			if err := p.Of(other); !errors.Is(err, seal.ErrProof) {
				t.Errorf("entry %d: %s: %v", seq, other, err)
			}
		}
		for name, change := range map[string]func(*seal.Proof){
			"number": func(p *seal.Proof) { p.Seq = p.Seq%p.Size + 1 },
			"nil":    func(p *seal.Proof) { p.Seq = 0 },
			"beyond": func(p *seal.Proof) { p.Seq = p.Size + 1 },
			"leaf":   func(p *seal.Proof) { p.Leaf[3] ^= 1 },
			"root":   func(p *seal.Proof) { p.Root[3] ^= 1 },
			"path":   func(p *seal.Proof) { p.Path = p.Path[1:] },
			"note":   func(p *seal.Proof) { p.Checkpoint = "nothing" },
		} {
			changed := p
			if change(&changed); changed.Check() == nil {
				t.Errorf("entry %d: a change of its %s passes", seq, name)
			}
		}
	}
}
