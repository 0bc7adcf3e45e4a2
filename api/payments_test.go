package api_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const outcomeHead = "reference,invoice,outcome,amount,payment,date,reason\n"

var asCSV = header{"Content-Type", "text/csv; charset=utf-8"}

// owing opens a house with three certified invoices of a care company: £100.00, £20.00 and £3.00.
func owing(t *testing.T) *house {
	t.Helper()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "900.00")
	h.expect(h.post("cam", "commitments", promise("c-1", "500.00", string(care))), http.StatusCreated, "")
	for id, amount := range map[string]string{"i-1": "100.00", "i-2": "20.00", "i-3": "3.00"} {
		h.expect(h.post("cam", "invoices", bill(id, "c-1", amount)), http.StatusCreated, "")
	}
	return h
}

// requested is owing, with all three in the request q-1.
func requested(t *testing.T) *house {
	t.Helper()
	h := owing(t)
	h.expect(h.post("ada", "payment-requests",
		`{"id":"q-1","invoices":["i-1","i-2","i-3"],"due":"2015-06-30","on":"2015-06-02"}`), http.StatusCreated, "")
	return h
}

// answered is what the host's system answers about q-1, dated and recorded on 5 June 2015.
func (h *house) answered(as string, lines ...string) reply {
	h.Helper()
	return h.post(as, "payment-requests/q-1/outcomes.csv?on=2015-06-05", outcomeHead+strings.Join(lines, ""), asCSV)
}

func (h *house) tally(row string) string {
	h.Helper()
	r := h.expect(h.get("bob", "payment-reconciliation?asOf=date:2015-06-30"), http.StatusOK, "")
	total := func(name string) string {
		return fmt.Sprint(r.field("total", name, "payments"), " ", r.field("total", name, "value"))
	}
	if row == "" {
		return fmt.Sprint(r.field("unasked", "value"), " ", r.field("creditors"), " ", r.field("difference"))
	}
	return total(row)
}

