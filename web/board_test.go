package web_test

import (
	"archive/zip"
	"bytes"
	"context"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"pooled/internal/pooltest"
	"pooled/ledger"
)

// member is the browser of a board member of the house's fund, in which something has happened.
func (h *house) member() *http.Client {
	h.Helper()
	p := h.pool
	grant := ledger.GrantPost{
		Actor: "ada", Post: ledger.PostID("board-" + string(p.Fund)), Role: ledger.BoardMember, Body: pooltest.CouncilBody,
		From: ledger.MustDate("2015-04-01"), Fund: p.Fund,
	}
	result := p.Journal.Do(context.Background(), ledger.Service, p.Request("posts-administrator", "2015-04-01", grant))
	if result.Err != nil {
		h.Fatal(result.Err)
	}
	p.Budget("one", pooltest.NHSMinimum, "600000.00")
	p.Budget("two", pooltest.LASource, "250000.50")
	p.Must("ada", "2015-05-01", ledger.RaiseCommitment{
		ID: "beds", Scheme: "one", Source: pooltest.NHSMinimum, Provider: pooltest.TrustBody, Form: ledger.Contract,
		Amount: ledger.MustMoney("100000.00"),
	})
	browser := pooltest.Browser(h.T)
	if answer, text := h.ask(browser, "POST", "/sign-in/development", "person=ada"); answer.status != 303 {
		h.Fatalf("signing in: %d %s", answer.status, text)
	}
	return browser
}

var html = []string{"Accept", "text/html"}

// The Board's page says where the fund stands, and its addresses and files say the same afterwards.
func TestBoard(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser := h.member()
	front := "/funds/" + string(h.pool.Fund)
	answer, text := h.ask(browser, "GET", front, "", html...)
	if answer.status != 200 {
		t.Fatalf("the page: %d %s", answer.status, text)
	}
	for _, want := range []string{
		"<h1 class=\"govuk-heading-xl\">Test fund</h1>", "£850,000.50", "£100,000.00", "3 contributions are late",
		`href="` + front + `/tables/schemes.csv?knownAt=seq%3A`, "Scheme one", "<svg", "What is at risk",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not have %q", want)
		}
	}
	policy := answer.header.Get("Content-Security-Policy")
	if strings.Contains(policy, "unsafe") || !strings.Contains(policy, "default-src 'none'") ||
		strings.Contains(text, " style=") || strings.Contains(text, "<script>") {
		t.Errorf("the page may run what stands in it: %s", policy)
	}
	at := front + "?knownAt=seq:" + between(t, text, "tables/schemes.csv?knownAt=seq%3A", `"`)
	_, frozen := h.ask(browser, "GET", at, "", html...)
	h.pool.Budget("three", pooltest.NHSMinimum, "1.00")
	if _, later := h.ask(browser, "GET", at, "", html...); later != frozen || !strings.Contains(later, "£850,000.50") {
		t.Error("a shared address says something else later")
	}
	if _, now := h.ask(browser, "GET", front, "", html...); !strings.Contains(now, "£850,001.50") {
		t.Error("the page is not that of the newest entry")
	}
	const steady = "No figure has changed since."
	for since, same := range map[string]bool{"period:2015-16/01": false, "period:2015-16/02": true} {
		_, text := h.ask(browser, "GET", front+"?asOf=period:2015-16/02&since="+since, "", html...)
		if strings.Contains(text, steady) != same || !strings.Contains(text, `value="`+since+`" selected`) {
			t.Errorf("compared with %s it says %q: %t", since, steady, !same)
		}
	}
	if !h.lists(browser, front) {
		t.Error("the list of funds lacks it")
	}
}

// lists reports whether a page of the list of funds leads to one. Other tests have funds in the same service.
func (h *house) lists(browser *http.Client, front string) bool {
	h.Helper()
	for at := "/funds"; ; {
		_, list := h.ask(browser, "GET", at, "", html...)
		if strings.Contains(list, `<a class="govuk-link" href="`+front) {
			return true
		}
		_, rest, more := strings.Cut(list, `href="/funds?after=`)
		if !more {
			return false
		}
		after, _, _ := strings.Cut(rest, `"`)
		at = "/funds?after=" + after
	}
}

func between(t *testing.T, text, before, after string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, before)
	found, _, end := strings.Cut(rest, after)
	if !ok || !end {
		t.Fatalf("nothing stands between %q and %q", before, after)
	}
	return found
}

