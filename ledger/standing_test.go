package ledger

// balanceOf is the balance of an account that is held, or nil.
func (s *State) balanceOf(a Account) Money {
	held, _ := s.balances.get(a)
	return held.balance
}

// movementOf is what an account that is held moved within a period, or nil.
func (s *State) movementOf(a Account, period Period) Money {
	held, _ := s.balances.get(a)
	moved, _ := held.in(period)
	return moved
}

// Move posts one line, and Stands is how an account stands for a period, for tests outside the package.
func (s *State) Move(a Account, period Period, amount Money) {
	e := Entry{Period: period, Postings: []Posting{{Account: a, Amount: amount}}}
	m, err := s.move(&e)
	if err != nil {
		panic(err)
	}
	s.stand(m, period)
}

func (s *State) Stands(a Account, period Period) (balance, moved Money) {
	balance, moved, err := s.balance(AccountPeriod{a, period})
	if err != nil {
		panic(err)
	}
	return balance, moved
}

// HeldAccounts is how many accounts are held.
func (s *State) HeldAccounts() int { return len(s.balances.young) + len(s.balances.old) }

// Begin is begin, for tests outside the package.
func (s *State) Begin(ref Ref, a Account) { s.begin(ref, a) }
