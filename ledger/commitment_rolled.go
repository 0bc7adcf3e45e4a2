package ledger

import (
	"errors"
	"fmt"
)

// RolledCommitment is one commitment, or a line of it, in the list that is rolled into the next year.
type RolledCommitment struct {
	Commitment CommitmentID `json:"commitment"`
	Amount     Money        `json:"amount" doc:"at most what was left on it when the year was closed"`
	Scheme     SchemeID     `json:"scheme,omitempty" doc:"which line, where the commitment has several"`
	Source     SourceID     `json:"source,omitempty" doc:"which line, where the commitment has several"`
}

// RollCommitments rolls what was left on commitments into the next year, by explicit decision: the list is what is
// approved. What is not in it has lapsed.
type RollCommitments struct {
	Year        Year               `json:"year" doc:"the closed year"`
	Commitments []RolledCommitment `json:"commitments"`
	Reason      Private            `json:"reason"`
}

const rolledMax = 2_000

// Kind names the act and its version.
func (RollCommitments) Kind() string { return "roll-commitments/1" }

// Matter is the money of every line that a commitment stands in.
func (a RollCommitments) Matter(s *State) (Matter, error) {
	amounts := map[BudgetLine]Money{}
	var about []BudgetLine
	var missing error
	for _, r := range a.Commitments {
		c, err := s.Commitment(r.Commitment)
		if missing = firstError(missing, err); err != nil {
			continue
		}
		at, err := c.chosen(BudgetLine{r.Scheme, r.Source})
		if err != nil {
			return Matter{}, err
		}
		if _, seen := amounts[at]; !seen {
			about = append(about, at)
		}
		amounts[at] = amounts[at].Add(r.Amount)
	}
	if missing != nil {
		return Matter{}, missing
	}
	return inParts(about, func(at BudgetLine) (Matter, error) {
		m, err := s.matter(at.Source, at.Scheme, amounts[at])
		m.On = (a.Year + 1).First()
		return m, err
	})
}

// Do budgets each amount out of the next year's unallocated resources and commits it, on that year's first day; from
// then on the commitment stands in that year. It refuses more than was left on a line when the year was closed, one
// named twice, a commitment released or rolled by another list, less than was paid ahead on any line of it, and what
// the next year has not left. All lines of a commitment that go on stand in one list.
func (a RollCommitments) Do(s *State, _ Authority) (Entry, error) {
	if err := needText("the reason", a.Reason); err != nil {
		return Entry{}, err
	}
	if len(a.Commitments) == 0 || len(a.Commitments) > rolledMax {
		return Entry{}, ErrInvalid.With("name 1 to %d commitments to roll", rolledMax)
	}
	if _, err := s.lastClosed(a.Year); err != nil {
		return Entry{}, err
	}
	s.dateInto(a.Year + 1)
	rolled, named, missing := map[CommitmentID]bool{}, map[string]bool{}, error(nil)
	var lines []Posting
	for _, r := range a.Commitments {
		o, err := a.begin(s, r, rolled[r.Commitment])
		if err == nil && named[o.committed().String()] {
			err = ErrInvalid.With("%s is named twice", o.name())
		}
		if err == nil {
			rolled[r.Commitment], named[o.committed().String()] = true, true
			err = a.covers(s, o, r.Amount)
		}
		if err != nil && !errors.Is(err, ErrNotLoaded) {
			return Entry{}, err
		}
		if missing = firstError(missing, err); missing == nil { // else all that is missing is asked for at once
			lines = append(lines, o.budgeted(r.Amount)...)
		}
	}
	if err := firstError(missing, a.leavesNothingPaid(s, named)); err != nil {
		return Entry{}, err
	}
	return Entry{Postings: lines, listed: true}, s.rest(a.Year, 1)
}

