package ledger

import "fmt"

// Actual is what a measure came to in a period. Of counts of people it may be a small number: reports show those as
// "fewer than 6", and descriptions show no figure.
type Actual struct {
	Measure   MeasureID `json:"measure"`
	From      Date      `json:"from"`
	To        Date      `json:"to"`
	Value     Quantity  `json:"value"`
	Estimated bool      `json:"estimated,omitempty"`
	Evidence  Private   `json:"evidence"`
	Version   int       `json:"version" doc:"1, and one more each time it is restated"`
	Reason    Private   `json:"reason,omitzero" doc:"why it was restated"`
}

// Ref is the actual's place among the fund's documents: one for each measure and period.
func (a Actual) Ref() Ref {
	return Ref{"actual", string(a.Measure) + "." + a.From.String() + "." + a.To.String()}
}

// Span is the days that it is of.
func (a Actual) Span() Span { return Span{a.From, a.To} }

// RecordActual records what a measure came to in a period, or restates it with a reason.
type RecordActual struct {
	Measure   MeasureID `json:"measure"`
	From      Date      `json:"from" doc:"the period's first day"`
	To        Date      `json:"to" doc:"its last day"`
	Value     Quantity  `json:"value"`
	Estimated bool      `json:"estimated,omitempty" doc:"not final yet"`
	Evidence  Private   `json:"evidence" doc:"the reference of what shows it"`
	Reason    Private   `json:"reason,omitzero" doc:"why it is restated; needed when it is"`
}

// Kind names the act and its version.
func (RecordActual) Kind() string { return "record-actual/1" }

// Matter is no money: it is about what the measure is of.
func (a RecordActual) Matter(s *State) (Matter, error) {
	m, err := s.Measure(a.Measure)
	return Matter{Scheme: m.Scheme, Provider: m.Provider}, err
}

// Do records the figure, or a new version of it. It refuses a period that is not over, more places than the measure
// has, no evidence, and a restatement without a reason.
func (a RecordActual) Do(s *State, _ Authority) (Entry, error) {
	actual := Actual{
		Measure: a.Measure, From: a.From, To: a.To, Value: a.Value, Estimated: a.Estimated, Evidence: a.Evidence,
		Version: 1, Reason: a.Reason,
	}
	err := firstError(actual.Span().check("the period"), needText("the reference of the evidence", a.Evidence))
	if err == nil && a.To > s.On {
		err = ErrInvalid.With("the period ends on %s, and is not over on %s", a.To.UK(), s.On.UK())
	}
	if err != nil {
		return Entry{}, err
	}
	m, err := s.Measure(a.Measure)
	before, missing := Find[Actual](s, actual.Ref())
	if err := firstError(err, missing, m.fits("the figure", a.Value)); err != nil {
		return Entry{}, err
	}
	if before.Version != 0 {
		if err := needText("the reason why the figure is restated", a.Reason); err != nil {
			return Entry{}, err
		}
		actual.Version = before.Version + 1
	}
	s.Save(actual)
	return Entry{}, nil
}

// Describe says what the act does. It gives no figure, which may be a small number of people.
func (a RecordActual) Describe() string {
	return fmt.Sprintf("Measure %s recorded for %s", a.Measure, Span{a.From, a.To})
}
