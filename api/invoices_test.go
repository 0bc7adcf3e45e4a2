package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// An invoice from its receipt to a refund, by the people whose turn it is.
func TestInvoiceFromReceiptToRefund(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "900.00")
	h.pool.Budget("one", "la-additional", "900.00")
	h.expect(h.post("cam", "commitments", promise("c-1", "100.00", "test-trust")), http.StatusCreated, "")
	council := strings.Replace(promise("c-2", "100.00", "test-trust"), "nhs-minimum", "la-additional", 1)
	h.expect(h.post("cam", "commitments", council), http.StatusCreated, "")
	const bill = `{"id":"i-1","provider":"test-trust","number":"INV/1","net":"110.00","vat":"2.00","gross":"112.00",` +
		`"received":"2015-06-01","invoiced":"2015-05-28","on":"2015-06-01","lines":[` +
		`{"commitment":"c-1","net":"10.00","vat":"2.00"},{"commitment":"c-2","net":"100.00"}]}`
	h.expect(h.post("cam", "invoices/received", bill), http.StatusCreated, "")
	item := h.expect(h.get("bob", "invoices/i-1"), 200, "")
	if got := fmt.Sprint(item.field("item", "lines", 0, "irrecoverable"), item.field("item", "state")); got != "2.00received" {
		t.Errorf("the NHS's VAT is a cost: %s", got)
	}
	again := strings.NewReplacer(`"i-1"`, `"i-2"`, "INV/1", "INV/2").Replace(bill)
	for _, path := range []string{"invoices/received?dryRun=true", "invoices/received"} {
		r := h.post("pam", path, again)
		if got := fmt.Sprint(r.field("warnings")); r.status >= 300 || !strings.Contains(got, "Invoice i-1 is also from test-trust") {
			t.Errorf("%s warns %s", path, r)
		}
	}
	if r := h.get("bob", "invoices/i-2"); fmt.Sprint(r.field("item", "resembles", 0)) != "i-1" {
		t.Errorf("it resembles nothing: %s", r)
	}

	certify := func(who, id string) reply { return h.post(who, "invoices/"+id+"/certification", `{"on":"2015-06-01"}`) }
	h.expect(certify("cam", "i-1"), http.StatusForbidden, "own-work") // who received it
	if r := h.get("cam", "invoices/i-1"); strings.Contains(fmt.Sprint(r.field("allowed")), "certify-received-invoice") {
		t.Error("cam is told that she may certify what she received")
	}
	h.expect(h.post("ben", "invoices/i-1/dispute", `{"from":"2015-06-01","reason":"late","on":"2015-06-01"}`), 201, "")
	h.expect(certify("ina", "i-1"), http.StatusUnprocessableEntity, "wrong-state")
	h.expect(h.post("cam", "invoices/i-1/dispute/resolution", `{"to":"2015-06-03","result":"ok","on":"2015-06-03"}`), 201, "")
	r := h.expect(certify("ina", "i-1"), http.StatusCreated, "")
	if got := len(r.field("entry", "postings", "actuals").([]any)); got != 4 {
		t.Errorf("%d postings: %s", got, r)
	}
	h.expect(certify("ina", "i-2"), http.StatusUnprocessableEntity, "not-enough")
	h.expect(h.post("ada", "invoices/i-1/payment", `{"payment":"BACS","on":"2015-06-04"}`), 201, "")
	refund := `{"id":"n-1","lines":[{"commitment":"c-1","net":"10.00","vat":"2.00"}],"reason":"not done","receipt":"R",` +
		`"on":"2015-06-05"}`
	h.expect(h.post("ada", "invoices/i-1/refunds", strings.Replace(refund, "10.00", "10.01", 1)), 422, "not-enough")
	h.expect(h.post("ada", "invoices/i-1/refunds", refund), 201, "")
	r = h.expect(h.get("bob", "prompt-payment?from=2015-06-01&to=2015-06-01"), http.StatusOK, "")
	if got := fmt.Sprint(r.field("inTime"), r.field("unpaid", "byValue"), r.field("averageDays")); got !=
		"map[byNumber:50.00 byValue:50.00 invoices:1 value:112.00]50.001.00" { // three days, two of them disputed
		t.Errorf("prompt payment is %s", got)
	}
	h.expect(h.get("bob", "prompt-payment?from=2015-06-02&to=2015-06-01"), 422, "invalid-value")
	h.expect(h.get("bob", "prompt-payment?from=yesterday"), 422, "invalid-request")
	if r := h.get("bob", "credit-notes/n-1"); fmt.Sprint(r.field("item", "gross")) != "12.00" {
		t.Errorf("the refund is %s", r)
	}
}
