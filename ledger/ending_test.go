package ledger

import "testing"

func leave(last string) LeaveAgreement {
	return LeaveAgreement{Partner: "ccg", Date: MustDate(last), Reason: Text("twelve months' notice was given")}
}

func TestLeaveAgreement(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	b.must(recurring("c-1", "minimum", "400.00"))
	b.refused(LeaveAgreement{Partner: "ccg", Date: MustDate("2015-09-30")}, ErrInvalid, "the reason")
	host := leave("2015-09-30")
	host.Partner = "council"
	b.refused(host, ErrWrongState, "council keeps the fund; it does not leave")
	host.Partner = "provider"
	b.refused(host, ErrNotPartner, "provider")
	b.refused(leave("2015-05-31"), ErrInvalid, "on the day of the entry, 1 June 2015, or later")
	b.must(leave("2015-07-14"))
	b.must(leave("2015-07-15"))                                  // put off while it has not passed
	b.must(CallContribution{Contribution: "c-1", Instalment: 2}) // due on its last day
	b.refused(CallContribution{Contribution: "c-1", Instalment: 3}, ErrClosed,
		"ccg leaves the agreement on 15 July 2015; nothing that falls due on 15 October 2015 is asked of it")
	late := agree("c-2", "minimum", "10.00")
	late.Plan = Plan{Amount: MustMoney("10.00"), Dates: []Date{MustDate("2015-07-16")}}
	b.refused(late, ErrClosed, "falls due on 16 July 2015")
	late.Plan.Dates[0]--
	b.must(late)
	vary := VaryContribution{Contribution: "c-2", Agreement: 1, Plan: recurring("", "", "9.00").Plan}
	b.refused(vary, ErrClosed, "is asked of it")
	b.must(CallContribution{Contribution: "c-1", Instalment: 1}) // what fell due before is still owed
	b.mustOn("2015-08-01", ReceiveContribution{
		Contribution: "c-1", Amount: MustMoney("200.00"), Power: Section75, Receipt: Text("r"),
	})
	b.refusedOn("2015-07-16", leave("2015-08-01"), ErrClosed, "ccg left on 15 July 2015")
	share := SetRiskShare{
		Version: 1, Share: EqualShare, Order: []CureKind{OutsidePool},
		Parts: []RiskPart{{Partner: "ccg"}, {Partner: "council"}},
	}
	b.mustOn("2015-07-15", share)
	b.refusedOn("2015-07-16", share, ErrClosed, "ccg leaves the agreement on 15 July 2015")
}

// ended is a book whose one contribution has come in and been spent, and whose year is closed.
func ended(t testing.TB, spent string) *book {
	t.Helper()
	b := withSources(t)
	b.must(agree("c-1", "minimum", "100.00"))
	b.must(agree("c-2", "local", "50.00"))
	for id, amount := range map[ContributionID]string{"c-1": "100.00", "c-2": "50.00"} {
		b.must(CallContribution{Contribution: id, Instalment: 1})
		b.must(ReceiveContribution{Contribution: id, Amount: MustMoney(amount), Power: Section75, Receipt: Text("r")})
	}
	b.must(SetSchemeBudget{Scheme: "a", Source: "minimum", Direction: Increase, Amount: MustMoney("100.00")})
	b.must(raise("m-1", "100.00"))
	b.must(certify("i-1", "m-1", "INV 1", spent))
	b.must(PayInvoice{Invoice: "i-1", Payment: Text("BACS 1")})
	b.must(ReleaseCommitment{Commitment: "m-1"})
	b.at = MustDate("2016-05-04").Time()
	for n := 1; n <= 13; n++ {
		b.mustOn("2016-03-31", ClosePeriod{Period: NewPeriod(2015, n), Close: SoftClosed})
	}
	return b
}

// The surplus of the last year is divided as agreed and paid, and then the fund is closed: single sources' cash is set
// against each other.
func TestCloseFund(t *testing.T) {
	t.Parallel()
	b := ended(t, "70.00")
	end := CloseFund{Date: MustDate("2016-05-04"), Reason: Text("the agreement has ended")}
	on := "2016-05-04"
	b.refusedOn(on, end, ErrWrongState, "a fund is closed when nothing is left; there is −£50.00 on 4100:2015-16:council:local")
	b.mustOn(on, CloseYear{Year: 2015})
	b.refusedOn(on, end, ErrWrongState, "there is −£30.00 on 3000::ccg:minimum::revenue, "+
		"−£50.00 on 3000::council:local::revenue, "+
		"£80.00 of cash")
	for _, r := range []ReturnSurplus{
		{Year: 2015, Source: "minimum", Amount: MustMoney("30.00")}, {Year: 2015, Source: "local", Amount: MustMoney("50.00")},
	} {
		r.Reason = Text("half to each, as agreed")
		r.Shares = []Share{{Source: "minimum", Weight: 1}, {Source: "local", Weight: 1}}
		b.mustOn(on, r)
	}
	for _, source := range []SourceID{"minimum", "local"} {
		b.mustOn(on, PaySurplus{Source: source, Amount: MustMoney("40.00"), Payment: Text("BACS 9")})
	}
	early, later := end, end
	early.Date, later.Date = MustDate("2016-05-03"), MustDate("2016-05-05")
	b.refusedOn(on, early, ErrInvalid, "on the day of the entry, which is today or earlier")
	b.refusedOn("2016-05-05", later, ErrInvalid, "today or earlier")
	b.refusedOn(on, CloseFund{Date: end.Date}, ErrInvalid, "the reason")
	e := b.mustOn(on, end)
	b.posts(e, "1000::ccg:minimum::revenue:by=set-against 10.00", "1000::council:local::revenue:by=set-against -10.00")
	for _, act := range []Act{draft, vire("1.00"), ReverseEntry{Entry: e.Seq, Reason: Text("x")}} {
		b.refusedOn("2015-06-01", act, ErrClosed, "the fund closed on 4 May 2016")
	}
	b.mustOn("2016-05-05", EraseText{Entry: 3, Reason: Text("asked by the person"), Rule: "UK GDPR Article 17"})
}

// A fund that never had money is closed as it is, unless something still waits for approval.
func TestCloseFundWithoutMoney(t *testing.T) {
	t.Parallel()
	b := founded(t)
	b.at = MustDate("2015-06-02").Time()
	p := b.propose(LeaveAgreement{Partner: "ccg", Date: MustDate("2015-09-30"), Reason: Text("x")})
	end := CloseFund{Date: MustDate("2015-06-01"), Reason: Text("never begun")}
	b.refused(end, ErrWrongState, "proposal "+string(p.ID)+" is open; decide it first")
	b.must(WithdrawProposal{Proposal: p.ID, Reason: Text("x")})
	b.posts(b.must(end))
}
