package ledger

import (
	"fmt"
	"slices"
)

// DistrictShare is what of a capital grant is for one district.
type DistrictShare struct {
	District BodyID `json:"district" doc:"a council"`
	Amount   Money  `json:"amount"`
}

// GrantAllocation says what of a capital grant is to be passed on to which district, and by when. What is left of it
// stands in accounts 9510, and what was passed on, or kept with the district's consent, in 9520.
type GrantAllocation struct {
	Contribution ContributionID  `json:"contribution"`
	Source       SourceID        `json:"source"`
	Year         Year            `json:"year"`
	Version      int             `json:"version" doc:"1, and one more each time it is restated"`
	Due          Date            `json:"due" doc:"the day by which it is to be passed on"`
	Districts    []DistrictShare `json:"districts"`
	Reason       Private         `json:"reason,omitzero" doc:"why it was restated"`
}

// Ref is the allocation's place among the fund's documents: one for each contribution.
func (g GrantAllocation) Ref() Ref { return grantAllocationRef(g.Contribution) }

func grantAllocationRef(id ContributionID) Ref { return Ref{"grant-allocation", string(id)} }

// AllocateGrant records what of a capital grant is for each district, or restates it. What is left out is for nobody.
type AllocateGrant struct {
	Contribution ContributionID  `json:"contribution" doc:"a contribution agreed as in advance"`
	Due          Date            `json:"due" doc:"the day by which it is to be passed on"`
	Districts    []DistrictShare `json:"districts" doc:"each district once"`
	Reason       Private         `json:"reason,omitzero" doc:"why it is restated; needed when there is one already"`
}

const districtsMax = 100

// The subsidiaries of 9510 and 9520 that an allocation stands in: what is left of it, and how it was used.
const (
	GrantLeft      = "grant"           // of 9510: not yet passed on
	GrantPassed    = "grant-passed"    // of 9520: passed on to the district
	GrantConsented = "grant-consented" // of 9520: kept for other capital use, with the district's consent
)

func (g GrantAllocation) account(code Code, kind string, district BodyID) Account {
	return Account{Code: code, Year: g.Year}.For(kind, string(g.Contribution)+"."+string(district))
}

// granted is the account of all allocations of the year.
func (g GrantAllocation) granted() Account { return Account{Code: AllowanceGranted, Year: g.Year} }

// share is what a version allocates to a district; nothing, where it does not name it.
func (g GrantAllocation) share(district BodyID) (share Money) {
	for _, d := range g.Districts {
		if d.District == district {
			return d.Amount
		}
	}
	return share
}

// Total is what the allocation comes to.
func (g GrantAllocation) Total() (total Money) {
	for _, d := range g.Districts {
		total = total.Add(d.Amount)
	}
	return total
}

// used is how much of a district's allocation was passed on to it or kept with its consent.
func (g GrantAllocation) used(s *State, district BodyID) (Money, error) {
	passed, err := s.Balance(g.account(AllowanceUsed, GrantPassed, district))
	consented, missing := s.Balance(g.account(AllowanceUsed, GrantConsented, district))
	return passed.Add(consented).Neg(), firstError(err, missing)
}

// use takes an amount from a district's allocation. It refuses more than is left of it.
func (g GrantAllocation) use(s *State, how string, district BodyID, amount Money) ([]Posting, error) {
	left, err := s.Balance(g.account(AllowanceLeft, GrantLeft, district))
	if err != nil {
		return nil, err
	}
	if left = left.Neg(); amount.Compare(left) > 0 {
		return nil, ErrNotEnough.With("%s is %s more than the %s left of what contribution %s allocates to %s",
			amount.Pounds(), amount.Sub(left).Pounds(), left.Pounds(), g.Contribution, district)
	}
	return []Posting{
		Debit(g.account(AllowanceLeft, GrantLeft, district), amount),
		Credit(g.account(AllowanceUsed, how, district), amount),
	}, nil
}

