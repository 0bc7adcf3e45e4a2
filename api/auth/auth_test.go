package auth_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"pooled/api/auth"
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
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		if header != "" {
			r.Header.Set("Authorization", header)
		}
		if got, err := auth.Development(r); string(got) != want || (err == nil) != (want != "") {
			t.Errorf("%q is %q, %v; want %q", header, got, err, want)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header["Authorization"] = []string{"Bearer development:ada", "Bearer development:ben"}
	if got, err := auth.Development(r); err == nil {
		t.Errorf("two people at once are %q", got)
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
