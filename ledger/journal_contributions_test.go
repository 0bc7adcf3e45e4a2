package ledger

var hostOwn = func() AgreeContribution {
	c := agree("c-2", "local", "50.00")
	c.HostOwn = true
	return c
}()

var direct = func() AgreeContribution {
	c := agree("c-2", "minimum", "100.00")
	c.Notional = true
	return c
}()

var heldGrant = func() AgreeContribution {
	c := agree("g-1", "dfg", "500.00")
	c.InAdvance = true
	return c
}()

var contributionRows = []tableRow{
	{"1", "a contribution agreed", withSources, []tableStep{{
		act:  act(agree("c-1", "minimum", "1000.00")),
		memo: []string{"9000:" + minimum + " 1000.00", "9100:" + minimum + " -1000.00"},
	}}},
	{"1v", "a contribution varied, down and up", readied(withSources, agree("c-1", "minimum", "1000.00")), []tableStep{{
		act:  act(VaryContribution{Contribution: "c-1", Agreement: 1, Plan: oneInstalment("900.00")}),
		memo: []string{"9000:" + minimum + " -100.00", "9100:" + minimum + " 100.00"},
	}, {
		act:  act(VaryContribution{Contribution: "c-1", Agreement: 1, Plan: oneInstalment("900.01")}),
		memo: []string{"9000:" + minimum + " 0.01", "9100:" + minimum + " -0.01"},
	}}},
	{"2", "a contribution called", inTwo, []tableStep{{
		act:     act(callOf(1)),
		actuals: []string{debtor + "1 600.00", "4110:" + minimum + " -600.00"},
		memo:    []string{"9005:" + minimum + " 600.00", "9000:" + minimum + " -600.00"},
	}}},
	{"2h", "the host's own share", readied(withSources, hostOwn), []tableStep{{
		act: act(CallContribution{Contribution: "c-2", Instalment: 1}),
		actuals: []string{
			"1000::council:local::revenue:by=receipt 50.00", "4100:2015-16:council:local::revenue -50.00",
		},
		memo: []string{"9005:2015-16:council:local::revenue 50.00", "9000:2015-16:council:local::revenue -50.00"},
	}}},
	{"2g", "a government grant due, and received", readied(withSources, agree("c-3", "grant", "70.00")), []tableStep{{
		act: act(CallContribution{Contribution: "c-3", Instalment: 1}),
		actuals: []string{
			"1150::department:grant::revenue:call=1 70.00", "4200:2015-16:department:grant::revenue -70.00",
		},
		memo: []string{"9005:2015-16:department:grant::revenue 70.00", "9000:2015-16:department:grant::revenue -70.00"},
	}, {
		act: act(ReceiveContribution{
			Contribution: "c-3", Amount: MustMoney("70.00"), Power: Section31, Receipt: Text("r"),
		}),
		actuals: []string{
			"1000::department:grant::revenue:by=receipt 70.00", "1150::department:grant::revenue:call=1 -70.00",
		},
	}}},
	{"2v", "a call reduced, before and after it was received", readied(inTwo, callOf(1)), []tableStep{{
		act:     act(ReduceCall{Notice: 1, Amount: MustMoney("100.00"), Reason: Text("too much")}),
		actuals: []string{"4110:" + minimum + " 100.00", debtor + "1 -100.00"},
		memo:    []string{"9000:" + minimum + " 100.00", "9005:" + minimum + " -100.00"},
	}, {
		act:     act(receiveOn("c-1", "450.00")),
		actuals: []string{cash + "receipt 450.00", debtor + "1 -450.00"},
	}, {
		act:     act(ReduceCall{Notice: 1, Amount: MustMoney("80.00"), Reason: Text("too much")}),
		actuals: []string{"4110:" + minimum + " 80.00", debtor + "1 -50.00", "2300::ccg:minimum::revenue -30.00"},
		memo:    []string{"9000:" + minimum + " 80.00", "9005:" + minimum + " -80.00"},
	}}},
	{"2a", "received before it is due, then called", readied(inTwo, callOf(1)), []tableStep{{
		act: act(matched(money("R 1", "700.00", 1))),
		actuals: []string{
			cash + "receipt 700.00", debtor + "1 -600.00", "2210::ccg:minimum::revenue:contribution=c-1 -100.00",
		},
	}, {
		act: act(callOf(2)),
		actuals: []string{
			"2210::ccg:minimum::revenue:contribution=c-1 100.00", debtor + "2 300.00", "4110:" + minimum + " -400.00",
		},
		memo: []string{"9005:" + minimum + " 400.00", "9000:" + minimum + " -400.00"},
	}}},
	{"3", "a contribution received", readied(inTwo, callOf(1)), []tableStep{{
		act:     act(receiveOn("c-1", "600.00")),
		actuals: []string{cash + "receipt 600.00", debtor + "1 -600.00"},
	}}},
	{"3n", "spent by the partner itself", readied(withSources, direct, SetSchemeBudget{
		Scheme: "a", Source: "minimum", Direction: Increase, Amount: MustMoney("100.00"),
	}), []tableStep{{
		act:     act(RecordDirectSpend{Contribution: "c-2", Scheme: "a", Amount: MustMoney("30.00")}),
		actuals: []string{"5110:" + minimumA + " 30.00", "4110:" + minimum + " -30.00"},
		memo: []string{
			"9005:" + minimum + " 30.00", "9000:" + minimum + " -30.00",
			"9200:" + minimumA + ":by=direct-spend 30.00", "9400:" + minimumA + " -30.00",
		},
	}}},
	{"4", "a capital grant received", readied(withSources, heldGrant), []tableStep{{
		act: act(ReceiveGrant{
			Contribution: "g-1", Amount: MustMoney("400.00"), Power: Section31, Receipt: Text("r"),
		}),
		actuals: []string{"1000::council:dfg::capital:by=receipt 400.00", "2200::council:dfg::capital -400.00"},
	}}},
	{"4b", "a capital grant passed on", readied(withSources, heldGrant,
		SetSchemeBudget{Scheme: "a", Source: "dfg", Direction: Increase, Amount: MustMoney("500.00")},
		ReceiveGrant{Contribution: "g-1", Amount: MustMoney("400.00"), Power: Section31, Receipt: Text("r")},
	), []tableStep{{
		act: act(PassGrantOn{
			Contribution: "g-1", Scheme: "a", District: "district", Amount: MustMoney("400.00"), Payment: Text("p"),
		}),
		actuals: []string{
			"5400:" + dfgA + " 400.00", "1000::council:dfg::capital:by=passed-on -400.00",
			"2200::council:dfg::capital 400.00", "4210:" + dfgYear + " -400.00",
		},
		memo: []string{
			"9005:" + dfgYear + " 400.00", "9000:" + dfgYear + " -400.00",
			"9200:" + dfgA + ":by=spend 400.00", "9400:" + dfgA + " -400.00",
		},
	}}},
}

