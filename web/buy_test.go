package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pooled/ledger"
)

// holds reports what of a page's main part is missing.
func (h *house) holds(what, text string, says ...string) {
	h.Helper()
	if at := strings.Index(text, "<main"); at > 0 {
		text = text[at:]
	}
	for _, one := range says {
		if !strings.Contains(text, one) {
			h.Errorf("%s lacks %q: %s", what, one, text)
		}
	}
}

// The search shows cards a page at a time, and says how to find more where it finds nothing.
func TestFindSomethingToBuy(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	lin := h.worker()
	get := func(query string) string {
		t.Helper()
		answer, text := h.ask(lin, "GET", h.buys()+query, "", html...)
		if answer.status != http.StatusOK {
			t.Fatalf("%s: %d %s", query, answer.status, text)
		}
		return text
	}
	h.holds("the start", get(""), "Left in the float", "£0.00", "You may still buy alone in the quarter", "£150.00")
	h.holds("the gym", get("?search=gym&near=DL1&day=monday"), "1 found", "Gym &#34;plus&#34; &amp; more", "Test Charity",
		"from £52.50", "Monday, Thursday", "ages 16 and over", "Darlington")
	lunches := get("?search=lunch&day=thursday")
	h.holds("the lunches", lunches, "12 found", "Next page", "page=2")
	if strings.Count(lunches, `class="card"`) != 10 || strings.Contains(lunches, "Previous page") {
		t.Errorf("the first page: %s", lunches)
	}
	second := get("?search=lunch&day=thursday&page=2")
	h.holds("the second page", second, "Previous page")
	if strings.Count(second, `class="card"`) != 2 || strings.Contains(second, "Next page") {
		t.Errorf("the second page: %s", second)
	}
	h.holds("nothing", get("?search=zeppelin&near=DL1&day=sunday"), "Nothing was found", "use fewer words",
		"first part of the postcode", "leave out the day")
	answer, text := h.ask(lin, "GET", h.buys()+"?search=gym&day=%3Cb%3Esomeday", "", html...)
	if answer.status != http.StatusUnprocessableEntity || strings.Contains(text, "<b>someday") {
		t.Errorf("a day that is none: %d %s", answer.status, text)
	}
	h.holds("a day that is none", text, "There is a problem", "no day of the week")
	page := get("/gym")
	h.holds("the gym's page", page, "Weights &amp; &#34;classes&#34;: 5 &lt; 6.", "£75.00", "three months", "Concession",
		"Old Hall", "Monday, Thursday 09:00 to 17:00", `href="https://example.org/gym"`, "Buy this")
	if answer, _ := h.ask(lin, "GET", h.buys()+"/nothing", "", html...); answer.status != http.StatusNotFound {
		t.Errorf("a service that is not there: %d", answer.status)
	}
}

// A worker buys within their limit at once, and is told what is left; sent twice it buys once.
func TestBuyInThreeSteps(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	lin := h.worker()
	at := h.buys() + "/gym"
	_, text := h.ask(lin, "POST", at, h.fillOrder(lin, "preview", orderOf("CLIENT-7f3a", "20")).Encode(), html...)
	h.holds("the check", text, "It is bought as soon as you press Buy", "client-7f3a", "£20.00", "Buy for £20.00",
		"£500.00", "£480.00", "£150.00", "£130.00", "Left for this client in the quarter", "£80.00", "1 June 2015")
	_, back := h.ask(lin, "POST", at, fill(text, url.Values{"step": {"change"}}).Encode(), html...)
	h.holds("what was typed", back, `value="client-7f3a"`, `value="20.00"`, `value="1/6/2015"`)
	sent := fill(text, url.Values{"step": {"confirm"}})
	seq := h.seq()
	first, _ := h.ask(lin, "POST", at, sent.Encode(), html...)
	again, _ := h.ask(lin, "POST", at, sent.Encode(), html...)
	where := first.header.Get("Location")
	if first.status != http.StatusSeeOther || !strings.Contains(where, "/purchases?bought=buy-") ||
		again.header.Get("Location") != where || h.seq() != seq+1 {
		t.Fatalf("bought twice: %d %s, %d %s, %d entries", first.status, where, again.status, again.header.Get("Location"),
			h.seq()-seq)
	}
	if strings.Contains(where, "client-") {
		t.Errorf("the address says whom it is for: %s", where)
	}
	answer, text := h.ask(lin, "GET", where, "", html...)
	if answer.status != http.StatusOK {
		t.Fatalf("my purchases: %d %s", answer.status, text)
	}
	h.holds("my purchases", text, "It is bought", "Gym &#34;plus&#34; &amp; more", "Ordered", "client-7f3a",
		"Awaits evidence", "£20.00", "cancel-purchase?purchase=buy-")
	other := sent
	other.Set("price", "30.00")
	if answer, text := h.ask(lin, "POST", at, other.Encode(), html...); answer.status != http.StatusConflict {
		t.Errorf("another order under the same key: %d %s", answer.status, text)
	}
	cancel := between(t, text, `href="/funds/`+string(h.pool.Fund)+`/do/cancel-purchase`, `"`)
	to := h.do(lin, "/funds/"+string(h.pool.Fund)+"/do/cancel-purchase"+cancel, url.Values{
		"reason": {"not needed"}, "on": {"1/6/2015"},
	})
	if answer, text = h.ask(lin, "GET", to, "", html...); answer.status != http.StatusOK {
		t.Errorf("after cancelling: %d %s", answer.status, text)
	}
	h.holds("after cancelling", text, "It is done", "Cancelled")
}

