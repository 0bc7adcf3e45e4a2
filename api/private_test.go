package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
)

// What is planted: a patient's number, a name and an e-mail address. None of it may stand in a refusal, in the log of
// decisions or in the program's own log, wherever somebody writes it.
var planted = []string{"943 476 5919", "Mrs Planted", "jane.planted@example.org"}

const secret = "943 476 5919 Mrs Planted jane.planted@example.org"

// Every text of every act is planted, in acts that are refused for every kind of reason.
func TestNothingPrivateIsRepeated(t *testing.T) {
	t.Parallel()
	h := open(t, ledger.GrantPost{Actor: "man", Post: "agent", Role: ledger.ManagingAgent, Body: charity})
	filled := h.furnish()
	var answers []reply
	for _, one := range acts {
		body := filled.Replace(strings.ReplaceAll(one.body, "{rules}", `"role"`))
		open := strings.TrimSuffix(body, "}")
		if open != "{" {
			open += ","
		}
		texts := fmt.Sprintf(`"narrative":%q,"reference":%q}`, secret, secret)
		if strings.Contains(body, `"reference"`) {
			texts = fmt.Sprintf(`"narrative":%q}`, secret)
		}
		for _, field := range []string{"reason", "receipt", "payment", "number", "nature", "evidence", "purpose", "note"} {
			at := strings.Index(body, `"`+field+`":"`)
			if at < 0 {
				continue
			}
			value := at + len(field) + 4
			end := value + strings.Index(body[value:], `"`)
			open = strings.Replace(open, body[at:end], `"`+field+`":"`+secret, 1)
		}
		for _, as := range []string{"eve", "bob", string(h.who("man"))} {
			path := filled.Replace(one.path)
			if !strings.HasPrefix(path, "/") {
				path = h.path(path)
			}
			answers = append(answers, h.post(as, path, open+texts))
		}
	}
	for _, one := range [][3]string{
		{"ada", "virements", `{"narrative":"` + secret + `","amount":"` + secret + `"}`},
		{"ada", "virements", `{"` + secret + `":1}`},
		{"ada", "virements", `{"narrative":"` + secret + `\u202e"}`},
		{"ada", "virements", `{"narrative":"` + secret + strings.Repeat("x", 500) + `"}`},
		{"ada", "virements", `{"from":{"scheme":"` + secret + `"}}`},
		{"ada", "virements", strings.Replace(vire("two", "one", "99999.99"), "more reablement", secret, 1)},
		{"ada", "virements", strings.Replace(vire("one", "nine", "1.00"), "more reablement", secret, 1)},
		{"cam", "invoices", strings.Replace(bill("i-1", "c-1", "1.00"), "INV/i-1", secret, 1)},
		{"cam", "invoices", strings.Replace(bill("i-8", "c-1", "99999.00"), "INV/i-8", secret, 1)},
		{
			"posts-administrator", "/v1/posts/jane.planted@example.org",
			`{"post":"p","role":"auditor","body":"test-council","from":"2015-04-01"}`,
		},
		{"posts-administrator", "/v1/bodies", `{"id":"` + planted[2] + `","name":"N","kind":"voluntary"}`},
		{"pam", "/v1/delegations", `{"scope":"` + string(h.pool.Fund) + `","rules":"` + secret + `"}`},
		{"ben", "proposals/" + planted[2] + "/approval", `{"hash":"x"}`},
	} {
		answers = append(answers, h.post(one[0], one[1], one[2]))
	}
	for _, path := range []string{
		"/v1/posts/jane.planted@example.org", "/v1/bodies/jane.planted@example.org", "schemes/jane.planted@example.org",
		"/v1/funds/jane.planted@example.org/position", "decisions?actor=jane.planted@example.org",
		"may?act=vire-budget&actor=jane.planted@example.org", "schemes?after=jane.planted@example.org",
		"entries?document=jane.planted@example.org", "problems/Mrs%20Planted",
		"position?jane.planted@example.org=1", "position/Mrs%20Planted", "may?act=Mrs%20Planted",
		"/v1/jane.planted@example.org", "/problems/jane.planted@example.org", "movements?account=jane.planted@example.org",
		"entries?account=jane.planted@example.org", "position/available?scheme=jane.planted@example.org",
		"may?act=vire-budget&scheme=jane.planted@example.org", "/v1/bodies?after=jane.planted@example.org",
		"/v1/funds?after=jane.planted@example.org", "may?act=vire-budget&source=jane.planted@example.org",
	} {
		if r := h.get("nic", path); r.status >= 400 {
			answers = append(answers, r)
		} else if strings.Contains(r.String(), "lanted") {
			t.Errorf("%s: %.300s", path, r)
		}
	}
	for _, path := range []string{"position", "commitments/c-1"} {
		answers = append(answers, h.get(string(h.who("man")), path, header{"X-Note", secret}, header{"Cookie", "x=" + planted[2]}))
	}
	for _, r := range answers {
		if r.status < 400 {
			t.Errorf("not refused: %.200s", r)
		}
		holdsNothing(t, "the answer", r.String()+fmt.Sprint(r.header))
	}
	for _, fund := range []ledger.FundID{h.pool.Fund, ledger.Service} {
		for _, row := range h.noted(fund) {
			holdsNothing(t, "the log of decisions", fmt.Sprintf("%+v %s", row, row.Facts))
		}
	}
	holdsNothing(t, "the program's log", h.log.String())
}

