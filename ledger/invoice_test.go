package ledger

import (
	"errors"
	"slices"
	"testing"
)

func TestReceivedInvoice(t *testing.T) {
	t.Parallel()
	b := regimes(t)
	e := b.must(receive("i-1", charge("m-la", "100.00", "20.00", ""), charge("m-nhs", "50.00", "10.00", "")))
	b.posts(e)
	e = b.must(CertifyReceivedInvoice{Invoice: "i-1"})
	b.posts(e, // row 9, for each line
		"5100:2015-16:ccg:minimum:la:revenue 100.00", "1200::ccg:minimum::revenue 20.00",
		"2100::ccg:minimum::revenue:provider=provider -120.00",
		"9300:2015-16:ccg:minimum:la:revenue:commitment=m-la 100.00", "9400:2015-16:ccg:minimum:la:revenue -100.00",
		"5100:2015-16:ccg:minimum:nhs:revenue 60.00",
		"2100::ccg:minimum::revenue:provider=provider -60.00",
		"9300:2015-16:ccg:minimum:nhs:revenue:commitment=m-nhs 60.00", "9400:2015-16:ccg:minimum:nhs:revenue -60.00")
	b.refused(CertifyReceivedInvoice{Invoice: "i-1"}, ErrWrongState, "certified already")
	b.must(reverse(e)) // it is received again, as it was
	e = b.must(CertifyReceivedInvoice{Invoice: "i-1"})
	paid := b.must(PayInvoice{Invoice: "i-1", Payment: Text("BACS 1")})
	b.posts(paid, // row 10
		"2100::ccg:minimum::revenue:provider=provider 180.00", "1000::ccg:minimum::revenue:by=payment -180.00")
	b.refused(CertifyReceivedInvoice{Invoice: "i-1"}, ErrWrongState, "paid already")
	b.refused(reverse(e), ErrWrongState, "reverse its payment first")
	b.must(reverse(paid))
	b.must(reverse(e))
}

func TestInvoiceOfSeveralSources(t *testing.T) {
	t.Parallel()
	b := regimes(t)
	b.must(agree("c-2", "local", "100.00"))
	b.must(SetSchemeBudget{Scheme: "a", Source: "local", Direction: Increase, Amount: MustMoney("100.00")})
	local := raise("m-local", "100.00")
	local.Source = "local"
	b.must(local)
	act := receive("i-1", charge("m-la", "10.00", "2.00", ""), charge("m-local", "30.00", "6.00", ""))
	b.must(act)
	m, err := act.Matter(b.fund)
	if err != nil || m.Source != "minimum" || m.Amount != MustMoney("40.00") || m.Move != 0 || len(m.Parts) != 1 ||
		m.Parts[0].Source != "local" || m.Parts[0].Partner != "council" || m.Parts[0].Amount != MustMoney("40.00") {
		t.Errorf("Matter = %+v, %v", m, err)
	}
	certify := CertifyReceivedInvoice{Invoice: "i-1"}
	if m, err := certify.Matter(b.fund); err != nil || m.Move != Pays || len(m.Parts) != 1 || m.Parts[0].Move != Pays {
		t.Errorf("Matter = %+v, %v", m, err)
	}
	b.must(certify)
	b.posts(b.must(PayInvoice{Invoice: "i-1", Payment: Text("p")}),
		"2100::ccg:minimum::revenue:provider=provider 12.00", "1000::ccg:minimum::revenue:by=payment -12.00",
		"2100::council:local::revenue:provider=provider 36.00", "1000::council:local::revenue:by=payment -36.00")
}

