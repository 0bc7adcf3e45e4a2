package report

import (
	"context"
	"fmt"
	"time"

	"pooled/ledger"
)

// PaymentRule is how soon an undisputed invoice is to be paid, from the day a valid one came in.
type PaymentRule struct {
	From      ledger.Date `json:"from" doc:"for invoices that came in from this day on; the first rule for earlier ones too"`
	Days      int         `json:"days" doc:"paid in time: by this day"`
	Late      int         `json:"late" doc:"paid late: after this day"`
	Authority string      `json:"authority"`
}

// PaymentTarget is what share of their invoices some bodies are expected to pay in time.
type PaymentTarget struct {
	Percent   string `json:"percent"`
	Of        string `json:"of"`
	Authority string `json:"authority"`
}

// paymentRules are in order of their days.
var paymentRules = []PaymentRule{
	{ledger.MustDate("2015-02-26"), 30, 60, "regulation 113 of the Public Contracts Regulations 2015"},
}

var paymentTargets = []PaymentTarget{
	{"95.00", "the invoices of NHS bodies, by number and by value", "the NHS Better Payment Practice Code"},
}

// PromptPayment is how soon a fund's invoices were paid, less the days they were disputed: those that came in within
// some days, as at a moment. Invoices returned or certified in error, and those that credits left nothing to pay of, do
// not count.
type PromptPayment struct {
	Fund    ledger.FundID   `json:"fund"`
	Moment  Moment          `json:"moment"`
	From    ledger.Date     `json:"from,omitempty" doc:"came in from this day on; none: from the beginning"`
	To      ledger.Date     `json:"to,omitempty" doc:"came in by this day; none: until the moment"`
	Rules   []PaymentRule   `json:"rules"`
	Targets []PaymentTarget `json:"targets"`

	InTime PaymentRow `json:"inTime" doc:"paid within 30 days"`
	Later  PaymentRow `json:"later" doc:"paid within 31 to 60 days"`
	Late   PaymentRow `json:"late" doc:"paid after more than 60 days"`
	Unpaid PaymentRow `json:"unpaid" doc:"not paid by the moment: received, disputed or certified"`
	Total  PaymentRow `json:"total"`

	PaidInTime  PaymentShare `json:"paidInTime" doc:"of those paid: what a target is held against"`
	AverageDays string       `json:"averageDays" doc:"of those paid, to two places, rounded down; empty: none is paid"`

	paid PaymentRow
	days int64 // of those paid
}

// PaymentRow is how many invoices, for how much, and which shares of the total these are.
type PaymentRow struct {
	Invoices int64        `json:"invoices"`
	Value    ledger.Money `json:"value" doc:"gross, as invoiced"`
	PaymentShare
}

// PaymentShare is a share in per cent to two places, rounded down so that a target is not met by rounding.
type PaymentShare struct {
	ByNumber string `json:"byNumber" doc:"per cent; empty: of nothing"`
	ByValue  string `json:"byValue" doc:"per cent; empty: of nothing"`
}

// PromptPayment works out how soon the invoices were paid that came in from a day until another; 0 is no bound. It
// reads every version of every invoice. It returns ErrInvalid for days the wrong way round, and what Position
// returns.
func (r *Reports) PromptPayment(ctx context.Context, fund ledger.FundID, at AsOf, from, to ledger.Date) (
	PromptPayment, error,
) {
	p := PromptPayment{Fund: fund, From: from, To: to, Rules: paymentRules, Targets: paymentTargets}
	if to != 0 && to < from {
		return p, ledger.ErrInvalid.With("%s is before %s", to.UK(), from.UK())
	}
	err := r.read(ctx, fund, func(v *view) error {
		m, c, err := v.resolve(ctx, at)
		if err != nil {
			return err
		}
		if m.Year = at.year; m.Year == 0 && m.Period != 0 {
			m.Year = m.Period.Year()
		}
		p.Moment = m
		return v.eachInvoice(ctx, c, func(i ledger.Invoice, paid ledger.Date) {
			if i.Received >= from && (to == 0 || i.Received <= to) {
				p.count(i, paid)
			}
		})
	})
	p.share()
	return p, err
}

