package ledger

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawAct draws an act that may be lawful or not: the books decide.
func drawAct(t *rapid.T, b *book, n int) Act {
	amount := Pence(rapid.Int64Range(1, 30_000).Draw(t, "pence"))
	source := rapid.SampledFrom([]SourceID{"minimum", "local", "dfg", "pot"}).Draw(t, "source")
	scheme := rapid.SampledFrom([]SchemeID{"a", "b"}).Draw(t, "scheme")
	other := rapid.SampledFrom([]SchemeID{"a", "b"}).Draw(t, "other")
	old := rapid.IntRange(0, n).Draw(t, "which") % 6
	contribution, commitment := ContributionID(fmt.Sprint("c-", old)), CommitmentID(fmt.Sprint("m-", old))
	direction := rapid.SampledFrom([]Direction{Increase, Decrease}).Draw(t, "direction")
	plan := Plan{Amount: amount, Dates: []Date{
		MustDate("2015-06-01"), MustDate("2015-07-01"),
		MustDate("2015-08-01"),
	}}
	if amount.Pence() < 3 {
		plan.Dates = plan.Dates[:1]
	}
	agreed := AgreeContribution{
		ID: ContributionID(fmt.Sprint("c-", n)), Source: source, Year: 2015,
		Agreement: 1,
		Function:  "social-care", Plan: plan,
		Notional:  rapid.IntRange(0, 4).Draw(t, "class") == 0,
		Recurrent: direction == Increase,
		InAdvance: source == "dfg" && rapid.Bool().Draw(t, "advance"),
	}
	agreed.Notional = agreed.Notional && !agreed.InAdvance
	kinds := []Act{
		agreed, agreed,
		AgreePerformance{
			ID: agreed.ID, Source: source, Year: 2015, Agreement: 1, Function: "social-care",
			Plan: plan,
		},
		VaryContribution{Contribution: contribution, Agreement: 1, Plan: plan, Recurrent: direction == Increase},
		DrawContributions{
			Year: 2016, Inflation: Percent(amount.Pence()), Efficiency: Percent(n * 100),
			Contributions: []DrawContribution{{Contribution: contribution}},
		},
		CallContribution{Contribution: contribution, Instalment: rapid.IntRange(1, 4).Draw(t, "instalment")},
		CallContribution{Contribution: contribution, Instalment: 1, Amount: amount},
		ReceiveContribution{Contribution: contribution, Amount: amount, Power: Section75, Receipt: Text("r")},
		RecordDirectSpend{Contribution: contribution, Scheme: scheme, Amount: amount},
		ReceiveGrant{Contribution: contribution, Amount: amount, Power: Section31, Receipt: Text("r")},
		PassGrantOn{
			Contribution: contribution, Scheme: scheme, District: "district", Amount: amount,
			Payment: Text("p"),
		},
		AllocateGrant{
			Contribution: contribution, Due: MustDate("2015-06-30"), Reason: Text("x"),
			Districts: []DistrictShare{{"district", amount}, {"council", Pence(1 + int64(n)*100)}}[:1+n%2],
		},
		RecordGrantConsent{ // of what is allocated, wherever it is
			Contribution: "c-2", District: "district", Amount: Pence(1 + amount.Pence()/10), Given: MustDate("2015-06-01"),
			Consent: Text("c"),
		},
		RecordPassingProof{Entry: lastPassing(b), Proof: Text("p")},
		ProfileBudget{
			Scheme: scheme, Source: source, Reason: Text("x"), Periods: []ProfilePart{
				{MustPeriod("2015-16/01"), amount}, {MustPeriod("2015-16/12"), MustMoney("800.00").Sub(amount)},
			},
		},
		EarnPerformance{Contribution: contribution, Amount: amount, Measured: MustPeriod("2015-16/01")},
		ForgoPerformance{Contribution: contribution, Amount: amount, Measured: MustPeriod("2015-16/01")},
		PlanPerformance{
			Contribution: contribution, Unit: Pence(rapid.Int64Range(1, 300).Draw(t, "unit")), Reason: Text("x"),
			Quarters: []QuarterTarget{{MustPeriod("2014-15/12"), 10}, {MustPeriod("2015-16/03"), int64(10 + n)}},
		},
		ReleasePerformance{
			Contribution: contribution, Measured: MustPeriod("2014-15/12"), Evidence: Text("x"),
			Actual: rapid.Int64Range(-5, 20).Draw(t, "actual"),
		},
		ForecastOutturn{Scheme: scheme, Source: source, Amount: amount.times(10)},
		CallRiskShare{
			ID: RiskShareCallID(fmt.Sprint("r-", n)), Agreement: 1, Scheme: scheme, Lines: []SourceID{source},
			Overspend: Pence(1 + amount.Pence()/10),
			Sources: []PartnerSource{
				{"minimum", ContributionID(fmt.Sprint("r-", n, "-ccg"))},
				{"local", ContributionID(fmt.Sprint("r-", n, "-council"))},
			},
		},
		SetSchemeBudget{Scheme: scheme, Source: source, Direction: direction, Amount: amount},
		SetSchemeBudget{Scheme: scheme, Source: source, Direction: Increase, Amount: amount},
		VireBudget{From: BudgetLine{scheme, source}, To: BudgetLine{other, source}, Amount: amount},
		RaiseCommitment{
			ID: CommitmentID(fmt.Sprint("m-", n)), Scheme: scheme, Source: source, Provider: "provider",
			Form: rapid.SampledFrom([]Form{Contract, Grant}).Draw(t, "form"), Amount: amount,
		},
		VaryCommitment{Commitment: commitment, Direction: direction, Amount: amount, Reason: Text("x")},
		ReleaseCommitment{Commitment: commitment},
		CertifyInvoice{
			ID: InvoiceID(fmt.Sprint("i-", n)), Commitment: commitment, Number: Text(fmt.Sprint("n", n)),
			Gross:    amount,
			Received: MustDate("2015-05-01"),
		},
		PayInvoice{Invoice: InvoiceID(fmt.Sprint("i-", old)), Payment: Text("p")},
		AccrueSpend{
			ID: AccrualID(fmt.Sprint("a-", n)), Commitment: commitment, Amount: amount, Evidence: Text("e"),
		},
		AccrueSpend{
			ID: AccrualID(fmt.Sprint("a-", n)), Scheme: scheme, Source: source, Provider: "provider", Amount: amount,
			Evidence: Text("e"),
		},
		ReverseAccrual{Accrual: AccrualID(fmt.Sprint("a-", rapid.IntRange(0, n).Draw(t, "accrual")))},
		PrepayProvider{Commitment: commitment, Amount: amount, Payment: Text("p")},
		ReceivePrepaid{Commitment: commitment, Amount: amount, Evidence: Text("e")},
		WriteOffPrepayment{Commitment: commitment, Amount: amount, Reason: Text("x")},
		RecordActual{
			Measure: "attendances", From: MustDate("2014-06-01") - Date(old), To: MustDate("2015-05-31"),
			Value: Quantity{amount.Pence(), 0}, Evidence: Text("e"), Reason: Text("x"),
		},
		ClaimSaving{
			ID: ClaimID(fmt.Sprint("s-", n)), Scheme: scheme, From: MustDate("2014-06-01"), To: MustDate("2015-05-31"),
			Amount: amount, Method: Text("m"), Source: Text("s"), Gains: "ccg",
		},
		WithdrawClaim{Claim: ClaimID(fmt.Sprint("s-", rapid.IntRange(0, n).Draw(t, "claim"))), Reason: Text("x")},
	}
	kinds = append(append(append(kinds, drawReceivable(t, b, n, amount)...), drawHealth(t, n, amount)...),
		ReverseEntry{Entry: int64(rapid.IntRange(1, int(b.fund.Seq)).Draw(t, "entry")), Reason: Text("x")})
	// rapid prefers small numbers; adding n gives every kind its turn.
	return kinds[(rapid.IntRange(0, len(kinds)-1).Draw(t, "kind")+n)%len(kinds)]
}

