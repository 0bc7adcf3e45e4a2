package ledger

import (
	"pgregory.net/rapid"
)

// books are the balances that the postings alone give.
type books map[Account]Money

// replay adds up every posting and holds that each line's running balances and the State's are those.
func replay(t rapid.TB, b *book) books {
	sum, moved := books{}, map[AccountPeriod]Money{}
	add := func(a Account, p Period, m Money) {
		sum[a] = sum[a].Add(m)
		moved[AccountPeriod{a, p}] = moved[AccountPeriod{a, p}].Add(m)
	}
	for _, e := range b.entries["test"] {
		for _, p := range e.Postings {
			add(p.Account.Control(), e.Period, p.Amount)
			if p.Account.Of != "" {
				add(p.Account, e.Period, p.Amount)
			}
		}
		for _, p := range e.Postings {
			control := AccountPeriod{p.Account.Control(), e.Period}
			own := AccountPeriod{p.Account, e.Period}
			if want := (Running{sum[control.Account], moved[control], sum[own.Account], moved[own]}); p.After != want {
				t.Fatalf("entry %d leaves %+v on %s, and the postings give %+v", e.Seq, p.After, p.Account, want)
			}
		}
	}
	for a, want := range sum {
		if got := b.fund.balanceOf(a); got != want {
			t.Fatalf("%s holds %s, and the postings give %s", a, got, want)
		}
	}
	return sum
}

// check holds the invariants of the domain, for every scheme, source and partner, and the floors.
func (sum books) check(t rapid.TB) {
	type key struct {
		name    string
		partner BodyID
		source  SourceID
		scheme  SchemeID
	}
	totals, subsidiaries := map[key]Money{}, map[Account]Money{}
	add := func(k key, m Money) { totals[k] = totals[k].Add(m) }
	for a, m := range sum {
		line, _ := a.Code.Line()
		if a.Of != "" {
			subsidiaries[a.Control()] = subsidiaries[a.Control()].Add(m)
			sum.checkFloor(t, a, m, line.floor == subsidiaryFloor, line.Credit)
			continue
		}
		sum.checkFloor(t, a, m, line.floor == controlFloor, line.Credit)
		add(key{name: "I1 " + line.Book().String()}, m)
		of := key{partner: a.Partner, source: a.Source}
		for _, one := range []struct {
			name   string
			scheme bool
			holds  bool
		}{
			{"I2", false, a.Code >= ResourcesAgreed && a.Code <= SchemeConsumed},
			{"I3", true, a.Code == SchemeConsumed || a.Code >= 5000 && a.Code < 6000},
			{"I4", false, a.Code == ResourcesCalled || a.Code >= 4000 && a.Code < 5000},
			{"I6", true, a.Nature == Capital && (a.Code == SchemeConsumed || a.Code == CapitalSpend)},
			{"I7", false, a.Code == ResourcesBrought || a.Code == CarriedForward || a.Code == RiskPool},
		} {
			if one.holds {
				k := of
				k.name = one.name
				if one.scheme {
					k.scheme = a.Scheme
				}
				add(k, m)
			}
		}
	}
	for k, m := range totals {
		if !m.IsZero() {
			t.Fatalf("%+v is out by %s", k, m)
		}
	}
	for control, m := range subsidiaries {
		if sum[control] != m {
			t.Fatalf("%s is %s and its subsidiaries come to %s", control, sum[control], m)
		}
	}
}

// checkAhead holds that no commitment has less left than was paid ahead on it, and that what is accrued is what the
// accruals say that have still to be reversed.
func (sum books) checkAhead(t rapid.TB, b *book) {
	left := map[Account]Money{}
	for a, balance := range sum {
		if id, ok := a.committedTo(); ok {
			d, _ := b.fund.documents.get(Ref{"commitment", string(id)})
			c, _ := d.(Commitment)
			of := PrepaidOn(a, len(c.Lines) > 0)
			left[of] = left[of].Sub(balance)
			if c.Rolled != a.Year { // what a close took and can still be rolled
				closed := b.fund.movementOf(a, NewPeriod(a.Year, 14))
				left[of] = left[of].Add(closed)
			}
		}
	}
	for of, covered := range left {
		if covered.Compare(sum[of]) < 0 {
			t.Fatalf("%s: %s is left and %s paid ahead", of, covered, sum[of])
		}
	}
	open, counted := 0, 0
	for ref, d := range b.fund.documents.young {
		if period, ok := d.(AccruedPeriod); ok {
			counted += period.Open
		}
		made, ok := d.(Accrual)
		if !ok {
			continue
		}
		want := Money{}
		if made.Open() {
			open, want = open+1, made.Amount
		}
		src, _ := Find[Source](b.fund, Ref{"source", string(made.Source)})
		if got := sum[src.account(Accruals, 0).For("accrual", ref.ID)].Neg(); got != want {
			t.Fatalf("accrual %s is %s and its account holds %s", ref.ID, made.State, got)
		}
	}
	if counted != open {
		t.Fatalf("%d accruals are open and %d are counted", open, counted)
	}
}

func (sum books) checkFloor(t rapid.TB, a Account, m Money, held, credit bool) {
	if credit {
		m = m.Neg()
	}
	if held && m.Sign() < 0 {
		t.Fatalf("%s has fallen to %s", a, m)
	}
}
