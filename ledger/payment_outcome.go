package ledger

import (
	"errors"
	"fmt"
	"slices"
)

// RecordPaymentOutcomes records what the host's accounts-payable system has answered about a payment request: all of it
// or nothing (row 10).
type RecordPaymentOutcomes struct {
	Request  PaymentRequestID `json:"request"`
	Outcomes []PaymentOutcome `json:"outcomes" doc:"one for each payment that has an answer now"`
}

// PaymentOutcome is what became of one payment.
type PaymentOutcome struct {
	Reference string       `json:"reference,omitempty" doc:"of the payment, as it was requested; or name its invoice"`
	Invoice   InvoiceID    `json:"invoice,omitempty" doc:"none of a direct payment"`
	Outcome   PaymentState `json:"outcome" doc:"paid, rejected or returned"`
	Amount    Money        `json:"amount" doc:"as it was requested, to the penny"`
	Payment   Private      `json:"payment,omitzero" screen:"reference" doc:"the host's reference of the payment"`
	Date      Date         `json:"date" doc:"the day it was paid, rejected or returned"`
	Reason    Private      `json:"reason,omitzero" doc:"of its rejection or return"`
}

// names says which payment the outcome is about, for people.
func (o PaymentOutcome) names(n int) string {
	if o.Reference != "" {
		return fmt.Sprintf("line %d (%s)", n+1, o.Reference)
	}
	return fmt.Sprintf("line %d (invoice %s)", n+1, o.Invoice)
}

// find is the place of the payment that the outcome is about: direct payments are counted on from the invoices.
func (r PaymentRequest) find(o PaymentOutcome) int {
	at := slices.IndexFunc(r.Lines, func(l PaymentLine) bool {
		return (o.Reference != "" || o.Invoice != "") && (o.Reference == "" || l.Reference == o.Reference) &&
			(o.Invoice == "" || l.Invoice == o.Invoice)
	})
	if at >= 0 || o.Invoice != "" || o.Reference == "" {
		return at
	}
	at = slices.IndexFunc(r.Direct, func(l DirectLine) bool { return l.Reference == o.Reference })
	if at >= 0 {
		at += len(r.Lines)
	}
	return at
}

// paymentFate is how far a payment of a request has come: what it is of, for people, and since when it was paid.
type paymentFate struct {
	of     string
	amount Money
	state  PaymentState
	paid   Date
}

func (l PaymentLine) fate() paymentFate {
	return paymentFate{"invoice " + string(l.Invoice), l.Amount, l.State, l.Paid}
}

// fates are those of all payments of the request, in the order of their places.
func (r PaymentRequest) fates() (list []paymentFate) {
	for _, l := range r.Lines {
		list = append(list, l.fate())
	}
	for _, l := range r.Direct {
		list = append(list, l.fate())
	}
	return list
}

// of are the invoices and budgets of some of its payments.
func (r PaymentRequest) of(places []int) (invoices []InvoiceID, budgets []HealthBudgetID) {
	for _, at := range places {
		if n := at - len(r.Lines); n >= 0 {
			budgets = append(budgets, r.Direct[n].Budget)
		} else {
			invoices = append(invoices, r.Lines[at].Invoice)
		}
	}
	return invoices, budgets
}

// Kind names the act and its version.
func (RecordPaymentOutcomes) Kind() string { return "record-payment-outcomes/1" }

// Matter is the partners' money that was paid to the providers, or came back from them. Before anything is said it is
// all that was requested.
func (a RecordPaymentOutcomes) Matter(s *State) (Matter, error) {
	r, err := s.PaymentRequest(a.Request)
	if err != nil {
		return Matter{}, err
	}
	move, amount, places, fates := Move(0), Money{}, []int(nil), r.fates()
	for _, o := range a.Outcomes {
		if at := r.find(o); at >= 0 {
			places, amount = append(places, at), amount.Add(fates[at].amount)
		}
		if o.Outcome == PaymentPaid {
			move = Pays
		}
	}
	if len(places) == 0 {
		move = Pays
		for at, f := range fates {
			places, amount = append(places, at), amount.Add(f.amount)
		}
	}
	ids, budgets := r.of(places)
	list, err := s.invoices(ids)
	if err != nil {
		return Matter{}, err
	}
	return s.paymentMatter(list, budgets, move, amount)
}

