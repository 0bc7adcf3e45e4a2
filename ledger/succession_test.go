package ledger

import (
	"errors"
	"fmt"
	"slices"
	"testing"
)

// succeeding is a book whose CCG ends on 30 June 2015 and whose ICB has a source of its own and a part in the agreement
// from 1 July. Of £1,200.00 in quarters one has been called, and £90.00 received of it; £250.00 have been spent.
func succeeding(t testing.TB) *book {
	t.Helper()
	b := withSources(t)
	b.serve(RegisterBody{ID: "icb", Name: "An integrated care board", Type: ICB})
	c := recurring("c-1", "minimum", "1200.00")
	b.must(c)
	for _, scheme := range []SchemeID{"a", "b"} {
		b.must(SetSchemeBudget{Scheme: scheme, Source: "minimum", Direction: Increase, Amount: MustMoney("550.00")})
	}
	b.must(CallContribution{Contribution: "c-1", Instalment: 1})
	b.must(ReceiveContribution{Contribution: "c-1", Amount: MustMoney("90.00"), Power: Section75, Receipt: Text("r")})
	b.must(raise("m-1", "400.00"))
	b.must(raise("m-2", "30.00"))
	b.must(certify("i-1", "m-1", "INV 1", "250.00"))
	b.serve(RecordSuccessor{Predecessor: "ccg", Successor: "icb", Date: MustDate("2015-07-01")})
	b.must(DrawAgreement{Version: 1, From: MustDate("2015-07-01")})
	b.mustOn("2015-07-01", BringIntoForce{
		Version: 2, Signed: MustDate("2015-06-20"), Reference: Text("deed"), SHA256: DigestOf(nil),
	})
	b.mustOn("2015-07-01", AddSource{
		ID: "icb-minimum", Name: "NHS minimum", Partner: "icb", Nature: Revenue, Fence: NHSMinimum, CodeListYear: 2015,
		Power: Section75,
	})
	for _, scheme := range []SchemeID{"a", "b"} {
		b.mustOn("2015-07-01", AddSchemeLine{Scheme: scheme, Line: line("icb-minimum")})
	}
	return b
}

// taking is the succession of the one source, with its contribution.
func taking() TakeOver {
	return TakeOver{
		Predecessor: "ccg", Successor: "icb", Date: MustDate("2015-07-01"), Sources: []TakenSource{{
			Source: "minimum", By: "icb-minimum", Contributions: []TakenContribution{{"c-1", "c-1-icb"}},
		}},
	}
}

// callMore calls a further part, so that what was spent has been called.
func (b *book) callMore(amount string) {
	b.Helper()
	b.must(CallContribution{Contribution: "c-1", Instalment: 2, Amount: MustMoney(amount)})
}

// TestTakeOverRow is row 24: what was agreed and not called goes over with the budgets and orders it pays for.
func TestTakeOverRow(t *testing.T) {
	t.Parallel()
	b := succeeding(t)
	e := b.mustOn("2015-07-01", taking())
	b.posts(e,
		"1100::ccg:minimum::revenue:call=1 -210.00", "1100::icb:icb-minimum::revenue:call=1 210.00",
		"9000:2015-16:ccg:minimum::revenue -900.00", "9000:2015-16:icb:icb-minimum::revenue 900.00",
		"9100:2015-16:ccg:minimum::revenue 50.00", "9100:2015-16:icb:icb-minimum::revenue -50.00",
		"9200:2015-16:ccg:minimum:a:revenue:by=taken-over 120.00",
		"9200:2015-16:icb:icb-minimum:a:revenue:by=taken-over -120.00",
		"9200:2015-16:ccg:minimum:b:revenue:by=taken-over 550.00",
		"9200:2015-16:icb:icb-minimum:b:revenue:by=taken-over -550.00",
		"9300:2015-16:ccg:minimum:a:revenue:commitment=m-1 150.00",
		"9300:2015-16:icb:icb-minimum:a:revenue:commitment=m-1 -150.00",
		"9300:2015-16:ccg:minimum:a:revenue:commitment=m-2 30.00",
		"9300:2015-16:icb:icb-minimum:a:revenue:commitment=m-2 -30.00")
	equal(t, "paid by the CCG", fmt.Sprint(due(b.contribution("c-1"))), "[2015-04-15 300.00]")
	next := b.contribution("c-1-icb")
	equal(t, "paid by the ICB", fmt.Sprint(due(next)), "[2015-07-15 300.00 2015-10-15 300.00 2016-02-29 300.00]")
	equal(t, "its terms", fmt.Sprintf("%s %s %d %s %v", next.Partner, next.Source, next.Agreement, next.Follows, next.Recurrent),
		"icb icb-minimum 2 c-1 true")
	b.refusedOn("2015-07-02", taking(), ErrWrongState, "nothing of contribution c-1 is left to be taken over")
	b.goesOn()
}

