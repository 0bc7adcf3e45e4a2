package ledger

import (
	"fmt"
	"slices"
)

// CertifyOverCommitment accepts a received invoice as due although it is more than is left on a commitment: the excess
// is taken from what the scheme's line has available (row 9).
type CertifyOverCommitment struct {
	Invoice InvoiceID `json:"invoice"`
	Reason  Private   `json:"reason" doc:"why more is due than was promised"`
}

// Kind names the act and its version.
func (CertifyOverCommitment) Kind() string { return "certify-over-commitment/1" }

// exceeding are the invoice's lines, each with what it is beyond its commitment, and the commitments' lines.
func (s *State) exceeding(i Invoice) (lines []InvoiceLine, orders []orderLine, missing error) {
	for _, l := range i.charges() {
		c, err := s.Commitment(l.Commitment)
		if err != nil {
			missing = firstError(missing, err)
			continue
		}
		o, err := s.order(c, l.at())
		if missing = firstError(missing, err); err != nil {
			continue
		}
		l.Excess, _, _, err = s.beyond(o, l.Cost())
		l.Excess = lesser(l.Excess, l.Cost())
		lines, orders, missing = append(lines, l), append(orders, o), firstError(missing, err)
	}
	return lines, orders, missing
}

// excess is what an invoice is beyond its commitments in all.
func (s *State) excess(i Invoice) (total Money, err error) {
	lines, _, err := s.exceeding(i)
	for _, l := range lines {
		total = total.Add(l.Excess)
	}
	return total, err
}

// Matter is the partners' money that the invoice costs beyond its commitments: that is what is approved.
func (a CertifyOverCommitment) Matter(s *State) (Matter, error) {
	i, err := s.Invoice(a.Invoice)
	if err != nil {
		return Matter{}, err
	}
	excess, missing := s.excess(i)
	m, err := s.linesMatter(i.charges(), i.Provider, Pays)
	m.Amount = excess
	for n := range m.Parts {
		m.Parts[n].Amount = excess
	}
	return m, firstError(missing, err)
}

// apart refuses whoever received the invoice.
func (a CertifyOverCommitment) apart(s *State, doers []Duty) error {
	return CertifyReceivedInvoice{Invoice: a.Invoice}.apart(s, doers)
}

// Do accepts the invoice and consumes each commitment as far as it goes, and what the scheme has available by the
// excess. It refuses whoever received the invoice, one that is disputed or certified already or has no excess, and
// an excess beyond what is available.
func (a CertifyOverCommitment) Do(s *State, by Authority) (Entry, error) {
	if err := needText("the reason", a.Reason); err != nil {
		return Entry{}, err
	}
	i, err := s.certifiable(a.Invoice)
	if err := firstError(err, a.apart(s, by.duties())); err != nil {
		return Entry{}, err
	}
	lines, orders, err := s.exceeding(i)
	if err != nil {
		return Entry{}, err
	}
	var e Entry
	var excess Money
	for n, l := range lines {
		if err := orders[n].of.open(s); err != nil {
			return Entry{}, err
		}
		excess = excess.Add(l.Excess)
		e.Postings = append(e.Postings, i.accept(orders[n], l)...)
	}
	if excess.IsZero() {
		return Entry{}, ErrWrongState.With("invoice %s is no more than is left on what it charges; certify it as usual", i.ID)
	}
	i.State, i.CertifiedBy, i.Lines = InvoiceCertified, by.duties(), slices.Clone(lines)
	s.Save(i)
	return e, nil
}

// undo has the invoice received and not certified.
func (a CertifyOverCommitment) undo(s *State, _ Entry) error { return s.uncertify(a.Invoice) }

// Describe says what the act does.
func (a CertifyOverCommitment) Describe() string {
	return fmt.Sprintf("Invoice %s certified over its commitment", a.Invoice)
}
