package web_test

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
)

// The register of budgets shows what became of each and by when evidence is due, and narrows to those that are late, on
// the page and in files. A link worker sees none of it.
func TestRegisterOfBudgets(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	lin := h.worker()
	h.allocate()
	h.grant("aud", "auditor", ledger.Auditor, pooltest.CouncilBody)
	auditor := h.as("aud")
	at := "/funds/" + string(h.pool.Fund) + "/registers/health-budgets"
	files := "/funds/" + string(h.pool.Fund) + "/register-files/health-budgets"
	answer, text := h.ask(auditor, "GET", at, "", html...)
	if answer.status != http.StatusOK {
		t.Fatalf("the register: %d %s", answer.status, text)
	}
	h.holds("the register", text, "Allocated by", "Awaited", "Unspent", "Evidence due", "Days late", "h-agent", "h-host",
		"£80.00", "£30.00", "£50.00", "29\u00a0May\u00a02015", `name="evidenceLate"`)
	_, text = h.ask(auditor, "GET", at+"?evidenceLate=yes", "", html...)
	h.holds("whom to chase", text, "h-host", "Show all", files+".csv?evidenceLate=yes", `value="yes" checked`)
	for _, other := range []string{"h-agent", "h-big", "h-other"} {
		if strings.Contains(text, other) {
			t.Errorf("whom to chase: %s is not late", other)
		}
	}
	if _, text = h.ask(auditor, "GET", at+"?evidenceLate=yes&scheme=two", "", html...); strings.Contains(text, "h-host") {
		t.Errorf("of another scheme: %s", text)
	}
	_, text = h.ask(auditor, "GET", files+".csv?evidenceLate=yes", "")
	lines := strings.Split(strings.TrimSpace(text), "\r\n")
	if len(lines) != 2 || !strings.Contains(lines[0], "Allocated,Spent,Awaited,Unspent,Evidence due,Days late") ||
		!strings.Contains(lines[1], ",80.00,0.00,30.00,50.00,2015-05-29,") {
		t.Errorf("CSV: %q", text)
	}
	if answer, _ := h.ask(auditor, "GET", files+".xlsx", ""); answer.status != http.StatusOK {
		t.Errorf("XLSX: %d", answer.status)
	}
	for _, path := range []string{at, at + "?evidenceLate=yes", files + ".csv", files + ".xlsx?evidenceLate=yes"} {
		if answer, text := h.ask(lin, "GET", path, "", html...); answer.status != http.StatusForbidden ||
			strings.Contains(text, "client-5a5a") {
			t.Errorf("a link worker at %s: %d %s", path, answer.status, text)
		}
	}
}

// The register of budgets has no fault that axe finds, and nothing beyond its edge, in narrow windows and wide ones.
func TestRegisterOfBudgetsLooks(t *testing.T) {
	ctx := chromium(t)
	axe, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Skip("axe-core IS NOT INSTALLED, SO NO PAGE IS LOOKED AT: make assets")
	}
	h := open(t, true)
	h.enter(ctx, h.officer())
	h.allocate()
	for name, query := range map[string]string{"budgets": "", "budgets late": "?evidenceLate=yes"} {
		h.visit(ctx, "/funds/"+string(h.pool.Fund)+"/registers/health-budgets"+query)
		h.lookAt(ctx, name, string(axe))
	}
}
