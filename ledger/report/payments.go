package report

import (
	"context"

	"pooled/ledger"
)

// PaymentReconciliation is what was asked of the host's accounts-payable system and what became of it, held against
// what is owed to providers, as at a moment.
type PaymentReconciliation struct {
	Fund     ledger.FundID `json:"fund"`
	Moment   Moment        `json:"moment"`
	Requests []PaymentRun  `json:"requests" doc:"in the order they were made"`
	Total    PaymentTally  `json:"total"`

	Direct PaymentTally `json:"direct" doc:"of the total, direct payments: nobody is owed them before they are paid"`

	Unasked    PaymentCount `json:"unasked" doc:"certified, and in no payment request"`
	Creditors  ledger.Money `json:"creditors" doc:"the balance of account 2100"`
	Difference ledger.Money `json:"difference" doc:"that balance less what is outstanding, but for direct payments, and unasked: nil, or the books are out"`
}

// PaymentRun is one payment request.
type PaymentRun struct {
	ID     ledger.PaymentRequestID `json:"id"`
	Number int                     `json:"number"`
	Asked  ledger.Date             `json:"asked"`
	Due    ledger.Date             `json:"due"`
	PaymentTally
}

// PaymentTally counts payments by what became of them: requested is the sum of the others.
type PaymentTally struct {
	Requested   PaymentCount `json:"requested"`
	Paid        PaymentCount `json:"paid" doc:"and not returned"`
	Rejected    PaymentCount `json:"rejected"`
	Returned    PaymentCount `json:"returned" doc:"paid, and come back"`
	Outstanding PaymentCount `json:"outstanding" doc:"of which nothing has come back yet"`
}

// PaymentCount is how many payments, for how much.
type PaymentCount struct {
	Payments int64        `json:"payments"`
	Value    ledger.Money `json:"value"`
}

func (c *PaymentCount) add(value ledger.Money) {
	c.Payments, c.Value = c.Payments+1, c.Value.Add(value)
}

func (t *PaymentTally) add(amount ledger.Money, state ledger.PaymentState) {
	t.Requested.add(amount)
	switch state {
	case ledger.PaymentPaid:
		t.Paid.add(amount)
	case ledger.PaymentRejected:
		t.Rejected.add(amount)
	case ledger.PaymentReturned:
		t.Returned.add(amount)
	default:
		t.Outstanding.add(amount)
	}
}

// add counts a payment request.
func (p *PaymentReconciliation) add(request ledger.PaymentRequest) {
	run := PaymentRun{ID: request.ID, Number: request.Number, Asked: request.Asked, Due: request.Due}
	for _, l := range request.Lines {
		run.add(l.Amount, l.State)
		p.Total.add(l.Amount, l.State)
	}
	for _, l := range request.Direct {
		run.add(l.Amount, l.State)
		p.Total.add(l.Amount, l.State)
		p.Direct.add(l.Amount, l.State)
	}
	p.Requests = append(p.Requests, run)
}

// PaymentReconciliation holds what was requested against its outcomes and the creditors' account, as at a moment. It
// reads every payment request and every invoice. It returns what Position returns.
func (r *Reports) PaymentReconciliation(ctx context.Context, fund ledger.FundID, at AsOf) (
	PaymentReconciliation, error,
) {
	out := PaymentReconciliation{Fund: fund, Requests: []PaymentRun{}}
	err := r.read(ctx, fund, func(v *view) error {
		b, err := v.figures(ctx, at, creditorAccounts)
		if err != nil {
			return err
		}
		out.Moment, out.Creditors = b.moment, b.creditors()
		err = v.documents(ctx, b.cut, []string{"payment-request"}, func(_ int64, d ledger.Document) {
			if request, ok := d.(ledger.PaymentRequest); ok {
				out.add(request)
			}
		})
		if err != nil {
			return err
		}
		l, err := v.invoices(ctx, b.cut)
		for _, i := range l.invoices {
			if i.State == ledger.InvoiceCertified && i.Request == "" {
				out.Unasked.add(l.owed(i))
			}
		}
		return err
	})
	owed := out.Total.Outstanding.Value.Sub(out.Direct.Outstanding.Value)
	out.Difference = out.Creditors.Sub(owed).Sub(out.Unasked.Value)
	return out, err
}
