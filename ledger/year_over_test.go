package ledger

import (
	"testing"
	"time"
)

// nextYear is yearsEnd closed, with £500.00 of source minimum carried into 2016-17.
func nextYear(t testing.TB) *book {
	t.Helper()
	b := yearsEnd(t)
	b.close()
	b.mustOn("2016-05-05", carriedOn("500.00"))
	return b
}

func carriedOn(amount string) CarrySurplusForward {
	return CarrySurplusForward{
		Year: 2015, Parts: []CarriedPart{{Source: "minimum", Amount: MustMoney(amount)}},
		Purpose: Text("beds"), UseBy: MustDate("2017-03-31"),
	}
}

func roll(amount string) RollCommitments {
	return RollCommitments{
		Year: 2015, Reason: Text("list of 3 May"),
		Commitments: []RolledCommitment{{Commitment: "m-1", Amount: MustMoney(amount)}},
	}
}

const committed2016 = "9300:2016-17:ccg:minimum:a:revenue:commitment=m-1"

// What was left on a commitment is budgeted and committed in the next year by one entry, once, and it stands there.
func TestRollRow(t *testing.T) {
	t.Parallel()
	day := "2016-05-05"
	b := yearsEnd(t)
	b.refusedOn(day, roll("1.00"), ErrWrongState, "2015-16 is not closed yet")
	b.close()
	b.refusedOn(day, roll("50.00"), ErrNotEnough, "£50.00 is more than the £0.00 of source minimum that is not yet allocated")
	b = nextYear(t)
	b.refusedOn(day, roll("140.01"), ErrNotEnough, "£140.01 is more than the £140.00 that was left on commitment m-1")
	b.refusedOn(day, roll("49.99"), ErrNotEnough, "£49.99 would be left on commitment m-1, and £50.00 has been paid ahead on it")
	twice := roll("50.00")
	twice.Commitments = append(twice.Commitments, twice.Commitments[0])
	b.refusedOn(day, twice, ErrInvalid, "named twice")
	astray := roll("50.00")
	astray.Commitments[0].Scheme = "b"
	astray.Commitments[0].Source = "minimum"
	b.refusedOn(day, astray, ErrInvalid, "commitment m-1 has no line of scheme b")
	b.refusedOn(day, RollCommitments{Year: 2015, Reason: Text("x")}, ErrInvalid, "name 1 to 2000")
	e := b.mustOn(day, roll("140.00"))
	b.posts(e,
		"9100:2016-17:ccg:minimum::revenue 140.00", "9200:2016-17:ccg:minimum:a:revenue:by=budget -140.00",
		"9200:2016-17:ccg:minimum:a:revenue:by=commitment 140.00", committed2016+" -140.00")
	if e.Effective != MustDate("2016-04-01") {
		t.Errorf("rolled on %s", e.Effective)
	}
	b.refusedOn(day, roll("0.01"), ErrWrongState, "rolled out of 2015-16 already")
	b.refusedOn(day, ReopenYear{Year: 2015, Reason: Text("x")}, ErrWrongState, "2 decisions")
	b.posts(b.mustOn(day, ReceivePrepaid{Commitment: "m-1", Amount: MustMoney("50.00"), Evidence: Text("e")}),
		"5100:2016-17:ccg:minimum:a:revenue 50.00", "1400::ccg:minimum::revenue:commitment=m-1 -50.00",
		committed2016+" 50.00", "9400:2016-17:ccg:minimum:a:revenue -50.00")
	b.mustOn(day, certify("i-2", "m-1", "2", "90.00"))
	b.refusedOn(day, reverse(e), ErrNotEnough, "left on commitment m-1")
}

// A roll that is reversed can be decided anew.
func TestRollReversed(t *testing.T) {
	t.Parallel()
	b := nextYear(t)
	first := b.mustOn("2016-05-05", roll("60.00"))
	b.mustOn("2016-05-05", reverse(first))
	b.mustOn("2016-05-05", roll("140.00"))
}

// An accrual of March or of period 13 reverses on 1 April into its own order, whose year need not be closed; what the
// invoice leaves of it is released there. Nothing of it is ever available before.
func TestAccrualsOverTheYear(t *testing.T) {
	t.Parallel()
	for _, closed := range []bool{false, true} {
		b := ready(t)
		if closed {
			b = yearsEnd(t)
			b.close()
		}
		b.posts(b.mustOn("2016-04-01", ReverseAccrual{Accrual: "a-12"}),
			"5100:2016-17:ccg:minimum:a:revenue -60.00", "2110::ccg:minimum::revenue:accrual=a-12 60.00",
			committed2016+" -60.00", "9400:2016-17:ccg:minimum:a:revenue 60.00")
		b.refusedOn("2016-04-20", certify("i-2", "m-1", "2", "60.01"), ErrNotEnough, "£60.00 left on commitment m-1")
		if !closed {
			b.mustOn("2016-03-31", certify("i-3", "m-1", "3", "10.00")) // it stands in its own year as well
		}
		if closed { // and so it was not rolled
			b.mustOn("2016-05-05", carriedOn("500.00"))
			b.mustOn("2016-05-05", roll("50.00"))
		}
		b.mustOn("2016-04-20", certify("i-2", "m-1", "2", "55.00"))
		if spent := b.balance("5100:2016-17:ccg:minimum:a:revenue"); spent != MustMoney("5.00").Neg() {
			t.Errorf("the new year has spent %s, and £5.00 too much was accrued", spent)
		}
	}
}

