package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"pooled/api"
)

// document is a document as its operation gives it, by the names of its fields.
type document map[string]any

func readDocument(item json.RawMessage) (document, error) {
	var d document
	in := json.NewDecoder(bytes.NewReader(item))
	in.UseNumber() // no figure passes through a float
	if err := in.Decode(&d); err != nil {
		return nil, fmt.Errorf("read a document: %w", err)
	}
	return d, nil
}

// documentOf is what something is as JSON, by the names of its fields.
func documentOf(v any) (document, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return readDocument(b)
}

// text is a field that is one value; empty where it is not, or not there.
func (d document) text(name string) string {
	switch v := d[name].(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		if v {
			return "yes"
		}
		return "no"
	}
	return ""
}

// fact is a line of what a document says.
type fact struct{ Name, Text, Address string }

// button leads to the form of an act, filled with what is known.
type button struct{ Name, Address, Waits string }

// documentView is what the template of a document shows.
type documentView struct {
	Kind, ID, Register string
	Says               string // the newest entry's sentence
	Facts              []fact
	Tables             []table
	Buttons            []button
	Entries            []entryRow
}

type entryRow struct {
	Seq                         int64
	Address, Sentence, Recorded string
}

// entriesMost is how many entries of a document its page lists.
const entriesMost = 200

// document shows one document of a fund: what it says, what made it, and what its reader may do with it.
func (s *site) document(w http.ResponseWriter, r *http.Request) error {
	person, err := s.must(r)
	if err != nil {
		return err
	}
	fund, plural, id := r.PathValue("fund"), r.PathValue("register"), r.PathValue("id")
	kind, fields, err := api.DocumentKind(plural)
	if err != nil {
		return err
	}
	q := api.Ask(person.Actor, fund, r.URL.Query().Get("asOf"), r.URL.Query().Get("knownAt"))
	found, err := s.ask.Document(r.Context(), kind, &api.DocumentInput{FundQuestion: q, ID: id})
	if err != nil {
		return err
	}
	d, err := readDocument(found.Body.Item)
	if err != nil {
		return err
	}
	v := documentView{Kind: sentenceCase(strings.ReplaceAll(kind, "-", " ")), ID: id, Register: plural}
	v.Facts, v.Tables = factsOf(fund, fields, d)
	if kind == "proposal" {
		v.Tables = append([]table{proposedTable(d)}, v.Tables...)
	}
	if v.Buttons, err = s.buttons(fund, kind, id, d, found.Body.Allowed); err != nil {
		return err
	}
	entries, err := s.ask.Entries(r.Context(), api.EntriesOf(q, kind, id, entriesMost))
	switch {
	case api.OnlyOwn(err): // whoever sees their own organisation's documents alone sees no entries
	case err != nil:
		return err
	default:
		for _, e := range entries.Body.Entries {
			v.Entries = append(v.Entries, entryRow{e.Seq, entryAddress(fund, e.Seq), e.Sentence, ukTime(e.Recorded)})
			v.Says = e.Sentence
		}
	}
	main, err := part("document", v)
	if err != nil {
		return err
	}
	return s.answer(w, r, http.StatusOK, layout{
		Title: v.Kind + " " + id, Person: person, Main: main, Moment: &found.Body.Moment,
		Crumbs: append(crumbs(fund), crumb{registerTitle(plural), registerAddress(fund, plural)}),
	})
}

func entryAddress(fund string, seq int64) string {
	return "/funds/" + fund + "/entries/" + strconv.FormatInt(seq, 10)
}

func registerAddress(fund, plural string) string { return "/funds/" + fund + "/registers/" + plural }

func documentAddress(fund, plural, id string) string { return registerAddress(fund, plural) + "/" + id }

// unshown are fields that say nothing to people, or stand elsewhere on the page.
var unshown = []string{"mark", "act", "postings", "before", "reserved", "texts", "hash"}

