package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// floating is the body of a float under scheme one, with what says who its agent is.
func floating(id, agent string) string {
	return fmt.Sprintf(`{"id":%q,"name":"Float %s","scheme":"one","purpose":"small things close to people",%s`+
		`"sources":["nhs-minimum"],"draw":"in-order","limits":{"purchase":"100.00","client":"100.00","worker":"150.00",`+
		`"window":"quarter"},"alert":"50.00","on":"2015-06-01"}`, id, id, agent)
}

// buying is the body of a purchase for a client.
func buying(id, float, amount string) string {
	return fmt.Sprintf(`{"id":%q,"float":%q,"service":%q,"client":"client-7f3a","amount":%q,"on":"2015-06-01"}`, id, float,
		listed, amount)
}

// buy has the two floats that wait set up, gives them money, and buys something of each.
func (h *house) buy(floats ...string) {
	h.Helper()
	for _, proposal := range floats {
		h.expect(h.approve("ada", proposal), http.StatusAccepted, "")
		h.expect(h.approve("ben", proposal), http.StatusCreated, "")
	}
	done := func(as, path, body string) {
		h.Helper()
		h.expect(h.post(as, path, body), http.StatusCreated, "")
	}
	for _, float := range []string{"f-1", "f-2"} {
		done("pam", "floats/"+float+"/top-ups", `{"source":"nhs-minimum","from":"one","amount":"500.00","on":"2015-06-01"}`)
	}
	cash := h.expect(h.post("ada", "floats/f-1/advances", `{"amount":"300.00","payment":"BACS 6","on":"2015-06-01"}`),
		http.StatusAccepted, "")
	h.expect(h.approve("ben", fmt.Sprint(cash.field("proposal"))), http.StatusCreated, "")
	done("lin", "purchases", buying("s-1", "f-1", "60.00"))
	done("lin", "purchases", buying("s-2", "f-2", "50.00"))
	done("pam", "purchases/s-2/deliveries", `{"amount":"20.00","date":"2015-06-01","evidence":"sheet 1","on":"2015-06-01"}`)
	done("pam", "floats/f-1/reconciliations", `{"id":"r-1","statement":{"from":"2015-05-01","to":"2015-05-31"},`+
		`"evidence":"statement 0","on":"2015-06-01"}`)
}

