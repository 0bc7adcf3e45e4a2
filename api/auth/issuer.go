package auth

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"
	"golang.org/x/oauth2"
)

// SkewMax is how far the issuer's clock and ours may be apart.
const SkewMax = 60 * time.Second

// Bounds of what an issuer is waited for, and of what is held of its tokens.
const (
	issuerTimeMax    = 10 * time.Second
	discoveryTimeMax = 8 * time.Second
	discoveryPause   = 500 * time.Millisecond
	tokensHeldMax    = 4096
	tokenHeldTime    = 5 * time.Minute
)

// CallbackPath is where the issuer sends browsers back to.
const CallbackPath = "/sign-in/callback"

// signatures are the algorithms that an issuer may sign with. None of them has a secret that two share.
var signatures = []string{
	oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512,
	oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA,
}

// IssuerConfig is what an Issuer works with.
type IssuerConfig struct {
	Address      string   // as it calls itself in its tokens
	ClientID     string   // what this service is called there
	ClientSecret string   // empty for a client that has none
	Audience     string   // of access tokens; the client's id where it is empty
	Algorithms   []string // that tokens may be signed with
	Base         *url.URL // this service's address as browsers see it
	Skew         time.Duration
	LifeMax      time.Duration // of an access token, from its issue
	Log          *slog.Logger
}

// Check refuses what could not work or would not be safe.
func (c IssuerConfig) Check() error {
	address, err := url.Parse(c.Address)
	switch {
	case err != nil || address.Host == "" || address.RawQuery != "" || address.Fragment != "" || address.User != nil:
		return errors.New("the issuer must be an address, as it stands in its tokens")
	case !secure(address):
		return errors.New("the issuer's address must begin with https://, unless it is on this machine")
	case c.ClientID == "":
		return errors.New("say what this service is called at the issuer: the client's id")
	case c.Skew < 0 || c.Skew > SkewMax:
		return fmt.Errorf("clocks may be at most %s apart", SkewMax)
	case c.LifeMax <= 0:
		return errors.New("say how long an access token may be valid")
	case len(c.Algorithms) == 0:
		return errors.New("say which algorithms tokens are signed with")
	}
	for _, name := range c.Algorithms {
		if !slices.Contains(signatures, name) {
			return fmt.Errorf("tokens may be signed with %s, and with nothing else", strings.Join(signatures, ", "))
		}
	}
	return nil
}

// An Issuer is an OpenID Connect provider, whose people are ours. It says who somebody is, never what they may do.
type Issuer struct {
	config     IssuerConfig
	store      *Store
	sessions   *Sessions
	client     *http.Client
	algorithms []jose.SignatureAlgorithm
	keys       *keys
	known      *memory // actors of access tokens
	flow       oauth2.Config
	endSession *url.URL // nil: the issuer has none
}

// Discover asks the issuer where everything is. It tries for a few seconds: the two may have been started together.
func Discover(ctx context.Context, c IssuerConfig, store *Store, sessions *Sessions) (*Issuer, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	c.Audience = cmp.Or(c.Audience, c.ClientID)
	// A redirect could take the client's secret, or the question for the keys, to somebody else.
	client := &http.Client{
		Timeout:       issuerTimeMax,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	provider, err := patiently(oidc.ClientContext(ctx, client), c.Address)
	if err != nil {
		return nil, fmt.Errorf("the issuer %s cannot be used: %w", c.Address, err)
	}
	i := &Issuer{config: c, store: store, sessions: sessions, client: client, known: newMemory(tokensHeldMax)}
	for _, name := range c.Algorithms {
		i.algorithms = append(i.algorithms, jose.SignatureAlgorithm(name))
	}
	if err := i.read(provider); err != nil {
		return nil, fmt.Errorf("the issuer %s cannot be used: %w", c.Address, err)
	}
	if err := i.keys.renew(ctx); err != nil {
		return nil, fmt.Errorf("the issuer %s cannot be used: %w", c.Address, err)
	}
	return i, nil
}

// patiently asks until the issuer answers, for a few seconds; one that calls itself something else is not asked again.
func patiently(ctx context.Context, address string) (*oidc.Provider, error) {
	deadline := time.Now().Add(discoveryTimeMax)
	for {
		provider, err := oidc.NewProvider(ctx, address)
		if err == nil {
			return provider, nil
		}
		if _, differs := errors.AsType[*oidc.IssuerMismatchError](err); differs || time.Now().After(deadline) {
			return nil, brief(err)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(discoveryPause):
		}
	}
}

// brief is an error's first line, and not all of that: the library adds the whole page that somebody answered.
func brief(err error) error {
	line, _, _ := strings.Cut(err.Error(), "\n")
	if runes := []rune(line); len(runes) > nameMax {
		line = string(runes[:nameMax]) + "…"
	}
	return errors.New(line)
}

// read takes what is needed from the issuer's description of itself.
func (i *Issuer) read(provider *oidc.Provider) error {
	var at struct {
		Authorization string `json:"authorization_endpoint"`
		Token         string `json:"token_endpoint"`
		Keys          string `json:"jwks_uri"`
		EndSession    string `json:"end_session_endpoint"`
	}
	if err := provider.Claims(&at); err != nil {
		return err
	}
	for name, address := range map[string]string{
		"authorization_endpoint": at.Authorization, "token_endpoint": at.Token, "jwks_uri": at.Keys,
		"end_session_endpoint": at.EndSession,
	} {
		u, err := url.Parse(address)
		if name == "end_session_endpoint" && address == "" {
			continue
		}
		if err != nil || !secure(u) {
			return fmt.Errorf("its %s is no address that begins with https://", name)
		}
		if name == "end_session_endpoint" {
			i.endSession = u
		}
	}
	i.keys = &keys{client: i.client, address: at.Keys, log: i.config.Log}
	i.flow = oauth2.Config{
		ClientID: i.config.ClientID, ClientSecret: i.config.ClientSecret, Endpoint: provider.Endpoint(),
		RedirectURL: i.config.Base.JoinPath(CallbackPath).String(),
		Scopes:      []string{oidc.ScopeOpenID, oidc.ScopeProfile, oidc.ScopeEmail},
	}
	return nil
}

// Address is the issuer's, as it calls itself.
func (i *Issuer) Address() string { return i.config.Address }

// SignOutAddress is where a browser signs out at the issuer; nil where there is no such place. The person may be asked
// there whether they mean it: we keep no token of theirs that could answer for them.
func (i *Issuer) SignOutAddress() *url.URL {
	if i.endSession == nil {
		return nil
	}
	u := *i.endSession
	query := u.Query()
	query.Set("client_id", i.config.ClientID)
	u.RawQuery = query.Encode()
	return &u
}
