package ledger

import (
	"errors"
	"testing"
)

func ruled() SetRiskShare {
	rule := vectorRule()
	return SetRiskShare{Version: 1, Share: rule.Share, Parts: rule.Parts, Order: rule.Order, RiskPool: "b"}
}

func TestSetRiskShare(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	given := ruled()
	given.Parts = []RiskPart{given.Parts[1], given.Parts[0]}
	given.Fixed = []BudgetLine{{"a", "local"}}
	e := b.must(given)
	r := e.Documents[0].(RiskShare)
	if len(e.Postings) != 0 || r.Parts[0].Partner != "ccg" || r.Parts[1].Weight != 283 {
		t.Errorf("the rule is %+v", r)
	}
	b.refused(ruled(), ErrInvalid, "the reason why the rule changes must not be empty")
	none := SetRiskShare{Version: 1, Share: NoShare, Reason: Text("each manages its own risk")}
	b.must(none)
	none.Parts = ruled().Parts
	b.refused(none, ErrInvalid, "without a risk share there are no parts")
}

func TestRiskShareRefusals(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	for _, tt := range []struct {
		change   func(*SetRiskShare)
		want     error
		sentence string
	}{
		{func(a *SetRiskShare) { a.Version = 2 }, ErrNotFound, "no agreement version 2"},
		{func(a *SetRiskShare) { a.Share = "thirds" }, ErrInvalid, `no risk share "thirds"`},
		{func(a *SetRiskShare) { a.Parts = nil }, ErrInvalid, "say which partners share"},
		{func(a *SetRiskShare) { a.Parts[0].Weight = 0 }, ErrInvalid, "the weight of ccg must be 1 to"},
		{func(a *SetRiskShare) { a.Parts[0].Weight = -1 }, ErrInvalid, "the weight of ccg must be 1 to"},
		{func(a *SetRiskShare) { a.Parts[0].Weight = riskWeightMax + 1 }, ErrInvalid, "the weight of ccg must be 1 to"},
		{func(a *SetRiskShare) { a.Parts[1].Partner = "ccg" }, ErrInvalid, "ccg stands twice"},
		{func(a *SetRiskShare) { a.Parts[1].Partner = "department" }, ErrNotPartner, "department is not a section 75"},
		{func(a *SetRiskShare) { a.Parts[1].Partner = "trust" }, ErrNotPartner, "trust is not a section 75"},
		{func(a *SetRiskShare) { a.Share = EqualShare }, ErrInvalid, "weights belong to a share by weights"},
		{func(a *SetRiskShare) { a.Parts[0].Contribution = Pence(1) }, ErrInvalid, "contributions to one by contribution"},
		{func(a *SetRiskShare) {
			a.Share, a.Parts = ContributionsShare, []RiskPart{{Partner: "ccg"}}
		}, ErrInvalid, "the contribution of ccg must be more than £0.00"},
		{func(a *SetRiskShare) { a.Parts[0].Cap = AmountMax.Add(Pence(1)) }, ErrAmountTooLarge, ""},
		{func(a *SetRiskShare) { a.Order = nil }, ErrInvalid, "the order of cure ends outside-the-pool"},
		{func(a *SetRiskShare) { a.Order = a.Order[:3] }, ErrInvalid, "the order of cure ends outside-the-pool"},
		{func(a *SetRiskShare) { a.Order[0] = RiskPoolCure }, ErrInvalid, "risk-pool stands twice"},
		{func(a *SetRiskShare) { a.Order[0] = "prayer" }, ErrInvalid, `no cure "prayer"`},
		{func(a *SetRiskShare) { a.RiskPool = "" }, ErrInvalid, "name the scheme that holds the risk pool"},
		{func(a *SetRiskShare) { a.Order = a.Order[3:] }, ErrInvalid, "name the scheme that holds the risk pool"},
		{func(a *SetRiskShare) { a.RiskPool = "z" }, ErrNotFound, "scheme"},
		{func(a *SetRiskShare) { a.Fixed = []BudgetLine{{"b", "grant"}} }, ErrUnknownAccount, "no line"},
		{func(a *SetRiskShare) { a.Fixed = make([]BudgetLine, fixedLinesMax+1) }, ErrInvalid, "fixed lines"},
	} {
		act := ruled()
		tt.change(&act)
		b.refused(act, tt.want, tt.sentence)
	}
	b.must(draft)
	second := ruled()
	second.Version = 2
	b.refused(second, ErrNotInForce, "neither in force nor under a recorded override")
	most := ruled()
	most.Parts[0].Weight, most.Parts[1].Cap = riskWeightMax, AmountMax
	b.must(most)
}

