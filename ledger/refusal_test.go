package ledger

import "testing"

func TestAgreementRefusals(t *testing.T) {
	t.Parallel()
	b := founded(t)
	change := func(f func(*DraftAgreement)) DraftAgreement {
		d := draft
		d.Partners = append([]Party(nil), draft.Partners...)
		f(&d)
		return d
	}
	b.refused(change(func(d *DraftAgreement) { d.Particulars.Aims = " " }), ErrInvalid, "does not say its aims")
	b.refused(change(func(d *DraftAgreement) { d.Particulars.Management = "" }), ErrInvalid, "its management")
	b.refused(change(func(d *DraftAgreement) { d.Partners = d.Partners[:1] }), ErrNotPartner,
		"at least one council and one NHS body")
	b.refused(change(func(d *DraftAgreement) { d.Partners[3].Part = Section75Partner }), ErrNotPartner,
		"neither a council nor an NHS body")
	b.refused(change(func(d *DraftAgreement) { d.Partners[2].Through = "provider" }), ErrNotPartner,
		"comes in through")
	b.refused(change(func(d *DraftAgreement) { d.Partners[0].Through = "council" }), ErrInvalid,
		"only a funder's")
	b.refused(change(func(d *DraftAgreement) { d.Partners[1].Body = "ccg" }), ErrInvalid, "stands twice")
	b.refused(change(func(d *DraftAgreement) { d.Hosts = []BodyID{"provider"} }), ErrNotPartner,
		"provider cannot host")
	b.refused(change(func(d *DraftAgreement) { d.Funds = []FundID{"another"} }), ErrInvalid,
		"must cover the fund test")
	b.refused(change(func(d *DraftAgreement) { d.To = MustDate("2015-03-31") }), ErrInvalid, "to a later one")
	signed := BringIntoForce{
		Version: 1, Signed: MustDate("2015-05-01"), Reference: Text("deed"),
		SHA256: DigestOf(nil),
	}
	b.refused(signed, ErrWrongState, "in force already")
	b.must(draft)
	signed.Version, signed.Reference = 2, Private{}
	b.refused(signed, ErrInvalid, "reference")
	signed.Reference, signed.SHA256 = Text("deed"), Digest{}
	b.refused(signed, ErrInvalid, "SHA-256")
	signed.SHA256, signed.Signed = DigestOf(nil), MustDate("2015-06-02")
	b.refused(signed, ErrInvalid, "cannot be after 1 June 2015")
	b.refused(OverrideUnsigned{
		Version: 2, ApprovedBy: "provider", Reason: Text("late"),
		Until: MustDate("2015-12-31"),
	},
		ErrNotPartner, "provider is not a section 75 partner")
}

func TestAgreementMustBeReliedOn(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	second := draft
	second.To = MustDate("2016-03-31")
	b.must(second)
	c := agree("c-1", "minimum", "1.00")
	c.Agreement = 2
	b.refused(c, ErrNotInForce, "version 2 is neither in force")
	c.Agreement = 3
	b.refused(c, ErrNotFound, "no agreement version 3")
	b.must(OverrideUnsigned{
		Version: 2, ApprovedBy: "council", Reason: Text("signing is late"),
		Until: MustDate("2015-09-30"),
	})
	c.Agreement = 2
	b.refusedOn("2015-10-01", c, ErrOutsideTerm, "1 October 2015 is outside the term")
	b.mustOn("2015-09-30", c)
	b.must(BringIntoForce{
		Version: 2, Signed: MustDate("2015-06-01"), Reference: Text("deed 2"),
		SHA256: DigestOf(nil),
	})
	again := agree("c-2", "minimum", "1.00")
	b.refused(again, ErrNotInForce, "version 1 is neither") // the second begins on the same day
	again.Agreement = 2
	b.mustOn("2016-03-31", again)
	b.refusedOn("2016-04-01", VireBudget{
		From: BudgetLine{"a", "minimum"}, To: BudgetLine{"b", "minimum"},
		Amount: MustMoney("1.00"),
	}, ErrOutsideTerm, "1 April 2016 is outside the term of every agreement version")
}

