package ledger

import "encoding/json"

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
	Texts     []Private       `json:"texts,omitempty"` // the held act's private fields, in the order of EachPrivate
	Hash      Digest          `json:"hash"`            // of what is decided: act, date, period, reference, narrative
	On        Date            `json:"on"`
	Period    Period          `json:"period"`
	Reference Private         `json:"reference,omitzero"`
	Narrative Private         `json:"narrative,omitzero"`
	Need      string          `json:"need,omitempty"` // who must still approve, in the words of the scheme of delegation
	Preparer  Approval        `json:"preparer"`
	Approvals []Approval      `json:"approvals,omitempty"`
	Postings  []Posting       `json:"postings,omitempty"` // what the act would post
}

// Ref is the proposal's place among the documents of its journal.
func (p Proposal) Ref() Ref { return Ref{"proposal", string(p.ID)} }

// ProposeAct holds an act until others have approved it. Nobody asks for it by name: the journal makes it when
// policy answers "yes, once others have approved".
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
