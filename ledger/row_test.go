package ledger

import "testing"

// The rows of the journal table, posting by posting in both books.

func TestContributionRows(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	e := b.must(agree("c-1", "minimum", "1000.00"))
	b.posts(e, // row 1
		"9000:2015-16:ccg:minimum::revenue 1000.00",
		"9100:2015-16:ccg:minimum::revenue -1000.00")

	e = b.must(VaryContribution{Contribution: "c-1", Agreement: 1, Plan: oneInstalment("900.00")})
	b.posts(e, // row 1v, a reduction
		"9000:2015-16:ccg:minimum::revenue -100.00",
		"9100:2015-16:ccg:minimum::revenue 100.00")
	e = b.must(VaryContribution{Contribution: "c-1", Agreement: 1, Plan: oneInstalment("1000.00")})
	b.posts(e,
		"9000:2015-16:ccg:minimum::revenue 100.00",
		"9100:2015-16:ccg:minimum::revenue -100.00")

	e = b.must(CallContribution{Contribution: "c-1", Instalment: 3})
	b.posts(e, // row 2
		"1100::ccg:minimum::revenue 1000.00", "4110:2015-16:ccg:minimum::revenue -1000.00",
		"9005:2015-16:ccg:minimum::revenue 1000.00", "9000:2015-16:ccg:minimum::revenue -1000.00")
	e = b.must(ReceiveContribution{
		Contribution: "c-1", Amount: MustMoney("400.00"), Power: Section75,
		Receipt: Text("r"),
	})
	b.posts(e, // row 3
		"1000::ccg:minimum::revenue:by=receipt 400.00", "1100::ccg:minimum::revenue -400.00")

	own := agree("c-2", "local", "50.00")
	own.HostOwn = true
	b.must(own)
	e = b.must(CallContribution{Contribution: "c-2", Instalment: 1})
	b.posts(e, // row 2h
		"1000::council:local::revenue:by=receipt 50.00", "4100:2015-16:council:local::revenue -50.00",
		"9005:2015-16:council:local::revenue 50.00", "9000:2015-16:council:local::revenue -50.00")

	b.must(agree("c-3", "grant", "70.00"))
	e = b.must(CallContribution{Contribution: "c-3", Instalment: 1})
	b.posts(e, // row 2g
		"1150::department:grant::revenue 70.00", "4200:2015-16:department:grant::revenue -70.00",
		"9005:2015-16:department:grant::revenue 70.00", "9000:2015-16:department:grant::revenue -70.00")
	e = b.must(ReceiveContribution{
		Contribution: "c-3", Amount: MustMoney("70.00"), Power: Section31,
		Receipt: Text("r"),
	})
	b.posts(e, "1000::department:grant::revenue:by=receipt 70.00", "1150::department:grant::revenue -70.00")
}

func TestNotionalRow(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	for _, tt := range []struct {
		source        SourceID
		spend, income string
		account       string
	}{
		{"minimum", "5110", "4110", "ccg:minimum"},
		{"dfg", "5400", "4210", "council:dfg"},
	} {
		c := agree(ContributionID("c-"+tt.source), tt.source, "100.00")
		c.Notional = true
		b.must(c)
		b.must(SetSchemeBudget{Scheme: "a", Source: tt.source, Direction: Increase, Amount: MustMoney("100.00")})
		e := b.must(RecordDirectSpend{Contribution: c.ID, Scheme: "a", Amount: MustMoney("30.00")})
		nature := ":revenue"
		if tt.source == "dfg" {
			nature = ":capital"
		}
		b.posts(e, // row 3n
			tt.spend+":2015-16:"+tt.account+":a"+nature+" 30.00",
			tt.income+":2015-16:"+tt.account+":"+nature+" -30.00",
			"9005:2015-16:"+tt.account+":"+nature+" 30.00", "9000:2015-16:"+tt.account+":"+nature+" -30.00",
			"9200:2015-16:"+tt.account+":a"+nature+":by=direct-spend 30.00",
			"9400:2015-16:"+tt.account+":a"+nature+" -30.00")
	}
}

