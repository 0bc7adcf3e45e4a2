package ledger

import "fmt"

// ReturnInvoice ends a received invoice that is not to be paid: it goes back to its provider, or was recorded in error.
// Its number may be used again.
type ReturnInvoice struct {
	Invoice InvoiceID `json:"invoice"`
	Reason  Private   `json:"reason"`
}

// Kind names the act and its version.
func (ReturnInvoice) Kind() string { return "return-invoice/1" }

// Matter is the partners' money that the invoice would have cost.
func (a ReturnInvoice) Matter(s *State) (Matter, error) { return s.invoiceMatter(a.Invoice) }

// Do ends the invoice and frees its number. It refuses one that has been certified.
func (a ReturnInvoice) Do(s *State, _ Authority) (Entry, error) {
	i, err := s.Invoice(a.Invoice)
	if err := firstError(needText("the reason", a.Reason), err); err != nil {
		return Entry{}, err
	}
	if i.State != InvoiceReceived && i.State != InvoiceDisputed {
		return Entry{}, ErrWrongState.With("invoice %s is %s; it is returned before it is certified", i.ID, i.State)
	}
	i.State = InvoiceReturned
	s.Save(i)
	s.Save(InvoiceNumber{Mark: i.Mark})
	return Entry{}, nil
}

// Describe says what the act does.
func (a ReturnInvoice) Describe() string { return fmt.Sprintf("Invoice %s returned", a.Invoice) }
