package ledger

import (
	"fmt"
	"slices"
)

// Dispute is a time in which an invoice was not accepted: the days from its first until its last do not count
// against prompt payment.
type Dispute struct {
	From   Date    `json:"from"`
	To     Date    `json:"to,omitempty" doc:"the day it was resolved; none: it still runs"`
	Reason Private `json:"reason"`
	Result Private `json:"result,omitzero"`
}

// DisputeInvoice says that a received invoice is not accepted as it stands, which stops the clock of its payment.
type DisputeInvoice struct {
	Invoice InvoiceID `json:"invoice"`
	From    Date      `json:"from" doc:"the day from which it is disputed"`
	Reason  Private   `json:"reason"`
}

// ResolveDispute ends the dispute, which starts the clock again.
type ResolveDispute struct {
	Invoice InvoiceID `json:"invoice"`
	To      Date      `json:"to" doc:"the day on which it was resolved"`
	Result  Private   `json:"result" doc:"what was agreed"`
}

// DisputedDays are the days until a day on which the invoice was disputed.
func (i Invoice) DisputedDays(until Date) int {
	days := 0
	for _, d := range i.Disputes {
		to := d.To
		if to == 0 || to > until {
			to = until
		}
		days += max(0, int(to-d.From))
	}
	return days
}

// invoiceMatter is what policy judges an act on an invoice by, which moves nothing to its provider.
func (s *State) invoiceMatter(id InvoiceID) (Matter, error) {
	i, err := s.Invoice(id)
	if err != nil {
		return Matter{}, err
	}
	return s.linesMatter(i.charges(), i.Provider, 0)
}

// Kind names the act and its version.
func (DisputeInvoice) Kind() string { return "dispute-invoice/1" }

// Matter is the partners' money that the invoice would cost.
func (a DisputeInvoice) Matter(s *State) (Matter, error) { return s.invoiceMatter(a.Invoice) }

// Do records the dispute. It refuses an invoice that is not waiting to be certified, and a day before the invoice
// came in or an earlier dispute ended, or that has not come.
func (a DisputeInvoice) Do(s *State, _ Authority) (Entry, error) {
	i, err := s.Invoice(a.Invoice)
	if err := firstError(needText("the reason", a.Reason), err); err != nil {
		return Entry{}, err
	}
	if i.State != InvoiceReceived {
		return Entry{}, ErrWrongState.With("invoice %s is %s; it is disputed between its receipt and its certification",
			i.ID, i.State)
	}
	since := i.Received
	if n := len(i.Disputes); n > 0 {
		since = i.Disputes[n-1].To
	}
	if a.From < since || a.From > s.On {
		return Entry{}, ErrInvalid.With("invoice %s can be disputed from %s to %s", i.ID, since.UK(), s.On.UK())
	}
	i.State = InvoiceDisputed
	i.Disputes = append(slices.Clone(i.Disputes), Dispute{From: a.From, Reason: a.Reason})
	s.Save(i)
	return Entry{}, nil
}

// Describe says what the act does.
func (a DisputeInvoice) Describe() string {
	return fmt.Sprintf("Invoice %s disputed from %s", a.Invoice, a.From.UK())
}

// Kind names the act and its version.
func (ResolveDispute) Kind() string { return "resolve-dispute/1" }

// Matter is the partners' money that the invoice would cost.
func (a ResolveDispute) Matter(s *State) (Matter, error) { return s.invoiceMatter(a.Invoice) }

// Do ends the dispute. It refuses an invoice that is not disputed, and a day before the dispute began or that has
// not come.
func (a ResolveDispute) Do(s *State, _ Authority) (Entry, error) {
	i, err := s.Invoice(a.Invoice)
	if err := firstError(needText("the result", a.Result), err); err != nil {
		return Entry{}, err
	}
	if i.State != InvoiceDisputed {
		return Entry{}, ErrWrongState.With("invoice %s is %s, not disputed", i.ID, i.State)
	}
	i.Disputes = slices.Clone(i.Disputes)
	last := &i.Disputes[len(i.Disputes)-1]
	if a.To < last.From || a.To > s.On {
		return Entry{}, ErrInvalid.With("the dispute about invoice %s can be resolved from %s to %s", i.ID,
			last.From.UK(), s.On.UK())
	}
	last.To, last.Result = a.To, a.Result
	i.State = InvoiceReceived
	s.Save(i)
	return Entry{}, nil
}

// Describe says what the act does.
func (a ResolveDispute) Describe() string {
	return fmt.Sprintf("Dispute about invoice %s resolved on %s", a.Invoice, a.To.UK())
}
