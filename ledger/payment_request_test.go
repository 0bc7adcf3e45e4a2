package ledger

import (
	"errors"
	"slices"
	"testing"
)

func request(id PaymentRequestID, invoices ...InvoiceID) RequestPayment {
	return RequestPayment{ID: id, Invoices: invoices, Due: MustDate("2015-06-18")}
}

// outcome is what became of the payment of a request's line, on 1 June 2015.
func outcome(reference string, state PaymentState, amount string) PaymentOutcome {
	o := PaymentOutcome{
		Reference: reference, Outcome: state, Amount: MustMoney(amount), Date: MustDate("2015-06-01"),
		Payment: Text("BACS " + reference),
	}
	if state != PaymentPaid {
		o.Payment, o.Reason = Private{}, Text("account closed")
	}
	return o
}

func outcomes(of PaymentRequestID, list ...PaymentOutcome) RecordPaymentOutcomes {
	return RecordPaymentOutcomes{Request: of, Outcomes: list}
}

func (b *book) paymentRequest(id PaymentRequestID) PaymentRequest {
	b.Helper()
	r, err := b.fund.PaymentRequest(id)
	if err != nil {
		b.Fatal(err)
	}
	return r
}

// states are those of a request's lines and of their invoices.
func (b *book) states(id PaymentRequestID) (list []string) {
	b.Helper()
	for _, l := range b.paymentRequest(id).Lines {
		i, err := b.fund.Invoice(l.Invoice)
		if err != nil {
			b.Fatal(err)
		}
		list = append(list, string(l.State)+" "+string(i.State)+" "+string(i.Request)+" "+i.Paid.String())
	}
	return list
}

func (b *book) expectStates(id PaymentRequestID, want ...string) {
	b.Helper()
	if got := b.states(id); !slices.Equal(got, want) {
		b.Errorf("%s is %q, want %q", id, got, want)
	}
}

const (
	owedToProvider = "2100::ccg:minimum::revenue:provider=provider"
	cashPaid       = "1000::ccg:minimum::revenue:by=payment"
)

func TestPaymentRun(t *testing.T) {
	t.Parallel()
	b := invoiced(t)
	b.must(credit("n-1", "i-la", charge("m-la", "10.00", "2.00", "")))
	b.posts(b.must(request("q-1", "i-la", "i-nhs", "i-joint")))
	r := b.paymentRequest("q-1")
	if r.Number != 1 || r.Lines[0].Reference != "P000001-001" || r.Lines[0].Amount != MustMoney("108.00") ||
		!slices.Equal(r.Lines[0].Split, []PaymentPart{{"la", "minimum", MustMoney("108.00")}}) {
		t.Errorf("requested %+v", r)
	}
	b.expectStates("q-1", "requested certified q-1 ", "requested certified q-1 ", "requested certified q-1 ")

	e := b.must(outcomes("q-1", outcome("P000001-001", PaymentPaid, "108.00"),
		outcome("P000001-002", PaymentPaid, "120.00"), outcome("P000001-003", PaymentRejected, "120.00")))
	b.posts(e, owedToProvider+" 228.00", cashPaid+" -228.00") // row 10
	b.expectStates("q-1", "paid paid q-1 2015-06-01", "paid paid q-1 2015-06-01", "rejected certified  ")

	back := b.must(outcomes("q-1", outcome("P000001-002", PaymentReturned, "120.00")))
	b.posts(back, owedToProvider+" -120.00", cashPaid+" 120.00")
	b.expectStates("q-1", "paid paid q-1 2015-06-01", "returned certified  ", "rejected certified  ")

	b.must(request("q-2", "i-nhs", "i-joint")) // both are free for another
	if r := b.paymentRequest("q-2"); r.Number != 2 || r.Lines[1].Reference != "P000002-002" {
		t.Errorf("the second is %+v", r)
	}
	b.refused(reverse(back), ErrWrongState, "invoice i-nhs has been credited, paid or requested again since it was returned")
	b.refused(reverse(e), ErrWrongState, "the payment of invoice i-nhs has been returned since")
	b.must(outcomes("q-2", outcome("P000002-001", PaymentPaid, "120.00"), outcome("P000002-002", PaymentPaid, "120.00")))
	if owed := b.balance(owedToProvider); !owed.IsZero() {
		t.Errorf("%s is still owed", owed)
	}
	if r := b.paymentRequest("q-2"); !r.Expects() {
		t.Error("what is paid may still be returned")
	}
}

