package report_test

import (
	"bytes"
	"errors"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/report"
)

// arranged is a fund with a line of each arrangement, and money spent on each.
func arranged(t *testing.T) *house {
	t.Helper()
	h := newHouse(t)
	const on, nhs, la = "2015-04-01", pooltest.NHSMinimum, pooltest.LASource
	h.receive("2015-04-20", "nhs-minimum", "700000.00", ledger.Section75)
	h.receive("2015-04-20", "la-additional", "1000000.00", ledger.Section75)
	for _, s := range []struct {
		id      ledger.SchemeID
		source  ledger.SourceID
		how     ledger.Arrangement
		side    ledger.Side
		percent int
		budget  string
		spent   string
	}{
		{"council-led", nhs, ledger.LeadCommissioning, ledger.CouncilSide, 0, "300000.00", "100000.01"},
		{"nhs-led", la, ledger.LeadCommissioning, ledger.NHSSide, 0, "200000.00", "50000.00"},
		{"own-led", nhs, ledger.LeadCommissioning, ledger.NHSSide, 0, "100000.00", "30000.00"},
		{"equipment", nhs, ledger.JointOperation, ledger.JointSide, 33, "100000.00", "10000.01"},
		{"advice", la, ledger.JointOperation, ledger.CouncilSide, 0, "50000.00", "5000.00"},
		{"beds", nhs, ledger.HostAsAgent, ledger.NHSSide, 0, "200000.00", "70000.00"},
	} {
		h.scheme(s.id, ledger.SchemeLine{
			Source: s.source, Arrangement: s.how, Commissioner: s.side, LAPercent: s.percent,
		})
		h.budget(on, s.id, s.source, s.budget)
		h.commit(on, ledger.CommitmentID(s.id), s.id, s.source, s.budget)
		h.certify("2015-05-10", ledger.InvoiceID(s.id), ledger.CommitmentID(s.id), s.spent)
		if s.id != "beds" { // which is certified and not yet paid
			h.pay("2015-05-20", ledger.InvoiceID(s.id))
		}
	}
	h.itself("homes", la, ledger.AlignedBudget, ledger.CouncilSide, "40000.00", "25000.00")
	h.itself("nurses", nhs, ledger.LeadCommissioning, ledger.CouncilSide, "80000.00", "20000.00")
	return h
}

func (h *house) scheme(id ledger.SchemeID, line ledger.SchemeLine) {
	line.Area, line.Function, line.Type = "community-health", "community-health", "integrated-care-planning"
	h.Must("ada", "2015-04-01", ledger.AddScheme{
		ID: id, Name: "Scheme " + string(id), CodeListYear: 2015, Lines: []ledger.SchemeLine{line},
	})
}

// itself is a scheme that a partner spends on itself, out of money it never pays over.
func (h *house) itself(
	id ledger.SchemeID, source ledger.SourceID, how ledger.Arrangement, side ledger.Side, budget, spent string,
) {
	h.scheme(id, ledger.SchemeLine{Source: source, Arrangement: how, Commissioner: side})
	h.Must("ada", "2015-04-01", ledger.AgreeContribution{
		ID: ledger.ContributionID(id), Source: source, Year: 2015, Agreement: 1, Function: "community-health",
		Plan: plan(budget, "2015-06-01"), Notional: true,
	})
	h.budget("2015-04-01", id, source, budget)
	h.Must("ada", "2015-05-31", ledger.RecordDirectSpend{
		Contribution: ledger.ContributionID(id), Scheme: id, Amount: pounds(spent),
	})
}

func (h *house) ownFigures(t *testing.T, partner ledger.BodyID) report.PartnerAccounts {
	t.Helper()
	p, err := h.Reports.PartnerAccounts(t.Context(), h.Fund, asOf(t, "period:2015-16/02", ""), partner)
	if err != nil {
		t.Fatal(err)
	}
	p.Fund, p.Moment = "test", fixed(p.Moment)
	return p
}

// figuresOf are income and expenditure of a scheme in a partner's accounts, and how.
func figuresOf(p report.PartnerAccounts, scheme ledger.SchemeID) (income, expenditure, kind string) {
	for _, l := range p.Lines {
		if l.Scheme == scheme {
			return l.Income.String(), l.Expenditure.String(), l.Kind
		}
	}
	return "", "", ""
}

