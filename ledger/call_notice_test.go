package ledger

import (
	"fmt"
	"testing"
)

// agreed is a book where source minimum has £1,000.00 agreed, in instalments of £600.00 and £400.00.
func inTwo(t testing.TB) *book {
	t.Helper()
	b := withSources(t)
	c := agree("c-1", "minimum", "1.00")
	c.Plan = Plan{Instalments: []DueAmount{
		{MustDate("2015-04-15"), MustMoney("600.00")}, {MustDate("2015-07-15"), MustMoney("400.00")},
	}}
	b.must(c)
	return b
}

func callOf(instalment int) CallContribution {
	return CallContribution{Contribution: "c-1", Instalment: instalment}
}

func receiveOn(id ContributionID, amount string) ReceiveContribution {
	return ReceiveContribution{Contribution: id, Amount: MustMoney(amount), Power: Section75, Receipt: Text("r")}
}

// noticeOf is a call notice as it stands.
func (b *book) noticeOf(number int64) CallNotice {
	b.Helper()
	d, _ := b.fund.documents.get(noticeRef(number))
	n, ok := d.(CallNotice)
	if !ok {
		b.Fatalf("there is no call notice %d", number)
	}
	return n
}

func owedOn(number int64) string { return fmt.Sprintf("1100::ccg:minimum::revenue:call=%d", number) }

// Notices are numbered through the fund without a gap, whatever was refused or reversed between.
func TestNoticesAreNumbered(t *testing.T) {
	t.Parallel()
	b := inTwo(t)
	first := b.must(callOf(1))
	n := b.noticeOf(1)
	want := CallNotice{
		Number: 1, Contribution: "c-1", Instalment: 1, Partner: "ccg", Source: "minimum", Year: 2015, Agreement: 1,
		Power: Section75, Income: NHSMinimumIncome, Amount: MustMoney("600.00"), Raised: MustDate("2015-06-01"),
		Due: MustDate("2015-06-01"), State: NoticeRaised, // called late, it is due at once
	}
	if fmt.Sprint(n) != fmt.Sprint(want) {
		t.Errorf("the notice is %+v, want %+v", n, want)
	}
	b.refused(callOf(1), ErrWrongState, "called already")
	b.must(reverse(first))
	if n := b.noticeOf(1); n.State != NoticeReversed {
		t.Errorf("the notice of a reversed call is %s", n.State)
	}
	own := agree("c-2", "local", "50.00")
	own.HostOwn = true
	b.must(own)
	b.must(CallContribution{Contribution: "c-2", Instalment: 1}) // the host sends itself none
	b.must(callOf(2))
	if n := b.noticeOf(2); n.Due != MustDate("2015-07-15") || n.Instalment != 2 {
		t.Errorf("the second notice is %+v", n)
	}
	d, _ := b.fund.documents.get(CallNumbers{}.Ref())
	if d.(CallNumbers).Last != 2 {
		t.Errorf("the last number is %+v", d)
	}
	c, err := b.fund.Contribution("c-1")
	if err != nil || fmt.Sprint(c.Calls) != "[1 2]" {
		t.Errorf("the contribution lists %v, %v", c.Calls, err)
	}
}

// A receipt pays the oldest notice first, and no more than is owed on its contribution.
func TestReceiptsPayTheOldestFirst(t *testing.T) {
	t.Parallel()
	b := inTwo(t)
	call := b.must(callOf(1))
	b.must(callOf(2))
	b.refused(receiveOn("c-1", "1000.01"), ErrNotEnough,
		"£1,000.01 is more than the £1,000.00 due from ccg for source minimum on contribution c-1")
	e := b.must(receiveOn("c-1", "600.01"))
	b.posts(e, "1000::ccg:minimum::revenue:by=receipt 600.01", owedOn(1)+" -600.00", owedOn(2)+" -0.01")
	b.refused(reverse(call), ErrNotEnough, "£600.00 is more than the £0.00 due from ccg for source minimum on call notice 1")
	b.refused(receiveOn("c-1", "400.00"), ErrNotEnough, "£400.00 is more than the £399.99 due")
	b.must(reverse(e))
	b.must(reverse(call))
}

