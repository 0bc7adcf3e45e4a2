package ledger

import "testing"

// credit is a credit note for an invoice.
func credit(id CreditID, invoice InvoiceID, lines ...ChargeLine) ReceiveCreditNote {
	return ReceiveCreditNote{
		ID: id, Invoice: invoice, Number: Text("CN " + string(id)), Lines: lines, Reason: Text("overcharged"),
	}
}

// refunded is a refund of a part of an invoice.
func refunded(id CreditID, invoice InvoiceID, lines ...ChargeLine) ReceiveRefund {
	return ReceiveRefund{
		ID: id, Invoice: invoice, Lines: lines, Reason: Text("overcharged"), Receipt: Text("R " + string(id)),
	}
}

// invoiced is a book of regimes with a certified invoice of £120.00 to each scheme: i-la, i-nhs and i-joint, the last
// with £5.00 of its VAT irrecoverable.
func invoiced(t testing.TB) *book {
	t.Helper()
	b := regimes(t)
	for scheme, said := range map[string]string{"la": "", "nhs": "", "joint": "5.00"} {
		id := InvoiceID("i-" + scheme)
		b.must(receive(id, charge(CommitmentID("m-"+scheme), "100.00", "20.00", said)))
		b.must(CertifyReceivedInvoice{Invoice: id})
	}
	return b
}

func TestCreditNoteRow(t *testing.T) {
	t.Parallel()
	b := invoiced(t)
	e := b.must(credit("n-1", "i-la", charge("m-la", "10.00", "2.00", "")))
	b.posts(e, // row 10c
		"2100::ccg:minimum::revenue:provider=provider 12.00", "1200::ccg:minimum::revenue -2.00",
		"5100:2015-16:ccg:minimum:la:revenue -10.00", "9400:2015-16:ccg:minimum:la:revenue 10.00",
		"9300:2015-16:ccg:minimum:la:revenue:commitment=m-la -10.00")
	e = b.must(credit("n-2", "i-nhs", charge("m-nhs", "10.00", "2.00", "")))
	b.posts(e, // its VAT was a cost, and so it is taken off it
		"2100::ccg:minimum::revenue:provider=provider 12.00",
		"5100:2015-16:ccg:minimum:nhs:revenue -12.00", "9400:2015-16:ccg:minimum:nhs:revenue 12.00",
		"9300:2015-16:ccg:minimum:nhs:revenue:commitment=m-nhs -12.00")
	b.must(reverse(e))
	b.must(ReleaseCommitment{Commitment: "m-nhs"})
	e = b.must(credit("n-3", "i-nhs", charge("m-nhs", "10.00", "2.00", "")))
	b.posts(e, // released: the scheme may spend it
		"2100::ccg:minimum::revenue:provider=provider 12.00",
		"5100:2015-16:ccg:minimum:nhs:revenue -12.00", "9400:2015-16:ccg:minimum:nhs:revenue 12.00",
		"9200:2015-16:ccg:minimum:nhs:revenue:by=commitment -12.00")
	e = b.must(credit("n-4", "i-la", charge("m-la", "0.00", "1.00", ""))) // VAT charged too much costs no scheme
	b.posts(e, "2100::ccg:minimum::revenue:provider=provider 1.00", "1200::ccg:minimum::revenue -1.00")
	b.posts(b.must(PayInvoice{Invoice: "i-la", Payment: Text("p")}), // less the credits
		"2100::ccg:minimum::revenue:provider=provider 107.00", "1000::ccg:minimum::revenue:by=payment -107.00")
	b.refused(reverse(e), ErrWrongState, "invoice i-la is paid, and credit note n-4 lessened its payment")
}

