package web

import (
	"net/http"
	"strings"

	"pooled/api"
)

// searchView is what the template of a search shows.
type searchView struct {
	Fund, Words     string
	Asked           bool
	Documents       []fact
	Entries         []entryRow
	Bodies          string
	More            bool
	Behind, Through int64 // entries that could not be looked at yet
	Error           string
}

// search finds entries and documents by number, name, amount and words.
func (s *site) search(w http.ResponseWriter, r *http.Request) error {
	person, err := s.must(r)
	if err != nil {
		return err
	}
	fund, words := r.PathValue("fund"), strings.TrimSpace(r.URL.Query().Get("q"))
	v := searchView{Fund: fund, Words: words, Asked: words != ""}
	l := layout{Title: "Search", Person: person, Crumbs: crumbs(fund)[:2]}
	status := http.StatusOK
	if !v.Asked {
		err = s.sees(r, person)
	} else {
		var found *api.SearchOutput
		if found, err = s.ask.Search(r.Context(), api.SearchFor(person.Actor, fund, words)); err == nil {
			v.found(found.Body)
			l.Moment = &found.Body.Moment
		}
	}
	if err != nil {
		p := s.ask.Said(r.Context(), err)
		if p.Status != http.StatusUnprocessableEntity {
			return err
		}
		v.Error, status = p.Detail, p.Status
		v.Words = "" // what may not be looked for is not repeated
	}
	if l.Main, err = part("search", v); err != nil {
		return err
	}
	return s.answer(w, r, status, l)
}

// found fills in what was found.
func (v *searchView) found(a api.SearchAnswer) {
	for _, d := range a.Documents {
		plural := api.DocumentList(d.Kind)
		name := sentenceCase(strings.ReplaceAll(d.Kind, "-", " ")) + " " + d.ID
		v.Documents = append(v.Documents, fact{name, "", documentAddress(v.Fund, plural, d.ID)})
	}
	for _, e := range a.Entries {
		v.Entries = append(v.Entries, entryRow{e.Seq, entryAddress(v.Fund, e.Seq), e.Sentence, ukTime(e.Recorded)})
	}
	names := make([]string, len(a.Bodies))
	for i, id := range a.Bodies {
		names[i] = string(id)
	}
	v.Bodies, v.More = strings.Join(names, ", "), a.More
	v.Behind, v.Through = max(0, a.Moment.Seq-a.Through), a.Through
}
