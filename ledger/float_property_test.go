package ledger

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// drawFloatAct draws an act on a float of an agent, lawful or not.
func drawFloatAct(t *rapid.T, _ *book, n int) Act {
	id := PurchaseID(fmt.Sprint("p-", rapid.IntRange(4, max(4, n-1)).Draw(t, "purchase")))
	budget := HealthBudgetID(fmt.Sprint("h-", rapid.IntRange(4, max(4, n-1)).Draw(t, "budget")))
	some := Pence(rapid.Int64Range(1, 7_000).Draw(t, "some"))
	bought := order(PurchaseID(fmt.Sprint("p-", n)), some.String())
	bought.Client = []ClientID{"client-7f3a", "client-8b21"}[rapid.IntRange(0, 1).Draw(t, "client")]
	allotted := withAgent(HealthBudgetID(fmt.Sprint("h-", n)), some.String())
	allotted.Client = bought.Client
	from := orderWith(bought.ID, budget, some.String())
	from.Client = bought.Client
	given := deliver(id, some.String())
	given.Date = MustDate("2015-06-30")
	terms := floatUnder(DrawProRata, "provider", floatCaps).FloatTerms
	terms.Draw = rapid.SampledFrom([]DrawRule{DrawInOrder, DrawProRata}).Draw(t, "draw")
	entry := int64(rapid.IntRange(1, 30+n).Draw(t, "entry"))
	kinds := []Act{
		bought, bought, bought, given, given, allotted, allotted, from, from,
		ReleaseHealthBudget{Budget: budget},
		ReleaseHealthBudget{Budget: budget, Amount: some},
		StopHealthBudget{Budget: budget, Grounds: "not-needed", Reason: Text("well again")},
		CancelPurchase{Purchase: id, Reason: Text("ill")},
		TopUpFloat{Float: "float", Source: "minimum", Amount: some},
		AdvanceFloat{Float: "float", Amount: some, Payment: Text("p")},
		ReturnFloatCash{Float: "float", Amount: some, Receipt: Text("r")},
		ChargeFloatFee{Float: "float", Amount: Pence(some.Pence()/50 + 1), Keeps: n%2 == 0},
		WriteOffFloatAdvance{Float: "float", Amount: Pence(some.Pence()/10 + 1), Reason: Text("lost")},
		VaryFloat{Float: "float", State: FloatOpen, Reason: Text("as before"), FloatTerms: terms},
		PayFloat{Float: "float", Payment: Text("p")},
		ReverseEntry{Entry: entry, Reason: Text("x")},
	}
	return kinds[rapid.IntRange(0, len(kinds)-1).Draw(t, "kind")]
}

var floatCaps = FloatLimits{
	Purchase: MustMoney("60.00"), Client: MustMoney("100.00"), Worker: MustMoney("150.00"), Window: EachQuarter,
}

// checkCaps holds that no client and no worker has had more than their cap, ordered and delivered together, that no
// purchase costs more than one may, and that the cash of the agent is what its advance, clients' budgets and the
// purchases on order say, and never negative.
func (b *book) checkCaps(t *rapid.T) {
	clients, worker, left := map[ClientID]Money{}, Money{}, map[SourceID]Money{}
	for _, e := range b.entries["test"] {
		for _, p := range e.Postings {
			switch {
			case p.Account.Code == FloatAdvances:
				left[p.Account.Source] = left[p.Account.Source].Add(p.Amount)
			case p.Account.Code == SchemeCommitted && (OfFloat(p.Account) || OfHealthBudget(p.Account)):
				left[p.Account.Source] = left[p.Account.Source].Add(p.Amount)
			}
		}
	}
	for source, differs := range left {
		if !differs.IsZero() {
			t.Fatalf("the agent's cash of %s is out by %s from what stands behind it", source, differs)
		}
	}
	for _, of := range []string{"ccg:minimum", "council:local"} {
		if cash := b.balance("1300::" + of + "::revenue:float=float"); cash.Sign() < 0 {
			t.Fatalf("the agent holds %s of %s", cash, of)
		}
	}
	checkClientCaps(t, b)
	for ref, d := range b.fund.documents.young {
		p, ok := d.(SpotPurchase)
		if !ok || !strings.HasPrefix(ref.ID, "p-") {
			continue
		}
		counts := p.Amount
		if p.State == PurchaseCancelled {
			counts = p.delivered()
		}
		if worker = worker.Add(counts); p.Budget == "" {
			clients[p.Client] = clients[p.Client].Add(counts)
		}
		if p.Amount.Compare(floatCaps.Purchase) > 0 {
			t.Fatalf("purchase %s costs %s", p.ID, p.Amount)
		}
	}
	for client, had := range clients {
		used := b.balance(fmt.Sprintf("9520:2015-16:::::allowance=float.float.client.%s.2015-16-q1", client)).Neg()
		if had != used || had.Compare(floatCaps.Client) > 0 {
			t.Fatalf("%s has had %s, and the allowance used is %s", client, had, used)
		}
	}
	if worker.Compare(floatCaps.Worker) > 0 {
		t.Fatalf("one worker has bought for %s alone", worker)
	}
}

// TestRandomPurchasesKeepTheCaps plays purchases, deliveries, cancellations and the rest in any order, and
// holds that none
// of a float's caps is ever exceeded.
func TestRandomPurchasesKeepTheCaps(t *testing.T) {
	t.Parallel()
	begin := func(*rapid.T) *book { return withAgentsCash(t) }
	wanted := kindsOf(
		OrderPurchase{},
		AcceptDelivery{},
		CancelPurchase{},
		AdvanceFloat{},
		ReturnFloatCash{},
		ChargeFloatFee{},
		WriteOffFloatAdvance{},
		PayFloat{},
		ReverseEntry{},
		AllocateHealthBudget{},
		ReleaseHealthBudget{},
		StopHealthBudget{},
	)
	playAtRandom(t, wanted, begin, func(t *rapid.T, b *book, n int) Act {
		b.checkCaps(t)
		return drawFloatAct(t, b, n)
	})
}