// Beyond their own limit a worker is told before and after that it waits, and takes it back where it is not needed.
func TestBuyBeyondTheLimit(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	lin := h.worker()
	at := h.buys() + "/gym"
	for _, client := range []string{"client-8b21", "client-9c05"} {
		_, text := h.ask(lin, "POST", at, h.fillOrder(lin, "preview", orderOf(client, "75.00")).Encode(), html...)
		if answer, text := h.ask(lin, "POST", at, fill(text, url.Values{"step": {"confirm"}}).Encode(), html...); answer.status != 303 {
			t.Fatalf("%s: %d %s", client, answer.status, text)
		}
	}
	_, text := h.ask(lin, "POST", at, h.fillOrder(lin, "preview", orderOf("client-7f3a", "60.00")).Encode(), html...)
	h.holds("the check", text, "It is not bought yet when you send it", "pool manager", "Send for approval")
	seq := h.seq()
	answer, _ := h.ask(lin, "POST", at, fill(text, url.Values{"step": {"confirm"}}).Encode(), html...)
	where := answer.header.Get("Location")
	if answer.status != http.StatusSeeOther || !strings.Contains(where, "/purchases?sent=p-") || h.seq() != seq+1 {
		t.Fatalf("sent: %d %s", answer.status, where)
	}
	_, text = h.ask(lin, "GET", where, "", html...)
	h.holds("my purchases", text, "Nothing is bought until it is approved", "Sent, and waiting for others", "Withdraw")
	back := between(t, text, `href="/funds/`+string(h.pool.Fund)+`/do/withdraw-proposal`, `"`)
	to := h.do(lin, "/funds/"+string(h.pool.Fund)+"/do/withdraw-proposal"+back, url.Values{})
	_, text = h.ask(lin, "GET", to, "", html...)
	if strings.Contains(text, "waiting for others") {
		t.Errorf("what was taken back still waits: %s", text)
	}
}

