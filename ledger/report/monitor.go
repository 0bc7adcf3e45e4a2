package report

import (
	"context"

	"pooled/ledger"
)

// Monitor is how each scheme's budget is being spent: to date by its profile, for the year, and where it is heading by
// three ways of reckoning.
type Monitor struct {
	Fund    ledger.FundID `json:"fund"`
	Name    string        `json:"name"`
	Moment  Moment        `json:"moment"`
	Elapsed int           `json:"elapsed" doc:"months of the year that have elapsed, 1 to 12"`
	Lines   []MonitorRow  `json:"lines"`
	Total   MonitorSums   `json:"total"`
}

// MonitorSums are the figures of a line, or of all. A variance is what was or will be spent less the budget: positive
// is an overspend.
type MonitorSums struct {
	Budget    ledger.Money `json:"budgetToDate" doc:"what the profile expects to be spent by now"`
	Actual    ledger.Money `json:"actualToDate" doc:"spent (9400)"`
	Variance  ledger.Money `json:"varianceToDate"`
	Revised   ledger.Money `json:"revisedBudget" doc:"for the year (9200 + 9300 + 9400, less overspend)"`
	Overspend ledger.Money `json:"overspend" doc:"approved beyond the budget"`
	Committed ledger.Money `json:"committed" doc:"promised and not yet spent (9300)"`
	Available ledger.Money `json:"available" doc:"neither spent nor committed (9200)"`

	StraightLine Heading `json:"straightLine" doc:"spent to date, over the months elapsed, times twelve"`
	Promised     Heading `json:"committedProfile" doc:"spent to date, and what is still committed for the year"`
	Holder       Heading `json:"budgetHolder" doc:"the budget holder's newest forecast, or the revised budget"`
}

// Heading is an outturn by one way of reckoning.
type Heading struct {
	Outturn  ledger.Money `json:"outturn"`
	Variance ledger.Money `json:"variance" doc:"outturn less revised budget; positive: overspend"`
}

// MonitorRow is one scheme's budget from one source.
type MonitorRow struct {
	Scheme     ledger.SchemeID `json:"scheme"`
	SchemeName string          `json:"schemeName"`
	Source     ledger.SourceID `json:"source"`
	SourceName string          `json:"sourceName"`
	MonitorSums
	Profile       int             `json:"profile,omitempty" doc:"the profile's version; none: equal twelfths"`
	ProfileReason string          `json:"profileReason,omitempty" doc:"[withheld] where it may not be shown"`
	Since         ledger.Money    `json:"sinceProfile" doc:"by how much the budget has changed since; spread over the months from the change on, in proportion to the profile"` //nolint:lll // a tag cannot be broken
	Made          ledger.Period   `json:"forecastMade,omitempty" doc:"when the budget holder forecast; none: not yet"`
	Comment       string          `json:"comment,omitempty" doc:"the budget holder's reason"`
	Periods       []MonitorPeriod `json:"periods" doc:"1 to 12, and 13 where something was spent in it"`
}

// MonitorPeriod is what was expected and spent in a period.
type MonitorPeriod struct {
	Period ledger.Period `json:"period"`
	Budget ledger.Money  `json:"budget"`
	Actual ledger.Money  `json:"actual"`
}

// Monitor is how a fund's budgets are being spent as at a period's end; where no period is named, of the one that the
// moment falls in. It returns ErrAsOfForm for a date within a month, ErrNotReached for a year that has not begun, and
// what Position returns.
func (r *Reports) Monitor(ctx context.Context, fund ledger.FundID, at AsOf) (Monitor, error) {
	var m Monitor
	if at.date != 0 && at.date != ledger.PeriodOf(at.date).Last() {
		return m, ErrAsOfForm.With("budgets are profiled by month: write asOf as period:%s, or the last day of a month",
			ledger.PeriodOf(at.date))
	}
	err := r.read(ctx, fund, func(v *view) error {
		at, err := v.monthEnd(ctx, at)
		if err != nil {
			return err
		}
		b, err := v.figures(ctx, at, figureAccounts)
		if err != nil {
			return err
		}
		b.papers, err = v.papers(ctx, b.cut, b.moment, append([]string{"budget-profile"}, paperKinds...)...)
		if err != nil {
			return err
		}
		changes, spent, err := v.moves(ctx, b)
		if err == nil {
			m = b.monitor(changes, spent)
		}
		return err
	})
	return m, err
}

// monthEnd is the moment as at the end of a period of the year whose budget it shows.
func (v *view) monthEnd(ctx context.Context, at AsOf) (AsOf, error) {
	if at.period != 0 || at.date != 0 {
		return at, nil
	}
	b, err := v.figures(ctx, at, accounts{codes: []int16{int16(ledger.SchemeAvailable)}})
	if err != nil {
		return at, err
	}
	year := b.moment.Year
	at.period = ledger.PeriodOf(ledger.DateOf(b.moment.Recorded))
	switch {
	case at.period.Year() > year:
		at.period = ledger.NewPeriod(year, 13)
	case at.period.Year() < year:
		return at, ErrNotReached.With("%s has not begun, so there is nothing to monitor yet", year)
	}
	return at.InYear(year), nil
}

