package audit_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"pooled/internal/pooltest"
	"pooled/ledger/audit"
)

func against(t *testing.T, p *pooltest.Pool, file []byte) audit.Compared {
	t.Helper()
	found, err := audit.Against(t.Context(), p.DB.ReaderPool(t), bytes.NewReader(file), audit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// Each edit is made by somebody with all rights over the database, its triggers put to sleep.
var edits = []struct{ sql, table, what string }{
	{`UPDATE posting SET balance_after = balance_after + 1 WHERE code = 1000 AND seq > 30`, "posting", "balance_after"},
	{`UPDATE posting SET balance_after = balance_after - 1 WHERE code = 9200 AND seq = (SELECT max(seq) FROM posting WHERE code = 9200)`, "posting", "balance_after"},
	{`UPDATE posting SET subsidiary_after = subsidiary_after - 1 WHERE code = 9200 AND seq = (SELECT max(seq) FROM posting WHERE code = 9200)`, "posting", "subsidiary_after"},
	{`UPDATE posting SET period_after = period_after + 1 WHERE code = 9100 AND seq < 20`, "posting", "period_after"},
	{`UPDATE posting SET subsidiary_period_after = 7 WHERE code = 9200 AND line = 1`, "posting", "subsidiary_period_after"},
	{`UPDATE posting SET amount = amount + 1 WHERE code = 9100 AND line = 1`, "posting", "amount"},
	{`UPDATE posting SET code = 9105 WHERE code = 9100 AND line = 1`, "posting", "code"},
	{`UPDATE posting SET effective = effective + 1 WHERE line = 2`, "posting", "effective"},
	{`UPDATE posting SET subsidiary = account WHERE subsidiary <> account`, "posting", "subsidiary"},
	{`DELETE FROM posting WHERE seq = 20 OR seq = (SELECT max(seq) FROM posting)`, "posting", "line 1"},
	{`INSERT INTO posting SELECT fund, account, seq + 1000, place + (1000 << 13), amount, balance_after, period_after,
	  subsidiary_after, subsidiary_period_after, subsidiary, effective, line, period, code
	  FROM posting WHERE line = 1`, "posting", "line 1"},
	{`UPDATE entry SET body = convert_to(replace(convert_from(body, 'UTF8'), '2.00', '3.00'), 'UTF8') WHERE act = 'vire-budget/1'`, "entry", "body, by its leaf"},
	{`UPDATE entry SET act = 'pay-invoice/1' WHERE act = 'vire-budget/1'`, "entry", "act"},
	{`UPDATE entry SET effective = effective + 1 WHERE seq = 5`, "entry", "effective"},
	{`UPDATE entry SET period = period + 1 WHERE seq = 5`, "entry", "period"},
	{`UPDATE entry SET late_for = period WHERE seq = 5`, "entry", "late_for"},
	{`UPDATE entry SET recorded = recorded - interval '1 s' WHERE seq = 5`, "entry", "recorded"},
	{`DELETE FROM entry WHERE seq = 7`, "entry", "a row"},
	{`DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)`, "fund", "seq"},
	{`INSERT INTO entry SELECT fund, effective, seq + 1000, recorded, period, act, body, late_for
	  FROM entry WHERE seq = 5`, "entry", "a row"},
	{`DELETE FROM document_version WHERE kind = 'scheme' AND id = 'one'`, "document_version", "scheme/one"},
	{`UPDATE document_version SET seq = seq + 1 WHERE kind = 'source'`, "document_version", "source/nhs-minimum"},
	{`INSERT INTO document_version SELECT fund, kind, 'planted', 1000000 FROM document_version LIMIT 1`, "document_version", "planted"},
	{`INSERT INTO open_proposal SELECT fund, 'planted' FROM fund`, "open_proposal", "planted"},
	{`UPDATE account SET scheme = 'two' WHERE scheme = 'one'`, "account", "its parts"},
	{`UPDATE account SET control = number WHERE document <> ''`, "account", "control"},
	{`DELETE FROM account WHERE code = 9200`, "account", "9200:"},
	{`UPDATE fund SET seq = seq - 1`, "fund", "seq"},
	{`UPDATE fund SET seq = seq + 1`, "fund", "seq"},
	{`UPDATE fund SET root = sha256('another')`, "fund", "root"},
	{`UPDATE fund SET recorded = recorded + interval '1 s'`, "fund", "recorded"},
}

func TestAgainstFindsEachEdit(t *testing.T) {
	t.Parallel()
	p := pooltest.NewIn(t, pooltest.Own(t), pooltest.AllowAll)
	history(t, p)
	p.Must("pam", "2015-06-02", pooltest.Vire("one", "two", "2.00"))
	file := fileOf(t, p)
	if found := against(t, p, file); found.Count != 0 || found.Later != 0 {
		t.Fatalf("of an untouched database: %+v", found)
	}
	admin, err := pgx.Connect(t.Context(), p.DB.AdminURL)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close(t.Context())
	tables := []string{"fund", "entry", "document_version", "open_proposal", "account", "posting"}
	run := func(sql string) {
		t.Helper()
		if _, err := admin.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	run(`SET session_replication_role = replica`)
	run(`ALTER TABLE account DROP CONSTRAINT account_without_document_is_its_own_control`)
	for _, table := range tables {
		run(`CREATE TABLE saved_` + table + ` AS TABLE ` + table)
	}
	for _, edit := range edits {
		run(edit.sql)
		found := against(t, p, file)
		named := false
		for _, d := range found.Differences {
			named = named || d.Table == edit.table && strings.Contains(d.What, edit.what)
		}
		if !named {
			t.Errorf("%s\nis not found: %v", edit.sql, found.Differences)
		}
		for _, table := range tables {
			run(`DELETE FROM ` + table)
			run(`INSERT INTO ` + table + ` SELECT * FROM saved_` + table)
		}
	}
	if found := against(t, p, file); found.Count != 0 {
		t.Errorf("put back, it still differs: %v", found.Differences)
	}
}

// What was posted after the file was written is no difference, and its entries are held against the root.
func TestAgainstAJournalThatWentOn(t *testing.T) {
	t.Parallel()
	p := pooltest.NewIn(t, pooltest.Own(t), pooltest.AllowAll)
	p.Budget("one", "nhs-minimum", "900.00")
	file := fileOf(t, p)
	p.Budget("two", "nhs-minimum", "900.00")
	p.Must("pam", "2015-06-02", pooltest.Vire("one", "two", "2.00"))
	found := against(t, p, file)
	if found.Count != 0 || found.Later != 2 {
		t.Errorf("a journal that went on: %+v", found)
	}
	var text bytes.Buffer
	if err := found.Text(&text); err != nil || !strings.Contains(text.String(), "2 later entries") {
		t.Errorf("%v, %s", err, text.String())
	}
	q := pooltest.NewIn(t, pooltest.Own(t), pooltest.AllowAll)
	_, err := audit.Against(t.Context(), q.DB.ReaderPool(t), bytes.NewReader(file), audit.Options{})
	if err == nil || !strings.Contains(err.Error(), string(p.Fund)) && q.Fund != p.Fund {
		t.Errorf("a database without the fund: %v", err)
	}
}
