package ledger

// PayInvoice records that the host has paid a certified invoice (row 10).
type PayInvoice struct {
	Invoice InvoiceID `json:"invoice"`
	Payment Private   `json:"payment" doc:"the payment's reference"`
}
