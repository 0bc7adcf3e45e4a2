package ledger

import "fmt"

// TopUpFloat gives a float budget of one of its sources (row 12).
type TopUpFloat struct {
	Float  FloatID  `json:"float"`
	Source SourceID `json:"source"`
	From   SchemeID `json:"from,omitempty" doc:"the scheme that the float stands under; left out: what is unallocated of the source"`
	Amount Money    `json:"amount"`
}

// AdvanceFloat pays cash of a float to its managing agent (row 12c).
type AdvanceFloat struct {
	Float   FloatID `json:"float"`
	Amount  Money   `json:"amount"`
	Payment Private `json:"payment" screen:"reference" doc:"the payment's reference"`
}

// ReturnFloatCash records that the managing agent has returned cash (row 12r).
type ReturnFloatCash struct {
	Float   FloatID `json:"float"`
	Amount  Money   `json:"amount"`
	Receipt Private `json:"receipt" screen:"reference" doc:"the receipt's reference"`
}

// WriteOffFloatAdvance gives up cash that the managing agent held and that is lost: it is spent (row 14w).
type WriteOffFloatAdvance struct {
	Float  FloatID `json:"float"`
	Amount Money   `json:"amount"`
	Reason Private `json:"reason"`
}

// Kind names the act and its version.
func (TopUpFloat) Kind() string { return "top-up-float/1" }

// Matter is the partner's money.
func (a TopUpFloat) Matter(s *State) (Matter, error) {
	return s.matter(a.Source, SchemeID(a.Float), a.Amount)
}

// Do moves the budget. It refuses another scheme than the one that the float stands under, a source that it
// does not have,
// and more than there is.
func (a TopUpFloat) Do(s *State, _ Authority) (Entry, error) {
	if err := CheckAmount(a.Amount); err != nil {
		return Entry{}, err
	}
	f, err := s.openFloat(a.Float)
	if err != nil {
		return Entry{}, err
	}
	src, err := s.budgetLine(BudgetLine{SchemeID(f.ID), a.Source})
	if err != nil {
		return Entry{}, err
	}
	year := s.Period.Year()
	from, how := src.account(Unallocated, year), BudgetMoved
	if a.From != "" {
		if a.From != f.Scheme {
			return Entry{}, ErrInvalid.With("float %s stands under scheme %s and is topped up from it; vire the budget of "+
				"another scheme", f.ID, f.Scheme)
		}
		if _, err := s.budgetLine(BudgetLine{a.From, a.Source}); err != nil {
			return Entry{}, err
		}
		from, how = src.schemeAccount(SchemeAvailable, year, a.From).By(VirementMove), VirementMove
	}
	return Entry{Postings: []Posting{
		Debit(from, a.Amount),
		Credit(src.schemeAccount(SchemeAvailable, year, SchemeID(f.ID)).By(how), a.Amount),
	}}, nil
}

// Describe says what the act does.
func (a TopUpFloat) Describe() string {
	return fmt.Sprintf("Float %s topped up by %s, source %s", a.Float, a.Amount.Pounds(), a.Source)
}

// agentFloat is a float with a managing agent, its lines and how they stand.
func (s *State) agentFloat(id FloatID) (FloatingFund, []floatLine, []floatStanding, error) {
	f, err := s.FloatingFund(id)
	if err != nil {
		return f, nil, nil, err
	}
	if f.Agent == "" {
		return f, nil, nil, ErrWrongState.With("float %s has no managing agent: the host pays", f.ID)
	}
	lines, err := s.floatLines(f)
	if err != nil {
		return f, nil, nil, err
	}
	standing, err := s.floatStanding(lines)
	return f, lines, standing, err
}

// agentMatter is what policy judges an act on the agent's cash by.
func (s *State) agentMatter(id FloatID, how Move, amount Money) (Matter, error) {
	f, err := s.FloatingFund(id)
	if err != nil {
		return Matter{}, err
	}
	return s.floatMatter(SchemeID(f.ID), f.Sources, f.Agent, how, amount)
}

// Kind names the act and its version.
func (AdvanceFloat) Kind() string { return "advance-float/1" }

// Matter is the partners' money, handed to the agent.
func (a AdvanceFloat) Matter(s *State) (Matter, error) {
	return s.agentMatter(a.Float, Gives, a.Amount)
}