// overspending is a book where scheme a is forecast to spend £312,450.37 more than its £600.00 of source minimum,
// and scheme b holds the risk pool: £100,000.00 of source minimum and £80,000.00 of local.
func overspending(t testing.TB) *book {
	b := budgeted(t)
	b.must(agree("c-8", "minimum", "100000.00"))
	b.must(agree("c-9", "local", "200000.00"))
	for _, budget := range []SetSchemeBudget{
		{Scheme: "b", Source: "minimum", Direction: Increase, Amount: MustMoney("100000.00")},
		{Scheme: "a", Source: "local", Direction: Increase, Amount: MustMoney("130000.00")},
	} {
		b.must(budget)
	}
	b.must(ForecastOutturn{Scheme: "a", Source: "minimum", Amount: MustMoney("313050.37")})
	return b
}

func riskCall() CallRiskShare {
	return CallRiskShare{
		ID: "r-1", Agreement: 1, Scheme: "a", Lines: []SourceID{"minimum"}, Overspend: MustMoney("312450.37"),
		Cures: []LineCure{
			{OtherUnderspends, "a", "local", MustMoney("80000.00")},
			{RiskPoolCure, "b", "minimum", MustMoney("100000.00")},
			{Uncommitted, "a", "local", MustMoney("50000.00")},
		},
		Sources: []PartnerSource{{"minimum", "r-1-ccg"}, {"local", "r-1-council"}}, Evidence: Text("month 9"),
	}
}

func TestCallRiskShare(t *testing.T) {
	t.Parallel()
	b := overspending(t)
	b.refused(riskCall(), ErrNotFound, "risk share under agreement version")
	b.must(ruled())
	e := b.must(riskCall())
	b.posts(e, // row 17
		"1100::ccg:minimum::revenue:call=1 63324.59", "4900:2015-16:ccg:minimum::revenue -63324.59",
		"9000:2015-16:ccg:minimum::revenue 63324.59", "9100:2015-16:ccg:minimum::revenue -63324.59",
		"9005:2015-16:ccg:minimum::revenue 63324.59", "9000:2015-16:ccg:minimum::revenue -63324.59",
		"1100::council:local::revenue:call=2 19125.78", "4900:2015-16:council:local::revenue -19125.78",
		"9000:2015-16:council:local::revenue 19125.78", "9100:2015-16:council:local::revenue -19125.78",
		"9005:2015-16:council:local::revenue 19125.78", "9000:2015-16:council:local::revenue -19125.78")
	call, err := b.fund.document(Ref{"risk-share-call", "r-1"})
	if err != nil {
		t.Fatal(err)
	}
	c := call.(RiskShareCall)
	if c.Working.Left != MustMoney("82450.37") || len(c.Working.Steps) != 3 || c.Forecast != MustMoney("313050.37") ||
		c.Budget != MustMoney("600.00") || c.State != RiskCalled || c.Fixed || c.AboveCap {
		t.Errorf("the call says %+v", c)
	}
	b.refused(riskCall(), ErrExists, "r-1")
	// it is received as any call
	over := ReceiveContribution{
		Contribution: "r-1-council", Amount: MustMoney("19125.79"), Power: Section75, Receipt: Text("r"),
	}
	b.refused(over, ErrNotEnough, "£19,125.79 is more than the £19,125.78 due from council for source local")
	b.refused(VaryContribution{Contribution: "r-1-council", Agreement: 1, Plan: oneInstalment("1.00")}, ErrWrongState,
		"a part of risk-share call r-1")
	over.Amount = MustMoney("19125.78")
	b.posts(b.must(over), "1000::council:local::revenue:by=receipt 19125.78",
		"1100::council:local::revenue:call=2 -19125.78")
	b.refused(reverse(e), ErrNotEnough, "due from council")
}