func TestSourceRefusals(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	src := AddSource{
		ID: "s-1", Name: "S", Partner: "ccg", Nature: Revenue, Fence: NHSMinimum,
		CodeListYear: 2015,
		Power:        Section75,
	}
	for _, tt := range []struct {
		name     string
		change   func(*AddSource)
		want     error
		sentence string
	}{
		{"taken", func(a *AddSource) { a.ID = "minimum" }, ErrExists, "already"},
		{
			"a participant", func(a *AddSource) { a.Partner, a.Fence = "provider", OtherFence }, ErrNotPartner,
			"provider is neither",
		},
		{"a stranger", func(a *AddSource) { a.Partner = "trust" }, ErrNotPartner, "trust is neither"},
		{"unknown body", func(a *AddSource) { a.Partner = "nobody" }, ErrNotFound, "nobody"},
		{
			"not in the year's list", func(a *AddSource) { a.Fence = ImprovedFund }, ErrInvalid,
			"not in the list of 2015-16",
		},
		{
			"capital as revenue", func(a *AddSource) { a.Fence = DisabledFacility }, ErrRingFence,
			"dfg is capital money",
		},
		{
			"NHS money of a council", func(a *AddSource) { a.Partner = "council" }, ErrRingFence,
			"money of an NHS body",
		},
		{"no power", func(a *AddSource) { a.Power = "s1" }, ErrInvalid, "legal power"},
		{"no nature", func(a *AddSource) { a.Nature = "" }, ErrInvalid, "capital or revenue"},
	} {
		a := src
		tt.change(&a)
		t.Run(tt.name, func(t *testing.T) { b.refused(a, tt.want, tt.sentence) })
	}
	if got, _ := b.fund.Source("grant"); got.Through != "council" || got.Income != GrantIncome {
		t.Errorf("the funder's source is %+v", got)
	}
}

func TestContributionRefusals(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	excluded := agree("c-1", "minimum", "1.00")
	for _, item := range ExcludedFunctions {
		excluded.Function = item.Code
		b.refused(excluded, ErrExcluded, item.Name)
	}
	excluded.Function = "unheard-of"
	b.refused(excluded, ErrInvalid, "not in the list")
	b.refused(agree("c-1", "minimum", "0.00"), ErrAmountNotPositive, "")
	b.refused(agree("c-1", "minimum", "10000000000.00"), ErrAmountTooLarge, "")
	late := agree("c-1", "minimum", "1.00")
	late.Plan.Instalments[0].Due = MustDate("2016-04-01")
	b.refused(late, ErrInvalid, "instalment 1 must fall due in 2015-16")
	wrongYear := agree("c-1", "minimum", "1.00")
	wrongYear.Year, wrongYear.Plan.Instalments = 2016, []DueAmount{{MustDate("2016-04-01"), MustMoney("1.00")}}
	b.refused(wrongYear, ErrWrongState, "belongs to 2016-17")
	own := agree("c-1", "minimum", "1.00")
	own.HostOwn = true
	b.refused(own, ErrNotPartner, "ccg is not the host")
	advance := agree("c-1", "minimum", "1.00")
	advance.InAdvance = true
	b.refused(advance, ErrInvalid, "only a capital grant")
	b.must(IndicateContribution{
		ID: "c-1", Source: "minimum", Year: 2015, Function: "social-care",
		Plan: oneInstalment("9.00"),
	})
	b.refused(CallContribution{Contribution: "c-1", Instalment: 1}, ErrWrongState, "is indicative, not agreed")
	b.refused(agree("c-1", "local", "1.00"), ErrExists, "was indicated from source minimum")
	b.must(agree("c-1", "minimum", "10.00"))
	b.refused(agree("c-1", "minimum", "10.00"), ErrExists, "already")
	b.must(SetSchemeBudget{Scheme: "a", Source: "minimum", Direction: Increase, Amount: MustMoney("6.00")})
	b.refused(VaryContribution{Contribution: "c-1", Agreement: 1, Plan: oneInstalment("5.99")}, ErrNotEnough,
		"£4.01 is more than the £4.00 of source minimum that is not yet allocated")
	b.must(VaryContribution{Contribution: "c-1", Agreement: 1, Plan: oneInstalment("6.00")})
	b.must(SetSchemeBudget{Scheme: "a", Source: "minimum", Direction: Decrease, Amount: MustMoney("6.00")})
	b.must(VaryContribution{Contribution: "c-1", Agreement: 1}) // withdrawn to nil
	if left := b.balance("9000:2015-16:ccg:minimum::revenue"); !left.IsZero() {
		t.Errorf("after withdrawal %s is agreed", left)
	}
}

