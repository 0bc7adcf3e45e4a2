package main

import (
	"context"
	"fmt"
	"log/slog"

	"pooled/internal/postgres"
	"pooled/migrations"
)

type migrateCommand struct {
	Data     string `help:"Folder of the embedded database; ${default} when left out." default:"${data}" placeholder:"DIR"`
	OwnerURL string `name:"owner-url" env:"DATABASE_OWNER_URL" help:"The user's own server, as the role that owns the schema." placeholder:"URL"`
	Database string `name:"database-url" env:"DATABASE_URL" hidden:""`
}

// Help teaches the command.
func (migrateCommand) Help() string {
	return `Applies the numbered files of the schema that the database has not had, each in a transaction of its own, and
prints their names. Nothing is printed when there was nothing to do.

The embedded database is migrated by every command that opens it. On a server of your own the schema is owned by one
role and served by another, so that the program itself can add to the books and never change them:

  DATABASE_OWNER_URL=postgres://pooled_owner@db/pooled pooled migrate
  DATABASE_URL=postgres://pooled_writer@db/pooled pooled serve`
}

// Run migrates.
func (c migrateCommand) Run(ctx context.Context, s streams) error {
	if c.OwnerURL == "" && c.Database != "" {
		return misused("DATABASE_URL names the writer's role, which may not change the schema: " +
			"give the owner's address in DATABASE_OWNER_URL or --owner-url")
	}
	if c.OwnerURL == "" {
		return c.embedded(ctx, s)
	}
	names, err := postgres.Migrate(ctx, c.OwnerURL, migrations.Files)
	printLines(s, names)
	return err
}

func (c migrateCommand) embedded(ctx context.Context, s streams) error {
	server, err := startServer(ctx, postgres.Config{Dir: c.Data, Log: slog.New(slog.DiscardHandler)}, s.err)
	if err != nil {
		return err
	}
	b := &books{server: server}
	names, err := postgres.Migrate(ctx, server.URL(postgres.Owner, embeddedDatabase), migrations.Files)
	printLines(s, names)
	if stopped := b.close(); err == nil {
		err = stopped
	}
	return err
}

func printLines(s streams, lines []string) {
	for _, line := range lines {
		fmt.Fprintln(s.out, line)
	}
}
