package ledger

import (
	"fmt"
	"slices"
)

// PlannedQuarter is what the results of a quarter are planned to have come to, and what they did come to. Both
// are cumulative: the reduction since the first quarter of the plan began.
type PlannedQuarter struct {
	Measured Period `json:"measured" doc:"the last month of the quarter measured"`
	Planned  int64  `json:"planned" doc:"the planned reduction up to then, such as admissions avoided"`
	Actual   int64  `json:"actual,omitempty" doc:"the reduction up to then by the latest evidence"`
	Evidence bool   `json:"evidence,omitempty" doc:"whether there is evidence yet"`
}

// PerformancePlan is what a source's performance money of a year is released for, as far as results have come.
// What was released stands in the accounts.
type PerformancePlan struct {
	Contribution ContributionID   `json:"contribution"`
	Source       SourceID         `json:"source"`
	Year         Year             `json:"year"`
	Version      int              `json:"version" doc:"1, and one more each time the partners agree another target"`
	Unit         Money            `json:"unit" doc:"what one of them releases"`
	Quarters     []PlannedQuarter `json:"quarters"`
	Reason       Private          `json:"reason,omitzero" doc:"why the target changed"`
}

// Ref is the plan's place among the fund's documents: one for each source and year, as the money is held.
func (p PerformancePlan) Ref() Ref { return planRef(p.Source, p.Year) }

func planRef(source SourceID, year Year) Ref {
	return Ref{"performance-plan", string(source) + "." + year.String()}
}

// QuarterTarget is one quarter of a plan as somebody asks for it.
type QuarterTarget struct {
	Measured Period `json:"measured" doc:"the last month of the quarter measured"`
	Planned  int64  `json:"planned" doc:"the planned reduction since the plan began, such as admissions avoided"`
}

// PlanPerformance records what performance money is released for, or another target that the partners have
// agreed. What was released stays released.
type PlanPerformance struct {
	Contribution ContributionID  `json:"contribution" doc:"a contribution agreed as performance money"`
	Unit         Money           `json:"unit" doc:"what one of them releases, such as 1490.00 an admission"`
	Quarters     []QuarterTarget `json:"quarters" doc:"in order; cumulative"`
	Reason       Private         `json:"reason,omitzero" doc:"why the target changes; needed when there is one"`
}

// ReleasePerformance records the evidence of a quarter's results and releases what they have earned (row 15).
type ReleasePerformance struct {
	Contribution ContributionID `json:"contribution" doc:"the contribution that the plan is for"`
	Measured     Period         `json:"measured" doc:"the quarter's last month; the entry's period may be later"`
	Actual       int64          `json:"actual" doc:"the reduction since the plan began; negative: a rise"`
	Evidence     Private        `json:"evidence" doc:"the reference of the evidence"`
}

const (
	quartersMax = 12
	resultMax   = 1_000_000_000 // of a count of admissions, or whatever else is measured
)

// worth is what a quarter's results have earned since the plan began: never more than planned, never negative.
func (p PerformancePlan) worth(planned, actual int64) Money {
	return p.Unit.times(max(0, min(planned, actual)))
}

// full is what the plan releases when it is met.
func (p PerformancePlan) full() Money {
	if len(p.Quarters) == 0 {
		return Money{}
	}
	last := p.Quarters[len(p.Quarters)-1].Planned
	return p.worth(last, last)
}

func (p PerformancePlan) at(measured Period) int {
	return slices.IndexFunc(p.Quarters, func(q PlannedQuarter) bool { return q.Measured == measured })
}

