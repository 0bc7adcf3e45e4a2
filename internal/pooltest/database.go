// Package pooltest is the test kit: real databases, and funds in them for people to act in.
//
// The schema is migrated once into a template, and [Shared] copies the template once for each package; a test
// takes a fund of its own inside it. [Own] is for tests about the database itself.
package pooltest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"pooled/internal/pooltest/cluster"
	"pooled/internal/postgres"
	"pooled/migrations"
)

const (
	templateLock   = 0x74656d70 // "temp": one maker of templates at a time in a cluster
	connectionsMax = 8          // of one pool in a test
)

// A DB is a migrated database in the test cluster, and its address for each role.
type DB struct {
	Name                                                string
	AdminURL, OwnerURL, WriterURL, ReaderURL, SignerURL string
}

var (
	sharedMutex sync.Mutex
	sharedDB    *DB
)

// Shared returns the database that all tests of this package's process share. A test keeps to a fund of its
// own in it.
func Shared(t testing.TB) *DB {
	t.Helper()
	sharedMutex.Lock()
	defer sharedMutex.Unlock()
	if sharedDB == nil {
		sharedDB = clone(t)
	}
	return sharedDB
}

// Own returns a database that nobody else uses, for tests about the database. It is dropped after the test.
func Own(t testing.TB) *DB {
	t.Helper()
	db := clone(t)
	t.Cleanup(func() { drop(t, db) })
	return db
}

// Empty returns a database of its own without the schema, for tests of migrations. It is dropped after the
// test.
func Empty(t testing.TB) *DB {
	t.Helper()
	db := newDB(t)
	if err := postgres.EnsureRoles(t.Context(), cluster.URL(t)); err != nil {
		t.Fatal(err)
	}
	if err := postgres.CreateDatabase(t.Context(), cluster.URL(t), db.Name, ""); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { drop(t, db) })
	return db
}

// Pool opens connections as the writer, closed after the test.
func (db *DB) Pool(t testing.TB) *pgxpool.Pool { t.Helper(); return db.pool(t, db.WriterURL) }

// OwnerPool opens connections as the owner of the schema, closed after the test.
func (db *DB) OwnerPool(t testing.TB) *pgxpool.Pool { t.Helper(); return db.pool(t, db.OwnerURL) }

// ReaderPool opens connections as the reader, closed after the test.
func (db *DB) ReaderPool(t testing.TB) *pgxpool.Pool { t.Helper(); return db.pool(t, db.ReaderURL) }

// SignerPool opens connections as the signer of checkpoints, closed after the test.
func (db *DB) SignerPool(t testing.TB) *pgxpool.Pool { t.Helper(); return db.pool(t, db.SignerURL) }

func (db *DB) pool(t testing.TB, url string) *pgxpool.Pool {
	t.Helper()
	pool, err := postgres.Pool(t.Context(), url, connectionsMax)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// clone copies the migrated template.
func clone(t testing.TB) *DB {
	t.Helper()
	template, err := ensureTemplate(t.Context(), cluster.URL(t))
	if err != nil {
		t.Fatalf("make the template database: %v", err)
	}
	db := newDB(t)
	if err := postgres.CreateDatabase(t.Context(), cluster.URL(t), db.Name, template); err != nil {
		t.Fatal(err)
	}
	return db
}

// newDB names a database that does not exist yet.
func newDB(t testing.TB) *DB {
	t.Helper()
	name := "test_" + strings.ToLower(rand.Text()[:12])
	return &DB{
		Name:      name,
		AdminURL:  addressOf(t, postgres.Admin, name),
		OwnerURL:  addressOf(t, postgres.Owner, name),
		WriterURL: addressOf(t, postgres.Writer, name),
		ReaderURL: addressOf(t, postgres.Reader, name),
		SignerURL: addressOf(t, postgres.Signer, name),
	}
}

func addressOf(t testing.TB, role postgres.Role, database string) string {
	t.Helper()
	address, err := databaseURL(cluster.URL(t), role, database)
	if err != nil {
		t.Fatal(err)
	}
	return address
}

func databaseURL(server string, role postgres.Role, database string) (string, error) {
	u, err := url.Parse(server)
	if err != nil {
		return "", fmt.Errorf("%s: %w", cluster.Variable, err)
	}
	if role != postgres.Admin { // whose name and password the cluster's address holds
		u.User = url.User(string(role))
	}
	u.Path = "/" + database
	return u.String(), nil
}

func drop(t testing.TB, db *DB) {
	ctx := context.WithoutCancel(t.Context())
	conn, err := pgx.Connect(ctx, cluster.URL(t))
	if err != nil {
		t.Errorf("drop %s: %v", db.Name, err)
		return
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, `DROP DATABASE `+db.Name+` WITH (FORCE)`); err != nil {
		t.Errorf("drop %s: %v", db.Name, err)
	}
}

// ensureTemplate makes the template of these migrations, once in a cluster, and returns its name.
func ensureTemplate(ctx context.Context, server string) (string, error) {
	name, err := templateName(migrations.Files)
	if err != nil {
		return "", err
	}
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx) // which gives the lock back
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1)`, templateLock); err != nil {
		return "", err
	}
	var exists bool
	err = conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&exists)
	if err != nil || exists {
		return name, err
	}
	return name, makeTemplate(ctx, conn, server, name)
}

// makeTemplate migrates under another name and renames, so that a template is whole or absent. Nobody may
// connect to it afterwards: a database in use cannot be copied.
func makeTemplate(ctx context.Context, conn *pgx.Conn, server, name string) error {
	making := name + "_making"
	if _, err := conn.Exec(ctx, `DROP DATABASE IF EXISTS `+making); err != nil {
		return err
	}
	if err := postgres.EnsureRoles(ctx, server); err != nil {
		return err
	}
	if err := postgres.CreateDatabase(ctx, server, making, ""); err != nil {
		return err
	}
	owner, err := databaseURL(server, postgres.Owner, making)
	if err != nil {
		return err
	}
	if _, err := postgres.Migrate(ctx, owner, migrations.Files); err != nil {
		return err
	}
	for _, statement := range []string{
		`ALTER DATABASE ` + making + ` WITH ALLOW_CONNECTIONS false`,
		`ALTER DATABASE ` + making + ` RENAME TO ` + name,
	} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// templateName is made of the migrations' own bytes, so that changed files make a new template.
func templateName(files fs.FS) (string, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return "", err
	}
	hash := sha256.New()
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(hash, "%s %d\n%s", name, len(text), text)
	}
	return "template_" + hex.EncodeToString(hash.Sum(nil)[:8]), nil
}
