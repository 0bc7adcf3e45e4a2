package ledger

// Forecast is what a budget holder expects a scheme to have spent from a source by the end of the year.
type Forecast struct {
	Scheme SchemeID `json:"scheme"`
	Source SourceID `json:"source"`
	Year   Year     `json:"year"`
	Period Period   `json:"period" doc:"when it was made"`
	Amount Money    `json:"amount" doc:"the forecast outturn of the year"`
	Reason Private  `json:"reason,omitzero"`
}

// Ref is the forecast's place among the fund's documents: one for each scheme, source and year.
func (f Forecast) Ref() Ref {
	return Ref{"forecast", string(f.Scheme) + "." + string(f.Source) + "." + f.Year.String()}
}

// ForecastOutturn records a budget holder's forecast; the latest counts.
type ForecastOutturn struct {
	Scheme SchemeID `json:"scheme"`
	Source SourceID `json:"source"`
	Amount Money    `json:"amount" doc:"the forecast outturn of the entry's year; 0.00 is a forecast too"`
	Reason Private  `json:"reason,omitzero"`
}
