package ledger

// drawFor takes what the purchase costs from the float's sources (row 13o), or from a personal health budget.
func (s *State) drawFor(f FloatingFund, p *SpotPurchase) (e Entry, err error) {
	if p.Budget != "" {
		return s.drawFromBudget(p)
	}
	lines, parts, err := s.drawFloat(f, p.Amount)
	if err != nil {
		return e, err
	}
	from := make([]Account, len(lines))
	for n, line := range lines {
		from[n] = line.free()
	}
	return s.orderParts(p, lines, from, parts), nil
}

// orderParts orders each part that is not nil: it is taken from its account, and kept for the purchase, which is new.
func (s *State) orderParts(p *SpotPurchase, lines []floatLine, from []Account, parts []Money) (e Entry) {
	for n, part := range parts {
		if part.IsZero() {
			continue
		}
		p.Lines = append(p.Lines, PurchaseLine{lines[n].src.ID, part})
		ordered := lines[n].ordered(p.ID)
		s.begin(p.Ref(), ordered)
		e.Postings = append(e.Postings, Debit(from[n], part), Credit(ordered, part))
	}
	return e
}

// drawFloat divides an amount between the float's sources by its draw rule. It refuses more than is left of the float;
// of one with an agent, more than it holds and has neither ordered for nor set aside for a client.
func (s *State) drawFloat(f FloatingFund, amount Money) (lines []floatLine, parts []Money, err error) {
	if lines, err = s.floatLines(f); err != nil {
		return nil, nil, err
	}
	from, err := s.drawShares(f, lines)
	if err != nil {
		return nil, nil, err
	}
	parts, short := f.Draw.drawOn(amount, from)
	if !short.IsZero() {
		where := "left in float " + string(f.ID)
		if f.Agent != "" {
			where = "of cash left with the agent of float " + string(f.ID)
		}
		err = ErrNotEnough.With("%s is more than the %s %s", amount.Pounds(), amount.Sub(short).Pounds(), where)
	}
	return lines, parts, err
}

// drawShares are what may be drawn from a float's lines and, where the rule weighs several of them, what each brought
// and what was drawn from it.
func (s *State) drawShares(f FloatingFund, lines []floatLine) (from []drawShare, missing error) {
	from = make([]drawShare, len(lines))
	if f.Draw == DrawProRata && len(lines) > 1 {
		standing, err := s.floatStanding(lines)
		if err != nil {
			return nil, err
		}
		for n, st := range standing {
			from[n] = drawShare{weight: st.brought().Sub(st.fee), drawn: st.bought()}
		}
	}
	for n, l := range lines {
		free, err := s.Balance(l.left())
		from[n].free, missing = free.Neg(), firstError(missing, err)
	}
	return from, missing
}

// divideLeft divides an amount between accounts by what each began with, on all that was taken from them so far, to the
// penny. It refuses more than is left on them.
func (s *State) divideLeft(amount Money, began []PurchaseLine, on []Account, what string) ([]Money, error) {
	from := make([]drawShare, len(on))
	for n, a := range on {
		left, err := s.Balance(a)
		if err != nil {
			return nil, err
		}
		from[n] = drawShare{weight: began[n].Amount, drawn: began[n].Amount.Add(left), free: left.Neg()}
	}
	parts, short := DrawProRata.drawOn(amount, from)
	if !short.IsZero() {
		return nil, ErrNotEnough.With("%s is %s more than the %s left on %s", amount.Pounds(), short.Pounds(),
			amount.Sub(short).Pounds(), what)
	}
	return parts, nil
}

// undo cancels the purchase. It refuses one of which something was delivered or given back since, and one from a
// personal health budget that is closed since.
func (a OrderPurchase) undo(s *State, _ Entry) error {
	p, err := s.SpotPurchase(a.ID)
	if err != nil {
		return err
	}
	if p.State != PurchaseOrdered {
		return ErrWrongState.With("purchase %s is %s, so what was ordered is not taken back; cancel what is not delivered",
			p.ID, p.State)
	}
	if p.Budget != "" {
		b, err := s.HealthBudget(p.Budget)
		if err == nil && b.State == HealthBudgetClosed {
			err = ErrWrongState.With("personal health budget %s is closed; cancel purchase %s instead", b.ID, p.ID)
		}
		if err != nil {
			return err
		}
	}
	p.State = PurchaseCancelled
	s.Save(p)
	return nil
}

// drawnSources are the sources of parts, in their order.
func drawnSources(parts []PurchaseLine) []SourceID {
	list := make([]SourceID, len(parts))
	for n, l := range parts {
		list[n] = l.Source
	}
	return list
}
