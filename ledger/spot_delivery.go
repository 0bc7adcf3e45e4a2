package ledger

import (
	"fmt"
	"slices"
)

// AcceptDelivery accepts the evidence that a purchase, or a part of it, was delivered, and spends it: out of
// the agent's
// cash (row 13), or owed by the host (row 13d).
type AcceptDelivery struct {
	Purchase PurchaseID `json:"purchase"`
	Amount   Money      `json:"amount" doc:"of what was delivered, VAT included"`
	Date     Date       `json:"date" doc:"of the delivery, not before the purchase"`
	Evidence Private    `json:"evidence" screen:"reference" doc:"the reference of the evidence, such as of an attendance sheet"`
}

// PayFloat records that the host has paid what a float owes: to the provider of a purchase, or to the agent
// for its fee.
type PayFloat struct {
	Float    FloatID    `json:"float"`
	Purchase PurchaseID `json:"purchase,omitempty" doc:"which purchase; left out: the agent's fee"`
	Payment  Private    `json:"payment" screen:"reference" doc:"the payment's reference"`
}

// Kind names the act and its version.
func (AcceptDelivery) Kind() string { return "accept-delivery/1" }

// Matter is the partners' money, due or paid to the provider.
func (a AcceptDelivery) Matter(s *State) (Matter, error) {
	return s.purchaseMatter(a.Purchase, Pays, a.Amount)
}

// apart refuses whoever bought.
func (a AcceptDelivery) apart(s *State, doers []Duty) error {
	p, err := s.SpotPurchase(a.Purchase)
	return firstError(err, apartFrom(p.BoughtBy, doers, "bought purchase "+string(p.ID), "accept that it was delivered"))
}

// Do spends what was delivered, from each source in the proportion that it was ordered, to the penny. It
// refuses whoever
// bought it, evidence dated before the purchase or after today, and more than is left on it.
func (a AcceptDelivery) Do(s *State, by Authority) (Entry, error) {
	p, lines, err := s.undelivered(a.Purchase)
	err = firstError(err, CheckAmount(a.Amount), needText("the evidence", a.Evidence), a.apart(s, by.duties()))
	switch {
	case err != nil:
		return Entry{}, err
	case a.Date < p.On:
		return Entry{}, ErrInvalid.With("the evidence is dated %s, before the purchase of %s", a.Date.UK(), p.On.UK())
	case a.Date > s.On:
		return Entry{}, ErrInvalid.With("the evidence is dated %s, after the entry's date of %s", a.Date.UK(), s.On.UK())
	}
	if p.Agent != "" { // it is paid at once
		if err := s.checkNotHeld(p.Provider); err != nil {
			return Entry{}, err
		}
	}
	parts, err := s.deliveredFrom(p, lines, a.Amount)
	if err != nil {
		return Entry{}, err
	}
	e := postEach(lines, parts, func(l floatLine, part Money) []Posting { return l.spend(p, part) })
	p.Deliveries = append(slices.Clone(p.Deliveries), Delivery{s.Seq, a.Date, a.Amount, a.Evidence, by.duties()})
	p.State = p.standing()
	s.Save(p)
	return e, nil
}

// deliveredFrom divides what was delivered between the purchase's lines. It refuses more than is left on them.
func (s *State) deliveredFrom(p SpotPurchase, lines []floatLine, amount Money) ([]Money, error) {
	from := make([]Account, len(lines))
	for n, l := range lines {
		from[n] = l.ordered(p.ID)
	}
	return s.divideLeft(amount, p.Lines, from, "purchase "+string(p.ID))
}

// spend consumes the purchase by what was delivered of it: rows 13, 13d, 14a and 20.
func (l floatLine) spend(p SpotPurchase, amount Money) []Posting {
	code, credit := SpotSpend, l.owed(p.ID)
	switch {
	case p.Budget != "":
		code = HealthBudgetSpend
	case p.Form == Grant:
		code = GrantSpend
	}
	if p.Agent != "" {
		credit = l.cash()
	}
	return []Posting{
		Debit(l.account(code), amount), Credit(credit, amount),
		Debit(l.ordered(p.ID), amount), Credit(l.account(SchemeConsumed), amount),
	}
}

