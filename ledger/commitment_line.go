package ledger

import (
	"fmt"
	"slices"
)

// orderLine is one line of a commitment: what it promises from one scheme's budget. It has an account of its own.
type orderLine struct {
	of   Commitment
	year Year // of its accounts: the entry's, where the commitment stands in it
	at   BudgetLine
	src  Source
}

// BudgetLines are the schemes' lines that a commitment promises from, in its order.
func (c Commitment) BudgetLines() []BudgetLine {
	if len(c.Lines) == 0 {
		return []BudgetLine{{c.Scheme, c.Source}}
	}
	lines := make([]BudgetLine, len(c.Lines))
	for i, l := range c.Lines {
		lines[i] = BudgetLine{l.Scheme, l.Source}
	}
	return lines
}

// chosen is the line that an act names, which may be left out where there is one. It refuses to guess among several,
// and one that is not the commitment's.
func (c Commitment) chosen(named BudgetLine) (BudgetLine, error) {
	lines := c.BudgetLines()
	switch {
	case named == BudgetLine{} && len(lines) == 1:
		return lines[0], nil
	case named.Scheme == "" || named.Source == "":
		return named, ErrInvalid.With("commitment %s has %d lines: name the scheme and the source of the one that is meant",
			c.ID, len(lines))
	case !slices.Contains(lines, named):
		return named, ErrInvalid.With("commitment %s has no line of scheme %s and source %s", c.ID, named.Scheme,
			named.Source)
	}
	return named, nil
}

// changed is the commitment with another amount promised, where it is known what it promised.
func (c Commitment) changed(at BudgetLine, by Money) Commitment {
	if c.Amount.IsZero() {
		return c
	}
	c.Amount, c.Lines = c.Amount.Add(by), slices.Clone(c.Lines)
	for i, l := range c.Lines {
		if (at == BudgetLine{l.Scheme, l.Source}) {
			c.Lines[i].Amount = l.Amount.Add(by)
		}
	}
	return c
}

// promisedFrom is what the commitment promises from one of its lines; nil where it is not known.
func (c Commitment) promisedFrom(at BudgetLine) Money {
	for _, l := range c.Lines {
		if (at == BudgetLine{l.Scheme, l.Source}) {
			return l.Amount
		}
	}
	return c.Amount
}

// yearBy is the year of the commitment's accounts for an entry of some year: that year, where it stands in it.
func (c Commitment) yearBy(now Year) Year {
	if c.Since != 0 && c.Since <= now && now < c.Year {
		return now
	}
	return c.Year
}

// open refuses a commitment that has been released, one that was left when its year was closed, and one of another year
// than the entry's.
func (c Commitment) open(s *State) error {
	if c.State != CommitmentOpen {
		return ErrWrongState.With("what was left on commitment %s has been released", c.ID)
	}
	year := c.yearBy(s.Period.Year())
	closed, err := s.yearClosed(year)
	if err == nil && closed && s.Period.Year() > year {
		err = ErrWrongState.With("commitment %s belongs to %s, which has been closed: what was left on it has lapsed unless it "+
			"is rolled into the next year", c.ID, year)
	}
	return firstError(err, s.inYear("commitment", string(c.ID), year))
}

// openOrder is the line that an act names of a commitment that is open in the entry's year.
func (s *State) openOrder(id CommitmentID, named BudgetLine) (orderLine, error) {
	c, err := s.Commitment(id)
	if err == nil {
		err = c.open(s)
	}
	if err != nil {
		return orderLine{of: c}, err
	}
	return s.order(c, named)
}

// order is a line of a commitment, whatever its state.
func (s *State) order(c Commitment, named BudgetLine) (orderLine, error) {
	at, err := c.chosen(named)
	if err != nil {
		return orderLine{of: c}, err
	}
	src, err := s.Source(at.Source)
	return orderLine{c, c.yearBy(s.Period.Year()), at, src}, err
}

// chargedTo is the line that an invoice was charged to, and whether it has gone since to a successor's source.
func (s *State) chargedTo(c Commitment, at BudgetLine) (o orderLine, gone bool, err error) {
	if at.Source == "" || slices.Contains(c.BudgetLines(), at) {
		o, err = s.order(c, at)
		return o, false, err
	}
	src, err := s.Source(at.Source)
	return orderLine{c, c.yearBy(s.Period.Year()), at, src}, true, err
}

// orders are all lines of a commitment. All are asked for before any that is missing is told.
func (s *State) orders(c Commitment) (lines []orderLine, missing error) {
	for _, at := range c.BudgetLines() {
		o, err := s.order(c, at)
		lines, missing = append(lines, o), firstError(missing, err)
	}
	return lines, missing
}

// name says which commitment and, of several lines, which of them.
func (o orderLine) name() string {
	if len(o.of.Lines) == 0 {
		return "commitment " + string(o.of.ID)
	}
	return fmt.Sprintf("commitment %s, scheme %s, source %s", o.of.ID, o.at.Scheme, o.at.Source)
}

// account is one of the scheme's, of the year that the line is posted in.
func (o orderLine) account(code Code) Account {
	return o.src.schemeAccount(code, o.year, o.at.Scheme)
}

// committed is the line's own account.
func (o orderLine) committed() Account {
	return o.account(SchemeCommitted).For("commitment", string(o.of.ID))
}

// prepaid is what was paid ahead on the line and not yet received. It stands by commitment, not by provider, so
// that what is paid ahead can be held against what is left.
func (o orderLine) prepaid() Account { return PrepaidOn(o.committed(), len(o.of.Lines) > 0) }

// spend is where what the line buys falls.
func (o orderLine) spend() Account { return o.account(o.src.spend(o.of.Form.spend())) }

// promise moves budget from the scheme's available to the line.
func (o orderLine) promise(amount Money) []Posting {
	return []Posting{Debit(o.account(SchemeAvailable).By(CommitMove), amount), Credit(o.committed(), amount)}
}

// left is what is left on the line.
func (s *State) left(o orderLine) (Money, error) {
	balance, err := s.Balance(o.committed())
	return balance.Neg(), err
}

// beyond is by how much an amount is more than what is left on the line less what is paid ahead on it.
func (s *State) beyond(o orderLine, amount Money) (excess, left, ahead Money, err error) {
	left, err = s.left(o)
	ahead, missing := s.aheadOn(o.committed())
	return greater(amount.Sub(left.Sub(ahead)), Money{}), left, ahead, firstError(err, missing)
}

// checkLeft refuses more than is left on the line, less what is paid ahead on it, and names the excess.
func (s *State) checkLeft(what string, o orderLine, amount Money) error {
	excess, left, ahead, err := s.beyond(o, amount)
	if err != nil || excess.IsZero() {
		return err
	}
	paid := ""
	if !ahead.IsZero() {
		paid = fmt.Sprintf(", less the %s paid ahead on it", ahead.Pounds())
	}
	return ErrNotEnough.With("the %s of %s is %s more than the %s left on %s%s; vary the commitment first",
		what, amount.Pounds(), excess.Pounds(), left.Pounds(), o.name(), paid)
}

// orderMatter is what policy judges an act on a commitment's line by.
func (s *State) orderMatter(id CommitmentID, named BudgetLine, how Move, amount Money) (Matter, error) {
	c, err := s.Commitment(id)
	if err != nil {
		return Matter{}, err
	}
	at, err := c.chosen(named)
	if err != nil {
		return Matter{}, err
	}
	return s.matterWith(at.Source, at.Scheme, c.Provider, how, amount)
}
