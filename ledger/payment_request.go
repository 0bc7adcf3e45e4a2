package ledger

import (
	"fmt"
	"slices"
)

// PaymentsMax is how many payments one request may ask for, and one answer tell of.
const PaymentsMax = 200

// PaymentState is how far the payment of one invoice of a payment request has come.
type PaymentState string

// The states of a line of a payment request.
const (
	PaymentRequested PaymentState = "requested" // no outcome has come back yet
	PaymentPaid      PaymentState = "paid"
	PaymentRejected  PaymentState = "rejected" // never paid; its invoice may be requested again
	PaymentReturned  PaymentState = "returned" // paid and come back; its invoice may be requested again
)

// PaymentRequest asks the host's accounts-payable system to pay certified invoices, and direct payments. It posts
// nothing: the money moves when the outcome has come back.
type PaymentRequest struct {
	ID     PaymentRequestID `json:"id"`
	Number int              `json:"number" doc:"1, 2, 3 … within the fund"`
	Asked  Date             `json:"asked" doc:"the day it was made"`
	Due    Date             `json:"due" doc:"the day by which payment is asked for"`
	Lines  []PaymentLine    `json:"lines"`
	Direct []DirectLine     `json:"direct,omitempty" doc:"direct payments out of personal health budgets"`
}

// PaymentLine asks for the payment of one invoice, less the credit notes that are set against it.
type PaymentLine struct {
	Reference string        `json:"reference" doc:"names the payment to the host's system and in its answer"`
	Invoice   InvoiceID     `json:"invoice"`
	Provider  BodyID        `json:"provider"`
	Amount    Money         `json:"amount"`
	Split     []PaymentPart `json:"split" doc:"whose money it is, and what for"`
	State     PaymentState  `json:"state"`
	Payment   Private       `json:"payment,omitzero" doc:"the host's reference of the payment"`
	Paid      Date          `json:"paid,omitempty" doc:"the day it was paid, whether or not it was returned"`
	Failed    Date          `json:"failed,omitempty" doc:"the day it was rejected or returned"`
	Reason    Private       `json:"reason,omitzero" doc:"of its rejection or return"`
}

// PaymentPart is what a payment takes from one source for one scheme.
type PaymentPart struct {
	Scheme SchemeID `json:"scheme"`
	Source SourceID `json:"source"`
	Amount Money    `json:"amount"`
}

// PaymentRequestCount is the number of the fund's latest payment request.
type PaymentRequestCount struct {
	Last int `json:"last"`
}

// RequestPayment asks for the payment of certified invoices, and for direct payments.
type RequestPayment struct {
	ID       PaymentRequestID `json:"id"`
	Invoices []InvoiceID      `json:"invoices,omitempty" doc:"at most 200 payments in all"`
	Budgets  []DirectRequest  `json:"budgets,omitempty" doc:"direct payments out of personal health budgets"`
	Due      Date             `json:"due" doc:"the day by which they are to be paid"`
}

// Ref is the request's place among the fund's documents.
func (r PaymentRequest) Ref() Ref { return Ref{"payment-request", string(r.ID)} }

// Ref is the count's place among the fund's documents.
func (PaymentRequestCount) Ref() Ref { return Ref{"payment-request-count", "fund"} }

// PaymentRequest is a payment request. It returns ErrNotFound.
func (s *State) PaymentRequest(id PaymentRequestID) (PaymentRequest, error) {
	return need[PaymentRequest](s, Ref{"payment-request", string(id)}, "payment request")
}

// Expects reports whether more may become of the request: a payment that has no outcome yet, or may still be returned.
func (r PaymentRequest) Expects() bool {
	return slices.ContainsFunc(r.fates(), func(f paymentFate) bool {
		return f.state == PaymentRequested || f.state == PaymentPaid
	})
}

// awaited is how many of its payments have no outcome yet.
func (r PaymentRequest) awaited() (n int) {
	for _, f := range r.fates() {
		if f.state == PaymentRequested {
			n++
		}
	}
	return n
}

