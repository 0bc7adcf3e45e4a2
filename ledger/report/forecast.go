package report

import "pooled/ledger"

// Outturn is the forecast for the year, with its working: all resources less what the budget holders
// forecast.
type Outturn struct {
	Resources  ledger.Money   `json:"resources" doc:"agreed and brought forward (9000 + 9005 + 9015)"`
	NotEarned  ledger.Money   `json:"notEarned" doc:"performance money still held (9010), and given up"`
	Forecast   ledger.Money   `json:"forecast" doc:"the sum of the lines' forecasts"`
	Before     ledger.Money   `json:"underspendBefore" doc:"all resources less forecast; negative: overspend"`
	After      ledger.Money   `json:"underspendAfter" doc:"the same without the part not earned"`
	Unforecast int            `json:"linesWithoutForecast" doc:"their revised budget stands in"`
	Lines      []ForecastLine `json:"lines"`
}

// ForecastLine is the forecast outturn of one scheme's budget from one source.
type ForecastLine struct {
	Scheme   ledger.SchemeID `json:"scheme"`
	Source   ledger.SourceID `json:"source"`
	Revised  ledger.Money    `json:"revisedBudget"`
	Forecast ledger.Money    `json:"forecast"`
	Variance ledger.Money    `json:"variance" doc:"forecast less revised budget; positive: overspend"`
	Made     ledger.Period   `json:"made,omitempty" doc:"when; none: the revised budget stands in"`
	Reason   string          `json:"reason,omitempty"`
}

// outturn works the forecast out. What performance money will still be earned nobody knows, so the part not
// earned is all that is still held and all that was given up.
func (b *books) outturn(p Position) Outturn {
	t := p.Total
	o := Outturn{
		Resources: t.Agreed.Add(t.Brought), NotEarned: t.Performance.Add(t.Forgone),
		Lines: []ForecastLine{},
	}
	for _, l := range p.Lines {
		line := ForecastLine{Scheme: l.Scheme, Source: l.Source, Revised: l.Revised, Forecast: l.Revised}
		f, made := b.forecast(l.Scheme, l.Source)
		switch {
		case made:
			line.Forecast, line.Made, line.Reason = f.Amount, f.Period, f.Reason.String()
		case !l.Revised.IsZero():
			o.Unforecast++
		}
		line.Variance = line.Forecast.Sub(line.Revised)
		o.Forecast = o.Forecast.Add(line.Forecast)
		o.Lines = append(o.Lines, line)
	}
	o.After = o.Resources.Sub(o.Forecast)
	o.Before = o.After.Add(o.NotEarned)
	return o
}

// forecast is the budget holder's newest forecast of a line for the year, and whether there is one.
func (b *books) forecast(scheme ledger.SchemeID, source ledger.SourceID) (ledger.Forecast, bool) {
	for _, f := range b.papers.forecasts {
		if f.Scheme == scheme && f.Source == source && f.Year == b.moment.Year {
			return f, true
		}
	}
	return ledger.Forecast{}, false
}

// SchemeForecast is a scheme over all its sources, with what its budget holders forecast for the year.
type SchemeForecast struct {
	SchemeRow
	Forecast ledger.Money
	Variance ledger.Money // forecast less revised budget; positive: overspend
}

// SchemeForecasts are the schemes of a position with their forecasts, in its order.
func (p Position) SchemeForecasts() []SchemeForecast {
	list := make([]SchemeForecast, len(p.Schemes))
	for i, s := range p.Schemes {
		list[i].SchemeRow = s
		for _, l := range p.Outturn.Lines {
			if l.Scheme == s.Scheme {
				list[i].Forecast = list[i].Forecast.Add(l.Forecast)
			}
		}
		list[i].Variance = list[i].Forecast.Sub(s.Revised)
	}
	return list
}
