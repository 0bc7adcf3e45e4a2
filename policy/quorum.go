package policy

import (
	"slices"

	"pooled/ledger"
)

// need is who else must approve before a rule's act runs: a word of the column need.
type need string

const (
	alone          need = "-"               // nobody
	another        need = "another"         // one other person with the same right
	anotherPartner need = "another-partner" // one other person with the same right, of a different body
)

// needs lists the words from the least demanding to the most. Where several rules allow, the first here
// wins.
var needs = []need{alone, another, anotherPartner}

func (n need) rank() int { return slices.Index(needs, n) }

// counts reports whether an approval by somebody of a body goes towards the quorum. That it is another
// person's is settled before.
func (n need) counts(preparer, body ledger.BodyID) bool {
	return n != anotherPartner || body != "" && preparer != "" && body != preparer
}

// met reports whether these approvals are enough.
func (n need) met(preparer ledger.BodyID, given []ledger.Approval) bool {
	return slices.ContainsFunc(given, func(a ledger.Approval) bool { return n.counts(preparer, a.Body) })
}

// The acts that decide a proposal. They are built in: what a rule says is added to what stands here,
// never instead.
const (
	approving   = "approve-proposal"
	rejecting   = "reject-proposal"
	withdrawing = "withdraw-proposal"
)

// decides reports whether an act decides a proposal.
func decides(act string) bool { return act == approving || act == rejecting || act == withdrawing }

// approve answers about approving or rejecting a proposal. Both are judged as if the asker wanted the
// held act themselves: a right to it, with limit and partner, whatever else they may do. Nobody decides
// their own proposal and nobody approves twice, in whatever posts.
func (s *scheme) approve(q ledger.Question) (no ledger.Decision, err error) {
	held, preparer := actName(q.Matter.Held), q.Matter.Preparer
	switch {
	case held == "" || decides(held) || preparer == nil || preparer.Actor == "":
		return no, ledger.ErrForbidden.With("there is no proposal here to decide")
	case preparer.Actor == q.Actor && q.Act == rejecting:
		return no, ledger.ErrOwnWork.With("you prepared this proposal: withdraw it instead of rejecting it")
	case preparer.Actor == q.Actor:
		return no, ledger.ErrOwnWork.With("you prepared this proposal, and nobody approves their own work; "+
			"%s", s.approvers(held, q.Matter, s.rules[preparer.Rule].need))
	case q.Act == approving && approvedBy(q.Matter.Approved, q.Actor):
		return no, ledger.ErrOwnWork.With("you have approved this proposal already; the other approval " +
			"must be another person's")
	}
	if _, err := s.rights(q, q.Act); err != nil {
		return no, err
	}
	rights, err := s.rights(q, held)
	if err != nil {
		return no, err
	}
	if q.Act == rejecting {
		return ledger.Decision{Authority: s.authority(q, rights[0])}, nil
	}
	return s.count(q, held, rights)
}

// count adds the approval to those given before and says whether they are enough under the rule it was
// proposed by.
func (s *scheme) count(q ledger.Question, held string, rights []right) (no ledger.Decision, err error) {
	preparer := *q.Matter.Preparer
	proposed := s.rules[preparer.Rule]
	fits, err := within(q.Matter.Amount, proposed.limit)
	if err != nil || !fits || proposed.act != held || proposed.role != preparer.Role ||
		proposed.effect != allow {
		return no, ledger.ErrForbidden.With("rule %s, which this was proposed under, does not allow it in the "+
			"scheme of delegation now in force; withdraw the proposal and ask again", preparer.Rule)
	}
	i := slices.IndexFunc(rights, func(r right) bool {
		return proposed.need.counts(preparer.Body, r.post.Body)
	})
	if i < 0 || proposed.need == anotherPartner && actsFor(q, preparer.Body) {
		return no, ledger.ErrForbidden.With("you and the preparer both act for %s; %s",
			preparer.Body, s.approvers(held, q.Matter, proposed.need))
	}
	by := s.authority(q, rights[i])
	given := append(slices.Clone(q.Matter.Approved), ledger.Approval{
		Actor: by.Actor, Post: by.Post, Role: by.Role, Body: by.Body, Rule: by.Rule, At: q.At,
	})
	by.Final = proposed.need.met(preparer.Body, given)
	return ledger.Decision{Authority: by}, nil
}

// withdraw answers about taking a proposal back, which is for the preparer alone.
func (s *scheme) withdraw(q ledger.Question) (no ledger.Decision, err error) {
	if q.Matter.Preparer == nil || q.Matter.Preparer.Actor != q.Actor {
		return no, ledger.ErrForbidden.With("only the person who prepared a proposal may withdraw it; " +
			"somebody who may approve it can reject it")
	}
	rights, err := s.rights(q, q.Act)
	if err != nil {
		return no, err
	}
	return ledger.Decision{Authority: s.authority(q, rights[0])}, nil
}

// actsFor reports whether the asker holds any valid post of a body in the fund. Whoever acts for the
// preparer's body is no other partner, in whichever of their posts they approve.
func actsFor(q ledger.Question, body ledger.BodyID) bool {
	return slices.ContainsFunc(validPosts(q, q.Fund), func(p ledger.Post) bool { return p.Body == body })
}

func approvedBy(given []ledger.Approval, actor ledger.ActorID) bool {
	return slices.ContainsFunc(given, func(a ledger.Approval) bool { return a.Actor == actor })
}
