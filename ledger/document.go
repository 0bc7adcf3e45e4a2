package ledger

import (
	"encoding/json"
	"fmt"
)

// Document is a record that acts make and change: words and states, never a running total. A value is never
// altered once saved; an act saves a new version.
type Document interface{ Ref() Ref }

// Ref names a document within its journal.
type Ref struct{ Kind, ID string }

// String is kind/id.
func (r Ref) String() string { return r.Kind + "/" + r.ID }

// service reports whether the document stands in the service journal rather than in a fund's.
func (r Ref) service() bool {
	switch r.Kind {
	case "body", "holder", "service", "delegation", "delegations", "feed", "heads", "key":
		return true
	}
	return false
}

// FieldBytes is how a text stands in a field of that name in the bytes of every act and document: for looking through
// many without reading each.
func FieldBytes(field, text string) []byte {
	value, _ := json.Marshal(text) // of a text it never fails
	return append([]byte(`"`+field+`":`), value...)
}

// documentKinds decodes every version of every document ever written. A version is never taken out.
var documentKinds = map[string]func([]byte) (Document, error){
	"body/1":                  decodeDocument[Body],
	"holder/1":                decodeDocument[Holder],
	"service/1":               decodeDocument[Founding],
	"delegation/1":            decodeDocument[Delegation],
	"delegations/1":           decodeDocument[Delegations],
	"fund/1":                  decodeDocument[Fund],
	"agreement/1":             decodeDocument[Agreement],
	"source/1":                decodeDocument[Source],
	"contribution/1":          decodeDocument[Contribution],
	"scheme/1":                decodeDocument[Scheme],
	"minimum/1":               decodeDocument[Minimum],
	"forecast/1":              decodeDocument[Forecast],
	"budget-profile/1":        decodeDocument[BudgetProfile],
	"grant-allocation/1":      decodeDocument[GrantAllocation],
	"grant-passing/1":         decodeDocument[GrantPassing],
	"grant-consent/1":         decodeDocument[GrantConsent],
	"commitment/1":            decodeDocument[Commitment],
	"invoice/1":               decodeDocument[Invoice],
	"invoice-number/1":        decodeDocument[InvoiceNumber],
	"accrual/1":               decodeDocument[Accrual],
	"accrued-period/1":        decodeDocument[AccruedPeriod],
	"period/1":                decodeDocument[PeriodState],
	"year/1":                  decodeDocument[YearEnd],
	"deficit/1":               decodeDocument[Deficit],
	"carried-forward/1":       decodeDocument[CarriedSurplus],
	"grant-forward/1":         decodeDocument[GrantForward],
	"reversal/1":              decodeDocument[Reversal],
	"proposal/1":              decodeDocument[Proposal],
	"risk-share/1":            decodeDocument[RiskShare],
	"risk-share-call/1":       decodeDocument[RiskShareCall],
	"overspend-calls/1":       decodeDocument[OverspendCalls],
	"risk-share-sources/1":    decodeDocument[RiskShareSources],
	"performance-plan/1":      decodeDocument[PerformancePlan],
	"invoice-likeness/1":      decodeDocument[InvoiceLikeness],
	"credit-note/1":           decodeDocument[CreditNote],
	"call-notice/1":           decodeDocument[CallNotice],
	"call-numbers/1":          decodeDocument[CallNumbers],
	"receipt/1":               decodeDocument[CashReceipt],
	"receipt-mark/1":          decodeDocument[ReceiptMark],
	"measure/1":               decodeDocument[Measure],
	"actual/1":                decodeDocument[Actual],
	"saving-claim/1":          decodeDocument[SavingClaim],
	"payment-hold/1":          decodeDocument[PaymentHold],
	"payment-request/1":       decodeDocument[PaymentRequest],
	"payment-request-count/1": decodeDocument[PaymentRequestCount],
	"ending/1":                decodeDocument[Ending],
	"leaving/1":               decodeDocument[Leaving],
	"cut-off/1":               decodeDocument[CutOff],
	"feed/1":                  decodeDocument[Feed],
	"heads/1":                 decodeDocument[Heads],
	"key/1":                   decodeDocument[SigningKey],
	"floating-fund/1":         decodeDocument[FloatingFund],
	"spot-purchase/1":         decodeDocument[SpotPurchase],
	"float-reconciliation/1":  decodeDocument[FloatReconciliation],
	"health-budget/1":         decodeDocument[PersonalHealthBudget],
	"health-budget-terms/1":   decodeDocument[HealthBudgetTerms],
}

func decodeDocument[D Document](b []byte) (Document, error) {
	var d D
	err := json.Unmarshal(b, &d)
	return d, err
}

// documentType is the newest version of a document's kind, in which it is written.
func documentType(d Document) string { return d.Ref().Kind + "/1" }

// DecodeDocument reads a document of any version ever written.
func DecodeDocument(b []byte) (Document, error) {
	var head struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal(b, &head); err != nil {
		return nil, err
	}
	return decodeAs(head.Type, b)
}

// decodeAs reads a document that is known to be of a version.
func decodeAs(version string, b []byte) (Document, error) {
	decode, ok := documentKinds[version]
	if !ok {
		return nil, fmt.Errorf("document version %q is not known to this program", version)
	}
	return decode(b)
}
