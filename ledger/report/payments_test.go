package report_test

import (
	"errors"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/report"
)

func (h *house) ask(on string, id ledger.PaymentRequestID, invoices ...ledger.InvoiceID) {
	h.Must("ben", on, ledger.RequestPayment{ID: id, Invoices: invoices, Due: ledger.MustDate(on)})
}

func (h *house) answered(on string, of ledger.PaymentRequestID, i ledger.InvoiceID, s ledger.PaymentState,
	amount string,
) ledger.Entry {
	return h.Must("ben", on, ledger.RecordPaymentOutcomes{Request: of, Outcomes: []ledger.PaymentOutcome{{
		Invoice: i, Outcome: s, Amount: pounds(amount), Date: ledger.MustDate(on), Payment: ledger.Text("p"),
		Reason: ledger.Text("x"),
	}}})
}

func (h *house) reverse(on string, e ledger.Entry) {
	h.Must("ada", on, ledger.ReverseEntry{Entry: e.Seq, Reason: ledger.Text("in error")})
}

func (h *house) aged(t *testing.T, at string) report.AgedCreditors {
	t.Helper()
	a, err := h.Reports.AgedCreditors(t.Context(), h.Fund, asOf(t, at, ""))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, at+" difference", a.Difference, pounds("0.00"))
	for _, p := range a.Providers {
		equal(t, at+" of "+string(p.Provider), p.Owed, p.Unpaid.Value)
	}
	return a
}

func (h *house) reconciled(t *testing.T, at string) report.PaymentReconciliation {
	t.Helper()
	r, err := h.Reports.PaymentReconciliation(t.Context(), h.Fund, asOf(t, at, ""))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, at+" difference", r.Difference, pounds("0.00"))
	return r
}

func (h *house) provider(t *testing.T, at string) report.ProviderAccount {
	t.Helper()
	p, err := h.Reports.Providers(t.Context(), h.Fund, asOf(t, at, ""), pooltest.TrustBody)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, at+" total", p.Total, p.Providers[0].Total)
	return p.Providers[0]
}

func cell(invoices int64, value string) report.AgedCell {
	return report.AgedCell{Invoices: invoices, Value: pounds(value)}
}

func count(payments int64, value string) report.PaymentCount {
	return report.PaymentCount{Payments: payments, Value: pounds(value)}
}

// committed is a house with £1,000.00 committed to the trust from each of two partners' sources.
func committed(t *testing.T) *house {
	t.Helper()
	h := newHouse(t)
	for id, source := range map[ledger.CommitmentID]ledger.SourceID{"c": pooltest.NHSMinimum, "d": pooltest.LASource} {
		h.budget("2015-04-01", "one", source, "1001.00")
		h.commit("2015-04-01", id, "one", source, "1000.00")
	}
	return h
}

