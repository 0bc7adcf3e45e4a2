package auth_test

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"pooled/api/auth"
	"pooled/internal/pooltest"
	"pooled/ledger"
)

var opaque = regexp.MustCompile(`^a-[a-z2-7]{24}$`)

// A token is refused for each single fault, and taken on the right side of each boundary.
func TestTokens(t *testing.T) {
	t.Parallel()
	f := newForger(t)
	key, short := newKey(t, 2048), newKey(t, 1024)
	sealing := public(short, "sealing")
	sealing.Key, sealing.Use = &key.PublicKey, "enc"
	f.publish(public(key, "one"), public(short, "short"), sealing)
	i := discover(t, f.URL)
	header := object{"alg": "RS256", "kid": "one"}
	with := func(name string, value any) object { return object{"alg": "RS256", "kid": "one", name: value} }
	began := time.Now().Unix()
	ago := func(seconds int64) int64 { return began - seconds }
	for name, claims := range map[string]object{
		"good":                      {},
		"one of several audiences":  {"aud": []string{"other", "pooled"}},
		"issued in 50 s":            {"iat": ago(-50)},
		"valid in 50 s":             {"nbf": ago(-50)},
		"over for 50 s":             {"iat": ago(300), "exp": ago(50)},
		"fifteen minutes of life":   {"iat": ago(0), "exp": ago(-900)},
		"a name that is no text":    {"name": 7, "email": object{}, "email_verified": "perhaps"},
		"REFUSED issued in 70 s":    {"iat": ago(-70)},
		"REFUSED valid in 70 s":     {"nbf": ago(-70)},
		"REFUSED over for 61 s":     {"iat": ago(300), "exp": ago(61)},
		"REFUSED without an end":    {"exp": nil},
		"REFUSED without an issue":  {"iat": nil},
		"REFUSED a long life":       {"iat": ago(0), "exp": ago(-901)},
		"REFUSED of another issuer": {"iss": "https://login.example.org"},
		"REFUSED of no issuer":      {"iss": nil},
		"REFUSED for others":        {"aud": "other"},
		"REFUSED for nobody":        {"aud": nil},
		"REFUSED about nobody":      {"sub": nil},
		"REFUSED a NUL":             {"sub": "some\x00body"},
		"REFUSED a long subject":    {"sub": strings.Repeat("s", 256)},
		"REFUSED over 8 KiB":        {"padding": strings.Repeat("p", 8<<10)},
	} {
		expect(t, i, name, sign(t, key, header, f.claims(claims)))
	}
	for name, header := range map[string]object{
		"type at+jwt":              with("typ", "at+jwt"),
		"type JWT":                 with("typ", "JWT"),
		"type application/at+jwt":  with("typ", "application/AT+JWT"),
		"another's key by address": with("jku", "https://keys.example.org"), // not heeded
		"REFUSED type logout+jwt":  with("typ", "logout+jwt"),
		"REFUSED type 7":           with("typ", 7),
		"REFUSED critical":         with("crit", []string{"exp"}),
		"REFUSED no key":           {"alg": "RS256"},
		"REFUSED unknown key":      {"alg": "RS256", "kid": "two"},
		"REFUSED sealing key":      {"alg": "RS256", "kid": "sealing"},
		"REFUSED PS256":            {"alg": "PS256", "kid": "one"},
		"REFUSED algorithm none":   {"alg": "none", "kid": "one"},
	} {
		expect(t, i, name, sign(t, key, header, f.claims(nil)))
	}
	expect(t, i, "REFUSED short key", sign(t, short, object{"alg": "RS256", "kid": "short"}, f.claims(nil)))
	good := sign(t, key, header, f.claims(nil))
	unsigned := part(t, object{"alg": "none"}) + "." + part(t, f.claims(nil)) + "."
	forgeries(t, f, i, key, good)
	for name, r := range map[string]*http.Request{
		"no header": carrying(), "two headers": carrying("Bearer "+good, "Bearer "+good), "none": carrying("Bearer " + unsigned),
		"basic": carrying("Basic " + good), "empty": carrying("Bearer "), "two tokens": carrying("Bearer " + good + ", Bearer " + good),
		"a space": carrying("Bearer  " + good), "development": carrying("Bearer development:ada"),
		"JSON": carrying(`Bearer {"payload":"","signatures":[]}`),
	} {
		if actor, err := i.Bearer(r); !errors.Is(err, auth.ErrNobody) {
			t.Errorf("%s: %q, %v", name, actor, err)
		}
	}
}

