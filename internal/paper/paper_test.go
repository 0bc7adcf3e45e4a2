package paper

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

var instant = time.Date(2015, 9, 30, 17, 0, 0, 0, time.UTC)

// empty holds a folder to have nothing in it.
func empty(t *testing.T, folder string) {
	t.Helper()
	left, err := os.ReadDir(folder)
	if err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
}

// fake is a press whose browser is a script. $to is the PDF that it was asked for.
func fake(t *testing.T, script string) (p *Press, folder string) {
	t.Helper()
	folder = t.TempDir()
	t.Setenv("TMPDIR", folder)
	program := filepath.Join(t.TempDir(), "browser")
	head := "#!/bin/sh\nfor one; do case $one in --print-to-pdf=*) to=${one#*=};; esac; done\n"
	if err := os.WriteFile(program, []byte(head+script), 0o700); err != nil {
		t.Fatal(err)
	}
	p, err := Open(program)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p, folder
}

// A page becomes a PDF that is tagged, of A4, with title and language; what it would fetch or run it does not; the same
// page is the same PDF, and nothing is left behind.
func TestPrint(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	p, err := Open("auto")
	if p == nil {
		t.Skip("NO CHROMIUM IS INSTALLED, SO NO PDF IS MADE: apt-get install chromium", err)
	}
	t.Cleanup(p.Close)
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	t.Cleanup(server.Close)
	page := []byte(`<!doctype html><html lang="en-GB"><title>A paper</title><style>@page { size: A4 }</style>
<h1>A paper</h1><img alt="" src="` + server.URL + `/picture.png"><p>Text</p></html>`)
	pdf, err := p.Print(page, instant)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"/StructTreeRoot", "/Marked true", "/Lang (en-GB)", "/Title (A paper)", "/MediaBox [0 0 594.95996 841.91998]",
		"/CreationDate (D:20150930170000+00'00')", "/DisplayDocTitle true",
	} {
		if !bytes.Contains(pdf, []byte(want)) {
			t.Errorf("the PDF has no %s", want)
		}
	}
	again, err := p.Print(page, instant)
	if err != nil || !bytes.Equal(pdf, again) {
		t.Errorf("the same page became another PDF, %v", err)
	}
	if n := asked.Load(); n > 0 {
		t.Errorf("the browser asked the network %d times", n)
	}
	empty(t, folder)
}

// A browser that does not end is ended, with all that it started.
func TestPrintIsEnded(t *testing.T) {
	for name, end := range map[string]func(*Press){
		"by its deadline": func(p *Press) { p.timeMax = 500 * time.Millisecond },
		"by Close":        func(p *Press) { time.AfterFunc(500*time.Millisecond, p.Close) },
	} {
		pids := filepath.Join(t.TempDir(), "pids")
		p, folder := fake(t, "sleep 300 &\necho $$ $! >"+pids+"\nwait\n")
		end(p)
		if pdf, err := p.Print(nil, instant); err == nil {
			t.Errorf("%s: a browser that was ended made %d bytes", name, len(pdf))
		}
		text, err := os.ReadFile(pids)
		if err != nil || len(strings.Fields(string(text))) != 2 {
			t.Fatalf("%s: %s, %v", name, text, err)
		}
		for word := range strings.FieldsSeq(string(text)) {
			pid, _ := strconv.Atoi(word)
			gone(t, name, pid)
		}
		empty(t, folder)
	}
}

// gone holds a process to end soon. One that nobody waits for any more stays as a zombie until init takes it.
func gone(t *testing.T, what string, pid int) {
	t.Helper()
	for range 100 {
		stat, _ := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
		if errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) || bytes.Contains(stat, []byte(") Z ")) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("%s: process %d is still there", what, pid)
}

// What a browser leaves that fails is no PDF.
func TestPrintFails(t *testing.T) {
	for script, want := range map[string]string{
		"echo no display >&2; exit 3":            "exit status 3: no display",
		"exit 0":                                 "the browser made nothing",
		"echo hello >$to":                        "no whole PDF",
		"printf '%%PDF-1.4 cut' >$to":            "no whole PDF",
		"truncate -s 20000000 $to":               "more than the",
		"printf '%%PDF-1.4\\n%%%%EOF\\n' >$to":   "",
		"test \"$HOME\" = \"$PWD\" || exit 4":    "the browser made nothing",
		"test -z \"$DATABASE_URL\" || exit 4":    "the browser made nothing",
		"test \"$(stat -c %a .)\" = 700||exit 4": "the browser made nothing",
	} {
		t.Setenv("DATABASE_URL", "postgres://secret")
		p, folder := fake(t, script+"\n")
		_, err := p.Print([]byte("page"), instant)
		if err == nil && want != "" || err != nil && (want == "" || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", script, err, want)
		}
		empty(t, folder)
	}
}

// The browser keeps its sandbox but for root, with whom it does not start in it.
func TestSandbox(t *testing.T) {
	if !slices.Contains(flags(0), "--no-sandbox") || slices.Contains(flags(1000), "--no-sandbox") {
		t.Error("the sandbox is off for others than root, or on for root")
	}
}

// A browser that is named must be there; one that is looked for need not.
func TestOpen(t *testing.T) {
	if p, err := Open("none"); p != nil || err != nil {
		t.Errorf("none: %v, %v", p, err)
	}
	t.Setenv("PATH", t.TempDir())
	if p, err := Open("auto"); p != nil || err != nil {
		t.Errorf("auto without one: %v, %v", p, err)
	}
	if p, err := Open("no-such-browser"); p != nil || err == nil || !strings.Contains(err.Error(), "no-such-browser") {
		t.Errorf("one that is not there: %v, %v", p, err)
	}
	var none *Press
	none.Close()
}