// A refusal stands beside its field and keeps what was typed; nothing is posted, and no markup is the page's.
func TestPurchasesRefused(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	lin := h.worker()
	evil := `"><script>alert(1)</script>`
	with := func(v url.Values, pairs ...string) url.Values {
		for n := 0; n < len(pairs); n += 2 {
			v.Set(pairs[n], pairs[n+1])
		}
		return v
	}
	for _, one := range []struct {
		name  string
		typed url.Values
		field string
		says  []string
	}{
		{"nothing", url.Values{"quantity": {""}, "price": {""}}, "client", []string{
			"for which client", "Say how many", "Say the price for one",
		}},
		{"both", with(orderOf("client-7f3a", "20.00"), "group", "the peer group"), "client", []string{
			"and not both", `value="the peer group"`,
		}},
		{"a name", orderOf("client-beef", "20.00"), "client", []string{"looks like a name", `value="20.00"`}},
		{"an NHS number", orderOf("943 476 5919", "20.00"), "client", []string{"NHS number"}},
		{"who is in a group", with(orderOf("", "20.00"), "group", "the group of 943 476 5919"), "group", []string{"NHS number"}},
		{"too dear", with(orderOf("client-7f3a", "100.01"), "reason", "the last one"), "price", []string{"£100.01 is £0.01 more", `value="100.01"`}},
		{"dearer than listed", orderOf("client-7f3a", "80.00"), "reason", []string{"£5.00 more than the £75.00", "open"}},
		{"too much for the client", with(orderOf("client-7f3a", "40.00"), "quantity", "3"), "price", []string{"£120.00"}},
		{"a price that is none", orderOf("client-7f3a", "1e2"), "price", []string{"pounds and pence", `value="1e2"`}},
		{"less than one", with(orderOf("client-7f3a", "20.00"), "quantity", "0"), "quantity", []string{"whole number"}},
		{"a day that is none", with(orderOf("client-7f3a", "20.00"), "on", "someday"), "on", []string{
			"Give the day as", `value="someday"`,
		}},
		{"a year without money", with(orderOf("client-7f3a", "20.00"), "on", "1/6/2009"), "price", []string{
			"more than the £0.00 left", `value="1/6/2009"`,
		}},
		{"markup", with(orderOf(evil, "20.00"), "reason", evil, "on", evil), "client", []string{"&lt;script&gt;alert"}},
	} {
		seq := h.seq()
		for _, step := range []string{"preview", "confirm"} {
			answer, text := h.ask(lin, "POST", h.buys()+"/gym", h.fillOrder(lin, step, one.typed).Encode(), html...)
			if answer.status != http.StatusUnprocessableEntity || strings.Contains(text, "<script>alert") {
				t.Errorf("%s, %s: %d %s", one.name, step, answer.status, text)
			}
			h.holds(one.name, text, append(one.says, "There is a problem", `id="`+one.field+`-error"`, `href="#`+one.field+`"`)...)
		}
		if h.seq() != seq {
			t.Errorf("%s: something was posted", one.name)
		}
	}
	sent := h.fillOrder(lin, "confirm", orderOf("client-7f3a", "20.00")).Encode()
	seq := h.seq()
	if answer, _ := h.ask(lin, "POST", h.buys()+"/gym", sent, append(html, "Sec-Fetch-Site", "cross-site")...); answer.status !=
		http.StatusForbidden {
		t.Errorf("sent from another site: %d", answer.status)
	}
	if answer, _ := h.ask(lin, "POST", h.buys()+"/nothing", sent, html...); answer.status != http.StatusNotFound {
		t.Errorf("of nothing: %d", answer.status)
	}
	if h.seq() != seq {
		t.Error("something was posted")
	}
}

// Whoever orders no purchases is told so in words, and is shown no way there; a stranger learns of no fund.
func TestWhoMayBuy(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	lin := h.worker()
	h.grant("aud", "auditor", ledger.Auditor, "test-council")
	fund := "/funds/" + string(h.pool.Fund)
	for person, status := range map[string]int{"aud": http.StatusForbidden, "eve": http.StatusNotFound} {
		browser := h.as(person)
		for _, path := range []string{"/buy", "/buy/gym", "/purchases"} {
			answer, text := h.ask(browser, "GET", fund+path, "", html...)
			if answer.status != status || person == "aud" && !strings.Contains(text, "orders spot purchases") {
				t.Errorf("%s at %s: %d %s", person, path, answer.status, text)
			}
		}
		if answer, _ := h.ask(browser, "POST", fund+"/buy/gym", "step=confirm", html...); answer.status != status {
			t.Errorf("%s buys: %d", person, answer.status)
		}
		if _, text := h.ask(browser, "GET", fund+"/work", "", html...); strings.Contains(text, fund+`/buy"`) {
			t.Errorf("%s is shown the way to buy", person)
		}
	}
	if _, text := h.ask(lin, "GET", fund+"/buy", "", html...); !strings.Contains(text, `<a href="`+fund+`/buy" aria-current="page">Buy`) {
		t.Errorf("lin is not shown the way to buy: %s", text)
	}
	if answer, _ := h.ask(h.as("nobody"), "GET", fund+"/buy", "", html...); answer.status != http.StatusNotFound {
		t.Errorf("a stranger: %d", answer.status)
	}
}