func TestReceiveRefusals(t *testing.T) {
	t.Parallel()
	b := regimes(t)
	of := charge("m-la", "100.00", "20.00", "")
	for _, tt := range []struct {
		name     string
		change   func(*ReceiveInvoice)
		want     error
		sentence string
	}{
		{"no id", func(a *ReceiveInvoice) { a.ID = "" }, ErrInvalid, "the invoice's id"},
		{"no number", func(a *ReceiveInvoice) { a.Number = Text("-") }, ErrInvalid, "invoice number"},
		{"no line", func(a *ReceiveInvoice) { a.Lines = nil }, ErrInvalid, "charges 1 to 50 commitments"},
		{"too many", func(a *ReceiveInvoice) { a.Lines = slices.Repeat(a.Lines, 51) }, ErrInvalid, "1 to 50"},
		{"twice", func(a *ReceiveInvoice) { *a = receive("i-1", of, of) }, ErrInvalid, "m-la in one line"},
		{"a penny of net", func(a *ReceiveInvoice) { a.Net = MustMoney("100.01") }, ErrInvalid, "the invoice to £100.01"},
		{"a penny of VAT", func(a *ReceiveInvoice) { a.VAT = MustMoney("19.99") }, ErrInvalid, "and £19.99"},
		{
			"a penny of gross", func(a *ReceiveInvoice) { a.Gross = MustMoney("120.01") }, ErrInvalid,
			"come to £120.00, and the gross is £120.01",
		},
		{
			"no net", func(a *ReceiveInvoice) { *a = receive("i-1", charge("m-la", "0.00", "1.00", "")) },
			ErrAmountNotPositive, "",
		},
		{"tomorrow", func(a *ReceiveInvoice) { a.Received = MustDate("2015-06-02") }, ErrInvalid, "after 1 June 2015"},
		{"no day", func(a *ReceiveInvoice) { a.Received = 0 }, ErrInvalid, "the day on which"},
		{
			"dated later", func(a *ReceiveInvoice) { a.Invoiced = MustDate("2015-05-21") }, ErrInvalid,
			"after 20 May 2015",
		},
		{"no date", func(a *ReceiveInvoice) { a.Invoiced = 0 }, ErrInvalid, "the date that the invoice bears"},
		{
			"another's", func(a *ReceiveInvoice) { a.Provider = "trust" }, ErrInvalid,
			"commitment m-la is to provider, and the invoice is from trust",
		},
		{"none", func(a *ReceiveInvoice) { a.Lines[0].Commitment = "m-9" }, ErrNotFound, "m-9"},
	} {
		a := receive("i-1", of)
		tt.change(&a)
		b.refused(a, tt.want, tt.sentence)
	}
	same := receive("i-1", of)
	same.Received, same.Invoiced = MustDate("2015-06-01"), MustDate("2015-06-01")
	b.must(same) // the last day that it can be
	b.refused(receive("i-1", of), ErrExists, "already")
	again := receive("i-2", of)
	again.Number = Text("inv-I/1")
	b.refused(again, ErrExists, "it is invoice i-1")
	one := certify("i-3", "m-la", "INV-i-1", "1.00")
	b.refused(one, ErrExists, "it is invoice i-1") // whichever way it is recorded
	b.must(ReleaseCommitment{Commitment: "m-nhs"})
	b.refused(receive("i-4", charge("m-nhs", "1.00", "0.00", "")), ErrWrongState, "has been released")
}

func TestCertifyTakesNoPennyMoreThanIsLeft(t *testing.T) {
	t.Parallel()
	b := regimes(t)
	b.must(receive("i-1", charge("m-la", "500.00", "100.00", "")))        // costs £500.00
	b.must(receive("i-2", charge("m-nhs", "416.67", "83.34", "")))        // costs £500.01
	b.must(receive("i-3", charge("m-joint", "416.67", "83.33", "83.33"))) // costs £500.00
	b.must(CertifyReceivedInvoice{Invoice: "i-1"})
	b.refused(CertifyReceivedInvoice{Invoice: "i-2"}, ErrNotEnough,
		"the invoice of £500.01 is £0.01 more than the £500.00 left on commitment m-nhs; vary the commitment first")
	b.must(CertifyReceivedInvoice{Invoice: "i-3"})
	b.must(VaryCommitment{Commitment: "m-nhs", Direction: Increase, Amount: MustMoney("0.01"), Reason: Text("more")})
	b.must(CertifyReceivedInvoice{Invoice: "i-2"})
	b.refused(CertifyReceivedInvoice{Invoice: "i-9"}, ErrNotFound, "i-9")
}

