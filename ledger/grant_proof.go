package ledger

import (
	"fmt"
	"strconv"
)

// PassingProof is what shows that a district has had a capital grant that was passed on to it.
type PassingProof struct {
	Entry        int64          `json:"entry" doc:"the entry that passed it on"`
	Contribution ContributionID `json:"contribution"`
	District     BodyID         `json:"district"`
	Proof        Private        `json:"proof"`
}

// Ref is the proof's place among the fund's documents: one for each payment; the latest counts.
func (p PassingProof) Ref() Ref { return Ref{"passing-proof", strconv.FormatInt(p.Entry, 10)} }

// RecordPassingProof records what shows that a grant passed on has arrived, where it came after the payment.
type RecordPassingProof struct {
	Entry int64   `json:"entry" doc:"the number of the entry that passed the grant on"`
	Proof Private `json:"proof" doc:"the reference of the district's receipt, or of what else shows it"`
}

// passing is the payment of a grant to a district that an entry holds. It returns ErrNotFound.
func (s *State) passing(seq int64) (PassGrantOn, error) {
	e, err := s.Posted(seq)
	if err != nil {
		return PassGrantOn{}, err
	}
	passed, ok := e.Act.(PassGrantOn)
	if !ok {
		return passed, ErrWrongState.With("entry %d passed no grant on", seq)
	}
	return passed, nil
}

// Kind names the act and its version.
func (RecordPassingProof) Kind() string { return "record-passing-proof/1" }

// Matter is the partner's money, though none moves.
func (a RecordPassingProof) Matter(s *State) (Matter, error) {
	e, err := s.Posted(a.Entry)
	passed, ok := e.Act.(PassGrantOn)
	if err != nil || !ok {
		return Matter{}, err
	}
	return s.contributionMatter(passed.Contribution, passed.Scheme, Money{})
}

// Do records the proof. It refuses an entry that passed no grant on, and one that has been reversed.
func (a RecordPassingProof) Do(s *State, _ Authority) (Entry, error) {
	if err := needText("the reference of the proof", a.Proof); err != nil {
		return Entry{}, err
	}
	passed, err := s.passing(a.Entry)
	if err != nil {
		return Entry{}, err
	}
	reversed, err := Find[Reversal](s, Reversal{Entry: a.Entry}.Ref())
	if err != nil {
		return Entry{}, err
	}
	if reversed.By != 0 {
		return Entry{}, ErrWrongState.With("entry %d was reversed by entry %d, so nothing was passed on", a.Entry,
			reversed.By)
	}
	s.Save(PassingProof{
		Entry: a.Entry, Contribution: passed.Contribution, District: passed.District, Proof: a.Proof,
	})
	return Entry{}, nil
}

// Describe says what the act does.
func (a RecordPassingProof) Describe() string {
	return fmt.Sprintf("Proof recorded that the grant of entry %d was passed on", a.Entry)
}
