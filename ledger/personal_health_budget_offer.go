package ledger

// offers of a scheme's terms: they are set anew, and budgets are allocated under them.
func (t HealthBudgetTerms) offers(s *State) ([]Act, error) {
	acts := []Act{SetHealthBudgetTerms{Scheme: t.Scheme}}
	scheme, err := s.Scheme(t.Scheme)
	for _, line := range scheme.Lines {
		acts = append(acts, AllocateHealthBudget{Scheme: t.Scheme, Source: line.Source},
			AllocateAboveCap{Scheme: t.Scheme, Source: line.Source})
	}
	return acts, err
}

func (b PersonalHealthBudget) offers(s *State) ([]Act, error) {
	if b.State == HealthBudgetReversed {
		return nil, nil
	}
	left, out, err := s.healthLeft(b)
	lapsed, missing := s.yearClosed(b.Year)
	if err := firstError(err, missing); err != nil {
		return nil, err
	}
	var acts []Act
	if b.State == HealthBudgetOpen && !lapsed && left.Compare(out.Add(b.asked())) > 0 {
		acts = append(acts, b.buying())
		if b.Form == DirectBudget {
			acts = append(acts, PayDirect{Budget: b.ID}, RequestPayment{Budgets: []DirectRequest{{Budget: b.ID}}})
		}
	}
	if out.Sign() > 0 {
		acts = append(acts, AcceptBudgetEvidence{Budget: b.ID, Amount: out}, ReturnBudgetMoney{Budget: b.ID},
			DemandRepayment{Budget: b.ID}, WriteOffDirectPayment{Budget: b.ID})
	}
	if n := len(b.Demands); n > 0 && b.Demands[n-1].State == RepaymentDemanded {
		acts = append(acts, ReconsiderDemand{Budget: b.ID})
	}
	if lapsed { // what was left of it has lapsed with its year
		return acts, nil
	}
	if b.State == HealthBudgetOpen {
		acts = append(acts, StopHealthBudget{Budget: b.ID})
	}
	if b.State != HealthBudgetClosed {
		acts = append(acts, ReviewHealthBudget{Budget: b.ID}, ReleaseHealthBudget{Budget: b.ID})
	}
	return acts, nil
}