// leavesNothingPaid refuses a list that names a commitment and leaves out a line of it on which something was paid
// ahead: a commitment is rolled once, and on that line the service could never be received.
func (a RollCommitments) leavesNothingPaid(s *State, named map[string]bool) (missing error) {
	for _, r := range a.Commitments {
		c, err := s.Commitment(r.Commitment)
		if err != nil {
			return err
		}
		for _, at := range c.BudgetLines() {
			o, err := s.order(c, at)
			if err != nil {
				missing = firstError(missing, err)
				continue
			}
			if named[o.committed().String()] {
				continue
			}
			ahead, err := s.aheadOn(o.committed())
			now, lacking := s.left(o)
			if missing = firstError(missing, err, lacking); missing == nil && now.Compare(ahead) < 0 {
				return ErrNotEnough.With("%s is paid ahead on %s and not yet received; name that line as well", ahead.Pounds(),
					o.name())
			}
		}
	}
	return missing
}

// begin has a commitment stand in the next year and is its line there.
func (a RollCommitments) begin(s *State, r RolledCommitment, again bool) (orderLine, error) {
	c, err := s.Commitment(r.Commitment)
	if err := firstError(CheckAmount(r.Amount), err); err != nil {
		return orderLine{}, err
	}
	switch {
	case c.Rolled == a.Year && !again:
		return orderLine{}, ErrWrongState.With("commitment %s has been rolled out of %s already", c.ID, a.Year)
	case c.State != CommitmentOpen:
		return orderLine{}, ErrWrongState.With("what was left on commitment %s has been released", c.ID)
	}
	if c.Since == 0 {
		c.Since = a.Year
	}
	c.Year, c.Rolled = a.Year+1, a.Year
	s.Save(c)
	o, err := s.order(c, BudgetLine{r.Scheme, r.Source})
	if err == nil {
		_, err = s.budgetLine(o.at)
	}
	return o, err
}

// covers refuses more than the close took from the line, and less than was paid ahead on it.
func (a RollCommitments) covers(s *State, o orderLine, amount Money) error {
	old := o
	old.year = a.Year
	_, left, err := s.balance(AccountPeriod{old.committed(), NewPeriod(a.Year, 14)})
	ahead, missing := s.aheadOn(o.committed())
	now, lacking := s.left(o)
	if err := firstError(err, missing, lacking); err != nil {
		return err
	}
	switch {
	case left.Sign() <= 0:
		return ErrWrongState.With("nothing was left on %s when %s was closed", o.name(), a.Year)
	case amount.Compare(left) > 0:
		return ErrNotEnough.With("%s is more than the %s that was left on %s when %s was closed", amount.Pounds(),
			left.Pounds(), o.name(), a.Year)
	case now.Add(amount).Compare(ahead) < 0:
		return ErrNotEnough.With("%s would be left on %s, and %s has been paid ahead on it and is not yet received",
			now.Add(amount).Pounds(), o.name(), ahead.Pounds())
	}
	return nil
}

// budgeted budgets an amount for the line and commits it.
func (o orderLine) budgeted(amount Money) []Posting {
	return append([]Posting{
		Debit(o.src.account(Unallocated, o.year), amount), Credit(o.account(SchemeAvailable).By(BudgetMoved), amount),
	}, o.promise(amount)...)
}

// undo notes that nothing of the list was rolled. Each commitment can still be posted to in both years: what is left on
// it is in its accounts.
func (a RollCommitments) undo(s *State, _ Entry) error {
	for _, r := range a.Commitments {
		c, err := s.Commitment(r.Commitment)
		if err != nil {
			return err
		}
		c.Rolled = 0
		s.Save(c)
	}
	return s.rest(a.Year, -1)
}

// Describe says what the act does.
func (a RollCommitments) Describe() string {
	var total Money
	for _, r := range a.Commitments {
		total = total.Add(r.Amount)
	}
	return fmt.Sprintf("%d commitments of %s rolled out of %s, %s in all", len(a.Commitments), a.Year, a.Year, total.Pounds())
}
