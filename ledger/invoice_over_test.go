package ledger

import "testing"

// exceeded is the ordered book with an invoice received that is £30.00 beyond one line, and another that is not.
func exceeded(t testing.TB) *book {
	t.Helper()
	b := ordered(t)
	b.must(receive("i-1", on("b", "minimum", "130.00"), on("a", "local", "20.00")))
	return b
}

func over(id InvoiceID) CertifyOverCommitment {
	return CertifyOverCommitment{Invoice: id, Reason: Text("a ward more")}
}

func TestExcessRow(t *testing.T) {
	t.Parallel()
	b := exceeded(t)
	b.refused(CertifyReceivedInvoice{Invoice: "i-1"}, ErrNotEnough,
		"the invoice of £130.00 is £30.00 more than the £100.00 left on commitment m-1, scheme b, source minimum")
	b.refused(CertifyOverCommitment{Invoice: "i-1"}, ErrInvalid, "the reason must not be empty")
	q := b.ask("ben", "2015-06-01", over("i-1"))
	if q.Matter.Amount != MustMoney("30.00") || q.Matter.Move != Pays || len(q.Matter.Parts) != 1 ||
		q.Matter.Parts[0].Amount != MustMoney("30.00") || q.Matter.Parts[0].Partner != "council" {
		t.Errorf("judged by %+v", q.Matter)
	}
	e := b.must(over("i-1"))
	b.posts(e, // row 9 with an excess
		"5100:2015-16:ccg:minimum:b:revenue 130.00", "2100::ccg:minimum::revenue:provider=provider -130.00",
		committedB+" 100.00", "9200:2015-16:ccg:minimum:b:revenue:by=excess 30.00",
		"9400:2015-16:ccg:minimum:b:revenue -130.00",
		"5100:2015-16:council:local:a:revenue 20.00", "2100::council:local::revenue:provider=provider -20.00",
		committedL+" 20.00", "9400:2015-16:council:local:a:revenue -20.00")
	b.refused(over("i-1"), ErrWrongState, "invoice i-1 is certified already")
	undone := b.must(reverse(e))
	i, _ := b.fund.Invoice("i-1")
	if i.State != InvoiceReceived || !i.Lines[0].Excess.IsZero() || len(i.CertifiedBy) != 0 || len(undone.Postings) != 9 {
		t.Errorf("certified in error: %+v", i)
	}
	b.must(over("i-1"))
	b.must(receive("i-2", on("b", "minimum", "0.01")))
	b.posts(b.must(over("i-2")), // nothing is left at all
		"5100:2015-16:ccg:minimum:b:revenue 0.01", "2100::ccg:minimum::revenue:provider=provider -0.01",
		"9200:2015-16:ccg:minimum:b:revenue:by=excess 0.01", "9400:2015-16:ccg:minimum:b:revenue -0.01")
}

func TestExcessBoundaries(t *testing.T) {
	t.Parallel()
	b := ordered(t)
	b.must(receive("i-1", on("a", "local", "50.00")))
	b.refused(over("i-1"), ErrWrongState, "no more than is left")
	b.must(ReturnInvoice{Invoice: "i-1", Reason: Text("x")})
	b.refused(over("i-1"), ErrWrongState, "invoice i-1 is returned already")
	b.must(receive("i-2", on("a", "local", "200.01"))) // £150.00 is available beside the £50.00 that is committed
	b.refused(over("i-2"), ErrNotEnough, "£150.01 is more than the £150.00 available in scheme a from source local")
	b.must(receive("i-3", on("a", "local", "200.00")))
	if _, err := b.try(ada, Instruction{On: MustDate("2015-06-01")}, over("i-3")); KindOf(err) != KindOf(ErrOwnWork) {
		t.Errorf("whoever received it certifies it: %v", err)
	}
	b.must(DisputeInvoice{Invoice: "i-3", From: MustDate("2015-05-25"), Reason: Text("x")})
	b.refused(over("i-3"), ErrWrongState, "is disputed")
	b.must(ResolveDispute{Invoice: "i-3", To: MustDate("2015-05-28"), Result: Text("x")})
	b.must(over("i-3"))
	b.must(PayInvoice{Invoice: "i-3", Payment: Text("p")})
	b.must(receive("i-4", on("b", "minimum", "100.01")))
	b.must(ReleaseCommitment{Commitment: "m-1"})
	b.refused(over("i-4"), ErrWrongState, "has been released")
}

