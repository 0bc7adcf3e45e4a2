package ledger

// creditBudget takes a credit off what was bought from a personal health budget, as far as books other than the
// creditor's or cash's go (row 10c). An open or stopped budget has the price to spend again, and it counts against the
// cap as before; of one that is closed the scheme has the cost to spend, and the client's cap is given back the price.
// After the year's close the scheme has the cost in the entry's year, and the cap of the closed one is left.
func (s *State) creditBudget(id HealthBudgetID, c InvoiceLine) ([]Posting, error) {
	l, err := s.healthLine(id)
	if err != nil {
		return nil, err
	}
	own := l.of.Year
	if l.of.Year, err = s.postingYear("personal health budget", string(id), own); err != nil {
		return nil, err
	}
	var lines []Posting
	if !c.Cost().IsZero() {
		lines = append(lines, Credit(l.account(HealthBudgetSpend), c.Cost()), Debit(l.account(SchemeConsumed), c.Cost()))
	}
	available := l.account(SchemeAvailable).By(CommitMove)
	if l.of.Year == own && l.of.State != HealthBudgetClosed {
		lines = append(lines, Credit(l.committed(), c.Gross()))
		if vat := c.Recoverable(); !vat.IsZero() { // the scheme was given it when it was bought
			lines = append(lines, Debit(available, vat))
		}
		return lines, nil
	}
	if !c.Cost().IsZero() {
		lines = append(lines, Credit(available, c.Cost()))
	}
	if l.of.Year == own {
		lines = append(lines, s.giveBack([]string{l.of.Cap}, c.Gross())...)
	}
	return lines, nil
}
