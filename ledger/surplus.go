package ledger

import "fmt"

// Share is one source's part of what is divided by weight.
type Share struct {
	Source SourceID `json:"source"`
	Weight int64    `json:"weight" doc:"a whole number; the parts are in proportion to the weights and sum exactly"`
}

const (
	sharesMax = 20
	weightMax = 1_000_000_000_000
)

// divided is what each share of an amount comes to, with its source. Without shares all of it stays with the source it
// comes from. Shares are of sources of one nature, since money may not cross from capital to revenue.
func (s *State) divided(from Source, amount Money, shares []Share) ([]Source, []Money, error) {
	if len(shares) == 0 {
		return []Source{from}, []Money{amount}, nil
	}
	if len(shares) > sharesMax {
		return nil, nil, ErrInvalid.With("an amount is divided between at most %d sources", sharesMax)
	}
	var to []Source
	var weights []int64
	var missing error
	seen := map[SourceID]bool{}
	for _, share := range shares {
		src, err := s.Source(share.Source)
		switch {
		case err != nil:
			missing = firstError(missing, err)
		case seen[src.ID]:
			return nil, nil, ErrInvalid.With("source %s has two shares", src.ID)
		case share.Weight < 1 || share.Weight > weightMax:
			return nil, nil, ErrInvalid.With("the weight of source %s must be a whole number from 1 to %d", src.ID, weightMax)
		case src.Nature != from.Nature:
			return nil, nil, ErrRingFence.With("source %s is %s and source %s is %s: money does not cross from one to the other",
				from.ID, from.Nature, src.ID, src.Nature)
		}
		seen[src.ID] = true
		to, weights = append(to, src), append(weights, share.Weight)
	}
	if missing != nil {
		return nil, nil, missing
	}
	return to, amount.Apportion(weights), nil
}

// surplusLeft is what is left of a closed year's surplus in a source, or the deficit as a negative amount.
func (s *State) surplusLeft(src Source) (Money, error) {
	balance, err := s.Balance(src.account(PoolBalance, 0))
	return balance.Neg(), err
}

// ReturnSurplus returns a part of what a closed year left to partners (row 18b).
type ReturnSurplus struct {
	Year   Year     `json:"year" doc:"the closed year"`
	Source SourceID `json:"source" doc:"whose surplus it is"`
	Amount Money    `json:"amount"`
	Shares []Share  `json:"shares,omitempty" doc:"how it is divided between sources; left out: it goes back to its own"`
	Reason Private  `json:"reason"`
}

// PaySurplus records that what was to be returned to a partner was paid (row 18b).
type PaySurplus struct {
	Source  SourceID `json:"source"`
	Amount  Money    `json:"amount"`
	Payment Private  `json:"payment" screen:"reference" doc:"the payment's reference"`
}

// Kind names the act and its version.
func (ReturnSurplus) Kind() string { return "return-surplus/1" }

// Matter is the partner's money. Nothing goes to anybody until it is paid.
func (a ReturnSurplus) Matter(s *State) (Matter, error) { return s.matter(a.Source, "", a.Amount) }

// Do moves the amount from the pool balance to what is due to partners. It refuses more than the year left in the
// source, and a year that is not the last closed.
func (a ReturnSurplus) Do(s *State, _ Authority) (Entry, error) {
	err := firstError(CheckAmount(a.Amount), needText("the reason", a.Reason))
	if err != nil {
		return Entry{}, err
	}
	src, err := s.Source(a.Source)
	if err != nil {
		return Entry{}, err
	}
	if err := s.checkLeftOf(a.Year, src, a.Amount); err != nil {
		return Entry{}, err
	}
	to, parts, err := s.divided(src, a.Amount, a.Shares)
	if err != nil {
		return Entry{}, err
	}
	lines := []Posting{Debit(src.account(PoolBalance, 0), a.Amount)}
	for i, part := range parts {
		if !part.IsZero() {
			lines = append(lines, Credit(to[i].account(SurplusDue, 0), part))
		}
	}
	return Entry{Postings: lines}, s.rest(a.Year, 1)
}

// checkLeftOf refuses more than a closed year left in a source, and an entry dated in that year.
func (s *State) checkLeftOf(y Year, src Source, amount Money) error {
	if _, err := s.lastClosed(y); err != nil {
		return err
	}
	if s.Period.Year() <= y {
		return ErrInvalid.With("what %s left is decided about after the year; date it from %s", y, (y + 1).First().UK())
	}
	left, err := s.surplusLeft(src)
	if err != nil {
		return err
	}
	if left.Sign() <= 0 {
		return ErrWrongState.With("source %s has nothing of %s left to decide about", src.ID, y)
	}
	if amount.Compare(left) > 0 {
		return ErrNotEnough.With("%s is more than the %s left in source %s when %s was closed and not yet decided about",
			amount.Pounds(), left.Pounds(), src.ID, y)
	}
	return nil
}

// undo notes that nothing rests on the close any more. Where it has been paid, the account's floor refuses.
func (a ReturnSurplus) undo(s *State, _ Entry) error { return s.rest(a.Year, -1) }

// Describe says what the act does.
func (a ReturnSurplus) Describe() string {
	return fmt.Sprintf("%s of the surplus of %s in source %s to be returned", a.Amount.Pounds(), a.Year, a.Source)
}

// Kind names the act and its version.
func (PaySurplus) Kind() string { return "pay-surplus/1" }

// Matter is the partner's money, handed to it.
func (a PaySurplus) Matter(s *State) (Matter, error) {
	m, err := s.matter(a.Source, "", a.Amount)
	m.Provider, m.Move = m.Partner, Gives
	return m, err
}

// Do records the payment. It refuses more than is due to the partner from the source.
func (a PaySurplus) Do(s *State, _ Authority) (Entry, error) {
	err := firstError(CheckAmount(a.Amount), needText("the payment's reference", a.Payment))
	if err != nil {
		return Entry{}, err
	}
	src, err := s.Source(a.Source)
	if err != nil {
		return Entry{}, err
	}
	due, err := s.Balance(src.account(SurplusDue, 0))
	if err != nil {
		return Entry{}, err
	}
	if due.Sign() >= 0 {
		return Entry{}, ErrWrongState.With("nothing is due to %s from source %s", src.Partner, src.ID)
	}
	return Entry{Postings: []Posting{
		Debit(src.account(SurplusDue, 0), a.Amount), Credit(src.account(Cash, 0).By(SurplusPaid), a.Amount),
	}}, nil
}

// Describe says what the act does.
func (a PaySurplus) Describe() string {
	return fmt.Sprintf("%s of surplus returned to the partner of source %s", a.Amount.Pounds(), a.Source)
}
