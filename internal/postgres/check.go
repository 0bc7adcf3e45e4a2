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
	refuse((commit == "local" || commit == "remote_write") && standbys != "",
		"synchronous_commit is %s but synchronous_standby_names is %q: entries that were acknowledged "+
			"could be lost when the standby takes over; set synchronous_commit on", commit, standbys)
	return errors.Join(reasons...)
}

// CheckWriter refuses a role that could alter the books: serve runs as a role that may only add to them.
// Every reason is given. Tables that do not exist yet are passed over.
func CheckWriter(ctx context.Context, conn *pgx.Conn) error {
	var role string
	var super, bypass, replica bool
	err := conn.QueryRow(ctx, `
		SELECT rolname, rolsuper, rolbypassrls OR rolreplication,
		       current_setting('session_replication_role') <> 'origin'
		       OR (current_setting('server_version_num')::int >= 150000
		           AND has_parameter_privilege('session_replication_role', 'SET'))
		  FROM pg_roles
		 WHERE rolname = current_user`).Scan(&role, &super, &bypass, &replica)
	if err != nil {
		return fmt.Errorf("check role: %w", err)
	}
	if super {
		return fmt.Errorf("the role %s is a superuser and could alter any entry: connect as %s", role, Writer)
	}
	var reasons []error
	if bypass {
		reasons = append(reasons, fmt.Errorf("the role %s may replicate or bypass row security: "+
			"take that attribute away, or connect as %s", role, Writer))
	}
	if replica {
		reasons = append(reasons, fmt.Errorf("the role %s may set session_replication_role, which turns the "+
			"triggers that guard the books off: REVOKE that right", role))
	}
	tables, err := checkTables(ctx, conn, role)
	return errors.Join(append(reasons, append(tables, err)...)...)
}

// bookRights is what a role could do to one table of the books.
type bookRights struct {
	Table, Owner string
	Owns         bool // itself or through membership, of the table, its schema or the database
	Alters       bool // UPDATE, DELETE or TRUNCATE, of the table or any column
	Triggers     bool
}

func checkTables(ctx context.Context, conn *pgx.Conn, role string) ([]error, error) {
	rows, err := conn.Query(ctx, `
		SELECT c.oid::regclass::text AS table,
		       pg_get_userbyid(c.relowner) AS owner,
		       pg_has_role(c.relowner, 'MEMBER')
		       OR pg_has_role(n.nspowner, 'MEMBER')
		       OR pg_has_role(d.datdba, 'MEMBER') AS owns,
		       has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE')
		       OR has_any_column_privilege(c.oid, 'UPDATE') AS alters,
		       has_table_privilege(c.oid, 'TRIGGER') AS triggers
		  FROM pg_class AS c
		  JOIN pg_namespace AS n ON n.oid = c.relnamespace
		  JOIN pg_database AS d ON d.datname = current_database()
		 WHERE c.relname = ANY (@tables)
		   AND c.relkind IN ('r', 'p')
		   AND n.nspname <> 'information_schema'
		   AND n.nspname NOT LIKE 'pg\_%'
		 ORDER BY c.relname`, pgx.StrictNamedArgs{"tables": bookTables})
	if err != nil {
		return nil, fmt.Errorf("check rights: %w", err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowToStructByName[bookRights])
	if err != nil {
		return nil, fmt.Errorf("check rights: %w", err)
	}
	var reasons []error
	for _, t := range tables {
		switch {
		case t.Owns:
			reasons = append(reasons, fmt.Errorf("the role %s owns the table %s, or is a member of its owner %s, "+
				"and could alter entries: connect as %s", role, t.Table, t.Owner, Writer))
		case t.Alters:
			reasons = append(reasons, fmt.Errorf("the role %s may UPDATE, DELETE or TRUNCATE %s: "+
				"REVOKE these rights; the books are only added to", role, t.Table))
		case t.Triggers:
			reasons = append(reasons, fmt.Errorf("the role %s may make triggers on %s: REVOKE that right",
				role, t.Table))
		}
	}
	return reasons, nil
}