// goesOn plays what follows: the successor is called, spends, and next year's contribution is drawn of the whole.
func (b *book) goesOn() {
	b.Helper()
	day := func(act Act) { b.mustOn("2015-07-15", act) }
	day(CallContribution{Contribution: "c-1-icb", Instalment: 1})
	e := b.mustOn("2015-07-15", credit("n-0", "i-1", charge("m-1", "3.00", "0.00", ""))) // back to the CCG's own budget
	b.posts(e, "2100::ccg:minimum::revenue:provider=provider 3.00", "5100:2015-16:ccg:minimum:a:revenue -3.00",
		"9400:2015-16:ccg:minimum:a:revenue 3.00", "9200:2015-16:ccg:minimum:a:revenue:by=commitment -3.00")
	paid := ReceiveContribution{Contribution: "c-1", Amount: MustMoney("0.01"), Power: Section75, Receipt: Text("r")}
	b.refusedOn("2015-07-15", paid, ErrNotEnough, "£0.01 is more than the £0.00")
	paid.Contribution, paid.Amount = "c-1-icb", MustMoney("510.00") // what the CCG owed, and the first of its own
	day(paid)
	day(PayInvoice{Invoice: "i-1", Payment: Text("BACS 1")})
	day(certify("i-2", "m-1", "INV 2", "150.00"))
	day(VaryCommitment{Commitment: "m-2", Direction: Increase, Amount: MustMoney("120.00"), Reason: Text("x")})
	day(credit("n-1", "i-2", charge("m-1", "5.00", "0.00", "")))
	b.refusedOn("2015-07-15", draw("c-1"), ErrWrongState, "contribution c-1 was taken over as c-1-icb: draw on that")
	day(draw("c-1-icb"))
	d, _ := b.fund.documents.get(Contribution{ID: "c-1-icb-2016-17"}.Ref())
	if c := d.(Contribution); c.Total() != MustMoney("1200.00") || c.Partner != "icb" {
		b.Errorf("next year's is %s of %s", c.Total(), c.Partner)
	}
}

// What was called and not spent stays: first out of orders that are kept, then of what is unallocated, then of budgets.
func TestTakeOverLeavesWhatWasCalled(t *testing.T) {
	t.Parallel()
	balances := func(b *book) string {
		return fmt.Sprint([]string{
			b.held("9000:2015-16:ccg:minimum::revenue").String(), b.held("9100:2015-16:ccg:minimum::revenue").String(),
			b.held("9200:2015-16:ccg:minimum:a:revenue").String(), b.held("9200:2015-16:ccg:minimum:b:revenue").String(),
			b.held("9300:2015-16:ccg:minimum:a:revenue").String(), b.held("9200:2015-16:icb:icb-minimum:b:revenue").String(),
		})
	}
	for _, tt := range []struct {
		name, called string
		keeps        []CommitmentID
		want         string
	}{
		{"unallocated", "", nil, "[0.00 -50.00 0.00 0.00 0.00 -550.00]"},
		{"an order", "", []CommitmentID{"m-2"}, "[0.00 -20.00 0.00 0.00 -30.00 -550.00]"},
		{"budgets", "300.00", nil, "[0.00 -100.00 -120.00 -130.00 0.00 -420.00]"},
		{"both", "300.00", []CommitmentID{"m-1"}, "[0.00 -100.00 -100.00 0.00 -150.00 -550.00]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := succeeding(t)
			if tt.called != "" {
				b.callMore(tt.called)
			}
			a := taking()
			a.Sources[0].Keeps = tt.keeps
			b.mustOn("2015-07-01", a)
			equal(t, "the CCG's", balances(b), tt.want)
		})
	}
}

