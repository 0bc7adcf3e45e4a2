package journal_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/journal"
)

// planOf is how the database answers a query, as text.
func planOf(t *testing.T, db *pgx.Conn, sql string, args ...any) string {
	t.Helper()
	rows, err := db.Query(t.Context(), `EXPLAIN (ANALYSE, BUFFERS OFF, COSTS OFF) `+sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

// propose makes a proposal and returns its name.
func (j *judged) propose(t *testing.T) ledger.ProposalID {
	t.Helper()
	r := j.Journal.Do(t.Context(), j.Fund, j.Request("pam", "2015-06-01", pooltest.Vire("one", "two", "100000.01")))
	if r.Err != nil || r.Proposal == "" {
		t.Fatalf("no proposal: %v", r.Err)
	}
	return r.Proposal
}

// Among many proposals decided before, those that wait are found by their own index, and those decided last by theirs.
func TestManyDecidedProposals(t *testing.T) {
	t.Parallel()
	j := underPolicy(t)
	const decided = 150
	var ended []ledger.ProposalID
	for range decided {
		id := j.propose(t)
		ended = append(ended, id)
		if _, err := j.Do("pam", "", ledger.WithdrawProposal{Proposal: id, Reason: ledger.Text("x")}); err != nil {
			t.Fatal(err)
		}
	}
	slices.Reverse(ended)
	waits := j.propose(t)
	open, err := j.Journal.OpenProposals(t.Context(), j.Fund)
	if err != nil || len(open) != 1 || open[0].ID != waits || open[0].Narrative.String() != "a test" {
		t.Errorf("open are %v, %v", open, err)
	}
	var found []ledger.ProposalID
	for before, more := int64(0), true; more; more = before > 0 {
		var list []ledger.Proposal
		if list, before, err = j.Journal.DecidedProposals(t.Context(), j.Fund, before, 40); err != nil {
			t.Fatal(err)
		}
		for _, p := range list {
			found = append(found, p.ID)
		}
	}
	if !slices.Equal(found, ended) {
		t.Errorf("of %d decided %d are found page by page, or in another order", len(ended), len(found))
	}
	admin, err := pgx.Connect(t.Context(), j.DB.AdminURL)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close(t.Context())
	if _, err := admin.Exec(t.Context(), `ANALYSE; SET enable_seqscan = off`); err != nil { // a test's tables are small
		t.Fatal(err)
	}
	var fund int32
	if err := admin.QueryRow(t.Context(), `SELECT fund FROM fund WHERE id = $1`, j.Fund).Scan(&fund); err != nil {
		t.Fatal(err)
	}
	for _, one := range []struct {
		sql   string
		args  []any
		index string
	}{
		{journal.OpenProposalsSQL, []any{fund}, "open_proposal_key"},
		{journal.DecidedProposalsSQL, []any{fund, int64(1) << 39, 10}, "document_version_of_proposal"},
	} {
		plan := planOf(t, admin, one.sql, one.args...)
		if !strings.Contains(plan, one.index) || strings.Contains(plan, "Sort") {
			t.Errorf("the plan is not by %s:\n%s", one.index, plan)
		}
	}
	checkOpen(t, admin, fund, waits)
}

// checkOpen holds the table of open proposals against what the entries say.
func checkOpen(t *testing.T, admin *pgx.Conn, fund int32, waits ledger.ProposalID) {
	t.Helper()
	for _, from := range []string{"open_proposal", "proposal_left_open"} {
		rows, err := admin.Query(t.Context(), fmt.Sprintf(`SELECT id FROM %s WHERE fund = $1`, from), fund)
		if err != nil {
			t.Fatal(err)
		}
		list, err := pgx.CollectRows(rows, pgx.RowTo[ledger.ProposalID])
		if err != nil || !slices.Equal(list, []ledger.ProposalID{waits}) {
			t.Errorf("%s has %v, %v", from, list, err)
		}
	}
}
