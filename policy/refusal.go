package policy

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"pooled/ledger"
)

// noPost refuses a person whom no valid post makes anybody in this fund.
func noPost(q *ledger.Question) error {
	return ledger.ErrForbidden.With("you hold no post in this fund on %s, so you may not %s",
		ledger.DateOf(q.At).UK(), phrase(q.Act))
}

// denial is the refusal by a deny rule, which nothing else that a person holds can outweigh.
type denial struct{ refusal *ledger.Error }

func (d denial) Error() string { return d.refusal.Text }

// Unwrap is the refusal as everybody else knows it.
func (d denial) Unwrap() error { return d.refusal }

func isDenied(err error) bool {
	_, denied := errors.AsType[denial](err)
	return denied
}

// denied refuses what a deny rule forbids, whatever other rules allow.
func denied(act string, r rule) error {
	if r.role == "" {
		return nil
	}
	return denial{ledger.ErrForbidden.With("rule %s forbids %s to %s, whatever other posts they hold",
		r.id, named(r.role), phrase(act))}
}

// refusal says why none of the asker's posts allows the act, and who could.
func (s *scheme) refusal(q *ledger.Question, act string, posts []ledger.Post) error {
	rules := s.allowing[act]
	if len(rules) == 0 {
		return ledger.ErrForbidden.With("the scheme of delegation lets nobody %s", phrase(act))
	}
	could := s.could(q, act)
	for i := range posts {
		if why := s.whyNot(q, rules, &posts[i]); why != "" {
			return ledger.ErrForbidden.With("%s; %s", why, could)
		}
	}
	return ledger.ErrForbidden.With("%s may not %s; %s", named(posts[0].Role), phrase(act), could)
}

// whyNot is what stands against a post in the rules that give its role the act: first the limit, the highest of
// them; then conditions, partners and dates.
func (s *scheme) whyNot(q *ledger.Question, rules []rule, post *ledger.Post) (why string) {
	m := &matter{q.Matter, q}
	var most ledger.Money
	for _, r := range rules {
		if r.role != post.Role {
			continue
		}
		now, _ := during(ledger.DateOf(q.At), r.from, r.to)
		theirs, _ := owns(r.own, post, m)
		here, _ := fits(r.where, post, m)
		enough, _ := within(m, r.limit, r.counts)
		limit, err := ledger.ParseMoney(r.limit)
		switch does := named(r.role) + " " + phrase(r.act); {
		case now && theirs && here && !enough && err == nil && limit.Compare(most) > 0:
			most, why = limit, fmt.Sprintf("rule %s lets %s up to %s, and this is %s", r.id, does, limit.Pounds(),
				q.Matter.Amount.Pounds())
			if r.counts == together && q.Matter.Used.Sign() > 0 {
				why += fmt.Sprintf(" after %s for the same provider and scheme in the same %s", q.Matter.Used.Pounds(),
					window(q))
			}
		case !most.IsZero():
		case !now:
			why = fmt.Sprintf("rule %s lets %s %s", r.id, does, span(r))
		case !theirs && r.own == ofOwn:
			why = fmt.Sprintf("rule %s lets %s for the money of their own body alone", r.id, does)
		case !theirs:
			why = fmt.Sprintf("rule %s lets %s for the money of another partner alone", r.id, does)
		case !here:
			why = fmt.Sprintf("rule %s lets %s where %s", r.id, does, spoken(r.where))
		}
	}
	return why
}

func window(q *ledger.Question) string {
	if q.Delegation.Window == "" {
		return string(ledger.EachQuarter)
	}
	return string(q.Delegation.Window)
}

// span is when a rule is in force, in words.
func span(r rule) string {
	first, last, _ := bounds(r.from, r.to)
	switch {
	case last == 0:
		return "from " + first.UK() + " on"
	case first == 0:
		return "until " + last.UK()
	}
	return "from " + first.UK() + " to " + last.UK()
}

// spoken is the column where, in words.
func spoken(where string) string {
	terms := strings.Fields(where)
	for i, term := range terms {
		name, value, _ := strings.Cut(term, ":")
		terms[i] = "the " + name + " is " + value
	}
	return strings.Join(terms, " and ")
}

// could names the roles that may do the act for that money and amount: "a pool manager or a section 151 officer
// could".
func (s *scheme) could(q *ledger.Question, act string) string {
	if act == expiring || act == recording {
		return "the timer does, when it falls due"
	}
	name := func(r rule) string {
		if r.need.isAlone() {
			return named(r.role)
		}
		return named(r.role) + " (once others approve)"
	}
	who := nameAll(s.able(q, act), name)
	if len(who) == 0 {
		return "nobody could, for that"
	}
	return either(who) + " could"
}

// nameAll names the roles of abilities, and last those that have one for some money alone.
func nameAll(abilities []ability, name func(rule) string) []string {
	var all, own, foreign []string
	for _, a := range abilities {
		switch {
		case a.own:
			own = append(own, name(a.rule))
		case a.rule.own == ofForeign:
			foreign = append(foreign, name(a.rule))
		default:
			all = append(all, name(a.rule))
		}
	}
	if len(foreign) > 0 {
		all = append(all, either(foreign)+" of another partner")
	}
	if len(own) > 0 {
		all = append(all, either(own)+" of the partner whose money it is")
	}
	return all
}

