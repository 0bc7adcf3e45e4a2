package web_test

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"pooled/internal/pooltest"
	"pooled/internal/postgres"
	"pooled/ledger/journal"
)

// toAndFro is a table of virements that move a penny to and fro.
func toAndFro(lines int) string {
	var file strings.Builder
	file.WriteString("act,on,narrative,from.scheme,from.source,to.scheme,to.source,amount\r\n")
	for n := range lines {
		from, to := "one", "two"
		if n%2 == 1 {
			from, to = to, from
		}
		fmt.Fprintf(&file, "vire-budget,2015-06-01,penny %d,%s,nhs-minimum,%s,nhs-minimum,0.01\r\n", n, from, to)
	}
	return file.String()
}

// restarted is the house's fund, served by another process: nothing is left of what the first held in memory.
func (h *house) restarted() *house {
	h.Helper()
	h.pool.Journal.Close()
	return h.beside()
}

// beside is the house's fund, served by another process while this one goes on.
func (h *house) beside() *house {
	h.Helper()
	pool, err := postgres.Pool(h.Context(), h.pool.DB.WriterURL, 10, journal.Prepare)
	if err != nil {
		h.Fatal(err)
	}
	anew := journal.Open(journal.Config{Pool: pool, Decide: pooltest.AllowAll})
	h.Cleanup(func() {
		anew.Close()
		pool.Close()
	})
	listener := listen(h.T)
	other := &house{
		T: h.T, base: "http://" + listener.Addr().String(), log: &log{},
		pool: &pooltest.Pool{TB: h.T, DB: h.pool.DB, Journal: anew, Fund: h.pool.Fund},
	}
	other.serveFund(listener)
	return other
}

// A service that stops in the middle of a file loses nothing and doubles nothing: the same file goes on with it.
func TestUploadGoesOnAfterARestart(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser := h.member()
	before, file := h.seq(), toAndFro(3000)
	page, at := h.checked(browser, "pennies.csv", file)
	says(t, page, "Would be posted</dt><dd>3,000<", "The file is long")
	if answer, text := h.ask(browser, "POST", at, "step=confirm"); answer.status != 303 {
		t.Fatalf("confirming: %d %s", answer.status, text)
	}
	for h.seq() < before+250 {
		time.Sleep(time.Millisecond)
	}
	other := h.restarted()
	middle := other.seq() - before
	if middle >= 3000 {
		t.Fatalf("all %d lines were posted before the service stopped", middle)
	}
	if answer, text := other.ask(browser, "GET", at, "", html...); answer.status != 404 || !strings.Contains(text,
		"This upload is no longer held. Upload the same file again: lines already posted are not posted twice<") {
		t.Errorf("another process has the upload, or does not say what to do: %d %s", answer.status, main(text))
	}
	_, at = other.checked(browser, "pennies.csv", file)
	page = other.posted(browser, at)
	says(t, page, fmt.Sprintf("Posted</dt><dd>%s<", thousands(3000-middle)),
		fmt.Sprintf("Posted before, and not again</dt><dd>%s<", thousands(middle)))
	if got := other.seq() - before; got != 3000 {
		t.Errorf("%d entries of 3,000 lines, %d of them before the restart", got, middle)
	}
	// The first process stops at a line, and says so; nothing of it is lost.
	for range 900 {
		_, text := h.ask(browser, "GET", h.uploadAt(), "", html...)
		if strings.Contains(text, "pennies.csv</a>: Stopped") {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Error("the process that stopped does not say so")
}

func thousands(n int64) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}

// A file whose sending broke off is no file: nothing of it is held.
func TestUploadThatBrokeOff(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser := h.member()
	u, err := url.Parse(h.base)
	if err != nil {
		t.Fatal(err)
	}
	connection, err := net.Dial("tcp", u.Host)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(connection, "POST %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 100000\r\n"+
		"Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; "+
		"filename=\"a.csv\"\r\n\r\n%s", h.uploadAt(), u.Host, cookiesOf(t, browser, h.base), virements)
	if err := connection.Close(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond)
	if _, text := h.ask(browser, "GET", h.uploadAt(), "", html...); strings.Contains(text, "Your files") {
		t.Error("a file that was cut off is held")
	}
	// Without the boundary that ends it a file is cut off, too, however well it reads.
	answer, text := h.ask(browser, "POST", h.uploadAt(), "--b\r\nContent-Disposition: form-data; name=\"file\"; "+
		"filename=\"a.csv\"\r\n\r\n"+virements, "Content-Type", "multipart/form-data; boundary=b", "Accept", "text/html")
	if answer.status != http.StatusUnprocessableEntity || !strings.Contains(text, "The form was cut off") {
		t.Errorf("cut off: %d %s", answer.status, main(text))
	}
	for range 2 {
		answer, text = h.send(browser, "a.csv", virements) // the same page sent twice
		if answer.status != http.StatusSeeOther {
			t.Errorf("sent whole: %d %s", answer.status, main(text))
		}
	}
}

// A hundred thousand lines are checked within bounded memory. POOLED_LONG_UPLOAD=1 posts them, too.
func TestUploadOfManyLines(t *testing.T) {
	h := open(t, true)
	browser := h.member()
	const lines = 100_000
	file, before, start := toAndFro(lines), h.seq(), time.Now()
	var most uint64
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		}
	}()
	answer, text := h.send(browser, "pennies.csv", file)
	if answer.status != http.StatusSeeOther {
		t.Fatalf("the file was not taken: %d %s", answer.status, main(text))
	}
	at := answer.header.Get("Location")
	read := time.Since(start)
	page := h.rest(browser, at)
	says(t, page, "100,000 lines (CSV) tried", "Would be posted</dt><dd>100,000<", "The next lines")
	checked := time.Since(start)
	if os.Getenv("POOLED_LONG_UPLOAD") != "" {
		says(t, h.posted(browser, at), "Posted</dt><dd>100,000<")
		if got := h.seq() - before; got != lines {
			t.Errorf("%d entries", got)
		}
	}
	close(stop)
	<-done
	t.Logf("%d lines, %d bytes: read in %v, checked in %v, posted in %v; heap at most %d MB", lines, len(file), read,
		checked-read, time.Since(start)-checked, most>>20)
	if most > 400<<20 {
		t.Errorf("the heap grew to %d MB", most>>20)
	}
	if answer, text := h.send(browser, "more.csv", file+"vire-budget\r\n"); answer.status != 422 ||
		!strings.Contains(text, "more than 100000 lines") {
		t.Errorf("one line more: %d %s", answer.status, main(text))
	}
}
