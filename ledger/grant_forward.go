package ledger

import "fmt"

// BringGrantForward makes a capital grant that was held unspent when its year was closed a resource of the next year:
// a contribution of the same source, marked as brought forward (row 18d).
type BringGrantForward struct {
	Contribution ContributionID `json:"contribution" doc:"of the closed year, agreed as in advance"`
	ID           ContributionID `json:"id" doc:"of the contribution in the next year"`
	Amount       Money          `json:"amount"`
}

// GrantForward says that a source's grant was brought forward out of a closed year, so that it is once.
type GrantForward struct {
	Year         Year           `json:"year" doc:"the closed year"`
	Source       SourceID       `json:"source"`
	Contribution ContributionID `json:"contribution,omitempty" doc:"of the next year; none: it was reversed"`
}

// Ref is its place among the fund's documents.
func (g GrantForward) Ref() Ref {
	return Ref{"grant-forward", g.Year.String() + "." + string(g.Source)}
}

// Kind names the act and its version.
func (BringGrantForward) Kind() string { return "bring-grant-forward/1" }

// Matter is the partner's money.
func (a BringGrantForward) Matter(s *State) (Matter, error) {
	m, err := s.contributionMatter(a.Contribution, "", a.Amount)
	if c, missing := s.Contribution(a.Contribution); missing == nil {
		m.On = (c.Year + 1).First()
	}
	return m, err
}

// Do adds the grant to the next year's resources, on that year's first day. It refuses more than was agreed and held
// when the year was closed, a second time from one source, and a year that is not closed.
func (a BringGrantForward) Do(s *State, _ Authority) (Entry, error) {
	old, src, err := s.agreed(a.Contribution)
	if err != nil {
		return Entry{}, err
	}
	next := old
	next.ID, next.Year, next.BroughtFrom = a.ID, old.Year+1, old.ID
	next.Instalments = []Instalment{{Number: 1, Due: next.Year.First(), Amount: a.Amount}}
	mark, err := Find[GrantForward](s, GrantForward{Year: old.Year, Source: src.ID}.Ref())
	if err := firstError(err, CheckID("the contribution's id", a.ID), CheckAmount(a.Amount), s.absent(next.Ref())); err != nil {
		return Entry{}, err
	}
	switch {
	case !old.InAdvance:
		return Entry{}, ErrWrongState.With("contribution %s was not agreed as a capital grant received in advance", old.ID)
	case mark.Contribution != "":
		return Entry{}, ErrWrongState.With("the grant of source %s held at the end of %s has been brought forward already, as %s",
			src.ID, old.Year, mark.Contribution)
	}
	if err := s.checkHeld(old.Year, src, a.Amount); err != nil {
		return Entry{}, err
	}
	s.dateInto(next.Year)
	s.Save(next)
	s.Save(GrantForward{old.Year, src.ID, next.ID})
	debit, credit := next.resources(src)
	return Entry{Postings: []Posting{Debit(debit, a.Amount), Credit(credit, a.Amount)}}, s.rest(old.Year, 1)
}

// checkHeld refuses more than the close took off what was agreed of the source, or than is held.
func (s *State) checkHeld(y Year, src Source, amount Money) error {
	if _, err := s.lastClosed(y); err != nil {
		return err
	}
	_, closed, err := s.balance(AccountPeriod{src.account(ResourcesAgreed, y), NewPeriod(y, 14)})
	held, missing := s.Balance(src.account(CapitalInAdvance, 0))
	if err := firstError(err, missing); err != nil {
		return err
	}
	if left := lesser(closed.Neg(), held.Neg()); amount.Compare(left) > 0 {
		return ErrNotEnough.With("%s is more than the %s of grant from source %s that was held when %s was closed",
			amount.Pounds(), left.Pounds(), src.ID, y)
	}
	return nil
}

// undo marks the contribution as reversed.
func (a BringGrantForward) undo(s *State, _ Entry) error {
	c, err := s.Contribution(a.ID)
	if err != nil {
		return err
	}
	c.State = ContributionReversed
	s.Save(c)
	s.Save(GrantForward{Year: c.Year - 1, Source: c.Source})
	return s.rest(c.Year-1, -1)
}

// Describe says what the act does.
func (a BringGrantForward) Describe() string {
	return fmt.Sprintf("Grant of %s held, contribution %s, brought forward as %s", a.Amount.Pounds(), a.Contribution, a.ID)
}
