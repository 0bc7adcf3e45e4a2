package report_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/journal"
	"pooled/ledger/report"
)

// closable is a fund of 2015-16 with many commitments, £1.00 spent of each, and every period closed softly.
func closable(t *testing.T, commitments int) *house {
	t.Helper()
	h := newHouse(t)
	h.budget("2015-04-01", "one", pooltest.NHSMinimum, "10000.00")
	var requests []journal.Request
	for i := range commitments {
		id := fmt.Sprint("m-", i)
		requests = append(requests, h.Request("ada", "2015-05-06", ledger.RaiseCommitment{
			ID: ledger.CommitmentID(id), Scheme: "one", Source: pooltest.NHSMinimum, Provider: pooltest.TrustBody,
			Form: ledger.Contract, Amount: pounds("3.00"),
		}), h.Request("ada", "2015-06-01", ledger.CertifyInvoice{
			ID: ledger.InvoiceID("i-" + id), Commitment: ledger.CommitmentID(id), Number: ledger.Text(id), Gross: pounds("1.00"),
			Received: ledger.MustDate("2015-06-01"),
		}))
	}
	for batch := range slices.Chunk(requests, 500) {
		for _, r := range h.Journal.DoEach(t.Context(), h.Fund, batch) {
			if r.Err != nil {
				t.Fatal(r.Err)
			}
		}
	}
	for n := 1; n <= 13; n++ {
		h.Must("ada", "2016-03-31", ledger.ClosePeriod{Period: ledger.NewPeriod(2015, n), Close: ledger.SoftClosed})
	}
	return h
}

// A closing entry of more lines than a place once had room for leaves every moment before and after it as it was, and
// another process reopens what this one closed.
func TestCloseOfManyLines(t *testing.T) {
	t.Parallel()
	const commitments = 600
	h := closable(t, commitments)
	before := h.position(t, "", "").Total
	head, err := h.Journal.Head(t.Context(), h.Fund)
	if err != nil {
		t.Fatal(err)
	}
	e := h.Must("ada", "2016-05-05", ledger.CloseYear{Year: 2015})
	if len(e.Postings) < commitments || e.Period != ledger.NewPeriod(2015, 14) {
		t.Fatalf("%d lines in period %s", len(e.Postings), e.Period)
	}
	kept, err := h.Journal.Entry(t.Context(), h.Fund, e.Seq)
	if err != nil || kept.Entry.Period != e.Period || len(kept.Entry.Postings) != len(e.Postings) {
		t.Fatalf("read back: %s %v", kept.Entry.Period, err)
	}
	for _, at := range []string{fmt.Sprint("seq:", head.Seq), "period:2015-16/13", "date:2016-03-31"} {
		p := h.position(t, at, "")
		equal(t, at+" committed", p.Total.Committed, before.Committed)
		equal(t, at+" spent", p.Total.Spent, pounds("600.00"))
		if p.Moment.Year != 2015 || p.Undecided != nil {
			t.Errorf("%s shows %s, undecided %v", at, p.Moment.Year, p.Undecided)
		}
	}
	for _, at := range []string{"", fmt.Sprint("seq:", e.Seq), "date:2016-04-01", "period:2016-17/01"} {
		p := h.position(t, at, "")
		equal(t, at+" spent", p.Total.Spent, ledger.Money{})
		equal(t, at+" committed", p.Total.Committed, ledger.Money{})
		if p.Moment.Year != 2016 || p.Undecided == nil || p.Undecided.Year != 2015 ||
			p.Undecided.Amount != pounds("2999400.00") {
			t.Errorf("%s shows %s, undecided %v", at, p.Moment.Year, p.Undecided)
		}
	}
	tb, err := h.Reports.TrialBalance(t.Context(), h.Fund, asOf(t, "", ""))
	if err != nil || len(tb.Books[1].Lines) != 0 || !tb.Books[0].Difference.IsZero() {
		t.Errorf("the trial balance after the close: %+v %v", tb.Books, err)
	}
	balances := map[ledger.Code]bool{}
	for _, line := range tb.Books[0].Lines {
		balances[line.Code] = true
	}
	if !balances[ledger.PoolBalance] || !balances[ledger.Creditors] || balances[ledger.ContractSpend] {
		t.Errorf("the trial balance after the close holds %v", balances)
	}
	h.mustBalance(t)
	other := journal.Open(journal.Config{Pool: h.Pgx(), Decide: pooltest.AllowAll})
	t.Cleanup(other.Close)
	r := other.Do(t.Context(), h.Fund, h.Request("ada", "2016-05-05", ledger.ReopenYear{Year: 2015, Reason: ledger.Text("x")}))
	if r.Err != nil || len(r.Entry.Postings) != len(e.Postings) {
		t.Fatalf("reopened: %v", r.Err)
	}
	equal(t, "committed again", h.position(t, "", "").Total.Committed, before.Committed)
	h.Must("ada", "2016-03-31", ledger.VaryCommitment{
		Commitment: "m-7", Direction: ledger.Increase, Amount: pounds("1.00"), Reason: ledger.Text("x"),
	})
	h.Must("ada", "2016-05-05", ledger.CloseYear{Year: 2015})
	h.mustBalance(t)
}

