package ledger

import (
	"fmt"
	"math/big"
	"slices"
)

// A MeasureID names a measure of outcomes within a fund.
type MeasureID string

// Better says which way a measure's results are better.
type Better string

// The ways.
const (
	Higher Better = "higher"
	Lower  Better = "lower"
)

// Span is the days from one to another, both of them in it.
type Span struct {
	From Date `json:"from"`
	To   Date `json:"to"`
}

// Baseline is what a measure came to before: what its results are held against.
type Baseline struct {
	From   Date     `json:"from"`
	To     Date     `json:"to"`
	Value  Quantity `json:"value"`
	Source Private  `json:"source" doc:"where the figure comes from"`
}

// Target is what a measure is meant to come to in a period.
type Target struct {
	From  Date     `json:"from"`
	To    Date     `json:"to"`
	Value Quantity `json:"value"`
}

// Measure is something that shows what came of the money: attendances, admissions, call-outs, hours freed. It is of
// one scheme, of one provider, or of the whole fund, and counts people or things, never one client.
type Measure struct {
	ID       MeasureID `json:"id"`
	Scheme   SchemeID  `json:"scheme,omitempty"`
	Provider BodyID    `json:"provider,omitempty"`
	Name     string    `json:"name"`
	Unit     string    `json:"unit"`
	Better   Better    `json:"better"`
	Decimals int       `json:"decimals,omitempty"`
	Money    bool      `json:"money,omitempty"`
	Baseline Baseline  `json:"baseline"`
	Targets  []Target  `json:"targets,omitempty"`
	Version  int       `json:"version" doc:"1, and one more each time it is defined anew"`
	Reason   Private   `json:"reason,omitzero" doc:"why it was defined anew"`
}

// Ref is the measure's place among the fund's documents.
func (m Measure) Ref() Ref { return Ref{"measure", string(m.ID)} }

// DefineMeasure says what is measured, its baseline and its targets; or, for a measure that there is, another name,
// baseline or targets, with a reason.
type DefineMeasure struct {
	ID       MeasureID `json:"id"`
	Scheme   SchemeID  `json:"scheme,omitempty" doc:"that it is of; of the whole fund, where neither is named"`
	Provider BodyID    `json:"provider,omitempty" doc:"that it is of"`
	Name     string    `json:"name" doc:"such as A&E attendances"`
	Unit     string    `json:"unit" doc:"what is counted, one of them, such as attendance"`
	Better   Better    `json:"better" doc:"higher or lower"`
	Decimals int       `json:"decimals,omitempty" doc:"places of its figures; 0 to 4"`
	Money    bool      `json:"money,omitempty" doc:"its figures are pounds, with two places"`
	Baseline Baseline  `json:"baseline"`
	Targets  []Target  `json:"targets,omitempty" doc:"one for each period"`
	Reason   Private   `json:"reason,omitzero" doc:"why it is defined anew; needed when it is"`
}

const targetsMax = 60

// Measure is a measure of the fund. It returns ErrNotFound.
func (s *State) Measure(id MeasureID) (Measure, error) {
	return need[Measure](s, Measure{ID: id}.Ref(), "measure")
}

// check refuses days that are missing, the wrong way round, or further apart than any measure is.
func (sp Span) check(field string) error {
	const most = 5*366 + 1
	if sp.From == 0 || sp.To == 0 || sp.To < sp.From || sp.To-sp.From > most {
		return ErrInvalid.With("give %s its first and last day, in order and at most five years apart", field)
	}
	return nil
}

// whole is how many whole months the days are; 0 where they are not whole months.
func (sp Span) whole() int {
	from, after := sp.From.Time(), (sp.To + 1).Time()
	months := (after.Year()-from.Year())*12 + int(after.Month()) - int(from.Month())
	if !from.AddDate(0, months, 0).Equal(after) {
		return 0
	}
	return months
}

// Like reports whether two spans can be compared: as many whole months, or else as many days.
func (sp Span) Like(other Span) bool {
	if a, b := sp.whole(), other.whole(); a != 0 && b != 0 {
		return a == b
	}
	return sp.To-sp.From == other.To-other.From
}

// String is the span in words.
func (sp Span) String() string { return sp.From.UK() + " to " + sp.To.UK() }

// Span is the days of the baseline.
func (b Baseline) Span() Span { return Span{b.From, b.To} }

// Change is how far a figure is from the baseline, as a fraction of it: −33/100 is 33 per cent less. There is none
// against a baseline of nil, or for days that cannot be compared.
func (m Measure) Change(days Span, value Quantity) (*big.Rat, bool) {
	base := m.Baseline.Value.Rat()
	if base.Sign() == 0 || !days.Like(m.Baseline.Span()) {
		return nil, false
	}
	change := new(big.Rat).Sub(value.Rat(), base)
	return change.Quo(change, base), true
}

