package ledger

import "fmt"

// VireBudget moves budget between two schemes of one source (row 6).
type VireBudget struct {
	From   BudgetLine `json:"from"`
	To     BudgetLine `json:"to"`
	Amount Money      `json:"amount"`
}

// Kind names the act and its version.
func (VireBudget) Kind() string { return "vire-budget/1" }

// Matter is the partner's money, leaving the first scheme for whoever provides the second.
func (a VireBudget) Matter(s *State) (Matter, error) {
	m, err := s.matter(a.From.Source, a.From.Scheme, a.Amount)
	to, missing := Find[Scheme](s, Ref{"scheme", string(a.To.Scheme)})
	if line, ok := to.Line(a.To.Source); ok && line.Provider != "" {
		m.Provider, m.Named, m.Move = line.Provider, true, Gives
	}
	return m, firstError(err, missing)
}

// Do moves the budget within the entry's year. It refuses to cross sources with ErrRingFence, whoever asks,
// and more than the first scheme has available.
func (a VireBudget) Do(s *State, _ Authority) (Entry, error) {
	switch err := CheckAmount(a.Amount); {
	case err != nil:
		return Entry{}, err
	case a.From.Source != a.To.Source:
		return Entry{}, ErrRingFence.With("a virement stays within one source: money of %s may not become money "+
			"of %s, "+
			"whoever asks", a.From.Source, a.To.Source)
	case a.From.Scheme == a.To.Scheme:
		return Entry{}, ErrInvalid.With("a virement needs two schemes")
	}
	src, fromErr := s.budgetLine(a.From)
	_, toErr := s.budgetLine(a.To)
	if err := firstError(fromErr, toErr); err != nil {
		return Entry{}, err
	}
	year := s.Period.Year()
	return Entry{Postings: []Posting{
		Debit(src.schemeAccount(SchemeAvailable, year, a.From.Scheme).By(VirementMove), a.Amount),
		Credit(src.schemeAccount(SchemeAvailable, year, a.To.Scheme).By(VirementMove), a.Amount),
	}}, nil
}

// Describe says what the act does.
func (a VireBudget) Describe() string {
	return fmt.Sprintf("Virement of %s from scheme %s to scheme %s, source %s",
		a.Amount.Pounds(), a.From.Scheme, a.To.Scheme, a.From.Source)
}
