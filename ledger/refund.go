package ledger

import (
	"fmt"
	"slices"
)

// ReceiveRefund records what a provider pays back of an invoice that has been paid (row 10c).
type ReceiveRefund struct {
	ID      CreditID     `json:"id"`
	Invoice InvoiceID    `json:"invoice"`
	Number  Private      `json:"number,omitzero" screen:"reference" doc:"the credit note's own number, where there is one"`
	Lines   []ChargeLine `json:"lines" doc:"what it takes off each commitment of the invoice, or off the personal health budget that it was bought from"`
	Reason  Private      `json:"reason"`
	Receipt Private      `json:"receipt" screen:"reference" doc:"the receipt's reference"`
}

// creditLines take a credit off what schemes have spent and off the VAT due: the provider is owed less, or has paid
// it. What a released commitment gets back is the scheme's to spend, in the year of the entry where its own is closed,
// and so is what was beyond a commitment, which comes back first, and what was charged to a line before a successor
// took it over.
func (s *State) creditLines(i Invoice, n CreditNote) ([]Posting, error) {
	var lines []Posting
	for _, l := range n.Lines {
		src, err := s.Source(l.Source)
		if err != nil {
			return nil, err
		}
		from := i.creditor(src)
		if n.Against == "" {
			from = src.account(Cash, 0).By(Refunded)
		}
		lines = append(lines, Debit(from, l.Gross()))
		if vat := l.Recoverable(); !vat.IsZero() {
			lines = append(lines, Credit(src.account(RecoverableVAT, 0), vat))
		}
		var back []Posting
		if i.HealthBudget != "" {
			back, err = s.creditBudget(i.HealthBudget, l)
		} else {
			back, err = s.creditOrder(l)
		}
		if err != nil {
			return nil, err
		}
		lines = append(lines, back...)
	}
	return lines, nil
}

// creditOrder takes the cost of a credit's line off what a scheme has spent on a commitment.
func (s *State) creditOrder(l InvoiceLine) ([]Posting, error) {
	c, err := s.Commitment(l.Commitment)
	if err != nil {
		return nil, err
	}
	o, gone, err := s.chargedTo(c, l.at())
	if err != nil {
		return nil, err
	}
	own := o.year
	if o.year, err = s.postingYear("commitment", string(c.ID), own); err != nil || l.Cost().IsZero() {
		return nil, err
	}
	back := o.committed()
	if c.State != CommitmentOpen || o.year != own || gone {
		back = o.account(SchemeAvailable).By(CommitMove)
	}
	lines := []Posting{Credit(o.spend(), l.Cost()), Debit(o.account(SchemeConsumed), l.Cost())}
	if !l.Excess.IsZero() {
		lines = append(lines, Credit(o.account(SchemeAvailable).By(ExcessMove), l.Excess))
	}
	if within := l.Cost().Sub(l.Excess); !within.IsZero() {
		lines = append(lines, Credit(back, within))
	}
	return lines, nil
}

// setOff saves a credit note and the invoices that it changes. It refuses an invoice to set it against that is not
// certified, another provider's, or has less to be paid from a source.
func (s *State) setOff(i Invoice, n CreditNote) error {
	against := i
	if n.Against != i.ID {
		var err error
		if against, err = s.Invoice(n.Against); err != nil {
			return err
		}
		against.SetOff = append(slices.Clone(against.SetOff), n.ID)
	}
	switch {
	case against.Provider != i.Provider:
		return ErrInvalid.With("invoice %s is from %s, and the credit note from %s", against.ID, against.Provider,
			i.Provider)
	case against.State != InvoiceCertified:
		return ErrWrongState.With("invoice %s is %s, so no credit is set against it", against.ID, against.State)
	}
	if err := against.checkNotRequested(); err != nil {
		return err
	}
	s.saveCredit(n)
	s.Save(i)
	left, err := s.payable(against)
	if err != nil {
		return err
	}
	for _, o := range left {
		if o.amount.Sign() < 0 {
			return ErrNotEnough.With("the credit is %s more than what is still to be paid on invoice %s from source %s",
				o.amount.Neg().Pounds(), against.ID, o.source)
		}
	}
	if totalOwed(left).IsZero() {
		against.State = InvoiceSettled
	}
	s.Save(against)
	return nil
}

// saveCredit saves a credit note and marks its number as used.
func (s *State) saveCredit(n CreditNote) {
	s.Save(n)
	if n.Mark != "" {
		s.Save(InvoiceNumber{Mark: n.Mark, Credit: n.ID})
	}
}

// Kind names the act and its version.
func (ReceiveRefund) Kind() string { return "receive-refund/1" }

// Matter is the partners' money that the provider gives back.
func (a ReceiveRefund) Matter(s *State) (Matter, error) { return s.creditMatter(a.Invoice, a.Lines) }

// Do records the receipt and takes it off what the schemes have spent. It refuses an invoice that is not paid, a
// number that the provider has used for a credit before, and more than the invoice less earlier credits.
func (a ReceiveRefund) Do(s *State, _ Authority) (Entry, error) {
	err := firstError(needText("the reason", a.Reason), needText("the receipt's reference", a.Receipt))
	if err == nil && !a.Number.IsZero() {
		err = checkNumber(a.Number)
	}
	if err != nil {
		return Entry{}, err
	}
	n := CreditNote{ID: a.ID, Invoice: a.Invoice, Number: a.Number, Reason: a.Reason, Receipt: a.Receipt}
	i, err := s.applyCredit(&n, a.Lines)
	if err != nil {
		return Entry{}, err
	}
	if i.State != InvoicePaid {
		return Entry{}, ErrWrongState.With("invoice %s is %s, so its provider has nothing to pay back; record the credit "+
			"note instead", i.ID, i.State)
	}
	lines, err := s.creditLines(i, n)
	if err != nil {
		return Entry{}, err
	}
	i.Credits = append(slices.Clone(i.Credits), n.ID)
	s.saveCredit(n)
	s.Save(i)
	return Entry{Postings: lines}, nil
}

// undo takes the refund back.
func (a ReceiveRefund) undo(s *State, _ Entry) error {
	n, err := s.CreditNote(a.ID)
	if err != nil {
		return err
	}
	s.takeBack(n)
	return nil
}

// Describe says what the act does.
func (a ReceiveRefund) Describe() string {
	return fmt.Sprintf("Refund %s received for invoice %s", a.ID, a.Invoice)
}
