package auth

import (
	"context"
	"crypto"
	"net/http"
	"strings"
	"time"
	"unicode"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"

	"pooled/ledger"
)

const (
	tokenBytesMax = 8 << 10
	subjectMax    = 255 // bytes, as OpenID Connect has it
	nameMax       = 200 // characters
)

// accessTypes are what an access token's header may call it, where it says (RFC 9068, RFC 7519).
var accessTypes = []string{"at+jwt", "jwt"}

// identityTypes are what an identity token's header may call it.
var identityTypes = []string{"jwt"}

// Bearer is the [Authenticator] of access tokens. A token that was found good is taken again without being verified,
// for five minutes or until it ends. Roles in a token mean nothing here.
func (i *Issuer) Bearer(r *http.Request) (ledger.ActorID, error) {
	raw, err := bearer(r)
	if err != nil {
		return "", err
	}
	if len(raw) > tokenBytesMax {
		return "", refusal("too long")
	}
	id, now := digestOf(raw), time.Now()
	if actor, ok := i.known.recall(id, now); ok {
		return actor, nil
	}
	ctx, cancel := context.WithTimeout(r.Context(), storeTimeMax)
	defer cancel()
	token, err := i.verify(ctx, raw, i.config.Audience, accessTypes)
	if err != nil {
		return "", err
	}
	if token.Expiry.Sub(token.IssuedAt) > i.config.LifeMax {
		return "", refusal("valid for longer than a token may be")
	}
	actor, err := i.store.actorOf(ctx, i.identify(token))
	if err != nil {
		return "", err
	}
	until := now.Add(tokenHeldTime)
	if token.Expiry.Before(until) {
		until = token.Expiry
	}
	i.known.keep(id, actor, until, now)
	return actor, nil
}

// verify holds a token against everything but what it is for: form, algorithm, type, key, signature, issuer,
// audience, times and subject.
func (i *Issuer) verify(ctx context.Context, raw, audience string, types []string) (*oidc.IDToken, error) {
	jws, err := jose.ParseSignedCompact(raw, i.algorithms)
	if err != nil {
		return nil, refusal("not a token, or signed with an algorithm that is not taken")
	}
	header := jws.Signatures[0].Protected
	if !typed(header, types) {
		return nil, refusal("of another type")
	}
	key, err := i.keys.find(ctx, header.KeyID)
	if err != nil {
		return nil, err
	}
	if key.Algorithm != "" && key.Algorithm != header.Algorithm {
		return nil, refusal("signed with another algorithm than its key is for")
	}
	// The library's own set of keys asks the issuer anew for each signature that does not fit, and keeps keys for ever.
	only := &oidc.StaticKeySet{PublicKeys: []crypto.PublicKey{key.Key}}
	token, err := oidc.NewVerifier(i.config.Address, only, &oidc.Config{
		ClientID: audience, SupportedSigningAlgs: i.config.Algorithms,
		SkipExpiryCheck: true, // it allows five minutes; inTime does not
	}).Verify(ctx, raw)
	if err != nil {
		return nil, refusal("not signed by the issuer, or issued by or for another")
	}
	if err := i.inTime(token, time.Now()); err != nil {
		return nil, err
	}
	if token.Subject == "" || len(token.Subject) > subjectMax || strings.ContainsFunc(token.Subject, unicode.IsControl) {
		return nil, refusal("without a subject that can be used")
	}
	return token, nil
}

func typed(header jose.Header, types []string) bool {
	found, present := header.ExtraHeaders[jose.HeaderType]
	if !present {
		return true
	}
	name, _ := found.(string)
	name = strings.TrimPrefix(strings.ToLower(name), "application/")
	for _, one := range types {
		if name == one {
			return true
		}
	}
	return false
}

// inTime refuses a token that is over, or is not valid yet, or says it was issued in the future. All three allow for
// clocks that differ.
func (i *Issuer) inTime(token *oidc.IDToken, now time.Time) error {
	var claims struct {
		IssuedAt  *float64 `json:"iat"`
		NotBefore *float64 `json:"nbf"`
	}
	if err := token.Claims(&claims); err != nil || claims.IssuedAt == nil {
		return refusal("without the time of its issue")
	}
	latest := now.Add(i.config.Skew)
	switch {
	case !now.Add(-i.config.Skew).Before(token.Expiry):
		return refusal("over")
	case token.IssuedAt.After(latest):
		return refusal("issued in the future")
	case claims.NotBefore != nil && time.Unix(int64(*claims.NotBefore), 0).After(latest):
		return refusal("not valid yet")
	}
	return nil
}

// identify is who a verified token is about. An address that the issuer has not verified is left out.
func (i *Issuer) identify(token *oidc.IDToken) identity {
	var claims struct {
		Name     any `json:"name"`
		Email    any `json:"email"`
		Verified any `json:"email_verified"`
	}
	_ = token.Claims(&claims) // it was read before
	who := identity{issuer: i.config.Address, subject: token.Subject, name: words(claims.Name)}
	if claims.Verified == true || claims.Verified == "true" {
		who.email = words(claims.Email)
	}
	return who
}

// words is a short text of one line, or nothing.
func words(claim any) string {
	text, _ := claim.(string)
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	if runes := []rune(text); len(runes) > nameMax {
		text = string(runes[:nameMax])
	}
	return strings.TrimSpace(text)
}
