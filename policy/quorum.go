package policy

import (
	"errors"
	"slices"

	"pooled/ledger"
)

// place is one approval that is needed.
type place struct {
	role    ledger.Role   // whose; empty: of whoever has the same right
	of      side          // anybody; somebody of another partner; or somebody of the partner that is named
	partner ledger.BodyID // of this partner, where it is set
	step    int           // of the need, that it belongs to: places of one step are filled in any order
}

// places are the approvals that a rule asks for, with those that are built in. Where a rule asks for anybody, or
// for some other partner, a partner that must be asked for the host's sake can be the one; never are fewer asked.
func (s *scheme) places(q *ledger.Question, r rule, preparer *ledger.Approval) ([]place, error) {
	var list []place
	for i, step := range r.need.steps {
		if step.of == everyPartner {
			for _, p := range everyOther(q, preparer) {
				p.step = i
				list = append(list, p)
			}
			continue
		}
		for range step.count {
			list = append(list, place{role: step.role, of: step.of, step: i})
		}
	}
	asked, oneOther := partnersToAsk(q, preparer)
	for _, partner := range asked {
		list = askToo(list, partner, len(r.need.steps), actsFor(q, preparer, partner))
	}
	if oneOther && !slices.ContainsFunc(list, func(p place) bool { return p.of != anybody }) {
		list = append(list, place{of: otherPartner, step: len(r.need.steps)})
	}
	asksPartners := slices.ContainsFunc(r.need.steps, func(s step) bool { return s.of != anybody })
	unknown := "and no agreement of this fund that may be relied on says who they are"
	switch {
	case len(q.Partners) > 0:
	case toHost(q):
		return nil, ledger.ErrForbidden.With("pool money goes to the host only when every other partner has agreed, %s",
			unknown)
	case oneOther:
		return nil, ledger.ErrForbidden.With("another partner must approve what one's own organisation would get, %s", unknown)
	case asksPartners:
		return nil, ledger.ErrForbidden.With("rule %s asks for other partners' approval, %s", r.id, unknown)
	}
	return list, nil
}

// askToo sees to it that a partner is among those asked: in a place of its own, or in one that may be anybody's or,
// unless it is the preparer's too, another partner's.
func askToo(list []place, partner ledger.BodyID, step int, preparers bool) []place {
	if slices.ContainsFunc(list, func(p place) bool { return p.partner == partner }) {
		return list
	}
	isOther := func(p place) bool { return p.of == otherPartner && p.partner == "" && !preparers }
	if i := slices.IndexFunc(list, isOther); i >= 0 {
		list[i].partner = partner
		return list
	}
	isAnybody := func(p place) bool { return p.of == anybody && p.role == "" }
	if i := slices.IndexFunc(list, isAnybody); i >= 0 {
		list[i].of, list[i].partner = everyPartner, partner
		return list
	}
	return append(list, place{of: everyPartner, partner: partner, step: step})
}

// everyOther is a place for each section 75 partner but the preparer's. Where the preparer acts for them all,
// somebody else must see it all the same.
func everyOther(q *ledger.Question, preparer *ledger.Approval) []place {
	var list []place
	for _, partner := range q.Partners {
		if !actsFor(q, preparer, partner) {
			list = append(list, place{of: everyPartner, partner: partner})
		}
	}
	if len(list) == 0 {
		return []place{{}}
	}
	return list
}

// given is an approval that has been or would be given, with whether its giver has the right to the held act.
type given struct {
	ledger.Approval

	able bool
}

// besides is the approval without what its giver does for one partner. A preparer who acts for the host and for that
// partner too is no reason to hear nobody else of it.
func (a given) besides(q *ledger.Question, partner ledger.BodyID) *given {
	theirs := func(b ledger.BodyID) bool { return q.Same(b, partner) }
	a.Also, a.Body = slices.DeleteFunc(append(slices.Clone(a.Also), a.Body), theirs), ""
	return &a
}

