package ledger

// standing is how an account stands: its balance, and what it moved within the periods that somebody asked for. Most
// accounts are asked about in one period, which has a place of its own; the others are in further.
type standing struct {
	balance Money
	moved   Money // within period
	further map[Period]Money
	number  int32 // the journal's own of the account; 0: none yet
	period  Period
	begun   bool // with its document, since a bounded State was last merged into
}

// in is what the account moved within a period, if it is known.
func (st *standing) in(period Period) (moved Money, known bool) {
	if period == st.period {
		return st.moved, true
	}
	moved, known = st.further[period]
	return moved, known
}

// know notes what the account moved within a period.
func (st *standing) know(period Period, moved Money) {
	if period != st.period {
		if st.further == nil {
			st.further = map[Period]Money{}
		}
		st.further[st.period] = st.moved
		delete(st.further, period)
	}
	st.period, st.moved = period, moved
}

// take has the account stand as it does later.
func (st *standing) take(later standing) {
	for period, moved := range later.further {
		st.know(period, moved)
	}
	st.know(later.period, later.moved)
	st.balance = later.balance
	if later.number != 0 {
		st.number = later.number
	}
}

// balance is how an account stands and what it moved within a period.
func (s *State) balance(key AccountPeriod) (balance, movement Money, err error) {
	st, err := s.standing(key)
	return st.balance, st.moved, err
}

// standing is the account's as far as it is asked for.
func (s *State) standing(key AccountPeriod) (standing, error) {
	found, some := standing{period: key.Period}, false
	for at := s; at != nil; at = at.parent {
		held, ok := at.holds(key.Account)
		if !ok {
			continue
		}
		if !some {
			found.balance, found.number, found.begun, some = held.balance, held.number, held.begun, true
		}
		if moved, known := held.in(key.Period); known {
			found.moved = moved
			return found, nil
		}
	}
	s.missing.Accounts[key] = true
	return standing{}, ErrNotLoaded
}

// holds is how an account stands at this level.
func (s *State) holds(a Account) (standing, bool) {
	if one := s.moved.find(a); one != nil {
		return one.standing(s.movedIn), true
	}
	return s.balances.get(a)
}

// Balance is an account's balance before the act, debits positive.
func (s *State) Balance(a Account) (Money, error) {
	m, _, err := s.balance(AccountPeriod{a, s.Period})
	return m, err
}

// HoldBalance puts an account's committed balance, its movement within a period, and the journal's number of it into
// the State; 0 is the number of one that nobody has posted to.
func (s *State) HoldBalance(a AccountPeriod, balance, movement Money, number int32) {
	held, known := s.balances.get(a.Account)
	if !known {
		held = standing{balance: balance, period: a.Period, number: number}
	}
	held.know(a.Period, movement)
	s.balances.put(a.Account, held)
}

// AccountNumber is the journal's number of an account that is held, or 0.
func (s *State) AccountNumber(a Account) int32 {
	for at := s; at != nil; at = at.parent {
		if held, ok := at.balances.get(a); ok {
			return held.number
		}
	}
	return 0
}

// NumberAccount notes the number that the journal gives an account that is held.
func (s *State) NumberAccount(a Account, number int32) {
	held, _ := s.balances.get(a)
	held.number = number
	s.balances.put(a, held)
}

// stand has the State's accounts stand as an entry moved them. They are few, and stand as the entry has them until the
// State is merged or moved by another.
func (s *State) stand(m moved, period Period) {
	if s.stood {
		s.settleOn(s)
	}
	s.moved, s.movedIn, s.stood = m, period, true
}

// settleOn puts what an entry moved among the balances of a State.
func (s *State) settleOn(on *State) {
	on.balances.expect(len(s.moved.accounts))
	for i := range s.moved.accounts {
		on.become(s.moved.accounts[i].account, s.moved.accounts[i].standing(s.movedIn))
	}
}

// become has one account stand as it does later. One that an act began a bounded State does not keep: of what a fund
// has most it holds what somebody asks for again.
func (s *State) become(a Account, later standing) {
	if later.begun && s.balances.max > 0 {
		s.balances.drop(a) // somebody may have asked before it was
		return
	}
	if held, ok := s.balances.get(a); ok {
		held.take(later)
		later = held
	}
	s.balances.put(a, later)
}

// mergeBalances puts an overlay's balances into the State below it.
func (s *State) mergeBalances() {
	p := s.parent
	if len(p.balances.young) == 0 && p.parent != nil {
		p.balances.young = s.balances.young // the overlay is done with
	} else {
		for a, later := range s.balances.young {
			p.become(a, later)
		}
	}
	if s.stood {
		s.settleOn(p)
	}
}
