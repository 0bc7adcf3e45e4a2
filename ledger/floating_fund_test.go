package ledger

import (
	"testing"
)

// floatUnder is a float without an agent that draws on two sources in order.
func floatUnder(draw DrawRule, agent BodyID, limits FloatLimits) SetUpFloat {
	a := SetUpFloat{
		ID: "float", Name: "The floating fund", Scheme: "a", Purpose: Text("small things close to people"),
		Sources:    []SourceID{"minimum", "local"},
		FloatTerms: FloatTerms{Draw: draw, Limits: limits, Alert: MustMoney("20.00")},
	}
	a.Limits.Window = EachQuarter
	if agent != "" {
		a.Agent, a.AgencyBy, a.Fee = agent, agencyFloat, 5000
	}
	return a
}

// floated is a book with a float of £200.00, half of each of two sources, and its agent's cash of £150.00 where it has
// an agent.
func floated(t testing.TB, draw DrawRule, agent BodyID, limits FloatLimits) *book {
	t.Helper()
	b := budgeted(t)
	if _, err := b.on(b.service, ada, Instruction{On: MustDate("2015-04-02")}, RegisterBody{
		ID: "gym", Name: "The gym", Type: Company, Identifiers: []Identifier{"GB-COH-01234567"},
	}); err != nil {
		t.Fatal(err)
	}
	b.must(agree("c-2", "local", "1000.00"))
	b.must(floatUnder(draw, agent, limits))
	b.must(TopUpFloat{Float: "float", Source: "minimum", From: "a", Amount: MustMoney("100.00")})
	b.must(TopUpFloat{Float: "float", Source: "local", Amount: MustMoney("100.00")})
	if agent != "" {
		b.must(AdvanceFloat{Float: "float", Amount: MustMoney("150.00"), Payment: Text("BACS 1")})
	}
	return b
}

var gymService = BoughtService{
	ID: "s-1", Name: "Gym membership", Provider: "The gym", Identifiers: []Identifier{"GB-COH-01234567"},
	Status: "active", Option: "o-1", Price: MustMoney("75.00"), Unit: "three months", Feed: "borough",
}

func order(id PurchaseID, amount string) OrderPurchase {
	return OrderPurchase{
		ID: id, Float: "float", Service: "s-1", Provider: "gym", Client: "client-7f3a", Amount: MustMoney(amount),
		Bought: gymService,
	}
}

func deliver(id PurchaseID, amount string) AcceptDelivery {
	return AcceptDelivery{
		Purchase: id, Amount: MustMoney(amount), Date: MustDate("2015-06-01"), Evidence: Text("sheet 1"),
	}
}

func TestFloatRows(t *testing.T) {
	t.Parallel()
	b := floated(t, DrawInOrder, "", FloatLimits{})
	const min, loc = "ccg:minimum:", "council:local:"
	at := func(code, source, of string) string { return code + ":2015-16:" + source + "float:revenue" + of }
	e := b.must(order("p-1", "75.00"))
	b.posts(e,
		at("9200", min, ":by=purchase")+" 75.00", at("9300", min, ":purchase=p-1")+" -75.00",
		"9500:2015-16:::: 75.00", "9510:2015-16:::::allowance=float.float.worker.ada.2015-16-q1 -75.00",
		"9510:2015-16:::::allowance=float.float.worker.ada.2015-16-q1 75.00",
		"9520:2015-16:::::allowance=float.float.worker.ada.2015-16-q1 -75.00",
		"9500:2015-16:::: 75.00", "9510:2015-16:::::allowance=float.float.client.client-7f3a.2015-16-q1 -75.00",
		"9510:2015-16:::::allowance=float.float.client.client-7f3a.2015-16-q1 75.00",
		"9520:2015-16:::::allowance=float.float.client.client-7f3a.2015-16-q1 -75.00")
	e = b.must(order("p-2", "60.00"))
	b.posts(Entry{Act: e.Act, Postings: e.Postings[:4]},
		at("9200", min, ":by=purchase")+" 25.00", at("9300", min, ":purchase=p-2")+" -25.00",
		at("9200", loc, ":by=purchase")+" 35.00", at("9300", loc, ":purchase=p-2")+" -35.00")
	e = b.must(deliver("p-1", "70.00"))
	b.posts(e,
		at("5200", min, "")+" 70.00", "2100::ccg:minimum::revenue:purchase=p-1 -70.00",
		at("9300", min, ":purchase=p-1")+" 70.00", at("9400", min, "")+" -70.00")
	b.must(CancelPurchase{Purchase: "p-1", Reason: Text("a session fewer")})
	if got := b.balance("9520:2015-16:::::allowance=float.float.client.client-7f3a.2015-16-q1"); got != MustMoney("130.00").Neg() {
		t.Errorf("used of the client's allowance is %s, want 130.00", got.Neg())
	}
	b.posts(b.must(PayFloat{Float: "float", Purchase: "p-1", Payment: Text("BACS 7")}),
		"2100::ccg:minimum::revenue:purchase=p-1 70.00", "1000::ccg:minimum::revenue:by=payment -70.00")
	b.refused(PayFloat{Float: "float", Purchase: "p-1", Payment: Text("BACS 7")}, ErrWrongState, "nothing is owed")
}