// moves are what each line's revised budget, without what is approved beyond it, and what it has spent moved by in each
// period: by how much their accounts stood higher at its end than at the end of the one before.
func (v *view) moves(ctx context.Context, b *books) (changes, spent map[lineKey]monthly, err error) {
	changes, spent = map[lineKey]monthly{}, map[lineKey]monthly{}
	add := func(to map[lineKey]monthly, a ledger.Account, n int, amount ledger.Money) {
		key := lineKey{a.Scheme, a.Source}
		line := to[key]
		line[n] = line[n].Sub(amount)
		to[key] = line
	}
	before := balances{}
	for n := range months + 1 {
		to := cut{seq: b.cut.seq, through: ledger.NewPeriod(b.moment.Year, n+1)}
		if to.through > b.cut.through {
			break
		}
		now, err := v.known(ctx, to, movedAccounts)
		if err != nil {
			return nil, nil, err
		}
		for a, stood := range now {
			if a.Year != b.moment.Year {
				continue
			}
			moved := stood.amount.Sub(before[a].amount)
			if a.Of == byOverrun { // what is approved beyond the budget changes no budget
				moved = moved.Neg()
			} else if a.Code == ledger.SchemeConsumed {
				add(spent, a, n, moved)
			}
			add(changes, a, n, moved)
		}
		before = now
	}
	return changes, spent, nil
}

// movedAccounts are those that a budget and what is spent of it stand on.
var movedAccounts = accounts{
	[]int16{int16(ledger.SchemeAvailable), int16(ledger.SchemeCommitted), int16(ledger.SchemeConsumed)},
	[]string{byOverrun},
}

func (b *books) monitor(changes, spent map[lineKey]monthly) Monitor {
	p := b.position()
	m := Monitor{Fund: p.Fund, Name: p.Name, Moment: p.Moment, Lines: []MonitorRow{}}
	m.Elapsed = min(b.moment.Period.Number(), months)
	for i, l := range p.Lines {
		key := lineKey{l.Scheme, l.Source}
		if _, any := changes[key]; !any {
			continue
		}
		f := p.Outturn.Lines[i]
		row := MonitorRow{
			Scheme: l.Scheme, SchemeName: l.SchemeName, Source: l.Source, SourceName: l.SourceName,
			Made: f.Made, Comment: f.Reason,
		}
		row.Actual, row.Committed, row.Available, row.Overspend = l.Spent, l.Committed, l.Available, l.Overspend
		row.Revised = l.Revised.Sub(l.Overspend)
		profile := b.profile(key)
		if row.Profile, row.ProfileReason = profile.Version, profile.Reason.String(); profile.Version > 0 {
			row.Since = row.Revised.Sub(profile.Total())
		}
		row.fill(profiled(row.Revised, profile, changes[key]), spent[key], b.moment.Year, m.Elapsed)
		row.head(m.Elapsed, f.Forecast)
		m.Lines = append(m.Lines, row)
		m.Total.add(row.MonitorSums)
	}
	return m
}

// fill puts budget and actual side by side, period by period and to date.
func (r *MonitorRow) fill(budget, spent monthly, year ledger.Year, elapsed int) {
	for n := range budget {
		one := MonitorPeriod{ledger.NewPeriod(year, n+1), budget[n], spent[n]}
		if n < months || !one.Actual.IsZero() {
			r.Periods = append(r.Periods, one)
		}
	}
	r.Budget = budget.through(elapsed)
	r.Variance = r.Actual.Sub(r.Budget)
}

// head works out where the line is heading.
func (r *MonitorRow) head(elapsed int, holder ledger.Money) {
	at := func(outturn ledger.Money) Heading { return Heading{outturn, outturn.Sub(r.Revised)} }
	r.StraightLine = at(straightLine(r.Actual, elapsed))
	r.Promised = at(r.Actual.Add(r.Committed))
	r.Holder = at(holder)
}

func (s *MonitorSums) add(o MonitorSums) {
	for _, pair := range []struct {
		to   *ledger.Money
		more ledger.Money
	}{
		{&s.Budget, o.Budget},
		{&s.Actual, o.Actual},
		{&s.Variance, o.Variance},
		{&s.Revised, o.Revised},
		{&s.Overspend, o.Overspend},
		{&s.Committed, o.Committed},
		{&s.Available, o.Available},
		{&s.StraightLine.Outturn, o.StraightLine.Outturn},
		{&s.StraightLine.Variance, o.StraightLine.Variance},
		{&s.Promised.Outturn, o.Promised.Outturn},
		{&s.Promised.Variance, o.Promised.Variance},
		{&s.Holder.Outturn, o.Holder.Outturn},
		{&s.Holder.Variance, o.Holder.Variance},
	} {
		*pair.to = pair.to.Add(pair.more)
	}
}

// profile is a line's newest profile for the year; its version is 0 where there is none.
func (b *books) profile(key lineKey) ledger.BudgetProfile {
	for _, p := range b.papers.profiles {
		if p.Scheme == key.scheme && p.Source == key.source && p.Year == b.moment.Year {
			return p
		}
	}
	return ledger.BudgetProfile{}
}
