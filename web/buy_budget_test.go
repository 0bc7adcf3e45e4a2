package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
)

// allocate gives clients personal health budgets of scheme one: h-host of £80.00 to client-5a5a, which the host pays
// and of which £30.00 is paid out; h-agent of £40.00 to client-6b6b, which the agent of a second float holds; others.
func (h *house) allocate() {
	h.Helper()
	h.judged.Store(false)
	defer h.judged.Store(true)
	done := func(acts ...ledger.Act) {
		for _, act := range acts {
			h.pool.Must("ada", "2015-05-01", act)
		}
	}
	budget := func(id ledger.HealthBudgetID, client ledger.ClientID, float ledger.FloatID, form ledger.HealthBudgetForm,
		amount string,
	) ledger.Act {
		a := ledger.AllocateHealthBudget{
			ID: id, Scheme: "one", Client: client, Float: float, Form: form, Amount: ledger.MustMoney(amount),
			Purpose: ledger.Text("activities"),
		}
		if float == "" {
			a.Source = pooltest.NHSMinimum
		}
		return a
	}
	done(
		ledger.SetHealthBudgetTerms{
			Scheme: "one", Cap: ledger.MustMoney("200.00"), Window: ledger.EachQuarter, EvidenceDays: 28,
		},
		ledger.SetUpFloat{
			ID: "agents", Name: "Agent's float", Scheme: "one", Purpose: ledger.Text("more things"),
			Agent: pooltest.TrustBody, AgencyBy: "agency",
			Sources: []ledger.SourceID{pooltest.NHSMinimum}, FloatTerms: ledger.FloatTerms{
				Draw: ledger.DrawInOrder, Limits: ledger.FloatLimits{
					Purchase: ledger.MustMoney("50.00"), Client: ledger.MustMoney("50.00"), Worker: ledger.MustMoney("90.00"),
					Window: ledger.EachQuarter,
				},
			},
		},
		ledger.TopUpFloat{Float: "agents", Source: pooltest.NHSMinimum, From: "one", Amount: ledger.MustMoney("300.00")},
		ledger.ReceiveContribution{
			Contribution: "nhs-minimum", Amount: ledger.MustMoney("1000.00"), Power: ledger.Section75,
			Receipt: ledger.Text("BACS 1"),
		},
		ledger.AdvanceFloat{
			Float: "agents", Amount: ledger.MustMoney("200.00"), Payment: ledger.Text("BACS 2"),
		},
		budget("h-host", "client-5a5a", "", ledger.DirectBudget, "80.00"),
		budget("h-agent", "client-6b6b", "agents", ledger.NotionalBudget, "40.00"),
		budget("h-big", "client-9d9d", "", ledger.NotionalBudget, "200.00"),
		budget("h-other", "client-8b21", "", ledger.NotionalBudget, "10.00"),
		ledger.PayDirect{Budget: "h-host", Amount: ledger.MustMoney("30.00"), Payment: ledger.Text("DP 1")},
	)
}

// bought sends what a page shows, with something typed over it, and returns the page that comes.
func (h *house) bought(browser *http.Client, page, step string, typed url.Values, status int) string {
	h.Helper()
	sent := fill(page, typed)
	sent.Set("step", step)
	answer, text := h.ask(browser, "POST", h.buys()+"/gym", sent.Encode(), html...)
	if answer.status != status {
		h.Fatalf("%s %v: %d %s", step, typed, answer.status, text)
	}
	if status == http.StatusSeeOther {
		return answer.header.Get("Location")
	}
	return text
}

// A client's budget is offered once the client is typed, beside the floats; what the host pays from it is the
// provider's invoice. What is left is the balance, less what is paid out. Sent twice it buys once.
func TestBuyFromABudget(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	lin := h.worker()
	h.allocate()
	_, empty := h.ask(lin, "POST", h.buys()+"/gym", "step=for&option=full", html...)
	for _, one := range []string{"h-host", "h-agent", "h-other", "Invoice number"} {
		if strings.Contains(empty, one) {
			t.Errorf("before a client is typed the form says %q", one)
		}
	}
	order := orderOf("client-5a5a", "50.00")
	order.Set("float", "local")
	shown := h.bought(lin, empty, "preview", order, http.StatusOK)
	h.holds("the choice", shown, "This client has a personal health budget", "Personal health budget h-host, £50.00 left",
		"Of that paid out, not accounted for", "£30.00", "£80.00", `<option value="local" selected>`, "Invoice number")
	if strings.Contains(shown, "h-agent") || strings.Contains(shown, "h-other") || strings.Contains(shown, "a problem") {
		t.Errorf("the choice: %s", shown)
	}
	shown = h.bought(lin, shown, "preview", url.Values{"float": {"budget:h-host"}}, http.StatusUnprocessableEntity)
	h.holds("without an invoice", shown, `id="number-error"`, `id="received-error"`)
	invoice := url.Values{"number": {"INV 7"}, "received": {"31/5/2015"}, "price": {"50.01"}}
	shown = h.bought(lin, shown, "preview", invoice, http.StatusUnprocessableEntity)
	h.holds("beyond the budget", shown, `id="price-error"`, "£0.01 more than the £80.00 left", "£30.00 paid out")
	check := h.bought(lin, shown, "preview", url.Values{"price": {"45.00"}}, http.StatusOK)
	h.holds("the check", check, "It is bought as soon as you press Buy", "What is left: Personal health budget h-host",
		"£80.00", "£35.00", "£50.00", "£5.00", "INV 7", "31 May 2015", "the host pays it", "Buy for £45.00")
	back := h.bought(lin, check, "change", url.Values{}, http.StatusOK)
	h.holds("what was typed", back, `value="INV 7"`, `value="31/5/2015"`, `<option value="budget:h-host" selected>`)
	check = h.bought(lin, back, "preview", url.Values{"price": {"50.00"}}, http.StatusOK)
	seq := h.seq()
	where := h.bought(lin, check, "confirm", url.Values{}, http.StatusSeeOther)
	if again := h.bought(lin, check, "confirm", url.Values{}, http.StatusSeeOther); again != where || h.seq() != seq+1 {
		t.Errorf("sent twice: %s, %s, %d entries", where, again, h.seq()-seq)
	}
	if strings.Contains(where, "client-") || strings.Contains(where, "h-host") {
		t.Errorf("the address says whose budget it is: %s", where)
	}
	_, text := h.ask(lin, "GET", where, "", html...)
	h.holds("my purchases", text, "It is bought from the personal health budget: invoice buy-", "the host pays it",
		"From personal health budget h-host", "client-5a5a", "31 May 2015", "Accepted: the host pays it")
	shown = h.bought(lin, check, "preview", url.Values{}, http.StatusUnprocessableEntity)
	h.holds("of a budget that is used up", shown, "Nothing can be bought from that budget", "Choose what it is paid out of")
}