func TestAgentFloatRows(t *testing.T) {
	t.Parallel()
	b := floated(t, DrawProRata, "provider", FloatLimits{})
	const min, loc = "ccg:minimum:", "council:local:"
	at := func(code, source, of string) string { return code + ":2015-16:" + source + "float:revenue" + of }
	cash := func(source string) string { return "1300::" + source + ":revenue:float=float" }
	b.posts(b.entries["test"][len(b.entries["test"])-1],
		cash(min)+" 75.00", "1000::"+min+":revenue:by=float-agent -75.00",
		at("9200", min, ":by=float-advance")+" 75.00", at("9300", min, ":float=float")+" -75.00",
		cash(loc)+" 75.00", "1000::"+loc+":revenue:by=float-agent -75.00",
		at("9200", loc, ":by=float-advance")+" 75.00", at("9300", loc, ":float=float")+" -75.00")
	e := b.must(order("p-1", "33.33"))
	b.posts(Entry{Act: e.Act, Postings: e.Postings[:4]},
		at("9300", min, ":float=float")+" 16.67", at("9300", min, ":purchase=p-1")+" -16.67",
		at("9300", loc, ":float=float")+" 16.66", at("9300", loc, ":purchase=p-1")+" -16.66")
	b.posts(b.must(deliver("p-1", "33.33")),
		at("5200", min, "")+" 16.67", cash(min)+" -16.67", at("9300", min, ":purchase=p-1")+" 16.67", at("9400", min, "")+" -16.67",
		at("5200", loc, "")+" 16.66", cash(loc)+" -16.66", at("9300", loc, ":purchase=p-1")+" 16.66", at("9400", loc, "")+" -16.66")
	b.must(order("p-2", "33.33"))
	b.must(order("p-3", "33.33"))
	b.refused(order("p-4", "50.02"), ErrNotEnough, "£50.02 is more than the £50.01 of cash left with the agent of float float")
	for source, want := range map[string]string{min: "50.00", loc: "49.99"} {
		drawn := b.balance(at("9400", source, ""))
		for _, id := range []string{"p-2", "p-3"} {
			drawn = drawn.Add(b.balance(at("9300", source, ":purchase="+id)))
		}
		if drawn != MustMoney(want).Neg() {
			t.Errorf("three purchases of £33.33 drew %s from %s want %s", drawn.Neg(), source, want)
		}
	}
	b.posts(b.must(ChargeFloatFee{Float: "float", Keeps: true, Amount: MustMoney("10.00")}),
		at("5900", min, "")+" 5.00", cash(min)+" -5.00", at("9300", min, ":float=float")+" 5.00", at("9400", min, "")+" -5.00",
		at("5900", loc, "")+" 5.00", cash(loc)+" -5.00", at("9300", loc, ":float=float")+" 5.00", at("9400", loc, "")+" -5.00")
	b.refused(ChargeFloatFee{Float: "float", Keeps: true, Amount: MustMoney("0.01")}, ErrNotEnough,
		"£0.01 is more than the fee of £0.00 that is due: 5 per cent of £200.00, less the £10.00 charged")
	b.refused(ReturnFloatCash{Float: "float", Amount: MustMoney("40.02"), Receipt: Text("R")}, ErrNotEnough, "£40.01")
	b.must(ReturnFloatCash{Float: "float", Amount: MustMoney("20.00"), Receipt: Text("R 1")})
	b.must(WriteOffFloatAdvance{Float: "float", Amount: MustMoney("20.01"), Reason: Text("the agent closed down")})
	if held := b.balance(cash(min)).Add(b.balance(cash(loc))); held != MustMoney("66.66") {
		t.Errorf("the agent holds %s, want the 66.66 of what is on order", held)
	}
}

