package report

import (
	"context"
	_ "embed" // the long SQL stands in files of its own
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

//go:embed turnovers.sql
var turnoversSQL string

// AgedCreditors is what is certified and not paid, by how long after it was due, as at a moment. An invoice is due 30
// days after it came in, less those on which it was disputed.
type AgedCreditors struct {
	Fund       ledger.FundID  `json:"fund"`
	Moment     Moment         `json:"moment"`
	On         ledger.Date    `json:"on" doc:"the day to which ages are counted"`
	Providers  []AgedCreditor `json:"providers" doc:"those that are owed something"`
	Total      AgedRow        `json:"total"`
	Creditors  ledger.Money   `json:"creditors" doc:"the balance of account 2100"`
	Floats     ledger.Money   `json:"floats" doc:"of 2100: owed for what was bought from floats, and to their agents"`
	Difference ledger.Money   `json:"difference" doc:"that balance less the invoices: nil, or the books are out"`
}

// AgedCreditor is what a provider is owed.
type AgedCreditor struct {
	Provider ledger.BodyID `json:"provider"`
	Name     string        `json:"name"`
	AgedRow
	Owed ledger.Money `json:"owed" doc:"the balance of its accounts under 2100"`
}

// AgedRow is how many invoices are unpaid, for how much, by how many days ago they were due.
type AgedRow struct {
	NotDue AgedCell `json:"notDue" doc:"due in the future, or on the day"`
	To30   AgedCell `json:"to30" doc:"due 1 to 30 days ago"`
	To60   AgedCell `json:"to60" doc:"due 31 to 60 days ago"`
	To90   AgedCell `json:"to90" doc:"due 61 to 90 days ago"`
	Over90 AgedCell `json:"over90" doc:"due more than 90 days ago"`
	Unpaid AgedCell `json:"unpaid" doc:"all of these"`
}

// AgedCell is how many invoices, and what is still to be paid on them.
type AgedCell struct {
	Invoices int64        `json:"invoices"`
	Value    ledger.Money `json:"value" doc:"gross, less the credit notes set against them"`
}

func (c *AgedCell) add(owed ledger.Money) { c.Invoices, c.Value = c.Invoices+1, c.Value.Add(owed) }

// add adds an invoice that was due some days ago; fewer than one: it is not due yet.
func (r *AgedRow) add(days int, owed ledger.Money) {
	aged(days, &r.NotDue, &r.To30, &r.To60, &r.To90, &r.Over90).add(owed)
	r.Unpaid.add(owed)
}

// aged is the band that takes what was due some days ago; fewer than one: it is not due yet.
func aged[Band any](days int, notDue, to30, to60, to90, over90 *Band) *Band {
	switch {
	case days <= 0:
		return notDue
	case days <= 30:
		return to30
	case days <= 60:
		return to60
	case days <= 90:
		return to90
	}
	return over90
}

// AgedCreditors works out what is owed to providers as at a moment, and for how long. It reads every invoice. It
// returns what Position returns.
func (r *Reports) AgedCreditors(ctx context.Context, fund ledger.FundID, at AsOf) (AgedCreditors, error) {
	out := AgedCreditors{Fund: fund, Providers: []AgedCreditor{}}
	err := r.read(ctx, fund, func(v *view) error {
		b, err := v.figures(ctx, at, creditorAccounts)
		if err != nil {
			return err
		}
		out.Moment, out.On, out.Creditors = b.moment, v.day(b.moment), b.creditors()
		l, err := v.invoices(ctx, b.cut)
		if err != nil {
			return err
		}
		rows := map[ledger.BodyID]*AgedCreditor{}
		row := func(id ledger.BodyID) *AgedCreditor {
			if rows[id] == nil {
				rows[id] = &AgedCreditor{Provider: id, Name: string(id)}
			}
			return rows[id]
		}
		for _, i := range l.invoices {
			if i.State == ledger.InvoiceCertified {
				days, owed := i.DaysToPay(out.On)-ledger.PaymentDays, l.owed(i)
				row(i.Provider).add(days, owed)
				out.Total.add(days, owed)
			}
		}
		all, err := v.turnovers(ctx, b.cut, b.moment.Year, ledger.Creditors)
		for _, t := range all {
			if ledger.OfFloat(t.account) {
				out.Floats = out.Floats.Sub(t.balance)
				continue
			}
			row(t.provider()).Owed = row(t.provider()).Owed.Sub(t.balance)
		}
		if err == nil {
			err = out.list(ctx, v, rows)
		}
		return err
	})
	out.Difference = out.Creditors.Sub(out.Total.Unpaid.Value).Sub(out.Floats)
	return out, err
}

// list puts the providers that are owed something in order of their names.
func (a *AgedCreditors) list(ctx context.Context, v *view, rows map[ledger.BodyID]*AgedCreditor) error {
	var ids []string
	for id, row := range rows {
		if row.Unpaid.Invoices > 0 || !row.Owed.IsZero() {
			ids = append(ids, string(id))
		}
	}
	slices.Sort(ids)
	bodies, err := v.bodies(ctx, a.Moment, ids)
	for _, id := range ids {
		row := rows[ledger.BodyID(id)]
		if b, ok := bodies[row.Provider]; ok {
			row.Name = b.Name
		}
		a.Providers = append(a.Providers, *row)
	}
	return err
}

// creditorAccounts are what is owed to providers; the schemes' say which year the books have come to.
var creditorAccounts = accounts{[]int16{int16(ledger.Creditors), int16(ledger.SchemeAvailable)}, nil}

// creditors is the balance of what is certified and unpaid.
func (b *books) creditors() (sum ledger.Money) {
	for a, held := range b.balances {
		if a.Code == ledger.Creditors {
			sum = sum.Sub(held.amount)
		}
	}
	return sum
}

// day is the last day that a moment holds: the end of a date or period, which may not have come yet; that on which the
// entry asked for was recorded; or today.
func (v *view) day(m Moment) ledger.Date {
	today := ledger.DateOf(v.now)
	switch {
	case m.Date != 0:
		return min(m.Date, today)
	case m.Period != 0:
		return min(m.Period.Last(), today)
	case m.AsOf == "" && m.KnownAt == "":
		return today
	}
	return ledger.DateOf(m.Recorded)
}

// invoiceList is a fund's invoices as at a cut, and the credit notes that lessen what is owed on them.
type invoiceList struct {
	invoices []ledger.Invoice
	against  map[ledger.InvoiceID][]ledger.CreditNote
}

// owed is what is still to be paid on a certified invoice.
func (l invoiceList) owed(i ledger.Invoice) (sum ledger.Money) {
	for _, part := range i.Owed(l.against[i.ID]) {
		sum = sum.Add(part.Amount)
	}
	return sum
}

func (v *view) invoices(ctx context.Context, c cut) (invoiceList, error) {
	l := invoiceList{against: map[ledger.InvoiceID][]ledger.CreditNote{}}
	err := v.documents(ctx, c, []string{"invoice", "credit-note"}, func(_ int64, d ledger.Document) {
		switch d := d.(type) {
		case ledger.Invoice:
			l.invoices = append(l.invoices, d)
		case ledger.CreditNote:
			if d.State == ledger.CreditApplied && d.Against != "" {
				l.against[d.Against] = append(l.against[d.Against], d)
			}
		}
	})
	return l, err
}

// turnover is what stands in the account of a document at a cut, and what moved it in one year.
type turnover struct {
	account ledger.Account
	balance ledger.Money
	moved   ledger.Money // in the year
	paid    ledger.Money // of that, by entries that moved cash of the source to or from providers
}

// provider is the provider whose account it is.
func (t turnover) provider() ledger.BodyID {
	id, _ := strings.CutPrefix(t.account.Of, "provider=")
	return ledger.BodyID(id)
}

// turnovers are those of every document's account of some codes.
func (v *view) turnovers(ctx context.Context, c cut, year ledger.Year, codes ...ledger.Code) ([]turnover, error) {
	args := c.args(v.fund)
	numbers := make([]int16, len(codes))
	for n, code := range codes {
		numbers[n] = int16(code)
	}
	args["codes"] = numbers
	args["first"], args["last"] = int(ledger.NewPeriod(year, 1)), int(ledger.NewPeriod(year, 14))
	rows, err := v.tx.Query(ctx, turnoversSQL, args)
	if err != nil {
		return nil, fmt.Errorf("turnovers of %s: %w", v.id, err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t turnover, err error) {
		var balance, moved, paid int64
		a := &t.account
		err = row.Scan(&a.Code, &a.Year, &a.Partner, &a.Source, &a.Scheme, &a.Nature, &a.Of, &balance, &moved, &paid)
		t.balance, t.moved, t.paid = ledger.Pence(balance), ledger.Pence(moved), ledger.Pence(paid)
		return t, err
	})
	if err != nil {
		return nil, fmt.Errorf("turnovers of %s: %w", v.id, err)
	}
	return all, nil
}