var performanceRows = []tableRow{
	{"1b", "performance money agreed", withSources, []tableStep{{
		act: act(AgreePerformance{
			ID: "p-1", Source: "pot", Year: 2015, Agreement: 1, Function: "community-health",
			Plan: oneInstalment("596000.00"),
		}),
		memo: []string{"9010:" + potYear + ":by=pledged 596000.00", "9110:" + potYear + " -596000.00"},
	}}},
	{"15", "performance earned", withPlan, []tableStep{{
		act: act(ReleasePerformance{
			Contribution: "p-1", Measured: MustPeriod("2014-15/12"), Actual: 50, Evidence: Text("return"),
		}),
		actuals: []string{"1100::ccg:pot::revenue:call=1 74500.00", "4130:" + potYear + " -74500.00"},
		memo: []string{
			"9000:" + potYear + " 74500.00", "9010:" + potYear + ":by=earned -74500.00",
			"9110:" + potYear + " 74500.00", "9100:" + potYear + " -74500.00",
			"9005:" + potYear + " 74500.00", "9000:" + potYear + " -74500.00",
		},
	}}},
	{"15x", "performance not earned", withPlan, []tableStep{{
		act: act(ForgoPerformance{
			Contribution: "p-1", Amount: MustMoney("521500.00"), Measured: MustPeriod("2015-16/02"),
		}),
		memo: []string{"9110:" + potYear + " 521500.00", "9010:" + potYear + ":by=forgone -521500.00"},
	}}},
	{"15p", "performance money received before it is earned", readied(withPlan, ReleasePerformance{
		Contribution: "p-1", Measured: MustPeriod("2014-15/12"), Actual: 50, Evidence: Text("return"),
	}), []tableStep{{
		act: act(matched(money("R 1", "80000.00", 1))),
		actuals: []string{
			"1000::ccg:pot::revenue:by=receipt 80000.00", "1100::ccg:pot::revenue:call=1 -74500.00",
			"2220::ccg:pot::revenue:contribution=p-1 -5500.00",
		},
	}, {
		act: act(ReleasePerformance{
			Contribution: "p-1", Measured: MustPeriod("2015-16/03"), Actual: 54, Evidence: Text("return"),
		}),
		actuals: []string{
			"2220::ccg:pot::revenue:contribution=p-1 5500.00", "1100::ccg:pot::revenue:call=2 460.00",
			"4130:" + potYear + " -5960.00",
		},
		memo: []string{
			"9000:" + potYear + " 5960.00", "9010:" + potYear + ":by=earned -5960.00",
			"9110:" + potYear + " 5960.00", "9100:" + potYear + " -5960.00",
			"9005:" + potYear + " 5960.00", "9000:" + potYear + " -5960.00",
		},
	}}},
}
