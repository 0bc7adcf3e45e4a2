package ledger

import "testing"

// withTerms is a book whose scheme a allows a client £100.00 a quarter, accounted for within 28 days.
func withTerms(t testing.TB) *book {
	return readied(budgeted, SetHealthBudgetTerms{
		Scheme: "a", Cap: MustMoney("100.00"), Window: EachQuarter, EvidenceDays: 28,
	})(t)
}

const client = ClientID("client-7f3a")

func allotted(id HealthBudgetID, form HealthBudgetForm, amount string) AllocateHealthBudget {
	return AllocateHealthBudget{
		ID: id, Scheme: "a", Source: "minimum", Client: client, Form: form, Amount: MustMoney(amount),
		Purpose: Text("transport to a group"),
	}
}

func buy(id InvoiceID, price string) BuyFromBudget {
	return BuyFromBudget{
		ID: id, Budget: "h-1", Provider: "provider", Price: MustMoney(price), Number: Text("N " + string(id)),
		Received: MustDate("2015-06-01"),
	}
}

func payDirect(amount string) PayDirect {
	return PayDirect{Budget: "h-1", Amount: MustMoney(amount), Payment: Text("BACS " + amount)}
}

func evidence(amount string) AcceptBudgetEvidence {
	return AcceptBudgetEvidence{
		Budget: "h-1", Amount: MustMoney(amount), Dated: MustDate("2015-06-01"), Evidence: Text("receipt"),
	}
}

var (
	withBudget = readied(withTerms, allotted("h-1", NotionalBudget, "100.00"))
	withDirect = readied(withTerms, allotted("h-1", DirectBudget, "100.00"))
	withPaid   = readied(withDirect, payDirect("60.00"))
)

// withOther is a book with the host's source of other income, and scheme a chargeable.
func withOther(t testing.TB) *book {
	return readied(budgeted, AddSource{
		ID: "other", Name: "Other income", Partner: "council", Nature: Revenue, Fence: OtherIncomeFence, CodeListYear: 2015,
		Power: Section75,
	}, SetSchemeCharging{Scheme: "a", Charging: Chargeable, Reason: Text("policy 4")})(t)
}

const (
	ofH1       = ":health-budget=h-1"
	leftOf     = "9510:2015-16:::::allowance=client.client-7f3a.a.2015-16-q1"
	usedOf     = "9520:2015-16:::::allowance=client.client-7f3a.a.2015-16-q1"
	advancedH1 = "1310::ccg:minimum::revenue" + ofH1
	committedH = "9300:" + minimumA + ofH1
	movedH     = "9200:" + minimumA + ":by=commitment"
)

// withAgentsCash is a float of an agent that holds £150.00, half of each of two sources, under a scheme with terms.
func withAgentsCash(t testing.TB) *book {
	return readied(func(t testing.TB) *book { return floated(t, DrawProRata, "provider", floatCaps) },
		SetHealthBudgetTerms{Scheme: "a", Cap: MustMoney("100.00"), Window: EachQuarter, EvidenceDays: 28})(t)
}

// withAgent is a budget that the float's agent holds.
func withAgent(id HealthBudgetID, amount string) AllocateHealthBudget {
	a := allotted(id, NotionalBudget, amount)
	a.Source, a.Float = "", "float"
	return a
}

// orderWith is a purchase from a budget that the float's agent holds.
func orderWith(id PurchaseID, budget HealthBudgetID, amount string) OrderPurchase {
	a := order(id, amount)
	a.Budget = budget
	return a
}

const (
	floatMin, floatLoc = "2015-16:ccg:minimum:float:revenue", "2015-16:council:local:float:revenue"
	workerLeft         = "9510:2015-16:::::allowance=float.float.worker.ada.2015-16-q1"
	workerUsed         = "9520:2015-16:::::allowance=float.float.worker.ada.2015-16-q1"
)

