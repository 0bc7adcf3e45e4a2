package report_test

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/report"
)

// Check finds what somebody with all rights over the database, its triggers put to sleep, does to the books.
func TestCheckFindsWhatIsPlanted(t *testing.T) {
	t.Parallel()
	h := watch(t, pooltest.NewIn(t, pooltest.Own(t), pooltest.AllowAll))
	h.year()
	h.prepay("2015-10-02", "contract", "1000.00")
	h.mustBalance(t)
	admin, err := pgx.Connect(t.Context(), h.DB.AdminURL)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close(t.Context())
	const (
		balance  = "postings replay to the running balance"
		movement = "postings replay to the movement of the period"
		place    = "a line stands in its account, code, year, date and period"
	)
	update := func(set, where string) string {
		return `UPDATE posting SET ` + set + ` WHERE fund = (SELECT max(fund) FROM fund) AND ` + where
	}
	for _, tt := range []struct{ name, plant, rule string }{
		{"a running balance", update(`balance_after = balance_after + 1`, `code = 1000 AND seq > 20`), balance},
		{
			"a subsidiary's balance", update(`subsidiary_after = subsidiary_after - 1`, `code = 9300`),
			"the control account is the sum of its subsidiaries",
		},
		{"a period's movement", update(`period_after = period_after + 1`, `code = 9100 AND seq < 20`), movement},
		{"a subsidiary's movement", update(`subsidiary_period_after = 1`, `code = 9200`), movement},
		{"an amount", update(`amount = amount + 1`, `code = 5100`), "I3 what is consumed is what is spent"},
		{
			"an amount of actuals", update(`amount = amount + 1`, `code = 1000`),
			"the actuals lines of an entry sum to nil",
		},
		{
			"an amount of memo", update(`amount = amount + 1`, `code = 9100`),
			"I2 resources and approved overspend are what is unallocated, held, available, committed and consumed",
		},
		{"income", update(`amount = amount - 1`, `code = 4110`), "I4 what is called is income"},
		{
			"a budget below nil", update(`amount = amount + 100000000000`, `code = 9200`),
			"I5 a budget does not fall below nil",
		},
		{
			"more paid ahead than is left", update(`amount = amount + 100000000000`, `code = 1400`),
			"what is paid ahead on a commitment is left on it",
		},
		{
			"capital", update(`amount = amount + 1`, `code = 5400`),
			"I6 capital is consumed by capital spend alone",
		},
		{"a line of another code", update(`code = 5200`, `code = 5100`), place},
		{"a line of another date", update(`effective = effective + 1`, `code = 5100`), place},
		{
			"a missing line", `DELETE FROM posting WHERE fund > 0 AND code = 9005 AND seq < 20`,
			"the memo lines of an entry sum to nil",
		},
		{
			"a missing entry", `DELETE FROM entry WHERE fund > 0 AND seq = 7`,
			"entries are numbered without a gap",
		},
	} {
		tx, err := admin.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		// What is planted must be seen by another session, so it is committed, and put back from a copy.
		run := func(sql string) {
			t.Helper()
			if _, err := tx.Exec(t.Context(), sql); err != nil {
				t.Fatalf("%s: %v", tt.name, err)
			}
		}
		run(`SET session_replication_role = replica`)
		run(`ALTER TABLE posting DROP CONSTRAINT IF EXISTS posting_keeps_floor`)
		run(`CREATE TABLE saved_posting AS TABLE posting`)
		run(`CREATE TABLE saved_entry AS TABLE entry`)
		run(tt.plant)
		if err := tx.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
		found, err := h.Reports.Check(t.Context(), h.Fund)
		if err != nil {
			t.Fatal(err)
		}
		rules := map[string]bool{}
		for _, d := range found {
			rules[d.Rule] = true
		}
		if !rules[tt.rule] {
			t.Errorf("%s planted: found %v, want %q", tt.name, found, tt.rule)
		}
		for _, sql := range []string{
			`DELETE FROM posting`, `DELETE FROM entry`,
			`INSERT INTO posting SELECT * FROM saved_posting`, `INSERT INTO entry SELECT * FROM saved_entry`,
			`DROP TABLE saved_posting`, `DROP TABLE saved_entry`,
		} {
			if _, err := admin.Exec(t.Context(), sql); err != nil {
				t.Fatal(err)
			}
		}
		h.mustBalance(t)
	}
}

func TestCheckOfNoFund(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	if _, err := h.Reports.Check(t.Context(), "nowhere"); !errors.Is(err, ledger.ErrNoFund) {
		t.Errorf("check of a fund that is not there = %v, want ErrNoFund", err)
	}
	d := report.Difference{
		Rule: "a rule", Where: "an account", Seq: 5, Expected: pounds("1.00"),
		Found: pounds("2.00"),
	}
	equal(t, "a difference in words", d.String(), "a rule: an account at entry 5: £2.00, not £1.00")
}
