package ledger

import (
	"fmt"
	"slices"
)

// DeficitRemedy is what the partners decided about a deficit.
type DeficitRemedy string

// DeficitCarried is the one remedy after the year; a cure within it leaves no deficit.
const DeficitCarried DeficitRemedy = "carried-forward"

// Deficit is the decision about what a source spent beyond its income and what was brought forward. How much it is, the
// books say.
type Deficit struct {
	Year   Year          `json:"year"`
	Source SourceID      `json:"source"`
	How    DeficitRemedy `json:"how"`
	Reason Private       `json:"reason"`
}

// Ref is the decision's place among the fund's documents.
func (d Deficit) Ref() Ref { return Ref{"deficit", d.Year.String() + "." + string(d.Source)} }

// DecideDeficit decides that a source's deficit is carried into the next year, so that the year can be closed.
type DecideDeficit struct {
	Year   Year          `json:"year"`
	Source SourceID      `json:"source"`
	How    DeficitRemedy `json:"how" doc:"carried-forward"`
	Reason Private       `json:"reason"`
}

// Kind names the act and its version.
func (DecideDeficit) Kind() string { return "decide-deficit/1" }

// Matter is the partner's money.
func (a DecideDeficit) Matter(s *State) (Matter, error) { return s.matter(a.Source, "", Money{}) }

// Do records the decision. It refuses a source that has neither a deficit nor an overspend that is not
// cured, and a year that is closed.
func (a DecideDeficit) Do(s *State, _ Authority) (Entry, error) {
	err := firstError(checkYear("the year", a.Year), needText("the reason", a.Reason))
	if err == nil && a.How != DeficitCarried {
		err = ErrInvalid.With("a deficit is cured within its year, or %s", DeficitCarried)
	}
	if err != nil {
		return Entry{}, err
	}
	closed, err := s.yearClosed(a.Year)
	books, missing := s.yearBooks(a.Year)
	if err := firstError(err, missing); err != nil {
		return Entry{}, err
	}
	if closed {
		return Entry{}, ErrWrongState.With("%s has been closed", a.Year)
	}
	for _, h := range slices.Concat(books.deficits(), books.overspends()) {
		if h.Account.Source == a.Source {
			s.Save(Deficit(a))
			return Entry{}, nil
		}
	}
	return Entry{}, ErrWrongState.With("source %s has no deficit in %s", a.Source, a.Year)
}

// Describe says what the act does.
func (a DecideDeficit) Describe() string {
	return fmt.Sprintf("Deficit of source %s in %s to be %s", a.Source, a.Year, a.How)
}