// Ages are counted from the day an invoice was due, and change on the day after each boundary.
func TestAgedCreditors(t *testing.T) {
	t.Parallel()
	h := committed(t)
	defer h.mustBalance(t)
	equal(t, "nothing owed", len(h.aged(t, "date:2015-04-01").Providers), 0)
	none := cell(0, "0.00")
	h.certify("2015-04-01", "i-1", "c", "100.00")
	h.receiveInvoice("2015-04-01", "i-2", "40.00", "0.00") // disputed for ten days
	h.Must("ben", "2015-04-05", ledger.DisputeInvoice{
		Invoice: "i-2", From: ledger.MustDate("2015-04-05"), Reason: ledger.Text("x"),
	})
	h.Must("ben", "2015-04-15", ledger.ResolveDispute{
		Invoice: "i-2", To: ledger.MustDate("2015-04-15"), Result: ledger.Text("x"),
	})
	h.Must("ben", "2015-04-20", ledger.CertifyReceivedInvoice{Invoice: "i-2"})
	h.Must("ada", "2015-04-21", ledger.ReceiveCreditNote{
		ID: "n-1", Invoice: "i-1", Number: ledger.Text("CN"), Reason: ledger.Text("x"),
		Lines: []ledger.ChargeLine{{Commitment: "c", Net: pounds("30.00")}},
	})
	for _, tt := range []struct {
		at, unpaid                       string
		notDue, to30, to60, to90, over90 report.AgedCell
	}{
		{"2015-04-20", "140.00", cell(2, "140.00"), none, none, none, none},
		{"2015-05-01", "110.00", cell(2, "110.00"), none, none, none, none},
		{"2015-05-02", "110.00", cell(1, "40.00"), cell(1, "70.00"), none, none, none},
		{"2015-05-12", "110.00", none, cell(2, "110.00"), none, none, none},
		{"2015-05-31", "110.00", none, cell(2, "110.00"), none, none, none},
		{"2015-06-01", "110.00", none, cell(1, "40.00"), cell(1, "70.00"), none, none},
		{"2015-07-01", "110.00", none, none, cell(1, "40.00"), cell(1, "70.00"), none},
		{"2015-07-31", "110.00", none, none, none, cell(1, "40.00"), cell(1, "70.00")},
	} {
		a := h.aged(t, "date:"+tt.at)
		equal(t, tt.at, a.Total, report.AgedRow{
			NotDue: tt.notDue, To30: tt.to30, To60: tt.to60, To90: tt.to90, Over90: tt.over90,
			Unpaid: cell(2, tt.unpaid),
		})
		equal(t, tt.at+" on", a.On, ledger.MustDate(tt.at))
		equal(t, tt.at+" one provider", a.Providers[0].AgedRow, a.Total)
	}
	h.ask("2015-05-02", "q-1", "i-1")
	h.answered("2015-05-03", "q-1", "i-1", ledger.PaymentPaid, "70.00")
	equal(t, "paid since", h.aged(t, "date:2015-05-03").Total.Unpaid, cell(1, "40.00"))
	equal(t, "not paid then", h.aged(t, "date:2015-05-02").Total.Unpaid, cell(2, "110.00"))
	_, err := h.Reports.AgedCreditors(t.Context(), "nowhere", report.AsOf{})
	if !errors.Is(err, ledger.ErrNoFund) {
		t.Errorf("of no fund: %v", err)
	}
}

// What was requested comes to what was paid, rejected, returned and is outstanding, at each moment.
func TestPaymentReconciliation(t *testing.T) {
	t.Parallel()
	h := committed(t)
	defer h.mustBalance(t)
	equal(t, "nothing requested", h.reconciled(t, "").Total, report.PaymentTally{})
	for id, amount := range map[ledger.InvoiceID]string{"i-1": "100.00", "i-2": "20.00", "i-3": "3.00", "i-4": "0.50"} {
		h.certify("2015-04-01", id, "c", amount)
	}
	h.ask("2015-04-02", "q-1", "i-1", "i-2", "i-3")
	h.answered("2015-04-03", "q-1", "i-1", ledger.PaymentPaid, "100.00")
	h.answered("2015-04-03", "q-1", "i-2", ledger.PaymentRejected, "20.00")
	h.answered("2015-04-04", "q-1", "i-1", ledger.PaymentReturned, "100.00")
	h.ask("2015-04-05", "q-2", "i-1")
	paid := h.answered("2015-04-06", "q-2", "i-1", ledger.PaymentPaid, "100.00")
	none := count(0, "0.00")
	for _, tt := range []struct {
		at        string
		total     report.PaymentTally
		unasked   report.PaymentCount
		creditors string
	}{
		{"date:2015-04-01", report.PaymentTally{}, count(4, "123.50"), "123.50"},
		{"date:2015-04-02", report.PaymentTally{
			Requested: count(3, "123.00"), Paid: none, Rejected: none, Returned: none, Outstanding: count(3, "123.00"),
		}, count(1, "0.50"), "123.50"},
		{"date:2015-04-03", report.PaymentTally{
			Requested: count(3, "123.00"), Paid: count(1, "100.00"), Rejected: count(1, "20.00"), Outstanding: count(1, "3.00"),
		}, count(2, "20.50"), "23.50"},
		{"date:2015-04-04", report.PaymentTally{
			Requested: count(3, "123.00"), Returned: count(1, "100.00"), Rejected: count(1, "20.00"), Outstanding: count(1, "3.00"),
		}, count(3, "120.50"), "123.50"},
		{"", report.PaymentTally{
			Requested: count(4, "223.00"), Paid: count(1, "100.00"), Returned: count(1, "100.00"), Rejected: count(1, "20.00"),
			Outstanding: count(1, "3.00"),
		}, count(2, "20.50"), "23.50"},
	} {
		r := h.reconciled(t, tt.at)
		equal(t, tt.at+" total", r.Total, tt.total)
		equal(t, tt.at+" unasked", r.Unasked, tt.unasked)
		equal(t, tt.at+" creditors", r.Creditors, pounds(tt.creditors))
	}
	r := h.reconciled(t, "")
	equal(t, "the first", r.Requests[0].Number, 1)
	equal(t, "the second", r.Requests[1].Paid, count(1, "100.00"))
	h.reverse("2015-04-07", paid)
	equal(t, "reversed", h.reconciled(t, "").Total.Outstanding, count(2, "103.00"))
}

