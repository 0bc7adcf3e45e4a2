package report

import (
	"cmp"
	"math/big"
	"slices"

	"pooled/ledger"
)

// rows are the measures with their results of periods that were over on a day: of all measures the latest result
// each, or of one all of them.
func (o *outcomePapers) rows(only ledger.MeasureID, day ledger.Date) []OutcomeRow {
	rows := []OutcomeRow{}
	for _, m := range o.measures {
		if only != "" && m.ID != only {
			continue
		}
		row := o.row(m)
		actuals := slices.DeleteFunc(slices.Clone(o.actuals[m.ID]), func(a ledger.Actual) bool { return a.To > day })
		slices.SortStableFunc(actuals, func(a, b ledger.Actual) int {
			return cmp.Or(cmp.Compare(a.To, b.To), cmp.Compare(a.From, b.From))
		})
		if only == "" && len(actuals) > 0 {
			actuals = []ledger.Actual{latest(m, actuals)}
		}
		for _, a := range actuals {
			row.Results = append(row.Results, resultOf(m, a))
		}
		rows = append(rows, row)
	}
	return rows
}

// latest is the last result that can be compared with the baseline, or else the last.
func latest(m ledger.Measure, actuals []ledger.Actual) ledger.Actual {
	last := actuals[len(actuals)-1]
	for _, a := range actuals {
		if a.Span().Like(m.Baseline.Span()) {
			last = a
		}
	}
	return last
}

func (o *outcomePapers) row(m ledger.Measure) OutcomeRow {
	row := OutcomeRow{
		Measure: m.ID, Name: m.Name, Unit: m.Unit, Scheme: m.Scheme, Provider: m.Provider, Better: m.Better,
		Version: m.Version, From: m.Baseline.From, To: m.Baseline.To, Source: m.Baseline.Source.String(),
		Results: []OutcomeResult{}, measure: m,
	}
	row.Baseline, _ = shown(m, m.Baseline.Value)
	switch {
	case m.Scheme != "":
		row.Of = o.papers.schemeName(m.Scheme)
	case m.Provider != "":
		row.Of = o.papers.bodyName(m.Provider)
		row.LostIncome = o.lostBy(m.Provider)
	default:
		row.Of = o.papers.fund.Name
	}
	return row
}

// lostBy is the income that a body is claimed to lose, or none where nobody claims that.
func (o *outcomePapers) lostBy(body ledger.BodyID) *ledger.Money {
	var lost *ledger.Money
	for _, c := range o.claims {
		if c.State == ledger.ClaimStands && c.Loses == body {
			if lost == nil {
				lost = new(ledger.Money)
			}
			*lost = lost.Add(c.Lost)
		}
	}
	return lost
}

// resultOf is a result against the measure's baseline and target. Where a number is too small to be shown, nothing is
// shown that it could be worked out from.
func resultOf(m ledger.Measure, a ledger.Actual) OutcomeResult {
	r := OutcomeResult{
		From: a.From, To: a.To, Estimated: a.Estimated, Version: a.Version, Evidence: a.Evidence.String(),
	}
	var small, smallBase bool
	r.Actual, small = shown(m, a.Value)
	_, smallBase = shown(m, m.Baseline.Value)
	days := a.Span()
	target, aimed := m.TargetFor(days)
	if aimed {
		r.Target, _ = shown(m, target.Value)
		if met := target.Met(m.Better, a.Value); !small {
			r.Met = &met
		}
	}
	gain, comparable := m.Gain(days, a.Value)
	change, changed := m.Change(days, a.Value)
	switch {
	case small || smallBase:
		r.Why = whySmall
	case !comparable:
		r.Why = whyDays
	case !changed:
		r.Why, r.Gain = whyNil, decimal(gain, m.Decimals)
	default:
		r.change, r.Ratio = change, change.RatString()
		r.Change = new(big.Rat).Mul(change, big.NewRat(100, 1)).FloatString(2)
		r.Gain = decimal(gain, m.Decimals)
	}
	return r
}

// decimal writes a number exactly, which has no more places than those.
func decimal(r *big.Rat, places int) string { return r.FloatString(places) }
