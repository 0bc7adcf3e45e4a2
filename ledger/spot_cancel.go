package ledger

import "slices"

// CancelPurchase gives back what is not delivered of a purchase: to the float, or the budget it was bought from.
type CancelPurchase struct {
	Purchase PurchaseID `json:"purchase"`
	Reason   Private    `json:"reason" screen:"client"`
}

// Kind names the act and its version.
func (CancelPurchase) Kind() string { return "cancel-purchase/1" }

// Matter is the partners' money, which the provider gets no longer.
func (a CancelPurchase) Matter(s *State) (Matter, error) {
	return s.purchaseMatter(a.Purchase, 0, Money{})
}

// Do gives what is left on the purchase back to the float and to the caps. It refuses one that is delivered whole.
func (a CancelPurchase) Do(s *State, _ Authority) (Entry, error) {
	p, lines, err := s.undelivered(a.Purchase)
	if err := firstError(err, needText("the reason", a.Reason)); err != nil {
		return Entry{}, err
	}
	back, counted, err := s.backFrom(p, lines)
	if err != nil {
		return Entry{}, err
	}
	var e Entry
	var total Money
	for n, l := range lines {
		left, err := s.Balance(l.ordered(p.ID))
		if err != nil {
			return Entry{}, err
		}
		if left = left.Neg(); left.Sign() > 0 {
			total = total.Add(left)
			e.Postings = append(e.Postings, Debit(l.ordered(p.ID), left), Credit(back[n], left))
		}
	}
	e.Postings = append(e.Postings, s.giveBack(counted, total)...)
	p.State, p.Cancelled = PurchaseCancelled, a.Reason
	s.Save(p)
	return e, nil
}

// backFrom is where what is not delivered goes: to the float, or to the personal health budget that it was bought from;
// of a budget that is closed since, to the float, and off what counts against the client's cap, too.
func (s *State) backFrom(p SpotPurchase, lines []floatLine) (to []Account, counted []string, err error) {
	b := PersonalHealthBudget{State: HealthBudgetClosed}
	counted = p.Counts
	if p.Budget != "" {
		if b, err = s.HealthBudget(p.Budget); err == nil && b.State == HealthBudgetClosed {
			counted = append(slices.Clone(counted), b.Cap)
		}
	}
	for _, l := range lines {
		account := l.free()
		if b.State != HealthBudgetClosed {
			account = healthLine{b, l.src}.committed()
		}
		to = append(to, account)
	}
	return to, counted, err
}

// undelivered is a purchase of which something may still be delivered, in the year of the entry, with its lines.
func (s *State) undelivered(id PurchaseID) (p SpotPurchase, lines []floatLine, err error) {
	if p, err = s.SpotPurchase(id); err != nil {
		return p, nil, err
	}
	if p.State != PurchaseOrdered && p.State != PurchasePartDelivered {
		return p, nil, ErrWrongState.With("purchase %s is %s", p.ID, p.State)
	}
	if err := s.inYear("purchase", string(p.ID), p.Year); err != nil {
		return p, nil, err
	}
	lines, err = s.purchaseLines(p)
	return p, lines, err
}

// undo has the purchase as it was before it was cancelled.
func (a CancelPurchase) undo(s *State, _ Entry) error {
	p, err := s.SpotPurchase(a.Purchase)
	if err != nil {
		return err
	}
	p.Cancelled = Private{}
	p.State = p.standing()
	s.Save(p)
	return nil
}

// standing is the state that the purchase's deliveries put it in.
func (p SpotPurchase) standing() PurchaseState {
	switch {
	case len(p.Deliveries) == 0:
		return PurchaseOrdered
	case p.delivered().Compare(p.Amount) >= 0:
		return PurchaseDelivered
	}
	return PurchasePartDelivered
}

// Describe says what the act does.
func (a CancelPurchase) Describe() string { return "Purchase " + string(a.Purchase) + " cancelled" }