// several invoices are charged to one commitment until it is used up.
func TestSeveralInvoicesToACommitment(t *testing.T) {
	t.Parallel()
	b := regimes(t)
	for _, id := range []InvoiceID{"i-1", "i-2"} {
		b.must(receive(id, charge("m-la", "250.00", "0.00", "")))
	}
	b.must(receive("i-3", charge("m-la", "0.01", "0.00", "")))
	b.must(CertifyReceivedInvoice{Invoice: "i-1"})
	b.must(CertifyReceivedInvoice{Invoice: "i-2"})
	b.refused(CertifyReceivedInvoice{Invoice: "i-3"}, ErrNotEnough, "£0.01 more than the £0.00")
}

func TestDutiesAreByPerson(t *testing.T) {
	t.Parallel()
	b := regimes(t)
	in := Instruction{On: MustDate("2015-06-01")}
	other := ben
	other.Actor, other.Post = "ada", "another-post"
	approved := cora
	approved.Approvals = []Approval{{Actor: "ada", Post: "p"}}
	b.must(receive("i-1", charge("m-la", "10.00", "0.00", ""))) // by ada
	act := CertifyReceivedInvoice{Invoice: "i-1"}
	for _, by := range []Authority{ada, other, approved} {
		if _, err := b.try(by, in, act); !errors.Is(err, ErrOwnWork) {
			t.Errorf("%s in post %s certifies what ada received: %v", by.Actor, by.Post, err)
		}
	}
	if b.fund.Barred("ada", act) == nil || b.fund.Barred("ben", act) != nil || b.fund.Barred("ada", vire("1.00")) != nil {
		t.Error("ada is barred from certifying what she received, and from nothing else")
	}
	certified := ben
	certified.Approvals = []Approval{{Actor: "cora", Post: "p"}}
	if _, err := b.try(certified, in, act); err != nil {
		t.Fatal(err)
	}
	pay := PayInvoice{Invoice: "i-1", Payment: Text("p")}
	for _, by := range []Authority{ben, cora} {
		if _, err := b.try(by, in, pay); !errors.Is(err, ErrOwnWork) {
			t.Errorf("%s pays what they certified: %v", by.Actor, err)
		}
	}
	if _, err := b.try(ada, in, pay); err != nil {
		t.Errorf("ada received it and may record the payment: %v", err)
	}
	i, _ := b.fund.Invoice("i-1")
	if len(i.ReceivedBy) != 1 || i.ReceivedBy[0] != (Duty{"ada", "post-ada"}) || len(i.CertifiedBy) != 2 {
		t.Errorf("the invoice keeps %+v and %+v", i.ReceivedBy, i.CertifiedBy)
	}
	// Nor does whoever certified in one step.
	b.must(certify("i-2", "m-la", "n-2", "1.00"))
	if _, err := b.try(ada, in, PayInvoice{Invoice: "i-2", Payment: Text("p")}); !errors.Is(err, ErrOwnWork) {
		t.Errorf("ada pays what she certified: %v", err)
	}
	// An approval of what one may not do oneself is refused as it is given.
	b.must(receive("i-3", charge("m-la", "10.00", "0.00", "")))
	p := b.proposeBy(ben, CertifyReceivedInvoice{Invoice: "i-3"})
	approve := ApproveProposal{Proposal: p.ID, Hash: p.Hash}
	if _, err := b.try(final(ada), in, approve); !errors.Is(err, ErrOwnWork) {
		t.Errorf("ada approves the certification of what she received: %v", err)
	}
	if b.fund.Barred("ada", approve) == nil || b.fund.Barred("cora", approve) != nil {
		t.Error("ada is barred from the approval")
	}
	if _, err := b.try(final(cora), in, approve); err != nil {
		t.Error(err)
	}
}

