package ledger

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// Percent is a rate in thousandths of one per cent: 2.5 per cent is 2500. It is never negative.
type Percent int64

// PercentMax is the highest rate, a hundred per cent.
const PercentMax Percent = 100_000

// ParsePercent reads "2.5": per cent with at most three places, from 0 to 100. It returns ErrPercentForm.
func ParsePercent(s string) (Percent, error) {
	whole, places, point := strings.Cut(s, ".")
	if whole == "" || len(whole) > 3 || len(whole) > 1 && whole[0] == '0' || point && places == "" || len(places) > 3 {
		return 0, ErrPercentForm
	}
	digits := whole + (places + "000")[:3]
	for _, r := range digits {
		if r < '0' || r > '9' {
			return 0, ErrPercentForm
		}
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || Percent(n) > PercentMax {
		return 0, ErrPercentForm
	}
	return Percent(n), nil
}

// String is "2.5": as many places as it takes.
func (p Percent) String() string {
	s := fmt.Sprintf("%d.%03d", int64(p)/1000, int64(p)%1000)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// MarshalText writes what ParsePercent reads.
func (p Percent) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what ParsePercent reads; an empty text is nil per cent.
func (p *Percent) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*p = 0
		return nil
	}
	*p, err = ParsePercent(string(b))
	return err
}

// Of is so much of an amount, to the penny; half a penny goes up, away from nil.
func (p Percent) Of(m Money) Money {
	const whole = int64(PercentMax)
	part := new(big.Int).Mul(big.NewInt(m.pence), big.NewInt(int64(p)))
	part.Abs(part).Add(part, big.NewInt(whole/2)).Quo(part, big.NewInt(whole))
	out := Money{part.Int64()}
	if m.pence < 0 {
		return out.Neg()
	}
	return out
}
