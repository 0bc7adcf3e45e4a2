package ledger

import "testing"

// withPlan is a book with £596,000.00 of performance money that is released at £1,490.00 an admission.
func withPlan(t testing.TB) *book {
	t.Helper()
	b := withPot(t, "596000.00")
	b.must(PlanPerformance{
		Contribution: "p-1", Unit: MustMoney("1490.00"),
		Quarters: []QuarterTarget{{MustPeriod("2014-15/12"), 100}, {MustPeriod("2015-16/03"), 200}},
	})
	return b
}

// withOrder is a book with commitment m-1 of £300.00 to a provider.
var withOrder = readied(budgeted, raise("m-1", "300.00"))

var grantOrder = RaiseCommitment{
	ID: "m-1", Scheme: "a", Source: "minimum", Provider: "provider", Form: Grant, Amount: MustMoney("300.00"),
}

var spendRows = []tableRow{
	{
		"5", "a scheme's budget set, and taken back in part", readied(withSources, agree("c-1", "minimum", "1000.00")),
		[]tableStep{{
			act:  act(SetSchemeBudget{Scheme: "a", Source: "minimum", Direction: Increase, Amount: MustMoney("600.00")}),
			memo: []string{"9100:" + minimum + " 600.00", "9200:" + minimumA + ":by=budget -600.00"},
		}, {
			act:  act(SetSchemeBudget{Scheme: "a", Source: "minimum", Direction: Decrease, Amount: MustMoney("50.00")}),
			memo: []string{"9100:" + minimum + " -50.00", "9200:" + minimumA + ":by=budget 50.00"},
		}},
	},
	{"6", "a virement", budgeted, []tableStep{{
		act: act(vire("1.00")),
		memo: []string{
			"9200:" + minimumA + ":by=virement 1.00", "9200:2015-16:ccg:minimum:b:revenue:by=virement -1.00",
		},
	}}},
	{"7", "a commitment raised", budgeted, []tableStep{{
		act:  act(raise("m-1", "300.00")),
		memo: []string{"9200:" + minimumA + ":by=commitment 300.00", "9300:" + minimumA + ofM1 + " -300.00"},
	}}},
	{"8", "a commitment varied, up and down", withOrder, []tableStep{{
		act: act(VaryCommitment{
			Commitment: "m-1", Direction: Increase, Amount: MustMoney("100.00"), Reason: Text("more"),
		}),
		memo: []string{"9200:" + minimumA + ":by=commitment 100.00", "9300:" + minimumA + ofM1 + " -100.00"},
	}, {
		act: act(VaryCommitment{
			Commitment: "m-1", Direction: Decrease, Amount: MustMoney("30.00"), Reason: Text("less"),
		}),
		memo: []string{"9200:" + minimumA + ":by=commitment -30.00", "9300:" + minimumA + ofM1 + " 30.00"},
	}}},
	{"11", "the rest of a commitment released", readied(withOrder, certify("i-1", "m-1", "1", "100.00")), []tableStep{{
		act:  act(ReleaseCommitment{Commitment: "m-1", Reason: Text("done")}),
		memo: []string{"9200:" + minimumA + ":by=commitment -200.00", "9300:" + minimumA + ofM1 + " 200.00"},
	}}},
	{"9p", "a provider paid ahead, and the service received", withOrder, []tableStep{{
		act:     act(prepay("60.00")),
		actuals: []string{"1400::ccg:minimum::revenue" + ofM1 + " 60.00", cash + "payment -60.00"},
	}, {
		act:     act(receivePrepaid("40.00")),
		actuals: []string{"5100:" + minimumA + " 40.00", "1400::ccg:minimum::revenue" + ofM1 + " -40.00"},
		memo:    []string{"9300:" + minimumA + ofM1 + " 40.00", "9400:" + minimumA + " -40.00"},
	}}},
	{"14w", "what was paid ahead written off", readied(withOrder, prepay("60.00")), []tableStep{{
		act:     act(WriteOffPrepayment{Commitment: "m-1", Amount: MustMoney("60.00"), Reason: Text("insolvent")}),
		actuals: []string{"5100:" + minimumA + " 60.00", "1400::ccg:minimum::revenue" + ofM1 + " -60.00"},
		memo:    []string{"9300:" + minimumA + ofM1 + " 60.00", "9400:" + minimumA + " -60.00"},
	}}},
	{"20", "a grant to a voluntary body", budgeted, []tableStep{{
		act:  act(grantOrder),
		memo: []string{"9200:" + minimumA + ":by=commitment 300.00", "9300:" + minimumA + ofM1 + " -300.00"},
	}, {
		act:     act(certify("i-1", "m-1", "1", "300.00")),
		actuals: []string{"5500:" + minimumA + " 300.00", creditor + " -300.00"},
		memo:    []string{"9300:" + minimumA + ofM1 + " 300.00", "9400:" + minimumA + " -300.00"},
	}}},
	{"23", "a risk pool set up, and used", readied(withSources, agree("c-1", "minimum", "1000.00"), AddScheme{
		ID: "risk-pool", Name: "Risk pool", CodeListYear: 2015, Lines: []SchemeLine{line("minimum")},
	}), []tableStep{{
		act: act(SetSchemeBudget{
			Scheme: "risk-pool", Source: "minimum", Direction: Increase, Amount: MustMoney("200.00"),
		}),
		memo: []string{"9100:" + minimum + " 200.00", "9200:2015-16:ccg:minimum:risk-pool:revenue:by=budget -200.00"},
	}, {
		act: act(VireBudget{
			From: BudgetLine{"risk-pool", "minimum"}, To: BudgetLine{"a", "minimum"}, Amount: MustMoney("80.00"),
		}),
		memo: []string{
			"9200:2015-16:ccg:minimum:risk-pool:revenue:by=virement 80.00", "9200:" + minimumA + ":by=virement -80.00",
		},
	}}},
	{"17", "a risk share called", readied(overspending, ruled()), []tableStep{{
		act: act(riskCall()),
		actuals: []string{
			debtor + "1 63324.59", "4900:" + minimum + " -63324.59",
			"1100::council:local::revenue:call=2 19125.78", "4900:2015-16:council:local::revenue -19125.78",
		},
		memo: []string{
			"9000:" + minimum + " 63324.59", "9100:" + minimum + " -63324.59",
			"9005:" + minimum + " 63324.59", "9000:" + minimum + " -63324.59",
			"9000:2015-16:council:local::revenue 19125.78", "9100:2015-16:council:local::revenue -19125.78",
			"9005:2015-16:council:local::revenue 19125.78", "9000:2015-16:council:local::revenue -19125.78",
		},
	}}},
}