// check refuses districts that are no councils or are named twice, and more than the contribution is.
func (g GrantAllocation) check(s *State, c Contribution) error {
	if g.Due == 0 {
		return ErrInvalid.With("say by which day the grant is to be passed on")
	}
	if len(g.Districts) == 0 || len(g.Districts) > districtsMax {
		return ErrInvalid.With("a grant is allocated to 1 to %d districts", districtsMax)
	}
	var missing error
	for n, d := range g.Districts {
		if err := CheckAmount(d.Amount); err != nil {
			return err
		}
		if slices.ContainsFunc(g.Districts[:n], func(e DistrictShare) bool { return e.District == d.District }) {
			return ErrInvalid.With("%s is named twice; a district has one allocation of a grant", d.District)
		}
		body, err := s.Body(d.District)
		if err == nil && !body.IsCouncil() {
			err = ErrInvalid.With("%s is no council, and a grant is allocated to the councils that spend it", d.District)
		}
		missing = firstError(missing, err)
	}
	if missing != nil {
		return missing
	}
	return g.within(c)
}

// within refuses an allocation of more than the contribution comes to.
func (g GrantAllocation) within(c Contribution) error {
	var agreed Money
	for _, i := range c.Instalments {
		agreed = agreed.Add(i.Amount)
	}
	if excess := g.Total().Sub(agreed); excess.Sign() > 0 {
		return ErrNotEnough.With("the %s allocated to districts is %s more than contribution %s, which is %s",
			g.Total().Pounds(), excess.Pounds(), c.ID, agreed.Pounds())
	}
	return nil
}

// Kind names the act and its version.
func (AllocateGrant) Kind() string { return "allocate-grant/1" }

// Matter is the partner's money, promised to each district: to the host only when every other partner agrees.
func (a AllocateGrant) Matter(s *State) (Matter, error) {
	whole, err := s.contributionMatter(a.Contribution, "", Money{})
	for n, d := range a.Districts {
		part := whole
		part.Parts, part.Provider, part.Move, part.Amount = nil, d.District, Promises, d.Amount
		if n == 0 {
			whole = part
		} else {
			whole.Parts = append(whole.Parts, part)
		}
	}
	return whole, err
}

// Do records the allocation and moves each district's account by as much as it changes. It refuses more in all than
// the contribution, and less for a district than was passed on to it or kept with its consent.
func (a AllocateGrant) Do(s *State, _ Authority) (Entry, error) {
	c, src, err := s.capitalGrant(a.Contribution)
	if err != nil {
		return Entry{}, err
	}
	before, err := Find[GrantAllocation](s, grantAllocationRef(c.ID))
	if err != nil {
		return Entry{}, err
	}
	if before.Version > 0 {
		if err := needText("the reason why the allocation is restated", a.Reason); err != nil {
			return Entry{}, err
		}
	}
	after := GrantAllocation{
		Contribution: c.ID, Source: src.ID, Year: c.Year, Version: before.Version + 1, Due: a.Due,
		Districts: a.Districts, Reason: a.Reason,
	}
	if err := after.check(s, c); err != nil {
		return Entry{}, err
	}
	lines, err := after.restate(s, before)
	if err != nil {
		return Entry{}, err
	}
	s.Save(after)
	return Entry{Postings: lines}, nil
}

// restate is the difference to the version before, district by district.
func (g GrantAllocation) restate(s *State, before GrantAllocation) (lines []Posting, missing error) {
	districts := slices.Clone(g.Districts)
	for _, d := range before.Districts {
		if g.share(d.District).IsZero() {
			districts = append(districts, DistrictShare{District: d.District})
		}
	}
	var more Money
	for _, d := range districts {
		used, err := g.used(s, d.District)
		if err == nil && d.Amount.Compare(used) < 0 {
			err = ErrNotEnough.With("%s would be allocated to %s, and %s has been passed on to it or kept with its consent",
				d.Amount.Pounds(), d.District, used.Pounds())
		}
		missing = firstError(missing, err)
		if change := d.Amount.Sub(before.share(d.District)); !change.IsZero() {
			left := g.account(AllowanceLeft, GrantLeft, d.District)
			lines, more = append(lines, Posting{Account: left, Amount: change.Neg()}), more.Add(change)
		}
	}
	if !more.IsZero() {
		lines = append([]Posting{{Account: g.granted(), Amount: more}}, lines...)
	}
	return lines, missing
}

// undo refuses: the version before it is no longer there.
func (a AllocateGrant) undo(*State, Entry) error {
	return ErrWrongState.With("an allocation is put right by allocating contribution %s again", a.Contribution)
}

// Describe says what the act does.
func (a AllocateGrant) Describe() string {
	return fmt.Sprintf("%s of capital grant %s allocated to %d districts, to be passed on by %s",
		GrantAllocation{Districts: a.Districts}.Total().Pounds(), a.Contribution, len(a.Districts), a.Due.UK())
}
