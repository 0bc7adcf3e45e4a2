package ledger

import (
	"fmt"
	"slices"
)

// A MinimumID names a required minimum within a fund.
type MinimumID string

// Minimum is what must at least be spent from a source in a year, on an area of spend or through a
// commissioner. Reports compare it with budget, spend and forecast, and warn before a budget or virement
// would break it.
type Minimum struct {
	ID           MinimumID `json:"id"`
	Source       SourceID  `json:"source"`
	Year         Year      `json:"year"`
	Area         string    `json:"area,omitempty"`
	Commissioner Side      `json:"commissioner,omitempty"`
	Required     Money     `json:"required"`
}

// Ref is the minimum's place among the fund's documents.
func (m Minimum) Ref() Ref { return Ref{"minimum", string(m.ID)} }

// RequireMinimum records a required minimum, or states it anew.
type RequireMinimum struct {
	ID           MinimumID `json:"id"`
	Source       SourceID  `json:"source"`
	Year         Year      `json:"year"`
	Area         string    `json:"area,omitempty" doc:"an area of spend, or else a commissioner"`
	Commissioner Side      `json:"commissioner,omitempty" doc:"la, nhs or joint"`
	Required     Money     `json:"required"`
}

// Kind names the act and its version.
func (RequireMinimum) Kind() string { return "require-minimum/1" }

// Matter is the partner's money.
func (a RequireMinimum) Matter(s *State) (Matter, error) { return s.matter(a.Source, "", a.Required) }

// Do records the minimum. Stated anew, it keeps its source and year. It refuses one that names neither an
// area of spend nor a commissioner.
func (a RequireMinimum) Do(s *State, _ Authority) (Entry, error) {
	m := Minimum(a)
	err := firstError(CheckID("the minimum's id", a.ID), checkYear("the year", a.Year), CheckAmount(a.Required))
	if err != nil {
		return Entry{}, err
	}
	switch {
	case a.Area == "" && a.Commissioner == "":
		return Entry{}, ErrInvalid.With("say which area of spend or which commissioner the minimum is for")
	case a.Commissioner != "" && !slices.Contains(sides, a.Commissioner):
		return Entry{}, ErrInvalid.With("the commissioner is one of %v", sides)
	}
	if a.Area != "" {
		if err := Areas.check("area of spend", a.Area, a.Year); err != nil {
			return Entry{}, err
		}
	}
	before, err := Find[Minimum](s, m.Ref())
	if err != nil {
		return Entry{}, err
	}
	if before.ID != "" && (before.Source != a.Source || before.Year != a.Year) {
		return Entry{}, ErrExists.With("minimum %s is for source %s in %s", a.ID, before.Source, before.Year)
	}
	if _, err := s.Source(a.Source); err != nil {
		return Entry{}, err
	}
	s.Save(m)
	return Entry{}, nil
}

// Describe says what the act does.
func (a RequireMinimum) Describe() string {
	return fmt.Sprintf("At least %s of source %s required in %s for %s%s", a.Required.Pounds(), a.Source, a.Year,
		a.Area, a.Commissioner)
}
