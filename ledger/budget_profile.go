package ledger

import "fmt"

// BudgetProfile says when in the year a scheme's budget from a source is expected to be spent.
type BudgetProfile struct {
	Scheme  SchemeID      `json:"scheme"`
	Source  SourceID      `json:"source"`
	Year    Year          `json:"year"`
	Version int           `json:"version" doc:"1, and one more each time it is profiled anew"`
	Made    Period        `json:"made" doc:"when; a budget that changes later is spread from then on"`
	Periods []ProfilePart `json:"periods" doc:"in order; nothing is meant for a period left out"`
	Reason  Private       `json:"reason"`
}

// Ref is the profile's place among the fund's documents: one for each scheme, source and year.
func (p BudgetProfile) Ref() Ref { return budgetProfileRef(BudgetLine{p.Scheme, p.Source}, p.Year) }

func budgetProfileRef(at BudgetLine, year Year) Ref {
	return Ref{"budget-profile", string(at.Scheme) + "." + string(at.Source) + "." + year.String()}
}

// ProfileBudget says when a scheme's budget from a source is expected to be spent. Without a profile a budget is
// spread over the twelve months equally.
type ProfileBudget struct {
	Scheme  SchemeID      `json:"scheme"`
	Source  SourceID      `json:"source"`
	Periods []ProfilePart `json:"periods" doc:"in order; they sum to the revised budget"`
	Reason  Private       `json:"reason" doc:"why it is expected to be spent so"`
}

// check refuses a line without a budget, and a profile that does not come to it.
func (p BudgetProfile) check(revised Money) error {
	if revised.IsZero() {
		return ErrNotEnough.With("scheme %s has no budget from source %s in %s to be profiled", p.Scheme, p.Source, p.Year)
	}
	if len(p.Periods) == 0 {
		return ErrInvalid.With("say what is expected to be spent in which periods")
	}
	return checkProfile(p.Periods, p.Year, revised, fmt.Sprintf("the revised budget of scheme %s from source %s is",
		p.Scheme, p.Source))
}

// Kind names the act and its version.
func (ProfileBudget) Kind() string { return "profile-budget/1" }

// Matter is the partner's money, though none moves.
func (a ProfileBudget) Matter(s *State) (Matter, error) {
	return s.matter(a.Source, a.Scheme, Money{})
}

// Do records the profile for the entry's year. It refuses a line the scheme does not have, and a profile that does
// not come to its revised budget.
func (a ProfileBudget) Do(s *State, _ Authority) (Entry, error) {
	if err := needText("the reason", a.Reason); err != nil {
		return Entry{}, err
	}
	line, year := BudgetLine{a.Scheme, a.Source}, s.Period.Year()
	src, err := s.budgetLine(line)
	if err != nil {
		return Entry{}, err
	}
	before, err := Find[BudgetProfile](s, budgetProfileRef(line, year))
	revised, missing := s.budgeted(src, a.Scheme, year)
	if err := firstError(err, missing); err != nil {
		return Entry{}, err
	}
	p := BudgetProfile{
		Scheme: a.Scheme, Source: a.Source, Year: year, Version: before.Version + 1, Made: s.Period,
		Periods: a.Periods, Reason: a.Reason,
	}
	if err := p.check(revised); err != nil {
		return Entry{}, err
	}
	s.Save(p)
	return Entry{}, nil
}

// Describe says what the act does.
func (a ProfileBudget) Describe() string {
	return fmt.Sprintf("Budget of scheme %s from source %s profiled over %d periods", a.Scheme, a.Source, len(a.Periods))
}

// Total is what the profile came to when it was made.
func (p BudgetProfile) Total() (total Money) {
	for _, part := range p.Periods {
		total = total.Add(part.Amount)
	}
	return total
}
