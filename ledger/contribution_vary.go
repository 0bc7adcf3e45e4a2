package ledger

import (
	"fmt"
	"slices"
)

// VaryContribution changes what is not yet called of a contribution, under a version of the agreement (row
// 1v).
type VaryContribution struct {
	Contribution ContributionID `json:"contribution"`
	Agreement    int            `json:"agreement" doc:"the version that varies it"`
	Plan         Plan           `json:"plan" doc:"in place of every instalment not yet called; empty: none"`
	Recurrent    bool           `json:"recurrent,omitempty" doc:"the change recurs next year; else it is this year's alone"`
}

// Variation is by how much a contribution was varied once, and whether that recurs in the next year.
type Variation struct {
	Agreement int       `json:"agreement" doc:"the version that varied it"`
	Direction Direction `json:"direction"`
	Amount    Money     `json:"amount"`
	Recurrent bool      `json:"recurrent,omitempty"`
}

// change is the variation's amount with its sign.
func (v Variation) change() Money {
	if v.Direction == Decrease {
		return v.Amount.Neg()
	}
	return v.Amount
}

// Kind names the act and its version.
func (VaryContribution) Kind() string { return "vary-contribution/1" }

// Matter is the partner's money: by how much the contribution changes.
func (a VaryContribution) Matter(s *State) (Matter, error) {
	c, err := s.Contribution(a.Contribution)
	if err != nil {
		return Matter{}, err
	}
	change := a.Plan.total().Sub(c.Uncalled())
	if change.Sign() < 0 {
		change = change.Neg()
	}
	return s.matter(c.Source, "", change)
}

// Do puts the plan in the place of every instalment not yet called. A reduction is refused while more than
// the source's unallocated resources would be needed, below what is allocated to districts or was spent directly, and
// one that recurs where less than it does. What has been called stays as it is.
func (a VaryContribution) Do(s *State, _ Authority) (Entry, error) {
	c, src, err := s.agreed(a.Contribution)
	if err != nil {
		return Entry{}, err
	}
	if c.RiskShare != "" {
		return Entry{}, ErrWrongState.With("contribution %s is a part of risk-share call %s; reverse the call, or "+
			"call again", c.ID, c.RiskShare)
	}
	if err := s.inYear("contribution", string(c.ID), c.Year); err != nil {
		return Entry{}, err
	}
	agreement, err := s.relied(a.Agreement)
	if err != nil {
		return Entry{}, err
	}
	if a.Agreement < c.Agreement {
		return Entry{}, ErrNotInForce.With("contribution %s stands under agreement version %d, which is newer",
			c.ID, c.Agreement)
	}
	if _, ok := agreement.party(c.Partner); !ok {
		return Entry{}, ErrNotPartner.With("%s has no part in agreement version %d", c.Partner, a.Agreement)
	}
	before := c.Uncalled()
	var kept []Instalment
	last := 0
	for _, i := range c.Instalments {
		last = max(last, i.Number)
		if i.Called {
			kept = append(kept, i)
		}
	}
	planned, err := a.Plan.instalments(c.Year, last+1)
	if err := firstError(err, s.allIn(c.Partner, planned)); err != nil {
		return Entry{}, err
	}
	recurs := c.Recurs()
	c.Agreement, c.Instalments = a.Agreement, append(kept, planned...)
	if c.Unspent().Sign() < 0 {
		return Entry{}, ErrNotEnough.With("%s of contribution %s has been spent directly, so it cannot be less",
			c.Spent.Pounds(), c.ID)
	}
	if c.InAdvance {
		allocation, err := Find[GrantAllocation](s, grantAllocationRef(c.ID))
		if err := firstError(err, allocation.within(c)); err != nil {
			return Entry{}, err
		}
	}
	change := c.Uncalled().Sub(before)
	if c.Variations = c.varied(change, a.Recurrent); a.Recurrent && c.Recurs().Sign() < 0 {
		return Entry{}, ErrNotEnough.With("%s of contribution %s recurs, so a reduction of %s cannot recur",
			recurs.Pounds(), c.ID, change.Neg().Pounds())
	}
	s.Save(c)
	return Entry{Postings: c.vary(src, change)}, nil
}

// varied is the contribution's variations and one more, where there is a change at all.
func (c Contribution) varied(change Money, recurrent bool) []Variation {
	v := Variation{Agreement: c.Agreement, Direction: Increase, Amount: change, Recurrent: recurrent}
	switch change.Sign() {
	case 0:
		return c.Variations
	case -1:
		v.Direction, v.Amount = Decrease, change.Neg()
	}
	return append(slices.Clone(c.Variations), v)
}

// vary is the postings of a change: none when only the dates change.
func (c Contribution) vary(src Source, change Money) []Posting {
	debit, credit := c.resources(src)
	if change.IsZero() {
		return nil
	}
	return []Posting{{Account: debit, Amount: change}, {Account: credit, Amount: change.Neg()}}
}

// undo refuses: the instalments before it are no longer there.
func (a VaryContribution) undo(*State, Entry) error {
	return ErrWrongState.With("a variation is put right by varying contribution %s again", a.Contribution)
}

// Describe says what the act does.
func (a VaryContribution) Describe() string {
	if len(a.Plan.Instalments) == 0 && a.Plan.Amount.IsZero() {
		return fmt.Sprintf("What is not yet called of contribution %s withdrawn", a.Contribution)
	}
	return fmt.Sprintf("Contribution %s varied: %s still to be called", a.Contribution, a.Plan.total().Pounds())
}