func TestDisputes(t *testing.T) {
	t.Parallel()
	b := regimes(t)
	b.must(receive("i-1", charge("m-la", "10.00", "2.00", ""))) // on 20 May
	dispute := func(from string) DisputeInvoice {
		return DisputeInvoice{Invoice: "i-1", From: MustDate(from), Reason: Text("not delivered")}
	}
	resolve := func(to string) ResolveDispute {
		return ResolveDispute{Invoice: "i-1", To: MustDate(to), Result: Text("delivered")}
	}
	b.refused(resolve("2015-05-30"), ErrWrongState, "received, not disputed")
	b.refused(dispute("2015-05-19"), ErrInvalid, "from 20 May 2015 to 1 June 2015")
	b.refused(dispute("2015-06-02"), ErrInvalid, "from 20 May 2015 to 1 June 2015")
	b.refused(DisputeInvoice{Invoice: "i-1", From: MustDate("2015-05-20")}, ErrInvalid, "the reason")
	b.posts(b.must(dispute("2015-05-20")))
	b.refused(dispute("2015-05-20"), ErrWrongState, "is disputed")
	b.refused(CertifyReceivedInvoice{Invoice: "i-1"}, ErrWrongState, "disputed; resolve the dispute first")
	b.refused(PayInvoice{Invoice: "i-1", Payment: Text("p")}, ErrWrongState, "disputed")
	b.refused(resolve("2015-05-19"), ErrInvalid, "from 20 May 2015 to 1 June 2015")
	b.refused(resolve("2015-06-02"), ErrInvalid, "from 20 May 2015 to 1 June 2015")
	b.refused(ResolveDispute{Invoice: "i-1", To: MustDate("2015-05-25")}, ErrInvalid, "the result")
	b.must(resolve("2015-05-25"))
	b.refused(dispute("2015-05-24"), ErrInvalid, "from 25 May 2015")
	b.must(dispute("2015-05-28"))
	i, _ := b.fund.Invoice("i-1")
	for until, want := range map[string]int{"2015-05-20": 0, "2015-05-23": 3, "2015-05-27": 5, "2015-06-01": 9} {
		if got := i.DisputedDays(MustDate(until)); got != want {
			t.Errorf("disputed for %d days until %s, want %d", got, until, want)
		}
	}
	b.must(resolve("2015-06-01"))
	b.must(CertifyReceivedInvoice{Invoice: "i-1"})
	b.refused(dispute("2015-06-01"), ErrWrongState, "is certified")
}

func TestLikeInvoicesAreNamed(t *testing.T) {
	t.Parallel()
	b := regimes(t)
	of := charge("m-la", "10.00", "2.00", "")
	b.must(receive("i-1", of))
	b.must(receive("i-2", charge("m-la", "12.00", "0.00", ""))) // the same gross
	later := receive("i-3", of)
	later.Invoiced++
	b.must(later)
	b.must(receive("i-4", charge("m-la", "10.01", "2.00", "")))
	for id, want := range map[InvoiceID][]InvoiceID{"i-1": nil, "i-2": {"i-1"}, "i-3": nil, "i-4": nil} {
		if i, _ := b.fund.Invoice(id); !slices.Equal(i.Resembles, want) {
			t.Errorf("invoice %s resembles %v, want %v", id, i.Resembles, want)
		}
	}
	e := b.must(receive("i-5", of))
	if got := e.Warnings(); len(got) != 2 || got[0] != "Invoice i-1 is also from provider, of £12.00 and dated "+
		"18 May 2015: make sure that it is not the same invoice sent twice." {
		t.Errorf("warnings %q", got)
	}
	if got := b.must(receive("i-6", charge("m-la", "0.01", "0.00", ""))).Warnings(); got != nil {
		t.Errorf("warnings %q", got)
	}
}

func TestReturnInvoice(t *testing.T) {
	t.Parallel()
	b := regimes(t)
	of := charge("m-la", "10.00", "2.00", "")
	wrong, back := receive("i-1", of), ReturnInvoice{Invoice: "i-1", Reason: Text("the wrong commitment")}
	b.refused(back, ErrNotFound, "i-1")
	b.must(wrong)
	b.refused(ReturnInvoice{Invoice: "i-1"}, ErrInvalid, "the reason")
	b.posts(b.must(back))
	b.refused(back, ErrWrongState, "invoice i-1 is returned")
	b.refused(CertifyReceivedInvoice{Invoice: "i-1"}, ErrWrongState, "returned already")
	b.refused(wrong, ErrExists, "already")
	wrong.ID = "i-2"
	b.must(wrong) // its number is free
	b.must(DisputeInvoice{Invoice: "i-2", From: MustDate("2015-05-20"), Reason: Text("x")})
	back.Invoice = "i-2"
	b.must(back)
	wrong.ID = "i-3"
	b.must(wrong)
	b.must(CertifyReceivedInvoice{Invoice: "i-3"})
	back.Invoice = "i-3"
	b.refused(back, ErrWrongState, "invoice i-3 is certified; it is returned before it is certified")
}
