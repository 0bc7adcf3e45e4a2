package report_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/report"
)

func (h *house) float(t testing.TB, id ledger.FloatID, from, to string) report.FloatStatement {
	t.Helper()
	f, err := h.Reports.FloatStatement(t.Context(), h.Fund, id, report.Span{
		From: asOf(t, from, ""), To: asOf(t, to, ""),
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func (h *house) standings(t testing.TB, at string) []report.FloatStanding {
	t.Helper()
	f, err := h.Reports.Floats(t.Context(), h.Fund, asOf(t, at, ""))
	if err != nil {
		t.Fatal(err)
	}
	return f.Floats
}

// bought is the purchase of a gym course at a listed price of £60.00.
func bought(id ledger.PurchaseID, float ledger.FloatID, amount string) ledger.OrderPurchase {
	return ledger.OrderPurchase{
		ID: id, Float: float, Service: "s-1", Provider: pooltest.TrustBody, Client: "client-7f3a", Amount: pounds(amount),
		Bought: ledger.BoughtService{
			ID: "s-1", Name: "Gym course", Provider: "Test NHS Foundation Trust", Status: "active", Price: pounds("60.00"),
			Unit: "three months", Feed: "borough",
		},
	}
}

func delivered(id ledger.PurchaseID, amount, on string) ledger.AcceptDelivery {
	return ledger.AcceptDelivery{
		Purchase: id, Amount: pounds(amount), Date: ledger.MustDate(on), Evidence: ledger.Text("sheet"),
	}
}

func setUp(id ledger.FloatID, agent ledger.BodyID, alert string) ledger.SetUpFloat {
	a := ledger.SetUpFloat{
		ID: id, Name: "The float " + string(id), Scheme: "one", Purpose: ledger.Text("small things close to people"),
		Sources: []ledger.SourceID{pooltest.NHSMinimum, pooltest.LASource},
		FloatTerms: ledger.FloatTerms{
			Draw: ledger.DrawProRata, Limits: ledger.FloatLimits{Window: ledger.EachQuarter}, Alert: pounds(alert),
		},
	}
	if agent != "" {
		a.Agent, a.AgencyBy, a.Fee = agent, "agency", 5000
	}
	return a
}

// floatYear plays a quarter of a float with an agent and of one that the host pays for.
func (h *house) floatYear(t testing.TB) {
	t.Helper()
	h.budget("2015-04-01", "one", pooltest.NHSMinimum, "1000.00")
	h.Must("ada", "2015-04-02", setUp("agents", pooltest.CCGBody, "100.00"))
	h.Must("ada", "2015-04-02", setUp("hosts", "", "20.00"))
	for _, f := range []ledger.FloatID{"agents", "hosts"} {
		h.Must("ada", "2015-04-03", ledger.TopUpFloat{
			Float: f, Source: pooltest.NHSMinimum, From: "one", Amount: pounds("200.00"),
		})
		h.Must("ada", "2015-04-03", ledger.TopUpFloat{Float: f, Source: pooltest.LASource, Amount: pounds("100.00")})
	}
	h.Must("ada", "2015-04-04", ledger.AdvanceFloat{
		Float: "agents", Amount: pounds("250.00"), Payment: ledger.Text("BACS 1"),
	})
	h.Must("lin", "2015-04-10", bought("a-1", "agents", "60.00"))
	h.Must("lin", "2015-04-11", bought("a-2", "agents", "45.50"))
	h.Must("lin", "2015-04-12", bought("a-3", "agents", "30.00"))
	h.Must("lin", "2015-04-12", bought("a-4", "agents", "20.00"))
	h.Must("ada", "2015-04-20", delivered("a-1", "60.00", "2015-04-20"))
	h.Must("ada", "2015-05-02", delivered("a-2", "20.00", "2015-05-02"))
	wrong := h.Must("ada", "2015-05-03", delivered("a-2", "5.00", "2015-05-03"))
	h.Must("ada", "2015-05-03", ledger.ReverseEntry{Entry: wrong.Seq, Reason: ledger.Text("in error")})
	h.Must("lin", "2015-05-04", ledger.CancelPurchase{Purchase: "a-3", Reason: ledger.Text("moved away")})
	h.Must("ada", "2015-05-05", ledger.ChargeFloatFee{Float: "agents", Keeps: true, Amount: pounds("5.00")})
	h.Must("ada", "2015-05-06", ledger.ReturnFloatCash{
		Float: "agents", Amount: pounds("30.00"), Receipt: ledger.Text("R 1"),
	})
	h.Must("ada", "2015-05-07", ledger.WriteOffFloatAdvance{
		Float: "agents", Amount: pounds("2.00"), Reason: ledger.Text("lost"),
	})
	h.Must("ben", "2015-06-02", ledger.ReconcileFloat{
		ID: "r-1", Float: "agents", Evidence: ledger.Text("statement"), Statement: ledger.AgentStatement{
			From: ledger.MustDate("2015-04-01"), To: ledger.MustDate("2015-05-31"), TopUps: pounds("250.00"),
			Purchases: pounds("61.00"), Fee: pounds("5.00"), Returned: pounds("30.00"), Closing: pounds("154.00"),
			Lines: []ledger.AgentStatementLine{{Purchase: "a-1", Amount: pounds("61.00")}},
		},
	})
	four := bought("h-1", "hosts", "240.00")
	four.Quantity = 4
	h.Must("lin", "2015-06-03", four)
	h.Must("ada", "2015-06-04", delivered("h-1", "100.01", "2015-06-04"))
	h.Must("ben", "2015-06-05", ledger.PayFloat{Float: "hosts", Purchase: "h-1", Payment: ledger.Text("BACS 2")})
	h.Must("ada", "2015-06-06", delivered("h-1", "50.00", "2015-06-06"))
	h.Must("lin", "2015-06-07", bought("h-2", "hosts", "45.00"))
}

func TestFloatStatement(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.floatYear(t)
	f := h.float(t, "agents", "", "")
	equal(t, "left", f.Total.Left, report.FloatLeft{
		ToppedUp: pounds("300.00"), Ordered: pounds("155.50"), Cancelled: pounds("30.00"), Fees: pounds("5.00"),
		WrittenOff: pounds("2.00"), Closing: pounds("167.50"),
	})
	equal(t, "cash", f.Total.Cash, report.FloatCash{
		Advanced: pounds("250.00"), Paid: pounds("80.00"), Fees: pounds("5.00"), Returned: pounds("30.00"),
		WrittenOff: pounds("2.00"), Closing: pounds("133.00"),
	})
	equal(t, "on order", f.Total.Orders, report.FloatOrders{
		Ordered: pounds("155.50"), Cancelled: pounds("30.00"), Delivered: pounds("80.00"), Closing: pounds("45.50"),
	})
	equal(t, "spent", f.Total.Spent, report.FloatSpent{
		Purchases: pounds("80.00"), Fees: pounds("5.00"), WrittenOff: pounds("2.00"), Closing: pounds("87.00"),
	})
	equal(t, "owed", f.Total.Owed, report.FloatOwed{})
	equal(t, "purchases", len(f.Purchases), 4)
	equal(t, "its state", f.Purchases[1].State, ledger.PurchasePartDelivered)
	equal(t, "differences", len(f.Reconciliations[0].Differences), 3)
	later := h.float(t, "agents", "period:2015-16/01", "period:2015-16/02")
	equal(t, "left in May", later.Total.Left, report.FloatLeft{
		Opening: pounds("144.50"), Cancelled: pounds("30.00"), Fees: pounds("5.00"), WrittenOff: pounds("2.00"),
		Closing: pounds("167.50"),
	})
	equal(t, "purchases in May", len(later.Purchases), 3) // what was delivered whole in April is not among them
	hosts := h.float(t, "hosts", "", "")
	equal(t, "owed by the host", hosts.Total.Owed, report.FloatOwed{
		Purchases: pounds("150.01"), Paid: pounds("100.01"), Closing: pounds("50.00"),
	})
	equal(t, "no cash", hosts.Total.Cash, report.FloatCash{})
	for name, f := range map[string]report.FloatStatement{"float-agents.txt": f, "float-hosts.txt": hosts} {
		f.FundName, f.Moment = "Test fund", fixed(f.Moment)
		golden(t, name, func(b *bytes.Buffer) error { return f.Text(b) })
	}
	_, err := h.Reports.FloatStatement(t.Context(), h.Fund, "none", report.Span{})
	if !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("a float that is not there: %v", err)
	}
	h.mustBalance(t)
}

// At every entry the columns come to the closing figures, the sources to the total, and the figures to the balances
// that the position shows of the float's scheme.
func TestFloatStatementTies(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.floatYear(t)
	last := h.float(t, "agents", "", "").Moment.Seq
	tied := 0
	for seq := last - 25; seq <= last; seq++ {
		at := "seq:" + itoa(seq)
		p, list := h.position(t, at, ""), h.standings(t, at)
		for n, st := range list {
			f := h.float(t, st.Float, "", at)
			equal(t, "the list "+at, list[n], f.FloatStanding)
			equal(t, "left "+at, f.Total.Left.Closing, st.Left)
			equal(t, "on order "+at, f.Total.Orders.Closing, st.Promised)
			equal(t, "spent "+at, f.Total.Spent.Closing, st.Spent)
			equal(t, "given "+at, st.Left.Add(st.Promised).Add(st.Spent), st.Given)
			l, c := f.Total.Left, f.Total.Cash
			equal(t, "the columns "+at, l.ToppedUp.Add(l.Moved).Sub(l.Ordered).Add(l.Cancelled).Sub(l.Fees).Sub(l.WrittenOff),
				l.Closing)
			equal(t, "the cash "+at, c.Advanced.Sub(c.Paid).Sub(c.Fees).Sub(c.Returned).Sub(c.WrittenOff), c.Closing)
			equal(t, "the sources "+at, f.Sources[0].Left.Closing.Add(f.Sources[1].Left.Closing), l.Closing)
			var available ledger.Money
			for _, row := range p.Lines {
				if row.Scheme == ledger.SchemeID(st.Float) {
					available = available.Add(row.Available)
				}
			}
			if st.Agent == "" {
				equal(t, "available "+at, st.Left, available)
			}
			tied++
		}
	}
	if tied < 30 {
		t.Errorf("only %d statements were held against the balances", tied)
	}
}

func TestFloatAlert(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.floatYear(t)
	says := func(at string) string {
		var list []string
		for _, f := range h.standings(t, at) {
			list = append(list, f.AlertSays)
		}
		return strings.Join(list, "\n")
	}
	equal(t, "now", says(""), "£167.50 is left; the alert is at £100.00.\n"+
		"£15.00 is left, which is less than the alert at £20.00.")
	equal(t, "in May", says("period:2015-16/02"), "£167.50 is left; the alert is at £100.00.\n"+
		"£300.00 is left; the alert is at £20.00.")
	alert := func(amount string, want bool) {
		t.Helper()
		h.Must("ada", "2015-06-10", ledger.VaryFloat{
			Float: "hosts", State: ledger.FloatOpen, Reason: ledger.Text("x"), FloatTerms: ledger.FloatTerms{
				Draw: ledger.DrawProRata, Limits: ledger.FloatLimits{Window: ledger.EachQuarter}, Alert: pounds(amount),
			},
		})
		equal(t, "alerted at "+amount, h.standings(t, "")[1].Alerted, want)
	}
	alert("15.00", false)
	alert("15.01", true)
	alert("0.00", false)
	equal(t, "without one", h.standings(t, "")[1].AlertSays, "£15.00 is left; no alert is set.")
}
