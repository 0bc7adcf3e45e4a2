package audit

import (
	"errors"
	"fmt"
)

// FaultKind is what kind of thing is wrong with a file.
type FaultKind string

// The kinds of fault. Unreadable is a file that is no export, or is damaged beyond reading on.
const (
	Unreadable  FaultKind = "unreadable"
	Edited      FaultKind = "edited"       // an entry's bytes are not those of its leaf
	Missing     FaultKind = "missing"      // an entry is left out
	Doubled     FaultKind = "doubled"      // an entry stands there twice
	Inserted    FaultKind = "inserted"     // there are more entries than the file says
	Reordered   FaultKind = "reordered"    // an entry stands out of its place
	CutOff      FaultKind = "cut-off"      // the file breaks off
	Rewritten   FaultKind = "rewritten"    // the roots are not those of what was held before
	Unbalanced  FaultKind = "unbalanced"   // a book of an entry does not sum to nil
	Broken      FaultKind = "broken"       // a rule of the ledger does not hold
	Unallowed   FaultKind = "unallowed"    // the authority is not complete, or not what policy gives
	WrongText   FaultKind = "wrong-text"   // a text is not the one the entry holds the digest of
	WrongSigner FaultKind = "wrong-signer" // a checkpoint is not signed by whom it should be
)

// Fault is one thing that is wrong: where in the file, with which entry, and what.
type Fault struct {
	Kind FaultKind `json:"kind"`
	Line int64     `json:"line"`           // of the file, from 1
	Fund string    `json:"fund,omitempty"` // whose journal: the fund's or service
	Seq  int64     `json:"entry,omitempty"`
	Text string    `json:"text"`
}

// Error says where it is and what is wrong, in one line.
func (f *Fault) Error() string {
	where := fmt.Sprintf("line %d", f.Line)
	if f.Seq > 0 {
		where += fmt.Sprintf(", entry %d of %s", f.Seq, f.Fund)
	}
	return fmt.Sprintf("%s: %s (%s)", where, f.Text, f.Kind)
}

// AsFault is the fault that an error is or wraps, or nil.
func AsFault(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return nil
}
