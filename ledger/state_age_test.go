package ledger_test

import (
	"fmt"
	"testing"

	"pooled/ledger"
)

// TestStateAges holds that what is used stays in memory, what is not is forgotten after two turns, and that what was
// forgotten is asked for again and not taken as nil.
func TestStateAges(t *testing.T) {
	t.Parallel()
	s := ledger.NewState("fund", nil, 100)
	account := func(n int) ledger.Account {
		return ledger.Account{Code: ledger.SchemeAvailable, Scheme: ledger.SchemeID(fmt.Sprint("scheme-", n))}
	}
	hold := func(n int) {
		s.HoldBalance(ledger.AccountPeriod{Account: account(n)}, ledger.Pence(7), ledger.Money{}, int32(n+1))
	}
	const most = 3
	hold(0)
	hold(1)
	if s.Age(most, most); s.HeldAccounts() != 2 {
		t.Fatal("fewer than may rest were forgotten")
	}
	hold(2)
	if s.Age(most, most); s.HeldAccounts() != 3 {
		t.Fatal("the first generation was forgotten at once")
	}
	if balance, err := s.Balance(account(0)); err != nil || balance != ledger.Pence(7) { // and so it is young again
		t.Fatalf("balance %v, %v", balance, err)
	}
	hold(3)
	hold(4)
	s.Age(most, most)
	for n, held := range []bool{true, false, false, true, true} {
		if number := s.AccountNumber(account(n)); (number == int32(n+1)) != held {
			t.Errorf("account %d is held: %t, as number %d", n, !held, number)
		}
	}
	if _, err := s.Balance(account(1)); err == nil || s.TakeMissing().Empty() {
		t.Errorf("a forgotten account's balance is given: %v", err)
	}
}

// TestStateKnowsWhatPeriodsMoved holds that an account's movements are kept apart by period, at each level, and that a
// period nobody asked about is asked for and not taken as nil.
func TestStateKnowsWhatPeriodsMoved(t *testing.T) {
	t.Parallel()
	s := ledger.NewState("fund", nil, 0)
	a := ledger.Account{Code: ledger.SchemeAvailable, Scheme: "reablement"}
	first, second := ledger.NewPeriod(2015, 1), ledger.NewPeriod(2015, 2)
	s.HoldBalance(ledger.AccountPeriod{Account: a, Period: first}, ledger.Pence(30), ledger.Pence(10), 4)
	over := s.Overlay()
	over.Period = second
	_, err := over.Balance(a)
	if err == nil || !over.TakeMissing().Accounts[ledger.AccountPeriod{Account: a, Period: second}] {
		t.Fatalf("a period that is not known is not asked for: %v", err)
	}
	s.HoldBalance(ledger.AccountPeriod{Account: a, Period: second}, ledger.Pence(999), ledger.Pence(20), 4)
	for range 3 { // in turn, so that each has the place of its own and gives it up
		for period, pence := range map[ledger.Period]int64{first: 10, second: 20} {
			over = s.Overlay()
			over.Move(a, period, ledger.Pence(1))
			if balance, moved := over.Stands(a, period); balance != ledger.Pence(31) || moved != ledger.Pence(pence+1) {
				t.Errorf("period %v: balance %v, moved %v", period, balance, moved)
			}
		}
	}
	over = s.Overlay()
	over.Move(a, first, ledger.Pence(1))
	over.Move(a, second, ledger.Pence(1))
	over.Merge()
	for period, pence := range map[ledger.Period]int64{first: 11, second: 21} {
		if balance, moved := s.Stands(a, period); balance != ledger.Pence(32) || moved != ledger.Pence(pence) {
			t.Errorf("period %v after both: balance %v, moved %v", period, balance, moved)
		}
	}
	if s.AccountNumber(a) != 4 {
		t.Errorf("the account's number is %d", s.AccountNumber(a))
	}
}

// TestStateForgetsWhatBegan holds that an account that began with its document is asked for again, and is not at nil
// because somebody asked before.
func TestStateForgetsWhatBegan(t *testing.T) {
	t.Parallel()
	s := ledger.NewState("fund", nil, 100)
	ref := ledger.SpotPurchase{ID: "p-1"}.Ref()
	a := ledger.Account{Code: ledger.SchemeCommitted, Scheme: "small"}.For("purchase", "p-1")
	period := ledger.NewPeriod(2015, 1)
	key := ledger.AccountPeriod{Account: a, Period: period}
	s.HoldBalance(key, ledger.Money{}, ledger.Money{}, 0)
	s.HoldBalance(ledger.AccountPeriod{Account: a.Control(), Period: period}, ledger.Pence(-5), ledger.Pence(-5), 1)
	s.Hold(ref, nil)
	batch := s.Overlay()
	act := batch.Overlay()
	act.Period = period
	act.Begin(ref, a)
	act.Move(a, period, ledger.Pence(-20))
	act.Merge()
	if balance, _ := batch.Stands(a, period); balance != ledger.Pence(-20) {
		t.Errorf("in its batch the account stands at %v", balance)
	}
	batch.Merge()
	after := s.Overlay()
	after.Period = period
	if balance, err := after.Balance(a); err == nil || !after.TakeMissing().Accounts[key] {
		t.Errorf("after its batch it is told as %v, %v", balance, err)
	}
}
