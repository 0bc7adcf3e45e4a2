package ledger

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// yearsEnd is a book on 5 May 2016 whose year 2015-16 can be closed: of source minimum £1,000.00 was called and £900.00
// received; commitment m-1 of £300.00 has an invoice of £100.00 certified and unpaid, £60.00 accrued at the end of
// March and £50.00 paid ahead; of the capital grant dfg £800.00 is held and £100.00 was passed on.
func yearsEnd(t testing.TB) *book {
	t.Helper()
	b := ready(t)
	for n := 1; n <= 13; n++ {
		b.must(ClosePeriod{Period: NewPeriod(2015, n), Close: SoftClosed})
	}
	return b
}

// ready is that book while its periods are still open.
func ready(t testing.TB) *book {
	t.Helper()
	b := budgeted(t)
	grant := agree("g-1", "dfg", "2000.00")
	grant.InAdvance = true
	for _, act := range []Act{
		CallContribution{Contribution: "c-1", Instalment: 1},
		ReceiveContribution{Contribution: "c-1", Amount: MustMoney("900.00"), Power: Section75, Receipt: Text("r")},
		raise("m-1", "300.00"),
		certify("i-1", "m-1", "1", "100.00"),
		PrepayProvider{Commitment: "m-1", Amount: MustMoney("50.00"), Payment: Text("p")},
		grant,
		SetSchemeBudget{Scheme: "a", Source: "dfg", Direction: Increase, Amount: MustMoney("500.00")},
		ReceiveGrant{Contribution: "g-1", Amount: MustMoney("900.00"), Power: Section31, Receipt: Text("r")},
		PassGrantOn{
			Contribution: "g-1", Scheme: "a", District: "district", Amount: MustMoney("100.00"), Payment: Text("p"),
		},
		LapseContribution{Contribution: "g-1", Reason: Text("not paid by the department")},
	} {
		b.must(act)
	}
	b.mustOn("2016-03-31", accrue("a-12", "m-1", "60.00"))
	b.at = time.Date(2016, time.May, 5, 9, 0, 0, 0, time.UTC)
	return b
}

func (b *book) close() Entry {
	b.Helper()
	return b.mustOn("2016-05-05", CloseYear{Year: 2015})
}

// Row 18: one entry in period 14, dated 31 March, takes income, spend and every budget to nil in both books.
func TestCloseYearRow(t *testing.T) {
	t.Parallel()
	b := yearsEnd(t)
	e := b.close()
	if e.Effective != MustDate("2016-03-31") || e.Period != NewPeriod(2015, 14) || e.Period.String() != "2015-16/14" {
		t.Errorf("the closing entry is dated %s in period %s", e.Effective, e.Period)
	}
	b.posts(e,
		"4110:2015-16:ccg:minimum::revenue 1000.00", "3000::ccg:minimum::revenue -1000.00",
		"5100:2015-16:ccg:minimum:a:revenue -160.00", "3000::ccg:minimum::revenue 160.00",
		"4210:2015-16:council:dfg::capital 100.00", "3000::council:dfg::capital -100.00",
		"5400:2015-16:council:dfg:a:capital -100.00", "3000::council:dfg::capital 100.00",
		"9000:2015-16:council:dfg::capital -800.00",
		"9005:2015-16:ccg:minimum::revenue -1000.00", "9005:2015-16:council:dfg::capital -100.00",
		"9100:2015-16:ccg:minimum::revenue 400.00", "9100:2015-16:council:dfg::capital 400.00",
		"9200:2015-16:ccg:minimum:a:revenue:by=budget 600.00",
		"9200:2015-16:ccg:minimum:a:revenue:by=commitment -300.00",
		"9200:2015-16:council:dfg:a:capital:by=budget 500.00",
		"9200:2015-16:council:dfg:a:capital:by=spend -100.00",
		"9300:2015-16:ccg:minimum:a:revenue:commitment=m-1 140.00",
		"9400:2015-16:ccg:minimum:a:revenue 160.00", "9400:2015-16:council:dfg:a:capital 100.00")
	for a, st := range b.fund.balances.young {
		held := st.balance
		if (a.Year == 2015 || a.Code.isIncome() || a.Code.isSpend()) && !held.IsZero() {
			t.Errorf("%s is left at %s", a, held)
		}
	}
	if left := b.balance("3000::ccg:minimum::revenue"); left != MustMoney("840.00").Neg() {
		t.Errorf("the pool balance is %s", left)
	}
	b.refusedOn("2016-03-31", vire("1.00"), ErrPeriodClosed, "2015-16 has been closed; post in an open period")
	b.refusedOn("2016-05-05", CloseYear{Year: 2015}, ErrWrongState, "closed already")
	b.refusedOn("2016-05-05", certify("i-2", "m-1", "2", "1.00"), ErrWrongState,
		"commitment m-1 belongs to 2015-16, which has been closed: what was left on it has lapsed")
	b.refusedOn("2016-05-05", VaryCommitment{
		Commitment: "m-1", Direction: Increase, Amount: MustMoney("1.00"), Reason: Text("x"),
	},
		ErrWrongState, "has lapsed")
	b.refusedOn("2016-05-05", CallContribution{Contribution: "c-1", Instalment: 1}, ErrWrongState, "which has been closed")
	b.refusedOn("2016-05-05", ReopenPeriod{Period: MustPeriod("2015-16/13"), Reason: Text("x")}, ErrPeriodClosed,
		"reopen the year first")
	b.refusedOn("2016-05-05", reverse(e), ErrWrongState, "taken back by reopening the year")
}