// check refuses a plan that is not one of rising quarters with a price that can be paid.
func (p PerformancePlan) check() error {
	if len(p.Quarters) == 0 || len(p.Quarters) > quartersMax {
		return ErrInvalid.With("a plan has 1 to %d quarters", quartersMax)
	}
	if err := CheckAmount(p.Unit); err != nil {
		return err
	}
	var before PlannedQuarter
	for _, q := range p.Quarters {
		switch {
		case q.Measured == 0 || q.Measured <= before.Measured:
			return ErrInvalid.With("give each quarter's last month, in order")
		case q.Planned < before.Planned:
			return ErrInvalid.With("the plan is cumulative, so %s cannot be planned to have come to %d after %d",
				q.Measured, q.Planned, before.Planned)
		case q.Planned > resultMax || q.Planned > AmountMax.Pence()/p.Unit.Pence():
			return ErrAmountTooLarge.With("%d at %s is above the limit of one line", q.Planned, p.Unit.Pounds())
		}
		before = q
	}
	if p.full().IsZero() {
		return ErrInvalid.With("a plan that releases nothing is none; forgo the money instead")
	}
	return nil
}

// pot is what is still held of a source's performance money in a year, and what was released of it.
func (s *State) pot(src Source, year Year) (held, released Money, err error) {
	held, missing := s.Balance(src.account(PerformanceHeld, year))
	released, err = s.Balance(src.account(PerformancePlanned, year).By(Earned))
	return held.Neg(), released.Neg(), firstError(missing, err)
}

// Kind names the act and its version.
func (PlanPerformance) Kind() string { return "plan-performance/1" }

// Matter is the partner's money: what the plan releases when it is met.
func (a PlanPerformance) Matter(s *State) (Matter, error) {
	p := a.plan(PerformancePlan{})
	if p.check() != nil { // which Do refuses
		return s.contributionMatter(a.Contribution, "", Money{})
	}
	return s.contributionMatter(a.Contribution, "", p.full())
}

// plan is the plan as it is asked for, with the evidence that there was of its quarters.
func (a PlanPerformance) plan(before PerformancePlan) PerformancePlan {
	p := PerformancePlan{
		Contribution: a.Contribution, Version: before.Version + 1, Unit: a.Unit, Reason: a.Reason,
	}
	for _, q := range a.Quarters {
		planned := PlannedQuarter{Measured: q.Measured, Planned: q.Planned}
		if i := before.at(q.Measured); i >= 0 {
			planned.Actual, planned.Evidence = before.Quarters[i].Actual, before.Quarters[i].Evidence
		}
		p.Quarters = append(p.Quarters, planned)
	}
	return p
}

// Do records the plan, or a new version of it. It refuses a plan worth more than the money agreed, one for
// another contribution of the same source and year, and a new version that gives no reason or leaves out a
// quarter of which there is evidence.
func (a PlanPerformance) Do(s *State, _ Authority) (Entry, error) {
	c, src, err := s.held(a.Contribution)
	if err != nil {
		return Entry{}, err
	}
	before, err := Find[PerformancePlan](s, planRef(c.Source, c.Year))
	if err != nil {
		return Entry{}, err
	}
	p := a.plan(before)
	p.Source, p.Year = c.Source, c.Year
	held, released, missing := s.pot(src, c.Year)
	if err := firstError(p.check(), p.follows(before), missing); err != nil {
		return Entry{}, err
	}
	if all := held.Add(released); p.full().Compare(all) > 0 {
		return Entry{}, ErrNotEnough.With("the plan would release %s, and %s of performance money is agreed from "+
			"source %s in %s", p.full().Pounds(), all.Pounds(), c.Source, c.Year)
	}
	s.Save(p)
	return Entry{}, nil
}

// follows refuses a plan that may not take the place of the one before it.
func (p PerformancePlan) follows(before PerformancePlan) error {
	if before.Version == 0 {
		return nil
	}
	if before.Contribution != p.Contribution {
		return ErrExists.With("the performance money of source %s in %s is released by the plan for contribution %s",
			before.Source, before.Year, before.Contribution)
	}
	for _, q := range before.Quarters {
		if q.Evidence && p.at(q.Measured) < 0 {
			return ErrWrongState.With("there is evidence of the quarter to %s, so the plan cannot leave it out",
				q.Measured)
		}
	}
	return needText("the reason why the target changes", p.Reason)
}

