package web

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"pooled/api"
	"pooled/api/auth"
	"pooled/internal/sheet"
)

// Whatever a table holds, each of its lines is one act in JSON on one line, or has a sentence that says why not.
func FuzzTableOfActs(f *testing.F) {
	forms := newActForms(api.New(api.Config{Authenticate: auth.Nobody}))
	f.Add("vire-budget", []byte("from.scheme,to.scheme,amount,narrative\none,two,1250.5,\"a \"\"b\"\"\nc\"\n"))
	f.Add("", []byte("act,key,lines.1.amount,lines.2.amount,private\ncertify-invoice,k,\"£1,000\",1,yes\n,k,,,\n"))
	f.Add("carry-forward", []byte("parts.1.x\n1\n"))
	f.Add("", []byte("ACT,row,refusal\nraise-commitment,1,'=x\n"))
	f.Fuzz(func(t *testing.T, chosen string, text []byte) {
		table := &tableReader{forms: forms, chosen: chosen, isCSV: true, keys: map[string]int{}}
		table.keep = func(one spooled) error {
			if (one.Text == nil) == (one.Said == "") {
				t.Fatalf("row %d is %q and %q", one.Row, one.Text, one.Said)
			}
			if one.Text != nil && (!json.Valid(one.Text) || bytes.ContainsAny(one.Text, "\r\n")) {
				t.Fatalf("row %d is no act on one line: %q", one.Row, one.Text)
			}
			if !utf8.ValidString(one.Said) || strings.Contains(one.Said, "%!") {
				t.Fatalf("row %d is refused with %q", one.Row, one.Said)
			}
			return nil
		}
		_ = sheet.ReadCSV(bytes.NewReader(text), table.line) // it never panics
	})
}

// Every field of every act is filled in by a column of its own name.
func TestColumnsAreRead(t *testing.T) {
	t.Parallel()
	forms := newActForms(api.New(api.Config{Authenticate: auth.Nobody}))
	if len(forms.list) < 50 {
		t.Fatalf("%d forms", len(forms.list))
	}
	for _, form := range forms.list {
		for _, column := range columnsOf(form.Fields, "") {
			table := &tableReader{forms: forms, chosen: form.Act}
			place, err := table.column(strings.ToUpper(column))
			if err != nil {
				t.Errorf("%s: %s: %v", form.Act, column, err)
				continue
			}
			if _, ok := forms.byName[form.Act].kinds[lineNumber.ReplaceAllString(place, "")]; !ok {
				t.Errorf("%s: %s fills in %s, which it does not have", form.Act, column, place)
			}
		}
		for _, name := range []string{actColumn, keyColumn, rowColumn, refusalColumn} {
			if _, ok := forms.byName[form.Act].kinds[name]; ok {
				t.Errorf("%s has a field that is called as the column %s", form.Act, name)
			}
		}
	}
}
