package audit

import (
	"strconv"

	"github.com/shopspring/decimal"
)

// benford is how many of 100,000 amounts begin with each digit from 1 to 9 by Benford's law: log10(1 + 1/d), rounded so
// that they sum to the whole.
var benford = [9]int64{30_103, 17_609, 12_494, 9_691, 7_918, 6_695, 5_799, 5_115, 4_576}

const benfordOf = 100_000

// FirstDigits are how often amounts begin with each digit, against Benford's law. Statistics are rounded to two places.
type FirstDigits struct {
	Count      int64           `json:"count" doc:"of amounts"`
	Digits     []DigitCount    `json:"digits"`
	ChiSquared decimal.Decimal `json:"chiSquared" doc:"the sum of (counted - expected)² / expected, 8 degrees of freedom"`
}

// DigitCount is one digit's.
type DigitCount struct {
	Digit    int             `json:"digit"`
	Counted  int64           `json:"counted"`
	Expected decimal.Decimal `json:"expected"`
}

// digits are counts by first digit, from 1 to 9.
type digits [9]int64

// count takes the debits of the actuals book.
func (d *digits) count(e *entry) {
	for _, l := range e.lines {
		if l.pence > 0 && l.account[0] != '9' {
			d[strconv.FormatInt(l.pence, 10)[0]-'1']++
		}
	}
}

// against holds the counts against Benford's law. The sum is rounded once, at the end.
func (d *digits) against() FirstDigits {
	out := FirstDigits{Digits: []DigitCount{}}
	for _, n := range d {
		out.Count += n
	}
	chi := decimal.Zero
	for i, n := range d {
		expected := decimal.NewFromInt(out.Count * benford[i]).Div(decimal.NewFromInt(benfordOf))
		out.Digits = append(out.Digits, DigitCount{i + 1, n, expected.Round(2)})
		if away := decimal.NewFromInt(n).Sub(expected); out.Count > 0 {
			chi = chi.Add(away.Mul(away).Div(expected))
		}
	}
	out.ChiSquared = chi.Round(2)
	return out
}

func (d FirstDigits) text(out *printer) {
	out.row("FIRST DIGITS OF THE DEBITS OF ACTUALS", "Counted", "By Benford's law")
	for _, one := range d.Digits {
		out.row(strconv.Itoa(one.Digit), number(one.Counted), one.Expected.StringFixed(2))
	}
	out.row("Amounts", number(d.Count))
	out.table(true)
	out.printf("chi-squared %s, with 8 degrees of freedom: by chance above 15.51 once in twenty, above 20.09 once in a hundred\n",
		d.ChiSquared.StringFixed(2))
}
