package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"pooled/api"
	"pooled/api/auth"
)

const (
	// journalMost is how many entries stand on a page of the journal.
	journalMost = 50
	// journalFileMost is how many a file holds, and journalFileTogether how many are asked for at once.
	journalFileMost, journalFileTogether = 5000, 1000
)

// journalField is something that entries can be asked by: a parameter of the operation.
type journalField struct {
	name, label, hint string
	kind              api.FieldKind
	of                string // the kind of documents that are offered
}

// journalFields are those of the journal's form, in its order. A new one adds its line.
var journalFields = []journalField{
	{"words", "Words", "Of the sentence, the reference or the reason", api.FieldText, ""},
	{"period", "Period", "For example, 2015-16/06 for September", api.FieldText, ""},
	{"from", "Dated on or after", "For example, 30/6/2015", api.FieldDate, ""},
	{"to", "Dated on or before", "For example, 30/6/2015", api.FieldDate, ""},
	{"act", "Kind of act", "", api.FieldChoice, ""},
	{"scheme", "Scheme", "", api.FieldText, "scheme"},
	{"source", "Source", "", api.FieldText, "source"},
	{"partner", "Partner", "", api.FieldText, "body"},
	{"account", "Account", "Its code, as an entry's page has it", api.FieldText, ""},
	{"atLeast", "Amount at least", "", api.FieldMoney, ""},
}

// journalView is what the template of the journal shows.
type journalView struct {
	Fund           string
	Problem        *problem // what stands against what is asked for, beside its field where it has one
	Inputs         []input
	Lists          []offered
	Asked          bool // for less than all of it
	Rows           []journalRow
	Newest         bool
	Stopped, After int64
	On, First      string // addresses
	Files          []file
	FileMost       int
}

type journalRow struct {
	Seq                                                 int64
	Address, Recorded, Effective, Sentence, Amount, Who string
}

// journalAsked is what a journal's address asks for, as the operation takes it.
type journalAsked struct {
	values url.Values
	after  int64
}

func journalAskedBy(r *http.Request) journalAsked {
	a := journalAsked{values: url.Values{}}
	q := r.URL.Query()
	for _, f := range journalFields {
		if text := normal(f.kind, strings.TrimSpace(q.Get(f.name))); text != "" {
			a.values.Set(f.name, text)
		}
	}
	for _, name := range []string{"document", "asOf", "knownAt"} {
		if text := q.Get(name); text != "" {
			a.values.Set(name, text)
		}
	}
	a.values.Set("order", "newest")
	if q.Get("order") == "oldest" {
		a.values.Set("order", "oldest")
	}
	a.after, _ = strconv.ParseInt(q.Get("after"), 10, 64) // what is no number asks for the beginning
	a.after = max(a.after, 0)
	return a
}

// address is a path with what is asked for, and the entry to go on after.
func (a journalAsked) address(path string, after int64) string {
	q := url.Values{}
	for name, values := range a.values {
		q[name] = values
	}
	if after > 0 {
		q.Set("after", strconv.FormatInt(after, 10))
	}
	return path + "?" + q.Encode()
}

// entries asks the operation.
func (s *site) journalEntries(r *http.Request, person *auth.Person, a journalAsked, after int64, limit int) (
	api.EntryPage, error,
) {
	q := api.Ask(person.Actor, r.PathValue("fund"), a.values.Get("asOf"), a.values.Get("knownAt"))
	found, err := s.ask.Entries(r.Context(), api.EntriesBy(q, a.values.Get, after, limit))
	if err != nil {
		return api.EntryPage{}, err
	}
	return found.Body, nil
}

// onFrom is the entry that the next page goes on after; 0: there is none.
func onFrom(p api.EntryPage) int64 {
	next, err := url.Parse(p.Next)
	if err != nil {
		return 0
	}
	after, _ := strconv.ParseInt(next.Query().Get("after"), 10, 64) // none stands in no address
	return after
}