func TestReduceCallRow(t *testing.T) {
	t.Parallel()
	b := inTwo(t)
	b.must(callOf(1))
	reduce := func(amount string) ReduceCall {
		return ReduceCall{Notice: 1, Amount: MustMoney(amount), Reason: Text("too much")}
	}
	e := b.must(reduce("100.00"))
	b.posts(e, // row 2v
		"4110:2015-16:ccg:minimum::revenue 100.00", owedOn(1)+" -100.00",
		"9000:2015-16:ccg:minimum::revenue 100.00", "9005:2015-16:ccg:minimum::revenue -100.00")
	b.must(receiveOn("c-1", "450.00"))
	late := b.must(reduce("80.00"))
	b.posts(late, // row 2v, received in part
		"4110:2015-16:ccg:minimum::revenue 80.00", owedOn(1)+" -50.00", "2300::ccg:minimum::revenue -30.00",
		"9000:2015-16:ccg:minimum::revenue 80.00", "9005:2015-16:ccg:minimum::revenue -80.00")
	if n := b.noticeOf(1); n.Reduced() != MustMoney("180.00") || !n.WrittenOff().IsZero() {
		t.Errorf("it is reduced by %s and %s is written off", n.Reduced(), n.WrittenOff())
	}
	b.refused(reduce("420.01"), ErrNotEnough, "£420.01 is £0.01 more than the £420.00 left of call notice 1")
	b.refused(ReduceCall{Notice: 1, Amount: MustMoney("1.00")}, ErrInvalid, "the reason")
	b.refused(ReduceCall{Notice: 9, Amount: MustMoney("1.00"), Reason: Text("x")}, ErrNotFound, "call notice")
	b.refusedOn("2016-04-01", reduce("1.00"), ErrWrongState, "call notice 1 belongs to 2015-16")
	again := b.must(CallContribution{Contribution: "c-1", Instalment: 4}) // what the second took off
	b.refused(reverse(late), ErrWrongState, "has been called again or varied since")
	b.must(reverse(again))
	b.must(reverse(late))
	if n := b.noticeOf(1); n.Reduced() != MustMoney("100.00") {
		t.Errorf("after its reversal it is reduced by %s", n.Reduced())
	}
	// the rest of row 1v is a variation's: what the first took off is withdrawn
	withdrawn := b.must(VaryContribution{Contribution: "c-1", Agreement: 1, Plan: oneInstalment("400.00")})
	b.posts(withdrawn, "9000:2015-16:ccg:minimum::revenue -100.00", "9100:2015-16:ccg:minimum::revenue 100.00")
}

func TestReduceRefusesWhatFollowsFromElsewhere(t *testing.T) {
	t.Parallel()
	b := withPot(t, "100.00")
	b.must(EarnPerformance{Contribution: "p-1", Amount: MustMoney("20.00"), Measured: MustPeriod("2014-15/12")})
	b.refused(ReduceCall{Notice: 1, Amount: MustMoney("1.00"), Reason: Text("x")}, ErrWrongState, "performance money")
	off := WriteOffCall{Notice: 1, Amount: MustMoney("20.00"), Reason: Text("x")}
	b.must(off)
	b.refused(off, ErrWrongState, "nothing is owed on call notice 1")
}

func TestWriteOffCallRow(t *testing.T) {
	t.Parallel()
	b := inTwo(t)
	call := b.must(callOf(1))
	b.must(SetSchemeBudget{Scheme: "a", Source: "minimum", Direction: Increase, Amount: MustMoney("900.00")})
	off := func(amount string) WriteOffCall {
		return WriteOffCall{Notice: 1, Amount: MustMoney(amount), Reason: Text("given up")}
	}
	b.refused(off("100.01"), ErrNotEnough,
		"£100.01 is £0.01 more than the £100.00 of source minimum that is not yet allocated in 2015-16")
	e := b.must(off("100.00"))
	b.posts(e,
		"4110:2015-16:ccg:minimum::revenue 100.00", owedOn(1)+" -100.00",
		"9100:2015-16:ccg:minimum::revenue 100.00", "9005:2015-16:ccg:minimum::revenue -100.00")
	b.refused(reverse(call), ErrWrongState, "has been reduced or written off by entry")
	if n := b.noticeOf(1); n.WrittenOff() != MustMoney("100.00") {
		t.Errorf("%s is written off", n.WrittenOff())
	}
	b.must(reverse(e))
	b.must(SetSchemeBudget{Scheme: "a", Source: "minimum", Direction: Decrease, Amount: MustMoney("900.00")})
	b.refused(off("600.01"), ErrNotEnough, "£600.01 is more than the £600.00 due from ccg for source minimum on call notice 1")
	b.refused(WriteOffCall{Notice: 1, Amount: MustMoney("1.00")}, ErrInvalid, "the reason")
}