// eachInvoice calls f with each invoice as at a cut, and the day it was paid. That is the day of the payment's entry,
// so each version is read.
func (v *view) eachInvoice(ctx context.Context, c cut, f func(ledger.Invoice, ledger.Date)) error {
	rows, err := v.tx.Query(ctx, `
		SELECT v.id, v.seq, e.effective, e.period, e.body
		  FROM document_version AS v
		  JOIN entry AS e ON e.fund = v.fund AND e.seq = v.seq
		 WHERE v.fund = $1
		   AND v.kind = 'invoice'
		   AND v.seq <= $2
		 ORDER BY v.id, v.seq`, v.fund, c.seq)
	if err != nil {
		return fmt.Errorf("invoices of %s: %w", v.id, err)
	}
	defer rows.Close()
	var last ledger.Invoice
	var paid ledger.Date
	for rows.Next() {
		var id string
		var seq int64
		var effective time.Time
		var period ledger.Period
		var body []byte
		if err := rows.Scan(&id, &seq, &effective, &period, &body); err != nil {
			return fmt.Errorf("invoices of %s: %w", v.id, err)
		}
		on := ledger.DateOf(effective)
		if !c.holds(seq, period, on) {
			continue
		}
		d, err := ledger.DecodeVersion(body, ledger.Ref{Kind: "invoice", ID: id})
		if err != nil {
			return fmt.Errorf("invoice %s of %s: %w", id, v.id, err)
		}
		i, _ := d.(ledger.Invoice)
		if last.ID != "" && last.ID != i.ID {
			f(last, paid)
			last = ledger.Invoice{}
		}
		switch {
		case i.State != ledger.InvoicePaid:
			paid = 0
		case last.State != ledger.InvoicePaid:
			paid = on
		}
		last = i
	}
	if last.ID != "" {
		f(last, paid)
	}
	return rows.Err()
}

// count adds an invoice to its row.
func (p *PromptPayment) count(i ledger.Invoice, paid ledger.Date) {
	row := &p.Unpaid
	switch i.State {
	case ledger.InvoiceReversed, ledger.InvoiceSettled, ledger.InvoiceReturned:
		return
	case ledger.InvoicePaid:
		rule := ruleFor(i.Received)
		days := max(0, int(paid-i.Received)-i.DisputedDays(paid))
		switch {
		case days <= rule.Days:
			row = &p.InTime
		case days <= rule.Late:
			row = &p.Later
		default:
			row = &p.Late
		}
		p.days += int64(days)
		p.paid.add(i.Gross)
	}
	row.add(i.Gross)
	p.Total.add(i.Gross)
}

// ruleFor is the rule for an invoice that came in on a day.
func ruleFor(received ledger.Date) PaymentRule {
	rule := paymentRules[0]
	for _, r := range paymentRules {
		if r.From <= received {
			rule = r
		}
	}
	return rule
}

func (r *PaymentRow) add(gross ledger.Money) { r.Invoices, r.Value = r.Invoices+1, r.Value.Add(gross) }

// share works out the shares and the average.
func (p *PromptPayment) share() {
	for _, row := range []*PaymentRow{&p.InTime, &p.Later, &p.Late, &p.Unpaid, &p.Total} {
		row.PaymentShare = row.of(p.Total)
	}
	p.PaidInTime = p.InTime.of(p.paid)
	p.AverageDays = hundredths(p.days, p.paid.Invoices)
}

// of is the row's share of a whole.
func (r PaymentRow) of(whole PaymentRow) PaymentShare {
	return PaymentShare{
		ByNumber: hundredths(r.Invoices*100, whole.Invoices),
		ByValue:  hundredths(r.Value.Pence()*100, whole.Value.Pence()),
	}
}

// hundredths is n divided by d, none of them negative, to two places and rounded down; "" where d is nil.
func hundredths(n, d int64) string {
	if d == 0 {
		return ""
	}
	return fmt.Sprintf("%d.%02d", n/d, n%d*100/d)
}