// Gain is by how much a figure is better than the baseline; negative: worse. There is none for days that cannot be
// compared.
func (m Measure) Gain(days Span, value Quantity) (*big.Rat, bool) {
	if !days.Like(m.Baseline.Span()) {
		return nil, false
	}
	gain := new(big.Rat).Sub(value.Rat(), m.Baseline.Value.Rat())
	if m.Better == Lower {
		gain.Neg(gain)
	}
	return gain, true
}

// TargetFor is the measure's target for exactly those days.
func (m Measure) TargetFor(days Span) (Target, bool) {
	i := slices.IndexFunc(m.Targets, func(t Target) bool { return t.From == days.From && t.To == days.To })
	if i < 0 {
		return Target{}, false
	}
	return m.Targets[i], true
}

// Met reports whether a figure is as good as the target, or better.
func (t Target) Met(better Better, value Quantity) bool {
	order := value.Rat().Cmp(t.Value.Rat())
	return order == 0 || (order > 0) == (better == Higher)
}

// Kind names the act and its version.
func (DefineMeasure) Kind() string { return "define-measure/1" }

// Matter is no money: it is about a scheme or a provider, or about the fund.
func (a DefineMeasure) Matter(*State) (Matter, error) {
	return Matter{Scheme: a.Scheme, Provider: a.Provider}, nil
}

// Do records the measure, or a new version of it. It refuses one that is of a scheme and a provider both, figures
// with more places than it has, and a new version without a reason or that measures something else.
func (a DefineMeasure) Do(s *State, _ Authority) (Entry, error) {
	m := Measure{
		ID: a.ID, Scheme: a.Scheme, Provider: a.Provider, Name: a.Name, Unit: a.Unit, Better: a.Better,
		Decimals: a.Decimals, Money: a.Money, Baseline: a.Baseline, Targets: a.Targets, Version: 1, Reason: a.Reason,
	}
	if m.Money {
		m.Decimals = 2
	}
	if err := m.check(); err != nil {
		return Entry{}, err
	}
	before, missing := Find[Measure](s, m.Ref())
	if err := firstError(m.known(s), missing); err != nil {
		return Entry{}, err
	}
	if before.Version != 0 {
		if err := m.follows(before); err != nil {
			return Entry{}, err
		}
		m.Version = before.Version + 1
	}
	s.Save(m)
	return Entry{}, nil
}

// check refuses what could never be right of a measure.
func (m Measure) check() error {
	err := firstError(CheckID("the measure's id", m.ID), CheckName("the measure's name", m.Name),
		CheckName("the measure's unit", m.Unit), Plain.check("the measure's name", m.Name),
		Plain.check("the measure's unit", m.Unit), m.Baseline.Span().check("the baseline"),
		needText("where the baseline comes from", m.Baseline.Source), m.fits("the baseline", m.Baseline.Value))
	switch {
	case err != nil:
		return err
	case m.Scheme != "" && m.Provider != "":
		return ErrInvalid.With("a measure is of a scheme, of a provider, or of the whole fund; name one or neither")
	case m.Better != Higher && m.Better != Lower:
		return ErrInvalid.With("say whether higher or lower is better")
	case m.Decimals < 0 || m.Decimals > quantityPlacesMax:
		return ErrInvalid.With("a measure's figures have 0 to %d places", quantityPlacesMax)
	case len(m.Targets) > targetsMax:
		return ErrInvalid.With("a measure has at most %d targets", targetsMax)
	}
	for i, t := range m.Targets {
		days := Span{t.From, t.To}
		if err := firstError(days.check("each target"), m.fits("a target", t.Value)); err != nil {
			return err
		}
		if slices.ContainsFunc(m.Targets[:i], func(o Target) bool { return o.From == t.From && o.To == t.To }) {
			return ErrInvalid.With("there are two targets for %s", days)
		}
	}
	return nil
}

// fits refuses a figure with more places than the measure has.
func (m Measure) fits(field string, q Quantity) error {
	if q.places > m.Decimals {
		return ErrInvalid.With("%s has %d places, and figures of measure %s have %d", field, q.places, m.ID, m.Decimals)
	}
	return nil
}

// known refuses a scheme or a provider that there is none of.
func (m Measure) known(s *State) (err error) {
	switch {
	case m.Scheme != "":
		_, err = s.Scheme(m.Scheme)
	case m.Provider != "":
		_, err = s.Body(m.Provider)
	}
	return err
}

// follows refuses a version that measures something else than the one before it: its results would not be comparable.
func (m Measure) follows(before Measure) error {
	if m.Scheme != before.Scheme || m.Provider != before.Provider || m.Unit != before.Unit || m.Better != before.Better ||
		m.Decimals != before.Decimals || m.Money != before.Money {
		return ErrExists.With("measure %s counts each %s, %s being better; define another measure for anything else", m.ID,
			before.Unit, before.Better)
	}
	return needText("the reason why the measure is defined anew", m.Reason)
}

// Describe says what the act does.
func (a DefineMeasure) Describe() string { return fmt.Sprintf("Measure %s defined: %s", a.ID, a.Name) }
