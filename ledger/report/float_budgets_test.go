package report_test

import (
	"testing"

	"pooled/ledger"
	"pooled/ledger/report"
)

// What a float's agent holds for clients stands in the float's statement and in the register, at every entry the same,
// and is never counted as left to order.
func TestBudgetsWithAnAgent(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.floatYear(t)
	h.Must("pam", "2015-06-08", ledger.SetHealthBudgetTerms{
		Scheme: "one", Cap: pounds("100.00"), Window: ledger.EachQuarter, EvidenceDays: 28,
	})
	begin := h.float(t, "agents", "", "")
	allocate := func(id, client, amount string) ledger.Entry {
		return h.Must("lin", "2015-06-08", ledger.AllocateHealthBudget{
			ID: ledger.HealthBudgetID(id), Scheme: "one", Float: "agents", Client: ledger.ClientID(client),
			Form: ledger.NotionalBudget, Amount: pounds(amount), Purpose: ledger.Text("transport"),
		})
	}
	from := func(id, budget, client, amount string) {
		a := bought(ledger.PurchaseID(id), "agents", amount)
		a.Budget, a.Client, a.Group = ledger.HealthBudgetID(budget), ledger.ClientID(client), ledger.Private{}
		h.Must("lin", "2015-06-09", a)
	}
	allocate("b-1", "client-7f3a", "40.01")
	mistake := allocate("b-2", "client-8b21", "10.00")
	h.Must("ben", "2015-06-08", ledger.ReverseEntry{Entry: mistake.Seq, Reason: ledger.Text("in error")})
	from("c-1", "b-1", "client-7f3a", "20.00")
	from("c-2", "b-1", "client-7f3a", "10.00")
	h.Must("ada", "2015-06-10", delivered("c-1", "20.00", "2015-06-10"))
	h.Must("lin", "2015-06-11", ledger.CancelPurchase{Purchase: "c-2", Reason: ledger.Text("ill")})
	h.Must("lin", "2015-06-12", ledger.ReleaseHealthBudget{Budget: "b-1", Amount: pounds("5.00")})
	f := h.float(t, "agents", "", "")
	equal(t, "budgets", f.Total.Budgets, report.FloatBudgets{
		Allocated: pounds("40.01"), Ordered: pounds("30.00"), Cancelled: pounds("10.00"), Released: pounds("5.00"),
		Closing: pounds("15.01"),
	})
	equal(t, "left", f.Total.Left.Closing, begin.Total.Left.Closing.Sub(pounds("35.01")))
	equal(t, "allocated and released", f.Total.Left.Allocated.Sub(f.Total.Left.Released), pounds("35.01"))
	equal(t, "cash", f.Total.Cash.Closing, begin.Total.Cash.Closing.Sub(pounds("20.00")))
	equal(t, "spent", f.Total.Spent.Purchases, begin.Total.Spent.Purchases.Add(pounds("20.00")))
	row := h.healthBudgets(t, "", report.HealthBudgetFilter{Client: "client-7f3a"}).Budgets[0]
	equal(t, "the register", row.HealthFigures, report.HealthFigures{
		Allocated: pounds("40.01"), Spent: pounds("20.00"), Unspent: pounds("15.01"), Released: pounds("5.00"),
	})
	equal(t, "the float", row.Float, ledger.FloatID("agents"))
	equal(t, "the cap", row.CapUsed, pounds("35.01"))
	for seq := begin.Moment.Seq + 1; seq <= f.Moment.Seq; seq++ {
		at := "seq:" + itoa(seq)
		f, r, orders := h.float(t, "agents", "", at), h.healthBudgets(t, at, report.HealthBudgetFilter{}), h.orders(t, "", at)
		equal(t, "left "+at, f.Total.Left.Closing, f.Left)
		equal(t, "promised "+at, f.Total.Orders.Closing.Add(f.Total.Budgets.Closing), f.Promised)
		equal(t, "the register's rest "+at, r.Total.Unspent, f.Total.Budgets.Closing)
		equal(t, "the roll-forward "+at, orders.HealthBudgets, f.Total.Budgets.Closing)
		equal(t, "cash covers all "+at, uncovered(f), uncovered(begin))
	}
	h.mustBalance(t)
}

// uncovered is what of the float is not with its agent: what it has available.
func uncovered(f report.FloatStatement) ledger.Money {
	return f.Total.Left.Closing.Add(f.Total.Orders.Closing).Add(f.Total.Budgets.Closing).Sub(f.Total.Cash.Closing)
}