// One payment run: requested, exported, one paid, one rejected, one paid and returned, and paid by a second run.
func TestPaymentRunStory(t *testing.T) {
	t.Parallel()
	h := owing(t)
	const three = `{"id":"q-1","invoices":["i-1","i-2","i-3"],"due":"2015-06-30","on":"2015-06-02"}`
	h.expect(h.post("cam", "payment-requests", three), http.StatusForbidden, "not-authorised") // who certified them
	h.expect(h.post("ada", "payment-requests", three), http.StatusCreated, "")
	h.expect(h.post("ada", "invoices/i-1/payment", `{"payment":"x","on":"2015-06-02"}`), 422, "wrong-state")

	file := h.get("ada", "payment-requests/q-1/payments.csv", header{"Accept", "text/csv"})
	if got := file.header.Get("Content-Type"); got != "text/csv; charset=utf-8; header=present" || file.status != http.StatusOK {
		t.Errorf("the file is %s, %d", got, file.status)
	}
	golden := filepath.Join("testdata", "payments.csv")
	if *update {
		if err := os.WriteFile(golden, file.body, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(golden); err != nil || string(want) != string(file.body) {
		t.Errorf("the file is\n%s, %v; want\n%s", file.body, err, want)
	}
	h.expect(h.get("ada", "payment-requests/q-9/payments.csv"), http.StatusNotFound, "not-found")
	h.expect(h.get("ada", "payment-requests", header{"Accept", "text/csv"}), http.StatusNotAcceptable, "not-acceptable")

	answer := h.answered("ben", "P000001-001,,paid,100.00,BACS 1,2015-06-04,\n",
		"P000001-002,,rejected,20.00,,2015-06-04,closed\n", "P000001-003,i-3,paid,3.00,BACS 1,2015-06-05,\n")
	h.expect(answer, http.StatusCreated, "")
	if got := fmt.Sprint(answer.field("entry", "sentence")); !strings.Contains(got, "2 paid, 1 rejected, 0 returned") {
		t.Errorf("the entry says %s", got)
	}
	h.expect(h.answered("ben", "P000001-003,,returned,3.00,,2015-06-05,unknown account\n"), http.StatusCreated, "")
	for row, want := range map[string]string{
		"requested": "3 123.00", "paid": "1 100.00", "rejected": "1 20.00", "returned": "1 3.00", "outstanding": "0 0.00",
		"": "23.00 23.00 0.00",
	} {
		if got := h.tally(row); got != want {
			t.Errorf("%s: %s, want %s", row, got, want)
		}
	}
	const two = `{"id":"q-2","invoices":["i-2","i-3"],"due":"2015-06-30","on":"2015-06-06"}`
	h.expect(h.post("ada", "payment-requests", two), http.StatusCreated, "")
	if got := h.tally("outstanding") + ", " + h.tally(""); got != "2 23.00, 0.00 23.00 0.00" {
		t.Errorf("of the second: %s", got)
	}
	again := h.expect(h.get("bob", "payment-requests/q-1"), http.StatusOK, "")
	if got := fmt.Sprint(again.field("item", "lines", 2, "state"), again.field("item", "lines", 2, "reason")); got !=
		"returnedunknown account" {
		t.Errorf("the third payment is %s", got)
	}
}

// What the host's system answers is taken whole or not at all, and the line that is wrong is named.
func TestOutcomeFilesAreRefusedWhole(t *testing.T) {
	t.Parallel()
	h := requested(t)
	before := h.head()
	const good = "P000001-001,,paid,100.00,BACS 1,2015-06-04,\n"
	for name, tt := range map[string]struct {
		lines   string
		status  int
		problem string
		says    string
	}{
		"an unknown reference": {"P000009-002,,paid,20.00,B,2015-06-04,\n", 404, "not-found", "line 2 (P000009-002)"},
		"a wrong amount":       {"P000001-002,,paid,20.01,B,2015-06-04,\n", 422, "invalid-value", "£20.01, and £20.00 was requested"},
		"a line twice":         {good, 422, "invalid-value", "line 2 (P000001-001): line 1 is about the same payment"},
		"returned unpaid":      {"P000001-002,,returned,20.00,B,2015-06-04,x\n", 422, "wrong-state", "line 2 (P000001-002)"},
		"no amount":            {"P000001-002,,paid,,B,2015-06-04,\n", 422, "invalid-value", "line 3, column 19: amount"},
		"a column too few":     {"P000001-002,paid,20.00,B,2015-06-04,\n", 422, "invalid-value", "line 3: it has 6 cells, and the table 7 columns"},
		"not UTF-8":            {"P000001-002,,rejected,20.00,,2015-06-04,\xe9\n", 422, "invalid-value", "line 3: the table must be text in UTF-8"},
	} {
		r := h.expect(h.answered("ben", good, tt.lines), tt.status, tt.problem)
		if !strings.Contains(strings.ToLower(string(r.body)), strings.ToLower(tt.says)) {
			t.Errorf("%s: %s", name, r)
		}
	}
	h.expect(h.post("ben", "payment-requests/q-1/outcomes.csv", "a,b\n", asCSV), 422, "invalid-value")
	h.expect(h.post("ben", "payment-requests/q-1/outcomes.csv", outcomeHead+good), http.StatusUnsupportedMediaType, "content-type")
	h.expect(h.post("eve", "payment-requests/q-1/outcomes.csv", "a,b\n", asCSV), http.StatusNotFound, "fund-not-found")
	h.expect(h.post("ben", "payment-requests/q-1/outcomes.csv", strings.Repeat("x", 300_000), asCSV), 413, "too-large")
	if h.head() != before {
		t.Error("the journal moved")
	}
	key := header{"Idempotency-Key", "bacs-1-" + string(h.pool.Fund)}
	path := "payment-requests/q-1/outcomes.csv?on=2015-06-05"
	h.expect(h.post("ben", path, outcomeHead+good, asCSV, key), http.StatusCreated, "")
	h.expect(h.post("ben", path, outcomeHead+good, asCSV, key), http.StatusOK, "") // sent again
	h.expect(h.answered("ben", good), 422, "wrong-state")                          // under another key: paid already
}

func TestProviderStory(t *testing.T) {
	t.Parallel()
	h := owing(t)
	h.expect(h.post("ada", "invoices/i-1/payment", `{"payment":"x","on":"2015-06-02"}`), http.StatusCreated, "")
	const path = "providers/test-care"
	r := h.expect(h.get("bob", path), http.StatusOK, "")
	if got := fmt.Sprint(r.field("identifiers"), r.field("partner"), r.field("host"), r.field("lines", 0)); got !=
		"[GB-COH-01234567 GB-CHC-1234567] false false map[ahead:0.00 certified:123.00 committed:377.00 paid:100.00 "+
			"partner:test-ccg source:nhs-minimum unpaid:23.00]" {
		t.Errorf("the provider is %s", got)
	}
	h.expect(h.get("bob", "providers/nobody"), http.StatusNotFound, "not-found")
	h.expect(h.post("ada", path+"/hold", `{"reason":"new bank details","on":"2015-06-02"}`), http.StatusCreated, "")
	one := `{"id":"q-1","invoices":["i-2"],"due":"2015-06-30","on":"2015-06-02"}`
	h.expect(h.post("ada", "payment-requests", one), 422, "payments-held")
	h.expect(h.post("ada", "invoices/i-2/payment", `{"payment":"x","on":"2015-06-02"}`), 422, "payments-held")
	r = h.expect(h.get("ada", path), http.StatusOK, "")
	if got := fmt.Sprint(r.field("heldSince"), r.field("allowed")); got != "2015-06-02[]" {
		t.Errorf("who held it reads %s", got)
	}
	const lift = `{"reason":"checked","on":"2015-06-03"}`
	h.expect(h.post("ada", path+"/hold/lifting", lift), http.StatusForbidden, "own-work")
	h.expect(h.post("ben", path+"/hold/lifting", lift), http.StatusCreated, "")
	h.expect(h.post("ada", "payment-requests", one), http.StatusCreated, "")
	aged := h.expect(h.get("bob", "aged-creditors?asOf=date:2015-07-02"), http.StatusOK, "")
	if got := fmt.Sprint(aged.field("providers", 0, "to30", "value"), aged.field("creditors"), aged.field("difference")); got !=
		"23.0023.000.00" { // came in on 1 June, due on 1 July
		t.Errorf("a day late: %s", aged)
	}
}

func TestPromptPaymentByHalfYear(t *testing.T) {
	t.Parallel()
	h := owing(t)
	h.expect(h.post("ada", "invoices/i-1/payment", `{"payment":"x","on":"2015-07-02"}`), http.StatusCreated, "") // 31 days
	wait := h.expect(h.post("ada", "invoices/i-1/interest", `{"amount":"0.02","payment":"x","on":"2015-07-02"}`), 202, "")
	h.expect(h.approve("ben", fmt.Sprint(wait.field("proposal"))), http.StatusCreated, "")
	for half, want := range map[string]string{
		"2015-26": "invalid-request", "2015-16/1": "0.50 0.02 1 2", "2015-16/2": "0.99 0.00 0 2",
	} {
		r := h.get("bob", "prompt-payment?asOf=date:2016-03-31&half="+half)
		got := r.problem()
		if r.status == http.StatusOK {
			got = fmt.Sprint(r.field("regimes", 1, "interest", "liable"), " ", r.field("interest", "paid"), " ",
				r.field("later", "invoices"), " ", r.field("regimes", 1, "unpaid", "invoices"))
		}
		if got != want {
			t.Errorf("%s: %s, want %s", half, got, want)
		}
	}
	h.expect(h.get("bob", "prompt-payment?half=2015-16/1&from=2015-04-01"), 422, "invalid-value")
	h.expect(h.get("bob", "prompt-payment?half=2015-16/1&year=2015-16"), 422, "invalid-value")
	h.expect(h.get("bob", "prompt-payment?year=2015-16"), http.StatusOK, "")
	h.expect(h.get("bob", "prompt-payment?year=2015-17"), 422, "period-form")
}
