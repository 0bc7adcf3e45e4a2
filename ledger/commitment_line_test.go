package ledger

import "testing"

// ordered is a book where commitment m-1 promises £300.00 from scheme a and £100.00 from scheme b of source minimum,
// and £50.00 from scheme a of source local.
func ordered(t testing.TB) *book {
	t.Helper()
	b := budgeted(t)
	b.must(agree("c-2", "local", "500.00"))
	b.must(SetSchemeBudget{Scheme: "b", Source: "minimum", Direction: Increase, Amount: MustMoney("200.00")})
	b.must(SetSchemeBudget{Scheme: "a", Source: "local", Direction: Increase, Amount: MustMoney("200.00")})
	b.must(orderOf("m-1"))
	return b
}

func orderOf(id CommitmentID) RaiseCommitment {
	return RaiseCommitment{
		ID: id, Provider: "provider", Form: Contract, Type: BlockContract,
		Lines: []PromisedLine{
			{"a", "minimum", MustMoney("300.00")},
			{"b", "minimum", MustMoney("100.00")},
			{"a", "local", MustMoney("50.00")},
		},
	}
}

// on is a charge to one line of commitment m-1.
func on(scheme SchemeID, source SourceID, net string) ChargeLine {
	l := charge("m-1", net, "0.00", "")
	l.Scheme, l.Source = scheme, source
	return l
}

const (
	availableA = "9200:2015-16:ccg:minimum:a:revenue:by=commitment"
	committedA = "9300:2015-16:ccg:minimum:a:revenue:commitment=m-1"
	availableB = "9200:2015-16:ccg:minimum:b:revenue:by=commitment"
	committedB = "9300:2015-16:ccg:minimum:b:revenue:commitment=m-1"
	availableL = "9200:2015-16:council:local:a:revenue:by=commitment"
	committedL = "9300:2015-16:council:local:a:revenue:commitment=m-1"
)

func TestCommitmentRowsOfSeveralLines(t *testing.T) {
	t.Parallel()
	b := ordered(t)
	entries := b.entries["test"]
	b.posts(entries[len(entries)-1], // row 7
		availableA+" 300.00", committedA+" -300.00", availableB+" 100.00", committedB+" -100.00",
		availableL+" 50.00", committedL+" -50.00")
	vary := VaryCommitment{
		Commitment: "m-1", Direction: Increase, Amount: MustMoney("20.00"), Reason: Text("more"), Scheme: "b", Source: "minimum",
	}
	b.posts(b.must(vary), availableB+" 20.00", committedB+" -20.00") // row 8
	b.must(receive("i-1", on("a", "minimum", "300.00"), on("b", "minimum", "100.00"), on("a", "local", "0.01")))
	b.posts(b.must(CertifyReceivedInvoice{Invoice: "i-1"}), // row 9, two lines of one source and one of another
		"5100:2015-16:ccg:minimum:a:revenue 300.00", "2100::ccg:minimum::revenue:provider=provider -300.00",
		committedA+" 300.00", "9400:2015-16:ccg:minimum:a:revenue -300.00",
		"5100:2015-16:ccg:minimum:b:revenue 100.00", "2100::ccg:minimum::revenue:provider=provider -100.00",
		committedB+" 100.00", "9400:2015-16:ccg:minimum:b:revenue -100.00",
		"5100:2015-16:council:local:a:revenue 0.01", "2100::council:local::revenue:provider=provider -0.01",
		committedL+" 0.01", "9400:2015-16:council:local:a:revenue -0.01")
	note := credit("n-1", "i-1", charge("m-1", "1.00", "0.00", ""))
	b.refused(note, ErrInvalid, "charges 3 lines of commitment m-1: name the scheme and the source")
	note.Lines[0] = on("b", "minimum", "30.00")
	b.posts(b.must(note), // row 10c
		"2100::ccg:minimum::revenue:provider=provider 30.00", "5100:2015-16:ccg:minimum:b:revenue -30.00",
		"9400:2015-16:ccg:minimum:b:revenue 30.00", committedB+" -30.00")
	released := b.must(ReleaseCommitment{Commitment: "m-1"})
	b.posts(released, // row 11: nothing is left of the first line
		availableB+" -50.00", committedB+" 50.00", availableL+" -49.99", committedL+" 49.99")
	b.refused(ReleaseCommitment{Commitment: "m-1"}, ErrWrongState, "has been released")
	b.must(reverse(released))
	b.must(ReleaseCommitment{Commitment: "m-1"})
}

