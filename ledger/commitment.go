package ledger

import "fmt"

// Form is what a commitment is in law; VAT and publication depend on it.
type Form string

// The forms of a commitment.
const (
	Contract Form = "contract"
	Grant    Form = "grant" // to a voluntary body
)

// CommitmentState is how far a commitment has come; what is left on it is the balance of its account.
type CommitmentState string

// The states of a commitment.
const (
	CommitmentOpen     CommitmentState = "open"
	CommitmentReleased CommitmentState = "released" // what was left has been given back, once
)

// Commitment is a promise to pay a provider, held in the memo book. It is not a liability.
type Commitment struct {
	ID       CommitmentID    `json:"id"`
	Scheme   SchemeID        `json:"scheme"`
	Source   SourceID        `json:"source"`
	Year     Year            `json:"year"`
	Provider BodyID          `json:"provider"`
	Form     Form            `json:"form"`
	State    CommitmentState `json:"state"`
	Purpose  Private         `json:"purpose,omitzero"`
}

// Ref is the commitment's place among the fund's documents.
func (c Commitment) Ref() Ref { return Ref{"commitment", string(c.ID)} }

// RaiseCommitment promises budget to a provider (row 7).
type RaiseCommitment struct {
	ID       CommitmentID `json:"id"`
	Scheme   SchemeID     `json:"scheme"`
	Source   SourceID     `json:"source"`
	Provider BodyID       `json:"provider"`
	Form     Form         `json:"form" doc:"contract or grant"`
	Amount   Money        `json:"amount"`
	Purpose  Private      `json:"purpose,omitzero"`
}

// VaryCommitment changes what a commitment promises (row 8).
type VaryCommitment struct {
	Commitment CommitmentID `json:"commitment"`
	Direction  Direction    `json:"direction" doc:"increase or decrease"`
	Amount     Money        `json:"amount" doc:"by how much"`
	Reason     Private      `json:"reason,omitzero"`
}

// ReleaseCommitment gives back all that is left on a commitment (row 11).
type ReleaseCommitment struct {
	Commitment CommitmentID `json:"commitment"`
	Reason     Private      `json:"reason,omitzero"`
}

// Commitment is a commitment. It returns ErrNotFound.
func (s *State) Commitment(id CommitmentID) (Commitment, error) {
	return need[Commitment](s, Ref{"commitment", string(id)}, "commitment")
}

// openCommitment is a commitment of the entry's year that is open, with its source.
func (s *State) openCommitment(id CommitmentID) (Commitment, Source, error) {
	c, err := s.Commitment(id)
	if err != nil {
		return c, Source{}, err
	}
	if c.State != CommitmentOpen {
		return c, Source{}, ErrWrongState.With("what was left on commitment %s has been released", c.ID)
	}
	if err := s.inYear("commitment", string(c.ID), c.Year); err != nil {
		return c, Source{}, err
	}
	src, err := s.Source(c.Source)
	return c, src, err
}

// committed is the commitment's own account.
func (c Commitment) committed(src Source) Account {
	return src.schemeAccount(SchemeCommitted, c.Year, c.Scheme).For("commitment", string(c.ID))
}

// promise moves budget from the scheme's available to the commitment.
func (c Commitment) promise(src Source, amount Money) []Posting {
	return []Posting{
		Debit(src.schemeAccount(SchemeAvailable, c.Year, c.Scheme).By(CommitMove), amount),
		Credit(c.committed(src), amount),
	}
}

// left is what is left on the commitment.
func (s *State) left(c Commitment, src Source) (Money, error) {
	balance, err := s.Balance(c.committed(src))
	return balance.Neg(), err
}

// checkLeft refuses more than is left on the commitment, less what is paid ahead on it, and names the excess.
func (s *State) checkLeft(what string, c Commitment, src Source, amount Money) error {
	left, err := s.left(c, src)
	ahead, missing := s.Balance(c.prepaid(src))
	if err := firstError(err, missing); err != nil {
		return err
	}
	excess := amount.Sub(left.Sub(ahead))
	if excess.Sign() <= 0 {
		return nil
	}
	paid := ""
	if !ahead.IsZero() {
		paid = fmt.Sprintf(", less the %s paid ahead on it", ahead.Pounds())
	}
	return ErrNotEnough.With("the %s of %s is %s more than the %s left on commitment %s%s; vary the commitment first",
		what, amount.Pounds(), excess.Pounds(), left.Pounds(), c.ID, paid)
}

