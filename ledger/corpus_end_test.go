package ledger

// everyActOfTheYearsEnd closes the year with a deficit of a grant, reopens it, closes it again and decides about all it
// left.
func everyActOfTheYearsEnd(b *book) {
	order := raise("m-dfg", "10.00")
	order.Source = "dfg"
	last := func(act Act) { b.mustOn("2016-03-31", act) }
	last(ReturnFloatCash{Float: "float", Amount: MustMoney("18.00"), Receipt: Text("R 18")})
	last(CureOverspend{Source: "minimum", Amount: MustMoney("5.00"), Reason: Text("budget given back")})
	last(raise("m-rolled", "50.00"))
	last(order)
	last(certify("i-dfg", "m-dfg", "INV 9", "6.00"))
	last(LapseContribution{Contribution: "c-1", Amount: MustMoney("500.00"), Reason: Text("not called")})
	last(CallContribution{Contribution: "c-1", Instalment: 4})
	last(LapseContribution{Contribution: "c-2", Scheme: "a", Reason: Text("not spent")})
	last(ForgoPerformance{Contribution: "p-1", Amount: MustMoney("25.00"), Measured: MustPeriod("2015-16/12")})
	b.at = MustDate("2016-05-04").Time()
	for n := 1; n <= 13; n++ {
		last(ClosePeriod{Period: NewPeriod(2015, n), Close: SoftClosed})
	}
	late := func(act Act) { b.mustOn("2016-05-05", act) }
	late(DecideDeficit{Year: 2015, Source: "dfg", How: DeficitCarried, Reason: Text("the grant is claimed in April")})
	late(CloseYear{Year: 2015})
	late(ReopenYear{Year: 2015, Reason: Text("a late invoice")})
	late(CloseYear{Year: 2015})
	late(ReturnSurplus{Year: 2015, Source: "minimum", Amount: MustMoney("1.00"), Reason: Text("as agreed")})
	if _, err := b.try(ada, Instruction{On: MustDate("2016-05-05"), For: MustPeriod("2015-16/13")}, PaySurplus{
		Source: "minimum", Amount: MustMoney("1.00"), Payment: Text("BACS 9"),
	}); err != nil {
		b.Fatal(err)
	}
	late(CarrySurplusForward{
		Year: 2015, Parts: []CarriedPart{{Source: "minimum", Amount: MustMoney("20.00")}}, Purpose: Text("winter beds"),
		UseBy: MustDate("2016-09-30"),
	})
	late(RollCommitments{
		Year: 2015, Commitments: []RolledCommitment{{Commitment: "m-rolled", Amount: MustMoney("15.00")}}, Reason: Text("list of 3 May"),
	})
	late(BringGrantForward{Contribution: "c-3", ID: "c-4", Amount: MustMoney("30.00")})
}

// everyActOfASuccession has a new department take over what is left of the old one's.
func everyActOfASuccession(b *book) {
	for _, act := range []Act{
		RegisterBody{ID: "ministry", Name: "A ministry", Type: Department},
		RecordSuccessor{Predecessor: "department", Successor: "ministry", Date: MustDate("2016-06-01")},
	} {
		if _, err := b.on(b.service, ada, Instruction{On: MustDate("2016-05-01")}, act); err != nil {
			b.Fatal(err)
		}
	}
	day := func(act Act) { b.mustOn("2016-06-01", act) }
	day(DrawAgreement{Version: 1, From: MustDate("2016-06-01")})
	day(BringIntoForce{Version: 4, Signed: MustDate("2015-06-01"), Reference: Text("deed 4"), SHA256: DigestOf(nil)})
	day(AddSource{
		ID: "new-grant", Name: "Grant", Partner: "ministry", Nature: Revenue, Fence: Transformation, CodeListYear: 2015,
		Power: Section31,
	})
	day(TakeOver{
		Predecessor: "department", Successor: "ministry", Date: MustDate("2016-06-01"),
		Sources: []TakenSource{{
			Source: "grant", By: "new-grant", Contributions: []TakenContribution{{"c-5", "c-5-ministry"}},
		}},
	})
}
