package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"pooled/internal/postgres"
	"pooled/migrations"
)

const (
	embeddedDatabase = "pooled"
	stopTimeMax      = 40 * time.Second
	successionPause  = time.Second
)

// place says where the books are: in a data folder with a PostgreSQL of our own, or on a server of the user's.
type place struct {
	Data     string `help:"Folder of the embedded database, made when it is not there; ${default} when left out." default:"${data}" placeholder:"DIR"`
	Database string `name:"database-url" env:"DATABASE_URL" help:"Use this server, as the writer's role; nothing is embedded." placeholder:"URL"`
}

func defaultData() string { return postgres.DefaultDir() }

// books is an open database, and the server behind it where that is ours.
type books struct {
	writerURL string
	config    postgres.Config
	log       *slog.Logger

	mutex  sync.Mutex
	server *postgres.Server // nil: the user's own
}

// open finds the database. An embedded one is started, or joined when another program runs it, and migrated. The
// user's own must have been migrated before.
func (p place) open(ctx context.Context, log *slog.Logger, words io.Writer) (*books, error) {
	if p.Database != "" {
		return openGiven(ctx, p.Database, log)
	}
	b := &books{config: postgres.Config{Dir: p.Data, Log: log}, log: log}
	server, err := startServer(ctx, b.config, words)
	if err != nil {
		return nil, err
	}
	b.server, b.writerURL = server, server.URL(postgres.Writer, embeddedDatabase)
	if _, err := postgres.Migrate(ctx, server.URL(postgres.Owner, embeddedDatabase), migrations.Files); err != nil {
		return nil, errors.Join(err, b.close())
	}
	return b, nil
}

// startServer starts the embedded server, or joins it. Where PostgreSQL is not installed it says what it does about it.
func startServer(ctx context.Context, c postgres.Config, words io.Writer) (*postgres.Server, error) {
	server, err := postgres.Start(ctx, c)
	if !errors.Is(err, postgres.ErrNoBinaries) {
		return server, err
	}
	if err := postgres.Install(ctx, words); err != nil {
		return nil, err
	}
	return postgres.Start(ctx, c)
}

func openGiven(ctx context.Context, url string, log *slog.Logger) (*books, error) {
	pending, err := postgres.Pending(ctx, url, migrations.Files)
	if err != nil {
		return nil, err
	}
	if len(pending) > 0 {
		return nil, fmt.Errorf("the database's schema is not up to date (%d steps are missing); "+
			"run \"pooled migrate\" with the owner's address first", len(pending))
	}
	return &books{writerURL: url, log: log}, nil
}

// urlOf is the database's address for a role; on a server of the user's own, the address that was given.
func (b *books) urlOf(role postgres.Role) string {
	if !b.embedded() {
		return b.writerURL
	}
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.server.URL(role, embeddedDatabase)
}

// embedded reports whether the server is our own.
func (b *books) embedded() bool { return b.server != nil }

// succeed takes the server over when the program that runs it goes, until ctx ends. Without it, a service that
// joined the server of a short command would lose its database with that command.
func (b *books) succeed(ctx context.Context) {
	for b.embedded() && b.joined() {
		select {
		case <-ctx.Done():
			return
		case <-time.After(successionPause):
		}
		server, err := postgres.Start(ctx, b.config)
		if err != nil {
			b.log.Warn("the server of the data folder cannot be taken over yet", "reason", err)
			continue
		}
		b.mutex.Lock()
		b.server = server
		b.mutex.Unlock()
	}
}

// gone waits until our own server is gone for good, and says why; nil when ctx ends first.
func (b *books) gone(ctx context.Context) error {
	if !b.embedded() {
		return nil
	}
	for {
		b.mutex.Lock()
		server := b.server
		b.mutex.Unlock()
		select {
		case <-ctx.Done():
			return nil
		case <-server.Done():
			return errors.Join(errors.New("PostgreSQL is gone"), server.Err())
		case <-time.After(successionPause): // a joined server may have become ours
		}
	}
}

func (b *books) joined() bool {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.server.Joined()
}

// close stops our own server, unless another program runs it.
func (b *books) close() error {
	if !b.embedded() {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), stopTimeMax)
	defer cancel()
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.server.Stop(ctx)
}