// journal shows the fund's entries: all of them, or those that are asked for.
func (s *site) journal(w http.ResponseWriter, r *http.Request) error {
	person, err := s.must(r)
	if err != nil {
		return err
	}
	fund, a, status := r.PathValue("fund"), journalAskedBy(r), http.StatusOK
	path := "/funds/" + fund + "/journal"
	v := journalView{
		Fund: fund, Newest: a.values.Get("order") == "newest", FileMost: journalFileMost,
		First: a.address(path, 0), After: a.after,
	}
	page, err := s.journalEntries(r, person, a, a.after, journalMost)
	switch {
	case api.Malformed(err):
		v.Problem, status = journalProblem(s.ask.Said(r.Context(), err).Detail), http.StatusUnprocessableEntity
	case err != nil:
		return err
	}
	if v.Inputs, v.Lists, err = s.journalForm(r, person, a); err != nil {
		return err
	}
	for i := range v.Inputs {
		if v.Problem != nil && v.Inputs[i].Name == v.Problem.Field {
			_, said, _ := strings.Cut(v.Problem.Text, ": ")
			v.Inputs[i].Error = sentenceCase(said)
		}
	}
	v.Asked = len(a.values) > 1
	for _, e := range page.Entries {
		v.Rows = append(v.Rows, journalRowOf(fund, e))
	}
	if next := onFrom(page); next > 0 {
		v.On, v.Stopped = a.address(path, next), page.Looked
	}
	l := layout{Title: "Journal", Person: person, Crumbs: auditCrumbs(fund)}
	if v.Problem != nil {
		l.Title = "Error: " + l.Title
	} else {
		l.Moment = &page.Moment
		a.values.Set("knownAt", "seq:"+strconv.FormatInt(page.Moment.Seq, 10)) // so that page and file agree
		v.Files = []file{{"CSV", a.address(path+"/entries.csv", 0)}, {"Excel", a.address(path+"/entries.xlsx", 0)}}
	}
	if l.Main, err = part("journal", v); err != nil {
		return err
	}
	return s.answer(w, r, status, l)
}

// journalProblem is a refusal with its field's label: the operation's sentence begins with the parameter's name.
func journalProblem(detail string) *problem {
	name, said, _ := strings.Cut(detail, ": ")
	for _, f := range journalFields {
		if strings.EqualFold(f.name, name) {
			return &problem{f.name, f.label + ": " + said}
		}
	}
	return &problem{"", detail}
}

func journalRowOf(fund string, e api.Entry) journalRow {
	row := journalRow{
		Seq: e.Seq, Address: entryAddress(fund, e.Seq), Recorded: ukTime(e.Recorded), Effective: e.Effective.UK(),
		Sentence: e.Sentence, Who: string(e.Authority.Actor) + ", " + string(e.Authority.Post),
	}
	if !e.Amount.IsZero() {
		row.Amount = e.Amount.Pounds()
	}
	return row
}

// journalForm is the form with what was asked for, and the names that it offers.
func (s *site) journalForm(r *http.Request, person *auth.Person, a journalAsked) (
	list []input, lists []offered, err error,
) {
	for _, f := range journalFields {
		in := input{
			Name: f.name, Label: f.label, Hint: f.hint, Kind: f.kind, Value: a.values.Get(f.name), List: f.of,
			Required: true, // so that its label does not say that it is optional: all are
		}
		if f.kind == api.FieldDate {
			in.Value = typedDay(in.Value)
		}
		if f.name == "act" {
			for _, act := range s.ask.ActNames() {
				in.Options = append(in.Options, choice{act.Name, act.Summary, act.Name == in.Value})
			}
		}
		if f.of != "" {
			options, err := s.options(r, person, f.of)
			if err != nil {
				return nil, nil, err
			}
			lists = append(lists, offered{f.of, options})
		}
		list = append(list, in)
	}
	return list, lists, nil
}

