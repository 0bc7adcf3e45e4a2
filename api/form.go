package api

import (
	"reflect"
	"strconv"
	"strings"

	"pooled/ledger"
)

// Form is what an act is asked for with, for a page that people fill in: made from the act's own type, as the scan of
// bodies is.
type Form struct {
	Act, Summary, Description string
	Fields                    []FormField

	route *actRoute
}

// FormField is one field of a form.
type FormField struct {
	Name     string // as it stands in the body
	Doc      string
	Kind     FieldKind
	Required bool
	Of       string      // the kind of document whose name it is; none: of no document
	Choices  []string    // what it may be, where that is a list
	Fields   []FormField // of a group, or of each line of a list; a list of plain values has one without a name
}

// FieldKind is how a field is filled in.
type FieldKind string

// The kinds of fields.
const (
	FieldText   FieldKind = "text"
	FieldLong   FieldKind = "long" // more than a line
	FieldMoney  FieldKind = "money"
	FieldDate   FieldKind = "date"
	FieldWhole  FieldKind = "whole"
	FieldYesNo  FieldKind = "yes-no"
	FieldChoice FieldKind = "choice"
	FieldHash   FieldKind = "hash" // of what was read: nobody types it
	FieldGroup  FieldKind = "group"
	FieldList   FieldKind = "list"
)

// fieldKinds are those of the ledger's types that are not filled in as a line of text.
var fieldKinds = map[reflect.Type]FieldKind{
	reflect.TypeFor[ledger.Money]():  FieldMoney,
	reflect.TypeFor[ledger.Stated](): FieldMoney,
	reflect.TypeFor[ledger.Date]():   FieldDate,
	reflect.TypeFor[ledger.Digest](): FieldHash,
	reflect.TypeFor[ledger.Rules]():  FieldLong,
}

// named are the kinds of documents that the ids name.
var named = map[reflect.Type]string{
	reflect.TypeFor[ledger.BodyID]():           "body",
	reflect.TypeFor[ledger.SourceID]():         "source",
	reflect.TypeFor[ledger.ContributionID]():   "contribution",
	reflect.TypeFor[ledger.SchemeID]():         "scheme",
	reflect.TypeFor[ledger.CommitmentID]():     "commitment",
	reflect.TypeFor[ledger.InvoiceID]():        "invoice",
	reflect.TypeFor[ledger.AccrualID]():        "accrual",
	reflect.TypeFor[ledger.ProposalID]():       "proposal",
	reflect.TypeFor[ledger.MinimumID]():        "minimum",
	reflect.TypeFor[ledger.RiskShareCallID]():  "risk-share-call",
	reflect.TypeFor[ledger.CreditID]():         "credit-note",
	reflect.TypeFor[ledger.MeasureID]():        "measure",
	reflect.TypeFor[ledger.ClaimID]():          "saving-claim",
	reflect.TypeFor[ledger.PaymentRequestID](): "payment-request",
	reflect.TypeFor[ledger.FloatID]():          "floating-fund",
	reflect.TypeFor[ledger.PurchaseID]():       "spot-purchase",
	reflect.TypeFor[ledger.HealthBudgetID]():   "health-budget",
}

// Form describes what one of a fund's acts is asked for with. It returns ErrUnknownAct, also for the acts of the
// service's own journal.
func (s *Service) Form(act string) (*Form, error) {
	r := s.acts[act]
	if r == nil || !strings.HasPrefix(r.actRow.path, inFund+"/") {
		return nil, ledger.ErrUnknownAct.With("there is no act %q in a fund", act)
	}
	f := &Form{Act: r.name, Summary: r.summary, Description: r.description, route: r}
	for _, one := range fieldsOf(r.of) {
		if one.Name != r.filled {
			f.Fields = append(f.Fields, one)
		}
	}
	for _, one := range fieldsOf(commonType) {
		if r.fields.fields[one.Name] == nil { // an act's own field of that name stands in its place
			f.Fields = append(f.Fields, one)
		}
	}
	return f, nil
}

// fieldsOf are the fields of an object, in the order of its type.
func fieldsOf(t reflect.Type) []FormField {
	var list []FormField
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.IsExported() && name != "-" {
			one := fieldOf(f.Type)
			one.Name, one.Required = name, !strings.Contains(options, "omit")
			if doc := f.Tag.Get("doc"); doc != "" {
				one.Doc = doc
			}
			list = append(list, one)
		}
	}
	return list
}

