package ledger

import (
	"fmt"
	"slices"
)

// decide is an open proposal, read as the decider read it. It returns ErrDecided, ErrExpired and ErrStale.
func (s *State) decide(id ProposalID, hash Digest) (Proposal, error) {
	p, err := s.Proposal(id)
	switch {
	case err != nil:
		return p, err
	case p.State != ProposalOpen:
		return p, ErrDecided.With("proposal %s is %s already", p.ID, p.State)
	case p.expired(DateOf(s.At)):
		return p, ErrExpired.With("proposal %s could be decided until %s; propose it again", p.ID, p.Expires.UK())
	case p.Hash != hash:
		return p, ErrStale.With("proposal %s is not what was read; read it again", p.ID)
	}
	return p, nil
}

// expired reports whether the time to decide the proposal is over.
func (p Proposal) expired(today Date) bool { return p.Expires != 0 && today > p.Expires }

// proposalMatter is what policy judges a decision by: the held act's matter, and who has prepared and
// approved it. Whoever might have decided a proposal that has been decided is judged as if nobody had, and so
// is told by the act that it has been.
func (s *State) proposalMatter(id ProposalID) (Matter, error) {
	p, err := s.Proposal(id)
	if err != nil {
		return Matter{}, err
	}
	held, err := p.Held()
	if err != nil {
		return Matter{}, err
	}
	m, err := held.Matter(s)
	m.Preparer, m.Approved, m.Held, m.On = &p.Preparer, p.Approvals, held.Kind(), p.On
	m.Allowance = "" // what others approve counts against none
	if p.State != ProposalOpen {
		m.Approved = nil
	}
	return m, err
}

// Kind names the act and its version.
func (ApproveProposal) Kind() string { return "approve-proposal/1" }

// Matter is the held act's, with who prepared and approved it.
func (a ApproveProposal) Matter(s *State) (Matter, error) { return s.proposalMatter(a.Proposal) }

// Do records the approval. When policy says that nobody else is needed it runs the held act as its preparer
// asked for it, dated as they dated it, in this one entry. Where it would post other accounts or amounts than
// were read, nothing runs: the proposal shows both, and everybody is asked again. It refuses the preparer, anybody
// twice and whoever may not do the act itself with ErrOwnWork, and a proposal that has been decided, has expired or
// was not read as it is.
func (a ApproveProposal) Do(s *State, by Authority) (Entry, error) {
	p, err := s.decide(a.Proposal, a.Hash)
	if err != nil {
		return Entry{}, err
	}
	switch {
	case by.Actor == p.Preparer.Actor:
		return Entry{}, ErrOwnWork
	case slices.ContainsFunc(p.Approvals, func(x Approval) bool { return x.Actor == by.Actor }):
		return Entry{}, ErrOwnWork.With("you have approved proposal %s already; somebody else must approve it too",
			p.ID)
	}
	if err := a.apart(s, by.duties()); err != nil {
		return Entry{}, err
	}
	p.Approvals = append(slices.Clone(p.Approvals), by.approval(s))
	if !by.Final {
		p.Need = by.Still
		s.Save(p)
		return Entry{}, nil
	}
	return s.runHeld(p, by)
}

// apart refuses whoever may not do what the proposal holds, because of what they did before.
func (a ApproveProposal) apart(s *State, doers []Duty) error {
	p, err := s.Proposal(a.Proposal)
	if err != nil {
		return err
	}
	held, err := p.Held()
	if act, ok := held.(separated); ok && err == nil {
		return act.apart(s, doers)
	}
	return err
}

// runHeld runs the held act, or asks everybody anew where it is not the act they read.
func (s *State) runHeld(p Proposal, by Authority) (Entry, error) {
	held, err := p.Held()
	if err != nil {
		return Entry{}, err
	}
	on, period := s.On, s.Period
	s.On, s.Period = p.On, p.Period
	trial := s.Overlay()
	e, err := trial.rule(held, p.authority(by))
	if err != nil {
		return Entry{}, err
	}
	if !sameLines(e.Postings, p.Postings) {
		s.On, s.Period = on, period
		return s.askAgain(p, bare(e.Postings), by)
	}
	free, err := s.free(p)
	if err != nil {
		return Entry{}, err
	}
	p.State, p.Need, p.Reserved = ProposalApproved, "", nil
	s.Save(p)
	s.take(trial)
	e.Postings = append(e.Postings, free...)
	e.Reference, e.Narrative, e.For = p.Reference, p.Narrative, p.For
	return e, nil
}

func sameLines(a, b []Posting) bool {
	return slices.EqualFunc(a, b, func(a, b Posting) bool { return a.Account == b.Account && a.Amount == b.Amount })
}

