package ledger

import (
	"fmt"
	"math/big"
)

// PaymentDays is within how many days of its receipt a valid and undisputed invoice is to be paid.
const PaymentDays = 30

// statutoryAddition is the 8 per cent over the Bank of England's official rate that statutory interest is, in
// hundredths of a per cent: article 4 of the Late Payment of Commercial Debts (Rate of Interest) (No. 3) Order 2002.
const statutoryAddition = 800

// officialRates are the Bank of England's official rate on each 30 June and 31 December, in hundredths of a per cent.
// Interest that starts to run in the half-year after such a day runs at that rate until it is paid. The list ends with
// the last rate known when it was written.
var officialRates = []struct {
	on   Date
	rate int64
}{
	{MustDate("2014-12-31"), 50},
	{MustDate("2015-06-30"), 50},
	{MustDate("2015-12-31"), 50},
	{MustDate("2016-06-30"), 50},
	{MustDate("2016-12-31"), 25},
	{MustDate("2017-06-30"), 25},
	{MustDate("2017-12-31"), 50},
	{MustDate("2018-06-30"), 50},
	{MustDate("2018-12-31"), 75},
	{MustDate("2019-06-30"), 75},
	{MustDate("2019-12-31"), 75},
	{MustDate("2020-06-30"), 10},
	{MustDate("2020-12-31"), 10},
	{MustDate("2021-06-30"), 10},
	{MustDate("2021-12-31"), 25},
	{MustDate("2022-06-30"), 125},
	{MustDate("2022-12-31"), 350},
	{MustDate("2023-06-30"), 500},
	{MustDate("2023-12-31"), 525},
	{MustDate("2024-06-30"), 525},
	{MustDate("2024-12-31"), 475},
	{MustDate("2025-06-30"), 425},
}

// StatutoryRatesFrom and StatutoryRatesTo are the first and the last day on which interest can start to run at a rate
// that the program knows.
func StatutoryRatesFrom() Date { return officialRates[0].on + 1 }

// StatutoryRatesTo is the last of those days.
func StatutoryRatesTo() Date {
	return NewDate(officialRates[len(officialRates)-1].on.Time().Year(), 12, 31)
}

// StatutoryRate is the rate of interest, in hundredths of a per cent a year, that starts to run on a day; false where
// the rate for that day is not known.
func StatutoryRate(starts Date) (int64, bool) {
	if starts < StatutoryRatesFrom() || starts > StatutoryRatesTo() {
		return 0, false
	}
	rate := int64(0)
	for _, r := range officialRates {
		if r.on < starts {
			rate = r.rate
		}
	}
	return rate + statutoryAddition, true
}

// DaysToPay are the days from an invoice's receipt until a day, without those on which it was disputed.
func (i Invoice) DaysToPay(until Date) int {
	return max(0, int(until-i.Received)-i.DisputedDays(until))
}

// interestStarts is the first day on which interest runs on an invoice that was late by some later day.
func (i Invoice) interestStarts() Date {
	day := i.Received + PaymentDays + 1
	for i.DaysToPay(day) <= PaymentDays {
		day++
	}
	return day
}

// LateInterest is the simple statutory interest on an invoice's gross that had run by a day, rounded to the nearest
// penny, half a penny up. It is nil where the invoice was not late, and false where the rate is not known.
func (i Invoice) LateInterest(until Date) (Money, bool) {
	days := i.DaysToPay(until) - PaymentDays
	if days <= 0 {
		return Money{}, true
	}
	rate, known := StatutoryRate(i.interestStarts())
	if !known {
		return Money{}, false
	}
	const year = 365 * 10000 // days, and hundredths of a per cent
	n := new(big.Int).Mul(big.NewInt(i.Gross.Pence()), big.NewInt(rate*int64(days)))
	n.Add(n, big.NewInt(year/2)).Div(n, big.NewInt(year))
	return Pence(n.Int64()), true
}

// PayLateInterest records interest that the host has paid to a provider for an invoice that was paid late, as a cost
// of the schemes that the invoice charged (row 10i).
type PayLateInterest struct {
	Invoice InvoiceID `json:"invoice"`
	Amount  Money     `json:"amount"`
	Payment Private   `json:"payment" screen:"reference" doc:"the payment's reference"`
}

// Kind names the act and its version.
func (PayLateInterest) Kind() string { return "pay-late-interest/1" }

// Matter is the partners' money, paid to the provider.
func (a PayLateInterest) Matter(s *State) (Matter, error) {
	i, err := s.Invoice(a.Invoice)
	if err != nil {
		return Matter{}, err
	}
	return s.paymentMatter([]Invoice{i}, nil, Pays, a.Amount)
}

// apart refuses whoever certified the invoice.
func (a PayLateInterest) apart(s *State, doers []Duty) error {
	i, err := s.Invoice(a.Invoice)
	return firstError(err, apart(i.CertifiedBy, doers, "certified", "record the payment of interest on", i.ID))
}

// Do records the payment, divided as the invoice's gross was. It refuses an invoice that is not paid or was not paid
// late, a provider whose payments are held, more than the schemes have available, and whoever certified the invoice.
func (a PayLateInterest) Do(s *State, by Authority) (Entry, error) {
	i, err := s.Invoice(a.Invoice)
	if err := firstError(CheckAmount(a.Amount), needText("the payment's reference", a.Payment), err); err != nil {
		return Entry{}, err
	}
	if err := firstError(i.checkLate(), s.checkNotHeld(i.Provider), a.apart(s, by.duties())); err != nil {
		return Entry{}, err
	}
	var weights []int64
	for _, l := range i.charges() {
		weights = append(weights, l.Gross().Pence())
	}
	var e Entry
	year, missing := s.Period.Year(), error(nil)
	for n, part := range a.Amount.Apportion(weights) {
		at := i.charges()[n]
		src, err := s.budgetLine(BudgetLine{at.Scheme, at.Source})
		if missing = firstError(missing, err); err != nil || part.IsZero() {
			continue
		}
		e.Postings = together(e.Postings, []Posting{
			Debit(src.schemeAccount(src.spend(FeeSpend), year, at.Scheme), part),
			Credit(src.account(Cash, 0).By(CashPaid), part),
			Debit(src.schemeAccount(SchemeAvailable, year, at.Scheme).By(InterestMove), part),
			Credit(src.schemeAccount(SchemeConsumed, year, at.Scheme), part),
		})
	}
	return e, missing
}

// checkLate refuses an invoice that was not paid late.
func (i Invoice) checkLate() error {
	switch {
	case i.State != InvoicePaid:
		return ErrWrongState.With("invoice %s is %s; interest is recorded once it has been paid", i.ID, i.State)
	case i.Paid == 0:
		return ErrWrongState.With("the day on which invoice %s was paid is not kept with it, so it cannot be said that "+
			"it was late", i.ID)
	}
	if days := i.DaysToPay(i.Paid); days <= PaymentDays {
		return ErrWrongState.With("invoice %s was paid within %d days, and not after %d, so no interest is due on it", i.ID,
			days, PaymentDays)
	}
	return nil
}

// Describe says what the act does.
func (a PayLateInterest) Describe() string {
	return fmt.Sprintf("Interest of %s paid on invoice %s, which was paid late", a.Amount.Pounds(), a.Invoice)
}
