package ledger

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// Act is what somebody asks for. Everything that changes anything is an act. It is a pure function of the
// State and the Authority it is given: no clock, no randomness, no reading or writing.
type Act interface {
	// Kind names the act and its version, such as "vire-budget/1".
	Kind() string
	// Matter is what policy judges the act by.
	Matter(*State) (Matter, error)
	// Do saves the documents it changes and returns the entry's postings, or refuses.
	Do(*State, Authority) (Entry, error)
}

// Instruction is what comes with every act, whatever it is.
type Instruction struct {
	On        Date    // effective date, a civil date in London
	Period    Period  // 0: the month On falls in; or period 13 of its year
	For       Period  // 0, or the closed period that a late item belongs to
	Reference Private `screen:"reference"` // of the document in the world that it rests on
	Narrative Private // why
}

// Run does an act: it checks date and period, runs the rule, posts the lines and returns the finished entry.
// The State must be an overlay; nothing below it changes until Merge.
func Run(s *State, in Instruction, act Act, by Authority) (Entry, error) {
	if err := by.check(); err != nil {
		return Entry{}, err
	}
	if err := checkPrivate(in); err != nil {
		return Entry{}, err
	}
	if err := checkPrivate(act); err != nil {
		return Entry{}, err
	}
	if err := s.date(in); err != nil {
		return Entry{}, err
	}
	e, err := s.rule(act, by)
	if err != nil {
		return Entry{}, err
	}
	e.Act = act
	if e.Reference.IsZero() {
		e.Reference = in.Reference
	}
	if e.Narrative.IsZero() {
		e.Narrative = in.Narrative
	}
	switch act.(type) {
	case ProposeAct, ApproveProposal: // what is held is marked when it is posted, as its preparer asked
	default:
		e.For = in.For
	}
	if err := s.finish(&e); err != nil {
		return Entry{}, err
	}
	s.Seq++
	return e, nil
}

// rule admits an act to its journal and runs it.
func (s *State) rule(act Act, by Authority) (Entry, error) {
	if err := s.admit(act); err != nil {
		return Entry{}, err
	}
	e, err := act.Do(s, by)
	if e.Authority.Type == "" {
		e.Authority = by
	}
	return e, err
}

// finish gives an entry its place and documents and posts its lines.
func (s *State) finish(e *Entry) error {
	counted, err := e.Authority.Allowance.lines(s)
	if err != nil {
		return err
	}
	e.Postings = append(e.Postings, counted...)
	e.Fund, e.Seq, e.Recorded, e.Effective, e.Period = s.Fund, s.Seq, s.At, s.On, s.Period
	for _, ref := range s.saved {
		e.Documents = append(e.Documents, s.documents.young[ref])
	}
	if err := firstError(s.open(*e), s.checkLate(*e)); err != nil {
		return err
	}
	return s.post(e)
}

// date settles the entry's effective date and period.
func (s *State) date(in Instruction) error {
	s.On, s.Period = in.dated(s.At)
	s.reference, s.narrative, s.late = in.Reference, in.Narrative, in.For
	if in.Period.closing() {
		return ErrPeriodForm
	}
	if !s.Period.Holds(s.On) {
		return ErrInvalid.With("%s does not fall in period %s; period 13 takes 31 March alone", s.On.UK(), s.Period)
	}
	return nil
}

// foreseer is an act that asks for what nobody has asked for before, such as accounts of its own: it says ahead which.
type foreseer interface {
	foresee(s *State)
}

// Foresee asks for what the act is sure to ask for when it is run, as far as that is known ahead. It changes nothing.
func Foresee(s *State, in Instruction, act Act) {
	if f, ok := act.(foreseer); ok {
		s = s.Overlay()
		s.On, s.Period = in.dated(s.At)
		f.foresee(s)
	}
}

