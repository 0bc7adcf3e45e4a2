package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"pooled/api"
	"pooled/api/auth"
)

// register is a list of documents that people work from.
type register struct {
	plural, title string
	columns       []string // fields; the first is its name, or stands in its place
	figures       []string // of [api.Figures]
}

// registers are the lists, in the order of the work. A new one adds its line.
var registers = []register{
	{
		"contributions", "Contributions",
		[]string{"id", "partner", "source", "year", "state"},
		[]string{"due", "called", "received", "outstanding", "daysLate"},
	},
	{
		"call-notices", "Call notices",
		[]string{"number", "partner", "source", "raised", "state", "amount"},
		[]string{"due", "outstanding", "daysLate"},
	},
	{"schemes", "Schemes", []string{"id", "name"}, nil},
	{
		"commitments", "Commitments",
		[]string{"id", "scheme", "source", "provider", "year", "state", "amount"},
		[]string{"left"},
	},
	{
		"invoices", "Invoices",
		[]string{"id", "commitment", "provider", "received", "state", "paid", "gross"},
		[]string{"due", "daysToPay", "daysLate"},
	},
	{"payment-requests", "Payment requests", []string{"id", "number", "asked", "due"}, nil},
	{"floats", "Floats", []string{"id", "scheme", "agent", "state"}, []string{"advanced"}},
	{
		"purchases", "Spot purchases",
		[]string{"id", "float", "provider", "on", "year", "state", "amount"},
		[]string{"left"},
	},
	{
		"health-budgets", "Personal health budgets",
		[]string{"id", "client", "scheme", "year", "form", "state", "worker", "review"},
		[]string{"allocated", "spent", "advanced", "unspent", "due", "daysLate"},
	},
	{"proposals", "Proposals", []string{"id", "state", "on", "need", "expires"}, nil},
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
	Title, Address string
	Filters        []input
	Filtered       bool
	Columns        []cell
	Labels         []cell // of what stands beside the name
	Stacks         string // where a row has no room side by side: soon, later or last
	Rows           []registerRow
	Next           string
	Buttons        []button
	Files          []file
}

type registerRow struct {
	Name, Address string
	Cells         []cell
}

// registerMost is how many documents stand on a page, and fileMost in a file.
const (
	registerMost = 50
	filePageMost = 200
	fileMost     = 20_000
)

// registerAsked is what an address asks of a register.
type registerAsked struct {
	register
	fund, kind string
	fields     []api.FormField
	where      map[string]string
	q          api.FundQuestion
}

// registerAskedBy reads what an address asks of a register.
func registerAskedBy(r *http.Request, person *auth.Person, plural string) (a registerAsked, err error) {
	var ok bool
	if a.register, ok = registerOf(plural); !ok {
		return a, api.ErrNoTable
	}
	a.fund, a.where = r.PathValue("fund"), map[string]string{}
	if a.kind, a.fields, err = api.DocumentKind(plural); err != nil {
		return a, err
	}
	for _, name := range append(api.WhereNames(), filterNames(plural)...) {
		if text := strings.TrimSpace(r.URL.Query().Get(name)); text != "" {
			a.where[name] = text
		}
	}
	a.q = api.Ask(person.Actor, a.fund, "", "")
	return a, nil
}

// query is what is asked, as an address has it.
func (a registerAsked) query(after string) string {
	values := url.Values{}
	for name, text := range a.where {
		values.Set(name, text)
	}
	if after != "" {
		values.Set("after", after)
	}
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}

// head are the columns of the register.
func (a registerAsked) head() (columns []cell) {
	kinds := a.kinds()
	for _, name := range append(slices.Clone(a.columns), a.figures...) {
		label := cmp.Or(registerLabels[a.plural][name], labelOf(name))
		columns = append(columns, cell{label, label, kinds[name] == api.FieldMoney || kinds[name] == api.FieldWhole})
	}
	return columns
}

// kinds are the kinds of the fields and figures.
func (a registerAsked) kinds() map[string]api.FieldKind {
	kinds := map[string]api.FieldKind{}
	kindsOf(api.FigureFields(), "", kinds)
	kindsOf(a.fields, "", kinds)
	return kinds
}

// rows are a page of the register, and the name after which the next begins.
func (s *site) rows(r *http.Request, a registerAsked, after string, limit int) (
	[]registerRow, api.DocumentPage, error,
) {
	found, err := s.asked(r, a, after, limit)
	if err != nil {
		return nil, api.DocumentPage{}, err
	}
	kinds := a.kinds()
	var rows []registerRow
	for i, item := range found.Body.Items {
		d, err := readDocument(item)
		if err != nil {
			return nil, found.Body, err
		}
		row := registerRow{Name: d.text(a.columns[0])}
		row.Address = documentAddress(a.fund, a.plural, row.Name)
		for _, name := range a.columns[1:] {
			row.Cells = append(row.Cells, unbroken(cellOf(kinds[name], d.text(name)), kinds[name]))
		}
		figures := document{}
		if i < len(found.Body.Figures) {
			if figures, err = documentOf(found.Body.Figures[i]); err != nil {
				return nil, found.Body, err
			}
		}
		for _, name := range a.figures {
			one := unbroken(cellOf(kinds[name], figures.text(name)), kinds[name])
			one.Number = one.Number || kinds[name] == api.FieldWhole
			row.Cells = append(row.Cells, one)
		}
		rows = append(rows, row)
	}
	return rows, found.Body, nil
}

// stacksSoon is how many columns a list may have that is no wider than the text around it.
const stacksSoon = 7

