package api

import (
	"io"
	"slices"

	"pooled/internal/sheet"
	"pooled/ledger"
)

// outcomeForm is the file that the host's accounts-payable system answers with. Of reference and invoice one is enough.
var outcomeForm = sheet.Form{
	Columns: []sheet.Column{
		{Name: "reference"},
		{Name: "invoice", Optional: true},
		{Name: "outcome"},
		{Name: "amount"},
		{Name: "payment", Optional: true},
		{Name: "date"},
		{Name: "reason", Optional: true},
	},
	BytesMax: 256 << 10, RowsMax: ledger.PaymentsMax,
}

// OutcomeLine is one line of a file of outcomes, in the words of record-payment-outcomes.
type OutcomeLine struct {
	Reference string              `json:"reference,omitempty"`
	Invoice   ledger.InvoiceID    `json:"invoice,omitempty"`
	Outcome   ledger.PaymentState `json:"outcome"`
	Amount    ledger.Money        `json:"amount"`
	Payment   string              `json:"payment,omitempty"`
	Date      ledger.Date         `json:"date"`
	Reason    string              `json:"reason,omitempty"`
}

// ReadOutcomes reads a file of outcomes (CSV). It returns ErrInvalid with the line and column of what is wrong.
func ReadOutcomes(in io.Reader) ([]OutcomeLine, error) {
	return readTable(in, outcomeForm, outcomeLine, "the file holds no outcome below its first line")
}

// answers are what the host's system can say of a payment.
var answers = []ledger.PaymentState{ledger.PaymentPaid, ledger.PaymentRejected, ledger.PaymentReturned}

func outcomeLine(r sheet.Row) (l OutcomeLine, err error) {
	l = OutcomeLine{
		Reference: r.Text("reference"), Invoice: ledger.InvoiceID(r.Text("invoice")),
		Outcome: ledger.PaymentState(r.Text("outcome")), Payment: r.Text("payment"), Reason: r.Text("reason"),
	}
	if l.Reference == "" && l.Invoice == "" {
		return l, r.Wrong("reference", "name the payment, or its invoice")
	}
	if l.Invoice != "" {
		if err := ledger.CheckID("the invoice's id", l.Invoice); err != nil {
			return l, r.Wrong("invoice", "%v", err)
		}
	}
	if !slices.Contains(answers, l.Outcome) {
		return l, r.Wrong("outcome", "it is paid, rejected or returned")
	}
	if l.Amount, err = ledger.ParseMoney(r.Text("amount")); err == nil {
		err = ledger.CheckAmount(l.Amount)
	}
	if err != nil {
		return l, r.Wrong("amount", "%v", err)
	}
	if l.Date, err = ledger.ParseDate(r.Text("date")); err != nil {
		return l, r.Wrong("date", "%v", err)
	}
	return l, nil
}
