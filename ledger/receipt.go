package ledger

import "fmt"

// ReceiveContribution records that the host has received what a partner owed (row 3).
type ReceiveContribution struct {
	Contribution ContributionID `json:"contribution"`
	Amount       Money          `json:"amount"`
	Power        Power          `json:"power" doc:"the legal power it was paid under: s75, s76, s256 or s31"`
	Receipt      Private        `json:"receipt" screen:"reference" doc:"the receipt's reference"`
}

// Kind names the act and its version.
func (ReceiveContribution) Kind() string { return "receive-contribution/1" }

// Matter is the partner's money.
func (a ReceiveContribution) Matter(s *State) (Matter, error) {
	return s.contributionMatter(a.Contribution, "", a.Amount)
}

// Do records the cash, which pays the contribution's oldest call notice first. It refuses more than is owed on the
// contribution, a receipt without power or reference, and a contribution that is paid in another way.
func (a ReceiveContribution) Do(s *State, _ Authority) (Entry, error) {
	err := firstError(CheckAmount(a.Amount), checkPower(a.Power), needText("the receipt's reference", a.Receipt))
	if err != nil {
		return Entry{}, err
	}
	c, src, err := s.agreed(a.Contribution)
	switch {
	case err != nil:
		return Entry{}, err
	case c.Notional:
		return Entry{}, ErrWrongState.With("contribution %s is notional: its partner keeps the cash, so record its "+
			"direct spend", c.ID)
	case c.InAdvance:
		return Entry{}, ErrWrongState.With("contribution %s is a capital grant received in advance, so record it "+
			"as one", c.ID)
	}
	open, total, err := s.openNotices(c, src)
	if err != nil {
		return Entry{}, err
	}
	if a.Amount.Compare(total) > 0 {
		return Entry{}, ErrNotEnough.With("%s is more than the %s due from %s for source %s on contribution %s",
			a.Amount.Pounds(), total.Pounds(), src.Partner, src.ID, c.ID)
	}
	lines, left := []Posting{Debit(src.account(Cash, 0).By(Receipt), a.Amount)}, a.Amount
	for i, owed := range open {
		if part := lesser(left, owed); part.Sign() > 0 {
			lines, left = append(lines, Credit(c.owed(src, c.Calls[i]), part)), left.Sub(part)
		}
	}
	return Entry{Postings: lines}, nil
}

// Describe says what the act does.
func (a ReceiveContribution) Describe() string {
	return fmt.Sprintf("%s received of contribution %s under %s", a.Amount.Pounds(), a.Contribution, a.Power)
}