func TestCreditNoteRefusals(t *testing.T) {
	t.Parallel()
	b := invoiced(t)
	b.must(certify("i-1", "m-la", "one step", "50.00"))
	of := func(net, vat string) ChargeLine { return charge("m-la", net, vat, "") }
	for _, tt := range []struct {
		act      ReceiveCreditNote
		want     error
		sentence string
	}{
		{credit("", "i-la", of("1.00", "0.00")), ErrInvalid, "the credit note's id"},
		{credit("n-1", "i-9", of("1.00", "0.00")), ErrNotFound, "i-9"},
		{credit("n-1", "i-la"), ErrInvalid, "say what the credit takes off"},
		{credit("n-1", "i-la", of("0.00", "0.00")), ErrAmountNotPositive, ""},
		{credit("n-1", "i-la", of("1.00", "0.00"), of("1.00", "0.00")), ErrInvalid, "names once: m-la is not so"},
		{credit("n-1", "i-la", charge("m-nhs", "1.00", "0.00", "")), ErrInvalid, "m-nhs is not so"},
		{credit("n-1", "i-la", of("100.01", "0.00")), ErrNotEnough, "£100.01 net is £0.01 more than the £100.00"},
		{credit("n-1", "i-la", of("1.00", "20.01")), ErrNotEnough, "£20.01 recoverable VAT is £0.01 more"},
		{
			credit("n-1", "i-la", charge("m-la", "1.00", "0.20", "0.01")), ErrNotEnough,
			"£0.01 irrecoverable VAT is £0.01 more than the £0.00",
		},
		{
			credit("n-1", "i-joint", charge("m-joint", "1.00", "0.20", "")), ErrInvalid,
			"£15.00 can be recovered and £5.00 cannot",
		},
		{credit("n-1", "i-joint", charge("m-joint", "1.00", "5.01", "5.01")), ErrNotEnough, "£0.01 more than the £5.00"},
		{credit("n-1", "i-joint", charge("m-joint", "1.00", "15.01", "0.00")), ErrNotEnough, "£0.01 more than the £15.00"},
		{credit("n-1", "i-1", of("50.01", "0.00")), ErrNotEnough, "£0.01 more than the £50.00"},
		{
			ReceiveCreditNote{ID: "n-1", Invoice: "i-la", Number: Text("x"), Lines: []ChargeLine{of("1.00", "0.00")}},
			ErrInvalid, "the reason",
		},
		{
			ReceiveCreditNote{ID: "n-1", Invoice: "i-la", Reason: Text("x"), Lines: []ChargeLine{of("1.00", "0.00")}},
			ErrInvalid, "invoice number",
		},
	} {
		b.refused(tt.act, tt.want, tt.sentence)
	}
	b.must(receive("i-2", of("5.00", "0.00")))
	b.refused(credit("n-1", "i-2", of("1.00", "0.00")), ErrWrongState, "received; a credit note is recorded once it has")
	e := b.must(credit("n-1", "i-la", of("60.00", "12.00")))
	b.refused(credit("n-1", "i-la", of("1.00", "0.00")), ErrExists, "already")
	same := credit("n-2", "i-nhs", charge("m-nhs", "1.00", "0.00", ""))
	same.Number = Text("cn/N-1")
	b.refused(same, ErrExists, "it is n-1")
	b.refused(credit("n-2", "i-la", of("40.01", "0.00")), ErrNotEnough, "£0.01 more than the £40.00")
	b.must(reverse(e)) // which frees its number, and what it took off
	b.must(same)
	b.must(credit("n-3", "i-la", of("100.00", "20.00")))
	b.refused(PayInvoice{Invoice: "i-la", Payment: Text("p")}, ErrWrongState, "invoice i-la is settled")
	b.must(credit("n-4", "i-joint", charge("m-joint", "100.00", "20.00", "5.00")))
	b.must(credit("n-5", "i-1", of("50.00", "0.00")))
}

