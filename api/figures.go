package api

import (
	"context"
	"reflect"

	"pooled/ledger"
	"pooled/ledger/report"
)

// Figures are what is due, owed and left on a document as at a moment. Amounts are balances of its own accounts, or
// follow from them and from what was called.
type Figures struct {
	Due       ledger.Date   `json:"due,omitempty" doc:"of a contribution, the earliest call that is owed, or else the next instalment; of a call notice; of an invoice, the last day to pay it in time; of a personal health budget, by when evidence of a direct payment is due"`
	Called    *ledger.Money `json:"called,omitempty" doc:"of a contribution: as called, less what was called too much"`
	Received  *ledger.Money `json:"received,omitempty" doc:"of a contribution: called, less written off and outstanding; the host's own as it is called, and of a notional one what its partner has spent"`
	Owed      *ledger.Money `json:"outstanding,omitempty" doc:"of a contribution or call notice: the balance of its debtor's account"`
	Left      *ledger.Money `json:"left,omitempty" doc:"of a commitment, purchase or personal health budget: the balance of its account (9300)"`
	Advanced  *ledger.Money `json:"advanced,omitempty" doc:"of a float or personal health budget: paid ahead and not yet accounted for (1300, 1310)"`
	Allocated *ledger.Money `json:"allocated,omitempty" doc:"of a personal health budget: the turnover of its account (9300) by kind of act"`
	Spent     *ledger.Money `json:"spent,omitempty" doc:"of a personal health budget: likewise; bought, or accounted for of what was paid out, less credits"`
	Unspent   *ledger.Money `json:"unspent,omitempty" doc:"of a personal health budget: left, less what is advanced"`
	Days      int           `json:"daysToPay,omitempty" doc:"of an unpaid invoice: the days since it came in, less those on which it was disputed"`
	DaysLate  int           `json:"daysLate,omitempty" doc:"since it was due, while something is owed, or evidence is missing"`
}

// FigureFields are the fields of figures, for a page that lists them.
func FigureFields() []FormField { return fieldsOf(reflect.TypeFor[Figures]()) }

// standings are where the balances of a kind of documents stand: how its accounts are named, and in which codes what is
// left and what is paid ahead.
var standings = map[string]struct {
	of             string
	left, advanced ledger.Code
}{
	"commitment":    {"commitment", ledger.SchemeCommitted, 0},
	"spot-purchase": {"purchase", ledger.SchemeCommitted, 0},
	"floating-fund": {"float", 0, ledger.FloatAdvances},
}

// figures are those of documents of one kind, in their order; none where the kind has none.
func (s *Service) figures(ctx context.Context, in FundQuestion, kind string, list []ledger.Document) (
	[]Figures, error,
) {
	fund, out := in.Fund, make([]Figures, len(list))
	at, err := report.ParseAsOf(in.AsOf.AsOf, in.KnownAt)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	switch kind {
	case "contribution", "call-notice":
		owed, err := s.reports.Receivables(ctx, fund, at, "", false)
		for i, d := range list {
			out[i] = dueOf(d, owed)
		}
		return out, err
	case "invoice":
		on, err := s.reports.Day(ctx, fund, at)
		for i, d := range list {
			if invoice, ok := d.(ledger.Invoice); ok {
				out[i] = clockOf(invoice, on)
			}
		}
		return out, err
	case "health-budget":
		return s.budgetFigures(ctx, fund, at, list)
	}
	where, ok := standings[kind]
	if !ok {
		return nil, nil
	}
	names := make([]string, len(list))
	for i, d := range list {
		names[i] = where.of + "=" + d.Ref().ID
	}
	held, err := s.reports.Standings(ctx, fund, at, names, where.left, where.advanced)
	for i, name := range names {
		if where.left != 0 {
			left := held[report.Standing{Of: name, Code: where.left}].Neg()
			out[i].Left = &left
		}
		if where.advanced != 0 {
			advanced := held[report.Standing{Of: name, Code: where.advanced}]
			out[i].Advanced = &advanced
		}
	}
	return out, err
}

// dueOf is what is due on a contribution or a call notice.
func dueOf(d ledger.Document, owed report.Receivables) (f Figures) {
	if n, ok := d.(ledger.CallNotice); ok {
		for _, row := range owed.Notices {
			if row.Number == n.Number {
				f.Due, f.Owed, f.DaysLate = row.Due, &row.Owed, row.DaysOver
			}
		}
		return f
	}
	c, ok := d.(ledger.Contribution)
	if !ok || c.State == ledger.ContributionIndicative {
		return f
	}
	switch {
	case c.Notional:
		f.Received = &c.Spent
		return f
	case c.HostOwn:
		f = hostsOwn(c)
	case !c.InAdvance: // what is received in advance is never called
		f = calledOf(c, owed)
	}
	for _, i := range c.Instalments {
		if f.Due == 0 && !i.Called {
			f.Due = i.Due
		}
	}
	return f
}

// hostsOwn is what the host has given of its own share: it is received as it is called.
func hostsOwn(c ledger.Contribution) Figures {
	var called, none ledger.Money
	for _, i := range c.Instalments {
		if i.Called {
			called = called.Add(i.Amount)
		}
	}
	return Figures{Called: &called, Received: &called, Owed: &none}
}

// calledOf is what was called of a contribution and came, by its call notices.
func calledOf(c ledger.Contribution, owed report.Receivables) (f Figures) {
	var called, written, open ledger.Money
	for _, row := range owed.Notices {
		if row.Contribution != c.ID {
			continue
		}
		called, written = called.Add(row.Amount).Sub(row.Reduced), written.Add(row.WrittenOff)
		open, f.DaysLate = open.Add(row.Owed), max(f.DaysLate, row.DaysOver)
		if row.Owed.Sign() > 0 && (f.Due == 0 || row.Due < f.Due) {
			f.Due = row.Due
		}
	}
	received := called.Sub(written).Sub(open)
	f.Called, f.Received, f.Owed = &called, &received, &open
	return f
}

// clockOf is the statutory clock of an invoice that is not paid.
func clockOf(i ledger.Invoice, on ledger.Date) (f Figures) {
	switch i.State {
	case ledger.InvoiceReceived, ledger.InvoiceDisputed, ledger.InvoiceCertified:
		f.Days = i.DaysToPay(on)
		f.Due = on + ledger.Date(ledger.PaymentDays-f.Days)
		f.DaysLate = max(0, f.Days-ledger.PaymentDays)
	}
	return f
}
