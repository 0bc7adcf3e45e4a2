package ledger

import "fmt"

// Forecast is what a budget holder expects a scheme to have spent from a source by the end of the year.
type Forecast struct {
	Scheme SchemeID `json:"scheme"`
	Source SourceID `json:"source"`
	Year   Year     `json:"year"`
	Period Period   `json:"period" doc:"when it was made"`
	Amount Money    `json:"amount" doc:"the forecast outturn of the year"`
	Reason Private  `json:"reason,omitzero"`
}

// Ref is the forecast's place among the fund's documents: one for each scheme, source and year.
func (f Forecast) Ref() Ref {
	return Ref{"forecast", string(f.Scheme) + "." + string(f.Source) + "." + f.Year.String()}
}

// ForecastOutturn records a budget holder's forecast; the latest counts.
type ForecastOutturn struct {
	Scheme SchemeID `json:"scheme"`
	Source SourceID `json:"source"`
	Amount Money    `json:"amount" doc:"the forecast outturn of the entry's year; 0.00 is a forecast too"`
	Reason Private  `json:"reason,omitzero"`
}

// Kind names the act and its version.
func (ForecastOutturn) Kind() string { return "forecast-outturn/1" }

// Matter is the partner's money, though none moves.
func (a ForecastOutturn) Matter(s *State) (Matter, error) {
	return s.matter(a.Source, a.Scheme, Money{})
}

// Do records the forecast for the entry's year; £0.00 is a forecast too. It refuses a line the scheme does
// not have.
func (a ForecastOutturn) Do(s *State, _ Authority) (Entry, error) {
	if !a.Amount.IsZero() {
		if err := CheckAmount(a.Amount); err != nil {
			return Entry{}, err
		}
	}
	if _, err := s.budgetLine(BudgetLine{a.Scheme, a.Source}); err != nil {
		return Entry{}, err
	}
	s.Save(Forecast{
		Scheme: a.Scheme, Source: a.Source, Year: s.Period.Year(), Period: s.Period,
		Amount: a.Amount, Reason: a.Reason,
	})
	return Entry{}, nil
}

// Describe says what the act does.
func (a ForecastOutturn) Describe() string {
	return fmt.Sprintf("Scheme %s forecast to spend %s of source %s in the year", a.Scheme, a.Amount.Pounds(),
		a.Source)
}