// TestFloatFeeByContribution is Stockton's: 5 per cent of £633,333, split by contribution.
func TestFloatFeeByContribution(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	b.must(agree("c-1", "minimum", "333333.00"))
	b.must(agree("c-2", "local", "300000.00"))
	b.must(floatUnder(DrawProRata, "provider", FloatLimits{}))
	b.must(TopUpFloat{Float: "float", Source: "minimum", Amount: MustMoney("333333.00")})
	b.must(TopUpFloat{Float: "float", Source: "local", Amount: MustMoney("300000.00")})
	b.refused(ChargeFloatFee{Float: "float", Amount: MustMoney("31666.66")}, ErrNotEnough, "£31,666.65")
	e := b.must(ChargeFloatFee{Float: "float", Amount: MustMoney("31666.65")})
	if e.Postings[0].Amount != MustMoney("16666.65") || e.Postings[4].Amount != MustMoney("15000.00") {
		t.Errorf("the fee is split %s and %s", e.Postings[0].Amount, e.Postings[4].Amount)
	}
	b.must(PayFloat{Float: "float", Payment: Text("BACS 1")})
	b.refused(PayFloat{Float: "float", Payment: Text("BACS 1")}, ErrWrongState, "nothing is owed on the agent's fee")
}

func TestFloatRefusals(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	b.refused(SetUpFloat{ID: "x"}, ErrInvalid, "name")
	bad := func(change func(*SetUpFloat)) SetUpFloat {
		a := floatUnder(DrawInOrder, "provider", FloatLimits{})
		change(&a)
		return a
	}
	b.refused(bad(func(a *SetUpFloat) { a.AgencyBy = "grant" }), ErrInvalid, "is a grant")
	b.refused(bad(func(a *SetUpFloat) { a.Agent, a.Fee = "", 0 }), ErrInvalid, "managing agent")
	b.refused(bad(func(a *SetUpFloat) { a.Agent, a.AgencyBy = "", "" }), ErrInvalid, "fee")
	b.refused(bad(func(a *SetUpFloat) { a.Sources = []SourceID{"dfg"} }), ErrRingFence, "capital money")
	b.refused(bad(func(a *SetUpFloat) { a.Sources = []SourceID{"local", "local"} }), ErrInvalid, "named twice")
	b.refused(bad(func(a *SetUpFloat) { a.ID = "b" }), ErrExists, "already")
	b.refused(bad(func(a *SetUpFloat) { a.Draw = "first" }), ErrInvalid, "in-order or pro-rata")
	b.refused(bad(func(a *SetUpFloat) { a.Limits.Window = "week" }), ErrInvalid, "month")
	b.refused(bad(func(a *SetUpFloat) { a.Agent = "nobody" }), ErrNotFound, "nobody")
	b.must(bad(func(*SetUpFloat) {}))
	b.refused(TopUpFloat{Float: "float", Source: "minimum", From: "b", Amount: MustMoney("1.00")}, ErrInvalid, "stands under")
	b.refused(TopUpFloat{Float: "float", Source: "minimum", From: "a", Amount: MustMoney("600.01")}, ErrNotEnough, "£600.00")
	b.refused(TopUpFloat{Float: "float", Source: "minimum", Amount: MustMoney("400.01")}, ErrNotEnough, "£400.00")
	b.must(TopUpFloat{Float: "float", Source: "minimum", Amount: MustMoney("400.00")})
	b.refused(AdvanceFloat{Float: "float", Amount: MustMoney("400.01"), Payment: Text("p")}, ErrNotEnough, "£400.00 available")
	closing := VaryFloat{Float: "float", State: FloatClosed, Reason: Text("the end"), FloatTerms: bad(func(*SetUpFloat) {}).FloatTerms}
	b.refused(closing, ErrWrongState, "£400.00 available")
	b.must(SetSchemeBudget{Scheme: "float", Source: "minimum", Direction: Decrease, Amount: MustMoney("400.00")})
	b.must(closing)
	b.refused(TopUpFloat{Float: "float", Source: "minimum", Amount: MustMoney("1.00")}, ErrClosed, "is closed")
}