// journalFile sends what is asked for as a file, up to a bound, and says in its last line where it stopped.
func (s *site) journalFile(w http.ResponseWriter, r *http.Request) error {
	person, err := s.must(r)
	if err != nil {
		return err
	}
	name, kind, _ := strings.Cut(r.PathValue("file"), ".")
	if name != "entries" || kind != "csv" && kind != "xlsx" {
		return api.ErrNoTable
	}
	t := table{ID: "journal", Caption: "Entries", Head: head("Entry,Recorded,Dated,Period,Act,What,Reference,Reason|Amount")}
	for _, column := range []string{"Actor", "Post", "Approvals", "Rule", "Leaf"} {
		t.Head = append(t.Head, words(column))
	}
	a := journalAskedBy(r)
	var moment api.Moment
	after := a.after
	for len(t.Rows) < journalFileMost {
		page, err := s.journalEntries(r, person, a, after, min(journalFileTogether, journalFileMost-len(t.Rows)))
		if err != nil {
			return err
		}
		for _, e := range page.Entries {
			t.Rows = append(t.Rows, entryCells(e))
		}
		moment = page.Moment
		if after = onFrom(page); after == 0 || page.Looked > 0 {
			break
		}
	}
	if after > 0 {
		said := fmt.Sprintf("The file ends here, and there may be more: ask for the entries after %d in the same order", after)
		t.Rows = append(t.Rows, []cell{words(said)})
	}
	return s.sendTable(w, r.PathValue("fund"), moment.Seq, kind, t)
}

// entryCells are an entry as a line of a file.
func entryCells(e api.Entry) []cell {
	var approvals []string
	for _, one := range e.Authority.Approvals {
		approvals = append(approvals, string(one.Actor)+", "+string(one.Post))
	}
	leaf := ""
	if e.Leaf != nil {
		leaf = e.Leaf.String()
	}
	return []cell{
		words(strconv.FormatInt(e.Seq, 10)), words(e.Recorded.Format("2006-01-02T15:04:05.000000Z")),
		words(e.Effective.String()), words(e.Period.String()), words(e.Act), words(e.Sentence), words(e.Reference),
		words(e.Narrative), money(e.Amount), words(string(e.Authority.Actor)), words(string(e.Authority.Post)),
		words(strings.Join(approvals, "; ")), words(e.Authority.Rule), words(leaf),
	}
}

// auditPages are the pages of those who look into a fund's history.
func (s *site) auditPages() []api.Page {
	return []api.Page{
		{Pattern: "GET /funds/{fund}/audit", Name: "show-audit", Show: s.audit},
		{Pattern: "GET /funds/{fund}/audit/tasks/{task}/steps", Name: "watch-task", Show: s.taskSteps, Streams: true},
		{Pattern: "GET /funds/{fund}/risks", Name: "show-risks", Show: s.risks},
		{Pattern: "GET /funds/{fund}/risks/{file}", Name: "download-risks", Show: s.risksFile, Streams: true},
		{Pattern: "GET /funds/{fund}/verification", Name: "show-verification", Show: s.verification},
		{Pattern: "POST /funds/{fund}/verification", Name: "begin-verification", Show: s.verify},
		{Pattern: "GET /funds/{fund}/export", Name: "show-export", Show: s.export},
		{Pattern: "GET /funds/{fund}/export/{kind}", Name: "download-export", Show: s.exportFile, Streams: true},
		{Pattern: "GET /funds/{fund}/journal", Name: "show-journal", Show: s.journal},
		{Pattern: "GET /funds/{fund}/journal/{file}", Name: "download-journal", Show: s.journalFile},
		{Pattern: "GET /funds/{fund}/entries/{entry}", Name: "show-entry-page", Show: s.entry},
		{Pattern: "GET /funds/{fund}/entries/{entry}/{file}", Name: "download-proof", Show: s.entryFile},
		{Pattern: "GET /funds/{fund}/through-time", Name: "show-through-time", Show: s.throughTime},
		{Pattern: "GET /funds/{fund}/checkpoints", Name: "show-checkpoints", Show: s.checkpoints},
		{Pattern: "GET /funds/{fund}/checkpoints/newest", Name: "download-checkpoint", Show: s.checkpointFile},
	}
}