// Tables are files too, and a name that looks like a formula is text in both.
func TestDownloads(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser := h.member()
	h.evilScheme()
	tables := "/funds/" + string(h.pool.Fund) + "/tables/"
	answer, text := h.ask(browser, "GET", tables+"schemes.csv", "")
	if answer.status != 200 || !strings.Contains(text, "\r\n'=1+1,0.00") ||
		!strings.Contains(text, "Scheme one,600000.00,100000.00,0.00,500000.00,600000.00,0.00") {
		t.Errorf("CSV: %d %s", answer.status, text)
	}
	_, text = h.ask(browser, "GET", tables+"schemes.xlsx", "")
	book, err := excelize.OpenReader(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }() // it was read from memory
	for at, want := range map[string]string{"A1": "Scheme", "A2": "Scheme one", "B2": "600,000.00", "A5": "=1+1"} {
		if got, err := book.GetCellValue("Sheet1", at); got != want || err != nil {
			t.Errorf("%s is %q, want %q, %v", at, got, want, err)
		}
	}
	if formula, err := book.GetCellFormula("Sheet1", "A5"); formula != "" || err != nil {
		t.Errorf("the name became the formula %q, %v", formula, err)
	}
	if kind, err := book.GetCellType("Sheet1", "B2"); kind != excelize.CellTypeUnset || err != nil {
		t.Errorf("an amount is of type %v, %v; a number has none", kind, err)
	}
	if _, err := zip.NewReader(bytes.NewReader([]byte(text)), int64(len(text))); err != nil {
		t.Error(err)
	}
	if answer, _ := h.ask(browser, "GET", tables+"nothing.csv", ""); answer.status != 404 {
		t.Errorf("a table that is not there: %d", answer.status)
	}
}

// What is refused a browser reads as a page, and another program as a problem document; nobody learns of a fund.
func TestRefusalsOfPages(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser := h.member()
	front := "/funds/" + string(h.pool.Fund)
	jar, _ := cookiejar.New(nil) // no options, no error
	for _, one := range []struct {
		who    *http.Client
		path   string
		status int
		says   string
	}{
		{browser, "/funds/not-there", 404, "the funds\nyou may see"},
		{browser, "/nowhere", 404, "There is nothing at this address"},
		{browser, front + "?asOf=nonsense", 422, "nonsense"},
		{browser, front + "?asOf=seq:999999", 422, "ends at entry"},
		{browser, front + "?asOf=<script>", 422, "&lt;script&gt;"},
		{&http.Client{Jar: jar}, front, 401, "Sign in"},
		{&http.Client{Jar: jar}, "/funds/not-there", 401, "Sign in"},
		{&http.Client{Jar: jar}, front + "/moves?seq=1", 401, "Sign in"},
		{&http.Client{Jar: jar}, front + "/tables/schemes.csv", 401, "Sign in"},
	} {
		answer, text := h.ask(one.who, "GET", one.path, "", html...)
		if answer.status != one.status || !strings.Contains(text, one.says) ||
			answer.header.Get("Content-Type") != "text/html; charset=utf-8" || strings.Contains(text, "<script>") {
			t.Errorf("%s: %d %s", one.path, answer.status, text)
		}
		answer, _ = h.ask(one.who, "GET", one.path, "")
		if answer.status != one.status || answer.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s for a program: %d %v", one.path, answer.status, answer.header)
		}
	}
}

// A page that is open is told when its fund moves past its entry.
func TestMoves(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser := h.member()
	answer, text := h.ask(browser, "GET", "/funds/"+string(h.pool.Fund)+"/moves?seq=1", "")
	if answer.status != 200 || answer.header.Get("Content-Type") != "text/event-stream" ||
		!strings.Contains(text, "event: moved\ndata: ") {
		t.Errorf("moves: %d %s", answer.status, text)
	}
}

// A meeting pack is frozen at an entry and carries its verification code.
func TestPack(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser := h.member()
	pack := "/funds/" + string(h.pool.Fund) + "/pack"
	answer, _ := h.ask(browser, "GET", pack, "", html...)
	at := answer.header.Get("Location")
	if answer.status != 303 || !strings.HasPrefix(at, pack+"?knownAt=seq%3A") {
		t.Fatalf("a pack without an entry: %d to %q", answer.status, at)
	}
	_, first := h.ask(browser, "GET", at, "", html...)
	h.pool.Budget("three", pooltest.NHSMinimum, "1.00")
	if _, later := h.ask(browser, "GET", at, "", html...); later != first ||
		!strings.Contains(first, "Its verification code is <code>") || strings.Contains(first, "<form class=\"asked\"") {
		t.Errorf("the pack: %s", first)
	}
}
