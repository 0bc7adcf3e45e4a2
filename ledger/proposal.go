package ledger

import (
	"encoding/json"
	"errors"
)

// ProposalState is whether a proposal has been decided, and how.
type ProposalState string

// The states of a proposal.
const (
	ProposalOpen      ProposalState = "open"
	ProposalApproved  ProposalState = "approved"
	ProposalRejected  ProposalState = "rejected"
	ProposalWithdrawn ProposalState = "withdrawn"
	ProposalExpired   ProposalState = "expired"
)

// Proposal holds an act that waits for others to approve it, byte for byte, with the entry it would make.
type Proposal struct {
	ID        ProposalID      `json:"id"`
	State     ProposalState   `json:"state"`
	Act       json.RawMessage `json:"act"`             // the held act's public bytes
	Texts     []Private       `json:"texts,omitempty"` // its private fields, in the order of EachPrivate
	Hash      Digest          `json:"hash" doc:"of all that is decided; a decision names it"`
	On        Date            `json:"on"`
	Period    Period          `json:"period"`
	For       Period          `json:"for,omitempty" doc:"the closed period that a late item belongs to"`
	Reference Private         `json:"reference,omitzero"`
	Narrative Private         `json:"narrative,omitzero"`
	Need      string          `json:"need,omitempty" doc:"who must still approve"`
	Preparer  Approval        `json:"preparer"`
	Approvals []Approval      `json:"approvals,omitempty"`
	Postings  []Posting       `json:"postings,omitempty" doc:"what the act would post"`
	Before    []Posting       `json:"before,omitempty" doc:"what earlier approvers read, where the books have changed and they are asked again"`
	Round     int             `json:"round,omitempty" doc:"how often that has happened"`
	Short     string          `json:"short,omitempty" doc:"what there was not enough of when it was proposed"`
	Reserved  []Posting       `json:"reserved,omitempty" doc:"what is reserved for it while it waits"`
	Expires   Date            `json:"expires,omitempty" doc:"the last day on which it can be decided"`
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

// ExpireProposal ends a proposal that nobody decided in time. The timer asks for it.
type ExpireProposal struct {
	Proposal ProposalID `json:"proposal"`
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

// hash is of everything that is decided: the act, its date and period, the texts that explain it, and what it
// would post. So an approval is of what its giver read, and of nothing else.
func (p Proposal) hash() (Digest, error) {
	b, err := json.Marshal(struct {
		Act       json.RawMessage `json:"act"`
		On        Date            `json:"on"`
		Period    Period          `json:"period"`
		For       Period          `json:"for,omitzero"`
		Reference Private         `json:"reference"`
		Narrative Private         `json:"narrative"`
		Postings  []Posting       `json:"postings"`
		Round     int             `json:"round"`
	}{p.Act, p.On, p.Period, p.For, p.Reference, p.Narrative, p.Postings, p.Round})
	return DigestOf(b), err
}

// approval is the actor's decision, as it is kept.
func (a Authority) approval(s *State) Approval {
	return Approval{
		Actor: a.Actor, Post: a.Post, Role: a.Role, Body: a.Body, Rule: a.Rule, Also: a.Also, At: s.At,
	}
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

// Do keeps the act, and the entry it would make, under the entry's number. It refuses what the act itself
// refuses now, so that nobody is asked to approve what cannot be done; but not for lack of money, which may be
// there when the last approval is given. It refuses an act that decides another proposal.
func (a ProposeAct) Do(s *State, by Authority) (Entry, error) {
	switch a.Held.(type) {
	case ProposeAct, ApproveProposal, RejectProposal, WithdrawProposal, ExpireProposal:
		return Entry{}, ErrInvalid.With("a decision on a proposal cannot itself be proposed")
	}
	terms, err := s.proposalTerms()
	if err != nil {
		return Entry{}, err
	}
	p := Proposal{
		ID: ProposalNumbered(s.Seq), State: ProposalOpen, On: s.On, Period: s.Period, For: s.late,
		Reference: s.reference, Narrative: s.narrative, Need: a.Need, Preparer: by.approval(s),
		Expires: DateOf(s.At) + Date(terms.Days),
	}
	if p.Postings, p.Short, err = s.wouldPost(a.Held, by); err != nil {
		return Entry{}, err
	}
	if p.Act, err = EncodeAct(a.Held); err != nil {
		return Entry{}, err
	}
	EachPrivate(&a.Held, func(text *Private) { p.Texts = append(p.Texts, *text) })
	if p.Hash, err = p.hash(); err != nil {
		return Entry{}, err
	}
	if _, closes := a.Held.(CloseYear); terms.Reserve && p.Short == "" && !closes { // what it would take is all there is
		p.Reserved = p.reservation()
	}
	s.Save(p)
	return Entry{Postings: p.Reserved}, nil
}

// wouldPost tries the held act. Where there is not enough money it says so in words, with as much of the
// postings as the act came to.
func (s *State) wouldPost(held Act, by Authority) (lines []Posting, short string, err error) {
	by.Supposed = true
	try := s.Overlay()
	e, err := try.rule(held, by)
	if err == nil {
		lines, e.For = bare(e.Postings), s.late
		err = try.finish(&e)
	}
	if errors.Is(err, ErrNotEnough) {
		return lines, err.Error(), nil
	}
	return lines, "", err
}

// bare is the lines without what they leave behind.
func bare(lines []Posting) []Posting {
	out := make([]Posting, 0, len(lines))
	for _, p := range lines {
		out = append(out, Posting{Account: p.Account, Amount: p.Amount})
	}
	return out
}

// Describe says what the act does.
func (a ProposeAct) Describe() string { return "Proposed: " + Entry{Act: a.Held}.Sentence() }
