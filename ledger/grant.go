package ledger

import (
	"fmt"
	"slices"
)

// ReceiveGrant records a ring-fenced capital grant that the host received and still holds (row 4).
type ReceiveGrant struct {
	Contribution ContributionID `json:"contribution" doc:"a contribution agreed as in advance"`
	Amount       Money          `json:"amount"`
	Power        Power          `json:"power" doc:"the legal power it was paid under: s75, s76, s256 or s31"`
	Receipt      Private        `json:"receipt" doc:"the receipt's reference"`
}

// PassGrantOn records that a capital grant was passed to the body that spends it, such as a district (row
// 4b).
type PassGrantOn struct {
	Contribution ContributionID `json:"contribution"`
	Scheme       SchemeID       `json:"scheme"`
	District     BodyID         `json:"district" doc:"the body it was passed to"`
	Amount       Money          `json:"amount"`
	Payment      Private        `json:"payment" doc:"the payment's reference"`
}

// capitalGrant is a contribution that is received in advance, with its source.
func (s *State) capitalGrant(id ContributionID) (Contribution, Source, error) {
	c, src, err := s.agreed(id)
	if err != nil {
		return c, src, err
	}
	if !c.InAdvance {
		return c, src, ErrWrongState.With("contribution %s was not agreed as a capital grant received in advance",
			c.ID)
	}
	return c, src, s.inYear("contribution", string(c.ID), c.Year)
}

// Kind names the act and its version.
func (ReceiveGrant) Kind() string { return "receive-grant/1" }

// Matter is the partner's money.
func (a ReceiveGrant) Matter(s *State) (Matter, error) {
	return s.contributionMatter(a.Contribution, "", a.Amount)
}

// Do records the cash as received in advance: it is income only when it is passed on. It refuses more than is
// agreed and not yet received.
func (a ReceiveGrant) Do(s *State, _ Authority) (Entry, error) {
	err := firstError(CheckAmount(a.Amount), checkPower(a.Power), needText("the receipt's reference", a.Receipt))
	if err != nil {
		return Entry{}, err
	}
	c, src, err := s.capitalGrant(a.Contribution)
	if err != nil {
		return Entry{}, err
	}
	held, err := s.Balance(src.account(CapitalInAdvance, c.Year))
	if err != nil {
		return Entry{}, err
	}
	agreed, err := s.Balance(src.account(ResourcesAgreed, c.Year))
	if err != nil {
		return Entry{}, err
	}
	if left := agreed.Add(held); a.Amount.Compare(left) > 0 { // what is held stands on the credit side
		return Entry{}, ErrNotEnough.With("%s is more than the %s agreed and not yet received from source %s in %s",
			a.Amount.Pounds(), left.Pounds(), src.ID, c.Year)
	}
	return Entry{Postings: []Posting{
		Debit(src.account(Cash, 0).By(Receipt), a.Amount),
		Credit(src.account(CapitalInAdvance, 0), a.Amount),
	}}, nil
}

// Describe says what the act does.
func (a ReceiveGrant) Describe() string {
	return fmt.Sprintf("Capital grant of %s received in advance, contribution %s", a.Amount.Pounds(),
		a.Contribution)
}

// Kind names the act and its version.
func (PassGrantOn) Kind() string { return "pass-grant-on/1" }

// Matter is the partner's money, going to the district.
func (a PassGrantOn) Matter(s *State) (Matter, error) {
	c, err := s.Contribution(a.Contribution)
	if err != nil {
		return Matter{}, err
	}
	return s.matterWith(c.Source, a.Scheme, a.District, Pays, a.Amount)
}

// Do pays the grant over, recognises it as income and as capital spend of the scheme. It refuses more than is
// held, more than the scheme has available and, once the grant is allocated, more than is left of what is allocated
// to the district.
func (a PassGrantOn) Do(s *State, _ Authority) (Entry, error) {
	if err := firstError(CheckAmount(a.Amount), needText("the payment's reference", a.Payment)); err != nil {
		return Entry{}, err
	}
	c, src, err := s.capitalGrant(a.Contribution)
	if err != nil {
		return Entry{}, err
	}
	if _, err := s.budgetLine(BudgetLine{a.Scheme, c.Source}); err != nil {
		return Entry{}, err
	}
	if _, err := s.Body(a.District); err != nil {
		return Entry{}, err
	}
	allocation, err := Find[GrantAllocation](s, grantAllocationRef(c.ID))
	if err != nil {
		return Entry{}, err
	}
	var allocated []Posting
	if allocation.Version > 0 {
		if allocated, err = allocation.use(s, GrantPassed, a.District, a.Amount); err != nil {
			return Entry{}, err
		}
	}
	s.Save(GrantPassing{
		Entry: s.Seq, Contribution: c.ID, Scheme: a.Scheme, District: a.District, Amount: a.Amount, Payment: a.Payment,
	})
	return Entry{Postings: slices.Concat([]Posting{
		Debit(src.schemeAccount(CapitalSpend, c.Year, a.Scheme), a.Amount),
		Credit(src.account(Cash, 0).By(PassedOn), a.Amount),
		Debit(src.account(CapitalInAdvance, 0), a.Amount),
		Credit(src.account(CapitalGrantIncome, c.Year), a.Amount),
	}, src.recogniseSpent(c.Year, a.Scheme, SpendMove, a.Amount), allocated)}, nil
}

// Describe says what the act does.
func (a PassGrantOn) Describe() string {
	return fmt.Sprintf("Capital grant of %s passed on to %s, scheme %s", a.Amount.Pounds(), a.District, a.Scheme)
}
