package policy_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"pooled/ledger"
	"pooled/policy"
)

// A naive count of the people who stand behind an act, written apart from the program: it knows the people with all
// their posts, and tries every way of giving each part of the need a person of its own.

// demand is one person that a need asks for.
type demand struct {
	kind string // "another", "partner", a role, or a body: somebody of that partner
	step int
}

// demands reads a need as a finance officer would.
func demands(need string, q *ledger.Question, preparer person) []demand {
	var list []demand
	text := strings.ReplaceAll(need, " then ", " and ")
	for i, word := range strings.Split(text, " and ") {
		count, what, kind := 1, word, word
		if n, rest, ok := strings.Cut(word, "-"); ok {
			if number, err := strconv.Atoi(n); err == nil {
				count, what = number, rest
			}
		}
		switch what {
		case "-":
			count = 0
		case "another", "others":
			kind = "another"
		case "another-partner", "partners":
			kind = "partner"
		case "every-partner":
			count = 0
			before := len(list)
			for _, p := range q.Partners {
				if !preparer.actsFor(p) {
					list = append(list, demand{string(p), i})
				}
			}
			if len(list) == before {
				list = append(list, demand{"another", i})
			}
		}
		for range count {
			list = append(list, demand{kind, i})
		}
	}
	return list
}

// one is whether two bodies are the same for approvals: the CCG and each of the ICBs that succeeded it are.
func one(a, b ledger.BodyID) bool {
	icb := func(b ledger.BodyID) bool { return strings.HasPrefix(string(b), "icb-") }
	return a == b || a == "ccg" && icb(b) || b == "ccg" && icb(a)
}

func (p person) actsFor(body ledger.BodyID) bool {
	return slices.ContainsFunc(p.valid(), func(held ledger.Post) bool { return one(held.Body, body) })
}

// valid are the posts that are held today.
func (p person) valid() []ledger.Post {
	return slices.DeleteFunc(slices.Clone(p.posts), func(held ledger.Post) bool { return !held.Covers("fund", today) })
}

// share reports whether two people act for one body that matters, apart from one: a partner, the host, or the
// provider that would get the money. That both work for some charity too makes them no one partner.
func (c count) share(p, other person, apart ledger.BodyID) bool {
	matters := append([]ledger.BodyID{c.q.Host, c.q.Matter.Provider}, c.q.Partners...)
	return slices.ContainsFunc(p.valid(), func(held ledger.Post) bool {
		is := func(b ledger.BodyID) bool { return one(b, held.Body) }
		return (apart == "" || !one(held.Body, apart)) && other.actsFor(held.Body) && slices.ContainsFunc(matters, is)
	})
}

// count is the people behind an act: who prepared it, who approved it, in order, and the roles with a right to it.
type count struct {
	q         *ledger.Question
	preparer  person
	approvers []person
	able      map[ledger.Role]bool
}

// may reports whether a person can be the one that a demand asks for.
func (c count) may(who person, d demand) bool {
	return slices.ContainsFunc(who.valid(), func(held ledger.Post) bool {
		switch {
		case d.kind == "another":
			return c.able[held.Role]
		case d.kind == "partner":
			isPartner := slices.ContainsFunc(c.q.Partners, func(p ledger.BodyID) bool { return one(p, held.Body) })
			return c.able[held.Role] && isPartner && !c.share(who, c.preparer, "")
		case slices.Contains(ledger.Roles, ledger.Role(d.kind)):
			return string(held.Role) == d.kind
		}
		named := ledger.BodyID(d.kind)
		return c.able[held.Role] && one(held.Body, named) && !c.share(who, c.preparer, named)
	})
}

// met reports whether there is a way of giving each demand a person of its own.
func (c count) met(list []demand, ordered bool) bool {
	var give func(i int, given []int) bool
	give = func(i int, given []int) bool {
		if i == len(list) {
			return true
		}
		for n, who := range c.approvers {
			if slices.Contains(given, n) || !c.may(who, list[i]) || !c.apart(list, given, n, i, ordered) {
				continue
			}
			if give(i+1, append(slices.Clone(given), n)) {
				return true
			}
		}
		return false
	}
	return give(0, nil)
}

// apart reports whether person n, for demand i, stands for another partner than those before, and in their turn.
func (c count) apart(list []demand, given []int, n, i int, ordered bool) bool {
	for j, earlier := range given {
		if list[j].kind == "partner" && list[i].kind == "partner" &&
			c.share(c.approvers[n], c.approvers[earlier], "") {
			return false
		}
		if ordered && list[j].step < list[i].step && earlier > n {
			return false
		}
	}
	return true
}

// enough reports whether the act may run.
func (c count) enough(need string) error {
	seen := []ledger.ActorID{c.preparer.actor}
	for _, who := range c.approvers {
		if slices.Contains(seen, who.actor) {
			return fmt.Errorf("%s counts twice", who.actor)
		}
		seen = append(seen, who.actor)
	}
	if !c.met(demands(need, c.q, c.preparer), strings.Contains(need, " then ")) {
		return fmt.Errorf("the need %q is not met", need)
	}
	m := c.q.Matter
	if m.Move == 0 || m.Move == ledger.Promises && m.Named {
		return nil
	}
	var asked []demand
	switch {
	case one(m.Provider, c.q.Host):
		for _, p := range c.q.Partners {
			if !one(p, c.q.Host) && (!c.preparer.actsFor(p) || c.preparer.actsFor(c.q.Host)) {
				asked = append(asked, demand{kind: string(p)})
			}
		}
	case c.preparer.actsFor(m.Provider):
		asked = append(asked, demand{kind: "partner"})
	}
	if !c.met(asked, false) {
		return fmt.Errorf("the provider %s would get it without %v", m.Provider, asked)
	}
	return nil
}

