package audit_test

import (
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/audit"
)

// What a float's agent holds for a client and spends is proved by the file alone, as any other money is.
func TestReplayBudgetWithAnAgent(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	p.Budget("one", pooltest.NHSMinimum, "1000.00")
	pounds := ledger.MustMoney
	bought := ledger.OrderPurchase{
		ID: "s-1", Float: "float", Service: "gym", Provider: pooltest.TrustBody, Client: "client-7f3a", Budget: "h-1",
		Amount: pounds("30.00"), Bought: ledger.BoughtService{
			ID: "gym", Name: "Gym course", Provider: "Test NHS Foundation Trust", Status: "active", Feed: "borough",
		},
	}
	for _, one := range []struct {
		by  string
		act ledger.Act
	}{
		{"ada", ledger.SetUpFloat{
			ID: "float", Name: "The float", Scheme: "one", Purpose: ledger.Text("small things"), Agent: pooltest.CCGBody,
			AgencyBy: "agency", Sources: []ledger.SourceID{pooltest.NHSMinimum},
			FloatTerms: ledger.FloatTerms{Draw: ledger.DrawInOrder, Limits: ledger.FloatLimits{Window: ledger.EachQuarter}},
		}},
		{"ada", ledger.TopUpFloat{Float: "float", Source: pooltest.NHSMinimum, From: "one", Amount: pounds("200.00")}},
		{"ada", ledger.AdvanceFloat{Float: "float", Amount: pounds("100.00"), Payment: ledger.Text("BACS 1")}},
		{"pam", ledger.SetHealthBudgetTerms{
			Scheme: "one", Cap: pounds("100.00"), Window: ledger.EachQuarter, EvidenceDays: 28,
		}},
		{"lin", ledger.AllocateHealthBudget{
			ID: "h-1", Scheme: "one", Float: "float", Client: "client-7f3a", Form: ledger.NotionalBudget,
			Amount: pounds("50.00"), Purpose: ledger.Text("a gym course"),
		}},
		{"lin", bought},
		{"ada", ledger.AcceptDelivery{
			Purchase: "s-1", Amount: pounds("30.00"), Date: ledger.MustDate("2015-06-01"), Evidence: ledger.Text("sheet 1"),
		}},
		{"lin", ledger.ReleaseHealthBudget{Budget: "h-1"}},
	} {
		p.Must(one.by, "2015-06-01", one.act)
	}
	file := fileOf(t, p)
	whole(t, file, audit.Options{})
	compare(t, p, file, "period:2015-16/03")
	hledger(t, journalOf(t, file), "check", "--strict")
}