// checkNotRequested refuses to change what is to be paid on an invoice while its payment is asked for.
func (i Invoice) checkNotRequested() error {
	if i.State == InvoiceCertified && i.Request != "" {
		return ErrWrongState.With("invoice %s is in payment request %s; record what became of it there first", i.ID,
			i.Request)
	}
	return nil
}

// invoices are several invoices, all of which are asked for before one that is missing is told.
func (s *State) invoices(ids []InvoiceID) (list []Invoice, missing error) {
	for _, id := range ids {
		i, err := s.Invoice(id)
		list, missing = append(list, i), firstError(missing, err)
	}
	return list, missing
}

// payables are what is still to be paid on several invoices: of each, from each source.
func (s *State) payables(list []Invoice) (left [][]owed, missing error) {
	for _, i := range list {
		of, err := s.payable(i)
		left, missing = append(left, of), firstError(missing, err)
	}
	return left, missing
}

// paymentMatter is what policy judges payments of several invoices and out of several budgets by: for each scheme,
// source and provider, with the whole amount.
func (s *State) paymentMatter(list []Invoice, budgets []HealthBudgetID, how Move, amount Money) (Matter, error) {
	type at struct {
		line     BudgetLine
		provider BodyID
	}
	var about []at
	for _, i := range list {
		for _, l := range i.charges() {
			if one := (at{BudgetLine{l.Scheme, l.Source}, i.Provider}); !slices.Contains(about, one) {
				about = append(about, one)
			}
		}
	}
	parts, missing := s.directMatter(budgets, amount)
	for n, one := range about {
		part, err := s.matterWith(one.line.Source, one.line.Scheme, one.provider, how, amount)
		parts, missing = slices.Insert(parts, n, part), firstError(missing, err)
	}
	if len(parts) == 0 {
		return Matter{}, missing
	}
	whole := parts[0]
	whole.Parts = append(whole.Parts, parts[1:]...)
	return whole, missing
}

// Kind names the act and its version.
func (RequestPayment) Kind() string { return "request-payment/1" }

// Matter is the partners' money that would be paid to the providers.
func (a RequestPayment) Matter(s *State) (Matter, error) {
	list, err := s.invoices(a.Invoices)
	if err != nil {
		return Matter{}, err
	}
	left, err := s.payables(list)
	if err != nil {
		return Matter{}, err
	}
	var total Money
	for _, of := range left {
		total = total.Add(totalOwed(of))
	}
	var budgets []HealthBudgetID
	for _, d := range a.Budgets {
		budgets, total = append(budgets, d.Budget), total.Add(d.Amount)
	}
	return s.paymentMatter(list, budgets, Pays, total)
}

// apart refuses whoever certified one of the invoices.
func (a RequestPayment) apart(s *State, doers []Duty) error {
	list, err := s.invoices(a.Invoices)
	for _, i := range list {
		err = firstError(err, apart(i.CertifiedBy, doers, "certified", "ask for the payment of", i.ID))
	}
	return err
}

// Do makes the request. It refuses an invoice that is not certified or is in another request already, one of a provider
// whose payments are held, and whoever certified one of them.
func (a RequestPayment) Do(s *State, by Authority) (Entry, error) {
	count, counted := Find[PaymentRequestCount](s, PaymentRequestCount{}.Ref())
	err := firstError(CheckID("the payment request's id", a.ID), a.check(s.On), s.absent(PaymentRequest{ID: a.ID}.Ref()),
		counted)
	if err != nil {
		return Entry{}, err
	}
	list, err := s.invoices(a.Invoices)
	if err != nil {
		return Entry{}, err
	}
	left, missing := s.payables(list)
	for _, i := range list {
		missing = firstError(missing, s.requestable(i))
	}
	if err := firstError(missing, a.apart(s, by.duties())); err != nil {
		return Entry{}, err
	}
	count.Last++
	r := PaymentRequest{ID: a.ID, Number: count.Last, Asked: s.On, Due: a.Due}
	for n, i := range list {
		line := PaymentLine{
			Reference: fmt.Sprintf("P%06d-%03d", r.Number, n+1), Invoice: i.ID, Provider: i.Provider,
			Amount: totalOwed(left[n]), State: PaymentRequested,
		}
		credits, err := s.credits(slices.Concat(i.Credits, i.SetOff))
		if err != nil {
			return Entry{}, err
		}
		line.Split = i.Owed(credits)
		i.Request = r.ID
		s.Save(i)
		r.Lines = append(r.Lines, line)
	}
	for n, d := range a.Budgets {
		line, err := s.requestDirect(r.ID, d, by)
		line.Reference = fmt.Sprintf("P%06d-%03d", r.Number, len(list)+n+1)
		missing, r.Direct = firstError(missing, err), append(r.Direct, line)
	}
	if missing != nil {
		return Entry{}, missing
	}
	s.Save(count)
	s.Save(r)
	return Entry{}, nil
}