// factsOf are the fields of a document that are one value, and a table for each that is a list.
func factsOf(fund string, fields []api.FormField, d document) (facts []fact, tables []table) {
	for _, f := range fields {
		if slices.Contains(unshown, f.Name) || d[f.Name] == nil {
			continue
		}
		switch v := d[f.Name].(type) {
		case map[string]any:
			inner, lists := factsOf(fund, f.Fields, v)
			for i := range inner {
				inner[i].Name = labelOf(f.Name) + ": " + strings.ToLower(inner[i].Name[:1]) + inner[i].Name[1:]
			}
			facts, tables = append(facts, inner...), append(tables, lists...)
		case []any:
			if len(v) > 0 {
				tables = append(tables, listTable(f, v))
			}
		default:
			text := d.text(f.Name)
			one := fact{labelOf(f.Name), api.Shown(f.Kind, text), ""}
			if plural := api.DocumentList(f.Of); plural != "" && f.Name != "id" {
				one.Address = documentAddress(fund, plural, text)
			}
			facts = append(facts, one)
		}
	}
	return facts, tables
}

// listTable is a field that is a list, a column for each of the fields of its lines.
func listTable(f api.FormField, lines []any) table {
	t := table{ID: f.Name, Caption: labelOf(f.Name)}
	var fields []api.FormField
	for _, one := range f.Fields {
		if len(one.Fields) == 0 {
			fields = append(fields, one)
			label := labelOf(one.Name)
			if one.Name == "" {
				label = labelOf(f.Name)
			}
			t.Head = append(t.Head, cell{label, label, one.Kind == api.FieldMoney})
		}
	}
	for _, l := range lines {
		d, ok := l.(map[string]any)
		if !ok {
			d = map[string]any{"": l}
		}
		var row []cell
		for _, one := range fields {
			row = append(row, cellOf(one.Kind, document(d).text(one.Name)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// cellOf is a value of a field in a table.
func cellOf(kind api.FieldKind, text string) cell {
	return cell{api.Shown(kind, text), text, kind == api.FieldMoney}
}

// proposedTable is what a proposal's act would post. Each line is an account and an amount, credits with a minus sign.
func proposedTable(d document) table {
	t := table{ID: "proposed", Caption: "What it would post", Head: head("Account|Debit,Credit")}
	lines, _ := d["postings"].([]any)
	for _, l := range lines {
		pair, ok := l.([]any)
		if !ok || len(pair) != 2 {
			continue
		}
		account, amount := document{"": pair[0]}.text(""), document{"": pair[1]}.text("")
		debit, credit := cellOf(api.FieldMoney, amount), cellOf(api.FieldMoney, "")
		if positive, negative := strings.CutPrefix(amount, "-"); negative {
			debit, credit = credit, cellOf(api.FieldMoney, positive)
		}
		t.Rows = append(t.Rows, []cell{words(account), debit, credit})
	}
	return t
}

// buttons are the acts that somebody may do with a document, each form filled with what the document says of itself:
// its own name, and the names and hashes that it holds under the form's own names.
func (s *site) buttons(fund, kind, id string, d document, allowed []api.Allowed) ([]button, error) {
	var list []button
	for _, a := range allowed {
		form, err := s.ask.Form(a.Act)
		if err != nil {
			continue //nolint:nilerr // an act of the service's journal has no form in a fund
		}
		fields := url.Values{}
		named := false
		for _, f := range form.Fields {
			switch {
			case f.Of == kind && f.Name != "id" && !named, f.Name == "notice" && kind == "call-notice",
				f.Name == "entry" && kind == "":
				fields.Set(f.Name, id)
				named = named || f.Of == kind
			case f.Of != "" && f.Name != "id" || f.Kind == api.FieldHash:
				if text := d.text(f.Name); text != "" {
					fields.Set(f.Name, text)
				}
			}
		}
		list = append(list, button{form.Summary, doAddress(fund, a.Act, fields), a.Waits})
	}
	return list, nil
}