// What a provider is promised and paid stands by partner and source, and each figure is of its accounts.
func TestProviders(t *testing.T) {
	t.Parallel()
	h := committed(t)
	defer h.mustBalance(t)
	h.prepay("2015-04-02", "c", "200.00")
	h.certify("2015-04-02", "i-1", "c", "100.00")
	h.certify("2015-04-02", "i-2", "d", "50.00")
	h.pay("2015-04-03", "i-1")
	paid := h.Must("ben", "2015-04-03", ledger.PayInvoice{Invoice: "i-2", Payment: ledger.Text("p")})
	h.reverse("2015-04-04", paid)
	h.certify("2015-04-05", "i-3", "d", "8.00")
	h.Must("ada", "2015-04-06", ledger.ReceiveCreditNote{
		ID: "n-1", Invoice: "i-3", Number: ledger.Text("CN"), Reason: ledger.Text("x"),
		Lines: []ledger.ChargeLine{{Commitment: "d", Net: pounds("3.00")}},
	})
	h.Must("ada", "2015-04-06", ledger.HoldPayments{Provider: pooltest.TrustBody, Reason: ledger.Text("x")})
	p := h.provider(t, "")
	nhs, council := p.Lines[0], p.Lines[1]
	equal(t, "the NHS's", nhs, report.ProviderLine{
		Partner: pooltest.CCGBody, Source: pooltest.NHSMinimum, ProviderRow: report.ProviderRow{
			Committed: pounds("900.00"), Ahead: pounds("200.00"), Certified: pounds("100.00"), Paid: pounds("100.00"),
		},
	})
	equal(t, "the council's", council, report.ProviderLine{
		Partner: pooltest.CouncilBody, Source: pooltest.LASource, ProviderRow: report.ProviderRow{
			Committed: pounds("945.00"), Certified: pounds("55.00"), Unpaid: pounds("55.00"),
		},
	})
	equal(t, "known by", p.ODS, "RAT")
	equal(t, "held", p.HeldSince, ledger.MustDate("2015-04-06"))
	equal(t, "partner and host", [2]bool{p.Partner, p.Host}, [2]bool{true, false})
	then := h.provider(t, "date:2015-04-03")
	equal(t, "paid before the reversal", then.Total.Paid, pounds("150.00"))
	equal(t, "in the next year", h.provider(t, "date:2016-04-01").Total, report.ProviderRow{
		Ahead: pounds("200.00"), Unpaid: pounds("55.00"),
	})
	_, err := h.Reports.Providers(t.Context(), h.Fund, report.AsOf{}, "nobody")
	if !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("nobody: %v", err)
	}
	h.Must("ada", "2015-04-07", ledger.RaiseCommitment{ // the host provides, too
		ID: "e", Scheme: "one", Source: pooltest.LASource, Provider: pooltest.CouncilBody, Form: ledger.Contract,
		Amount: pounds("0.01"),
	})
	all, err := h.Reports.Providers(t.Context(), h.Fund, report.AsOf{}, "")
	if err != nil || len(all.Providers) != 2 {
		t.Fatalf("%d providers, %v", len(all.Providers), err)
	}
	host := all.Providers[0]
	equal(t, "the host", [3]any{host.ID, host.Partner, host.Host}, [3]any{pooltest.CouncilBody, true, true})
	equal(t, "in all", all.Total.Committed, p.Total.Committed.Add(pounds("0.01")))
}

