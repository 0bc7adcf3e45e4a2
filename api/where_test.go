package api_test

import (
	"fmt"
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

// What has come of a contribution is told however it comes: the host's own as it is called, a notional one as its
// partner spends it; of one that is received in advance nothing is called.
func TestContributionsSayWhatCame(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	for id, how := range map[string]string{"hosts": `"hostOwn":true`, "kept": `"notional":true`} {
		h.expect(h.post("ada", "contributions", agreed(id, "la-additional", how)), http.StatusCreated, "")
	}
	figures := func(id string) string {
		r := h.expect(h.get("bob", "contributions?figures=true&limit=50"), http.StatusOK, "")
		for n := 0; r.field("items", n, "id") != nil; n++ {
			if r.field("items", n, "id") == id {
				return fmt.Sprint(r.field("figures", n, "called"), " ", r.field("figures", n, "received"), " ",
					r.field("figures", n, "outstanding"))
			}
		}
		return "not listed"
	}
	if got := figures("hosts") + ", " + figures("kept"); got != "0.00 0.00 0.00, <nil> 0.00 <nil>" {
		t.Errorf("before anything is called: %s", got)
	}
	called := h.expect(h.post("ada", "contributions/hosts/calls", `{"instalment":1,"on":"2015-04-02"}`), http.StatusCreated, "")
	if got := figures("hosts"); got != "500.00 500.00 0.00" {
		t.Errorf("of the host's own, called: %s, by %s", got, called)
	}
}
