package api

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"pooled/ledger"
)

// Where asks for those documents of a list alone that say this of themselves, or of one of their lines.
type Where struct {
	State    string `query:"state" maxLength:"40" example:"open" doc:"in this state alone"`
	Partner  string `query:"partner" maxLength:"100" doc:"of this partner alone"`
	Source   string `query:"source" maxLength:"100" doc:"of this source alone"`
	Scheme   string `query:"scheme" maxLength:"100" doc:"of this scheme alone"`
	Provider string `query:"provider" maxLength:"100" doc:"with this provider alone"`
	Year     string `query:"year" maxLength:"10" example:"2015-16" doc:"of this financial year alone"`
}

// parameters are the conditions as they stand in an address, by name and value.
func (w Where) parameters() []string {
	return []string{
		"state", w.State, "partner", w.Partner, "source", w.Source, "scheme", w.Scheme, "provider", w.Provider,
		"year", w.Year,
	}
}

// WhereNames are the fields by which lists can be asked.
func WhereNames() []string {
	list, names := (Where{}).parameters(), []string{}
	for n := 0; n < len(list); n += 2 {
		names = append(names, list[n])
	}
	return names
}

// WhereOf are the conditions given by name; a name that is none of [WhereNames] is left out.
func WhereOf(given map[string]string) Where {
	return Where{
		State: given["state"], Partner: given["partner"], Source: given["source"], Scheme: given["scheme"],
		Provider: given["provider"], Year: given["year"],
	}
}

// of is the test of documents of a kind. It refuses a field that they do not have, and a year that is none.
func (w Where) of(kind string) (func(ledger.Document) bool, error) {
	at := slices.IndexFunc(documentRows, func(r documentRow) bool { return r.kind == kind })
	parameters := w.parameters()
	var asked [][2]string
	for n := 0; n < len(parameters); n += 2 {
		name, value := parameters[n], parameters[n+1]
		if value == "" {
			continue
		}
		if at < 0 || !has(documentRows[at].of, name) {
			return nil, ledger.ErrInvalid.With("%s: a %s has no %s to be found by", name, strings.ReplaceAll(kind, "-", " "),
				name)
		}
		if name == "year" {
			if _, err := ledger.ParseYear(value); err != nil {
				return nil, plain(within(name, err))
			}
		}
		asked = append(asked, [2]string{name, value})
	}
	return func(d ledger.Document) bool {
		for _, one := range asked {
			if !says(reflect.ValueOf(d), one[0], one[1]) {
				return false
			}
		}
		return true
	}, nil
}

// fieldNamed is the number of the field of a struct that JSON knows by a name; -1: it has none.
func fieldNamed(t reflect.Type, name string) int {
	for i := range t.NumField() {
		if tag, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ","); tag == name {
			return i
		}
	}
	return -1
}

// linesIn are the numbers of the fields of a struct that are lists of structs.
func linesIn(t reflect.Type) (list []int) {
	for i := range t.NumField() {
		if f := t.Field(i).Type; f.Kind() == reflect.Slice && f.Elem().Kind() == reflect.Struct {
			list = append(list, i)
		}
	}
	return list
}

// has reports whether a type of document has a field, of its own or in its lines.
func has(t reflect.Type, name string) bool {
	return fieldNamed(t, name) >= 0 ||
		slices.ContainsFunc(linesIn(t), func(i int) bool { return fieldNamed(t.Field(i).Type.Elem(), name) >= 0 })
}

// says reports whether a document has a value in a field, of its own or of one of its lines.
func says(v reflect.Value, name, value string) bool {
	if i := fieldNamed(v.Type(), name); i >= 0 && fmt.Sprint(v.Field(i).Interface()) == value {
		return true
	}
	for _, i := range linesIn(v.Type()) {
		at := fieldNamed(v.Type().Field(i).Type.Elem(), name)
		for n := 0; at >= 0 && n < v.Field(i).Len(); n++ {
			if fmt.Sprint(v.Field(i).Index(n).Field(at).Interface()) == value {
				return true
			}
		}
	}
	return false
}

// ifTrue is how a parameter says yes; empty for no.
func ifTrue(yes bool) string {
	if yes {
		return "true"
	}
	return ""
}
