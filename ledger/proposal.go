package ledger

import (
	"encoding/json"
	"fmt"
	"slices"
)

// ProposalState is whether a proposal has been decided, and how.
type ProposalState string

// The states of a proposal.
const (
	ProposalOpen      ProposalState = "open"
	ProposalApproved  ProposalState = "approved"
	ProposalRejected  ProposalState = "rejected"
	ProposalWithdrawn ProposalState = "withdrawn"
)

// Proposal holds an act that waits for others to approve it, byte for byte.
type Proposal struct {
	ID        ProposalID      `json:"id"`
	State     ProposalState   `json:"state"`
	Act       json.RawMessage `json:"act"`             // the held act's public bytes
	Texts     []Private       `json:"texts,omitempty"` // its private fields, in the order of EachPrivate
	Hash      Digest          `json:"hash"`            // of all that is decided: see hash
	On        Date            `json:"on"`
	Period    Period          `json:"period"`
	Reference Private         `json:"reference,omitzero"`
	Narrative Private         `json:"narrative,omitzero"`
	Need      string          `json:"need,omitempty"` // who must approve, in policy's words
	Preparer  Approval        `json:"preparer"`
	Approvals []Approval      `json:"approvals,omitempty"`
	Postings  []Posting       `json:"postings,omitempty"` // what the act would post
}

// Ref is the proposal's place among the documents of its journal.
func (p Proposal) Ref() Ref { return Ref{"proposal", string(p.ID)} }

// ProposeAct holds an act until others have approved it. Nobody asks for it by name: the journal makes it
// when policy answers "yes, once others have approved".
type ProposeAct struct {
	Held Act
	Need string // who must approve
}

// ApproveProposal approves what a proposal holds; the last approval that is needed runs it.
type ApproveProposal struct {
	Proposal ProposalID `json:"proposal"`
	Hash     Digest     `json:"hash" doc:"of what was read"`
	Note     Private    `json:"note,omitzero"`
}

// RejectProposal ends a proposal with a reason.
type RejectProposal struct {
	Proposal ProposalID `json:"proposal"`
	Hash     Digest     `json:"hash" doc:"of what was read"`
	Reason   Private    `json:"reason"`
}

// WithdrawProposal takes one's own proposal back.
type WithdrawProposal struct {
	Proposal ProposalID `json:"proposal"`
	Reason   Private    `json:"reason,omitzero"`
}

// Proposal is a proposal of this journal. It returns ErrNotFound.
func (s *State) Proposal(id ProposalID) (Proposal, error) {
	return need[Proposal](s, Ref{"proposal", string(id)}, "proposal")
}

// Held is the act the proposal holds, with its private texts.
func (p Proposal) Held() (Act, error) {
	act, err := DecodeAct(p.Act)
	if err != nil {
		return nil, err
	}
	texts, at := p.Texts, 0
	EachPrivate(&act, func(text *Private) {
		if at < len(texts) && texts[at].Digest == text.Digest {
			*text = texts[at]
		}
		at++
	})
	return act, nil
}

// hash is of everything that is decided: the act, its date and period, and the texts that explain it.
func (p Proposal) hash() (Digest, error) {
	b, err := json.Marshal(struct {
		Act       json.RawMessage `json:"act"`
		On        Date            `json:"on"`
		Period    Period          `json:"period"`
		Reference Private         `json:"reference"`
		Narrative Private         `json:"narrative"`
	}{p.Act, p.On, p.Period, p.Reference, p.Narrative})
	return DigestOf(b), err
}

// approval is the actor's decision, as it is kept.
func (a Authority) approval(s *State) Approval {
	return Approval{Actor: a.Actor, Post: a.Post, Role: a.Role, Body: a.Body, Rule: a.Rule, At: s.At}
}

// Kind names the act and its version.
func (ProposeAct) Kind() string { return "propose-act/1" }

// MarshalJSON writes the held act with its type.
func (a ProposeAct) MarshalJSON() ([]byte, error) {
	held, err := EncodeAct(a.Held)
	if err != nil {
		return nil, err
	}
	return json.Marshal(proposeActJSON{held, a.Need})
}

// UnmarshalJSON reads what MarshalJSON writes, of any version of the held act.
func (a *ProposeAct) UnmarshalJSON(b []byte) (err error) {
	var in proposeActJSON
	if err := json.Unmarshal(b, &in); err != nil {
		return err
	}
	a.Need = in.Need
	a.Held, err = DecodeAct(in.Held)
	return err
}

type proposeActJSON struct {
	Held json.RawMessage `json:"held"`
	Need string          `json:"need,omitempty"`
}

// Matter is the held act's.
func (a ProposeAct) Matter(s *State) (Matter, error) { return a.Held.Matter(s) }

