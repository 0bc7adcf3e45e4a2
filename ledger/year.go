package ledger

import "fmt"

// YearState is how far the accounts of a year have come.
type YearState string

// The states of a year that has been closed at least once.
const (
	YearClosed   YearState = "closed"
	YearReopened YearState = "reopened"
)

// YearEnd says that the accounts of a year are closed: they take no more postings.
type YearEnd struct {
	Year      Year      `json:"year"`
	State     YearState `json:"state"`
	Entry     int64     `json:"entry" doc:"the number of the closing entry"`
	Decisions int       `json:"decisions,omitempty" doc:"what rests on it and is not reversed: parts carried forward, returned or rolled"`
}

// Ref is the year's place among the fund's documents.
func (y YearEnd) Ref() Ref { return yearRef(y.Year) }

func yearRef(y Year) Ref { return Ref{"year", y.String()} }

// yearEnd is how a year stands; one that was never closed has no state.
func (s *State) yearEnd(y Year) (YearEnd, error) { return Find[YearEnd](s, yearRef(y)) }

func (s *State) yearClosed(y Year) (bool, error) {
	end, err := s.yearEnd(y)
	return end.State == YearClosed, err
}

// lastClosed is a year that is closed and after which none is: what is left of its surplus is all that is in 3000.
func (s *State) lastClosed(y Year) (YearEnd, error) {
	if err := checkYear("the year", y); err != nil {
		return YearEnd{}, err
	}
	end, err := s.yearEnd(y)
	after, missing := s.yearClosed(y + 1)
	switch err := firstError(err, missing); {
	case err != nil:
		return end, err
	case end.State != YearClosed:
		return end, ErrWrongState.With("%s is not closed yet", y)
	case after:
		return end, ErrWrongState.With("%s is closed as well; decide about what it left", y+1)
	}
	return end, nil
}

// rest notes that one more decision rests on a year's close, or one less.
func (s *State) rest(y Year, by int) error {
	end, err := s.yearEnd(y)
	if err != nil {
		return err
	}
	end.Decisions += by
	s.Save(end)
	return nil
}

// dateInto dates the entry in the year after: on 1 April, as one of its first, whatever day it is asked for.
func (s *State) dateInto(y Year) {
	s.On = y.First()
	s.Period = PeriodOf(s.On)
}

// postingYear is the year that an entry about a record of some year is posted in: the record's own, or that of the
// entry once the record's year has been closed. It refuses every other.
func (s *State) postingYear(what, id string, year Year) (Year, error) {
	if now := s.Period.Year(); now > year {
		closed, err := s.yearClosed(year)
		if err != nil {
			return 0, err
		}
		if closed {
			return now, nil
		}
	}
	return year, s.inYear(what, id, year)
}

// CloseYear closes the accounts of a year by one entry that holds both books (row 18).
type CloseYear struct {
	Year Year `json:"year"`
}

// ReopenYear takes the close of a year back by the exact mirror of its closing entry.
type ReopenYear struct {
	Year   Year    `json:"year"`
	Reason Private `json:"reason"`
}

// Kind names the act and its version.
func (CloseYear) Kind() string { return "close-year/1" }

// Matter is every partner's money, as at the year's last day.
func (a CloseYear) Matter(*State) (Matter, error) {
	return Matter{On: a.Year.Last()}, checkYear("the year", a.Year)
}

// Do brings income, spend and what was brought forward into the pool balance, source by source, and every budget to
// nil, on the year's last day and in its period 14. It refuses while the year is not over, and while a point of the
// checklist that must be settled is not: see YearChecks.
func (a CloseYear) Do(s *State, _ Authority) (Entry, error) {
	if err := checkYear("the year", a.Year); err != nil {
		return Entry{}, err
	}
	end, err := s.yearEnd(a.Year)
	switch {
	case err != nil:
		return Entry{}, err
	case end.State == YearClosed:
		return Entry{}, ErrWrongState.With("%s has been closed already, by entry %d", a.Year, end.Entry)
	case DateOf(s.At) <= a.Year.Last():
		return Entry{}, ErrWrongState.With("%s is not over until %s", a.Year, a.Year.Last().UK())
	}
	s.On, s.Period = a.Year.Last(), NewPeriod(a.Year, 14)
	if err := s.checkYearReady(a.Year); err != nil {
		return Entry{}, err
	}
	lines, err := s.closingLines(a.Year)
	if err != nil {
		return Entry{}, err
	}
	end.Year, end.State, end.Entry = a.Year, YearClosed, s.Seq
	s.Save(end)
	return Entry{Postings: lines, listed: true}, nil
}

// Describe says what the act does.
func (a CloseYear) Describe() string { return fmt.Sprintf("Year %s closed", a.Year) }

// Kind names the act and its version.
func (ReopenYear) Kind() string { return "reopen-year/1" }

// Matter is every partner's money, as at the year's last day.
func (a ReopenYear) Matter(*State) (Matter, error) {
	return Matter{On: a.Year.Last()}, checkYear("the year", a.Year)
}

// Do mirrors the closing entry, in the same period. It refuses while anything that was decided about what the year
// left has not been reversed, and a year that is not the last closed.
func (a ReopenYear) Do(s *State, _ Authority) (Entry, error) {
	if err := needText("the reason", a.Reason); err != nil {
		return Entry{}, err
	}
	end, err := s.lastClosed(a.Year)
	if err != nil {
		return Entry{}, err
	}
	if end.Decisions > 0 {
		return Entry{}, ErrWrongState.With("%d decisions about what %s left stand: carried forward, returned or rolled; "+
			"reverse them first", end.Decisions, a.Year)
	}
	closing, err := s.Posted(end.Entry)
	if err != nil {
		return Entry{}, err
	}
	s.On, s.Period = a.Year.Last(), NewPeriod(a.Year, 14)
	s.Save(Reversal{Entry: end.Entry, By: s.Seq})
	end.State = YearReopened
	s.Save(end)
	return Entry{Reverses: end.Entry, Postings: mirror(closing.Postings), listed: true}, nil
}

// Describe says what the act does.
func (a ReopenYear) Describe() string { return fmt.Sprintf("Year %s reopened", a.Year) }
