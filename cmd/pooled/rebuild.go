package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/jackc/pgx/v5"

	"pooled/internal/postgres"
	"pooled/ledger"
	"pooled/ledger/audit"
)

type rebuildCommand struct {
	File     string `arg:"" help:"An export of the journal as it stands, compressed or not. It is read several times."`
	Data     string `help:"Folder of the embedded database; ${default} when left out." default:"${data}" placeholder:"DIR"`
	OwnerURL string `name:"owner-url" env:"DATABASE_OWNER_URL" help:"The user's own server, as the role that owns the schema." placeholder:"URL"`
	Database string `name:"database-url" env:"DATABASE_URL" hidden:""`
	By       string `help:"Who rebuilds, as an actor; it is noted in the log of decisions." placeholder:"ACTOR"`
	Yes      bool   `help:"Write. Without it the differences are listed and nothing else is done."`
	JSON     bool   `name:"json" help:"Print what differed as JSON."`
}

// Help teaches the command.
func (rebuildCommand) Help() string {
	return `Tables that somebody damaged are written anew from the journal: the columns that repeat entries, the
versions of documents, accounts, postings with their running balances, the tiles of the Merkle log and where the
journals end. No entry is written and none is added: the file's entries must be those of the database to the last
byte, all of them.

It lists first what differs, as "pooled replay --against" does. With --yes it writes, in one transaction that ends by
comparing every table once more, and notes who did it in the fund's log of decisions. Others may read meanwhile; what is
posted waits. It needs the role that owns the schema, as "pooled migrate" does.

Examples:

  pooled export havering --output now.export
  pooled rebuild now.export
  pooled rebuild now.export --by database-administrator --yes
  DATABASE_OWNER_URL=postgres://pooled_owner@db/pooled pooled rebuild now.export --by database-administrator --yes

It exits with 0 when nothing differs or all was rebuilt, 1 when something differs and was not written or the file is
not of that journal, and 2 when it is no export.`
}

// Run compares, and rebuilds where that is asked.
func (c rebuildCommand) Run(ctx context.Context, s streams) (err error) {
	switch {
	case c.File == "-":
		return misused("a rebuild reads the file several times, which standard input does not allow: name the file")
	case c.OwnerURL == "" && c.Database != "":
		return misused("DATABASE_URL names the writer's role, which may not change the tables: " +
			"give the owner's address in DATABASE_OWNER_URL or --owner-url")
	case c.Yes && c.By == "":
		return misused("say with --by who rebuilds: it is noted")
	case c.Yes:
		if err := ledger.CheckID("who rebuilds", ledger.ActorID(c.By)); err != nil {
			return misuse{err}
		}
	}
	url := c.OwnerURL
	if url == "" {
		server, err := startServer(ctx, postgres.Config{Dir: c.Data, Log: slog.New(slog.DiscardHandler)}, s.err)
		if err != nil {
			return err
		}
		b := &books{server: server}
		defer func() { err = errors.Join(err, b.close()) }()
		url = server.URL(postgres.Owner, embeddedDatabase)
	}
	db, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer db.Close(ctx)
	return c.rebuild(ctx, s, db)
}

func (c rebuildCommand) rebuild(ctx context.Context, s streams, db *pgx.Conn) error {
	open := func() (io.ReadCloser, error) { return s.open(c.File) }
	o := audit.Options{Progress: counting(s.err, "comparing")}
	if c.Yes {
		found, err := audit.Rebuild(ctx, db, open, c.By, o)
		if err != nil {
			return unreadable(err)
		}
		if err := printed(s, c.JSON, found); err != nil || found.Count == 0 {
			return err
		}
		fmt.Fprintln(s.err, "these were rebuilt: the tables are what the journal makes of them")
		return nil
	}
	in, err := open()
	if err != nil {
		return err
	}
	defer in.Close()
	found, err := audit.Against(ctx, db, in, o)
	if err != nil {
		return unreadable(err)
	}
	if err := printed(s, c.JSON, found); err != nil || found.Count == 0 {
		return err
	}
	return errors.New("the tables are not what the journal makes of them, and nothing was written: --yes rebuilds them")
}
