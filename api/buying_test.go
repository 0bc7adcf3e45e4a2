package api_test

import (
	"fmt"
	"net/http"
	"strings"
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

// A worker is told what is left of the budgets of the client that they name, and may buy from: the balance, less what
// is paid out. Nothing is told of another client's, of one that is used up or stopped, or on a day of another year.
func TestBudgetsToBuyFrom(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.furnish()
	agents := allocating("a-1", "client-7f3a", "notional", "20.00")
	agents = strings.Replace(agents, `"source":"nhs-minimum"`, `"float":"f-1"`, 1)
	h.expect(h.post("lin", "health-budgets", agents), http.StatusCreated, "")
	budgets := func(who, query string) []any {
		t.Helper()
		list, _ := h.expect(h.get(who, "buying?"+query), http.StatusOK, "").field("budgets").([]any)
		return list
	}
	got := fmt.Sprint(budgets("lin", "on=2015-06-01&client=client-7f3a"))
	if want := "[map[balance:20.00 budget:a-1 float:f-1 form:notional left:20.00] " +
		"map[balance:80.00 budget:h-1 form:direct-payment left:30.00 paidOut:50.00]]"; got != want {
		t.Errorf("the client's budgets are %s, want %s", got, want)
	}
	h.expect(h.post("lin", "health-budgets/h-1/purchases", `{"id":"b-1","provider":"test-charity","price":"30.00",`+
		`"number":"B/1","received":"2015-06-01","on":"2015-06-01"}`), http.StatusCreated, "")
	for _, one := range []struct {
		who, query string
		want       int
	}{
		{"lin", "on=2015-06-01&client=client-7f3a", 1},
		{"lin", "on=2014-06-01&client=client-7f3a", 0},
		{"lin", "on=2015-06-01&client=client-8b21", 1},
		{"lin", "on=2015-06-01&client=client-4d3c", 0}, // all of it is paid out
		{"lin", "on=2015-06-01&client=client-9c05", 0},
		{"lin", "on=2015-06-01", 0},
		{"bob", "on=2015-06-01&client=client-8b21", 0},
	} {
		if list := budgets(one.who, one.query); len(list) != one.want {
			t.Errorf("%s, %s: %v", one.who, one.query, list)
		}
	}
	h.expect(h.post("cam", "health-budgets/h-2/stop", `{"grounds":"consent-withdrawn","reason":"asked to","on":"2015-06-01"}`),
		http.StatusCreated, "")
	if list := budgets("lin", "on=2015-06-01&client=client-8b21"); len(list) != 0 {
		t.Errorf("of a stopped budget: %v", list)
	}
}
