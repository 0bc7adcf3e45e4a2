package report_test

import (
	"bytes"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/report"
)

func source(id ledger.SourceID, name string, fence ledger.Fence) ledger.AddSource {
	return ledger.AddSource{ID: id, Name: name, Fence: fence}
}

// nottingham is the published statement of quarter 2 of 2015-16 as acts, as small as it can be.
func nottingham(t *testing.T) *house {
	t.Helper()
	h := newHouse(t).another(t, "Nottingham City Better Care Fund", pooltest.CCGBody, pooltest.CouncilBody)
	h.sign()
	on := "2015-04-01"
	for _, s := range []struct {
		ledger.AddSource
		agreed, received string
	}{
		{source("baseline", "CCG baseline", ledger.NHSMinimum), "21116000.00", "10558000.00"},
		{source("performance", "Non-elective element", ledger.PerformanceFence), "514000.00", ""},
		{source("other", "CCG other", ledger.NHSAdditional), "1832000.00", "916000.00"},
		{source("dfg", "Disabled facilities grant", ledger.DisabledFacility), "1013200.00", "506600.00"},
		{source("capital", "Social care capital grant", ledger.SocialCareCapital), "863200.00", "431600.00"},
		{source("social-care", "Social care contribution", ledger.CouncilAdditional), "715200.00", "357600.00"},
	} {
		s.Partner, s.Nature, s.Power, s.CodeListYear = pooltest.CCGBody, ledger.Revenue, ledger.Section75, 2015
		switch s.Fence {
		case ledger.DisabledFacility, ledger.SocialCareCapital:
			s.Partner, s.Nature, s.Power = pooltest.CouncilBody, ledger.Capital, ledger.Section31
		case ledger.CouncilAdditional:
			s.Partner = pooltest.CouncilBody
		}
		h.Must("ada", on, s.AddSource)
		id, p := ledger.ContributionID(s.ID), plan(s.agreed, on)
		if s.received == "" {
			h.Must("ada", on, ledger.AgreePerformance{
				ID: id, Source: s.ID, Year: 2015, Agreement: 1,
				Function: "social-care", Plan: p,
			})
			continue
		}
		h.Must("ada", on, ledger.AgreeContribution{
			ID: id, Source: s.ID, Year: 2015, Agreement: 1,
			Function: "social-care", Plan: p,
		})
		h.Must("ada", on, ledger.CallContribution{Contribution: id, Instalment: 1, Amount: pounds(s.received)})
		h.receive("2015-07-15", id, s.received, s.Power)
	}
	h.nottinghamSpends()
	return h
}

// nottinghamSpends is what the two partners spent: a scheme of each, and a joint one, 60 per cent the City's.
func (h *house) nottinghamSpends() {
	on := "2015-04-01"
	for _, s := range []struct {
		id                             ledger.SchemeID
		side                           ledger.Side
		percent                        int
		budget, paid, unpaid, forecast string
	}{
		{"coordinated", ledger.NHSSide, 0, "7000000.00", "4516000.00", "95000.00", "8000000.00"},
		{"independence", ledger.CouncilSide, 0, "9000000.00", "6172000.00", "1000.00", "10000000.00"},
		{"joint", ledger.JointSide, 60, "5000000.00", "1000000.00", "50.01", "5705600.00"},
	} {
		h.Must("ada", on, ledger.AddScheme{
			ID: s.id, Name: string(s.id), CodeListYear: 2015,
			Lines: []ledger.SchemeLine{{
				Source: "baseline", Arrangement: ledger.LeadCommissioning,
				Area: "community-health", Commissioner: s.side, LAPercent: s.percent, Provider: pooltest.TrustBody,
				Function: "community-health", Type: "integrated-care-planning",
			}},
		})
		h.budget(on, s.id, "baseline", s.budget)
		commitment, invoice := ledger.CommitmentID("c-"+s.id), ledger.InvoiceID("i-"+s.id)
		h.commit(on, commitment, s.id, "baseline", s.budget)
		h.certify("2015-06-01", invoice, commitment, s.paid)
		h.pay("2015-09-29", invoice)
		h.certify("2015-09-30", invoice+"-late", commitment, s.unpaid)
		h.pay("2015-10-05", invoice+"-late") // after the quarter
		h.forecast("2015-09-30", s.id, "baseline", s.forecast)
	}
	h.Must("ada", "2015-09-30", ledger.ForgoPerformance{
		Contribution: "performance", Amount: pounds("153000.00"),
		Measured: ledger.MustPeriod("2015-16/06"),
	})
}