// Do pays the cash, from each source by the draw rule. It refuses a float without an agent, an agent whose payments are
// held, and more than the float has available.
func (a AdvanceFloat) Do(s *State, _ Authority) (Entry, error) {
	if err := firstError(CheckAmount(a.Amount), needText("the payment's reference", a.Payment)); err != nil {
		return Entry{}, err
	}
	f, lines, standing, err := s.agentFloat(a.Float)
	if err == nil && f.State == FloatClosed {
		err = ErrClosed.With("float %s is closed", f.ID)
	}
	if err != nil {
		return Entry{}, err
	}
	if err := s.checkNotHeld(f.Agent); err != nil {
		return Entry{}, err
	}
	from := make([]drawShare, len(lines))
	for n, st := range standing {
		from[n] = drawShare{st.brought(), st.committed.Add(st.consumed), st.available}
	}
	parts, short := f.Draw.drawOn(a.Amount, from)
	if !short.IsZero() {
		return Entry{}, ErrNotEnough.With("%s is more than the %s available in float %s", a.Amount.Pounds(),
			a.Amount.Sub(short).Pounds(), f.ID)
	}
	return postEach(lines, parts, func(l floatLine, part Money) []Posting {
		return []Posting{
			Debit(l.cash(), part), Credit(l.src.account(Cash, 0).By(AgentPaid), part),
			Debit(l.account(SchemeAvailable).By(FloatAdvance), part), Credit(l.advanced(), part),
		}
	}), nil
}

// Describe says what the act does.
func (a AdvanceFloat) Describe() string {
	return fmt.Sprintf("%s paid to the agent of float %s", a.Amount.Pounds(), a.Float)
}

// fromCash divides an amount between the sources of what the agent holds and has not ordered anything for.
func fromCash(f FloatingFund, standing []floatStanding, amount Money) ([]Money, error) {
	from := make([]drawShare, len(standing))
	for n, st := range standing {
		from[n] = drawShare{weight: st.advanced, free: lesser(st.advanced, st.cash)}
	}
	parts, short := DrawProRata.drawOn(amount, from)
	if !short.IsZero() {
		return nil, ErrNotEnough.With("%s is more than the %s that the agent of float %s holds and has ordered nothing for; "+
			"cancel what is on order first", amount.Pounds(), amount.Sub(short).Pounds(), f.ID)
	}
	return parts, nil
}

// Kind names the act and its version.
func (ReturnFloatCash) Kind() string { return "return-float-cash/1" }

// Matter is the partners' money, back from the agent.
func (a ReturnFloatCash) Matter(s *State) (Matter, error) { return s.agentMatter(a.Float, 0, a.Amount) }

// Do records the cash, and gives the float its budget back. It refuses more than the agent holds and has ordered
// nothing for.
func (a ReturnFloatCash) Do(s *State, _ Authority) (Entry, error) {
	if err := firstError(CheckAmount(a.Amount), needText("the receipt's reference", a.Receipt)); err != nil {
		return Entry{}, err
	}
	f, lines, standing, err := s.agentFloat(a.Float)
	if err != nil {
		return Entry{}, err
	}
	parts, err := fromCash(f, standing, a.Amount)
	if err != nil {
		return Entry{}, err
	}
	return postEach(lines, parts, func(l floatLine, part Money) []Posting {
		return []Posting{
			Debit(l.src.account(Cash, 0).By(AgentReturn), part), Credit(l.cash(), part),
			Debit(l.advanced(), part), Credit(l.account(SchemeAvailable).By(FloatAdvance), part),
		}
	}), nil
}

// Describe says what the act does.
func (a ReturnFloatCash) Describe() string {
	return fmt.Sprintf("%s returned by the agent of float %s", a.Amount.Pounds(), a.Float)
}

// Kind names the act and its version.
func (WriteOffFloatAdvance) Kind() string { return "write-off-float-advance/1" }

// Matter is the partners' money, which the agent keeps or has lost.
func (a WriteOffFloatAdvance) Matter(s *State) (Matter, error) {
	return s.agentMatter(a.Float, Gives, a.Amount)
}

// Do spends what is lost. It refuses more than the agent holds and has ordered nothing for.
func (a WriteOffFloatAdvance) Do(s *State, _ Authority) (Entry, error) {
	if err := firstError(CheckAmount(a.Amount), needText("the reason", a.Reason)); err != nil {
		return Entry{}, err
	}
	f, lines, standing, err := s.agentFloat(a.Float)
	if err != nil {
		return Entry{}, err
	}
	parts, err := fromCash(f, standing, a.Amount)
	if err != nil {
		return Entry{}, err
	}
	return postEach(lines, parts, func(l floatLine, part Money) []Posting {
		return l.consumeAdvance(SpotSpend, part)
	}), nil
}

// consumeAdvance spends cash that the agent held.
func (l floatLine) consumeAdvance(on Code, amount Money) []Posting {
	return []Posting{
		Debit(l.account(on), amount), Credit(l.cash(), amount),
		Debit(l.advanced(), amount), Credit(l.account(SchemeConsumed), amount),
	}
}

// Describe says what the act does.
func (a WriteOffFloatAdvance) Describe() string {
	return fmt.Sprintf("%s that the agent of float %s held written off", a.Amount.Pounds(), a.Float)
}
