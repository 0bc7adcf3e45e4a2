package auth_test

import (
	"crypto/sha256"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"pooled/api/auth"
	"pooled/internal/pooltest"
	"pooled/ledger"
)

const (
	address  = "https://pooled.example.org"
	provider = "https://login.example.org"
)

// room is one instance of the service, over the package's database.
func room(t *testing.T, provider string) *auth.Sessions {
	t.Helper()
	base, err := auth.Base(address)
	if err != nil {
		t.Fatal(err)
	}
	return newSessions(t, auth.NewStore(pooltest.Shared(t).Pool(t)), provider, base)
}

// begin signs somebody in and returns the cookie.
func begin(t *testing.T, s *auth.Sessions, actor ledger.ActorID, held ...*http.Cookie) *http.Cookie {
	t.Helper()
	w := httptest.NewRecorder()
	if err := s.Begin(w, with(http.MethodGet, held...), actor); err != nil {
		t.Fatal(err)
	}
	cookies := w.Result().Cookies()
	if len(cookies) != 1 {
		t.Fatalf("cookies = %v", cookies)
	}
	return cookies[0]
}

// with is a request with cookies, from a page of the service.
func with(method string, cookies ...*http.Cookie) *http.Request {
	r := httptest.NewRequest(method, address+"/v1/funds", nil)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for _, c := range cookies {
		r.AddCookie(c)
	}
	return r
}

func is(t *testing.T, s *auth.Sessions, want ledger.ActorID, r *http.Request) {
	t.Helper()
	if got, err := s.Who(r); got != want || (err == nil) != (want != "") || err != nil && !errors.Is(err, auth.ErrNobody) {
		t.Errorf("%s: %q, %v; want %q", r.Method, got, err, want)
	}
}

func TestSessionCookie(t *testing.T) {
	t.Parallel()
	s := room(t, provider)
	first := begin(t, s, "a-one")
	if first.Name != "__Host-pooled" || !first.HttpOnly || !first.Secure || first.SameSite != http.SameSiteLaxMode ||
		first.Path != "/" || first.Domain != "" || len(first.Value) != 43 {
		t.Errorf("cookie = %v", first)
	}
	sum := sha256.Sum256([]byte(first.Value))
	var there bool
	err := pooltest.Shared(t).Pool(t).QueryRow(t.Context(), `
		SELECT EXISTS (SELECT FROM session WHERE id = $1 AND actor = 'a-one')`, sum[:]).Scan(&there)
	if err != nil || !there {
		t.Errorf("the session is not kept by its hash: %v", err)
	}
	is(t, s, "a-one", with(http.MethodGet, first))
	is(t, s, "a-one", with(http.MethodPost, first))
	second := begin(t, s, "a-two", first)
	if second.Value == first.Value {
		t.Error("signing in again keeps the id")
	}
	is(t, s, "", with(http.MethodGet, first))
	is(t, s, "a-two", with(http.MethodGet, second))
	is(t, s, "", with(http.MethodGet, second, second))
	is(t, s, "", with(http.MethodGet))
	is(t, s, "", with(http.MethodGet, &http.Cookie{Name: "__Host-pooled", Value: "guess"}))
	is(t, s, "", with(http.MethodGet, &http.Cookie{Name: "pooled", Value: second.Value}))
	is(t, room(t, "https://other.example.org"), "", with(http.MethodGet, second))
	is(t, room(t, auth.DevelopmentProvider), "", with(http.MethodGet, second))
	base, err := auth.Base("http://127.0.0.1:8080")
	if err != nil {
		t.Fatal(err)
	}
	plain := begin(t, newSessions(t, auth.NewStore(pooltest.Shared(t).Pool(t)), provider, base), "a-three")
	if plain.Name != "pooled" || plain.Secure || !plain.HttpOnly {
		t.Errorf("on a developer's machine: %v", plain)
	}
}

// What changes something must come from a page of the service, as the browser says.
func TestCrossOrigin(t *testing.T) {
	t.Parallel()
	s := room(t, provider)
	cookie := begin(t, s, "a-one")
	for _, tt := range []struct {
		method, name, value string
		want                error
	}{
		{http.MethodPost, "Sec-Fetch-Site", "cross-site", auth.ErrCrossOrigin},
		{http.MethodPost, "Sec-Fetch-Site", "same-site", auth.ErrCrossOrigin},
		{http.MethodDelete, "Sec-Fetch-Site", "cross-site", auth.ErrCrossOrigin},
		{http.MethodPost, "Origin", "https://evil.example", auth.ErrCrossOrigin},
		{http.MethodPost, "Origin", "null", auth.ErrCrossOrigin},
		{http.MethodPost, "Origin", address, nil},
		{http.MethodPost, "Sec-Fetch-Site", "same-origin", nil},
		{http.MethodGet, "Sec-Fetch-Site", "cross-site", nil},
	} {
		r := with(tt.method, cookie)
		r.Header.Del("Sec-Fetch-Site")
		r.Header.Set(tt.name, tt.value)
		if _, err := s.Who(r); !errors.Is(err, tt.want) {
			t.Errorf("%s with %s: %s is %v, want %v", tt.method, tt.name, tt.value, err, tt.want)
		}
	}
}

