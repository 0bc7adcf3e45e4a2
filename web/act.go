package web

import (
	"cmp"
	"crypto/rand"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"pooled/api"
	"pooled/api/auth"
)

// actBytesMax is more than any form of an act sends.
const actBytesMax = 128 << 10

// actView is what the template of an act's form shows.
type actView struct {
	Fund, Act, Key  string
	Title, Doc      string
	Inputs          []input
	Lists           []offered
	Problems        []problem
	Hidden          []hidden // a preview sends what was typed on
	Sentence, Waits string
	As              string // of a preview: in which post, and by which rule
	Warnings        []string
	Tables          []table
	Nothing         bool // neither book changes
}

// offered are the names of documents that a field may name.
type offered struct {
	Kind    string
	Options []choice
}

// problem is a line of the summary of what stands against a form.
type problem struct{ Field, Text string }

type hidden struct{ Name, Value string }

// act shows the form of an act, filled with what the address says.
func (s *site) act(w http.ResponseWriter, r *http.Request) error {
	person, form, err := s.formOf(r)
	if err != nil {
		return err
	}
	f := &filled{typedIn(form.Fields, r.URL.Query()), "", map[string]string{}, map[string]bool{}}
	return s.showForm(w, r, http.StatusOK, person, form, f, "page-"+rand.Text())
}

// formOf is who asks, and the form that the address names. To somebody who may not see the fund neither is there.
func (s *site) formOf(r *http.Request) (*auth.Person, *api.Form, error) {
	person, err := s.must(r)
	if err != nil {
		return nil, nil, err
	}
	if err := s.sees(r, person); err != nil {
		return nil, nil, err
	}
	form, err := s.ask.Form(r.PathValue("act"))
	return person, form, err
}

// sees refuses somebody who may see nothing of a fund.
func (s *site) sees(r *http.Request, person *auth.Person) error {
	_, err := s.ask.At(r.Context(), api.Ask(person.Actor, r.PathValue("fund"), "", ""))
	if api.OnlyOwn(err) {
		return nil
	}
	return err
}

