package main

import (
	"context"

	"github.com/jackc/pgx/v5"

	"pooled/internal/postgres"
)

// measureSize divides what the database takes more, tables and indexes all, by the entries it holds more when the large
// fund has grown. Nearly all of them are of two postings, with a reference and a narrative. Where the fund had grown
// before, all there is is divided.
func measureSize(ctx context.Context, h *house) error {
	db, err := h.connect(ctx, postgres.Reader)
	if err != nil {
		return err
	}
	defer db.Close(ctx)
	bytesBefore, before, err := sizes(ctx, db)
	if err != nil {
		return err
	}
	if err := h.grow(ctx, largeFund, largeEntries, ordersIn); err != nil {
		return err
	}
	bytes, entries, err := sizes(ctx, db)
	if err != nil {
		return err
	}
	if entries > before {
		bytes, entries = bytes-bytesBefore, entries-before
	}
	plain("entries", entries, "")
	atMost("database-per-entry", bytes/entries, "B", 1600)
	return nil
}

func sizes(ctx context.Context, db *pgx.Conn) (bytes, entries float64, err error) {
	err = db.QueryRow(ctx, `
		SELECT sum(pg_total_relation_size(c.oid))::float8, (SELECT count(*) FROM entry)::float8
		  FROM pg_class AS c
		 WHERE c.relkind = 'r'
		   AND c.relnamespace = 'public'::regnamespace`).Scan(&bytes, &entries)
	return bytes, entries, err
}