// commitmentMatter is what policy judges an act on a commitment by.
func (s *State) commitmentMatter(id CommitmentID, how Move, amount Money) (Matter, error) {
	c, err := s.Commitment(id)
	if err != nil {
		return Matter{}, err
	}
	return s.matterWith(c.Source, c.Scheme, c.Provider, how, amount)
}

// Kind names the act and its version.
func (RaiseCommitment) Kind() string { return "raise-commitment/1" }

// Matter is the partner's money, promised to the provider.
func (a RaiseCommitment) Matter(s *State) (Matter, error) {
	return s.matterWith(a.Source, a.Scheme, a.Provider, Promises, a.Amount)
}

// Do records the promise. It refuses more than the scheme has available from the source.
func (a RaiseCommitment) Do(s *State, _ Authority) (Entry, error) {
	c := Commitment{
		ID: a.ID, Scheme: a.Scheme, Source: a.Source, Year: s.Period.Year(), Provider: a.Provider,
		Form: a.Form, State: CommitmentOpen, Purpose: a.Purpose,
	}
	err := firstError(CheckID("the commitment's id", a.ID), CheckAmount(a.Amount), s.absent(c.Ref()))
	if err != nil {
		return Entry{}, err
	}
	if a.Form != Contract && a.Form != Grant {
		return Entry{}, ErrInvalid.With("a commitment is a contract or a grant")
	}
	src, err := s.budgetLine(BudgetLine{a.Scheme, a.Source})
	if err != nil {
		return Entry{}, err
	}
	if _, err := s.Body(a.Provider); err != nil {
		return Entry{}, err
	}
	s.Save(c)
	return Entry{Postings: c.promise(src, a.Amount)}, nil
}

// Describe says what the act does.
func (a RaiseCommitment) Describe() string {
	return fmt.Sprintf("Commitment %s of %s to %s, scheme %s, source %s", a.ID, a.Amount.Pounds(), a.Provider,
		a.Scheme, a.Source)
}

// Kind names the act and its version.
func (VaryCommitment) Kind() string { return "vary-commitment/1" }

// Matter is the partner's money, promised to the provider.
func (a VaryCommitment) Matter(s *State) (Matter, error) {
	how := Promises
	if a.Direction == Decrease {
		how = 0 // which promises nobody anything
	}
	return s.commitmentMatter(a.Commitment, how, a.Amount)
}

// Do changes the promise. It refuses an increase beyond what the scheme has available, a decrease beyond what
// is left, and a commitment that has been released.
func (a VaryCommitment) Do(s *State, _ Authority) (Entry, error) {
	decrease, err := a.Direction.mirrored()
	if err := firstError(err, CheckAmount(a.Amount)); err != nil {
		return Entry{}, err
	}
	c, src, err := s.openCommitment(a.Commitment)
	if err != nil {
		return Entry{}, err
	}
	lines := c.promise(src, a.Amount)
	if decrease {
		lines = mirror(lines)
	}
	return Entry{Postings: lines}, nil
}

// Describe says what the act does.
func (a VaryCommitment) Describe() string {
	return fmt.Sprintf("Commitment %s: %s of %s", a.Commitment, a.Direction, a.Amount.Pounds())
}

// Kind names the act and its version.
func (ReleaseCommitment) Kind() string { return "release-commitment/1" }

// Matter is the partner's money: all that is left.
func (a ReleaseCommitment) Matter(s *State) (Matter, error) {
	c, err := s.Commitment(a.Commitment)
	if err != nil {
		return Matter{}, err
	}
	src, err := s.Source(c.Source)
	if err != nil {
		return Matter{}, err
	}
	left, err := s.left(c, src)
	if err != nil {
		return Matter{}, err
	}
	return s.commitmentMatter(a.Commitment, 0, left)
}

// Do gives back what is left and ends the commitment; when nothing is left it posts nothing. It refuses a
// second release.
func (a ReleaseCommitment) Do(s *State, _ Authority) (Entry, error) {
	c, src, err := s.openCommitment(a.Commitment)
	if err != nil {
		return Entry{}, err
	}
	left, err := s.left(c, src)
	if err != nil {
		return Entry{}, err
	}
	c.State = CommitmentReleased
	s.Save(c)
	if left.IsZero() {
		return Entry{}, nil
	}
	return Entry{Postings: mirror(c.promise(src, left))}, nil
}

// undo opens the commitment again.
func (a ReleaseCommitment) undo(s *State, _ Entry) error {
	c, err := s.Commitment(a.Commitment)
	if err != nil {
		return err
	}
	c.State = CommitmentOpen
	s.Save(c)
	return nil
}

// Describe says what the act does.
func (a ReleaseCommitment) Describe() string {
	return "What is left on commitment " + string(a.Commitment) + " released"
}