// What is certified and unpaid, owed by partners and paid ahead is settled in the next year.
func TestWhatOutlivesTheYear(t *testing.T) {
	t.Parallel()
	b := yearsEnd(t)
	b.close()
	b.posts(b.mustOn("2016-05-05", PayInvoice{Invoice: "i-1", Payment: Text("p")}),
		"2100::ccg:minimum::revenue:provider=provider 100.00", "1000::ccg:minimum::revenue:by=payment -100.00")
	b.posts(b.mustOn("2016-05-05", ReceiveContribution{
		Contribution: "c-1", Amount: MustMoney("100.00"), Power: Section75, Receipt: Text("r"),
	}), "1000::ccg:minimum::revenue:by=receipt 100.00", "1100::ccg:minimum::revenue:call=1 -100.00")
}

// A credit for an invoice of a closed year lessens the spend of the open one, and its scheme may spend it there.
func TestCreditAfterTheClose(t *testing.T) {
	t.Parallel()
	b := yearsEnd(t)
	b.refusedOn("2016-05-05", credit("n-1", "i-1", charge("m-1", "30.00", "0.00", "")), ErrWrongState, "belongs to 2015-16")
	b.close()
	b.posts(b.mustOn("2016-05-05", credit("n-1", "i-1", charge("m-1", "30.00", "0.00", ""))),
		"2100::ccg:minimum::revenue:provider=provider 30.00",
		"5100:2016-17:ccg:minimum:a:revenue -30.00", "9400:2016-17:ccg:minimum:a:revenue 30.00",
		"9200:2016-17:ccg:minimum:a:revenue:by=commitment -30.00")
}

// Each point of the checklist that must be settled refuses the close, in the words of the case.
func TestYearNotReady(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, sentence string
		act            Act
	}{
		{"an open period", "period 2015-16/13 is still open", ReopenPeriod{
			Period: MustPeriod("2015-16/13"), Reason: Text("x"),
		}},
		{"money agreed and not called", "£0.01 agreed from source local is neither called nor received", agree("c-2", "local", "0.01")},
		{"overspend", "source minimum has an approved overspend of £0.01 that is not cured", ApproveOverspend{
			Scheme: "a", Source: "minimum", Amount: MustMoney("0.01"), Reason: Text("x"),
		}},
		{"performance money", "£0.01 of performance money from source pot is neither earned nor forgone", AgreePerformance{
			ID: "p-1", Source: "pot", Year: 2015, Agreement: 1, Function: "social-care", Plan: oneInstalment("0.01"),
		}},
	} {
		b := yearsEnd(t)
		if _, err := b.try(doer(tt.act), Instruction{On: MustDate("2016-03-31")}, tt.act); err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		b.refusedOn("2016-05-05", CloseYear{Year: 2015}, ErrYearNotReady, tt.sentence)
	}
	b := yearsEnd(t)
	asked := b.proposeOn("2016-03-31", vire("1.00"))
	b.refusedOn("2016-05-05", CloseYear{Year: 2015}, ErrYearNotReady, "proposal "+string(asked.ID)+" is open")
	b.mustOn("2016-05-05", WithdrawProposal{Proposal: asked.ID})
	later := b.proposeOn("2016-05-05", CloseYear{Year: 2015}) // of itself, and of the next year, none stands against it
	b.refusedOn("2016-05-05", CloseYear{Year: 2016}, ErrWrongState, "2016-17 is not over until 31 March 2017")
	if e, err := b.try(final(ben), Instruction{On: MustDate("2016-05-06")}, ApproveProposal{
		Proposal: later.ID, Hash: later.Hash,
	}); err != nil || e.Effective != MustDate("2016-03-31") || e.Period.Number() != 14 {
		t.Errorf("an approved close = %s %s, %v", e.Effective, e.Period, err)
	}
	b.at = time.Date(2017, time.May, 5, 9, 0, 0, 0, time.UTC)
	b.refusedOn("2017-05-05", CloseYear{Year: 2016}, ErrYearNotReady,
		"£840.00 that 2015-16 left in source minimum is neither carried forward nor returned")
	again := ready(t)
	again.at = time.Date(2017, time.May, 5, 9, 0, 0, 0, time.UTC)
	again.refusedOn("2017-05-05", CloseYear{Year: 2016}, ErrYearNotReady, "2015-16 is still open; years close in order")
}

