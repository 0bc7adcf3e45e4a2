package pooltest

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What everybody and everything has at an [Identity].
const (
	IdentityPassword = "correct horse battery staple"
	IdentitySecret   = "a client's secret of a test"
)

// Identity is a real identity provider in a process of its own, on this machine alone. Its people are officer, auditor
// and newcomer, at example.org; its clients are pooled and other.
type Identity struct {
	Issuer string
	stop   func() error
}

// StartIdentity starts one, with flags of internal/identity, until the test ends. The go command builds it, once.
func StartIdentity(t testing.TB, flags ...string) *Identity {
	t.Helper()
	folder, err := identityFolder()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", append([]string{"run", "-C", folder, "."}, flags...)...)
	cmd.Stderr = os.Stderr
	input, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stopped := false
	i := &Identity{stop: func() error {
		if stopped {
			return nil
		}
		stopped = true
		return errors.Join(input.Close(), cmd.Wait())
	}}
	t.Cleanup(func() { i.Stop(t) })
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		t.Fatalf("the identity provider says nothing: %v", err)
	}
	i.Issuer = strings.TrimSpace(line)
	return i
}

// Stop ends the provider, and waits until it is gone.
func (i *Identity) Stop(t testing.TB) {
	t.Helper()
	if err := i.stop(); err != nil {
		t.Errorf("stop the identity provider: %v", err)
	}
}

// identityFolder is the nested module's, from wherever in ours the test runs.
func identityFolder() (string, error) {
	at, err := os.Getwd()
	for ; err == nil; at = filepath.Dir(at) {
		folder := filepath.Join(at, "internal", "identity")
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder, nil
		}
		if at == filepath.Dir(at) {
			return "", errors.New("internal/identity is nowhere above the test")
		}
	}
	return "", err
}

// Tokens are an access and an identity token of a person, for a client.
func (i *Identity) Tokens(t testing.TB, client, person string) (access, identity string) {
	t.Helper()
	form := url.Values{
		"grant_type": {"password"}, "username": {person + "@example.org"}, "password": {IdentityPassword},
		"scope": {"openid profile email"},
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, i.Issuer+"/token", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth(url.QueryEscape(client), url.QueryEscape(IdentitySecret))
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var tokens struct {
		Access   string `json:"access_token"`
		Identity string `json:"id_token"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&tokens); err != nil || tokens.Access == "" {
		t.Fatalf("no tokens: %s, %v", answer.Status, err)
	}
	return tokens.Access, tokens.Identity
}

// Browser is an http.Client that keeps cookies and follows redirects, as a browser does.
func Browser(t testing.TB) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar}
}

// SignIn opens an address that leads to the provider's form, fills it in as a person, and returns where the browser
// ends, and the text there.
func (i *Identity) SignIn(t testing.TB, browser *http.Client, address, person string) (at, text string) {
	t.Helper()
	form, _ := browse(t, browser, http.MethodGet, address, nil)
	if !strings.HasPrefix(form, i.Issuer) {
		t.Fatalf("%s leads to %s, not to the provider's form", address, form)
	}
	return browse(t, browser, http.MethodPost, form, url.Values{
		"login": {person + "@example.org"}, "password": {IdentityPassword},
	})
}

// browse asks for an address and says where the browser ends, and the text there.
func browse(t testing.TB, browser *http.Client, method, address string, form url.Values) (at, text string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := browser.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.Request.URL.String(), string(body)
}
