package ledger

import "slices"

// CertifyReceivedInvoice accepts a received invoice as due, all its lines at once (row 9).
type CertifyReceivedInvoice struct {
	Invoice InvoiceID `json:"invoice"`
}

// Kind names the act and its version.
func (CertifyReceivedInvoice) Kind() string { return "certify-received-invoice/1" }

// Matter is the partners' money, due to the provider: what the invoice costs their schemes.
func (a CertifyReceivedInvoice) Matter(s *State) (Matter, error) {
	i, err := s.Invoice(a.Invoice)
	if err != nil {
		return Matter{}, err
	}
	return s.linesMatter(i.charges(), i.Provider, Pays)
}

// apart refuses whoever received the invoice.
func (a CertifyReceivedInvoice) apart(s *State, doers []Duty) error {
	i, err := s.Invoice(a.Invoice)
	return firstError(err, apart(i.ReceivedBy, doers, "received", "certify", i.ID))
}

// Do accepts the invoice and consumes each commitment by what its line costs. It refuses whoever received it, an
// invoice that is disputed or certified already, and more than is left on a commitment, naming the excess.
func (a CertifyReceivedInvoice) Do(s *State, by Authority) (Entry, error) {
	i, err := s.certifiable(a.Invoice)
	if err := firstError(err, a.apart(s, by.duties())); err != nil {
		return Entry{}, err
	}
	var e Entry
	for _, l := range i.charges() {
		o, err := s.openOrder(l.Commitment, l.at())
		if err != nil {
			return Entry{}, err
		}
		if err := s.checkLeft("invoice", o, l.Cost()); err != nil {
			return Entry{}, err
		}
		e.Postings = append(e.Postings, i.accept(o, l)...)
	}
	i.State, i.CertifiedBy = InvoiceCertified, by.duties()
	s.Save(i)
	return e, nil
}

// certifiable is a received invoice that may be certified.
func (s *State) certifiable(id InvoiceID) (Invoice, error) {
	i, err := s.Invoice(id)
	switch {
	case err != nil || i.State == InvoiceReceived:
		return i, err
	case i.State == InvoiceDisputed:
		return i, ErrWrongState.With("invoice %s is disputed; resolve the dispute first", i.ID)
	}
	return i, ErrWrongState.With("invoice %s is %s already", i.ID, i.State)
}

// uncertifiable refuses to undo the certification of an invoice that has been paid or credited since.
func (s *State) uncertifiable(i Invoice) error {
	if i.State != InvoiceCertified && i.State != InvoiceSettled {
		return ErrWrongState.With("invoice %s is %s; reverse its payment first", i.ID, i.State)
	}
	if err := i.checkNotRequested(); err != nil {
		return err
	}
	credits, err := s.credits(slices.Concat(i.Credits, i.SetOff))
	if err != nil {
		return err
	}
	if len(credits) > 0 {
		return ErrWrongState.With("credit note %s is set against invoice %s; reverse it first", credits[0].ID, i.ID)
	}
	return nil
}

// undo has the invoice received and not certified.
func (a CertifyReceivedInvoice) undo(s *State, _ Entry) error { return s.uncertify(a.Invoice) }

// uncertify has an invoice received and not certified.
func (s *State) uncertify(id InvoiceID) error {
	i, err := s.Invoice(id)
	if err != nil {
		return err
	}
	if err := s.uncertifiable(i); err != nil {
		return err
	}
	i.State, i.CertifiedBy, i.Lines = InvoiceReceived, nil, slices.Clone(i.Lines)
	for n := range i.Lines {
		i.Lines[n].Excess = Money{}
	}
	s.Save(i)
	return nil
}

// Describe says what the act does.
func (a CertifyReceivedInvoice) Describe() string {
	return "Invoice " + string(a.Invoice) + " certified"
}
