package report_test

import (
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
)

// What is accrued is spent at the period's end and not in the next; what is prepaid is committed until it is received.
func TestAccrualsAndPrepaymentsInReports(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.budget("2015-04-01", "one", pooltest.NHSMinimum, "1000.00")
	h.commit("2015-05-06", "contract", "one", pooltest.NHSMinimum, "600.00")
	h.prepay("2015-06-01", "contract", "200.00")
	h.Must("ada", "2015-06-30", ledger.AccrueSpend{
		ID: "a-1", Commitment: "contract", Amount: pounds("250.00"), Evidence: ledger.Text("GRN 1"),
	})
	h.Must("ada", "2015-06-30", ledger.AccrueSpend{
		ID: "a-2", Scheme: "one", Source: pooltest.NHSMinimum, Provider: pooltest.TrustBody, Amount: pounds("50.00"),
		Evidence: ledger.Text("GRN 2"),
	})
	for _, id := range []ledger.AccrualID{"a-1", "a-2"} {
		h.Must("ada", "2015-07-01", ledger.ReverseAccrual{Accrual: id})
	}
	h.Must("ada", "2015-07-10", ledger.ReceivePrepaid{
		Commitment: "contract", Amount: pounds("80.00"), Evidence: ledger.Text("report 1"),
	})
	for _, tt := range []struct{ at, available, committed, spent string }{
		{"period:2015-16/03", "350.00", "350.00", "300.00"},
		{"date:2015-07-01", "400.00", "600.00", "0.00"},
		{"", "400.00", "520.00", "80.00"},
	} {
		got := h.position(t, tt.at, "").Total
		equal(t, tt.at+" available", got.Available, pounds(tt.available))
		equal(t, tt.at+" committed", got.Committed, pounds(tt.committed))
		equal(t, tt.at+" spent", got.Spent, pounds(tt.spent))
	}
	tb, err := h.Reports.TrialBalance(t.Context(), h.Fund, asOf(t, "period:2015-16/03", ""))
	if err != nil {
		t.Fatal(err)
	}
	named := map[ledger.Code]string{}
	for _, line := range tb.Books[0].Lines {
		named[line.Code] = line.Name + " " + line.Debit.Sub(line.Credit).String()
	}
	equal(t, "1400", named[ledger.Prepayments], "Prepayments to providers 200.00")
	equal(t, "2110", named[ledger.Accruals], "Goods received not invoiced -300.00")
	h.mustBalance(t)
}