// fieldOf is a field of a type that [shapeOf] takes.
func fieldOf(t reflect.Type) FormField {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if s, ok := scalars[t]; ok {
		one := FormField{Kind: FieldText, Doc: s.schema.Description, Of: named[t]}
		if kind, ok := fieldKinds[t]; ok {
			one.Kind = kind
		}
		for _, word := range s.schema.Enum {
			one.Kind, one.Choices = FieldChoice, append(one.Choices, word.(string)) //nolint:forcetypeassert // see oneOf
		}
		return one
	}
	switch t.Kind() {
	case reflect.Bool:
		return FormField{Kind: FieldYesNo}
	case reflect.Slice:
		if elem := fieldOf(t.Elem()); elem.Kind != FieldGroup {
			return FormField{Kind: FieldList, Fields: []FormField{elem}}
		}
		return FormField{Kind: FieldList, Fields: fieldsOf(t.Elem())}
	case reflect.Struct:
		return FormField{Kind: FieldGroup, Fields: fieldsOf(t)}
	case reflect.String:
		return FormField{Kind: FieldText}
	}
	return FormField{Kind: FieldWhole}
}

// Typed is what was typed into a form, by the places of its fields: lines.0.amount.
type Typed map[string]string

// Ask is the question that a filled form comes to, as its operation reads it. What is not in form is refused there.
func (f *Form) Ask(actor ledger.ActorID, fund, key string, typed Typed, dryRun bool) *ActInput {
	addressed := map[string]bool{}
	path := strings.ReplaceAll(f.route.actRow.path, "{fund}", fund)
	for _, name := range f.route.path {
		addressed[name] = true
		path = strings.ReplaceAll(path, "{"+name+"}", inPath(name, typed[name]))
	}
	body, _ := typedFields(nil, f.Fields, "", typed, addressed)
	in := &ActInput{Caller: Caller{actor}, Key: key, DryRun: dryRun, RawBody: body, Path: path}
	in.Address = func(name string) string {
		if name == "fund" {
			return fund
		}
		return inPath(name, typed[name])
	}
	return in
}

// inPath is a value as it stands in an address, in which a period has no stroke.
func inPath(name, value string) string {
	if name == "period" {
		return strings.ReplaceAll(value, "/", "-")
	}
	return value
}

// typedFields writes an object of what was typed at a place. any is false where nothing was.
func typedFields(b []byte, fields []FormField, at string, typed Typed, without map[string]bool) (_ []byte, any bool) {
	b = append(b, '{')
	for _, f := range fields {
		if without[f.Name] {
			continue
		}
		start := len(b)
		b = append(appendText(b, f.Name), ':')
		var given bool
		if b, given = typedField(b, f, at+f.Name, typed); !given && (f.Kind != FieldYesNo || !f.Required) {
			b = b[:start]
			continue
		}
		b, any = append(b, ','), any || given
	}
	if b[len(b)-1] == ',' {
		b = b[:len(b)-1]
	}
	return append(b, '}'), any
}

func typedField(b []byte, f FormField, at string, typed Typed) ([]byte, bool) {
	switch f.Kind {
	case FieldGroup:
		return typedFields(b, f.Fields, at+".", typed, nil)
	case FieldList:
		return typedList(b, f, at, typed)
	case FieldYesNo:
		return strconv.AppendBool(b, typed[at] == "yes"), typed[at] == "yes"
	case FieldWhole:
		if n, err := strconv.ParseInt(typed[at], 10, 64); err == nil {
			return strconv.AppendInt(b, n, 10), true
		}
	}
	return appendText(b, typed[at]), typed[at] != ""
}

// LinesMax is how many lines of a list a form takes. A file of acts takes more.
const LinesMax = 50

// typedList writes the lines of a list in which something was typed.
func typedList(b []byte, f FormField, at string, typed Typed) ([]byte, bool) {
	b = append(b, '[')
	first := len(b)
	for n := range LinesMax {
		start, place := len(b), at+"."+strconv.Itoa(n)
		if start > first {
			b = append(b, ',')
		}
		var given bool
		if f.Fields[0].Name == "" {
			b, given = typedField(b, f.Fields[0], place, typed)
		} else {
			b, given = typedFields(b, f.Fields, place+".", typed, nil)
		}
		if !given {
			b = b[:start]
		}
	}
	return append(b, ']'), len(b) > first
}
