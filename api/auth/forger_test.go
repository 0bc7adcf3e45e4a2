package auth_test

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"pooled/api/auth"
	"pooled/internal/pooltest"
)

// A forger is an issuer that makes what no real one makes.
type forger struct {
	*httptest.Server
	fetches atomic.Int64
	mutex   sync.Mutex
	keys    []jose.JSONWebKey
	down    bool
}

// object is JSON.
type object map[string]any

func newForger(t *testing.T) *forger {
	t.Helper()
	f := &forger{}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(object{
			"issuer": f.URL, "jwks_uri": f.URL + "/keys", "authorization_endpoint": f.URL + "/authorize",
			"token_endpoint": f.URL + "/token", "id_token_signing_alg_values_supported": []string{"RS256", "HS256", "none"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		f.fetches.Add(1)
		f.mutex.Lock()
		defer f.mutex.Unlock()
		if f.down {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		_ = json.NewEncoder(w).Encode(object{"keys": f.keys})
	})
	f.Server = httptest.NewServer(mux)
	t.Cleanup(f.Close)
	return f
}

// publish has the issuer name these keys and no others.
func (f *forger) publish(keys ...jose.JSONWebKey) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.keys = keys
}

func (f *forger) fail(down bool) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.down = down
}

func newKey(t *testing.T, bits int) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func public(key *rsa.PrivateKey, id string) jose.JSONWebKey {
	return jose.JSONWebKey{Key: &key.PublicKey, KeyID: id, Use: "sig", Algorithm: "RS256"}
}

// claims are those of a good token of the forger's, with changes; nil takes a claim away.
func (f *forger) claims(changes object) object {
	now := time.Now().Unix()
	c := object{"iss": f.URL, "aud": "pooled", "sub": "somebody", "iat": now, "exp": now + 300}
	maps.Copy(c, changes)
	maps.DeleteFunc(c, func(_ string, v any) bool { return v == nil })
	return c
}

func part(t *testing.T, o object) string {
	t.Helper()
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// sign makes a token, by hand: a library would refuse to make most of these.
func sign(t *testing.T, key *rsa.PrivateKey, header, claims object) string {
	t.Helper()
	text := part(t, header) + "." + part(t, claims)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// mac makes a token with a secret that is no secret.
func mac(t *testing.T, secret []byte, header, claims object) string {
	t.Helper()
	text := part(t, header) + "." + part(t, claims)
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// discover opens an issuer's door over the package's database.
func discover(t *testing.T, issuer string, adjust ...func(*auth.IssuerConfig)) *auth.Issuer {
	t.Helper()
	base, err := auth.Base("http://127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	c := auth.IssuerConfig{
		Address: issuer, ClientID: "pooled", ClientSecret: pooltest.IdentitySecret, Algorithms: []string{"RS256"},
		Base: base, Skew: auth.SkewMax, LifeMax: 15 * time.Minute, Log: slog.New(slog.DiscardHandler),
	}
	for _, change := range adjust {
		change(&c)
	}
	store := auth.NewStore(pooltest.Shared(t).Pool(t))
	i, err := auth.Discover(t.Context(), c, store, newSessions(t, store, issuer, base))
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func newSessions(t *testing.T, store *auth.Store, provider string, base *url.URL) *auth.Sessions {
	t.Helper()
	s, err := auth.NewSessions(store, provider, base)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// carrying is a request with Authorization headers.
func carrying(values ...string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/v1/funds", nil)
	r.Header["Authorization"] = values
	return r
}
