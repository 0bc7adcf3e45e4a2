package ledger

import (
	"cmp"
	"slices"
)

// The accounts that a closing entry takes to nil. Allowances are limits of their windows, not money, and stay.
func incomeAndSpend(y Year) AccountList { return AccountList{From: 4000, To: 5999, Year: y} }
func broughtForward() AccountList       { return AccountList{From: CarriedForward, To: RiskPool} }
func budgets(y Year) AccountList        { return AccountList{From: 9000, To: 9499, Year: y} }

// closingLines are the lines of a year's closing entry (row 18): for each source its income, its spend and what was
// brought forward, each against the pool balance, and then every budget.
func (s *State) closingLines(y Year) ([]Posting, error) {
	flows, err := s.Accounts(incomeAndSpend(y))
	brought, missing := s.Accounts(broughtForward())
	memo, lacking := s.Accounts(budgets(y))
	if err := firstError(err, missing, lacking); err != nil {
		return nil, err
	}
	all := slices.Concat(flows, brought)
	slices.SortStableFunc(all, func(a, b Holding) int {
		return cmp.Or(cmp.Compare(a.Account.Partner, b.Account.Partner), cmp.Compare(a.Account.Source, b.Account.Source),
			cmp.Compare(closingOrder(a.Account.Code), closingOrder(b.Account.Code)))
	})
	var lines []Posting
	for len(all) > 0 {
		first, sum, n := all[0].Account, Money{}, 0
		for n < len(all) && all[n].Account.Source == first.Source &&
			closingOrder(all[n].Account.Code) == closingOrder(first.Code) {
			lines = append(lines, Credit(all[n].Account, all[n].Balance))
			sum = sum.Add(all[n].Balance)
			n++
		}
		if !sum.IsZero() {
			lines = append(lines, Debit(poolBalance(first), sum))
		}
		all = all[n:]
	}
	for _, h := range memo {
		lines = append(lines, Credit(h.Account, h.Balance))
	}
	return lines, nil
}

// closingOrder is income before spend before what was brought forward.
func closingOrder(c Code) int {
	switch {
	case c.isIncome():
		return 1
	case c.isSpend():
		return 2
	}
	return 3
}

// poolBalance is the pool balance of an account's source.
func poolBalance(a Account) Account {
	return Account{Code: PoolBalance, Partner: a.Partner, Source: a.Source, Nature: a.Nature}
}
