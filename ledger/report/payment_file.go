package report

import (
	"context"

	"pooled/ledger"
)

// PaymentFile is what is still to be paid of a payment request, as lines of a file for the host's accounts-payable
// system (ledger.PaymentFileColumns): as it stands now, with a line for each payment. It returns ErrNotFound and
// ErrNoFund.
func (r *Reports) PaymentFile(ctx context.Context, fund ledger.FundID, id ledger.PaymentRequestID) ([][]string, error) {
	var request ledger.PaymentRequest
	numbers, known := map[ledger.InvoiceID]ledger.Private{}, map[ledger.BodyID]ledger.Identity{}
	err := r.read(ctx, fund, func(v *view) error {
		m, _, err := v.resolve(ctx, AsOf{})
		if err != nil {
			return err
		}
		err = v.named(ctx, v.fund, "payment-request", []string{string(id)}, v.last, func(_ int64, d ledger.Document) {
			request, _ = d.(ledger.PaymentRequest)
		})
		if err != nil {
			return err
		}
		if request.ID == "" {
			return ledger.ErrNotFound.With("there is no payment request %q in %s", id, fund)
		}
		var invoices, providers []string
		for _, l := range request.Lines {
			invoices, providers = append(invoices, string(l.Invoice)), append(providers, string(l.Provider))
		}
		if numbers, err = v.invoiceNumbers(ctx, invoices); err != nil {
			return err
		}
		bodies, err := v.bodies(ctx, m, providers)
		for _, b := range bodies {
			known[b.ID] = ledger.Identity{ODS: b.ODS, Identifiers: b.Identifiers}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return ledger.PaymentFileRows(request, numbers, known), nil
}

// invoiceNumbers are the providers' own numbers of invoices; one that has been erased stays hidden.
func (v *view) invoiceNumbers(ctx context.Context, ids []string) (map[ledger.InvoiceID]ledger.Private, error) {
	var seqs []int64
	numbers := map[ledger.InvoiceID]ledger.Private{}
	err := v.named(ctx, v.fund, "invoice", ids, v.last, func(seq int64, d ledger.Document) {
		if i, ok := d.(ledger.Invoice); ok {
			seqs, numbers[i.ID] = append(seqs, seq), i.Number
		}
	})
	if err != nil {
		return nil, err
	}
	texts, err := v.texts(ctx, seqs)
	for id, number := range numbers {
		show(&number, texts)
		numbers[id] = number
	}
	return numbers, err
}
