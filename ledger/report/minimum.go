package report

import (
	"fmt"

	"pooled/ledger"
)

// MinimumRow compares a required minimum with what is budgeted, spent and forecast towards it.
type MinimumRow struct {
	Minimum      ledger.MinimumID `json:"minimum"`
	Source       ledger.SourceID  `json:"source"`
	SourceName   string           `json:"sourceName"`
	Year         ledger.Year      `json:"year"`
	Area         string           `json:"area" doc:"the area of spend it is for, or empty"`
	Commissioner ledger.Side      `json:"commissioner" doc:"the commissioner it is for, or empty"`
	Required     ledger.Money     `json:"required"`
	Budgeted     ledger.Money     `json:"budgeted" doc:"revised budgets of the scheme lines that count"`
	Spent        ledger.Money     `json:"spent"`
	Forecast     ledger.Money     `json:"forecast" doc:"or the revised budget, where a line has none"`
	Shortfall    ledger.Money     `json:"shortfall" doc:"of the lower of budget and forecast"`
}

// minimums compares each minimum of the year with the lines that count towards it.
func (b *books) minimums(p Position) []MinimumRow {
	list := []MinimumRow{}
	for _, m := range b.papers.minimums {
		if m.Year != b.moment.Year {
			continue
		}
		r := MinimumRow{
			Minimum: m.ID, Source: m.Source, SourceName: b.papers.source(m.Source).Name, Year: m.Year,
			Area: m.Area, Commissioner: m.Commissioner, Required: m.Required,
		}
		for i, l := range p.Lines {
			if l.Source != m.Source || m.Area != "" && l.Area != m.Area {
				continue
			}
			r.Budgeted = r.Budgeted.Add(l.commissioned(l.Revised, m.Commissioner))
			r.Spent = r.Spent.Add(l.commissioned(l.Spent, m.Commissioner))
			r.Forecast = r.Forecast.Add(l.commissioned(p.Outturn.Lines[i].Forecast, m.Commissioner))
		}
		lower := r.Budgeted
		if r.Forecast.Compare(lower) < 0 {
			lower = r.Forecast
		}
		if short := r.Required.Sub(lower); short.Sign() > 0 {
			r.Shortfall = short
		}
		list = append(list, r)
	}
	return list
}

// commissioned is the part of a line's amount that a side commissions; all of it where no side is named. A
// joint line is divided by the council's share, exact to the penny, and counts as joint in full.
func (l LineRow) commissioned(amount ledger.Money, side ledger.Side) ledger.Money {
	switch {
	case side == "" || side == l.Commissioner:
		return amount
	case l.Commissioner != ledger.JointSide || side == ledger.JointSide:
		return ledger.Money{}
	}
	parts := amount.Apportion([]int64{int64(l.LAPercent), int64(100 - l.LAPercent)})
	if side == ledger.CouncilSide {
		return parts[0]
	}
	return parts[1]
}

// of says what a minimum is for: an area of spend, a commissioner, or both.
func (r MinimumRow) of() string {
	what := ""
	if item, ok := ledger.Areas.Find(r.Area, r.Year); ok {
		what = " on " + item.Name
	} else if r.Area != "" {
		what = " on " + r.Area
	}
	switch r.Commissioner {
	case ledger.CouncilSide:
		what += " commissioned by the council"
	case ledger.NHSSide:
		what += " commissioned by the NHS"
	case ledger.JointSide:
		what += " commissioned jointly"
	}
	return what
}

// Warnings says in plain sentences which required minimums an entry not yet posted would break, or leave
// further short in the budget, given the position before it. A warning stops nobody.
func Warnings(before Position, e ledger.Entry) []string {
	was := map[ledger.MinimumID]ledger.Money{}
	for _, r := range before.Minimums {
		was[r.Minimum] = r.Budgeted
	}
	var warnings []string
	for _, r := range before.With(e).Minimums {
		short := r.Required.Sub(r.Budgeted)
		if old, known := was[r.Minimum]; short.Sign() <= 0 || known && r.Budgeted.Compare(old) >= 0 {
			continue
		}
		warnings = append(warnings, fmt.Sprintf(
			"This would leave %s of %s budgeted%s in %s, %s less than the required minimum of %s.",
			r.Budgeted.Pounds(), r.SourceName, r.of(), r.Year, short.Pounds(), r.Required.Pounds()))
	}
	return warnings
}
