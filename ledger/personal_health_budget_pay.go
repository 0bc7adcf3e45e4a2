package ledger

import (
	"fmt"
	"slices"
	"strings"
)

// DirectPayment is money paid out of a personal health budget to the client, or to whoever acts for them. The care
// system alone knows who that is.
type DirectPayment struct {
	Entry int64 `json:"entry" doc:"the number of the entry that recorded it"`

	Reference string `json:"reference,omitempty" doc:"in the payment request that asked for it"`

	Amount   Money   `json:"amount"`
	Paid     Date    `json:"paid"`
	Evidence Date    `json:"evidence" doc:"by when it is to be accounted for"`
	Payment  Private `json:"payment" doc:"the payment's reference"`
	PaidBy   []Duty  `json:"paidBy"`
}

// PayDirect records that the host has paid money of a personal health budget to its client (row 14p).
type PayDirect struct {
	Budget  HealthBudgetID `json:"budget"`
	Amount  Money          `json:"amount"`
	Payment Private        `json:"payment" screen:"reference" doc:"the payment's reference: it names the pseudonym, never the person"`
}

// AcceptBudgetEvidence accepts what shows that a direct payment was spent as agreed (row 14e), in part or in all. The
// oldest payment is accounted for first.
type AcceptBudgetEvidence struct {
	Budget   HealthBudgetID `json:"budget"`
	Amount   Money          `json:"amount"`
	Dated    Date           `json:"dated" doc:"the day the evidence bears: not before the payment"`
	Evidence Private        `json:"evidence" screen:"client" doc:"what it is, such as receipt 12"`
}

// ReturnBudgetMoney records what came back of a direct payment that was not spent (row 14r). It counts against the cap
// no more.
type ReturnBudgetMoney struct {
	Budget  HealthBudgetID `json:"budget"`
	Amount  Money          `json:"amount"`
	Receipt Private        `json:"receipt" screen:"reference" doc:"the receipt's reference"`
}

// WriteOffDirectPayment gives up what was paid directly and is neither accounted for nor coming back (row 14w).
type WriteOffDirectPayment struct {
	Budget HealthBudgetID `json:"budget"`
	Amount Money          `json:"amount"`
	Reason Private        `json:"reason" screen:"client"`
}

const directPaymentsMax = 200

// Awaiting are the payments that are not yet accounted for, in order, each with what is left of it: where so much is
// advanced in all, the newest are.
func (b PersonalHealthBudget) Awaiting(advanced Money) []DirectPayment {
	var list []DirectPayment
	for _, p := range slices.Backward(b.Payments) {
		if p.Amount = lesser(p.Amount, advanced); p.Amount.Sign() <= 0 {
			break
		}
		list, advanced = append(list, p), advanced.Sub(p.Amount)
	}
	slices.Reverse(list)
	return list
}

// settledBy are the payments that an amount accounts for, wholly or in part: the oldest first.
func settledBy(awaiting []DirectPayment, amount Money) []DirectPayment {
	for n, p := range awaiting {
		if amount.Compare(p.Amount) <= 0 {
			return awaiting[:n+1]
		}
		amount = amount.Sub(p.Amount)
	}
	return awaiting
}

// advancedLine is a budget of which an amount is paid out and not yet accounted for. It refuses more than that.
func (s *State) advancedLine(id HealthBudgetID, amount Money) (healthLine, error) {
	if err := CheckAmount(amount); err != nil {
		return healthLine{}, err
	}
	l, err := s.healthLine(id)
	if err != nil {
		return l, err
	}
	out, err := s.Balance(l.advanced())
	if err == nil && amount.Compare(out) > 0 {
		err = ErrNotEnough.With("%s is more than the %s paid out of personal health budget %s and not yet accounted for",
			amount.Pounds(), out.Pounds(), id)
	}
	return l, err
}

// lapsed reports whether what was left of the budget has lapsed with its year, which is closed.
func (l healthLine) lapsed(s *State) (bool, error) {
	closed, err := s.yearClosed(l.of.Year)
	if err != nil || closed && s.Period.Year() > l.of.Year {
		return closed, err
	}
	return false, l.inYear(s)
}

// spend accounts for what was advanced: it is spent, from the budget or, where that lapsed with its year, from what the
// scheme has available in the entry's.
func (l healthLine) spend(s *State, amount Money) ([]Posting, error) {
	lapsed, err := l.lapsed(s)
	if err != nil {
		return nil, err
	}
	from := l.committed()
	if lapsed {
		l.of.Year = s.Period.Year()
		from = l.account(SchemeAvailable).By(SpendMove)
	}
	return []Posting{
		Debit(l.account(HealthBudgetSpend), amount), Credit(l.advanced(), amount),
		Debit(from, amount), Credit(l.account(SchemeConsumed), amount),
	}, nil
}

