package ledger

import (
	"fmt"
	"slices"
)

// LapseContribution decides that what is agreed and was not called by the year's end is not called any more (row 18L).
type LapseContribution struct {
	Contribution ContributionID `json:"contribution"`
	Amount       Money          `json:"amount,omitzero" doc:"all that is not yet called when left out"`
	Scheme       SchemeID       `json:"scheme,omitempty" doc:"the scheme whose budget it lapses from; left out: the unallocated resources"`
	Reason       Private        `json:"reason"`
}

// lapsing is the contribution, its source and how much lapses: at most what is not yet called, or not yet received.
func (a LapseContribution) lapsing(s *State) (Contribution, Source, Money, error) {
	c, src, err := s.agreed(a.Contribution)
	if err != nil {
		return c, src, Money{}, err
	}
	left := c.Uncalled()
	if c.InAdvance || c.Notional {
		agreed, err := s.Balance(src.account(ResourcesAgreed, c.Year))
		held, missing := s.Balance(src.account(CapitalInAdvance, 0))
		if err := firstError(err, missing); err != nil {
			return c, src, Money{}, err
		}
		left = lesser(left, agreed.Add(held)) // what is held stands on the credit side
	}
	switch {
	case c.Performance:
		return c, src, left, ErrWrongState.With("contribution %s is performance money: what is not earned is forgone", c.ID)
	case left.Sign() <= 0:
		return c, src, left, ErrWrongState.With("nothing of contribution %s is left to call", c.ID)
	case a.Amount.IsZero():
		return c, src, left, nil
	}
	if a.Amount.Compare(left) > 0 {
		return c, src, left, ErrNotEnough.With("%s is more than the %s of contribution %s that is neither called nor received",
			a.Amount.Pounds(), left.Pounds(), c.ID)
	}
	return c, src, a.Amount, nil
}

// Kind names the act and its version.
func (LapseContribution) Kind() string { return "lapse-contribution/1" }

// Matter is the partner's money.
func (a LapseContribution) Matter(s *State) (Matter, error) {
	c, err := s.Contribution(a.Contribution)
	if err != nil {
		return Matter{}, err
	}
	amount := a.Amount
	if amount.IsZero() {
		amount = c.Uncalled()
	}
	return s.matter(c.Source, a.Scheme, amount)
}

// Do takes the amount out of the agreed resources and of what is unallocated, or of a scheme's budget. It refuses
// performance money, which is forgone instead, more than is not yet called, and what has been committed.
func (a LapseContribution) Do(s *State, _ Authority) (Entry, error) {
	if err := needText("the reason", a.Reason); err != nil {
		return Entry{}, err
	}
	c, src, amount, err := a.lapsing(s)
	if err != nil {
		return Entry{}, err
	}
	err = firstError(CheckAmount(amount), s.inYear("contribution", string(c.ID), c.Year))
	if err != nil {
		return Entry{}, err
	}
	from := src.account(Unallocated, c.Year)
	if a.Scheme != "" {
		if _, err := s.budgetLine(BudgetLine{a.Scheme, src.ID}); err != nil {
			return Entry{}, err
		}
		from = src.schemeAccount(SchemeAvailable, c.Year, a.Scheme).By(BudgetMoved)
	}
	c.Instalments = lapsed(c.Instalments, amount)
	c.Variations = c.varied(amount.Neg(), false)
	s.Save(c)
	return Entry{Postings: []Posting{Debit(from, amount), Credit(src.account(ResourcesAgreed, c.Year), amount)}}, nil
}

// lapsed are instalments less an amount, taken from the last that has not been called backwards.
func lapsed(all []Instalment, amount Money) []Instalment {
	var kept []Instalment
	for _, i := range slices.Backward(all) {
		if !i.Called {
			less := lesser(i.Amount, amount)
			i.Amount, amount = i.Amount.Sub(less), amount.Sub(less)
		}
		if !i.Amount.IsZero() {
			kept = append(kept, i)
		}
	}
	slices.Reverse(kept)
	return kept
}

// undo puts the amount back as an instalment of its own, due on the year's last day.
func (a LapseContribution) undo(s *State, original Entry) error {
	c, err := s.Contribution(a.Contribution)
	if err != nil {
		return err
	}
	last := 0
	for _, i := range c.Instalments {
		last = max(last, i.Number)
	}
	c.Instalments = append(slices.Clone(c.Instalments), Instalment{
		Number: last + 1, Due: c.Year.Last(), Amount: original.Postings[0].Amount,
	})
	c.Variations = c.varied(original.Postings[0].Amount, false)
	s.Save(c)
	return nil
}

// Describe says what the act does.
func (a LapseContribution) Describe() string {
	if a.Amount.IsZero() {
		return fmt.Sprintf("What is left to call of contribution %s lapses", a.Contribution)
	}
	return fmt.Sprintf("%s of contribution %s lapses", a.Amount.Pounds(), a.Contribution)
}
