package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"pooled/internal/pooltest"
)

// A person signs in at a real provider, asks through the session, signs out, and is nobody again.
func TestSignInAndOut(t *testing.T) {
	t.Parallel()
	h := open(t, false)
	browser := pooltest.Browser(t)
	if _, text := h.ask(browser, "GET", "/", ""); !strings.Contains(text, "not signed in") ||
		!strings.Contains(text, `href="/sign-in"`) || strings.Contains(text, "Development") {
		t.Errorf("a stranger sees %s", text)
	}
	at, text := h.identity.SignIn(t, browser, h.base+"/sign-in?return=/%3Fhello", "newcomer")
	if at != h.base+"/?hello" || !strings.Contains(text, "The newcomer") ||
		!strings.Contains(text, "newcomer@example.org") || !strings.Contains(text, h.identity.Issuer) {
		t.Fatalf("signed in at %s: %s", at, text)
	}
	actor := actorOnPage.FindStringSubmatch(text)
	if actor == nil {
		t.Fatalf("the page names no actor: %s", text)
	}
	// Without a post the newcomer is somebody, and may do nothing.
	for _, path := range []string{"/v1/funds/havering/position", "/v1/bodies"} {
		if answer, text := h.ask(browser, "GET", path, ""); answer.status != 403 && answer.status != 404 {
			t.Errorf("%s = %d %s", path, answer.status, text)
		}
	}
	answer, text := h.ask(browser, "POST", "/v1/funds/havering/virements", virement, inForm...)
	if answer.status != 404 {
		t.Errorf("an act of the newcomer's = %d %s", answer.status, text)
	}
	evil := append([]string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, inForm...)
	answer, text = h.ask(browser, "POST", "/v1/funds/havering/virements", virement, evil...)
	if answer.status != 403 || !strings.Contains(text, "/problems/cross-origin") {
		t.Errorf("an act from another site's page = %d %s", answer.status, text)
	}
	if answer, _ := h.ask(browser, "POST", "/sign-out", "", "Sec-Fetch-Site", "cross-site"); answer.status != 403 {
		t.Errorf("another site's page signs people out: %d", answer.status)
	}
	kept := cookiesOf(t, browser, h.base)
	answer, _ = h.ask(browser, "POST", "/sign-out", "")
	if to := answer.header.Get("Location"); answer.status != 303 ||
		to != h.identity.Issuer+"/logout?client_id=pooled" {
		t.Errorf("signing out = %d to %q", answer.status, to)
	}
	for name, cookie := range map[string]string{"without a cookie": "", "with the old cookie": kept} {
		answer, text := h.ask(http.DefaultClient, "POST", "/v1/funds/havering/virements", virement,
			append([]string{"Cookie", cookie}, inForm...)...)
		h.refused("an act "+name, answer, text)
		answer, text = h.ask(http.DefaultClient, "GET", "/v1/funds", "", "Cookie", cookie)
		h.refused("a question "+name, answer, text)
	}
	for _, secret := range []string{"newcomer", "example.org", kept, strings.TrimPrefix(kept, "pooled=")} {
		if strings.Contains(h.log.String(), secret) {
			t.Errorf("the log holds %q: %s", secret, h.log)
		}
	}
	h.again(actor[1])
}

func cookiesOf(t *testing.T, browser *http.Client, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range browser.Jar.Cookies(u) {
		if c.Name == "pooled" {
			return "pooled=" + c.Value
		}
	}
	t.Fatal("there is no session's cookie")
	return ""
}

// again: the same person in another browser is the same actor; and so is their access token.
func (h *house) again(actor string) {
	h.Helper()
	_, text := h.identity.SignIn(h.T, pooltest.Browser(h.T), h.base+"/sign-in", "newcomer")
	if found := actorOnPage.FindStringSubmatch(text); found == nil || found[1] != actor {
		h.Errorf("signed in again: %v, before %s", found, actor)
	}
	access, _ := h.identity.Tokens(h.T, "pooled", "newcomer")
	other, _ := h.identity.Tokens(h.T, "other", "newcomer")
	bearer := []string{"Authorization", "Bearer " + access}
	if answer, text := h.ask(http.DefaultClient, "GET", "/v1/funds", "", bearer...); answer.status != 200 {
		h.Errorf("with an access token: %d %s", answer.status, text)
	}
	answer, text := h.ask(http.DefaultClient, "GET", "/v1/funds/havering/position", "", "Authorization", "Bearer "+access)
	if answer.status != 404 {
		h.Errorf("without a post a fund is there: %d %s", answer.status, text)
	}
	answer, text = h.ask(http.DefaultClient, "GET", "/v1/funds", "", "Authorization", "Bearer "+other)
	h.refused("another program's token", answer, text)
	answer, text = h.ask(http.DefaultClient, "GET", "/v1/funds", "", "Authorization", "Bearer development:ada")
	h.refused("a development person where there is an issuer", answer, text)
	if strings.Contains(h.log.String(), access[:20]) {
		h.Error("the log holds a token")
	}
}

// Signed out at one instance, a person is nobody at another: at once where they act, within five seconds where they
// ask.
func TestSignedOutAtEveryInstance(t *testing.T) {
	t.Parallel()
	here := open(t, false)
	there := here.another()
	browser := pooltest.Browser(t)
	here.identity.SignIn(t, browser, here.base+"/sign-in", "officer")
	cookie := []string{"Cookie", cookiesOf(t, browser, here.base)}
	act := append(cookie, inForm...)
	if answer, text := there.ask(http.DefaultClient, "GET", "/v1/funds", "", cookie...); answer.status != 200 {
		t.Fatalf("the other instance does not know the session: %d %s", answer.status, text)
	}
	here.ask(browser, "POST", "/sign-out", "")
	ended := time.Now()
	answer, text := there.ask(http.DefaultClient, "POST", "/v1/funds/havering/virements", virement, act...)
	there.refused("an act at the other instance", answer, text)
	for answer.status = 200; answer.status == 200 && time.Since(ended) < 5*time.Second; time.Sleep(50 * time.Millisecond) {
		answer, text = there.ask(http.DefaultClient, "GET", "/v1/funds", "", cookie...)
	}
	there.refused("a question at the other instance", answer, text)
}
