package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/jackc/pgx/v5/pgxpool"

	"pooled/internal/postgres"
	"pooled/ledger/journal"
	"pooled/policy"
)

// connectionsMax bounds the sessions of one program: each fund being written to holds one, and each question asked.
const connectionsMax = 20

// house is the program put together: the database, the journal over it, and the policy that judges acts.
type house struct {
	books   *books
	pool    *pgxpool.Pool
	policy  *policy.Policy
	journal *journal.Journal
}

// openHouse opens the database and puts the program together over it. It refuses a server that could lose an
// acknowledged commit and a role that could alter the books.
func openHouse(ctx context.Context, at place, log *slog.Logger, watch journal.Watch, words io.Writer) (*house, error) {
	scheme, err := policy.Default()
	if err != nil {
		return nil, err
	}
	b, err := at.open(ctx, log, words)
	if err != nil {
		return nil, err
	}
	pool, err := postgres.Pool(ctx, b.writerURL, connectionsMax, journal.Prepare)
	if err != nil {
		return nil, errors.Join(err, b.close())
	}
	if err := checkDatabase(ctx, pool); err != nil {
		pool.Close()
		return nil, errors.Join(err, b.close())
	}
	return wire(b, pool, scheme, log, watch), nil
}

// wire puts the journal over the database, with policy to ask.
func wire(b *books, pool *pgxpool.Pool, scheme *policy.Policy, log *slog.Logger, watch journal.Watch) *house {
	return &house{
		books: b, pool: pool, policy: scheme,
		journal: journal.Open(journal.Config{Pool: pool, Decide: scheme.Decide, Log: log, Watch: watch}),
	}
}

func checkDatabase(ctx context.Context, pool *pgxpool.Pool) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	err = errors.Join(postgres.CheckServer(ctx, conn.Conn()), postgres.CheckWriter(ctx, conn.Conn()))
	if err != nil {
		return fmt.Errorf("this database is not safe to keep books in:\n%w", err)
	}
	return nil
}

// close lets acts in flight finish, then closes the connections and stops our own server.
func (h *house) close() error {
	h.journal.Close()
	h.pool.Close()
	return h.books.close()
}
