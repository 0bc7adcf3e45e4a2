package ledger

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func rate(t testing.TB, s string) Percent {
	t.Helper()
	p, err := ParsePercent(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// recurring agrees a recurrent contribution of an amount in quarters.
func recurring(id ContributionID, source SourceID, amount string) AgreeContribution {
	c := agree(id, source, amount)
	c.Recurrent, c.Plan = true, Plan{Amount: MustMoney(amount), Dates: []Date{
		MustDate("2015-04-15"), MustDate("2015-07-15"), MustDate("2015-10-15"), MustDate("2016-02-29"),
	}}
	return c
}

func draw(of ...ContributionID) DrawContributions {
	a := DrawContributions{Year: 2016}
	for _, id := range of {
		a.Contributions = append(a.Contributions, DrawContribution{Contribution: id})
	}
	return a
}

func (b *book) contribution(id ContributionID) Contribution {
	b.Helper()
	d, _ := b.fund.documents.get(Contribution{ID: id}.Ref())
	c, ok := d.(Contribution)
	if !ok {
		b.Fatalf("there is no contribution %s", id)
	}
	return c
}

// due is what falls due when, such as "2016-04-15 25.01".
func due(c Contribution) (list []string) {
	for _, i := range c.Instalments {
		list = append(list, i.Due.String()+" "+i.Amount.String())
	}
	return list
}

// What recurs of a contribution is what was agreed and its recurrent variations, whatever one-off changes come between.
func TestRecurrentVariations(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	b.must(recurring("c-1", "minimum", "1000.00"))
	b.must(CallContribution{Contribution: "c-1", Instalment: 1})
	vary := func(uncalled string, recurs bool) {
		t.Helper()
		b.must(VaryContribution{Contribution: "c-1", Agreement: 1, Plan: oneInstalment(uncalled), Recurrent: recurs})
	}
	vary("850.00", true)  // + 100.00
	vary("800.00", false) // − 50.00 this year
	vary("800.00", true)  // nothing changes but the plan
	vary("790.00", true)  // − 10.00
	c := b.contribution("c-1")
	equal(t, "variations", fmt.Sprint(c.Variations),
		"[{1 increase 100.00 true} {1 decrease 50.00 false} {1 decrease 10.00 true}]")
	equal(t, "total", c.Total(), MustMoney("1040.00"))
	equal(t, "steps", c.Draw(rate(t, "2.5"), rate(t, "1.1")), Drawn{
		Agreed: MustMoney("1000.00"), Varied: MustMoney("90.00"), Recurrent: MustMoney("1090.00"),
		Inflation: MustMoney("27.25"), Efficiency: MustMoney("11.99"), Drafted: MustMoney("1105.26"),
	})
	once := agree("c-2", "local", "300.00")
	b.must(once)
	up := VaryContribution{Contribution: "c-2", Agreement: 1, Plan: oneInstalment("340.00"), Recurrent: true}
	b.must(up)
	equal(t, "of a one-off", b.contribution("c-2").Recurs(), MustMoney("40.00"))
	up.Plan = oneInstalment("299.99")
	b.refused(up, ErrNotEnough, "£40.00 of contribution c-2 recurs, so a reduction of £40.01 cannot recur")
	up.Plan = oneInstalment("300.00")
	b.must(up)
	equal(t, "of a one-off", b.contribution("c-2").Recurs(), Money{})
}

func TestDrawContributions(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	b.must(recurring("c-1", "minimum", "1000.01"))
	own := recurring("local-2015-16", "local", "200.00")
	own.HostOwn, own.MatchOf = true, "c-1"
	b.must(own)
	a := draw("c-1", "local-2015-16")
	a.Inflation, a.Efficiency = rate(t, "2"), rate(t, "0.5")
	a.Contributions[1].Direction, a.Contributions[1].Change = Increase, MustMoney("3.00")
	a.Contributions[1].Reason = Text("a new post")
	b.posts(b.must(a))
	c := b.contribution("c-1-2016-17") // 1000.01 + 20.00 − 5.00
	equal(t, "due", fmt.Sprint(due(c)), "[2016-04-15 253.76 2016-07-15 253.75 2016-10-15 253.75 2017-02-28 253.75]")
	equal(t, "state", fmt.Sprintf("%v %v %v %v %v", c.State, c.Recurrent, c.Partner, c.Power, c.Year),
		"indicative true ccg s75 2016-17")
	c = b.contribution("local-2016-17") // 200.00 + 4.00 − 1.00 + 3.00
	equal(t, "with a planned change", c.Total(), MustMoney("206.00"))
	equal(t, "class", fmt.Sprintf("%v %v", c.HostOwn, c.MatchOf), "true c-1-2016-17")

	a.Contributions[1].Direction = Decrease
	b.must(a) // a draft is restated
	equal(t, "restated", b.contribution("local-2016-17").Total(), MustMoney("200.00"))
	a.Contributions[1].Change = MustMoney("202.99")
	b.must(a)
	equal(t, "a penny left", fmt.Sprint(due(b.contribution("local-2016-17"))), "[2016-04-15 0.01]")
	a.Contributions[1].Change = MustMoney("203.00")
	b.refused(a, ErrNotEnough, "contribution local-2015-16 comes to £203.00 in the next year, of which a planned decrease "+
		"of £203.00 leaves nothing")
	b.mustOn("2016-04-01", AgreeContribution{
		ID: "c-1-2016-17", Source: "minimum", Year: 2016, Agreement: 1, Function: "social-care", Recurrent: true,
		Plan: Plan{Amount: MustMoney("1015.01"), Dates: []Date{MustDate("2016-04-15")}},
	})
	b.refused(draw("c-1"), ErrExists, `there is a contribution "c-1-2016-17" already`)
}

func TestDrawContributionsRefuses(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	b.must(recurring("c-1", "minimum", "100.00"))
	b.must(agree("once", "local", "100.00"))
	b.must(IndicateContribution{ID: "hoped", Source: "local", Year: 2015, Function: "carers", Plan: oneInstalment("5.00")})
	long := ContributionID("a-contribution-whose-name-is-very-long")
	b.must(recurring(long, "minimum", "100.00"))
	many := draw()
	for range drawnMax + 1 {
		many.Contributions = append(many.Contributions, DrawContribution{Contribution: "c-1"})
	}
	changed := func(d DrawContribution) DrawContributions {
		d.Contribution = "c-1"
		return DrawContributions{Year: 2016, Contributions: []DrawContribution{d}}
	}
	late := draw("c-1")
	late.Year = 2017
	high := draw("c-1")
	high.Inflation = PercentMax + 1
	for _, tt := range []struct {
		act      DrawContributions
		want     error
		sentence string
	}{
		{DrawContributions{Contributions: draw("c-1").Contributions}, ErrInvalid, "the year is missing"},
		{draw(), ErrInvalid, "name the contributions of 2015-16 to draw on, at most 200"},
		{many, ErrInvalid, "at most 200"},
		{draw("c-1", "c-1"), ErrInvalid, "contribution c-1 is named twice"},
		{draw("nobody"), ErrNotFound, "nobody"},
		{draw("hoped"), ErrWrongState, "contribution hoped is indicative, not agreed"},
		{draw("once"), ErrWrongState, "contribution once does not recur"},
		{draw(long), ErrInvalid, "the contribution's id"},
		{late, ErrInvalid, "contribution c-1 is of 2015-16; those of 2016-17 are drawn on for 2017-18"},
		{high, ErrPercentForm, "from 0 to 100"},
		{changed(DrawContribution{Change: MustMoney("1.00"), Reason: Text("x")}), ErrInvalid, "increases or decreases"},
		{changed(DrawContribution{Direction: Increase, Reason: Text("x")}), ErrInvalid, "increases or decreases"},
		{changed(DrawContribution{Direction: "up", Change: MustMoney("1.00"), Reason: Text("x")}), ErrInvalid, "decreases"},
		{changed(DrawContribution{Direction: Increase, Change: MustMoney("1.00")}), ErrInvalid, "the reason of a planned"},
	} {
		b.refused(tt.act, tt.want, tt.sentence)
	}
}

// TestRandomDraws holds that the steps of any contribution add up, and that a draft is planned to the penny.
func TestRandomDraws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := Contribution{ID: "c", Recurrent: rapid.Bool().Draw(t, "recurrent")}
		for range rapid.IntRange(1, 12).Draw(t, "instalments") {
			c.Instalments = append(c.Instalments, Instalment{
				Due:    MustDate("2015-04-01") + Date(rapid.IntRange(0, 365).Draw(t, "day")),
				Amount: Pence(rapid.Int64Range(1, 1_000_000).Draw(t, "pence")),
			})
		}
		for range rapid.IntRange(0, 3).Draw(t, "variations") {
			c.Variations = append(c.Variations, Variation{
				Direction: rapid.SampledFrom([]Direction{Increase, Decrease}).Draw(t, "direction"),
				Amount:    Pence(rapid.Int64Range(1, 1_000).Draw(t, "change")), Recurrent: rapid.Bool().Draw(t, "recurs"),
			})
		}
		d := c.Draw(Percent(rapid.Int64Range(0, 20_000).Draw(t, "inflation")),
			Percent(rapid.Int64Range(0, 20_000).Draw(t, "efficiency")))
		if d.Agreed.Add(d.Varied) != d.Recurrent || d.Recurrent.Add(d.Inflation).Sub(d.Efficiency) != d.Drafted {
			t.Fatalf("the steps do not add up: %+v", d)
		}
		if d.Drafted.Sign() <= 0 {
			return
		}
		plan, err := c.yearLater(d.Drafted).instalments(2016, 1)
		if total := (Contribution{Instalments: plan}).Total(); err != nil || total != d.Drafted {
			t.Fatalf("%s is planned as %s: %v", d.Drafted, total, err)
		}
	})
}