// What is paid ahead on a commitment is not left for an invoice, so what it covers is excess.
func TestExcessOverWhatIsPaidAhead(t *testing.T) {
	t.Parallel()
	b := ordered(t)
	b.must(PrepayProvider{Commitment: "m-1", Amount: MustMoney("40.00"), Payment: Text("p"), Scheme: "b", Source: "minimum"})
	b.must(receive("i-1", on("b", "minimum", "61.00")))
	b.refused(CertifyReceivedInvoice{Invoice: "i-1"}, ErrNotEnough, "£1.00 more than the £100.00 left")
	b.posts(b.must(over("i-1")),
		"5100:2015-16:ccg:minimum:b:revenue 61.00", "2100::ccg:minimum::revenue:provider=provider -61.00",
		committedB+" 60.00", "9200:2015-16:ccg:minimum:b:revenue:by=excess 1.00",
		"9400:2015-16:ccg:minimum:b:revenue -61.00")
}

// A credit gives back first what was beyond the commitment.
func TestCreditOfAnExcess(t *testing.T) {
	t.Parallel()
	b := exceeded(t)
	b.must(over("i-1"))
	first := b.must(credit("n-1", "i-1", on("b", "minimum", "29.99")))
	b.posts(first,
		"2100::ccg:minimum::revenue:provider=provider 29.99", "5100:2015-16:ccg:minimum:b:revenue -29.99",
		"9400:2015-16:ccg:minimum:b:revenue 29.99", "9200:2015-16:ccg:minimum:b:revenue:by=excess -29.99")
	b.posts(b.must(credit("n-2", "i-1", on("b", "minimum", "5.00"))),
		"2100::ccg:minimum::revenue:provider=provider 5.00", "5100:2015-16:ccg:minimum:b:revenue -5.00",
		"9400:2015-16:ccg:minimum:b:revenue 5.00", "9200:2015-16:ccg:minimum:b:revenue:by=excess -0.01",
		committedB+" -4.99")
	b.must(reverse(first))
	b.must(credit("n-3", "i-1", on("b", "minimum", "29.99")))
	if m := b.balance("9200:2015-16:ccg:minimum:b:revenue:by=excess"); !m.IsZero() {
		t.Errorf("%s stands as excess although all of it was credited", m)
	}
}

// Nothing is posted until the excess is approved, and what was received is not certified by its receiver either way.
func TestExcessWaits(t *testing.T) {
	t.Parallel()
	b := exceeded(t)
	p := b.proposeBy(ben, over("i-1"))
	if i, _ := b.fund.Invoice("i-1"); i.State != InvoiceReceived {
		t.Errorf("while it waits the invoice is %s", i.State)
	}
	approve := ApproveProposal{Proposal: p.ID, Hash: p.Hash}
	if _, err := b.try(final(ada), Instruction{On: MustDate("2015-06-01")}, approve); KindOf(err) != KindOf(ErrOwnWork) {
		t.Errorf("whoever received it approves it: %v", err)
	}
	e, err := b.try(final(cora), Instruction{On: MustDate("2015-06-01")}, approve)
	if err != nil {
		t.Fatal(err)
	}
	if done, err := e.Done(); err != nil || done.Kind() != "certify-over-commitment/1" {
		t.Errorf("the entry did %v: %v", done, err)
	}
	if i, _ := b.fund.Invoice("i-1"); i.State != InvoiceCertified || len(i.CertifiedBy) != 2 {
		t.Errorf("approved: %+v", i)
	}
}
