package postgres_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/jackc/pgx/v5"

	"pooled/internal/pooltest"
	"pooled/internal/postgres"
	"pooled/migrations"
)

// The places of lines that stand are worked out again by 0008, in order, and the trigger that refuses changes is on
// again afterwards; what an older program would write is refused.
func TestPlacesAreWorkedOutAgain(t *testing.T) {
	t.Parallel()
	db := pooltest.Empty(t)
	old := fstest.MapFS{}
	must(t, fs.WalkDir(migrations.Files, ".", func(name string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(name, ".sql") && name < "0008" {
			text, err := fs.ReadFile(migrations.Files, name)
			old[name] = &fstest.MapFile{Data: text}
			return err
		}
		return err
	}))
	_, err := postgres.Migrate(t.Context(), db.OwnerURL, old)
	must(t, err)
	conn, err := pgx.Connect(t.Context(), db.OwnerURL)
	must(t, err)
	defer conn.Close(t.Context())
	insert := func(place string) error {
		_, err := conn.Exec(t.Context(), `
			INSERT INTO posting (fund, account, seq, place, amount, balance_after, period_after, subsidiary_after,
			                     subsidiary_period_after, subsidiary, effective, line, period, code)
			SELECT 1, 1, seq, `+place+`, 1, 1, 1, 1, 1, 1, '2015-06-01', line, period, 1000
			  FROM generate_series(1, 40) AS seq, generate_series(1, 2) AS line, unnest(ARRAY[241, 243, 254]) AS period`)
		return err
	}
	must(t, insert(`(period::bigint << 48) + (seq << 9) + line`))
	_, err = postgres.Migrate(t.Context(), db.OwnerURL, migrations.Files)
	must(t, err)
	wrong := query[int](t, db.OwnerURL, `
		SELECT count(*) FROM (
		       SELECT place, (period::bigint << 52) + (seq << 13) + line AS wanted,
		              row_number() OVER (ORDER BY place) AS stands,
		              row_number() OVER (ORDER BY period, seq, line) AS due
		         FROM posting) AS p
		 WHERE place <> wanted OR stands <> due`)
	if all := query[int](t, db.OwnerURL, `SELECT count(*) FROM posting`); wrong != 0 || all != 240 {
		t.Errorf("%d of %d lines are out of place", wrong, all)
	}
	for name, change := range map[string]string{
		"an update": `UPDATE posting SET amount = 2`, "a deletion": `DELETE FROM posting`, "emptying": `TRUNCATE posting`,
	} {
		if _, err := conn.Exec(t.Context(), change); err == nil || !strings.Contains(err.Error(), "never changed") {
			t.Errorf("%s of postings by their owner: %v", name, err)
		}
	}
	err = insert(`(period::bigint << 48) + (seq << 9) + line`)
	if err == nil || !strings.Contains(err.Error(), "posting_place_is_that_of_its_line") {
		t.Errorf("a line written by an older program: %v", err)
	}
}
