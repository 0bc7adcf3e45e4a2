package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
)

// A worker is shown their own purchases alone: what is outstanding first, then the newest, with what is left of each.
func TestOwnPurchases(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.furnish()
	names := func(as, query string) (ids []string, more bool) {
		t.Helper()
		got := h.expect(h.get(as, "buying/purchases"+query), http.StatusOK, "")
		list, _ := got.field("items").([]any)
		for i := range list {
			ids = append(ids, fmt.Sprintf("%v %v %v", got.field("items", i, "id"), got.field("items", i, "state"),
				got.field("figures", i, "left")))
		}
		return ids, got.field("more") == true
	}
	h.expect(h.post("lin", "purchases", buying("a-own", "f-1", "1.00")), http.StatusCreated, "")
	h.expect(h.post("lin", "purchases", buying("b-own", "f-1", "2.00")), http.StatusCreated, "")
	h.expect(h.post("lin", "purchases/a-own/cancellation", `{"reason":"not wanted","on":"2015-06-02"}`),
		http.StatusCreated, "")
	all, more := names("lin", "")
	if more || len(all) < 3 || !slices.Contains(all, "b-own ordered 2.00") {
		t.Fatalf("lin's own are %v, others %v", all, more)
	}
	if last := all[len(all)-1]; last != "a-own cancelled 0.00" {
		t.Errorf("what is cancelled stands before %s", last)
	}
	two, more := names("lin", "?limit=2")
	if !slices.Equal(two, all[:2]) || !more {
		t.Errorf("the first two are %v, others %v; of %v", two, more, all)
	}
	if none, more := names("pam", ""); len(none) != 0 || more {
		t.Errorf("pam's own are %v", none)
	}
	h.expect(h.get("lin", "buying/purchases?limit=0"), http.StatusUnprocessableEntity, "invalid-request")
}
