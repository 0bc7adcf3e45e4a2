package web

import (
	"fmt"

	"pooled/api"
)

// viewOf makes a board of its answers, and lists its tables for download.
func viewOf(found *answers, a asked) (boardView, []table) {
	p := found.position
	path := "/funds/" + a.fund
	v := boardView{
		Name: p.Name, Year: p.Year.String(), When: whenOf(found.moment), Fund: a.fund, Moment: found.moment,
		Figures: figuresOf(p), Means: meaning(p), Risks: risks(p, found.owed, found.floats), Since: sinceOf(found.before),
		Choices: choicesOf("Now", a.asOf, p.Year, p.Year-1), Sinces: choicesOf("The month before", a.since, p.Year),
		OutcomesNote: found.outcomes.Note,
		Share:        a.address(path, found.moment.Seq), Pack: a.address(path+"/pack", found.moment.Seq),
	}
	if a.asOf != "" || a.knownAt != "" {
		v.Fresh = path
	}
	v.Charts = []chart{contributionsChart(p), schemesChart(p)}
	if found.monitor != nil && len(found.monitor.Lines) > 0 {
		v.Charts = append(v.Charts, runChart(*found.monitor))
	}
	v.Charts = append(v.Charts, flowChart(p))
	tables := []table{}
	list := func(t *table) { // at a frozen address, so that page and file agree
		t.Files = []file{
			{"CSV", a.address(path+"/tables/"+t.ID+".csv", found.moment.Seq)},
			{"Excel", a.address(path+"/tables/"+t.ID+".xlsx", found.moment.Seq)},
		}
		tables = append(tables, *t)
	}
	for i := range v.Charts {
		list(&v.Charts[i].Table)
	}
	if found.before != nil {
		t := changes(*found.before, p)
		list(&t)
		v.Changes, v.Steady = &t, sameFigures(*found.before, p)
	}
	if len(found.outcomes.Measures) > 0 {
		t := outcomesTable(found.outcomes)
		list(&t)
		v.Outcomes = &t
	}
	return v, tables
}

func figuresOf(p api.PositionAnswer) []figure {
	t := p.Total
	came := "nothing that fell due is owed"
	if t.Due.Sign() > 0 {
		came = t.Due.Pounds() + " fell due and has not come"
	}
	promised := "for " + p.Year.String()
	if !t.Brought.IsZero() {
		promised = "and " + t.Brought.Pounds() + " brought forward"
	}
	used := t.Spent.Add(t.Committed)
	left := "of " + t.Revised.Pounds() + " budgeted"
	if t.Revised.Sub(used).Sign() < 0 {
		left = used.Sub(t.Revised).Pounds() + " over the budget"
	}
	return []figure{
		{"Promised by the partners", t.Agreed.Pounds(), promised},
		{"Came in this year", t.Received.Pounds(), came},
		{"Spent and committed", used.Pounds(), t.Spent.Pounds() + " spent, " + t.Committed.Pounds() + " committed"},
		{"Left to commit", t.Available.Pounds(), left},
	}
}

func whenOf(m api.Moment) string {
	switch {
	case m.Date != 0:
		return "At the end of " + m.Date.UK()
	case m.Period != 0:
		return fmt.Sprintf("At the end of period %s (%s)", m.Period, m.Period.Last().UK())
	}
	return fmt.Sprintf("After entry %d of the journal", m.Seq)
}

func sinceOf(before *api.PositionAnswer) string {
	if before == nil {
		return ""
	}
	m := before.Moment
	switch {
	case m.Date != 0:
		return m.Date.UK()
	case m.Period != 0:
		return fmt.Sprintf("the end of period %s (%s)", m.Period, m.Period.Last().UK())
	}
	return fmt.Sprintf("entry %d", m.Seq)
}

// choicesOf are the moments that the page offers: the usual one, and the ends of the years' periods.
func choicesOf(usual, asked string, years ...fmt.Stringer) []choice {
	choices := []choice{{"", usual, asked == ""}}
	chosen := asked == ""
	for _, year := range years {
		for n := 13; n > 0; n-- {
			value := fmt.Sprintf("period:%s/%02d", year, n)
			choices = append(choices, choice{value, fmt.Sprintf("%s, period %d (%s)", year, n, monthOf(n)), value == asked})
			chosen = chosen || value == asked
		}
	}
	if !chosen {
		choices = append(choices, choice{asked, asked, true})
	}
	return choices
}

func monthOf(n int) string {
	if n > 12 {
		return "the year's adjustments"
	}
	return "end of " + monthNames[n-1]
}