func TestCapitalGrantRows(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	c := agree("c-1", "dfg", "500.00")
	c.InAdvance = true
	b.must(c)
	b.must(SetSchemeBudget{Scheme: "a", Source: "dfg", Direction: Increase, Amount: MustMoney("500.00")})
	e := b.must(ReceiveGrant{
		Contribution: "c-1", Amount: MustMoney("400.00"), Power: Section31,
		Receipt: Text("r"),
	})
	b.posts(e, // row 4
		"1000::council:dfg::capital:by=receipt 400.00", "2200::council:dfg::capital -400.00")
	e = b.must(PassGrantOn{
		Contribution: "c-1", Scheme: "a", District: "district", Amount: MustMoney("400.00"),
		Payment: Text("p"),
	})
	b.posts(e, // row 4b
		"5400:2015-16:council:dfg:a:capital 400.00", "1000::council:dfg::capital:by=passed-on -400.00",
		"2200::council:dfg::capital 400.00", "4210:2015-16:council:dfg::capital -400.00",
		"9005:2015-16:council:dfg::capital 400.00", "9000:2015-16:council:dfg::capital -400.00",
		"9200:2015-16:council:dfg:a:capital:by=spend 400.00", "9400:2015-16:council:dfg:a:capital -400.00")
	b.refused(PassGrantOn{
		Contribution: "c-1", Scheme: "a", District: "district", Amount: MustMoney("0.01"),
		Payment: Text("p"),
	}, ErrNotEnough, "£0.01 is more than the £0.00")
	b.refused(ReceiveGrant{
		Contribution: "c-1", Amount: MustMoney("100.01"), Power: Section31,
		Receipt: Text("r"),
	},
		ErrNotEnough, "£100.01 is more than the £100.00 agreed and not yet received")
	b.must(ReceiveGrant{Contribution: "c-1", Amount: MustMoney("100.00"), Power: Section31, Receipt: Text("r")})
}

func TestPerformanceRows(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	e := b.must(AgreePerformance{
		ID: "p-1", Source: "pot", Year: 2015, Agreement: 1,
		Function: "community-health",
		Plan:     Plan{Amount: MustMoney("596000.00"), Dates: []Date{MustDate("2015-05-31")}},
	})
	b.posts(e, // row 1b
		"9010:2015-16:ccg:pot::revenue:by=pledged 596000.00", "9110:2015-16:ccg:pot::revenue -596000.00")
	e = b.must(EarnPerformance{
		Contribution: "p-1", Amount: MustMoney("74500.00"),
		Measured: MustPeriod("2014-15/12"),
	})
	b.posts(e, // row 15
		"1100::ccg:pot::revenue 74500.00", "4130:2015-16:ccg:pot::revenue -74500.00",
		"9000:2015-16:ccg:pot::revenue 74500.00", "9010:2015-16:ccg:pot::revenue:by=earned -74500.00",
		"9110:2015-16:ccg:pot::revenue 74500.00", "9100:2015-16:ccg:pot::revenue -74500.00",
		"9005:2015-16:ccg:pot::revenue 74500.00", "9000:2015-16:ccg:pot::revenue -74500.00")
	e = b.must(ForgoPerformance{
		Contribution: "p-1", Amount: MustMoney("521499.99"),
		Measured: MustPeriod("2015-16/02"),
	})
	b.posts(e, // row 15x
		"9110:2015-16:ccg:pot::revenue 521499.99", "9010:2015-16:ccg:pot::revenue:by=forgone -521499.99")
	b.refused(EarnPerformance{
		Contribution: "p-1", Amount: MustMoney("0.02"),
		Measured: MustPeriod("2015-16/02"),
	},
		ErrNotEnough, "£0.02 is more than the £0.01 of performance money")
	b.refused(EarnPerformance{
		Contribution: "p-1", Amount: MustMoney("0.01"),
		Measured: MustPeriod("2015-16/04"),
	},
		ErrInvalid, "cannot be after 2015-16/03")
	b.must(EarnPerformance{Contribution: "p-1", Amount: MustMoney("0.01"), Measured: MustPeriod("2015-16/02")})
	e = b.must(ReceiveContribution{
		Contribution: "p-1", Amount: MustMoney("74500.01"), Power: Section75,
		Receipt: Text("r"),
	})
	b.posts(e, "1000::ccg:pot::revenue:by=receipt 74500.01", "1100::ccg:pot::revenue -74500.01")
}

