package ledger

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// drawOrderAct draws an act about commitments of several lines and about overspend, lawful or not.
func drawOrderAct(t *rapid.T, b *book, n int) Act {
	amount := Pence(rapid.Int64Range(1, 20_000).Draw(t, "pence"))
	all := []BudgetLine{{"a", "minimum"}, {"b", "minimum"}, {"a", "local"}}
	at := rapid.SampledFrom(all).Draw(t, "line")
	old := rapid.IntRange(0, n).Draw(t, "which") % 6
	commitment := CommitmentID(fmt.Sprint("m-", old))
	begun := rapid.IntRange(0, 2).Draw(t, "begun") // what the book begins with
	invoice := InvoiceID(fmt.Sprint("i-", rapid.SampledFrom([]int{begun, n - 1, n - 2}).Draw(t, "invoice")))
	small := Pence(1 + amount.Pence()/50)
	direction := rapid.SampledFrom([]Direction{Increase, Decrease}).Draw(t, "direction")
	charged := ChargeLine{Commitment: commitment, Net: amount, Scheme: at.Scheme, Source: at.Source}
	received := receive(InvoiceID(fmt.Sprint("i-", n)), charged)
	raised := RaiseCommitment{ID: CommitmentID(fmt.Sprint("m-", n)), Provider: "provider", Form: Contract}
	for _, l := range all[:rapid.IntRange(1, 3).Draw(t, "lines")] {
		raised.Lines = append(raised.Lines, PromisedLine{l.Scheme, l.Source, amount})
	}
	if rapid.Bool().Draw(t, "profiled") {
		raised.Profile = []ProfilePart{{MustPeriod("2015-16/05"), amount.times(int64(len(raised.Lines)))}}
	}
	of := VaryCommitment{
		Commitment: commitment, Direction: direction, Amount: amount, Reason: Text("x"), Scheme: at.Scheme, Source: at.Source,
	}
	if c, err := Find[Commitment](b.fund, Commitment{ID: commitment}.Ref()); err == nil && len(c.Profile) > 0 {
		whole := c.Amount.Add(amount)
		if direction == Decrease {
			whole = c.Amount.Sub(amount)
		}
		of.Profile = []ProfilePart{{MustPeriod("2015-16/06"), whole}}
	}
	kinds := []Act{
		raised, of, received, received,
		CertifyReceivedInvoice{Invoice: invoice},
		over(invoice), over("i-2"),
		credit(CreditID(fmt.Sprint("n-", n)), invoice, ChargeLine{Commitment: commitment, Net: small}),
		credit(CreditID(fmt.Sprint("n-", n)), InvoiceID(fmt.Sprint("i-", begun)),
			ChargeLine{Commitment: CommitmentID(fmt.Sprint("m-", begun)), Net: small}),
		ReleaseCommitment{Commitment: commitment},
		ReleaseCommitment{Commitment: "m-3"},
		AccrueSpend{
			ID: AccrualID(fmt.Sprint("a-", n)), Commitment: commitment, Amount: amount, Evidence: Text("e"),
			Scheme: at.Scheme, Source: at.Source,
		},
		ReverseAccrual{Accrual: AccrualID(fmt.Sprint("a-", begun))},
		PrepayProvider{Commitment: commitment, Amount: amount, Payment: Text("p"), Scheme: at.Scheme, Source: at.Source},
		ReceivePrepaid{
			Commitment: CommitmentID(fmt.Sprint("m-", begun)), Amount: small, Evidence: Text("e"), Scheme: "a", Source: "minimum",
		},
		ApproveOverspend{Scheme: at.Scheme, Source: at.Source, Amount: amount, Reason: Text("x")},
		CureOverspend{Source: at.Source, Amount: amount, Reason: Text("x")},
		SetSchemeBudget{Scheme: at.Scheme, Source: at.Source, Direction: direction, Amount: amount},
		ReverseEntry{Entry: int64(rapid.IntRange(1, int(b.fund.Seq)).Draw(t, "entry")), Reason: Text("x")},
		ReverseEntry{Entry: max(1, b.fund.Seq-1), Reason: Text("x")},
	}
	return kinds[(rapid.IntRange(0, len(kinds)-1).Draw(t, "kind")+n)%len(kinds)]
}

// rolled are the steps of each commitment's own account, from the entries alone.
func rolled(t *rapid.T, b *book) map[Account]map[OrderStep]Money {
	all := map[Account]map[OrderStep]Money{}
	entries := b.entries["test"]
	for _, e := range entries {
		of := e
		if e.Reverses != 0 {
			of = entries[e.Reverses-1]
		}
		done, err := of.Done()
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range e.Postings {
			if _, ok := p.Account.committedTo(); !ok {
				continue
			}
			step, err := OrderStepOf(ActName(done.Kind()))
			if err != nil {
				t.Fatal(err)
			}
			if all[p.Account] == nil {
				all[p.Account] = map[OrderStep]Money{}
			}
			all[p.Account][step] = all[p.Account][step].Sub(p.Amount)
		}
	}
	return all
}