// Describe says what the act does.
func (a PlanPerformance) Describe() string {
	return fmt.Sprintf("Performance money of contribution %s planned over %d quarters at %s each", a.Contribution,
		len(a.Quarters), a.Unit.Pounds())
}

// Kind names the act and its version.
func (ReleasePerformance) Kind() string { return "release-performance/1" }

// Matter is the partner's money: what the evidence releases now.
func (a ReleasePerformance) Matter(s *State) (Matter, error) {
	c, src, err := s.agreed(a.Contribution)
	if err != nil {
		return Matter{}, err
	}
	p, missing := Find[PerformancePlan](s, planRef(c.Source, c.Year))
	now, err := a.releases(s, p, src)
	if err := firstError(missing, err); err != nil {
		return Matter{}, err
	}
	return s.matter(c.Source, "", now)
}

// releases is what the evidence releases now: what the results are worth up to the plan, less what was released
// of the source's money already, and never more than is still held.
func (a ReleasePerformance) releases(s *State, p PerformancePlan, src Source) (Money, error) {
	held, released, err := s.pot(src, p.Year)
	i := p.at(a.Measured)
	if err != nil || i < 0 || p.Year == 0 {
		return Money{}, err
	}
	now := p.worth(p.Quarters[i].Planned, a.Actual).Sub(released)
	return greater(lesser(now, held), Money{}), nil
}

// Do records the evidence and releases what it has earned. A release of nothing has no postings. It refuses a
// quarter that is not in the plan, or not over yet, and evidence without a reference.
func (a ReleasePerformance) Do(s *State, _ Authority) (Entry, error) {
	err := firstError(s.checkMeasured(a.Measured), needText("the reference of the evidence", a.Evidence))
	if err == nil && (a.Actual > resultMax || a.Actual < -resultMax) {
		err = ErrInvalid.With("a result is at most %d either way", resultMax)
	}
	if err != nil {
		return Entry{}, err
	}
	c, src, err := s.held(a.Contribution)
	if err != nil {
		return Entry{}, err
	}
	p, err := need[PerformancePlan](s, planRef(c.Source, c.Year), "performance plan")
	if err != nil {
		return Entry{}, err
	}
	i := p.at(a.Measured)
	switch {
	case p.Contribution != c.ID:
		return Entry{}, ErrWrongState.With("the performance money of source %s in %s is released by the plan for "+
			"contribution %s", p.Source, p.Year, p.Contribution)
	case i < 0:
		return Entry{}, ErrNotFound.With("the plan of contribution %s has no quarter to %s", c.ID, a.Measured)
	}
	now, err := a.releases(s, p, src)
	if err != nil {
		return Entry{}, err
	}
	p.Quarters = slices.Clone(p.Quarters)
	p.Quarters[i].Actual, p.Quarters[i].Evidence = a.Actual, true
	s.Save(p)
	if now.IsZero() {
		return Entry{}, nil
	}
	lines, err := s.earn(c, src, now)
	return Entry{Postings: lines}, err
}

// undo takes the evidence back with the money; what is released next time makes up for it.
func (a ReleasePerformance) undo(s *State, original Entry) error {
	c, _, err := s.agreed(a.Contribution)
	if err != nil {
		return err
	}
	p, err := need[PerformancePlan](s, planRef(c.Source, c.Year), "performance plan")
	if err != nil {
		return err
	}
	if i := p.at(a.Measured); i >= 0 {
		p.Quarters = slices.Clone(p.Quarters)
		p.Quarters[i].Actual, p.Quarters[i].Evidence = 0, false
		s.Save(p)
	}
	return s.takeNoticesBack(original)
}

// Describe says what the act does.
func (a ReleasePerformance) Describe() string {
	return fmt.Sprintf("Results of %d to %s recorded, and what they earned of contribution %s released", a.Actual,
		a.Measured, a.Contribution)
}
