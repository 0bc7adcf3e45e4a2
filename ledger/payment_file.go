package ledger

import (
	"fmt"
	"strings"
)

// PaymentFileColumns are those of the file that a payment request is exported as.
var PaymentFileColumns = []string{
	"reference", "request", "provider", "ods", "identifiers", "invoice", "invoice_number", "gross", "due", "split",
	"client",
}

// Identity is what a provider is known by outside the fund: its NHS code and its numbers in public registers.
type Identity struct {
	ODS         string
	Identifiers []Identifier
}

// PaymentFileRows are what is still to be paid of a payment request, as lines of a file for the host's accounts-payable
// system, with the providers' invoice numbers and what the providers are known by. They name nobody: a direct payment
// has the client's pseudonym, out of which the care system resolves the payee.
func PaymentFileRows(r PaymentRequest, numbers map[InvoiceID]Private, known map[BodyID]Identity) (rows [][]string) {
	for _, l := range r.Lines {
		if l.State != PaymentRequested {
			continue
		}
		var split, identifiers []string
		for _, p := range l.Split {
			split = append(split, fmt.Sprintf("%s/%s=%s", p.Scheme, p.Source, p.Amount))
		}
		for _, id := range known[l.Provider].Identifiers {
			identifiers = append(identifiers, string(id))
		}
		rows = append(rows, []string{
			l.Reference, string(r.ID), string(l.Provider), known[l.Provider].ODS, strings.Join(identifiers, " "),
			string(l.Invoice), numbers[l.Invoice].String(), l.Amount.String(), r.Due.String(),
			strings.Join(split, "; "), "",
		})
	}
	for _, l := range r.Direct {
		if l.State == PaymentRequested {
			rows = append(rows, []string{
				l.Reference, string(r.ID), "", "", "", "", "", l.Amount.String(), r.Due.String(),
				fmt.Sprintf("%s/%s=%s", l.Scheme, l.Source, l.Amount), string(l.Client),
			})
		}
	}
	return rows
}
