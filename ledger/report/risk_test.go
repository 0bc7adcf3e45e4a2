package report_test

import (
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
)

// Performance money released on evidence and a risk share called, received and reversed leave whole books, and the
// position shows them as resources agreed, called and due.
func TestReleaseAndRiskShareInThePosition(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const nhs, la = pooltest.NHSMinimum, pooltest.LASource
	h.Must("ada", "2015-04-01", ledger.AgreePerformance{
		ID: "pot", Source: nhs, Year: 2015, Agreement: 1, Function: "community-health",
		Plan: plan("149000.00", "2015-10-01"),
	})
	june := ledger.MustPeriod("2015-16/03")
	h.Must("ada", "2015-04-01", ledger.PlanPerformance{
		Contribution: "pot", Unit: pounds("1490.00"), Quarters: []ledger.QuarterTarget{{Measured: june, Planned: 100}},
	})
	release := func(actual int64) ledger.Entry {
		return h.Must("ada", "2015-08-28", ledger.ReleasePerformance{
			Contribution: "pot", Measured: june, Actual: actual, Evidence: ledger.Text("SUS"),
		})
	}
	release(-3)
	release(40)
	h.Must("ada", "2015-04-01", ledger.SetRiskShare{
		Version: 1, Share: ledger.WeightedShare, Order: []ledger.CureKind{ledger.OutsidePool},
		Parts: []ledger.RiskPart{
			{Partner: pooltest.CCGBody, Weight: 937}, {Partner: pooltest.CouncilBody, Weight: 283, Cap: pounds("10.00")},
		},
	})
	h.budget("2015-04-01", "one", nhs, "1000.00")
	h.forecast("2015-09-30", "one", nhs, "1200.00")
	before := h.position(t, "", "")
	call := ledger.CallRiskShare{
		ID: "r-1", Agreement: 1, Scheme: "one", Lines: []ledger.SourceID{nhs}, Overspend: pounds("122.00"),
		Sources: []ledger.PartnerSource{
			{Source: nhs, Contribution: "r-1-ccg"}, {Source: la, Contribution: "r-1-council"},
		},
	}
	first := h.Must("ada", "2015-10-05", call)
	after := h.position(t, "", "")
	for _, tt := range []struct {
		name      string
		was, is   ledger.Money
		increases string
	}{
		{"agreed", before.Total.Agreed, after.Total.Agreed, "103.70"}, // £93.70, and £10.00 of £28.30
		{"called", before.Total.Called, after.Total.Called, "103.70"},
		{"due", before.Total.Due, after.Total.Due, "103.70"},
		{"unallocated", before.Total.Unallocated, after.Total.Unallocated, "103.70"},
		{"performance money held", after.Total.Performance, before.Total.Performance, "0.00"},
	} {
		if got := tt.is.Sub(tt.was); got != pounds(tt.increases) {
			t.Errorf("%s rises by %s, want %s", tt.name, got, tt.increases)
		}
	}
	if got := after.Total.Performance; got != pounds("89400.00") {
		t.Errorf("%s of performance money is held", got)
	}
	h.Must("ada", "2015-10-06", ledger.ReverseEntry{Entry: first.Seq, Reason: ledger.Text("wrong line")})
	call.ID, call.Sources = "r-2", []ledger.PartnerSource{
		{Source: nhs, Contribution: "r-2-ccg"}, {Source: la, Contribution: "r-2-council"},
	}
	h.Must("ada", "2015-10-07", ledger.CallAboveCap(call))
	h.receive("2015-10-20", "r-2-council", "28.30", ledger.Section75)
	h.mustBalance(t)
}
