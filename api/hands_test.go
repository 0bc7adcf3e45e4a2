package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// The tests here are about who may put money into whose hands.

// A declared interest keeps its holder from whatever would give that body money: asking, approving and rejecting.
func TestDeclaredInterest(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "900000.00")
	h.expect(h.post("ina", "commitments", promise("c-1", "1.00", string(charity))), 403, "declared-interest")
	h.expect(h.post("ina", "commitments", promise("c-1", "1.00", "test-trust")), 201, "")
	id := h.propose("cam", "commitments", promise("c-2", "600000.00", string(charity)))
	h.expect(h.approve("ina", id), http.StatusForbidden, "declared-interest")
	h.expect(h.decided("ina", id, "rejection", h.hash(id), `,"reason":"no"`), http.StatusForbidden, "declared-interest")
	h.expect(h.approve("ben", id), http.StatusCreated, "")
	less := `{"direction":"decrease","amount":"1.00","reason":"x","on":"2015-06-01"}`
	more := strings.Replace(less, "decrease", "increase", 1)
	h.expect(h.post("ina", "commitments/c-2/variations", more), http.StatusForbidden, "declared-interest")
	h.expect(h.post("ina", "commitments/c-2/variations", less), http.StatusCreated, "") // which gives nobody anything
	h.expect(h.post("ina", "invoices", bill("i-2", "c-2", "1.00")), http.StatusForbidden, "declared-interest")
	h.expect(h.post("ina", "invoices", bill("i-1", "c-1", "1.00")), http.StatusCreated, "")
}

// Nobody accepts or pays what their own organisation charges, or approves what it would get.
func TestOwnOrganisation(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "900000.00")
	h.expect(h.post("cam", "commitments", promise("c-1", "100.00", "test-trust")), 201, "")
	h.expect(h.post("cam", "invoices", bill("i-1", "c-1", "10.00")), 201, "")
	h.expect(h.post("tom", "invoices/i-1/payment", `{"payment":"BACS","on":"2015-06-01"}`), 403, "own-organisation")
	h.expect(h.post("ben", "invoices/i-1/payment", `{"payment":"BACS","on":"2015-06-01"}`), 201, "")
	id := h.propose("cam", "commitments", promise("c-2", "600000.00", "test-trust"))
	h.expect(h.approve("tom", id), http.StatusForbidden, "own-organisation")
	h.expect(h.approve("ada", id), http.StatusCreated, "")
}

// The host gets pool money, outside what a scheme names it for, only when every other partner has agreed.
func TestHostToItself(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	r := h.expect(h.post("ada", "commitments", promise("c-1", "0.01", "test-council")), http.StatusAccepted, "")
	id, waits := fmt.Sprint(r.field("proposal")), fmt.Sprint(r.field("waits"))
	if !strings.Contains(waits, "test-ccg") || !strings.Contains(waits, "test-trust") {
		t.Errorf("waits = %q", waits)
	}
	h.expect(h.approve("pam", id), http.StatusForbidden, "own-organisation") // of the host
	h.expect(h.approve("cfo", id), http.StatusForbidden, "own-organisation")
	half := h.expect(h.approve("ben", id), http.StatusAccepted, "")
	if waits := fmt.Sprint(half.field("waits")); strings.Contains(waits, "approval of test-ccg") ||
		!strings.Contains(waits, "test-trust") {
		t.Errorf("half = %q", waits)
	}
	h.expect(h.approve("cam", id), http.StatusForbidden, "not-authorised") // test-ccg has been heard
	if h.get("bob", "commitments/c-1").status != http.StatusNotFound {
		t.Error("it ran with one partner unheard")
	}
	h.expect(h.approve("tom", id), http.StatusCreated, "")

	// Prepared by another partner it needs the third alone, and by nobody's hand can it be had in one piece.
	id = h.propose("cam", "commitments", promise("c-2", "0.01", "test-council"))
	h.expect(h.approve("ada", id), http.StatusForbidden, "own-organisation")
	h.expect(h.approve("tom", id), http.StatusCreated, "")
	h.expect(h.many("all", "host", `{"act":"raise-commitment","fields":`+
		strings.Replace(promise("c-3", "0.01", "test-council"), `,"on":"2015-06-01"`, "", 1)+`,"on":"2015-06-01"}`), 403, "")
}

// An order cannot be split to stay under the limit: what anybody promised alone to one provider for one scheme in one
// quarter counts together. A reversal gives back what it used.
func TestSplitOrders(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "900000.00")
	h.pool.Budget("two", "nhs-minimum", "100000.00")
	h.expect(h.post("cam", "commitments", promise("c-1", "300000.00", "test-trust")), 201, "")
	second := h.expect(h.post("ina", "commitments", promise("c-2", "199999.99", "test-trust")), 201, "")
	h.expect(h.post("cam", "commitments?dryRun=true", promise("c-3", "0.01", "test-trust")), 200, "")
	over := h.expect(h.post("ben", "commitments", promise("c-3", "0.02", "test-trust")), http.StatusAccepted, "")
	if waits := fmt.Sprint(over.field("waits")); !strings.Contains(waits, "£500,000.00") {
		t.Errorf("waits = %q", waits)
	}
	h.expect(h.post("ina", "commitments", promise("c-4", "0.01", "test-trust")), 201, "")
	for name, body := range map[string]string{ // which are counted apart
		"another provider": promise("d-1", "1.00", string(charity)),
		"another scheme":   strings.Replace(promise("d-2", "1.00", "test-trust"), `"one"`, `"two"`, 1),
		"the next quarter": strings.Replace(promise("d-3", "1.00", "test-trust"), "2015-06-01", "2015-07-01", 1),
	} {
		if r := h.post("cam", "commitments", body); r.status != http.StatusCreated {
			t.Errorf("%s: %s", name, r)
		}
	}
	more := `{"direction":"increase","amount":"0.01","reason":"x","on":"2015-06-01"}`
	h.expect(h.post("cam", "commitments/c-1/variations", more), http.StatusAccepted, "") // no other way round either
	last := strings.Replace(promise("d-4", "1.00", "test-trust"), "2015-06-01", "2015-06-30", 1)
	h.expect(h.post("cam", "commitments", last), http.StatusAccepted, "")
	first := strings.Replace(promise("d-5", "1.00", "test-trust"), "2015-06-01", "2015-04-01", 1)
	h.expect(h.post("cam", "commitments", first), http.StatusAccepted, "")

	id := h.propose("ada", fmt.Sprintf("entries/%v/reversal", second.field("entry", "seq")),
		`{"reason":"never ordered","on":"2015-06-01"}`)
	h.expect(h.approve("ben", id), http.StatusCreated, "")
	h.expect(h.post("ben", "commitments", promise("c-5", "200000.00", "test-trust")), http.StatusAccepted, "")
	h.expect(h.post("ben", "commitments", promise("c-6", "199999.99", "test-trust")), http.StatusCreated, "")
	h.expect(h.post("cam", "commitments", promise("c-7", "0.01", "test-trust")), http.StatusAccepted, "")
}
