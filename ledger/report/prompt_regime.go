package report

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pooled/ledger"
)

// lateDays is after how many days a payment is counted as very late: a payments compliance notice tells those within 30
// days, from 31 to 60, and later ones apart.
const lateDays = 60

// PaymentRegime is the law under which payments are to be prompt, by the date of the contract: the day on which the
// commitment was raised.
type PaymentRegime struct {
	Regime    string      `json:"regime" example:"procurement-act-2023"`
	From      ledger.Date `json:"from,omitempty" doc:"for contracts from this day on"`
	To        ledger.Date `json:"to,omitempty" doc:"and until this day"`
	Authority string      `json:"authority"`
	Publish   string      `json:"publish" doc:"what is to be published, and how often"`
}

// paymentRegimes are in the order of their days. A contract before the first was under no duty to publish.
var paymentRegimes = []PaymentRegime{
	{
		"none", 0, ledger.MustDate("2015-02-25"), "none: contracts before the Public Contracts Regulations 2015",
		"nothing",
	},
	{
		"public-contracts-regulations-2015", ledger.MustDate("2015-02-26"), ledger.MustDate("2025-02-23"),
		"regulation 113 of the Public Contracts Regulations 2015",
		"each financial year: the share paid in time, and the interest liable and paid",
	},
	{
		"procurement-act-2023", ledger.MustDate("2025-02-24"), 0, "sections 68 and 69 of the Procurement Act 2023",
		"each half-year, a payments compliance notice: the average days, and the shares paid within 30 days, from 31 to 60, " +
			"later, and not paid when due",
	},
}

// RegimeFigures are the figures of the contracts under one regime.
type RegimeFigures struct {
	PaymentRegime
	PaymentFigures
	Overdue  PaymentRow   `json:"overdue" doc:"of those unpaid: more than 30 days old"`
	Interest InterestOwed `json:"interest"`
}

// InterestOwed is the statutory interest on invoices that were not paid in time.
type InterestOwed struct {
	Liable  ledger.Money `json:"liable" doc:"simple interest at 8 per cent above the Bank of England's official rate at the start of the half-year in which it began to run, on the gross, until payment or the last day that counts; each invoice's to the nearest penny. Of a year or half-year asked for: what ran in it"` //nolint:lll // a tag cannot be broken
	Unrated int64        `json:"unrated" doc:"invoices that are late and whose rate is not known to this program, left out of liable"`
}

// LateInterest is the interest that is owed, and what was paid.
type LateInterest struct {
	InterestOwed
	Paid ledger.Money `json:"paid" doc:"interest that was paid in the year or half-year asked for, or else by the moment"`
}

// count adds what ran on an invoice until a day: within a span of payments what ran before it was of earlier ones.
func (o *InterestOwed) count(i ledger.Invoice, until, from ledger.Date, settled bool) {
	interest, known := i.LateInterest(until)
	if !known {
		o.Unrated++
	}
	if settled {
		earlier, _ := i.LateInterest(from - 1)
		interest = interest.Sub(earlier)
	}
	o.Liable = o.Liable.Add(interest)
}

// regime is that of an invoice's contract: of the earliest, where it charges several.
func (p *PromptPayment) regime(i ledger.Invoice, contracts map[ledger.CommitmentID]ledger.Date) *RegimeFigures {
	var day ledger.Date
	if i.HealthBudget != "" { // bought as it was invoiced
		day = i.Received
	}
	for _, id := range i.Commitments() {
		if raised := contracts[id]; day == 0 || raised != 0 && raised < day {
			day = raised
		}
	}
	at := 0
	for n, r := range p.Regimes {
		if r.From <= day {
			at = n
		}
	}
	return &p.Regimes[at]
}

// contractDates are the days on which commitments were raised.
func (v *view) contractDates(ctx context.Context, c cut) (map[ledger.CommitmentID]ledger.Date, error) {
	rows, err := v.tx.Query(ctx, `
		SELECT first.id, e.effective
		  FROM (SELECT v.id, min(v.seq) AS seq
		          FROM document_version AS v
		         WHERE v.fund = $1
		           AND v.kind = 'commitment'
		           AND v.seq <= $2
		         GROUP BY v.id) AS first
		  JOIN entry AS e ON e.fund = $1 AND e.seq = first.seq`, v.fund, c.seq)
	if err != nil {
		return nil, fmt.Errorf("contracts of %s: %w", v.id, err)
	}
	days := map[ledger.CommitmentID]ledger.Date{}
	var id ledger.CommitmentID
	var raised time.Time
	_, err = pgx.ForEachRow(rows, []any{&id, &raised}, func() error {
		days[id] = ledger.DateOf(raised)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("contracts of %s: %w", v.id, err)
	}
	return days, nil
}

// interestPaid is what was paid of interest: within a span of payments, or by the cut. The days of such a span are
// those of whole periods.
func (v *view) interestPaid(ctx context.Context, c cut, span InvoiceSpan) (ledger.Money, error) {
	paidBy := func(c cut) (sum ledger.Money, err error) {
		all, err := v.balances(ctx, c, accounts{[]int16{int16(ledger.SchemeAvailable)}, []string{byInterest}})
		for a, held := range all {
			if a.Of == byInterest {
				sum = sum.Add(held.amount)
			}
		}
		return sum, err
	}
	if !span.Settled {
		return paidBy(c)
	}
	before, last := ledger.PeriodOf(span.From)-1, ledger.PeriodOf(span.To)
	if last.Number() == 12 {
		last++ // the year's adjustments
	}
	if c.through < before {
		return ledger.Money{}, nil // the moment is before the span
	}
	if c.through >= last {
		c = cut{seq: c.seq, through: last}
	}
	paid, err := paidBy(c)
	if err != nil {
		return paid, err
	}
	earlier, err := paidBy(cut{seq: c.seq, through: before})
	return paid.Sub(earlier), err
}