// A debt of an earlier year is written off in the accounts of the year that is open, called or not in it.
func TestWriteOffOfAnEarlierYear(t *testing.T) {
	t.Parallel()
	b := inTwo(t)
	b.must(callOf(1))
	off := WriteOffCall{Notice: 1, Amount: MustMoney("60.00"), Reason: Text("given up")}
	b.refusedOn("2016-04-01", off, ErrNotEnough, "£60.00 is £60.00 more than the £0.00 of source minimum")
	next := agree("c-2", "minimum", "1.00")
	next.Year = 2016
	next.Plan = Plan{Instalments: []DueAmount{{MustDate("2016-04-15"), MustMoney("500.00")}}}
	b.mustOn("2016-04-01", next)
	b.posts(b.mustOn("2016-04-01", off),
		"4110:2016-17:ccg:minimum::revenue 60.00", owedOn(1)+" -60.00",
		"9100:2016-17:ccg:minimum::revenue 60.00", "9005:2016-17:ccg:minimum::revenue -60.00")
}

func TestWriteOffPrepaymentRow(t *testing.T) {
	t.Parallel()
	b := july(t)
	b.must(prepay("60.00"))
	off := WriteOffPrepayment{Commitment: "m-1", Amount: MustMoney("60.01"), Reason: Text("closed down")}
	b.refused(off, ErrNotEnough, "£60.01 is more than the £60.00 paid ahead on commitment m-1")
	off.Amount = MustMoney("60.00")
	b.posts(b.must(off), // row 14w's way
		"5100:2015-16:ccg:minimum:a:revenue 60.00", "1400::ccg:minimum::revenue:commitment=m-1 -60.00",
		orderCommitted+" 60.00", lineConsumed+" -60.00")
	m, err := off.Matter(b.fund)
	if err != nil || m.Move != Gives || m.Provider != "provider" {
		t.Errorf("its matter is %+v, %v", m, err)
	}
	b.refused(off, ErrWrongState, "nothing is paid ahead on commitment m-1")
	b.refused(WriteOffPrepayment{Commitment: "m-1", Amount: MustMoney("1.00")}, ErrInvalid, "the reason")
}

// A partner that is let off money is who it goes to, so that it does not decide.
func TestWhoIsLetOff(t *testing.T) {
	t.Parallel()
	b := inTwo(t)
	b.must(callOf(1))
	one := MustMoney("1.00")
	for _, act := range []Act{ReduceCall{Notice: 1, Amount: one}, WriteOffCall{Notice: 1, Amount: one}} {
		m, err := act.Matter(b.fund)
		if err != nil || m.Move != Gives || m.Provider != "ccg" || m.Partner != "ccg" || m.Amount != one {
			t.Errorf("%s: %+v, %v", act.Kind(), m, err)
		}
		supposed, err := b.fund.supposed(ActName(act.Kind()), m)
		if err != nil || supposed.Move != Gives {
			t.Errorf("%s is supposed to be %+v, %v", act.Kind(), supposed, err)
		}
	}
}

// Match funding is called as what it matches is received, not as debts are given up.
func TestMatchFundingCountsReceiptsByNotice(t *testing.T) {
	t.Parallel()
	b := inTwo(t)
	match := agree("c-2", "local", "900.00")
	match.MatchOf = "c-1"
	b.must(match)
	b.must(callOf(1))
	b.must(receiveOn("c-1", "200.00"))
	b.must(WriteOffCall{Notice: 1, Amount: MustMoney("50.00"), Reason: Text("x")})
	called := CallContribution{Contribution: "c-2", Instalment: 1, Amount: MustMoney("200.01")}
	b.refused(called, ErrNotEnough, "of which £200.00 has been received; this call would be £0.01 ahead of it")
	called.Amount = MustMoney("200.00")
	b.must(called)
}
