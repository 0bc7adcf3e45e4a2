package web

import (
	"fmt"

	"pooled/api"
)

// contributionsChart is what each source was to bring and brought.
func contributionsChart(p api.PositionAnswer) chart {
	t := p.Total
	c := chart{
		Message: fmt.Sprintf("Partners agreed %s; %s has come in this year", t.Agreed.Pounds(), t.Received.Pounds()),
		Key:     []mark{{"frame", "agreed"}, {"one", "received in the year"}},
		Table: table{
			ID: "contributions", Caption: "Contributions by partner and source",
			Head: head("Partner,Source|Agreed,Called,Received,Due"),
			Foot: []cell{words("All"), words(""), money(t.Agreed), money(t.Called), money(t.Received), money(t.Due)},
		},
	}
	var rows []bar
	for _, s := range p.Sources {
		c.Table.Rows = append(c.Table.Rows, []cell{
			words(s.PartnerName), words(s.Name), money(s.Agreed), money(s.Called), money(s.Received), money(s.Due),
		})
		if s.Agreed.IsZero() && s.Received.IsZero() {
			continue
		}
		rows = append(rows, bar{
			Name: s.Name, Says: s.Received.Pounds() + " of " + s.Agreed.Pounds(), Plan: s.Agreed.Pence(),
			Filled: s.Received.Pence(),
		})
	}
	c.Picture = drawBars("contributions", c.Message, rows)
	return c
}

// schemesChart is what each scheme may spend, has committed, has spent and is forecast to spend.
func schemesChart(p api.PositionAnswer) chart {
	t := p.Total
	c := chart{
		Message: fmt.Sprintf("Of budgets of %s, %s is spent and %s committed", t.Revised.Pounds(), t.Spent.Pounds(),
			t.Committed.Pounds()),
		Key: []mark{{"frame", "budget"}, {"one", "spent"}, {"hatch", "committed"}, {"mark", "forecast for the year"}},
		Table: table{
			ID: "schemes", Caption: "Schemes", Head: head("Scheme|Budget,Committed,Spent,Available,Forecast,Variance"),
			Foot: []cell{
				words("All"), money(t.Revised), money(t.Committed), money(t.Spent), money(t.Available),
				money(p.Outturn.Forecast), money(p.Outturn.Forecast.Sub(t.Revised)),
			},
		},
	}
	var rows []bar
	for _, s := range p.SchemeForecasts() {
		c.Table.Rows = append(c.Table.Rows, []cell{
			words(s.Name), money(s.Revised), money(s.Committed), money(s.Spent), money(s.Available), money(s.Forecast),
			money(s.Variance),
		})
		says := "forecast on budget"
		switch v := s.Variance; v.Sign() {
		case 1:
			says = "forecast " + v.Pounds() + " over"
		case -1:
			says = "forecast " + v.Neg().Pounds() + " under"
		}
		rows = append(rows, bar{
			Name: s.Name, Says: s.Revised.Pounds() + ", " + says, Plan: s.Revised.Pence(), Filled: s.Spent.Pence(),
			Hatch: s.Committed.Pence(), Mark: s.Forecast.Pence(), Marked: true,
		})
	}
	c.Picture = drawBars("schemes", c.Message, rows)
	return c
}

// runChart is the year's run of spend against its profile. What is shown was added up by the month from the lines.
func runChart(m api.MonitorAnswer) chart {
	t := m.Total
	way := "as the profile expects"
	switch t.Variance.Sign() {
	case 1:
		way = t.Variance.Pounds() + " more than the profile expects"
	case -1:
		way = t.Variance.Neg().Pounds() + " less than the profile expects"
	}
	c := chart{
		Message: fmt.Sprintf("%s is spent by now, %s", t.Actual.Pounds(), way),
		Key:     []mark{{"run", "spent"}, {"expected", "profile"}, {"ahead", "to the forecast"}},
		Note:    "By March: budget " + t.Revised.Pounds() + ", forecast " + t.Holder.Outturn.Pounds(),
		Table: table{
			ID: "run", Caption: "Spending added up over the year", Head: head("Period|Profile,Spent"),
		},
	}
	expected, spent := t.Budget.Sub(t.Budget), t.Actual.Sub(t.Actual)
	r := run{Outturn: t.Holder.Outturn.Pence()}
	for n := range 12 {
		period := ""
		for _, l := range m.Lines {
			if n >= len(l.Periods) {
				continue
			}
			period = l.Periods[n].Period.String()
			expected, spent = expected.Add(l.Periods[n].Budget), spent.Add(l.Periods[n].Actual)
		}
		r.Expected[n] = expected.Pence()
		row := []cell{words(period), money(expected), words("")}
		if n < m.Elapsed {
			r.Spent = append(r.Spent, spent.Pence())
			row[2] = money(spent)
		}
		c.Table.Rows = append(c.Table.Rows, row)
	}
	c.Picture = drawRun("run", c.Message, r)
	return c
}

