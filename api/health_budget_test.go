package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// allocate sets the terms of scheme one, and furnishes a budget that is paid directly, one that is bought from, and
// money that is demanded back.
func (h *house) allocate() {
	h.Helper()
	done := func(as, path, body string) {
		h.Helper()
		h.expect(h.post(as, path, body), http.StatusCreated, "")
	}
	agreed := func(path, body string) {
		h.Helper()
		id := h.propose("pam", path, body)
		h.expect(h.approve("ada", id), http.StatusAccepted, "")
		h.expect(h.approve("ben", id), http.StatusCreated, "")
	}
	agreed("schemes/one/health-budget-terms", `{"cap":"100.00","window":"quarter","evidenceDays":28,"on":"2015-06-01"}`)
	done("lin", "health-budgets", allocating("h-1", "client-7f3a", "direct-payment", "80.00"))
	done("lin", "health-budgets", allocating("h-2", "client-8b21", "notional", "30.00"))
	done("lin", "health-budgets", allocating("h-5", "client-4d3c", "direct-payment", "5.00"))
	done("ada", "health-budgets/h-5/payments", `{"amount":"5.00","payment":"DP 5","on":"2015-06-01"}`)
	done("ada", "health-budgets/h-1/payments", `{"amount":"50.00","payment":"DP 1","on":"2015-06-01"}`)
	done("cam", "health-budgets/h-1/demands", `{"grounds":"accumulated-unspent","amount":"10.00","payer":"client",`+
		`"by":"2015-07-31","reason":"not spent","on":"2015-06-01"}`)
	done("ada", "sources", `{"id":"charges","name":"Charges","partner":"test-council","nature":"revenue",`+
		`"fence":"other-income","codeListYear":"2015-16","power":"s75"}`)
}

func allocating(id, client, form, amount string) string {
	return `{"id":"` + id + `","scheme":"one","source":"nhs-minimum","client":"` + client + `","form":"` + form +
		`","amount":"` + amount + `","purpose":"Transport to the peer group","on":"2015-06-01"}`
}

// healthTries are those of personal health budgets and of charges.
var healthTries = []try{
	{"allocate-health-budget", "health-budgets", allocating("h-9", "client-9c05", "notional", "1.00"), "lin", "ada"},
	{
		"allocate-above-cap", "health-budgets/above-cap", `{"id":"h-9","scheme":"one","source":"nhs-minimum",` +
			`"client":"client-9c05","form":"notional","amount":"100.01","purpose":"A tablet computer","reason":"discharged today",` +
			`"on":"2015-06-01"}`, "cam", "lin",
	},
	{
		"buy-from-budget", "health-budgets/h-2/purchases", `{"id":"b-9","provider":"test-charity","price":"1.00",` +
			`"number":"B/9","received":"2015-06-01","on":"2015-06-01"}`, "lin", "ada",
	},
	{"pay-direct", "health-budgets/h-1/payments", `{"amount":"1.00","payment":"DP 2","on":"2015-06-01"}`, "ada", "lin"},
	{
		"accept-budget-evidence", "health-budgets/h-1/evidence",
		`{"amount":"1.00","dated":"2015-06-01","evidence":"receipt 1","on":"2015-06-01"}`, "cam", "lin",
	},
	{
		"return-budget-money", "health-budgets/h-1/returns", `{"amount":"1.00","receipt":"R 9","on":"2015-06-01"}`, "ada",
		"lin",
	},
	{"release-health-budget", "health-budgets/h-2/release", `{"on":"2015-06-01"}`, "lin", "ada"},
	{
		"stop-health-budget", "health-budgets/h-2/stop", `{"grounds":"consent-withdrawn","reason":"asked to","on":"2015-06-01"}`,
		"cam", "lin",
	},
	{"review-health-budget", "health-budgets/h-2/reviews", `{"evidence":"review 1","on":"2015-06-01"}`, "lin", "ada"},
	{
		"demand-repayment", "health-budgets/h-5/demands", `{"grounds":"accumulated-unspent","amount":"1.00",` +
			`"payer":"client","by":"2015-07-31","reason":"not spent","on":"2015-06-01"}`, "cam", "lin",
	},
	{
		"reconsider-demand", "health-budgets/h-1/demands/reconsideration", `{"result":"upheld","reason":"as before",` +
			`"on":"2015-06-01"}`, "ina", "lin",
	},
	{
		"write-off-direct-payment", "health-budgets/h-1/write-offs", `{"amount":"1.00","reason":"cannot be traced",` +
			`"on":"2015-06-01"}`, "cfo", "lin",
	},
	{
		"receive-client-charge", "sources/charges/other-income", `{"of":"interest","amount":"1.00","receipt":"R 8",` +
			`"on":"2015-06-01"}`, "ada", "lin",
	},
	{
		"set-health-budget-terms", "schemes/one/health-budget-terms",
		`{"cap":"100.00","window":"quarter","evidenceDays":28,"on":"2015-06-01"}`, "pam", "cam",
	},
	{
		"set-scheme-charging", "schemes/one/charging", `{"charging":"free","reason":"reablement","on":"2015-06-01"}`,
		"pam", "ada",
	},
}

