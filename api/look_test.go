package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// numbers are the entries of a page, and where the next page is.
func numbers(r reply) (list []float64, next string) {
	entries, _ := r.field("entries").([]any)
	for i := range entries {
		n, _ := r.field("entries", i, "seq").(float64)
		list = append(list, n)
	}
	next, _ = r.field("next").(string)
	return list, next
}

// Entries are asked for by what they are, in either order, and next leads on with all that was asked.
func TestEntriesAskedFor(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	for _, amount := range []string{"10.00", "20.00", "30.00"} {
		h.expect(h.post("pam", "virements", vire("one", "two", amount)), http.StatusCreated, "")
	}
	last := float64(h.head().Seq)
	asked := "entries?order=newest&limit=2&act=vire-budget&scheme=two&source=nhs-minimum&period=2015-16/03&" +
		"from=2015-04-01&to=2016-03-31&atLeast=10.00&words=" + url.QueryEscape("Virement SCHEME two")
	list, next := numbers(h.expect(h.get("ada", asked), http.StatusOK, ""))
	if fmt.Sprint(list) != fmt.Sprint([]float64{last, last - 1}) || next == "" {
		t.Fatalf("%v, next %q; the last is %v", list, next, last)
	}
	h.expect(h.post("pam", "virements", vire("one", "two", "40.00")), http.StatusCreated, "")
	r := h.expect(h.get("ada", next), http.StatusOK, "")
	if list, next = numbers(r); fmt.Sprint(list) != fmt.Sprint([]float64{last - 2}) || next != "" {
		t.Errorf("the next page: %v, next %q", list, next)
	}
	if amount := r.field("entries", 0, "amount"); amount != "10.00" {
		t.Errorf("its amount is %v", amount)
	}
	for _, wrong := range []string{
		"from=2015-02-31", "to=tomorrow", "period=2015", "period=2015-16/15", "atLeast=1,000", "order=sideways",
		"scheme=A%20B",
		"words=" + strings.Repeat("x", 101),
	} {
		if r := h.get("ada", "entries?"+wrong); r.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %s", wrong, r)
		}
	}
}

// An entry shows the rows of the scheme of delegation that it rests on, as they stood when it was recorded.
func TestEntryShowsWhatAllowedIt(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	h.expect(h.post("pam", "virements", vire("one", "two", "10.00")), http.StatusCreated, "")
	path := fmt.Sprintf("entries/%d", h.head().Seq)
	r := h.expect(h.get("ada", path), http.StatusOK, "")
	rule, aloud := r.field("authority", "rule"), fmt.Sprint(r.field("granted", 0, "aloud"))
	if r.field("granted", 0, "rule") != rule || r.field("granted", 0, "limit") != "100000.00" ||
		!strings.Contains(aloud, "A pool manager may vire a budget") ||
		!strings.Contains(aloud, "up to £100,000.00, alone") {
		t.Errorf("rule %v: %v", rule, r.field("granted"))
	}
}

// What changed between two moments is in the accounts and the entries that count at the second alone.
func TestChanges(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	from := h.head().Seq
	h.expect(h.post("pam", "virements", vire("one", "two", "10.00")), http.StatusCreated, "")
	to := h.head().Seq
	h.expect(h.post("pam", "virements", vire("one", "two", "20.00")), http.StatusCreated, "")
	r := h.expect(h.get("ada", fmt.Sprintf("changes?from=seq:%d&asOf=seq:%d", from, to)), http.StatusOK, "")
	accounts, _ := r.field("accounts").([]any)
	if list, _ := numbers(r); fmt.Sprint(list) != fmt.Sprint([]float64{float64(to)}) || len(accounts) != 2 ||
		r.field("accounts", 0, "before") != "-1000.00" || r.field("accounts", 0, "after") != "-990.00" ||
		r.field("accounts", 0, "change") != "10.00" || r.field("accounts", 1, "change") != "-10.00" {
		t.Errorf("by number: %s", r)
	}
	days := fmt.Sprintf("changes?from=date:2015-05-31&asOf=date:2015-06-30&knownAt=seq:%d&limit=1", to+1)
	r = h.expect(h.get("ada", days), http.StatusOK, "")
	list, next := numbers(r)
	if fmt.Sprint(list) != fmt.Sprint([]float64{float64(to)}) || r.field("accounts", 0, "change") != "30.00" || next == "" {
		t.Errorf("by day: %s", r)
	}
	r = h.expect(h.get("ada", next), http.StatusOK, "")
	if list, next = numbers(r); fmt.Sprint(list) != fmt.Sprint([]float64{float64(to + 1)}) || next != "" {
		t.Errorf("by day, the next page: %s", r)
	}
	months := h.expect(h.get("ada", "changes?from=period:2015-16/02&asOf=period:2015-16/03"), http.StatusOK, "")
	if list, _ = numbers(months); fmt.Sprint(list) != fmt.Sprint([]float64{float64(to), float64(to + 1)}) {
		t.Errorf("by period: %s", months)
	}
	for _, wrong := range []string{
		"", "from=seq:0", fmt.Sprintf("from=seq:%d&asOf=seq:%d", to, from), "from=seq:3&asOf=date:2015-06-30",
		"from=date:2015-06-01&asOf=period:2015-16/03", "from=date:2015-06-30&asOf=date:2015-06-01", "from=seq:99999",
	} {
		if r := h.get("ada", "changes?"+wrong); r.status != http.StatusUnprocessableEntity {
			t.Errorf("%q: %s", wrong, r)
		}
	}
	if r := h.get("nobody", "changes?from=seq:1"); r.status != http.StatusNotFound && r.status != http.StatusForbidden {
		t.Errorf("nobody asks: %s", r)
	}
}