// What was brought forward goes over, less what has been spent of it.
func TestTakeOverOfBalances(t *testing.T) {
	t.Parallel()
	b := succeeding(t)
	brought := func(amount string) []Posting {
		src, _ := Find[Source](b.fund, Ref{"source", "minimum"})
		m := MustMoney(amount)
		return []Posting{
			Debit(src.account(PoolBalance, 0), m), Credit(src.account(CarriedForward, 0), m),
			Debit(src.account(ResourcesBrought, 2015), m), Credit(src.account(Unallocated, 2015), m),
		}
	}
	b.post(brought("80.00"))
	src, _ := Find[Source](b.fund, Ref{"source", "minimum"})
	seven := MustMoney("7.00")
	b.post([]Posting{Debit(src.account(Cash, 0).By(Receipt), seven), Credit(src.account(SurplusDue, 0), seven)})
	ahead := b.contribution("c-1").inAdvance(src)
	b.post([]Posting{Debit(src.account(Cash, 0).By(Receipt), seven), Credit(ahead, seven)})
	b.must(certify("i-3", "m-1", "INV 3", "110.00")) // 360.00 spent of 300.00 called
	b.mustOn("2015-07-01", taking())
	for account, want := range map[string]string{
		"3100::ccg:minimum::revenue": "-60.00", "3100::icb:icb-minimum::revenue": "-20.00",
		"9015:2015-16:ccg:minimum::revenue": "60.00", "9015:2015-16:icb:icb-minimum::revenue": "20.00",
		"2210::ccg:minimum::revenue:contribution=c-1":         "0.00",
		"2210::icb:icb-minimum::revenue:contribution=c-1-icb": "-7.00",
		"2300::ccg:minimum::revenue":                          "0.00", "2300::icb:icb-minimum::revenue": "-7.00",
		"2100::ccg:minimum::revenue": "-360.00", "9400:2015-16:ccg:minimum:a:revenue": "-360.00",
		"9005:2015-16:ccg:minimum::revenue": "300.00", "4110:2015-16:ccg:minimum::revenue": "-300.00",
	} {
		equal(t, account, b.held(account), MustMoney(want))
	}
}

