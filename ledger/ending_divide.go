package ledger

import "strconv"

// divide brings what is in the pool balance to nil: revenue by its weights, and capital by its own, or to its owners.
func (e *Ending) divide(s *State, agreement Agreement) ([]Posting, error) {
	left, err := s.Accounts(AccountList{From: PoolBalance, To: PoolBalance})
	if err != nil {
		return nil, err
	}
	held := map[Nature][]Holding{}
	for _, h := range left {
		held[h.Account.Nature] = append(held[h.Account.Nature], h)
	}
	lines, first := e.share(s, agreement, held[Revenue], e.Weights)
	if len(e.Capital) > 0 {
		more, second := e.share(s, agreement, held[Capital], e.Capital)
		return append(lines, more...), firstError(first, second)
	}
	for _, h := range held[Capital] {
		more, second := e.share(s, agreement, []Holding{h}, nil)
		lines, first = append(lines, more...), firstError(first, second)
	}
	return lines, first
}

// share divides what sources of one nature hold together: one's surplus bears another's deficit first.
func (e *Ending) share(s *State, agreement Agreement, held []Holding, shares []Share) ([]Posting, error) {
	if len(held) == 0 {
		return nil, nil
	}
	first, err := s.Source(held[0].Account.Source)
	if err != nil {
		return nil, err
	}
	var lines []Posting
	var surplus Money
	for _, h := range held {
		lines = append(lines, Credit(h.Account, h.Balance))
		surplus = surplus.Sub(h.Balance)
	}
	to, parts, err := s.divided(first, greater(surplus, surplus.Neg()), shares)
	if err != nil {
		return nil, err
	}
	var missing error
	for i, src := range to {
		if _, err := agreement.payer(src.Partner); err != nil {
			return nil, err
		}
		if parts[i].IsZero() {
			continue
		}
		part := EndingShare{Partner: src.Partner, Source: src.ID, Amount: parts[i]}
		if surplus.Sign() > 0 {
			lines = append(lines, Credit(src.account(SurplusDue, 0), part.Amount))
		} else {
			owed, err := e.call(s, src, &part)
			lines, missing = append(lines, owed...), firstError(missing, err)
		}
		e.Shares = append(e.Shares, part)
	}
	return lines, missing
}

// call asks a partner for its part of a deficit, by a notice on a contribution that is called whole. It goes to the
// pool balance and is no income of a later year. It refuses a source that central government pays.
func (e *Ending) call(s *State, src Source, part *EndingShare) ([]Posting, error) {
	if src.debtor() != ContributionDebtors {
		return nil, ErrRingFence.With("source %s is a grant of central government and bears %s: name a source of %s's own",
			src.ID, part.Amount.Pounds(), src.Partner)
	}
	id := ContributionID("ending-" + strconv.FormatInt(s.Seq, 10) + "-" + strconv.Itoa(len(e.Shares)+1))
	if err := s.absent(Contribution{ID: id}.Ref()); err != nil {
		return nil, err
	}
	part.Contribution = id
	return s.raiseNotice(Contribution{
		ID: id, Source: src.ID, Partner: src.Partner, Year: e.Year, Agreement: e.Agreement, State: ContributionAgreed,
		Power: src.Power, Instalments: []Instalment{{Number: 1, Due: s.On, Amount: part.Amount, Called: true}},
	}, src, CallNotice{Instalment: 1, Amount: part.Amount, Due: s.On, Income: PoolBalance})
}

// endsDeficit reports whether the notice makes a deficit good at the end of an agreement: it was credited to the pool
// balance of a closed year.
func (n CallNotice) endsDeficit() bool { return n.Income == PoolBalance }