func (b *book) proposeOn(day string, held Act) Proposal {
	b.Helper()
	e, err := b.try(ada, Instruction{On: MustDate(day)}, ProposeAct{Held: held, Need: "somebody else"})
	if err != nil {
		b.Fatal(err)
	}
	for _, d := range e.Documents {
		if p, ok := d.(Proposal); ok {
			return p
		}
	}
	b.Fatal("no proposal was made")
	return Proposal{}
}

// Row 18L: to the penny what is not called, out of what is unallocated or of a scheme.
func TestLapseRow(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	lapse := LapseContribution{Contribution: "c-1", Amount: MustMoney("400.01"), Reason: Text("x")}
	b.refused(lapse, ErrNotEnough, "£400.01 is more than the £400.00 of source minimum that is not yet allocated")
	lapse.Amount = MustMoney("400.00")
	e := b.must(lapse)
	b.posts(e, "9100:2015-16:ccg:minimum::revenue 400.00", "9000:2015-16:ccg:minimum::revenue -400.00")
	lapse.Amount, lapse.Scheme = MustMoney("600.01"), "a"
	b.refused(lapse, ErrNotEnough, "£600.01 is more than the £600.00 of contribution c-1")
	lapse.Amount = Money{}
	b.posts(b.must(lapse),
		"9200:2015-16:ccg:minimum:a:revenue:by=budget 600.00", "9000:2015-16:ccg:minimum::revenue -600.00")
	b.refused(lapse, ErrWrongState, "nothing of contribution c-1 is left to call")
	b.must(reverse(e))
	if c, _ := Find[Contribution](b.fund, Ref{"contribution", "c-1"}); c.Uncalled() != MustMoney("400.00") {
		t.Errorf("after the reversal %s is left to call", c.Uncalled())
	}
	b.must(AgreePerformance{
		ID: "p-1", Source: "pot", Year: 2015, Agreement: 1, Function: "social-care", Plan: oneInstalment("1.00"),
	})
	b.refused(LapseContribution{Contribution: "p-1", Reason: Text("x")}, ErrWrongState, "is forgone")
	b.refused(LapseContribution{Contribution: "p-1"}, ErrInvalid, "the reason")
}

