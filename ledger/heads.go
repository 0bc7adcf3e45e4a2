package ledger

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"math/bits"
	"slices"
)

// JournalHead is where a fund's journal stands: its size, which is the number of its last entry, and the root of its
// Merkle log.
type JournalHead struct {
	Fund FundID `json:"fund"`
	Size int64  `json:"size" doc:"how many entries it has"`
	Root Digest `json:"root" doc:"of its Merkle log (RFC 6962)"`
}

// Heads is where every fund's journal stood when that was recorded last. It stands in the service journal, so that a
// fund that is hidden, cut short or rewritten later shows from that journal alone.
type Heads struct {
	Funds []JournalHead `json:"funds"` // by the fund's id
}

// Ref is the heads' place among the documents of the service journal.
func (Heads) Ref() Ref { return Ref{"heads", "all"} }

// Of is the head of a fund that was recorded last; of size 0 where none was.
func (h Heads) Of(fund FundID) JournalHead {
	at, found := slices.BinarySearchFunc(h.Funds, fund, byFund)
	if !found {
		return JournalHead{Fund: fund}
	}
	return h.Funds[at]
}

// With is the heads once some have moved. It refuses one that does not extend what stands of its fund.
func (h Heads) With(moved []GrownHead) (Heads, error) {
	if len(moved) == 0 {
		return Heads{}, ErrInvalid.With("say where the journal of one fund stands at least")
	}
	h.Funds = slices.Clone(h.Funds)
	for i, now := range moved {
		switch {
		case CheckID("the fund", now.Fund) != nil:
			return Heads{}, CheckID("the fund", now.Fund)
		case now.Fund == Service:
			return Heads{}, ErrInvalid.With("the heads of funds are recorded in the service journal, and not its own")
		case i > 0 && now.Fund <= moved[i-1].Fund:
			return Heads{}, ErrInvalid.With("each fund stands once, in the order of their ids")
		case now.Size < 1:
			return Heads{}, ErrInvalid.With("the journal of %s has an entry at least", now.Fund)
		}
		if err := now.Extends(h.Of(now.Fund)); err != nil {
			return Heads{}, err
		}
		at, found := slices.BinarySearchFunc(h.Funds, now.Fund, byFund)
		if !found {
			h.Funds = slices.Insert(h.Funds, at, JournalHead{})
		}
		h.Funds[at] = now.JournalHead
	}
	return h, nil
}

func byFund(h JournalHead, fund FundID) int { return cmp.Compare(h.Fund, fund) }

// GrownHead is a head with the proof that it only went on from the last that was recorded.
type GrownHead struct {
	JournalHead
	Growth []Digest `json:"growth,omitempty" doc:"the hashes of a consistency proof of RFC 6962 since the last head that was recorded; none where none was"` //nolint:lll // a tag cannot be broken
}

// RecordHeads records where the journals of funds stand that moved since they were recorded last. The timer asks for
// it.
type RecordHeads struct {
	Heads []GrownHead `json:"heads" doc:"of the funds that moved, by their ids"`
}

// Kind names the act and its version.
func (RecordHeads) Kind() string { return "record-heads/1" }

// Matter is nobody's money.
func (RecordHeads) Matter(*State) (Matter, error) { return Matter{}, nil }

// Do records them beside those of the funds that did not move. It refuses a head that does not extend the last that was
// recorded of its fund.
func (a RecordHeads) Do(s *State, _ Authority) (Entry, error) {
	heads, err := Find[Heads](s, Heads{}.Ref())
	if err != nil {
		return Entry{}, err
	}
	heads, err = heads.With(a.Heads)
	if err != nil {
		return Entry{}, err
	}
	s.Save(heads)
	return Entry{}, nil
}

// Describe says what the act does.
func (a RecordHeads) Describe() string {
	return fmt.Sprintf("Heads of journals recorded (funds that moved: %d)", len(a.Heads))
}

// Extends proves that a journal only went on from an older head (RFC 6962). It returns ErrRewritten.
func (h GrownHead) Extends(old JournalHead) error {
	switch {
	case old.Size == 0 && len(h.Growth) == 0:
		return nil
	case old.Size == 0:
		return ErrInvalid.With("no head of %s was recorded before, and a proof goes on from one", h.Fund)
	case h.Size < old.Size:
		return ErrRewritten.With("the journal of %s has %d entries, and %d were recorded before: entries are gone", h.Fund, h.Size,
			old.Size)
	case h.Size == old.Size && h.Root == old.Root:
		return ErrInvalid.With("the journal of %s has not moved since its head was recorded", h.Fund)
	case h.Size == old.Size || !consistent(old, h.JournalHead, h.Growth):
		return ErrRewritten.With("nothing shows that entries 1 to %d of %s, recorded with the root %s, still stand in the %d "+
			"there are now", old.Size, h.Fund, old.Root, h.Size)
	}
	return nil
}

// consistent checks a consistency proof as RFC 9162, section 2.1.4.2, says: from an older size to a later one, both of
// an entry at least.
func consistent(old, now JournalHead, proof []Digest) bool {
	if bits.OnesCount64(uint64(old.Size)) == 1 { // its root is itself a node of the later tree
		proof = slices.Insert(slices.Clone(proof), 0, old.Root)
	}
	if len(proof) == 0 {
		return false
	}
	first, second := uint64(old.Size-1), uint64(now.Size-1)
	skip := bits.TrailingZeros64(^first)
	first, second = first>>skip, second>>skip
	was, is := proof[0], proof[0]
	for _, beside := range proof[1:] {
		if second == 0 {
			return false
		}
		if first&1 == 1 || first == second {
			was, is = nodeOf(beside, was), nodeOf(beside, is)
			for first&1 == 0 && first != 0 {
				first, second = first>>1, second>>1
			}
		} else {
			is = nodeOf(is, beside)
		}
		first, second = first>>1, second>>1
	}
	return second == 0 && was == old.Root && is == now.Root
}

// nodeOf is the hash of a node of a Merkle log over its two halves.
func nodeOf(left, right Digest) Digest {
	return sha256.Sum256(slices.Concat([]byte{1}, left[:], right[:]))
}
