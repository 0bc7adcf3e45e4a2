package policy

import (
	"fmt"

	"pooled/ledger"
)

// The words of the column own: whose money the row is about.
const (
	ofAny = "any" // any partner's, or nobody's
	ofOwn = "own" // the money of the body that employs the post
)

// noLimit is the word of the column limit for any amount.
const noLimit = "*"

// within reports whether an amount is at most a limit, to the penny. It is a function of our own because
// Casbin compares text ("1000000" is less than "50000") and turns every number into a float64.
func within(amount ledger.Money, limit string) (bool, error) {
	if amount.Sign() < 0 {
		return false, ledger.ErrAmountNotPositive
	}
	if limit == noLimit {
		return true, nil
	}
	most, err := ledger.ParseMoney(limit)
	if err != nil {
		return false, fmt.Errorf("limit %q: %w", limit, err)
	}
	return amount.Compare(most) <= 0, nil
}

// owns reports whether a row about own money, or anybody's, is about this partner's. Nobody's money is
// not own.
func owns(own string, body, partner ledger.BodyID) (bool, error) {
	switch own {
	case ofAny:
		return true, nil
	case ofOwn:
		return partner != "" && body == partner, nil
	}
	return false, fmt.Errorf("own says %q, which is no word of the scheme of delegation", own)
}

// withinCall and ownsCall are within and owns as Casbin calls them. A value of another type is a fault,
// and a fault is a refusal.

func withinCall(args ...any) (any, error) {
	if len(args) == 2 {
		amount, isMoney := args[0].(ledger.Money)
		limit, isText := args[1].(string)
		if isMoney && isText {
			return within(amount, limit)
		}
	}
	return false, fmt.Errorf("within takes money and a limit, not %T", args)
}

func ownsCall(args ...any) (any, error) {
	if len(args) == 3 {
		own, isText := args[0].(string)
		body, isBody := args[1].(ledger.BodyID)
		partner, isPartner := args[2].(ledger.BodyID)
		if isText && isBody && isPartner {
			return owns(own, body, partner)
		}
	}
	return false, fmt.Errorf("owns takes a word and two bodies, not %T", args)
}
