package ledger

import "fmt"

// ApproveOverspend lets a scheme spend more of a source than its resources allow. It is the only act that does, and
// what it lets stands apart, on 9020, until it is cured.
type ApproveOverspend struct {
	Scheme SchemeID `json:"scheme"`
	Source SourceID `json:"source"`
	Amount Money    `json:"amount" doc:"by how much more than its budget the scheme may spend"`
	Reason Private  `json:"reason"`
}

// CureOverspend cures what was approved beyond a source's resources, out of what it has not allocated: resources that
// have come since, such as by a risk-share call, or budget given back.
type CureOverspend struct {
	Source SourceID `json:"source"`
	Amount Money    `json:"amount"`
	Reason Private  `json:"reason" doc:"where the resources have come from"`
}

// Kind names the act and its version.
func (ApproveOverspend) Kind() string { return "approve-overspend/1" }

// Matter is the partner's money.
func (a ApproveOverspend) Matter(s *State) (Matter, error) {
	return s.matter(a.Source, a.Scheme, a.Amount)
}

// Do makes the amount available and shows it as overspend. It refuses a line the scheme does not have.
func (a ApproveOverspend) Do(s *State, _ Authority) (Entry, error) {
	if err := firstError(CheckAmount(a.Amount), needText("the reason", a.Reason)); err != nil {
		return Entry{}, err
	}
	src, err := s.budgetLine(BudgetLine{a.Scheme, a.Source})
	if err != nil {
		return Entry{}, err
	}
	year := s.Period.Year()
	return Entry{Postings: []Posting{
		Debit(src.account(OverspendApproved, year), a.Amount),
		Credit(src.schemeAccount(SchemeAvailable, year, a.Scheme).By(Overspent), a.Amount),
	}}, nil
}

// Describe says what the act does.
func (a ApproveOverspend) Describe() string {
	return fmt.Sprintf("Overspend of %s approved for scheme %s, source %s", a.Amount.Pounds(), a.Scheme, a.Source)
}

// uncured reports whether something approved beyond the source is still to be cured, in any year of the fund.
func (s *State) uncured(src Source) (found bool, missing error) {
	fund, err := Find[Fund](s, fundRef)
	if err != nil || fund.ID == "" {
		return false, err
	}
	for year := YearOf(fund.Opened); year <= YearOf(DateOf(s.At)); year++ {
		over, err := s.Balance(src.account(OverspendApproved, year))
		found, missing = found || over.Sign() > 0, firstError(missing, err)
	}
	return found, missing
}

// Kind names the act and its version.
func (CureOverspend) Kind() string { return "cure-overspend/1" }

// Matter is the partner's money.
func (a CureOverspend) Matter(s *State) (Matter, error) { return s.matter(a.Source, "", a.Amount) }

// Do takes the amount from what the source has not allocated. It refuses more than that, and more than is approved and
// not yet cured.
func (a CureOverspend) Do(s *State, _ Authority) (Entry, error) {
	if err := firstError(CheckAmount(a.Amount), needText("the reason", a.Reason)); err != nil {
		return Entry{}, err
	}
	src, err := s.Source(a.Source)
	if err != nil {
		return Entry{}, err
	}
	year := s.Period.Year()
	return Entry{Postings: []Posting{
		Debit(src.account(Unallocated, year), a.Amount), Credit(src.account(OverspendApproved, year), a.Amount),
	}}, nil
}

// Describe says what the act does.
func (a CureOverspend) Describe() string {
	return fmt.Sprintf("Overspend of %s of source %s cured", a.Amount.Pounds(), a.Source)
}
