package api_test

import (
	"net/http"
	"testing"
)

func TestVireBudget(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	r := h.expect(h.post("ada", "virements", vire("one", "two", "250.00")), http.StatusCreated, "")
	t.Log(string(r.body))
	for _, tt := range []struct {
		name string
		want any
		path []any
	}{
		{"act", "vire-budget", []any{"entry", "act"}},
		{"narrative", "more reablement", []any{"entry", "narrative"}},
		{"period", "2015-16/03", []any{"entry", "period"}},
		{"who asked", "ada", []any{"entry", "authority", "actor"}},
		{"debit", "250.00", []any{"entry", "postings", "memo", 0, "debit"}},
		{"credit", "250.00", []any{"entry", "postings", "memo", 1, "credit"}},
		{"receipt", r.field("entry", "seq"), []any{"receipt", "treeSize"}},
	} {
		if got := r.field(tt.path...); got != tt.want {
			t.Errorf("%s = %v, want %v", tt.name, got, tt.want)
		}
	}
}
