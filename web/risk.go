package web

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"pooled/api"
)

const (
	// risksMost is how many of the entries found stand on a page, and risksFileMost in a file.
	risksMost, risksFileMost = 50, 999
	// risksWait is how long a page waits for its journal to be gone over, before it says that it takes long.
	risksWait = 4 * time.Second
)

// riskAsked is what the address of a page of risks asks for, as the operation takes it.
type riskAsked struct {
	filter, period          string
	after, entries, service int64
	measures                url.Values // the thresholds that were typed
}

func riskAskedBy(r *http.Request) riskAsked {
	q := r.URL.Query()
	number := func(name string) int64 {
		n, _ := strconv.ParseInt(q.Get(name), 10, 64) // what is no number asks for none
		return max(n, 0)
	}
	a := riskAsked{
		strings.TrimSpace(q.Get("filter")), strings.TrimSpace(q.Get("period")),
		number("after"), number("entries"), number("service"),
		url.Values{},
	}
	for _, m := range api.RisksOf("", "", 0).Measures() {
		if typed := strings.TrimSpace(q.Get(m.Name)); typed != "" && typed != m.Value {
			a.measures.Set(m.Name, typed)
		}
	}
	return a
}

// address is a path with what is asked for.
func (a riskAsked) address(path string) string {
	q := url.Values{}
	maps.Copy(q, a.measures)
	for name, text := range map[string]string{"filter": a.filter, "period": a.period} {
		if text != "" {
			q.Set(name, text)
		}
	}
	for name, n := range map[string]int64{"after": a.after, "entries": a.entries, "service": a.service} {
		if n > 0 {
			q.Set(name, strconv.FormatInt(n, 10))
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// question is what is asked, as the operation takes it. It refuses a threshold that is no number.
func (a riskAsked) question(caller api.Caller, fund string, limit int) (*api.RisksInput, error) {
	in := api.RisksOf(caller.Actor, fund, limit)
	in.Filter, in.Period, in.After, in.Entries, in.Service = a.filter, a.period, a.after, a.entries, a.service
	for _, name := range slices.Sorted(maps.Keys(a.measures)) {
		if err := in.Measure(name, a.measures.Get(name)); err != nil {
			return nil, err
		}
	}
	return in, nil
}

// risks goes over the journal by risk filters. Where that takes long the page says so, and the work goes on: the same
// address shows what was found. Whoever asks is judged by the operation; whoever comes back for it is judged anew.
func (s *site) risks(w http.ResponseWriter, r *http.Request) error {
	person, err := s.must(r)
	if err != nil {
		return err
	}
	fund, a, caller := r.PathValue("fund"), riskAskedBy(r), api.Caller{Actor: person.Actor}
	path := "/funds/" + fund + "/risks"
	key := a.address("risks")
	l := layout{Title: "Risks", Person: person, Crumbs: auditCrumbs(fund)}
	t := s.tasks.find(caller, fund, func(t *task) bool { return t.asked == key })
	if t != nil {
		if err := s.ask.MayReadJournal(r.Context(), person.Actor, fund); err != nil {
			return err
		}
	} else {
		t = &task{fund: fund, asked: key, actor: caller}
		if err := s.tasks.begin(t, s.riskWork(a)); err != nil {
			return err
		}
	}
	if !t.wait(r.Context(), risksWait) {
		l.Title, l.Moving = "Risks: at work", true
		l.Main, err = part("risks-wait", struct{ Address, Steps string }{a.address(path), t.steps()})
		if err != nil {
			return err
		}
		return s.answer(w, r, http.StatusOK, l)
	}
	s.tasks.remove(t)
	v, status := riskView{Fund: fund, Asked: a, All: path}, http.StatusOK
	switch {
	case api.Malformed(t.err):
		v.Problem, status = riskProblem(s.ask.Said(r.Context(), t.err).Detail, a), http.StatusUnprocessableEntity
		l.Title = "Error: " + l.Title
	case t.err != nil:
		return t.err
	default:
		v.fill(t.risks, path)
	}
	v.Measures = measuresOf(a, v.Problem)
	if l.Main, err = part("risks", v); err != nil {
		return err
	}
	return s.answer(w, r, status, l)
}

// riskWork is what a task does that goes over a journal by risk filters.
func (s *site) riskWork(a riskAsked) func(context.Context, *task) error {
	return func(ctx context.Context, t *task) error {
		ctx, cancel := context.WithTimeout(ctx, api.RisksTimeMax)
		defer cancel()
		in, err := a.question(t.actor, t.fund, risksMost)
		if err != nil {
			return err
		}
		found, err := s.ask.Risks(ctx, in)
		if err == nil {
			t.risks = &found.Body
		}
		return err
	}
}

// riskProblem is a refusal beside the field that it is about.
func riskProblem(detail string, a riskAsked) *problem {
	for _, m := range riskMeasures {
		for _, name := range []string{m.Name, hyphened(m.Name)} {
			if begins := len(name + " is "); len(detail) > begins && strings.EqualFold(detail[:begins], name+" is ") {
				return &problem{m.Name, m.Label + ": " + detail[begins:]}
			}
		}
	}
	if a.period != "" && strings.Contains(detail, "period") {
		return &problem{"period", "Period: " + detail}
	}
	return &problem{"", detail}
}

// risksFile sends a table of what was found as a file.
func (s *site) risksFile(w http.ResponseWriter, r *http.Request) error {
	person, err := s.must(r)
	if err != nil {
		return err
	}
	name, kind, _ := strings.Cut(r.PathValue("file"), ".")
	if kind != "csv" && kind != "xlsx" || !strings.Contains(" risks filters pairs digits ", " "+name+" ") {
		return api.ErrNoTable
	}
	ctx, cancel := context.WithTimeout(r.Context(), api.RisksTimeMax)
	defer cancel()
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(2 * api.RisksTimeMax)) // else the usual one holds
	fund, a := r.PathValue("fund"), riskAskedBy(r)
	a.after = 0
	in, err := a.question(api.Caller{Actor: person.Actor}, fund, risksFileMost)
	if err != nil {
		return err
	}
	found, err := s.ask.Risks(ctx, in)
	if err != nil {
		return err
	}
	for _, t := range riskTables(&found.Body) {
		if t.ID == name {
			return s.sendTable(w, fund, found.Body.Entries, kind, t)
		}
	}
	return api.ErrNoTable
}