// forgeries are tokens signed with what is not the issuer's key.
func forgeries(t *testing.T, f *forger, i *auth.Issuer, key *rsa.PrivateKey, good string) {
	t.Helper()
	header := object{"alg": "RS256", "kid": "one"}
	other := newKey(t, 2048)
	expect(t, i, "REFUSED another's key", sign(t, other, header, f.claims(nil)))
	expect(t, i, "REFUSED brings its key", sign(t, other, object{
		"alg": "RS256", "kid": "one", "jwk": public(other, "one"),
	}, f.claims(nil)))
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range [][]byte{
		der, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), key.N.Bytes(), nil,
	} {
		expect(t, i, "REFUSED the public key as a secret", mac(t, secret, object{"alg": "HS256", "kid": "one"}, f.claims(nil)))
	}
	parts := strings.Split(good, ".")
	parts[1] = part(t, f.claims(object{"sub": "somebody-else"}))
	expect(t, i, "REFUSED another subject", strings.Join(parts, "."))
	signature := []byte(strings.Split(good, ".")[2])
	signature[10] ^= 1
	if _, err := base64.RawURLEncoding.DecodeString(string(signature)); err == nil {
		expect(t, i, "REFUSED another signature", strings.Join(strings.Split(good, ".")[:2], ".")+"."+string(signature))
	}
	expect(t, i, "REFUSED no signature", strings.Join(strings.Split(good, ".")[:2], ".")+".")
}

// expect holds what is done with a token against its name.
func expect(t *testing.T, i *auth.Issuer, name, token string) {
	t.Helper()
	actor, err := i.Bearer(carrying("Bearer " + token))
	if strings.HasPrefix(name, "REFUSED") {
		if actor != "" || !errors.Is(err, auth.ErrNobody) || err.Error() != auth.ErrNobody.Error() {
			t.Errorf("%s: %q, %v", name, actor, err)
		}
		if reason := auth.Reason(err); strings.Contains(reason, "somebody") || strings.Contains(reason, token) {
			t.Errorf("%s: the reason %q says who", name, reason)
		}
		return
	}
	if err != nil || !opaque.MatchString(string(actor)) || ledger.CheckID("the actor", actor) != nil {
		t.Errorf("%s: %q, %v (%s)", name, actor, err, auth.Reason(err))
	}
}

// Subjects of two issuers are two people; a subject of one is one person, however many ask at once at first.
func TestActors(t *testing.T) {
	t.Parallel()
	f, g := newForger(t), newForger(t)
	key := newKey(t, 2048)
	f.publish(public(key, "one"))
	g.publish(public(key, "one"))
	at, elsewhere := discover(t, f.URL), discover(t, g.URL)
	header := object{"alg": "RS256", "kid": "one"}
	var wait sync.WaitGroup
	var mutex sync.Mutex
	seen := map[ledger.ActorID]bool{}
	for n := range 20 {
		token := sign(t, key, header, f.claims(object{"sub": "new", "jti": n, "roles": []string{"auditor"}, "name": "A name"}))
		wait.Go(func() {
			actor, err := at.Bearer(carrying("Bearer " + token))
			if err != nil {
				t.Error(err)
			}
			mutex.Lock()
			defer mutex.Unlock()
			seen[actor] = true
		})
	}
	wait.Wait()
	if len(seen) != 1 {
		t.Errorf("one person is %d actors", len(seen))
	}
	actor, err := elsewhere.Bearer(carrying("Bearer " + sign(t, key, header, g.claims(object{"sub": "new"}))))
	if err != nil || seen[actor] {
		t.Errorf("another issuer's person is %q, %v", actor, err)
	}
}