// fills reports whether an approval can stand in a place.
func (p place) fills(q *ledger.Question, preparer *ledger.Approval, a *given) bool {
	switch {
	case p.role != "" && a.Role != p.role, p.role == "" && !a.able:
		return false
	case p.of == everyPartner:
		return q.Same(a.Body, p.partner) && !others(q, preparer, a.besides(q, p.partner))
	case p.of == otherPartner:
		isAsked := func(b ledger.BodyID) bool { return q.Same(a.Body, b) && (p.partner == "" || p.partner == b) }
		return slices.ContainsFunc(q.Partners, isAsked) && !others(q, preparer, a)
	}
	return true
}

// others reports whether somebody acts for a body that the preparer, or another approver, acted for.
func others(q *ledger.Question, one *ledger.Approval, two *given) bool {
	if actsFor(q, one, two.Body) {
		return true
	}
	return slices.ContainsFunc(two.Also, func(b ledger.BodyID) bool { return actsFor(q, one, b) })
}

// stillOpen seats the approvals and returns the places left; ok is false where one of them has no place. They are
// moved about until all are seated; in an ordered need each stands in the step that is its turn.
func stillOpen(q *ledger.Question, preparer *ledger.Approval, places []place, all []given, ordered bool) (
	open []place, ok bool,
) {
	if len(all) > len(places) {
		return nil, false
	}
	seats := make([]int, len(all)) // the place of each approval
	taken := make([]bool, len(places))
	var seat func(i int) bool
	seat = func(i int) bool {
		if i == len(all) {
			return true
		}
		for n := range places {
			if taken[n] || ordered && places[n].step != places[i].step || !places[n].fills(q, preparer, &all[i]) {
				continue
			}
			if meets(q, places, seats[:i], all, n) {
				continue
			}
			seats[i], taken[n] = n, true
			if seat(i + 1) {
				return true
			}
			taken[n] = false
		}
		return false
	}
	if !seat(0) {
		return nil, false
	}
	for n, p := range places {
		if !taken[n] {
			open = append(open, p)
		}
	}
	return open, true
}

// meets reports whether an approval, the next to be seated, would be in place n a second one for a partner that has
// been heard already. A partner that is asked by name is heard once, whoever else its approver acts for.
func meets(q *ledger.Question, places []place, seats []int, all []given, n int) bool {
	for j, m := range seats {
		apart := places[m].of == otherPartner && places[n].of == otherPartner
		if apart && others(q, &all[j].Approval, &all[len(seats)]) {
			return true
		}
	}
	return false
}

// approve answers about approving or rejecting a proposal. Nobody decides their own proposal and nobody approves
// twice, in whatever posts. The approver is judged as if they wanted the held act themselves, limit and partner
// included, or by the role that the rule names.
func (s *scheme) approve(q *ledger.Question) (no ledger.Decision, err error) {
	held, preparer := ledger.ActName(q.Matter.Held), q.Matter.Preparer
	switch {
	case held == "" || decides(held) || preparer == nil || preparer.Actor == "":
		return no, ledger.ErrForbidden.With("there is no proposal here to decide")
	case preparer.Actor == q.Actor && q.Act == rejecting:
		return no, ledger.ErrOwnWork.With("you prepared this proposal: withdraw it instead of rejecting it")
	case preparer.Actor == q.Actor:
		return no, ledger.ErrOwnWork.With("you prepared this proposal, and nobody approves their own work; %s",
			s.approvers(q, held, preparer))
	case q.Act == approving && approvedBy(q.Matter.Approved, q.Actor):
		return no, ledger.ErrOwnWork.With("you have approved this proposal already; somebody else must approve it too")
	}
	may, err := s.rights(q, q.Act)
	if err != nil {
		return no, err
	}
	proposed, err := s.standing(q, held)
	if err != nil {
		return no, err
	}
	rights, err := s.voices(q, held, proposed, may)
	if err != nil {
		return no, err
	}
	if q.Act == rejecting {
		return ledger.Decision{Authority: s.authority(q, rights[0])}, nil
	}
	return s.count(q, held, proposed, rights)
}

