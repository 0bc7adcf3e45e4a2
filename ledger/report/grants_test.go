package report_test

import (
	"bytes"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/report"
)

// granted is a fund that holds £50,000.00 of a £60,000.00 grant, allocated to two districts by 30 June.
func granted(t *testing.T) (*house, ledger.Entry) {
	t.Helper()
	h := newHouse(t)
	const on, dfg = "2015-04-01", pooltest.DFGSource
	h.Must("ada", on, ledger.AgreeContribution{
		ID: "grant", Source: dfg, Year: 2015, Agreement: 1, Function: "housing-adaptations",
		Plan: plan("60000.00", "2015-06-01"), InAdvance: true,
	})
	h.Must("ada", "2015-05-01", ledger.ReceiveGrant{
		Contribution: "grant", Amount: pounds("50000.00"), Power: ledger.Section31, Receipt: ledger.Text("R"),
	})
	h.budget(on, "three", dfg, "60000.00")
	h.allocate("2015-05-02", "2015-06-30", "30000.00", "25000.00")
	return h, h.pass("2015-05-20", "19999.99")
}

func (h *house) allocate(on, due, council, other string) {
	h.Must("ada", on, ledger.AllocateGrant{
		Contribution: "grant", Due: ledger.MustDate(due), Reason: ledger.Text("determination"),
		Districts: []ledger.DistrictShare{
			{District: pooltest.CouncilBody, Amount: pounds(council)}, {District: h.district(), Amount: pounds(other)},
		},
	})
}

// district is a second council of the service.
func (h *house) district() ledger.BodyID {
	const id = ledger.BodyID("test-district")
	h.Journal.Do(h.TB.Context(), ledger.Service, h.Request("posts-administrator", "2015-04-01", ledger.RegisterBody{
		ID: id, Name: "Test District Council", Type: ledger.Council, GSS: "E07000001",
	})) // another test may have registered it
	return id
}

func (h *house) pass(on, amount string) ledger.Entry {
	return h.Must("ada", on, ledger.PassGrantOn{
		Contribution: "grant", Scheme: "three", District: pooltest.CouncilBody, Amount: pounds(amount),
		Payment: ledger.Text("BACS 7"),
	})
}

func (h *house) passing(t *testing.T, at string) report.PassingOn {
	t.Helper()
	p, err := h.Reports.PassingOn(t.Context(), h.Fund, asOf(t, at, ""))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func grantFigures(allocated, passed, consented, outstanding string) report.GrantFigures {
	return report.GrantFigures{
		Allocated: pounds(allocated), Passed: pounds(passed), Consented: pounds(consented),
		Outstanding: pounds(outstanding),
	}
}

func TestPassingOn(t *testing.T) {
	t.Parallel()
	h, first := granted(t)
	defer h.mustBalance(t)
	h.Must("ada", "2015-06-01", ledger.RecordPassingProof{Entry: first.Seq, Proof: ledger.Text("receipt 9")})
	h.Must("ada", "2015-06-02", ledger.RecordGrantConsent{
		Contribution: "grant", District: h.district(), Amount: pounds("10000.00"), Given: ledger.MustDate("2015-05-30"),
		Consent: ledger.Text("letter 1"),
	})
	second := h.pass("2015-07-02", "0.01")

	p := h.passing(t, "date:2015-06-30")
	equal(t, "on the day, all of it", p.Grants[0].GrantFigures, grantFigures("55000.00", "19999.99", "10000.00", "25000.01"))
	equal(t, "on the day, late", p.Late, pounds("0.00"))
	p = h.passing(t, "date:2015-07-01")
	equal(t, "a day after", p.Late, pounds("25000.01"))
	equal(t, "days late", p.Grants[0].Districts[0].DaysLate, 1)
	p = h.passing(t, "date:2015-07-31")
	one, other := p.Grants[0].Districts[0], p.Grants[0].Districts[1]
	equal(t, "council", one.GrantFigures, grantFigures("30000.00", "20000.00", "0.00", "10000.00"))
	equal(t, "district", other.GrantFigures, grantFigures("25000.00", "0.00", "10000.00", "15000.00"))
	equal(t, "late", p.Late, pounds("25000.00"))
	equal(t, "first payment", one.Payments[0], report.Passing{
		Seq: first.Seq, On: ledger.MustDate("2015-05-20"), Amount: pounds("19999.99"), Payment: "BACS 7", Proof: "receipt 9",
	})
	equal(t, "second payment", one.Payments[1], report.Passing{
		Seq: second.Seq, On: ledger.MustDate("2015-07-02"), Amount: pounds("0.01"), Payment: "BACS 7",
	})
	equal(t, "consent", other.Consents[0], report.Consent{
		Seq: first.Seq + 2, On: ledger.MustDate("2015-06-02"), Given: ledger.MustDate("2015-05-30"),
		Amount: pounds("10000.00"), Consent: "letter 1",
	})
	equal(t, "tie", p.Sources[0], report.GrantTie{ // £50,000.00 less £20,000.00 passed on and £10,000.00 released
		Source: pooltest.DFGSource, Name: "Disabled facilities grant", Held: pounds("20000.00"),
		Outstanding: pounds("25000.00"), Difference: pounds("-5000.00"),
	})

	s, err := h.Reports.Statement(t.Context(), h.Fund, asOf(t, "date:2015-07-31", ""))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "the statement says so", s.Late, pounds("25000.00"))

	h.Must("ada", "2015-08-01", ledger.ReverseEntry{Entry: second.Seq, Reason: ledger.Text("bounced")})
	h.allocate("2015-08-02", "2015-09-30", "30000.00", "10000.00")
	p = h.passing(t, "period:2015-16/05")
	equal(t, "restated", p.Grants[0].GrantFigures, grantFigures("40000.00", "19999.99", "10000.00", "10000.01"))
	equal(t, "no longer late", p.Late, ledger.Money{})
	equal(t, "reversed", p.Grants[0].Districts[0].Payments[2].Amount, pounds("-0.01"))
	equal(t, "as before", h.passing(t, "period:2015-16/04").Late, pounds("25000.00"))
	p = h.passing(t, "date:2015-10-01")
	p.Fund, p.Moment = "test", fixed(p.Moment)
	golden(t, "passing_on.txt", func(b *bytes.Buffer) error { return p.Text(b) })
	if err := p.Text(&failing{}); err == nil {
		t.Error("a failing writer is not noticed")
	}
}