// apart refuses whoever certified one of the invoices.
func (a RecordPaymentOutcomes) apart(s *State, doers []Duty) error {
	r, err := s.PaymentRequest(a.Request)
	if err != nil {
		return err
	}
	for _, o := range a.Outcomes {
		if at := r.find(o); at >= 0 && at < len(r.Lines) {
			i, missing := s.Invoice(r.Lines[at].Invoice)
			err = firstError(err, missing, apart(i.CertifiedBy, doers, "certified", "record the payment of", i.ID))
		}
	}
	return err
}

// Do records the outcomes. It refuses, naming the line, a payment that was not requested or is named twice, another
// amount than was requested, what has been paid already and what was returned without being paid; and whoever certified
// one of the invoices. Lines of an account are posted as one.
func (a RecordPaymentOutcomes) Do(s *State, by Authority) (Entry, error) {
	r, err := s.PaymentRequest(a.Request)
	if err != nil {
		return Entry{}, err
	}
	if n := len(a.Outcomes); n == 0 || n > PaymentsMax {
		return Entry{}, ErrInvalid.With("record 1 to %d outcomes at once, not %d", PaymentsMax, n)
	}
	places, err := a.places(r, s.On)
	if err := firstError(err, a.apart(s, by.duties())); err != nil {
		return Entry{}, err
	}
	r.Lines, r.Direct = slices.Clone(r.Lines), slices.Clone(r.Direct)
	var e Entry
	var missing error
	for n, o := range a.Outcomes {
		var lines []Posting
		if at := places[n] - len(r.Lines); at >= 0 {
			lines, err = s.concludeDirect(r.ID, &r.Direct[at], o, by)
		} else {
			lines, err = s.conclude(&r.Lines[places[n]], o)
		}
		missing = firstError(missing, err)
		e.Postings = together(e.Postings, lines)
	}
	if missing != nil {
		return Entry{}, missing
	}
	s.Save(r)
	return e, nil
}

// places are those of the payments that the outcomes are about, each of which can have become of it.
func (a RecordPaymentOutcomes) places(r PaymentRequest, today Date) ([]int, error) {
	var places []int
	fates := r.fates()
	for n, o := range a.Outcomes {
		at := r.find(o)
		if at < 0 {
			return nil, ErrNotFound.With("%s: payment request %s asks for no such payment", o.names(n), r.ID)
		}
		if earlier := slices.Index(places, at); earlier >= 0 {
			return nil, ErrInvalid.With("%s: line %d is about the same payment", o.names(n), earlier+1)
		}
		if e, wrong := errors.AsType[*Error](fates[at].take(o, r, today)); wrong {
			return nil, e.With("%s: %s", o.names(n), e.Text)
		}
		places = append(places, at)
	}
	return places, nil
}

// take refuses an outcome that cannot be that of the payment.
func (f paymentFate) take(o PaymentOutcome, r PaymentRequest, today Date) error {
	since := r.Asked
	if o.Outcome == PaymentReturned {
		since = max(since, f.paid)
	}
	switch {
	case o.Outcome != PaymentPaid && o.Outcome != PaymentRejected && o.Outcome != PaymentReturned:
		return ErrInvalid.With("the outcome is paid, rejected or returned")
	case o.Amount != f.amount:
		return ErrInvalid.With("the amount is %s, and %s was requested for %s", o.Amount.Pounds(), f.amount.Pounds(), f.of)
	case o.Outcome == PaymentReturned && f.state != PaymentPaid:
		return ErrWrongState.With("the payment of %s is %s, so it has not come back", f.of, f.state)
	case o.Outcome != PaymentReturned && f.state != PaymentRequested:
		return ErrWrongState.With("the payment of %s is %s already", f.of, f.state)
	case o.Date < since || o.Date > today:
		return ErrInvalid.With("the date can be from %s to %s", since.UK(), today.UK())
	case o.Outcome == PaymentPaid:
		return needText("the payment's reference", o.Payment)
	}
	return needText("the reason", o.Reason)
}

