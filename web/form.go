package web

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"pooled/api"
)

// input is one field of a form, as the template shows it.
type input struct {
	Name, Label, Hint string
	Kind              api.FieldKind
	Value, Error      string
	Required          bool
	Options           []choice // of a choice
	List              string   // the kind of documents that are offered; none: nothing is
	Fields            []input  // of a group
	Lines             []line   // of a list
}

// line is one line of a list.
type line struct {
	Number int
	Fields []input
}

// filled is a form with what was typed into it, and what stands against that by the places of fields.
type filled struct {
	typed  api.Typed
	more   string // the list that another line was asked for
	errors map[string]string
	seen   map[string]bool // the errors whose place was found
}

// inputs are the fields at a place, which is empty or ends in a full stop.
func (f *filled) inputs(fields []api.FormField, at string) []input {
	list := make([]input, 0, len(fields))
	for _, field := range fields {
		list = append(list, f.input(field, at+field.Name))
	}
	return list
}

func (f *filled) input(field api.FormField, at string) input {
	in := input{
		Name: at, Label: labelOf(field.Name), Hint: hintOf(field), Kind: field.Kind, Value: f.typed[at],
		Required: field.Required, List: field.Of,
	}
	// A refusal names a list's field without the number of its line.
	for _, place := range []string{at, lineNumber.ReplaceAllString(at, "")} {
		if said, ok := f.errors[place]; ok {
			in.Error, f.seen[place] = said, true
			break
		}
	}
	switch {
	case field.Name == "id":
		in.List = "" // it names what there is not yet
	case field.Name == "partner" && field.Of == "body":
		in.List = ofPartner
	}
	for _, word := range field.Choices {
		in.Options = append(in.Options, choice{word, sentenceCase(strings.ReplaceAll(word, "-", " ")), word == in.Value})
	}
	switch field.Kind {
	case api.FieldGroup:
		in.Fields = f.inputs(field.Fields, at+".")
	case api.FieldList:
		for n := range f.lines(at) {
			place := at + "." + strconv.Itoa(n)
			if field.Fields[0].Name == "" {
				one := f.input(field.Fields[0], place)
				one.Label = in.Label
				in.Lines = append(in.Lines, line{n + 1, []input{one}})
				continue
			}
			in.Lines = append(in.Lines, line{n + 1, f.inputs(field.Fields, place+".")})
		}
	}
	return in
}

var lineNumber = regexp.MustCompile(`\.[0-9]+`)

// lines is how many lines of a list are shown: those that something was sent for, one at least, and one more where
// that was asked for.
func (f *filled) lines(at string) int {
	last := 0
	for name := range f.typed {
		rest, ok := strings.CutPrefix(name, at+".")
		number, _, _ := strings.Cut(rest, ".")
		if n, err := strconv.Atoi(number); ok && err == nil && n >= 0 {
			last = max(last, n)
		}
	}
	if f.more == at {
		last++
	}
	return min(last+1, api.LinesMax)
}

// missing says beside each plain field that must be filled in and was not.
func (f *filled) missing(fields []api.FormField) {
	for _, field := range fields {
		switch field.Kind {
		case api.FieldGroup, api.FieldList, api.FieldYesNo:
			continue
		}
		if field.Required && f.typed[field.Name] == "" {
			f.errors[field.Name] = labelOf(field.Name) + " is missing: fill it in"
		}
	}
}

// refused puts a refusal beside its field: its sentence begins with the field's place, or names one that is missing.
// It reports whether there is such a field.
func (f *filled) refused(detail string) bool {
	place, said, ok := strings.Cut(detail, ": ")
	if name, found := strings.CutSuffix(said, " is missing"); found && plainName.MatchString(name) {
		place += "." + name
	}
	if name, found := strings.CutSuffix(detail, " is missing"); found && plainName.MatchString(name) {
		place, said, ok = name, "fill it in", true
	}
	if !ok || !placeName.MatchString(place) {
		return false
	}
	at := place[strings.LastIndexByte(place, '.')+1:]
	f.errors[place] = labelOf(at) + ": " + said
	return true
}

var (
	plainName = regexp.MustCompile(`^[a-zA-Z]+$`)
	placeName = regexp.MustCompile(`^[a-zA-Z]+(\.[a-zA-Z]+)*$`)
)

// typedIn is what a form sent, in the forms that the operations take.
func typedIn(fields []api.FormField, sent url.Values) api.Typed {
	typed := api.Typed{}
	kinds := map[string]api.FieldKind{}
	kindsOf(fields, "", kinds)
	for name, values := range sent {
		kind, ok := kinds[lineNumber.ReplaceAllString(name, "")]
		if !ok || len(values) == 0 {
			continue
		}
		typed[name] = normal(kind, strings.TrimSpace(strings.ReplaceAll(values[0], "\r\n", "\n")))
	}
	return typed
}

func kindsOf(fields []api.FormField, at string, kinds map[string]api.FieldKind) {
	for _, f := range fields {
		name := strings.TrimSuffix(at+f.Name, ".") // a plain list's field has no name
		if len(f.Fields) > 0 {
			kindsOf(f.Fields, name+".", kinds)
			continue
		}
		kinds[name] = f.Kind
	}
}

var (
	poundsTyped = regexp.MustCompile(`^£? ?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]{2})?$`)
	dayTyped    = regexp.MustCompile(`^([0-9]{1,2})[/. ]([0-9]{1,2})[/. ]([0-9]{4})$`)
)

// normal is what somebody typed, in the form that the operations take, where that can be meant in one way alone:
// £1,250 is 1250.00, and 30/6/2025 is 2025-06-30. Anything else stays as it was typed, to be refused by name.
func normal(kind api.FieldKind, text string) string {
	switch kind {
	case api.FieldMoney:
		if m := poundsTyped.FindStringSubmatch(text); m != nil {
			pence := m[2]
			if pence == "" {
				pence = ".00"
			}
			return strings.ReplaceAll(m[1], ",", "") + pence
		}
	case api.FieldDate:
		if m := dayTyped.FindStringSubmatch(text); m != nil {
			return m[3] + "-" + two(m[2]) + "-" + two(m[1])
		}
	}
	return text
}

func two(digits string) string {
	if len(digits) == 1 {
		return "0" + digits
	}
	return digits
}

// labels are those that the field's name does not say well.
var labels = map[string]string{
	"id": "Name", "on": "Date", "for": "Late item of the period", "vat": "VAT", "laPercent": "Council's share in per cent",
	"net": "Net amount", "gross": "Gross amount",
}

// labelOf is a field's name in words: callNotice is Call notice.
func labelOf(name string) string {
	if label, ok := labels[name]; ok {
		return label
	}
	var words strings.Builder
	for _, r := range name {
		if unicode.IsUpper(r) {
			words.WriteByte(' ')
			r = unicode.ToLower(r)
		}
		words.WriteRune(r)
	}
	return sentenceCase(words.String())
}

func sentenceCase(text string) string {
	if text == "" {
		return ""
	}
	_, size := utf8.DecodeRuneInString(text)
	return strings.ToUpper(text[:size]) + text[size:]
}

func hintOf(f api.FormField) string {
	hint := sentenceCase(f.Doc)
	switch f.Kind {
	case api.FieldMoney:
		if strings.HasPrefix(f.Doc, "pounds and pence") {
			hint = ""
		}
	case api.FieldDate:
		if strings.HasPrefix(f.Doc, "civil date") {
			hint = ""
		}
		if hint != "" {
			hint += ". "
		}
		hint += "For example, 30/6/2025"
	}
	return hint
}