// floatTries are those of floats and of what is bought from them.
var floatTries = []try{
	{"set-up-float", "floats", floating("f-9", ""), "pam", "cam"},
	{
		"vary-float", "floats/f-1/variations", `{"state":"open","reason":"winter","fee":"5","draw":"in-order",` +
			`"limits":{"window":"month"},"on":"2015-06-01"}`, "pam", "ada",
	},
	{
		"top-up-float", "floats/f-1/top-ups",
		`{"source":"nhs-minimum","from":"one","amount":"1.00","on":"2015-06-01"}`, "pam", "ada",
	},
	{"advance-float", "floats/f-1/advances", `{"amount":"1.00","payment":"BACS 9","on":"2015-06-01"}`, "ada", "pam"},
	{"return-float-cash", "floats/f-1/returns", `{"amount":"1.00","receipt":"R 9","on":"2015-06-01"}`, "ada", "pam"},
	{"order-purchase", "purchases", buying("s-9", "f-1", "1.00"), "lin", "ada"},
	{
		"accept-delivery", "purchases/s-1/deliveries",
		`{"amount":"1.00","date":"2015-06-01","evidence":"sheet 2","on":"2015-06-01"}`, "pam", "lin",
	},
	{"cancel-purchase", "purchases/s-1/cancellation", `{"reason":"ill","on":"2015-06-01"}`, "lin", "ada"},
	{"pay-float", "floats/f-2/payments", `{"purchase":"s-2","payment":"BACS 9","on":"2015-06-01"}`, "ada", "pam"},
	{"charge-float-fee", "floats/f-1/fees", `{"amount":"1.00","on":"2015-06-01"}`, "pam", "ada"},
	{
		"reconcile-float", "floats/f-1/reconciliations", `{"id":"r-9","statement":{"from":"2015-05-01","to":"2015-05-31"},` +
			`"evidence":"statement 1","on":"2015-06-01"}`, "pam", "lin",
	},
	{
		"write-off-float-advance", "floats/f-1/write-offs", `{"amount":"1.00","reason":"closed down","on":"2015-06-01"}`, "pam",
		"ada",
	},
	{"accrue-spend", "accruals", accrual("a-9", `"commitment":"c-1"`), "ben", "cam"},
	{"reverse-accrual", "accruals/a-1/reversal", `{"on":"2015-07-01"}`, "ada", "pam"},
	{
		"prepay-provider", "commitments/c-1/prepayments", `{"amount":"1.00","payment":"BACS 3","on":"2015-06-01"}`, "ben",
		"cam",
	},
	{
		"receive-prepaid", "commitments/c-4/prepaid-receipts", `{"amount":"1.00","evidence":"report","on":"2015-06-01"}`,
		"cam", "ada",
	},
	{
		"write-off-prepayment", "commitments/c-4/prepaid-write-offs",
		`{"amount":"1.00","reason":"closed down","on":"2015-06-01"}`, "ben", "cam",
	},
	{"receive-invoice", "invoices/received", received("r-9", "c-1", "test-trust"), "pam", "cfo"},
	{"return-invoice", "invoices/r-1/return", `{"reason":"not ours","on":"2015-06-01"}`, "ben", "cam"},
	{
		"dispute-invoice", "invoices/r-1/dispute", `{"from":"2015-06-01","reason":"not as ordered","on":"2015-06-01"}`,
		"cam", "pam",
	},
	{
		"resolve-dispute", "invoices/r-3/dispute/resolution", `{"to":"2015-06-01","result":"agreed","on":"2015-06-01"}`,
		"ben", "pam",
	},
	{"certify-received-invoice", "invoices/r-1/certification", `{"on":"2015-06-01"}`, "cam", "ada"},
	{
		"certify-over-commitment", "invoices/r-6/certification/over-commitment", `{"reason":"more","on":"2015-06-01"}`,
		"cam", "pam",
	},
}

// A worker buys with one short form; beyond a client's limit it is refused, beyond the worker's it waits for the pool
// manager; whoever bought does not accept the delivery, and the service is kept as it was bought.
func TestSpotPurchaseStory(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.furnish()
	bought := h.expect(h.get("pam", "purchases/s-1"), http.StatusOK, "")
	for field, want := range map[string]any{
		"name": "Gym", "provider": "Test Charity", "price": "75.00", "unit": "three months", "status": "active",
	} {
		if got := bought.field("item", "service", field); got != want {
			t.Errorf("the purchase keeps %s %v, want %v", field, got, want)
		}
	}
	if got := bought.field("item", "provider"); got != string(charity) {
		t.Errorf("it was bought from %v", got)
	}
	refused := h.expect(h.post("lin", "purchases", buying("s-3", "f-1", "40.01")), 422, "over-limit")
	if !strings.Contains(refused.String(), "£40.01 is £0.01 more than the £40.00 left of the £100.00 that may be spent") {
		t.Errorf("the refusal says %s", refused)
	}
	h.expect(h.post("lin", "purchases", buying("s-3", "f-1", "40.00")), http.StatusCreated, "")
	other := strings.Replace(buying("s-4", "f-1", "50.01"), "client-7f3a", "client-8b21", 1)
	waits := h.expect(h.post("lin", "purchases", other), http.StatusAccepted, "")
	h.expect(h.approve("cam", fmt.Sprint(waits.field("proposal"))), http.StatusForbidden, "not-authorised")
	h.expect(h.approve("pam", fmt.Sprint(waits.field("proposal"))), http.StatusCreated, "")
	exception := strings.Replace(buying("s-5", "f-1", "1.00"), `"amount"`, `"exception":"a taxi home","amount"`, 1)
	waits = h.expect(h.post("lin", "purchases", exception), http.StatusAccepted, "")
	h.expect(h.approve("pam", fmt.Sprint(waits.field("proposal"))), http.StatusForbidden, "not-authorised")
	h.expect(h.approve("cam", fmt.Sprint(waits.field("proposal"))), http.StatusCreated, "")
	h.expect(h.post("lin", "purchases", strings.Replace(buying("s-6", "f-1", "1.00"), listed, "s-none", 1)),
		http.StatusNotFound, "not-found")
	h.expect(h.post("lin", "purchases", strings.Replace(buying("s-6", "f-1", "1.00"), `"amount"`,
		`"bought":{"id":"s-api"},"amount"`, 1)), 422, "unknown-field")
	h.expect(h.post("lin", "purchases", strings.Replace(buying("s-6", "f-1", "1.00"), "client-7f3a", "client-ann", 1)),
		422, "invalid-value")
}