// checkRolled holds that each commitment's steps come to what is left on it, that what was raised and varied is what
// the newest version promises, and that what is accrued is what its open accruals are for.
func checkRolled(t *rapid.T, b *book) {
	for a, steps := range rolled(t, b) {
		var sum Money
		for _, m := range steps {
			sum = sum.Add(m)
		}
		left := b.fund.balanceOf(a)
		if sum != left.Neg() {
			t.Fatalf("%s rolls forward to %s, and %s is left: %v", a, sum, left.Neg(), steps)
		}
		id, _ := a.committedTo()
		c, err := b.fund.Commitment(id)
		if err != nil {
			t.Fatal(err)
		}
		at := BudgetLine{a.Scheme, a.Source}
		promised := steps[OrderRaised].Add(steps[OrderVaried])
		if !c.Amount.IsZero() && c.promisedFrom(at) != promised {
			t.Fatalf("%s was raised and varied to %s, and version %d promises %s", a, promised, c.Version, c.promisedFrom(at))
		}
		var profiled Money
		for _, part := range c.Profile {
			profiled = profiled.Add(part.Amount)
		}
		if len(c.Profile) > 0 && profiled != c.Amount {
			t.Fatalf("version %d of %s promises %s by a profile of %s", c.Version, id, c.Amount, profiled)
		}
		var accrued Money
		for _, d := range b.fund.documents.young {
			made, ok := d.(Accrual)
			if ok && made.Open() && made.Commitment == id && at == (BudgetLine{made.Scheme, made.Source}) {
				accrued = accrued.Add(made.Amount)
			}
		}
		if got := steps[OrderAccrued].Add(steps[OrderAccrualReversed]).Neg(); got != accrued {
			t.Fatalf("%s has %s accrued, and its open accruals are for %s", a, got, accrued)
		}
	}
}

// TestRandomOrderActsKeepTheBooks runs random acts about commitments of several lines and holds after each that the
// books are whole and that every commitment rolls forward to what is left on it.
func TestRandomOrderActsKeepTheBooks(t *testing.T) {
	t.Parallel()
	wanted := kindsOf(
		RaiseCommitment{},
		VaryCommitment{},
		ReleaseCommitment{},
		CertifyReceivedInvoice{},
		CertifyOverCommitment{},
		ReceiveCreditNote{},
		AccrueSpend{},
		ReverseAccrual{},
		PrepayProvider{},
		ReceivePrepaid{},
		ApproveOverspend{},
		CureOverspend{},
		ReverseEntry{},
	)
	playAtRandom(t, wanted, func(*rapid.T) *book {
		b := ordered(t)
		for n := range 3 {
			id := CommitmentID(fmt.Sprint("m-", n))
			if n != 1 { // which is there
				a := orderOf(id)
				a.Lines = []PromisedLine{{"a", "minimum", MustMoney("100.00")}, {"b", "minimum", MustMoney("40.00")}}
				b.must(a)
			}
			l := charge(id, "60.00", "0.00", "")
			l.Scheme, l.Source = "b", "minimum"
			b.must(receive(InvoiceID(fmt.Sprint("i-", n)), l))
			b.must(PrepayProvider{
				Commitment: id, Amount: MustMoney("9.00"), Payment: Text("p"), Scheme: "a", Source: "minimum",
			})
			made := accrue(AccrualID(fmt.Sprint("a-", n)), id, "7.00")
			made.Scheme, made.Source = "a", "minimum"
			b.mustOn("2015-06-30", made)
		}
		free := orderOf("m-3") // of which nothing is paid ahead, so that it can be released
		free.Lines = []PromisedLine{{"a", "minimum", MustMoney("5.00")}}
		b.must(free)
		b.must(over("i-0"))
		b.must(CertifyReceivedInvoice{Invoice: "i-1"})
		return b
	}, func(t *rapid.T, b *book, n int) Act {
		checkRolled(t, b)
		return drawOrderAct(t, b, n)
	})
}

// An act that posts to a commitment's own account and has no column is a fault that shows, not a figure left out.
func TestOrderStepsAreKnown(t *testing.T) {
	t.Parallel()
	if step, err := OrderStepOf("vire-budget"); err == nil {
		t.Errorf("a virement is shown as %s", step)
	}
	b := everyAct(t)
	for _, e := range b.entries["test"] {
		done, err := e.Done()
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range e.Postings {
			if _, ok := p.Account.committedTo(); !ok || e.Reverses != 0 {
				continue
			}
			if _, err := OrderStepOf(ActName(done.Kind())); err != nil {
				t.Error(err)
			}
		}
	}
	for act := range orderSteps {
		if _, ok := actKinds[act+"/1"]; !ok {
			t.Errorf("%s is no act", act)
		}
	}
}
