package ledger

import (
	"slices"
	"testing"
)

// lastYear is a book on 4 May 2016 whose year 2015-16 can be closed: c-1 of the CCG, of what the case says, and c-2 of
// the council, £50.00, have come in; £100.00 was spent on m-1 and is unpaid, and m-2 has £60.00 left.
func lastYear(t testing.TB, minimum string) *book {
	t.Helper()
	b := withSources(t)
	b.must(recurring("c-1", "minimum", minimum))
	b.must(agree("c-2", "local", "50.00"))
	for n := 1; n <= 4; n++ {
		b.must(CallContribution{Contribution: "c-1", Instalment: n})
	}
	b.must(CallContribution{Contribution: "c-2", Instalment: 1})
	for id, amount := range map[ContributionID]string{"c-1": minimum, "c-2": "50.00"} {
		b.must(ReceiveContribution{Contribution: id, Amount: MustMoney(amount), Power: Section75, Receipt: Text("r")})
	}
	b.must(SetSchemeBudget{Scheme: "a", Source: "minimum", Direction: Increase, Amount: MustMoney("160.00")})
	b.must(raise("m-1", "100.00"))
	b.must(raise("m-2", "60.00"))
	b.must(certify("i-1", "m-1", "INV 1", "100.00"))
	b.yearOver()
	return b
}

// yearOver goes to 4 May 2016 and closes the periods of 2015-16.
func (b *book) yearOver() {
	b.Helper()
	b.at = MustDate("2016-05-04").Time()
	for n := 1; n <= 13; n++ {
		b.mustOn("2016-03-31", ClosePeriod{Period: NewPeriod(2015, n), Close: SoftClosed})
	}
}

func apportion(f func(*ApportionEnding)) ApportionEnding {
	a := ApportionEnding{
		Year: 2015, Agreement: 1, Weights: []Share{{"minimum", 937}, {"local", 283}},
		Orders: []AssignedOrder{{"m-2", "ccg"}}, Reason: Text("clause 30 of the agreement"),
	}
	if f != nil {
		f(&a)
	}
	return a
}

const endDay = "2016-05-04"

// The last year's surplus is divided to the penny, what stands is settled, all is paid and the fund is closed at nil.
func TestApportionEnding(t *testing.T) {
	t.Parallel()
	b := lastYear(t, "1000050.01")
	b.refusedOn(endDay, apportion(nil), ErrWrongState, "2015-16 is not closed yet")
	b.mustOn(endDay, CloseYear{Year: 2015})
	e := b.mustOn(endDay, apportion(func(a *ApportionEnding) { a.Settles = []Settling{{Creditors, "minimum", "ccg"}} }))
	b.posts(e,
		"3000::ccg:minimum::revenue 999950.01", "3000::council:local::revenue 50.00",
		"2300::ccg:minimum::revenue -768032.79", "2300::council:local::revenue -231967.22")
	made, err := Find[Ending](b.fund, Ref{"ending", "2015-16"})
	if err != nil || len(made.Orders) != 1 || made.Orders[0] != (EndingOrder{"m-2", "ccg", MustMoney("60.00")}) {
		t.Errorf("the ending holds orders %v, %v", made.Orders, err)
	}
	if want := []EndingDebt{{Creditors, "minimum", MustMoney("100.00"), true, "ccg"}}; !slices.Equal(made.Debts, want) {
		t.Errorf("what stands is %v, not %v", made.Debts, want)
	}
	b.refusedOn(endDay, apportion(nil), ErrExists, "was divided by entry")
	b.refusedOn(endDay, ReopenYear{Year: 2015, Reason: Text("x")}, ErrWrongState, "1 decisions")
	b.mustOn(endDay, PayInvoice{Invoice: "i-1", Payment: Text("BACS 1")})
	b.mustOn(endDay, PaySurplus{Source: "minimum", Amount: MustMoney("768032.79"), Payment: Text("BACS 2")})
	b.refusedOn(endDay, reverse(e), ErrNotEnough, "")
	b.refusedOn(endDay, CloseFund{Date: MustDate(endDay), Reason: Text("x")}, ErrWrongState, "£231,967.22")
	b.mustOn(endDay, PaySurplus{Source: "local", Amount: MustMoney("231967.22"), Payment: Text("BACS 3")})
	b.mustOn(endDay, CloseFund{Date: MustDate(endDay), Reason: Text("the agreement has ended")})
}

