package ledger

import "testing"

func TestProfileBudget(t *testing.T) {
	t.Parallel()
	b := budgeted(t) // £600.00 of scheme a
	profile := func(parts ...ProfilePart) ProfileBudget {
		return ProfileBudget{Scheme: "a", Source: "minimum", Reason: Text("winter"), Periods: parts}
	}
	of := func(period, amount string) ProfilePart {
		return ProfilePart{MustPeriod(period), MustMoney(amount)}
	}
	b.refused(profile(of("2015-16/03", "599.99")), ErrInvalid, "comes to £599.99 and the revised budget of scheme a")
	b.refused(profile(of("2015-16/03", "600.01")), ErrInvalid, "comes to £600.01")
	b.refused(profile(of("2015-16/13", "600.00")), ErrInvalid, "2015-16/13 is none of them")
	b.refused(profile(of("2016-17/01", "600.00")), ErrInvalid, "2016-17/01 is none of them")
	b.refused(profile(of("2015-16/04", "300.00"), of("2015-16/04", "300.00")), ErrInvalid, "each once")
	b.refused(profile(of("2015-16/04", "300.00"), of("2015-16/03", "300.00")), ErrInvalid, "in order, each once")
	b.refused(profile(of("2015-16/04", "0.00"), of("2015-16/05", "600.00")), ErrAmountNotPositive, "")
	b.refused(profile(), ErrInvalid, "in which periods")
	empty := profile(of("2015-16/04", "1.00"))
	empty.Scheme = "b"
	b.refused(empty, ErrNotEnough, "scheme b has no budget from source minimum in 2015-16")
	empty.Source = "grant"
	b.refused(empty, ErrUnknownAccount, "no line")
	silent := profile(of("2015-16/03", "600.00"))
	silent.Reason = Private{}
	b.refused(silent, ErrInvalid, "the reason")

	b.must(raise("m-1", "100.00")) // the revised budget is what is available, committed and consumed
	b.must(certify("i-1", "m-1", "n", "40.00"))
	b.posts(b.must(profile(of("2015-16/01", "0.01"), of("2015-16/12", "599.99"))))
	b.must(vire("10.00"))
	b.refused(profile(of("2015-16/03", "600.00")), ErrInvalid, "the revised budget of scheme a from source minimum is £590.00")
	b.mustOn("2015-07-01", profile(of("2015-16/12", "590.00")))
	p, _ := Find[BudgetProfile](b.fund, budgetProfileRef(BudgetLine{"a", "minimum"}, 2015))
	if p.Version != 2 || p.Made != MustPeriod("2015-16/04") || len(p.Periods) != 1 {
		t.Errorf("the newest version is %+v", p)
	}
}
