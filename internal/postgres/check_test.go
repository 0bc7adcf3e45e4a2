package postgres_test

import (
	"crypto/rand"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"pooled/internal/pooltest"
	"pooled/internal/postgres"
)

// open connects, and runs statements in the session first.
func open(t testing.TB, address string, statements ...string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	must(t, err)
	t.Cleanup(func() { _ = conn.Close(t.Context()) })
	for _, statement := range statements {
		_, err := conn.Exec(t.Context(), statement)
		must(t, err)
	}
	return conn
}

// refuses fails unless the refusal holds the words; no words mean that there must be none.
func refuses(t testing.TB, err error, words string) {
	t.Helper()
	switch {
	case words == "" && err != nil:
		t.Errorf("refused: %v", err)
	case words != "" && err == nil:
		t.Errorf("accepted; want a refusal that says %q", words)
	case words != "" && !strings.Contains(err.Error(), words):
		t.Errorf("refused with %q; want one that says %q", err, words)
	}
}

func TestCheckServer(t *testing.T) {
	t.Parallel()
	p := startProgram(t, folder(t))
	t.Cleanup(p.stop)
	for _, tt := range []struct{ name, statement, refusal string }{
		{"as we start it", `SELECT`, ""},
		{"commits not waited for", `SET synchronous_commit = off`, "synchronous_commit is off"},
		{"local without a standby", `SET synchronous_commit = local`, ""},
	} {
		refuses(t, postgres.CheckServer(t.Context(), open(t, p.url, tt.statement)), tt.refusal)
	}
	execute(t, p.url, `ALTER SYSTEM SET synchronous_standby_names = 'elsewhere'`)
	execute(t, p.url, `SELECT pg_reload_conf()`)
	waitUntil(t, "the server has read its settings", func() bool {
		return query[string](t, p.url, `SHOW synchronous_standby_names`) != ""
	})
	refuses(t, postgres.CheckServer(t.Context(), open(t, p.url, `SET synchronous_commit = local`)),
		"synchronous_standby_names")
	refuses(t, postgres.CheckServer(t.Context(), open(t, p.url)), "")
}

func TestCheckServerRefusesAThrowawayCluster(t *testing.T) {
	t.Parallel()
	err := postgres.CheckServer(t.Context(), open(t, pooltest.Shared(t).WriterURL))
	refuses(t, err, "fsync is off")
	refuses(t, err, "full_page_writes is off")
	refuses(t, err, "synchronous_commit is off")
}

func TestCheckWriter(t *testing.T) {
	t.Parallel()
	db := pooltest.Own(t)
	refuses(t, postgres.CheckWriter(t.Context(), open(t, db.WriterURL)), "")
	refuses(t, postgres.CheckWriter(t.Context(), open(t, db.ReaderURL)), "")
	refuses(t, postgres.CheckWriter(t.Context(), open(t, db.OwnerURL)), "owns entry")
	refuses(t, postgres.CheckWriter(t.Context(), open(t, db.AdminURL)), "superuser")
	refuses(t, postgres.CheckWriter(t.Context(), open(t, db.AdminURL, `SET ROLE pooled_writer`)), "superuser")
}

// Each way in which a role could come to alter entries, given to a new role as an administrator might.
func TestCheckWriterSeesEveryWay(t *testing.T) {
	t.Parallel()
	db := pooltest.Own(t)
	for _, tt := range []struct{ name, grant, refusal string }{
		{"nothing more", `SELECT`, ""},
		{"like the writer", `GRANT pooled_writer TO ROLE`, ""},
		{"member of the owner", `GRANT pooled_owner TO ROLE`, "owns entry"},
		{"member without inheriting", `ALTER ROLE ROLE NOINHERIT; GRANT pooled_owner TO ROLE`, "owns posting"},
		{"owner of the database", `ALTER DATABASE DB OWNER TO ROLE`, "owns"},
		{"update", `GRANT UPDATE ON entry TO ROLE`, "TRUNCATE entry"},
		{"update of a column", `GRANT UPDATE (seq) ON posting TO ROLE`, "TRUNCATE posting"},
		{"delete", `GRANT DELETE ON posting TO ROLE`, "TRUNCATE posting"},
		{"truncate", `GRANT TRUNCATE ON entry TO ROLE`, "TRUNCATE entry"},
		{"write all data", `GRANT pg_write_all_data TO ROLE`, "TRUNCATE entry"},
		{"and not inheriting", `ALTER ROLE ROLE NOINHERIT; GRANT pg_write_all_data TO ROLE`, "TRUNCATE entry"},
		{"triggers", `GRANT TRIGGER ON entry TO ROLE`, "triggers on entry"},
		{"no triggers", `GRANT SET ON PARAMETER session_replication_role TO ROLE`, "session_replication_role"},
		{"making roles", `ALTER ROLE ROLE CREATEROLE`, "CREATEROLE"},
		{"replication", `ALTER ROLE ROLE REPLICATION`, "REPLICATION"},
		{"bypass", `ALTER ROLE ROLE BYPASSRLS`, "BYPASSRLS"},
		{"programs", `GRANT pg_execute_server_program TO ROLE`, "run programs on the server"},
		{"superuser", `ALTER ROLE ROLE SUPERUSER`, "is a superuser"},
		{"member of a superuser", `GRANT postgres TO ROLE`, "is a superuser"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			role := "test_" + strings.ToLower(rand.Text()[:12])
			words := strings.NewReplacer("TO ROLE", "TO "+role, "ROLE ROLE", "ROLE "+role, " DB ", " "+db.Name+" ")
			admin := open(t, db.AdminURL, words.Replace(`CREATE ROLE ROLE LOGIN`),
				words.Replace(`GRANT CONNECT ON DATABASE DB TO ROLE`), words.Replace(tt.grant))
			defer func() {
				for _, statement := range []string{
					`ALTER DATABASE DB OWNER TO pooled_owner`, `DROP OWNED BY ` + role, `DROP ROLE ` + role,
				} {
					_, err := admin.Exec(t.Context(), words.Replace(statement))
					must(t, err)
				}
			}()
			u, err := url.Parse(db.WriterURL)
			must(t, err)
			u.User = url.User(role)
			conn := open(t, u.String())
			refuses(t, postgres.CheckWriter(t.Context(), conn), tt.refusal)
			must(t, conn.Close(t.Context()))
		})
	}
}
