package ledger

func (r RiskShare) offers(*State) ([]Act, error) {
	return []Act{
		SetRiskShare{Version: r.Agreement}, CallRiskShare{Agreement: r.Agreement}, CallAboveCap{Agreement: r.Agreement},
	}, nil
}

func (p PerformancePlan) offers(*State) ([]Act, error) {
	return []Act{
		PlanPerformance{Contribution: p.Contribution}, ReleasePerformance{Contribution: p.Contribution},
	}, nil
}

// offers of a leaving, which can be put right until the day is over.
func (l Leaving) offers(s *State) ([]Act, error) {
	if l.Last < DateOf(s.At) {
		return nil, nil
	}
	return []Act{LeaveAgreement{Partner: l.Partner}}, nil
}

// offers of a cut-off, which can be moved until its day is over.
func (c CutOff) offers(s *State) ([]Act, error) {
	if c.Date < DateOf(s.At) {
		return nil, nil
	}
	return []Act{SetCutOff{Partner: c.Partner, Year: c.Year}}, nil
}

func (p BudgetProfile) offers(*State) ([]Act, error) {
	return []Act{ProfileBudget{Scheme: p.Scheme, Source: p.Source}}, nil
}

func (m Measure) offers(*State) ([]Act, error) {
	return []Act{DefineMeasure{ID: m.ID, Scheme: m.Scheme, Provider: m.Provider}, RecordActual{Measure: m.ID}}, nil
}

func (a Actual) offers(*State) ([]Act, error) {
	return []Act{RecordActual{Measure: a.Measure, From: a.From, To: a.To}}, nil
}

func (c SavingClaim) offers(*State) ([]Act, error) {
	if c.State != ClaimStands {
		return nil, nil
	}
	return []Act{WithdrawClaim{Claim: c.ID}}, nil
}

func (b Body) offers(*State) ([]Act, error) {
	return []Act{RecordSuccessor{Predecessor: b.ID}, IdentifyBody{Body: b.ID}}, nil
}

// offers of a key that is trusted.
func (k SigningKey) offers(*State) ([]Act, error) {
	if k.Last != 0 {
		return nil, nil
	}
	return []Act{RevokeKey{Key: k.ID}}, nil
}

func (f Feed) offers(*State) ([]Act, error) { return []Act{RecordFeed{Feed: f.ID}}, nil }
