package report_test

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/journal"
	"pooled/ledger/report"
)

// planNode is a node of EXPLAIN's tree.
type planNode struct {
	Type     string     `json:"Node Type"`
	Relation string     `json:"Relation Name"`
	Index    string     `json:"Index Name"`
	Cond     string     `json:"Index Cond"`
	Plans    []planNode `json:"Plans"`
}

func (n planNode) walk(f func(planNode)) {
	f(n)
	for _, p := range n.Plans {
		p.walk(f)
	}
}

// fill posts a year of virements, 31 for each of 12 months, n times over.
func fill(t *testing.T, h *house, n int) {
	t.Helper()
	for range n {
		var requests []journal.Request
		for month := range 12 {
			for day := range 28 {
				on := time.Date(2015, time.April+time.Month(month), day+1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
				from, to := ledger.SchemeID("one"), ledger.SchemeID("two")
				if day%2 == 1 {
					from, to = to, from
				}
				requests = append(requests, h.Request("ada", on, pooltest.Vire(from, to, "1.00")))
			}
		}
		for _, r := range h.Journal.DoEach(context.Background(), h.Fund, requests) {
			if r.Err != nil {
				t.Fatal(r.Err)
			}
		}
	}
}

// plans explains a query of the package as its answers run it.
func plans(t *testing.T, db *pooltest.DB, file string, args pgx.StrictNamedArgs) planNode {
	t.Helper()
	sql, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var root planNode
	options := pgx.TxOptions{BeginQuery: report.BeginSQL}
	err = pgx.BeginTxFunc(t.Context(), db.ReaderPool(t), options, func(tx pgx.Tx) error {
		var out []byte
		if err := tx.QueryRow(t.Context(), `EXPLAIN (FORMAT JSON) `+string(sql), args).Scan(&out); err != nil {
			return err
		}
		var wrapped []struct{ Plan planNode }
		err := json.Unmarshal(out, &wrapped)
		root = wrapped[0].Plan
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// The tables that grow with the journal are read by the index made for the question, and never from end to
// end.
func TestAnswersAreIndexLookUps(t *testing.T) {
	t.Parallel()
	db := pooltest.Own(t)
	h := watch(t, pooltest.NewIn(t, db, pooltest.AllowAll))
	h.budget("2015-04-01", "one", pooltest.NHSMinimum, "1000.00")
	date := ledger.MustDate("2015-09-15").Time()
	through := pgx.StrictNamedArgs{"fund": 1, "seq": 300, "through": 245, "partial": 246, "date": date}
	codes, kinds := []int16{1000, 9010, 9200, 9300}, []string{"by=receipt", "by=budget", "by=virement"}
	with := func(more ...any) pgx.StrictNamedArgs {
		args := maps.Clone(through)
		for i := 0; i < len(more); i += 2 {
			args[more[i].(string)] = more[i+1]
		}
		return args
	}
	check := func(when string) {
		for _, q := range []struct {
			file    string
			args    pgx.StrictNamedArgs
			indexes []string
		}{
			{
				"balances.sql", with("codes", codes, "kinds", kinds),
				[]string{"account_for_position", "posting_key", "posting_by_subsidiary"},
			},
			{
				"documents.sql", with("kinds", []string{"scheme", "source"}),
				[]string{"document_version_key", "entry_key"},
			},
			{
				"accounts_of.sql",
				pgx.StrictNamedArgs{"fund": 1, "of": []string{"commitment=c-1"}, "codes": codes},
				[]string{"account_for_position", "account_name_is_unique"},
			},
		} {
			plans(t, db, q.file, q.args).walk(func(n planNode) {
				switch {
				case n.Relation == "":
				case n.Index == "":
					t.Errorf("%s, %s: %s of %s", q.file, when, n.Type, n.Relation)
				case !slices.Contains(q.indexes, n.Index):
					t.Errorf("%s, %s: %s is read by %s %s", q.file, when, n.Relation, n.Index, n.Cond)
				case n.Index == "account_name_is_unique" && !strings.Contains(n.Cond, "name = "):
					t.Errorf("%s, %s: %s has only %s", q.file, when, n.Index, n.Cond)
				case n.Relation == "posting" && !strings.Contains(n.Cond, "account = ") &&
					!strings.Contains(n.Cond, "subsidiary = "):
					t.Errorf("%s, %s: %s has only %s", q.file, when, n.Index, n.Cond)
				}
			})
		}
	}
	check("with a young table's statistics")
	fill(t, h, 10)
	check("with old statistics")
	if _, err := db.OwnerPool(t).Exec(t.Context(), `ANALYSE`); err != nil {
		t.Fatal(err)
	}
	check("with new statistics")
}

// reads counts the lines of posting that a position reads, from its indexes or otherwise.
func reads(t *testing.T, h *house, one *pgxpool.Pool, q string) (lines, scans int64) {
	t.Helper()
	count := func() (lines, scans int64) {
		var done bool
		_ = one.QueryRow(t.Context(), `SELECT pg_stat_force_next_flush() IS NULL`).Scan(&done)
		if err := one.QueryRow(t.Context(), `
			SELECT idx_tup_fetch + seq_tup_read, seq_scan
			  FROM pg_stat_user_tables
			 WHERE relname = 'posting'`).Scan(&lines, &scans); err != nil {
			t.Fatal(err)
		}
		return lines, scans
	}
	before, scansBefore := count()
	const times = 8 // prepared statements take their generic plan after five
	for range times {
		if _, err := report.New(one).Position(t.Context(), h.Fund, asOf(t, q, "")); err != nil {
			t.Fatal(err)
		}
	}
	after, scansAfter := count()
	return (after - before) / times, scansAfter - scansBefore
}

// A position reads as many lines of a long journal as of a short one: counted, not timed.
func TestAPositionDoesNotReadMoreOfALongerJournal(t *testing.T) {
	t.Parallel()
	db := pooltest.Own(t)
	h := watch(t, pooltest.NewIn(t, db, pooltest.AllowAll))
	h.budget("2015-04-01", "one", pooltest.NHSMinimum, "1000.00")
	config, err := pgxpool.ParseConfig(db.AdminURL)
	if err != nil {
		t.Fatal(err)
	}
	config.MaxConns = 1
	one, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer one.Close()
	fill(t, h, 1)
	questions := []string{"", "seq:300", "period:2015-16/06", "date:2015-08-31"}
	short := map[string]int64{}
	for _, q := range questions {
		lines, scans := reads(t, h, one, q)
		if short[q] = lines; lines == 0 || scans != 0 {
			t.Errorf("position as of %q reads %d lines with %d scans", q, lines, scans)
		}
	}
	fill(t, h, 9)
	for _, q := range questions {
		lines, scans := reads(t, h, one, q)
		if lines > short[q]*11/10 || scans != 0 {
			t.Errorf("position as of %q reads %d lines with %d scans; %d when the journal was a tenth as long",
				q, lines, scans, short[q])
		}
		t.Logf("position as of %q reads %d lines, of a tenth of the journal %d", q, lines, short[q])
	}
}
