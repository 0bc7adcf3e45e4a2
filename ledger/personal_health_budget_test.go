package ledger

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// everyActOfHealthBudgets adds an entry of each act of personal health budgets and client charges.
func everyActOfHealthBudgets(b *book) {
	b.Helper()
	above := AllocateAboveCap{
		ID: "h-2", Scheme: "a", Source: "minimum", Client: client, Form: NotionalBudget, Amount: MustMoney("10.00"),
		Purpose: Text("a tablet"), Reason: Text("exceptional"),
	}
	for _, act := range []Act{
		SetHealthBudgetTerms{Scheme: "a", Cap: MustMoney("20.00"), Window: EachQuarter, EvidenceDays: 28},
		allotted("h-1", DirectBudget, "20.00"), above, payDirect("8.00"), evidence("2.00"),
		ReviewHealthBudget{Budget: "h-1", Evidence: Text("review 1")},
		DemandRepayment{
			Budget: "h-1", Grounds: "misuse", Amount: MustMoney("6.00"), Payer: ClientPays, By: MustDate("2015-06-30"),
			Reason: Text("not as planned"),
		},
		ReconsiderDemand{Budget: "h-1", Result: RepaymentReduced, Amount: MustMoney("5.00"), Reason: Text("a receipt")},
		ReturnBudgetMoney{Budget: "h-1", Amount: MustMoney("5.00"), Receipt: Text("R 20")},
		WriteOffDirectPayment{Budget: "h-1", Amount: MustMoney("1.00"), Reason: Text("small")},
		buy("i-20", "3.00"),
		StopHealthBudget{Budget: "h-1", Grounds: "not-needed", Reason: Text("moved on")},
		ReleaseHealthBudget{Budget: "h-1"},
		AddSource{
			ID: "other", Name: "Other income", Partner: "council", Nature: Revenue, Fence: OtherIncomeFence,
			CodeListYear: 2015, Power: Section75,
		},
		SetSchemeCharging{Scheme: "a", Charging: Chargeable, Reason: Text("policy 4")},
		ReceiveClientCharge{Source: "other", Scheme: "a", Amount: MustMoney("1.00"), Receipt: Text("R 21")},
	} {
		b.must(act)
	}
}

// £100.00 is allowed and £100.01 refused, counting what is allocated and not yet spent, and what was spent.
func TestHealthBudgetCap(t *testing.T) {
	t.Parallel()
	b := withTerms(t)
	b.refused(allotted("h-1", NotionalBudget, "100.01"), ErrOverLimit, "£100.01 is more than the £100.00 left")
	b.must(allotted("h-1", NotionalBudget, "40.00"))
	b.must(buy("i-1", "40.00"))
	b.refused(allotted("h-2", NotionalBudget, "60.01"), ErrOverLimit, "£60.01 is more than the £60.00 left")
	b.must(allotted("h-2", NotionalBudget, "60.00"))
	b.refused(allotted("h-3", NotionalBudget, "0.01"), ErrOverLimit, "£0.01 is more than the £0.00 left")
	other := allotted("h-3", NotionalBudget, "100.00")
	other.Client = "client-7f3b"
	b.must(other)
	b.mustOn("2015-07-01", allotted("h-4", NotionalBudget, "100.00")) // the next quarter

	b.must(ReleaseHealthBudget{Budget: "h-2", Amount: MustMoney("10.00")})
	b.refused(allotted("h-5", NotionalBudget, "10.01"), ErrOverLimit, "£10.01 is more than the £10.00 left")
	released := b.must(ReleaseHealthBudget{Budget: "h-2"})
	b.must(allotted("h-5", NotionalBudget, "60.00"))
	b.refused(reverse(released), ErrNotEnough, "") // another has it now
}