// inUse is a book in the middle of its year: a contribution of each class, budgets, and commitments with an invoice,
// an accrual and something paid ahead.
func inUse(t testing.TB) *book {
	b := withSources(t)
	cash, direct, grant := agree("c-0", "minimum", "2000.00"), agree("c-1", "local", "2000.00"),
		agree("c-2", "dfg", "2000.00")
	cash.Recurrent, direct.Notional, grant.InAdvance = true, true, true
	for _, act := range []Act{
		cash, direct, grant,
		SetHealthBudgetTerms{Scheme: "a", Cap: MustMoney("500.00"), Window: EachYear, EvidenceDays: 28},
		AgreePerformance{
			ID: "c-3", Source: "pot", Year: 2015, Agreement: 1, Function: "social-care",
			Plan: cash.Plan,
		},
		SetRiskShare{
			Version: 1, Share: EqualShare, Order: []CureKind{OutsidePool},
			Parts: []RiskPart{{Partner: "ccg"}, {Partner: "council"}},
		},
		ForecastOutturn{Scheme: "a", Source: "minimum", Amount: MustMoney("5000.00")},
		CallContribution{Contribution: "c-0", Instalment: 1, Amount: MustMoney("500.00")},
		ReceiveGrant{Contribution: "c-2", Amount: MustMoney("900.00"), Power: Section31, Receipt: Text("r")},
		matched(money("R 1", "350.00", 0), money("R 2", "40.00", 1)),
	} {
		b.must(act)
	}
	for _, source := range []SourceID{"minimum", "local", "dfg"} {
		for _, scheme := range []SchemeID{"a", "b"} {
			b.must(SetSchemeBudget{Scheme: scheme, Source: source, Direction: Increase, Amount: MustMoney("800.00")})
		}
	}
	for _, id := range []string{"0", "1"} {
		b.must(raise(CommitmentID("m-"+id), "300.00"))
		b.must(certify(InvoiceID("i-"+id), CommitmentID("m-"+id), id, "100.00"))
		b.mustOn("2015-06-30", accrue(AccrualID("a-"+id), CommitmentID("m-"+id), "60.00"))
	}
	b.must(PrepayProvider{Commitment: "m-0", Amount: MustMoney("80.00"), Payment: Text("p")})
	b.must(attendances)
	b.must(allotted("h-0", DirectBudget, "90.00"))
	paid := payDirect("50.00")
	paid.Budget = "h-0"
	b.must(paid)
	return b
}

