package postgres_test

import (
	"errors"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"pooled/internal/pooltest"
	"pooled/internal/postgres"
)

// schema is a set of migrations: name and text, in turn.
func schema(namesAndTexts ...string) fstest.MapFS {
	files := fstest.MapFS{}
	for pair := range slices.Chunk(namesAndTexts, 2) {
		files[pair[0]] = &fstest.MapFile{Data: []byte(pair[1])}
	}
	return files
}

const (
	makeA = `CREATE TABLE a (id int); GRANT SELECT ON a TO pooled_reader; -- two statements`
	makeB = `CREATE TABLE b (id int); INSERT INTO b VALUES (1)`
)

func TestMigrateAppliesWhatIsNew(t *testing.T) {
	t.Parallel()
	db := pooltest.Empty(t)
	first := schema("0001_a.sql", makeA, "schema.sql", `this is not SQL`)
	both := schema("0001_a.sql", makeA, "0002_b.sql", makeB)
	pending := func(files fstest.MapFS) []string {
		names, err := postgres.Pending(t.Context(), db.ReaderURL, files)
		must(t, err)
		return names
	}
	if got := pending(both); !slices.Equal(got, []string{"0001_a.sql", "0002_b.sql"}) {
		t.Errorf("pending on a new database = %v", got)
	}
	for _, tt := range []struct {
		files fstest.MapFS
		want  []string
	}{{first, []string{"0001_a.sql"}}, {both, []string{"0002_b.sql"}}, {both, nil}} {
		got, err := postgres.Migrate(t.Context(), db.OwnerURL, tt.files)
		must(t, err)
		if !slices.Equal(got, tt.want) {
			t.Errorf("Migrate = %v, want %v", got, tt.want)
		}
	}
	if got := pending(both); got != nil {
		t.Errorf("pending at the end = %v", got)
	}
	if got := query[int](t, db.OwnerURL, `SELECT count(*) FROM migration WHERE applied IS NOT NULL`); got != 2 {
		t.Errorf("migration has %d rows", got)
	}
}

func TestMigrateRefuses(t *testing.T) {
	t.Parallel()
	db := pooltest.Empty(t)
	both := schema("0001_a.sql", makeA, "0002_b.sql", makeB)
	_, err := postgres.Migrate(t.Context(), db.OwnerURL, both)
	must(t, err)
	for _, tt := range []struct {
		name    string
		files   fstest.MapFS
		refusal string
	}{
		{"an edited file", schema("0001_a.sql", makeA+" ", "0002_b.sql", makeB), "never edited"},
		{"a gap", schema("0001_a.sql", makeA, "0003_c.sql", makeB), "0002 is missing"},
		{"a number twice", schema("0001_a.sql", makeA, "0001_b.sql", makeB), "used twice"},
		{"an older program", schema("0001_a.sql", makeA), "newer than this program"},
		{"bad SQL", schema("0001_a.sql", makeA, "0002_b.sql", makeB, "0003_c.sql", `CREATE c`), "0003_c"},
	} {
		_, err := postgres.Migrate(t.Context(), db.OwnerURL, tt.files)
		refuses(t, err, tt.refusal)
		if tt.name == "an older program" && !errors.Is(err, postgres.ErrNewerSchema) {
			t.Errorf("%v is not ErrNewerSchema", err)
		}
	}
	half := schema("0001_a.sql", makeA, "0002_b.sql", makeB, "0003_c.sql", `CREATE TABLE c (id int); SELECT 1/0`)
	_, err = postgres.Migrate(t.Context(), db.OwnerURL, half)
	refuses(t, err, "division by zero")
	if query[bool](t, db.OwnerURL, `SELECT to_regclass('c') IS NOT NULL`) {
		t.Error("half a migration remained")
	}
}

func TestMigratorsTakeTurns(t *testing.T) {
	t.Parallel()
	db := pooltest.Empty(t)
	slow := schema("0001_a.sql", makeA+`; SELECT pg_sleep(0.2)`)
	done := make(chan error)
	applied := make(chan int, 8)
	for range cap(applied) {
		go func() {
			names, err := postgres.Migrate(t.Context(), db.OwnerURL, slow)
			applied <- len(names)
			done <- err
		}()
	}
	total := 0
	for range cap(applied) {
		must(t, <-done)
		total += <-applied
	}
	if total != 1 {
		t.Errorf("the migration was applied %d times", total)
	}
}

// A migration that waits for a table holds up everybody behind it, so it lets go and comes back.
func TestMigrateWaitsPatientlyForATable(t *testing.T) {
	t.Parallel()
	db := pooltest.Empty(t)
	files := schema("0001_a.sql", makeA)
	_, err := postgres.Migrate(t.Context(), db.OwnerURL, files)
	must(t, err)
	busy := open(t, db.OwnerURL, `BEGIN`, `LOCK TABLE a`)
	go func() {
		time.Sleep(4 * time.Second) // longer than one try
		_ = busy.Close(t.Context())
	}()
	files["0002_b.sql"] = &fstest.MapFile{Data: []byte(`ALTER TABLE a ADD COLUMN more int`)}
	_, err = postgres.Migrate(t.Context(), db.OwnerURL, files)
	must(t, err)
}