// A cap that is lowered counts what was allocated under the higher one.
func TestHealthBudgetCapLowered(t *testing.T) {
	t.Parallel()
	b := readied(withTerms, allotted("h-1", NotionalBudget, "50.00"))(t)
	b.must(SetHealthBudgetTerms{Scheme: "a", Cap: MustMoney("60.00"), Window: EachQuarter, EvidenceDays: 28})
	b.refused(allotted("h-2", NotionalBudget, "10.01"), ErrOverLimit, "£10.01 is more than the £10.00 left")
	b.must(allotted("h-2", NotionalBudget, "10.00"))
}

func TestHealthBudgetAboveCap(t *testing.T) {
	t.Parallel()
	b := withBudget(t)
	above := AllocateAboveCap{
		ID: "h-2", Scheme: "a", Source: "minimum", Client: client, Form: NotionalBudget, Amount: MustMoney("0.01"),
		Purpose: Text("a tablet"),
	}
	b.refused(above, ErrInvalid, "why the budget is above the cap must not be empty")
	above.Reason = Text("exceptional need")
	e := b.must(above)
	b.must(reverse(e))
	b.refused(allotted("h-3", NotionalBudget, "0.01"), ErrOverLimit, "more than the £0.00 left")
	above.ID, above.Amount = "h-4", MustMoney("100.00")
	fresh := withTerms(t)
	fresh.refused(above, ErrWrongState, "£100.00 is within the £100.00 left")
	above.Amount = MustMoney("100.01")
	fresh.must(above)
}

func TestHealthBudgetRefusals(t *testing.T) {
	t.Parallel()
	b := withTerms(t)
	with := func(change func(*AllocateHealthBudget)) AllocateHealthBudget {
		a := allotted("h-1", NotionalBudget, "10.00")
		change(&a)
		return a
	}
	b.refused(with(func(a *AllocateHealthBudget) { a.Client = "client-4010232137" }), ErrIdentity, "the client looks like")
	b.refused(with(func(a *AllocateHealthBudget) { a.Client = "john-smith" }), ErrInvalid, "pseudonym")
	b.refused(with(func(a *AllocateHealthBudget) { a.Purpose = Text("for her at SW1A 1AA") }), ErrIdentity, "a postcode")
	b.refused(with(func(a *AllocateHealthBudget) { a.Form = "cash" }), ErrInvalid, "is one of")
	b.refused(with(func(a *AllocateHealthBudget) { a.Source = "dfg" }), ErrRingFence, "dfg is capital money")
	b.refused(with(func(a *AllocateHealthBudget) { a.Scheme = "b" }), ErrWrongState, "scheme b has no terms")
	b.must(allotted("h-1", NotionalBudget, "60.00"))
	b.refused(payDirect("1.00"), ErrWrongState, "h-1 is notional")
	b.refused(buy("i-1", "60.01"), ErrNotEnough, "is £0.01 more than the £60.00 left of personal health budget h-1")
	b.must(HoldPayments{Provider: "provider", Reason: Text("bank details")})
	b.refused(buy("i-1", "60.00"), ErrHeld, "payments to provider have been held")
	b.must(LiftPaymentHold{Provider: "provider", Reason: Text("checked")})
	bought := b.must(buy("i-1", "60.00"))
	b.refused(buy("i-2", "0.01"), ErrNotEnough, "more than the £0.00 left")
	b.must(reverse(bought))
	twice := buy("i-2", "30.00")
	b.must(twice)
	twice.ID = "i-3"
	b.refused(twice, ErrExists, "it is invoice i-2")
	b.must(RequestPayment{ID: "q-1", Invoices: []InvoiceID{"i-2"}, Due: MustDate("2015-06-10")})
	b.refused(StopHealthBudget{Budget: "h-1", Grounds: "weather", Reason: Text("x")}, ErrInvalid, "not in the list")
	b.must(StopHealthBudget{Budget: "h-1", Grounds: "died", Reason: Text("told by the care system")})
	b.refused(buy("i-4", "1.00"), ErrWrongState, "h-1 is stopped")
	b.must(ReleaseHealthBudget{Budget: "h-1"})
	b.refused(ReleaseHealthBudget{Budget: "h-1"}, ErrWrongState, "closed already")
}

