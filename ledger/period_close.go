package ledger

import (
	"fmt"
	"strings"
)

// Close is how firmly a period is closed.
type Close string

// The two ways to close a period.
const (
	SoftClosed Close = "soft" // to all but finance officers
	HardClosed Close = "hard" // for good
)

// PeriodState says whether a period is closed.
type PeriodState struct {
	Period Period `json:"period"`
	Closed Close  `json:"closed,omitempty"`
}

// Ref is the period's place among the fund's documents.
func (p PeriodState) Ref() Ref { return periodRef(p.Period) }

func periodRef(p Period) Ref { return Ref{"period", strings.Replace(p.String(), "/", "-", 1)} }

// ClosePeriod closes a period: softly to all but finance officers, then for good.
type ClosePeriod struct {
	Period Period `json:"period"`
	Close  Close  `json:"close" doc:"soft or hard"`
}

// ReopenPeriod opens a softly closed period again.
type ReopenPeriod struct {
	Period Period  `json:"period"`
	Reason Private `json:"reason"`
}

// closing is the state of a period and whether it is closed at all.
func (s *State) closing(p Period) (Close, error) {
	state, err := Find[PeriodState](s, periodRef(p))
	return state.Closed, err
}

// Kind names the act and its version.
func (ClosePeriod) Kind() string { return "close-period/1" }

// Matter is nobody's money.
func (a ClosePeriod) Matter(*State) (Matter, error) { return Matter{}, nil }

// Do closes the period. Periods close in order: it refuses while the one before, of the same year and since
// the fund opened, is open, or while accruals have still to be reversed into it. A hard close follows a soft one and
// is never undone.
func (a ClosePeriod) Do(s *State, _ Authority) (Entry, error) {
	if a.Period == 0 || a.Period.Number() > 13 {
		return Entry{}, ErrPeriodForm
	}
	fund, err := s.OpenFund()
	if err != nil {
		return Entry{}, err
	}
	now, err := s.closing(a.Period)
	if err != nil {
		return Entry{}, err
	}
	switch {
	case a.Close != SoftClosed && a.Close != HardClosed:
		return Entry{}, ErrInvalid.With("a close is soft or hard")
	case now == HardClosed || now == a.Close:
		return Entry{}, ErrWrongState.With("the %s close of period %s has been made already", now, a.Period)
	case a.Close == HardClosed && now != SoftClosed:
		return Entry{}, ErrWrongState.With("close period %s softly first", a.Period)
	}
	if err := s.checkReversed(a.Period); err != nil {
		return Entry{}, err
	}
	if before := a.Period - 1; a.Period.Number() > 1 && before.Last() >= fund.Opened {
		closed, err := s.closing(before)
		if err != nil {
			return Entry{}, err
		}
		if closed == "" {
			return Entry{}, ErrWrongState.With("period %s is still open; periods close in order", before)
		}
	}
	s.Save(PeriodState{Period: a.Period, Closed: a.Close})
	return Entry{}, nil
}

// Describe says what the act does.
func (a ClosePeriod) Describe() string {
	return fmt.Sprintf("Period %s closed (%s)", a.Period, a.Close)
}

// Kind names the act and its version.
func (ReopenPeriod) Kind() string { return "reopen-period/1" }

// Matter is nobody's money.
func (a ReopenPeriod) Matter(*State) (Matter, error) { return Matter{}, nil }

// Do opens a softly closed period again, the latest first. It refuses a period closed for good.
func (a ReopenPeriod) Do(s *State, _ Authority) (Entry, error) {
	if a.Period == 0 || a.Period.Number() > 13 {
		return Entry{}, ErrPeriodForm
	}
	if err := needText("the reason", a.Reason); err != nil {
		return Entry{}, err
	}
	now, err := s.closing(a.Period)
	if err != nil {
		return Entry{}, err
	}
	year, err := s.yearClosed(a.Period.Year())
	if err != nil {
		return Entry{}, err
	}
	if year {
		return Entry{}, ErrPeriodClosed.With("%s has been closed; reopen the year first", a.Period.Year())
	}
	switch now {
	case HardClosed:
		return Entry{}, ErrPeriodClosed.With("period %s is closed for good; post in an open period", a.Period)
	case "":
		return Entry{}, ErrWrongState.With("period %s is open", a.Period)
	}
	if a.Period.Number() < 13 {
		after, err := s.closing(a.Period + 1)
		if err != nil {
			return Entry{}, err
		}
		if after != "" {
			return Entry{}, ErrWrongState.With("period %s is closed as well; reopen the latest first", a.Period+1)
		}
	}
	s.Save(PeriodState{Period: a.Period})
	return Entry{}, nil
}

// Describe says what the act does.
func (a ReopenPeriod) Describe() string { return fmt.Sprintf("Period %s reopened", a.Period) }