// A session ends after fifteen minutes without use, and after eight hours whatever happens.
func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	pool := pooltest.Shared(t).Pool(t)
	owner := pooltest.Shared(t).OwnerPool(t)
	for _, tt := range []struct {
		name, began, seen string
		over              bool
	}{
		{"unused for 14:50", "1 hour", "14 minutes 50 seconds", false},
		{"unused for 15:01", "1 hour", "15 minutes 1 second", true},
		{"begun 7:59 ago", "7 hours 59 minutes", "0", false},
		{"begun 8:00:01 ago", "8 hours 1 second", "0", true},
	} {
		s := room(t, provider)
		cookie := begin(t, s, "a-one")
		id := sha256.Sum256([]byte(cookie.Value))
		if _, err := owner.Exec(t.Context(), `
			UPDATE session SET began = now() - $2::interval, seen = now() - $3::interval WHERE id = $1`,
			id[:], tt.began, tt.seen); err != nil {
			t.Fatal(err)
		}
		_, err := s.Who(with(http.MethodGet, cookie))
		if (err != nil) != tt.over {
			t.Errorf("%s: %v", tt.name, err)
		}
		var fresh bool
		if err := pool.QueryRow(t.Context(), `
			SELECT coalesce(bool_or(seen > now() - interval '1 minute'), false) FROM session WHERE id = $1`, id[:]).
			Scan(&fresh); err != nil || fresh == tt.over && tt.seen != "0" {
			t.Errorf("%s: in use again is %t, %v", tt.name, fresh, err)
		}
	}
	begin(t, room(t, provider), "a-two") // which clears up
	var over int
	err := pool.QueryRow(t.Context(), `
		SELECT count(*) FROM session WHERE seen < now() - interval '15 minutes' OR began < now() - interval '8 hours'`).
		Scan(&over)
	if err != nil || over > 0 {
		t.Errorf("%d sessions that are over are kept, %v", over, err)
	}
}

// Signed out at one instance, a session is refused at every other: an act at once, a question within five seconds.
func TestSignedOutEverywhere(t *testing.T) {
	t.Parallel()
	here, there := room(t, provider), room(t, provider)
	cookie := begin(t, here, "a-one")
	is(t, there, "a-one", with(http.MethodGet, cookie))
	w := httptest.NewRecorder()
	if err := here.End(w, with(http.MethodPost, cookie)); err != nil {
		t.Fatal(err)
	}
	if dropped := w.Result().Cookies(); len(dropped) != 1 || dropped[0].MaxAge >= 0 || dropped[0].Name != cookie.Name {
		t.Errorf("the browser keeps its cookie: %v", dropped)
	}
	ended := time.Now()
	is(t, here, "", with(http.MethodGet, cookie))
	for {
		if _, err := there.Who(with(http.MethodGet, cookie)); err != nil {
			break
		}
		if time.Since(ended) > 5*time.Second {
			t.Fatal("a question is answered five seconds after the session's end")
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Logf("questions were refused after %s", time.Since(ended).Round(time.Millisecond))
	another := begin(t, here, "a-one")
	is(t, there, "a-one", with(http.MethodGet, another))
	if err := here.End(httptest.NewRecorder(), with(http.MethodPost, another)); err != nil {
		t.Fatal(err)
	}
	is(t, there, "", with(http.MethodPost, another))
}

// The reader of the books learns nothing of sessions and of how people sign in.
func TestReaderSeesNoSessions(t *testing.T) {
	t.Parallel()
	reader := pooltest.Shared(t).ReaderPool(t)
	for _, query := range []string{`SELECT id FROM session`, `SELECT subject FROM person`, `SELECT issuer FROM person`} {
		if _, err := reader.Exec(t.Context(), query); err == nil {
			t.Errorf("%s is answered", query)
		}
	}
	if _, err := reader.Exec(t.Context(), `SELECT actor, name, email FROM person`); err != nil {
		t.Error(err)
	}
}
