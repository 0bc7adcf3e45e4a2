package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pooled/ledger"
)

// Cell is one square of the matrix of a scheme of delegation: what a role may do about an amount of somebody's
// money. It is found by asking, not by reading the rules.
type Cell struct {
	Act    string
	Role   ledger.Role
	Where  string // a condition that some rule of the act makes; "-" for none
	Band   string // "to £100,000.00", "above", or "any amount" where no rule of the act has a limit
	Whose  string // "own" or "other": the money is that of the partner whose post it is, or another partner's
	Answer string
}

// key is the square without its answer.
func (c Cell) key() string {
	return strings.Join([]string{c.Act, string(c.Role), c.Where, c.Band, c.Whose}, "|")
}

// The bodies that the matrix asks about: a fund of three partners.
const (
	ownBody   ledger.BodyID = "council"
	otherBody ledger.BodyID = "nhs"
	thirdBody ledger.BodyID = "trust"
)

// Matrix asks a scheme of delegation about every act, role, condition and amount band that its own rules, or those
// it is compared with, tell apart, for money of one's own body and of another partner's. The acts come in the order
// of the rules.
func Matrix(rules ledger.Rules, with ...ledger.Rules) ([]Cell, error) {
	s, err := readScheme(rules)
	if err != nil {
		return nil, err
	}
	all, err := parse([]byte(rules))
	if err != nil {
		return nil, err
	}
	for _, other := range with {
		more, err := parse([]byte(other))
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	var cells []Cell
	for _, act := range actsOf(all) {
		wheres, bands := bandsOf(all, act)
		for _, role := range append(slices.Clone(ledger.Roles), ledger.TimerRole) {
			for _, where := range wheres {
				for _, b := range bands {
					for _, whose := range []string{"own", "other"} {
						cells = append(cells, Cell{
							act, role, where, b.name, whose, s.answer(act, role, where, b.amount, whose),
						})
					}
				}
			}
		}
	}
	return cells, nil
}

// actsOf are the acts that rules speak of, in order, without those that decide proposals.
func actsOf(rules []rule) []string {
	var acts []string
	for _, r := range rules {
		if r.act != everyAct && !decides(r.act) && !slices.Contains(acts, r.act) {
			acts = append(acts, r.act)
		}
	}
	return acts
}

// band is the amounts up to a limit of some rule.
type band struct {
	name   string
	amount ledger.Money
}

// bandsOf are the conditions and the amounts that the rules of an act tell apart.
func bandsOf(rules []rule, act string) (wheres []string, bands []band) {
	wheres = []string{anywhere}
	var limits []ledger.Money
	for _, r := range rules {
		if r.act != act {
			continue
		}
		if !slices.Contains(wheres, r.where) {
			wheres = append(wheres, r.where)
		}
		if limit, err := ledger.ParseMoney(r.limit); err == nil && !slices.Contains(limits, limit) {
			limits = append(limits, limit)
		}
	}
	if len(limits) == 0 {
		return wheres, []band{{"any amount", ledger.AmountMax}}
	}
	slices.SortFunc(limits, ledger.Money.Compare)
	for _, limit := range limits {
		bands = append(bands, band{"to " + limit.Pounds(), limit})
	}
	return wheres, append(bands, band{"above", ledger.AmountMax})
}

// answer is the scheme's for a post of a role in the council.
func (s *scheme) answer(act string, role ledger.Role, where string, amount ledger.Money, whose string) string {
	q := ledger.Question{
		Fund: "fund", Act: act, Actor: "somebody", At: time.Date(2026, time.June, 1, 12, 0, 0, 0, time.UTC), Service: 1,
		Host: ownBody, Partners: []ledger.BodyID{ownBody, otherBody, thirdBody},
		Posts:  []ledger.Post{{ID: "post", Role: role, Body: ownBody, From: 1}},
		Matter: ledger.Matter{Partner: ownBody, Amount: amount},
	}
	if whose == "other" {
		q.Matter.Partner = otherBody
	}
	if ofService(act) {
		q.Fund = ledger.Service
	}
	suppose(&q, where)
	rights, err := s.rights(&q, act)
	if act == reading && err != nil {
		q.Matter.Provider = ownBody
		if r, own, _ := s.ask(&q, act, &q.Posts[0]); own {
			return fmt.Sprintf("what is with their own organisation (%s)", r.id)
		}
	}
	if err != nil {
		return s.refused(&q, act)
	}
	best := rights[0].rule
	by := approvalOf(&q, s.authority(&q, rights[0]))
	places, err := s.places(&q, best, &by)
	switch {
	case err != nil:
		return "no: " + err.Error()
	case len(places) == 0 && best.counts == together:
		return fmt.Sprintf("yes, together (%s)", best.id)
	case len(places) == 0:
		return fmt.Sprintf("yes (%s)", best.id)
	}
	return fmt.Sprintf("needs %s (%s)", best.need.text, best.id)
}

// refused is "never" where a deny rule forbids it, and else "no".
func (s *scheme) refused(q *ledger.Question, act string) string {
	if r, allowed, err := s.ask(q, act, &q.Posts[0]); err == nil && !allowed && r.effect == deny {
		return fmt.Sprintf("never (%s)", r.id)
	}
	return "no"
}

// suppose makes the conditions hold.
func suppose(q *ledger.Question, where string) {
	if where == anywhere {
		return
	}
	for term := range strings.FieldsSeq(where) {
		name, value, _ := strings.Cut(term, ":")
		switch name {
		case "partner":
			q.Matter.Partner = ledger.BodyID(value)
		case "source":
			q.Matter.Source = ledger.SourceID(value)
		case "fence":
			q.Matter.Fence = ledger.Fence(value)
		case "scheme":
			q.Matter.Scheme = ledger.SchemeID(value)
		case "arrangement":
			q.Matter.Arrangement = ledger.Arrangement(value)
		case "provider":
			q.Matter.Provider = ledger.BodyID(value)
		case "cap":
			q.Matter.Cap = ledger.Cap(value)
		case "capacity":
			q.Posts[0].Capacity = ledger.Capacity(value)
		}
	}
}

// Change is a square of the matrix on which two schemes of delegation answer otherwise.
type Change struct {
	Cell          // with the answer of today
	Then   string // the answer under the other
	Widens bool   // it would allow what today's does not, or ask for less
}

// Changes are the squares on which another scheme of delegation would answer otherwise than today's.
func Changes(today, then ledger.Rules) ([]Change, error) {
	now, err := Matrix(today, then)
	if err != nil {
		return nil, fmt.Errorf("the scheme in force: %w", err)
	}
	other, err := Matrix(then, today)
	if err != nil {
		return nil, err
	}
	answers := map[string]string{}
	for _, c := range other {
		answers[c.key()] = c.Answer
	}
	var changes []Change
	for _, c := range now {
		if answer := answers[c.key()]; plain(answer) != plain(c.Answer) {
			changes = add(changes, Change{c, answer, ease(answer) > ease(c.Answer)})
		}
	}
	return changes, nil
}

// add adds a change unless it says what another says already: one that holds whatever the condition, or for the
// other's money just as for one's own.
func add(changes []Change, c Change) []Change {
	for i := range changes {
		one := &changes[i]
		same := one.Act == c.Act && one.Role == c.Role && one.Band == c.Band && one.Answer == c.Answer && one.Then == c.Then
		switch {
		case same && one.Where == c.Where && one.Whose == "own" && c.Whose == "other":
			one.Whose = "any"
			return changes
		case same && one.Where == anywhere && (one.Whose == c.Whose || one.Whose == "any"):
			return changes
		}
	}
	return append(changes, c)
}

// plain is an answer without the name of its rule: a rule that only changes its name changes nothing.
func plain(answer string) string {
	before, _, _ := strings.Cut(answer, " (")
	return before
}

// ease orders answers: the fewer people it takes, the easier.
func ease(answer string) int {
	text, needs := strings.CutPrefix(plain(answer), "needs ")
	switch {
	case strings.HasPrefix(text, "yes"):
		return 1 << 20
	case strings.HasPrefix(text, "what is with"):
		return 1
	case needs:
		n, err := parseNeed(text)
		if err != nil {
			return 2
		}
		return 1<<19 - n.rank()
	}
	return 0
}
