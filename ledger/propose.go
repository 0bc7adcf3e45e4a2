package ledger

import "strconv"

// PostedKind is the kind of the pseudo-document that an entry of the fund's own journal is read as.
const PostedKind = "entry"

// ProposalNumbered names the proposal that entry number seq made.
func ProposalNumbered(seq int64) ProposalID { return ProposalID("p-" + strconv.FormatInt(seq, 10)) }

// ProposalLeft says which proposal an entry made, or left open after an approval, and who must still approve
// it; or nothing.
func ProposalLeft(e Entry) (ProposalID, string) {
	for _, d := range e.Documents {
		if p, ok := d.(Proposal); ok && p.State == ProposalOpen {
			return p.ID, p.Need
		}
	}
	return "", ""
}

// Propose makes a proposal of an act that others must approve first. It is an entry like any other.
func Propose(s *State, in Instruction, act Act, d Decision) (Entry, error) {
	by := d.Authority
	by.Complete = true
	return Run(s, in, ProposeAct{Held: act, Need: d.Waits}, by)
}