func TestPartnerAccounts(t *testing.T) {
	t.Parallel()
	h := arranged(t)
	defer h.mustBalance(t)
	council, ccg, trust := h.ownFigures(t, pooltest.CouncilBody), h.ownFigures(t, pooltest.CCGBody),
		h.ownFigures(t, pooltest.TrustBody)
	for _, tt := range []struct {
		of                        report.PartnerAccounts
		scheme                    ledger.SchemeID
		income, expenditure, kind string
	}{
		{council, "council-led", "100000.01", "100000.01", "pooled"}, // the lead: gross, and the contribution is income
		{ccg, "council-led", "0.00", "100000.01", "pooled"},          // what it pays the lead
		{ccg, "nhs-led", "50000.00", "50000.00", "pooled"},
		{council, "nhs-led", "0.00", "50000.00", "pooled"},
		{ccg, "own-led", "0.00", "30000.00", "pooled"}, // out of its own money
		{council, "own-led", "0.00", "0.00", "pooled"}, // holds its cash
		{council, "equipment", "3300.00", "3300.00", "pooled"},
		{ccg, "equipment", "3350.01", "3350.01", "pooled"}, // the odd penny to the first NHS partner of the agreement
		{trust, "equipment", "3350.00", "3350.00", "pooled"},
		{council, "advice", "5000.00", "5000.00", "pooled"}, // a joint operation, all of it the council's money
		{ccg, "beds", "0.00", "70000.00", "pooled"},
		{council, "beds", "0.00", "0.00", "pooled"}, // the agent
		{council, "homes", "0.00", "25000.00", "aligned"},
		{ccg, "homes", "", "", ""},
		{ccg, "nurses", "0.00", "20000.00", "partner-direct"},
		{council, "nurses", "", "", ""},
		{trust, "council-led", "", "", ""},
	} {
		income, expenditure, kind := figuresOf(tt.of, tt.scheme)
		if income != tt.income || expenditure != tt.expenditure || kind != tt.kind {
			t.Errorf("%s in the accounts of %s: income %s, expenditure %s, %s; want %s, %s, %s", tt.scheme, tt.of.Partner,
				income, expenditure, kind, tt.income, tt.expenditure, tt.kind)
		}
	}
	position := h.position(t, "period:2015-16/02", "")
	pool := council.Reconciled[len(council.Reconciled)-1]
	equal(t, "the fund's expenditure", pool.Expenditure, position.Total.Spent)
	equal(t, "the fund's income", pool.Income, position.Total.Called)
	equal(t, "the fund's cash", pool.Cash, position.Total.Cash)
	equal(t, "the fund's debtors", pool.Debtors, position.Total.Due)
	for _, p := range []report.PartnerAccounts{council, ccg, trust} {
		var sum report.Treated
		for _, r := range p.Reconciled[:len(p.Reconciled)-1] {
			sum = plus(sum, r.Treated)
		}
		equal(t, "reconciled for "+p.PartnerName, sum, pool.Treated)
	}
	for name, p := range map[string]report.PartnerAccounts{
		"partner_council.txt": council, "partner_ccg.txt": ccg, "partner_trust.txt": trust,
	} {
		golden(t, name, func(b *bytes.Buffer) error { return p.Text(b) })
	}
	if err := council.Text(&failing{}); err == nil {
		t.Error("a failing writer is not noticed")
	}
	_, err := h.Reports.PartnerAccounts(t.Context(), h.Fund, report.AsOf{}, "nobody")
	if !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("accounts of nobody: %v", err)
	}
}

func plus(a, b report.Treated) report.Treated {
	return report.Treated{
		Income: a.Income.Add(b.Income), Expenditure: a.Expenditure.Add(b.Expenditure), Debtors: a.Debtors.Add(b.Debtors),
		Creditors: a.Creditors.Add(b.Creditors), Cash: a.Cash.Add(b.Cash),
	}
}

// What partners spent themselves stands in the statement beside its cash and is no part of it, aligned spend apart.
func TestStatementShowsWhatNeverEnteredThePool(t *testing.T) {
	t.Parallel()
	h := arranged(t)
	s, err := h.Reports.Statement(t.Context(), h.Fund, asOf(t, "period:2015-16/02", ""))
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Outside) != 2 {
		t.Fatalf("outside the pool: %+v", s.Outside)
	}
	equal(t, "the CCG's", s.Outside[0], report.OutsideLine{
		Partner: pooltest.CCGBody, Name: "Test CCG", Direct: pounds("20000.00"),
	})
	equal(t, "the council's", s.Outside[1], report.OutsideLine{
		Partner: pooltest.CouncilBody, Name: "Test Council", Aligned: pounds("25000.00"),
	})
	equal(t, "cash out", s.TotalOut, pounds("195000.02")) // what was paid to providers, and no more
	equal(t, "certified and not paid", s.Unpaid, pounds("70000.00"))
	equal(t, "cash that no line explains", s.Other, ledger.Money{})
	s.Fund, s.Moment = "test", fixed(s.Moment)
	golden(t, "statement_outside.txt", func(b *bytes.Buffer) error { return s.Text(b, false) })
}