// Where the order is awaited, the reversal makes a commitment of its own in the next year: never available money.
func TestAwaitedOrderOverTheYear(t *testing.T) {
	t.Parallel()
	b := ready(t)
	b.at = time.Date(2016, time.March, 31, 9, 0, 0, 0, time.UTC)
	thirteen := Instruction{On: MustDate("2016-03-31"), Period: MustPeriod("2015-16/13")}
	if _, err := b.try(ada, thirteen, accrueLine("a-13", "25.00")); err != nil {
		t.Fatal(err)
	}
	b.refusedOn("2016-04-01", ReverseAccrual{Accrual: "a-13"}, ErrWrongState, "reverses on 1 April 2016; until then it stands")
	b.at = time.Date(2016, time.April, 1, 0, 0, 0, 0, time.UTC)
	closing := ClosePeriod{Period: MustPeriod("2016-17/01"), Close: SoftClosed}
	b.mustOn("2016-04-01", ReverseAccrual{Accrual: "a-12"})
	b.refusedOn("2016-05-01", closing, ErrWrongState, "1 of period 2015-16/13's accruals have still to be reversed")
	b.posts(b.mustOn("2016-04-01", ReverseAccrual{Accrual: "a-13"}),
		"5100:2016-17:ccg:minimum:a:revenue -25.00", "2110::ccg:minimum::revenue:accrual=a-13 25.00",
		"9300:2016-17:ccg:minimum:a:revenue:commitment=accrued-a-13 -25.00", "9400:2016-17:ccg:minimum:a:revenue 25.00")
	b.mustOn("2016-04-20", certify("i-2", "accrued-a-13", "2", "20.00"))
	b.posts(b.mustOn("2016-04-20", ReleaseCommitment{Commitment: "accrued-a-13"}),
		"9200:2016-17:ccg:minimum:a:revenue:by=commitment -5.00",
		"9300:2016-17:ccg:minimum:a:revenue:commitment=accrued-a-13 5.00")
	b.must(closing)
}

// Of a commitment of several lines each that goes on is named, all in one list, and held to what was left on it.
func TestRollOfSeveralLines(t *testing.T) {
	t.Parallel()
	b := ordered(t)
	last := func(act Act) { b.mustOn("2016-03-31", act) }
	last(CallContribution{Contribution: "c-1", Instalment: 1})
	last(CallContribution{Contribution: "c-2", Instalment: 1})
	b.at = time.Date(2016, time.May, 5, 9, 0, 0, 0, time.UTC)
	for n := 1; n <= 13; n++ {
		last(ClosePeriod{Period: NewPeriod(2015, n), Close: SoftClosed})
	}
	b.close()
	b.mustOn("2016-05-05", carriedOn("500.00"))
	list := roll("1.00")
	b.refusedOn("2016-05-05", list, ErrInvalid, "commitment m-1 has 3 lines: name the scheme and the source")
	list.Commitments = []RolledCommitment{
		{"m-1", MustMoney("300.00"), "a", "minimum"}, {"m-1", MustMoney("100.01"), "b", "minimum"},
	}
	b.refusedOn("2016-05-05", list, ErrNotEnough, "£100.01 is more than the £100.00 that was left on commitment m-1, scheme b")
	list.Commitments[1].Amount = MustMoney("100.00")
	b.posts(b.mustOn("2016-05-05", list),
		"9100:2016-17:ccg:minimum::revenue 300.00", "9200:2016-17:ccg:minimum:a:revenue:by=budget -300.00",
		"9200:2016-17:ccg:minimum:a:revenue:by=commitment 300.00", committed2016+" -300.00",
		"9100:2016-17:ccg:minimum::revenue 100.00", "9200:2016-17:ccg:minimum:b:revenue:by=budget -100.00",
		"9200:2016-17:ccg:minimum:b:revenue:by=commitment 100.00",
		"9300:2016-17:ccg:minimum:b:revenue:commitment=m-1 -100.00")
	list.Commitments = []RolledCommitment{{"m-1", MustMoney("1.00"), "a", "local"}}
	b.refusedOn("2016-05-05", list, ErrWrongState, "rolled out of 2015-16 already")
}

// A list that rolls a commitment names every line on which something is paid ahead, since it is rolled once.
func TestRollLeavesNothingPaid(t *testing.T) {
	t.Parallel()
	b := ordered(t)
	b.must(PrepayProvider{
		Commitment: "m-1", Amount: MustMoney("0.01"), Payment: Text("p"), Scheme: "b", Source: "minimum",
	})
	last := func(act Act) { b.mustOn("2016-03-31", act) }
	last(CallContribution{Contribution: "c-1", Instalment: 1})
	last(CallContribution{Contribution: "c-2", Instalment: 1})
	b.at = time.Date(2016, time.May, 5, 9, 0, 0, 0, time.UTC)
	for n := 1; n <= 13; n++ {
		last(ClosePeriod{Period: NewPeriod(2015, n), Close: SoftClosed})
	}
	b.close()
	b.mustOn("2016-05-05", carriedOn("500.00"))
	list := RollCommitments{Year: 2015, Reason: Text("x"), Commitments: []RolledCommitment{
		{"m-1", MustMoney("300.00"), "a", "minimum"},
	}}
	b.refusedOn("2016-05-05", list, ErrNotEnough, "£0.01 is paid ahead on commitment m-1, scheme b")
	list.Commitments = append(list.Commitments, RolledCommitment{"m-1", MustMoney("0.01"), "b", "minimum"})
	b.mustOn("2016-05-05", list)
}