// Row 18a: what is left is carried by owner and source, to the penny, on the first day of the new year.
func TestCarryForwardRow(t *testing.T) {
	t.Parallel()
	b := yearsEnd(t)
	carry := CarrySurplusForward{
		Year: 2015, Parts: []CarriedPart{{Source: "minimum", Amount: MustMoney("500.00")}},
		Purpose: Text("winter beds"), UseBy: MustDate("2016-09-30"),
	}
	b.refusedOn("2016-05-05", carry, ErrWrongState, "2015-16 is not closed yet")
	b.close()
	with := func(f func(*CarrySurplusForward)) CarrySurplusForward {
		c := carry
		c.Parts = append([]CarriedPart{}, c.Parts...)
		f(&c)
		return c
	}
	day := "2016-05-05"
	b.refusedOn(day, with(func(c *CarrySurplusForward) { c.Parts[0].Amount = MustMoney("840.01") }), ErrNotEnough,
		"£840.01 is more than the £840.00 left in source minimum when 2015-16 was closed")
	b.refusedOn(day, with(func(c *CarrySurplusForward) {
		c.Parts = append(c.Parts, CarriedPart{Source: "minimum", Amount: MustMoney("340.01"), RiskPool: true})
	}), ErrNotEnough, "£840.01 is more than the £840.00")
	b.refusedOn(day, with(func(c *CarrySurplusForward) { c.Purpose = Private{} }), ErrInvalid, "the purpose")
	b.refusedOn(day, with(func(c *CarrySurplusForward) { c.UseBy = MustDate("2016-03-31") }), ErrInvalid, "from 1 April 2016")
	b.refusedOn(day, with(func(c *CarrySurplusForward) { c.Parts[0].Shares = []Share{{"dfg", 1}} }), ErrRingFence,
		"source minimum is revenue and source dfg is capital")
	b.refusedOn(day, with(func(c *CarrySurplusForward) { c.Parts[0].Shares = []Share{{"local", 1}, {"local", 2}} }), ErrInvalid,
		"two shares")
	b.refusedOn(day, with(func(c *CarrySurplusForward) { c.Parts[0].Shares = []Share{{"local", 0}} }), ErrInvalid, "the weight")
	b.refusedOn(day, with(func(c *CarrySurplusForward) { c.Parts[0].Deficit = true }), ErrWrongState, "nobody decided")
	e := b.mustOn(day, with(func(c *CarrySurplusForward) {
		c.Parts[0].Amount = MustMoney("500.01")
		c.Parts[0].Shares = []Share{{"minimum", 937}, {"local", 283}}
		c.Parts = append(c.Parts, CarriedPart{Source: "minimum", Amount: MustMoney("39.99"), RiskPool: true})
	}))
	if e.Effective != MustDate("2016-04-01") || e.Period != MustPeriod("2016-17/01") {
		t.Errorf("carried on %s in %s", e.Effective, e.Period)
	}
	b.posts(e,
		"3000::ccg:minimum::revenue 384.02", "3100::ccg:minimum::revenue -384.02",
		"9015:2016-17:ccg:minimum::revenue 384.02", "9100:2016-17:ccg:minimum::revenue -384.02",
		"3000::ccg:minimum::revenue 115.99", "3100::council:local::revenue -115.99",
		"9015:2016-17:council:local::revenue 115.99", "9100:2016-17:council:local::revenue -115.99",
		"3000::ccg:minimum::revenue 39.99", "3200::ccg:minimum::revenue -39.99",
		"9015:2016-17:ccg:minimum::revenue 39.99", "9100:2016-17:ccg:minimum::revenue -39.99")
	b.refusedOn(day, ReopenYear{Year: 2015, Reason: Text("x")}, ErrWrongState, "1 decisions about what 2015-16 left stand")
	b.mustOn("2016-04-30", SetSchemeBudget{Scheme: "a", Source: "local", Direction: Increase, Amount: MustMoney("115.99")})
}

// Row 18b, and the year closed, decided about, reopened once that is taken back, and closed again.
func TestReturnAndReopen(t *testing.T) {
	t.Parallel()
	b := yearsEnd(t)
	closing := b.close()
	day := "2016-05-05"
	back := ReturnSurplus{Year: 2015, Source: "minimum", Amount: MustMoney("840.01"), Reason: Text("x")}
	b.refusedOn(day, back, ErrNotEnough, "£840.01 is more than the £840.00 left in source minimum")
	back.Amount = MustMoney("840.00")
	b.refusedOn("2016-03-31", back, ErrInvalid, "date it from 1 April 2016")
	returned := b.mustOn(day, back)
	b.posts(returned, "3000::ccg:minimum::revenue 840.00", "2300::ccg:minimum::revenue -840.00")
	pay := PaySurplus{Source: "minimum", Amount: MustMoney("840.01"), Payment: Text("p")}
	b.refusedOn(day, pay, ErrNotEnough, "£840.01 is more than the £840.00 due to ccg from source minimum")
	pay.Amount = MustMoney("0.01")
	paid := b.mustOn(day, pay)
	b.posts(paid, "2300::ccg:minimum::revenue 0.01", "1000::ccg:minimum::revenue:by=surplus -0.01")
	b.refusedOn(day, reverse(returned), ErrNotEnough, "due to ccg")
	b.refusedOn(day, ReopenYear{Year: 2015, Reason: Text("x")}, ErrWrongState, "reverse them first")
	b.mustOn(day, reverse(paid))
	b.mustOn(day, reverse(returned))
	b.refusedOn(day, ReopenYear{Year: 2015}, ErrInvalid, "the reason")
	reopened := b.mustOn(day, ReopenYear{Year: 2015, Reason: Text("a late invoice")})
	if reopened.Reverses != closing.Seq || reopened.Period != closing.Period || reopened.Effective != closing.Effective {
		t.Errorf("reopened by an entry of %s in %s that reverses %d", reopened.Effective, reopened.Period, reopened.Reverses)
	}
	if !sameLines(reopened.Postings, mirror(closing.Postings)) {
		t.Errorf("the year is reopened by %v", reopened.Postings)
	}
	b.refusedOn(day, ReopenYear{Year: 2015, Reason: Text("x")}, ErrWrongState, "2015-16 is not closed")
	b.refusedOn(day, back, ErrWrongState, "2015-16 is not closed")
	b.mustOn("2016-03-31", certify("i-2", "m-1", "2", "10.00"))
	again := b.close()
	if left := b.balance("3000::ccg:minimum::revenue"); left != MustMoney("830.00").Neg() || again.Seq <= closing.Seq {
		t.Errorf("closed again, the pool balance is %s", left)
	}
	b.refusedOn(day, reverse(closing), ErrAlreadyReversed, "")
}