var (
	quorumRoles = []ledger.Role{
		ledger.CouncilFinance, ledger.PoolManager, ledger.Commissioner, ledger.Section151, ledger.NHSChiefFinance,
	}
	quorumBodies = []ledger.BodyID{council, nhs, trust, "ccg", "icb-north", "icb-south"}
	quorumNeeds  = []string{
		"-", "another", "2-others", "3-others", "another-partner", "2-partners", "3-partners", "every-partner",
		"section-151-officer", "section-151-officer and nhs-chief-finance-officer", "commissioner and another",
		"another then section-151-officer", "another-partner and another", "2-partners then section-151-officer",
		"every-partner then another", "every-partner and section-151-officer", "pool-manager then pool-manager",
		"another-partner and every-partner", "2-others then another-partner",
	}
	successors = map[ledger.BodyID][]ledger.BodyID{
		"ccg": {"icb-north", "icb-south"}, "icb-north": {"ccg"}, "icb-south": {"ccg"},
	}
)

func drawPerson(t *rapid.T, n int) person {
	who := person{actor: ledger.ActorID(fmt.Sprintf("person-%d", n))}
	for i := range rapid.IntRange(1, 2).Draw(t, "posts") {
		held := post(of(t, quorumRoles, "role"), of(t, quorumBodies, "body"))
		held.ID = ledger.PostID(fmt.Sprintf("post-%d-%d", n, i))
		held.To = of(t, []ledger.Date{0, 0, 0, today, today - 1}, "last day")
		who.posts = append(who.posts, held)
	}
	return who
}

// drawScheme gives some roles the right to vire, each with its need, and some the right to approve.
func drawScheme(t *rapid.T) (p *policy.Policy, needs map[string]string, able map[ledger.Role]bool) {
	needs, able = map[string]string{}, map[ledger.Role]bool{}
	var rows []string
	for i, role := range quorumRoles {
		if i == 1 || rapid.Bool().Draw(t, "vires") { // pool managers always
			id, need := fmt.Sprintf("A1%d", i), of(t, quorumNeeds, "need")
			needs[id], able[role] = need, true
			rows = append(rows, fmt.Sprintf("%s,vire-budget,any,-,*,each,%s,-,-,allow,%s", role, need, id))
		}
		if rapid.IntRange(0, 3).Draw(t, "approves") > 0 {
			rows = append(rows, fmt.Sprintf("%s,approve-proposal,any,-,*,each,-,-,-,allow,A2%d", role, i))
		}
	}
	return load(t, rows), needs, able
}

func drawQuorum(t *rapid.T) ledger.Question {
	q := ledger.Question{
		Fund: "fund", Act: "vire-budget", At: noon, Host: of(t, []ledger.BodyID{council, "ccg"}, "host"), Lines: successors,
		Partners: of(t, [][]ledger.BodyID{
			{council, nhs}, {council, nhs, trust}, {council, "icb-north", "icb-south"}, {council, "ccg", trust}, {council},
		}, "partners"),
		Matter: ledger.Matter{Partner: council, Amount: ledger.Pence(100)},
	}
	if provider := of(t, append([]ledger.BodyID{"", "", charity}, quorumBodies...), "provider"); provider != "" {
		q.Matter.Provider, q.Matter.Move = provider, of(t, []ledger.Move{ledger.Promises, ledger.Gives}, "move")
		q.Matter.Named = rapid.Bool().Draw(t, "named")
	}
	return q
}

// No sequence of people ever runs an act that the naive count says too few of them stand behind.
func TestNothingRunsWithoutItsQuorum(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, needs, able := drawScheme(t)
		q := drawQuorum(t)
		c := count{q: &q, able: able, preparer: drawPerson(t, 0)}
		c.preparer.posts[0].Role, c.preparer.posts[0].To = ledger.PoolManager, 0
		q.Actor, q.Posts = c.preparer.actor, c.preparer.posts
		d, err := p.Decide(q)
		if err != nil {
			t.Skip(err)
		}
		need, a := needs[d.Authority.Rule], d.Authority
		if d.Waits == "" {
			if err := c.enough(need); err != nil {
				t.Fatalf("alone, under %s: %v", need, err)
			}
			return
		}
		q.Act, q.Matter.Held = "approve-proposal", "vire-budget/1"
		q.Matter.Preparer = &ledger.Approval{
			Actor: a.Actor, Post: a.Post, Role: a.Role, Body: a.Body, Rule: a.Rule, Also: a.Also, At: q.At,
		}
		people := []person{c.preparer}
		for n := range 8 {
			people = append(people, drawPerson(t, n+1))
		}
		for range 16 {
			who := of(t, people, "who")
			said, after := cast(p, q, who)
			if len(after) > len(q.Matter.Approved) {
				q.Matter.Approved, c.approvers = after, append(c.approvers, who)
				if q.Matter.Move != 0 && who.actsFor(q.Matter.Provider) {
					t.Fatalf("%s approves what their own organisation would get", who.actor)
				}
			}
			err := c.enough(need)
			switch {
			case said == "runs" && err != nil:
				t.Fatalf("it runs under %q though %v: %+v by %+v", need, err, q.Matter, c.approvers)
			case said == "runs":
				return
			}
		}
	})
}
