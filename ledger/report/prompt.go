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
	{
		ledger.MustDate("2015-02-26"), ledger.PaymentDays, lateDays,
		"regulation 113 of the Public Contracts Regulations 2015",
	},
}

var paymentTargets = []PaymentTarget{
	{"95.00", "the invoices of NHS bodies, by number and by value", "the NHS Better Payment Practice Code"},
}

// InvoiceSpan is which invoices count, by days: those that came in from the first to the last, or where Settled is set
// those that were paid then or were unpaid at the end of the last. A zero day is no bound.
type InvoiceSpan struct {
	From, To ledger.Date
	Settled  bool
}

// HalfYear are the payments of a half of a financial year, 1 or 2.
func HalfYear(year ledger.Year, half int) InvoiceSpan {
	middle := ledger.NewDate(int(year), time.September, 30)
	if half == 1 {
		return InvoiceSpan{year.First(), middle, true}
	}
	return InvoiceSpan{middle + 1, year.Last(), true}
}

// WholeYear are the payments of a financial year.
func WholeYear(year ledger.Year) InvoiceSpan { return InvoiceSpan{year.First(), year.Last(), true} }

// PromptPayment is how soon a fund's invoices were paid, less the days they were disputed: those that came in, or were
// paid, within some days, as at a moment. Invoices returned or certified in error, and those that credits left nothing
// to pay of, do not count.
type PromptPayment struct {
	Fund    ledger.FundID   `json:"fund"`
	Moment  Moment          `json:"moment"`
	From    ledger.Date     `json:"from,omitempty" doc:"came in from this day on; none: from the beginning"`
	To      ledger.Date     `json:"to,omitempty" doc:"came in by this day; none: until the moment"`
	Settled bool            `json:"settled,omitempty" doc:"counts by payment: paid from the first day to the last, or unpaid on the last"`
	Rules   []PaymentRule   `json:"rules"`
	Targets []PaymentTarget `json:"targets"`

	PaymentFigures
	Interest LateInterest    `json:"interest"`
	Regimes  []RegimeFigures `json:"regimes" doc:"the same figures by the law that governs each contract, in its order"`

	end ledger.Date // the last day that counts
}

// PaymentFigures are how many invoices, for how much, were paid how soon.
type PaymentFigures struct {
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

// PromptPayment works out how soon the invoices of a span were paid. It reads every version of every invoice. It
// returns ErrInvalid for days the wrong way round, and what Position returns.
func (r *Reports) PromptPayment(ctx context.Context, fund ledger.FundID, at AsOf, span InvoiceSpan) (
	PromptPayment, error,
) {
	p := PromptPayment{
		Fund: fund, From: span.From, To: span.To, Settled: span.Settled, Rules: paymentRules, Targets: paymentTargets,
	}
	for _, regime := range paymentRegimes {
		p.Regimes = append(p.Regimes, RegimeFigures{PaymentRegime: regime})
	}
	if span.To != 0 && span.To < span.From {
		return p, ledger.ErrInvalid.With("%s is before %s", span.To.UK(), span.From.UK())
	}
	err := r.read(ctx, fund, func(v *view) error {
		m, c, err := v.resolve(ctx, at)
		if err != nil {
			return err
		}
		if m.Year = at.year; m.Year == 0 && m.Period != 0 {
			m.Year = m.Period.Year()
		}
		p.Moment, p.end = m, v.day(m)
		if span.Settled {
			p.end = min(p.end, span.To)
		}
		contracts, err := v.contractDates(ctx, c)
		if err != nil {
			return err
		}
		if p.Interest.Paid, err = v.interestPaid(ctx, c, span); err != nil {
			return err
		}
		return v.eachInvoice(ctx, c, func(i ledger.Invoice, paid ledger.Date) {
			if paid, ok := span.holds(i, paid); ok {
				p.count(i, paid, contracts)
			}
		})
	})
	p.share()
	return p, err
}

// holds reports whether an invoice counts, and the day it was paid as the span sees it: what is paid after a span of
// payments was not paid yet.
func (s InvoiceSpan) holds(i ledger.Invoice, paid ledger.Date) (ledger.Date, bool) {
	if !s.Settled {
		return paid, i.Received >= s.From && (s.To == 0 || i.Received <= s.To)
	}
	if paid > s.To {
		paid = 0
	}
	return paid, i.Received <= s.To && (paid == 0 || paid >= s.From)
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
		case i.Paid != 0: // in a payment run each has a day of its own
			paid = i.Paid
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

// count adds an invoice, which was paid on a day or on none.
func (p *PromptPayment) count(i ledger.Invoice, paid ledger.Date, contracts map[ledger.CommitmentID]ledger.Date) {
	switch i.State {
	case ledger.InvoiceReversed, ledger.InvoiceSettled, ledger.InvoiceReturned:
		return
	}
	regime := p.regime(i, contracts)
	p.PaymentFigures.count(i, paid)
	regime.PaymentFigures.count(i, paid)
	until := paid
	if until == 0 {
		until = p.end
		if i.DaysToPay(until) > ledger.PaymentDays {
			regime.Overdue.add(i.Gross)
		}
	}
	p.Interest.count(i, until, p.From, p.Settled)
	regime.Interest.count(i, until, p.From, p.Settled)
}

// count adds an invoice to its row.
func (p *PaymentFigures) count(i ledger.Invoice, paid ledger.Date) {
	row := &p.Unpaid
	if paid != 0 {
		rule, days := ruleFor(i.Received), i.DaysToPay(paid)
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

// share works out the shares and the averages.
func (p *PromptPayment) share() {
	p.PaymentFigures.share()
	for n := range p.Regimes {
		r := &p.Regimes[n]
		r.PaymentFigures.share()
		r.Overdue.PaymentShare = r.Overdue.of(r.Total)
	}
}

func (p *PaymentFigures) share() {
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
