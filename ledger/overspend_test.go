package ledger

import "testing"

func overspend(amount string) ApproveOverspend {
	return ApproveOverspend{Scheme: "a", Source: "minimum", Amount: MustMoney(amount), Reason: Text("winter")}
}

func cure(amount string) CureOverspend {
	return CureOverspend{Source: "minimum", Amount: MustMoney(amount), Reason: Text("the call")}
}

const overspendApproved = "9020:2015-16:ccg:minimum::revenue"

func TestOverspendRows(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	b.refused(raise("m-1", "600.01"), ErrNotEnough, "£600.01 is more than the £600.00 available")
	e := b.must(overspend("0.01"))
	b.posts(e, overspendApproved+" 0.01", "9200:2015-16:ccg:minimum:a:revenue:by=overspend -0.01")
	b.must(raise("m-1", "600.01"))
	b.refused(reverse(e), ErrNotEnough, "£0.01 is more than the £0.00 available") // it has been promised
	b.refused(cure("0.02"), ErrNotEnough, "£0.02 is more than the £0.01 of overspend approved for source minimum")
	b.posts(b.must(cure("0.01")), "9100:2015-16:ccg:minimum::revenue 0.01", overspendApproved+" -0.01")
	b.refused(cure("0.01"), ErrNotEnough, "£0.01 is more than the £0.00 of overspend approved")
}

func TestOverspendRefusals(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	b.refused(ApproveOverspend{Scheme: "a", Source: "minimum", Amount: MustMoney("1.00")}, ErrInvalid, "the reason must")
	b.refused(CureOverspend{Source: "minimum", Amount: MustMoney("1.00")}, ErrInvalid, "the reason must")
	b.refused(overspend("0.00"), ErrAmountNotPositive, "")
	b.refused(cure("0.00"), ErrAmountNotPositive, "")
	other := overspend("1.00")
	other.Scheme, other.Source = "b", "grant"
	b.refused(other, ErrUnknownAccount, "no line paid from source grant")
	b.refused(cure("0.01"), ErrNotEnough, "overspend approved")
	b.must(overspend("500.00"))
	b.refused(cure("400.01"), ErrNotEnough, "£400.01 is more than the £400.00 of source minimum that is not yet allocated")
	e := b.must(cure("400.00"))
	b.must(SetSchemeBudget{Scheme: "a", Source: "minimum", Direction: Decrease, Amount: MustMoney("100.00")}) // budget given back
	b.must(cure("100.00"))
	b.must(reverse(e))
	b.refused(cure("400.01"), ErrNotEnough, "not yet allocated")
	b.must(cure("400.00"))
}

// A risk-share call is for what the budget is exceeded by. What was approved beyond the budget is no part of it, so
// that it can be called for; and what the call brings cures it.
func TestOverspendIsCalledForAndCured(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	b.must(SetSchemeBudget{Scheme: "b", Source: "minimum", Direction: Increase, Amount: MustMoney("400.00")})
	b.must(SetRiskShare{
		Version: 1, Share: EqualShare, Order: []CureKind{OutsidePool}, Parts: []RiskPart{{Partner: "ccg"}, {Partner: "council"}},
	})
	b.must(ForecastOutturn{Scheme: "a", Source: "minimum", Amount: MustMoney("650.00")})
	b.must(overspend("50.00"))
	call := CallRiskShare{
		ID: "r-1", Agreement: 1, Scheme: "a", Lines: []SourceID{"minimum"}, Overspend: MustMoney("50.01"),
		Sources: []PartnerSource{{"minimum", "r-1-ccg"}, {"local", "r-1-council"}},
	}
	b.refused(call, ErrNotEnough, "£50.01 is more than the £50.00 by which the forecast of £650.00 exceeds the budget of £600.00")
	b.refused(cure("0.01"), ErrNotEnough, "£0.00 of source minimum that is not yet allocated")
	call.Overspend = MustMoney("50.00")
	b.must(call)
	b.must(cure("25.00")) // the part of the source's own partner
	if left := b.balance(overspendApproved); left != MustMoney("25.00") {
		t.Errorf("%s is still to be cured", left)
	}
}