func TestDirectPayments(t *testing.T) {
	t.Parallel()
	b := withDirect(t)
	b.refused(payDirect("100.01"), ErrNotEnough, "is £0.01 more than the £100.00 left")
	first := b.must(payDirect("60.00"))
	b.refused(buy("i-1", "40.01"), ErrNotEnough, "less the £60.00 paid out and not yet accounted for")
	b.refused(ReleaseHealthBudget{Budget: "h-1"}, ErrWrongState, "£60.00 is paid out")
	b.refused(reverse(b.entries["test"][slices.IndexFunc(b.entries["test"], func(e Entry) bool {
		return e.Act.Kind() == "allocate-health-budget/1"
	})]), ErrWrongState, "with 1 direct payments")
	early := evidence("60.00")
	early.Dated = MustDate("2015-05-31")
	b.refused(early, ErrInvalid, "is dated 31 May 2015, before the payment of 1 June 2015")
	b.refused(evidence("60.01"), ErrNotEnough, "£60.01 is more than the £60.00 paid out")
	if _, err := b.try(ada, Instruction{On: MustDate("2015-06-02")}, evidence("1.00")); !errors.Is(err, ErrOwnWork) {
		t.Errorf("whoever paid accepts the evidence: %v", err)
	}
	half := b.mustOn("2015-06-02", evidence("30.00"))
	b.refused(reverse(first), ErrWrongState, "is accounted for, in part or in all")
	b.must(reverse(half))
	b.mustOn("2015-06-02", payDirect("40.00"))
	d, err := b.fund.HealthBudget("h-1")
	if err != nil {
		t.Fatal(err)
	}
	if got := d.Awaiting(MustMoney("70.00")); len(got) != 2 || got[0].Amount != MustMoney("30.00") ||
		got[1].Amount != MustMoney("40.00") || got[0].Evidence != MustDate("2015-06-29") {
		t.Errorf("£70.00 is awaited of %+v", got)
	}
	b.refusedOn("2015-06-03", evidence("60.01"), ErrInvalid, "before the payment of 2 June 2015") // dated 1 June
	b.mustOn("2015-06-03", evidence("60.00"))
	demand := DemandRepayment{
		Budget: "h-1", Grounds: "accumulated-unspent", Amount: MustMoney("40.01"), Payer: ClientPays,
		By: MustDate("2015-07-03"), Reason: Text("not spent"),
	}
	b.refusedOn("2015-06-03", demand, ErrNotEnough, "£40.01 is more than the £40.00")
	demand.Amount = MustMoney("40.00")
	b.mustOn("2015-06-03", demand)
	b.refusedOn("2015-06-04", demand, ErrExists, "demanded by 3 July 2015 already")
	reduced := ReconsiderDemand{Budget: "h-1", Result: RepaymentReduced, Amount: MustMoney("40.00"), Reason: Text("x")}
	b.refusedOn("2015-06-04", reduced, ErrInvalid, "is reduced")
	reduced.Amount = MustMoney("39.99")
	if _, err := b.try(ada, Instruction{On: MustDate("2015-06-04")}, reduced); !errors.Is(err, ErrOwnWork) {
		t.Errorf("whoever demanded reconsiders: %v", err)
	}
	b.mustOn("2015-06-04", reduced)
	b.refusedOn("2015-06-04", reduced, ErrDecided, "was reconsidered on 4 June 2015")
}

