package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestPages(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	for range 7 {
		h.expect(h.post("ada", "virements", vire("one", "two", "1.00")), http.StatusCreated, "")
	}
	seen, pages := map[any]bool{}, 0
	for next := "entries?act=vire-budget&limit=3"; next != ""; pages++ {
		r := h.expect(h.get("ada", next), http.StatusOK, "")
		list, _ := r.field("entries").([]any)
		for i := range list {
			seen[r.field("entries", i, "seq")] = true
		}
		if pages == 0 { // what is posted meanwhile is not in the pages that follow
			h.expect(h.post("ada", "virements", vire("one", "two", "1.00")), http.StatusCreated, "")
		}
		next, _ = r.field("next").(string)
	}
	if len(seen) != 7 || pages != 3 {
		t.Errorf("%d entries on %d pages", len(seen), pages)
	}
	names := []any{}
	for next := "schemes?limit=2"; next != ""; {
		r := h.expect(h.get("aud", next), http.StatusOK, "")
		list, _ := r.field("items").([]any)
		for i := range list {
			names = append(names, r.field("items", i, "id"))
		}
		next, _ = r.field("next").(string)
	}
	if fmt.Sprint(names) != "[one three two]" {
		t.Errorf("schemes = %v", names)
	}
	for filter, want := range map[string]int{
		"document=scheme/one": 1, "act=open-fund": 1, "act=pay-invoice": 0,
		"account=9200:2015-16:test-ccg:nhs-minimum:one:revenue": 9,
	} {
		r := h.get("ada", "entries?"+filter)
		if list, _ := r.field("entries").([]any); len(list) != want {
			t.Errorf("%s: %d entries, want %d: %.300s", filter, len(list), want, r)
		}
	}
}

func TestAsOf(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	june := h.expect(h.post("ada", "virements", vire("one", "two", "100.00")), http.StatusCreated, "")
	july := strings.Replace(vire("one", "two", "10.00"), "2015-06-01", "2015-07-01", 1)
	h.expect(h.post("ada", "virements", july), http.StatusCreated, "")
	late := h.expect(h.post("ada", "virements", vire("one", "two", "1.00")), http.StatusCreated, "")
	seq := fmt.Sprintf("seq:%v", june.field("entry", "seq"))
	for _, tt := range []struct{ query, available string }{
		{"", "889.00"},
		{"?asOf=" + seq, "900.00"},
		{"?asOf=" + fmt.Sprint(june.field("entry", "recorded")), "900.00"},
		{"?asOf=period:2015-16/03", "899.00"},
		{"?asOf=period:2015-16/03&knownAt=" + seq, "900.00"},
		{"?asOf=date:2015-05-31", "1000.00"},
		{"?asOf=date:2015-06-01", "899.00"},
	} {
		r := h.expect(h.get("ben", "position"+tt.query), http.StatusOK, "")
		if got := r.field("schemes", 0, "available"); got != tt.available {
			t.Errorf("%s: available %v, want %s", tt.query, got, tt.available)
		}
		if root, _ := r.field("moment", "root").(string); len(root) != 43 || r.field("moment", "seq") == nil {
			t.Errorf("%s: moment %v", tt.query, r.field("moment"))
		}
	}
	if r := h.get("ben", "position"); r.field("moment", "root") != late.field("receipt", "root") {
		t.Errorf("root %v, receipt's %v", r.field("moment", "root"), late.field("receipt", "root"))
	}
	r := h.get("ben", "schemes?asOf=seq:1")
	if list, ok := r.field("items").([]any); !ok || len(list) != 0 || r.field("moment", "asOf") != "seq:1" {
		t.Errorf("schemes at first = %s", r)
	}
	h.expect(h.get("ben", "schemes/one?asOf=seq:1"), http.StatusNotFound, "not-found")
	r = h.get("ben", "entries?act=vire-budget&asOf=period:2015-16/03")
	if list, _ := r.field("entries").([]any); len(list) != 2 {
		t.Errorf("entries up to June = %s", r)
	}
}

// Every figure of the position opens to entries that sum to it.
func TestFiguresOpen(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	h.expect(h.post("ada", "virements", vire("one", "two", "100.00")), http.StatusCreated, "")
	p := h.expect(h.get("ben", "position"), http.StatusOK, "")
	addresses, _ := p.field("figures").(map[string]any)
	if len(addresses) < 14 {
		t.Fatalf("figures = %v", addresses)
	}
	for name, address := range addresses {
		want := p.field("total", name)
		r := h.expect(h.get("ben", address.(string)), http.StatusOK, "")
		if got := r.field("amount"); got != want {
			t.Errorf("%s: %v behind, %v shown", name, got, want)
		}
	}
	r := h.get("ben", addresses["virements"].(string)+"&scheme=two")
	if r.field("amount") != "100.00" || r.field("lines", 0, "act") != "vire-budget" {
		t.Errorf("virements of two = %s", r)
	}
}