// A call reversed leaves no contribution to receive, and its cap is whole again.
func TestReverseRiskShareCall(t *testing.T) {
	t.Parallel()
	b := overspending(t)
	b.must(ForecastOutturn{Scheme: "a", Source: "minimum", Amount: MustMoney("937951.11")}) // three times as much
	capped := ruled()
	capped.Parts[1].Cap = MustMoney("15000.00")
	b.must(capped)
	first := b.must(riskCall())
	if got := debited(first, ContributionDebtors); got != MustMoney("78324.59") {
		t.Errorf("with a cap %s is called", got)
	}
	second := riskCall()
	second.ID, second.Sources = "r-2", []PartnerSource{{"minimum", "r-2-ccg"}}
	e := b.must(second) // the council has borne its cap, and the other partner bears no more for it
	if got := debited(e, ContributionDebtors); got != MustMoney("63324.59") {
		t.Errorf("beyond the cap %s is called", got)
	}
	b.must(reverse(first))
	b.refused(ReceiveContribution{
		Contribution: "r-1-ccg", Amount: Pence(1), Power: Section75, Receipt: Text("r"),
	}, ErrWrongState, "contribution r-1-ccg is reversed")
	third := riskCall()
	third.ID, third.Sources = "r-3", []PartnerSource{{"minimum", "r-3-ccg"}, {"local", "r-3-council"}}
	if got := debited(b.must(third), ContributionDebtors); got != MustMoney("78324.59") {
		t.Errorf("with the first call reversed %s is called", got)
	}
	b.must(reverse(e))
	above := CallAboveCap(riskCall())
	above.ID, above.Sources = "r-4", []PartnerSource{{"minimum", "r-4-ccg"}, {"local", "r-4-council"}}
	e = b.must(above)
	if got := debited(e, ContributionDebtors); got != MustMoney("82450.37") {
		t.Errorf("by leave of both finance directors %s is called", got)
	}
	b.must(reverse(e))
}

func TestRiskShareKindsOfCall(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		rule func(*SetRiskShare)
		call func(*CallRiskShare)
		want string
	}{
		{
			"none", func(a *SetRiskShare) { *a = SetRiskShare{Version: 1, Share: NoShare} },
			func(a *CallRiskShare) { a.Cures, a.Sources = nil, nil }, "0.00",
		},
		{
			"fixed: the host bears it", func(a *SetRiskShare) { a.Fixed = []BudgetLine{{"a", "minimum"}} },
			func(a *CallRiskShare) { a.Sources = a.Sources[1:] }, "82450.37",
		},
		{"by scheme: £600.00 of one partner and £130,000.00 of the other", func(a *SetRiskShare) {
			a.Share = SchemeShare
			a.Parts = []RiskPart{{Partner: "ccg"}, {Partner: "council", Cap: MustMoney("0.01")}}
		}, func(*CallRiskShare) {}, "378.80"},
		{"cured", func(*SetRiskShare) {}, func(a *CallRiskShare) {
			a.Overspend, a.Sources = MustMoney("230000.00"), nil
		}, "0.00"},
	} {
		b := overspending(t)
		rule, call := ruled(), riskCall()
		tt.rule(&rule)
		tt.call(&call)
		b.must(rule)
		e := b.must(call)
		if got := debited(e, ContributionDebtors); got != MustMoney(tt.want) {
			t.Errorf("%s: %s is called, want %s", tt.name, got, tt.want)
		}
	}
}

