package ledger

import (
	"math/big"
	"strconv"
	"strings"
)

// Quantity is what a measure counts: a whole number or a decimal, exact, never negative. The zero value is 0.
type Quantity struct {
	units  int64 // of the last place
	places int
}

const (
	quantityDigitsMax = 15
	quantityPlacesMax = 4
)

// ParseQuantity reads "1240" or "37.5": no sign, no separators, no leading zeros, at most four places. It returns
// ErrQuantityForm.
func ParseQuantity(s string) (Quantity, error) {
	whole, part, pointed := strings.Cut(s, ".")
	digits := whole + part
	wrong := whole == "" || len(whole) > 1 && whole[0] == '0' || pointed && part == "" || len(part) > quantityPlacesMax ||
		len(digits) > quantityDigitsMax || strings.ContainsFunc(digits, func(r rune) bool { return r < '0' || r > '9' })
	if wrong {
		return Quantity{}, ErrQuantityForm
	}
	units, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return Quantity{}, ErrQuantityForm
	}
	return Quantity{units, len(part)}, nil
}

// MustQuantity is ParseQuantity for constants; it panics on a malformed number.
func MustQuantity(s string) Quantity {
	q, err := ParseQuantity(s)
	if err != nil {
		panic(err)
	}
	return q
}

// String is the number as it was written: "1240", "37.5".
func (q Quantity) String() string {
	digits := strconv.FormatInt(q.units, 10)
	if q.places == 0 {
		return digits
	}
	if short := q.places + 1 - len(digits); short > 0 {
		digits = strings.Repeat("0", short) + digits
	}
	return digits[:len(digits)-q.places] + "." + digits[len(digits)-q.places:]
}

// Grouped is the number for people: "1,240", "37.5".
func (q Quantity) Grouped() string {
	whole, part, pointed := strings.Cut(q.String(), ".")
	if whole = groupThousands(whole); pointed {
		return whole + "." + part
	}
	return whole
}

// Rat is the number as an exact fraction.
func (q Quantity) Rat() *big.Rat {
	tens := int64(1)
	for range q.places {
		tens *= 10
	}
	return big.NewRat(q.units, tens)
}

// MarshalText writes the number as it was written.
func (q Quantity) MarshalText() ([]byte, error) { return []byte(q.String()), nil }

// UnmarshalText reads what ParseQuantity reads.
func (q *Quantity) UnmarshalText(b []byte) (err error) {
	*q, err = ParseQuantity(string(b))
	return err
}