// A deficit is called by notices, received, and leaves the fund at nil; it is no income of the year after.
func TestApportionDeficit(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	b.must(agree("c-1", "minimum", "100.00"))
	b.must(CallContribution{Contribution: "c-1", Instalment: 1})
	b.must(ReceiveContribution{Contribution: "c-1", Amount: MustMoney("100.00"), Power: Section75, Receipt: Text("r")})
	b.must(SetSchemeBudget{Scheme: "a", Source: "minimum", Direction: Increase, Amount: MustMoney("100.00")})
	b.must(ApproveOverspend{Scheme: "a", Source: "minimum", Amount: MustMoney("20.01"), Reason: Text("winter")})
	b.must(raise("m-1", "120.01"))
	b.must(certify("i-1", "m-1", "INV 1", "120.01"))
	b.must(PayInvoice{Invoice: "i-1", Payment: Text("BACS 1")})
	b.yearOver()
	b.mustOn(endDay, DecideDeficit{Year: 2015, Source: "minimum", How: DeficitCarried, Reason: Text("shared at the end")})
	b.mustOn(endDay, CloseYear{Year: 2015})
	end := apportion(func(a *ApportionEnding) { a.Weights, a.Orders = []Share{{"minimum", 1}, {"local", 1}}, nil })
	first := b.mustOn(endDay, end)
	b.posts(first,
		"3000::ccg:minimum::revenue -20.01", "1100::ccg:minimum::revenue:call=2 10.01",
		"1100::council:local::revenue:call=3 10.00")
	const standing = "makes a deficit good at the end of the agreement"
	b.refusedOn(endDay, WriteOffCall{Notice: 2, Amount: MustMoney("1.00"), Reason: Text("x")}, ErrWrongState, standing)
	b.refusedOn(endDay, ReduceCall{Notice: 2, Amount: MustMoney("1.00"), Reason: Text("x")}, ErrWrongState, standing)
	b.mustOn(endDay, reverse(first))
	made, err := Find[Ending](b.fund, Ref{"ending", "2015-16"})
	c, missing := b.fund.Contribution(made.Shares[1].Contribution)
	if err := firstError(err, missing); err != nil || made.State != EndingReversed || c.State != ContributionReversed {
		t.Errorf("after the reversal: %v, %v, %v", made.State, c.State, err)
	}
	b.mustOn(endDay, end)
	made, _ = Find[Ending](b.fund, Ref{"ending", "2015-16"})
	for _, share := range made.Shares {
		b.mustOn(endDay, ReceiveContribution{
			Contribution: share.Contribution, Amount: share.Amount, Power: Section75, Receipt: Text("r"),
		})
	}
	e := b.mustOn(endDay, CloseFund{Date: MustDate(endDay), Reason: Text("the agreement has ended")})
	b.posts(e, "1000::ccg:minimum::revenue:by=set-against 10.00", "1000::council:local::revenue:by=set-against -10.00")
}

// Weights come from what of the year's contributions recurs; capital stays with its owner unless it is divided.
func TestApportionByWhatRecurs(t *testing.T) {
	t.Parallel()
	b := yearsEnd(t)
	b.close()
	named := apportion(func(a *ApportionEnding) {
		a.Weights, a.Contributions, a.Orders = nil, []ContributionID{"c-1"}, []AssignedOrder{{"m-1", "council"}}
	})
	b.refusedOn("2016-05-05", named, ErrInvalid, "nothing of the contributions named recurs")
	named.Contributions = []ContributionID{"g-1"}
	b.refusedOn("2016-05-05", named, ErrInvalid, "source minimum contributed in 2015-16 and none of its contributions is named")

	b = lastYear(t, "400.00")
	b.mustOn(endDay, CloseYear{Year: 2015})
	named.Orders = []AssignedOrder{{"m-2", "ccg"}}
	named.Contributions = []ContributionID{"c-1"}
	b.refusedOn(endDay, named, ErrInvalid, "source local contributed")
	named.Contributions = []ContributionID{"c-1", "c-2", "c-1"}
	b.refusedOn(endDay, named, ErrInvalid, "contribution c-1 is named twice")
	named.Contributions = []ContributionID{"c-1", "c-2"}
	b.posts(b.mustOn(endDay, named), // c-2 does not recur, so what it left goes to c-1's
		"3000::ccg:minimum::revenue 300.00", "3000::council:local::revenue 50.00", "2300::ccg:minimum::revenue -350.00")
	made, _ := Find[Ending](b.fund, Ref{"ending", "2015-16"})
	if want := []Share{{"minimum", 40_000}}; !slices.Equal(made.Weights, want) {
		t.Errorf("the weights are %v", made.Weights)
	}
}

