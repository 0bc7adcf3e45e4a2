package web_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// A service that is full says so on a page that a person can read, and serves again when others have gone.
func TestPageOfAFullService(t *testing.T) {
	h := open(t, true)
	browser := h.member()
	front := "/funds/" + string(h.pool.Fund)
	address := strings.TrimPrefix(h.base, "http://")
	var slow []net.Conn // requests whose bodies do not come
	stall := func() {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		slow = append(slow, c)
		fmt.Fprintf(c, "POST /sign-in/development HTTP/1.1\r\nHost: %s\r\nSec-Fetch-Site: same-origin\r\n"+
			"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nperson=", address)
	}
	until := func(status int, meanwhile func()) (reply, string) {
		t.Helper()
		for range 200 {
			if answer, text := h.ask(browser, "GET", front, "", html...); answer.status == status {
				return answer, text
			}
			meanwhile()
			time.Sleep(20 * time.Millisecond)
		}
		t.Fatalf("the service never answers %d", status)
		return reply{}, ""
	}
	for range 600 { // more than there is room for
		stall()
	}
	// A question has its own place while the last of them are refused, and leaves it empty: one more takes that.
	answer, text := until(http.StatusServiceUnavailable, stall)
	for _, want := range []string{"<h1", "Try again in a moment", "Nothing was lost", "number of the request", "Sign out"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q: %s", want, text)
		}
	}
	if answer.header.Get("Retry-After") == "" || answer.header.Get("Content-Type") != "text/html; charset=utf-8" ||
		!strings.Contains(answer.header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("its headers: %v", answer.header)
	}
	if answer, text := h.ask(browser, "GET", front, ""); answer.status != http.StatusServiceUnavailable ||
		answer.header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("for a program: %d %s", answer.status, text)
	}
	for _, c := range slow {
		_ = c.Close()
	}
	if _, text := until(http.StatusOK, func() {}); !strings.Contains(text, "£850,000.50") {
		t.Errorf("afterwards: %s", text)
	}
}

// A page that was opened at one program is told of what is posted at another.
func TestMovesElsewhere(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser := h.member()
	there := h.beside()
	seq := h.seq()
	answer, err := browser.Get(fmt.Sprintf("%s/funds/%s/moves?seq=%d", there.base, h.pool.Fund, seq))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	lines := bufio.NewScanner(answer.Body)
	if !lines.Scan() || lines.Text() != "retry: 1000" {
		t.Fatalf("the stream begins with %q", lines.Text())
	}
	h.pool.Budget("three", "nhs-minimum", "1.00")
	posted := time.Now()
	var told string
	for lines.Scan() {
		told += lines.Text() + "\n"
	}
	if want := fmt.Sprintf("\nevent: moved\ndata: %d\n\n", h.seq()); told != want {
		t.Errorf("told %q, want %q", told, want)
	}
	if took := time.Since(posted); took > 5*time.Second {
		t.Errorf("told after %s", took)
	}
}
