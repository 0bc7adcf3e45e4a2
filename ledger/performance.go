package ledger

import "fmt"

// EarnPerformance releases performance money that results have earned (row 15).
type EarnPerformance struct {
	Contribution ContributionID `json:"contribution" doc:"a contribution agreed as performance money"`
	Amount       Money          `json:"amount"`
	Measured     Period         `json:"measured" doc:"the last month measured; the entry's period may be later"`
	Evidence     Private        `json:"evidence,omitzero" doc:"the reference of the evidence"`
}

// ForgoPerformance gives up performance money that was finally not earned (row 15x). It never was income.
type ForgoPerformance struct {
	Contribution ContributionID `json:"contribution"`
	Amount       Money          `json:"amount"`
	Measured     Period         `json:"measured" doc:"the last month of the period measured"`
	Evidence     Private        `json:"evidence,omitzero" doc:"the reference of the evidence"`
}

// PerformanceRelease is what each quarter releases: for cumulative planned and actual results, the lesser of
// the two at the price of one, less what was released before. Nothing is clawed back, and nothing is released
// above plan. A quarter beyond the plan releases nothing.
func PerformanceRelease(plan, actual []int64, unit Money) []Money {
	out := make([]Money, len(actual))
	var released Money
	for i, achieved := range actual {
		if i >= len(plan) {
			break
		}
		earned := unit.times(min(achieved, plan[i]))
		if more := earned.Sub(released); more.Sign() > 0 {
			out[i], released = more, earned
		}
	}
	return out
}

// held is a contribution of performance money, with its source.
func (s *State) held(id ContributionID) (Contribution, Source, error) {
	c, src, err := s.agreed(id)
	if err != nil {
		return c, src, err
	}
	if !c.Performance {
		return c, src, ErrWrongState.With("contribution %s was not agreed as performance money", c.ID)
	}
	return c, src, s.inYear("contribution", string(c.ID), c.Year)
}

func (s *State) checkMeasured(measured Period) error {
	if measured == 0 || measured > s.Period {
		return ErrInvalid.With("say which period the results were measured in; it cannot be after %s", s.Period)
	}
	return nil
}

// Kind names the act and its version.
func (EarnPerformance) Kind() string { return "earn-performance/1" }

// Matter is the partner's money.
func (a EarnPerformance) Matter(s *State) (Matter, error) {
	return s.contributionMatter(a.Contribution, "", a.Amount)
}

// Do makes the money an ordinary resource and calls it. It refuses more than is still held, and money that a plan
// releases on evidence.
func (a EarnPerformance) Do(s *State, _ Authority) (Entry, error) {
	if err := firstError(CheckAmount(a.Amount), s.checkMeasured(a.Measured)); err != nil {
		return Entry{}, err
	}
	c, src, err := s.held(a.Contribution)
	if err != nil {
		return Entry{}, err
	}
	plan, err := Find[PerformancePlan](s, planRef(c.Source, c.Year))
	if err != nil {
		return Entry{}, err
	}
	if plan.Version != 0 {
		return Entry{}, ErrWrongState.With("the performance money of source %s in %s is released by a plan, so record "+
			"the evidence of its results", c.Source, c.Year)
	}
	lines, err := s.earn(c, src, a.Amount)
	return Entry{Postings: lines}, err
}

// undo marks the call notice as reversed.
func (a EarnPerformance) undo(s *State, original Entry) error { return s.takeNoticesBack(original) }

// earn makes performance money an ordinary resource and calls it: it is due as it is earned.
func (s *State) earn(c Contribution, src Source, amount Money) ([]Posting, error) {
	agreed := src.account(ResourcesAgreed, c.Year)
	owed, err := s.raiseNotice(c, src, CallNotice{Amount: amount, Due: s.On, Income: PerformanceIncome})
	return append(
		owed, Credit(src.account(PerformanceIncome, c.Year), amount),
		Debit(agreed, amount), Credit(src.account(PerformancePlanned, c.Year).By(Earned), amount),
		Debit(src.account(PerformanceHeld, c.Year), amount), Credit(src.account(Unallocated, c.Year), amount),
		Debit(src.account(ResourcesCalled, c.Year), amount), Credit(agreed, amount),
	), err
}

// Describe says what the act does.
func (a EarnPerformance) Describe() string {
	return fmt.Sprintf("Performance money of %s earned by results to %s, contribution %s",
		a.Amount.Pounds(), a.Measured, a.Contribution)
}

// Kind names the act and its version.
func (ForgoPerformance) Kind() string { return "forgo-performance/1" }

// Matter is the partner's money.
func (a ForgoPerformance) Matter(s *State) (Matter, error) {
	return s.contributionMatter(a.Contribution, "", a.Amount)
}

// Do takes the money out of the resources held. It refuses more than is still held.
func (a ForgoPerformance) Do(s *State, _ Authority) (Entry, error) {
	if err := firstError(CheckAmount(a.Amount), s.checkMeasured(a.Measured)); err != nil {
		return Entry{}, err
	}
	c, src, err := s.held(a.Contribution)
	if err != nil {
		return Entry{}, err
	}
	return Entry{Postings: []Posting{
		Debit(src.account(PerformanceHeld, c.Year), a.Amount),
		Credit(src.account(PerformancePlanned, c.Year).By(Forgone), a.Amount),
	}}, nil
}

// Describe says what the act does.
func (a ForgoPerformance) Describe() string {
	return fmt.Sprintf("Performance money of %s not earned by results to %s, contribution %s",
		a.Amount.Pounds(), a.Measured, a.Contribution)
}
