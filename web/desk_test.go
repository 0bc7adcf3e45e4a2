package web_test

import (
	"context"
	stdhtml "html"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"pooled/internal/pooltest"
	"pooled/ledger"
)

// officer is the browser of ada, who is a finance officer of the council in the house's fund; ben is one of the CCG.
// Scheme one has a budget of £600,000.00 from the NHS minimum, and policy judges whatever is asked from now on.
func (h *house) officer() *http.Client {
	h.Helper()
	h.grant("ada", "council-finance", ledger.FinanceOfficer, pooltest.CouncilBody)
	h.grant("ben", "ccg-finance", ledger.FinanceOfficer, pooltest.CCGBody)
	h.pool.Budget("one", pooltest.NHSMinimum, "600000.00")
	h.pool.Must("ada", "2015-05-01", ledger.RaiseCommitment{
		ID: "beds", Scheme: "one", Source: pooltest.NHSMinimum, Provider: pooltest.TrustBody, Form: ledger.Contract,
		Amount: ledger.MustMoney("100000.00"),
	})
	h.judged.Store(true)
	browser := pooltest.Browser(h.T)
	if answer, text := h.ask(browser, "POST", "/sign-in/development", "person=ada"); answer.status != 303 {
		h.Fatalf("signing in: %d %s", answer.status, text)
	}
	return browser
}

// grant gives somebody a post in the house's fund.
func (h *house) grant(actor, post string, role ledger.Role, body ledger.BodyID) {
	h.Helper()
	grant := ledger.GrantPost{
		Actor: ledger.ActorID(actor), Post: ledger.PostID(post + "-" + string(h.pool.Fund)), Role: role, Body: body,
		From: ledger.MustDate("2015-04-01"), Fund: h.pool.Fund,
	}
	result := h.pool.Journal.Do(context.Background(), ledger.Service,
		h.pool.Request("posts-administrator", "2015-04-01", grant))
	if result.Err != nil {
		h.Fatal(result.Err)
	}
}

// evilScheme adds a scheme whose name a spreadsheet could take for a formula.
func (h *house) evilScheme() {
	h.Helper()
	h.pool.Must("ada", "2015-04-01", ledger.AddScheme{
		ID: "evil", Name: "=1+1", CodeListYear: 2015, Lines: []ledger.SchemeLine{{
			Source: pooltest.NHSMinimum, Arrangement: ledger.LeadCommissioning, Area: "community-health",
			Commissioner: ledger.NHSSide, Provider: pooltest.TrustBody, Function: "community-health",
			Type: "integrated-care-planning",
		}},
	})
}

// propose has somebody ask for a virement of more than they may do alone, and returns the proposal.
func (h *house) propose(actor, amount string) string {
	h.Helper()
	result := h.pool.Journal.Do(context.Background(), h.pool.Fund,
		h.pool.Request(actor, "2015-06-01", pooltest.Vire("one", "two", amount)))
	if result.Err != nil || result.Proposal == "" {
		h.Fatalf("%s proposes nothing: %v", actor, result.Err)
	}
	return string(result.Proposal)
}

var (
	inputTags = regexp.MustCompile(`<input[^>]*>`)
	nameIn    = regexp.MustCompile(` name="([^"]*)"`)
	selects   = regexp.MustCompile(`(?s)<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>`)
	chosen    = regexp.MustCompile(`<option value="([^"]*)" selected>`)
	valueIn   = regexp.MustCompile(` value="([^"]*)"`)
)

// fill is what a browser would send of the form on a page, with what is typed into it.
func fill(text string, typed url.Values) url.Values {
	sent := url.Values{}
	for _, tag := range inputTags.FindAllString(text, -1) {
		name, value := nameIn.FindStringSubmatch(tag), valueIn.FindStringSubmatch(tag)
		if name != nil && value != nil && !strings.Contains(tag, "checkbox") {
			sent.Set(stdhtml.UnescapeString(name[1]), stdhtml.UnescapeString(value[1]))
		}
	}
	for _, one := range selects.FindAllStringSubmatch(text, -1) {
		if value := chosen.FindStringSubmatch(one[2]); value != nil {
			sent.Set(stdhtml.UnescapeString(one[1]), stdhtml.UnescapeString(value[1]))
		}
	}
	for name, values := range typed {
		sent[name] = values
	}
	return sent
}

// do fills in the form that a page leads to, looks at what it would make, confirms it, and returns where that leads.
func (h *house) do(browser *http.Client, at string, typed url.Values) string {
	h.Helper()
	at = stdhtml.UnescapeString(at)
	answer, text := h.ask(browser, "GET", at, "", html...)
	if answer.status != 200 {
		h.Fatalf("%s: %d %s", at, answer.status, text)
	}
	path, _, _ := strings.Cut(at, "?")
	sent := fill(text, typed)
	for _, step := range []string{"preview", "confirm"} {
		sent.Set("step", step)
		if answer, text = h.ask(browser, "POST", path, sent.Encode(), html...); step == "preview" && answer.status != 200 {
			h.Fatalf("%s of %s: %d %s", step, at, answer.status, text)
		}
		sent = fill(text, nil)
	}
	if answer.status != http.StatusSeeOther {
		h.Fatalf("%s confirmed: %d %s", at, answer.status, text)
	}
	return answer.header.Get("Location")
}