func TestALineIsNamed(t *testing.T) {
	t.Parallel()
	b := ordered(t)
	b.must(raise("m-2", "10.00"))
	vary := VaryCommitment{Commitment: "m-1", Direction: Decrease, Amount: MustMoney("1.00"), Reason: Text("x")}
	invoice := certify("i-1", "m-1", "INV 1", "1.00")
	paid := PrepayProvider{Commitment: "m-1", Amount: MustMoney("1.00"), Payment: Text("p")}
	accrued := accrue("a-1", "m-1", "1.00")
	received := receive("r-1", charge("m-1", "1.00", "0.00", ""))
	for _, act := range []Act{vary, invoice, paid, receivePrepaid("1.00"), received} {
		b.refused(act, ErrInvalid, "commitment m-1 has 3 lines: name the scheme and the source")
	}
	b.refusedOn("2015-06-30", accrued, ErrInvalid, "has 3 lines")
	vary.Scheme, vary.Source = "b", "local"
	b.refused(vary, ErrInvalid, "commitment m-1 has no line of scheme b and source local")
	vary.Source = "minimum"
	b.posts(b.must(vary), availableB+" -1.00", committedB+" 1.00")
	invoice.Scheme, invoice.Source = "a", "local"
	b.must(invoice)
	paid.Scheme, paid.Source = "a", "minimum"
	b.must(paid)
	b.refused(ReceivePrepaid{Commitment: "m-1", Amount: MustMoney("1.01"), Evidence: Text("e"), Scheme: "a", Source: "minimum"},
		ErrNotEnough, "£1.01 is more than the £1.00 paid ahead on commitment m-1, scheme a")
	b.must(ReceivePrepaid{Commitment: "m-1", Amount: MustMoney("1.00"), Evidence: Text("e"), Scheme: "a", Source: "minimum"})
	accrued.Scheme, accrued.Source = "a", "minimum"
	b.at = MustDate("2015-07-02").Time()
	b.mustOn("2015-06-30", accrued)
	b.mustOn("2015-07-01", ReverseAccrual{Accrual: "a-1"})
	one := VaryCommitment{
		Commitment: "m-2", Direction: Decrease, Amount: MustMoney("1.00"), Reason: Text("x"), Scheme: "a", Source: "minimum",
	}
	b.must(one) // its only line may be named
	one.Scheme = "b"
	b.refused(one, ErrInvalid, "commitment m-2 has no line of scheme b")
	for _, l := range []ChargeLine{on("a", "minimum", "299.01"), on("b", "minimum", "99.01"), on("a", "local", "49.01")} {
		id := InvoiceID("r-" + string(l.Scheme) + string(l.Source))
		b.must(receive(id, l))
		b.refused(CertifyReceivedInvoice{Invoice: id}, ErrNotEnough, "£0.01 more than the")
	}
	b.refused(receive("r-9", on("a", "local", "1.00"), on("a", "local", "1.00")), ErrInvalid, "in one line")
}

func TestRaiseRefusals(t *testing.T) {
	t.Parallel()
	b := ordered(t)
	try := func(change func(*RaiseCommitment), want error, sentence string) {
		t.Helper()
		a := orderOf("m-2")
		change(&a)
		b.refused(a, want, sentence)
	}
	try(func(a *RaiseCommitment) { a.Lines[1].Amount = MustMoney("100.01") }, ErrNotEnough,
		"£100.01 is more than the £100.00 available in scheme b")
	try(func(a *RaiseCommitment) { a.Amount = MustMoney("1.00") }, ErrInvalid, "either scheme, source and amount, or lines")
	try(func(a *RaiseCommitment) { a.Lines[1].Scheme = "a" }, ErrInvalid, "stands in two lines")
	try(func(a *RaiseCommitment) { a.Lines[2].Amount = Money{} }, ErrAmountNotPositive, "")
	try(func(a *RaiseCommitment) { a.Lines[2].Source = "grant" }, ErrNotEnough, "£50.00 is more than the £0.00")
	try(func(a *RaiseCommitment) { a.Type = "spot" }, ErrInvalid, `no kind of commitment "spot"`)
	try(func(a *RaiseCommitment) { a.Type = CallOff }, ErrInvalid, "framework's reference must not be empty")
	try(func(a *RaiseCommitment) { a.Framework = Text("RM 1") }, ErrInvalid, "named by a call-off alone")
	try(func(a *RaiseCommitment) { a.Type, a.Lines[2].Source = CarePackage, "dfg" }, ErrRingFence, "a package of care is revenue spend")
	b.must(AddScheme{ID: "r", Name: "Revenue", CodeListYear: 2015, Lines: []SchemeLine{line("minimum")}})
	try(func(a *RaiseCommitment) { a.Lines[0] = PromisedLine{"r", "dfg", MustMoney("1.00")} }, ErrRingFence,
		"source dfg is capital money, and scheme r has lines of revenue alone")
	try(func(a *RaiseCommitment) { a.Lines[0].Scheme = "r"; a.Lines[0].Source = "local" }, ErrUnknownAccount, "no line paid from source local")
	b.mustOn("2015-06-01", ClosePeriod{Period: MustPeriod("2015-16/01"), Close: SoftClosed})
	b.must(ClosePeriod{Period: MustPeriod("2015-16/01"), Close: HardClosed})
	b.refusedOn("2015-04-30", raise("m-2", "1.00"), ErrPeriodClosed, "closed for good")
	b.must(RaiseCommitment{
		ID: "m-2", Provider: "provider", Form: Contract, Type: CarePackage,
		Lines: []PromisedLine{{"a", "minimum", MustMoney("300.00")}},
	})
	if c, _ := b.fund.Commitment("m-2"); c.Scheme != "a" || c.Lines != nil || c.Amount != MustMoney("300.00") {
		t.Errorf("one line is kept as %+v", c)
	}
}

