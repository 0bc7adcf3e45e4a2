package ledger

import "fmt"

// BringGrantForward makes money that was held when its year was closed a resource of the next year: a capital grant not
// yet passed on (2200), or what was received of a contribution beyond what was called (2210). It becomes a contribution
// of the same source, marked as brought forward (row 18d).
type BringGrantForward struct {
	Contribution ContributionID `json:"contribution" doc:"of the closed year"`
	ID           ContributionID `json:"id" doc:"of the contribution in the next year"`
	Amount       Money          `json:"amount"`
}

// GrantForward says that a source's capital grant, or what was held of one contribution, was brought forward out of a
// closed year, so that it is once.
type GrantForward struct {
	Year         Year           `json:"year" doc:"the closed year"`
	Source       SourceID       `json:"source"`
	Of           ContributionID `json:"of,omitempty" doc:"the contribution of the closed year, where it is no capital grant"`
	Contribution ContributionID `json:"contribution,omitempty" doc:"of the next year; none: it was reversed"`
}

// Ref is its place among the fund's documents.
func (g GrantForward) Ref() Ref {
	name := g.Year.String() + "." + string(g.Source)
	if g.Of != "" {
		name += "." + string(g.Of)
	}
	return Ref{"grant-forward", name}
}

// forward is the mark that the contribution's money, once held over a close, was brought forward.
func (c Contribution) forward() GrantForward {
	g := GrantForward{Year: c.Year, Source: c.Source}
	if !c.InAdvance {
		g.Of = c.ID
	}
	return g
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

// Do adds the money to the next year's resources, on that year's first day; what was held of a contribution is held of
// the new one, whose call uses it first. It refuses more than was agreed and held when the year was closed, a second
// time, a year that is not closed, and contributions that are never held: performance money is decided before.
func (a BringGrantForward) Do(s *State, _ Authority) (Entry, error) {
	old, src, err := s.agreed(a.Contribution)
	if err != nil {
		return Entry{}, err
	}
	next := old
	next.ID, next.Year, next.BroughtFrom, next.MatchOf = a.ID, old.Year+1, old.ID, ""
	next.Instalments = []Instalment{{Number: 1, Due: next.Year.First(), Amount: a.Amount}}
	mark, err := Find[GrantForward](s, old.forward().Ref())
	if err := firstError(err, CheckID("the contribution's id", a.ID), CheckAmount(a.Amount), s.absent(next.Ref())); err != nil {
		return Entry{}, err
	}
	switch {
	case old.Performance || old.Notional || old.HostOwn:
		return Entry{}, ErrWrongState.With("contribution %s is never received in advance, so nothing of it is brought forward",
			old.ID)
	case mark.Contribution != "":
		return Entry{}, ErrWrongState.With("what was held of source %s at the end of %s has been brought forward already, as %s",
			src.ID, old.Year, mark.Contribution)
	}
	if err := s.checkHeld(old, src, a.Amount); err != nil {
		return Entry{}, err
	}
	s.dateInto(next.Year)
	mark = old.forward()
	mark.Contribution = next.ID
	s.Save(next)
	s.Save(mark)
	debit, credit := next.resources(src)
	lines := []Posting{Debit(debit, a.Amount), Credit(credit, a.Amount)}
	if !old.InAdvance {
		lines = append(lines, Debit(old.inAdvance(src), a.Amount), Credit(next.inAdvance(src), a.Amount))
	}
	return Entry{Postings: lines}, s.rest(old.Year, 1)
}

// checkHeld refuses more than the close took off what was agreed of the source, or than is held: of a capital grant by
// the source, of another contribution by itself.
func (s *State) checkHeld(c Contribution, src Source, amount Money) error {
	if _, err := s.lastClosed(c.Year); err != nil {
		return err
	}
	_, closed, err := s.balance(AccountPeriod{src.account(ResourcesAgreed, c.Year), NewPeriod(c.Year, 14)})
	left, what := closed.Neg(), "grant from source "+string(src.ID)
	in := src.account(CapitalInAdvance, 0)
	if !c.InAdvance {
		in, left, what = c.inAdvance(src), lesser(left, c.Uncalled()), "contribution "+string(c.ID)
	}
	held, missing := s.Balance(in)
	if err := firstError(err, missing); err != nil {
		return err
	}
	if left = lesser(left, held.Neg()); amount.Compare(left) > 0 {
		return ErrNotEnough.With("%s is more than the %s of %s that was held when %s was closed", amount.Pounds(),
			left.Pounds(), what, c.Year)
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
	old, err := s.Contribution(c.BroughtFrom)
	if err != nil {
		return err
	}
	s.Save(old.forward())
	return s.rest(old.Year, -1)
}

// Describe says what the act does.
func (a BringGrantForward) Describe() string {
	return fmt.Sprintf("%s held of contribution %s at the year's end, brought forward as %s", a.Amount.Pounds(), a.Contribution, a.ID)
}
