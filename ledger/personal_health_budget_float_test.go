package ledger

import "testing"

// A budget that a float's agent holds takes no more than the cap, than the agent holds and than it has left.
func TestBudgetWithAnAgent(t *testing.T) {
	t.Parallel()
	b := withAgentsCash(t)
	above := withAgent("h-2", "60.01")
	beyond := AllocateAboveCap{
		ID: "h-2", Scheme: "a", Float: "float", Client: client, Form: NotionalBudget, Amount: above.Amount,
		Purpose: Text("a tablet"), Reason: Text("exceptional"),
	}
	b.must(withAgent("h-1", "40.00"))
	b.refused(above, ErrOverLimit, "£60.01 is more than the £60.00 left to this client: scheme a has a cap of £100.00")
	b.refused(allotted("h-2", NotionalBudget, "60.01"), ErrOverLimit, "and £40.00 of it is allocated")
	b.must(beyond)
	other := withAgent("h-3", "50.00")
	other.Client = "client-8b21"
	b.refused(other, ErrNotEnough, "£50.00 is more than the £49.99 of cash left with the agent of float float")
	b.refused(order("p-1", "50.00"), ErrNotEnough, "£50.00 is more than the £49.99 of cash left with the agent")
	b.refused(ReturnFloatCash{Float: "float", Amount: MustMoney("50.00"), Receipt: Text("R")}, ErrNotEnough, "£49.99")
	other.Amount = MustMoney("49.99")
	b.must(other)

	b.refused(orderWith("p-1", "h-1", "40.01"), ErrNotEnough,
		"£40.01 is £0.01 more than the £40.00 left on personal health budget h-1")
	b.refused(orderWith("p-1", "h-3", "1.00"), ErrInvalid, "personal health budget h-3 is another client's")
	grant := orderWith("p-1", "h-1", "1.00")
	nobody, excepted := grant, grant
	grant.Form, nobody.Client, nobody.Group, excepted.Exception = Grant, "", Text("a group"), Text("exceptional")
	for _, a := range []OrderPurchase{grant, nobody, excepted} {
		b.refused(a, ErrInvalid, "a purchase from a personal health budget is a contract, for its client")
	}
	b.refused(buy("i-1", "1.00"), ErrWrongState, "the agent of float float holds personal health budget h-1 and buys from it")
	b.refused(payDirect("1.00"), ErrWrongState, "")
	b.must(orderWith("p-1", "h-1", "40.00"))
	b.must(StopHealthBudget{Budget: "h-2", Grounds: "not-needed", Reason: Text("moved on")})
	b.refused(orderWith("p-2", "h-2", "1.00"), ErrWrongState, "personal health budget h-2 is stopped")
}

// An agent's budget names a float that has an agent, under the scheme, and neither a source nor a direct payment.
func TestBudgetWithAnAgentRefusals(t *testing.T) {
	t.Parallel()
	b := withAgentsCash(t)
	sourced, direct, elsewhere, unknown := withAgent("h-1", "1.00"), withAgent("h-1", "1.00"), withAgent("h-1", "1.00"),
		withAgent("h-1", "1.00")
	sourced.Source, direct.Form, elsewhere.Scheme, unknown.Float = "minimum", DirectBudget, "float", "floot"
	b.refused(sourced, ErrInvalid, "leave the source out")
	b.refused(direct, ErrInvalid, "a direct payment is the host's to make")
	b.refused(elsewhere, ErrInvalid, "float float stands under scheme a, whose cap for a client counts")
	b.refused(unknown, ErrNotFound, "floot")
	b.must(allotted("h-9", NotionalBudget, "10.00"))
	b.refused(orderWith("p-1", "h-9", "1.00"), ErrInvalid, "is not with the agent of float float")

	b = readied(func(t testing.TB) *book { return floated(t, DrawInOrder, "", floatCaps) },
		SetHealthBudgetTerms{Scheme: "a", Cap: MustMoney("100.00"), Window: EachQuarter, EvidenceDays: 28})(t)
	b.refused(withAgent("h-1", "1.00"), ErrWrongState, "float float has no managing agent to hold a personal health budget")
}