// dated is the effective date and period of an act recorded at an instant.
func (in Instruction) dated(at time.Time) (Date, Period) {
	on := in.On
	if on == 0 {
		on = DateOf(at)
	}
	if in.Period == 0 {
		return on, PeriodOf(on)
	}
	return on, in.Period
}

// open refuses postings outside every agreement in force and in a period that is closed.
func (s *State) open(e Entry) error {
	if len(e.Postings) == 0 {
		return nil
	}
	fund, err := Find[Fund](s, fundRef) // which was open when the act was admitted
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(fund.Agreements, func(v Term) bool { return v.Covers(e.Effective) }) {
		return ErrOutsideTerm.With("%s is outside the term of every agreement version in force or under an "+
			"override",
			e.Effective.UK())
	}
	p, err := Find[PeriodState](s, periodRef(e.Period))
	closed, missing := s.yearClosed(e.Period.Year())
	if err := firstError(err, missing); err != nil {
		return err
	}
	switch {
	case closed && !e.Period.closing():
		return ErrPeriodClosed.With("%s has been closed; post in an open period, and say which period it belongs to",
			e.Period.Year())
	case p.Closed == HardClosed:
		return ErrPeriodClosed.With("period %s is closed for good; post in an open period", e.Period)
	case p.Closed == SoftClosed && !e.Authority.Role.finance():
		return ErrPeriodClosed.With("period %s is closed to all but finance officers", e.Period)
	}
	return nil
}

// checkLate refuses to mark an item as late that posts nothing, or belongs to a period that it could be posted in.
func (s *State) checkLate(e Entry) error {
	if e.For == 0 {
		return nil
	}
	closed, err := s.closing(e.For)
	year, missing := s.yearClosed(e.For.Year())
	switch err := firstError(err, missing); {
	case err != nil:
		return err
	case len(e.Postings) == 0:
		return ErrInvalid.With("only what posts something belongs to another period")
	case e.For.closing() || e.For >= e.Period:
		return ErrInvalid.With("a late item belongs to a period before that of its entry, which is %s", e.Period)
	case closed == "" && !year:
		return ErrWrongState.With("period %s is still open; post in it", e.For)
	}
	return nil
}

// ActKinds lists the acts of today by name and version, in order.
func ActKinds() []string {
	kinds := make([]string, 0, len(actKinds))
	for k := range actKinds {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	return kinds
}

func decodeAct[A Act](b []byte, strict bool) (Act, error) {
	var a A
	d := json.NewDecoder(bytes.NewReader(b))
	if strict {
		d.DisallowUnknownFields()
	}
	err := d.Decode(&a)
	return a, err
}

// EncodeAct writes an act's public bytes.
func EncodeAct(a Act) ([]byte, error) { return splice(a.Kind(), a) }

// DecodeAct reads an act's public bytes, of any version ever written.
func DecodeAct(b []byte) (Act, error) {
	var head struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal(b, &head); err != nil {
		return nil, err
	}
	kind, ok := actKinds[head.Type]
	if !ok {
		return nil, ErrUnknownAct.With("act version %q is not known to this program", head.Type)
	}
	return kind.decode(b, false)
}

// ReadAct reads an act that somebody asks for, by its name without a version ("vire-budget"), from the JSON
// of its fields in plain text. Unknown fields are refused. It is not sealed yet.
func ReadAct(name string, fields []byte) (Act, error) {
	kind, ok := actKinds[name+"/1"]
	if !ok || name == "propose-act" { // which the journal alone makes
		return nil, ErrUnknownAct.With("there is no act %q", name)
	}
	a, err := kind.decode(fields, true)
	if err == nil {
		return a, nil
	}
	if KindOf(err) != Internal {
		return nil, err
	}
	if _, field, ok := strings.Cut(err.Error(), "unknown field "); ok {
		return nil, ErrUnknownField.With("%s has no field %s", name, field)
	}
	return nil, ErrInvalid.With("the fields of %s are not in the form they must have", name)
}
