package main

import (
	"testing"

	"pooled/ledger"
	"pooled/ledger/report"
)

// Purchases of the float are split to the penny, its agent's statement agrees with the ledger, and what was claimed as
// saved stands in no account.
func checkDudleyHIU(t *testing.T, h *house) {
	t.Helper()
	p := h.mustPosition(t, "dudley-hiu", "")
	for _, l := range p.Lines {
		if l.Scheme == "fluid" {
			wantMoney(t, "spent of the float, source "+string(l.Source), l.Spent, "333.25")
			wantMoney(t, "committed of the float, source "+string(l.Source), l.Committed, "1666.75")
		}
	}
	documents, err := h.journal.Documents(t.Context(), "dudley-hiu", "float-reconciliation", "", 10, 0)
	if err != nil || len(documents) != 1 {
		t.Fatalf("reconciliations = %v, %v; want one", documents, err)
	}
	if r, ok := documents[0].(ledger.FloatReconciliation); !ok || len(r.Differences) != 0 {
		t.Errorf("the agent's statement differs: %+v", documents[0])
	}
	savings, err := report.New(h.pool).Savings(t.Context(), "dudley-hiu", report.AsOf{})
	if err != nil {
		t.Fatal(err)
	}
	wantMoney(t, "claimed as saved", savings.Total, "1269728.00")
	if !savings.AtLeast {
		t.Error("savings that were published as over an amount are claimed as if exact")
	}
	wantMoney(t, "cash", p.Total.Cash, "55910.01")
}

// The managing agent's fee is 5 per cent, split by contribution.
func checkStockton(t *testing.T, h *house) {
	t.Helper()
	p := h.mustPosition(t, "stockton", "")
	wantMoney(t, "left for the initiatives", p.Total.Committed, "601666.35")
	wantMoney(t, "fee of the CCG", p.Lines[0].Spent.Add(p.Lines[2].Spent), "16666.65")
	wantMoney(t, "fee", p.Total.Spent, "31666.65")
}
