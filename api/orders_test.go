package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// An order of two partners' money, from its promise to an invoice beyond it that another partner approves, and what
// came of it line by line.
func TestOrderOfSeveralLines(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "900.00")
	h.pool.Budget("two", "la-additional", "900.00")
	charitys := func(body string) string { return strings.ReplaceAll(body, "test-trust", string(charity)) }
	h.expect(h.post("cam", "commitments", charitys(promiseOfTwo("c-1"))), http.StatusCreated, "")
	vary := func(line, more string) reply {
		return h.post("cam", "commitments/c-1/variations",
			fmt.Sprintf(`{"direction":"increase","amount":"5.00",%s%s"on":"2015-06-01"}`, line, more))
	}
	const line, why = `"scheme":"one","source":"nhs-minimum",`, `"reason":"more beds",`
	h.expect(vary(line, ""), http.StatusUnprocessableEntity, "invalid-value")
	h.expect(vary("", why), http.StatusUnprocessableEntity, "invalid-value")
	h.expect(vary(line, why), http.StatusCreated, "")
	r := h.expect(h.get("bob", "commitments/c-1"), http.StatusOK, "")
	if got := fmt.Sprint(r.field("item", "version"), r.field("item", "amount"), r.field("item", "lines", 0, "amount")); got !=
		"225.0015.00" {
		t.Errorf("version, amount and the first line's are %s", got)
	}
	const bill = `{"id":"i-1","provider":"test-trust","number":"INV/1","net":"16.00","vat":"0.00","gross":"16.00",` +
		`"received":"2015-06-01","invoiced":"2015-05-28","on":"2015-06-01","lines":[` +
		`{"commitment":"c-1","scheme":"one","source":"nhs-minimum","net":"16.00"}]}`
	h.expect(h.post("ada", "invoices/received", charitys(bill)), http.StatusCreated, "")
	h.expect(h.post("cam", "invoices/i-1/certification", `{"on":"2015-06-01"}`), http.StatusUnprocessableEntity, "not-enough")
	ask := h.expect(h.post("cam", "invoices/i-1/certification/over-commitment", `{"reason":"a ward more","on":"2015-06-01"}`),
		http.StatusAccepted, "")
	h.expect(h.approve("ada", fmt.Sprint(ask.field("proposal"))), http.StatusForbidden, "own-work") // who received it
	h.expect(h.approve("tom", fmt.Sprint(ask.field("proposal"))), http.StatusCreated, "")
	r = h.expect(h.get("bob", "commitment-roll-forward?year=2015-16&asOf=date:2015-06-01"), http.StatusOK, "")
	for path, want := range map[string]string{
		"raised": "20.00", "varied": "5.00", "invoiced": "15.00", "closing": "10.00", "credited": "0.00",
	} {
		if got := fmt.Sprint(r.field("total", path)); got != want {
			t.Errorf("%s %s, want %s", path, got, want)
		}
	}
	if got := fmt.Sprint(r.field("orders", 0, "lines", 1, "closing"), r.field("committed"), r.field("year")); got !=
		"10.0010.002015-16" {
		t.Errorf("the second line, what is committed and the year are %s", got)
	}
	r = h.expect(h.get("bob", "commitment-roll-forward?from=date:2015-06-01"), http.StatusOK, "")
	if got := fmt.Sprint(r.field("total", "opening"), r.field("total", "raised")); got != "10.000.00" {
		t.Errorf("opening and raised since are %s", got)
	}
	r = h.expect(h.get("bob", "commitment-roll-forward?year=2016-17"), http.StatusOK, "")
	if got := len(r.field("orders").([]any)); got != 0 {
		t.Errorf("%d orders of a year that has not come", got)
	}
	h.expect(h.get("bob", "commitment-roll-forward?year=2015"), http.StatusUnprocessableEntity, "period-form")
	h.expect(h.get("bob", "commitment-roll-forward?asOf=seq:3&from=seq:9"), http.StatusUnprocessableEntity, "invalid-value")
}
