package ledger

import (
	"testing"
	"time"
)

const dayAfter = "2016-05-05" // a day on which yearsEnd is closed and decided about

// closedYear is yearsEnd after its close.
func closedYear(t testing.TB) *book {
	t.Helper()
	b := yearsEnd(t)
	b.close()
	return b
}

// accruedYear is a book on 5 May 2016 with £25.00 accrued at the end of March for which no order was made.
func accruedYear(t testing.TB) *book {
	t.Helper()
	b := budgeted(t)
	b.mustOn("2016-03-31", accrueLine("a-13", "25.00"))
	b.at = time.Date(2016, time.May, 5, 9, 0, 0, 0, time.UTC)
	return b
}

var yearRows = []tableRow{
	{"16", "an accrual, and its reversal on day 1", july, []tableStep{{
		on:      "2015-06-30",
		act:     act(accrue("a-1", "m-1", "60.00")),
		actuals: []string{"5100:" + minimumA + " 60.00", "2110::ccg:minimum::revenue:accrual=a-1 -60.00"},
		memo:    []string{"9300:" + minimumA + ofM1 + " 60.00", "9400:" + minimumA + " -60.00"},
	}, {
		on:      "2015-07-01",
		act:     act(ReverseAccrual{Accrual: "a-1"}),
		actuals: []string{"5100:" + minimumA + " -60.00", "2110::ccg:minimum::revenue:accrual=a-1 60.00"},
		memo:    []string{"9300:" + minimumA + ofM1 + " -60.00", "9400:" + minimumA + " 60.00"},
	}}},
	{"16", "an accrual of the year before", closedYear, []tableStep{{
		on:      "2016-04-01",
		act:     act(ReverseAccrual{Accrual: "a-12"}),
		actuals: []string{"5100:" + nextA + " -60.00", "2110::ccg:minimum::revenue:accrual=a-12 60.00"},
		memo:    []string{"9300:" + nextA + ofM1 + " -60.00", "9400:" + nextA + " 60.00"},
	}}},
	{"16", "an accrual of the year before, its order awaited, and the rest released", accruedYear, []tableStep{{
		on:      "2016-04-01",
		act:     act(ReverseAccrual{Accrual: "a-13"}),
		actuals: []string{"5100:" + nextA + " -25.00", "2110::ccg:minimum::revenue:accrual=a-13 25.00"},
		memo:    []string{"9300:" + nextA + ":commitment=accrued-a-13 -25.00", "9400:" + nextA + " 25.00"},
	}, {
		on:      "2016-04-20",
		act:     act(certify("i-2", "accrued-a-13", "2", "20.00")),
		actuals: []string{"5100:" + nextA + " 20.00", creditor + " -20.00"},
		memo:    []string{"9300:" + nextA + ":commitment=accrued-a-13 20.00", "9400:" + nextA + " -20.00"},
	}, {
		on:   "2016-04-20",
		act:  act(ReleaseCommitment{Commitment: "accrued-a-13"}),
		memo: []string{"9200:" + nextA + ":by=commitment -5.00", "9300:" + nextA + ":commitment=accrued-a-13 5.00"},
	}}},
	{"18L", "uncalled contributions lapse, unallocated and out of a budget", budgeted, []tableStep{{
		act:  act(LapseContribution{Contribution: "c-1", Amount: MustMoney("400.00"), Reason: Text("x")}),
		memo: []string{"9100:" + minimum + " 400.00", "9000:" + minimum + " -400.00"},
	}, {
		act:  act(LapseContribution{Contribution: "c-1", Amount: MustMoney("0.01"), Scheme: "a", Reason: Text("x")}),
		memo: []string{"9200:" + minimumA + ":by=budget 0.01", "9000:" + minimum + " -0.01"},
	}}},
	{"24", "a successor body takes over", succeeding, []tableStep{{
		on:  "2015-07-01",
		act: act(taking()),
		actuals: []string{
			debtor + "1 -210.00", "1100::icb:icb-minimum::revenue:call=1 210.00",
		},
		memo: []string{
			"9000:" + minimum + " -900.00", "9000:2015-16:icb:icb-minimum::revenue 900.00",
			"9100:" + minimum + " 50.00", "9100:2015-16:icb:icb-minimum::revenue -50.00",
			"9200:" + minimumA + ":by=taken-over 120.00", "9200:2015-16:icb:icb-minimum:a:revenue:by=taken-over -120.00",
			"9200:2015-16:ccg:minimum:b:revenue:by=taken-over 550.00",
			"9200:2015-16:icb:icb-minimum:b:revenue:by=taken-over -550.00",
			"9300:" + minimumA + ofM1 + " 150.00", "9300:2015-16:icb:icb-minimum:a:revenue" + ofM1 + " -150.00",
			"9300:" + minimumA + ":commitment=m-2 30.00", "9300:2015-16:icb:icb-minimum:a:revenue:commitment=m-2 -30.00",
		},
	}}},
}