// conclude gives a payment its outcome, and what it posts.
func (s *State) conclude(l *PaymentLine, o PaymentOutcome) ([]Posting, error) {
	i, err := s.Invoice(l.Invoice)
	if err != nil {
		return nil, err
	}
	left, err := s.payable(i)
	lines, missing := s.discharged(i, left)
	if err := firstError(err, missing); err != nil {
		return nil, err
	}
	l.State = o.Outcome
	switch o.Outcome {
	case PaymentPaid:
		l.Payment, l.Paid = o.Payment, o.Date
		i.State, i.Paid = InvoicePaid, o.Date
		s.Save(i)
		return lines, nil
	case PaymentReturned:
		if i, err = s.unpaid(i); err != nil {
			return nil, err
		}
		lines = mirror(lines)
	default:
		lines, i.Request = nil, ""
	}
	l.Failed, l.Reason = o.Date, o.Reason
	s.Save(i)
	return lines, nil
}

// discharged are the lines that pay what is left of an invoice.
func (s *State) discharged(i Invoice, left []owed) (lines []Posting, missing error) {
	for _, o := range left {
		src, err := s.Source(o.source)
		if missing = firstError(missing, err); err == nil && !o.amount.IsZero() {
			lines = append(lines, i.discharge(src, o.amount)...)
		}
	}
	return lines, missing
}

// together adds lines to others, so that there is one for each account and side.
func together(list, more []Posting) []Posting {
	for _, l := range more {
		at := slices.IndexFunc(list, func(m Posting) bool {
			return m.Account == l.Account && m.Amount.Sign() == l.Amount.Sign()
		})
		if at < 0 {
			list = append(list, l)
		} else {
			list[at].Amount = list[at].Amount.Add(l.Amount)
		}
	}
	return list
}

// undo has each payment and invoice be as it was before. It refuses where one has gone on since: a payment that was
// returned, or an invoice that was credited or requested again.
func (a RecordPaymentOutcomes) undo(s *State, _ Entry) error {
	r, err := s.PaymentRequest(a.Request)
	if err != nil {
		return err
	}
	r.Lines, r.Direct = slices.Clone(r.Lines), slices.Clone(r.Direct)
	var missing error
	for _, o := range a.Outcomes {
		if at := r.find(o) - len(r.Lines); at >= 0 {
			missing = firstError(missing, s.unconcludeDirect(r.ID, &r.Direct[at], o.Outcome))
			continue
		}
		l := &r.Lines[r.find(o)]
		i, err := s.Invoice(l.Invoice)
		if err == nil {
			err = s.unconclude(r.ID, l, i, o.Outcome)
		}
		missing = firstError(missing, err)
	}
	s.Save(r)
	return missing
}

func (s *State) unconclude(request PaymentRequestID, l *PaymentLine, i Invoice, was PaymentState) error {
	if l.State != was {
		return ErrWrongState.With("the payment of invoice %s has been %s since; reverse that first", i.ID, l.State)
	}
	if was == PaymentPaid {
		i, err := s.unpaid(i)
		if err != nil {
			return err
		}
		l.State, l.Payment, l.Paid, i.Request = PaymentRequested, Private{}, 0, request
		s.Save(i)
		return nil
	}
	left, err := s.payable(i)
	if err != nil {
		return err
	}
	if i.State != InvoiceCertified || i.Request != "" || totalOwed(left) != l.Amount {
		return ErrWrongState.With("invoice %s has been credited, paid or requested again since it was %s; reverse that first",
			i.ID, was)
	}
	i.Request, l.State, l.Failed, l.Reason = request, PaymentRequested, 0, Private{}
	if was == PaymentReturned {
		l.State, i.State, i.Paid = PaymentPaid, InvoicePaid, l.Paid
	}
	s.Save(i)
	return nil
}

// Describe says what the act does.
func (a RecordPaymentOutcomes) Describe() string {
	count := map[PaymentState]int{}
	for _, o := range a.Outcomes {
		count[o.Outcome]++
	}
	return fmt.Sprintf("Payment request %s: %d paid, %d rejected, %d returned", a.Request, count[PaymentPaid],
		count[PaymentRejected], count[PaymentReturned])
}