func TestReversedOutcomes(t *testing.T) {
	t.Parallel()
	b := invoiced(t)
	b.must(request("q-1", "i-la", "i-nhs"))
	e := b.must(outcomes("q-1", outcome("P000001-001", PaymentPaid, "120.00"),
		outcome("P000001-002", PaymentRejected, "120.00")))
	back := b.must(outcomes("q-1", outcome("P000001-001", PaymentReturned, "120.00")))
	b.must(reverse(back))
	b.expectStates("q-1", "paid paid q-1 2015-06-01", "rejected certified  ")
	if l := b.paymentRequest("q-1").Lines[0]; l.Failed != 0 || !l.Reason.IsZero() || l.Payment.IsZero() {
		t.Errorf("the return left %+v", l)
	}
	b.must(reverse(e))
	b.expectStates("q-1", "requested certified q-1 ", "requested certified q-1 ")
	if l := b.paymentRequest("q-1").Lines[1]; l.Failed != 0 || !l.Reason.IsZero() || l.Paid != 0 {
		t.Errorf("the rejection left %+v", l)
	}
	b.must(outcomes("q-1", outcome("P000001-001", PaymentPaid, "120.00"))) // and may be recorded anew
	only := b.must(outcomes("q-1", outcome("P000001-002", PaymentRejected, "120.00")))
	b.refused(reverse(only), ErrWrongState, "moved no money")
	paid := b.paymentRequest("q-1").Lines[0].Invoice
	b.must(refunded("n-1", paid, charge("m-la", "1.00", "0.20", "")))
	b.refused(outcomes("q-1", outcome("P000001-001", PaymentReturned, "120.00")), ErrWrongState,
		"credit note n-1 gives back what was paid on invoice i-la")
}

func TestRequestPaymentRefusals(t *testing.T) {
	t.Parallel()
	b := invoiced(t)
	b.must(receive("r-1", charge("m-la", "1.00", "0.00", "")))
	b.refused(request("q-1", "r-1"), ErrWrongState, "invoice r-1 is received")
	b.refused(request("q-1", "none"), ErrNotFound, "none")
	b.refused(request("q-1"), ErrInvalid, "1 to 200 payments, not 0")
	b.refused(request("q-1", slices.Repeat([]InvoiceID{"i-la"}, 201)...), ErrInvalid, "not 201")
	b.refused(request("q-1", "i-la", "i-la"), ErrInvalid, "named twice")
	b.refused(request("Q", "i-la"), ErrInvalid, "payment request's id")
	late := request("q-1", "i-la")
	late.Due = MustDate("2015-05-31")
	b.refused(late, ErrInvalid, "cannot be before 1 June 2015")
	late.Due++
	if _, err := b.try(ben, Instruction{On: MustDate("2015-06-01")}, late); !errors.Is(err, ErrOwnWork) {
		t.Errorf("whoever certified it asks for its payment: %v", err)
	}
	b.must(late)
	b.refused(request("q-1", "i-nhs"), ErrExists, "q-1")
	for _, act := range []Act{
		request("q-2", "i-la"),
		PayInvoice{Invoice: "i-la", Payment: Text("p")},
		credit("n-1", "i-la", charge("m-la", "1.00", "0.00", "")), reverseOf(b, "certify-received-invoice/1"),
	} {
		if r, ok := act.(ReverseEntry); ok { // the certification of i-la, whichever came first
			for _, e := range b.entries["test"] {
				if c, ok := e.Act.(CertifyReceivedInvoice); ok && c.Invoice == "i-la" {
					r.Entry = e.Seq
				}
			}
			act = r
		}
		b.refused(act, ErrWrongState, "invoice i-la is in payment request q-1")
	}
	note := b.must(credit("n-2", "i-nhs", charge("m-nhs", "1.00", "0.00", "")))
	b.must(request("q-3", "i-nhs"))
	b.refused(reverse(note), ErrWrongState, "invoice i-nhs is in payment request q-3")
}