// A token that was found good is not looked at again: the person's row can go, and the actor stays the same.
func TestGoodTokensAreRemembered(t *testing.T) {
	t.Parallel()
	f := newForger(t)
	key := newKey(t, 2048)
	f.publish(public(key, "one"))
	i := discover(t, f.URL, func(c *auth.IssuerConfig) { c.Skew = 0 })
	token := sign(t, key, object{"alg": "RS256", "kid": "one"}, f.claims(object{"exp": time.Now().Unix() + 3}))
	first, err := i.Bearer(carrying("Bearer " + token))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pooltest.Shared(t).Pool(t).Exec(t.Context(), `DELETE FROM person WHERE actor = $1`, first); err != nil {
		t.Fatal(err)
	}
	if again, err := i.Bearer(carrying("Bearer " + token)); err != nil || again != first {
		t.Errorf("again it is %q, %v; before %q", again, err, first)
	}
	time.Sleep(3100 * time.Millisecond)
	expect(t, i, "REFUSED remembered beyond its end", token)
}

// An unknown key has us ask the issuer, which may have rotated its keys, but not for each token of nobody's.
func TestKeyRotation(t *testing.T) {
	t.Parallel()
	f := newForger(t)
	one, two := newKey(t, 2048), newKey(t, 2048)
	f.publish(public(one, "one"))
	i := discover(t, f.URL)
	oneHeader, twoHeader := object{"alg": "RS256", "kid": "one"}, object{"alg": "RS256", "kid": "two"}
	expect(t, i, "the first key", sign(t, one, oneHeader, f.claims(nil)))
	before, began := f.fetches.Load(), time.Now()
	for n := range 200 {
		expect(t, i, "REFUSED nobody's key", sign(t, two, object{"alg": "RS256", "kid": n}, f.claims(nil)))
		expect(t, i, "REFUSED nobody's key", sign(t, two, object{"alg": "RS256", "kid": string(rune('a' + n%26))}, f.claims(nil)))
	}
	pauses := int64(time.Since(began) / time.Second) // it is asked once in each
	if asked := f.fetches.Load() - before; asked > 2+pauses {
		t.Errorf("the issuer was asked %d times in %d seconds for tokens of nobody's", asked, pauses)
	}
	f.publish(public(two, "two"))
	time.Sleep(1100 * time.Millisecond) // the pause between two questions
	expect(t, i, "the second key", sign(t, two, twoHeader, f.claims(nil)))
	expect(t, i, "REFUSED the first key, withdrawn", sign(t, one, oneHeader, f.claims(object{"jti": "later"})))
}

// Where the issuer does not answer, nobody can say that a token is bad.
func TestIssuerAway(t *testing.T) {
	t.Parallel()
	f := newForger(t)
	key := newKey(t, 2048)
	f.publish(public(key, "one"))
	i := discover(t, f.URL)
	f.fail(true)
	time.Sleep(1100 * time.Millisecond)
	expect(t, i, "a key at hand", sign(t, key, object{"alg": "RS256", "kid": "one"}, f.claims(nil)))
	_, err := i.Bearer(carrying("Bearer " + sign(t, key, object{"alg": "RS256", "kid": "two"}, f.claims(nil))))
	if ledger.KindOf(err) != ledger.Busy {
		t.Errorf("an unknown key of an issuer that is away: %v", err)
	}
}

