package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
)

// A field that names one of a few things is chosen from them, in words; one of many is typed, with their names offered.
// What was sent and is not among them is kept, and refused.
func TestFieldsThatNameAThing(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser := h.officer()
	fund := "/funds/" + string(h.pool.Fund)
	form := func(path string) string {
		_, text := h.ask(browser, "GET", fund+"/do/"+path, "", html...)
		return text
	}
	h.holds("a commitment's form", form("release-commitment?commitment=beds"),
		`<select class="govuk-select" id="commitment"`, `<option value="beds" selected>beds: open, £100,000.00 left</option>`,
	)
	h.holds("a call's form", form("call-contribution"),
		`<select class="govuk-select" id="contribution"`, `<option value="nhs-minimum">nhs-minimum: `,
	)
	h.holds("a source's form", form("add-source"),
		`<select class="govuk-select" id="partner"`, `<option value="test-ccg">Test CCG (test-ccg): £`,
	)
	typed := virementOf("1.00", "why")
	typed.Set("from.scheme", `"nowhere`)
	typed.Set("step", "preview")
	answer, text := h.ask(browser, "POST", fund+"/do/vire-budget", typed.Encode(), html...)
	if answer.status != 422 {
		t.Errorf("a scheme that is not there: %d", answer.status)
	}
	h.holds("refused", text,
		`<option value="&#34;nowhere" selected>`, `<option value="nhs-minimum" selected>`, "There is a problem",
	)
	h.judged.Store(false)
	for n := range 50 {
		h.pool.Must("ada", "2015-05-01", ledger.RaiseCommitment{
			ID: ledger.CommitmentID(fmt.Sprintf("many-%d", n)), Scheme: "one", Source: pooltest.NHSMinimum,
			Provider: pooltest.TrustBody, Form: ledger.Contract, Amount: ledger.MustMoney("1.00"),
		})
	}
	h.holds("of many commitments", form("release-commitment?"+url.Values{"commitment": {"many-7"}}.Encode()),
		`value="many-7" list="of-commitment"`, `<option value="many-9">many-9: open, £1.00 left</option>`,
	)
	if strings.Contains(form("release-commitment"), `<select class="govuk-select" id="commitment"`) {
		t.Error("51 commitments are a choice")
	}
}
