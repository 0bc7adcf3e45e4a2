package ledger

import (
	"reflect"
	"strings"
)

// A Screen is how closely a text is looked at for what would say who somebody is. Every Private field of an act has
// one, by its tag: `screen:"client"`, `screen:"reference"` or `screen:"number"`; without a tag it is Plain. Texts are
// looked at when somebody sends them, never again when entries are read back.
type Screen string

// The screens.
const (
	// Plain is for a narrative, a reason or what the evidence is: no NHS number, e-mail address or telephone number,
	// and no date beside words of birth.
	Plain Screen = ""
	// Strict is for free text about a client: besides, no date, no postcode, and an NHS number in any spacing.
	Strict Screen = "client"
	// Exempt is for the name of a document in the world, such as an order's or a payment's reference.
	Exempt Screen = "reference"
	// Confirmed is for an invoice number: where it could be an NHS number the act must say, in confirmNumber, that
	// it is none.
	Confirmed Screen = "number"
)

// CheckClientText refuses free text about a client that says who the client is. The refusal says what was found and
// never repeats it.
func CheckClientText(field, s string) error { return Strict.check(field, s) }

func (sc Screen) check(field, s string) error {
	found := sc.finds(s)
	if len(found) == 0 {
		return nil
	}
	hint := "; a number of another kind belongs in the field made for it, such as the reference"
	if sc == Strict {
		hint = ""
	}
	return ErrIdentity.With("%s holds what looks like %s: leave out whatever would say who somebody is%s", field,
		joined(found), hint)
}

// joined is "a, b and c".
func joined(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// screen refuses a private field's text by the field's tag.
func screen(p *Private, at place) error {
	if !at.of.IsValid() || p.Value == "" {
		return nil
	}
	f := at.of.Type().Field(at.field)
	switch sc := Screen(f.Tag.Get("screen")); sc {
	case Exempt:
		return nil
	case Confirmed:
		if confirmed := at.of.FieldByName("ConfirmNumber"); nhsNumberIn(p.Value) && !confirmed.Bool() {
			return ErrConfirm.With("the %s could be somebody's NHS number: if it is the invoice's own, send it again with "+
				"confirmNumber", at.name())
		}
		return nil
	default:
		return sc.check("the "+at.name(), p.Value)
	}
}

// place is where a private field stands: in which struct, as which of its fields.
type place struct {
	of    reflect.Value
	field int
}

// name is the field as its sender wrote it.
func (at place) name() string {
	f := at.of.Type().Field(at.field)
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "" {
		name = strings.ToLower(f.Name)
	}
	return name
}
