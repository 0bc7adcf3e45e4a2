package ledger

import "testing"

func prepay(amount string) PrepayProvider {
	return PrepayProvider{Commitment: "m-1", Amount: MustMoney(amount), Payment: Text("BACS 1")}
}

func receivePrepaid(amount string) ReceivePrepaid {
	return ReceivePrepaid{Commitment: "m-1", Amount: MustMoney(amount), Evidence: Text("report 1")}
}

func TestPrepaymentRows(t *testing.T) {
	t.Parallel()
	b := july(t)
	b.posts(b.must(prepay("60.00")), // row 9p
		"1400::ccg:minimum::revenue:commitment=m-1 60.00", "1000::ccg:minimum::revenue:by=payment -60.00")
	b.posts(b.must(receivePrepaid("40.00")),
		"5100:2015-16:ccg:minimum:a:revenue 40.00", "1400::ccg:minimum::revenue:commitment=m-1 -40.00",
		orderCommitted+" 40.00", lineConsumed+" -40.00")
}

// What is prepaid, invoiced and accrued together is never more than the commitment.
func TestPrepaymentRefusals(t *testing.T) {
	t.Parallel()
	b := july(t)
	b.refused(PrepayProvider{Commitment: "m-1", Amount: MustMoney("1.00")}, ErrInvalid, "the payment's reference")
	b.refused(ReceivePrepaid{Commitment: "m-1", Amount: MustMoney("1.00")}, ErrInvalid, "the evidence")
	b.refused(prepay("100.01"), ErrNotEnough, "the prepayment of £100.01 is £0.01 more than the £100.00 left")
	paid := b.must(prepay("60.00"))
	b.refused(prepay("40.01"), ErrNotEnough,
		"£0.01 more than the £100.00 left on commitment m-1, less the £60.00 paid ahead on it")
	b.refused(certify("i-1", "m-1", "1", "40.01"), ErrNotEnough, "the invoice of £40.01 is £0.01 more")
	b.refusedOn("2015-06-30", accrue("a-1", "m-1", "40.01"), ErrNotEnough, "the accrual of £40.01 is £0.01 more")
	b.refused(receivePrepaid("60.01"), ErrNotEnough, "£60.01 is more than the £60.00 paid ahead on commitment m-1")
	decrease := VaryCommitment{Commitment: "m-1", Direction: Decrease, Amount: MustMoney("40.01"), Reason: Text("more")}
	b.refused(decrease, ErrNotEnough, "£59.99 would be left on commitment m-1, and £60.00 has been paid ahead")
	b.refused(ReleaseCommitment{Commitment: "m-1"}, ErrNotEnough, "£0.00 would be left on commitment m-1")
	b.must(certify("i-1", "m-1", "1", "40.00"))
	b.must(receivePrepaid("50.00"))
	b.refused(reverse(paid), ErrNotEnough, "£60.00 is more than the £10.00 paid ahead on commitment m-1")
	b.must(receivePrepaid("10.00"))
	b.must(ReleaseCommitment{Commitment: "m-1"})
	b.refused(prepay("1.00"), ErrWrongState, "has been released")
}

// A reversal takes nothing from under what has been paid ahead, and is itself the exact mirror.
func TestPrepaymentsAndReversals(t *testing.T) {
	t.Parallel()
	b := july(t)
	more := b.must(VaryCommitment{Commitment: "m-1", Direction: Increase, Amount: MustMoney("50.00"), Reason: Text("more")})
	paid := b.must(prepay("100.01"))
	b.refused(reverse(more), ErrNotEnough, "£100.00 would be left on commitment m-1, and £100.01 has been paid ahead")
	got := b.must(receivePrepaid("30.00"))
	b.must(reverse(got))
	b.must(reverse(paid))
	b.must(reverse(more))
	if got := b.balance("1400::ccg:minimum::revenue:commitment=m-1"); !got.IsZero() {
		t.Errorf("%s is prepaid", got)
	}
	b.must(prepay("100.00"))
	b.refusedOn("2016-04-01", receivePrepaid("1.00"), ErrWrongState, "2015-16")
}

// An advance hands money over, unless the scheme names who gets it.
func TestAdvanceMoves(t *testing.T) {
	t.Parallel()
	b := july(t)
	named := line("local")
	named.Provider = "provider"
	b.must(AddScheme{ID: "c", Name: "C", CodeListYear: 2015, Lines: []SchemeLine{named}})
	b.must(agree("c-5", "local", "10.00"))
	b.must(SetSchemeBudget{Scheme: "c", Source: "local", Direction: Increase, Amount: MustMoney("10.00")})
	other := raise("m-2", "10.00")
	other.Scheme, other.Source = "c", "local"
	b.must(other)
	for id, want := range map[CommitmentID]Move{"m-1": Gives, "m-2": Pays} {
		m, err := PrepayProvider{Commitment: id, Amount: MustMoney("1.00")}.Matter(b.fund)
		if err != nil || m.Move != want || m.Provider != "provider" {
			t.Errorf("%s: %+v, %v, want move %d", id, m, err, want)
		}
		supposed, err := b.fund.supposed("prepay-provider", m)
		if err != nil || supposed.Move != want {
			t.Errorf("%s is supposed to be %+v, %v", id, supposed, err)
		}
	}
}
