package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"pooled/api"
	"pooled/api/auth"
	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/audit"
	"pooled/policy"
)

// cutting is an answer whose connection breaks after some bytes.
type cutting struct {
	http.ResponseWriter
	left int
}

func (c *cutting) Write(b []byte) (int, error) {
	if c.left -= len(b); c.left < 0 {
		_ = http.NewResponseController(c.ResponseWriter).Flush()
		panic(http.ErrAbortHandler)
	}
	return c.ResponseWriter.Write(b)
}

func (c *cutting) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// rough is a server of a fund's journal, which answers the first requests as they are told: with a status, or with a
// connection that breaks.
func rough(t *testing.T, p *pooltest.Pool, first ...func(http.ResponseWriter, *http.Request, http.Handler)) string {
	t.Helper()
	service := api.New(api.Config{
		Journal: p.Journal, Books: audit.NewBooks(p.DB.ReaderPool(t)), Authenticate: auth.Development,
		May: func(ledger.Question) (policy.Sight, error) { return policy.Sight{All: true}, nil },
	})
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n := asked.Add(1); n <= int64(len(first)) {
			first[n-1](w, r, service)
			return
		}
		service.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func breaks(after int) func(http.ResponseWriter, *http.Request, http.Handler) {
	return func(w http.ResponseWriter, r *http.Request, h http.Handler) {
		h.ServeHTTP(&cutting{w, after}, r)
	}
}

func answers(status int) func(http.ResponseWriter, *http.Request, http.Handler) {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { w.WriteHeader(status) }
}

// An export over connections that break is the very file, gone on with by itself and, once it has failed, by --resume.
func TestExportFromAServer(t *testing.T) {
	t.Parallel()
	p := pooltest.NewIn(t, pooltest.Own(t), pooltest.AllowAll)
	p.Budget("one", "nhs-minimum", "900.00")
	p.Budget("two", "nhs-minimum", "900.00")
	for range 150 {
		p.Must("pam", "2015-06-01", pooltest.Vire("one", "two", "1.00"))
	}
	dir := t.TempDir()
	token := filepath.Join(dir, "token")
	if err := os.WriteFile(token, []byte("development:aud\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	export := func(name, server string, more ...string) (int, string) {
		var out, words bytes.Buffer
		args := append([]string{
			"export", string(p.Fund), "--output", filepath.Join(dir, name), "--server", server + "/", "--token", token,
		}, more...)
		code := run(context.Background(), args, streams{strings.NewReader(""), &out, &words})
		return code, words.String()
	}
	for _, redacted := range []bool{false, true} {
		var want bytes.Buffer
		o := audit.ExportOptions{Fund: p.Fund, Redacted: redacted}
		if err := audit.Export(t.Context(), p.DB.ReaderPool(t), &want, o); err != nil {
			t.Fatal(err)
		}
		var flags []string
		if redacted {
			flags = []string{"--redacted"}
		}
		same := func(name string) {
			t.Helper()
			if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !bytes.Equal(got, want.Bytes()) {
				t.Errorf("%s, redacted %v: %v, and the same bytes: %v", name, redacted, err, bytes.Equal(got, want.Bytes()))
			}
		}
		server := rough(t, p, breaks(9_000), answers(http.StatusServiceUnavailable), breaks(7_000))
		code, words := export("one", server, flags...)
		if same("one"); code != exitDone || strings.Count(words, "going on from there") != 3 {
			t.Errorf("exits with %d: %s", code, words)
		}
		code, words = export("two", rough(t, p, breaks(12_000), answers(http.StatusForbidden)), flags...)
		partial, err := os.ReadFile(filepath.Join(dir, "two.partial"))
		if code != exitRefused || err != nil || len(partial) == 0 || !bytes.HasPrefix(want.Bytes(), partial) ||
			!strings.Contains(words, "--resume goes on with it") {
			t.Errorf("refused, it exits with %d and keeps %d bytes: %v, %s", code, len(partial), err, words)
		}
		forged := bytes.Replace(partial, []byte(`"1.00"`), []byte(`"2.00"`), 1)
		for name, begun := range map[string][]byte{"two": partial, "forged": forged} {
			if err := os.WriteFile(filepath.Join(dir, name+".partial"), begun, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if code, words = export("two", rough(t, p), append(flags, "--resume")...); code != exitDone {
			t.Errorf("gone on with, it exits with %d: %s", code, words)
		}
		same("two")
		code, words = export("forged", rough(t, p), append(flags, "--resume")...)
		kept, err := os.ReadFile(filepath.Join(dir, "forged.partial"))
		if code != exitRefused || !strings.Contains(words, "(edited)") || err != nil || !bytes.Equal(kept, forged) {
			t.Errorf("what was forged: exits with %d, %v: %s", code, err, words)
		}
	}
}