// Do keeps the act, and what it would post, under the entry's number. It refuses what the act itself refuses
// now, so that nobody is asked to approve what cannot be done, and an act that decides another proposal.
func (a ProposeAct) Do(s *State, by Authority) (Entry, error) {
	switch a.Held.(type) {
	case ProposeAct, ApproveProposal, RejectProposal, WithdrawProposal:
		return Entry{}, ErrInvalid.With("a decision on a proposal cannot itself be proposed")
	}
	preview := s.Overlay()
	e, err := preview.rule(a.Held, by)
	if err != nil {
		return Entry{}, err
	}
	if err := preview.finish(&e); err != nil {
		return Entry{}, err
	}
	p := Proposal{
		ID: ProposalNumbered(s.Seq), State: ProposalOpen, On: s.On, Period: s.Period,
		Reference: s.reference, Narrative: s.narrative, Need: a.Need, Preparer: by.approval(s),
	}
	if p.Act, err = EncodeAct(a.Held); err != nil {
		return Entry{}, err
	}
	EachPrivate(&a.Held, func(text *Private) { p.Texts = append(p.Texts, *text) })
	for _, line := range e.Postings {
		p.Postings = append(p.Postings, Posting{Account: line.Account, Amount: line.Amount})
	}
	if p.Hash, err = p.hash(); err != nil {
		return Entry{}, err
	}
	s.Save(p)
	return Entry{}, nil
}

// Describe says what the act does.
func (a ProposeAct) Describe() string { return "Proposed: " + Entry{Act: a.Held}.Sentence() }

// decide is an open proposal, read as the decider read it. It returns ErrDecided and ErrStale.
func (s *State) decide(id ProposalID, hash Digest) (Proposal, error) {
	p, err := s.Proposal(id)
	switch {
	case err != nil:
		return p, err
	case p.State != ProposalOpen:
		return p, ErrDecided.With("proposal %s is %s already", p.ID, p.State)
	case p.Hash != hash:
		return p, ErrStale.With("proposal %s is not what was read; read it again", p.ID)
	}
	return p, nil
}

// proposalMatter is what policy judges a decision by: the held act's matter, and who has prepared and
// approved it.
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
	m.Preparer, m.Approved, m.Held = &p.Preparer, p.Approvals, held.Kind()
	return m, err
}

// Kind names the act and its version.
func (ApproveProposal) Kind() string { return "approve-proposal/1" }

// Matter is the held act's, with who prepared and approved it.
func (a ApproveProposal) Matter(s *State) (Matter, error) { return s.proposalMatter(a.Proposal) }

// Do records the approval. When policy says that nobody else is needed it runs the held act as its preparer
// asked for it, dated as they dated it, in this one entry. It refuses the preparer and anybody twice with
// ErrOwnWork, a proposal decided or changed since, and one that would no longer post what was approved.
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
	p.Approvals = append(slices.Clone(p.Approvals), by.approval(s))
	if !by.Final {
		s.Save(p)
		return Entry{}, nil
	}
	p.State = ProposalApproved
	s.Save(p)
	return s.runHeld(p, by)
}

func (s *State) runHeld(p Proposal, by Authority) (Entry, error) {
	held, err := p.Held()
	if err != nil {
		return Entry{}, err
	}
	s.On, s.Period = p.On, p.Period
	e, err := s.rule(held, p.authority(by))
	if err != nil {
		return Entry{}, err
	}
	same := slices.EqualFunc(e.Postings, p.Postings, func(a, b Posting) bool {
		return a.Account == b.Account && a.Amount == b.Amount
	})
	if !same {
		return Entry{}, ErrStale.With("the books have changed, and proposal %s would no longer post what was "+
			"read; "+
			"withdraw it and propose it again", p.ID)
	}
	e.Reference, e.Narrative = p.Reference, p.Narrative
	return e, nil
}

// authority is what the held act runs under: its preparer's, with everybody's approval.
func (p Proposal) authority(last Authority) Authority {
	return Authority{
		Type: last.Type, Actor: p.Preparer.Actor, Post: p.Preparer.Post, Role: p.Preparer.Role,
		Body: p.Preparer.Body, Rule: p.Preparer.Rule, Policy: last.Policy, Service: last.Service,
		Approvals: p.Approvals, Complete: true, Final: true,
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

// Do ends the proposal. It refuses one decided already, one's own, and a rejection without a reason.
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
	p.State = ProposalRejected
	s.Save(p)
	return Entry{}, nil
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
	p.State = ProposalWithdrawn
	s.Save(p)
	return Entry{}, nil
}

// Describe says what the act does.
func (a WithdrawProposal) Describe() string { return fmt.Sprintf("Proposal %s withdrawn", a.Proposal) }
