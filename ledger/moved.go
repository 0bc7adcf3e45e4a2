package ledger

// moved is the accounts that an entry moves, as they stand after it. An entry moves few, and looks each up in the State
// once.
type moved struct {
	accounts []movedAccount
	index    map[Account]int // where they are many
}

type movedAccount struct {
	account           Account
	balance, movement Money // movement within the entry's period
	number            int32 // the journal's of the account
	begun             bool
}

func (m *movedAccount) standing(period Period) standing {
	return standing{balance: m.balance, moved: m.movement, period: period, number: m.number, begun: m.begun}
}

// movedFew is up to how many accounts are found faster one after another than by an index.
const movedFew = 16

// move works out how the accounts of an entry stand after it. It asks for all that is missing at once, and refuses with
// ErrNotLoaded then.
func (s *State) move(e *Entry) (m moved, err error) {
	m.accounts = make([]movedAccount, 0, min(2*len(e.Postings), movedFew))
	for _, p := range e.Postings {
		control := p.Account.Control()
		err = firstError(err, m.add(s, AccountPeriod{control, e.Period}, p.Amount))
		if p.Account != control {
			err = firstError(err, m.add(s, AccountPeriod{p.Account, e.Period}, p.Amount))
		}
	}
	return m, err
}

func (m *moved) add(s *State, key AccountPeriod, amount Money) error {
	one := m.find(key.Account)
	if one == nil {
		st, err := s.standing(key)
		if err != nil {
			return err
		}
		one = m.put(movedAccount{key.Account, st.balance, st.moved, st.number, st.begun})
	}
	one.balance, one.movement = one.balance.Add(amount), one.movement.Add(amount)
	return nil
}

// find is an account that the entry moves, or nil.
func (m *moved) find(a Account) *movedAccount {
	if m.index != nil {
		if n, ok := m.index[a]; ok {
			return &m.accounts[n]
		}
		return nil
	}
	for n := range m.accounts {
		if m.accounts[n].account == a {
			return &m.accounts[n]
		}
	}
	return nil
}

func (m *moved) put(one movedAccount) *movedAccount {
	m.accounts = append(m.accounts, one)
	n := len(m.accounts) - 1
	switch {
	case m.index != nil:
		m.index[one.account] = n
	case n == movedFew:
		m.index = map[Account]int{}
		for i := range m.accounts {
			m.index[m.accounts[i].account] = i
		}
	}
	return &m.accounts[n]
}

// settle notes the balances after the whole entry and holds the account's floor.
func (m *moved) settle(p *Posting) error {
	r, control, own := &p.After, m.find(p.Account.Control()), m.find(p.Account)
	r.Balance, r.Period = control.balance, control.movement
	r.SubsidiaryBalance, r.SubsidiaryPeriod = own.balance, own.movement
	line, _ := p.Account.Code.Line()
	after := r.Balance
	switch line.floor {
	case noFloor:
		return nil
	case subsidiaryFloor:
		after = r.SubsidiaryBalance
	}
	if line.Credit {
		after = after.Neg()
	}
	if after.Sign() < 0 {
		return tooLittle(p, line, after)
	}
	return nil
}