// A file of outcomes is taken whole or not at all, and what is wrong in it is named by its line.
func TestOutcomeRefusals(t *testing.T) {
	t.Parallel()
	b := invoiced(t)
	b.must(request("q-1", "i-la", "i-nhs", "i-joint"))
	b.must(outcomes("q-1", outcome("P000001-003", PaymentPaid, "120.00")))
	good := outcome("P000001-001", PaymentPaid, "120.00")
	with := func(change func(*PaymentOutcome)) PaymentOutcome {
		o := outcome("P000001-002", PaymentPaid, "120.00")
		change(&o)
		return o
	}
	for name, tt := range map[string]struct {
		line PaymentOutcome
		want error
		says string
	}{
		"unknown":  {outcome("P000002-002", PaymentPaid, "120.00"), ErrNotFound, "line 2 (P000002-002): payment request q-1"},
		"no name":  {with(func(o *PaymentOutcome) { o.Reference = "" }), ErrNotFound, "line 2"},
		"disagree": {with(func(o *PaymentOutcome) { o.Invoice = "i-la" }), ErrNotFound, "line 2 (P000001-002)"},
		"a penny more": {
			outcome("P000001-002", PaymentPaid, "120.01"), ErrInvalid,
			"line 2 (P000001-002): the amount is £120.01, and £120.00 was requested for invoice i-nhs",
		},
		"a penny less": {outcome("P000001-002", PaymentPaid, "119.99"), ErrInvalid, "£119.99"},
		"twice":        {good, ErrInvalid, "line 2 (P000001-001): line 1 is about the same payment"},
		"twice by its invoice": {
			PaymentOutcome{Invoice: "i-la", Outcome: PaymentPaid, Amount: MustMoney("120.00")},
			ErrInvalid,
			"line 2 (invoice i-la): line 1 is about the same payment",
		},
		"paid already":    {outcome("P000001-003", PaymentPaid, "120.00"), ErrWrongState, "i-joint is paid already"},
		"paid, rejected":  {outcome("P000001-003", PaymentRejected, "120.00"), ErrWrongState, "i-joint is paid already"},
		"returned unpaid": {outcome("P000001-002", PaymentReturned, "120.00"), ErrWrongState, "is requested, so it has not come"},
		"no reference":    {with(func(o *PaymentOutcome) { o.Payment = Private{} }), ErrInvalid, "line 2 (P000001-002): the payment's"},
		"no reason": {
			with(func(o *PaymentOutcome) { o.Outcome = PaymentRejected }), ErrInvalid, "line 2 (P000001-002): the reason",
		},
		"no outcome": {with(func(o *PaymentOutcome) { o.Outcome = PaymentRequested }), ErrInvalid, "paid, rejected or returned"},
		"tomorrow":   {with(func(o *PaymentOutcome) { o.Date++ }), ErrInvalid, "from 1 June 2015 to 1 June 2015"},
		"yesterday":  {with(func(o *PaymentOutcome) { o.Date-- }), ErrInvalid, "from 1 June 2015 to 1 June 2015"},
	} {
		t.Run(name, func(t *testing.T) {
			b := &book{t, b.service, b.fund, b.entries, b.salts, b.at}
			b.refused(outcomes("q-1", good, tt.line), tt.want, tt.says)
			b.expectStates("q-1", "requested certified q-1 ", "requested certified q-1 ", "paid paid q-1 2015-06-01")
		})
	}
	b.refused(outcomes("q-1"), ErrInvalid, "1 to 200 outcomes")
	if _, err := b.try(ben, Instruction{On: MustDate("2015-06-01")}, outcomes("q-1", good)); !errors.Is(err, ErrOwnWork) {
		t.Errorf("whoever certified one records the outcomes: %v", err)
	}
	by := outcome("", PaymentPaid, "120.00")
	by.Invoice = "i-la"
	b.must(outcomes("q-1", by)) // named by its invoice
}

