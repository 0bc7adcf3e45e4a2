package ledger

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
}

// Ref is the invoice's place among the fund's documents.
func (i Invoice) Ref() Ref { return Ref{"invoice", string(i.ID)} }

// InvoiceNumber marks a provider's invoice number as used, so that no invoice is paid twice. The number may have
// to be hidden, so the mark is a digest keyed with the fund's secret.
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
