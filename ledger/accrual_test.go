package ledger

import (
	"errors"
	"slices"
	"testing"
	"time"
)

const (
	orderCommitted = "9300:2015-16:ccg:minimum:a:revenue:commitment=m-1"
	lineAvailable  = "9200:2015-16:ccg:minimum:a:revenue"
	lineConsumed   = "9400:2015-16:ccg:minimum:a:revenue"
)

func accrue(id AccrualID, commitment CommitmentID, amount string) AccrueSpend {
	return AccrueSpend{ID: id, Commitment: commitment, Amount: MustMoney(amount), Evidence: Text("GRN 1")}
}

func accrueLine(id AccrualID, amount string) AccrueSpend {
	a := accrue(id, "", amount)
	a.Scheme, a.Source, a.Provider = "a", "minimum", "provider"
	return a
}

// july is a book with a commitment of £100.00 of scheme a's £600.00, whose clock stands at 2 July.
func july(t testing.TB) *book {
	t.Helper()
	b := budgeted(t)
	b.must(raise("m-1", "100.00"))
	b.at = time.Date(2015, time.July, 2, 9, 0, 0, 0, time.UTC)
	return b
}

func TestAccrualRows(t *testing.T) {
	t.Parallel()
	b := july(t)
	e := b.mustOn("2015-06-30", accrue("a-1", "m-1", "60.00"))
	b.posts(e, // row 16
		"5100:2015-16:ccg:minimum:a:revenue 60.00", "2110::ccg:minimum::revenue:accrual=a-1 -60.00",
		orderCommitted+" 60.00", lineConsumed+" -60.00")
	e = b.mustOn("2015-07-01", ReverseAccrual{Accrual: "a-1"})
	b.posts(e,
		"5100:2015-16:ccg:minimum:a:revenue -60.00", "2110::ccg:minimum::revenue:accrual=a-1 60.00",
		orderCommitted+" -60.00", lineConsumed+" 60.00")
	if e.Period != MustPeriod("2015-16/04") {
		t.Errorf("the reversal stands in %s", e.Period)
	}
	e = b.mustOn("2015-06-30", accrueLine("a-2", "500.00"))
	b.posts(e, // row 16, the order awaited
		"5100:2015-16:ccg:minimum:a:revenue 500.00", "2110::ccg:minimum::revenue:accrual=a-2 -500.00",
		lineAvailable+":by=accrual 500.00", lineConsumed+" -500.00")
	if got := e.Sentence(); got != "Accrual a-2 of £500.00, scheme a, source minimum, order awaited" {
		t.Errorf("Sentence = %q", got)
	}
	e = b.mustOn("2015-07-01", ReverseAccrual{Accrual: "a-2"})
	b.posts(e,
		"5100:2015-16:ccg:minimum:a:revenue -500.00", "2110::ccg:minimum::revenue:accrual=a-2 500.00",
		lineAvailable+":by=accrual -500.00", lineConsumed+" 500.00")
}

func TestAccrualFollowsNatureAndForm(t *testing.T) {
	t.Parallel()
	b := july(t)
	b.must(agree("c-2", "dfg", "10.00"))
	b.must(SetSchemeBudget{Scheme: "a", Source: "dfg", Direction: Increase, Amount: MustMoney("10.00")})
	capital := accrueLine("a-1", "10.00")
	capital.Source = "dfg"
	b.posts(b.mustOn("2015-06-30", capital),
		"5400:2015-16:council:dfg:a:capital 10.00", "2110::council:dfg::capital:accrual=a-1 -10.00",
		"9200:2015-16:council:dfg:a:capital:by=accrual 10.00", "9400:2015-16:council:dfg:a:capital -10.00")
	grant := raise("m-2", "10.00")
	grant.Form = Grant
	b.must(grant)
	b.posts(b.mustOn("2015-06-30", accrue("a-2", "m-2", "10.00")),
		"5500:2015-16:ccg:minimum:a:revenue 10.00", "2110::ccg:minimum::revenue:accrual=a-2 -10.00",
		"9300:2015-16:ccg:minimum:a:revenue:commitment=m-2 10.00", lineConsumed+" -10.00")
}