// A client is allocated up to the cap and no penny more, counting what is not spent yet; two buy for the last of it at
// once, and one does.
func TestHealthBudgetStory(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.furnish()
	h.expect(h.post("lin", "health-budgets", allocating("h-3", "client-7f3a", "notional", "20.01")),
		http.StatusUnprocessableEntity, "over-limit")
	h.expect(h.post("lin", "health-budgets", allocating("h-3", "client-7f3a", "notional", "20.00")), http.StatusCreated, "")
	h.expect(h.post("lin", "health-budgets", allocating("h-4", "client-6e5d", "notional", "60.00")), http.StatusCreated, "")
	answers := make(chan int)
	for _, id := range []string{"b-1", "b-2"} {
		go func() {
			answers <- h.post("lin", "health-budgets/h-4/purchases", `{"id":"`+id+`","provider":"test-charity","price":"60.00",`+
				`"number":"`+id+`","received":"2015-06-01","on":"2015-06-01"}`).status
		}()
	}
	if one, other := <-answers, <-answers; one+other != http.StatusCreated+http.StatusUnprocessableEntity {
		t.Errorf("two purchases for the last £60.00 are answered %d and %d", one, other)
	}
}

// A budget that a float's agent holds is allocated, bought from, delivered and released; the cap, the float and the
// agent's cash bound it; above the cap it is for a higher approver.
func TestHealthBudgetWithAnAgentStory(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.furnish()
	agents := func(id, amount string) string {
		return strings.Replace(allocating(id, "client-7f3a", "notional", amount), `"source":"nhs-minimum"`, `"float":"f-1"`, 1)
	}
	from := func(id, amount string) string {
		return strings.Replace(buying(id, "f-1", amount), `"amount"`, `"budget":"a-1","amount"`, 1)
	}
	h.expect(h.post("lin", "health-budgets", agents("a-1", "20.01")), http.StatusUnprocessableEntity, "over-limit")
	h.expect(h.post("ada", "health-budgets", agents("a-1", "20.00")), http.StatusForbidden, "not-authorised")
	h.expect(h.post("lin", "health-budgets", strings.Replace(agents("a-1", "20.00"), "f-1", "f-2", 1)),
		http.StatusUnprocessableEntity, "wrong-state")
	h.expect(h.post("lin", "health-budgets", agents("a-1", "20.00")), http.StatusCreated, "")
	above := strings.Replace(agents("a-2", "30.00"), `"amount"`, `"reason":"discharged today","amount"`, 1)
	h.expect(h.post("lin", "health-budgets/above-cap", above), http.StatusForbidden, "not-authorised")
	waits := h.expect(h.post("cam", "health-budgets/above-cap", above), http.StatusAccepted, "")
	h.expect(h.approve("pam", fmt.Sprint(waits.field("proposal"))), http.StatusCreated, "")
	h.expect(h.post("lin", "purchases", from("s-8", "20.01")), http.StatusUnprocessableEntity, "not-enough")
	h.expect(h.post("lin", "purchases", from("s-8", "15.00")), http.StatusCreated, "")
	evidence := `{"amount":"15.00","date":"2015-06-01","evidence":"sheet 8","on":"2015-06-01"}`
	h.expect(h.post("lin", "purchases/s-8/deliveries", evidence), http.StatusForbidden, "not-authorised")
	h.expect(h.post("pam", "purchases/s-8/deliveries", evidence), http.StatusCreated, "")
	h.expect(h.post("lin", "health-budgets/a-1/release", `{"on":"2015-06-01"}`), http.StatusCreated, "")
	float := h.expect(h.get("ada", "floats/f-1/statement"), http.StatusOK, "")
	for path, want := range map[string]any{
		"allocated": "50.00", "ordered": "15.00", "released": "5.00", "closing": "30.00",
	} {
		if got := float.field("total", "budgets", path); got != want {
			t.Errorf("%s of the agent's budgets is %v, not %v", path, got, want)
		}
	}
	r := h.expect(h.get("ada", "health-budget-register?state=closed"), http.StatusOK, "")
	if r.field("budgets", 0, "spent") != "15.00" || r.field("budgets", 0, "float") != "f-1" {
		t.Errorf("the register says %s", r)
	}
}

