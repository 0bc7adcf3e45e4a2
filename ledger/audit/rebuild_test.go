package audit_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/audit"
)

// written is all that stands in the tables that no rebuild may touch, as one text.
func written(t *testing.T, db *pgx.Conn) string {
	t.Helper()
	var text string
	err := db.QueryRow(t.Context(), `
		SELECT (SELECT string_agg(fund || ' ' || seq || ' ' || encode(sha256(body), 'hex'), ',' ORDER BY fund, seq)
		          FROM entry)
		    || (SELECT string_agg(fund || ' ' || seq || ' ' || encode(sha256(texts), 'hex'), ',' ORDER BY fund, seq)
		          FROM private_text)
		    || (SELECT string_agg(fund || ' ' || key || ' ' || seq, ',' ORDER BY fund, key) FROM idempotency)`).Scan(&text)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func rebuild(t *testing.T, db *pgxpool.Pool, file []byte) (audit.Compared, error) {
	t.Helper()
	return audit.Rebuild(t.Context(), db, opened(file), "ada", audit.Options{})
}

// bytesOfEntries reports whether an edit is of what a rebuild does not write.
func bytesOfEntries(sql string) bool {
	return strings.Contains(sql, "UPDATE entry SET body") || strings.Contains(sql, "DELETE FROM entry") ||
		strings.Contains(sql, "INSERT INTO entry")
}

// Whatever somebody did to the projections is undone from the file, and the program that ran meanwhile goes on with
// what stands there now. What they did to entries themselves is refused, and nothing is written.
func TestRebuildUndoesEachEdit(t *testing.T) {
	t.Parallel()
	p := pooltest.NewIn(t, pooltest.Own(t), pooltest.AllowAll)
	history(t, p)
	p.Budget("one", pooltest.NHSMinimum, "100.00")
	for range 300 { // more than a tile of the Merkle log
		p.Must("pam", "2015-06-02", ledger.SetSchemeBudget{
			Scheme: "one", Source: pooltest.LASource, Direction: ledger.Increase, Amount: ledger.MustMoney("0.01"),
		})
	}
	owner := p.DB.OwnerPool(t)
	admin, err := pgx.Connect(t.Context(), p.DB.AdminURL)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close(t.Context())
	run := func(sql string) {
		t.Helper()
		if _, err := admin.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	run(`SET session_replication_role = replica`)
	run(`ALTER TABLE account DROP CONSTRAINT account_without_document_is_its_own_control`)
	rebuilds := int64(0)
	for _, edit := range edits {
		p.Must("pam", "2015-06-03", pooltest.Vire("one", "two", "2.00"))
		file := fileOf(t, p)
		run(`BEGIN`)
		for _, table := range []string{"entry", "tile"} {
			run(`CREATE TEMPORARY TABLE saved_` + table + ` AS TABLE ` + table)
		}
		run(`COMMIT`)
		run(edit.sql)
		here := written(t, admin)
		before, err := rebuild(t, owner, file)
		if before.Count == 0 {
			t.Fatalf("%s\nis not found", edit.sql)
		}
		if bytesOfEntries(edit.sql) {
			if !errors.Is(err, audit.ErrNotRebuilt) {
				t.Errorf("%s\nis of entries themselves, and rebuilt: %v", edit.sql, err)
			}
			if again := against(t, p, file); again.Count != before.Count {
				t.Errorf("%s\nis refused, and something was written: %d differences, then %d", edit.sql, before.Count, again.Count)
			}
			run(`DELETE FROM entry`)
			run(`INSERT INTO entry SELECT * FROM saved_entry`)
			if _, err := rebuild(t, owner, file); err != nil {
				t.Fatal(err)
			}
		} else {
			rebuilds++
			if err != nil {
				t.Fatalf("%s\nis not rebuilt: %v", edit.sql, err)
			}
			if written(t, admin) != here {
				t.Errorf("%s\nis rebuilt, and what no rebuild may touch is another", edit.sql)
			}
		}
		if left := against(t, p, file); left.Count != 0 {
			t.Errorf("%s\nis rebuilt, and there still differs: %v", edit.sql, left.Differences)
		}
		var tiles int
		if err := admin.QueryRow(t.Context(), `
			SELECT count(*) FROM (TABLE saved_tile EXCEPT TABLE tile UNION ALL (TABLE tile EXCEPT TABLE saved_tile)) AS other`).
			Scan(&tiles); err != nil || tiles != 0 {
			t.Errorf("%s\nis rebuilt, and %d tiles are others: %v", edit.sql, tiles, err)
		}
		run(`DROP TABLE saved_entry, saved_tile`)
	}
	p.Must("pam", "2015-06-03", pooltest.Vire("one", "three", "0.01"))
	if left := against(t, p, fileOf(t, p)); left.Count != 0 || rebuilds < 10 {
		t.Errorf("after %d rebuilds and one more entry there differs: %v", rebuilds, left.Differences)
	}
	var guarded, noted int64
	err = admin.QueryRow(t.Context(), `
		SELECT (SELECT count(*) FROM pg_trigger WHERE tgname LIKE '%is_never_changed' AND tgenabled = 'O'),
		       (SELECT count(*) FROM decision WHERE act = 'rebuild-projections' AND actor = 'ada' AND outcome = 'rebuilt')`).
		Scan(&guarded, &noted)
	if err != nil || guarded < 5 || noted < rebuilds {
		t.Errorf("%d triggers guard the tables and %d rebuilds are noted: %v", guarded, noted, err)
	}
}

func TestRebuildRefuses(t *testing.T) {
	t.Parallel()
	p := pooltest.NewIn(t, pooltest.Own(t), pooltest.AllowAll)
	p.Budget("one", pooltest.NHSMinimum, "900.00")
	file := fileOf(t, p)
	owner := p.DB.OwnerPool(t)
	if found, err := rebuild(t, owner, file); err != nil || found.Count != 0 {
		t.Errorf("of an untouched database: %+v, %v", found, err)
	}
	var noted int
	if err := owner.QueryRow(t.Context(), `SELECT count(*) FROM decision WHERE act = 'rebuild-projections'`).Scan(&noted); err != nil || noted != 0 {
		t.Errorf("nothing was rebuilt, and it is noted %d times: %v", noted, err)
	}
	p.Must("pam", "2015-06-03", pooltest.Vire("one", "two", "0.01"))
	if _, err := owner.Exec(t.Context(), `
		ALTER TABLE posting DISABLE TRIGGER posting_is_never_changed;
		UPDATE posting SET period_after = period_after + 1;
		ALTER TABLE posting ENABLE TRIGGER posting_is_never_changed`); err != nil {
		t.Fatal(err)
	}
	for _, one := range []struct {
		name string
		file []byte
		want string
	}{
		{"a file that the journal has gone past", file, "entries stand in the database that the file does not reach"},
		{"a file that was edited", bytes.Replace(fileOf(t, p), []byte(`"0.01"]`), []byte(`"0.02"]`), 1), string(audit.Edited)},
		{"a file of another history", recorded(t, fileOf(t, p)), "a rebuild writes no entry's bytes, and they differ"},
	} {
		if _, err := rebuild(t, owner, one.file); err == nil || !strings.Contains(err.Error(), one.want) {
			t.Errorf("%s: %v", one.name, err)
		}
	}
	// The role that serves may not.
	if _, err := rebuild(t, p.DB.Pool(t), fileOf(t, p)); err == nil {
		t.Error("the writer's role rebuilds")
	}
	if _, err := rebuild(t, owner, fileOf(t, p)); err != nil {
		t.Error(err)
	}
	if left := against(t, p, fileOf(t, p)); left.Count != 0 {
		t.Error("rebuilt, the tables are not what the file makes of them")
	}
}