// Capital that is left stays with its owner unless it is divided as well; a grant does not bear a deficit.
func TestApportionCapital(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	b.must(agree("g-1", "dfg", "30.00"))
	b.must(agree("c-2", "local", "50.00"))
	b.must(CallContribution{Contribution: "g-1", Instalment: 1})
	b.must(CallContribution{Contribution: "c-2", Instalment: 1})
	b.yearOver()
	b.mustOn(endDay, CloseYear{Year: 2015})
	end := apportion(func(a *ApportionEnding) { a.Weights, a.Orders = []Share{{"minimum", 1}, {"local", 1}}, nil })
	e := b.mustOn(endDay, end)
	b.posts(e,
		"3000::council:local::revenue 50.00", "2300::ccg:minimum::revenue -25.00", "2300::council:local::revenue -25.00",
		"3000::council:dfg::capital 30.00", "2300::council:dfg::capital -30.00")
	made, _ := Find[Ending](b.fund, Ref{"ending", "2015-16"})
	want := []EndingDebt{
		{ContributionDebtors, "local", MustMoney("50.00"), false, "council"},
		{GrantDebtors, "dfg", MustMoney("30.00"), false, "council"},
	}
	if !slices.Equal(made.Debts, want) {
		t.Errorf("what stands is %v", made.Debts)
	}
	b.mustOn(endDay, reverse(e))
	end.Capital = []Share{{"local", 1}}
	b.refusedOn(endDay, end, ErrRingFence, "source dfg is capital and source local is revenue")
	end.Capital = []Share{{"dfg", 3}}
	b.posts(b.mustOn(endDay, end),
		"3000::council:local::revenue 50.00", "2300::ccg:minimum::revenue -25.00", "2300::council:local::revenue -25.00",
		"3000::council:dfg::capital 30.00", "2300::council:dfg::capital -30.00")

	b = withSources(t)
	grant := agree("g-1", "dfg", "10.00")
	grant.InAdvance = true
	b.must(grant)
	b.must(SetSchemeBudget{Scheme: "a", Source: "dfg", Direction: Increase, Amount: MustMoney("10.00")})
	order := raise("m-1", "10.00")
	order.Source = "dfg"
	b.must(order)
	b.must(certify("i-1", "m-1", "INV 1", "6.00"))
	b.must(ReleaseCommitment{Commitment: "m-1"})
	b.must(ReceiveGrant{Contribution: "g-1", Amount: MustMoney("10.00"), Power: Section31, Receipt: Text("r")})
	b.yearOver()
	b.mustOn(endDay, DecideDeficit{Year: 2015, Source: "dfg", How: DeficitCarried, Reason: Text("x")})
	b.mustOn(endDay, CloseYear{Year: 2015})
	end.Capital = nil
	b.refusedOn(endDay, end, ErrRingFence, "source dfg is a grant of central government and bears £6.00")
}

func TestApportionEndingRefuses(t *testing.T) {
	t.Parallel()
	b := lastYear(t, "400.00")
	b.mustOn(endDay, CloseYear{Year: 2015})
	for _, tt := range []struct {
		change   func(*ApportionEnding)
		want     error
		sentence string
	}{
		{func(a *ApportionEnding) { a.Reason = Private{} }, ErrInvalid, "the reason"},
		{func(a *ApportionEnding) { a.Weights = nil }, ErrInvalid, "say how revenue is divided"},
		{func(a *ApportionEnding) { a.Contributions = []ContributionID{"c-1"} }, ErrInvalid, "say how revenue is divided"},
		{func(a *ApportionEnding) { a.Agreement = 9 }, ErrNotInForce, "no agreement version 9 was in force on 31 March 2016"},
		{func(a *ApportionEnding) { a.Weights[0].Weight = 0 }, ErrInvalid, "the weight of source minimum"},
		{func(a *ApportionEnding) { a.Weights[1].Source = "dfg" }, ErrRingFence, "money does not cross"},
		{func(a *ApportionEnding) { a.Weights[1].Source = "minimum" }, ErrInvalid, "two shares"},
		{func(a *ApportionEnding) { a.Orders = nil }, ErrInvalid, "commitment m-2 had £60.00 left when 2015-16 was closed"},
		{func(a *ApportionEnding) { a.Orders[0].Commitment = "m-1" }, ErrInvalid, "commitment m-1 had nothing left"},
		{func(a *ApportionEnding) { a.Orders = append(a.Orders, a.Orders[0]) }, ErrInvalid, "or is named twice"},
		{func(a *ApportionEnding) { a.Orders[0].Partner = "provider" }, ErrNotPartner, "provider"},
		{
			func(a *ApportionEnding) { a.Settles = []Settling{{Creditors, "local", "ccg"}} }, ErrInvalid,
			"nothing stands on 2100 of source local",
		},
		{func(a *ApportionEnding) { a.Settles = []Settling{{Creditors, "minimum", "provider"}} }, ErrNotPartner, "provider"},
		{func(a *ApportionEnding) {
			a.Settles = []Settling{{Creditors, "minimum", "ccg"}, {Creditors, "minimum", "ccg"}}
		}, ErrInvalid, "named twice"},
	} {
		b.refusedOn(endDay, apportion(tt.change), tt.want, tt.sentence)
	}
	b.mustOn(endDay, CarrySurplusForward{
		Year: 2015, Parts: []CarriedPart{{Source: "minimum", Amount: Pence(1)}}, Purpose: Text("x"), UseBy: MustDate("2016-09-30"),
	})
	b.refusedOn(endDay, apportion(nil), ErrWrongState, "2015-16 is not the last year: there is −£0.01 on 3100")
}
