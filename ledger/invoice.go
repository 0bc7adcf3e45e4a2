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
	InvoiceReceived  InvoiceState = "received"  // recorded, with what it charges to which commitment
	InvoiceDisputed  InvoiceState = "disputed"  // the clock of its payment stands still
	InvoiceReturned  InvoiceState = "returned"  // not to be paid; its number may be used again
	InvoiceCertified InvoiceState = "certified" // accepted as due, not yet paid
	InvoicePaid      InvoiceState = "paid"
	InvoiceSettled   InvoiceState = "settled"  // credit notes leave nothing to pay
	InvoiceReversed  InvoiceState = "reversed" // certified in error; its number may be used again
)

// Invoice is a provider's invoice: received and then certified, or certified as it is recorded, against one
// commitment and with no VAT apart. Commitment, scheme and source are empty where it has several lines.
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

	Net         Money         `json:"net,omitzero"`
	VAT         Money         `json:"vat,omitzero"`
	Invoiced    Date          `json:"invoiced,omitempty" doc:"the date it bears"`
	Lines       []InvoiceLine `json:"lines,omitempty" doc:"none: it was certified as it was recorded"`
	Disputes    []Dispute     `json:"disputes,omitempty"`
	Resembles   []InvoiceID   `json:"resembles,omitempty" doc:"earlier ones of its provider, date and gross"`
	ReceivedBy  []Duty        `json:"receivedBy,omitempty"`
	CertifiedBy []Duty        `json:"certifiedBy,omitempty"`
	Credits     []CreditID    `json:"credits,omitempty" doc:"the credit notes for it"`
	SetOff      []CreditID    `json:"setOff,omitempty" doc:"credit notes for other invoices, set against it"`

	HealthBudget HealthBudgetID `json:"healthBudget,omitempty" doc:"the personal health budget that it was bought from, instead of a commitment"`

	Request PaymentRequestID `json:"request,omitempty" doc:"the payment request that it is in, or was paid by"`
	Paid    Date             `json:"paid,omitempty" doc:"the day on which it was paid"`
}

// Ref is the invoice's place among the fund's documents.
func (i Invoice) Ref() Ref { return Ref{"invoice", string(i.ID)} }

// Buyer is who bought what it charges from a personal health budget; none: it was bought from no budget.
func (i Invoice) Buyer() ActorID {
	if i.HealthBudget == "" || len(i.CertifiedBy) == 0 {
		return ""
	}
	return i.CertifiedBy[0].Actor
}

// InvoiceNumber marks a provider's invoice number as used, so that no invoice is paid twice. The number may
// have to be hidden, so the mark is a digest keyed with the fund's secret.
type InvoiceNumber struct {
	Mark    string    `json:"mark"`
	Invoice InvoiceID `json:"invoice,omitempty"` // empty: free again
	Credit  CreditID  `json:"credit,omitempty"`  // of a credit note's number
}

// Ref is the mark's place among the fund's documents.
func (n InvoiceNumber) Ref() Ref { return Ref{"invoice-number", n.Mark} }

// CertifyInvoice accepts an invoice as due against a commitment (row 9).
type CertifyInvoice struct {
	ID         InvoiceID    `json:"id"`
	Commitment CommitmentID `json:"commitment"`
	Number     Private      `json:"number" screen:"number" doc:"the provider's own invoice number"`
	Gross      Money        `json:"gross"`
	Received   Date         `json:"received" doc:"the day the invoice came in"`
	Scheme     SchemeID     `json:"scheme,omitempty" doc:"which line of the commitment, where it has several"`
	Source     SourceID     `json:"source,omitempty" doc:"which line of the commitment, where it has several"`

	ConfirmNumber bool `json:"confirmNumber,omitempty" doc:"the number could be an NHS number, and is the invoice's own"`
}

// Invoice is an invoice. It returns ErrNotFound.
func (s *State) Invoice(id InvoiceID) (Invoice, error) {
	return need[Invoice](s, Ref{"invoice", string(id)}, "invoice")
}

// invoiceMark is the mark of a provider's invoice number. Spaces, punctuation and case make no other invoice
// of it.
func (s *State) invoiceMark(provider BodyID, number string) string {
	return s.numberMark(string(provider), number)
}

