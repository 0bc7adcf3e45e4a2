package report_test

import (
	"errors"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/report"
)

func (h *house) receiveInvoice(on string, id ledger.InvoiceID, net, vat string) {
	n, v := pounds(net), pounds(vat)
	day := ledger.MustDate(on)
	h.Must("ada", on, ledger.ReceiveInvoice{
		ID: id, Provider: pooltest.TrustBody, Number: ledger.Text("N-" + string(id)), Net: n, VAT: v, Gross: n.Add(v),
		Received: day, Invoiced: day, Lines: []ledger.ChargeLine{{Commitment: "c", Net: n, VAT: v}},
	})
}

// accept certifies and pays a received invoice on a day.
func (h *house) accept(on string, id ledger.InvoiceID) ledger.Entry {
	h.Must("ben", on, ledger.CertifyReceivedInvoice{Invoice: id})
	return h.Must("ada", on, ledger.PayInvoice{Invoice: id, Payment: ledger.Text("BACS/" + string(id))})
}

func (h *house) prompt(t *testing.T, at, from, to string) report.PromptPayment {
	t.Helper()
	var days [2]ledger.Date
	for n, s := range []string{from, to} {
		if s != "" {
			days[n] = ledger.MustDate(s)
		}
	}
	p, err := h.Reports.PromptPayment(t.Context(), h.Fund, asOf(t, at, ""), report.InvoiceSpan{From: days[0], To: days[1]})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func row(invoices int64, value, byNumber, byValue string) report.PaymentRow {
	return report.PaymentRow{
		Invoices: invoices, Value: pounds(value), PaymentShare: report.PaymentShare{ByNumber: byNumber, ByValue: byValue},
	}
}

func TestPromptPayment(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	defer h.mustBalance(t)
	empty := h.prompt(t, "", "", "")
	equal(t, "of nothing", empty.Total, row(0, "0.00", "", ""))
	equal(t, "average of nothing", empty.AverageDays, "")
	h.budget("2015-04-01", "one", pooltest.NHSMinimum, "9000.00")
	h.commit("2015-04-01", "c", "one", pooltest.NHSMinimum, "9000.00")
	for _, i := range []struct{ id, net, paid string }{
		{"day-30", "100.00", "2015-05-01"},
		{"day-31", "200.00", "2015-05-02"},
		{"day-60", "300.00", "2015-05-31"},
		{"day-61", "400.00", "2015-06-01"},
		{"disputed", "50.00", "2015-05-11"}, // 40 days, of which 10 do not count
		{"a-day-short", "50.00", "2015-05-11"},
	} {
		h.receiveInvoice("2015-04-01", ledger.InvoiceID(i.id), i.net, "0.00")
		for id, until := range map[string]string{"disputed": "2015-04-20", "a-day-short": "2015-04-19"} {
			if id == i.id {
				h.Must("ben", "2015-04-10", ledger.DisputeInvoice{
					Invoice: ledger.InvoiceID(id), From: ledger.MustDate("2015-04-10"), Reason: ledger.Text("x"),
				})
				h.Must("ben", until, ledger.ResolveDispute{
					Invoice: ledger.InvoiceID(id), To: ledger.MustDate(until), Result: ledger.Text("x"),
				})
			}
		}
		h.accept(i.paid, ledger.InvoiceID(i.id))
	}
	p := h.prompt(t, "", "", "2015-04-01")
	equal(t, "in time", p.InTime, row(2, "150.00", "33.33", "13.63"))
	equal(t, "31 to 60", p.Later, row(3, "550.00", "50.00", "50.00"))
	equal(t, "over 60", p.Late, row(1, "400.00", "16.66", "36.36"))
	equal(t, "unpaid", p.Unpaid, row(0, "0.00", "0.00", "0.00"))
	equal(t, "total", p.Total, row(6, "1100.00", "100.00", "100.00"))
	equal(t, "average", p.AverageDays, "40.50") // 30, 31, 60, 61, 30 and 31: 243 days
	equal(t, "rule", p.Rules[0].Days, 30)
	equal(t, "target", p.Targets[0].Percent, "95.00")

	h.receiveInvoice("2015-06-01", "unpaid", "100.00", "20.00")
	h.certify("2015-06-02", "one-step", "c", "30.00")
	h.pay("2015-07-02", "one-step") // by its received date: 30 days
	h.certify("2015-06-02", "again", "c", "1000.00")
	e := h.Must("ben", "2015-06-02", ledger.PayInvoice{Invoice: "again", Payment: ledger.Text("p")})
	h.Must("ada", "2015-06-03", ledger.ReverseEntry{Entry: e.Seq, Reason: ledger.Text("bounced")})
	h.Must("ben", "2015-08-02", ledger.PayInvoice{Invoice: "again", Payment: ledger.Text("p")}) // 61 days
	h.receiveInvoice("2015-06-02", "settled", "10.00", "0.00")
	h.Must("ben", "2015-06-02", ledger.CertifyReceivedInvoice{Invoice: "settled"})
	h.Must("ada", "2015-06-02", ledger.ReceiveCreditNote{
		ID: "n-1", Invoice: "settled", Number: ledger.Text("CN"), Reason: ledger.Text("x"),
		Lines: []ledger.ChargeLine{{Commitment: "c", Net: pounds("10.00")}},
	})
	h.Must("ada", "2015-08-03", ledger.ReceiveRefund{ // which makes nothing be paid later
		ID: "n-2", Invoice: "one-step", Receipt: ledger.Text("r"), Reason: ledger.Text("x"),
		Lines: []ledger.ChargeLine{{Commitment: "c", Net: pounds("1.00")}},
	})
	h.receiveInvoice("2015-06-02", "returned", "10.00", "0.00")
	h.Must("ada", "2015-06-02", ledger.ReturnInvoice{Invoice: "returned", Reason: ledger.Text("not ours")})
	p = h.prompt(t, "", "2015-04-02", "")
	equal(t, "in time", p.InTime, row(1, "30.00", "33.33", "2.60"))
	equal(t, "over 60", p.Late, row(1, "1000.00", "33.33", "86.95"))
	equal(t, "unpaid", p.Unpaid, row(1, "120.00", "33.33", "10.43"))
	equal(t, "paid in time", p.PaidInTime, report.PaymentShare{ByNumber: "50.00", ByValue: "2.91"})
	equal(t, "average", p.AverageDays, "45.50")

	p = h.prompt(t, "date:2015-06-30", "2015-06-02", "2015-06-02")
	equal(t, "as at the end of June", p.Unpaid, row(2, "1030.00", "100.00", "100.00"))
	equal(t, "nothing paid", p.PaidInTime, report.PaymentShare{})

	_, err := h.Reports.PromptPayment(t.Context(), h.Fund, report.AsOf{}, report.InvoiceSpan{From: 2, To: 1})
	if !errors.Is(err, ledger.ErrInvalid) {
		t.Errorf("days the wrong way round: %v", err)
	}
}