// waits says who must approve before a rule's act runs: "above £100,000.00 this needs …".
func (s *scheme) waits(q *ledger.Question, r rule, places []place) string {
	act, above := r.act, ""
	for _, milder := range s.allowing[act] {
		limit, err := ledger.ParseMoney(milder.limit)
		if err == nil && milder.role == r.role && milder.need.rank() < r.need.rank() &&
			limit.Compare(q.Matter.Amount.Add(q.Matter.Used)) < 0 {
			above = "above " + limit.Pounds() + " "
		}
	}
	join := " and "
	if r.need.ordered {
		join = ", then "
	}
	wants := make([]string, 0, len(places))
	for _, p := range places {
		wants = append(wants, p.wants())
	}
	return fmt.Sprintf("%sthis needs the approval of %s (rule %s): %s", above, strings.Join(wants, join), r.id,
		s.asks(q, act, next(places, r.need.ordered)))
}

// next are the places that may be filled first: all of them, or in an ordered need those of the first step.
func next(open []place, ordered bool) []place {
	return slices.DeleteFunc(slices.Clone(open), func(p place) bool { return ordered && p.step != open[0].step })
}

// wants is a place in words.
func (p place) wants() string {
	switch {
	case p.role != "":
		return named(p.role)
	case p.partner != "":
		return string(p.partner)
	case p.of != anybody:
		return "another partner"
	}
	return "another person"
}

// asks names who could fill the places that are open.
func (s *scheme) asks(q *ledger.Question, act string, open []place) string {
	var who, partners []string
	add := func(names ...string) {
		for _, name := range names {
			if name != "" && !slices.Contains(who, name) {
				who = append(who, name)
			}
		}
	}
	actingFor := ""
	for _, p := range open {
		switch {
		case p.role != "":
			add(named(p.role))
		case p.of != anybody:
			names := s.actingFor(q, act, p.partner)
			if names != actingFor {
				partners = nil
			}
			actingFor, partners = names, append(partners, p.wants())
			if names != "" {
				who = slices.DeleteFunc(who, func(w string) bool { return strings.HasPrefix(w, names+actsForWords) })
				add(names + actsForWords + either(slices.Compact(partners)))
			}
		default:
			add(nameAll(s.approving(q, act), func(r rule) string {
				if preparesAs(q, r.role) {
					return "another " + title(r.role)
				}
				return named(r.role)
			})...)
		}
	}
	if len(who) == 0 {
		return "nobody could approve it"
	}
	return either(who) + " could approve it"
}

const actsForWords = " who acts for "

// actingFor names the roles that could approve an act for a partner, or where it is empty for another than the
// preparer's. Which of them that partner employs is not known here.
func (s *scheme) actingFor(q *ledger.Question, act string, partner ledger.BodyID) string {
	theirs := q.Same(partner, q.Matter.Partner)
	if partner == "" {
		theirs = q.Matter.Partner != "" && !preparesFor(q, q.Matter.Partner)
	}
	var names []string
	for _, a := range s.approving(q, act) {
		if !a.own || theirs {
			names = append(names, named(a.rule.role))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return either(names)
}

// preparesFor reports whether who prepares the act, or prepared it, acts for a body.
func preparesFor(q *ledger.Question, body ledger.BodyID) bool {
	if preparer := q.Matter.Preparer; preparer != nil {
		return actsFor(q, preparer, body)
	}
	return holdsPostOf(q, body)
}

// preparesAs reports whether who prepares the act, or prepared it, does so in a role.
func preparesAs(q *ledger.Question, role ledger.Role) bool {
	if preparer := q.Matter.Preparer; preparer != nil {
		return preparer.Role == role
	}
	return slices.ContainsFunc(validPosts(q, domain(q)), func(p ledger.Post) bool { return p.Role == role })
}

// approving are the rules by which a role could do the act, and so approve it if it may approve at all.
func (s *scheme) approving(q *ledger.Question, act string) []ability {
	return slices.DeleteFunc(s.able(q, act), func(a ability) bool {
		return !slices.ContainsFunc(s.allowing[approving], func(r rule) bool { return r.role == a.rule.role })
	})
}

// approvers names who could approve a proposal, apart from its preparer.
func (s *scheme) approvers(q *ledger.Question, held string, preparer *ledger.Approval) string {
	proposed := s.rules[preparer.Rule]
	places, err := s.places(q, proposed, preparer)
	if err != nil {
		return err.Error()
	}
	return s.asks(q, held, next(places, proposed.need.ordered))
}

// ability is a rule that lets a role do an act; own where only for the money of their own body.
type ability struct {
	rule rule
	own  bool
}

// nobody is no body's name, and cannot be one.
const nobody ledger.BodyID = "-"

// able asks Casbin, for each role, whether somebody of it could do the act for that money and amount.
func (s *scheme) able(q *ledger.Question, act string) []ability {
	var list []ability
	for _, role := range ledger.Roles {
		if !slices.ContainsFunc(s.allowing[act], func(r rule) bool { return r.role == role }) {
			continue
		}
		post := ledger.Post{Role: role, Body: nobody}
		if r, ok, err := s.ask(q, act, &post); err == nil && ok {
			list = append(list, ability{r, false})
			continue
		}
		post.Body = q.Matter.Partner
		if r, ok, err := s.ask(q, act, &post); err == nil && ok {
			list = append(list, ability{r, true})
		}
	}
	return list
}

// title is the role as people say it: "NHS finance officer".
func title(r ledger.Role) string {
	if rest, ok := strings.CutPrefix(string(r), "nhs-"); ok {
		return "NHS " + strings.ReplaceAll(rest, "-", " ")
	}
	return strings.ReplaceAll(string(r), "-", " ")
}

// named is the role with its article, "an auditor".
func named(r ledger.Role) string { return article(title(r)) + " " + title(r) }

func article(word string) string {
	if strings.ContainsRune("aeiou", rune(word[0])) || strings.HasPrefix(word, "NHS") {
		return "an"
	}
	return "a"
}

func either(words []string) string {
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	or := " or "
	if strings.Contains(words[last], or) {
		or = ", or "
	}
	return strings.Join(words[:last], ", ") + or + words[last]
}