func TestClientChargeRefusals(t *testing.T) {
	t.Parallel()
	b := withOther(t)
	charge := ReceiveClientCharge{Source: "other", Scheme: "b", Amount: MustMoney("1.00"), Receipt: Text("R 1")}
	b.refused(charge, ErrWrongState, "nothing says that scheme b is chargeable")
	b.must(SetSchemeCharging{Scheme: "b", Charging: FreeOfCost, Reason: Text("reablement")})
	b.refused(charge, ErrWrongState, "scheme b is free to the client")
	charge.Scheme, charge.Source = "a", "local"
	b.refused(charge, ErrRingFence, "source local is not council's source of other income")
	charge.Source = "other"
	taken := b.must(charge)
	b.must(reverse(taken))
	b.refused(ReceiveClientCharge{
		Source: "other", Of: InterestEarned, Scheme: "a", Amount: MustMoney("1.00"), Receipt: Text("R"),
	}, ErrInvalid, "interest is the pool's")
}

// drawHealth draws acts of a few budgets of two clients.
func drawHealth(t *rapid.T, n int, amount Money) []Act {
	old := HealthBudgetID(fmt.Sprint("h-", rapid.IntRange(0, n).Draw(t, "budget")%4))
	small := Pence(1 + amount.Pence()%6_000)
	made := allotted(HealthBudgetID(fmt.Sprint("h-", n%4)), healthBudgetForms[n%3], small.String())
	made.Client = []ClientID{client, "client-7f3b"}[n%2]
	bought, paid := buy(InvoiceID(fmt.Sprint("hi-", n%8)), small.String()), payDirect(small.String())
	shown := evidence(small.String())
	bought.Budget, paid.Budget, shown.Budget = old, old, old
	bought.VAT = Pence(small.Pence() / 6)
	shown.Dated = MustDate("2015-06-30")
	return []Act{
		made, made, bought, paid, shown,
		ReturnBudgetMoney{Budget: old, Amount: small, Receipt: Text("r")},
		ReleaseHealthBudget{Budget: old, Amount: small},
		ReleaseHealthBudget{Budget: old},
		WriteOffDirectPayment{Budget: old, Amount: small, Reason: Text("x")},
		credit(CreditID(fmt.Sprint("hn-", n)), InvoiceID(fmt.Sprint("hi-", rapid.IntRange(0, 7).Draw(t, "invoice"))),
			boughtLine(Pence(1+amount.Pence()%50).String(), "0.00")),
	}
}

// No interleaving of allocations, purchases, payments, returns, releases and reversals exceeds a client's cap, leaves
// less than nothing of a budget, or less than was paid out of it and is asked for.
func TestHealthBudgetsKeepTheirCaps(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		b := withTerms(t)
		b.TB = t
		start := len(b.entries["test"])
		for n := range rapid.IntRange(10, 50).Draw(rt, "length") {
			amount := Pence(rapid.Int64Range(1, 30_000).Draw(rt, "pence"))
			kinds := append(drawHealth(rt, n, amount), drawDirect(rt, b, n, amount)...)
			if n > 3 {
				last := int(b.fund.Seq) - 1
				kinds = append(kinds, ReverseEntry{
					Entry: int64(rapid.IntRange(start+1, max(last, start+1)).Draw(rt, "entry")), Reason: Text("x"),
				})
			}
			act := kinds[(rapid.IntRange(0, len(kinds)-1).Draw(rt, "kind")+n)%len(kinds)]
			_, err := b.try(doer(act), Instruction{On: MustDate("2015-06-30")}, act)
			if KindOf(err) == Internal && err != nil || errors.Is(err, ErrInvariant) || errors.Is(err, ErrUnbalanced) {
				rt.Fatalf("%+v: %v", act, err)
			}
			checkClientCaps(rt, b)
		}
		for n := range 8 { // what was bought from a budget is credited after the budget was closed, too
			_, _ = b.try(ada, Instruction{On: MustDate("2015-06-30")}, ReleaseHealthBudget{Budget: HealthBudgetID(fmt.Sprint("h-", n%4))})
			_, _ = b.try(ada, Instruction{On: MustDate("2015-06-30")}, credit(CreditID(fmt.Sprint("hc-", n)),
				InvoiceID(fmt.Sprint("hi-", n)), boughtLine("0.01", "0.00")))
			checkClientCaps(rt, b)
		}
	})
}