// TestRandomActsKeepTheBooks runs random acts, lawful or not, and holds after each that the books are whole.
func TestRandomActsKeepTheBooks(t *testing.T) {
	t.Parallel()
	wanted := []string{
		"vire-budget/1", "certify-invoice/1", "reverse-entry/1", "earn-performance/1",
		"record-direct-spend/1", "pass-grant-on/1", "pay-invoice/1", "release-commitment/1",
		"accrue-spend/1", "reverse-accrual/1", "prepay-provider/1", "receive-prepaid/1",
		"plan-performance/1", "release-performance/1", "call-risk-share/1", "record-actual/1", "claim-saving/1",
		"draw-contributions/1",
		"match-receipts/1", "allocate-receipt/1", "return-receipt/1", "reduce-call/1", "write-off-call/1",
		"write-off-prepayment/1",
		"allocate-grant/1", "record-grant-consent/1", "record-passing-proof/1", "profile-budget/1",
		"allocate-health-budget/1", "buy-from-budget/1", "pay-direct/1", "accept-budget-evidence/1",
		"return-budget-money/1", "release-health-budget/1",
	}
	playAtRandom(t, wanted, func(rt *rapid.T) *book {
		b := inUse(t)
		if rapid.Bool().Draw(rt, "planned") { // what a plan releases is not earned without it
			b.must(PlanPerformance{
				Contribution: "c-3", Unit: MustMoney("1.00"),
				Quarters: []QuarterTarget{{MustPeriod("2014-15/12"), 10}, {MustPeriod("2015-16/03"), 20}},
			})
		}
		if rapid.Bool().Draw(rt, "allocated") { // and what is allocated is not passed on to others
			b.must(AllocateGrant{
				Contribution: "c-2", Due: MustDate("2015-06-30"), Districts: []DistrictShare{{"district", MustMoney("900.00")}},
			})
			b.must(PassGrantOn{
				Contribution: "c-2", Scheme: "a", District: "district", Amount: MustMoney("5.00"), Payment: Text("p"),
			})
		}
		return b
	}, drawAct)
}

