package ledger

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var quarters = []QuarterTarget{
	{MustPeriod("2014-15/12"), 100},
	{MustPeriod("2015-16/03"), 200},
	{MustPeriod("2015-16/06"), 300},
	{MustPeriod("2015-16/09"), 400},
}

// withPot is a book with performance money held, and the plan of the vector where the money reaches so far.
func withPot(t testing.TB, amount string) *book {
	b := withSources(t)
	b.must(AgreePerformance{
		ID: "p-1", Source: "pot", Year: 2015, Agreement: 1, Function: "community-health",
		Plan: oneInstalment(amount),
	})
	return b
}

func planned() PlanPerformance {
	return PlanPerformance{Contribution: "p-1", Unit: MustMoney("1490.00"), Quarters: quarters}
}

func results(measured string, actual int64) ReleasePerformance {
	return ReleasePerformance{
		Contribution: "p-1", Measured: MustPeriod(measured), Actual: actual, Evidence: Text("SUS"),
	}
}

// debited is what an entry debits to an account, by its code.
func debited(e Entry, code Code) (total Money) {
	for _, p := range e.Postings {
		if p.Account.Code == code && p.Amount.Sign() > 0 {
			total = total.Add(p.Amount)
		}
	}
	return total
}

func TestReleaseVector(t *testing.T) {
	t.Parallel()
	b := withPot(t, "596000.00")
	b.must(planned())
	e := b.mustOn("2015-05-29", results("2014-15/12", 50))
	b.posts(e, // row 15
		"1100::ccg:pot::revenue:call=1 74500.00", "4130:2015-16:ccg:pot::revenue -74500.00",
		"9000:2015-16:ccg:pot::revenue 74500.00", "9010:2015-16:ccg:pot::revenue:by=earned -74500.00",
		"9110:2015-16:ccg:pot::revenue 74500.00", "9100:2015-16:ccg:pot::revenue -74500.00",
		"9005:2015-16:ccg:pot::revenue 74500.00", "9000:2015-16:ccg:pot::revenue -74500.00")
	for _, tt := range []struct {
		day, measured string
		actual        int64
		want          string
	}{
		{"2015-08-28", "2015-16/03", 260, "223500.00"},
		{"2015-11-27", "2015-16/06", 240, "59600.00"},
		{"2016-02-26", "2015-16/09", 430, "238400.00"},
		{"2016-02-26", "2015-16/09", 400, "0.00"}, // said again, and nothing is clawed back
		{"2016-02-26", "2015-16/09", 12, "0.00"},
	} {
		e := b.mustOn(tt.day, results(tt.measured, tt.actual))
		if got := debited(e, PerformanceHeld); got != MustMoney(tt.want) {
			t.Errorf("%d to %s releases %s, want %s", tt.actual, tt.measured, got, tt.want)
		}
		if tt.want == "0.00" && len(e.Postings) != 0 {
			t.Errorf("a release of nothing has %d postings", len(e.Postings))
		}
	}
	e = b.mustOn("2016-02-26", ReceiveContribution{
		Contribution: "p-1", Amount: MustMoney("596000.00"), Power: Section75, Receipt: Text("r"),
	})
	b.posts(e, "1000::ccg:pot::revenue:by=receipt 596000.00", "1100::ccg:pot::revenue:call=1 -74500.00",
		"1100::ccg:pot::revenue:call=2 -223500.00", "1100::ccg:pot::revenue:call=3 -59600.00",
		"1100::ccg:pot::revenue:call=4 -238400.00")
}

func TestReleaseNothing(t *testing.T) {
	t.Parallel()
	b := withPot(t, "596000.00")
	b.must(planned())
	e := b.must(results("2014-15/12", -30))
	p := e.Documents[0].(PerformancePlan)
	if len(e.Postings) != 0 || p.Quarters[0] != (PlannedQuarter{MustPeriod("2014-15/12"), 100, -30, true}) {
		t.Errorf("admissions that rose: %+v, and the plan says %+v", e.Postings, p.Quarters[0])
	}
	if act := e.Act.(ReleasePerformance); act.Evidence.Digest == (Digest{}) {
		t.Error("the evidence is not kept")
	}
}

