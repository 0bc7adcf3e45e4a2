package ledger

import (
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func requestDirect(id PaymentRequestID, amount string) RequestPayment {
	return RequestPayment{
		ID: id, Budgets: []DirectRequest{{"h-1", MustMoney(amount)}}, Due: MustDate("2015-06-18"),
	}
}

// directIs holds how far a request's only direct payment has come, and how much the budget waits for.
func (b *book) directIs(id PaymentRequestID, state PaymentState, awaited string, paid, back int) {
	b.Helper()
	h, err := b.fund.HealthBudget("h-1")
	if err != nil {
		b.Fatal(err)
	}
	l := b.paymentRequest(id).Direct[0]
	if l.State != state || h.asked() != MustMoney(awaited) || len(h.Payments) != paid || len(h.CameBack) != back {
		b.Errorf("%s is %s; %s is awaited, %d were paid and %d came back", id, l.State, h.asked(), len(h.Payments),
			len(h.CameBack))
	}
}

// TestDirectPaymentRequested has a direct payment asked for, paid and returned: the request names the pseudonym alone.
func TestDirectPaymentRequested(t *testing.T) {
	t.Parallel()
	b := withDirect(t)
	b.posts(b.must(requestDirect("q-1", "60.00")))
	if l := b.paymentRequest("q-1").Direct[0]; l.Client != client || l.Reference != "P000001-001" || l.Scheme != "a" {
		t.Errorf("asked for %+v", l)
	}
	b.directIs("q-1", PaymentRequested, "60.00", 0, 0)
	b.refused(payDirect("40.01"), ErrNotEnough, "£0.01 more than the £100.00 left of personal health budget h-1, "+
		"less the £60.00 that payment requests ask for")
	b.refused(ReleaseHealthBudget{Budget: "h-1"}, ErrNotEnough, "payment requests ask for £60.00")

	paid := b.must(outcomes("q-1", outcome("P000001-001", PaymentPaid, "60.00")))
	b.posts(paid, advancedH1+" 60.00", cashPaid+" -60.00") // row 14p
	b.directIs("q-1", PaymentPaid, "0.00", 1, 0)
	back := b.must(outcomes("q-1", outcome("P000001-001", PaymentReturned, "60.00")))
	b.posts(back, advancedH1+" -60.00", cashPaid+" 60.00")
	b.directIs("q-1", PaymentReturned, "0.00", 0, 1)
	b.refused(reverse(paid), ErrWrongState, "has been returned since")

	b.must(reverse(back))
	b.directIs("q-1", PaymentPaid, "0.00", 1, 0)
	b.must(reverse(paid))
	b.directIs("q-1", PaymentRequested, "60.00", 0, 0)
	b.must(outcomes("q-1", outcome("P000001-001", PaymentRejected, "60.00")))
	b.directIs("q-1", PaymentRejected, "0.00", 0, 0)
	b.must(payDirect("100.00"))
}

func TestDirectPaymentRefusals(t *testing.T) {
	t.Parallel()
	b := withDirect(t)
	b.refused(requestDirect("q-1", "100.01"), ErrNotEnough, "£0.01 more than the £100.00 left")
	twice := requestDirect("q-1", "1.00")
	twice.Budgets = append(twice.Budgets, twice.Budgets[0])
	b.refused(twice, ErrInvalid, "h-1 is named twice")
	b.must(requestDirect("q-1", "60.00"))
	b.refused(outcomes("q-1", outcome("P000001-001", PaymentPaid, "60.01")), ErrInvalid,
		"£60.00 was requested for personal health budget h-1")
	b.refused(outcomes("q-1", outcome("P000001-001", PaymentReturned, "60.00")), ErrWrongState, "has not come back")

	// Who asked does not accept what it was spent on, nor does who recorded that it was paid.
	b.must(StopHealthBudget{Budget: "h-1", Grounds: "not-needed", Reason: Text("moved away")})
	b.refused(requestDirect("q-2", "1.00"), ErrWrongState, "h-1 is stopped")
	paid, err := b.try(ada, Instruction{On: MustDate("2015-06-01")}, // it was on its way
		outcomes("q-1", outcome("P000001-001", PaymentPaid, "60.00")))
	if err != nil {
		t.Fatal(err)
	}
	for _, by := range []Authority{cora, ada} {
		if _, err := b.try(by, Instruction{On: MustDate("2015-06-01")}, evidence("60.00")); !errors.Is(err, ErrOwnWork) {
			t.Errorf("%s accepts the evidence: %v", by.Actor, err)
		}
	}
	e := b.must(evidence("60.00"))
	b.refused(reverse(paid), ErrWrongState, "is accounted for")
	b.must(reverse(e))

	notional := withBudget(t)
	notional.refused(requestDirect("q-1", "1.00"), ErrWrongState, "h-1 is notional")
}

// drawDirect draws requests for direct payments, and what there can be of those asked for so far.
func drawDirect(t *rapid.T, b *book, n int, amount Money) []Act {
	budget := HealthBudgetID(fmt.Sprint("h-", rapid.IntRange(0, 3).Draw(t, "payee")))
	asked := RequestPayment{
		ID: PaymentRequestID(fmt.Sprint("hq-", n)), Due: MustDate("2015-06-30"),
		Budgets: []DirectRequest{{budget, Pence(1 + amount.Pence()%6_000)}},
	}
	acts := []Act{asked, asked}
	for n := range n {
		r, err := Find[PaymentRequest](b.fund, PaymentRequest{ID: PaymentRequestID(fmt.Sprint("hq-", n))}.Ref())
		if err != nil || len(r.Direct) == 0 || !r.Expects() {
			continue
		}
		l := r.Direct[0]
		o := outcome(l.Reference, PaymentReturned, l.Amount.String())
		if l.State == PaymentRequested {
			o = outcome(l.Reference, []PaymentState{PaymentPaid, PaymentRejected}[amount.Pence()%2], l.Amount.String())
		}
		o.Date = MustDate("2015-06-30")
		acts = append(acts, outcomes(r.ID, o))
	}
	return acts
}
