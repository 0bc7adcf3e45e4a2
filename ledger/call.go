package ledger

import (
	"fmt"
	"slices"
)

// CallContribution calls an instalment, or a part of it: it falls due from now on (rows 2, 2h and 2g).
type CallContribution struct {
	Contribution ContributionID `json:"contribution"`
	Instalment   int            `json:"instalment" doc:"its number"`
	Amount       Money          `json:"amount,omitzero" doc:"a part of it; all of it when left out"`
	Invoice      Private        `json:"invoice,omitzero" screen:"reference" doc:"the number of the invoice raised"`
}

// Kind names the act and its version.
func (CallContribution) Kind() string { return "call-contribution/1" }

// Matter is the partner's money.
func (a CallContribution) Matter(s *State) (Matter, error) {
	c, err := s.Contribution(a.Contribution)
	if err != nil {
		return Matter{}, err
	}
	amount := a.Amount
	for _, i := range c.Instalments {
		if i.Number == a.Instalment && amount.IsZero() {
			amount = i.Amount
		}
	}
	return s.matter(c.Source, "", amount)
}

// Do calls the instalment by a notice: its partner, or the government whose grant it is, owes it from now on, less
// what is held of the contribution in advance (row 2a); the host's own share is received at once. A part called leaves
// the rest as an instalment of its own. It refuses an instalment called already, more than the instalment, and match
// funding ahead of what it matches.
func (a CallContribution) Do(s *State, _ Authority) (Entry, error) {
	c, src, err := s.agreed(a.Contribution)
	if err != nil {
		return Entry{}, err
	}
	if err := firstError(c.callable(), s.inYear("contribution", string(c.ID), c.Year)); err != nil {
		return Entry{}, err
	}
	c, called, err := c.call(a.Instalment, a.Amount)
	if err != nil {
		return Entry{}, err
	}
	if err := s.stillIn(c.Partner, called.Due); err != nil {
		return Entry{}, err
	}
	amount := called.Amount
	if c.MatchOf != "" {
		if err := s.matchPaid(c, src, amount); err != nil {
			return Entry{}, err
		}
	}
	owed := []Posting{Debit(src.account(Cash, 0).By(Receipt), amount)}
	if c.HostOwn {
		s.Save(c)
	} else if owed, err = s.raiseNotice(c, src, CallNotice{
		Instalment: a.Instalment, Amount: amount, Due: max(called.Due, s.On), Income: src.Income, Invoice: a.Invoice,
	}); err != nil {
		return Entry{}, err
	}
	return Entry{Postings: append(
		owed, Credit(src.account(src.Income, c.Year), amount),
		Debit(src.account(ResourcesCalled, c.Year), amount), Credit(src.account(ResourcesAgreed, c.Year), amount),
	)}, nil
}

// callable refuses contributions that fall due in another way.
func (c Contribution) callable() error {
	switch {
	case c.Notional:
		return ErrWrongState.With("contribution %s is notional: its partner keeps the cash, so record its "+
			"direct spend", c.ID)
	case c.InAdvance:
		return ErrWrongState.With("contribution %s is a capital grant held until it is passed on, so receive it",
			c.ID)
	case c.Performance:
		return ErrWrongState.With("contribution %s is performance money, so it falls due as it is earned", c.ID)
	}
	return nil
}

// call marks an instalment as called, or a part of it, and returns it.
func (c Contribution) call(number int, part Money) (Contribution, Instalment, error) {
	at := slices.IndexFunc(c.Instalments, func(i Instalment) bool { return i.Number == number })
	if at < 0 {
		return c, Instalment{}, ErrNotFound.With("contribution %s has no instalment %d", c.ID, number)
	}
	whole := c.Instalments[at]
	if whole.Called {
		return c, Instalment{}, ErrWrongState.With("instalment %d of contribution %s has been called already", number,
			c.ID)
	}
	if part.IsZero() {
		part = whole.Amount
	}
	if err := CheckAmount(part); err != nil {
		return c, Instalment{}, err
	}
	rest := whole.Amount.Sub(part)
	if rest.Sign() < 0 {
		return c, Instalment{}, ErrNotEnough.With("%s is more than instalment %d of contribution %s, which is %s",
			part.Pounds(), number, c.ID, whole.Amount.Pounds())
	}
	c.Instalments = slices.Clone(c.Instalments)
	c.Instalments[at].Called, c.Instalments[at].Amount = true, part
	if rest.Sign() > 0 {
		c.Instalments = append(c.Instalments, Instalment{Number: c.last() + 1, Due: whole.Due, Amount: rest})
	}
	return c, c.Instalments[at], nil
}

// last is the highest number of an instalment.
func (c Contribution) last() (number int) {
	for _, i := range c.Instalments {
		number = max(number, i.Number)
	}
	return number
}

// Received is what has come in of what a source was called for: what is no longer owed.
func Received(called, owed Money) Money { return called.Sub(owed) }

// MatchRoom is how much may be called now of match funding: what has been received of the contribution it matches,
// less what was called already. It falls below nil where what had been received was given back since.
func MatchRoom(received, called Money) Money { return received.Sub(called) }

// matchPaid refuses to call match funding beyond what has been received of the contribution it matches.
func (s *State) matchPaid(c Contribution, src Source, amount Money) error {
	first, firstSource, err := s.agreed(c.MatchOf)
	if err != nil {
		return err
	}
	called, err := s.Balance(firstSource.account(ResourcesCalled, c.Year))
	if err != nil {
		return err
	}
	owed, err := s.Balance(firstSource.account(first.debtor(firstSource), c.Year))
	if err != nil {
		return err
	}
	before, err := s.Balance(src.account(ResourcesCalled, c.Year))
	if err != nil {
		return err
	}
	paid := Received(called, owed)
	if over := amount.Sub(MatchRoom(paid, before)); over.Sign() > 0 {
		return ErrNotEnough.With("contribution %s matches %s, of which %s has been received; this call would be "+
			"%s ahead of it",
			c.ID, c.MatchOf, paid.Pounds(), over.Pounds())
	}
	return nil
}

// undo marks the instalment as not called, and its notice as reversed.
func (a CallContribution) undo(s *State, original Entry) error {
	c, err := s.Contribution(a.Contribution)
	if err == nil {
		err = s.takeNoticesBack(original)
	}
	if err != nil {
		return err
	}
	c.Instalments = slices.Clone(c.Instalments)
	for i := range c.Instalments {
		if c.Instalments[i].Number == a.Instalment {
			c.Instalments[i].Called = false
		}
	}
	s.Save(c)
	return nil
}

// Describe says what the act does.
func (a CallContribution) Describe() string {
	if a.Amount.IsZero() {
		return fmt.Sprintf("Instalment %d of contribution %s called", a.Instalment, a.Contribution)
	}
	return fmt.Sprintf("%s of instalment %d of contribution %s called", a.Amount.Pounds(), a.Instalment,
		a.Contribution)
}
