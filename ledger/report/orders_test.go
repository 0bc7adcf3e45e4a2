package report_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/report"
)

func (h *house) orders(t *testing.T, from, to string) report.Orders {
	t.Helper()
	span := report.Span{To: asOf(t, to, "")}
	if from != "" {
		span.From = asOf(t, from, "")
	}
	o, err := h.Reports.Orders(t.Context(), h.Fund, span)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// orderYear plays a year of orders: of one line and of several, raised alone and by proposal, varied, accrued, prepaid,
// invoiced over what was promised, credited, released, and some of it reversed.
func (h *house) orderYear(t *testing.T) {
	h.budget("2015-04-01", "one", pooltest.NHSMinimum, "1000.00")
	h.budget("2015-04-01", "two", pooltest.NHSMinimum, "1000.00")
	h.commit("2015-04-02", "beds", "one", pooltest.NHSMinimum, "300.00")
	h.Must("ada", "2015-04-03", ledger.RaiseCommitment{
		ID: "care", Provider: pooltest.TrustBody, Form: ledger.Contract, Type: ledger.CallOff, Framework: ledger.Text("RM 1"),
		Lines: []ledger.PromisedLine{
			{Scheme: "one", Source: pooltest.NHSMinimum, Amount: pounds("100.00")},
			{Scheme: "two", Source: pooltest.NHSMinimum, Amount: pounds("50.00")},
		},
		Profile: []ledger.ProfilePart{
			{Period: ledger.MustPeriod("2015-16/06"), Amount: pounds("90.00")},
			{Period: ledger.MustPeriod("2015-16/09"), Amount: pounds("60.00")},
		},
	})
	varied := h.Must("ada", "2015-04-10", ledger.VaryCommitment{
		Commitment: "beds", Direction: ledger.Increase, Amount: pounds("40.00"), Reason: ledger.Text("more beds"),
	})
	h.Must("ada", "2015-04-11", ledger.VaryCommitment{
		Commitment: "beds", Direction: ledger.Decrease, Amount: pounds("10.00"), Reason: ledger.Text("fewer"),
	})
	h.Must("ben", "2015-04-12", ledger.ReverseEntry{Entry: varied.Seq, Reason: ledger.Text("in error")})
	h.Must("ada", "2015-04-30", ledger.AccrueSpend{
		ID: "a-1", Commitment: "beds", Amount: pounds("25.00"), Evidence: ledger.Text("GRN 1"),
	})
	h.Must("ada", "2015-05-01", ledger.ReverseAccrual{Accrual: "a-1"})
	h.certify("2015-05-02", "i-1", "beds", "120.00")
	charged := ledger.ChargeLine{Commitment: "care", Scheme: "two", Source: pooltest.NHSMinimum, Net: pounds("70.00")}
	h.Must("ada", "2015-05-03", ledger.ReceiveInvoice{
		ID: "i-2", Provider: pooltest.TrustBody, Number: ledger.Text("N-2"), Net: pounds("70.00"), Gross: pounds("70.00"),
		Received: ledger.MustDate("2015-05-03"), Invoiced: ledger.MustDate("2015-05-01"), Lines: []ledger.ChargeLine{charged},
	})
	h.Must("ben", "2015-05-04", ledger.CertifyOverCommitment{Invoice: "i-2", Reason: ledger.Text("a ward more")})
	charged.Net = pounds("25.00")
	h.Must("ada", "2015-05-05", ledger.ReceiveCreditNote{
		ID: "n-1", Invoice: "i-2", Number: ledger.Text("CN-1"), Lines: []ledger.ChargeLine{charged}, Reason: ledger.Text("x"),
	})
	h.Must("ada", "2015-05-06", ledger.PrepayProvider{
		Commitment: "care", Scheme: "one", Source: pooltest.NHSMinimum, Amount: pounds("30.00"), Payment: ledger.Text("BACS"),
	})
	h.Must("ada", "2015-05-07", ledger.ReceivePrepaid{
		Commitment: "care", Scheme: "one", Source: pooltest.NHSMinimum, Amount: pounds("30.00"), Evidence: ledger.Text("report"),
	})
	h.Must("ada", "2015-05-08", ledger.ReleaseCommitment{Commitment: "beds"})
}

func TestOrders(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.orderYear(t)
	o := h.orders(t, "", "period:2015-16/02")
	equal(t, "orders", len(o.Orders), 2)
	equal(t, "beds", o.Orders[0].RollForward, report.RollForward{
		Raised: pounds("300.00"), Varied: pounds("-10.00"), Accrued: pounds("25.00"), AccrualsReversed: pounds("25.00"),
		Invoiced: pounds("120.00"), Released: pounds("170.00"),
	})
	equal(t, "care from one", o.Orders[1].Lines[0].RollForward, report.RollForward{
		Raised: pounds("100.00"), Invoiced: pounds("30.00"), Closing: pounds("70.00"),
	})
	equal(t, "care from two", o.Orders[1].Lines[1].RollForward, report.RollForward{
		Raised: pounds("50.00"), Invoiced: pounds("50.00"), Credited: pounds("5.00"), Closing: pounds("5.00"),
	})
	equal(t, "care", o.Orders[1].Closing, pounds("75.00"))
	equal(t, "the version of beds", o.Orders[0].Version, 4)
	later := h.orders(t, "period:2015-16/01", "period:2015-16/02")
	equal(t, "beds in May", later.Orders[0].RollForward, report.RollForward{
		Opening: pounds("265.00"), AccrualsReversed: pounds("25.00"), Invoiced: pounds("120.00"), Released: pounds("170.00"),
	})
	equal(t, "in April", h.orders(t, "", "period:2015-16/01").Total.Closing, later.Total.Opening)
	equal(t, "before", h.orders(t, "", "date:2015-04-02").Total, report.RollForward{
		Raised: pounds("300.00"), Closing: pounds("300.00"),
	})
	o.Fund, o.Moment = "a-fund", fixed(o.Moment)
	golden(t, "orders.txt", func(b *bytes.Buffer) error { return o.Text(b) })
	h.mustBalance(t)
}

// What is left on the orders and kept for proposals is what the position shows as committed, at every entry; and what a
// proposal held counts as what it was, not as an approval.
func TestOrdersTieToWhatIsCommitted(t *testing.T) {
	t.Parallel()
	h := watch(t, pooltest.NewIn(t, pooltest.Shared(t), func(q ledger.Question) (ledger.Decision, error) {
		d, err := pooltest.AllowAll(q)
		if q.Act == "raise-commitment" && q.Matter.Amount == pounds("60.00") {
			d.Waits = "somebody else"
		}
		return d, err
	}))
	h.orderYear(t)
	h.Must("ada", "2015-06-01", ledger.SetProposalTerms{Days: 20, Reserve: true})
	proposed := h.Must("ada", "2015-06-02", ledger.RaiseCommitment{
		ID: "more", Scheme: "one", Source: pooltest.NHSMinimum, Provider: pooltest.TrustBody, Form: ledger.Contract,
		Amount: pounds("60.00"),
	})
	if o := h.orders(t, "", ""); o.Reserved != pounds("60.00") {
		t.Errorf("%s is kept for the proposal", o.Reserved)
	}
	waiting, ok := proposed.Documents[0].(ledger.Proposal)
	if !ok {
		t.Fatalf("nothing was proposed: %+v", proposed)
	}
	approved := h.Must("ben", "2015-06-02", ledger.ApproveProposal{Proposal: waiting.ID, Hash: waiting.Hash})
	o := h.orders(t, "", "")
	equal(t, "raised by proposal", o.Orders[2].RollForward, report.RollForward{Raised: pounds("60.00"), Closing: pounds("60.00")})
	h.Must("ben", "2015-06-03", ledger.ReverseEntry{Entry: approved.Seq, Reason: ledger.Text("in error")})
	o = h.orders(t, "", "")
	equal(t, "raised and reversed", o.Orders[2].RollForward, report.RollForward{})
	for seq := int64(1); seq <= o.Moment.Seq; seq++ {
		at := "seq:" + itoa(seq)
		rolled, p := h.orders(t, "", at), h.position(t, at, "")
		equal(t, "what is left "+at, rolled.Total.Closing.Add(rolled.Reserved), p.Total.Committed)
		equal(t, "what is committed "+at, rolled.Committed, p.Total.Committed)
		for _, line := range rolled.Lines {
			for _, row := range p.Lines {
				if row.Scheme == line.Scheme && row.Source == line.Source && rolled.Reserved.IsZero() {
					equal(t, "what is left of "+string(line.Scheme)+" "+at, line.Closing, row.Committed)
				}
			}
		}
	}
	h.mustBalance(t)
}

func TestOverspendIsShown(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.budget("2015-04-01", "one", pooltest.NHSMinimum, "1000.00")
	over := ledger.ApproveOverspend{
		Scheme: "one", Source: pooltest.NHSMinimum, Amount: pounds("50.00"), Reason: ledger.Text("winter"),
	}
	h.Must("ada", "2015-05-01", over)
	h.commit("2015-05-02", "beds", "one", pooltest.NHSMinimum, "1050.00")
	h.Must("ada", "2015-06-01", ledger.CureOverspend{
		Source: pooltest.NHSMinimum, Amount: pounds("20.00"), Reason: ledger.Text("the call"),
	})
	for _, at := range []string{"seq:1", "date:2015-05-01", "date:2015-05-02", ""} {
		p := h.position(t, at, "")
		equal(t, "resources "+at, p.Total.Agreed.Add(p.Total.Performance).Add(p.Total.Brought).Add(p.Total.Uncured),
			p.Total.Unallocated.Add(p.Total.Performance).Add(p.Total.Revised))
		for _, row := range p.Lines {
			equal(t, "revised budget "+at, row.Revised, row.Budget.Add(row.Virements).Add(row.Overspend))
		}
	}
	p := h.position(t, "", "")
	equal(t, "of the line", p.Lines[0].Overspend, pounds("50.00"))
	equal(t, "of the scheme", p.Schemes[0].Overspend, pounds("50.00"))
	equal(t, "to be cured", p.Sources[0].Uncured, pounds("30.00"))
	equal(t, "in all", p.Total.Uncured, pounds("30.00"))
	s, err := h.Reports.Statement(t.Context(), h.Fund, asOf(t, "", ""))
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := errors.Join(p.Text(&text), s.Text(&text, false)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Virements  Overspend", "Overspend to cure", "Overspend approved, not yet cured"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("nothing says %q:\n%s", want, text.String())
		}
	}
	m, err := h.Reports.Behind(t.Context(), h.Fund, asOf(t, "", ""), report.Uncured, report.Key{}, 0, 10)
	if err != nil || len(m.Lines) != 2 || m.Amount != pounds("30.00") {
		t.Errorf("behind what is to be cured: %+v, %v", m, err)
	}
	h.mustBalance(t)
}