// The register is read by who may read the fund, and nobody else; its filters are checked before it is asked.
func TestHealthBudgetRegister(t *testing.T) {
	t.Parallel()
	h := open(t, readers()...)
	h.furnish()
	r := h.expect(h.get("ada", "health-budget-register?asOf=date:2015-06-30"), http.StatusOK, "")
	for path, want := range map[string]any{
		"budget": "h-1", "client": "client-7f3a", "awaited": "50.00", "unspent": "30.00", "worker": "lin", "capUsed": "80.00",
	} {
		if got := r.field("budgets", 0, path); got != want {
			t.Errorf("%s of the first budget is %v, not %v", path, got, want)
		}
	}
	if r.field("chase", 0, "what") != "evidence" || r.field("chase", 0, "daysLate") == nil {
		t.Errorf("due = %v", r.field("chase"))
	}
	late := h.expect(h.get("aud", "health-budget-register?asOf=date:2015-06-30&overdue=true"), http.StatusOK, "")
	if late.field("overdue") != "55.00" || late.field("budgets", 2) != nil || late.field("chase", 0, "daysLate") != 1.0 {
		t.Errorf("overdue on the day after is %s", late)
	}
	one := h.expect(h.get("ada", "health-budget-register?client=client-8b21&state=open"), http.StatusOK, "")
	if one.field("budgets", 0, "budget") != "h-2" || one.field("budgets", 1) != nil {
		t.Errorf("of one client: %s", one)
	}
	if r := h.get("ada", "health-budget-register?client=client-7f3a&year=2014-15"); r.field("budgets", 0) != nil {
		t.Errorf("of another year: %s", r)
	}
	h.expect(h.get("ada", "health-budget-register?client=jane"), http.StatusUnprocessableEntity, "invalid-request")
	h.expect(h.get("ada", "health-budget-register?state=perhaps"), http.StatusUnprocessableEntity, "invalid-request")
	for who, status := range map[string]int{"man": 403, "lin": 403, "grants": 403, "gone": 404, "stranger": 404} {
		if r := h.get(string(h.who(who)), "health-budget-register"); r.status != status {
			t.Errorf("%s reads %s", who, r)
		}
	}
}

// What was bought from a budget is credited without naming a commitment.
func TestRefundOfAHealthBudget(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.furnish()
	h.expect(h.post("lin", "health-budgets/h-2/purchases", `{"id":"b-1","provider":"test-charity","price":"20.00",`+
		`"number":"B/1","received":"2015-06-01","on":"2015-06-01"}`), http.StatusCreated, "")
	own := h.expect(h.get("lin", "buying/budget-purchases"), http.StatusOK, "")
	if own.field("items", 0, "invoice") != "b-1" || own.field("items", 0, "client") != "client-8b21" ||
		own.field("items", 0, "state") != "certified" || own.field("items", 0, "price") != "20.00" ||
		own.field("items", 1) != nil {
		t.Errorf("their buyer sees %s", own)
	}
	if others := h.expect(h.get("ada", "buying/budget-purchases"), http.StatusOK, ""); others.field("items", 0) != nil {
		t.Errorf("who bought nothing sees %s", others)
	}
	note := `{"id":"cn-1","number":"CN 1","lines":[{"net":"5.00"}],"reason":"cancelled","on":"2015-06-02"}`
	h.expect(h.post("ada", "invoices/b-1/credit-notes", note), http.StatusCreated, "")
	r := h.expect(h.get("ada", "health-budget-register?client=client-8b21"), http.StatusOK, "")
	if r.field("budgets", 0, "spent") != "15.00" || r.field("budgets", 0, "unspent") != "15.00" {
		t.Errorf("after the credit %s", r)
	}
}

// A direct payment is asked for with the client's pseudonym alone, paid from the host's file, and returned.
func TestDirectPaymentStory(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.furnish()
	h.expect(h.post("ada", "payment-requests",
		`{"id":"d-1","budgets":[{"budget":"h-1","amount":"30.01"}],"due":"2015-06-30","on":"2015-06-02"}`), 422, "not-enough")
	h.expect(h.post("lin", "payment-requests",
		`{"id":"d-1","budgets":[{"budget":"h-1","amount":"30.00"}],"due":"2015-06-30","on":"2015-06-02"}`), 403, "not-authorised")
	h.expect(h.post("ada", "payment-requests",
		`{"id":"d-1","budgets":[{"budget":"h-1","amount":"30.00"}],"due":"2015-06-30","on":"2015-06-02"}`), 201, "")
	file := string(h.get("ada", "payment-requests/d-1/payments.csv", header{"Accept", "text/csv"}).body)
	_, row, _ := strings.Cut(strings.TrimSpace(file), "\n")
	reference, rest, _ := strings.Cut(row, ",")
	if rest != "d-1,,,,,,30.00,2015-06-30,one/nhs-minimum=30.00,client-7f3a" {
		t.Fatalf("the file is\n%s", file)
	}
	h.expect(h.post("ada", "health-budgets/h-1/payments", `{"amount":"0.01","payment":"DP 2","on":"2015-06-02"}`), 422, "not-enough")
	before := h.tally("")
	for _, line := range []string{",,paid,30.00,BACS 9,2015-06-04,\n", ",,returned,30.00,,2015-06-05,account closed\n"} {
		h.expect(h.post("ben", "payment-requests/d-1/outcomes.csv?on=2015-06-05", outcomeHead+reference+line, asCSV), 201, "")
		if after := h.tally(""); after != before {
			t.Errorf("creditors were %s, and are %s", before, after)
		}
	}
	if r := h.get("bob", "payment-requests/d-1"); r.field("item", "direct", 0, "state") != "returned" {
		t.Errorf("the request is %s", r)
	}
}
