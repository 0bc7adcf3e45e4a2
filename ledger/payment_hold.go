package ledger

import "fmt"

// PaymentHold says whether payments to a provider are held back, such as while a change of its bank details is checked.
type PaymentHold struct {
	Provider BodyID  `json:"provider"`
	Held     bool    `json:"held"`
	Since    Date    `json:"since" doc:"the day of the hold, or of its lifting"`
	Reason   Private `json:"reason"`
	HeldBy   []Duty  `json:"heldBy,omitempty"`
}

// Ref is the hold's place among the fund's documents.
func (h PaymentHold) Ref() Ref { return Ref{"payment-hold", string(h.Provider)} }

// HoldPayments holds back every payment to a provider. Its invoices are received and certified as before.
type HoldPayments struct {
	Provider BodyID  `json:"provider"`
	Reason   Private `json:"reason"`
}

// LiftPaymentHold lets a provider be paid again.
type LiftPaymentHold struct {
	Provider BodyID  `json:"provider"`
	Reason   Private `json:"reason"`
}

// paymentHold is whether payments to a provider are held; a provider that never was has none.
func (s *State) paymentHold(provider BodyID) (PaymentHold, error) {
	h, err := Find[PaymentHold](s, PaymentHold{Provider: provider}.Ref())
	h.Provider = provider
	return h, err
}

// checkNotHeld refuses to pay a provider whose payments are held.
func (s *State) checkNotHeld(provider BodyID) error {
	h, err := s.paymentHold(provider)
	if err == nil && h.Held {
		err = ErrHeld.With("payments to %s have been held since %s; lift the hold first", provider, h.Since.UK())
	}
	return err
}

// Kind names the act and its version.
func (HoldPayments) Kind() string { return "hold-payments/1" }

// Matter is nobody's money: it goes nowhere for now.
func (a HoldPayments) Matter(*State) (Matter, error) { return Matter{Provider: a.Provider}, nil }

// Do holds the payments. It refuses a provider whose payments are held already.
func (a HoldPayments) Do(s *State, by Authority) (Entry, error) {
	_, known := s.Body(a.Provider)
	h, err := s.paymentHold(a.Provider)
	if err := firstError(needText("the reason", a.Reason), known, err); err != nil {
		return Entry{}, err
	}
	if h.Held {
		return Entry{}, ErrExists.With("payments to %s have been held since %s", a.Provider, h.Since.UK())
	}
	s.Save(PaymentHold{Provider: a.Provider, Held: true, Since: s.On, Reason: a.Reason, HeldBy: by.duties()})
	return Entry{}, nil
}

// Describe says what the act does.
func (a HoldPayments) Describe() string { return fmt.Sprintf("Payments to %s held", a.Provider) }

// Kind names the act and its version.
func (LiftPaymentHold) Kind() string { return "lift-payment-hold/1" }

// Matter is a payment to the provider, of whatever it will be owed: nobody lifts a hold on their own organisation.
func (a LiftPaymentHold) Matter(*State) (Matter, error) {
	return Matter{Provider: a.Provider, Move: Pays}, nil
}

// apart refuses whoever held the payments.
func (a LiftPaymentHold) apart(s *State, doers []Duty) error {
	h, err := s.paymentHold(a.Provider)
	return firstError(err, apartFrom(h.HeldBy, doers, "held the payments to "+string(a.Provider), "lift the hold"))
}

// Do lifts the hold. It refuses whoever set it, and a provider whose payments are not held.
func (a LiftPaymentHold) Do(s *State, by Authority) (Entry, error) {
	h, err := s.paymentHold(a.Provider)
	if err := firstError(needText("the reason", a.Reason), err); err != nil {
		return Entry{}, err
	}
	if !h.Held {
		return Entry{}, ErrWrongState.With("payments to %s are not held", a.Provider)
	}
	if err := a.apart(s, by.duties()); err != nil {
		return Entry{}, err
	}
	s.Save(PaymentHold{Provider: a.Provider, Since: s.On, Reason: a.Reason})
	return Entry{}, nil
}

// Describe says what the act does.
func (a LiftPaymentHold) Describe() string {
	return fmt.Sprintf("Hold on payments to %s lifted", a.Provider)
}