func TestCallRefusals(t *testing.T) {
	t.Parallel()
	b := overspending(t)
	b.must(ruled())
	b.must(ForecastOutturn{Scheme: "a", Source: "dfg", Amount: MustMoney("5.00")})
	for _, tt := range []struct {
		change   func(*CallRiskShare)
		want     error
		sentence string
	}{
		{func(a *CallRiskShare) { a.ID = "R" }, ErrInvalid, "the call's id"},
		{func(a *CallRiskShare) { a.Overspend = Money{} }, ErrAmountNotPositive, ""},
		{
			func(a *CallRiskShare) { a.Overspend = MustMoney("312450.38") }, ErrNotEnough,
			"£312,450.38 is more than the £312,450.37 by which the forecast of £313,050.37 exceeds the budget of £600.00",
		},
		{func(a *CallRiskShare) { a.Lines = nil }, ErrInvalid, "name 1 to 50 lines"},
		{func(a *CallRiskShare) { a.Lines = []SourceID{"minimum", "minimum"} }, ErrInvalid, "twice among the lines"},
		{func(a *CallRiskShare) { a.Lines = []SourceID{"local"} }, ErrWrongState, "nobody has forecast"},
		{func(a *CallRiskShare) { a.Scheme = "z" }, ErrNotFound, "scheme"},
		{func(a *CallRiskShare) { a.Cures = make([]LineCure, curesMax+1) }, ErrInvalid, "at most 50 cures"},
		{func(a *CallRiskShare) { a.Cures[0].Amount = Money{} }, ErrAmountNotPositive, ""},
		{
			func(a *CallRiskShare) { a.Cures[2].Amount = MustMoney("50000.01") }, ErrNotEnough,
			"£130,000.01 is more than the £130,000.00 available in scheme a from source local",
		},
		{func(a *CallRiskShare) { a.Cures[1].Amount = MustMoney("100000.01") }, ErrNotEnough, "scheme b"},
		{func(a *CallRiskShare) { a.Cures[1].Scheme = "a" }, ErrInvalid, "the risk pool is scheme b"},
		{func(a *CallRiskShare) { a.Cures[0].Scheme = "b" }, ErrInvalid, "the risk pool is scheme b"},
		{func(a *CallRiskShare) { a.Cures[0].Source = "minimum" }, ErrInvalid, "cannot cure themselves"},
		{func(a *CallRiskShare) { a.Cures[0].Cure = OutsidePool }, ErrInvalid, "is not a cure"},
		{func(a *CallRiskShare) { a.Cures[0].Cure = "prayer" }, ErrInvalid, "is not a cure"},
		{func(a *CallRiskShare) { a.Sources = a.Sources[:1] }, ErrInvalid, "council bears £19,125.78"},
		{func(a *CallRiskShare) { a.Sources[1].Source = "pot" }, ErrInvalid, "name one source of ccg"},
		{func(a *CallRiskShare) { a.Sources[1].Source = "dfg" }, ErrRingFence, "is a grant of central government"},
		{func(a *CallRiskShare) { a.Sources[1].Contribution = "r-1-ccg" }, ErrExists, "r-1-ccg"},
		{func(a *CallRiskShare) { a.Sources[1].Contribution = "" }, ErrInvalid, "the contribution's id"},
		{func(a *CallRiskShare) {
			a.Sources = append(a.Sources, PartnerSource{"grant", "r-1-grant"})
		}, ErrInvalid, "department bears nothing of this"},
		{func(a *CallRiskShare) {
			a.Lines, a.Overspend, a.Cures = []SourceID{"dfg"}, Pence(500), nil
		}, ErrRingFence, "source minimum is revenue money and the overspent line is capital"},
	} {
		act := riskCall()
		tt.change(&act)
		b.refused(act, tt.want, tt.sentence)
	}
	fixed := ruled()
	fixed.Fixed, fixed.Reason = []BudgetLine{{"a", "dfg"}}, Text("x")
	b.must(fixed)
	mixed := riskCall()
	mixed.Lines = []SourceID{"minimum", "dfg"}
	b.refused(mixed, ErrInvalid, "call for fixed and for variable lines apart")
	fixed.Share, fixed.Parts, fixed.Fixed = SchemeShare, []RiskPart{{Partner: "council"}}, nil
	b.must(fixed)
	b.must(ForecastOutturn{Scheme: "b", Source: "local", Amount: Pence(1)})
	unpaid := CallRiskShare{
		ID: "r-2", Agreement: 1, Scheme: "b", Lines: []SourceID{"local"}, Overspend: Pence(1),
		Sources: []PartnerSource{{"local", "r-2-council"}},
	}
	b.refused(unpaid, ErrWrongState, "no partner that shares pays for scheme b")
	last := riskCall()
	last.Sources = last.Sources[1:]
	b.must(last)
}