func TestTakeOverRefuses(t *testing.T) {
	t.Parallel()
	b := succeeding(t)
	b.mustOn("2015-07-01", AddSource{
		ID: "icb-more", Name: "More", Partner: "icb", Nature: Revenue, Fence: NHSAdditional, CodeListYear: 2015,
		Power: Section75,
	})
	b.must(agree("c-2", "minimum", "10.00"))
	change := func(f func(*TakeOver)) TakeOver {
		a := taking()
		a.Sources[0].Contributions = append(a.Sources[0].Contributions, TakenContribution{"c-2", "c-2-icb"})
		f(&a)
		return a
	}
	for _, tt := range []struct {
		name, day string
		change    func(*TakeOver)
		want      error
		sentence  string
	}{
		{"no successor", "", func(a *TakeOver) { a.Successor = "trust" }, ErrWrongState, "trust has not succeeded ccg"},
		{
			"the other way round", "", func(a *TakeOver) { a.Predecessor, a.Successor = "icb", "ccg" }, ErrWrongState,
			"ccg has not succeeded icb",
		},
		{"another day", "", func(a *TakeOver) { a.Date++ }, ErrInvalid, "icb succeeds ccg from 1 July 2015"},
		{"too early", "2015-06-30", func(*TakeOver) {}, ErrInvalid, "date the entry that day or later"},
		{"no source", "", func(a *TakeOver) { a.Sources = nil }, ErrInvalid, "name 1 to 50 sources of ccg"},
		{"left out", "", func(a *TakeOver) { a.Sources[0].Source = "pot" }, ErrRingFence, "cannot take over from pot"},
		{
			"twice", "", func(a *TakeOver) { a.Sources = append(a.Sources, a.Sources[0]) }, ErrInvalid,
			"source minimum is named twice",
		},
		{"another's", "", func(a *TakeOver) { a.Sources[0].Source = "local" }, ErrNotPartner, "source local is of council"},
		{"to another", "", func(a *TakeOver) { a.Sources[0].By = "local" }, ErrNotPartner, "source local is of council"},
		{"ring-fence", "", func(a *TakeOver) { a.Sources[0].By = "icb-more" }, ErrRingFence, "add one that matches"},
		{
			"a contribution left out", "", func(a *TakeOver) { a.Sources[0].Contributions = a.Sources[0].Contributions[:1] },
			ErrInvalid, "is £10.00 more than the contributions named",
		},
		{
			"a contribution twice", "", func(a *TakeOver) { a.Sources[0].Contributions[1].Contribution = "c-1" }, ErrInvalid,
			"contribution c-1 is named twice",
		},
		{"a name taken", "", func(a *TakeOver) { a.Sources[0].Contributions[0].ID = "c-2" }, ErrExists, "c-2"},
		{
			"more kept than called", "", func(a *TakeOver) { a.Sources[0].Keeps = []CommitmentID{"m-1"} }, ErrNotEnough,
			"the commitments kept on source minimum have £150.00 left, and £50.00 of what it was called for is not spent",
		},
		{
			"kept and not there", "", func(a *TakeOver) { a.Sources[0].Keeps = []CommitmentID{"m-9"} }, ErrNotFound,
			"commitment m-9 has nothing left from source minimum",
		},
	} {
		day := "2015-07-01"
		if tt.day != "" {
			day = tt.day
		}
		t.Log(tt.name)
		b.refusedOn(day, change(tt.change), tt.want, tt.sentence)
	}
	e := b.mustOn("2015-07-01", change(func(*TakeOver) {}))
	b.refusedOn("2015-07-02", ReverseEntry{Entry: e.Seq, Reason: Text("x")}, ErrWrongState, "icb has taken over from ccg by law")
	again := taking()
	again.Sources[0].Contributions = nil
	b.refusedOn("2015-07-02", again, ErrWrongState, "nothing of ccg is left to be taken over")
	called := succeeding(t)
	for n := 2; n <= 4; n++ {
		called.must(CallContribution{Contribution: "c-1", Instalment: n})
	}
	again.Sources[0].Keeps = []CommitmentID{"m-1", "m-2"}
	called.refusedOn("2015-07-01", again, ErrInvalid,
		"£210.00 is owed on call notice 1: name contribution c-1, and the one on which icb pays it")
	again.Sources[0].Contributions = taking().Sources[0].Contributions
	called.mustOn("2015-07-01", again)
	equal(t, "all was called", len(called.contribution("c-1-icb").Instalments), 0)
}

// What stands in the way of an order is named, and keeping the order is a way out.
func TestTakeOverWithOpenPapers(t *testing.T) {
	t.Parallel()
	keep := taking()
	keep.Sources[0].Keeps = []CommitmentID{"m-1"}
	for _, tt := range []struct {
		name, sentence string
		plays          func(*book)
	}{
		{"accrued", "accrual a-1 of commitment m-1 has not been reversed", func(b *book) {
			b.mustOn("2015-06-30", accrue("a-1", "m-1", "20.00"))
			b.callMore("300.00")
		}},
		{"received", "invoice i-9 charges commitment m-1 and is received", func(b *book) {
			b.must(receive("i-9", charge("m-1", "10.00", "0.00", "")))
			b.callMore("300.00")
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := succeeding(t)
			tt.plays(b)
			b.refusedOn("2015-07-01", taking(), ErrWrongState, tt.sentence)
			b.mustOn("2015-07-01", keep)
		})
	}
	b := succeeding(t)
	b.must(certify("i-3", "m-1", "INV 3", "50.00"))
	b.must(certify("i-4", "m-1", "INV 4", "0.01"))
	b.refusedOn("2015-07-01", taking(), ErrNotEnough,
		"£0.01 more was spent from source minimum than was called and brought forward; call that first")
	b.callMore("0.01")
	b.mustOn("2015-07-01", taking())
	ahead := succeeding(t)
	ahead.must(PrepayProvider{Commitment: "m-1", Amount: MustMoney("40.00"), Payment: Text("p")})
	ahead.mustOn("2015-07-01", taking())
	equal(t, "paid ahead", ahead.balance("1400::icb:icb-minimum::revenue:commitment=m-1"), MustMoney("40.00"))
	ahead.mustOn("2015-07-02", ReceivePrepaid{Commitment: "m-1", Amount: MustMoney("40.00"), Evidence: Text("e")})
}