// What other acts of the same batch have moved is in the closing entry, written or not.
func TestCloseInABatch(t *testing.T) {
	t.Parallel()
	h := closable(t, 2)
	results := h.Journal.DoEach(t.Context(), h.Fund, []journal.Request{
		h.Request("ada", "2016-03-31", ledger.RaiseCommitment{
			ID: "late", Scheme: "one", Source: pooltest.NHSMinimum, Provider: pooltest.TrustBody, Form: ledger.Contract,
			Amount: pounds("9.00"),
		}),
		h.Request("ada", "2016-05-05", ledger.CloseYear{Year: 2015}),
		h.Request("ada", "2016-05-05", ledger.ReopenYear{Year: 2015, Reason: ledger.Text("x")}),
		h.Request("ada", "2016-03-31", ledger.ReleaseCommitment{Commitment: "late"}),
		h.Request("ada", "2016-05-05", ledger.CloseYear{Year: 2015}),
	})
	for i, r := range results {
		if r.Err != nil {
			t.Errorf("act %d: %v", i, r.Err)
		}
	}
	late := func(p ledger.Posting) bool { return p.Account.Of == "commitment=late" }
	if !slices.ContainsFunc(results[1].Entry.Postings, late) || slices.ContainsFunc(results[4].Entry.Postings, late) {
		t.Error("the closing entries do not hold what the acts before them moved")
	}
	h.mustBalance(t)
}

// The checklist for people, while something is to do.
func TestChecklistText(t *testing.T) {
	t.Parallel()
	h := closable(t, 2)
	h.Must("ada", "2016-03-31", ledger.AgreeContribution{
		ID: "more", Source: pooltest.LASource, Year: 2015, Agreement: 1, Function: "social-care", Plan: plan("12.34", "2016-03-31"),
	})
	h.Must("ada", "2016-03-31", ledger.AccrueSpend{
		ID: "a-1", Commitment: "m-1", Amount: pounds("0.50"), Evidence: ledger.Text("GRN 1"),
	})
	h.Must("ada", "2016-03-31", ledger.MatchReceipts{Receipts: []ledger.ReceiptLine{{
		Reference: ledger.Text("BGC 7"), Date: ledger.MustDate("2016-03-30"), Amount: pounds("7.00"),
	}}})
	var list report.Checklist
	err := h.Journal.View(t.Context(), h.Fund, time.Now(), func(s *ledger.State, _ int64) error {
		closed, points, err := s.YearChecklist(2015)
		list = report.NewChecklist("test", 2015, closed, points)
		return err
	})
	if err != nil || list.Ready || list.Closed {
		t.Fatalf("%+v %v", list, err)
	}
	golden(t, "checklist.golden", func(b *bytes.Buffer) error { return list.Text(b) })
}

// Late items are listed by the period they belong to, and stand in the statement of the year they were posted in.
func TestLateItemsInReports(t *testing.T) {
	t.Parallel()
	h := closable(t, 1)
	h.Must("ada", "2016-05-05", ledger.CloseYear{Year: 2015})
	pay := h.Request("cora", "2016-05-05", ledger.PayInvoice{Invoice: "i-m-0", Payment: ledger.Text("BACS")})
	pay.Instruction.For = ledger.MustPeriod("2015-16/12")
	r := h.Journal.Do(t.Context(), h.Fund, pay)
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	for of, want := range map[ledger.Period]int{0: 1, ledger.MustPeriod("2015-16/12"): 1, ledger.MustPeriod("2015-16/11"): 0} {
		late, _, err := h.Reports.LateItems(t.Context(), h.Fund, asOf(t, "", ""), of)
		if err != nil || len(late.Items) != want {
			t.Errorf("%s has %d late items, want %d: %v", of, len(late.Items), want, err)
		}
	}
	s, err := h.Reports.Statement(t.Context(), h.Fund, asOf(t, "period:2016-17/02", ""))
	if err != nil || len(s.Late) != 1 || s.Late[0].Seq != r.Entry.Seq || s.Late[0].Amount != pounds("1.00") {
		t.Fatalf("the statement shows %+v, %v", s.Late, err)
	}
	s, err = h.Reports.Statement(t.Context(), h.Fund, asOf(t, "period:2016-17/01", ""))
	if err != nil || len(s.Late) != 0 {
		t.Errorf("the month before shows %+v, %v", s.Late, err)
	}
	var text bytes.Buffer
	s, _ = h.Reports.Statement(t.Context(), h.Fund, asOf(t, "period:2016-17/02", ""))
	if err := s.Text(&text, false); err != nil || !bytes.Contains(text.Bytes(), []byte("Prior-period items")) ||
		!bytes.Contains(text.Bytes(), []byte("Surplus of 2015-16 not yet decided: £2,999,999.00")) {
		t.Errorf("%v\n%s", err, text.String())
	}
}
