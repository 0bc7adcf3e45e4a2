package ledger

import "slices"

// RiskShareSources are the sources that a partner's parts were ever called on in a year, so that its cap counts
// them all.
type RiskShareSources struct {
	Partner BodyID     `json:"partner"`
	Year    Year       `json:"year"`
	Sources []SourceID `json:"sources"`
}

// Ref is their place among the fund's documents.
func (r RiskShareSources) Ref() Ref {
	return Ref{"risk-share-sources", string(r.Partner) + "." + r.Year.String()}
}

// OverspendCalls are the calls that there ever were for a scheme's overspends in a year, so that none is called
// for twice.
type OverspendCalls struct {
	Scheme SchemeID          `json:"scheme"`
	Year   Year              `json:"year"`
	Calls  []RiskShareCallID `json:"calls"`
}

// Ref is their place among the fund's documents.
func (o OverspendCalls) Ref() Ref {
	return Ref{"overspend-calls", string(o.Scheme) + "." + o.Year.String()}
}

// overspent fills in what the lines are forecast to spend and what their budgets are. It refuses an overspend
// above the difference. Spend itself cannot exceed what is available, so the forecast alone can show it; what was
// approved beyond the budget is no budget.
func (a CallRiskShare) overspent(s *State, call *RiskShareCall) error {
	if len(a.Lines) == 0 || len(a.Lines) > schemeLinesMax {
		return ErrInvalid.With("name 1 to %d lines that are overspent, each by its source", schemeLinesMax)
	}
	for i, source := range a.Lines {
		if slices.Contains(a.Lines[:i], source) {
			return ErrInvalid.With("source %s stands twice among the lines", source)
		}
		src, err := s.budgetLine(BudgetLine{a.Scheme, source})
		if err != nil {
			return err
		}
		f, missing := Find[Forecast](s, Forecast{Scheme: a.Scheme, Source: source, Year: call.Year}.Ref())
		budget, err := s.budgeted(src, a.Scheme, call.Year)
		if err := firstError(missing, err); err != nil {
			return err
		}
		if f.Scheme == "" {
			return ErrWrongState.With("nobody has forecast what scheme %s will spend of source %s in %s, so nothing "+
				"shows that it overspends", a.Scheme, source, call.Year)
		}
		call.Forecast, call.Budget = call.Forecast.Add(f.Amount), call.Budget.Add(budget)
	}
	if over := greater(call.Forecast.Sub(call.Budget), Money{}); a.Overspend.Compare(over) > 0 {
		return ErrNotEnough.With("%s is more than the %s by which the forecast of %s exceeds the budget of %s",
			a.Overspend.Pounds(), over.Pounds(), call.Forecast.Pounds(), call.Budget.Pounds())
	}
	return nil
}

// budgeted is a line's budget after virements: what is available, committed and consumed of it, less what was approved
// beyond it.
func (s *State) budgeted(src Source, scheme SchemeID, year Year) (total Money, err error) {
	for _, code := range []Code{SchemeAvailable, SchemeCommitted, SchemeConsumed} {
		m, missing := s.Balance(src.schemeAccount(code, year, scheme))
		if missing != nil {
			err = missing
			continue
		}
		total = total.Sub(m)
	}
	over, missing := s.Balance(src.schemeAccount(SchemeAvailable, year, scheme).By(Overspent))
	return total.Add(over), firstError(err, missing)
}

// checkCures refuses a cure that the rule does not have, one from the overspent lines themselves, and more than
// a line has available: all cures from one line together.
func (a CallRiskShare) checkCures(s *State, rule RiskShare) error {
	if len(a.Cures) > curesMax {
		return ErrInvalid.With("an overspend has at most %d cures", curesMax)
	}
	taken := map[BudgetLine]Money{}
	for _, c := range a.Cures {
		at := BudgetLine{c.Scheme, c.Source}
		if err := CheckAmount(c.Amount); err != nil {
			return err
		}
		switch {
		case c.Cure == OutsidePool || !slices.Contains(rule.Order, c.Cure):
			return ErrInvalid.With("%q is not a cure that the risk share of agreement version %d has inside the pool",
				c.Cure, rule.Agreement)
		case (c.Cure == RiskPoolCure) != (c.Scheme == rule.RiskPool):
			return ErrInvalid.With("the risk pool is scheme %s, and no other cure is taken from it", rule.RiskPool)
		case c.Scheme == a.Scheme && slices.Contains(a.Lines, c.Source):
			return ErrInvalid.With("the overspent lines of scheme %s cannot cure themselves", a.Scheme)
		}
		src, err := s.budgetLine(at)
		if err != nil {
			return err
		}
		available, err := s.Balance(src.schemeAccount(SchemeAvailable, s.Period.Year(), c.Scheme))
		if err != nil {
			return err
		}
		if taken[at] = taken[at].Add(c.Amount); taken[at].Compare(available.Neg()) > 0 {
			return ErrNotEnough.With("%s is more than the %s available in scheme %s from source %s",
				taken[at].Pounds(), available.Neg().Pounds(), c.Scheme, c.Source)
		}
	}
	return nil
}

