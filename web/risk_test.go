package web_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"pooled/internal/pooltest"
	"pooled/ledger"
)

// auditor is history with a browser that may read whole journals.
func (h *house) auditor() (browser *http.Client, fund string, virement, reversal ledger.Entry) {
	h.Helper()
	browser, fund, virement, reversal = h.history()
	h.grant("ada", "audit", ledger.Auditor, pooltest.CouncilBody)
	return browser, fund, virement, reversal
}

// alone is a house with a database of its own, whose decisions are judged again by the policy that made them.
func alone(t *testing.T) *house {
	t.Helper()
	listener := listen(t)
	h := &house{T: t, base: "http://" + listener.Addr().String(), log: &log{}, judges: pooltest.AllowAll}
	h.pool = pooltest.NewIn(t, pooltest.Own(t), pooltest.AllowAll)
	h.serveFund(listener)
	return h
}

// hold keeps whoever reads a whole journal waiting, until release.
func (h *house) hold() (release func()) {
	h.Helper()
	tx, err := h.pool.DB.OwnerPool(h.T).Begin(h.Context())
	if err == nil {
		_, err = tx.Exec(h.Context(), "LOCK TABLE checkpoint IN ACCESS EXCLUSIVE MODE")
	}
	if err != nil {
		h.Fatal(err)
	}
	end := func() {
		if err := tx.Rollback(context.Background()); err != nil && !errors.Is(err, pgx.ErrTxClosed) {
			h.Error(err)
		}
	}
	h.Cleanup(end)
	return end
}

// What the risk filters find stands on a page with its rules and reasons, by filter, by period and page by page.
func TestRisksPage(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser, fund, virement, reversal := h.auditor()
	at := fund + "/risks"
	text := h.page(browser, at, 200)
	row := func(seq int64) string {
		return fmt.Sprintf(`<a class="govuk-link" href="%s/entries/%d">%d</a>`, fund, seq, seq)
	}
	h.has("the risks", text, "something to look at, and nothing wrong", row(virement.Seq), row(reversal.Seq), "£5,000.00", "1 June 2015",
		"the amount is a whole multiple of £1,000.00", fmt.Sprintf("reversal: entry %d", virement.Seq), "too few to hold against Benford’s law",
		fmt.Sprintf("the entries of the journal up to number %d,", reversal.Seq), "No entry has been approved by somebody else", "<svg")
	for _, filter := range []string{
		"round-sum", "under-limit", "night", "weekend", "period-end", "back-dated", "closed-period", "rare-accounts",
		"split-purchase", "one-approver", "reversal",
	} {
		if !strings.Contains(text, ">"+filter+"<") {
			t.Errorf("the filter %s is not shown", filter)
		}
	}
	for query, wants := range map[string][]string{
		"filter=reversal":                      {row(reversal.Seq), "!" + row(virement.Seq), "Entries found by reversal", "!>round-sum<"},
		"filter=round-sum&period=2015-16%2F03": {row(virement.Seq), "!" + row(1), "in period 2015-16/03"},
		"period=2019-20%2F01":                  {"No entry is found"},
		fmt.Sprintf("after=%d", virement.Seq):  {row(reversal.Seq), "!" + row(virement.Seq), "From the beginning"},
		"filter=round-sum&round=3000.00&near=90": {
			"a whole multiple of £3,000.00", "!" + row(virement.Seq), `value="3000.00"`, "All filters", "round=3000.00", "!near=",
		},
		fmt.Sprintf("filter=reversal&entries=%d", virement.Seq): {"No entry is found", fmt.Sprintf("up to number %d,", virement.Seq)},
	} {
		h.has(query, h.page(browser, at+"?"+query, 200), wants...)
	}
	h.has("no period", h.page(browser, at+"?period=%3Cscript%3E", http.StatusUnprocessableEntity), "There is a problem",
		`href="#period"`, `aria-invalid="true"`, "!<script>", "!risks.csv")
	h.has("no filter", h.page(browser, at+"?filter=luck", http.StatusUnprocessableEntity), "There is a problem", "luck")
	for query, says := range map[string]string{
		"near=0":        "Just under a limit begins at: 1 to 100, not 0",
		"nightFrom=7pm": "The night begins at: a whole number, not &#34;7pm&#34;",
		"nightFrom=7":   "The night begins at: 12 to 23, not 7",
		"round=-1":      "A round sum is a whole multiple of: an amount such as 1000.00, not &#34;-1&#34;",
		"round=0.00":    "A round sum is a whole multiple of: an amount above £0.00, not £0.00",
	} {
		name, value, _ := strings.Cut(query, "=")
		h.has(query, h.page(browser, at+"?"+query, http.StatusUnprocessableEntity), says, `href="#`+name+`"`,
			`id="`+name+`-error"`, `value="`+value+`"`, "!risks.csv")
	}
	h.page(pooltest.Browser(t), at, 401)
	h.page(pooltest.Browser(t), at+"/risks.csv", 401)
}