// What is released is never more than is held: to the penny, and a penny less.
func TestReleaseIsWithinWhatIsHeld(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ forgone, want string }{
		{"447000.00", "149000.00"},
		{"447000.01", "148999.99"},
		{"596000.00", "0.00"},
	} {
		b := withPot(t, "596000.00")
		b.must(planned())
		b.must(ForgoPerformance{
			Contribution: "p-1", Amount: MustMoney(tt.forgone), Measured: MustPeriod("2014-15/12"),
		})
		if got := debited(b.must(results("2014-15/12", 999)), PerformanceHeld); got != MustMoney(tt.want) {
			t.Errorf("with %s forgone, %s is released, want %s", tt.forgone, got, tt.want)
		}
	}
}

// An amount earned without a plan counts as released, and so does none that was reversed.
func TestReleaseCountsWhatWasEarned(t *testing.T) {
	t.Parallel()
	b := withPot(t, "596000.00")
	earned := b.must(EarnPerformance{
		Contribution: "p-1", Amount: MustMoney("70000.00"), Measured: MustPeriod("2014-15/12"),
	})
	b.must(planned())
	b.refused(EarnPerformance{
		Contribution: "p-1", Amount: MustMoney("0.01"), Measured: MustPeriod("2014-15/12"),
	}, ErrWrongState, "is released by a plan, so record the evidence of its results")
	released := b.must(results("2014-15/12", 50))
	if got := debited(released, PerformanceHeld); got != MustMoney("4500.00") {
		t.Errorf("after £70,000.00, %s is released", got)
	}
	e := b.must(reverse(released))
	if p := e.Documents[0].(PerformancePlan); p.Quarters[0].Evidence {
		t.Error("the evidence stands after its release was reversed")
	}
	b.must(reverse(earned))
	if got := debited(b.must(results("2014-15/12", 50)), PerformanceHeld); got != MustMoney("74500.00") {
		t.Errorf("after both were reversed, %s is released", got)
	}
}

func TestPlanVersions(t *testing.T) {
	t.Parallel()
	b := withPot(t, "596000.00")
	b.must(planned())
	b.must(results("2014-15/12", 100))
	lower := planned()
	lower.Quarters = []QuarterTarget{{quarters[0].Measured, 40}, {quarters[1].Measured, 101}}
	b.refused(lower, ErrInvalid, "the reason why the target changes must not be empty")
	lower.Reason = Text("NHS England agreed another target")
	e := b.must(lower)
	if p := e.Documents[0].(PerformancePlan); p.Version != 2 || p.Quarters[0].Actual != 100 || !p.Quarters[0].Evidence {
		t.Errorf("the second version is %+v", p)
	}
	if got := debited(b.must(results("2014-15/12", 100)), PerformanceHeld); !got.IsZero() {
		t.Errorf("a lower target releases %s", got)
	}
	if got := debited(b.must(results("2015-16/03", 200)), PerformanceHeld); got != MustMoney("1490.00") {
		t.Errorf("beyond what was released %s is released", got)
	}
	lower.Quarters = lower.Quarters[1:]
	b.refused(lower, ErrWrongState, "there is evidence of the quarter to 2014-15/12")
}