func TestPurchaseCaps(t *testing.T) {
	t.Parallel()
	b := floated(t, DrawInOrder, "", FloatLimits{
		Purchase: MustMoney("100.00"), Client: MustMoney("100.00"), Worker: MustMoney("150.00"),
	})
	big := order("p-1", "100.01")
	big.Reason = Text("a longer course")
	b.refused(big, ErrOverLimit, "£100.01 is £0.01 more than the £100.00 that one purchase from float float may cost")
	b.must(order("p-1", "40.00"))
	b.refused(order("p-2", "60.01"), ErrOverLimit, "£60.01 is £0.01 more than the £60.00 left of the £100.00 that may be spent")
	b.must(order("p-2", "60.00"))
	b.refused(order("p-3", "0.01"), ErrOverLimit, "£0.00 left")
	other := order("p-3", "50.01")
	other.Client = "client-8b21"
	b.refused(other, ErrOverLimit, "£50.01 is £0.01 more than the £50.00 left of the £150.00 that one worker may buy alone")
	for actor, want := range map[ActorID]Cap{"ada": BeyondWorker, "ben": WithinCaps} {
		_, _ = other.cap(b.fund, actor, MustPeriod("2015-16/03"))
		b.load(b.fund)
		got, err := other.cap(b.fund, actor, MustPeriod("2015-16/03"))
		if err != nil || got != want {
			t.Errorf("a purchase of £50.01 by %s is %q, %v", actor, got, err)
		}
	}
	approved := ada
	approved.Approvals = []Approval{{Actor: "dev"}}
	in := Instruction{On: MustDate("2015-06-01")}
	if _, err := b.try(approved, in, other); err != nil {
		t.Errorf("a purchase beyond the worker's cap that somebody approved: %v", err)
	}
	again := order("p-4", "1.00")
	if _, err := b.try(approved, in, again); KindOf(err) != Rule {
		t.Errorf("a purchase beyond the client's cap without an exception = %v", err)
	}
	again.Exception = Text("a taxi home")
	if _, err := b.try(approved, in, again); err != nil {
		t.Errorf("an exception that somebody approved: %v", err)
	}
	b.must(CancelPurchase{Purchase: "p-2", Reason: Text("ill")})
	b.refused(order("p-5", "59.00"), ErrOverLimit, "£58.99 left")
	b.mustOn("2015-07-01", order("p-5", "9.00")) // another quarter
}