func TestVersions(t *testing.T) {
	t.Parallel()
	b := ordered(t)
	is := func(version int, whole, ofB string) {
		t.Helper()
		c, err := b.fund.Commitment("m-1")
		if at := (BudgetLine{"b", "minimum"}); err != nil || c.Version != version || c.Amount != MustMoney(whole) ||
			c.promisedFrom(at) != MustMoney(ofB) {
			t.Errorf("version %d of %s, %s of it from b; want %d of %s and %s", c.Version, c.Amount, c.promisedFrom(at), version,
				whole, ofB)
		}
	}
	is(1, "450.00", "100.00")
	vary := VaryCommitment{Commitment: "m-1", Direction: Decrease, Amount: MustMoney("40.00"), Scheme: "b", Source: "minimum"}
	b.refused(vary, ErrInvalid, "the reason must not be empty")
	vary.Reason = Text("fewer beds")
	e := b.must(vary)
	is(2, "410.00", "60.00")
	b.must(reverse(e))
	is(3, "450.00", "100.00")
	b.must(receive("i-1", on("b", "minimum", "70.00")))
	b.must(CertifyReceivedInvoice{Invoice: "i-1"})
	vary.Amount = MustMoney("30.01")
	b.refused(vary, ErrNotEnough, "£30.01 is more than the £30.00 left on commitment m-1, scheme b, source minimum: "+
		"£70.00 of the £100.00 promised has been invoiced, accrued or received")
	vary.Amount = MustMoney("30.00")
	b.must(vary)
	is(4, "420.00", "70.00")
	raised := b.must(orderOf2("m-2"))
	b.must(reverse(raised))
	if c, _ := b.fund.Commitment("m-2"); c.Version != 2 || !c.Amount.IsZero() || c.Profile != nil {
		t.Errorf("raised in error: %+v", c)
	}
}

// orderOf2 is an order of £12.00 with a profile.
func orderOf2(id CommitmentID) RaiseCommitment {
	a := raise(id, "12.00")
	a.Profile = []ProfilePart{{MustPeriod("2015-16/04"), MustMoney("5.00")}, {MustPeriod("2015-16/12"), MustMoney("7.00")}}
	return a
}