// A year's and a half-year's payments count on the days they were made, and what was unpaid at the end.
func TestPaymentsOfAHalfYear(t *testing.T) {
	t.Parallel()
	h := committed(t)
	defer h.mustBalance(t)
	h.certify("2015-04-01", "i-1", "c", "100.00") // paid in the first half, 60 days after
	h.certify("2015-09-01", "i-2", "c", "40.00")  // paid in the second, 30 days after; the end is the 29th
	h.certify("2015-09-30", "i-3", "c", "3.00")   // never
	h.certify("2015-10-01", "i-4", "c", "0.50")   // in the second half alone
	h.ask("2015-05-30", "q-1", "i-1")
	h.Must("ben", "2015-06-10", ledger.RecordPaymentOutcomes{Request: "q-1", Outcomes: []ledger.PaymentOutcome{{
		Invoice: "i-1", Outcome: ledger.PaymentPaid, Amount: pounds("100.00"), Date: ledger.MustDate("2015-05-31"),
		Payment: ledger.Text("p"),
	}}})
	h.pay("2015-10-01", "i-2")
	h.pay("2015-10-02", "i-4")
	h.Must("ben", "2015-10-02", ledger.PayLateInterest{Invoice: "i-1", Amount: pounds("0.70"), Payment: ledger.Text("p")})
	half := func(n int) report.PromptPayment {
		p, err := h.Reports.PromptPayment(t.Context(), h.Fund, asOf(t, "date:2016-03-31", ""), report.HalfYear(2015, n))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	first, second := half(1), half(2)
	equal(t, "later", first.Later, row(1, "100.00", "33.33", "69.93"))
	equal(t, "unpaid at its end", first.Unpaid, row(2, "43.00", "66.66", "30.06"))
	equal(t, "average", first.AverageDays, "60.00")
	equal(t, "liable", first.Interest, report.LateInterest{InterestOwed: report.InterestOwed{Liable: pounds("0.70")}})
	equal(t, "in time", second.InTime, row(2, "40.50", "66.66", "93.10"))
	equal(t, "unpaid at the year's end", second.Unpaid, row(1, "3.00", "33.33", "6.89"))
	equal(t, "overdue", second.Regimes[1].Overdue, row(1, "3.00", "33.33", "6.89"))
	equal(t, "paid of interest", second.Interest.Paid, pounds("0.70"))
	equal(t, "under the regulations", second.Regimes[1].Total, second.Total)
	equal(t, "under the Act", second.Regimes[2].Total, report.PaymentRow{})
	year, err := h.Reports.PromptPayment(t.Context(), h.Fund, asOf(t, "date:2016-03-31", ""), report.WholeYear(2015))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "of the year", year.Total, row(4, "143.50", "100.00", "100.00"))
	equal(t, "liable in the year", year.Interest.Liable, first.Interest.Liable.Add(second.Interest.Liable))
	equal(t, "paid in the year", year.Interest.Paid, pounds("0.70"))
	early, err := h.Reports.PromptPayment(t.Context(), h.Fund, asOf(t, "date:2015-06-30", ""), report.HalfYear(2015, 2))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "before the half has begun", early.Interest.Paid, pounds("0.00"))
}

// What is paid ahead on one of several lines of a commitment is the provider's too.
func TestProviderOfAnOrderOfSeveralLines(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	defer h.mustBalance(t)
	for _, scheme := range []ledger.SchemeID{"one", "two"} {
		h.budget("2015-04-01", scheme, pooltest.NHSMinimum, "100.00")
	}
	h.Must("ada", "2015-04-01", ledger.RaiseCommitment{
		ID: "c", Provider: pooltest.TrustBody, Form: ledger.Contract, Lines: []ledger.PromisedLine{
			{Scheme: "one", Source: pooltest.NHSMinimum, Amount: pounds("60.00")},
			{Scheme: "two", Source: pooltest.NHSMinimum, Amount: pounds("40.00")},
		},
	})
	h.Must("ada", "2015-04-02", ledger.PrepayProvider{
		Commitment: "c", Scheme: "two", Source: pooltest.NHSMinimum, Amount: pounds("7.00"), Payment: ledger.Text("p"),
	})
	equal(t, "of both", h.provider(t, "").Total, report.ProviderRow{Committed: pounds("100.00"), Ahead: pounds("7.00")})
}
