package ledger

import (
	"fmt"
	"regexp"
	"slices"
)

// BodyType is what an organisation is; only councils and NHS bodies may be section 75 partners.
type BodyType string

// The types of body.
const (
	Council         BodyType = "council"
	ICB             BodyType = "icb" // integrated care board, from July 2022
	CCG             BodyType = "ccg" // clinical commissioning group, until June 2022
	PCT             BodyType = "pct" // primary care trust, until March 2013
	NHSTrust        BodyType = "nhs-trust"
	FoundationTrust BodyType = "foundation-trust"
	Voluntary       BodyType = "voluntary"
	Company         BodyType = "company"
	Department      BodyType = "department" // of central government
)

// BodyTypes lists every type of body, for checks and for messages.
var BodyTypes = []BodyType{Council, ICB, CCG, PCT, NHSTrust, FoundationTrust, Voluntary, Company, Department}

// Body is an organisation. It stands in the service journal, and is succeeded by another rather than renamed.
type Body struct {
	ID          BodyID       `json:"id"`
	Name        string       `json:"name"`
	Type        BodyType     `json:"kind" doc:"such as council, icb, ccg, foundation-trust or voluntary"`
	ODS         string       `json:"ods,omitempty" doc:"the NHS organisation code"`
	GSS         string       `json:"gss,omitempty" doc:"the code of a council's area, such as E09000016"`
	Identifiers []Identifier `json:"identifiers,omitempty" doc:"its company and charity numbers"`
	Succeeds    []BodyID     `json:"succeeds,omitempty"`
	SucceededBy []BodyID     `json:"succeededBy,omitempty"`
	Ended       Date         `json:"ended,omitempty" doc:"its last day, when others have succeeded it"`
}

// Ref is the body's place among the documents of the service journal.
func (b Body) Ref() Ref { return Ref{"body", string(b.ID)} }

// RegisterBody records an organisation.
type RegisterBody struct {
	ID   BodyID   `json:"id"`
	Name string   `json:"name"`
	Type BodyType `json:"kind" doc:"such as council, icb, ccg, foundation-trust or voluntary"`
	ODS  string   `json:"ods,omitempty" doc:"the NHS organisation code, 3 to 6 capitals and digits"`
	GSS  string   `json:"gss,omitempty" doc:"the code of a council's area, such as E09000016"`

	Identifiers []Identifier `json:"identifiers,omitempty" doc:"its company and charity numbers"`
}

// RecordSuccessor records that one body took over from another.
type RecordSuccessor struct {
	Predecessor BodyID `json:"predecessor"`
	Successor   BodyID `json:"successor"`
	Date        Date   `json:"date" doc:"the successor's first day"`
}

// IsCouncil reports whether the body is a council.
func (b Body) IsCouncil() bool { return b.Type == Council }

// IsNHS reports whether the body is an NHS body within section 75.
func (b Body) IsNHS() bool {
	switch b.Type {
	case ICB, CCG, PCT, NHSTrust, FoundationTrust:
		return true
	}
	return false
}

// Body is an organisation of the service journal. It returns ErrNotFound.
func (s *State) Body(id BodyID) (Body, error) {
	return need[Body](s, Ref{"body", string(id)}, "body")
}

var (
	odsForm = regexp.MustCompile(`^[A-Z0-9]{3,6}$`)
	gssForm = regexp.MustCompile(`^[ENSW][0-9]{8}$`)
)

// check refuses a body whose name, type or codes are not in their form.
func (b Body) check() error {
	if err := firstError(CheckID("the body's id", b.ID), CheckName("the body's name", b.Name)); err != nil {
		return err
	}
	switch {
	case !slices.Contains(BodyTypes, b.Type):
		return ErrInvalid.With("there is no kind of body %q; the kinds are %v", b.Type, BodyTypes)
	case b.ODS != "" && !odsForm.MatchString(b.ODS):
		return ErrInvalid.With("an ODS code is 3 to 6 capital letters and digits, such as 08F")
	case b.GSS != "" && !gssForm.MatchString(b.GSS):
		return ErrInvalid.With("a GSS code is a capital letter and eight digits, such as E09000016")
	}
	return checkIdentifiers(b.Identifiers)
}

// Kind names the act and its version.
func (RegisterBody) Kind() string { return "register-body/1" }

// Matter is nobody's money.
func (a RegisterBody) Matter(*State) (Matter, error) { return Matter{Partner: a.ID}, nil }

// Do records the body. It refuses a name taken and codes that are not in their form.
func (a RegisterBody) Do(s *State, _ Authority) (Entry, error) {
	b := Body{ID: a.ID, Name: a.Name, Type: a.Type, ODS: a.ODS, GSS: a.GSS, Identifiers: a.Identifiers}
	if err := firstError(b.check(), s.absent(b.Ref())); err != nil {
		return Entry{}, err
	}
	s.Save(b)
	return Entry{}, nil
}

// Describe says what the act does.
func (a RegisterBody) Describe() string { return fmt.Sprintf("Body %s registered (%s)", a.ID, a.Type) }

// Kind names the act and its version.
func (RecordSuccessor) Kind() string { return "record-successor/1" }

// Matter is nobody's money.
func (a RecordSuccessor) Matter(*State) (Matter, error) { return Matter{Partner: a.Predecessor}, nil }

// Do ends the predecessor on the day before and names each in the other's record. A body may have several
// successors, all from one day. It refuses a successor that has itself ended by then.
func (a RecordSuccessor) Do(s *State, _ Authority) (Entry, error) {
	before, err := s.Body(a.Predecessor)
	if err != nil {
		return Entry{}, err
	}
	after, err := s.Body(a.Successor)
	if err != nil {
		return Entry{}, err
	}
	last := a.Date - 1
	switch {
	case a.Date == 0:
		return Entry{}, ErrInvalid.With("say the successor's first day")
	case a.Predecessor == a.Successor:
		return Entry{}, ErrInvalid.With("a body does not succeed itself")
	case slices.Contains(before.SucceededBy, after.ID):
		return Entry{}, ErrExists.With("%s has succeeded %s already", after.ID, before.ID)
	case before.Ended != 0 && before.Ended != last:
		return Entry{}, ErrWrongState.With("%s ended on %s already", before.ID, before.Ended.UK())
	case after.Ended != 0 && after.Ended <= last:
		return Entry{}, ErrWrongState.With("%s ended on %s and succeeds nobody", after.ID, after.Ended.UK())
	}
	before.Ended = last
	before.SucceededBy = append(slices.Clone(before.SucceededBy), after.ID)
	after.Succeeds = append(slices.Clone(after.Succeeds), before.ID)
	s.Save(before)
	s.Save(after)
	return Entry{}, nil
}

// Describe says what the act does.
func (a RecordSuccessor) Describe() string {
	return fmt.Sprintf("%s succeeds %s from %s", a.Successor, a.Predecessor, a.Date.UK())
}
