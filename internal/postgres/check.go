package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// bookTables are the tables that hold the books: what is in them is never changed or removed.
var bookTables = []string{"entry", "posting"}

// CheckServer refuses a server that could lose an acknowledged commit, or is too old. Every reason is given.
func CheckServer(ctx context.Context, conn *pgx.Conn) error {
	var version int
	var fsync, fullPageWrites, commit, standbys string
	err := conn.QueryRow(ctx, `
		SELECT current_setting('server_version_num')::int / 10000,
		       current_setting('fsync'),
		       current_setting('full_page_writes'),
		       current_setting('synchronous_commit'),
		       current_setting('synchronous_standby_names')`).
		Scan(&version, &fsync, &fullPageWrites, &commit, &standbys)
	if err != nil {
		return fmt.Errorf("check server: %w", err)
	}
	var reasons []error
	refuse := func(bad bool, format string, args ...any) {
		if bad {
			reasons = append(reasons, fmt.Errorf(format, args...))
		}
	}
	refuse(version < versionMin, "the server is PostgreSQL %d; pooled needs %d or newer", version, versionMin)
	refuse(fsync != "on", "fsync is %s: a power cut could destroy the books; set it on", fsync)
	refuse(fullPageWrites != "on",
		"full_page_writes is %s: a power cut could tear a page of the books; set it on", fullPageWrites)
	refuse(commit == "off",
		"synchronous_commit is off: entries that were acknowledged could be lost; set it on")
	refuse(commit == "local" && standbys != "",
		"synchronous_commit is local but synchronous_standby_names is %q: entries that were acknowledged "+
			"could be lost when the standby takes over; set synchronous_commit on", standbys)
	return errors.Join(reasons...)
}

// CheckWriter refuses a role that could alter the books: serve runs as a role that may only add to them.
// It looks at the role that logged in and at every role that one could become. Every reason is given. Tables
// that do not exist yet are passed over.
func CheckWriter(ctx context.Context, conn *pgx.Conn) error {
	var role string
	if err := conn.QueryRow(ctx, `SELECT session_user`).Scan(&role); err != nil {
		return fmt.Errorf("check role: %w", err)
	}
	powers, err := powersOf(ctx, conn)
	if err != nil {
		return fmt.Errorf("check role %s: %w", role, err)
	}
	tables, err := rightsOf(ctx, conn)
	if err != nil {
		return fmt.Errorf("check rights of %s: %w", role, err)
	}
	var reasons []error
	for _, could := range append(powers, tables...) {
		reasons = append(reasons, fmt.Errorf("the role %s %s: take that away, or connect as %s",
			role, could, Writer))
	}
	return errors.Join(reasons...)
}

// powersOf lists what the role could do to any table, itself or as a role that it may become.
func powersOf(ctx context.Context, conn *pgx.Conn) ([]string, error) {
	rows, err := conn.Query(ctx, `
		WITH reach AS (
			SELECT rolname, rolsuper, rolcreaterole, rolreplication, rolbypassrls, oid
			  FROM pg_roles
			 WHERE pg_has_role(session_user, oid, 'MEMBER')
		)
		SELECT 'is a superuser, or could become one, and could alter any entry'
		  FROM reach
		HAVING bool_or(rolsuper)
		 UNION ALL
		SELECT 'has CREATEROLE and could make itself a role that alters entries'
		  FROM reach
		HAVING bool_or(rolcreaterole) AND NOT bool_or(rolsuper)
		 UNION ALL
		SELECT 'has REPLICATION or BYPASSRLS and could pass by the guards of the books'
		  FROM reach
		HAVING bool_or(rolreplication OR rolbypassrls) AND NOT bool_or(rolsuper)
		 UNION ALL
		SELECT 'may write files or run programs on the server (' || string_agg(rolname, ', ') || ')'
		  FROM reach
		 WHERE rolname IN ('pg_write_server_files', 'pg_execute_server_program')
		HAVING count(*) > 0 AND NOT (SELECT bool_or(rolsuper) FROM reach)
		 UNION ALL
		SELECT 'may set session_replication_role, which turns off the triggers that guard the books'
		  FROM reach
		HAVING bool_or(has_parameter_privilege(oid, 'session_replication_role', 'SET'))
		   AND NOT bool_or(rolsuper)`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// rightsOf lists what the role could do to the books' tables. A superuser is left to [powersOf].
func rightsOf(ctx context.Context, conn *pgx.Conn) ([]string, error) {
	rows, err := conn.Query(ctx, `
		WITH reach AS (
			SELECT oid, rolsuper FROM pg_roles WHERE pg_has_role(session_user, oid, 'MEMBER')
		), book AS (
			SELECT c.oid, c.oid::regclass::text AS name,
			       pg_get_userbyid(c.relowner) AS owner,
			       ARRAY[c.relowner, n.nspowner, d.datdba] AS owners
			  FROM pg_class AS c
			  JOIN pg_namespace AS n ON n.oid = c.relnamespace
			  JOIN pg_database AS d ON d.datname = current_database()
			 WHERE c.relname = ANY (@tables)
			   AND c.relkind IN ('r', 'p')
			   AND n.nspname <> 'information_schema'
			   AND n.nspname NOT LIKE 'pg\_%'
		), could AS (
			SELECT book.name, book.owner,
			       bool_or(reach.oid = ANY (book.owners)) AS owns,
			       bool_or(has_table_privilege(reach.oid, book.oid, 'UPDATE, DELETE, TRUNCATE')
			               OR has_any_column_privilege(reach.oid, book.oid, 'UPDATE')) AS alters,
			       bool_or(has_table_privilege(reach.oid, book.oid, 'TRIGGER')) AS triggers
			  FROM book CROSS JOIN reach
			 GROUP BY book.name, book.owner
			HAVING NOT bool_or(reach.rolsuper)
		)
		SELECT CASE WHEN owns
		            THEN format('owns %s, or could become its owner %s, and could alter entries', name, owner)
		            WHEN alters
		            THEN format('may UPDATE, DELETE or TRUNCATE %s, which is only added to', name)
		            ELSE format('may make triggers on %s', name)
		       END
		  FROM could
		 WHERE owns OR alters OR triggers
		 ORDER BY name`, pgx.StrictNamedArgs{"tables": bookTables})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