func TestAccrualRefusals(t *testing.T) {
	t.Parallel()
	b := july(t)
	const last = "2015-06-30"
	b.refusedOn(last, accrue("a-1", "m-1", "100.01"), ErrNotEnough,
		"the accrual of £100.01 is £0.01 more than the £100.00 left on commitment m-1")
	b.refusedOn(last, accrueLine("a-1", "500.01"), ErrNotEnough, "£500.01 is more than the £500.00 available")
	b.refusedOn("2015-06-29", accrue("a-1", "m-1", "1.00"), ErrInvalid, "date it 30 June 2015")
	b.refusedOn("2016-02-29", accrue("a-1", "m-9", "1.00"), ErrNotFound, "m-9")
	bare, both, nobody := accrue("a-1", "m-1", "1.00"), accrueLine("a-1", "1.00"), accrueLine("a-1", "1.00")
	bare.Evidence, both.Commitment, nobody.Provider = Private{}, "m-1", "nobody"
	b.refusedOn(last, bare, ErrInvalid, "the evidence")
	b.refusedOn(last, both, ErrInvalid, "only where there is none")
	b.refusedOn(last, nobody, ErrNotFound, "nobody")
	b.refusedOn(last, accrue("a-1", "", "1.00"), ErrInvalid, "name the commitment or")
	nobody.Provider = ""
	b.refusedOn(last, nobody, ErrInvalid, "scheme, source and provider")
	b.mustOn("2016-02-29", accrue("a-11", "m-1", "1.00"))
	b.mustOn(last, accrue("a-1", "m-1", "99.00"))
	b.refusedOn(last, accrueLine("a-1", "1.00"), ErrExists, "already")
	b.refusedOn("2015-06-30", ReverseAccrual{Accrual: "a-1"}, ErrInvalid, "date its reversal that day")
	b.refusedOn("2015-07-02", ReverseAccrual{Accrual: "a-1"}, ErrInvalid, "1 July 2015")
	b.refusedOn("2016-03-01", ReverseAccrual{Accrual: "a-11"}, ErrWrongState, "reverses on 1 March 2016; until then")
	b.mustOn("2015-07-01", ReverseAccrual{Accrual: "a-1"})
	b.refusedOn("2015-07-01", ReverseAccrual{Accrual: "a-1"}, ErrAlreadyReversed, "reversed already")
	b.refusedOn("2015-07-01", ReverseAccrual{Accrual: "a-9"}, ErrNotFound, "a-9")
}

// An accrual reverses from the first day of the next period on, and not the day before.
func TestAccrualReversesOnItsDay(t *testing.T) {
	t.Parallel()
	b := july(t)
	b.at = time.Date(2015, time.June, 30, 22, 59, 50, 0, time.UTC) // 23:59:50 in London
	b.mustOn("2015-06-30", accrue("a-1", "m-1", "60.00"))
	b.refusedOn("2015-07-01", ReverseAccrual{Accrual: "a-1"}, ErrWrongState, "until then it stands")
	b.at = time.Date(2015, time.June, 30, 23, 0, 0, 0, time.UTC)
	b.mustOn("2015-07-01", ReverseAccrual{Accrual: "a-1"})
}

// No period is closed over an accrual that has still to be reversed into it, and none is made into a closed one.
func TestPeriodsCloseAfterAccruals(t *testing.T) {
	t.Parallel()
	closing := func(p string, c Close) ClosePeriod { return ClosePeriod{Period: MustPeriod(p), Close: c} }
	b := july(t)
	for _, p := range []string{"2015-16/01", "2015-16/02"} {
		b.must(closing(p, SoftClosed))
	}
	b.mustOn("2015-06-30", accrue("a-1", "m-1", "60.00"))
	b.mustOn("2015-06-30", accrueLine("a-2", "5.00"))
	b.must(closing("2015-16/03", SoftClosed)) // the accrued period itself: the reversals stand in the next
	b.must(closing("2015-16/03", HardClosed))
	b.refused(closing("2015-16/04", SoftClosed), ErrWrongState, "2 of period 2015-16/03's accruals")
	b.mustOn("2015-07-01", ReverseAccrual{Accrual: "a-1"})
	b.refused(closing("2015-16/04", SoftClosed), ErrWrongState, "1 of period 2015-16/03's accruals")
	b.mustOn("2015-07-01", ReverseAccrual{Accrual: "a-2"})
	b.must(closing("2015-16/04", SoftClosed))

	b = july(t)
	for _, p := range []string{"2015-16/01", "2015-16/02", "2015-16/03", "2015-16/04"} {
		b.must(closing(p, SoftClosed))
	}
	b.refusedOn("2015-06-30", accrue("a-1", "m-1", "60.00"), ErrPeriodClosed, "would reverse into period 2015-16/04")
	b.mustOn("2015-07-31", accrue("a-1", "m-1", "60.00")) // softly closed itself, and open to finance officers
	b.must(ReopenPeriod{Period: MustPeriod("2015-16/04"), Reason: Text("an accrual")})
	b.mustOn("2015-06-30", accrue("a-2", "m-1", "40.00"))
}

