package policy

import (
	"fmt"
	"slices"
	"strings"

	"pooled/ledger"
)

// noPost refuses a person whom no valid post makes anybody in this fund.
func noPost(q ledger.Question) error {
	return ledger.ErrForbidden.With("you hold no post in this fund on %s, so you may not %s",
		ledger.DateOf(q.At).UK(), phrase(q.Act))
}

// denied refuses what a deny rule forbids, whatever other rules allow.
func denied(act string, r rule) error {
	return ledger.ErrForbidden.With("rule %s forbids %s to %s, whatever other posts they hold",
		r.id, named(r.role), phrase(act))
}

// refusal says why none of the asker's posts allows the act, and who could.
func (s *scheme) refusal(q ledger.Question, act string, posts []ledger.Post) error {
	rules := s.allowing[act]
	if len(rules) == 0 {
		return ledger.ErrForbidden.With("the scheme of delegation lets nobody %s", phrase(act))
	}
	var most ledger.Money
	var limited, foreign *rule
	for i, r := range rules {
		if !slices.ContainsFunc(posts, func(p ledger.Post) bool { return p.Role == r.role }) {
			continue
		}
		if fits, err := within(q.Matter.Amount, r.limit); err == nil && fits {
			foreign = &rules[i] // so it is the partner that does not fit
			continue
		}
		if limit, err := ledger.ParseMoney(r.limit); err == nil && limit.Compare(most) > 0 {
			most, limited = limit, &rules[i]
		}
	}
	could := s.could(act, q.Matter)
	switch {
	case foreign != nil:
		return ledger.ErrForbidden.With("rule %s lets %s %s for the money of their own body alone; %s",
			foreign.id, named(foreign.role), phrase(act), could)
	case limited != nil:
		return ledger.ErrForbidden.With("rule %s lets %s %s up to %s, and this is %s; %s",
			limited.id, named(limited.role), phrase(act), most.Pounds(), q.Matter.Amount.Pounds(), could)
	}
	return ledger.ErrForbidden.With("%s may not %s; %s", named(posts[0].Role), phrase(act), could)
}

// could names the roles that may do the act for that money and amount: "a finance officer or a pool
// manager could".
func (s *scheme) could(act string, m ledger.Matter) string {
	var who []string
	for _, a := range s.able(act, m) {
		name := named(a.rule.role)
		if a.own {
			name += " of the partner whose money it is"
		}
		if a.rule.need != alone {
			name += ", once others approve,"
		}
		who = append(who, name)
	}
	if len(who) == 0 {
		return "nobody could, for that amount"
	}
	return strings.TrimSuffix(either(who), ",") + " could"
}

// waits says who must approve before a rule's act runs: "above £100,000.00 this needs …".
func (s *scheme) waits(q ledger.Question, by right) string {
	above := ""
	for _, r := range s.allowing[q.Act] {
		limit, err := ledger.ParseMoney(r.limit)
		milder := r.role == by.rule.role && r.need.rank() < by.rule.need.rank()
		if err == nil && milder && limit.Compare(q.Matter.Amount) < 0 {
			above = "above " + limit.Pounds() + " "
		}
	}
	whose := "another person's"
	if by.rule.need == anotherPartner {
		whose = "another partner's"
	}
	return fmt.Sprintf("%sthis needs %s approval (rule %s): %s",
		above, whose, by.rule.id, s.approvers(q.Act, q.Matter, by.rule.need))
}

// approvers names who could approve an act: who could do it themselves and may approve at all, apart from
// its preparer.
func (s *scheme) approvers(act string, m ledger.Matter, n need) string {
	var who []string
	for _, a := range s.able(act, m) {
		mayApprove := func(r rule) bool { return r.role == a.rule.role }
		if !slices.ContainsFunc(s.allowing[approving], mayApprove) {
			continue
		}
		name := "another " + title(a.rule.role)
		if n == anotherPartner {
			name = named(a.rule.role)
		}
		if a.own {
			name += " of the partner whose money it is"
		}
		who = append(who, name)
	}
	switch {
	case len(who) == 0:
		return "nobody could approve it"
	case n == anotherPartner:
		return either(who) + " of another partner could approve it"
	}
	return either(who) + " could approve it"
}

// ability is a rule that lets a role do an act; own where only for the money of their own body.
type ability struct {
	rule rule
	own  bool
}

// nobody is no body's name, and cannot be one.
const nobody ledger.BodyID = "-"

// able asks Casbin, for each role, whether somebody of it could do the act for that money and amount.
func (s *scheme) able(act string, m ledger.Matter) []ability {
	var list []ability
	for _, role := range ledger.Roles {
		if !slices.ContainsFunc(s.allowing[act], func(r rule) bool { return r.role == role }) {
			continue
		}
		if r, ok, err := s.ask(act, ledger.Post{Role: role, Body: nobody}, m); err == nil && ok {
			list = append(list, ability{r, false})
		} else if r, ok, err := s.ask(act, ledger.Post{Role: role, Body: m.Partner}, m); err == nil && ok {
			list = append(list, ability{r, true})
		}
	}
	return list
}

func title(r ledger.Role) string { return strings.ReplaceAll(string(r), "-", " ") }

// named is the role with its article, "an auditor".
func named(r ledger.Role) string { return article(title(r)) + " " + title(r) }

func article(word string) string {
	if strings.ContainsRune("aeiou", rune(word[0])) {
		return "an"
	}
	return "a"
}

func either(words []string) string {
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// phrases are the acts that verb, article and noun would say badly.
var phrases = map[string]string{
	reading:               "read it",
	looking:               "read organisations and posts",
	"bring-into-force":    "bring an agreement into force",
	"override-unsigned":   "override an unsigned agreement",
	"agree-performance":   "agree performance money",
	"earn-performance":    "earn performance money",
	"forgo-performance":   "forgo performance money",
	"record-direct-spend": "record direct spend",
	"pass-grant-on":       "pass a grant on",
	"forecast-outturn":    "forecast the outturn",
	"erase-text":          "erase text",
}

// phrase is an act as a person says it: "vire a budget".
func phrase(act string) string {
	if p, ok := phrases[act]; ok {
		return p
	}
	verb, noun, ok := strings.Cut(strings.ReplaceAll(act, "-", " "), " ")
	if !ok || noun == "" {
		return "do an act " + fmt.Sprintf("%q", act)
	}
	return verb + " " + article(noun) + " " + noun
}
