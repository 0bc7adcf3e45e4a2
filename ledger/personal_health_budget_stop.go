package ledger

import "fmt"

// ReleaseHealthBudget gives back what is not spent of a personal health budget (row 14r): the scheme, or the float
// whose agent holds it, and the client's cap get it.
type ReleaseHealthBudget struct {
	Budget HealthBudgetID `json:"budget"`
	Amount Money          `json:"amount,omitzero" doc:"left out: all that is left, and the budget is closed"`
}

// StopHealthBudget has nothing more bought or paid from a personal health budget.
type StopHealthBudget struct {
	Budget  HealthBudgetID `json:"budget"`
	Grounds string         `json:"grounds" doc:"from the list of grounds, such as consent-withdrawn"`
	Reason  Private        `json:"reason" screen:"client"`
}

// ReviewHealthBudget records that the budget and its payments were reviewed. The next review is within a year.
type ReviewHealthBudget struct {
	Budget   HealthBudgetID `json:"budget"`
	Evidence Private        `json:"evidence" screen:"client" doc:"what the review is recorded in"`
}

// StopGrounds are the grounds on which direct payments must be stopped (the National Health Service (Direct Payments)
// Regulations 2013, SI 2013/1617, regulation 17(1)) or may be (regulation 17(2)), in its order. The second list is open
// at its end: payments may be stopped where that is appropriate for another reason, as where they are not needed. The
// regulation is of direct payments; other budgets are stopped on the same grounds.
var StopGrounds = CodeList{
	// Regulation 17(1)(a) to (c).
	{Code: "consent-withdrawn", Name: "The client does not consent, or no longer", First: 2013},
	{Code: "representative-withdrawn", Name: "The representative no longer consents, nor anybody else", First: 2013},
	{Code: "consent-ended", Name: "Consent has ended as regulation 4(4)(b) or 5(8)(b) says", First: 2013},
	// Regulation 17(2)(a) to (h).
	{Code: "no-longer-eligible", Name: "The client may no longer have one", First: 2013},
	{Code: "unsuitable-recipient", Name: "The representative or nominee is not suitable", First: 2013},
	{Code: "nominee-refuses", Name: "The nominee does not agree to receive it", First: 2013},
	{Code: "nomination-withdrawn", Name: "The nomination has been withdrawn", First: 2013},
	{Code: "not-used-as-planned", Name: "It was not used as the care plan says", First: 2013},
	{Code: "theft-or-fraud", Name: "Theft, fraud or another offence may have occurred", First: 2013},
	{Code: "needs-not-met", Name: "The needs cannot be met by it, or are not", First: 2013},
	{Code: "died", Name: "The client has died", First: 2013},
	// Regulation 17(2), what it leaves open.
	{Code: "not-needed", Name: "It is no longer needed, or stopped for another good reason", First: 2013},
}

// Kind names the act and its version.
func (ReleaseHealthBudget) Kind() string { return "release-health-budget/1" }

// Matter is the partner's money, which the scheme gets back.
func (a ReleaseHealthBudget) Matter(s *State) (Matter, error) {
	return s.healthMatter(a.Budget, a.Amount)
}

// Do gives the money back. It refuses more than is left less what is paid out and not yet accounted for, and to close a
// budget of which something is.
func (a ReleaseHealthBudget) Do(s *State, _ Authority) (Entry, error) {
	l, err := s.healthLine(a.Budget)
	if err == nil && (l.of.State == HealthBudgetClosed || l.of.State == HealthBudgetReversed) {
		err = ErrWrongState.With("personal health budget %s is %s already", a.Budget, l.of.State)
	}
	if err := firstError(err, l.inYear(s)); err != nil {
		return Entry{}, err
	}
	if l.of.Float != "" {
		return s.releaseToAgent(l.of, a.Amount)
	}
	if !a.Amount.IsZero() {
		err := firstError(CheckAmount(a.Amount), l.checkFree(s, "release", a.Amount))
		return Entry{Postings: l.giveBack(a.Amount)}, err
	}
	left, out, err := l.balances(s)
	if err == nil && !out.IsZero() {
		err = ErrWrongState.With("%s is paid out of personal health budget %s and not yet accounted for; settle that first, or "+
			"say how much to release", out.Pounds(), a.Budget)
	}
	if err != nil {
		return Entry{}, err
	}
	l.of.State = HealthBudgetClosed
	s.Save(l.of)
	if left.IsZero() {
		return Entry{}, nil
	}
	return Entry{Postings: l.giveBack(left)}, nil
}

