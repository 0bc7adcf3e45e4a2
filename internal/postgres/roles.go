package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// EnsureRoles makes the roles of the program where they are missing. It needs a superuser or a role
// with CREATEROLE; if url's role may not, its error holds the statements for someone who may.
func EnsureRoles(ctx context.Context, url string) error {
	conn, err := connect(ctx, url)
	if err != nil {
		return fmt.Errorf("make roles: %w", err)
	}
	defer conn.Close(ctx)
	return ensureRoles(ctx, conn)
}

func ensureRoles(ctx context.Context, conn *pgx.Conn) error {
	rows, err := conn.Query(ctx, `
		SELECT format('CREATE ROLE %I LOGIN', name)
		  FROM unnest(@names::text[]) AS name
		 WHERE name NOT IN (SELECT rolname FROM pg_roles)`,
		pgx.StrictNamedArgs{"names": []string{string(Owner), string(Writer), string(Reader), string(Signer)}})
	if err != nil {
		return fmt.Errorf("read roles: %w", err)
	}
	missing, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("read roles: %w", err)
	}
	for i, statement := range missing {
		if _, err := conn.Exec(ctx, statement); err != nil && !errorHasCode(err, "42710") { // somebody was faster
			return fmt.Errorf("roles are missing; ask an administrator to run: %s; (%w)",
				strings.Join(missing[i:], "; "), err)
		}
	}
	return nil
}

// CreateDatabase makes a database for the program on a server where url's role is a superuser: owned by
// [Owner], open to [Writer], [Reader] and [Signer], closed to everybody else. The template is copied; empty means an
// empty database. What each role may do with the tables, the migrations say.
func CreateDatabase(ctx context.Context, url, name, template string) error {
	conn, err := connect(ctx, url)
	if err != nil {
		return fmt.Errorf("make database %s: %w", name, err)
	}
	defer conn.Close(ctx)
	if template == "" {
		template = "template0"
	}
	id := pgx.Identifier{name}.Sanitize()
	for _, statement := range []string{
		fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s OWNER %s", id, pgx.Identifier{template}.Sanitize(), Owner),
		fmt.Sprintf("REVOKE ALL ON DATABASE %s FROM PUBLIC", id),
		fmt.Sprintf("GRANT CONNECT ON DATABASE %s TO %s, %s, %s", id, Writer, Reader, Signer),
	} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("make database %s: %w", name, err)
		}
	}
	return nil
}

// setUp makes an embedded server's roles and database, at the first start and after one that was cut short.
// The mark that it is done is a comment on the database, written last.
func setUp(ctx context.Context, adminURL string) error {
	conn, err := connect(ctx, adminURL)
	if err != nil {
		return fmt.Errorf("set up database: %w", err)
	}
	defer conn.Close(ctx)
	if err := ensureRoles(ctx, conn); err != nil { // of a folder from before a role was thought of, too
		return err
	}
	if isSetUp(ctx, conn) == nil {
		return nil
	}
	if err := CreateDatabase(ctx, adminURL, databaseName, ""); err != nil && !errorHasCode(err, "42P04") {
		return err
	}
	for _, statement := range []string{
		fmt.Sprintf("REVOKE ALL ON DATABASE %s FROM PUBLIC", databaseName),
		fmt.Sprintf("GRANT CONNECT ON DATABASE %s TO %s, %s, %s", databaseName, Writer, Reader, Signer),
		fmt.Sprintf("COMMENT ON DATABASE %s IS '%s'", databaseName, setUpMark),
	} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("set up database: %w", err)
		}
	}
	return nil
}

const setUpMark = "pooled: the books of pooled funds"

var errNotSetUp = errors.New("the server is still being set up")

func isSetUp(ctx context.Context, conn *pgx.Conn) error {
	var done bool
	err := conn.QueryRow(ctx, `
		SELECT count(*) = 1
		  FROM pg_database
		 WHERE datname = @name
		   AND shobj_description(oid, 'pg_database') = @mark`,
		pgx.StrictNamedArgs{"name": databaseName, "mark": setUpMark}).Scan(&done)
	if err == nil && !done {
		err = errNotSetUp
	}
	return err
}
