package ledger

import "strings"

// Sentence is the entry in one plain sentence, without any private text.
func (e Entry) Sentence() string {
	if d, ok := e.Act.(interface{ Describe() string }); ok {
		return d.Describe() + e.ran()
	}
	name, _, _ := strings.Cut(e.Act.Kind(), "/")
	name = strings.ReplaceAll(name, "-", " ")
	return strings.ToUpper(name[:1]) + name[1:]
}

// ran is what the act of an approved proposal did, in words, and whether everybody is asked again.
func (e Entry) ran() string {
	if _, approves := e.Act.(ApproveProposal); !approves {
		return ""
	}
	for _, d := range e.Documents {
		p, ok := d.(Proposal)
		switch held, err := p.Held(); {
		case !ok || err != nil:
		case p.State == ProposalApproved:
			return ": " + Entry{Act: held}.Sentence()
		case p.Round > 0 && len(p.Approvals) == 0:
			return "; the books have changed since, so everybody is asked again"
		}
	}
	return ""
}
