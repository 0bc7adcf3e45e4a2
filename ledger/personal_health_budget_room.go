package ledger

// HealthBudgetRoom is what is left to somebody who buys from a client's personal health budget. Each figure is the
// balance of accounts, or follows from that and from what payment requests ask for.
type HealthBudgetRoom struct {
	Budget  HealthBudgetID   `json:"budget"`
	Float   FloatID          `json:"float,omitempty" doc:"whose agent holds it: order from that float, naming the budget (order-purchase); none: the host pays (buy-from-budget)"` //nolint:lll // a tag cannot be broken
	Form    HealthBudgetForm `json:"form"`
	Balance Money            `json:"balance" doc:"what is not spent of it (9300)"`
	PaidOut Money            `json:"paidOut,omitzero" doc:"of that, paid to the client directly and not yet accounted for (1310)"`
	Asked   Money            `json:"asked,omitzero" doc:"of that, what payment requests ask for"`
	Left    Money            `json:"left" doc:"what may still be bought: the balance, less what is paid out and asked for"`
}

// After is the room after a purchase of an amount, never less than nothing.
func (r HealthBudgetRoom) After(amount Money) HealthBudgetRoom {
	r.Balance = greater(r.Balance.Sub(amount), Money{})
	r.Left = greater(r.Left.Sub(amount), Money{})
	return r
}

// HealthBudgetRoom is what is left of a budget on a day, with the act that buys from it; no act, where nothing can be
// bought from it on that day. It returns ErrNotLoaded.
func (s *State) HealthBudgetRoom(b PersonalHealthBudget, on Date) (HealthBudgetRoom, Act, error) {
	s.On, s.Period = on, PeriodOf(on)
	left, out, err := s.healthLeft(b)
	room := HealthBudgetRoom{
		Budget: b.ID, Float: b.Float, Form: b.Form, Balance: left, PaidOut: out, Asked: b.asked(),
		Left: left.Sub(out).Sub(b.asked()),
	}
	if err != nil || b.State != HealthBudgetOpen || b.Year != s.Period.Year() || room.Left.Sign() <= 0 {
		return room, nil, err
	}
	if b.Float != "" {
		f, err := s.FloatingFund(b.Float)
		if err != nil || f.State != FloatOpen {
			return room, nil, err
		}
	}
	return room, b.buying(), nil
}

// buying is the act that buys from the budget: the float's agent orders, or the host pays.
func (b PersonalHealthBudget) buying() Act {
	if b.Float != "" {
		return OrderPurchase{Float: b.Float, Client: b.Client, Budget: b.ID}
	}
	return BuyFromBudget{Budget: b.ID}
}