// Many entries found are read page by page, and none is left out or shown twice; what comes meanwhile changes nothing.
func TestRisksPages(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser, fund, _, _ := h.auditor()
	for range 60 {
		h.pool.Budget("three", pooltest.NHSMinimum, "1000.00")
	}
	seen, pages := map[string]bool{}, 0
	for path := fund + "/risks?filter=round-sum"; path != ""; pages++ {
		text := h.page(browser, path, 200)
		path = ""
		found := text[strings.Index(text, `id="found-caption"`):]
		for _, piece := range strings.Split(found, `<th scope="row"`)[1:] {
			if address := between(t, piece, `href="`, `"`); !seen[address] {
				seen[address] = true
			} else {
				t.Errorf("%s is shown twice", address)
			}
			if strings.Contains(piece, "</table>") {
				break
			}
		}
		if before, _, ok := strings.Cut(text, `" rel="next"`); ok {
			path = strings.ReplaceAll(before[strings.LastIndex(before, `"`)+1:], "&amp;", "&")
		}
		h.pool.Budget("three", pooltest.NHSMinimum, "1000.00")
	}
	_, file := h.ask(browser, "GET", fund+"/risks/risks.csv?filter=round-sum", "")
	lines := strings.Count(file, "\r\n") - 1
	if pages != 2 || len(seen) != lines-2 {
		t.Errorf("%d entries on %d pages; the file has %d, two of them newer", len(seen), pages, lines)
	}
}

// The tables of the page are files, which say what the page says.
func TestRisksFiles(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser, fund, virement, reversal := h.auditor()
	text := h.page(browser, fund+"/risks?filter=reversal", 200)
	address := strings.ReplaceAll(between(t, text, `<a class="govuk-link" href="`+fund+`/risks/risks.csv`, `"`), "&amp;", "&")
	answer, file := h.ask(browser, "GET", fund+"/risks/risks.csv"+address, "")
	want := fmt.Sprintf("%d,", reversal.Seq)
	lines := strings.Split(strings.TrimSpace(file), "\r\n")
	if answer.status != 200 || len(lines) != 2 || !strings.HasPrefix(lines[1], want) ||
		!strings.HasSuffix(lines[1], fmt.Sprintf(",reversal,reversal: entry %d,5000.00", virement.Seq)) ||
		!strings.Contains(answer.header.Get("Content-Disposition"),
			fmt.Sprintf("%s-risks-%d.csv", h.pool.Fund, reversal.Seq)) {
		t.Errorf("CSV: %d %v %s", answer.status, answer.header, file)
	}
	for name, want := range map[string]string{
		"filters.csv": "round-sum,", "digits.csv": "First digit,Counted,", "pairs.csv": "Preparer,Approver,",
		"risks.xlsx": "PK",
	} {
		answer, file := h.ask(browser, "GET", fund+"/risks/"+name, "")
		if answer.status != 200 || !strings.Contains(file, want) {
			t.Errorf("%s: %d %.300s", name, answer.status, file)
		}
	}
	for _, none := range []string{"risks.exe", "risks", "other.csv", " .csv"} {
		h.page(browser, fund+"/risks/"+strings.ReplaceAll(none, " ", "%20"), 404)
	}
}

// A journal that takes long to go over does not keep the page: it says so, and shows what was found when asked again.
func TestRisksThatTakeLong(t *testing.T) {
	t.Parallel()
	h := alone(t)
	browser, fund, virement, _ := h.auditor()
	release := h.hold()
	at := fund + "/risks?filter=reversal"
	began := time.Now()
	text := h.page(browser, at, 200)
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("the page took %s", took)
	}
	h.has("waiting", text, "is being gone over", "up to two minutes", `href="`+at+`"`, "!Entries found")
	steps := between(t, text, `data-address="`, `"`)
	if answer, _ := h.ask(pooltest.Browser(t), "GET", steps, ""); answer.status != 401 {
		t.Errorf("a stranger hears of it: %d", answer.status)
	}
	release()
	if _, told := h.ask(browser, "GET", steps, ""); !strings.Contains(told, "event: ended") {
		t.Errorf("nobody is told that it has ended: %s", told)
	}
	h.has("found", h.page(browser, at, 200), fmt.Sprintf("reversal: entry %d", virement.Seq))
	if answer, _ := h.ask(browser, "GET", steps, ""); answer.status != 404 {
		t.Errorf("what was shown is still held: %d", answer.status)
	}
}

// Whoever sees a fund and may not read its whole journal is refused by each page that does.
func TestWholeJournalsAreNotForAll(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser, fund, _, _ := h.history() // a board member
	text := h.page(browser, fund+"/audit", 200)
	for _, part := range []string{"/journal", "/through-time", "/risks", "/verification", "/checkpoints", "/export"} {
		h.has("audit", text, `href="`+fund+part+`"`)
	}
	h.has("the parts", text, `aria-current="page">Audit`)
	for _, path := range []string{
		"/risks", "/risks/risks.csv", "/verification", "/export", "/export/whole", "/export/redacted",
	} {
		h.page(browser, fund+path, 403)
	}
	if answer, _ := h.ask(browser, "POST", fund+"/verification", "", html...); answer.status != 403 {
		t.Errorf("verification: %d", answer.status)
	}
	h.page(pooltest.Browser(t), fund+"/audit", 401)
}
