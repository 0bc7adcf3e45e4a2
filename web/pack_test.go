package web_test

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"pooled/internal/paper"
	"pooled/internal/pooltest"
)

// press is the machine's own, or a browser that is a script.
func press(t *testing.T, browser string) *paper.Press {
	t.Helper()
	if strings.HasPrefix(browser, "#!") {
		program := filepath.Join(t.TempDir(), "browser")
		if err := os.WriteFile(program, []byte(browser), 0o700); err != nil {
			t.Fatal(err)
		}
		browser = program
	}
	p, err := paper.Open(browser)
	if p == nil {
		t.Skip("NO CHROMIUM IS INSTALLED, SO NO PDF IS MADE: apt-get install chromium", err)
	}
	t.Cleanup(p.Close)
	return p
}

// pages are the texts of a PDF's pages.
func pages(t *testing.T, pdf string) []string {
	t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("NO PDFTOTEXT IS INSTALLED, SO WHAT THE PDF SAYS IS NOT READ: apt-get install poppler-utils")
	}
	command := exec.Command("pdftotext", "-layout", "-", "-")
	command.Stdin = strings.NewReader(pdf)
	text, err := command.Output()
	return strings.Split(strings.TrimSuffix(string(call(t, text, err)), "\f"), "\f")
}

// The meeting pack is a PDF too: tagged, of A4, frozen at an entry, with figures, page numbers and verification code.
func TestPackPDF(t *testing.T) {
	t.Parallel()
	h := openPrinting(t, true, press(t, "auto"))
	browser := h.member()
	front := "/funds/" + string(h.pool.Fund)
	answer, _ := h.ask(browser, "GET", front+"/pack.pdf", "")
	at := answer.header.Get("Location")
	if answer.status != 303 || !strings.HasPrefix(at, front+"/pack.pdf?knownAt=seq%3A") {
		t.Fatalf("a PDF without an entry: %d to %q", answer.status, at)
	}
	answer, pdf := h.ask(browser, "GET", at, "", html...)
	if answer.status != 200 || answer.header.Get("Content-Type") != "application/pdf" ||
		!strings.HasSuffix(answer.header.Get("Content-Disposition"), `.pdf"`) {
		t.Fatalf("the PDF: %d %v %.200s", answer.status, answer.header, pdf)
	}
	seq := strings.TrimPrefix(at, front+"/pack.pdf?knownAt=seq%3A")
	for _, want := range []string{
		"/StructTreeRoot", "/Marked true", "/Lang (en-GB)", "/Title (Meeting pack: Test fund, entry " + seq + ")",
		"/MediaBox [0 0 594.95996 841.91998]", "/S /TH", "/S /Table", "/S /H1", "/S /Figure",
	} {
		if !strings.Contains(pdf, want) {
			t.Errorf("the PDF has no %s", want)
		}
	}
	h.pool.Budget("three", pooltest.NHSMinimum, "1.00")
	if _, later := h.ask(browser, "GET", at, "", html...); later != pdf {
		t.Error("the same address is another document later")
	}
	_, page := h.ask(browser, "GET", front+"/pack?knownAt=seq:"+seq, "", html...)
	if !strings.Contains(page, `href="`+at+`"`) {
		t.Error("the pack does not lead to its PDF")
	}
	texts := pages(t, pdf)
	code := between(t, page, "Its verification code is <code>", "</code>")
	for n, text := range texts {
		foot := regexp.MustCompile(`Entry ` + seq + `\. Verification code ` + code + ` +Page \d of \d`)
		if !foot.MatchString(text) {
			t.Errorf("the foot of page %d: %s", n+1, text)
		}
	}
	all := strings.Join(texts, "\n")
	for _, want := range []string{
		"£850,000.50", "£100,000.00", "3 contributions are late", "Scheme one", "What is at risk", "Meeting pack",
		"Spending added up over the year", "Budgets by partner, source and scheme",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("the PDF does not say %q: %s", want, all)
		}
	}
	if strings.Contains(all, "Download") || strings.Contains(all, "as a PDF") {
		t.Errorf("what leads on stands on paper: %s", all)
	}
	if stranger, _ := h.ask(pooltest.Browser(t), "GET", at, ""); stranger.status != 401 {
		t.Errorf("somebody who is not signed in: %d", stranger.status)
	}
}

// Where there is no browser the pack leads to no PDF, and the PDF's address says why it has none.
func TestPackWithoutBrowser(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser := h.member()
	pack := "/funds/" + string(h.pool.Fund) + "/pack"
	_, page := h.ask(browser, "GET", pack+"?knownAt=seq:5", "", html...)
	if strings.Contains(page, "pack.pdf") || !strings.Contains(page, "choose Print") {
		t.Errorf("the pack leads to a PDF that nobody makes: %s", page)
	}
	answer, text := h.ask(browser, "GET", pack+".pdf", "", html...)
	if answer.status != 404 || !strings.Contains(text, "no browser to make them with") {
		t.Errorf("its PDF: %d %s", answer.status, text)
	}
}

// A browser prints one pack at a time and each of them once; more than a few that wait are told to come back.
func TestPacksWait(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	h := openPrinting(t, true, press(t, `#!/bin/sh
mkdir "`+folder+`/one" || exit 5
while ! test -e "`+folder+`/go"; do sleep 0.02; done
rmdir "`+folder+`/one"; echo >>"`+folder+`/made"
for one; do case $one in --print-to-pdf=*) printf '%%PDF-1.4\n%%%%EOF\n' >"${one#*=}";; esac; done
`))
	browser := h.member()
	path := "/funds/" + string(h.pool.Fund) + "/pack.pdf?knownAt=seq:18&since=seq:"
	var all sync.WaitGroup
	statuses := make(chan int, 32)
	for range 2 { // each is asked for twice
		for _, since := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9"} {
			all.Go(func() {
				answer, _ := h.ask(browser, "GET", path+since, "", html...)
				statuses <- answer.status
			})
		}
	}
	full := []int{<-statuses, <-statuses} // the ninth, both times
	if err := os.WriteFile(filepath.Join(folder, "go"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	all.Wait()
	close(statuses)
	for status := range statuses {
		if status != http.StatusOK {
			t.Errorf("one that waited: %d", status)
		}
	}
	made, err := os.ReadFile(filepath.Join(folder, "made"))
	if full[0] != 503 || full[1] != 503 || bytes.Count(made, []byte("\n")) != 8 || err != nil {
		t.Errorf("too many: %v; %d were made, %v", full, bytes.Count(made, []byte("\n")), err)
	}
}