// checkClientCaps works out from the postings alone what each client was allocated and each budget has left.
func checkClientCaps(t *rapid.T, b *book) {
	sums := map[Account]Money{}
	for _, e := range b.entries["test"] {
		for _, p := range e.Postings {
			sums[p.Account] = sums[p.Account].Add(p.Amount)
		}
	}
	held := map[ClientID]Money{} // spent, whatever came back as VAT, and left
	for a, sum := range sums {
		id, ok := strings.CutPrefix(a.Of, "health-budget=")
		if !ok || a.Code != SchemeCommitted {
			continue
		}
		left := sum.Neg()
		of, err := b.fund.HealthBudget(HealthBudgetID(id))
		if out := sums[a.advancedOn()].Add(of.asked()); err != nil || left.Sign() < 0 || left.Compare(out) < 0 {
			t.Fatalf("%s is left of %s, and %s paid out and asked for: %v", left, id, out, err)
		}
	}
	for a, sum := range sums {
		if name, ok := strings.CutPrefix(a.Of, "allowance=client."); ok && a.Code == AllowanceUsed {
			of, _, _ := strings.Cut(name, ".")
			held[ClientID(of)] = held[ClientID(of)].Add(sum.Neg())
		}
	}
	for of, used := range held {
		if used.Sign() < 0 || used.Compare(MustMoney("100.00")) > 0 {
			t.Fatalf("%s has %s of a cap of £100.00", of, used)
		}
		if got := taken(b, of); got != used {
			t.Fatalf("%s was allocated %s, and %s counts", of, got, used)
		}
	}
}

// taken is what stands of a client's budgets: allocated, less what was released or came back.
func taken(b *book, of ClientID) (sum Money) {
	owner, bought := map[HealthBudgetID]ClientID{}, map[InvoiceID]HealthBudgetID{}
	ordered := map[PurchaseID]HealthBudgetID{}
	for _, e := range b.entries["test"] {
		done := e.Act
		if e.Reverses != 0 {
			done = b.entries["test"][e.Reverses-1].Act
		}
		var id HealthBudgetID
		switch a := done.(type) {
		case AllocateHealthBudget:
			owner[a.ID], id = a.Client, a.ID
		case ReturnBudgetMoney:
			id = a.Budget
		case ReleaseHealthBudget:
			id = a.Budget
		case BuyFromBudget:
			bought[a.ID] = a.Budget
			continue
		case OrderPurchase:
			ordered[a.ID] = a.Budget
			continue
		case CancelPurchase:
			if owner[ordered[a.Purchase]] == of {
				sum = sum.Sub(toAgent(e))
			}
			continue
		case ReceiveCreditNote:
			if owner[bought[a.Invoice]] == of {
				sum = sum.Sub(notKept(e))
			}
			continue
		default:
			continue
		}
		for _, p := range e.Postings {
			if p.Account.Code == SchemeCommitted && OfHealthBudget(p.Account) && owner[id] == of {
				sum = sum.Sub(p.Amount)
			}
		}
	}
	return sum
}

// toAgent is what a cancellation, or its reversal, gave back to the float's agent and not to the budget that bought.
func toAgent(e Entry) (sum Money) {
	for _, p := range e.Postings {
		if p.Account.Of == "float=float" {
			sum = sum.Sub(p.Amount)
		}
	}
	return sum
}

// notKept is what a credit, or its reversal, gave back and not to the budget that bought: that was closed.
func notKept(e Entry) (gross Money) {
	for _, p := range e.Postings {
		switch p.Account.Code {
		case SchemeCommitted:
			return Money{}
		case Creditors:
			gross = gross.Add(p.Amount)
		}
	}
	return gross
}
