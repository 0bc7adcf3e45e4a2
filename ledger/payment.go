package ledger

// PayInvoice records that the host has paid a certified invoice (row 10).
type PayInvoice struct {
	Invoice InvoiceID `json:"invoice"`
	Payment Private   `json:"payment" doc:"the payment's reference"`
}

// Kind names the act and its version.
func (PayInvoice) Kind() string { return "pay-invoice/1" }

// Matter is the partner's money, paid to the provider.
func (a PayInvoice) Matter(s *State) (Matter, error) {
	i, err := s.Invoice(a.Invoice)
	if err != nil {
		return Matter{}, err
	}
	return s.matterWith(i.Source, i.Scheme, i.Provider, Pays, i.Gross)
}

// Do records the payment. It refuses an invoice that is not certified or is paid already. Cash may fall below
// zero: the host is then funding the pool, and every position shows it.
func (a PayInvoice) Do(s *State, _ Authority) (Entry, error) {
	if err := needText("the payment's reference", a.Payment); err != nil {
		return Entry{}, err
	}
	i, err := s.Invoice(a.Invoice)
	if err != nil {
		return Entry{}, err
	}
	if i.State != InvoiceCertified {
		return Entry{}, ErrWrongState.With("invoice %s is %s, so it is not paid", i.ID, i.State)
	}
	src, err := s.Source(i.Source)
	if err != nil {
		return Entry{}, err
	}
	i.State = InvoicePaid
	s.Save(i)
	return Entry{Postings: []Posting{
		Debit(i.creditor(src), i.Gross), Credit(src.account(Cash, 0).By(CashPaid), i.Gross),
	}}, nil
}

// undo marks the invoice as certified again.
func (a PayInvoice) undo(s *State, _ Entry) error {
	i, err := s.Invoice(a.Invoice)
	if err != nil {
		return err
	}
	i.State = InvoiceCertified
	s.Save(i)
	return nil
}

// Describe says what the act does.
func (a PayInvoice) Describe() string { return "Invoice " + string(a.Invoice) + " paid" }
