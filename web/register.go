package web

import (
	"net/http"
	"net/url"

	"pooled/api"
)

// register is a list of documents that people work from.
type register struct {
	plural, title string
	columns       []string // fields; the first is its name, or stands in its place
}

// registers are the lists, in the order of the work. A new one adds its line.
var registers = []register{
	{"contributions", "Contributions", []string{"id", "partner", "source", "year", "state"}},
	{"call-notices", "Call notices", []string{"number", "partner", "source", "raised", "due", "state", "amount"}},
	{"schemes", "Schemes", []string{"id", "name"}},
	{"commitments", "Commitments", []string{"id", "scheme", "source", "provider", "year", "state", "amount"}},
	{"invoices", "Invoices", []string{"id", "commitment", "provider", "received", "state", "paid", "gross"}},
	{"payment-requests", "Payment requests", []string{"id", "number", "asked", "due"}},
	{"proposals", "Proposals", []string{"id", "state", "on", "need", "expires"}},
}

func registerOf(plural string) (register, bool) {
	for _, one := range registers {
		if one.plural == plural {
			return one, true
		}
	}
	return register{}, false
}

func registerTitle(plural string) string {
	if one, ok := registerOf(plural); ok {
		return one.title
	}
	return labelOf(plural)
}

// registerView is what the template of a register shows.
type registerView struct {
	Title   string
	Columns []cell
	Rows    []registerRow
	Next    string
	Buttons []button
}

type registerRow struct {
	Name, Address string
	Cells         []cell
}

// registerMost is how many documents stand on a page.
const registerMost = 50

// register shows a page of a list of documents.
func (s *site) register(w http.ResponseWriter, r *http.Request) error {
	person, err := s.must(r)
	if err != nil {
		return err
	}
	fund := r.PathValue("fund")
	reg, ok := registerOf(r.PathValue("register"))
	if !ok {
		return api.ErrNoTable
	}
	kind, fields, err := api.DocumentKind(reg.plural)
	if err != nil {
		return err
	}
	q := api.Ask(person.Actor, fund, "", "")
	in := api.DocumentsAfter(q, r.URL.Query().Get("after"), registerMost)
	found, err := s.ask.Documents(r.Context(), reg.plural, kind, in)
	if err != nil {
		return err
	}
	kinds := map[string]api.FieldKind{}
	kindsOf(fields, "", kinds)
	v := registerView{Title: reg.title}
	for _, name := range reg.columns {
		v.Columns = append(v.Columns, cell{Text: labelOf(name), Number: kinds[name] == api.FieldMoney})
	}
	for _, item := range found.Body.Items {
		d, err := readDocument(item)
		if err != nil {
			return err
		}
		row := registerRow{Name: d.text(reg.columns[0])}
		row.Address = documentAddress(fund, reg.plural, row.Name)
		for _, name := range reg.columns[1:] {
			row.Cells = append(row.Cells, cellOf(kinds[name], d.text(name)))
		}
		v.Rows = append(v.Rows, row)
		if found.Body.Next != "" {
			v.Next = registerAddress(fund, reg.plural) + "?" + url.Values{"after": {row.Name}}.Encode()
		}
	}
	if v.Buttons, err = s.buttons(fund, kind, "", document{}, found.Body.Allowed); err != nil {
		return err
	}
	main, err := part("register", v)
	if err != nil {
		return err
	}
	return s.answer(w, r, http.StatusOK, layout{
		Title: reg.title, Person: person, Main: main, Moment: &found.Body.Moment, Crumbs: crumbs(fund),
	})
}

// work leads to a fund's registers.
func (s *site) work(w http.ResponseWriter, r *http.Request) error {
	person, err := s.must(r)
	if err != nil {
		return err
	}
	if err := s.sees(r, person); err != nil {
		return err
	}
	fund := r.PathValue("fund")
	var list []fact
	for _, one := range registers {
		list = append(list, fact{one.title, "", registerAddress(fund, one.plural)})
	}
	main, err := part("work", list)
	if err != nil {
		return err
	}
	return s.answer(w, r, http.StatusOK, layout{Title: "Work", Person: person, Main: main, Crumbs: crumbs(fund)[:2]})
}

// workPages are the pages of those who work in a fund.
func (s *site) workPages() []api.Page {
	return []api.Page{
		{Pattern: "GET /funds/{fund}/work", Name: "show-work", Show: s.work},
		{Pattern: "GET /funds/{fund}/registers/{register}", Name: "show-register", Show: s.register},
		{Pattern: "GET /funds/{fund}/registers/{register}/{id}", Name: "show-document", Show: s.document},
		{Pattern: "GET /funds/{fund}/do/{act}", Name: "show-act-form", Show: s.act},
		{Pattern: "POST /funds/{fund}/do/{act}", Name: "do-act", Show: s.doAct},
	}
}
