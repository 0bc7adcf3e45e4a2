package postgres

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	migrationLock        = 0x706f6f6c6564 // "pooled": one migrator at a time for a database
	migrationLockTimeout = "3s"           // a migration must not queue in front of the program's own work
	migrationTriesMax    = 20
	migrationPause       = 250 * time.Millisecond
)

// ErrNewerSchema means that the database was migrated by a newer program than this one.
var ErrNewerSchema = errors.New("the database is newer than this program")

// A migration is one numbered file of the schema.
type migration struct {
	version int
	name    string
	sql     []byte
	sum     []byte
}

var migrationName = regexp.MustCompile(`^(\d{4})_([a-z0-9_]+)\.sql$`)

// Migrate brings the schema up to date: it applies, in order, the files NNNN_name.sql that the database has
// not had, each in a transaction of its own, and returns their names. It refuses if an applied file has
// changed since, if a number is missing or used twice, or if the database is newer than the files. Several
// programs may call it at once. A wait for a table's lock is cut short and tried again.
func Migrate(ctx context.Context, ownerURL string, files fs.FS) ([]string, error) {
	wanted, err := readMigrations(files)
	if err != nil {
		return nil, err
	}
	conn, err := connect(ctx, ownerURL)
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	defer conn.Close(ctx) // which gives the lock back
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1)`, migrationLock); err != nil {
		return nil, fmt.Errorf("migrate: wait for another migrator: %w", err)
	}
	if _, err := conn.Exec(ctx, createMigrationTable); err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	pending, err := pendingOf(ctx, conn, wanted)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, m := range pending {
		if err := m.applyPatiently(ctx, conn); err != nil {
			return names, fmt.Errorf("migration %04d_%s: %w", m.version, m.name, err)
		}
		names = append(names, m.file())
	}
	return names, nil
}

// Pending names the files that [Migrate] would apply, and refuses what it would refuse, for example
// [ErrNewerSchema]. Any role may ask.
func Pending(ctx context.Context, url string, files fs.FS) ([]string, error) {
	wanted, err := readMigrations(files)
	if err != nil {
		return nil, err
	}
	conn, err := connect(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("look for migrations: %w", err)
	}
	defer conn.Close(ctx)
	pending, err := pendingOf(ctx, conn, wanted)
	if errorHasCode(err, "42P01") { // no such table: a new database
		pending, err = wanted, nil
	}
	var names []string
	for _, m := range pending {
		names = append(names, m.file())
	}
	return names, err
}

func (m migration) file() string { return fmt.Sprintf("%04d_%s.sql", m.version, m.name) }

// readMigrations returns the numbered files in order, from 1 without a gap.
func readMigrations(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "*.sql") // sorted
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	var found []migration
	for _, name := range names {
		match := migrationName.FindStringSubmatch(path.Base(name))
		if match == nil {
			continue // schema.sql, the sum of them
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read migration: %w", err)
		}
		version, _ := strconv.Atoi(match[1]) // four digits
		if version != len(found)+1 {
			return nil, fmt.Errorf("migration %s: number %04d is missing or used twice", name, len(found)+1)
		}
		sum := sha256.Sum256(text)
		found = append(found, migration{version: version, name: match[2], sql: text, sum: sum[:]})
	}
	return found, nil
}

// createMigrationTable: every role may see how new the schema is; only its owner may say so.
const createMigrationTable = `
	CREATE TABLE IF NOT EXISTS migration (
		version int         NOT NULL PRIMARY KEY,
		name    text        NOT NULL,
		sha256  bytea       NOT NULL,
		applied timestamptz NOT NULL DEFAULT now(),
		CONSTRAINT migration_version_is_positive CHECK (version > 0)
	);
	GRANT SELECT ON migration TO PUBLIC;`

type appliedMigration struct {
	Version int
	Name    string
	SHA256  []byte `db:"sha256"`
}

// pendingOf compares the database with the files and returns the files that it lacks.
func pendingOf(ctx context.Context, conn *pgx.Conn, wanted []migration) ([]migration, error) {
	rows, err := conn.Query(ctx, `SELECT version, name, sha256 FROM migration ORDER BY version`)
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	applied, err := pgx.CollectRows(rows, pgx.RowToStructByName[appliedMigration])
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	for i, a := range applied {
		switch {
		case a.Version != i+1:
			return nil, fmt.Errorf("the database lacks migration %04d but has %04d_%s", i+1, a.Version, a.Name)
		case i >= len(wanted):
			return nil, fmt.Errorf("%w: it has migration %04d_%s, which this program does not know",
				ErrNewerSchema, a.Version, a.Name)
		case !bytes.Equal(a.SHA256, wanted[i].sum):
			return nil, fmt.Errorf("migration %s differs from the %04d_%s that this database has had: "+
				"an applied migration is never edited, a new one is added", wanted[i].file(), a.Version, a.Name)
		}
	}
	return wanted[len(applied):], nil
}

// applyPatiently gives way to the program's own work, again and again.
func (m migration) applyPatiently(ctx context.Context, conn *pgx.Conn) error {
	for try := 1; ; try++ {
		err := m.apply(ctx, conn)
		if err == nil || !errorHasCode(err, "55P03") || try == migrationTriesMax {
			return err
		}
		if waited := sleep(ctx, migrationPause); waited != nil {
			return errors.Join(err, waited)
		}
	}
}

func (m migration) apply(ctx context.Context, conn *pgx.Conn) error {
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SET LOCAL lock_timeout = '`+migrationLockTimeout+`'`); err != nil {
			return err
		}
		// The simple protocol: a file holds many statements.
		if _, err := conn.PgConn().Exec(ctx, string(m.sql)).ReadAll(); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			INSERT INTO migration (version, name, sha256)
			VALUES (@version, @name, @sha256)`,
			pgx.StrictNamedArgs{"version": m.version, "name": m.name, "sha256": m.sum})
		return err
	})
}
