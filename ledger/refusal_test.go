package ledger

import (
	"errors"
	"strings"
	"testing"
)

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
	b.refused(change(func(d *DraftAgreement) { d.Partners[2].Through = "provider" }), ErrNotPartner, "comes in through")
	b.refused(change(func(d *DraftAgreement) { d.Partners[0].Through = "council" }), ErrInvalid, "only a funder's")
	b.refused(change(func(d *DraftAgreement) { d.Partners[1].Body = "ccg" }), ErrInvalid, "stands twice")
	b.refused(change(func(d *DraftAgreement) { d.Hosts = []BodyID{"provider"} }), ErrNotPartner, "provider cannot host")
	b.refused(change(func(d *DraftAgreement) { d.Funds = []FundID{"another"} }), ErrInvalid, "must cover the fund test")
	b.refused(change(func(d *DraftAgreement) { d.To = MustDate("2015-03-31") }), ErrInvalid, "to a later one")
	signed := BringIntoForce{Version: 1, Signed: MustDate("2015-05-01"), Reference: Text("deed"), SHA256: DigestOf(nil)}
	b.refused(signed, ErrWrongState, "in force already")
	b.must(draft)
	signed.Version, signed.Reference = 2, Private{}
	b.refused(signed, ErrInvalid, "reference")
	signed.Reference, signed.SHA256 = Text("deed"), Digest{}
	b.refused(signed, ErrInvalid, "SHA-256")
	signed.SHA256, signed.Signed = DigestOf(nil), MustDate("2015-06-02")
	b.refused(signed, ErrInvalid, "cannot be after 1 June 2015")
	b.refused(OverrideUnsigned{Version: 2, ApprovedBy: "provider", Reason: Text("late"), Until: MustDate("2015-12-31")},
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
	b.must(OverrideUnsigned{Version: 2, ApprovedBy: "council", Reason: Text("signing is late"), Until: MustDate("2015-09-30")})
	c.Agreement = 2
	b.refusedOn("2015-10-01", c, ErrOutsideTerm, "1 October 2015 is outside the term")
	b.mustOn("2015-09-30", c)
	b.must(BringIntoForce{Version: 2, Signed: MustDate("2015-06-01"), Reference: Text("deed 2"), SHA256: DigestOf(nil)})
	again := agree("c-2", "minimum", "1.00")
	b.refused(again, ErrNotInForce, "version 1 is neither") // the second begins on the same day
	again.Agreement = 2
	b.mustOn("2016-03-31", again)
	b.refusedOn("2016-04-01", VireBudget{From: BudgetLine{"a", "minimum"}, To: BudgetLine{"b", "minimum"},
		Amount: MustMoney("1.00")}, ErrOutsideTerm, "1 April 2016 is outside the term of every agreement version")
}

