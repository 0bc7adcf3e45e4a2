package main

import (
	"context"

	"pooled/internal/postgres"
)

// measureSize divides what the database takes, tables and indexes all, by the entries it holds. Nearly all of them
// are of two postings, with a reference and a narrative.
func measureSize(ctx context.Context, h *house) error {
	if err := h.grow(ctx, largeFund, largeEntries, ordersIn); err != nil {
		return err
	}
	db, err := h.connect(ctx, postgres.Reader)
	if err != nil {
		return err
	}
	defer db.Close(ctx)
	var bytes, entries float64
	err = db.QueryRow(ctx, `
		SELECT sum(pg_total_relation_size(c.oid))::float8, (SELECT count(*) FROM entry)::float8
		  FROM pg_class AS c
		 WHERE c.relkind = 'r'
		   AND c.relnamespace = 'public'::regnamespace`).Scan(&bytes, &entries)
	if err != nil {
		return err
	}
	plain("entries", entries, "")
	atMost("database-per-entry", bytes/entries, "B", 1600)
	return nil
}
