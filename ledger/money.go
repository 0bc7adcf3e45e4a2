package ledger

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// Money is an exact amount of pounds sterling, held in whole pence. Debits are positive and credits negative
// where a sign means a side; what a person types is never signed. The zero value is £0.00.
type Money struct{ pence int64 }

// AmountMax is the largest amount one line may carry, £9,999,999,999.99: above the whole national Better Care
// Fund, and small enough that a fund's balances cannot overflow.
var AmountMax = Money{999_999_999_999}

// Pence makes Money from a whole number of pence.
func Pence(n int64) Money { return Money{n} }

// Pence returns the amount in whole pence.
func (m Money) Pence() int64 { return m.pence }

// ParseMoney reads "1234.50": pounds, a point and two places. Only a minus sign may stand before it; there
// are no plus signs, spaces, thousands separators, exponents or leading zeros, and no "-0.00". It returns
// ErrAmountForm.
func ParseMoney(s string) (Money, error) {
	digits, negative := strings.CutPrefix(s, "-")
	pounds, pennies, ok := strings.Cut(digits, ".")
	if !ok || len(pennies) != 2 || len(pounds) == 0 || len(pounds) > 15 {
		return Money{}, ErrAmountForm
	}
	if len(pounds) > 1 && pounds[0] == '0' {
		return Money{}, ErrAmountForm
	}
	var n int64
	for _, r := range pounds + pennies {
		if r < '0' || r > '9' {
			return Money{}, ErrAmountForm
		}
		n = n*10 + int64(r-'0')
	}
	if negative {
		if n == 0 {
			return Money{}, ErrAmountForm
		}
		n = -n
	}
	return Money{n}, nil
}

// MustMoney is ParseMoney for constants in tests and examples; it panics on a malformed amount.
func MustMoney(s string) Money {
	m, err := ParseMoney(s)
	if err != nil {
		panic(err)
	}
	return m
}

// CheckAmount refuses an amount that cannot stand in an act: nil, negative or above AmountMax.
func CheckAmount(m Money) error {
	switch {
	case m.pence <= 0:
		return ErrAmountNotPositive
	case m.pence > AmountMax.pence:
		return ErrAmountTooLarge
	}
	return nil
}

// String is the form the API and the journal use: "1234.50", "-3.00".
func (m Money) String() string { return string(m.append(nil)) }

func (m Money) append(b []byte) []byte {
	n := m.pence
	if n < 0 {
		b = append(b, '-')
		n = -n
	}
	b = strconv.AppendInt(b, n/100, 10)
	b = append(b, '.', byte('0'+n/10%10))
	return append(b, byte('0'+n%10))
}

// Pounds is the form for people: "£1,234.50", "−£3.00".
func (m Money) Pounds() string {
	digits, sign := strings.TrimPrefix(m.String(), "-"), ""
	if m.pence < 0 {
		sign = "−"
	}
	pounds, pennies, _ := strings.Cut(digits, ".")
	return sign + "£" + groupThousands(pounds) + "." + pennies
}

// Thousands rounds to whole thousands of pounds for presentation, halves away from zero: "10,711", "-153".
// Rounded figures need not add up; totals are rounded from the exact total.
func (m Money) Thousands() string {
	rounded := decimal.New(m.pence, -5).Round(0).String()
	digits, negative := strings.CutPrefix(rounded, "-")
	if negative {
		return "-" + groupThousands(digits)
	}
	return groupThousands(digits)
}

func groupThousands(digits string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// Add returns m + n. It panics on overflow, which AmountMax and the length of a journal put out of reach;
// the journal's writer turns such a panic into a refusal of that act alone.
func (m Money) Add(n Money) Money {
	sum := m.pence + n.pence
	if (sum > m.pence) != (n.pence > 0) && n.pence != 0 {
		panic(fmt.Sprintf("money overflow: %d + %d", m.pence, n.pence))
	}
	return Money{sum}
}

// times returns n times m. It panics on overflow, as Add does.
func (m Money) times(n int64) Money {
	product := m.pence * n
	if n != 0 && (product/n != m.pence || n == -1 && m.pence == math.MinInt64) {
		panic(fmt.Sprintf("money overflow: %d times %d", m.pence, n))
	}
	return Money{product}
}

// Sub returns m − n.
func (m Money) Sub(n Money) Money { return m.Add(n.Neg()) }

// Neg returns −m.
func (m Money) Neg() Money {
	if m.pence == math.MinInt64 {
		panic("money overflow: negation")
	}
	return Money{-m.pence}
}

// Sign is −1, 0 or 1.
func (m Money) Sign() int {
	switch {
	case m.pence < 0:
		return -1
	case m.pence > 0:
		return 1
	}
	return 0
}

// IsZero reports whether the amount is £0.00.
func (m Money) IsZero() bool { return m.pence == 0 }

// Compare is −1 when m is less than n, 0 when equal, 1 when more.
func (m Money) Compare(n Money) int { return m.Sub(n).Sign() }

func lesser(a, b Money) Money {
	if a.Compare(b) < 0 {
		return a
	}
	return b
}

func greater(a, b Money) Money {
	if a.Compare(b) > 0 {
		return a
	}
	return b
}

// MarshalJSON writes the amount as a string with two places, never as a JSON number.
func (m Money) MarshalJSON() ([]byte, error) {
	return append(m.append([]byte{'"'}), '"'), nil
}

// UnmarshalJSON reads a string with two places and refuses JSON numbers: they invite binary fractions.
func (m *Money) UnmarshalJSON(b []byte) error {
	s, err := strconv.Unquote(string(b))
	if err != nil {
		return ErrAmountForm
	}
	*m, err = ParseMoney(s)
	return err
}
