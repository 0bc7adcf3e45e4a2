package ledger

// A FundID names a pooled fund within the service, such as "havering".
type FundID string

// A BodyID names an organisation, such as "havering-council".
type BodyID string

// An ActorID is the opaque name of a person or machine; who it is stands in one table outside the journal.
type ActorID string

// A PostID names a post that an actor holds, such as "council-finance-officer".
type PostID string

// A SourceID names a source of funding within a fund.
type SourceID string

// A ContributionID names one partner's contribution from one source.
type ContributionID string

// A SchemeID names a scheme within a fund.
type SchemeID string

// A CommitmentID names a commitment within a fund.
type CommitmentID string

// An InvoiceID names an invoice within a fund.
type InvoiceID string

// An AccrualID names an accrual within a fund.
type AccrualID string

// A CreditID names a credit note, or a refund, within a fund.
type CreditID string

// A ReceiptID names money that has come in: the number of the entry that recorded it, and its place there.
type ReceiptID string

// A PaymentRequestID names a payment request within a fund.
type PaymentRequestID string

// A ProposalID names a proposal within a fund: "p-" and the number of the entry that made it.
type ProposalID string

// A FloatID names a floating fund within a fund. The scheme that holds its budget has the same name.
type FloatID string

// A PurchaseID names a spot purchase within a fund.
type PurchaseID string

// A ReconciliationID names the reconciliation of a float with its agent's statement.
type ReconciliationID string

// Service is the reserved journal of organisations, posts and policy. It holds no money.
const Service FundID = "service"

const idLengthMax = 40

// CheckID refuses a name that is not 1 to 40 lower-case letters, digits and inner hyphens. Such a name is
// safe in an address, a file and an account.
func CheckID[T ~string](field string, id T) error {
	ok := len(id) > 0 && len(id) <= idLengthMax && id[0] != '-' && id[len(id)-1] != '-'
	for _, r := range []byte(id) {
		ok = ok && (r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-')
	}
	if !ok {
		return ErrInvalid.With("%s must be 1 to %d lower-case letters, digits or hyphens, such as nhs-minimum",
			field, idLengthMax)
	}
	return nil
}