// stacksBy says from which width of the window on a list of so many columns stands side by side, by the name of the
// style. Below it, each row stands by itself with its columns' names.
func stacksBy(columns int) string {
	switch {
	case columns > stacksSoon:
		return "soon"
	case columns > 4:
		return "later"
	}
	return "last"
}

// unbroken keeps a date on one line.
func unbroken(c cell, kind api.FieldKind) cell {
	if kind == api.FieldDate {
		c.Text = strings.ReplaceAll(c.Text, " ", "\u00a0")
	}
	return c
}

// register shows a page of a list of documents.
func (s *site) register(w http.ResponseWriter, r *http.Request) error {
	person, err := s.must(r)
	if err != nil {
		return err
	}
	a, err := registerAskedBy(r, person, r.PathValue("register"))
	if err != nil {
		return err
	}
	rows, page, err := s.rows(r, a, r.URL.Query().Get("after"), registerMost)
	if err != nil {
		return err
	}
	v := registerView{
		Title: a.title, Address: registerAddress(a.fund, a.plural), Columns: a.head(), Rows: rows,
		Filtered: len(a.where) > 0,
	}
	v.Labels, v.Stacks = v.Columns[1:], stacksBy(len(v.Columns))
	if next := page.After(); next != "" {
		v.Next = v.Address + a.query(next)
	}
	for _, kind := range []string{"CSV", "XLSX"} {
		at := "/funds/" + a.fund + "/register-files/" + a.plural + "." + strings.ToLower(kind) + a.query("")
		v.Files = append(v.Files, file{kind, at})
	}
	if v.Filters, err = s.filters(r, person, a); err != nil {
		return err
	}
	if v.Buttons, err = s.buttons(a.fund, a.kind, "", document{}, page.Allowed); err != nil {
		return err
	}
	main, err := part("register", v)
	if err != nil {
		return err
	}
	return s.answer(w, r, http.StatusOK, layout{
		Title: a.title, Person: person, Main: main, Moment: &page.Moment, Crumbs: crumbs(a.fund),
	})
}

// filters are the fields by which the register can be narrowed: those that its documents have.
func (s *site) filters(r *http.Request, person *auth.Person, a registerAsked) ([]input, error) {
	var list []input
	for _, name := range api.WhereNames() {
		f, ok := fieldAt(a.fields, name)
		if !ok {
			continue
		}
		in := (&filled{api.Typed{name: a.where[name]}, "", nil, nil}).input(f, name)
		in.Required, in.Hint = true, "" // so that nothing is said of it
		if f.Of != "" {
			options, err := s.options(r, person, f.Of)
			if err != nil {
				return nil, err
			}
			for _, one := range options {
				one.Name, one.Chosen = cmp.Or(one.Name, one.Value), one.Value == in.Value
				in.Options = append(in.Options, one)
			}
			if len(options) < optionsMost {
				in.Kind = api.FieldChoice
			}
			in.List = ""
		}
		list = append(list, in)
	}
	for _, f := range registerFilters[a.plural] {
		list = append(list, (&filled{api.Typed{f.Name: a.where[f.Name]}, "", nil, nil}).input(f, f.Name))
	}
	return list, nil
}

// fieldAt is a field by its name, of documents or of their lines.
func fieldAt(fields []api.FormField, name string) (api.FormField, bool) {
	for _, f := range fields {
		if f.Name == name {
			return f, true
		}
	}
	for _, f := range fields {
		for _, one := range f.Fields {
			if f.Kind == api.FieldList && one.Name == name {
				return one, true
			}
		}
	}
	return api.FormField{}, false
}

// registerFile is the whole register, or what of it is asked for, as a file.
func (s *site) registerFile(w http.ResponseWriter, r *http.Request) error {
	person, err := s.must(r)
	if err != nil {
		return err
	}
	plural, kind, _ := strings.Cut(r.PathValue("file"), ".")
	a, err := registerAskedBy(r, person, plural)
	if err != nil {
		return err
	}
	if kind != "csv" && kind != "xlsx" {
		return api.ErrNoTable
	}
	t := table{ID: plural, Head: a.head()}
	seq := int64(0)
	for after, more := "", true; more; {
		rows, page, err := s.rows(r, a, after, filePageMost)
		if err != nil {
			return err
		}
		for _, row := range rows {
			t.Rows = append(t.Rows, append([]cell{words(row.Name)}, row.Cells...))
		}
		if len(t.Rows) > fileMost {
			return api.ErrLongFile
		}
		if seq == 0 { // the pages that follow are of the same moment
			seq = page.Moment.Seq
			a.q = api.Ask(person.Actor, a.fund, "", "seq:"+strconv.FormatInt(seq, 10))
		}
		after = page.After()
		more = after != ""
	}
	return s.sendTable(w, a.fund, seq, kind, t)
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
		{Pattern: "GET /funds/{fund}/inbox", Name: "show-inbox-page", Show: s.inbox},
		{Pattern: "GET /funds/{fund}/search", Name: "search-page", Show: s.search},
		{Pattern: "GET /funds/{fund}/work", Name: "show-work", Show: s.work},
		{Pattern: "GET /funds/{fund}/register-files/{file}", Name: "download-register", Show: s.registerFile},
		{Pattern: "GET /funds/{fund}/registers/{register}", Name: "show-register", Show: s.register},
		{Pattern: "GET /funds/{fund}/registers/{register}/{id}", Name: "show-document", Show: s.document},
		{Pattern: "GET /funds/{fund}/do/{act}", Name: "show-act-form", Show: s.act},
		{Pattern: "POST /funds/{fund}/do/{act}", Name: "do-act", Show: s.doAct},
	}
}
