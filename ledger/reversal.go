package ledger

import "strconv"

// PostedEntry is an entry of the fund's own journal, read as if it were a document. The journal loads it when it
// is missing and never saves it.
type PostedEntry struct{ Entry }

// Ref is the entry's place: its number.
func (e PostedEntry) Ref() Ref { return entryRef(e.Seq) }

func entryRef(seq int64) Ref { return Ref{"entry", strconv.FormatInt(seq, 10)} }

// Reversal marks an entry as reversed, so that it cannot be reversed twice.
type Reversal struct {
	Entry int64 `json:"entry"` // what was reversed
	By    int64 `json:"by"`    // the entry that mirrors it
}

// Ref is the reversal's place among the fund's documents.
func (r Reversal) Ref() Ref { return Ref{"reversal", strconv.FormatInt(r.Entry, 10)} }

// ReverseEntry corrects an entry by its exact mirror (row 19). Nothing is ever edited or deleted.
type ReverseEntry struct {
	Entry  int64   `json:"entry" doc:"the number of the entry to reverse"`
	Reason Private `json:"reason"`
}