// inForce is the rule for these lines: the host's alone for fixed ones, by what each partner pays for the scheme
// where that is the rule, and without caps where that is agreed.
func (a CallRiskShare) inForce(s *State, rule RiskShare, call *RiskShareCall) (RiskShare, error) {
	if rule.Share == NoShare {
		return rule, nil
	}
	call.Fixed = rule.isFixed(BudgetLine{a.Scheme, a.Lines[0]})
	for _, source := range a.Lines[1:] {
		if rule.isFixed(BudgetLine{a.Scheme, source}) != call.Fixed {
			return rule, ErrInvalid.With("call for fixed and for variable lines apart")
		}
	}
	if call.AboveCap {
		rule = rule.withoutCaps()
	}
	if call.Fixed {
		fund, err := s.OpenFund()
		return rule.forFixed(fund.Host), err
	}
	if rule.Share == SchemeShare {
		return rule.bySchemeBudget(s, a.Scheme, call.Year)
	}
	return rule, nil
}

// bySchemeBudget is the rule with what each partner pays for a scheme: the budgets of its sources, and of those
// of funders whose money comes in through it.
func (r RiskShare) bySchemeBudget(s *State, id SchemeID, year Year) (RiskShare, error) {
	scheme, err := s.Scheme(id)
	if err != nil {
		return r, err
	}
	paid, total := map[BodyID]Money{}, Money{}
	for _, line := range scheme.Lines {
		src, err := s.Source(line.Source)
		if err != nil {
			return r, err
		}
		budget, err := s.budgeted(src, id, year)
		if err != nil {
			return r, err
		}
		paid[src.answers()] = paid[src.answers()].Add(budget)
	}
	r.Parts = slices.Clone(r.Parts)
	for i := range r.Parts {
		r.Parts[i].Contribution = paid[r.Parts[i].Partner]
		total = total.Add(r.Parts[i].Contribution)
	}
	if total.IsZero() {
		return r, ErrWrongState.With("no partner that shares pays for scheme %s in %s, so nothing says who would bear "+
			"its overspend", id, year)
	}
	return r, nil
}

// notTwice refuses to call for what earlier calls were for: together they may come to what the lines are forecast
// to spend above the budget that they had before the first of them. A call reversed no longer counts.
func (a CallRiskShare) notTwice(s *State, call *RiskShareCall) error {
	known, err := Find[OverspendCalls](s, OverspendCalls{Scheme: a.Scheme, Year: call.Year}.Ref())
	if err != nil {
		return err
	}
	budget, before, first := call.Budget, Money{}, true
	for _, id := range known.Calls {
		earlier, err := need[RiskShareCall](s, RiskShareCall{ID: id}.Ref(), "risk-share call")
		if err != nil {
			return err
		}
		shared := len(slices.DeleteFunc(slices.Clone(a.Lines), func(source SourceID) bool {
			return !slices.Contains(earlier.Lines, source)
		}))
		same := shared == len(a.Lines) && shared == len(earlier.Lines)
		if same && first {
			budget, first = earlier.Budget, false
		}
		switch {
		case shared == 0 || earlier.State == RiskReversed:
		case !same:
			return ErrWrongState.With("call %s was for some of these lines and not the same; call for its lines "+
				"together, or for others", id)
		default:
			before = before.Add(earlier.Working.Overspend)
		}
	}
	over := greater(call.Forecast.Sub(budget), Money{})
	if !before.IsZero() && before.Add(a.Overspend).Compare(over) > 0 {
		return ErrNotEnough.With("with the %s called for before, %s is more than the %s by which the forecast exceeds "+
			"the budget of %s that there was", before.Pounds(), a.Overspend.Pounds(), over.Pounds(), budget.Pounds())
	}
	known.Scheme, known.Year = a.Scheme, call.Year
	known.Calls = append(slices.Clone(known.Calls), a.ID)
	s.Save(known)
	return nil
}

// calledBefore is what was called in the year on each partner that has a cap, on whichever of its sources.
func (s *State) calledBefore(rule RiskShare, year Year) (map[BodyID]Money, error) {
	before := map[BodyID]Money{}
	for _, p := range rule.Parts {
		if p.Cap.IsZero() {
			continue
		}
		known := RiskShareSources{Partner: p.Partner, Year: year}
		known, err := Find[RiskShareSources](s, known.Ref())
		if err != nil {
			return nil, err
		}
		for _, id := range known.Sources {
			src, err := s.Source(id)
			if err != nil {
				return nil, err
			}
			called, err := s.Balance(src.account(RiskShareIncome, year))
			if err != nil {
				return nil, err
			}
			before[p.Partner] = before[p.Partner].Sub(called)
		}
	}
	return before, nil
}
