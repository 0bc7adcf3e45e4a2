package ledger

import "fmt"

// Direction is which way an amount changes something.
type Direction string

// The two directions.
const (
	Increase Direction = "increase"
	Decrease Direction = "decrease"
)

// mirrored is whether the postings of an increase must be mirrored. It refuses a direction that is neither.
func (d Direction) mirrored() (bool, error) {
	if d != Increase && d != Decrease {
		return false, ErrInvalid.With("the direction is increase or decrease")
	}
	return d == Decrease, nil
}

// mirror is the exact opposite of postings.
func mirror(lines []Posting) []Posting {
	out := make([]Posting, len(lines))
	for i, p := range lines {
		out[i] = Posting{Account: p.Account, Amount: p.Amount.Neg()}
	}
	return out
}

// SetSchemeBudget moves money between what a source has not allocated and a scheme's budget (row 5).
type SetSchemeBudget struct {
	Scheme    SchemeID  `json:"scheme"`
	Source    SourceID  `json:"source"`
	Direction Direction `json:"direction" doc:"increase or decrease"`
	Amount    Money     `json:"amount" doc:"by how much"`
}

// Kind names the act and its version.
func (SetSchemeBudget) Kind() string { return "set-scheme-budget/1" }

// Matter is the partner's money.
func (a SetSchemeBudget) Matter(s *State) (Matter, error) {
	return s.matter(a.Source, a.Scheme, a.Amount)
}

// Do moves the budget. It refuses a line the scheme does not have, an increase beyond what the source has not
// yet allocated, and a decrease beyond what the scheme has available.
func (a SetSchemeBudget) Do(s *State, _ Authority) (Entry, error) {
	decrease, err := a.Direction.mirrored()
	if err := firstError(err, CheckAmount(a.Amount)); err != nil {
		return Entry{}, err
	}
	src, err := s.budgetLine(BudgetLine{a.Scheme, a.Source})
	if err != nil {
		return Entry{}, err
	}
	year := s.Period.Year()
	lines := []Posting{
		Debit(src.account(Unallocated, year), a.Amount),
		Credit(src.schemeAccount(SchemeAvailable, year, a.Scheme).By(BudgetMoved), a.Amount),
	}
	if decrease {
		lines = mirror(lines)
	}
	return Entry{Postings: lines}, nil
}

// Describe says what the act does.
func (a SetSchemeBudget) Describe() string {
	return fmt.Sprintf("Budget of scheme %s from source %s: %s of %s", a.Scheme, a.Source, a.Direction,
		a.Amount.Pounds())
}