// Who is to decide sees the working without anything being kept.
func TestRiskShareWorkingBeforehand(t *testing.T) {
	t.Parallel()
	b := overspending(t)
	b.must(ruled())
	day, period := MustDate("2015-06-01"), MustPeriod("2015-16/03")
	ask := func(act Act) (call *RiskShareCall, err error) {
		for range 20 {
			if call, err = b.fund.RiskShareWorking(act, day, period); !errors.Is(err, ErrNotLoaded) {
				break
			}
			b.load(b.fund)
		}
		return call, err
	}
	for _, act := range []Act{riskCall(), CallAboveCap(riskCall())} {
		call, err := ask(act)
		if err != nil || call.Working.Called != MustMoney("82450.37") {
			t.Errorf("%s would call %+v, %v", act.Kind(), call, err)
		}
	}
	if call, err := ask(vire("1.00")); call != nil || err != nil {
		t.Errorf("a virement would call %+v, %v", call, err)
	}
	refused := riskCall()
	refused.Overspend = MustMoney("312450.38")
	if call, err := ask(refused); call != nil || !errors.Is(err, ErrNotEnough) {
		t.Errorf("what is refused would call %+v, %v", call, err)
	}
	b.must(riskCall()) // nothing of it was kept
}

// What policy is told is whose money it is, where it is one partner's, and what the cures leave.
func TestRiskShareMatter(t *testing.T) {
	t.Parallel()
	b := overspending(t)
	both, one := riskCall(), riskCall()
	one.Sources = one.Sources[1:]
	one.Cures = append(one.Cures, LineCure{Uncommitted, "a", "local", AmountMax})
	for _, tt := range []struct {
		act  Act
		want Matter
	}{
		{both, Matter{Scheme: "a", Amount: MustMoney("82450.37")}},
		{CallAboveCap(both), Matter{Scheme: "a", Amount: MustMoney("82450.37")}},
		{one, Matter{
			Partner: "council", Source: "local", Fence: CouncilAdditional, Scheme: "a", Arrangement: LeadCommissioning,
		}},
	} {
		m, err := tt.act.Matter(b.fund)
		if err != nil || m.Partner != tt.want.Partner || m.Amount != tt.want.Amount || m.Source != tt.want.Source ||
			m.Scheme != tt.want.Scheme {
			t.Errorf("%s is about %+v, %v", tt.act.Kind(), m, err)
		}
	}
}

// An overspend is called for once: to the penny, and in parts, whatever was budgeted meanwhile.
func TestOverspendIsCalledOnce(t *testing.T) {
	t.Parallel()
	b := overspending(t)
	b.must(ruled())
	part := func(id string, overspend string) CallRiskShare {
		return CallRiskShare{
			ID: RiskShareCallID(id), Agreement: 1, Scheme: "a", Lines: []SourceID{"minimum"},
			Overspend: MustMoney(overspend),
			Sources: []PartnerSource{
				{"minimum", ContributionID(id + "-ccg")}, {"local", ContributionID(id + "-council")},
			},
		}
	}
	first := b.must(part("r-1", "300000.00"))
	b.refused(part("r-2", "12450.38"), ErrNotEnough, "with the £300,000.00 called for before, £12,450.38 is more than "+
		"the £312,450.37 by which the forecast exceeds the budget of £600.00 that there was")
	b.must(SetSchemeBudget{Scheme: "a", Source: "minimum", Direction: Increase, Amount: MustMoney("200000.00")})
	b.refused(part("r-2", "12450.38"), ErrNotEnough, "called for before")
	b.must(part("r-2", "12450.37"))
	b.refused(part("r-3", "0.02"), ErrNotEnough, "called for before")
	b.must(reverseOf(b, SetSchemeBudget{}.Kind()))
	b.must(reverse(first))
	b.must(part("r-3", "300000.00"))
	b.must(ForecastOutturn{Scheme: "a", Source: "local", Amount: MustMoney("130001.00")})
	wider := part("r-4", "0.01")
	wider.Lines = append(wider.Lines, "local")
	b.refused(wider, ErrWrongState, "call r-2 was for some of these lines and not the same")
	other := part("r-4", "1.00")
	other.Lines = []SourceID{"local"}
	b.must(other)
}

// reverseOf reverses the latest entry of a kind.
func reverseOf(b *book, kind string) ReverseEntry {
	var seq int64
	for _, e := range b.entries["test"] {
		if e.Act.Kind() == kind {
			seq = e.Seq
		}
	}
	return ReverseEntry{Entry: seq, Reason: Text("x")}
}
