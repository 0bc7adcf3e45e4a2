package ledger

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode"
)

// InvoiceState is how far an invoice has come.
type InvoiceState string

// The states of an invoice.
const (
	InvoiceCertified InvoiceState = "certified" // accepted as due, not yet paid
	InvoicePaid      InvoiceState = "paid"
	InvoiceReversed  InvoiceState = "reversed" // certified in error; its number may be used again
)

// Invoice is a provider's invoice, accepted as due against a commitment.
type Invoice struct {
	ID         InvoiceID    `json:"id"`
	Commitment CommitmentID `json:"commitment"`
	Provider   BodyID       `json:"provider"`
	Scheme     SchemeID     `json:"scheme"`
	Source     SourceID     `json:"source"`
	Year       Year         `json:"year"`
	Number     Private      `json:"number" doc:"the provider's own invoice number"`
	Gross      Money        `json:"gross"`
	Received   Date         `json:"received"`
	State      InvoiceState `json:"state"`
	Mark       string       `json:"mark"` // of its number: see InvoiceNumber
}

// Ref is the invoice's place among the fund's documents.
func (i Invoice) Ref() Ref { return Ref{"invoice", string(i.ID)} }

// InvoiceNumber marks a provider's invoice number as used, so that no invoice is paid twice. The number may
// have to be hidden, so the mark is a digest keyed with the fund's secret.
type InvoiceNumber struct {
	Mark    string    `json:"mark"`
	Invoice InvoiceID `json:"invoice,omitempty"` // empty: free again
}

// Ref is the mark's place among the fund's documents.
func (n InvoiceNumber) Ref() Ref { return Ref{"invoice-number", n.Mark} }

// CertifyInvoice accepts an invoice as due against a commitment (row 9).
type CertifyInvoice struct {
	ID         InvoiceID    `json:"id"`
	Commitment CommitmentID `json:"commitment"`
	Number     Private      `json:"number" doc:"the provider's own invoice number"`
	Gross      Money        `json:"gross"`
	Received   Date         `json:"received" doc:"the day the invoice came in"`
}

// Invoice is an invoice. It returns ErrNotFound.
func (s *State) Invoice(id InvoiceID) (Invoice, error) {
	return need[Invoice](s, Ref{"invoice", string(id)}, "invoice")
}

// invoiceMark is the mark of a provider's invoice number. Spaces, punctuation and case make no other invoice
// of it.
func (s *State) invoiceMark(provider BodyID, number string) string {
	plain := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, number)
	mac := hmac.New(sha256.New, s.Secret)
	mac.Write([]byte(string(s.Fund) + "/" + string(provider) + "/" + plain))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// Kind names the act and its version.
func (CertifyInvoice) Kind() string { return "certify-invoice/1" }

// Matter is the partner's money, due to the provider.
func (a CertifyInvoice) Matter(s *State) (Matter, error) {
	return s.commitmentMatter(a.Commitment, Pays, a.Gross)
}

// Do accepts the invoice as due and consumes the commitment by as much. It refuses an invoice number the
// provider has used before, and more than is left on the commitment, naming the excess.
func (a CertifyInvoice) Do(s *State, _ Authority) (Entry, error) {
	err := firstError(CheckID("the invoice's id", a.ID), CheckAmount(a.Gross), checkNumber(a.Number),
		s.absent(Invoice{ID: a.ID}.Ref()))
	if err != nil {
		return Entry{}, err
	}
	if a.Received == 0 || a.Received > s.On {
		return Entry{}, ErrInvalid.With("say the day on which the invoice came in; it cannot be after %s",
			s.On.UK())
	}
	c, src, err := s.openCommitment(a.Commitment)
	if err != nil {
		return Entry{}, err
	}
	if err := s.checkLeft("invoice", c, src, a.Gross); err != nil {
		return Entry{}, err
	}
	i := Invoice{
		ID: a.ID, Commitment: c.ID, Provider: c.Provider, Scheme: c.Scheme, Source: c.Source,
		Year:   c.Year,
		Number: a.Number, Gross: a.Gross, Received: a.Received, State: InvoiceCertified,
		Mark: s.invoiceMark(c.Provider, a.Number.Value),
	}
	used, err := Find[InvoiceNumber](s, InvoiceNumber{Mark: i.Mark}.Ref())
	if err != nil {
		return Entry{}, err
	}
	if used.Invoice != "" {
		return Entry{}, ErrExists.With("%s has sent an invoice of that number before: it is invoice %s", c.Provider,
			used.Invoice)
	}
	s.Save(i)
	s.Save(InvoiceNumber{Mark: i.Mark, Invoice: i.ID})
	return Entry{Postings: []Posting{
		Debit(src.schemeAccount(src.spend(c.Form.spend()), c.Year, c.Scheme), a.Gross),
		Credit(i.creditor(src), a.Gross),
		Debit(c.committed(src), a.Gross), Credit(src.schemeAccount(SchemeConsumed, c.Year, c.Scheme), a.Gross),
	}}, nil
}

// checkNumber refuses an invoice number without a letter or a digit: it could not be told from another.
func checkNumber(number Private) error {
	if !strings.ContainsFunc(number.Value, func(r rune) bool {
		return unicode.IsLetter(r) ||
			unicode.IsDigit(r)
	}) {
		return ErrInvalid.With("give the provider's invoice number")
	}
	return nil
}

// spend is the account that invoices of this form fall in.
func (f Form) spend() Code {
	if f == Grant {
		return GrantSpend
	}
	return ContractSpend
}

// creditor is where the invoice is owed until it is paid.
func (i Invoice) creditor(src Source) Account {
	return src.account(Creditors, 0).For("provider", string(i.Provider))
}

// undo marks the invoice as certified in error and frees its number. It refuses when the invoice has been
// paid.
func (a CertifyInvoice) undo(s *State, _ Entry) error {
	i, err := s.Invoice(a.ID)
	if err != nil {
		return err
	}
	if i.State != InvoiceCertified {
		return ErrWrongState.With("invoice %s is %s; reverse its payment first", i.ID, i.State)
	}
	i.State = InvoiceReversed
	s.Save(i)
	s.Save(InvoiceNumber{Mark: i.Mark})
	return nil
}

// Describe says what the act does.
func (a CertifyInvoice) Describe() string {
	return fmt.Sprintf("Invoice %s of %s certified against commitment %s", a.ID, a.Gross.Pounds(), a.Commitment)
}
