package auth

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"pooled/ledger"
)

const (
	sessionName     = "pooled"
	sessionHeldMax  = 4096
	sessionHeldTime = 2 * time.Second // a session ended elsewhere is refused at the next act, and for reads after this
	storeTimeMax    = 5 * time.Second
)

// Sessions are those of browsers: a cookie holds 256 bits of chance, the database their SHA-256.
type Sessions struct {
	store    *Store
	provider string
	secure   bool
	origins  *http.CrossOriginProtection
	held     *memory
}

// NewSessions are the sessions of people of a provider: an issuer's address, or [DevelopmentProvider]. base is the
// service's address as browsers see it: see [Base].
func NewSessions(store *Store, provider string, base *url.URL) (*Sessions, error) {
	origins := http.NewCrossOriginProtection()
	if err := origins.AddTrustedOrigin(base.Scheme + "://" + base.Host); err != nil {
		return nil, fmt.Errorf("the service's address as browsers see it: %w", err)
	}
	return &Sessions{
		store: store, provider: provider, secure: base.Scheme == "https", origins: origins,
		held: newMemory(sessionHeldMax),
	}, nil
}

// Base reads the service's address as browsers see it. It refuses one without https, unless it is this machine's
// own, and one with more than a host: cookies are bound to the host alone.
func Base(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" ||
		u.Path != "" && u.Path != "/":
		return nil, errors.New("the service's address as browsers see it must be like https://pooled.example.org, " +
			"without a path")
	case !secure(u):
		return nil, errors.New("the service's address as browsers see it must begin with https://, unless it is " +
			"this machine's own: a cookie would travel where others can read it")
	}
	u.Path = ""
	return u, nil
}

// secure reports whether nobody can listen on the way to an address.
func secure(u *url.URL) bool {
	return u.Scheme == "https" || u.Scheme == "http" && isLoopback(u.Hostname())
}

// cookie is a cookie that only this service gets and no script reads. Browsers take the prefix __Host- only of a
// secure origin; a developer's machine has none.
func (s *Sessions) cookie(name, value string, life time.Duration) *http.Cookie {
	return &http.Cookie{
		Name: s.cookieName(name), Value: value, Path: "/", MaxAge: int(life.Seconds()), HttpOnly: true,
		Secure: s.secure, SameSite: http.SameSiteLaxMode,
	}
}

func (s *Sessions) cookieName(name string) string {
	if s.secure {
		return "__Host-" + name
	}
	return name
}

// drop has the browser forget a cookie.
func (s *Sessions) drop(w http.ResponseWriter, name string) {
	c := s.cookie(name, "", 0)
	c.MaxAge = -1
	http.SetCookie(w, c)
}

// id is what the session's cookie holds, as a digest; none where there is no such cookie, or several.
func (s *Sessions) id(r *http.Request) (digest, bool) {
	cookies := r.CookiesNamed(s.cookieName(sessionName))
	if len(cookies) != 1 || cookies[0].Value == "" {
		return digest{}, false
	}
	return digestOf(cookies[0].Value), true
}

// SameOrigin refuses with [ErrCrossOrigin] what changes something and comes from another site's page.
func (s *Sessions) SameOrigin(r *http.Request) error {
	if s.origins.Check(r) != nil {
		return ErrCrossOrigin
	}
	return nil
}

// Who is the [Authenticator] of sessions. What only reads may rest on what was found two seconds ago; whatever else
// asks the database each time, and must come from a page of this service.
func (s *Sessions) Who(r *http.Request) (ledger.ActorID, error) {
	id, ok := s.id(r)
	if !ok {
		return "", refusal("no session")
	}
	if err := s.SameOrigin(r); err != nil {
		return "", err
	}
	reads := r.Method == http.MethodGet || r.Method == http.MethodHead
	if actor, ok := s.held.recall(id, time.Now()); ok && reads {
		return actor, nil
	}
	ctx, cancel := context.WithTimeout(r.Context(), storeTimeMax)
	defer cancel()
	asked := time.Now()
	actor, err := s.store.find(ctx, id, s.provider)
	if err != nil {
		s.held.forget(id)
		return "", err
	}
	s.held.keep(id, actor, asked.Add(sessionHeldTime), asked)
	return actor, nil
}

// Begin begins a session for somebody whom the caller knows, with an id of its own; the browser's former one ends.
func (s *Sessions) Begin(w http.ResponseWriter, r *http.Request, actor ledger.ActorID) error {
	ctx, cancel := context.WithTimeout(r.Context(), storeTimeMax)
	defer cancel()
	if former, ok := s.id(r); ok {
		s.held.forget(former)
		if err := s.store.end(ctx, former); err != nil {
			return err
		}
	}
	secret := chance()
	if err := s.store.begin(ctx, digestOf(secret), actor, s.provider); err != nil {
		return err
	}
	http.SetCookie(w, s.cookie(sessionName, secret, sessionTimeMax))
	return nil
}

// End ends the browser's session, if it has one.
func (s *Sessions) End(w http.ResponseWriter, r *http.Request) error {
	id, ok := s.id(r)
	if !ok {
		return nil
	}
	ctx, cancel := context.WithTimeout(r.Context(), storeTimeMax)
	defer cancel()
	s.held.forget(id)
	if err := s.store.end(ctx, id); err != nil {
		return err
	}
	s.drop(w, sessionName)
	return nil
}

// chance is 256 bits of it, as text.
func chance() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}