func TestSourceRefusals(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	src := AddSource{ID: "s-1", Name: "S", Partner: "ccg", Nature: Revenue, Fence: NHSMinimum, CodeListYear: 2015,
		Power: Section75}
	for _, tt := range []struct {
		name     string
		change   func(*AddSource)
		want     error
		sentence string
	}{
		{"taken", func(a *AddSource) { a.ID = "minimum" }, ErrExists, "already"},
		{"a participant", func(a *AddSource) { a.Partner, a.Fence = "provider", OtherFence }, ErrNotPartner, "provider is neither"},
		{"a stranger", func(a *AddSource) { a.Partner = "trust" }, ErrNotPartner, "trust is neither"},
		{"unknown body", func(a *AddSource) { a.Partner = "nobody" }, ErrNotFound, "nobody"},
		{"not in the year's list", func(a *AddSource) { a.Fence = ImprovedFund }, ErrInvalid, "not in the list of 2015-16"},
		{"capital as revenue", func(a *AddSource) { a.Fence = DisabledFacility }, ErrRingFence, "dfg is capital money"},
		{"NHS money of a council", func(a *AddSource) { a.Partner = "council" }, ErrRingFence, "money of an NHS body"},
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
	b.must(IndicateContribution{ID: "c-1", Source: "minimum", Year: 2015, Function: "social-care", Plan: oneInstalment("9.00")})
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
	c.Plan = Plan{Amount: MustMoney("100.00"), Dates: []Date{MustDate("2015-04-01"), MustDate("2015-07-01"), MustDate("2015-10-01")}}
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
	receive := ReceiveContribution{Contribution: "c-1", Amount: MustMoney("33.35"), Power: Section75, Receipt: Text("r")}
	b.refused(receive, ErrNotEnough, "£33.35 is more than the £33.34 due from ccg for source minimum")
	receive.Amount = MustMoney("33.34")
	receive.Power = ""
	b.refused(receive, ErrInvalid, "legal power")
	receive.Power, receive.Receipt = Section256, Private{}
	b.refused(receive, ErrInvalid, "receipt's reference")
	receive.Receipt = Text("r")
	b.must(receive)
	b.refusedOn("2016-04-01", CallContribution{Contribution: "c-1", Instalment: 2}, ErrWrongState, "belongs to 2015-16")
}

func TestMatchFunding(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	b.must(agree("c-1", "minimum", "100.00"))
	second := agree("c-2", "grant", "100.00")
	second.MatchOf = "c-1"
	b.must(second)
	b.refused(CallContribution{Contribution: "c-2", Instalment: 1}, ErrNotEnough, "of which £0.00 has been received")
	b.must(CallContribution{Contribution: "c-1", Instalment: 1})
	b.refused(CallContribution{Contribution: "c-2", Instalment: 1}, ErrNotEnough, "£100.00 ahead of it")
	b.must(ReceiveContribution{Contribution: "c-1", Amount: MustMoney("60.00"), Power: Section75, Receipt: Text("r")})
	b.refused(CallContribution{Contribution: "c-2", Instalment: 1, Amount: MustMoney("60.01")}, ErrNotEnough, "£0.01 ahead")
	b.must(CallContribution{Contribution: "c-2", Instalment: 1, Amount: MustMoney("60.00")})
	b.refused(CallContribution{Contribution: "c-2", Instalment: 2, Amount: MustMoney("0.01")}, ErrNotEnough, "£0.01 ahead")
}

func TestClassesOfContribution(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	notional := agree("c-1", "minimum", "10.00")
	notional.Notional = true
	b.must(notional)
	b.refused(CallContribution{Contribution: "c-1", Instalment: 1}, ErrWrongState, "record its direct spend")
	b.must(agree("c-2", "local", "10.00"))
	b.refused(RecordDirectSpend{Contribution: "c-2", Scheme: "a", Amount: MustMoney("1.00")}, ErrWrongState, "paid in cash")
	b.refused(ReceiveGrant{Contribution: "c-2", Amount: MustMoney("1.00"), Power: Section31, Receipt: Text("r")},
		ErrWrongState, "received in advance")
	b.refused(EarnPerformance{Contribution: "c-2", Amount: MustMoney("1.00"), Measured: MustPeriod("2015-16/01")},
		ErrWrongState, "performance money")
	both := agree("c-3", "local", "10.00")
	both.Notional, both.HostOwn = true, true
	b.refused(both, ErrInvalid, "paid in one way")
	b.must(SetSchemeBudget{Scheme: "a", Source: "minimum", Direction: Increase, Amount: MustMoney("5.00")})
	b.refused(RecordDirectSpend{Contribution: "c-1", Scheme: "a", Amount: MustMoney("5.01")}, ErrNotEnough,
		"£5.01 is more than the £5.00 available in scheme a")
	b.must(RecordDirectSpend{Contribution: "c-1", Scheme: "a", Amount: MustMoney("5.00")})
}

func TestBudgetRefusals(t *testing.T) {
	t.Parallel()
	b := budgeted(t) // £1,000.00 agreed, £600.00 in scheme a
	set := SetSchemeBudget{Scheme: "b", Source: "minimum", Direction: Increase, Amount: MustMoney("400.01")}
	b.refused(set, ErrNotEnough, "£400.01 is more than the £400.00 of source minimum that is not yet allocated in 2015-16")
	set.Direction = "up"
	b.refused(set, ErrInvalid, "increase or decrease")
	vire := VireBudget{From: BudgetLine{"a", "minimum"}, To: BudgetLine{"b", "minimum"}, Amount: MustMoney("600.01")}
	b.refused(vire, ErrNotEnough, "£600.01 is more than the £600.00 available in scheme a from source minimum in 2015-16")
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

func raise(id CommitmentID, amount string) RaiseCommitment {
	return RaiseCommitment{ID: id, Scheme: "a", Source: "minimum", Provider: "provider", Form: Contract,
		Amount: MustMoney(amount)}
}

func certify(id InvoiceID, commitment CommitmentID, number, gross string) CertifyInvoice {
	return CertifyInvoice{ID: id, Commitment: commitment, Number: Text(number), Gross: MustMoney(gross),
		Received: MustDate("2015-05-20")}
}

func TestSpendRefusals(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	b.refused(raise("m-1", "600.01"), ErrNotEnough, "£600.01 is more than the £600.00 available")
	unknown := raise("m-1", "1.00")
	unknown.Provider = "nobody"
	b.refused(unknown, ErrNotFound, "nobody")
	b.must(raise("m-1", "100.00"))
	b.refused(raise("m-1", "1.00"), ErrExists, "already")
	b.refused(VaryCommitment{Commitment: "m-1", Direction: Decrease, Amount: MustMoney("100.01")}, ErrNotEnough,
		"£100.01 is more than the £100.00 left on commitment m-1")
	b.refused(certify("i-1", "m-1", "INV 1", "100.01"), ErrNotEnough,
		"the invoice of £100.01 is £0.01 more than the £100.00 left on commitment m-1")
	b.refused(certify("i-1", "m-1", " - ", "1.00"), ErrInvalid, "invoice number")
	early := certify("i-1", "m-1", "INV 1", "1.00")
	early.Received = MustDate("2015-06-02")
	b.refused(early, ErrInvalid, "cannot be after")
	b.must(certify("i-1", "m-1", "INV 1", "40.00"))
	b.refused(certify("i-2", "m-1", "inv-1", "40.00"), ErrExists, "it is invoice i-1")
	b.refused(certify("i-1", "m-1", "INV 2", "40.00"), ErrExists, "already")
	b.refused(PayInvoice{Invoice: "i-1"}, ErrInvalid, "payment's reference")
	b.refused(PayInvoice{Invoice: "i-9", Payment: Text("p")}, ErrNotFound, "i-9")
	b.must(PayInvoice{Invoice: "i-1", Payment: Text("p")})
	b.refused(PayInvoice{Invoice: "i-1", Payment: Text("p")}, ErrWrongState, "invoice i-1 is paid")
	b.must(certify("i-2", "m-1", "INV 2", "60.00"))
	b.refused(certify("i-3", "m-1", "INV 3", "0.01"), ErrNotEnough, "£0.01 more than the £0.00 left")
}

func TestPeriodsClose(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	vire := VireBudget{From: BudgetLine{"a", "minimum"}, To: BudgetLine{"b", "minimum"}, Amount: MustMoney("1.00")}
	closing := func(p string, c Close) ClosePeriod { return ClosePeriod{Period: MustPeriod(p), Close: c} }
	b.refused(closing("2015-16/02", SoftClosed), ErrWrongState, "2015-16/01 is still open")
	b.refused(closing("2015-16/01", HardClosed), ErrWrongState, "softly first")
	b.must(closing("2015-16/01", SoftClosed))
	b.must(closing("2015-16/02", SoftClosed))
	b.refused(closing("2015-16/02", SoftClosed), ErrWrongState, "already")
	may := Instruction{On: MustDate("2015-05-31")}
	if _, err := b.try(dev, may, vire); !errors.Is(err, ErrPeriodClosed) || !strings.Contains(err.Error(), "finance officers") {
		t.Errorf("the pool manager posts into a softly closed period: %v", err)
	}
	for _, by := range []Authority{ada, cora} {
		if _, err := b.try(by, may, vire); err != nil {
			t.Errorf("%s may still post: %v", by.Actor, err)
		}
	}
	b.refused(ReopenPeriod{Period: MustPeriod("2015-16/01"), Reason: Text("late")}, ErrWrongState, "reopen the latest first")
	b.must(ReopenPeriod{Period: MustPeriod("2015-16/02"), Reason: Text("late")})
	b.must(closing("2015-16/02", SoftClosed))
	b.must(closing("2015-16/01", HardClosed))
	b.must(closing("2015-16/02", HardClosed))
	b.refusedOn("2015-05-31", vire, ErrPeriodClosed, "2015-16/02 is closed for good")
	b.refused(ReopenPeriod{Period: MustPeriod("2015-16/02"), Reason: Text("late")}, ErrPeriodClosed, "for good")
	b.mustOn("2015-06-01", vire)
	thirteen := Instruction{On: MustDate("2016-03-31"), Period: MustPeriod("2015-16/13")}
	if e, err := b.try(ada, thirteen, vire); err != nil || e.Period.Number() != 13 {
		t.Errorf("period 13: %v", err)
	}
	thirteen.On = MustDate("2016-03-30")
	if _, err := b.try(ada, thirteen, vire); !errors.Is(err, ErrInvalid) {
		t.Errorf("period 13 takes 31 March alone: %v", err)
	}
}

func TestRooms(t *testing.T) {
	t.Parallel()
	b := founded(t)
	b.refused(RegisterBody{ID: "x", Name: "X", Type: Council}, ErrWrongState, "does not belong in a fund's journal")
	b.refused(OpenFund{Name: "Again", Host: "council"}, ErrExists, "begun already")
	inService := func(act Act) error {
		_, err := b.on(b.service, ada, Instruction{On: MustDate("2015-06-01")}, act)
		return err
	}
	for _, tt := range []struct {
		act  Act
		want error
	}{
		{draft, ErrWrongState},
		{FoundService{Administrator: "ada", Post: "p", Body: Body{ID: "x", Name: "X", Type: Council}}, ErrExists},
		{RegisterBody{ID: "ccg", Name: "X", Type: CCG}, ErrExists},
		{RegisterBody{ID: "x", Name: "X", Type: "quango"}, ErrInvalid},
		{RegisterBody{ID: "x", Name: "X", Type: CCG, ODS: "08"}, ErrInvalid},
		{RegisterBody{ID: "x", Name: "X", Type: CCG, ODS: "08f"}, ErrInvalid},
		{RegisterBody{ID: "x", Name: "X", Type: Council, GSS: "E0900001"}, ErrInvalid},
		{RegisterBody{ID: "x", Name: "X\u202e", Type: Council}, ErrInvalid},
		{RecordSuccessor{Predecessor: "ccg", Successor: "ccg", Date: MustDate("2022-07-01")}, ErrInvalid},
	} {
		if err := inService(tt.act); !errors.Is(err, tt.want) {
			t.Errorf("%s %+v = %v, want %v", tt.act.Kind(), tt.act, err, tt.want)
		}
	}
	if err := inService(RecordSuccessor{Predecessor: "ccg", Successor: "trust", Date: MustDate("2015-06-01")}); err != nil {
		t.Fatal(err)
	}
	b.refused(AddSource{ID: "s", Name: "S", Partner: "ccg", Nature: Revenue, Fence: NHSMinimum, CodeListYear: 2015,
		Power: Section75}, ErrClosed, "ended on 31 May 2015")
	empty := newBook(t)
	empty.refused(draft, ErrNoFund, "")
	if _, err := empty.on(empty.service, ada, Instruction{}, RegisterBody{ID: "x", Name: "X", Type: Council}); !errors.Is(err, ErrNotFound) {
		t.Errorf("a service not founded: %v", err)
	}
}

func TestNothingStandsWithoutAuthority(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	vire := VireBudget{From: BudgetLine{"a", "minimum"}, To: BudgetLine{"b", "minimum"}, Amount: MustMoney("1.00")}
	incomplete := ada
	incomplete.Complete = false
	noRule := ada
	noRule.Rule = ""
	for _, by := range []Authority{{}, incomplete, noRule} {
		if _, err := b.try(by, Instruction{On: MustDate("2015-06-01")}, vire); !errors.Is(err, ErrNoAuthority) {
			t.Errorf("%+v: %v", by, err)
		}
	}
}

func TestPostRefusesWhatNoActMakes(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	src, err := b.fund.Source("minimum")
	if err != nil {
		t.Fatal(err)
	}
	one := MustMoney("1.00")
	agreed, free := src.account(ResourcesAgreed, 2015), src.account(Unallocated, 2015)
	for _, tt := range []struct {
		name  string
		lines []Posting
		want  error
	}{
		{"one line", []Posting{Debit(agreed, one)}, ErrOneLine},
		{"unbalanced", []Posting{Debit(agreed, one), Credit(free, MustMoney("0.99"))}, ErrUnbalanced},
		{"balanced across the books", []Posting{Debit(agreed, one), Credit(src.account(Accruals, 0), one)}, ErrUnbalanced},
		{"nil line", []Posting{Debit(agreed, Money{}), Credit(free, Money{})}, ErrAmountNotPositive},
		{"unknown account", []Posting{Debit(Account{Code: 1234}, one), Credit(free, one)}, ErrUnknownAccount},
		{"no year", []Posting{Debit(src.account(ResourcesAgreed, 0), one), Credit(free, one)}, ErrUnknownAccount},
		{"another year", []Posting{Debit(src.account(ResourcesAgreed, 2014), one), Credit(free, one)}, ErrInvalid},
		{"undocumented commitment", []Posting{
			Debit(src.schemeAccount(SchemeAvailable, 2015, "a").By(CommitMove), one),
			Credit(src.schemeAccount(SchemeCommitted, 2015, "a"), one)}, ErrUnknownAccount},
		{"consumed without spend", []Posting{
			Debit(src.schemeAccount(SchemeAvailable, 2015, "a").By(SpendMove), one),
			Credit(src.schemeAccount(SchemeConsumed, 2015, "a"), one)}, ErrInvariant},
		{"called without income", []Posting{Debit(src.account(ResourcesCalled, 2015), one), Credit(agreed, one)}, ErrInvariant},
		{"too many lines", make([]Posting, LinesMax+1), ErrTooManyLines},
	} {
		s := b.fund.Overlay()
		s.Period = MustPeriod("2015-16/03")
		if err := s.post(&Entry{Period: s.Period, Postings: tt.lines}); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}