func TestCallAndReceiveRefusals(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	c := agree("c-1", "minimum", "1.00")
	c.Plan = Plan{
		Amount: MustMoney("100.00"),
		Dates:  []Date{MustDate("2015-04-01"), MustDate("2015-07-01"), MustDate("2015-10-01")},
	}
	b.must(c)
	b.refused(CallContribution{Contribution: "c-1", Instalment: 1, Amount: MustMoney("33.35")}, ErrNotEnough,
		"£33.35 is more than instalment 1 of contribution c-1, which is £33.34")
	b.refused(CallContribution{Contribution: "c-1", Instalment: 4}, ErrNotFound, "no instalment 4")
	b.must(CallContribution{Contribution: "c-1", Instalment: 1, Amount: MustMoney("33.33")})
	b.refused(CallContribution{Contribution: "c-1", Instalment: 1}, ErrWrongState, "called already")
	e := b.must(CallContribution{Contribution: "c-1", Instalment: 4}) // what was left of the first
	if e.Postings[0].Amount.String() != "0.01" {
		t.Errorf("the rest of the instalment is %s", e.Postings[0].Amount)
	}
	receive := ReceiveContribution{
		Contribution: "c-1", Amount: MustMoney("33.35"), Power: Section75,
		Receipt: Text("r"),
	}
	b.refused(receive, ErrNotEnough, "£33.35 is more than the £33.34 due from ccg for source minimum")
	receive.Amount = MustMoney("33.34")
	receive.Power = ""
	b.refused(receive, ErrInvalid, "legal power")
	receive.Power, receive.Receipt = Section256, Private{}
	b.refused(receive, ErrInvalid, "receipt's reference")
	receive.Receipt = Text("r")
	b.must(receive)
	b.refusedOn("2016-04-01", CallContribution{Contribution: "c-1", Instalment: 2}, ErrWrongState,
		"belongs to 2015-16")
}

func TestMatchFunding(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	b.must(agree("c-1", "minimum", "100.00"))
	second := agree("c-2", "grant", "100.00")
	second.MatchOf = "c-1"
	b.must(second)
	b.refused(CallContribution{Contribution: "c-2", Instalment: 1}, ErrNotEnough,
		"of which £0.00 has been received")
	b.must(CallContribution{Contribution: "c-1", Instalment: 1})
	b.refused(CallContribution{Contribution: "c-2", Instalment: 1}, ErrNotEnough, "£100.00 ahead of it")
	b.must(ReceiveContribution{
		Contribution: "c-1", Amount: MustMoney("60.00"), Power: Section75,
		Receipt: Text("r"),
	})
	b.refused(CallContribution{Contribution: "c-2", Instalment: 1, Amount: MustMoney("60.01")}, ErrNotEnough,
		"£0.01 ahead")
	b.must(CallContribution{Contribution: "c-2", Instalment: 1, Amount: MustMoney("60.00")})
	b.refused(CallContribution{Contribution: "c-2", Instalment: 2, Amount: MustMoney("0.01")}, ErrNotEnough,
		"£0.01 ahead")
}

