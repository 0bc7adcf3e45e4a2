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
	refused := h.expect(h.post("lin", "purchases", buying("s-3", "f-1", "40.01")), 422, "not-enough")
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
