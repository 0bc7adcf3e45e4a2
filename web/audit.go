package web

import (
	"net/http"

	"pooled/api"
)

// auditPart is a page of those who look into a fund's history, with what it is for.
type auditPart struct{ Name, Path, Text string }

// auditParts stand on the page that leads to them. A new one adds its line.
var auditParts = []auditPart{
	{"Journal", "/journal", "Every entry, by any of what is in it, and why each was allowed."},
	{
		"Through time", "/through-time",
		"The fund as it stood after any entry or at the end of any day, and what changed between two moments.",
	},
	{"Risks", "/risks", "Which entries to look at: risk filters, first digits, and who approved whose entries."},
	{"Verification", "/verification", "Have the whole journal verified now."},
	{"Checkpoints", "/checkpoints", "Where the journal stood when it was signed, and how to hold on to that."},
	{"Export", "/export", "The whole journal as a file that proves itself, to verify on a machine of yours."},
}

// auditCrumbs lead from a page of those who look into a fund's history back to the fund.
func auditCrumbs(fund string) []crumb {
	return append(crumbs(fund)[:2:2], crumb{"Audit", "/funds/" + fund + "/audit"})
}

// audit leads to the pages of those who look into a fund's history.
func (s *site) audit(w http.ResponseWriter, r *http.Request) error {
	person, err := s.uploader(r)
	if err != nil {
		return err
	}
	fund := r.PathValue("fund")
	main, err := part("audit", struct {
		Fund  string
		Parts []auditPart
	}{fund, auditParts})
	if err != nil {
		return err
	}
	return s.answer(w, r, http.StatusOK, layout{Title: "Audit", Person: person, Main: main, Crumbs: crumbs(fund)[:2]})
}

// exportView is what the template of the export shows.
type exportView struct {
	Fund, Held string
	Seq        int64
	Newest     string // the address of the newest signed checkpoint; none: nothing was signed
	File       string // its name
	Covers     int64  // entries
}

// export offers the whole journal as a file, with the commands that verify it.
func (s *site) export(w http.ResponseWriter, r *http.Request) error {
	person, err := s.must(r)
	if err != nil {
		return err
	}
	fund := r.PathValue("fund")
	if err := s.ask.MayReadJournal(r.Context(), person.Actor, fund); err != nil {
		return err
	}
	q := api.Ask(person.Actor, fund, "", "")
	now, err := s.ask.At(r.Context(), q)
	if err != nil {
		return err
	}
	newest, err := s.ask.Checkpoints(r.Context(), api.NewestCheckpoints(q, 0, 1))
	if err != nil {
		return err
	}
	v := exportView{Fund: fund, Seq: now.Seq, Held: heldText(fund, now.Seq, now.Root.String())}
	for _, c := range newest.Body.Checkpoints {
		v.Newest, v.File, v.Covers = "/funds/"+fund+"/checkpoints/newest", checkpointName(fund, c.Size), c.Size
	}
	main, err := part("export", v)
	if err != nil {
		return err
	}
	return s.answer(w, r, http.StatusOK, layout{
		Title: "Export", Person: person, Main: main, Moment: &now, Crumbs: auditCrumbs(fund),
	})
}

// exportFile sends the whole journal, or that without the texts that may have to be hidden.
func (s *site) exportFile(w http.ResponseWriter, r *http.Request) error {
	person, err := s.must(r)
	if err != nil {
		return err
	}
	kind := r.PathValue("kind")
	if kind != "whole" && kind != "redacted" {
		return api.ErrNoTable
	}
	return s.ask.SendExport(w, r, api.ExportOf(person.Actor, r.PathValue("fund"), kind == "redacted"))
}