// What a float's agent buys from a budget is ordered from the float, within its limits for one worker; the budget has
// so much less, and the float as much as before.
func TestOrderFromAnAgentsBudget(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	lin := h.worker()
	h.allocate()
	order := orderOf("client-6b6b", "25.00")
	_, empty := h.ask(lin, "POST", h.buys()+"/gym", "step=for&option=full", html...)
	shown := h.bought(lin, empty, "preview", order, http.StatusOK)
	h.holds("the choice", shown, "Personal health budget h-agent, £40.00 left", "Agent&#39;s float, £160.00 left")
	if strings.Contains(shown, "Invoice number") {
		t.Errorf("an invoice is asked about, which the agent has: %s", shown)
	}
	shown = h.bought(lin, shown, "preview", url.Values{"float": {""}}, http.StatusUnprocessableEntity)
	h.holds("nothing chosen", shown, `id="float-error"`, "Choose what it is paid out of")
	check := h.bought(lin, shown, "preview", url.Values{"float": {"budget:h-agent:agents"}}, http.StatusOK)
	h.holds("the check", check, "What is left: Personal health budget h-agent", "£40.00", "£15.00", "£90.00", "£65.00")
	if strings.Contains(check, "Left in the float") || strings.Contains(check, "Left for this client") {
		t.Errorf("the check tells of what is not changed: %s", check)
	}
	where := h.bought(lin, check, "confirm", url.Values{}, http.StatusSeeOther)
	_, text := h.ask(lin, "GET", where, "", html...)
	h.holds("my purchases", text, "It is bought: purchase buy-", "client-6b6b", "£25.00")
}

// What costs more than a worker buys from a budget alone waits for the budget holder, and stands among their own.
func TestBuyFromABudgetBeyondTheLimit(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	lin := h.worker()
	h.allocate()
	order := orderOf("client-9d9d", "75.00")
	order.Set("quantity", "2")
	_, empty := h.ask(lin, "POST", h.buys()+"/gym", "step=for&option=full", html...)
	shown := h.bought(lin, empty, "preview", order, http.StatusOK)
	check := h.bought(lin, shown, "preview", url.Values{
		"float": {"budget:h-big"}, "number": {"INV 9"}, "received": {"1/6/2015"}, "vat": {"25.00"},
	}, http.StatusOK)
	h.holds("the check", check, "It is not bought yet when you send it", "commissioner", "£150.00", "£25.00", "£200.00",
		"£50.00", "Send for approval")
	where := h.bought(lin, check, "confirm", url.Values{}, http.StatusSeeOther)
	_, text := h.ask(lin, "GET", where, "", html...)
	h.holds("my purchases", text, "Nothing is bought until it is approved", "Sent, and waiting for others", "h-big", "Withdraw")
}

// Nobody is offered another client's budget, or buys from one by its name.
func TestOthersBudgetsAreNotBoughtFrom(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	lin := h.worker()
	h.allocate()
	_, empty := h.ask(lin, "POST", h.buys()+"/gym", "step=for&option=full", html...)
	order := orderOf("client-7f3a", "5.00")
	order.Set("number", "INV 8")
	order.Set("received", "31/5/2015")
	seq := h.seq()
	for _, one := range []struct {
		float, step, says string
		status            int
	}{
		{"budget:h-other", "preview", "Nothing can be bought from that budget", http.StatusUnprocessableEntity},
		{"budget:h-other", "confirm", "is not one of this client&#39;s", http.StatusNotFound},
		{"budget:h-nothing", "confirm", "is not one of this client&#39;s", http.StatusNotFound},
		{"budget:h-agent:agents", "confirm", "another client&#39;s", http.StatusUnprocessableEntity},
		{"budget:<b>", "confirm", "&lt;b&gt;", http.StatusNotFound},
	} {
		sent := fill(empty, order)
		sent.Set("step", one.step)
		sent.Set("float", one.float)
		answer, text := h.ask(lin, "POST", h.buys()+"/gym", sent.Encode(), html...)
		if answer.status != one.status || !strings.Contains(text, one.says) || strings.Contains(text, "<b>") {
			t.Errorf("%s of %s: %d %s", one.step, one.float, answer.status, text)
		}
	}
	if h.seq() != seq {
		t.Error("something was posted")
	}
}
