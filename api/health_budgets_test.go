package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// The list of budgets has the register's figures, and narrows to those of which evidence is late, page by page. Who
// sees no list of budgets is told nothing of what is late.
func TestBudgetsOfWhichEvidenceIsLate(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.furnish()
	late := "health-budgets?figures=true&evidenceLate=true"
	if r := h.get("ada", late+"&asOf=date:2015-06-29"); r.field("items", 0) != nil {
		t.Errorf("on the day itself nothing is late: %s", r)
	}
	first := h.expect(h.get("ada", late+"&asOf=date:2015-06-30&limit=1"), http.StatusOK, "")
	for path, want := range map[string]string{
		"allocated": "80.00", "spent": "0.00", "unspent": "30.00", "advanced": "50.00", "left": "80.00", "due": "2015-06-29",
		"daysLate": "1",
	} {
		if got := fmt.Sprint(first.field("figures", 0, path)); got != want {
			t.Errorf("%s of h-1 is %s, want %s", path, got, want)
		}
	}
	next := fmt.Sprint(first.field("next"))
	if first.field("items", 0, "id") != "h-1" || first.field("items", 1) != nil || !strings.Contains(next, "evidenceLate=true") {
		t.Fatalf("the first page is %s", first)
	}
	_, query, _ := strings.Cut(next, "?")
	second := h.expect(h.get("ada", "health-budgets?"+query), http.StatusOK, "")
	if second.field("items", 0, "id") != "h-5" || second.field("items", 1) != nil {
		t.Errorf("the second page is %s", second)
	}
	all := h.expect(h.get("ada", "health-budgets?figures=true&asOf=period:2015-16/03"), http.StatusOK, "")
	if all.field("items", 1, "id") != "h-2" || all.field("figures", 1, "unspent") != "30.00" ||
		all.field("figures", 1, "due") != nil {
		t.Errorf("all are %s", all)
	}
	h.expect(h.get("lin", late), http.StatusForbidden, "not-authorised")
	h.expect(h.get("lin", "health-budgets"), http.StatusForbidden, "not-authorised")
	h.expect(h.get("ada", late+"&asOf=nonsense"), http.StatusUnprocessableEntity, "as-of-form")
}