func TestPurchaseRefusals(t *testing.T) {
	t.Parallel()
	b := floated(t, DrawInOrder, "", FloatLimits{})
	bad := func(change func(*OrderPurchase)) OrderPurchase {
		a := order("p-1", "75.00")
		change(&a)
		return a
	}
	b.refused(bad(func(a *OrderPurchase) { a.Client = "" }), ErrInvalid, "for which client")
	b.refused(bad(func(a *OrderPurchase) { a.Group = Text("peers") }), ErrInvalid, "for which client")
	b.refused(bad(func(a *OrderPurchase) { a.Client = "client-19500201" }), ErrIdentity, "looks like")
	b.refused(bad(func(a *OrderPurchase) { a.Client, a.Group = "", Text("born 1 February 1950") }), ErrIdentity, "group")
	b.refused(bad(func(a *OrderPurchase) { a.Bought = BoughtService{} }), ErrNotFound, "no such service")
	b.refused(bad(func(a *OrderPurchase) { a.Bought.Status = "defunct" }), ErrClosed, "is defunct")
	b.refused(bad(func(a *OrderPurchase) { a.Bought.Ended = MustDate("2015-05-31") }), ErrClosed, "since 31 May 2015")
	b.refused(bad(func(a *OrderPurchase) { a.Bought.PriceEnds = MustDate("2015-05-31") }), ErrClosed, "ended on 31 May 2015")
	b.refused(bad(func(a *OrderPurchase) { a.Option = "o-9" }), ErrNotFound, "no cost option")
	b.refused(bad(func(a *OrderPurchase) { a.Amount = MustMoney("75.01") }), ErrInvalid, "£0.01 more than the £75.00")
	b.refused(bad(func(a *OrderPurchase) { a.Provider = "" }), ErrNotFound, "posts administrator")
	b.refused(bad(func(a *OrderPurchase) { a.Provider = "trust" }), ErrInvalid, "another organisation")
	b.refused(bad(func(a *OrderPurchase) {
		a.Provider, a.Bought.Provider, a.Bought.Identifiers = "council", "A council", nil
	}), ErrOwnBody, "nobody buys from their own organisation")
	b.refused(bad(func(a *OrderPurchase) { a.Amount, a.Quantity = MustMoney("200.01"), 3 }), ErrNotEnough, "£200.00 left in float")
	b.must(HoldPayments{Provider: "gym", Reason: Text("x")})
	b.refused(order("p-1", "75.00"), ErrHeld, "held")
	b.must(LiftPaymentHold{Provider: "gym", Reason: Text("x")})
	bought := b.must(order("p-1", "75.00"))
	b.refused(order("p-1", "1.00"), ErrExists, "already")
	if _, err := b.try(ada, Instruction{On: MustDate("2015-06-01")}, deliver("p-1", "1.00")); KindOf(err) != Forbidden {
		t.Errorf("the buyer accepted the delivery: %v", err)
	}
	early := deliver("p-1", "1.00")
	early.Date = MustDate("2015-05-31")
	b.refused(early, ErrInvalid, "before the purchase")
	early.Date = MustDate("2015-06-02")
	b.refused(early, ErrInvalid, "after the entry's date")
	b.refused(deliver("p-1", "75.01"), ErrNotEnough, "£0.01 more than the £75.00 left")
	part := b.must(deliver("p-1", "30.00"))
	b.refused(reverse(bought), ErrWrongState, "part-delivered")
	b.must(reverse(part))
	b.must(reverse(bought))
	b.refused(deliver("p-1", "1.00"), ErrWrongState, "cancelled")
	if left := b.balance("9520:2015-16:::::allowance=float.float.client.client-7f3a.2015-16-q1"); !left.IsZero() {
		t.Errorf("a purchase taken back still counts by %s", left)
	}
}

func TestReconcileFloat(t *testing.T) {
	t.Parallel()
	b := floated(t, DrawProRata, "provider", FloatLimits{})
	b.must(order("p-1", "30.00"))
	b.must(order("p-2", "20.00"))
	b.must(deliver("p-1", "30.00"))
	b.must(deliver("p-2", "20.00"))
	statement := AgentStatement{
		From: MustDate("2015-06-01"), To: MustDate("2015-06-30"), TopUps: MustMoney("150.00"), Purchases: MustMoney("31.00"),
		Closing: MustMoney("119.00"), Lines: []AgentStatementLine{{Purchase: "p-1", Amount: MustMoney("31.00")}},
	}
	act := ReconcileFloat{ID: "r-1", Float: "float", Statement: statement, Evidence: Text("statement June")}
	if _, err := b.try(ada, Instruction{On: MustDate("2015-07-01")}, act); KindOf(err) != Forbidden {
		t.Errorf("a buyer reconciled the float: %v", err)
	}
	b.refusedOn("2015-06-29", act, ErrInvalid, "after the entry's date")
	e := b.mustOn("2015-07-01", act)
	r := e.Documents[len(e.Documents)-1].(FloatReconciliation)
	want := []StatementDifference{
		{"line", "p-1", MustMoney("31.00"), MustMoney("30.00")},
		{"missing", "p-2", Money{}, MustMoney("20.00")},
		{"closing", "", MustMoney("119.00"), MustMoney("100.00")},
	}
	if len(r.Differences) != len(want) {
		t.Fatalf("differences %+v, want %+v", r.Differences, want)
	}
	for n := range want {
		if r.Differences[n] != want[n] {
			t.Errorf("difference %+v, want %+v", r.Differences[n], want[n])
		}
	}
	next := act
	next.ID, next.Statement.Closing, next.Statement.Purchases = "r-2", MustMoney("100.00"), MustMoney("50.00")
	next.Statement.Lines = []AgentStatementLine{
		{Purchase: "p-1", Amount: MustMoney("30.00")}, {Purchase: "p-2", Amount: MustMoney("20.00")},
	}
	e = b.mustOn("2015-07-01", next)
	if r := e.Documents[len(e.Documents)-1].(FloatReconciliation); len(r.Differences) != 0 {
		t.Errorf("differences %+v where there are none", r.Differences)
	}
}
