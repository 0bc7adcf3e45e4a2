package ledger

// A personal health budget that a float's agent holds (row 14a): its cash is with the agent already, so allocating it
// moves memo lines alone, from the agent's advance to the budget, by source. What is bought from it is ordered and
// delivered as any purchase from the float.

// budget is the scheme whose budget holds it: the float's own where a float's agent does.
func (b PersonalHealthBudget) budget() SchemeID {
	if b.Float != "" {
		return SchemeID(b.Float)
	}
	return b.Scheme
}

// sources are those that the budget was allocated from.
func (b PersonalHealthBudget) sources() []SourceID {
	if b.Float == "" {
		return []SourceID{b.Source}
	}
	return drawnSources(b.Parts)
}

// paysHealth says who pays for a budget.
func paysHealth(source SourceID, float FloatID) string {
	if float != "" {
		return "float " + string(float)
	}
	return "source " + string(source)
}

// allocateMatter is the partners' money that is promised to the client: of a source or, where a float is named, of all
// that the float may draw on.
func (s *State) allocateMatter(of BudgetLine, float FloatID, amount Money) (Matter, error) {
	if float == "" {
		return s.matter(of.Source, of.Scheme, amount)
	}
	f, err := s.FloatingFund(float)
	if err != nil {
		return Matter{}, err
	}
	return s.floatMatter(SchemeID(f.ID), f.Sources, "", 0, amount)
}

// drawBudget sets a budget aside of what the float's agent holds, by the float's draw rule (row 14a). It refuses more
// than the agent holds and has ordered nothing for, and what a float's agent cannot hold.
func (s *State) drawBudget(b *PersonalHealthBudget, amount Money) ([]Posting, error) {
	f, err := s.openFloat(b.Float)
	switch {
	case err != nil:
		return nil, err
	case f.Agent == "":
		return nil, ErrWrongState.With("float %s has no managing agent to hold a personal health budget; leave the float out "+
			"and name the source that pays", f.ID)
	case b.Source != "":
		return nil, ErrInvalid.With("the sources of float %s pay by its draw rule: leave the source out", f.ID)
	case b.Scheme != f.Scheme:
		return nil, ErrInvalid.With("float %s stands under scheme %s, whose cap for a client counts: name that scheme", f.ID,
			f.Scheme)
	case b.Form == DirectBudget:
		return nil, ErrInvalid.With("the agent of float %s buys for the client; a direct payment is the host's to make, so "+
			"leave the float out", f.ID)
	}
	lines, parts, err := s.drawFloat(f, amount)
	if err != nil {
		return nil, err
	}
	var out []Posting
	for n, part := range parts {
		if part.IsZero() {
			continue
		}
		b.Parts = append(b.Parts, PurchaseLine{lines[n].src.ID, part})
		out = append(out, Debit(lines[n].advanced(), part), Credit(healthLine{*b, lines[n].src}.committed(), part))
	}
	b.Source = b.Parts[0].Source
	return out, nil
}

// healthParts are the lines of a budget: one, or where a float's agent holds it one for each source. All are asked for
// before any that is missing is told.
func (s *State) healthParts(b PersonalHealthBudget) (lines []healthLine, missing error) {
	for _, id := range b.sources() {
		src, err := s.Source(id)
		lines, missing = append(lines, healthLine{b, src}), firstError(missing, err)
	}
	return lines, missing
}

// drawFromBudget takes what a purchase costs from the personal health budget that it names. It refuses a budget that is
// not open, of another client or not with the float's agent, and more than is left of it.
func (s *State) drawFromBudget(p *SpotPurchase) (e Entry, err error) {
	l, err := s.openHealthLine(p.Budget)
	switch {
	case err != nil:
		return e, err
	case l.of.Float != p.Float:
		return e, ErrInvalid.With("personal health budget %s is not with the agent of float %s", p.Budget, p.Float)
	case l.of.Client != p.Client:
		return e, ErrInvalid.With("personal health budget %s is another client's", p.Budget)
	}
	lines, missing := s.purchaseLines(SpotPurchase{Float: p.Float, Lines: l.of.Parts})
	if missing != nil {
		return e, missing
	}
	from := make([]Account, len(lines))
	for n, line := range lines {
		from[n] = healthLine{l.of, line.src}.committed()
	}
	parts, err := s.divideLeft(p.Amount, l.of.Parts, from, "personal health budget "+string(p.Budget))
	if err != nil {
		return e, err
	}
	return s.orderParts(p, lines, from, parts), nil
}

// releaseToAgent gives what is not spent of a budget back to the float's advance with its agent, and off what counts
// against the cap. An amount of nil is all that is left, and closes the budget.
func (s *State) releaseToAgent(b PersonalHealthBudget, amount Money) (Entry, error) {
	lines, err := s.healthParts(b)
	if err != nil {
		return Entry{}, err
	}
	f, err := s.FloatingFund(b.Float)
	from, left := make([]Account, len(lines)), Money{}
	for n, l := range lines {
		from[n] = l.committed()
		balance, missing := s.Balance(from[n])
		left, err = left.Sub(balance), firstError(err, missing)
	}
	if err != nil {
		return Entry{}, err
	}
	if amount.IsZero() {
		b.State, amount = HealthBudgetClosed, left
		s.Save(b)
		if left.IsZero() {
			return Entry{}, nil
		}
	}
	if err := CheckAmount(amount); err != nil {
		return Entry{}, err
	}
	parts, err := s.divideLeft(amount, b.Parts, from, "personal health budget "+string(b.ID))
	if err != nil {
		return Entry{}, err
	}
	var e Entry
	for n, part := range parts {
		if !part.IsZero() {
			to := floatLine{&f, b.Year, lines[n].src}.advanced()
			e.Postings = append(e.Postings, Debit(from[n], part), Credit(to, part))
		}
	}
	e.Postings = append(e.Postings, s.giveBack([]string{b.Cap}, amount)...)
	return e, nil
}

// healthLeft is what is left of a budget, over all its sources, and how much of that was paid out and is not yet
// accounted for.
func (s *State) healthLeft(b PersonalHealthBudget) (left, out Money, missing error) {
	lines, missing := s.healthParts(b)
	for _, l := range lines {
		more, paid, err := l.balances(s)
		left, out, missing = left.Add(more), out.Add(paid), firstError(missing, err)
	}
	return left, out, missing
}