// An accrual whose reversal would fall outside every agreement is refused.
func TestAccrualsEndWithTheAgreement(t *testing.T) {
	t.Parallel()
	b := july(t)
	fund, err := b.fund.OpenFund()
	if err != nil {
		t.Fatal(err)
	}
	fund.Agreements[0].To = MustDate("2015-06-30")
	b.fund.Hold(fund.Ref(), fund)
	b.refusedOn("2015-06-30", accrue("a-1", "m-1", "60.00"), ErrOutsideTerm, "would reverse on 1 July 2015")
	b.mustOn("2015-05-31", accrue("a-1", "m-1", "60.00"))
}

// What is put right by the reversal of an entry is not reversed again, and a reversal is not undone.
func TestAccrualsMadeInError(t *testing.T) {
	t.Parallel()
	b := july(t)
	e := b.mustOn("2015-06-30", accrue("a-1", "m-1", "60.00"))
	b.mustOn("2015-06-30", reverse(e))
	b.refusedOn("2015-07-01", ReverseAccrual{Accrual: "a-1"}, ErrAlreadyReversed, "withdrawn already")
	for _, p := range []string{"2015-16/01", "2015-16/02", "2015-16/03", "2015-16/04"} {
		b.must(ClosePeriod{Period: MustPeriod(p), Close: SoftClosed})
	}
	e = b.mustOn("2015-08-31", accrue("a-2", "m-1", "60.00"))
	b.at = time.Date(2015, time.September, 1, 9, 0, 0, 0, time.UTC)
	done := b.mustOn("2015-09-01", ReverseAccrual{Accrual: "a-2"})
	b.refusedOn("2015-09-01", reverse(e), ErrAlreadyReversed, "accrual a-2 has been reversed")
	b.refusedOn("2015-09-01", reverse(done), ErrWrongState, "is not undone")
	if got := b.balance(orderCommitted); got != MustMoney("-100.00") {
		t.Errorf("%s is left on the commitment", got)
	}
}

// What comes back to a commitment that was released meanwhile can be invoiced, or released in its turn.
func TestAccrualOpensAReleasedCommitment(t *testing.T) {
	t.Parallel()
	b := july(t)
	b.mustOn("2015-06-30", accrue("a-1", "m-1", "60.00"))
	b.mustOn("2015-06-30", ReleaseCommitment{Commitment: "m-1"})
	b.refusedOn("2015-07-01", certify("i-1", "m-1", "1", "60.00"), ErrWrongState, "has been released")
	b.mustOn("2015-07-01", ReverseAccrual{Accrual: "a-1"})
	b.mustOn("2015-07-01", certify("i-1", "m-1", "1", "50.00"))
	b.mustOn("2015-07-01", ReleaseCommitment{Commitment: "m-1"})
	if got := b.balance(orderCommitted); !got.IsZero() {
		t.Errorf("%s is left on the commitment", got)
	}
}

func TestAccrualOffers(t *testing.T) {
	t.Parallel()
	b := july(t)
	b.mustOn("2015-06-30", accrue("a-1", "m-1", "60.00"))
	b.mustOn("2015-07-31", accrue("a-2", "m-1", "40.00"))
	offered := func(ref Ref) (names []string) {
		t.Helper()
		s := b.fund.Overlay()
		s.At = b.at
		d, err := s.document(ref)
		if err != nil {
			t.Fatal(err)
		}
		acts, err := s.Offers(d)
		for errors.Is(err, ErrNotLoaded) {
			b.load(b.fund)
			acts, err = s.Offers(d)
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, act := range acts {
			names = append(names, act.Kind())
		}
		return names
	}
	if got := offered(Accrual{ID: "a-1"}.Ref()); len(got) != 1 || got[0] != "reverse-accrual/1" {
		t.Errorf("an accrual that is due offers %v", got)
	}
	if got := offered(Accrual{ID: "a-2"}.Ref()); len(got) != 0 {
		t.Errorf("an accrual that is not due offers %v", got)
	}
	b.mustOn("2015-07-01", ReverseAccrual{Accrual: "a-1"})
	if got := offered(Accrual{ID: "a-1"}.Ref()); len(got) != 0 {
		t.Errorf("a reversed accrual offers %v", got)
	}
	if got := offered(Commitment{ID: "m-1"}.Ref()); slices.Contains(got, "receive-prepaid/1") {
		t.Errorf("nothing was paid ahead, and a commitment offers %v", got)
	}
	b.must(prepay("1.00"))
	for _, want := range []string{"accrue-spend/1", "prepay-provider/1", "receive-prepaid/1"} {
		if got := offered(Commitment{ID: "m-1"}.Ref()); !slices.Contains(got, want) {
			t.Errorf("an open commitment does not offer %s: %v", want, got)
		}
	}
	if got := offered(Scheme{ID: "a"}.Ref()); !slices.Contains(got, "accrue-spend/1") {
		t.Errorf("a scheme does not offer an accrual: %v", got)
	}
}