func holdsNothing(t *testing.T, what, text string) {
	t.Helper()
	for _, one := range planted {
		if strings.Contains(text, one) {
			t.Errorf("%s holds %q: %.400s", what, one, text)
		}
	}
}

// What is private stands in no row of the books' tables either, but in the one that can be emptied; and an erasure
// leaves it nowhere.
func TestPrivateTextsStandInOnePlace(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	const text = "Planted for one place"
	r := h.expect(h.post("cam", "commitments", strings.Replace(promise("c-1", "5.00", "test-trust"), `"on"`,
		`"purpose":"`+text+`","on"`, 1)), http.StatusCreated, "")
	db := h.pool.DB.OwnerPool(t)
	found := func() (tables []string) {
		for _, table := range []string{"entry", "decision", "private_text", "document_version", "account", "posting"} {
			var n int
			sql := `SELECT count(*) FROM ` + table + ` AS t WHERE t::text LIKE '%' || $1 || '%' OR t::text LIKE '%' || $2 || '%'`
			if err := db.QueryRow(t.Context(), sql, text, fmt.Sprintf("%x", text)).Scan(&n); err != nil {
				t.Fatal(err)
			}
			if n > 0 {
				tables = append(tables, table)
			}
		}
		return tables
	}
	if got := found(); fmt.Sprint(got) != "[private_text]" {
		t.Errorf("stands in %v", got)
	}
	seq := r.field("entry", "seq")
	wait := h.post("nic", fmt.Sprintf("entries/%v/erasure", seq), `{"reason":"asked for","rule":"UK GDPR Article 17"}`)
	h.expect(wait, http.StatusAccepted, "")
	h.expect(h.approve("cfo", fmt.Sprint(wait.field("proposal"))), http.StatusCreated, "")
	if got := found(); len(got) != 0 {
		t.Errorf("erased, and stands in %v", got)
	}
	if r := h.get("bob", "commitments/c-1"); strings.Contains(r.String(), text) || r.status != http.StatusOK {
		t.Errorf("erased, and shown: %s", r)
	}
}

// An interest is private to its nature: the log of decisions says in what body, and never what it is.
func TestInterestsStayPrivate(t *testing.T) {
	t.Parallel()
	h := open(t, ledger.GrantPost{Actor: "ivy", Post: "c", Role: ledger.Commissioner, Body: pooltest.CCGBody})
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	ivy := string(h.who("ivy"))
	h.expect(h.post(ivy, "/v1/posts/"+ivy+"/interests", `{"body":"test-charity","nature":"Mrs Planted is a cousin"}`),
		http.StatusCreated, "")
	h.expect(h.post(ivy, "commitments", promise("c-1", "1.00", string(charity))), http.StatusForbidden, "declared-interest")
	rows := h.noted(h.pool.Fund, h.who("ivy"))
	if len(rows) != 1 || !strings.Contains(string(rows[0].Facts), string(charity)) {
		t.Errorf("rows = %+v", rows)
	}
	holdsNothing(t, "the log of decisions", fmt.Sprintf("%+v %s", rows, rows[0].Facts))
	if r := h.get("cam", "/v1/posts/"+ivy); r.field("interests", 0, "nature") != "Mrs Planted is a cousin" {
		t.Errorf("colleagues read %s", r)
	}
}
