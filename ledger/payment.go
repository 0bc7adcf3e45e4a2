package ledger

// PayInvoice records that the host has paid a certified invoice (row 10).
type PayInvoice struct {
	Invoice InvoiceID `json:"invoice"`
	Payment Private   `json:"payment" screen:"reference" doc:"the payment's reference"`
}

// Kind names the act and its version.
func (PayInvoice) Kind() string { return "pay-invoice/1" }

// Matter is the partner's money, paid to the provider.
func (a PayInvoice) Matter(s *State) (Matter, error) {
	i, err := s.Invoice(a.Invoice)
	if err != nil {
		return Matter{}, err
	}
	left, err := s.payable(i)
	if err != nil {
		return Matter{}, err
	}
	m, err := s.linesMatter(i.charges(), i.Provider, Pays)
	m.Amount = totalOwed(left)
	for n := range m.Parts {
		m.Parts[n].Amount = m.Amount
	}
	return m, err
}

// apart refuses whoever certified the invoice.
func (a PayInvoice) apart(s *State, doers []Duty) error {
	i, err := s.Invoice(a.Invoice)
	return firstError(err, apart(i.CertifiedBy, doers, "certified", "record the payment of", i.ID))
}

// Do records the payment of the invoice less the credits that are set against it. It refuses an invoice that is not
// certified, is paid already or is in a payment request, one whose provider's payments are held, and whoever certified
// it. Cash may fall below zero: the host is then funding the
// pool, and every position shows it.
func (a PayInvoice) Do(s *State, by Authority) (Entry, error) {
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
	left, err := s.payable(i)
	held := s.checkNotHeld(i.Provider)
	if err := firstError(err, i.checkNotRequested(), held, a.apart(s, by.duties())); err != nil {
		return Entry{}, err
	}
	var e Entry
	for _, o := range left {
		src, err := s.Source(o.source)
		if err != nil {
			return Entry{}, err
		}
		if !o.amount.IsZero() {
			e.Postings = append(e.Postings, i.discharge(src, o.amount)...)
		}
	}
	i.State, i.Paid = InvoicePaid, s.On
	s.Save(i)
	return e, nil
}

// discharge pays what is owed for the invoice from a source.
func (i Invoice) discharge(src Source, amount Money) []Posting {
	return []Posting{Debit(i.creditor(src), amount), Credit(src.account(Cash, 0).By(CashPaid), amount)}
}

// undo marks the invoice as certified again. It refuses where the provider has credited since what was paid.
func (a PayInvoice) undo(s *State, _ Entry) error {
	i, err := s.Invoice(a.Invoice)
	if err != nil {
		return err
	}
	if i, err = s.unpaid(i); err != nil {
		return err
	}
	s.Save(i)
	return nil
}

// unpaid is a paid invoice as it was before its payment. It refuses where the provider has credited since what was
// paid.
func (s *State) unpaid(i Invoice) (Invoice, error) {
	credits, err := s.credits(i.Credits)
	if err != nil {
		return i, err
	}
	for _, n := range credits {
		if n.Against != i.ID {
			return i, ErrWrongState.With("credit note %s gives back what was paid on invoice %s; reverse it first", n.ID, i.ID)
		}
	}
	i.State, i.Paid, i.Request = InvoiceCertified, 0, ""
	return i, nil
}

// Describe says what the act does.
func (a PayInvoice) Describe() string { return "Invoice " + string(a.Invoice) + " paid" }
