package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"time"

	"pooled/api/auth"
	"pooled/web"
)

// signIn says where people sign in. Each flag says more in docs/operators.md.
type signIn struct {
	Issuer           string        `help:"Address of the OpenID Connect provider whose people may ask, as it calls itself." placeholder:"URL"`
	ClientID         string        `help:"What this service is called at the issuer." placeholder:"ID"`
	ClientSecretFile string        `help:"File with the client's secret, readable by its owner alone (0400 or 0600)." placeholder:"FILE"`
	Audience         string        `help:"Audience that access tokens must be for; the client's id when left out." placeholder:"NAME"`
	PublicURL        string        `name:"public-url" help:"Address of the service as browsers see it, https except on this machine." placeholder:"URL"`
	Algorithms       []string      `help:"What the issuer may sign tokens with; ${default} when left out." default:"RS256" placeholder:"NAME"`
	TokenLife        time.Duration `help:"How long an access token may be valid from its issue; ${default} when left out." default:"15m" placeholder:"TIME"`
}

// callers are those who are let in: who they are, and the pages they sign in by.
type callers struct {
	who   auth.Authenticator
	pages web.Config
}

const (
	tokenLifeMax = 2 * time.Hour
	secretMax    = 4 << 10
)

// checkPeople refuses flags that contradict each other.
func (c serveCommand) checkPeople() error {
	given := c.ClientID != "" || c.ClientSecretFile != "" || c.Audience != ""
	switch {
	case c.Issuer == "" && given:
		return errors.New("a client's id, its secret and an audience belong to an issuer: add --issuer")
	case c.Issuer != "" && c.People == "development":
		return errors.New("development people are whoever they say, and an issuer's people are not: " +
			"take --people=development or --issuer away")
	case c.development() && auth.Loopback(c.Listen) != nil:
		return auth.Loopback(c.Listen)
	case c.TokenLife > tokenLifeMax:
		return fmt.Errorf("a token that was stolen is good for as long as it is valid: --token-life may be %s at most",
			tokenLifeMax)
	}
	return nil
}

// issuer is what is asked of the issuer's people; nothing where there is no issuer. It reads the secret.
func (c serveCommand) issuer(d doors) (config auth.IssuerConfig, err error) {
	config = auth.IssuerConfig{
		Address: c.Issuer, ClientID: c.ClientID, Audience: c.Audience, Algorithms: c.Algorithms,
		Skew: auth.SkewMax, LifeMax: c.TokenLife,
	}
	if config.Base, err = c.base(d); err != nil || c.Issuer == "" {
		return config, err
	}
	if err := config.Check(); err != nil {
		return config, err
	}
	config.ClientSecret, err = readSecret(c.ClientSecretFile)
	return config, err
}

// development reports whether development people are let in.
func (c serveCommand) development() bool {
	return c.Issuer == "" && (c.People == "development" || c.People == "auto" && c.Database == "")
}

// readSecret reads a secret from a file, and refuses a file that others may read. No file is no secret.
func readSecret(name string) (string, error) {
	if name == "" {
		return "", nil
	}
	file, err := os.Open(name)
	if err != nil {
		return "", fmt.Errorf("the client's secret: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return "", fmt.Errorf("the client's secret: %w", err)
	}
	if info.Mode().Perm()&0o177 != 0 {
		return "", fmt.Errorf("the client's secret in %s can be read by others (mode %04o): chmod 0400 it",
			name, info.Mode().Perm())
	}
	text, err := io.ReadAll(io.LimitReader(file, secretMax))
	if err != nil {
		return "", fmt.Errorf("the client's secret: %w", err)
	}
	secret := string(bytes.TrimSpace(text))
	if secret == "" {
		return "", fmt.Errorf("the client's secret: %s is empty", name)
	}
	return secret, nil
}

// base is the service's address as browsers see it. Where it is not given it is that of the listener, on this
// machine; behind a proxy only its operator knows it.
func (c serveCommand) base(d doors) (*url.URL, error) {
	if c.PublicURL != "" {
		base, err := auth.Base(c.PublicURL)
		if err == nil && c.development() && base.Scheme == "https" {
			err = errors.New("development people are let in on this machine alone: take --public-url away")
		}
		return base, err
	}
	if auth.Loopback(c.Listen) != nil {
		if c.Issuer == "" {
			return nil, nil //nolint:nilnil // nil is an answer: nobody signs in here
		}
		return nil, errors.New("say with --public-url how browsers see this service: the issuer sends them back there")
	}
	return auth.Base("http://" + d.api.Addr().String())
}

// let settles who is let in.
func (h *house) let(ctx context.Context, development bool, c auth.IssuerConfig, log *slog.Logger) (*callers, error) {
	store := auth.NewStore(h.pool)
	if !development && c.Address == "" {
		return &callers{who: auth.Nobody, pages: web.Config{Store: store}}, nil
	}
	provider := c.Address
	if development {
		provider = auth.DevelopmentProvider
	}
	sessions, err := auth.NewSessions(store, provider, c.Base)
	if err != nil {
		return nil, err
	}
	pages := web.Config{Store: store, Sessions: sessions}
	if development {
		pages.Banner = auth.DevelopmentBanner
		for _, p := range developmentPeople {
			pages.People = append(pages.People, auth.Person{Actor: p.actor, Name: p.name})
		}
		return &callers{who: auth.Either(auth.Development, sessions.Who), pages: pages}, nil
	}
	c.Log = log
	issuer, err := auth.Discover(ctx, c, store, sessions)
	if err != nil {
		return nil, err
	}
	pages.Issuer = issuer
	return &callers{who: auth.Either(issuer.Bearer, sessions.Who), pages: pages}, nil
}
