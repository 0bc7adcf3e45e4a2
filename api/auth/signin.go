package auth

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"pooled/ledger"
)

const (
	attemptName    = "pooled-sign-in"
	attemptTimeMax = 10 * time.Minute
	returnMax      = 1000
)

// attempt is a sign-in under way. The browser keeps it, in a cookie that it alone can send back.
type attempt struct {
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
	Return   string `json:"return"`
}

// SignIn sends the browser to the issuer, and remembers where it wants to be afterwards: a path of this service.
func (i *Issuer) SignIn(w http.ResponseWriter, r *http.Request) error {
	a := attempt{chance(), chance(), oauth2.GenerateVerifier(), Local(r.URL.Query().Get("return"))}
	text, err := json.Marshal(a)
	if err != nil {
		return err
	}
	value := base64.RawURLEncoding.EncodeToString(text)
	http.SetCookie(w, i.sessions.cookie(attemptName, value, attemptTimeMax))
	http.Redirect(w, r, i.flow.AuthCodeURL(a.State, oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)),
		http.StatusSeeOther)
	return nil
}

// Callback ends a sign-in: the issuer has sent the browser back with a code. It begins a session and sends the
// browser on to where it wanted to be, or refuses with [ErrNobody].
func (i *Issuer) Callback(w http.ResponseWriter, r *http.Request) error {
	a, ok := i.attemptOf(r)
	i.sessions.drop(w, attemptName) // an attempt is good for one answer
	query := r.URL.Query()
	switch {
	case !ok:
		return refusal("no sign-in is under way")
	case subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(a.State)) != 1:
		return refusal("an answer to another sign-in")
	case query.Has("iss") && query.Get("iss") != i.config.Address: // RFC 9207
		return refusal("an answer of another issuer")
	case query.Has("error") || query.Get("code") == "":
		return refusal("the issuer refused the sign-in")
	}
	ctx, cancel := context.WithTimeout(r.Context(), issuerTimeMax)
	defer cancel()
	token, err := i.exchange(ctx, query.Get("code"), a)
	if err != nil {
		return err
	}
	actor, err := i.store.enter(ctx, i.identify(token))
	if err != nil {
		return err
	}
	if err := i.sessions.Begin(w, r, actor); err != nil {
		return err
	}
	http.Redirect(w, r, a.Return, http.StatusSeeOther)
	return nil
}

// attemptOf reads the attempt back. What the cookie holds is held against its form again.
func (i *Issuer) attemptOf(r *http.Request) (a attempt, ok bool) {
	cookies := r.CookiesNamed(i.sessions.cookieName(attemptName))
	if len(cookies) != 1 {
		return a, false
	}
	text, err := base64.RawURLEncoding.DecodeString(cookies[0].Value)
	if err != nil || json.Unmarshal(text, &a) != nil || a.State == "" || a.Nonce == "" || a.Verifier == "" {
		return a, false
	}
	a.Return = Local(a.Return)
	return a, true
}

// exchange gives the code for an identity token, and holds it against this attempt.
func (i *Issuer) exchange(ctx context.Context, code string, a attempt) (*oidc.IDToken, error) {
	tokens, err := i.flow.Exchange(oidc.ClientContext(ctx, i.client), code, oauth2.VerifierOption(a.Verifier))
	answer, answered := errors.AsType[*oauth2.RetrieveError](err)
	if answered && answer.Response.StatusCode < http.StatusInternalServerError {
		return nil, refusal("the issuer did not take the code")
	}
	if err != nil {
		return nil, ledger.ErrBusy.With("the identity provider cannot be reached at present; sign in again in a moment")
	}
	raw, _ := tokens.Extra("id_token").(string)
	token, err := i.verify(ctx, raw, i.config.ClientID, identityTypes)
	if err != nil {
		return nil, err
	}
	var claims struct {
		Party string `json:"azp"`
	}
	switch {
	case token.Claims(&claims) != nil, claims.Party != "" && claims.Party != i.config.ClientID,
		claims.Party == "" && len(token.Audience) > 1:
		return nil, refusal("issued to another program")
	case subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(a.Nonce)) != 1:
		return nil, refusal("issued for another sign-in")
	case token.AccessTokenHash != "" && token.VerifyAccessToken(tokens.AccessToken) != nil:
		return nil, refusal("its access token is another's")
	}
	return token, nil
}

// Local is a path of this service, or "/" where it is anything else: nobody can have us send a browser elsewhere.
func Local(path string) string {
	u, err := url.Parse(path)
	switch {
	case err != nil || len(path) > returnMax || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "",
		!strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//"),
		strings.ContainsFunc(path, func(r rune) bool { return r == '\\' || r <= ' ' || r >= 0x7f }),
		strings.HasPrefix(u.Path, "//") || strings.ContainsRune(u.Path, '\\'):
		return "/"
	}
	return path
}