// Two purchases race for the last £40 that may be spent on a client: one wins.
func TestPurchasesRace(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.furnish()
	answers := make(chan reply, 2)
	for _, id := range []string{"race-1", "race-2"} {
		go func() { answers <- h.post("lin", "purchases", buying(id, "f-1", "40.00")) }()
	}
	statuses := map[int]int{}
	for range 2 {
		statuses[(<-answers).status]++
	}
	if statuses[http.StatusCreated] != 1 || statuses[422] != 1 {
		t.Errorf("answers %v, want one purchase and one refusal", statuses)
	}
}

// The statement of a float says what became of it; its agent is shown it, and nobody else's.
func TestFloatStatementIsShown(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.furnish()
	got := h.expect(h.get("pam", "floats/f-1/statement"), http.StatusOK, "")
	for want, path := range map[string][]any{
		"500.00": {"total", "left", "toppedUp"}, "440.00": {"total", "left", "closing"},
		"300.00": {"total", "cash", "closing"},
		"60.00":  {"promised"}, "0.00": {"spent"}, "£440.00 is left; the alert is at £50.00.": {"alertSays"},
	} {
		if got := fmt.Sprint(got.field(path...)); got != want {
			t.Errorf("%v is %s, want %s", path, got, want)
		}
	}
	if text := got.String(); !strings.Contains(text, `"service":"Gym"`) || strings.Contains(text, "client-7f3a") {
		t.Errorf("the statement has each purchase, and nobody whom it was for: %s", text)
	}
	h.expect(h.get("pam", "floats/none/statement"), http.StatusNotFound, "not-found")
	h.expect(h.get("pam", "floats/f-1/statement?from=yesterday"), http.StatusUnprocessableEntity, "as-of-form")
	h.expect(h.get("lin", "floats/f-1/statement"), http.StatusOK, "") // of the trust, which is its agent
	h.expect(h.get("man", "floats/f-1/statement"), http.StatusNotFound, "not-found")
	h.expect(h.get("lin", "floats/f-2/statement"), http.StatusNotFound, "not-found")
	list := h.expect(h.get("pam", "float-standings"), http.StatusOK, "")
	if floats, _ := list.field("floats").([]any); len(floats) != 2 {
		t.Errorf("the floats are %v", list)
	}
	h.expect(h.get("lin", "float-standings"), http.StatusForbidden, "not-authorised")
}

