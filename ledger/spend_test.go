package ledger

import (
	"errors"
	"strings"
	"testing"
)

func raise(id CommitmentID, amount string) RaiseCommitment {
	return RaiseCommitment{
		ID: id, Scheme: "a", Source: "minimum", Provider: "provider", Form: Contract,
		Amount: MustMoney(amount),
	}
}

func certify(id InvoiceID, commitment CommitmentID, number, gross string) CertifyInvoice {
	return CertifyInvoice{
		ID: id, Commitment: commitment, Number: Text(number), Gross: MustMoney(gross),
		Received: MustDate("2015-05-20"),
	}
}

func TestSpendRefusals(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	b.refused(raise("m-1", "600.01"), ErrNotEnough, "£600.01 is more than the £600.00 available")
	unknown := raise("m-1", "1.00")
	unknown.Provider = "nobody"
	b.refused(unknown, ErrNotFound, "nobody")
	b.must(raise("m-1", "100.00"))
	b.refused(raise("m-1", "1.00"), ErrExists, "already")
	b.refused(VaryCommitment{Commitment: "m-1", Direction: Decrease, Amount: MustMoney("100.01"), Reason: Text("more")}, ErrNotEnough,
		"£100.01 is more than the £100.00 left on commitment m-1")
	b.refused(certify("i-1", "m-1", "INV 1", "100.01"), ErrNotEnough,
		"the invoice of £100.01 is £0.01 more than the £100.00 left on commitment m-1")
	b.refused(certify("i-1", "m-1", " - ", "1.00"), ErrInvalid, "invoice number")
	early := certify("i-1", "m-1", "INV 1", "1.00")
	early.Received = MustDate("2015-06-02")
	b.refused(early, ErrInvalid, "cannot be after")
	b.must(certify("i-1", "m-1", "INV 1", "40.00"))
	b.refused(certify("i-2", "m-1", "inv-1", "40.00"), ErrExists, "it is invoice i-1")
	b.refused(certify("i-1", "m-1", "INV 2", "40.00"), ErrExists, "already")
	b.refused(PayInvoice{Invoice: "i-1"}, ErrInvalid, "payment's reference")
	b.refused(PayInvoice{Invoice: "i-9", Payment: Text("p")}, ErrNotFound, "i-9")
	b.must(PayInvoice{Invoice: "i-1", Payment: Text("p")})
	b.refused(PayInvoice{Invoice: "i-1", Payment: Text("p")}, ErrWrongState, "invoice i-1 is paid")
	b.must(certify("i-2", "m-1", "INV 2", "60.00"))
	b.refused(certify("i-3", "m-1", "INV 3", "0.01"), ErrNotEnough, "£0.01 more than the £0.00 left")
}

func TestPeriodsClose(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	vire := VireBudget{
		From: BudgetLine{"a", "minimum"}, To: BudgetLine{"b", "minimum"},
		Amount: MustMoney("1.00"),
	}
	closing := func(p string, c Close) ClosePeriod { return ClosePeriod{Period: MustPeriod(p), Close: c} }
	b.refused(closing("2015-16/02", SoftClosed), ErrWrongState, "2015-16/01 is still open")
	b.refused(closing("2015-16/01", HardClosed), ErrWrongState, "softly first")
	b.must(closing("2015-16/01", SoftClosed))
	b.must(closing("2015-16/02", SoftClosed))
	b.refused(closing("2015-16/02", SoftClosed), ErrWrongState, "already")
	may := Instruction{On: MustDate("2015-05-31")}
	if _, err := b.try(dev, may, vire); !errors.Is(err, ErrPeriodClosed) ||
		!strings.Contains(err.Error(), "finance officers") {
		t.Errorf("the pool manager posts into a softly closed period: %v", err)
	}
	for _, by := range []Authority{ada, cora} {
		if _, err := b.try(by, may, vire); err != nil {
			t.Errorf("%s may still post: %v", by.Actor, err)
		}
	}
	b.refused(ReopenPeriod{Period: MustPeriod("2015-16/01"), Reason: Text("late")}, ErrWrongState,
		"reopen the latest first")
	b.must(ReopenPeriod{Period: MustPeriod("2015-16/02"), Reason: Text("late")})
	b.must(closing("2015-16/02", SoftClosed))
	b.must(closing("2015-16/01", HardClosed))
	b.must(closing("2015-16/02", HardClosed))
	b.refusedOn("2015-05-31", vire, ErrPeriodClosed, "2015-16/02 is closed for good")
	b.refused(ReopenPeriod{Period: MustPeriod("2015-16/02"), Reason: Text("late")}, ErrPeriodClosed, "for good")
	b.mustOn("2015-06-01", vire)
	thirteen := Instruction{On: MustDate("2016-03-31"), Period: MustPeriod("2015-16/13")}
	if e, err := b.try(ada, thirteen, vire); err != nil || e.Period.Number() != 13 {
		t.Errorf("period 13: %v", err)
	}
	thirteen.On = MustDate("2016-03-30")
	if _, err := b.try(ada, thirteen, vire); !errors.Is(err, ErrInvalid) {
		t.Errorf("period 13 takes 31 March alone: %v", err)
	}
}
