package ledger

import (
	"math/big"
	"slices"
)

// Apportion divides m between weights in whole pence, so that the parts sum to m. Odd pennies go to the
// largest remainders, ties to the earlier weight: list partners in the order of the agreement. A negative
// amount is the mirror of the positive one. It panics when a weight is negative or none is positive; acts
// check weights first.
func (m Money) Apportion(weights []int64) []Money {
	var total int64
	for _, w := range weights {
		if w < 0 {
			panic("apportion: negative weight")
		}
		total += w
	}
	if total <= 0 {
		panic("apportion: no positive weight")
	}
	amount := new(big.Int).Abs(big.NewInt(m.pence))
	parts := make([]Money, len(weights))
	remainders := make([]*big.Int, len(weights))
	left := new(big.Int).Set(amount)
	for i, w := range weights {
		share, rest := new(big.Int).QuoRem(new(big.Int).Mul(amount, big.NewInt(w)), big.NewInt(total), new(big.Int))
		parts[i], remainders[i] = Money{share.Int64()}, rest
		left.Sub(left, share)
	}
	order := make([]int, len(weights))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return remainders[b].Cmp(remainders[a]) })
	for i := range left.Int64() {
		parts[order[i]].pence++
	}
	if m.pence < 0 {
		for i := range parts {
			parts[i] = parts[i].Neg()
		}
	}
	return parts
}

// Instalments divides m into n payments that sum to m; the odd pennies fall to the earlier ones. It panics
// when n is not positive.
func (m Money) Instalments(n int) []Money {
	weights := make([]int64, n)
	for i := range weights {
		weights[i] = 1
	}
	return m.Apportion(weights)
}
