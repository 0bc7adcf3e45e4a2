package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pooled/api"
	"pooled/api/auth"
	"pooled/internal/pooltest"
	"pooled/web"
)

// Every page warns where there are development people, and lets one choose whom to be.
func TestDevelopmentPages(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser := pooltest.Browser(t)
	for _, path := range []string{"/", "/docs/"} {
		answer, text := h.ask(browser, "GET", path, "")
		policy := answer.header.Get("Content-Security-Policy")
		if !strings.Contains(text, auth.DevelopmentBanner) || !strings.HasPrefix(policy, "default-src 'none'") {
			t.Errorf("%s has no banner, or the policy %s", path, policy)
		}
		if path == "/" && (strings.Contains(policy, "script") || strings.Contains(policy, "unsafe") ||
			strings.Contains(text, "<script") || strings.Contains(text, "style=")) {
			t.Errorf("the start page may run scripts: %s", policy)
		}
	}
	answer, _ := h.ask(browser, "POST", "/sign-in/development", "person=ada", "Sec-Fetch-Site", "cross-site")
	if answer.status != 403 {
		t.Errorf("another site's page signs people in: %d", answer.status)
	}
	for _, body := range []string{"person=timer", "person=", "", "person=A%20B", "person=" + strings.Repeat("a", 10000)} {
		answer, text := h.ask(browser, "POST", "/sign-in/development", body)
		h.refused(body, answer, text)
	}
	answer, text := h.ask(browser, "POST", "/sign-in/development", "person=ada")
	if answer.status != 303 {
		t.Fatalf("choosing a person: %d %s", answer.status, text)
	}
	if _, text := h.ask(browser, "GET", "/", ""); !strings.Contains(text, "<code>ada</code>") {
		t.Errorf("signed in as ada one sees %s", text)
	}
	if answer, text := h.ask(browser, "GET", "/v1/funds", ""); answer.status != 200 {
		t.Errorf("with the session: %d %s", answer.status, text)
	}
	if answer, _ := h.ask(browser, "POST", "/sign-out", ""); answer.header.Get("Location") != "/" {
		t.Errorf("signed out to %q", answer.header.Get("Location"))
	}
	answer, text = h.ask(browser, "GET", "/v1/funds", "")
	h.refused("signed out", answer, text)
	if answer, _ := h.ask(browser, "GET", "/sign-in", ""); answer.status != 404 {
		t.Errorf("there is no issuer to sign in at: %d", answer.status)
	}
}

// Where nobody can sign in, the pages say so.
func TestNobodysPages(t *testing.T) {
	t.Parallel()
	service := api.New(api.Config{Authenticate: auth.Nobody, Pages: web.Pages(web.Config{})})
	w := httptest.NewRecorder()
	service.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Code != 200 || !strings.Contains(w.Body.String(), "Nobody can sign in here") ||
		strings.Contains(w.Body.String(), "class=\"banner\"") {
		t.Errorf("the start page: %d %s", w.Code, w.Body)
	}
}