// askAgain keeps what the act would post now beside what was read, and forgets the approvals.
func (s *State) askAgain(p Proposal, lines []Posting, by Authority) (Entry, error) {
	free, err := s.free(p)
	if err != nil {
		return Entry{}, err
	}
	reserve := len(p.Reserved) > 0
	p.Before, p.Postings, p.Round = p.Postings, lines, p.Round+1
	p.Approvals, p.Short, p.Need, p.Reserved = nil, "", by.Still, nil
	if p.Hash, err = p.hash(); err != nil {
		return Entry{}, err
	}
	if reserve {
		p.Reserved = p.reservation()
	}
	s.Save(p)
	return Entry{Postings: append(free, p.Reserved...)}, nil
}

// authority is what the held act runs under: its preparer's, with everybody's approval.
func (p Proposal) authority(last Authority) Authority {
	return Authority{
		Type: last.Type, Actor: p.Preparer.Actor, Post: p.Preparer.Post, Role: p.Preparer.Role,
		Body: p.Preparer.Body, Rule: p.Preparer.Rule, Policy: last.Policy, Service: last.Service,
		Also: p.Preparer.Also, Approvals: p.Approvals, Complete: true, Final: true,
	}
}

// undo undoes what the proposal's act did.
func (a ApproveProposal) undo(s *State, original Entry) error {
	p, err := s.Proposal(a.Proposal)
	if err != nil {
		return err
	}
	held, err := p.Held()
	if err != nil {
		return err
	}
	if act, ok := held.(undoer); ok {
		return act.undo(s, original)
	}
	return nil
}

// Describe says what the act does.
func (a ApproveProposal) Describe() string { return fmt.Sprintf("Proposal %s approved", a.Proposal) }

// Kind names the act and its version.
func (RejectProposal) Kind() string { return "reject-proposal/1" }

// Matter is the held act's, with who prepared and approved it.
func (a RejectProposal) Matter(s *State) (Matter, error) { return s.proposalMatter(a.Proposal) }

// Do ends the proposal. It refuses one decided already or expired, one's own, and a rejection without a
// reason.
func (a RejectProposal) Do(s *State, by Authority) (Entry, error) {
	if err := needText("the reason", a.Reason); err != nil {
		return Entry{}, err
	}
	p, err := s.decide(a.Proposal, a.Hash)
	if err != nil {
		return Entry{}, err
	}
	if by.Actor == p.Preparer.Actor {
		return Entry{}, ErrOwnWork.With("nobody decides on their own work; withdraw proposal %s instead", p.ID)
	}
	return s.end(p, ProposalRejected)
}

// end ends a proposal whose act does not run, and frees what was reserved for it.
func (s *State) end(p Proposal, how ProposalState) (Entry, error) {
	free, err := s.free(p)
	if err != nil {
		return Entry{}, err
	}
	p.State, p.Need, p.Reserved = how, "", nil
	s.Save(p)
	return Entry{Postings: free}, nil
}

// Describe says what the act does.
func (a RejectProposal) Describe() string { return fmt.Sprintf("Proposal %s rejected", a.Proposal) }

// Kind names the act and its version.
func (WithdrawProposal) Kind() string { return "withdraw-proposal/1" }

// Matter is the held act's, with who prepared and approved it.
func (a WithdrawProposal) Matter(s *State) (Matter, error) { return s.proposalMatter(a.Proposal) }

// Do takes the proposal back. It refuses anybody but its preparer, and a proposal decided already.
func (a WithdrawProposal) Do(s *State, by Authority) (Entry, error) {
	p, err := s.Proposal(a.Proposal)
	if err != nil {
		return Entry{}, err
	}
	if p.State != ProposalOpen {
		return Entry{}, ErrDecided.With("proposal %s is %s already", p.ID, p.State)
	}
	if by.Actor != p.Preparer.Actor {
		return Entry{}, ErrForbidden.With("only its preparer withdraws a proposal; others reject it")
	}
	return s.end(p, ProposalWithdrawn)
}

// Describe says what the act does.
func (a WithdrawProposal) Describe() string { return fmt.Sprintf("Proposal %s withdrawn", a.Proposal) }

// Kind names the act and its version.
func (ExpireProposal) Kind() string { return "expire-proposal/1" }

// Matter is the held act's, with who prepared and approved it.
func (a ExpireProposal) Matter(s *State) (Matter, error) { return s.proposalMatter(a.Proposal) }

// Do ends the proposal. It refuses one decided already, and one whose time is not over.
func (a ExpireProposal) Do(s *State, _ Authority) (Entry, error) {
	p, err := s.Proposal(a.Proposal)
	switch {
	case err != nil:
		return Entry{}, err
	case p.State != ProposalOpen:
		return Entry{}, ErrDecided.With("proposal %s is %s already", p.ID, p.State)
	case !p.expired(DateOf(s.At)):
		return Entry{}, ErrWrongState.With("proposal %s can be decided until %s", p.ID, p.Expires.UK())
	}
	return s.end(p, ProposalExpired)
}

// Describe says what the act does.
func (a ExpireProposal) Describe() string { return fmt.Sprintf("Proposal %s expired", a.Proposal) }