// standing is the rule that the proposal was made by, as long as it allows it in the scheme of delegation now in
// force.
func (s *scheme) standing(q *ledger.Question, held string) (rule, error) {
	r := s.rules[q.Matter.Preparer.Rule]
	m := &matter{q.Matter, q}
	m.Used = ledger.Money{}
	fits, err := within(m, r.limit, each)
	now, dateErr := during(ledger.DateOf(q.At), r.from, r.to)
	if err != nil || dateErr != nil || !fits || !now || r.act != held || r.role != q.Matter.Preparer.Role ||
		r.effect != allow {
		return r, ledger.ErrForbidden.With("rule %s, which this was proposed under, does not allow it in the "+
			"scheme of delegation now in force; withdraw the proposal and ask again", q.Matter.Preparer.Rule)
	}
	return r, nil
}

// voices are the ways in which the asker may be heard on a proposal: by a right to the held act, or in a role that
// the rule names.
func (s *scheme) voices(q *ledger.Question, held string, proposed rule, may []right) ([]right, error) {
	own := *q
	own.Matter.Used = ledger.Money{}
	rights, err := s.rights(&own, held)
	for _, r := range may {
		named := func(st step) bool { return st.role == r.post.Role }
		if slices.ContainsFunc(proposed.need.steps, named) {
			rights = append(rights, r)
		}
	}
	if isDenied(err) || len(rights) == 0 || err != nil && !errors.Is(err, ledger.ErrForbidden) {
		return nil, err
	}
	return rights, nil
}

// count adds the approval to those given before and says whether they are enough under the rule it was
// proposed by.
func (s *scheme) count(q *ledger.Question, held string, proposed rule, rights []right) (no ledger.Decision, err error) {
	preparer := q.Matter.Preparer
	places, err := s.places(q, proposed, preparer)
	if err != nil {
		return no, err
	}
	all := make([]given, 0, len(q.Matter.Approved)+1)
	for _, a := range q.Matter.Approved {
		all = append(all, given{a, s.rules[a.Rule].act == held})
	}
	for _, r := range rights {
		by := s.authority(q, r)
		last := given{approvalOf(q, by), r.rule.act == held}
		open, ok := stillOpen(q, preparer, places, append(all, last), proposed.need.ordered)
		if !ok {
			continue
		}
		by.Final = len(open) == 0
		by.Still = s.waits(q, proposed, open)
		if by.Final {
			by.Still = s.waits(q, proposed, places)
		}
		return ledger.Decision{Authority: by}, nil
	}
	open, ok := stillOpen(q, preparer, places, all, proposed.need.ordered)
	if !ok {
		return no, ledger.ErrForbidden.With("an approval given before does not count in the scheme of delegation now in " +
			"force; withdraw the proposal and ask again")
	}
	return no, ledger.ErrForbidden.With("your approval would not be one of those that are needed: %s",
		s.asks(q, held, next(open, proposed.need.ordered)))
}

// endUnrun answers about taking a proposal back, which is for the preparer alone, and about its expiry, which is
// the timer's.
func (s *scheme) endUnrun(q *ledger.Question) (no ledger.Decision, err error) {
	if q.Act == withdrawing && (q.Matter.Preparer == nil || q.Matter.Preparer.Actor != q.Actor) {
		return no, ledger.ErrForbidden.With("only the person who prepared a proposal may withdraw it; " +
			"somebody who may approve it can reject it")
	}
	rights, err := s.rights(q, q.Act)
	if err != nil {
		return no, err
	}
	return ledger.Decision{Authority: s.authority(q, rights[0])}, nil
}

func approvedBy(given []ledger.Approval, actor ledger.ActorID) bool {
	return slices.ContainsFunc(given, func(a ledger.Approval) bool { return a.Actor == actor })
}
