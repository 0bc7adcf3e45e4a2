package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// A district's grant is allocated by two people, passed on with its proof, kept in part with consent, and late in the
// end; the statement says so.
func TestGrantStory(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.furnish() // £300.00 allocated to the district by 30 June, £100.00 passed on and £50.00 consented to
	over := h.post("ada", "contributions/shared/grants-passed-on", `{"scheme":"one","district":"test-district",`+
		`"amount":"150.01","payment":"BACS 5","on":"2015-06-01"}`)
	h.expect(over, http.StatusUnprocessableEntity, "not-enough")
	if !strings.Contains(fmt.Sprint(over.field("detail")), "£0.01 more than the £150.00 left") {
		t.Errorf("refused with %s", over)
	}
	r := h.expect(h.get("bob", "grants/passing-on?asOf=date:2015-06-30"), http.StatusOK, "")
	for path, want := range map[string]string{
		"allocated": "300.00", "passedOn": "100.00", "consented": "50.00", "outstanding": "150.00", "daysLate": "0",
	} {
		if got := fmt.Sprint(r.field("grants", 0, "districts", 0, path)); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
	passed := fmt.Sprint(r.field("grants", 0, "districts", 0, "payments", 0, "seq"))
	h.expect(h.post("ben", "grant-passings/"+passed+"/proof", `{"proof":"receipt 1","on":"2015-06-20"}`),
		http.StatusCreated, "")
	h.expect(h.post("ben", "grant-passings/1/proof", `{"proof":"receipt 1"}`), http.StatusNotFound, "not-found")
	r = h.expect(h.get("bob", "grants/passing-on?asOf=date:2015-07-10"), http.StatusOK, "")
	if r.field("grants", 0, "daysLate") != 10.0 || r.field("late") != "150.00" ||
		r.field("grants", 0, "districts", 0, "payments", 0, "proof") != "receipt 1" {
		t.Errorf("ten days after: %s", r)
	}
	r = h.expect(h.get("bob", "statement?asOf=date:2015-07-10"), http.StatusOK, "")
	if r.field("grantsLate") != "150.00" {
		t.Errorf("the statement says %v is late", r.field("grantsLate"))
	}
	// The consented part is spent like any other capital money: it is committed and certified.
	order := strings.Replace(promise("capital", "50.00", "test-trust"), "nhs-minimum", "dfg", 1)
	h.expect(h.post("cam", "commitments", order), http.StatusCreated, "")
	h.expect(h.post("cam", "invoices", bill("capital", "capital", "50.00")), http.StatusCreated, "")
}

// A budget is profiled, forecast twice and set beside what was spent; each partner finds its own figures.
func TestMonitorStory(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.furnish()
	h.expect(h.post("cfo", "budget-profiles", `{"scheme":"two","source":"la-additional","reason":"x","periods":[]}`),
		http.StatusForbidden, "not-authorised")
	short := h.post("pam", "budget-profiles", `{"scheme":"two","source":"la-additional","reason":"winter","periods":[`+
		`{"period":"2015-16/12","amount":"4999.99"}],"on":"2015-06-01"}`)
	h.expect(short, http.StatusUnprocessableEntity, "invalid-value")
	h.expect(h.post("cam", "forecasts", `{"scheme":"two","source":"la-additional","amount":"8500.00","reason":"fewer beds",`+
		`"on":"2015-06-30"}`), http.StatusCreated, "")
	r := h.expect(h.get("bob", "budget-monitor?asOf=period:2015-16/03"), http.StatusOK, "")
	found := false
	for i := range r.field("lines").([]any) {
		line := func(name ...any) any { return r.field(append([]any{"lines", i}, name...)...) }
		if line("scheme") != "two" || line("source") != "la-additional" {
			continue
		}
		found = true
		for name, want := range map[string]any{
			"budgetToDate": "5000.00", "actualToDate": "0.00", "varianceToDate": "-5000.00", "overspend": "30.00",
			"revisedBudget": "5000.00", "sinceProfile": "0.00", "comment": "fewer beds",
			"profileReason": "as last year",
		} {
			if line(name) != want {
				t.Errorf("%s is %v, want %v", name, line(name), want)
			}
		}
		if line("budgetHolder", "outturn") != "8500.00" || line("budgetHolder", "variance") != "3500.00" {
			t.Errorf("the budget holder's forecast is %v", line("budgetHolder"))
		}
	}
	if !found {
		t.Errorf("scheme two is not monitored: %s", r)
	}
	h.expect(h.get("bob", "budget-monitor?asOf=date:2015-06-15"), http.StatusUnprocessableEntity, "as-of-form")
	r = h.expect(h.get("bob", "forecast-history?scheme=two&source=la-additional"), http.StatusOK, "")
	if r.field("forecasts", 0, "amount") != "9000.00" || r.field("forecasts", 1, "change") != "-500.00" ||
		r.field("forecasts", 1, "reason") != "fewer beds" || r.field("forecasts", 1, "newest") != true {
		t.Errorf("history: %s", r)
	}
	r = h.expect(h.get("aud", "partners/test-ccg/accounts?year=2015-16"), http.StatusOK, "")
	steps, _ := r.field("reconciliation").([]any)
	if len(steps) < 2 || r.field("partnerName") != "Test CCG" || r.field("moment", "asOf") != "period:2015-16/13" {
		t.Errorf("accounts of the CCG: %s", r)
	}
	h.expect(h.get("aud", "partners/test-charity/accounts"), http.StatusNotFound, "not-found")
	h.expect(h.get("aud", "partners/test-ccg/accounts?year=2015"), http.StatusUnprocessableEntity, "period-form")
}