func TestIssuerConfig(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*auth.IssuerConfig){
		"HS256":      func(c *auth.IssuerConfig) { c.Algorithms = []string{"RS256", "HS256"} },
		"none":       func(c *auth.IssuerConfig) { c.Algorithms = []string{"none"} },
		"no signing": func(c *auth.IssuerConfig) { c.Algorithms = nil },
		"no client":  func(c *auth.IssuerConfig) { c.ClientID = "" },
		"plain http": func(c *auth.IssuerConfig) { c.Address = "http://login.example.org" },
		"no address": func(c *auth.IssuerConfig) { c.Address = "login" },
		"skew":       func(c *auth.IssuerConfig) { c.Skew = 61 * time.Second },
		"for ever":   func(c *auth.IssuerConfig) { c.LifeMax = 0 },
	} {
		c := auth.IssuerConfig{
			Address: "https://login.example.org", ClientID: "pooled", Algorithms: []string{"RS256"}, LifeMax: time.Minute,
		}
		if err := c.Check(); err != nil {
			t.Fatal(err)
		}
		if change(&c); c.Check() == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

// A real provider's tokens: taken, for others, over (after a real wait), and after it has made itself new keys.
func TestRealTokens(t *testing.T) {
	t.Parallel()
	identity := pooltest.StartIdentity(t, "-life", "3s")
	i := discover(t, identity.Issuer, func(c *auth.IssuerConfig) { c.Skew = 0 })
	good, _ := identity.Tokens(t, "pooled", "officer")
	other, _ := identity.Tokens(t, "other", "officer")
	expect(t, i, "good", good)
	expect(t, i, "REFUSED for another program", other)
	expect(t, i, "REFUSED with another signature", good[:len(good)-20]+strings.Repeat("A", 20))
	officer, _ := i.Bearer(carrying("Bearer " + good))
	newcomer, _ := identity.Tokens(t, "pooled", "newcomer")
	if actor, err := i.Bearer(carrying("Bearer " + newcomer)); err != nil || actor == officer {
		t.Errorf("the newcomer is %q, %v", actor, err)
	}
	time.Sleep(3500 * time.Millisecond)
	expect(t, i, "REFUSED over", good)
	fresh, _ := identity.Tokens(t, "pooled", "officer")
	if actor, err := i.Bearer(carrying("Bearer " + fresh)); err != nil || actor != officer {
		t.Errorf("the officer is %q, %v; before %q", actor, err, officer)
	}
	address := strings.TrimSuffix(strings.TrimPrefix(identity.Issuer, "http://"), "/dex")
	identity.Stop(t)
	renewed := pooltest.StartIdentity(t, "-life", "3s", "-listen", address)
	token, _ := renewed.Tokens(t, "pooled", "officer")
	if actor, err := i.Bearer(carrying("Bearer " + token)); err != nil || actor != officer {
		t.Errorf("with new keys the officer is %q, %v; before %q", actor, err, officer)
	}
}

// The algorithms are those of the configuration, whatever the provider says that it has.
func TestOtherAlgorithms(t *testing.T) {
	t.Parallel()
	identity := pooltest.StartIdentity(t, "-algorithm", "ES256")
	token, _ := identity.Tokens(t, "pooled", "officer")
	expect(t, discover(t, identity.Issuer, func(c *auth.IssuerConfig) { c.Algorithms = []string{"ES256"} }), "ES256", token)
	expect(t, discover(t, identity.Issuer), "REFUSED ES256", token)
}

// A provider that calls itself something else, or sends people or questions where others can listen, is not used.
func TestDiscoveryIsHeldAgainstTheConfiguration(t *testing.T) {
	t.Parallel()
	for name, description := range map[string]func(at string) object{
		"another issuer": func(string) object { return object{"issuer": "https://login.example.org"} },
		"no keys": func(at string) object {
			return object{"issuer": at, "authorization_endpoint": at, "token_endpoint": at}
		},
		"plain http": func(at string) object {
			return object{
				"issuer": at, "authorization_endpoint": at, "jwks_uri": at, "token_endpoint": "http://login.example.org/token",
			}
		},
		"a script": func(at string) object {
			return object{
				"issuer": at, "authorization_endpoint": at, "jwks_uri": at, "token_endpoint": at,
				"end_session_endpoint": "javascript:alert(1)",
			}
		},
	} {
		var at string
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_ = json.NewEncoder(w).Encode(description(at))
		}))
		at = server.URL
		c := auth.IssuerConfig{
			Address: at, ClientID: "pooled", Algorithms: []string{"RS256"}, LifeMax: time.Minute, Base: &url.URL{},
			Log: slog.New(slog.DiscardHandler),
		}
		if _, err := auth.Discover(t.Context(), c, nil, nil); err == nil {
			t.Errorf("%s: it is used", name)
		}
		server.Close()
	}
}
