package web_test

import (
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/audit"
)

// begin has the journal verified, and gives the page that says how far it is.
func (h *house) begin(browser *http.Client, at string) string {
	h.Helper()
	answer, text := h.ask(browser, "POST", at, "", html...)
	if answer.status != http.StatusSeeOther || answer.header.Get("Location") != at {
		h.Fatalf("beginning: %d %s", answer.status, text)
	}
	return h.page(browser, at, 200)
}

// Verification goes on without its page, says how far it is, and ends with the verdict in the words of pooled verify.
func TestVerificationPage(t *testing.T) {
	t.Parallel()
	h := alone(t)
	browser, fund, _, reversal := h.auditor()
	at := fund + "/verification"
	h.has("before", h.page(browser, at, 200), "Verify the journal", "What it covers", "What it does not show", "!is whole")
	answer, _ := h.ask(browser, "POST", at, "", "Sec-Fetch-Site", "cross-site")
	if answer.status != 403 {
		t.Errorf("another site begins it: %d", answer.status)
	}
	if answer, _ := h.ask(pooltest.Browser(t), "POST", at, ""); answer.status != 401 {
		t.Errorf("a stranger begins it: %d", answer.status)
	}
	release := h.hold()
	text := h.begin(browser, at)
	h.has("at work", text, "At work:", "It goes on if you close this page", `href="`+at+`"`, "!<button class=\"govuk-button\">")
	steps := between(t, text, `data-address="`, `"`)
	if again := h.begin(browser, at); between(t, again, `data-address="`, `"`) != steps {
		t.Error("what is at work is begun twice")
	}
	release()
	if _, told := h.ask(browser, "GET", steps, ""); !strings.Contains(told, "event: ended") {
		t.Errorf("nobody is told that it has ended: %s", told)
	}
	text = h.page(browser, at, 200)
	report, err := audit.NewBooks(h.pool.DB.ReaderPool(t)).Verify(t.Context(), h.pool.Fund, nil, audit.Options{})
	var words strings.Builder
	if err == nil {
		err = report.Text(&words)
	}
	if err != nil || report.Entries != reversal.Seq {
		t.Fatal(err, report.Entries)
	}
	h.has("the verdict", text, "<strong>The journal is whole.</strong>", template.HTMLEscapeString(words.String()), "it took", "Verify it again",
		"nothing outside this file shows whether more existed")
	h.has("its title", text, "<title>Verification: the journal is whole")
}

// A journal with which something is wrong is said to be, in the words of pooled verify, and its risks are not told.
func TestVerificationOfADamagedJournal(t *testing.T) {
	t.Parallel()
	h := alone(t)
	browser, fund, virement, _ := h.auditor()
	at := fund + "/verification"
	owner := h.pool.DB.OwnerPool(t)
	for _, statement := range []string{
		"ALTER TABLE entry DISABLE TRIGGER USER",
		fmt.Sprintf(`UPDATE entry SET body = convert_to(replace(convert_from(body, 'UTF8'), '5000.00', '5001.00'), 'UTF8')
			WHERE seq = %d AND fund > 0`, virement.Seq),
	} {
		if _, err := owner.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	h.has("damaged", h.begin(browser, at), "Something is wrong with the journal", "(edited)",
		"!The journal is whole", "<title>Verification: something is wrong")
	h.has("its risks", h.page(browser, fund+"/risks", 409), "Something is wrong with the journal", "(edited)", "!round-sum")
}

// The export is the very file, with what may have to be hidden and without, beside the newest checkpoint.
func TestExportPage(t *testing.T) {
	t.Parallel()
	h := alone(t)
	browser, fund, _, reversal := h.auditor()
	at := fund + "/export"
	h.has("nothing signed", h.page(browser, at, 200), "No checkpoint has been signed yet", "!--witness")
	h.sign()
	h.has("signed", h.page(browser, at, 200), "The newest signed checkpoint", fmt.Sprintf("covers %d entries", reversal.Seq),
		fmt.Sprintf("--held %s:%d:", h.pool.Fund, reversal.Seq), fmt.Sprintf("--witness %s-%d.note", h.pool.Fund, reversal.Seq))
	for kind, name := range map[string]string{"whole": "", "redacted": "-redacted"} {
		answer, file := h.ask(browser, "GET", at+"/"+kind, "", html...)
		report, err := audit.Verify(strings.NewReader(file), audit.Options{})
		if answer.status != 200 || err != nil || report.Entries != reversal.Seq || report.Redacted != (kind == "redacted") {
			t.Errorf("%s: %d %v %+v", kind, answer.status, err, report)
		}
		if (report.Hidden > 0) != (kind == "redacted") {
			t.Errorf("%s: %d texts are withheld", kind, report.Hidden)
		}
		want := fmt.Sprintf(`attachment; filename="%s-%d%s.export"`, h.pool.Fund, reversal.Seq, name)
		if answer.header.Get("Content-Disposition") != want {
			t.Errorf("%s: %s, want %s", kind, answer.header.Get("Content-Disposition"), want)
		}
	}
	h.page(browser, at+"/other", 404)
}

// The page says how many checkpoints are signed by which registered keys, and refuses one that none of them signed.
func TestVerificationHoldsSignatures(t *testing.T) {
	t.Parallel()
	h := alone(t)
	browser, fund, _, _ := h.auditor()
	at := fund + "/verification"
	register := func(public string) {
		act := ledger.RegisterKey{
			Public: public, Body: pooltest.CouncilBody, Use: ledger.KeySigns, From: ledger.MustDate("2015-04-01"),
		}
		if r := h.pool.Journal.Do(t.Context(), ledger.Service, h.pool.Request("posts-administrator", "", act)); r.Err != nil {
			t.Fatal(r.Err)
		}
	}
	public := h.sign()
	h.has("no key is registered", h.begin(browser, at), "The journal is whole", "1, each of the root that its entries have")
	register(public)
	h.has("registered", h.begin(browser, at), "The journal is whole", "1, signed by registered keys (council-")
	h.pool.Budget("three", pooltest.NHSMinimum, "7.00")
	other := h.sign()
	h.has("another signed", h.begin(browser, at), "Something is wrong with the journal", "(wrong-signer)", "no such key is registered")
	register(other)
	h.has("both registered", h.begin(browser, at), "The journal is whole", "2, signed by registered keys (council-")
}
