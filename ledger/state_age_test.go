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
		s.HoldBalance(ledger.AccountPeriod{Account: account(n)}, ledger.Pence(7), ledger.Money{})
	}
	const most = 3
	hold(0)
	hold(1)
	if s.Age(most, most) || !s.HoldsBalance(account(1)) {
		t.Fatal("fewer than may rest were forgotten")
	}
	hold(2)
	if s.Age(most, most) {
		t.Fatal("the first generation was forgotten at once")
	}
	if balance, err := s.Balance(account(0)); err != nil || balance != ledger.Pence(7) { // and so it is young again
		t.Fatalf("balance %v, %v", balance, err)
	}
	hold(3)
	hold(4)
	if !s.Age(most, most) {
		t.Fatal("nothing was forgotten of two generations")
	}
	for n, held := range []bool{true, false, false, true, true} {
		if s.HoldsBalance(account(n)) != held {
			t.Errorf("account %d is held: %t", n, !held)
		}
	}
	if _, err := s.Balance(account(1)); err == nil || s.TakeMissing().Empty() {
		t.Errorf("a forgotten account's balance is given: %v", err)
	}
}
