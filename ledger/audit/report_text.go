package audit

import (
	"fmt"
	"io"
	"strings"

	"pooled/ledger"
)

// Text prints what was found, for people. It says what the proof rests on, and what nothing in the file can show.
func (r Report) Text(w io.Writer) error {
	withheld := "every text is there and is the one that was posted"
	if r.Hidden > 0 {
		withheld = fmt.Sprintf("%d texts are withheld or were erased; their digests are proved all the same", r.Hidden)
	}
	held := fmt.Sprintf("consistent to entry %d; nothing outside this file shows whether more existed", r.Entries)
	if r.Held > 0 {
		held = fmt.Sprintf("%d checkpoints and receipts held outside this file agree with it, up to entry %d of %d "+
			"and %d of the service's %d;\n            nothing outside this file shows whether more existed after those",
			r.Held, r.ProvedTo, r.Entries, r.ServiceProvedTo, r.Service)
	}
	signed := "none stands in the file"
	switch {
	case r.SignedTo > 0 || r.ServiceSignedTo > 0:
		signed = fmt.Sprintf("%d, signed by %s up to entry %d of %d and %d of the service's %d", r.Checkpoints,
			r.signers(), r.SignedTo, r.Entries, r.ServiceSignedTo, r.Service)
	case r.Checkpoints > 0:
		signed = fmt.Sprintf("%d, each of the root that its entries have; their signatures are looked at with --key,\n"+
			"            or with --service and a register of keys", r.Checkpoints)
	}
	recorded := "the service journal here recorded no head of it"
	switch {
	case r.Fund == ledger.Service:
		recorded = fmt.Sprintf("heads of %d funds, each proved to go on from the one before", len(r.Journal.Heads.Funds))
	case r.RecordedTo > 0:
		recorded = fmt.Sprintf("up to entry %d in the service journal, as it stands here", r.RecordedTo)
	}
	_, err := fmt.Fprintf(w, `%s is whole.

  entries   %d, the last recorded %s
  root      %s
  service   %d entries, root %s
  balances  %d accounts not at nil; actuals sum to %s, memo to %s
  texts     %s
  signed    %s
  recorded  %s
  held      %s
`, r.Fund, r.Entries, r.Recorded, r.Root, r.Service, r.ServiceRoot, len(r.Balances), r.sum(false), r.sum(true),
		withheld, signed, recorded, held)
	return err
}

// signers are whose signatures were looked at.
func (r Report) signers() string {
	if len(r.SignedBy) == 0 {
		return "keys that you gave"
	}
	names := make([]string, len(r.SignedBy))
	for i, key := range r.SignedBy {
		names[i] = string(key)
	}
	return "registered keys (" + strings.Join(names, ", ") + ")"
}

// sum is what the accounts of a book come to.
func (r Report) sum(memo bool) string {
	var total ledger.Money
	for _, b := range r.Balances {
		if b.Account[0] == '9' == memo {
			total = total.Add(b.Amount)
		}
	}
	return total.Pounds()
}
