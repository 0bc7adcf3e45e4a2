package ledger

import (
	"cmp"
	"errors"
	"fmt"
)

// CutOff is the day at whose end a partner's year-end figures are frozen: what is recorded later is a movement for it.
type CutOff struct {
	Partner BodyID `json:"partner"`
	Year    Year   `json:"year"`
	Date    Date   `json:"date"`
}

// Ref is the cut-off's place among the fund's documents.
func (c CutOff) Ref() Ref { return cutOffRef(c.Partner, c.Year) }

func cutOffRef(partner BodyID, year Year) Ref {
	return Ref{"cut-off", string(partner) + "." + year.String()}
}

// SetCutOff says until the end of which day what is recorded counts in a partner's own figures for a year.
type SetCutOff struct {
	Partner BodyID `json:"partner"`
	Year    Year   `json:"year"`
	Date    Date   `json:"date" doc:"its last day for the year, in London; today or later"`
}

// Kind names the act and its version.
func (SetCutOff) Kind() string { return "set-cut-off/1" }

// Matter is the partner's; a funder's is the partner's that its money comes in through.
func (a SetCutOff) Matter(s *State) (Matter, error) {
	party, err := s.paysUnderAny(a.Partner)
	if errors.Is(err, ErrNotLoaded) {
		return Matter{}, err
	}
	return Matter{Partner: cmp.Or(party.Through, a.Partner)}, nil
}

// Do sets the date, or another in its place. It refuses a body that brings no money, a day that has passed or that
// comes before the year's last, and any change once the date set has passed: what has been frozen stays.
func (a SetCutOff) Do(s *State, _ Authority) (Entry, error) {
	if err := checkYear("the year", a.Year); err != nil {
		return Entry{}, err
	}
	set, err := Find[CutOff](s, cutOffRef(a.Partner, a.Year))
	if err != nil {
		return Entry{}, err
	}
	if set.Date == 0 {
		if _, err := s.Body(a.Partner); err != nil {
			return Entry{}, err
		}
		if _, err := s.paysUnderAny(a.Partner); err != nil {
			return Entry{}, err
		}
	}
	today := DateOf(s.At)
	switch {
	case set.Date != 0 && set.Date < today:
		return Entry{}, ErrClosed.With("the figures of %s for %s were frozen at the end of %s; what is recorded since is "+
			"listed as a movement", a.Partner, a.Year, set.Date.UK())
	case a.Date < today:
		return Entry{}, ErrInvalid.With("a cut-off date is today, %s, or later", today.UK())
	case a.Date < a.Year.Last():
		return Entry{}, ErrInvalid.With("the cut-off date for %s is %s or later", a.Year, a.Year.Last().UK())
	}
	s.Save(CutOff(a))
	return Entry{}, nil
}

// Describe says what the act does.
func (a SetCutOff) Describe() string {
	return fmt.Sprintf("Cut-off of %s for %s set to %s", a.Partner, a.Year, a.Date.UK())
}
