package ledger

import "testing"

// Row 18d: a grant held at the close is a resource of the next year, once.
func TestGrantBroughtForward(t *testing.T) {
	t.Parallel()
	b := yearsEnd(t)
	day := "2016-05-05"
	bring := BringGrantForward{Contribution: "g-1", ID: "g-2", Amount: MustMoney("800.01")}
	b.refusedOn(day, bring, ErrWrongState, "2015-16 is not closed yet")
	b.close()
	b.refusedOn(day, bring, ErrNotEnough, "£800.01 is more than the £800.00 of grant from source dfg that was held")
	bring.Amount = MustMoney("800.00")
	e := b.mustOn(day, bring)
	b.posts(e, "9000:2016-17:council:dfg::capital 800.00", "9100:2016-17:council:dfg::capital -800.00")
	again := bring
	again.ID, again.Amount = "g-3", MustMoney("0.01")
	b.refusedOn(day, again, ErrWrongState, "brought forward already, as g-2")
	b.mustOn(day, SetSchemeBudget{Scheme: "a", Source: "dfg", Direction: Increase, Amount: MustMoney("800.00")})
	b.refusedOn(day, ReceiveGrant{
		Contribution: "g-2", Amount: MustMoney("0.01"), Power: Section31, Receipt: Text("r"),
	}, ErrNotEnough, "more than the £0.00 agreed and not yet received")
	b.mustOn(day, PassGrantOn{
		Contribution: "g-2", Scheme: "a", District: "district", Amount: MustMoney("800.00"), Payment: Text("p"),
	})
	b.refusedOn(day, BringGrantForward{Contribution: "c-1", ID: "c-9", Amount: MustMoney("1.00")}, ErrNotEnough,
		"£1.00 is more than the £0.00 of contribution c-1 that was held")
	if c, _ := Find[Contribution](b.fund, Ref{"contribution", "g-2"}); c.BroughtFrom != "g-1" || c.Year != 2016 {
		t.Errorf("brought forward as %+v", c)
	}
}

// Row 18d: what came of a contribution beyond its calls is held over the close, and pays the next year's call first.
func TestHeldContributionBroughtForward(t *testing.T) {
	t.Parallel()
	b := yearsEnd(t)
	b.mustOn("2016-03-31", agree("c-2", "local", "50.00"))
	b.mustOn("2016-03-31", agree("c-3", "local", "7.00"))
	b.mustOn("2016-03-31", CallContribution{Contribution: "c-2", Instalment: 1, Amount: MustMoney("20.00")})
	b.mustOn("2016-03-31", matched(money("R2", "45.00", 2)))
	day := "2016-05-05"
	b.refusedOn(day, CloseYear{Year: 2015}, ErrYearNotReady, "£12.00 agreed from source local is neither called nor received")
	b.mustOn("2016-03-31", LapseContribution{Contribution: "c-2", Amount: MustMoney("5.00"), Reason: Text("x")})
	b.mustOn("2016-03-31", LapseContribution{Contribution: "c-3", Reason: Text("x")})
	b.close()
	bring := BringGrantForward{Contribution: "c-2", ID: "c-9", Amount: MustMoney("25.01")}
	b.refusedOn(day, bring, ErrNotEnough, "£25.01 is more than the £25.00 of contribution c-2 that was held when 2015-16")
	bring.Amount = MustMoney("25.00")
	e := b.mustOn(day, bring)
	b.posts(e, "9000:2016-17:council:local::revenue 25.00", "9100:2016-17:council:local::revenue -25.00",
		"2210::council:local::revenue:contribution=c-2 25.00", "2210::council:local::revenue:contribution=c-9 -25.00")
	again := bring
	again.ID, again.Amount = "c-10", MustMoney("0.01")
	b.refusedOn(day, again, ErrWrongState, "brought forward already, as c-9")
	undone := b.mustOn(day, reverse(e))
	bring.ID = "c-11"
	b.mustOn(day, bring)
	b.refusedOn(day, reverse(undone), ErrWrongState, "")
	call := b.mustOn(day, CallContribution{Contribution: "c-11", Instalment: 1})
	b.posts(call, "2210::council:local::revenue:contribution=c-11 25.00", "4100:2016-17:council:local::revenue -25.00",
		"9005:2016-17:council:local::revenue 25.00", "9000:2016-17:council:local::revenue -25.00")
	if c, _ := Find[Contribution](b.fund, Ref{"contribution", "c-11"}); c.BroughtFrom != "c-2" || c.Year != 2016 {
		t.Errorf("brought forward as %+v", c)
	}
}