// roundsMax is how often a hundred histories are played anew while one of the rare acts is lacking in them.
const roundsMax = 5

func kindsOf(acts ...Act) (kinds []string) {
	for _, act := range acts {
		kinds = append(kinds, act.Kind())
	}
	return kinds
}

// playAtRandom plays drawn acts of June on a book and holds after each that the books are whole. Of every kind that is
// wanted one must be accepted, or the test would show nothing about it.
func playAtRandom(t *testing.T, wanted []string, begin func(*rapid.T) *book, draw func(*rapid.T, *book, int) Act) {
	t.Helper()
	june := func(_ *rapid.T, act Act) Date {
		if _, ok := act.(ReverseAccrual); ok {
			return MustDate("2015-07-01")
		}
		return MustDate("2015-06-30")
	}
	playOn(t, wanted, june, func(rt *rapid.T) *book {
		b := begin(rt)
		b.at = MustDate("2015-07-02").Time() // so that accruals of June have fallen due
		return b
	}, draw)
}

// playOn is playAtRandom with a day of its own for each act.
func playOn(t *testing.T, wanted []string, day func(*rapid.T, Act) Date, begin func(*rapid.T) *book,
	draw func(*rapid.T, *book, int) Act,
) {
	t.Helper()
	accepted := map[string]int{}
	absent := func(kind string) bool { return accepted[kind] == 0 }
	for n := 0; n < roundsMax && !t.Failed() && slices.ContainsFunc(wanted, absent); n++ {
		rapid.Check(t, func(rt *rapid.T) { playOnce(rt, accepted, day, begin, draw) })
	}
	for _, kind := range wanted {
		if absent(kind) {
			t.Errorf("no random %s was accepted, so the test shows nothing about it: %v", kind, accepted)
		}
	}
}

// playOnce plays one history, and counts what was accepted of each kind.
func playOnce(rt *rapid.T, accepted map[string]int, day func(*rapid.T, Act) Date, begin func(*rapid.T) *book,
	draw func(*rapid.T, *book, int) Act,
) {
	b := begin(rt)
	start := len(b.entries["test"])
	for n := range rapid.IntRange(10, 60).Draw(rt, "length") {
		act := draw(rt, b, n+4)
		on := day(rt, act)
		_, err := b.try(doer(act), Instruction{On: on}, act)
		switch {
		case err == nil:
			accepted[act.Kind()]++
			sum := replay(rt, b)
			sum.check(rt)
			sum.checkAhead(rt, b)
			sum.checkCalls(rt, b)
			sum.checkGrants(rt, b)
		case KindOf(err) == Internal, errors.Is(err, ErrInvariant), errors.Is(err, ErrUnbalanced):
			rt.Fatalf("%s %+v: %v", act.Kind(), act, err)
		}
	}
	for i, e := range b.entries["test"][start:] {
		if e.Seq != int64(start+i+1) {
			rt.Fatalf("entry %d stands in place %d", e.Seq, start+i+1)
		}
	}
}

// TestApportionSums holds that no penny is lost, whatever the weights.
func TestApportionSums(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := Pence(rapid.Int64Range(-AmountMax.Pence(), AmountMax.Pence()).Draw(t, "pence"))
		weights := rapid.SliceOfN(rapid.Int64Range(0, 1<<40), 1, 12).Draw(t, "weights")
		weights = append(weights, 1)
		var total Money
		for _, part := range m.Apportion(weights) {
			if part.Sign()*m.Sign() < 0 {
				t.Fatalf("a part of %s is %s", m, part)
			}
			total = total.Add(part)
		}
		if total != m {
			t.Fatalf("the parts of %s come to %s", m, total)
		}
	})
}