// doAct takes what a form sent: another line of a list, a look at what it would make, or the act itself.
func (s *site) doAct(w http.ResponseWriter, r *http.Request) error {
	person, form, err := s.formOf(r)
	if err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, actBytesMax)
	if err := r.ParseForm(); err != nil {
		return api.ErrForm
	}
	f := &filled{typedIn(form.Fields, r.PostForm), "", map[string]string{}, map[string]bool{}}
	key, step := cmp.Or(r.PostForm.Get("form-key"), "page-"+rand.Text()), r.PostForm.Get("step")
	if list, ok := strings.CutPrefix(step, "more:"); ok {
		f.more = list
		return s.showForm(w, r, http.StatusOK, person, form, f, key)
	}
	if step == "change" {
		return s.showForm(w, r, http.StatusOK, person, form, f, key)
	}
	if f.missing(form.Fields); len(f.errors) > 0 {
		return s.showForm(w, r, http.StatusUnprocessableEntity, person, form, f, key)
	}
	fund, confirmed := r.PathValue("fund"), step == "confirm"
	out, err := s.ask.Act(r.Context(), form.Act, form.Ask(person.Actor, fund, key, f.typed, !confirmed))
	if err != nil {
		return s.showRefused(w, r, person, form, f, key, err)
	}
	if !confirmed {
		return s.showPreview(w, r, person, form, f, key, out.Body)
	}
	next := "/funds/" + fund + "/entries/" + strconv.FormatInt(out.Body.Entry.Seq, 10)
	if out.Body.Proposal != "" {
		next = "/funds/" + fund + "/registers/proposals/" + string(out.Body.Proposal)
	}
	// Whoever sees their own organisation's documents alone can open neither, and finds what they did among their own.
	if _, err := s.ask.At(r.Context(), api.Ask(person.Actor, fund, "", "")); api.OnlyOwn(err) {
		next = "/funds/" + fund + "/purchases?done=yes"
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

// showRefused shows the form again with what was typed, and the refusal beside its field where it has one.
func (s *site) showRefused(w http.ResponseWriter, r *http.Request, person *auth.Person, form *api.Form, f *filled,
	key string, refusal error,
) error {
	p := s.ask.Said(r.Context(), refusal)
	if p.Status == http.StatusInternalServerError {
		return p
	}
	if !f.refused(p.Detail) {
		f.errors[""] = p.Detail
	}
	return s.showForm(w, r, p.Status, person, form, f, key)
}

func (s *site) showForm(w http.ResponseWriter, r *http.Request, status int, person *auth.Person, form *api.Form,
	f *filled, key string,
) error {
	v := actView{
		Fund: r.PathValue("fund"), Act: form.Act, Key: key, Title: form.Summary, Doc: form.Description,
		Inputs: f.inputs(form.Fields, ""),
	}
	if err := s.offer(r, person, &v); err != nil {
		return err
	}
	v.Problems = problemsOf(v.Inputs)
	for place, said := range f.errors {
		if !f.seen[place] {
			v.Problems = append([]problem{{"", said}}, v.Problems...)
		}
	}
	return s.showAct(w, r, status, person, "act-form", v)
}

// offer gives the fields of a form that name a document those that there are: few to choose from, many as suggestions.
func (s *site) offer(r *http.Request, person *auth.Person, v *actView) error {
	kinds := map[string]bool{}
	listed(v.Inputs, kinds)
	lists := map[string][]choice{}
	for kind := range kinds {
		options, err := s.offers(r, person, kind)
		if err != nil {
			return err
		}
		lists[kind] = options
	}
	choose(v.Inputs, lists)
	clear(kinds)
	listed(v.Inputs, kinds)
	for _, kind := range sortedKeys(kinds) {
		v.Lists = append(v.Lists, offered{kind, lists[kind]})
	}
	return nil
}

func (s *site) showAct(w http.ResponseWriter, r *http.Request, status int, person *auth.Person, name string,
	v actView,
) error {
	main, err := part(name, v)
	if err != nil {
		return err
	}
	title := v.Title
	if len(v.Problems) > 0 {
		title = "Error: " + title
	}
	return s.answer(w, r, status, layout{Title: title, Person: person, Main: main, Crumbs: crumbs(v.Fund)})
}

// crumbs lead from a page of work back to the fund.
func crumbs(fund string) []crumb {
	return []crumb{{"Funds", "/funds"}, {fund, "/funds/" + fund}, {"Work", "/funds/" + fund + "/work"}}
}

// problemsOf are the refusals that stand beside fields, in the fields' order.
func problemsOf(inputs []input) []problem {
	var list []problem
	for _, in := range inputs {
		if in.Error != "" {
			list = append(list, problem{in.Name, in.Error})
		}
		list = append(list, problemsOf(in.Fields)...)
		for _, l := range in.Lines {
			list = append(list, problemsOf(l.Fields)...)
		}
	}
	return list
}

// listed gathers the kinds of documents that fields may name.
func listed(inputs []input, kinds map[string]bool) {
	for _, in := range inputs {
		if in.List != "" {
			kinds[in.List] = true
		}
		listed(in.Fields, kinds)
		for _, l := range in.Lines {
			listed(l.Fields, kinds)
		}
	}
}

// showPreview shows what an act would make: its entry in plain words, its postings, the position before and after.
func (s *site) showPreview(w http.ResponseWriter, r *http.Request, person *auth.Person, form *api.Form, f *filled,
	key string, out api.ActAnswer,
) error {
	v := actView{
		Fund: r.PathValue("fund"), Act: form.Act, Key: key, Title: form.Summary, Sentence: out.Entry.Sentence,
		Waits: out.Waits, Warnings: out.Warnings, As: actsAs(out.Entry.Authority),
	}
	for _, name := range sortedKeys(f.typed) {
		v.Hidden = append(v.Hidden, hidden{name, f.typed[name]})
	}
	v.Tables = postingTables(out.Entry.Postings)
	if p := out.Preview; p != nil {
		v.Warnings = p.Warnings
		v.Tables = append(v.Tables, positionTables(p)...)
	}
	for _, d := range out.Entry.Documents { // what a proposal lacks stops nobody: it may be there when it is approved
		if d.Kind != "proposal" {
			continue
		}
		held, err := readDocument(d.Version)
		if err != nil {
			return err
		}
		if short := held.text("short"); short != "" {
			v.Warnings = append(v.Warnings, "as the books stand it cannot be done: "+short)
		}
	}
	v.Nothing = len(v.Tables) == 0
	return s.showAct(w, r, http.StatusOK, person, "act-preview", v)
}

// doAddress is the address of an act's form with fields filled in.
func doAddress(fund, act string, fields url.Values) string {
	at := "/funds/" + fund + "/do/" + act
	if len(fields) > 0 {
		at += "?" + fields.Encode()
	}
	return at
}
