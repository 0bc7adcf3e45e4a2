package policy

import (
	"cmp"
	"slices"

	"pooled/ledger"
)

// What stands in this file holds whatever the scheme of delegation says.

// builtIn refuses what no scheme of delegation can allow: deciding about money for a body one has declared an
// interest in, accepting or paying a charge of one's own organisation, approving what one's own organisation
// would get, and granting oneself a post.
func (s *scheme) builtIn(q *ledger.Question) error {
	m := &q.Matter
	act := q.Act
	if act == approving || act == rejecting {
		act = ledger.ActName(m.Held)
	}
	if act == granting && m.Subject == q.Actor && q.Actor != "" {
		return ledger.ErrOwnWork.With("nobody grants themselves a post; another posts administrator must do it")
	}
	if m.Provider == "" || m.Move == 0 || q.Act == withdrawing || q.Act == expiring {
		return nil
	}
	day := ledger.DateOf(q.At)
	for _, i := range q.Interests {
		if i.Covers(day) && q.Same(i.Body, m.Provider) {
			return ledger.ErrInterest.With("you have declared an interest in %s, so somebody else must decide this",
				i.Body)
		}
	}
	pays, approves := m.Move == ledger.Pays, q.Act == approving
	if (pays || approves) && holdsPostOf(q, m.Provider) {
		return ledger.ErrOwnBody.With("you hold a post of %s, which this is for: somebody who acts for another "+
			"organisation must decide it", m.Provider)
	}
	return nil
}

// holdsPostOf reports whether the asker holds a valid post of a body, or of one that it succeeded or was
// succeeded by, in whatever fund: whoever works for it works for it here too.
func holdsPostOf(q *ledger.Question, body ledger.BodyID) bool {
	day := ledger.DateOf(q.At)
	return slices.ContainsFunc(q.Posts, func(p ledger.Post) bool { return p.Covers(p.Fund, day) && q.Same(p.Body, body) })
}

// actsFor reports whether somebody acted for a body when they prepared or approved, in whichever of their posts.
func actsFor(q *ledger.Question, a *ledger.Approval, body ledger.BodyID) bool {
	return q.Same(a.Body, body) || slices.ContainsFunc(a.Also, func(b ledger.BodyID) bool { return q.Same(b, body) })
}

// partnersToAsk are the section 75 partners that must agree whatever the rule says, because pool money would go
// to the host outside what a scheme names it as the provider of: every partner but the host, and but the
// preparer's own. Where it would go to another body that the preparer acts for, one other partner must, and
// oneOther is true.
func partnersToAsk(q *ledger.Question, preparer *ledger.Approval) (partners []ledger.BodyID, oneOther bool) {
	if !hands(q) {
		return nil, false
	}
	if !toHost(q) {
		return nil, actsFor(q, preparer, q.Matter.Provider)
	}
	forHost := actsFor(q, preparer, q.Host)
	for _, p := range q.Partners {
		if q.Same(p, q.Host) || !forHost && actsFor(q, preparer, p) {
			continue
		}
		partners = append(partners, p)
	}
	return partners, false
}

// hands reports whether the act would hand money over, or promise it, outside what a scheme names a provider of.
func hands(q *ledger.Question) bool {
	m := &q.Matter
	return m.Provider != "" && (m.Move == ledger.Gives || m.Move == ledger.Promises && !m.Named)
}

// toHost reports whether it would go to the fund's host.
func toHost(q *ledger.Question) bool {
	return hands(q) && q.Host != "" && q.Same(q.Matter.Provider, q.Host)
}

// found answers about the founding act. Nobody can hold a post before it, so no rule gives it; the act
// itself refuses a second founding, whoever asks. It brings a scheme of delegation that can be read.
func (s *scheme) found(q *ledger.Question) (no ledger.Decision, err error) {
	if q.Fund != ledger.Service || q.Service != 0 || len(q.Posts) != 0 || q.Actor == "" {
		return no, ledger.ErrForbidden.With("the service is founded once, before any posts")
	}
	if err := adoptable(q.Matter.Rules); err != nil {
		return no, err
	}
	first, err := readScheme(q.Matter.Rules)
	if err != nil {
		return no, err
	}
	return ledger.Decision{Authority: ledger.Authority{
		Type: ledger.AuthorityType, Actor: q.Actor, Post: foundingRule, Role: ledger.PostsAdministrator,
		Rule: foundingRule, Policy: first.hash, Complete: true,
	}}, nil
}

// adoptable refuses rules that must not be put in force: those that cannot be read, and those under which
// nobody could grant a post or change the rules again.
func adoptable(text ledger.Rules) error {
	rules, err := parse([]byte(text))
	if err != nil {
		return err
	}
	for _, act := range []string{granting, adopting} {
		if !slices.ContainsFunc(rules, func(r rule) bool { return r.act == act && lasts(rules, r) }) {
			return ledger.ErrInvalid.With("scheme of delegation: no rule lets anybody %s, so nobody ever could again",
				phrase(act))
		}
	}
	return nil
}

// lasts reports whether a rule of the service's own journal gives its act for good: without an end or a condition,
// denied by no other, and waiting only for people who may approve. That journal is about no partner's money.
func lasts(rules []rule, r rule) bool {
	ownAlone := r.act == adopting && r.own != ofAny
	if r.effect != allow || r.to != always || r.where != anywhere || ownAlone || forbidden(rules, r.role, r.act) {
		return false
	}
	for _, step := range r.need.steps {
		role := cmp.Or(step.role, r.role)
		approves := func(a rule) bool {
			return a.effect == allow && a.act == approving && a.role == role && a.to == always
		}
		if step.of != anybody || !slices.ContainsFunc(rules, approves) || forbidden(rules, role, approving) {
			return false
		}
	}
	return true
}

// forbidden reports whether a rule denies a role an act for good and without a condition.
func forbidden(rules []rule, role ledger.Role, act string) bool {
	return slices.ContainsFunc(rules, func(d rule) bool {
		names := d.act == act || d.act == everyAct && onFund(act)
		return d.effect == deny && d.role == role && names && d.own == ofAny && d.where == anywhere && d.to == always
	})
}

// declare answers about declaring, or ending, an interest: everybody who holds a post in any fund may do it for
// themselves, and nobody for others.
func (s *scheme) declare(q *ledger.Question) (no ledger.Decision, err error) {
	if q.Fund != ledger.Service {
		return no, ledger.ErrForbidden.With("nobody may %s in the journal %s", phrase(q.Act), q.Fund)
	}
	if q.Matter.Subject != q.Actor || q.Actor == "" {
		return no, ledger.ErrForbidden.With("everybody declares their own interests, and nobody another's")
	}
	day := ledger.DateOf(q.At)
	for _, post := range q.Posts {
		if post.Covers(post.Fund, day) {
			a := s.authority(q, right{post: post})
			a.Rule = interestRule
			return ledger.Decision{Authority: a}, nil
		}
	}
	return no, noPost(q)
}
