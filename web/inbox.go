package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"pooled/api"
)

// inboxView is what the template of the inbox shows.
type inboxView struct {
	Waiting, Own []waitingView
	Left         int
	Earlier      string // the address of those of one's own that were decided before; none: ""
	Turned       bool   // these are such earlier ones
	All          string // the register of proposals
}

// waitingView is a proposal as the inbox shows it.
type waitingView struct {
	ID, Address, Sentence string
	Facts                 []fact
	Notes                 []string
	Tables                []table
	Buttons               []deed
}

// deed leads to the form of a decision.
type deed struct{ Act, Name, Address string }

// decisions are what may be done to a proposal, as the inbox offers it.
var decisions = map[string]string{
	"approve-proposal": "Approve", "reject-proposal": "Reject", "withdraw-proposal": "Withdraw",
}

// inbox shows which proposals wait for its reader, and what became of their own.
func (s *site) inbox(w http.ResponseWriter, r *http.Request) error {
	person, err := s.must(r)
	if err != nil {
		return err
	}
	fund := r.PathValue("fund")
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64) // what is no number asks for the newest
	before = max(before, 0)
	found, err := s.ask.Inbox(r.Context(), api.InboxOf(person.Actor, fund, before))
	if err != nil {
		return err
	}
	v := inboxView{Left: found.Body.Left, Turned: before > 0, All: registerAddress(fund, "proposals")}
	if found.Body.Earlier > 0 {
		v.Earlier = fmt.Sprintf("/funds/%s/inbox?before=%d#own", fund, found.Body.Earlier)
	}
	names := map[string]string{}
	for _, one := range found.Body.Waiting {
		shown, err := s.waiting(r, fund, one, names)
		if err != nil {
			return err
		}
		v.Waiting = append(v.Waiting, shown)
	}
	for _, one := range found.Body.Own {
		shown, err := s.waiting(r, fund, one, names)
		if err != nil {
			return err
		}
		v.Own = append(v.Own, shown)
	}
	main, err := part("inbox", v)
	if err != nil {
		return err
	}
	return s.answer(w, r, http.StatusOK, layout{
		Title: "Inbox", Person: person, Main: main, Moment: &found.Body.Moment, Crumbs: crumbs(fund)[:2],
	})
}

// waiting is a proposal as the inbox shows it.
func (s *site) waiting(r *http.Request, fund string, p api.Waiting, names map[string]string) (
	waitingView, error,
) {
	id := string(p.Proposal)
	v := waitingView{ID: id, Address: documentAddress(fund, "proposals", id), Sentence: p.Sentence}
	preparer, err := s.decider(r, p.Preparer, names)
	if err != nil {
		return v, err
	}
	approved := make([]string, 0, len(p.Approvals))
	for _, a := range p.Approvals {
		by, err := s.decider(r, a, names)
		if err != nil {
			return v, err
		}
		approved = append(approved, by)
	}
	if len(approved) == 0 {
		approved = []string{"nobody yet"}
	}
	for _, f := range []fact{
		{"State", sentenceCase(string(p.State)), ""},
		{"Dated", p.On.UK() + ", period " + p.Period.String(), ""},
		{"Prepared by", preparer, ""},
		{"Why", p.Narrative, ""},
		{"Approved by", strings.Join(approved, "; "), ""},
		{"Still needed", sentenceCase(p.Need), ""},
		{"To be decided by", p.Expires.UK(), ""},
	} {
		if f.Text != "" && (p.Waits() || f.Name != "To be decided by" && f.Name != "Still needed") {
			v.Facts = append(v.Facts, f)
		}
	}
	if p.Short != "" && p.Waits() {
		v.Notes = append(v.Notes, sentenceCase(p.Short))
	}
	if p.Preview != nil {
		v.Notes = append(v.Notes, p.Preview.Warnings...)
		v.Tables = positionTables(p.Preview)
		for i := range v.Tables {
			v.Tables[i].ID = id + "-" + v.Tables[i].ID // a page has each name once
		}
	}
	for _, a := range p.Allowed {
		fields := url.Values{"proposal": {id}}
		if a.Act != "withdraw-proposal" {
			fields.Set("hash", p.Hash.String())
		}
		v.Buttons = append(v.Buttons, deed{a.Act, decisions[a.Act], doAddress(fund, a.Act, fields)})
	}
	return v, nil
}

// decider is who prepared or approved something, in which post and when. Names stand outside the journal: whoever has
// none there is known by the post alone.
func (s *site) decider(r *http.Request, a api.Approval, names map[string]string) (string, error) {
	actor := string(a.Actor)
	name, ok := names[actor]
	if !ok {
		p, err := s.Store.Person(r.Context(), a.Actor)
		if err != nil {
			return "", err
		}
		name = p.Name
		names[actor] = name
	}
	post := roleName(string(a.Role)) + " of " + string(a.Body)
	if name == "" {
		name = actor
	}
	return name + ", " + post + ", " + ukTime(a.At), nil
}

// roleName is a role in words.
func roleName(role string) string {
	return strings.Replace(strings.ReplaceAll(role, "-", " "), "nhs ", "NHS ", 1)
}
