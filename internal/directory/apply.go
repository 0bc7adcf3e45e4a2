package directory

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// apply.sql is the change of the directory to what is staged, statement by statement.
//
//go:embed apply.sql
var applySQL string

// applyLock is held while the directory changes: it has one writer.
const applyLock = 0x6469726563746f72 // "director"

// apply brings the directory to what the feed says, in one transaction.
func (r *reading) apply(ctx context.Context, tx pgx.Tx) error {
	var at time.Time
	if err := tx.QueryRow(ctx, `SELECT now() FROM pg_advisory_xact_lock($1)`, applyLock).Scan(&at); err != nil {
		return err
	}
	sum := r.digest()
	args := pgx.NamedArgs{
		"feed": r.from.Feed, "at": at, "refused": r.refused(), "source": r.from.name(), "sha256": sum[:],
		"services": r.report.Services, "organisations": r.report.Organisations, "entry": r.report.Entry,
	}
	r.report.At, r.report.Changes = &at, []Change{}
	for statement := range strings.SplitSeq(applySQL, ";\n") {
		if strings.TrimSpace(statement) == "" {
			continue
		}
		rows, err := tx.Query(ctx, statement, args)
		if err != nil {
			return fmt.Errorf("take a feed: %w", err)
		}
		var change Change
		if _, err := pgx.ForEachRow(rows, []any{&change.What, &change.ID, &change.Name}, func() error {
			r.count(change)
			return nil
		}); err != nil {
			return fmt.Errorf("take a feed: %w", err)
		}
	}
	return discard(ctx, tx, string(r.from.Feed))
}

func (r *reading) count(c Change) {
	switch c.What {
	case "added":
		r.report.Added++
	case "changed":
		r.report.Changed++
	case "withdrawn":
		r.report.Withdrawn++
	default:
		r.report.Unchanged++
		return
	}
	if len(r.report.Changes) < changesShown {
		r.report.Changes = append(r.report.Changes, c)
	}
}

// refused are the ids of the records that were left out. What the directory has of them stays.
func (r *reading) refused() []string {
	ids := []string{}
	for _, refusal := range r.report.Refused {
		if refusal.ID != "" {
			ids = append(ids, refusal.ID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