// check refuses a request for nothing, or for something twice, and a day that has gone.
func (a RequestPayment) check(today Date) error {
	if n := len(a.Invoices) + len(a.Budgets); n == 0 || n > PaymentsMax {
		return ErrInvalid.With("a payment request is for 1 to %d payments, not %d", PaymentsMax, n)
	}
	seen := map[InvoiceID]bool{}
	for _, id := range a.Invoices {
		if seen[id] {
			return ErrInvalid.With("invoice %s is named twice", id)
		}
		seen[id] = true
	}
	if a.Due < today {
		return ErrInvalid.With("say by which day they are to be paid; it cannot be before %s", today.UK())
	}
	return a.checkDirect()
}

// requestable refuses an invoice that cannot be paid now.
func (s *State) requestable(i Invoice) error {
	if i.State != InvoiceCertified {
		return ErrWrongState.With("invoice %s is %s, so its payment is not asked for", i.ID, i.State)
	}
	return firstError(i.checkNotRequested(), s.checkNotHeld(i.Provider))
}

// Commitments are those that the invoice charges.
func (i Invoice) Commitments() []CommitmentID {
	var ids []CommitmentID
	for _, l := range i.charges() {
		ids = append(ids, l.Commitment)
	}
	return ids
}

// Owed is what was to be paid on the invoice when it was certified, less the credit notes that stand and are set
// against it, by scheme and source as it was charged. What is credited is taken off the scheme that it was credited to
// and, where that scheme is not charged as much, off the others of the source.
func (i Invoice) Owed(credits []CreditNote) []PaymentPart {
	var parts []PaymentPart
	for _, l := range i.charges() {
		at := slices.IndexFunc(parts, func(p PaymentPart) bool { return p.Scheme == l.Scheme && p.Source == l.Source })
		if at < 0 {
			at, parts = len(parts), append(parts, PaymentPart{Scheme: l.Scheme, Source: l.Source})
		}
		parts[at].Amount = parts[at].Amount.Add(l.Gross())
	}
	credits = slices.DeleteFunc(slices.Clone(credits), func(n CreditNote) bool {
		return n.State != CreditApplied || n.Against != i.ID
	})
	for _, n := range credits {
		for _, l := range n.Lines {
			takeOff(parts, l.Gross(), func(p PaymentPart) bool { return p.Scheme == l.Scheme && p.Source == l.Source })
		}
	}
	for _, o := range i.owed(credits) {
		excess := o.amount.Neg()
		for _, p := range parts {
			if p.Source == o.source {
				excess = excess.Add(p.Amount)
			}
		}
		takeOff(parts, excess, func(p PaymentPart) bool { return p.Source == o.source })
	}
	return slices.DeleteFunc(parts, func(p PaymentPart) bool { return p.Amount.IsZero() })
}

// takeOff takes an amount off the parts that are meant, in their order and none below nil.
func takeOff(parts []PaymentPart, amount Money, meant func(PaymentPart) bool) {
	for n := range parts {
		if meant(parts[n]) {
			some := lesser(amount, parts[n].Amount)
			parts[n].Amount, amount = parts[n].Amount.Sub(some), amount.Sub(some)
		}
	}
}

// Describe says what the act does.
func (a RequestPayment) Describe() string {
	return fmt.Sprintf("Payment request %s: %s", a.ID, a.count())
}
