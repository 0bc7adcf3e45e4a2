package api_test

import (
	"net/http"
	"strings"
	"testing"
)

// A list is narrowed by what its documents say, page by page, with what is left on each; a field they lack is refused.
func TestListsAreNarrowed(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	h.expect(h.post("cam", "commitments", promise("c-1", "100.00", "test-trust")), http.StatusCreated, "")
	h.expect(h.post("cam", "commitments", promise("c-2", "200.00", string(charity))), http.StatusCreated, "")
	h.expect(h.post("cam", "commitments", promise("c-3", "300.00", "test-trust")), http.StatusCreated, "")
	h.expect(h.post("cam", "invoices", bill("i-1", "c-3", "10.00")), http.StatusCreated, "")
	r := h.expect(h.get("bob", "commitments?provider=test-trust&scheme=one&state=open&year=2015-16&limit=1&figures=true"),
		http.StatusOK, "")
	next, _ := r.field("next").(string)
	if r.field("items", 0, "id") != "c-1" || r.field("figures", 0, "left") != "100.00" || next == "" {
		t.Fatalf("first page = %s", r)
	}
	_, next, _ = strings.Cut(next, "/commitments")
	if r = h.expect(h.get("bob", "commitments"+next), http.StatusOK, ""); r.field("items", 0, "id") != "c-3" ||
		r.field("figures", 0, "left") != "290.00" || r.field("next") != nil {
		t.Errorf("second page = %s", r)
	}
	if r = h.expect(h.get("bob", "commitments?limit=3"), http.StatusOK, ""); r.field("figures") != nil || r.field("next") != nil {
		t.Errorf("figures that nobody asked for, or a page after the last: %s", r)
	}
	r = h.expect(h.get("bob", "call-notices?source=nhs-minimum&figures=true"), http.StatusOK, "")
	if r.field("figures", 0, "outstanding") != "1000000.00" || r.field("figures", 0, "due") != "2015-04-01" ||
		r.field("figures", 0, "daysLate") == nil {
		t.Errorf("call notices = %s", r)
	}
	h.expect(h.get("bob", "commitments?partner=test-ccg"), http.StatusUnprocessableEntity, "invalid-value")
	h.expect(h.get("bob", "commitments?year=nonsense"), http.StatusUnprocessableEntity, "period-form")
}