// undo has the budget as it was before its release.
func (a ReleaseHealthBudget) undo(s *State, _ Entry) error {
	b, err := s.HealthBudget(a.Budget)
	if err != nil || b.State != HealthBudgetClosed {
		return err
	}
	if !a.Amount.IsZero() {
		return s.unsettle(a.Budget)
	}
	b.State = HealthBudgetOpen
	if b.Stopped != 0 {
		b.State = HealthBudgetStopped
	}
	s.Save(b)
	return nil
}

// Describe says what the act does.
func (a ReleaseHealthBudget) Describe() string {
	if a.Amount.IsZero() {
		return fmt.Sprintf("What is left of personal health budget %s released", a.Budget)
	}
	return fmt.Sprintf("%s of personal health budget %s released", a.Amount.Pounds(), a.Budget)
}

// Kind names the act and its version.
func (StopHealthBudget) Kind() string { return "stop-health-budget/1" }

// Matter is no money: it is about the scheme.
func (a StopHealthBudget) Matter(s *State) (Matter, error) { return s.healthMatter(a.Budget, Money{}) }

// Do stops the budget. It refuses grounds that are not in the list, and a budget that is not open.
func (a StopHealthBudget) Do(s *State, _ Authority) (Entry, error) {
	err := firstError(StopGrounds.check("the ground", a.Grounds, s.Period.Year()), needText("the reason", a.Reason))
	if err != nil {
		return Entry{}, err
	}
	b, err := s.HealthBudget(a.Budget)
	if err == nil && b.State != HealthBudgetOpen {
		err = ErrWrongState.With("personal health budget %s is %s already", a.Budget, b.State)
	}
	if err != nil {
		return Entry{}, err
	}
	b.State, b.Stopped, b.Grounds, b.Why = HealthBudgetStopped, s.On, a.Grounds, a.Reason
	s.Save(b)
	return Entry{}, nil
}

// Describe says what the act does.
func (a StopHealthBudget) Describe() string {
	return fmt.Sprintf("Personal health budget %s stopped", a.Budget)
}

// Kind names the act and its version.
func (ReviewHealthBudget) Kind() string { return "review-health-budget/1" }

// Matter is no money: it is about the scheme.
func (a ReviewHealthBudget) Matter(s *State) (Matter, error) {
	return s.healthMatter(a.Budget, Money{})
}

// Do records the review. It refuses a budget that is closed.
func (a ReviewHealthBudget) Do(s *State, _ Authority) (Entry, error) {
	if err := needText("what the review is recorded in", a.Evidence); err != nil {
		return Entry{}, err
	}
	b, err := s.HealthBudget(a.Budget)
	if err == nil && b.State != HealthBudgetOpen && b.State != HealthBudgetStopped {
		err = ErrWrongState.With("personal health budget %s is %s, so it is not reviewed", a.Budget, b.State)
	}
	if err == nil && s.On < b.Since {
		err = ErrInvalid.With("personal health budget %s began on %s, after %s", a.Budget, b.Since.UK(), s.On.UK())
	}
	if err != nil {
		return Entry{}, err
	}
	b.Review = monthsAfter(s.On, 12)
	s.Save(b)
	return Entry{}, nil
}

// Describe says what the act does.
func (a ReviewHealthBudget) Describe() string {
	return fmt.Sprintf("Personal health budget %s reviewed", a.Budget)
}
