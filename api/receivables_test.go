package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// A debt from its call to nothing owed: paid in part, over, from a receipt that was not identified, and written off.
func TestReceivableStory(t *testing.T) {
	t.Parallel()
	h := open(t)
	post := func(as, path, body string) reply { return h.expect(h.post(as, path, body), http.StatusCreated, "") }
	owed := func(want string) {
		t.Helper()
		r := h.expect(h.get("bob", "receivables?partner=test-ccg"), http.StatusOK, "")
		if got := fmt.Sprint(r.field("total", "owed")); got != want {
			t.Errorf("%s is owed, want %s: %s", got, want, r)
		}
	}
	owed("1000000.00")
	post("ben", "receipts", receipts(`"reference":"A 1","amount":"400000.00","notice":1`))
	held := post("ada", "receipts", receipts(`"reference":"A 2","amount":"300.00","payer":"not known"`))
	id := fmt.Sprint(held.field("entry", "seq")) + "-1"
	h.expect(h.post("ada", "receipts", receipts(`"reference":"A-2","amount":"300.00"`)), http.StatusConflict, "already-exists")
	r := h.expect(h.get("bob", "position"), http.StatusOK, "")
	if got := fmt.Sprint(r.field("total", "cash"), r.field("total", "cashNotIdentified")); got != "400000.00300.00" {
		t.Errorf("cash, and cash not identified: %s", got)
	}
	allocate := func(amount string) reply {
		return h.post("ben", "receipts/"+id+"/allocations", `{"notice":1,"amount":"`+amount+`","on":"2015-06-01"}`)
	}
	h.expect(allocate("300.01"), http.StatusUnprocessableEntity, "not-enough")
	h.expect(allocate("250.00"), http.StatusCreated, "")
	back := `{"amount":"50.00","payment":"BACS 1","reason":"not ours","on":"2015-06-01"}`
	wait := h.propose("ada", "receipts/"+id+"/returns", back)
	h.expect(h.approve("ada", wait), http.StatusForbidden, "own-work")
	h.expect(h.approve("ben", wait), http.StatusCreated, "")
	if r := h.get("bob", "receipts/"+id); fmt.Sprint(r.field("item", "state")) != "settled" ||
		fmt.Sprint(r.field("item", "payer")) != "not known" {
		t.Errorf("the receipt is %s", r)
	}
	owed("599750.00")
	off := h.propose("ada", "call-notices/1/write-offs", `{"amount":"750.00","reason":"agreed","on":"2015-06-01"}`)
	h.expect(h.approve("ben", off), http.StatusForbidden, "own-organisation") // whom it lets off
	h.expect(h.approve("tom", off), http.StatusCreated, "")
	post("ada", "receipts", receipts(`"reference":"A 3","amount":"600000.00","notice":1`))
	owed("0.00")
	if r := h.get("bob", "call-notices/1"); strings.Contains(fmt.Sprint(r.field("allowed")), "write-off-call") {
		t.Errorf("what is not owed can be written off: %s", r)
	}
	r = h.expect(h.get("bob", "partners/test-ccg/account"), http.StatusOK, "")
	if got := fmt.Sprint(r.field("closing")); got != "map[dueBack:0.00 heldInAdvance:1000.00 net:-1000.00 owed:0.00]" {
		t.Errorf("the account closes at %s", got)
	}
	year := h.expect(h.get("bob", "partners/test-ccg/account?year=2015-16"), http.StatusOK, "")
	if lines := fmt.Sprint(year.field("lines")); !strings.Contains(lines, "kind:written-off") || strings.Contains(lines, "kind:other") {
		t.Errorf("what another approved is not told by what it did: %s", lines)
	}
	h.expect(h.get("bob", "partners/test-charity/account"), http.StatusNotFound, "not-found")
	h.expect(h.get("bob", "partners/test-ccg/account?year=last"), http.StatusUnprocessableEntity, "period-form")
}

// Notices and accounts are exported as a table and as texts, and a name in them is no formula.
func TestReceivablesArePrinted(t *testing.T) {
	t.Parallel()
	h := open(t)
	table := h.get("bob", "receivables/csv?open=true")
	if lines := strings.Split(string(table.body), "\r\n"); table.status != http.StatusOK || len(lines) != 5 ||
		!strings.HasPrefix(lines[1], "1,nhs-minimum,1,test-ccg,") || !strings.Contains(lines[1], ",1000000.00,0.00,0.00,1000000.00,") {
		t.Errorf("the table is %s", table)
	}
	if got := table.header.Get("Content-Type"); got != "text/csv; charset=utf-8" {
		t.Errorf("the table comes as %q", got)
	}
	for path, want := range map[string]string{
		"call-notices/1/text":            "CALL NOTICE 1\n",
		"partners/test-ccg/account/text": "Statement of account of",
	} {
		if r := h.get("bob", path); r.status != http.StatusOK || !strings.Contains(string(r.body), want) {
			t.Errorf("%s is %s", path, r)
		}
	}
	h.expect(h.get("bob", "call-notices/99/text"), http.StatusNotFound, "not-found")
}

// A table of receipts is the act match-receipts in another form: whole or not at all, once for its key, by who may.
func TestReceiptsFromATable(t *testing.T) {
	t.Parallel()
	h := open(t)
	send := func(as, key, body string, media string) reply {
		return h.post(as, "receipts/csv?on=2015-06-01", body, header{"Content-Type", media}, header{"Idempotency-Key", key})
	}
	const table = "reference,date,amount,notice\r\nB 1,2015-05-29,10.00,1\r\nB 2,2015-05-29,5.00,\r\n"
	before := h.head()
	h.expect(send("ada", "k", table, "application/json"), http.StatusUnsupportedMediaType, "content-type")
	h.expect(send("cam", "k", table, "text/csv"), http.StatusForbidden, "not-authorised")
	h.expect(send("", "k", table, "text/csv"), http.StatusUnauthorized, "unauthenticated")
	h.expect(send("eve", "k", table, "text/csv"), http.StatusNotFound, "fund-not-found")
	for _, tt := range []struct{ from, to, problem, detail string }{
		{"10.00", "10.0", "invalid-value", "line 2, column 16: amount: "},
		{"2015-05-29,5", "29/05/2015,5", "invalid-value", "line 3, column 5: date: "},
		{"10.00,1", "10.00,x", "invalid-value", `line 2, column 22: notice: "x" is not the number`},
		{"10.00,1", "10.00,9", "not-found", "receipt 1: "},
		{"B 2,", "\xff,", "invalid-value", "line 3: the table must be text in UTF-8"},
		{"notice", "colour", "invalid-value", "line 1, column 23: there is no column"},
	} {
		r := send("ada", "k", strings.Replace(table, tt.from, tt.to, 1), "text/csv")
		if got := string(r.body); !strings.Contains(got, "/problems/"+tt.problem) ||
			!strings.Contains(strings.ToLower(got), strings.ToLower(strings.ReplaceAll(tt.detail, `"`, `\"`))) {
			t.Errorf("%s for %s: %s, want %s", tt.to, tt.from, r, tt.detail)
		}
	}
	if h.head() != before {
		t.Error("a table that was refused moved the journal")
	}
	h.expect(send("ada", "k", table, "text/csv"), http.StatusCreated, "")
	if r := h.expect(send("ada", "k", table, "text/csv; charset=utf-8"), http.StatusOK, ""); r.header.Get("Idempotent-Replayed") != "true" {
		t.Error("the same table under the same key is recorded twice")
	}
	h.expect(send("ada", "other", table, "text/csv"), http.StatusConflict, "already-exists")
}
