package report_test

import (
	"bytes"
	"fmt"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/report"
)

func (h *house) healthBudgets(t *testing.T, at string, f report.HealthBudgetFilter) report.HealthBudgets {
	t.Helper()
	found, err := h.Reports.HealthBudgets(t.Context(), h.Fund, asOf(t, at, ""), f)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func (h *house) promise(by, on, id, client string, form ledger.HealthBudgetForm, amount string) ledger.Entry {
	return h.Must(by, on, ledger.AllocateHealthBudget{
		ID: ledger.HealthBudgetID(id), Scheme: "one", Source: pooltest.NHSMinimum, Client: ledger.ClientID(client),
		Form: form, Amount: pounds(amount), Purpose: ledger.Text("transport"),
	})
}

func (h *house) buyFrom(on, budget, id, price string) ledger.Entry {
	return h.Must("lin", on, ledger.BuyFromBudget{
		ID: ledger.InvoiceID(id), Budget: ledger.HealthBudgetID(budget), Provider: pooltest.TrustBody, Price: pounds(price),
		Number: ledger.Text("N-" + id), Received: ledger.MustDate(on),
	})
}

// healthYear plays budgets of every form and end: h-1 is paid directly, accounted for in part, paid back in part and
// demanded; h-2 buys and has a refund; h-3 is released; h-4 was a mistake; h-5 is paid and not due yet.
func (h *house) healthYear() {
	h.budget("2015-04-01", "one", pooltest.NHSMinimum, "1000.00")
	h.Must("pam", "2015-04-01", ledger.SetHealthBudgetTerms{
		Scheme: "one", Cap: pounds("100.00"), Window: ledger.EachQuarter, EvidenceDays: 28,
	})
	h.promise("lin", "2015-05-01", "h-1", "client-7f3a", ledger.DirectBudget, "80.00")
	h.promise("lin", "2015-05-01", "h-2", "client-8b21", ledger.NotionalBudget, "50.00")
	h.promise("kim", "2015-05-02", "h-3", "client-7f3a", ledger.ThirdPartyBudget, "20.00")
	mistake := h.promise("lin", "2015-05-02", "h-4", "client-9c05", ledger.NotionalBudget, "10.00")
	h.Must("ben", "2015-05-02", ledger.ReverseEntry{Entry: mistake.Seq, Reason: ledger.Text("in error")})
	h.promise("kim", "2015-06-20", "h-5", "client-4d3c", ledger.DirectBudget, "5.00")
	for _, pay := range [][3]string{
		{"2015-05-04", "h-1", "30.00"}, {"2015-05-20", "h-1", "40.00"}, {"2015-06-20", "h-5", "5.00"},
	} {
		h.Must("ada", pay[0], ledger.PayDirect{
			Budget: ledger.HealthBudgetID(pay[1]), Amount: pounds(pay[2]), Payment: ledger.Text("BACS " + pay[0]),
		})
	}
	h.Must("cam", "2015-06-01", ledger.AcceptBudgetEvidence{
		Budget: "h-1", Amount: pounds("20.00"), Dated: ledger.MustDate("2015-05-30"), Evidence: ledger.Text("receipt 1"),
	})
	h.Must("ada", "2015-06-10", ledger.ReturnBudgetMoney{Budget: "h-1", Amount: pounds("5.00"), Receipt: ledger.Text("R 1")})
	h.buyFrom("2015-05-05", "h-2", "b-1", "30.00")
	h.Must("ada", "2015-05-06", ledger.PayInvoice{Invoice: "b-1", Payment: ledger.Text("BACS 2")})
	h.Must("ada", "2015-05-07", ledger.ReceiveRefund{
		ID: "n-1", Invoice: "b-1", Lines: []ledger.ChargeLine{{Net: pounds("10.00")}}, Reason: ledger.Text("cancelled"),
		Receipt: ledger.Text("R 2"),
	})
	h.Must("kim", "2015-06-15", ledger.ReleaseHealthBudget{Budget: "h-3"})
	h.Must("cam", "2015-06-25", ledger.DemandRepayment{
		Budget: "h-1", Grounds: "accumulated-unspent", Amount: pounds("40.00"), Payer: ledger.ClientPays,
		By: ledger.MustDate("2015-07-25"), Reason: ledger.Text("not spent"),
	})
}

// Every figure ties to the books, at every entry; and what is due is listed the longest overdue first.
func TestHealthBudgetRegister(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.healthYear()
	all := report.HealthBudgetFilter{}
	r := h.healthBudgets(t, "date:2015-06-30", all)
	equal(t, "h-1", r.Budgets[0].HealthFigures, report.HealthFigures{
		Allocated: pounds("80.00"), Spent: pounds("20.00"), Awaited: pounds("45.00"), Unspent: pounds("10.00"),
		Recovered: pounds("5.00"),
	})
	equal(t, "h-2", r.Budgets[1].HealthFigures, report.HealthFigures{
		Allocated: pounds("50.00"), Spent: pounds("20.00"), Unspent: pounds("30.00"),
	})
	equal(t, "h-3", r.Budgets[2].HealthFigures, report.HealthFigures{Allocated: pounds("20.00"), Released: pounds("20.00")})
	equal(t, "h-4", fmt.Sprintln(r.Budgets[3].State, r.Budgets[3].HealthFigures == report.HealthFigures{}), "reversed true\n")
	equal(t, "the cap of h-1's client", fmt.Sprint(r.Budgets[0].CapUsed, r.Budgets[0].CapLeft), "75.00 25.00")
	equal(t, "who allocated", fmt.Sprintln(r.Budgets[0].Worker, r.Budgets[2].Worker), "lin kim\n")
	due := ""
	for _, one := range r.Chase {
		due += fmt.Sprintln(one.What, one.Budget, one.Amount, one.Due, one.DaysLate, one.Worker)
	}
	equal(t, "due", due, "evidence h-1 5.00 2015-06-01 29 lin\nevidence h-1 40.00 2015-06-17 13 lin\n"+
		"evidence h-5 5.00 2015-07-18 0 kim\nrepayment h-1 40.00 2015-07-25 0 lin\nreview h-1 0.00 2015-08-01 0 lin\n"+
		"review h-2 0.00 2015-08-01 0 lin\nreview h-5 0.00 2015-09-20 0 kim\n")
	equal(t, "overdue", r.Overdue, pounds("45.00"))
	late := h.healthBudgets(t, "date:2015-06-17", report.HealthBudgetFilter{Overdue: true})
	equal(t, "on the day itself nothing is late but the first", fmt.Sprint(len(late.Budgets), len(late.Chase), late.Overdue),
		"1 1 5.00")
	for name, f := range map[string]report.HealthBudgetFilter{
		"h-1 h-3 ": {Client: "client-7f3a"}, "h-3 ": {State: ledger.HealthBudgetClosed}, "h-3 h-5 ": {Worker: "kim"},
		"": {Scheme: "two"}, "h-1 ": {Overdue: true},
	} {
		got := ""
		for _, b := range h.healthBudgets(t, "date:2015-06-30", f).Budgets {
			got += string(b.Budget) + " "
		}
		equal(t, "filtered", got, name)
	}
	for seq := int64(2); seq <= h.healthBudgets(t, "", all).Moment.Seq; seq++ {
		at := "seq:" + itoa(seq)
		r, orders := h.healthBudgets(t, at, all), h.orders(t, "", at)
		f := r.Total
		equal(t, "left of budgets "+at, f.Awaited.Add(f.Unspent), orders.HealthBudgets)
		equal(t, "what became of them "+at, f.Allocated.Sub(f.Spent).Sub(f.Recovered).Sub(f.Released).Sub(f.Lapsed),
			orders.HealthBudgets)
	}
	r.Fund, r.Moment = "a-fund", fixed(r.Moment)
	golden(t, "health_budgets.txt", func(b *bytes.Buffer) error { return r.Text(b) })
	late = h.healthBudgets(t, "date:2015-06-30", report.HealthBudgetFilter{Overdue: true})
	late.Fund, late.Moment = "a-fund", fixed(late.Moment)
	golden(t, "health_budgets_overdue.txt", func(b *bytes.Buffer) error { return late.ChaseText(b) })
	h.mustBalance(t)
}

// A budget of a year that was closed is asked for by its year, and what it had left has lapsed.
func TestHealthBudgetsOfAClosedYear(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.healthYear()
	for budget, amount := range map[ledger.HealthBudgetID]string{"h-1": "45.00", "h-5": "5.00"} {
		h.Must("cfo", "2015-07-01", ledger.WriteOffDirectPayment{
			Budget: budget, Amount: pounds(amount), Reason: ledger.Text("cannot be traced"),
		})
	}
	for n := 1; n <= 13; n++ {
		h.Must("ada", "2016-03-31", ledger.ClosePeriod{Period: ledger.NewPeriod(2015, n), Close: ledger.SoftClosed})
	}
	h.Must("ada", "2016-05-05", ledger.CloseYear{Year: 2015})
	equal(t, "now", len(h.healthBudgets(t, "", report.HealthBudgetFilter{}).Budgets), 0)
	equal(t, "of every year", len(h.healthBudgets(t, "", report.HealthBudgetFilter{EveryYear: true}).Budgets), 5)
	some := report.HealthBudgetFilter{EveryYear: true, Budgets: []ledger.HealthBudgetID{"h-2", "h-9"}}
	equal(t, "of some budgets", len(h.healthBudgets(t, "", some).Budgets), 1)
	r, err := h.Reports.HealthBudgets(t.Context(), h.Fund, asOf(t, "", "").InYear(2015), report.HealthBudgetFilter{})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "of the closed year", r.Total, report.HealthFigures{
		Allocated: pounds("155.00"), Spent: pounds("90.00"), Recovered: pounds("5.00"), Released: pounds("20.00"),
		Lapsed: pounds("40.00"),
	})
	equal(t, "due", len(r.Chase), 0)
	before := h.healthBudgets(t, "period:2015-16/13", report.HealthBudgetFilter{})
	equal(t, "before the close", before.Total.Unspent, pounds("40.00"))
}
