package api_test

import (
	"fmt"
	"net/http"
	"testing"
)

// A worker is told from which floats they may buy and what is left of each, of their own limit and of a client's; the
// figures are those that a purchase is refused by.
func TestWhatIsLeftToBuy(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.furnish()
	got := h.expect(h.get("lin", "buying?on=2015-06-01&client=client-7f3a"), http.StatusOK, "")
	for _, one := range []struct {
		want string
		path []any
	}{
		{"true", []any{"allowed"}},
		{"f-1", []any{"floats", 0, "float"}},
		{"240.00", []any{"floats", 0, "left"}}, // £300.00 with the agent, £60.00 ordered
		{"150.00", []any{"floats", 0, "worker", "limit"}},
		{"90.00", []any{"floats", 0, "worker", "left"}},
		{"40.00", []any{"floats", 0, "client", "left"}},
		{"450.00", []any{"floats", 1, "left"}}, // the host pays
		{"50.00", []any{"floats", 1, "client", "used"}},
	} {
		if got := fmt.Sprint(got.field(one.path...)); got != one.want {
			t.Errorf("%v is %s, want %s", one.path, got, one.want)
		}
	}
	h.expect(h.post("lin", "purchases", buying("s-3", "f-1", "40.00")), http.StatusCreated, "")
	got = h.expect(h.get("lin", "buying?on=2015-06-01&client=client-7f3a"), http.StatusOK, "")
	if left := fmt.Sprint(got.field("floats", 0, "client", "left")); left != "0.00" {
		t.Errorf("%s is left for the client, want nothing", left)
	}
	none := h.expect(h.get("bob", "buying"), http.StatusOK, "")
	if floats, _ := none.field("floats").([]any); none.field("allowed") != false || len(floats) != 0 {
		t.Errorf("a member of the Board buys from %v", none)
	}
	h.expect(h.get("lin", "buying?on=yesterday"), http.StatusUnprocessableEntity, "date-form")
	h.expect(h.get("lin", "buying?client=client-9434765919"), http.StatusUnprocessableEntity, "identity-in-text")
	mine := h.expect(h.get("pam", "purchases?worker=lin&float=f-1"), http.StatusOK, "")
	if items, _ := mine.field("items").([]any); len(items) != 2 {
		t.Errorf("lin's purchases from f-1 are %v", mine)
	}
	others := h.expect(h.get("pam", "purchases?worker=ada"), http.StatusOK, "")
	if items, _ := others.field("items").([]any); len(items) != 0 {
		t.Errorf("ada's purchases are %v", others)
	}
}
