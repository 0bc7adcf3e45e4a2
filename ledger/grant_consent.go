package ledger

import (
	"fmt"
	"strconv"
)

// GrantConsent is a district's consent to other capital use of a part of its allocation, named by its entry.
type GrantConsent struct {
	Entry        int64          `json:"entry" doc:"the entry that recorded it"`
	Contribution ContributionID `json:"contribution"`
	District     BodyID         `json:"district"`
	Amount       Money          `json:"amount"`
	Given        Date           `json:"given" doc:"the day the district gave it"`
	Consent      Private        `json:"consent" doc:"its reference"`
}

// Ref is the consent's place among the fund's documents.
func (g GrantConsent) Ref() Ref { return Ref{"grant-consent", strconv.FormatInt(g.Entry, 10)} }

// RecordGrantConsent records that a district has agreed that part of its allocation is put to other capital use: it
// need not be passed on, and may be spent like any other capital money of the source.
type RecordGrantConsent struct {
	Contribution ContributionID `json:"contribution" doc:"a contribution allocated to districts"`
	District     BodyID         `json:"district"`
	Amount       Money          `json:"amount"`
	Given        Date           `json:"given" doc:"the day the district gave its consent"`
	Consent      Private        `json:"consent" screen:"reference" doc:"the reference of its consent"`
}

// Kind names the act and its version.
func (RecordGrantConsent) Kind() string { return "record-grant-consent/1" }

// Matter is the partner's money, which stays in the fund.
func (a RecordGrantConsent) Matter(s *State) (Matter, error) {
	return s.contributionMatter(a.Contribution, "", a.Amount)
}

// Do recognises the grant as income: the condition that it be passed on no longer holds, and no cash moves. It
// refuses more than is left of the district's allocation, and more than has been received and is still held.
func (a RecordGrantConsent) Do(s *State, _ Authority) (Entry, error) {
	err := firstError(CheckAmount(a.Amount), needText("the reference of the district's consent", a.Consent))
	if err != nil {
		return Entry{}, err
	}
	if a.Given == 0 || a.Given > s.On {
		return Entry{}, ErrInvalid.With("say on which day %s gave its consent, not after %s", a.District, s.On.UK())
	}
	c, src, err := s.capitalGrant(a.Contribution)
	if err != nil {
		return Entry{}, err
	}
	allocation, err := need[GrantAllocation](s, grantAllocationRef(c.ID), "allocation of contribution")
	if err != nil {
		return Entry{}, err
	}
	kept, err := allocation.use(s, GrantConsented, a.District, a.Amount)
	held, missing := s.Balance(src.account(CapitalInAdvance, 0))
	if err := firstError(err, missing); err != nil {
		return Entry{}, err
	}
	if held = held.Neg(); a.Amount.Compare(held) > 0 {
		return Entry{}, ErrNotEnough.With("%s is more than the %s of source %s that has been received and is still held",
			a.Amount.Pounds(), held.Pounds(), src.ID)
	}
	s.Save(GrantConsent{
		Entry: s.Seq, Contribution: c.ID, District: a.District, Amount: a.Amount, Given: a.Given, Consent: a.Consent,
	})
	return Entry{Postings: append([]Posting{
		Debit(src.account(CapitalInAdvance, 0), a.Amount), Credit(src.account(CapitalGrantIncome, c.Year), a.Amount),
		Debit(src.account(ResourcesCalled, c.Year), a.Amount), Credit(src.account(ResourcesAgreed, c.Year), a.Amount),
	}, kept...)}, nil
}

// Describe says what the act does.
func (a RecordGrantConsent) Describe() string {
	return fmt.Sprintf("%s of capital grant %s kept for other capital use with the consent of %s", a.Amount.Pounds(),
		a.Contribution, a.District)
}