func TestProfiles(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	for name, tt := range map[string]struct {
		change func(*RaiseCommitment)
		want   string
	}{
		"a penny less": {func(a *RaiseCommitment) { a.Profile[1].Amount = MustMoney("6.99") }, "comes to £11.99"},
		"a penny more": {func(a *RaiseCommitment) { a.Profile[1].Amount = MustMoney("7.01") }, "comes to £12.01"},
		"twice":        {func(a *RaiseCommitment) { a.Profile[1].Period = a.Profile[0].Period }, "each once"},
		"backwards":    {func(a *RaiseCommitment) { a.Profile[1].Period = MustPeriod("2015-16/03") }, "in order"},
		"next year":    {func(a *RaiseCommitment) { a.Profile[1].Period = MustPeriod("2016-17/01") }, "twelve months of 2015-16"},
		"period 13":    {func(a *RaiseCommitment) { a.Profile[1].Period = MustPeriod("2015-16/13") }, "twelve months of 2015-16"},
	} {
		a := orderOf2("m-1")
		tt.change(&a)
		b.refused(a, ErrInvalid, tt.want)
		_ = name
	}
	b.must(orderOf2("m-1"))
	vary := VaryCommitment{Commitment: "m-1", Direction: Increase, Amount: MustMoney("1.00"), Reason: Text("more")}
	b.refused(vary, ErrInvalid, "has a profile: say the one that it has from now on, of £13.00")
	vary.Profile = orderOf2("m-1").Profile
	b.refused(vary, ErrInvalid, "the profile comes to £12.00 and the commitment promises £13.00")
	vary.Profile[1].Amount = MustMoney("8.00")
	e := b.must(vary)
	b.refused(reverse(e), ErrWrongState, "vary it back")
	entries := b.entries["test"]
	b.refused(reverse(entries[len(entries)-2]), ErrWrongState, "release it instead")
	if c, _ := b.fund.Commitment("m-1"); c.Version != 2 || len(c.Profile) != 2 || c.Profile[1].Amount != MustMoney("8.00") {
		t.Errorf("the new version is %+v", c)
	}
	b.must(raise("m-2", "2.00"))
	vary = VaryCommitment{
		Commitment: "m-2", Direction: Decrease, Amount: MustMoney("1.00"), Reason: Text("x"),
		Profile: []ProfilePart{{MustPeriod("2015-16/05"), MustMoney("1.00")}},
	}
	b.must(vary) // which has a profile from now on
}

// A commitment of before versions were counted is varied as ever; its amount is not known, so nothing is said of it.
func TestOldCommitmentsAreVaried(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	b.must(raise("m-1", "100.00"))
	c, _ := b.fund.Commitment("m-1")
	c.Version, c.Amount = 0, Money{}
	b.fund.Hold(c.Ref(), c)
	b.must(certify("i-1", "m-1", "INV 1", "40.00"))
	vary := VaryCommitment{Commitment: "m-1", Direction: Decrease, Amount: MustMoney("60.01"), Reason: Text("x")}
	b.refused(vary, ErrNotEnough, "£60.01 is more than the £60.00 left on commitment m-1")
	vary.Profile = []ProfilePart{{MustPeriod("2015-16/05"), MustMoney("1.00")}}
	vary.Amount = MustMoney("60.00")
	b.refused(vary, ErrInvalid, "before its amount was kept")
	vary.Profile = nil
	b.must(vary)
	if c, _ := b.fund.Commitment("m-1"); c.Version != 2 || !c.Amount.IsZero() {
		t.Errorf("varied to %+v", c)
	}
}

// What is promised alone from several schemes counts against the allowance of each, by the whole amount.
func TestSeveralLinesCountAgainstEachAllowance(t *testing.T) {
	t.Parallel()
	b := ordered(t)
	const window = ".2015-16-q1"
	q := b.ask("ada", "2015-06-01", orderOf("m-2"))
	if q.Matter.Allowance != "promise.provider.a"+window || len(q.Matter.Beside) != 1 ||
		q.Matter.Beside[0] != "promise.provider.b"+window || !q.Matter.Used.IsZero() || q.Matter.Amount != MustMoney("450.00") {
		t.Errorf("asked %+v", q.Matter)
	}
	by := ada
	by.Allowance = Allowance{q.Matter.Allowance, q.Matter.Beside, MustMoney("500.00"), MustMoney("3.00")}
	small := orderOf("m-2")
	small.Lines = []PromisedLine{{"a", "minimum", MustMoney("1.00")}, {"b", "minimum", MustMoney("2.00")}}
	if _, err := b.try(by, Instruction{On: MustDate("2015-06-01")}, small); err != nil {
		t.Fatal(err)
	}
	for _, scheme := range []string{"a", "b"} {
		if used := b.balance("9520:2015-16:::::allowance=promise.provider." + scheme + window); used.Neg() != MustMoney("3.00") {
			t.Errorf("used for scheme %s: %s", scheme, used.Neg())
		}
	}
	one := raise("m-3", "1.00")
	one.Scheme = "b"
	if q := b.ask("ada", "2015-06-01", one); q.Matter.Used != MustMoney("3.00") || q.Matter.Beside != nil {
		t.Errorf("afterwards, for scheme b: %+v", q.Matter)
	}
}