func TestBudgetRows(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	b.must(agree("c-1", "minimum", "1000.00"))
	e := b.must(SetSchemeBudget{
		Scheme: "a", Source: "minimum", Direction: Increase,
		Amount: MustMoney("600.00"),
	})
	b.posts(e, // row 5
		"9100:2015-16:ccg:minimum::revenue 600.00", "9200:2015-16:ccg:minimum:a:revenue:by=budget -600.00")
	e = b.must(SetSchemeBudget{Scheme: "a", Source: "minimum", Direction: Decrease, Amount: MustMoney("50.00")})
	b.posts(e,
		"9100:2015-16:ccg:minimum::revenue -50.00", "9200:2015-16:ccg:minimum:a:revenue:by=budget 50.00")
	e = b.must(VireBudget{
		From: BudgetLine{"a", "minimum"}, To: BudgetLine{"b", "minimum"},
		Amount: MustMoney("550.00"),
	})
	b.posts(e, // row 6
		"9200:2015-16:ccg:minimum:a:revenue:by=virement 550.00",
		"9200:2015-16:ccg:minimum:b:revenue:by=virement -550.00")
	if got := e.Sentence(); got != "Virement of £550.00 from scheme a to scheme b, source minimum" {
		t.Errorf("Sentence = %q", got)
	}
}

func TestCommitmentRows(t *testing.T) {
	t.Parallel()
	b := budgeted(t)
	e := b.must(RaiseCommitment{
		ID: "m-1", Scheme: "a", Source: "minimum", Provider: "provider", Form: Contract,
		Amount: MustMoney("300.00"), Purpose: Text("beds"),
	})
	b.posts(e, // row 7
		"9200:2015-16:ccg:minimum:a:revenue:by=commitment 300.00",
		"9300:2015-16:ccg:minimum:a:revenue:commitment=m-1 -300.00")
	e = b.must(VaryCommitment{Commitment: "m-1", Direction: Increase, Amount: MustMoney("100.00"), Reason: Text("more")})
	b.posts(e, // row 8
		"9200:2015-16:ccg:minimum:a:revenue:by=commitment 100.00",
		"9300:2015-16:ccg:minimum:a:revenue:commitment=m-1 -100.00")
	e = b.must(VaryCommitment{Commitment: "m-1", Direction: Decrease, Amount: MustMoney("50.00"), Reason: Text("more")})
	b.posts(e,
		"9200:2015-16:ccg:minimum:a:revenue:by=commitment -50.00",
		"9300:2015-16:ccg:minimum:a:revenue:commitment=m-1 50.00")
	e = b.must(CertifyInvoice{
		ID: "i-1", Commitment: "m-1", Number: Text("INV 1"), Gross: MustMoney("200.00"),
		Received: MustDate("2015-05-20"),
	})
	b.posts(e, // row 9
		"5100:2015-16:ccg:minimum:a:revenue 200.00", "2100::ccg:minimum::revenue:provider=provider -200.00",
		"9300:2015-16:ccg:minimum:a:revenue:commitment=m-1 200.00", "9400:2015-16:ccg:minimum:a:revenue -200.00")
	e = b.must(PayInvoice{Invoice: "i-1", Payment: Text("BACS 1")})
	b.posts(e, // row 10
		"2100::ccg:minimum::revenue:provider=provider 200.00", "1000::ccg:minimum::revenue:by=payment -200.00")
	e = b.must(ReleaseCommitment{Commitment: "m-1"})
	b.posts(e, // row 11
		"9200:2015-16:ccg:minimum:a:revenue:by=commitment -150.00",
		"9300:2015-16:ccg:minimum:a:revenue:commitment=m-1 150.00")
	b.refused(ReleaseCommitment{Commitment: "m-1"}, ErrWrongState, "has been released")
}

func TestSpendFollowsNatureAndForm(t *testing.T) {
	t.Parallel()
	b := withSources(t)
	for _, tt := range []struct {
		source SourceID
		form   Form
		want   string
	}{
		{"minimum", Grant, "5500:2015-16:ccg:minimum:a:revenue 10.00"},
		{"dfg", Contract, "5400:2015-16:council:dfg:a:capital 10.00"},
	} {
		b.must(agree(ContributionID("c-"+tt.source), tt.source, "10.00"))
		b.must(SetSchemeBudget{Scheme: "a", Source: tt.source, Direction: Increase, Amount: MustMoney("10.00")})
		id := string(tt.source)
		b.must(RaiseCommitment{
			ID: CommitmentID(id), Scheme: "a", Source: tt.source, Provider: "provider",
			Form: tt.form, Amount: MustMoney("10.00"),
		})
		e := b.must(CertifyInvoice{
			ID: InvoiceID(id), Commitment: CommitmentID(id), Number: Text(id),
			Gross: MustMoney("10.00"), Received: MustDate("2015-05-20"),
		})
		if got := e.Postings[0].Account.String() + " " + e.Postings[0].Amount.String(); got != tt.want {
			t.Errorf("spend of source %s as a %s is %s, want %s", tt.source, tt.form, got, tt.want)
		}
	}
}