// What is not delivered goes back to the budget; once that is closed, to the agent's advance and off the cap.
func TestCancelFromABudgetWithAnAgent(t *testing.T) {
	t.Parallel()
	b := withAgentsCash(t)
	b.must(withAgent("h-1", "100.00"))
	b.must(orderWith("p-1", "h-1", "40.00"))
	second := b.must(orderWith("p-2", "h-1", "10.00"))
	left := func() Money {
		return b.balance("9300:" + floatMin + ofH1).Add(b.balance("9300:" + floatLoc + ofH1)).Neg()
	}
	equal(t, "ordered for", left(), MustMoney("50.00"))
	b.must(CancelPurchase{Purchase: "p-1", Reason: Text("ill")})
	equal(t, "cancelled", left(), MustMoney("90.00"))
	equal(t, "which still counts", b.balance(usedOf), MustMoney("-100.00"))
	b.must(ReleaseHealthBudget{Budget: "h-1", Amount: MustMoney("20.00")})
	b.must(ReleaseHealthBudget{Budget: "h-1"})
	equal(t, "released", b.balance(usedOf), MustMoney("-10.00"))
	b.refused(ReleaseHealthBudget{Budget: "h-1"}, ErrWrongState, "closed already")
	b.refused(ReverseEntry{Entry: second.Seq, Reason: Text("x")}, ErrWrongState, "cancel purchase p-2 instead")
	cancelled := b.must(CancelPurchase{Purchase: "p-2", Reason: Text("ill")})
	equal(t, "off the cap", b.balance(usedOf), Money{})
	equal(t, "with the agent", b.balance("9300:"+floatMin+":float=float"), MustMoney("-75.00"))
	b.must(ReverseEntry{Entry: cancelled.Seq, Reason: Text("not ill")})
	equal(t, "counted again", b.balance(usedOf), MustMoney("-10.00"))
	b.must(deliver("p-2", "10.00"))
	equal(t, "spent", b.balance("5300:"+floatMin).Add(b.balance("5300:"+floatLoc)), MustMoney("10.00"))
	equal(t, "never paid by the host", b.balance("2100::ccg:minimum::revenue:purchase=p-2"), Money{})
	replay(t, b).check(t)
}

// Neither a year nor a fund is closed while a budget is with an agent, and an agent's statement that shows what was
// bought from it agrees with the ledger.
func TestBudgetWithAnAgentEndsWithTheFloat(t *testing.T) {
	t.Parallel()
	b := withAgentsCash(t)
	b.must(withAgent("h-1", "100.00"))
	b.must(orderWith("p-1", "h-1", "40.00"))
	b.must(deliver("p-1", "40.00"))
	b.refused(VaryFloat{
		Float: "float", State: FloatClosed, Reason: Text("over"), FloatTerms: floatUnder(DrawProRata, "provider", floatCaps).FloatTerms,
	}, ErrWrongState, "£110.00 committed and £110.00 of cash")
	statement := ReconcileFloat{
		ID: "r-1", Float: "float", Evidence: Text("statement 1"), Statement: AgentStatement{
			From: MustDate("2015-04-01"), To: MustDate("2015-06-30"), TopUps: MustMoney("150.00"), Purchases: MustMoney("40.00"),
			Closing: MustMoney("110.00"), Lines: []AgentStatementLine{{Purchase: "p-1", Amount: MustMoney("40.00")}},
		},
	}
	b.at = MustDate("2015-07-02").Time()
	if _, err := b.try(as("dan", FinanceOfficer, "council"), Instruction{On: MustDate("2015-07-01")}, statement); err != nil {
		t.Fatal(err)
	}
	d, _ := b.fund.documents.get(FloatReconciliation{ID: "r-1"}.Ref())
	equal(t, "differences", len(d.(FloatReconciliation).Differences), 0)
	b.leaves(4, 0)
	b.refusedOn("2015-07-01", ReturnFloatCash{Float: "float", Amount: MustMoney("50.01"), Receipt: Text("R 1")}, ErrNotEnough, "£50.00")
	b.mustOn("2015-07-01", ReleaseHealthBudget{Budget: "h-1"})
	b.mustOn("2015-07-01", ReturnFloatCash{Float: "float", Amount: MustMoney("110.00"), Receipt: Text("R 1")})
	b.leaves(0, 0)
}

// A budget with an agent stays with the source that was called for it when another body takes over.
func TestTakeOverOfABudgetWithAnAgent(t *testing.T) {
	t.Parallel()
	b := floatSucceeding(t, "provider")
	b.must(SetHealthBudgetTerms{Scheme: "b", Cap: MustMoney("100.00"), Window: EachQuarter, EvidenceDays: 28})
	held := withAgent("h-1", "25.00")
	held.Scheme = "b"
	b.must(held)
	b.refusedOn("2015-07-01", taking(), ErrNotEnough, "(£35.00 of float float, £25.00 of float float, £40.00 of float float)")
	b.callMore("300.00")
	b.mustOn("2015-07-01", taking())
	equal(t, "kept", b.held("9300:2015-16:ccg:minimum:float:revenue"+ofH1).String(), "-25.00")
	b.mustOn("2015-07-01", ReleaseHealthBudget{Budget: "h-1"})
	equal(t, "with the agent", b.held("9300:2015-16:ccg:minimum:float:revenue:float=float").String(), "-60.00")
}