// What is accrued is spent and is no cash paid, at the end of its month also after it has been reversed.
func TestAccruedIsNoCashOut(t *testing.T) {
	t.Parallel()
	h := nottingham(t)
	at := func(period string) report.Statement {
		s, err := h.Reports.Statement(t.Context(), h.Fund, asOf(t, "period:"+period, ""))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	before := at("2015-16/06")
	h.Must("ada", "2015-09-30", ledger.AccrueSpend{
		ID: "a-1", Commitment: "c-joint", Amount: pounds("100.01"), Evidence: ledger.Text("a list"),
	})
	h.Must("ada", "2015-10-01", ledger.ReverseAccrual{Accrual: "a-1"})
	after := at("2015-16/06")
	equal(t, "accrued", after.Accrued, pounds("100.01"))
	equal(t, "cash out", after.TotalOut, before.TotalOut)
	equal(t, "other cash", after.Other, before.Other)
	equal(t, "accrued once it was reversed", at("2015-16/07").Accrued, pounds("0.00"))
}

func TestNottinghamPrintsEveryPublishedFigure(t *testing.T) {
	t.Parallel()
	h := nottingham(t)
	s, err := h.Reports.Statement(t.Context(), h.Fund, asOf(t, "period:2015-16/06", ""))
	if err != nil {
		t.Fatal(err)
	}
	printed := map[string]string{}
	put := func(name string, m ledger.Money) { printed[name] = m.Thousands() }
	for _, partner := range s.In {
		put(partner.Name, partner.Total)
		for _, line := range partner.Lines {
			put(line.Name, line.Amount)
		}
	}
	for _, line := range s.Out {
		put("out "+line.Name, line.Amount)
	}
	put("total in", s.TotalIn)
	put("total out", s.TotalOut)
	put("balance", s.Balance)
	put("cash", s.Cash)
	put("before", s.Before)
	put("after", s.After)
	for name, want := range map[string]string{
		"CCG baseline": "10,711", "CCG other": "916", "Non-elective adjustment (deducted)": "-153",
		"Test CCG":                  "11,474",
		"Disabled facilities grant": "507", "Social care capital grant": "432", "Social care contribution": "358",
		"Test Council": "1,296", "total in": "12,770", "out Test CCG": "4,916", "out Test Council": "6,772",
		"total out": "11,688", "balance": "1,082", "cash": "1,082", "before": "2,348", "after": "1,834",
	} {
		if printed[name] != want {
			t.Errorf("%s prints %q, want %q", name, printed[name], want)
		}
	}
	equal(t, "certified and not paid", s.Unpaid, pounds("96050.01"))
	equal(t, "other cash", s.Other, ledger.Money{})
	s.Moment = fixed(s.Moment)
	golden(t, "nottingham_thousands.txt", func(b *bytes.Buffer) error { return s.Text(b, true) })
	golden(t, "nottingham_pounds.txt", func(b *bytes.Buffer) error { return s.Text(b, false) })
	h.mustBalance(t)
}

// What is left of the year's cash that no line explains is shown rather than hidden.
func TestStatementReconcilesToCash(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.year()
	for _, q := range []string{"", "period:2015-16/03", "period:2015-16/04", "date:2015-07-15"} {
		s, err := h.Reports.Statement(t.Context(), h.Fund, asOf(t, q, ""))
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "other cash as of "+q, s.Other, ledger.Money{})
		equal(t, "balance as of "+q, s.Balance, s.Cash)
	}
	var s report.Statement
	if err := s.Text(&failing{}, true); err == nil {
		t.Error("a failing writer is not noticed")
	}
}

// failing is a writer that is full.
type failing struct{}

func (*failing) Write([]byte) (int, error) { return 0, bytes.ErrTooLarge }
