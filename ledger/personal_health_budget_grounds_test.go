package ledger

import (
	"slices"
	"testing"
)

// The grounds are those of regulations 15(1) and 17 of SI 2013/1617, in their order, and one that 17(2) leaves open.
func TestGroundsOfTheRegulations(t *testing.T) {
	t.Parallel()
	codes := func(l CodeList) (list []string) {
		for _, item := range l {
			list = append(list, item.Code)
		}
		return list
	}
	if got := codes(RepaymentGrounds); !slices.Equal(got, []string{
		"plan-changed", "circumstances-changed", "accumulated-unspent", "misuse", "theft-or-fraud", "died",
	}) {
		t.Errorf("of 15(1)(a) to (f): %v", got)
	}
	if got := codes(StopGrounds); !slices.Equal(got, []string{
		"consent-withdrawn", "representative-withdrawn", "consent-ended",
		"no-longer-eligible", "unsuitable-recipient", "nominee-refuses", "nomination-withdrawn", "not-used-as-planned",
		"theft-or-fraud", "needs-not-met", "died", "not-needed",
	}) {
		t.Errorf("of 17(1)(a) to (c) and 17(2)(a) to (h): %v", got)
	}
	b := withPaid(t)
	demand := DemandRepayment{
		Budget: "h-1", Grounds: "died", Amount: MustMoney("60.00"), Payer: ClientPays, By: MustDate("2015-07-03"),
		Reason: Text("told by the care system"),
	}
	b.refused(demand, ErrInvalid, "the client has died, so the estate, a representative or a nominee is to pay back")
	demand.Payer = EstatePays
	b.must(demand)
	b.must(StopHealthBudget{Budget: "h-1", Grounds: "nomination-withdrawn", Reason: Text("in writing")})
}