// numberMark is the mark of a number among those of one kind.
func (s *State) numberMark(of, number string) string {
	plain := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, number)
	mac := hmac.New(sha256.New, s.Secret)
	mac.Write([]byte(string(s.Fund) + "/" + of + "/" + plain))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// Kind names the act and its version.
func (CertifyInvoice) Kind() string { return "certify-invoice/1" }

// Matter is the partner's money, due to the provider.
func (a CertifyInvoice) Matter(s *State) (Matter, error) {
	return s.orderMatter(a.Commitment, BudgetLine{a.Scheme, a.Source}, Pays, a.Gross)
}

// Do accepts the invoice as due and consumes the commitment by as much. It refuses an invoice number the
// provider has used before, and more than is left on the commitment, naming the excess.
func (a CertifyInvoice) Do(s *State, by Authority) (Entry, error) {
	err := firstError(CheckID("the invoice's id", a.ID), CheckAmount(a.Gross), checkNumber(a.Number),
		s.absent(Invoice{ID: a.ID}.Ref()))
	if err != nil {
		return Entry{}, err
	}
	if a.Received == 0 || a.Received > s.On {
		return Entry{}, ErrInvalid.With("say the day on which the invoice came in; it cannot be after %s",
			s.On.UK())
	}
	o, err := s.openOrder(a.Commitment, BudgetLine{a.Scheme, a.Source})
	if err != nil {
		return Entry{}, err
	}
	if err := s.checkLeft("invoice", o, a.Gross); err != nil {
		return Entry{}, err
	}
	c := o.of
	i := Invoice{
		ID: a.ID, Commitment: c.ID, Provider: c.Provider, Scheme: o.at.Scheme, Source: o.at.Source,
		Year:   o.year,
		Number: a.Number, Gross: a.Gross, Received: a.Received, State: InvoiceCertified,
		Mark: s.invoiceMark(c.Provider, a.Number.Value), CertifiedBy: by.duties(),
	}
	if err := s.unused(i); err != nil {
		return Entry{}, err
	}
	s.Save(i)
	s.Save(InvoiceNumber{Mark: i.Mark, Invoice: i.ID})
	return Entry{Postings: i.accept(o, i.charges()[0])}, nil
}

// charges are what the invoice charges to each commitment; certified as it was recorded, its gross to the one.
func (i Invoice) charges() []InvoiceLine {
	if len(i.Lines) > 0 {
		return i.Lines
	}
	return []InvoiceLine{{Commitment: i.Commitment, Scheme: i.Scheme, Source: i.Source, Net: i.Gross}}
}

// accept owes the provider a line's gross: its cost falls on the scheme and consumes the commitment, what is beyond it
// what the scheme has available; and the VAT that can be recovered is due from the host's VAT return.
func (i Invoice) accept(o orderLine, l InvoiceLine) []Posting {
	lines := []Posting{Debit(o.spend(), l.Cost())}
	if vat := l.Recoverable(); !vat.IsZero() {
		lines = append(lines, Debit(o.src.account(RecoverableVAT, 0), vat))
	}
	lines = append(lines, Credit(i.creditor(o.src), l.Gross()))
	if within := l.Cost().Sub(l.Excess); !within.IsZero() {
		lines = append(lines, Debit(o.committed(), within))
	}
	if !l.Excess.IsZero() {
		lines = append(lines, Debit(o.account(SchemeAvailable).By(ExcessMove), l.Excess))
	}
	return append(lines, Credit(o.account(SchemeConsumed), l.Cost()))
}

// at is the scheme's line that the charge falls on.
func (l InvoiceLine) at() BudgetLine { return BudgetLine{l.Scheme, l.Source} }

// same reports whether both are charges to one line of one commitment.
func (l InvoiceLine) same(m InvoiceLine) bool {
	return l.Commitment == m.Commitment && l.at() == m.at()
}

// unused refuses an invoice whose number its provider has used before.
func (s *State) unused(i Invoice) error {
	used, err := Find[InvoiceNumber](s, InvoiceNumber{Mark: i.Mark}.Ref())
	if err == nil && used.Invoice != "" {
		err = ErrExists.With("%s has sent an invoice of that number before: it is invoice %s", i.Provider,
			used.Invoice)
	}
	return err
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
	if err := s.uncertifiable(i); err != nil {
		return err
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