func TestReports(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	r := h.expect(h.get("aud", "trial-balance"), http.StatusOK, "")
	if r.field("books", 0, "difference") != "0.00" || r.field("books", 1, "difference") != "0.00" {
		t.Errorf("trial balance = %s", r)
	}
	h.expect(h.get("aud", "statement?asOf=period:2015-16/06"), http.StatusOK, "")
	r = h.expect(h.get("aud", "movements?account=9200:2015-16:test-ccg:nhs-minimum:one:revenue"), http.StatusOK, "")
	if r.field("closing") != "-1000.00" || r.field("lines", 0, "credit") != "1000.00" {
		t.Errorf("movements = %s", r)
	}
}

// lists reports whether a list that ada reads holds want, following its pages to the last: other
// tests open funds of their own meanwhile, and the pages grow with them.
func (h *house) lists(path, list, want string) bool {
	h.Helper()
	for path != "" {
		r := h.expect(h.get("ada", path), http.StatusOK, "")
		for i := 0; r.field(list, i) != nil; i++ {
			if r.field(list, i) == want {
				return true
			}
		}
		path, _ = r.field("next").(string)
	}
	return false
}

func TestFundsAndPeople(t *testing.T) {
	t.Parallel()
	h := open(t)
	if !h.lists("/v1/funds", "funds", string(h.pool.Fund)) {
		t.Error("ada's own fund is on no page of her funds")
	}
	if r := h.get("eve", "/v1/funds"); r.status != 200 || r.field("funds", 0) != nil {
		t.Errorf("eve's funds = %s", r)
	}
	r := h.expect(h.get("ada", "/v1/funds/"+string(h.pool.Fund)), http.StatusOK, "")
	if r.field("fund", "host") != "test-council" || r.field("links", "position") == nil {
		t.Errorf("fund = %s", r)
	}
	if r := h.get("ada", "/v1/bodies?limit=2"); r.field("bodies", 1, "id") == nil || r.field("next") == nil {
		t.Errorf("bodies = %s", r)
	}
	if r := h.get("ada", "/v1/bodies/test-ccg"); r.field("ods") != "08F" {
		t.Errorf("body = %s", r)
	}
	if r := h.get("ben", "/v1/posts/ada"); r.field("posts", 0, "role") != "council-finance-officer" {
		t.Errorf("posts = %s", r)
	}
	if r := h.get("eve", "/v1/posts/eve"); r.status != 200 {
		t.Errorf("one's own posts = %s", r)
	}
	// The service's own journal is read by whoever holds a post, and by nobody else.
	if r := h.get("ada", "/v1/funds/service/entries"); r.field("entries", 0, "act") != "found-service" {
		t.Errorf("entries of the service = %s", r)
	}
	if r := h.get("eve", "/v1/funds/service/entries"); r.status < 400 {
		t.Errorf("entries of the service to one without a post = %s", r)
	}
}

// What is private is shown to those who may read, and only its hash stands in the entry's bytes.
func TestPrivateText(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	body := `{"id":"c-1","scheme":"one","source":"nhs-minimum","provider":"test-trust","form":"contract",` +
		`"amount":"5.00","on":"2015-06-01","purpose":"reablement \"at home\" <b>","reference":"PO/17"}`
	r := h.expect(h.post("cam", "commitments", body), http.StatusCreated, "")
	const purpose = `reablement "at home" <b>`
	if got := r.field("entry", "documents", 0, "version", "purpose"); got != purpose {
		t.Errorf("purpose answered = %v", got)
	}
	if got := h.get("aud", "commitments/c-1").field("item", "purpose"); got != purpose {
		t.Errorf("purpose shown = %v", got)
	}
	one := h.get("aud", fmt.Sprintf("entries/%v", r.field("entry", "seq")))
	if one.field("fields", "purpose") != purpose || one.field("reference") != "PO/17" {
		t.Errorf("entry = %s", one)
	}
	if leaf := r.field("receipt", "leaf"); one.field("leaf") != leaf {
		t.Errorf("leaf %v, receipt's %v", one.field("leaf"), leaf)
	}
	bytes, _ := one.field("body").(string)
	if bytes == "" || strings.Contains(decode64(t, bytes), "reablement") {
		t.Errorf("the entry's bytes hold the text: %s", decode64(t, bytes))
	}
}
