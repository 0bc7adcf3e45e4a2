package web_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pooled/api/auth"
	"pooled/internal/pooltest"
)

// An answer of the provider's is good for the browser that asked, once.
func TestForgedAnswers(t *testing.T) {
	t.Parallel()
	h := open(t, false)
	browser := pooltest.Browser(t)
	answer, _ := h.ask(browser, "GET", "/sign-in", "")
	asked, err := url.Parse(answer.header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	query := asked.Query()
	if query.Get("code_challenge_method") != "S256" || query.Get("code_challenge") == "" || query.Get("nonce") == "" ||
		len(query.Get("state")) != 43 || query.Get("redirect_uri") != h.base+auth.CallbackPath {
		t.Errorf("asked for %s", asked)
	}
	for name, path := range map[string]string{
		"another state":    "?code=c&state=" + strings.Repeat("x", 43),
		"no state":         "?code=c",
		"a made-up code":   "?code=c&state=STATE",
		"the provider's":   "?error=access_denied&error_description=hello&state=STATE",
		"another issuer":   "?code=c&iss=https://evil.example&state=STATE",
		"nothing":          "",
		"a code and a no":  "?code=c&error=no&state=STATE",
		"an empty code":    "?code=&state=STATE",
		"of another state": "?code=c&state=STATEx",
	} {
		answer, _ := h.ask(browser, "GET", "/sign-in", "")
		at, err := url.Parse(answer.header.Get("Location"))
		if err != nil {
			t.Fatal(err)
		}
		path = strings.Replace(path, "STATE", url.QueryEscape(at.Query().Get("state")), 1)
		answer, text := h.ask(browser, "GET", auth.CallbackPath+path, "")
		h.refused(name, answer, text)
		if strings.Contains(text, "hello") {
			t.Errorf("%s: the provider's words are passed on: %s", name, text)
		}
	}
	h.stolen()
	if _, text := h.identity.SignIn(t, browser, h.base+"/sign-in?return=//evil.example/", "auditor"); !strings.Contains(
		text, "The auditor") {
		t.Errorf("the browser was sent elsewhere: %s", text)
	}
}

// stolen: an answer that another browser got, one that was used before, and one to an attempt that somebody changed.
func (h *house) stolen() {
	h.Helper()
	victim, thief := pooltest.Browser(h.T), pooltest.Browser(h.T)
	stolen := h.codeFor(thief)
	answer, text := h.ask(victim, "GET", stolen, "")
	h.refused("an answer to nobody's question", answer, text)
	h.ask(victim, "GET", "/sign-in", "")
	answer, text = h.ask(victim, "GET", stolen, "")
	h.refused("an answer to another browser's question", answer, text)
	if answer, text := h.ask(thief, "GET", stolen, ""); answer.status != 303 || answer.header.Get("Location") != "/" {
		h.Errorf("its own answer: %d %s", answer.status, text)
	}
	answer, text = h.ask(thief, "GET", stolen, "")
	h.refused("the same answer again", answer, text)
	for _, field := range []string{"nonce", "verifier"} {
		browser := pooltest.Browser(h.T)
		mine := h.codeFor(browser)
		h.change(browser, field)
		answer, text = h.ask(browser, "GET", mine, "")
		h.refused("another "+field, answer, text)
	}
}

// change puts something else into the attempt that a browser keeps.
func (h *house) change(browser *http.Client, field string) {
	h.Helper()
	u, err := url.Parse(h.base)
	if err != nil {
		h.Fatal(err)
	}
	for _, c := range browser.Jar.Cookies(u) {
		if c.Name != "pooled-sign-in" {
			continue
		}
		text, err := base64.RawURLEncoding.DecodeString(c.Value)
		var attempt map[string]string
		if err != nil || json.Unmarshal(text, &attempt) != nil || attempt[field] == "" {
			h.Fatalf("the attempt %s, %v", text, err)
		}
		attempt[field] = strings.Repeat("x", 43)
		if text, err = json.Marshal(attempt); err != nil {
			h.Fatal(err)
		}
		browser.Jar.SetCookies(u, []*http.Cookie{{
			Name: c.Name, Value: base64.RawURLEncoding.EncodeToString(text), Path: "/",
		}})
		return
	}
	h.Fatal("there is no attempt")
}

// codeFor signs somebody in as far as the provider's answer, and returns that.
func (h *house) codeFor(browser *http.Client) string {
	h.Helper()
	var at string
	follow := *browser
	follow.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if r.URL.Path == auth.CallbackPath {
			at = r.URL.RequestURI()
			return http.ErrUseLastResponse
		}
		return nil
	}
	h.identity.SignIn(h.T, &follow, h.base+"/sign-in", "officer")
	if at == "" {
		h.Fatal("the provider did not answer")
	}
	return at
}