func TestCreditOnAPaidInvoice(t *testing.T) {
	t.Parallel()
	b := invoiced(t)
	paid := b.must(PayInvoice{Invoice: "i-la", Payment: Text("p")})
	note := credit("n-1", "i-la", charge("m-la", "30.00", "6.00", ""))
	b.refused(note, ErrWrongState, "invoice i-la is paid: name an unpaid invoice of provider to set the credit against")
	note.Against = "i-la"
	b.refused(note, ErrWrongState, "invoice i-la is paid, so no credit is set against it")
	note.Against = "i-9"
	b.refused(note, ErrNotFound, "i-9")
	b.must(receive("i-2", charge("m-la", "35.99", "0.00", "")))
	note.Against = "i-2"
	b.refused(note, ErrWrongState, "i-2 is received")
	certified := b.must(CertifyReceivedInvoice{Invoice: "i-2"})
	b.refused(note, ErrNotEnough, "£0.01 more than what is still to be paid on invoice i-2 from source minimum")
	note.Against = "i-nhs"
	e := b.must(note)
	b.refused(reverse(paid), ErrWrongState, "credit note n-1 gives back what was paid on invoice i-la")
	last := b.must(credit("n-2", "i-la", charge("m-la", "0.00", "0.01", "")).against("i-2"))
	b.refused(reverse(certified), ErrWrongState, "credit note n-2 is set against invoice i-2; reverse it first")
	b.must(reverse(last))
	b.must(reverse(certified))
	b.posts(b.must(PayInvoice{Invoice: "i-nhs", Payment: Text("p")}),
		"2100::ccg:minimum::revenue:provider=provider 84.00", "1000::ccg:minimum::revenue:by=payment -84.00")
	b.refused(reverse(e), ErrWrongState, "invoice i-nhs is paid, and credit note n-1 lessened its payment")
	if left := b.balance("2100::ccg:minimum::revenue:provider=provider"); left != MustMoney("-120.00") {
		t.Errorf("the provider is owed %s, for i-joint", left)
	}
}

// against is the credit note set against another invoice.
func (a ReceiveCreditNote) against(other InvoiceID) ReceiveCreditNote {
	a.Against = other
	return a
}

func TestCreditOfAnotherProviderIsNotSetOff(t *testing.T) {
	t.Parallel()
	b := invoiced(t)
	b.must(PayInvoice{Invoice: "i-la", Payment: Text("p")})
	other := raise("m-2", "100.00")
	other.Provider, other.Scheme = "trust", "la"
	b.must(other)
	b.must(certify("i-2", "m-2", "1", "100.00"))
	b.refused(credit("n-1", "i-la", charge("m-la", "1.00", "0.00", "")).against("i-2"), ErrInvalid,
		"invoice i-2 is from trust, and the credit note from provider")
}

func TestRefundRow(t *testing.T) {
	t.Parallel()
	b := invoiced(t)
	act := refunded("n-1", "i-joint", charge("m-joint", "100.00", "20.00", "5.00"))
	b.refused(act, ErrWrongState, "certified, so its provider has nothing to pay back")
	paid := b.must(PayInvoice{Invoice: "i-joint", Payment: Text("p")})
	over := refunded("n-1", "i-joint", charge("m-joint", "100.01", "20.00", "5.00"))
	b.refused(over, ErrNotEnough, "£0.01 more than the £100.00")
	silent := act
	silent.Receipt = Private{}
	b.refused(silent, ErrInvalid, "the receipt's reference")
	silent = act
	silent.Reason = Private{}
	b.refused(silent, ErrInvalid, "the reason")
	silent = act
	silent.Number = Text("-")
	b.refused(silent, ErrInvalid, "invoice number")
	e := b.must(act)
	b.posts(e,
		"1000::ccg:minimum::revenue:by=refund 120.00", "1200::ccg:minimum::revenue -15.00",
		"5100:2015-16:ccg:minimum:joint:revenue -105.00", "9400:2015-16:ccg:minimum:joint:revenue 105.00",
		"9300:2015-16:ccg:minimum:joint:revenue:commitment=m-joint -105.00")
	b.refused(refunded("n-2", "i-joint", charge("m-joint", "0.01", "0.00", "")), ErrNotEnough, "£0.01 more than the £0.00")
	b.refused(reverse(paid), ErrWrongState, "credit note n-1 gives back")
	b.must(reverse(e))
	b.must(reverse(paid))
	b.must(credit("n-3", "i-joint", charge("m-joint", "1.00", "0.00", "")))
}

// What a credit gave back to a commitment and has been spent since cannot be taken away again.
func TestReversalOfACreditThatWasSpent(t *testing.T) {
	t.Parallel()
	b := invoiced(t)
	e := b.must(credit("n-1", "i-la", charge("m-la", "100.00", "20.00", "")))
	b.must(certify("i-2", "m-la", "2", "400.01"))
	b.refused(reverse(e), ErrNotEnough, "left on commitment m-la")
}
