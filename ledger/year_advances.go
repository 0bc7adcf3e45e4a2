package ledger

import (
	"fmt"
	"strings"
)

// yearAdvances are what small money close to people would leave behind at a year's end: a closing entry takes the
// budget of a year to nil, and cash that was advanced out of it could then neither be accounted for nor come back. What
// is merely not spent of a personal health budget lapses: the closing entry has a line of its own for each.
type yearAdvances struct {
	floats []string // cash of floats with their agents, and what is on order from floats
	direct []string // direct payments of personal health budgets
	lapse  []string // what is not spent of personal health budgets
}

// yearAdvances says what stands against closing a year. The budgets behind the advances tell their year; the cash of
// 1300 and 1310 has none, and some of it may be of the next year already.
func (s *State) yearAdvances(y Year) (yearAdvances, error) {
	var out yearAdvances
	committed, err := s.Accounts(AccountList{From: SchemeCommitted, To: SchemeCommitted, Year: y})
	paid, missing := s.Accounts(AccountList{From: DirectPayments, To: DirectPayments})
	if err := firstError(err, missing); err != nil {
		return out, err
	}
	unproved := map[string]Money{}
	for _, h := range paid {
		unproved[h.Account.Of] = h.Balance
	}
	for _, h := range committed {
		if h.Balance.IsZero() {
			continue
		}
		left := h.Balance.Neg().Pounds()
		switch kind, id, _ := strings.Cut(h.Account.Of, "="); kind {
		case floatKind:
			out.floats = append(out.floats, fmt.Sprintf("the agent of float %s holds %s of source %s; have the cash returned, "+
				"or write it off", id, left, h.Account.Source))
		case purchaseKind:
			out.floats = append(out.floats, fmt.Sprintf("%s of purchase %s, source %s, is on order; accept its delivery or "+
				"cancel it", left, id, h.Account.Source))
		case healthBudgetKind:
			b, err := s.HealthBudget(HealthBudgetID(id))
			if err != nil {
				missing = firstError(missing, err)
				continue
			}
			if b.Float != "" {
				out.floats = append(out.floats, fmt.Sprintf("%s of personal health budget %s, source %s, is with the agent of float "+
					"%s; release it and have the cash returned", left, id, h.Account.Source, b.Float))
				continue
			}
			due := unproved[h.Account.Of]
			if !due.IsZero() {
				out.direct = append(out.direct, fmt.Sprintf("%s paid out of personal health budget %s is not accounted for; accept "+
					"evidence of it, have it paid back or write it off", due.Pounds(), id))
			}
			if unspent := h.Balance.Neg().Sub(due); unspent.Sign() > 0 {
				out.lapse = append(out.lapse, fmt.Sprintf("%s of personal health budget %s, scheme %s, is not spent; release it, or "+
					"it lapses", unspent.Pounds(), id, h.Account.Scheme))
			}
		}
	}
	return out, missing
}