var healthRows = []tableRow{
	{"14a", "a personal health budget held and spent by the agent: allocated, bought, the rest released", withAgentsCash, []tableStep{{
		act: act(withAgent("h-1", "50.01")),
		memo: []string{
			"9300:" + floatMin + ":float=float 25.01", "9300:" + floatMin + ofH1 + " -25.01",
			"9300:" + floatLoc + ":float=float 25.00", "9300:" + floatLoc + ofH1 + " -25.00",
			"9500:2015-16:::: 100.00", leftOf + " -100.00", leftOf + " 50.01", usedOf + " -50.01",
		},
	}, {
		act: act(orderWith("p-1", "h-1", "40.00")),
		memo: []string{
			"9300:" + floatMin + ofH1 + " 20.00", "9300:" + floatMin + ":purchase=p-1 -20.00",
			"9300:" + floatLoc + ofH1 + " 20.00", "9300:" + floatLoc + ":purchase=p-1 -20.00",
			"9500:2015-16:::: 150.00", workerLeft + " -150.00", workerLeft + " 40.00", workerUsed + " -40.00",
		},
	}, {
		act: act(deliver("p-1", "40.00")),
		actuals: []string{
			"5300:" + floatMin + " 20.00", "1300::ccg:minimum::revenue:float=float -20.00",
			"5300:" + floatLoc + " 20.00", "1300::council:local::revenue:float=float -20.00",
		},
		memo: []string{
			"9300:" + floatMin + ":purchase=p-1 20.00", "9400:" + floatMin + " -20.00",
			"9300:" + floatLoc + ":purchase=p-1 20.00", "9400:" + floatLoc + " -20.00",
		},
	}, {
		act: act(ReleaseHealthBudget{Budget: "h-1"}),
		memo: []string{
			"9300:" + floatMin + ofH1 + " 5.01", "9300:" + floatMin + ":float=float -5.01",
			"9300:" + floatLoc + ofH1 + " 5.00", "9300:" + floatLoc + ":float=float -5.00",
			usedOf + " 10.01", leftOf + " -10.01",
		},
	}}},
	{"14", "a personal health budget allocated", withTerms, []tableStep{{
		act: act(allotted("h-1", NotionalBudget, "40.00")),
		memo: []string{
			movedH + " 40.00", committedH + " -40.00", "9500:2015-16:::: 100.00", leftOf + " -100.00", leftOf + " 40.00",
			usedOf + " -40.00",
		},
	}, {
		act:  act(allotted("h-2", NotionalBudget, "60.00")),
		memo: []string{movedH + " 60.00", "9300:" + minimumA + ":health-budget=h-2 -60.00", leftOf + " 60.00", usedOf + " -60.00"},
	}}},
	{"14n", "a purchase from a personal health budget", withBudget, []tableStep{{
		act:     act(buy("i-1", "60.00")),
		actuals: []string{"5300:" + minimumA + " 60.00", creditor + " -60.00"},
		memo:    []string{committedH + " 60.00", "9400:" + minimumA + " -60.00"},
	}, {
		act: func(*book) Act {
			a := buy("i-2", "36.00")
			a.VAT = MustMoney("6.00") // of a line that a council commissions: it comes back
			return a
		},
		actuals: []string{"5300:" + minimumA + " 30.00", "1200::ccg:minimum::revenue 6.00", creditor + " -36.00"},
		memo:    []string{committedH + " 36.00", "9400:" + minimumA + " -30.00", movedH + " -6.00"},
	}}},
	{"14p", "a direct payment made", withDirect, []tableStep{{
		act:     act(payDirect("60.00")),
		actuals: []string{advancedH1 + " 60.00", cash + "payment -60.00"},
	}}},
	{"14e", "evidence accepted, in part", withPaid, []tableStep{{
		act:     act(evidence("25.00")),
		actuals: []string{"5300:" + minimumA + " 25.00", advancedH1 + " -25.00"},
		memo:    []string{committedH + " 25.00", "9400:" + minimumA + " -25.00"},
	}}},
	{"14r", "unspent money paid back, and released", withPaid, []tableStep{{
		act:     act(ReturnBudgetMoney{Budget: "h-1", Amount: MustMoney("60.00"), Receipt: Text("R 1")}),
		actuals: []string{cash + "refund 60.00", advancedH1 + " -60.00"},
		memo:    []string{committedH + " 60.00", movedH + " -60.00", usedOf + " 60.00", leftOf + " -60.00"},
	}, {
		act:  act(ReleaseHealthBudget{Budget: "h-1"}),
		memo: []string{committedH + " 40.00", movedH + " -40.00", usedOf + " 40.00", leftOf + " -40.00"},
	}}},
	{"14w", "a direct payment written off", withPaid, []tableStep{{
		act:     act(WriteOffDirectPayment{Budget: "h-1", Amount: MustMoney("60.00"), Reason: Text("lost")}),
		actuals: []string{"5300:" + minimumA + " 60.00", advancedH1 + " -60.00"},
		memo:    []string{committedH + " 60.00", "9400:" + minimumA + " -60.00"},
	}}},
	{"22", "a client charge, and interest", withOther, []tableStep{{
		act: act(ReceiveClientCharge{
			Source: "other", Scheme: "a", Client: client, Amount: MustMoney("12.50"), Receipt: Text("R 1"),
		}),
		actuals: []string{"1000::council:other::revenue:by=receipt 12.50", "4300:2015-16:council:other::revenue -12.50"},
		memo:    []string{"9005:2015-16:council:other::revenue 12.50", "9100:2015-16:council:other::revenue -12.50"},
	}, {
		act:     act(ReceiveClientCharge{Source: "other", Of: InterestEarned, Amount: MustMoney("0.01"), Receipt: Text("R 2")}),
		actuals: []string{"1000::council:other::revenue:by=receipt 0.01", "4300:2015-16:council:other::revenue -0.01"},
		memo:    []string{"9005:2015-16:council:other::revenue 0.01", "9100:2015-16:council:other::revenue -0.01"},
	}}},
}