// A deficit refuses the close until it is decided to carry it; the next year's resources then bear it.
func TestDeficit(t *testing.T) {
	t.Parallel()
	b := ready(t)
	order := RaiseCommitment{
		ID: "m-9", Scheme: "a", Source: "dfg", Provider: "provider", Form: Contract, Amount: MustMoney("10.00"),
	}
	b.mustOn("2016-03-30", order)
	b.mustOn("2016-03-30", certify("i-9", "m-9", "9", "10.00")) // spent of a grant that is not yet income
	for n := 1; n <= 13; n++ {
		b.must(ClosePeriod{Period: NewPeriod(2015, n), Close: SoftClosed})
	}
	day := "2016-05-05"
	b.refusedOn(day, CloseYear{Year: 2015}, ErrYearNotReady, "source dfg has a deficit of £10.00")
	decide := DecideDeficit{Year: 2015, Source: "minimum", How: DeficitCarried, Reason: Text("x")}
	b.refusedOn(day, decide, ErrWrongState, "source minimum has no deficit in 2015-16")
	decide.Source, decide.How = "dfg", "ignored"
	b.refusedOn(day, decide, ErrInvalid, "carried-forward")
	decide.How = DeficitCarried
	b.mustOn(day, decide)
	b.close()
	b.refusedOn(day, decide, ErrWrongState, "has been closed")
	carry := CarrySurplusForward{
		Year: 2015, Parts: []CarriedPart{{Source: "dfg", Amount: MustMoney("10.00"), Deficit: true}},
		Purpose: Text("x"), UseBy: MustDate("2016-04-30"),
	}
	b.refusedOn(day, carry, ErrNotEnough, "£10.00 is more than the £0.00 of source dfg that is not yet allocated in 2016-17")
	b.mustOn(day, BringGrantForward{Contribution: "g-1", ID: "g-2", Amount: MustMoney("800.00")})
	over := carry
	over.Parts = []CarriedPart{{Source: "dfg", Amount: MustMoney("10.01"), Deficit: true}}
	b.refusedOn(day, over, ErrNotEnough, "£10.01 is more than the £10.00 of deficit left in source dfg")
	b.posts(b.mustOn(day, carry),
		"3000::council:dfg::capital -10.00", "3100::council:dfg::capital 10.00",
		"9015:2016-17:council:dfg::capital -10.00", "9100:2016-17:council:dfg::capital 10.00")
}

// A late item stands in an open period and says to which closed one it belongs.
func TestLateItems(t *testing.T) {
	t.Parallel()
	b := yearsEnd(t)
	b.close()
	late := func(p string) Instruction {
		return Instruction{On: MustDate("2016-05-05"), For: MustPeriod(p)}
	}
	pay := PayInvoice{Invoice: "i-1", Payment: Text("p")}
	for p, want := range map[string]string{
		"2016-17/01": "period 2016-17/01 is still open", "2016-17/02": "before that of its entry",
	} {
		if _, err := b.try(cora, late(p), pay); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("a late item for %s: %v", p, err)
		}
	}
	e, err := b.try(cora, late("2015-16/13"), pay)
	if err != nil || e.For != MustPeriod("2015-16/13") {
		t.Errorf("a late item: %+v %v", e.For, err)
	}
	if _, err := b.try(ada, late("2015-16/13"), SetProposalTerms{Days: 3}); !errors.Is(err, ErrInvalid) {
		t.Errorf("a late item that posts nothing: %v", err)
	}
	if _, err := b.try(ada, Instruction{On: MustDate("2016-03-31"), Period: NewPeriod(2015, 14)}, vire("1.00")); !errors.Is(err, ErrPeriodForm) {
		t.Errorf("an act in period 14: %v", err)
	}
}
