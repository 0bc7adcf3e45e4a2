package ledger

import (
	"errors"
	"slices"
)

// yearOffers are the acts that close a year whose periods are closed, as far as its checklist lets them.
func (s *State) yearOffers(y Year) ([]Act, error) {
	closed, err := s.yearClosed(y)
	if err != nil || closed {
		return nil, err
	}
	var acts []Act
	books, err := s.yearBooks(y)
	if err != nil {
		return nil, err
	}
	for _, h := range slices.Concat(books.deficits(), books.overspends()) {
		acts = append(acts, DecideDeficit{Year: y, Source: h.Account.Source, How: DeficitCarried})
	}
	switch err := s.checkYearReady(y); {
	case err == nil && DateOf(s.At) > y.Last():
		acts = append(acts, CloseYear{Year: y})
	case err != nil && !errors.Is(err, ErrYearNotReady):
		return nil, err
	}
	return acts, nil
}

// offers of a year: what it left is decided about while it is the last closed.
func (y YearEnd) offers(s *State) ([]Act, error) {
	if _, err := s.lastClosed(y.Year); err != nil {
		if KindOf(err) == Internal {
			return nil, err
		}
		return nil, nil
	}
	var acts []Act
	left, err := s.Accounts(AccountList{From: PoolBalance, To: PoolBalance})
	closing, missing := s.Posted(y.Entry)
	if err := firstError(err, missing); err != nil {
		return nil, err
	}
	if len(left) > 0 {
		acts = append(acts, CarrySurplusForward{Year: y.Year}, ReturnSurplus{Year: y.Year})
	}
	if slices.ContainsFunc(closing.Postings, func(p Posting) bool { return p.Account.Code == SchemeCommitted }) {
		acts = append(acts, RollCommitments{Year: y.Year})
	}
	ends, err := s.endingOffered(y.Year)
	if err != nil {
		return nil, err
	}
	if ends {
		acts = append(acts, ApportionEnding{Year: y.Year})
	}
	if y.Decisions == 0 {
		acts = append(acts, ReopenYear{Year: y.Year})
	}
	return acts, nil
}

// canLapse reports whether something of the contribution is left to lapse.
func (c Contribution) canLapse(s *State) (bool, error) {
	_, _, _, err := LapseContribution{Contribution: c.ID}.lapsing(s)
	closed, missing := s.yearClosed(c.Year)
	if errors.Is(err, ErrWrongState) {
		return false, missing
	}
	return !closed, firstError(err, missing)
}

// heldAtClose reports whether something was held when the contribution's year was closed, and was not brought forward.
func (c Contribution) heldAtClose(s *State) (bool, error) {
	mark, err := Find[GrantForward](s, c.forward().Ref())
	src, missing := s.Source(c.Source)
	if err := firstError(err, missing); err != nil || mark.Contribution != "" {
		return false, err
	}
	err = s.checkHeld(c, src, Pence(1))
	if KindOf(err) == Internal && err != nil {
		return false, err
	}
	return err == nil, nil
}