// flowChart is the way of the money from partners through sources to schemes.
func flowChart(p api.PositionAnswer) chart {
	c := chart{
		Message: fmt.Sprintf("Where the money goes: %s in %s", p.Total.Revised.Pounds(),
			plural(len(p.Schemes), "scheme", "schemes")),
		Wide: true,
		Table: table{
			ID: "flow", Caption: "Budgets by partner, source and scheme", Head: head("Partner,Source,Scheme|Budget"),
			Foot: []cell{words("All"), words(""), words(""), money(p.Total.Revised)},
		},
	}
	partners := map[string]string{}
	for _, s := range p.Sources {
		partners[string(s.Source)] = s.PartnerName
	}
	var flows []flow
	for _, l := range p.Lines {
		partner := partners[string(l.Source)]
		c.Table.Rows = append(c.Table.Rows, []cell{
			words(partner), words(l.SourceName), words(l.SchemeName), money(l.Revised),
		})
		if l.Revised.Sign() > 0 {
			flows = append(flows, flow{partner, l.SourceName, l.SchemeName, l.Revised.Pence()})
		}
	}
	c.Picture = drawFlow("flow", c.Message, flows)
	return c
}

// changes sets a position beside an earlier one.
func changes(before, now api.PositionAnswer) table {
	t := table{ID: "changes", Caption: "What changed", Head: head("Figure|Then,Now,Change")}
	a, b := before.Total, now.Total
	t.Rows = [][]cell{
		{words("Agreed"), money(a.Agreed), money(b.Agreed), money(b.Agreed.Sub(a.Agreed))},
		{words("Received"), money(a.Received), money(b.Received), money(b.Received.Sub(a.Received))},
		{words("Due"), money(a.Due), money(b.Due), money(b.Due.Sub(a.Due))},
		{words("Budget"), money(a.Revised), money(b.Revised), money(b.Revised.Sub(a.Revised))},
		{words("Committed"), money(a.Committed), money(b.Committed), money(b.Committed.Sub(a.Committed))},
		{words("Spent"), money(a.Spent), money(b.Spent), money(b.Spent.Sub(a.Spent))},
		{words("Left to commit"), money(a.Available), money(b.Available), money(b.Available.Sub(a.Available))},
	}
	return t
}

// sameFigures reports whether nothing changed that the table of changes shows.
func sameFigures(before, now api.PositionAnswer) bool {
	for _, row := range changes(before, now).Rows {
		if row[1] != row[2] {
			return false
		}
	}
	return true
}

// outcomesTable is what the money achieved: the latest result of each measure.
func outcomesTable(o api.OutcomesAnswer) table {
	t := table{
		ID: "outcomes", Caption: "Outcomes",
		Head: head("Measure,Of,Unit,Period|Baseline,Target,Result"),
	}
	t.Head = append(t.Head, words("Target met"))
	for _, m := range o.Measures {
		row := []cell{words(m.Name), words(m.Of), words(m.Unit), words("no result yet"), {m.Baseline, m.Baseline, true}}
		if len(m.Results) == 0 {
			t.Rows = append(t.Rows, append(row, words(""), words(""), words("")))
			continue
		}
		r := m.Results[len(m.Results)-1]
		met := "no target"
		switch {
		case r.Met != nil && *r.Met:
			met = "met"
		case r.Met != nil:
			met = "not met"
		}
		row[3] = words(r.From.UK() + " to " + r.To.UK())
		t.Rows = append(t.Rows, append(row, cell{r.Target, r.Target, true}, cell{r.Actual, r.Actual, true}, words(met)))
	}
	return t
}