// A budget goes only where the successor's source has a line for it.
func TestTakeOverNeedsLines(t *testing.T) {
	t.Parallel()
	b := succeeding(t)
	b.mustOn("2015-07-01", AddSource{
		ID: "bare", Name: "Bare", Partner: "icb", Nature: Revenue, Fence: NHSMinimum, CodeListYear: 2015, Power: Section75,
	})
	a := taking()
	a.Sources[0].By = "bare"
	_, err := b.try(ada, Instruction{On: MustDate("2015-07-01")}, a)
	if err == nil || !slices.Contains([]Kind{Rule, NotFound, Invalid}, KindOf(err)) {
		t.Errorf("a source without lines takes over: %v", err)
	}
}

// post puts balances into the books that no act of this test makes.
func (b *book) post(lines []Posting) {
	b.Helper()
	for {
		overlay := b.fund.Overlay()
		err := overlay.post(&Entry{Period: MustPeriod("2015-16/03"), Postings: lines})
		if errors.Is(err, ErrNotLoaded) {
			b.load(b.fund)
			continue
		}
		if err != nil {
			b.Fatal(err)
		}
		overlay.Merge()
		return
	}
}

// held is the balance of an account, a control account too.
func (b *book) held(account string) Money {
	b.Helper()
	for a, st := range b.fund.balances.young {
		m := st.balance
		if a.String() == account {
			return m
		}
	}
	return Money{}
}

// An order of several lines goes line by line, with what was paid ahead on each.
func TestTakeOverOfLines(t *testing.T) {
	t.Parallel()
	b := succeeding(t)
	b.must(agree("c-9", "local", "100.00"))
	b.must(SetSchemeBudget{Scheme: "b", Source: "local", Direction: Increase, Amount: MustMoney("100.00")})
	b.must(RaiseCommitment{
		ID: "m-3", Provider: "provider", Form: Contract, Lines: []PromisedLine{
			{"a", "minimum", MustMoney("20.00")}, {"b", "minimum", MustMoney("30.00")}, {"b", "local", MustMoney("40.00")},
		},
	})
	b.must(PrepayProvider{
		Commitment: "m-3", Scheme: "b", Source: "minimum", Amount: MustMoney("9.00"), Payment: Text("BACS 3"),
	})
	b.mustOn("2015-07-01", taking())
	d, _ := b.fund.documents.get(Commitment{ID: "m-3"}.Ref())
	equal(t, "lines", fmt.Sprint(d.(Commitment).Lines), "[{a icb-minimum 20.00} {b icb-minimum 30.00} {b local 40.00}]")
	for account, want := range map[string]string{
		"9300:2015-16:icb:icb-minimum:a:revenue:commitment=m-3": "-20.00",
		"9300:2015-16:icb:icb-minimum:b:revenue:commitment=m-3": "-30.00",
		"9300:2015-16:council:local:b:revenue:commitment=m-3":   "-40.00",
		"1400::icb:icb-minimum::revenue:commitment=m-3/b":       "9.00",
		"1400::ccg:minimum::revenue:commitment=m-3/b":           "0.00",
	} {
		equal(t, account, b.held(account), MustMoney(want))
	}
	b.mustOn("2015-07-02", ReceivePrepaid{
		Commitment: "m-3", Scheme: "b", Source: "icb-minimum", Amount: MustMoney("9.00"), Evidence: Text("report"),
	})
}
