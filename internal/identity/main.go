// Identity is a real identity provider for tests: dex, in this process, on this machine alone.
//
//	identity -redirect http://127.0.0.1:1234/sign-in/callback -life 3s
//
// It prints its issuer's address on one line once it answers, and goes when its standard input is closed, so that it
// never outlives the test that started it. It is a module of its own, because dex brings about two hundred others.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/dexidp/dex/server"
	"github.com/dexidp/dex/server/session"
	"github.com/dexidp/dex/server/signer"
	"github.com/dexidp/dex/server/tokens"
	"github.com/dexidp/dex/storage"
	"github.com/dexidp/dex/storage/memory"
	"github.com/go-jose/go-jose/v4"
	"golang.org/x/crypto/bcrypt"
)

// password is everybody's, and secret every client's.
const (
	password = "correct horse battery staple"
	secret   = "a client's secret of a test"
)

// people who can sign in. They are roles: nobody's name stands here.
var people = []string{"officer", "auditor", "newcomer"}

// clients: pooled is the program's own, other some other program that the same people use.
var clients = []string{"pooled", "other"}

type options struct {
	listen, redirect, algorithm string
	life                        time.Duration
}

func main() {
	var o options
	flag.StringVar(&o.listen, "listen", "127.0.0.1:0", "address to listen on")
	flag.StringVar(&o.redirect, "redirect", "http://127.0.0.1:1/sign-in/callback", "where clients are sent back to")
	flag.StringVar(&o.algorithm, "algorithm", "RS256", "what tokens are signed with")
	flag.DurationVar(&o.life, "life", 5*time.Minute, "how long tokens are valid")
	flag.Parse()
	if err := serve(o); err != nil {
		fmt.Fprintln(os.Stderr, "identity:", err)
		os.Exit(1)
	}
}

func serve(o options) error {
	// dex makes sessions, and with them sign-out, when this is set.
	if err := os.Setenv("DEX_SESSIONS_ENABLED", "true"); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", o.listen)
	if err != nil {
		return err
	}
	issuer := "http://" + listener.Addr().String() + "/dex"
	handler, err := provider(context.Background(), issuer, o)
	if err != nil {
		return err
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	fmt.Println(issuer)
	s := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second}
	if err := s.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// provider puts dex together as its own command does.
func provider(ctx context.Context, issuer string, o options) (http.Handler, error) {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	books, err := store(ctx, log, o.redirect)
	if err != nil {
		return nil, err
	}
	local := signer.LocalConfig{KeysRotationPeriod: "6h", Algorithm: jose.SignatureAlgorithm(o.algorithm)}
	signing, err := local.Open(ctx, books, o.life, time.Now, log)
	if err != nil {
		return nil, err
	}
	refresh, err := tokens.NewRefreshTokenPolicy(log, false, "", "", "")
	if err != nil {
		return nil, err
	}
	return server.NewServer(ctx, server.Config{
		Issuer: issuer, Storage: books, Logger: log, Signer: signing, IDTokensValidFor: o.life,
		SkipApprovalScreen: true, PasswordConnector: "local", RefreshTokenPolicy: refresh,
		AllowedGrantTypes: []string{"authorization_code", "password"},
		SessionConfig: &session.Config{
			CookieName: "identity", CookieEncryptionKey: []byte(rand.Text()[:16]),
			AbsoluteLifetime: time.Hour, ValidIfNotUsedFor: time.Hour,
		},
	})
}

// store holds the clients and the people.
func store(ctx context.Context, log *slog.Logger, redirect string) (storage.Storage, error) {
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.DefaultCost)
	if err != nil {
		return nil, err
	}
	var passwords []storage.Password
	for _, name := range people {
		passwords = append(passwords, storage.Password{
			Email: name + "@example.org", Hash: hash, Username: name, Name: "The " + name, UserID: "user-" + name,
		})
	}
	var known []storage.Client
	for _, id := range clients {
		known = append(known, storage.Client{ID: id, Name: id, Secret: secret, RedirectURIs: []string{redirect}})
	}
	books := storage.WithStaticPasswords(storage.WithStaticClients(memory.New(log), known), passwords, log)
	err = books.CreateConnector(ctx, storage.Connector{ID: "local", Type: "local", Name: "Email"})
	return books, err
}