// coverAdvance refuses a line that leaves less of a personal health budget than was paid out of it and is not yet
// accounted for, whatever the act.
func (s *State) coverAdvance(p Posting) error {
	id, ok := strings.CutPrefix(p.Account.Of, "health-budget=")
	if !ok || p.Account.Code != SchemeCommitted || p.Amount.Sign() < 0 || s.Period.closing() {
		return nil
	}
	out, err := s.Balance(p.Account.advancedOn())
	b, missing := s.HealthBudget(HealthBudgetID(id))
	if err := firstError(err, missing); err != nil {
		return err
	}
	left := p.After.SubsidiaryBalance.Neg()
	switch {
	case left.Compare(out) < 0:
		return ErrNotEnough.With("%s would be left of personal health budget %s, and %s has been paid out of it and is not yet "+
			"accounted for", left.Pounds(), id, out.Pounds())
	case left.Compare(out.Add(b.asked())) < 0:
		return ErrNotEnough.With("%s would be left of personal health budget %s, and payment requests ask for %s of it; record "+
			"what became of them first", left.Pounds(), id, b.asked().Pounds())
	}
	return nil
}

// advancedOn is where stands what was paid out of the budget whose own account this is.
func (a Account) advancedOn() Account {
	return Account{Code: DirectPayments, Partner: a.Partner, Source: a.Source, Nature: a.Nature, Of: a.Of}
}

// Kind names the act and its version.
func (PayDirect) Kind() string { return "pay-direct/1" }

// Matter is the partner's money, paid to the client.
func (a PayDirect) Matter(s *State) (Matter, error) { return s.healthMatter(a.Budget, a.Amount) }

// Do records the payment, and by when it is to be accounted for. It refuses more than is left of the budget less what
// is out already, and a budget that is not open or is no direct payment.
func (a PayDirect) Do(s *State, by Authority) (Entry, error) {
	err := firstError(CheckAmount(a.Amount), needText("the payment's reference", a.Payment))
	if err != nil {
		return Entry{}, err
	}
	l, err := s.openHealthLine(a.Budget)
	if err != nil {
		return Entry{}, err
	}
	terms, err := s.healthTerms(l.of.Scheme)
	if err := firstError(l.checkDirect(), err, l.checkFree(s, "payment", a.Amount)); err != nil {
		return Entry{}, err
	}
	l.of.Payments = append(slices.Clone(l.of.Payments), DirectPayment{
		Entry: s.Seq, Amount: a.Amount, Paid: s.On, Evidence: s.On + Date(terms.EvidenceDays), Payment: a.Payment,
		PaidBy: by.duties(),
	})
	s.Save(l.of)
	return Entry{Postings: l.payOut(a.Amount)}, nil
}

// undo takes the payment off the budget. It refuses one that is accounted for, in part or in all.
func (a PayDirect) undo(s *State, original Entry) error {
	l, err := s.healthLine(a.Budget)
	if err != nil {
		return err
	}
	_, err = l.takeBack(s, func(p DirectPayment) bool { return p.Entry == original.Seq })
	s.Save(l.of)
	return err
}

// Describe says what the act does.
func (a PayDirect) Describe() string {
	return fmt.Sprintf("%s paid directly from personal health budget %s", a.Amount.Pounds(), a.Budget)
}

// Kind names the act and its version.
func (AcceptBudgetEvidence) Kind() string { return "accept-budget-evidence/1" }

// Matter is the partner's money, which was paid before and is accounted for now.
func (a AcceptBudgetEvidence) Matter(s *State) (Matter, error) {
	return s.healthMatter(a.Budget, a.Amount)
}

// covered are the payments that the evidence is of.
func (a AcceptBudgetEvidence) covered(s *State) ([]DirectPayment, error) {
	l, err := s.healthLine(a.Budget)
	if err != nil {
		return nil, err
	}
	out, err := s.Balance(l.advanced())
	return settledBy(l.of.Awaiting(out), a.Amount), err
}

// apart refuses whoever paid what the evidence is of.
func (a AcceptBudgetEvidence) apart(s *State, doers []Duty) error {
	covered, err := a.covered(s)
	for _, p := range covered {
		err = firstError(err, apartFrom(p.PaidBy, doers, "paid from personal health budget "+string(a.Budget),
			"accept the evidence"))
	}
	return err
}

