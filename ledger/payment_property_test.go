package ledger

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// drawPaymentAct draws an act about payments, lawful or not.
func drawPaymentAct(t *rapid.T, b *book, n int) Act {
	invoice := InvoiceID(fmt.Sprint("r-", rapid.IntRange(0, 7).Draw(t, "invoice")))
	also := InvoiceID(fmt.Sprint("r-", rapid.IntRange(0, 7).Draw(t, "also")))
	some := Pence(rapid.Int64Range(1, 2_000).Draw(t, "some"))
	asked := RequestPayment{
		ID: PaymentRequestID(fmt.Sprint("q-", n)), Invoices: []InvoiceID{invoice, also}, Due: MustDate("2015-06-30"),
	}
	one := asked
	one.Invoices = asked.Invoices[:1]
	if invoice == also {
		asked = one
	}
	commitment := []CommitmentID{"m-la", "m-nhs", "m-joint"}[rapid.IntRange(0, 2).Draw(t, "commitment")]
	note := credit(CreditID(fmt.Sprint("n-", n)), invoice, ChargeLine{Commitment: commitment, Net: some})
	if rapid.Bool().Draw(t, "set off") {
		note.Against = also
	}
	kinds := []Act{
		asked, one, drawOutcomes(t, b, n), drawOutcomes(t, b, n), drawOutcomes(t, b, n), note,
		PayInvoice{Invoice: invoice, Payment: Text("p")},
		PayLateInterest{Invoice: invoice, Amount: some, Payment: Text("p")},
		PayLateInterest{Invoice: also, Amount: some, Payment: Text("p")},
		HoldPayments{Provider: "provider", Reason: Text("x")},
		LiftPaymentHold{Provider: "provider", Reason: Text("x")},
		LiftPaymentHold{Provider: "provider", Reason: Text("x")},
		ReverseEntry{Entry: int64(rapid.IntRange(1, int(b.fund.Seq)).Draw(t, "entry")), Reason: Text("x")},
		ReverseEntry{Entry: max(1, b.fund.Seq-1), Reason: Text("x")},
	}
	return kinds[(rapid.IntRange(0, len(kinds)-1).Draw(t, "kind")+n)%len(kinds)]
}

// drawOutcomes draws outcomes of the payments of one of the requests made so far, such as there can be.
func drawOutcomes(t *rapid.T, b *book, n int) RecordPaymentOutcomes {
	runs := []PaymentRequest{{ID: "none"}}
	for n := range n {
		r, err := Find[PaymentRequest](b.fund, PaymentRequest{ID: PaymentRequestID(fmt.Sprint("q-", n))}.Ref())
		if err == nil && r.Number != 0 {
			runs = append(runs, r)
		}
	}
	r := runs[rapid.IntRange(min(1, len(runs)-1), len(runs)-1).Draw(t, "run")]
	act := RecordPaymentOutcomes{Request: r.ID}
	for _, l := range r.Lines {
		states := []PaymentState{PaymentPaid, PaymentPaid, PaymentRejected}
		if l.State == PaymentPaid {
			states = []PaymentState{PaymentReturned}
		}
		if rapid.IntRange(0, 3).Draw(t, "said") > 0 {
			act.Outcomes = append(act.Outcomes, PaymentOutcome{
				Reference: l.Reference, Amount: l.Amount, Date: MustDate("2015-06-30"), Payment: Text("p"),
				Reason: Text("x"), Outcome: rapid.SampledFrom(states).Draw(t, "outcome"),
			})
		}
	}
	return act
}

// TestRandomPaymentsKeepTheBooks runs random acts about payments, and holds that what is owed to the provider is what
// its invoices still have to be paid, and that an invoice is asked for in one request at most.
func TestRandomPaymentsKeepTheBooks(t *testing.T) {
	t.Parallel()
	begin := func(*rapid.T) *book {
		b := regimes(t)
		for n := range 8 {
			id := InvoiceID(fmt.Sprint("r-", n))
			b.must(receive(id, charge([]CommitmentID{"m-la", "m-nhs", "m-joint"}[n%3], "50.00", "10.00", "0.00")))
			b.must(CertifyReceivedInvoice{Invoice: id})
		}
		return b
	}
	wanted := kindsOf(
		RequestPayment{},
		RecordPaymentOutcomes{},
		PayLateInterest{},
		HoldPayments{},
		LiftPaymentHold{},
		PayInvoice{},
		ReceiveCreditNote{},
		ReverseEntry{},
	)
	playAtRandom(t, wanted, begin, func(t *rapid.T, b *book, n int) Act {
		b.checkOwed(t)
		b.checkRequested(t, n)
		return drawPaymentAct(t, b, n)
	})
}

// checkRequested holds that each payment that is asked for is of a certified invoice that names the request, for all
// that is owed on it, and that no other invoice is said to be asked for.
func (b *book) checkRequested(t *rapid.T, n int) {
	asked := map[InvoiceID]bool{}
	for n := range n {
		r, _ := Find[PaymentRequest](b.fund, PaymentRequest{ID: PaymentRequestID(fmt.Sprint("q-", n))}.Ref())
		for _, l := range r.Lines {
			i, _ := b.fund.Invoice(l.Invoice)
			left, _ := b.fund.payable(i)
			switch {
			case l.State == PaymentPaid && (i.State != InvoicePaid || i.Request != r.ID):
				t.Fatalf("payment %s is paid, and invoice %s is %s in %q", l.Reference, i.ID, i.State, i.Request)
			case l.State != PaymentRequested:
				continue
			case asked[i.ID] || i.State != InvoiceCertified || i.Request != r.ID || totalOwed(left) != l.Amount:
				t.Fatalf("payment %s of %s is asked for, and invoice %s is %s in %q", l.Reference, l.Amount, i.ID, i.State,
					i.Request)
			}
			asked[i.ID] = true
		}
	}
	for n := range 8 {
		i, err := b.fund.Invoice(InvoiceID(fmt.Sprint("r-", n)))
		if err == nil && i.State == InvoiceCertified && i.Request != "" && !asked[i.ID] {
			t.Fatalf("invoice %s is said to be in %s, where it is not", i.ID, i.Request)
		}
	}
}
