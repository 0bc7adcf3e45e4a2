package web_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"

	"pooled/internal/pooltest"
	"pooled/ledger"
)

// A register can be narrowed by what its documents say, shows what is due and late, and is a file as it stands.
func TestRegisters(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser := h.officer()
	h.judged.Store(false)
	h.pool.Must("ada", "2015-06-01", ledger.RaiseCommitment{
		ID: "homes", Scheme: "one", Source: pooltest.NHSMinimum, Provider: pooltest.CCGBody, Form: ledger.Contract,
		Amount: ledger.MustMoney("7.00"),
	})
	h.pool.Must("ada", "2015-06-01", ledger.CertifyInvoice{
		ID: "i-1", Commitment: "beds", Number: ledger.Text("A1"), Gross: ledger.MustMoney("30.00"),
		Received: ledger.MustDate("2015-05-02"),
	})
	h.pool.Must("ada", "2015-06-01", ledger.ReceiveContribution{
		Contribution: "nhs-minimum", Amount: ledger.MustMoney("400000.00"), Power: ledger.Section75,
		Receipt: ledger.Text("BACS 1"),
	})
	h.evilScheme()
	at := "/funds/" + string(h.pool.Fund) + "/registers/"
	files := strings.Replace(at, "registers", "register-files", 1)
	for path, want := range map[string][]string{
		"contributions":                      {"£1,000,000.00", "£400,000.00", "£600,000.00", "1\u00a0April\u00a02015", "Days late"},
		"contributions?partner=test-ccg":     {"nhs-minimum"},
		"contributions?partner=test-ccg&q=1": {"nhs-minimum"},
		"call-notices?source=dfg":            {"£1,000,000.00", "Show all"},
		"commitments":                        {"£99,970.00", "£7.00", "£100,000.00"},
		"commitments?provider=test-trust":    {"beds"},
		"invoices":                           {"i-1", "Days to pay", "1\u00a0June\u00a02015"},
		"invoices?state=paid":                {"There is nothing here of what you asked for."},
		"floats":                             {"There is nothing here."},
		"purchases":                          {"There is nothing here."},
		"health-budgets":                     {"There is nothing here."},
	} {
		answer, text := h.ask(browser, "GET", at+path, "", html...)
		if answer.status != 200 {
			t.Errorf("%s: %d %s", path, answer.status, text)
			continue
		}
		text = text[strings.Index(text, "<main"):]
		for _, one := range want {
			if !strings.Contains(text, one) {
				t.Errorf("%s lacks %q: %s", path, one, text)
			}
		}
	}
	if _, text := h.ask(browser, "GET", at+"commitments?provider=test-trust", "", html...); strings.Contains(text, "homes") ||
		!strings.Contains(text, `<option value="test-trust" selected>`) ||
		!strings.Contains(text, files+"commitments.csv?provider=test-trust") {
		t.Errorf("a narrowed list: %s", text)
	}
	_, text := h.ask(browser, "GET", files+"commitments.csv?provider=test-ccg", "")
	if !strings.Contains(text, "\r\nhomes,one,nhs-minimum,test-ccg,2015-16,open,7.00,7.00") || strings.Contains(text, "beds") {
		t.Errorf("CSV: %s", text)
	}
	if _, text = h.ask(browser, "GET", files+"schemes.csv", ""); !strings.Contains(text, "\r\nevil,'=1+1\r\n") {
		t.Errorf("a name that looks like a formula: %q", text)
	}
	_, text = h.ask(browser, "GET", files+"invoices.xlsx", "")
	book, err := excelize.OpenReader(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := book.GetCellValue("Sheet1", "G2"); got != "30.00" || err != nil {
		t.Errorf("XLSX: %q, %v", got, err)
	}
	for path, status := range map[string]int{
		at + "nothing": 404, files + "nothing.csv": 404, files + "commitments.pdf": 404, at + "contributions?year=nonsense": 422,
		"/funds/not-there/registers/commitments": 404, at + "commitments?after=%3Cscript%3E": 200,
	} {
		answer, text := h.ask(browser, "GET", path, "", html...)
		if answer.status != status || strings.Contains(text, "<script>") {
			t.Errorf("%s: %d %s", path, answer.status, text)
		}
	}
}

// No register has anything beyond its edge, at any width of a window, and each row says what its figures are.
func TestRegistersFit(t *testing.T) {
	ctx := chromium(t)
	h := open(t, true)
	h.enter(ctx, h.officer())
	h.propose("ben", "200000.00")
	h.allocate()
	for _, width := range []int64{320, 768, 1280} {
		for _, plural := range []string{
			"contributions", "call-notices", "schemes", "commitments", "proposals", "health-budgets",
		} {
			at := h.base + "/funds/" + string(h.pool.Fund) + "/registers/" + plural
			call(t, true, chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(at)))
			over, err := chromedp.Run(ctx, chromedp.Evaluate[int](`Math.max(
				document.documentElement.scrollWidth - document.documentElement.clientWidth,
				...[...document.querySelectorAll(".wide")].map(w => w.scrollWidth - w.clientWidth))`))
			if call(t, over, err) > 0 {
				t.Errorf("%s at %d px scrolls sideways by %d px", plural, width, over)
			}
			named, err := chromedp.Run(ctx, chromedp.Evaluate[bool](
				`[...document.querySelectorAll("tbody td")].every(c => c.dataset.column)`))
			if !call(t, named, err) {
				t.Errorf("%s: a figure does not say what it is", plural)
			}
		}
	}
}
