package report_test

import (
	"pooled/internal/pooltest"
	"pooled/ledger"
)

func plan(amount, due string) ledger.Plan {
	return ledger.Plan{Amount: pounds(amount), Dates: []ledger.Date{ledger.MustDate(due)}}
}

func (h *house) budget(on string, scheme ledger.SchemeID, source ledger.SourceID, amount string) {
	h.Must("ada", on, ledger.SetSchemeBudget{
		Scheme: scheme, Source: source, Direction: ledger.Increase,
		Amount: pounds(amount),
	})
}

func (h *house) receive(on string, id ledger.ContributionID, amount string, power ledger.Power) ledger.Entry {
	return h.Must("ada", on, ledger.ReceiveContribution{
		Contribution: id, Amount: pounds(amount), Power: power,
		Receipt: ledger.Text("R/" + string(id)),
	})
}

func (h *house) commit(
	on string, id ledger.CommitmentID, scheme ledger.SchemeID, source ledger.SourceID, amount string,
) {
	h.Must("ada", on, ledger.RaiseCommitment{
		ID: id, Scheme: scheme, Source: source, Provider: pooltest.TrustBody,
		Form: ledger.Contract, Amount: pounds(amount),
	})
}

func (h *house) certify(on string, id ledger.InvoiceID, c ledger.CommitmentID, gross string) {
	h.Must("ada", on, ledger.CertifyInvoice{
		ID: id, Commitment: c, Number: ledger.Text("N-" + string(id)),
		Gross: pounds(gross), Received: ledger.MustDate(on),
	})
}

func (h *house) pay(on string, id ledger.InvoiceID) {
	h.Must("ben", on, ledger.PayInvoice{Invoice: id, Payment: ledger.Text("BACS/" + string(id))})
}

func (h *house) prepay(on string, c ledger.CommitmentID, amount string) {
	h.Must("ada", on, ledger.PrepayProvider{
		Commitment: c, Amount: pounds(amount), Payment: ledger.Text("BACS/" + string(c)),
	})
}

func (h *house) forecast(on string, scheme ledger.SchemeID, source ledger.SourceID, amount string) {
	h.Must("ada", on, ledger.ForecastOutturn{
		Scheme: scheme, Source: source, Amount: pounds(amount),
		Reason: ledger.Text("as the provider expects"),
	})
}

// year plays a year of every kind of act that moves money, from April to October.
func (h *house) year() {
	const nhs, la, dfg = pooltest.NHSMinimum, pooltest.LASource, pooltest.DFGSource
	h.receive("2015-04-20", "nhs-minimum", "600000.00", ledger.Section75)
	h.receive("2015-04-20", "la-additional", "1000000.00", ledger.Section75)
	h.receive("2015-04-21", "dfg", "1000000.00", ledger.Section31)
	h.budget("2015-04-01", "one", nhs, "500000.00")
	h.budget("2015-04-01", "two", nhs, "200000.00")
	h.budget("2015-04-01", "one", la, "300000.00")
	h.budget("2015-04-01", "three", dfg, "400000.00")
	h.Must("ada", "2015-05-05", pooltest.Vire("one", "two", "50000.00"))
	h.commit("2015-05-06", "contract", "one", nhs, "120000.00")
	h.certify("2015-06-10", "one-1", "contract", "30000.00")
	h.pay("2015-06-20", "one-1")
	h.commit("2015-05-06", "lifts", "three", dfg, "100000.00")
	h.certify("2015-07-10", "lifts-1", "lifts", "40000.00")
	h.Must("ada", "2015-04-01", ledger.AgreeContribution{
		ID: "nhs-direct", Source: nhs, Year: 2015, Agreement: 1,
		Function: "community-health", Plan: plan("80000.00", "2015-06-01"), Notional: true,
	})
	h.budget("2015-06-01", "two", nhs, "80000.00")
	h.Must("ada", "2015-06-30", ledger.RecordDirectSpend{
		Contribution: "nhs-direct", Scheme: "two",
		Amount: pounds("25000.00"),
	})
	h.Must("ada", "2015-04-01", ledger.AgreeContribution{
		ID: "dfg-direct", Source: dfg, Year: 2015, Agreement: 1,
		Function: "housing-adaptations", Plan: plan("10000.00", "2015-06-01"), Notional: true,
	})
	h.Must("ada", "2015-04-01", ledger.AgreeContribution{
		ID: "dfg-advance", Source: dfg, Year: 2015, Agreement: 1,
		Function: "housing-adaptations", Plan: plan("60000.00", "2015-06-01"), InAdvance: true,
	})
	h.budget("2015-06-01", "three", dfg, "70000.00")
	h.Must("ada", "2015-07-31", ledger.RecordDirectSpend{
		Contribution: "dfg-direct", Scheme: "three",
		Amount: pounds("10000.00"),
	})
	h.Must("ada", "2015-06-02", ledger.ReceiveGrant{
		Contribution: "dfg-advance", Amount: pounds("60000.00"),
		Power: ledger.Section31, Receipt: ledger.Text("R/advance"),
	})
	h.Must("ada", "2015-08-03", ledger.PassGrantOn{
		Contribution: "dfg-advance", Scheme: "three",
		District: pooltest.CouncilBody, Amount: pounds("45000.00"), Payment: ledger.Text("BACS/district"),
	})
	h.Must("ada", "2015-04-01", ledger.AgreeContribution{
		ID: "la-own", Source: la, Year: 2015, Agreement: 1,
		Function: "social-care", Plan: plan("15000.00", "2015-07-01"), HostOwn: true,
	})
	h.Must("ada", "2015-07-01", ledger.CallContribution{Contribution: "la-own", Instalment: 1})
	h.Must("ada", "2015-04-01", ledger.AgreePerformance{
		ID: "nhs-performance", Source: nhs, Year: 2015, Agreement: 1,
		Function: "community-health", Plan: plan("100000.00", "2015-10-01"),
	})
	h.Must("ada", "2015-10-05", ledger.EarnPerformance{
		Contribution: "nhs-performance", Amount: pounds("30000.00"),
		Measured: ledger.MustPeriod("2015-16/06"),
	})
	h.Must("ada", "2015-10-05", ledger.ForgoPerformance{
		Contribution: "nhs-performance", Amount: pounds("20000.00"),
		Measured: ledger.MustPeriod("2015-16/06"),
	})
}
