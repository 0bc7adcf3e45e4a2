package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"pooled/api"
	"pooled/api/auth"
)

// changedMost is how many entries say on a page what changed.
const changedMost = 50

// timeView is what the template of a moment shows.
type timeView struct {
	Fund, When           string
	Problem              *problem
	Seq, Last            int64  // the moment's entry, and the journal's newest
	Entry, SinceEntry    string // as they stand in the form by number
	Day, SinceDay, Known string // as they stand in the form by date
	Then                 bool   // as it was known at the end of the day
	Earlier, Later, Now  string // addresses
	Share, Changed       string
	EntryAddress         string
	Figures              []figure
	Means                []string
	Charts               []chart
	Compared             *compared
}

// compared is what changed between two moments.
type compared struct {
	Since, Until string // as people say them
	Tables       []table
	Accounts     table
	Entries      []entryRow
	Looked       int64
	More         string
}

// timeAsked is what the address of a moment asks for, in the forms that the API takes.
type timeAsked struct {
	asOf, knownAt, from string
	after               int64
}

// throughTimeAddress is that of a moment, compared with an earlier one where it is given.
func throughTimeAddress(fund, asOf, knownAt, from string) string {
	q := url.Values{}
	for name, value := range map[string]string{"asOf": asOf, "knownAt": knownAt, "from": from} {
		if value != "" {
			q.Set(name, value)
		}
	}
	path := "/funds/" + fund + "/through-time"
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// typedMoment is what somebody typed into one of the forms, in the forms that the API takes; false: nobody did.
func typedMoment(q url.Values) (a timeAsked, typed bool) {
	mark := func(name, prefix string, kind api.FieldKind) string {
		text := normal(kind, strings.TrimSpace(q.Get(name)))
		if text == "" {
			return ""
		}
		return prefix + text
	}
	a.knownAt = mark("known", "seq:", api.FieldWhole)
	switch {
	case q.Has("day"):
		a.asOf, a.from = mark("day", "date:", api.FieldDate), mark("sinceDay", "date:", api.FieldDate)
		if end, ok := endOf(strings.TrimPrefix(a.asOf, "date:")); ok && q.Get("then") == "yes" {
			a.knownAt = end
		}
	case q.Has("entry"):
		a.asOf, a.from = mark("entry", "seq:", api.FieldWhole), mark("sinceEntry", "seq:", api.FieldWhole)
	case q.Has("to"):
		a.asOf, a.knownAt, a.from = q.Get("to"), q.Get("knownAt"), q.Get("from")
	default:
		return a, false
	}
	return a, true
}

// endOf is the last instant of a day by the clock in London.
func endOf(day string) (string, bool) {
	begins, err := time.ParseInLocation(time.DateOnly, day, london)
	if err != nil {
		return "", false
	}
	return begins.AddDate(0, 0, 1).Add(-time.Microsecond).UTC().Format(time.RFC3339Nano), true
}

// typedDay is a day as people type it: 2015-06-30 is 30/6/2015. What is no day stays as it is.
func typedDay(day string) string {
	if t, err := time.Parse(time.DateOnly, day); err == nil {
		return t.Format("2/1/2006")
	}
	return day
}

// throughTime shows the fund as it stood at any moment, and what changed between two.
func (s *site) throughTime(w http.ResponseWriter, r *http.Request) error {
	person, err := s.must(r)
	if err != nil {
		return err
	}
	fund, q := r.PathValue("fund"), r.URL.Query()
	if a, typed := typedMoment(q); typed {
		http.Redirect(w, r, throughTimeAddress(fund, a.asOf, a.knownAt, a.from), http.StatusSeeOther)
		return nil
	}
	a := timeAsked{asOf: q.Get("asOf"), knownAt: q.Get("knownAt"), from: q.Get("from")}
	a.after, _ = strconv.ParseInt(q.Get("after"), 10, 64) // what is no number asks for the beginning
	a.after = max(a.after, 0)
	now, err := s.ask.At(r.Context(), api.Ask(person.Actor, fund, "", ""))
	if err != nil {
		return err
	}
	v, status := a.form(fund, now.Seq), http.StatusOK
	l := layout{
		Title: "Through time", Person: person, Crumbs: auditCrumbs(fund), Script: assets["time.js"].address,
	}
	moment, err := s.showMoment(r, person, a, &v)
	switch {
	case api.Malformed(err):
		v.Problem, status = &problem{"", s.ask.Said(r.Context(), err).Detail}, http.StatusUnprocessableEntity
		l.Title = "Error: " + l.Title
	case err != nil:
		return err
	default:
		l.Moment = &moment
		l.Title += ": " + v.When
	}
	if l.Main, err = part("through-time", v); err != nil {
		return err
	}
	return s.answer(w, r, status, l)
}

// form is the page with what was asked for, and nothing found yet.
func (a timeAsked) form(fund string, last int64) timeView {
	v := timeView{Fund: fund, Last: last, Seq: last, Now: throughTimeAddress(fund, "", "", "")}
	v.Entry, v.SinceEntry = strings.TrimPrefix(a.asOf, "seq:"), strings.TrimPrefix(a.from, "seq:")
	if !strings.HasPrefix(a.asOf, "seq:") {
		v.Entry = ""
	}
	if !strings.HasPrefix(a.from, "seq:") {
		v.SinceEntry = ""
	}
	if day, ok := strings.CutPrefix(a.asOf, "date:"); ok {
		v.Day = typedDay(day)
		end, _ := endOf(day)
		v.Then = a.knownAt != "" && a.knownAt == end
	}
	if day, ok := strings.CutPrefix(a.from, "date:"); ok {
		v.SinceDay = typedDay(day)
	}
	if known, ok := strings.CutPrefix(a.knownAt, "seq:"); ok {
		v.Known = known
	}
	return v
}

// showMoment fills the page with the position at the moment, and with what changed where that is asked for. All of it
// rests on the same entries.
func (s *site) showMoment(r *http.Request, person *auth.Person, a timeAsked, v *timeView) (api.Moment, error) {
	moment, err := s.ask.At(r.Context(), api.Ask(person.Actor, v.Fund, a.asOf, a.knownAt))
	if err != nil {
		return moment, err
	}
	known := seqMark(moment.Seq)
	if a.asOf != "" && moment.Date == 0 && moment.Period == 0 {
		known = a.knownAt // a number or an instant says itself what is known
	}
	q := api.Ask(person.Actor, v.Fund, a.asOf, known)
	found, err := s.ask.Position(r.Context(), &api.ReportInput{FundQuestion: q})
	if err != nil {
		return moment, err
	}
	p := found.Body
	v.Seq, v.When, v.Figures, v.Means = moment.Seq, whenOf(moment), figuresOf(p), meaning(p)
	v.Charts = []chart{contributionsChart(p), schemesChart(p)}
	v.EntryAddress = entryAddress(v.Fund, moment.Seq)
	v.Share = throughTimeAddress(v.Fund, a.asOf, seqMark(moment.Seq), a.from)
	if moment.Date == 0 && moment.Period == 0 {
		v.Entry = strconv.FormatInt(moment.Seq, 10)
		v.Share = throughTimeAddress(v.Fund, seqMark(moment.Seq), "", a.from)
		v.beside(moment.Seq)
	} else {
		v.When += fmt.Sprintf(", as known after entry %d, recorded %s", moment.Seq, ukTime(moment.Recorded))
	}
	if a.from == "" {
		return moment, nil
	}
	v.Compared, err = s.compareMoments(r, q, a, p, v)
	return moment, err
}

// beside leads to the moments before and after an entry, and to what it changed.
func (v *timeView) beside(seq int64) {
	if seq > 1 {
		v.Earlier = throughTimeAddress(v.Fund, seqMark(seq-1), "", "")
		v.Changed = throughTimeAddress(v.Fund, seqMark(seq), "", seqMark(seq-1))
	}
	if seq < v.Last {
		v.Later = throughTimeAddress(v.Fund, seqMark(seq+1), "", "")
	}
}

// compareMoments says what changed since an earlier moment: in money by scheme, source and account, and in words.
func (s *site) compareMoments(r *http.Request, q api.FundQuestion, a timeAsked, now api.PositionAnswer, v *timeView) (
	*compared, error,
) {
	found, err := s.ask.Changes(r.Context(), api.ChangesSince(q, a.from, a.after, changedMost))
	if err != nil {
		return nil, err
	}
	before, err := s.ask.Position(r.Context(), &api.ReportInput{
		FundQuestion: api.Ask(q.Actor, v.Fund, a.from, q.KnownAt),
	})
	if err != nil {
		return nil, err
	}
	total := changes(before.Body, now)
	total.Head = head("Figure|Before,After,Change")
	c := &compared{
		Since: found.Body.From.Said(), Until: found.Body.Moment.Said(), Looked: found.Body.Looked,
		Tables:   append([]table{total}, movedTables(before.Body, now)...),
		Accounts: accountsTable(found.Body.Accounts),
	}
	for _, e := range found.Body.Entries {
		c.Entries = append(c.Entries, entryRow{e.Seq, entryAddress(v.Fund, e.Seq), e.Sentence, ukTime(e.Recorded)})
	}
	if found.Body.After > 0 {
		c.More = v.Share + "&after=" + strconv.FormatInt(found.Body.After, 10)
	}
	return c, nil
}
