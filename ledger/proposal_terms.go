package ledger

import "fmt"

// ProposalTerms is how long a fund's proposals wait, and whether they reserve what they would take.
type ProposalTerms struct {
	Days    int  `json:"days" doc:"how many days a proposal can be decided"`
	Reserve bool `json:"reserve,omitempty" doc:"whether what it would take from schemes is kept for it meanwhile"`
}

// SetProposalTerms says how long a fund's proposals wait from now on, and whether they reserve what they would
// take.
type SetProposalTerms struct {
	Days    int  `json:"days" doc:"how many days a proposal can be decided, 1 to 90"`
	Reserve bool `json:"reserve,omitempty" doc:"whether what it would take from schemes is kept for it meanwhile"`
}

const (
	proposalDays    = 28 // where a fund says nothing else
	proposalDaysMax = 90
)

// proposalTerms are the fund's own, or those of funds that have said nothing, and of the service.
func (s *State) proposalTerms() (ProposalTerms, error) {
	terms := ProposalTerms{Days: proposalDays}
	if s.Fund == Service {
		return terms, nil
	}
	fund, err := Find[Fund](s, fundRef)
	if fund.Proposals.Days != 0 {
		terms = fund.Proposals
	}
	return terms, err
}

// Kind names the act and its version.
func (SetProposalTerms) Kind() string { return "set-proposal-terms/1" }

// Matter is nobody's money.
func (a SetProposalTerms) Matter(*State) (Matter, error) { return Matter{}, nil }

// Do records the terms. Proposals made before keep theirs.
func (a SetProposalTerms) Do(s *State, _ Authority) (Entry, error) {
	if a.Days < 1 || a.Days > proposalDaysMax {
		return Entry{}, ErrInvalid.With("a proposal waits 1 to %d days", proposalDaysMax)
	}
	fund, err := s.OpenFund()
	if err != nil {
		return Entry{}, err
	}
	fund.Proposals = ProposalTerms(a)
	s.Save(fund)
	return Entry{}, nil
}

// Describe says what the act does.
func (a SetProposalTerms) Describe() string {
	if a.Reserve {
		return fmt.Sprintf("Proposals wait %d days and reserve what they would take", a.Days)
	}
	return fmt.Sprintf("Proposals wait %d days", a.Days)
}

// reservation moves what the proposal's act would take from schemes to accounts of the proposal's own, where
// nobody else can spend it.
func (p Proposal) reservation() []Posting {
	var lines []Posting
	for i, line := range p.Postings {
		from := line.Account.Control()
		seen := false
		var taken Money
		for j, other := range p.Postings {
			if other.Account.Control() == from {
				seen = seen || j < i
				taken = taken.Add(other.Amount)
			}
		}
		if from.Code != SchemeAvailable || seen || taken.Sign() <= 0 {
			continue
		}
		kept := from
		kept.Code = SchemeCommitted
		lines = append(lines, Debit(from.By(ReserveMove), taken), Credit(kept.For("proposal", string(p.ID)), taken))
	}
	return lines
}

// free gives back what is reserved for a proposal, in the year it was taken from: dated as the act is where
// that year is not over, and in its period 13 where it is.
func (s *State) free(p Proposal) ([]Posting, error) {
	if len(p.Reserved) == 0 {
		return nil, nil
	}
	if year := p.Period.Year(); s.Period.Year() != year {
		s.On, s.Period = year.Last(), NewPeriod(year, 13)
	}
	return mirror(p.Reserved), nil
}
