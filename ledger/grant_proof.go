package ledger

import (
	"fmt"
	"strconv"
)

// GrantPassing is a payment of a capital grant to a district, named by its entry, with what shows that it arrived.
type GrantPassing struct {
	Entry        int64          `json:"entry" doc:"the entry that passed it on"`
	Contribution ContributionID `json:"contribution"`
	Scheme       SchemeID       `json:"scheme"`
	District     BodyID         `json:"district"`
	Amount       Money          `json:"amount"`
	Payment      Private        `json:"payment" doc:"the payment's reference"`
	Proof        Private        `json:"proof,omitzero" doc:"the latest that was recorded"`
}

// Ref is the payment's place among the fund's documents.
func (p GrantPassing) Ref() Ref { return grantPassingRef(p.Entry) }

func grantPassingRef(entry int64) Ref { return Ref{"grant-passing", strconv.FormatInt(entry, 10)} }

// RecordPassingProof records what shows that a grant passed on has arrived, where it came after the payment.
type RecordPassingProof struct {
	Entry int64   `json:"entry" doc:"the number of the entry that passed the grant on"`
	Proof Private `json:"proof" screen:"reference" doc:"the reference of the district's receipt, or of what else shows it"`
}

// Kind names the act and its version.
func (RecordPassingProof) Kind() string { return "record-passing-proof/1" }

// Matter is the partner's money, though none moves.
func (a RecordPassingProof) Matter(s *State) (Matter, error) {
	p, err := Find[GrantPassing](s, grantPassingRef(a.Entry))
	if err != nil || p.Entry == 0 {
		return Matter{}, err
	}
	return s.contributionMatter(p.Contribution, p.Scheme, Money{})
}

// Do records the proof. It refuses an entry that passed no grant on, and one that has been reversed.
func (a RecordPassingProof) Do(s *State, _ Authority) (Entry, error) {
	if err := needText("the reference of the proof", a.Proof); err != nil {
		return Entry{}, err
	}
	p, err := need[GrantPassing](s, grantPassingRef(a.Entry), "grant passed on by entry")
	reversed, missing := Find[Reversal](s, Reversal{Entry: a.Entry}.Ref())
	if err := firstError(err, missing); err != nil {
		return Entry{}, err
	}
	if reversed.By != 0 {
		return Entry{}, ErrWrongState.With("entry %d was reversed by entry %d, so nothing was passed on", a.Entry,
			reversed.By)
	}
	p.Proof = a.Proof
	s.Save(p)
	return Entry{}, nil
}

// Describe says what the act does.
func (a RecordPassingProof) Describe() string {
	return fmt.Sprintf("Proof recorded that the grant of entry %d was passed on", a.Entry)
}