// What is credited by another scheme than is charged is taken off what the source still pays.
func TestOwedIsSplit(t *testing.T) {
	t.Parallel()
	b := regimes(t)
	b.must(receive("i-1", charge("m-la", "50.00", "0.00", ""), charge("m-nhs", "30.00", "0.00", "")))
	b.must(receive("i-2", charge("m-joint", "60.00", "0.00", ""), charge("m-nhs", "5.00", "0.00", "")))
	for _, id := range []InvoiceID{"i-1", "i-2"} {
		b.must(CertifyReceivedInvoice{Invoice: id})
	}
	b.must(PayInvoice{Invoice: "i-2", Payment: Text("p")})
	note := credit("n-1", "i-2", charge("m-joint", "60.00", "0.00", ""), charge("m-nhs", "5.00", "0.00", ""))
	note.Against = "i-1"
	b.must(note)
	b.must(request("q-1", "i-1"))
	l := b.paymentRequest("q-1").Lines[0]
	if l.Amount != MustMoney("15.00") || !slices.Equal(l.Split, []PaymentPart{{"nhs", "minimum", MustMoney("15.00")}}) {
		t.Errorf("to be paid %s, split %+v", l.Amount, l.Split)
	}
	b.posts(b.must(outcomes("q-1", outcome("P000001-001", PaymentPaid, "15.00"))), owedToProvider+" 15.00", cashPaid+" -15.00")
}

func TestPaymentHold(t *testing.T) {
	t.Parallel()
	b := invoiced(t)
	hold, lift := HoldPayments{Provider: "provider", Reason: Text("x")}, LiftPaymentHold{Provider: "provider", Reason: Text("y")}
	b.refused(lift, ErrWrongState, "are not held")
	b.refused(HoldPayments{Provider: "provider"}, ErrInvalid, "reason")
	b.refused(HoldPayments{Provider: "nobody", Reason: Text("x")}, ErrNotFound, "nobody")
	b.must(request("q-1", "i-la"))
	b.posts(b.must(hold))
	b.refused(hold, ErrExists, "have been held since 1 June 2015")
	for _, act := range []Act{
		request("q-2", "i-nhs"),
		PayInvoice{Invoice: "i-nhs", Payment: Text("p")},
		PrepayProvider{Commitment: "m-la", Amount: MustMoney("1.00"), Payment: Text("p")},
	} {
		b.refused(act, ErrHeld, "payments to provider have been held since 1 June 2015")
	}
	b.must(receive("r-1", charge("m-la", "1.00", "0.00", "")))
	b.must(CertifyReceivedInvoice{Invoice: "r-1"})                         // which is no payment
	b.must(outcomes("q-1", outcome("P000001-001", PaymentPaid, "120.00"))) // has happened
	if _, err := b.try(ada, Instruction{}, lift); !errors.Is(err, ErrOwnWork) {
		t.Errorf("whoever held them lifts the hold: %v", err)
	}
	b.refused(LiftPaymentHold{Provider: "provider"}, ErrInvalid, "reason")
	b.must(lift)
	b.must(request("q-2", "i-nhs"))
	b.must(hold) // again
}

// The year-end checklist names the payments that the host's system has not answered.
func TestAwaitedPaymentsAreNoted(t *testing.T) {
	t.Parallel()
	b := inUse(t)
	noted := func() []string {
		t.Helper()
		b.fund.ForgetLists()
		s := b.fund.Overlay()
		for range 5 {
			says, err := s.awaitedPayments()
			if err == nil {
				return says
			}
			b.fund.supplyLists(s.TakeMissing())
		}
		t.Fatal("the payments awaited are not loaded")
		return nil
	}
	if says := noted(); len(says) > 0 {
		t.Errorf("before anything is asked for, noted is %q", says)
	}
	b.must(request("q-1", "i-0", "i-1"))
	const want = "payment request q-1 awaits the outcome of 2 of its 2 payments"
	if says := noted(); len(says) != 1 || says[0] != want {
		t.Errorf("noted is %q, want %q", says, want)
	}
}