// The accounts of a scheme that a council commissions, which recovers VAT, and of one that the NHS does.
const laLine, nhsLine = "2015-16:ccg:minimum:la:revenue", "2015-16:ccg:minimum:nhs:revenue"

var invoiceRows = []tableRow{
	{
		"9", "an invoice certified, its VAT recovered", readied(regimes, receive("i-1", charge("m-la", "100.00", "20.00", ""))),
		[]tableStep{{
			act:     act(CertifyReceivedInvoice{Invoice: "i-1"}),
			actuals: []string{"5100:" + laLine + " 100.00", "1200::ccg:minimum::revenue 20.00", creditor + " -120.00"},
			memo:    []string{"9300:" + laLine + ":commitment=m-la 100.00", "9400:" + laLine + " -100.00"},
		}},
	},
	{
		"9", "an invoice certified, its VAT a cost", readied(regimes, receive("i-1", charge("m-nhs", "100.00", "20.00", ""))),
		[]tableStep{{
			act:     act(CertifyReceivedInvoice{Invoice: "i-1"}),
			actuals: []string{"5100:" + nhsLine + " 120.00", creditor + " -120.00"},
			memo:    []string{"9300:" + nhsLine + ":commitment=m-nhs 120.00", "9400:" + nhsLine + " -120.00"},
		}},
	},
	{
		"9", "an invoice over its commitment", readied(withOrder, receive("i-1", charge("m-1", "310.00", "0.00", ""))),
		[]tableStep{{
			act:     act(over("i-1")),
			actuals: []string{"5100:" + minimumA + " 310.00", creditor + " -310.00"},
			memo: []string{
				"9300:" + minimumA + ofM1 + " 300.00", "9200:" + minimumA + ":by=excess 10.00", "9400:" + minimumA + " -310.00",
			},
		}},
	},
	{"9v", "recoverable VAT refunded", invoiced, []tableStep{{
		act:     act(RefundVAT{Source: "minimum", Amount: MustMoney("20.00"), Receipt: Text("VAT 1")}),
		actuals: []string{cash + "vat-refund 20.00", "1200::ccg:minimum::revenue -20.00"},
	}}},
	{"10", "a provider paid", readied(withOrder, certify("i-1", "m-1", "1", "100.00")), []tableStep{{
		act:     act(PayInvoice{Invoice: "i-1", Payment: Text("BACS 1")}),
		actuals: []string{creditor + " 100.00", cash + "payment -100.00"},
	}}},
	{"10", "a provider paid by a payment run, and the payment returned", readied(withOrder,
		certify("i-1", "m-1", "1", "100.00"),
		RequestPayment{ID: "q-1", Invoices: []InvoiceID{"i-1"}, Due: MustDate("2015-06-18")},
	), []tableStep{{
		act: act(RecordPaymentOutcomes{Request: "q-1", Outcomes: []PaymentOutcome{{
			Invoice: "i-1", Outcome: PaymentPaid, Amount: MustMoney("100.00"), Payment: Text("BACS 1"),
			Date: MustDate("2015-06-01"),
		}}}),
		actuals: []string{creditor + " 100.00", cash + "payment -100.00"},
	}, {
		act: act(RecordPaymentOutcomes{Request: "q-1", Outcomes: []PaymentOutcome{{
			Invoice: "i-1", Outcome: PaymentReturned, Amount: MustMoney("100.00"), Reason: Text("account closed"),
			Date: MustDate("2015-06-01"),
		}}}),
		actuals: []string{creditor + " -100.00", cash + "payment 100.00"},
	}}},
	{"10c", "a credit note", invoiced, []tableStep{{
		act:     act(credit("n-1", "i-la", charge("m-la", "10.00", "2.00", ""))),
		actuals: []string{creditor + " 12.00", "1200::ccg:minimum::revenue -2.00", "5100:" + laLine + " -10.00"},
		memo:    []string{"9400:" + laLine + " 10.00", "9300:" + laLine + ":commitment=m-la -10.00"},
	}}},
	{
		"10c", "a credit note of a commitment that was released", readied(invoiced, ReleaseCommitment{Commitment: "m-la"}),
		[]tableStep{{
			act:     act(credit("n-1", "i-la", charge("m-la", "10.00", "2.00", ""))),
			actuals: []string{creditor + " 12.00", "1200::ccg:minimum::revenue -2.00", "5100:" + laLine + " -10.00"},
			memo:    []string{"9400:" + laLine + " 10.00", "9200:" + laLine + ":by=commitment -10.00"},
		}},
	},
	{"19", "an entry reversed", readied(withOrder, certify("i-1", "m-1", "1", "100.00")), []tableStep{{
		act:     func(b *book) Act { return ReverseEntry{Entry: b.fund.Seq - 1, Reason: Text("in error")} },
		actuals: []string{"5100:" + minimumA + " -100.00", creditor + " 100.00"},
		memo:    []string{"9300:" + minimumA + ofM1 + " -100.00", "9400:" + minimumA + " 100.00"},
	}}},
}
