package api_test

import (
	"net/http"
	"strings"
	"testing"
)

// What came of the money is asked at four addresses, and claims of savings stand apart from what was spent.
func TestOutcomesAreAsked(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.furnish()
	for _, asked := range []string{"outcomes", "outcomes/visits"} {
		r := h.expect(h.get("bob", asked), http.StatusOK, "")
		for field, want := range map[string]any{
			"actual": "67", "change": "-33.00", "met": true, "target": "70.5", "evidence": "SUS 1",
		} {
			if got := r.field("measures", 0, "results", 0, field); got != want {
				t.Errorf("%s: %s = %v, want %v", asked, field, got, want)
			}
		}
	}
	h.expect(h.get("bob", "outcomes/none"), http.StatusNotFound, "not-found")
	r := h.expect(h.get("bob", "savings"), http.StatusOK, "")
	if r.field("total") != "492995.00" || r.field("atLeast") != true || r.field("claims", 0, "method") != "at tariff" {
		t.Errorf("savings = %s", r)
	}
	if r.field("bodies", 1, "body") != "test-trust" || r.field("bodies", 1, "loses") != "1.00" {
		t.Errorf("the loss is not reported: %s", r)
	}
	if r := h.expect(h.get("bob", "match-funding"), http.StatusOK, ""); !strings.Contains(string(r.body), `"pairs":[]`) {
		t.Errorf("match funding = %s", r)
	}
	if r := h.expect(h.get("bob", "statement"), http.StatusOK, ""); r.field("savings", "total") != "492995.00" {
		t.Errorf("statement = %s", r)
	}
}

// A text that says who somebody is is refused, and neither the answer nor the log of decisions repeats it.
func TestIdentitiesAreRefused(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	const number, email = "943 476 5919", "jo.bloggs@example.org"
	named := promise("c-9", "1.00", "test-trust")
	named = strings.Replace(named, `"on"`, `"narrative":"for `+number+` and `+email+`","on"`, 1)
	for _, r := range []reply{h.post("cam", "commitments", named), h.post("cam", "commitments?dryRun=true", named)} {
		h.expect(r, http.StatusUnprocessableEntity, "identity-in-text")
		if text := string(r.body); strings.Contains(text, "5919") || strings.Contains(text, "bloggs") ||
			!strings.Contains(text, "he narrative holds what looks like an NHS number and an e-mail address") {
			t.Errorf("the refusal says: %s", text)
		}
	}
	h.expect(h.post("cam", "commitments", promise("c-1", "100.00", "test-trust")), http.StatusCreated, "")
	doubtful := strings.Replace(bill("i-1", "c-1", "1.00"), `"number":"`, `"number":"`+number+` `, 1)
	h.expect(h.post("cam", "invoices", doubtful), http.StatusUnprocessableEntity, "confirm-number")
	sure := strings.Replace(doubtful, `"number"`, `"confirmNumber":true,"number"`, 1)
	h.expect(h.post("cam", "invoices", sure), http.StatusCreated, "")
	if text := string(h.expect(h.get("nic", "decisions"), http.StatusOK, "").body); strings.Contains(text, "5919") || strings.Contains(text, "bloggs") {
		t.Errorf("the log of decisions repeats it: %s", text)
	}
}
