package auth_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pooled/api/auth"
	"pooled/ledger"
)

func TestDevelopment(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"Bearer development:ada":             "ada",
		"Bearer development:council-finance": "council-finance",
		"":                                   "",
		"Bearer development:":                "",
		"Bearer development:Ada":             "",
		"Bearer development:a b":             "",
		"bearer development:ada":             "",
		"Bearer ada":                         "",
		"Basic YWRhOmFkYQ==":                 "",
		"Bearer development:ada, Bearer development": "",
		"Bearer development:timer":                   "",
	} {
		r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1:8080/", nil)
		if header != "" {
			r.Header.Set("Authorization", header)
		}
		if got, err := auth.Development(r); string(got) != want || (err == nil) != (want != "") {
			t.Errorf("%q is %q, %v; want %q", header, got, err, want)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1:8080/", nil)
	r.Header["Authorization"] = []string{"Bearer development:ada", "Bearer development:ben"}
	if got, err := auth.Development(r); err == nil {
		t.Errorf("two people at once are %q", got)
	}
}

// A page of another site can have a browser look its name up as this machine: the name in the request gives it away.
func TestDevelopmentIsThisMachinesOwn(t *testing.T) {
	t.Parallel()
	for host, ok := range map[string]bool{
		"localhost:8080": true, "127.0.0.1": true, "[::1]:8080": true, "[::1]": true, "example.org:8080": false,
		"localhost.example.org": false, "10.0.0.5:8080": false, "": false,
	} {
		r := carrying("Bearer development:ada")
		r.Host = host
		if _, err := auth.Development(r); (err == nil) != ok {
			t.Errorf("for host %q: %v", host, err)
		}
	}
}

func TestEither(t *testing.T) {
	t.Parallel()
	is := func(actor ledger.ActorID) auth.Authenticator {
		return func(*http.Request) (ledger.ActorID, error) { return actor, nil }
	}
	without := httptest.NewRequest(http.MethodGet, "/", nil)
	for _, tt := range []struct {
		name           string
		bearer, cookie auth.Authenticator
		request        *http.Request
		want           ledger.ActorID
	}{
		{"a header", is("ada"), is("ben"), carrying("Bearer x"), "ada"},
		{"no header", is("ada"), is("ben"), without, "ben"},
		{"a header that is refused", auth.Nobody, is("ben"), carrying("Bearer x"), ""},
		{"the timer by a header", is("timer"), auth.Nobody, carrying("Bearer x"), ""},
		{"the timer by a cookie", auth.Nobody, is("timer"), without, ""},
		{"no actor", auth.Nobody, is("No Actor"), without, ""},
	} {
		got, err := auth.Either(tt.bearer, tt.cookie)(tt.request)
		if got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("%s: %q, %v; want %q", tt.name, got, err, tt.want)
		}
	}
}

func TestBase(t *testing.T) {
	t.Parallel()
	for address, ok := range map[string]bool{
		"https://pooled.example.org": true, "https://pooled.example.org/": true, "http://127.0.0.1:8080": true,
		"http://localhost:8080": true, "http://pooled.example.org": false, "https://pooled.example.org/app": false,
		"https://": false, "pooled.example.org": false, "https://a@pooled.example.org": false, "": false,
		"https://pooled.example.org?x=1": false, "ftp://127.0.0.1": false,
	} {
		if _, err := auth.Base(address); (err == nil) != ok {
			t.Errorf("Base(%q) = %v", address, err)
		}
	}
}

// A browser is sent to paths of this service and nowhere else, whatever was asked for.
func TestLocal(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/", "/docs/", "/v1/funds/havering/position?asOf=seq:5", "/a%20b", "/a//b"} {
		if got := auth.Local(path); got != path {
			t.Errorf("Local(%q) = %q", path, got)
		}
	}
	for _, path := range []string{
		"", "https://evil.example", "//evil.example", "///evil.example", `/\evil.example`, `\\evil.example`,
		"/%2fevil.example", "/%2f/evil.example/..", "/%5cevil.example", "/\u2044evil.example", "http:/x",
		"http:evil.example", "javascript:alert(1)", "docs", "?x", "/\t/evil.example", "/ /evil.example",
		"/\r\nSet-Cookie: a=b", "/" + strings.Repeat("a", 1000),
	} {
		if got := auth.Local(path); got != "/" {
			t.Errorf("Local(%q) = %q", path, got)
		}
	}
}

func TestLoopback(t *testing.T) {
	t.Parallel()
	for address, ok := range map[string]bool{
		"127.0.0.1:8080": true, "[::1]:8080": true, "localhost:8080": true, "127.1.2.3:0": true,
		":8080": false, "0.0.0.0:8080": false, "[::]:8080": false, "10.0.0.5:8080": false, "example.org:80": false,
		"127.0.0.1": false, "": false,
	} {
		if err := auth.Loopback(address); (err == nil) != ok {
			t.Errorf("Loopback(%q) = %v", address, err)
		}
	}
}
