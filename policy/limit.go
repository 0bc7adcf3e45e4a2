package policy

import (
	"fmt"

	"pooled/ledger"
)

// noLimit is the word of the column limit for any amount.
const noLimit = "*"

// The words of the column counts: what a limit is held against.
const (
	each     = "each"     // the act's own amount
	together = "together" // with all that was done alone before it, for that provider and scheme, in the window
)

// within reports whether an amount is at most a limit, to the penny. It is a function of our own because
// Casbin compares text ("1000000" is less than "50000") and turns every number into a float64.
func within(m *matter, limit, counts string) (bool, error) {
	if m.Amount.Sign() < 0 || m.Used.Sign() < 0 {
		return false, ledger.ErrAmountNotPositive
	}
	if limit == noLimit {
		return true, nil
	}
	most, err := ledger.ParseMoney(limit)
	if err != nil {
		return false, fmt.Errorf("limit %q: %w", limit, err)
	}
	amount := m.Amount
	switch counts {
	case each:
	case together:
		amount = amount.Add(m.Used)
	default:
		return false, fmt.Errorf("counts says %q, which is no word of the scheme of delegation", counts)
	}
	return amount.Compare(most) <= 0, nil
}
