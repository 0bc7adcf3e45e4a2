package ledger

import "fmt"

// RecordDirectSpend records what a partner spent itself out of money it never paid over (row 3n).
type RecordDirectSpend struct {
	Contribution ContributionID `json:"contribution" doc:"a notional contribution"`
	Scheme       SchemeID       `json:"scheme"`
	Amount       Money          `json:"amount"`
	Evidence     Private        `json:"evidence,omitzero" doc:"the reference of the partner's statement"`
}

// Kind names the act and its version.
func (RecordDirectSpend) Kind() string { return "record-direct-spend/1" }

// Matter is the partner's money.
func (a RecordDirectSpend) Matter(s *State) (Matter, error) {
	return s.contributionMatter(a.Contribution, a.Scheme, a.Amount)
}

// Do recognises the contribution and the spend at once; no cash moves. It refuses a contribution that is paid
// in cash, and more than is left of it or than the scheme has available.
func (a RecordDirectSpend) Do(s *State, _ Authority) (Entry, error) {
	if err := CheckAmount(a.Amount); err != nil {
		return Entry{}, err
	}
	c, src, err := s.agreed(a.Contribution)
	if err != nil {
		return Entry{}, err
	}
	if !c.Notional {
		return Entry{}, ErrWrongState.With("contribution %s is paid in cash, so its spend goes through an invoice",
			c.ID)
	}
	if err := s.inYear("contribution", string(c.ID), c.Year); err != nil {
		return Entry{}, err
	}
	if _, err := s.budgetLine(BudgetLine{a.Scheme, c.Source}); err != nil {
		return Entry{}, err
	}
	if c.Unspent().Compare(a.Amount) < 0 {
		return Entry{}, ErrNotEnough.With("%s is more than the %s of contribution %s that %s has not spent yet",
			a.Amount.Pounds(), c.Unspent().Pounds(), c.ID, c.Partner)
	}
	c.Spent = c.Spent.Add(a.Amount)
	s.Save(c)
	return Entry{Postings: append([]Posting{
		Debit(src.schemeAccount(src.spend(DirectSpend), c.Year, a.Scheme), a.Amount),
		Credit(src.account(src.Income, c.Year), a.Amount),
	}, src.recogniseSpent(c.Year, a.Scheme, DirectSpent, a.Amount)...)}, nil
}

// undo gives the contribution back what was spent of it.
func (a RecordDirectSpend) undo(s *State, _ Entry) error {
	c, _, err := s.agreed(a.Contribution)
	if err != nil {
		return err
	}
	c.Spent = greater(Money{}, c.Spent.Sub(a.Amount)) // what was spent before contributions told it is not there
	s.Save(c)
	return nil
}

// recogniseSpent is the memo side of money that is called and consumed in one entry (rows 3n and 4b). The
// movement tells the two apart: a partner's own capital spend stands in 5400 like a grant passed on.
func (src Source) recogniseSpent(year Year, scheme SchemeID, movement string, amount Money) []Posting {
	return []Posting{
		Debit(src.account(ResourcesCalled, year), amount),
		Credit(src.account(ResourcesAgreed, year), amount),
		Debit(src.schemeAccount(SchemeAvailable, year, scheme).By(movement), amount),
		Credit(src.schemeAccount(SchemeConsumed, year, scheme), amount),
	}
}

// Describe says what the act does.
func (a RecordDirectSpend) Describe() string {
	return fmt.Sprintf("Direct spend of %s on scheme %s out of contribution %s", a.Amount.Pounds(), a.Scheme,
		a.Contribution)
}