func TestPlanRefusals(t *testing.T) {
	t.Parallel()
	b := withPot(t, "595999.99")
	b.refused(planned(), ErrNotEnough, "would release £596,000.00, and £595,999.99 of performance money is agreed")
	b = withPot(t, "596000.00")
	b.refused(results("2014-15/12", 1), ErrNotFound, "performance plan")
	for _, tt := range []struct {
		change   func(*PlanPerformance)
		want     error
		sentence string
	}{
		{func(a *PlanPerformance) { a.Quarters = nil }, ErrInvalid, "1 to 12 quarters"},
		{func(a *PlanPerformance) { a.Quarters = make([]QuarterTarget, 13) }, ErrInvalid, "1 to 12 quarters"},
		{func(a *PlanPerformance) { a.Unit = Money{} }, ErrAmountNotPositive, ""},
		{func(a *PlanPerformance) {
			a.Quarters = []QuarterTarget{quarters[1], quarters[0]}
		}, ErrInvalid, "in order"},
		{func(a *PlanPerformance) {
			a.Quarters = []QuarterTarget{quarters[0], quarters[0]}
		}, ErrInvalid, "in order"},
		{func(a *PlanPerformance) {
			a.Quarters = []QuarterTarget{{quarters[0].Measured, 2}, {quarters[1].Measured, 1}}
		}, ErrInvalid, "the plan is cumulative"},
		{func(a *PlanPerformance) {
			a.Quarters = []QuarterTarget{{quarters[0].Measured, -1}}
		}, ErrInvalid, "the plan is cumulative"},
		{func(a *PlanPerformance) {
			a.Quarters = []QuarterTarget{{quarters[0].Measured, 0}}
		}, ErrInvalid, "releases nothing"},
		{func(a *PlanPerformance) {
			a.Quarters = []QuarterTarget{{quarters[0].Measured, resultMax + 1}}
		}, ErrAmountTooLarge, "above the limit"},
		{func(a *PlanPerformance) {
			a.Unit, a.Quarters = AmountMax, []QuarterTarget{{quarters[0].Measured, 2}}
		}, ErrAmountTooLarge, "above the limit"},
		{func(a *PlanPerformance) { a.Contribution = "p-9" }, ErrNotFound, "contribution"},
	} {
		act := planned()
		tt.change(&act)
		b.refused(act, tt.want, tt.sentence)
	}
	b.must(agree("c-1", "minimum", "10.00"))
	b.refused(PlanPerformance{Contribution: "c-1", Unit: Pence(1), Quarters: quarters}, ErrWrongState,
		"was not agreed as performance money")
	b.must(planned())
	b.refused(results("2015-16/01", 1), ErrNotFound, "has no quarter to 2015-16/01")
	b.refused(results("2015-16/06", 1), ErrInvalid, "cannot be after 2015-16/03")
	b.refused(results("2014-15/12", resultMax+1), ErrInvalid, "at most")
	b.refused(results("2014-15/12", -resultMax-1), ErrInvalid, "at most")
	silent := results("2014-15/12", 1)
	silent.Evidence = Private{}
	b.refused(silent, ErrInvalid, "the reference of the evidence must not be empty")
	b.must(AgreePerformance{
		ID: "p-2", Source: "pot", Year: 2015, Agreement: 1, Function: "community-health",
		Plan: oneInstalment("10.00"),
	})
	other := planned()
	other.Contribution, other.Reason = "p-2", Text("x")
	b.refused(other, ErrExists, "released by the plan for contribution p-1")
	release := results("2014-15/12", 1)
	release.Contribution = "p-2"
	b.refused(release, ErrWrongState, "released by the plan for contribution p-1")
	b.must(results("2014-15/12", resultMax))
	b.must(results("2014-15/12", -resultMax))
}

// TestReleases holds that whatever the results, nothing is clawed back, nothing is released above plan or above
// what was agreed, and results reported to the end come to what they are worth.
func TestReleases(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		b := withPot(t, "596000.00")
		b.must(planned())
		var released, best Money
		for range rapid.IntRange(1, 8).Draw(rt, "reports") {
			i := rapid.IntRange(0, 3).Draw(rt, "quarter")
			actual := rapid.Int64Range(-50, 500).Draw(rt, "actual")
			e := b.mustOn("2016-02-26", results(quarters[i].Measured.String(), actual))
			released = released.Add(debited(e, PerformanceHeld))
			if now := MustMoney("1490.00").times(max(0, min(actual, quarters[i].Planned))); now.Compare(best) > 0 {
				best = now
			}
			if released != best {
				rt.Fatalf("%s is released, and the best results were worth %s", released, best)
			}
		}
		if held := b.balance("9110:2015-16:ccg:pot::revenue").Neg(); held.Add(released) != MustMoney("596000.00") {
			rt.Fatalf("%s is held and %s released", held, released)
		}
	})
}

func TestPerformanceOffers(t *testing.T) {
	t.Parallel()
	b := withPot(t, "596000.00")
	b.must(AgreePerformance{
		ID: "p-2", Source: "pot", Year: 2015, Agreement: 1, Function: "community-health",
		Plan: oneInstalment("10.00"),
	})
	offered := func(id ContributionID) string {
		c, err := b.fund.Contribution(id)
		if err != nil {
			t.Fatal(err)
		}
		acts, err := b.fund.Offers(c)
		if err != nil {
			b.load(b.fund)
			acts, err = b.fund.Offers(c)
		}
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, act := range acts {
			names = append(names, ActName(act.Kind()))
		}
		return fmt.Sprint(strings.Contains(fmt.Sprint(names), "plan-performance"), " ",
			strings.Contains(fmt.Sprint(names), "release-performance"))
	}
	for _, tt := range []struct{ before, one, two string }{
		{"without a plan", "true false", "true false"},
		{"with one", "true true", "false false"},
	} {
		if one, two := offered("p-1"), offered("p-2"); one != tt.one || two != tt.two {
			t.Errorf("%s p-1 offers %s and p-2 %s", tt.before, one, two)
		}
		if tt.before == "without a plan" {
			b.must(planned())
		}
	}
}
