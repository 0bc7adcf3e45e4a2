package ledger

import "fmt"

// VaryCommitment changes what a commitment promises (row 8). Each variation is a new version of it.
type VaryCommitment struct {
	Commitment CommitmentID `json:"commitment"`
	Direction  Direction    `json:"direction" doc:"increase or decrease"`
	Amount     Money        `json:"amount" doc:"by how much"`
	Reason     Private      `json:"reason,omitzero" doc:"why; it must be said"`

	Scheme  SchemeID      `json:"scheme,omitempty" doc:"which line, where there are several"`
	Source  SourceID      `json:"source,omitempty" doc:"which line, where there are several"`
	Profile []ProfilePart `json:"profile,omitempty" doc:"from now on, of the whole; it must be said where there is one"`
}

// ReleaseCommitment gives back all that is left on a commitment, on each of its lines (row 11).
type ReleaseCommitment struct {
	Commitment CommitmentID `json:"commitment"`
	Reason     Private      `json:"reason,omitzero"`
}

// Kind names the act and its version.
func (VaryCommitment) Kind() string { return "vary-commitment/1" }

func (a VaryCommitment) line() BudgetLine { return BudgetLine{a.Scheme, a.Source} }

// Matter is the partner's money, promised to the provider.
func (a VaryCommitment) Matter(s *State) (Matter, error) {
	how := Promises
	if a.Direction == Decrease {
		how = 0 // which promises nobody anything
	}
	return s.orderMatter(a.Commitment, a.line(), how, a.Amount)
}

// Do changes the promise and makes it a new version. It refuses a variation without a reason, an increase beyond what
// the scheme has available, a decrease beyond what is left, a commitment that has been released, and to leave a
// profile behind that is of another amount.
func (a VaryCommitment) Do(s *State, _ Authority) (Entry, error) {
	decrease, err := a.Direction.mirrored()
	if err := firstError(err, CheckAmount(a.Amount), needText("the reason", a.Reason)); err != nil {
		return Entry{}, err
	}
	o, err := s.openOrder(a.Commitment, a.line())
	if err != nil {
		return Entry{}, err
	}
	lines, change := o.promise(a.Amount), a.Amount
	if decrease {
		lines, change = mirror(lines), a.Amount.Neg()
		if err := s.checkInvoiced(o, a.Amount); err != nil {
			return Entry{}, err
		}
	}
	c := o.of.changed(o.at, change)
	c.Version = max(c.Version, 1) + 1
	if c.Profile, err = a.profile(c); err != nil {
		return Entry{}, err
	}
	s.Save(c)
	return Entry{Postings: lines}, nil
}

// checkInvoiced refuses a decrease below what is invoiced, and says how much that is where it is known.
func (s *State) checkInvoiced(o orderLine, decrease Money) error {
	left, err := s.left(o)
	if err != nil || decrease.Compare(left) <= 0 {
		return err
	}
	promised := o.of.promisedFrom(o.at)
	invoiced, why := promised.Sub(left), ""
	if invoiced.Sign() > 0 {
		why = fmt.Sprintf(": %s of the %s promised has been invoiced, accrued or received", invoiced.Pounds(),
			promised.Pounds())
	}
	return ErrNotEnough.With("%s is more than the %s left on %s%s", decrease.Pounds(), left.Pounds(), o.name(), why)
}

// profile is the new version's.
func (a VaryCommitment) profile(c Commitment) ([]ProfilePart, error) {
	switch {
	case len(a.Profile) == 0 && len(c.Profile) > 0 && !c.Amount.IsZero():
		return nil, ErrInvalid.With("commitment %s has a profile: say the one that it has from now on, of %s", c.ID,
			c.Amount.Pounds())
	case len(a.Profile) > 0 && c.Version > 1 && c.Amount.IsZero():
		return nil, ErrInvalid.With("commitment %s promises nothing now, or was raised before its amount was kept, so no "+
			"profile can be held against it", c.ID)
	}
	return a.Profile, checkProfile(a.Profile, c.Year, c.Amount, "the commitment promises")
}

// undo makes another version of what the commitment was before. It refuses where a profile went with it.
func (a VaryCommitment) undo(s *State, _ Entry) error {
	c, err := s.Commitment(a.Commitment)
	if err != nil {
		return err
	}
	at, err := c.chosen(a.line())
	if err != nil {
		return err
	}
	if len(c.Profile) > 0 {
		return ErrWrongState.With("commitment %s has a profile; vary it back, with the profile that it is to have", c.ID)
	}
	change := a.Amount.Neg()
	if a.Direction == Decrease {
		change = a.Amount
	}
	c = c.changed(at, change)
	c.Version = max(c.Version, 1) + 1
	s.Save(c)
	return nil
}

// Describe says what the act does.
func (a VaryCommitment) Describe() string {
	return fmt.Sprintf("Commitment %s: %s of %s", a.Commitment, a.Direction, a.Amount.Pounds())
}

// Kind names the act and its version.
func (ReleaseCommitment) Kind() string { return "release-commitment/1" }

// Matter is the partners' money: all that is left, of several lines judged with the whole amount each.
func (a ReleaseCommitment) Matter(s *State) (Matter, error) {
	c, err := s.Commitment(a.Commitment)
	if err != nil {
		return Matter{}, err
	}
	lines, missing := s.orders(c)
	if missing != nil {
		return Matter{}, missing
	}
	var total Money
	for _, o := range lines {
		left, err := s.left(o)
		total, missing = total.Add(left), firstError(missing, err)
	}
	if missing != nil {
		return Matter{}, missing
	}
	return inParts(c.BudgetLines(), func(at BudgetLine) (Matter, error) {
		return s.matterWith(at.Source, at.Scheme, c.Provider, 0, total)
	})
}

// Do gives back what is left on each line and ends the commitment; when nothing is left it posts nothing. It refuses a
// second release.
func (a ReleaseCommitment) Do(s *State, _ Authority) (Entry, error) {
	c, err := s.Commitment(a.Commitment)
	if err == nil {
		err = c.open(s)
	}
	if err != nil {
		return Entry{}, err
	}
	orders, missing := s.orders(c)
	if missing != nil {
		return Entry{}, missing
	}
	var e Entry
	for _, o := range orders {
		left, err := s.left(o)
		if missing = firstError(missing, err); !left.IsZero() {
			e.Postings = append(e.Postings, mirror(o.promise(left))...)
		}
	}
	if missing != nil {
		return Entry{}, missing
	}
	c.State = CommitmentReleased
	s.Save(c)
	return e, nil
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