var closeRows = []tableRow{
	{"18", "the year closed", yearsEnd, []tableStep{{
		on:  dayAfter,
		act: act(CloseYear{Year: 2015}),
		actuals: []string{
			"4110:" + minimum + " 1000.00", "3000::ccg:minimum::revenue -1000.00",
			"5100:" + minimumA + " -160.00", "3000::ccg:minimum::revenue 160.00",
			"4210:" + dfgYear + " 100.00", "3000::council:dfg::capital -100.00",
			"5400:" + dfgA + " -100.00", "3000::council:dfg::capital 100.00",
		},
		memo: []string{
			"9000:" + dfgYear + " -800.00", "9005:" + minimum + " -1000.00", "9005:" + dfgYear + " -100.00",
			"9100:" + minimum + " 400.00", "9100:" + dfgYear + " 400.00",
			"9200:" + minimumA + ":by=budget 600.00", "9200:" + minimumA + ":by=commitment -300.00",
			"9200:" + dfgA + ":by=budget 500.00", "9200:" + dfgA + ":by=spend -100.00",
			"9300:" + minimumA + ofM1 + " 140.00", "9400:" + minimumA + " 160.00", "9400:" + dfgA + " 100.00",
		},
	}}},
	{"18a", "an underspend carried forward, and into the risk pool", closedYear, []tableStep{{
		on: dayAfter,
		act: act(CarrySurplusForward{
			Year: 2015, Purpose: Text("beds"), UseBy: MustDate("2017-03-31"), Parts: []CarriedPart{
				{Source: "minimum", Amount: MustMoney("500.01"), Shares: []Share{{"minimum", 937}, {"local", 283}}},
				{Source: "minimum", Amount: MustMoney("39.99"), RiskPool: true},
			},
		}),
		actuals: []string{
			"3000::ccg:minimum::revenue 384.02", "3100::ccg:minimum::revenue -384.02",
			"3000::ccg:minimum::revenue 115.99", "3100::council:local::revenue -115.99",
			"3000::ccg:minimum::revenue 39.99", "3200::ccg:minimum::revenue -39.99",
		},
		memo: []string{
			"9015:" + nextYears + " 384.02", "9100:" + nextYears + " -384.02",
			"9015:2016-17:council:local::revenue 115.99", "9100:2016-17:council:local::revenue -115.99",
			"9015:" + nextYears + " 39.99", "9100:" + nextYears + " -39.99",
		},
	}}},
	{"18b", "an underspend returned, and paid", closedYear, []tableStep{{
		on:      dayAfter,
		act:     act(ReturnSurplus{Year: 2015, Source: "minimum", Amount: MustMoney("840.00"), Reason: Text("x")}),
		actuals: []string{"3000::ccg:minimum::revenue 840.00", "2300::ccg:minimum::revenue -840.00"},
	}, {
		on:      dayAfter,
		act:     act(PaySurplus{Source: "minimum", Amount: MustMoney("840.00"), Payment: Text("p")}),
		actuals: []string{"2300::ccg:minimum::revenue 840.00", cash + "surplus -840.00"},
	}}},
	{"18d", "a grant held unspent brought forward", closedYear, []tableStep{{
		on:   dayAfter,
		act:  act(BringGrantForward{Contribution: "g-1", ID: "g-2", Amount: MustMoney("800.00")}),
		memo: []string{"9000:2016-17:council:dfg::capital 800.00", "9100:2016-17:council:dfg::capital -800.00"},
	}}},
	{"rolled", "an open commitment rolled by decision", nextYear, []tableStep{{
		on:  dayAfter,
		act: act(roll("140.00")),
		memo: []string{
			"9100:" + nextYears + " 140.00", "9200:" + nextA + ":by=budget -140.00",
			"9200:" + nextA + ":by=commitment 140.00", "9300:" + nextA + ofM1 + " -140.00",
		},
	}}},
}