// undo has the delivery not accepted. It refuses where what was not delivered has been given back since, and what the
// agent's statement shows.
func (a AcceptDelivery) undo(s *State, original Entry) error {
	p, err := s.SpotPurchase(a.Purchase)
	switch {
	case err != nil:
		return err
	case p.State == PurchaseCancelled:
		return ErrWrongState.With("purchase %s was cancelled since; reverse that first", p.ID)
	case p.Reconciled != "":
		return ErrWrongState.With("purchase %s stands in reconciliation %s; the agent returns what it did not spend", p.ID,
			p.Reconciled)
	}
	p.Deliveries = slices.DeleteFunc(slices.Clone(p.Deliveries), func(d Delivery) bool { return d.Entry == original.Seq })
	p.State = p.standing()
	s.Save(p)
	return nil
}

// Describe says what the act does.
func (a AcceptDelivery) Describe() string {
	return fmt.Sprintf("Delivery of %s accepted, purchase %s", a.Amount.Pounds(), a.Purchase)
}

// Kind names the act and its version.
func (PayFloat) Kind() string { return "pay-float/1" }

// owing is to whom the float owes what the act pays, and the accounts on which it does.
func (a PayFloat) owing(s *State) (to BodyID, sources []SourceID, debts []Account, err error) {
	var lines []floatLine
	var of func(floatLine) Account
	if a.Purchase == "" {
		f, missing := s.FloatingFund(a.Float)
		if missing != nil {
			return "", nil, nil, missing
		}
		lines, err = s.floatLines(f)
		to, sources, of = f.Agent, f.Sources, floatLine.owedFee
	} else {
		p, missing := s.SpotPurchase(a.Purchase)
		if missing == nil && p.Float != a.Float {
			missing = ErrInvalid.With("purchase %s is of float %s", p.ID, p.Float)
		}
		if missing != nil {
			return "", nil, nil, missing
		}
		lines, err = s.purchaseLines(p)
		to, sources, of = p.Provider, p.sources(), func(l floatLine) Account { return l.owed(p.ID) }
	}
	for _, l := range lines {
		debts = append(debts, of(l))
	}
	return to, sources, debts, err
}

// Matter is the partners' money, paid to the provider or the agent.
func (a PayFloat) Matter(s *State) (Matter, error) {
	to, sources, debts, err := a.owing(s)
	if err != nil {
		return Matter{}, err
	}
	var total Money
	for _, debt := range debts {
		owed, missing := s.Balance(debt)
		total, err = total.Sub(owed), firstError(err, missing)
	}
	m, missing := s.floatMatter(SchemeID(a.Float), sources, to, Pays, total)
	return m, firstError(err, missing)
}

// apart refuses whoever accepted a delivery that is paid for.
func (a PayFloat) apart(s *State, doers []Duty) error {
	if a.Purchase == "" {
		return nil
	}
	p, err := s.SpotPurchase(a.Purchase)
	for _, d := range p.Deliveries {
		err = firstError(err, apartFrom(d.By, doers, "accepted a delivery of purchase "+string(p.ID), "record its payment"))
	}
	return err
}

// Do records the payment of all that is owed. It refuses where nothing is owed, a provider whose payments are held, and
// whoever accepted the delivery.
func (a PayFloat) Do(s *State, by Authority) (Entry, error) {
	to, _, debts, err := a.owing(s)
	if err := firstError(err, needText("the payment's reference", a.Payment), a.apart(s, by.duties())); err != nil {
		return Entry{}, err
	}
	if to != "" {
		if err := s.checkNotHeld(to); err != nil {
			return Entry{}, err
		}
	}
	var e Entry
	for _, debt := range debts {
		owed, err := s.Balance(debt)
		if err != nil {
			return Entry{}, err
		}
		if owed = owed.Neg(); owed.Sign() > 0 {
			cash := Account{Code: Cash, Partner: debt.Partner, Source: debt.Source, Nature: debt.Nature}
			e.Postings = append(e.Postings, Debit(debt, owed), Credit(cash.By(CashPaid), owed))
		}
	}
	if len(e.Postings) == 0 {
		return Entry{}, ErrWrongState.With("nothing is owed on %s", a.what())
	}
	return e, nil
}

func (a PayFloat) what() string {
	if a.Purchase == "" {
		return "the agent's fee of float " + string(a.Float)
	}
	return "purchase " + string(a.Purchase)
}

// Describe says what the act does.
func (a PayFloat) Describe() string { return "What was owed on " + a.what() + " paid" }
