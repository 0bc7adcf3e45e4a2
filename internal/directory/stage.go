package directory

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"
)

// change runs a part of an import in a transaction. A statement may take longer than those of requests: it is about a
// whole feed.
func (d *Directory) change(ctx context.Context, do func(pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, d.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SET LOCAL statement_timeout = '10min'`); err != nil {
			return err
		}
		return do(tx)
	})
}

var stagedColumns = []string{
	"feed", "id", "number", "sha256", "organisation", "name", "provider", "status", "minimum_age", "maximum_age", "days",
	"opens", "closes", "modified", "lead", "tags", "body", "areas", "record", "parts",
}

// stage writes what has been read and checked since the last time, and how far the reading has come.
func (r *reading) stage(ctx context.Context) error {
	rows := make([][]any, len(r.batch))
	for i := range r.batch {
		row, err := r.batch[i].staged(string(r.from.Feed))
		if err != nil {
			return err
		}
		rows[i] = row
	}
	err := r.dir.change(ctx, func(tx pgx.Tx) error {
		if err := notStaged(ctx, tx, string(r.from.Feed), slices.Collect(maps.Keys(r.inBatch))); err != nil {
			return err
		}
		if _, err := tx.CopyFrom(ctx, pgx.Identifier{"directory_staged"}, stagedColumns, pgx.CopyFromRows(rows)); err != nil {
			return fmt.Errorf("stage a feed: %w", err)
		}
		return r.keep(ctx, tx)
	})
	r.batch = r.batch[:0]
	clear(r.inBatch)
	return err
}

// notStaged refuses a service that was read from the same feed before. Each is looked up by its own key: a plan that
// was made while nothing was staged would read all that is.
func notStaged(ctx context.Context, tx pgx.Tx, feed string, ids []string) error {
	rows, err := tx.Query(ctx, `
		SELECT n.id
		  FROM unnest(@ids::text[]) AS asked(id)
		 CROSS JOIN LATERAL (SELECT id FROM directory_staged WHERE feed = @feed AND id = asked.id LIMIT 1) AS n
		 LIMIT 1`,
		pgx.StrictNamedArgs{"feed": feed, "ids": ids})
	if err != nil {
		return err
	}
	twice, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err == nil && len(twice) > 0 {
		err = errTwice(twice[0])
	}
	return err
}

func (r *record) staged(feed string) ([]any, error) {
	parts, err := json.Marshal(r.parts)
	if err != nil {
		return nil, err
	}
	return []any{
		feed, r.id, r.number, r.sha256[:], r.parts.Organisation.ID, r.name, r.parts.Organisation.Name, r.status,
		r.minimum, r.maximum, r.times.days, orNull(r.times.opens), orNull(r.times.closes), r.modified,
		r.lead, r.tags, r.body, r.areas, json.RawMessage(r.json), json.RawMessage(parts),
	}, nil
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// keep writes how far the reading has come.
func (r *reading) keep(ctx context.Context, tx pgx.Tx) error {
	report, sum, err := r.state()
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		UPDATE directory_import
		   SET next = @next, pages = @pages, bytes = @bytes, hash = @hash, report = @report
		 WHERE feed = @feed
		   AND id = @id`, pgx.StrictNamedArgs{
		"next": r.next, "pages": r.report.Pages, "bytes": r.bytes, "hash": sum, "report": json.RawMessage(report),
		"feed": r.from.Feed, "id": r.id,
	})
	return err
}

// discard forgets an import.
func discard(ctx context.Context, tx pgx.Tx, feed string) error {
	for _, statement := range []string{
		`DELETE FROM directory_staged WHERE feed = $1`, `DELETE FROM directory_import WHERE feed = $1`,
	} {
		if _, err := tx.Exec(ctx, statement, feed); err != nil {
			return fmt.Errorf("forget an import: %w", err)
		}
	}
	return nil
}
