package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pooled/ledger"
)

// A form sent with nothing, with markup, for another line, to be changed, or for what has been decided meanwhile says
// what is wrong and keeps what was typed; nothing is posted.
func TestFormsGoneWrong(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser := h.officer()
	fund := "/funds/" + string(h.pool.Fund)
	proposal := h.propose("ben", "200000.00")
	seq := h.seq()
	post := func(act, step string, typed url.Values) (reply, string) {
		t.Helper()
		typed.Set("step", step)
		answer, text := h.ask(browser, "POST", fund+"/do/"+act, typed.Encode(), html...)
		if strings.Contains(text, "<script>alert") {
			t.Errorf("%s: markup that was typed is the page's", act)
		}
		if at := strings.Index(text, "<main"); at > 0 {
			text = text[at:]
		}
		return answer, text
	}
	evil := `"><script>alert(1)</script>`
	for _, one := range []struct {
		name, act, step string
		typed           url.Values
		status          int
		says            []string
	}{
		{"nothing", "vire-budget", "preview", url.Values{}, 422, []string{
			"There is a problem", `href="#amount"`, "Amount is missing: fill it in",
		}},
		{"nothing, confirmed", "raise-commitment", "confirm", url.Values{}, 422, []string{"Provider is missing: fill it in"}},
		{"no step", "vire-budget", "", url.Values{}, 422, []string{"There is a problem"}},
		{"markup", "vire-budget", "preview", virementOf(evil, evil), 422, []string{"&lt;script&gt;alert"}},
		{"a float", "vire-budget", "preview", virementOf("1e9", "why"), 422, []string{`value="1e9"`}},
		{"below nil", "vire-budget", "preview", virementOf("-5.00", "why"), 422, []string{`value="-5.00"`}},
		{"too much", "vire-budget", "preview", virementOf("999999.99", "why"), 200, []string{
			"It will wait for", "as the books stand it cannot be done", "£500,000.00",
		}},
		{"who somebody is", "vire-budget", "preview", virementOf("1.00", "943 476 5919"), 422, []string{"an NHS number"}},
		{"another line", "add-scheme", "more:lines", url.Values{"name": {"Homes"}, "lines.0.source": {"dfg"}}, 200, []string{
			`name="lines.1.source"`, `value="Homes"`, `value="dfg"`,
		}},
		{"changed", "vire-budget", "change", virementOf("12.34", "why not"), 200, []string{
			`value="12.34"`, `value="why not"`, "Look at it before it is done",
		}},
		{"a field that is not there", "vire-budget", "preview", url.Values{"nonsense": {"1"}}, 422, []string{"is missing"}},
		{"an act that is not there", "grant-post", "preview", url.Values{}, 422, []string{"There is no act"}},
		{"not what was read", "approve-proposal", "confirm", url.Values{
			"proposal": {proposal}, "hash": {strings.Repeat("A", 43)},
		}, 409, []string{"read it again"}},
		{"her own", "withdraw-proposal", "confirm", url.Values{"proposal": {proposal}}, 403, []string{
			"nly the person who prepared a proposal may withdraw it",
		}},
	} {
		answer, text := post(one.act, one.step, one.typed)
		if answer.status != one.status {
			t.Errorf("%s: %d %s", one.name, answer.status, text)
		}
		for _, says := range one.says {
			if !strings.Contains(text, says) {
				t.Errorf("%s lacks %q: %s", one.name, says, text)
			}
		}
	}
	if h.seq() != seq {
		t.Error("something was posted")
	}
	h.stale(browser, fund, proposal)
}

// stale: a proposal that its preparer takes back while its form is open is not approved, and the form says why.
func (h *house) stale(browser *http.Client, fund, proposal string) {
	h.Helper()
	_, text := h.ask(browser, "GET", fund+"/registers/proposals/"+proposal, "", html...)
	at := between(h.T, text, `href="`+fund+`/do/approve-proposal`, `"`)
	_, text = h.ask(browser, "GET", fund+"/do/approve-proposal"+strings.ReplaceAll(at, "&amp;", "&"), "", html...)
	back := ledger.WithdrawProposal{Proposal: ledger.ProposalID(proposal)}
	if _, err := h.pool.Do("ben", "2015-06-01", back); err != nil {
		h.Fatal(err)
	}
	for _, step := range []string{"preview", "confirm"} {
		sent := fill(text, url.Values{"step": {step}, "note": {"agreed"}})
		answer, said := h.ask(browser, "POST", fund+"/do/approve-proposal", sent.Encode(), html...)
		if answer.status != http.StatusConflict || !strings.Contains(said, "is withdrawn already") ||
			!strings.Contains(said, `value="agreed"`) {
			h.Errorf("%s of what was taken back: %d %s", step, answer.status, said)
		}
	}
}

// An act that needs others says so before it is confirmed, leads to its proposal, and is one however often it is sent.
func TestFormThatWaits(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser := h.officer()
	at := "/funds/" + string(h.pool.Fund) + "/do/vire-budget"
	_, text := h.ask(browser, "GET", at, "", html...)
	sent := fill(text, virementOf("200000.00", "more beds"))
	sent.Set("step", "preview")
	_, text = h.ask(browser, "POST", at, sent.Encode(), html...)
	if !strings.Contains(text, "It will wait for") || !strings.Contains(text, "£400,000.00") {
		t.Errorf("the preview: %s", text)
	}
	sent = fill(text, url.Values{"step": {"confirm"}})
	first, _ := h.ask(browser, "POST", at, sent.Encode(), html...)
	seq := h.seq()
	again, _ := h.ask(browser, "POST", at, sent.Encode(), html...)
	where := first.header.Get("Location")
	if !strings.Contains(where, "/registers/proposals/p-") || again.header.Get("Location") != where || h.seq() != seq {
		t.Errorf("confirmed twice: %d %s, %d %s", first.status, where, again.status, again.header.Get("Location"))
	}
	sent.Set("amount", "150000.00")
	if answer, text := h.ask(browser, "POST", at, sent.Encode(), html...); answer.status != http.StatusConflict {
		t.Errorf("another act under the same key: %d %s", answer.status, text)
	}
}

// virementOf is a virement as it is typed.
func virementOf(amount, narrative string) url.Values {
	return url.Values{
		"from.scheme": {"one"}, "from.source": {"nhs-minimum"}, "to.scheme": {"two"}, "to.source": {"nhs-minimum"},
		"amount": {amount}, "narrative": {narrative}, "on": {"1/6/2015"},
	}
}

// seq is the number of the fund's last entry.
func (h *house) seq() int64 {
	h.Helper()
	head, err := h.pool.Journal.Head(h.Context(), h.pool.Fund)
	if err != nil {
		h.Fatal(err)
	}
	return head.Seq
}
