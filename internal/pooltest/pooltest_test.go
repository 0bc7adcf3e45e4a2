package pooltest_test

import (
	"testing"

	"pooled/internal/pooltest"
	"pooled/internal/postgres"
	"pooled/migrations"
)

func TestSharedIsOneMigratedDatabase(t *testing.T) {
	t.Parallel()
	db := pooltest.Shared(t)
	if again := pooltest.Shared(t); again != db {
		t.Error("the package has two shared databases")
	}
	pending, err := postgres.Pending(t.Context(), db.ReaderURL, migrations.Files)
	if err != nil || len(pending) > 0 {
		t.Errorf("pending = %v, %v", pending, err)
	}
}

func TestOwnDatabasesAreApart(t *testing.T) {
	t.Parallel()
	a, b := pooltest.Own(t), pooltest.Own(t)
	if _, err := a.OwnerPool(t).Exec(t.Context(), `CREATE TABLE mine (id int)`); err != nil {
		t.Fatal(err)
	}
	var tables int
	err := b.ReaderPool(t).QueryRow(t.Context(), `
		SELECT count(*) FROM pg_class WHERE relname = 'mine'`).Scan(&tables)
	if err != nil || tables != 0 {
		t.Errorf("tables = %d, %v", tables, err)
	}
}

func TestRolesOfAClone(t *testing.T) {
	t.Parallel()
	db := pooltest.Shared(t)
	var role string
	err := db.Pool(t).QueryRow(t.Context(), `SELECT current_user`).Scan(&role)
	if err != nil || role != "pooled_writer" {
		t.Errorf("Pool connects as %s, %v", role, err)
	}
	if _, err := db.Pool(t).Exec(t.Context(), `CREATE TABLE refused (id int)`); err == nil {
		t.Error("the writer made a table")
	}
	if _, err := db.ReaderPool(t).Exec(t.Context(), `CREATE TABLE refused (id int)`); err == nil {
		t.Error("the reader made a table")
	}
}
