package ledger

import (
	"fmt"
	"slices"
)

// DrawAgreement records a new version of the agreement that says what an earlier one says, for another term.
type DrawAgreement struct {
	Version int  `json:"version" doc:"the version it is drawn from"`
	From    Date `json:"from" doc:"the new version's first day"`
	To      Date `json:"to,omitempty" doc:"its last day"`
}

// Kind names the act and its version.
func (DrawAgreement) Kind() string { return "draw-agreement/1" }

// Matter is nobody's money yet.
func (a DrawAgreement) Matter(*State) (Matter, error) { return Matter{}, nil }

// Do records the new version as a draft: partners, particulars, hosts and funds of the old one, the term alone is new.
// A body that has ended by then is replaced by the one that succeeded it. It refuses a version that is itself a draft,
// and a body that several have succeeded.
func (a DrawAgreement) Do(s *State, _ Authority) (Entry, error) {
	fund, err := s.OpenFund()
	if err != nil {
		return Entry{}, err
	}
	old, err := s.Agreement(a.Version)
	switch {
	case err != nil:
		return Entry{}, err
	case old.State == AgreementDraft:
		return Entry{}, ErrWrongState.With("agreement version %d is a draft; draw from one that has been relied on",
			old.Version)
	case a.From <= old.From:
		return Entry{}, ErrInvalid.With("agreement version %d begins on %s; one drawn from it begins later", old.Version,
			old.From.UK())
	}
	v := Agreement{
		Version: len(fund.Agreements) + 1, From: a.From, To: a.To, Partners: old.Partners,
		Particulars: old.Particulars, Hosts: old.Hosts, Funds: old.Funds, State: AgreementDraft,
	}
	if v, err = v.succeeded(s); err != nil {
		return Entry{}, err
	}
	if err := v.check(s); err != nil {
		return Entry{}, err
	}
	s.Save(v)
	s.Save(fund.withTerm(Term{Version: v.Version, From: v.From, To: v.To}))
	return Entry{}, nil
}

// succeeded is the agreement with each body that has ended before its first day replaced by its successor. Where one
// body has succeeded several in the same part it stands once, in the first one's place, with the weights of all.
func (a Agreement) succeeded(s *State) (Agreement, error) {
	var partners []Party
	for _, p := range a.Partners {
		var err, through error
		if p.Body, err = s.successorBy(p.Body, a.From); err == nil && p.Through != "" {
			p.Through, through = s.successorBy(p.Through, a.From)
		}
		if err := firstError(err, through); err != nil {
			return a, err
		}
		same := func(q Party) bool { return q.Body == p.Body && q.Part == p.Part && q.Through == p.Through }
		if at := slices.IndexFunc(partners, same); at >= 0 {
			partners[at].Weight += p.Weight
			continue
		}
		partners = append(partners, p)
	}
	var hosts []BodyID
	for _, host := range a.Hosts {
		host, err := s.successorBy(host, a.From)
		if err != nil {
			return a, err
		}
		if !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
	}
	a.Partners, a.Hosts = partners, hosts
	return a, nil
}

// successorBy is the body itself while it lasts, or the one that stands in its place on a day.
func (s *State) successorBy(id BodyID, on Date) (BodyID, error) {
	for {
		body, err := s.Body(id)
		switch {
		case err != nil:
			return id, err
		case body.Ended == 0 || body.Ended >= on:
			return id, nil
		case len(body.SucceededBy) != 1:
			return id, ErrWrongState.With("%s ended on %s and %d bodies have succeeded it: draft the agreement, with their "+
				"parts in it", id, body.Ended.UK(), len(body.SucceededBy))
		}
		id = body.SucceededBy[0]
	}
}

// Describe says what the act does.
func (a DrawAgreement) Describe() string {
	return fmt.Sprintf("Agreement drawn from version %d, from %s", a.Version, a.From.UK())
}