// Do spends what is accounted for. It refuses more than is paid out and not yet accounted for, evidence dated before
// the payment, in the future or by whoever paid.
func (a AcceptBudgetEvidence) Do(s *State, by Authority) (Entry, error) {
	if err := needText("what the evidence is", a.Evidence); err != nil {
		return Entry{}, err
	}
	l, err := s.advancedLine(a.Budget, a.Amount)
	if err != nil {
		return Entry{}, err
	}
	covered, err := a.covered(s)
	if err := firstError(err, a.apart(s, by.duties())); err != nil {
		return Entry{}, err
	}
	if last := covered[len(covered)-1].Paid; a.Dated < last {
		return Entry{}, ErrInvalid.With("the evidence is dated %s, before the payment of %s that it is to account for",
			a.Dated.UK(), last.UK())
	}
	if a.Dated > s.On {
		return Entry{}, ErrInvalid.With("the evidence is dated %s, after %s", a.Dated.UK(), s.On.UK())
	}
	lines, err := l.spend(s, a.Amount)
	return Entry{Postings: lines}, err
}

// undo has what the evidence accounted for awaited again. The budget must not be closed meanwhile.
func (a AcceptBudgetEvidence) undo(s *State, _ Entry) error { return s.unsettle(a.Budget) }

// unsettle refuses to have something awaited again of a budget that is closed.
func (s *State) unsettle(id HealthBudgetID) error {
	b, err := s.HealthBudget(id)
	if err == nil && b.State == HealthBudgetClosed {
		err = ErrWrongState.With("personal health budget %s is closed; reverse its release first", id)
	}
	return err
}

// Describe says what the act does.
func (a AcceptBudgetEvidence) Describe() string {
	return fmt.Sprintf("%s accounted for of what was paid from personal health budget %s", a.Amount.Pounds(), a.Budget)
}

// Kind names the act and its version.
func (ReturnBudgetMoney) Kind() string { return "return-budget-money/1" }

// Matter is the partner's money, which comes back.
func (a ReturnBudgetMoney) Matter(s *State) (Matter, error) {
	return s.healthMatter(a.Budget, a.Amount)
}

// Do records the receipt and gives the money to what the scheme has available; after the year's close it is in the
// pool's cash alone, whose surplus has counted it already. It refuses more than is paid out and not accounted for.
func (a ReturnBudgetMoney) Do(s *State, _ Authority) (Entry, error) {
	if err := needText("the receipt's reference", a.Receipt); err != nil {
		return Entry{}, err
	}
	l, err := s.advancedLine(a.Budget, a.Amount)
	if err != nil {
		return Entry{}, err
	}
	lines := []Posting{Debit(l.src.account(Cash, 0).By(Refunded), a.Amount), Credit(l.advanced(), a.Amount)}
	lapsed, err := l.lapsed(s)
	if !lapsed {
		lines = append(lines, l.giveBack(a.Amount)...)
	}
	return Entry{Postings: lines}, err
}

// undo has what came back awaited again.
func (a ReturnBudgetMoney) undo(s *State, _ Entry) error { return s.unsettle(a.Budget) }

// Describe says what the act does.
func (a ReturnBudgetMoney) Describe() string {
	return fmt.Sprintf("%s paid back to personal health budget %s", a.Amount.Pounds(), a.Budget)
}

// Kind names the act and its version.
func (WriteOffDirectPayment) Kind() string { return "write-off-direct-payment/1" }

// Matter is the partner's money, which is lost.
func (a WriteOffDirectPayment) Matter(s *State) (Matter, error) {
	return s.healthMatter(a.Budget, a.Amount)
}

// apart refuses whoever made a payment of the budget.
func (a WriteOffDirectPayment) apart(s *State, doers []Duty) error {
	b, err := s.HealthBudget(a.Budget)
	for _, p := range b.Payments {
		err = firstError(err, apartFrom(p.PaidBy, doers, "paid from personal health budget "+string(a.Budget),
			"write it off"))
	}
	return err
}

// Do spends what is given up. It refuses more than is paid out and not accounted for, and whoever paid it.
func (a WriteOffDirectPayment) Do(s *State, by Authority) (Entry, error) {
	if err := needText("the reason", a.Reason); err != nil {
		return Entry{}, err
	}
	l, err := s.advancedLine(a.Budget, a.Amount)
	if err := firstError(err, a.apart(s, by.duties())); err != nil {
		return Entry{}, err
	}
	lines, err := l.spend(s, a.Amount)
	return Entry{Postings: lines}, err
}

// undo has what was written off awaited again.
func (a WriteOffDirectPayment) undo(s *State, _ Entry) error { return s.unsettle(a.Budget) }

// Describe says what the act does.
func (a WriteOffDirectPayment) Describe() string {
	return fmt.Sprintf("%s written off of what was paid from personal health budget %s", a.Amount.Pounds(), a.Budget)
}
