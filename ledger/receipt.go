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

// Do records the cash. It refuses more than the source owes, a receipt without power or reference, and a
// contribution that is paid in another way.
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
	return Entry{Postings: []Posting{
		Debit(src.account(Cash, 0).By(Receipt), a.Amount),
		Credit(src.account(c.debtor(src), 0), a.Amount),
	}}, nil
}

// Describe says what the act does.
func (a ReceiveContribution) Describe() string {
	return fmt.Sprintf("%s received of contribution %s under %s", a.Amount.Pounds(), a.Contribution, a.Power)
}