func TestClassesOfContribution(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	notional := agree("c-1", "minimum", "10.00")
	notional.Notional = true
	b.must(notional)
	b.refused(CallContribution{Contribution: "c-1", Instalment: 1}, ErrWrongState, "record its direct spend")
	b.must(agree("c-2", "local", "10.00"))
	b.refused(RecordDirectSpend{Contribution: "c-2", Scheme: "a", Amount: MustMoney("1.00")}, ErrWrongState,
		"paid in cash")
	b.refused(ReceiveGrant{Contribution: "c-2", Amount: MustMoney("1.00"), Power: Section31, Receipt: Text("r")},
		ErrWrongState, "received in advance")
	b.refused(EarnPerformance{
		Contribution: "c-2", Amount: MustMoney("1.00"),
		Measured: MustPeriod("2015-16/01"),
	},
		ErrWrongState, "performance money")
	both := agree("c-3", "local", "10.00")
	both.Notional, both.HostOwn = true, true
	b.refused(both, ErrInvalid, "paid in one way")
	b.must(SetSchemeBudget{Scheme: "a", Source: "minimum", Direction: Increase, Amount: MustMoney("5.00")})
	b.refused(RecordDirectSpend{Contribution: "c-1", Scheme: "a", Amount: MustMoney("5.01")}, ErrNotEnough,
		"£5.01 is more than the £5.00 available in scheme a")
	b.must(RecordDirectSpend{Contribution: "c-1", Scheme: "a", Amount: MustMoney("5.00")})
}

// Direct spend comes out of its own contribution, however much is agreed of its source otherwise.
func TestDirectSpendOfOneContribution(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	notional := agree("c-1", "minimum", "10.00")
	notional.Notional = true
	b.must(notional)
	b.must(agree("c-2", "minimum", "90.00"))
	b.must(SetSchemeBudget{Scheme: "a", Source: "minimum", Direction: Increase, Amount: MustMoney("100.00")})
	spend := RecordDirectSpend{Contribution: "c-1", Scheme: "a", Amount: MustMoney("6.00")}
	spent := b.must(spend)
	b.refused(spend, ErrNotEnough, "£6.00 is more than the £4.00 of contribution c-1 that ccg has not spent yet")
	less := VaryContribution{Contribution: "c-1", Agreement: 1, Plan: agree("", "", "5.99").Plan}
	b.refused(less, ErrNotEnough, "£6.00 of contribution c-1 has been spent directly, so it cannot be less")
	b.must(ReverseEntry{Entry: spent.Seq, Reason: Text("entered twice")})
	spend.Amount = MustMoney("10.00")
	b.must(spend)
}

func TestBudgetRefusals(t *testing.T) {
	t.Parallel()
	b := budgeted(t) // £1,000.00 agreed, £600.00 in scheme a
	set := SetSchemeBudget{Scheme: "b", Source: "minimum", Direction: Increase, Amount: MustMoney("400.01")}
	b.refused(set, ErrNotEnough, "£400.01 is more than the £400.00 of source minimum that is not yet "+
		"allocated in 2015-16")
	set.Direction = "up"
	b.refused(set, ErrInvalid, "increase or decrease")
	vire := VireBudget{
		From: BudgetLine{"a", "minimum"}, To: BudgetLine{"b", "minimum"},
		Amount: MustMoney("600.01"),
	}
	b.refused(vire, ErrNotEnough, "£600.01 is more than the £600.00 available in scheme a from source "+
		"minimum in 2015-16")
	across := vire
	across.To.Source = "local"
	b.refused(across, ErrRingFence, "whoever asks")
	same := vire
	same.To.Scheme = "a"
	b.refused(same, ErrInvalid, "two schemes")
	unknown := vire
	unknown.From.Source, unknown.To.Source, unknown.Amount = "grant", "grant", MustMoney("1.00")
	b.refused(unknown, ErrUnknownAccount, "scheme b has no line paid from source grant")
	unknown.To.Scheme = "z"
	b.refused(unknown, ErrNotFound, `no scheme "z"`)
	vire.Amount = MustMoney("600.00")
	b.must(vire)
	b.refused(AddSchemeLine{Scheme: "a", Line: line("minimum")}, ErrExists, "has a line")
	surgery := line("grant")
	surgery.Function = "surgery"
	b.refused(AddSchemeLine{Scheme: "b", Line: surgery}, ErrExcluded, "Surgery may not be pooled")
	share := line("grant")
	share.LAPercent = 50
	b.refused(AddSchemeLine{Scheme: "b", Line: share}, ErrInvalid, "joint line only")
}