// A link worker takes back their own proposal of a purchase beyond their limit, and nobody else does; nothing of the
// limit was used by it.
func TestPurchaseWithdrawn(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.furnish()
	other := func(id, amount string) string {
		return strings.Replace(buying(id, "f-1", amount), "client-7f3a", "client-8b21", 1)
	}
	h.expect(h.post("lin", "purchases", other("s-6", "20.00")), http.StatusCreated, "")
	waits := h.expect(h.post("lin", "purchases", other("s-7", "70.01")), http.StatusAccepted, "")
	proposal := fmt.Sprint(waits.field("proposal"))
	h.expect(h.post("pam", "proposals/"+proposal+"/withdrawal", `{"reason":"x"}`), http.StatusForbidden, "not-authorised")
	h.expect(h.post("man", "proposals/"+proposal+"/withdrawal", `{"reason":"x"}`), http.StatusForbidden, "not-authorised")
	h.expect(h.post("lin", "proposals/"+proposal+"/withdrawal", `{"reason":"too dear"}`), http.StatusCreated, "")
	if gone := h.expect(h.get("pam", "proposals/"+proposal), http.StatusOK, ""); gone.field("item", "state") != "withdrawn" {
		t.Errorf("the proposal is %v", gone.field("item", "state"))
	}
	h.expect(h.get("pam", "purchases/s-7"), http.StatusNotFound, "not-found")
	h.expect(h.post("lin", "purchases", other("s-7", "70.00")), http.StatusCreated, "")
}

// The list of purchases can be asked for one float, client, provider, state or service, page by page; and a service's
// prices are those at which it was bought.
func TestPurchaseQueries(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.furnish()
	h.expect(h.post("lin", "purchases", strings.Replace(buying("s-3", "f-1", "20.00"), "client-7f3a", "client-8b21", 1)),
		http.StatusCreated, "")
	h.expect(h.post("lin", "purchases", buying("s-4", "f-1", "30.00")), http.StatusCreated, "")
	h.expect(h.post("lin", "purchases/s-3/cancellation", `{"reason":"moved away","on":"2015-06-01"}`), http.StatusCreated,
		"")
	names := func(r reply) string {
		var list []string
		items, _ := r.field("items").([]any)
		for n := range items {
			list = append(list, fmt.Sprint(r.field("items", n, "id")))
		}
		return strings.Join(list, " ")
	}
	for query, want := range map[string]string{
		"":                                   "s-1 s-2 s-3 s-4",
		"?float=f-1":                         "s-1 s-3 s-4",
		"?float=f-2":                         "s-2",
		"?client=client-8b21":                "s-3",
		"?provider=" + string(charity):       "s-1 s-2 s-3 s-4",
		"?provider=test-ccg":                 "",
		"?state=cancelled":                   "s-3",
		"?state=part-delivered":              "s-2",
		"?service=" + listed:                 "s-1 s-2 s-3 s-4",
		"?service=none":                      "",
		"?float=f-1&client=client-7f3a":      "s-1 s-4",
		"?float=f-1&limit=2":                 "s-1 s-3",
		"?float=f-1&state=ordered&after=s-1": "s-4",
	} {
		if got := names(h.expect(h.get("pam", "purchases"+query), http.StatusOK, "")); got != want {
			t.Errorf("purchases%s are %q, want %q", query, got, want)
		}
	}
	next := fmt.Sprint(h.get("pam", "purchases?float=f-1&limit=2").field("next"))
	if got := names(h.expect(h.get("pam", next), http.StatusOK, "")); got != "s-4" {
		t.Errorf("the next page, %s, is %q", next, got)
	}
	h.expect(h.get("pam", "purchases?client=ann"), 422, "invalid-request")
	h.expect(h.get("pam", "purchases?client=client-9434765919"), 422, "identity-in-text") // an NHS number of tests
	h.expect(h.get("pam", "purchases?state=lost"), 422, "invalid-value")
	paid := h.expect(h.get("lin", "services/"+listed+"/prices"), http.StatusOK, "")
	for want, path := range map[string][]any{
		"s-4": {"lowest", "purchase"}, "30.00": {"lowest", "amount"}, "75.00": {"latest", "listed"},
		"2015-06-01": {"latest", "on"}, "20.00": {"prices", 1, "amount"},
	} {
		if got := fmt.Sprint(paid.field(path...)); got != want {
			t.Errorf("%v is %s, want %s: %s", path, got, want, paid)
		}
	}
	none := h.expect(h.get("lin", "services/none/prices"), http.StatusOK, "")
	if list, _ := none.field("prices").([]any); len(list) != 0 || none.field("lowest") != nil {
		t.Errorf("a service that was never bought: %s", none)
	}
}
