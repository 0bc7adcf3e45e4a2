package policy_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"pooled/ledger"
	"pooled/policy"
)

// The properties hold for any scheme of delegation and any question, so both are drawn: from few roles, acts,
// bodies and amounts, so that rules and questions meet.

var (
	drawnRoles = []ledger.Role{
		ledger.CouncilFinance, ledger.PoolManager, ledger.Commissioner, ledger.Section151, ledger.Auditor,
	}
	drawnActs   = []string{"vire-budget", "pay-invoice", "raise-commitment", "approve-proposal", "reject-proposal"}
	drawnPence  = []int64{0, 1, 99_999, 100_000, 100_001, 1 << 53, 1<<53 + 1, 999_999_999_999}
	drawnBodies = []ledger.BodyID{council, nhs, trust}
	drawnWheres = []string{
		"-", "-", "fence:dfg", "scheme:beds", "fence:dfg scheme:beds", "capacity:interim", "partner:nhs",
	}
	drawnDays  = []string{"-", "-", "2015-05-31", "2015-06-01", "2015-06-02"}
	drawnNeeds = []string{
		"-", "-", "another", "another-partner", "2-others", "2-partners", "every-partner", "section-151-officer",
		"pool-manager and another", "another then section-151-officer", "every-partner and commissioner",
	}
)

// of draws one of a list.
func of[A any](t *rapid.T, list []A, name string) A { return rapid.SampledFrom(list).Draw(t, name) }

func allowRow(t *rapid.T, n int) string {
	r := ruleRow{
		string(of(t, drawnRoles, "role")), of(t, drawnActs, "act"), of(t, []string{"any", "own", "foreign"}, "own"),
		of(t, drawnWheres, "where"), of(t, []string{"*", "0.01", "1000.00", "90071992547409.92"}, "limit"), "each",
		of(t, drawnNeeds, "need"), "-", "-", "allow", fmt.Sprintf("A%03d", n),
	}
	if strings.HasSuffix(r.act(), "-proposal") {
		r = r.but(needColumn, "-")
	}
	if r.act() == "raise-commitment" && r[needColumn] == "-" && r[limitColumn] != "*" {
		r = r.but(countsColumn, of(t, []string{"each", "together"}, "counts"))
	}
	return strings.Join(dated(t, r), ",")
}

// readRows are rows about reading.
func readRows(t *rapid.T) []string {
	var rows []string
	for i := range rapid.IntRange(0, 4).Draw(t, "readers") {
		act := of(t, []string{"read", "read-posts", "read-decisions", "read-journal"}, "read act")
		own := "any"
		if act == "read" {
			own = of(t, []string{"any", "provider"}, "read own")
		}
		rows = append(rows, strings.Join(dated(t, ruleRow{
			string(of(t, drawnRoles, "reader")), act, own, of(t, drawnWheres, "read where"), "*", "each", "-", "-", "-", "allow",
			fmt.Sprintf("A5%02d", i),
		}), ","))
	}
	return rows
}

// dated draws the days of a row, one of them at most.
func dated(t *rapid.T, r ruleRow) ruleRow {
	return r.but(of(t, []int{fromColumn, toColumn}, "bound"), of(t, drawnDays, "day"))
}

func denyRow(t *rapid.T, n int) string {
	return strings.Join(dated(t, ruleRow{
		string(of(t, drawnRoles, "denied role")), of(t, append(slices.Clone(drawnActs), "*"), "denied act"),
		of(t, []string{"any", "own", "foreign"}, "denied own"), of(t, drawnWheres, "denied where"), "*", "each", "-", "-", "-",
		"deny", fmt.Sprintf("D%03d", n),
	}), ",")
}

func drawRows(t *rapid.T) []string {
	var rows []string
	for i := range rapid.IntRange(1, 8).Draw(t, "allows") {
		rows = append(rows, allowRow(t, i))
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "denies") {
		rows = append(rows, denyRow(t, i))
	}
	return rows
}

var today = ledger.DateOf(noon)

func drawPosts(t *rapid.T) []ledger.Post {
	var posts []ledger.Post
	for i := range rapid.IntRange(1, 3).Draw(t, "posts") {
		p := post(of(t, drawnRoles, "post"), of(t, drawnBodies, "employer"))
		p.ID = ledger.PostID(fmt.Sprintf("post-%d", i))
		p.Fund = of(t, []ledger.FundID{"", "fund", "other", ledger.Service}, "post's fund")
		p.To = of(t, []ledger.Date{0, today, today - 1}, "last day")
		p.Capacity = of(t, []ledger.Capacity{"", ledger.Substantive, ledger.Interim}, "capacity")
		posts = append(posts, p)
	}
	return posts
}

func drawMatter(t *rapid.T, act string) ledger.Matter {
	m := ledger.Matter{
		Partner: of(t, append(slices.Clone(drawnBodies), ""), "partner"),
		Amount:  ledger.Pence(of(t, drawnPence, "pence")),
		Fence:   of(t, []ledger.Fence{"", "dfg", "ibcf"}, "fence"),
		Scheme:  of(t, []ledger.SchemeID{"", "beds", "homes"}, "scheme"),
	}
	if provider := of(t, []ledger.BodyID{"", careCo, council, nhs}, "provider"); provider != "" {
		m.Provider, m.Move, m.Named = provider, moves[act], rapid.Bool().Draw(t, "named")
	}
	if act == "raise-commitment" {
		m.Allowance, m.Used = "promised", ledger.Pence(of(t, drawnPence[:5], "used"))
	}
	return m
}

func drawQuestion(t *rapid.T) ledger.Question {
	people := []ledger.ActorID{"ada", "ben", "cat"}
	q := ledger.Question{
		Fund: "fund", Act: of(t, drawnActs, "asked"), At: noon, Actor: of(t, people, "actor"), Posts: drawPosts(t),
		Host: council, Partners: of(t, [][]ledger.BodyID{nil, {council, nhs}, {council, nhs, trust}}, "partners"),
	}
	q.Matter = drawMatter(t, q.Act)
	if rapid.Bool().Draw(t, "interested") {
		q.Interests = []ledger.Interest{{Body: careCo, From: 1, To: of(t, []ledger.Date{0, today, today - 1}, "until")}}
	}
	if strings.HasSuffix(q.Act, "-proposal") {
		held := of(t, drawnActs[:3], "held")
		q.Matter = drawMatter(t, held)
		q.Matter.Held = held + "/1"
		q.Matter.Preparer = drawApproval(t, people, "preparer")
		for range rapid.IntRange(0, 2).Draw(t, "approvals") {
			q.Matter.Approved = append(q.Matter.Approved, *drawApproval(t, people, "approver"))
		}
	}
	return q
}

func drawApproval(t *rapid.T, people []ledger.ActorID, name string) *ledger.Approval {
	return &ledger.Approval{
		Actor: of(t, people, name), Role: of(t, drawnRoles, name+"'s role"), Body: of(t, drawnBodies, name+"'s body"),
		Rule: fmt.Sprintf("A%03d", rapid.IntRange(0, 8).Draw(t, name+"'s rule")),
	}
}

// worth orders answers: no, yes once others approve, yes.
func worth(t *rapid.T, p *policy.Policy, q ledger.Question) int {
	got := told(p.Decide(q))
	switch first, _, _ := strings.Cut(got, " "); {
	case strings.HasPrefix(got, "yes"):
		return 2
	case first == "waits":
		return 1
	case slices.Contains([]string{"no", "never", "own", "interest"}, first):
		return 0
	}
	t.Fatalf("%s: %+v", got, q)
	return 0
}

func load(t *rapid.T, rows []string) *policy.Policy {
	p, err := policy.Load(table(rows...))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestADenyNeverAllowsMore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows, q := drawRows(t), drawQuestion(t)
		before := worth(t, load(t, rows), q)
		if after := worth(t, load(t, append(slices.Clone(rows), denyRow(t, 99))), q); after > before {
			t.Fatalf("a deny row turned %d into %d", before, after)
		}
	})
}

func TestMoreMoneyIsNeverEasier(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, q := load(t, drawRows(t)), drawQuestion(t)
		before := worth(t, p, q)
		more := ledger.Pence(of(t, []int64{1, 2, 100_000, 1 << 54}, "more"))
		if q.Matter.Allowance != "" && rapid.Bool().Draw(t, "before it") {
			q.Matter.Used = q.Matter.Used.Add(more)
		} else {
			q.Matter.Amount = q.Matter.Amount.Add(more)
		}
		if after := worth(t, p, q); after > before {
			t.Fatalf("a larger amount turned %d into %d", before, after)
		}
	})
}

func TestWithoutAPostNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, q := load(t, drawRows(t)), drawQuestion(t)
		_ = worth(t, p, q) // what is remembered of it gives nothing
		q.Posts = slices.DeleteFunc(q.Posts, func(p ledger.Post) bool { return p.Covers(q.Fund, today) })
		if got := worth(t, p, q); got != 0 {
			t.Fatalf("without a valid post: %d", got)
		}
	})
}

func TestOrderSaysNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows, q := drawRows(t), drawQuestion(t)
		d, err := load(t, rows).Decide(q)
		q.Posts = rapid.Permutation(q.Posts).Draw(t, "posts again")
		q.Interests = rapid.Permutation(q.Interests).Draw(t, "interests again")
		again, errAgain := load(t, rapid.Permutation(rows).Draw(t, "rows again")).Decide(q)
		if fmt.Sprintf("%+v %v", d, err) != fmt.Sprintf("%+v %v", again, errAgain) {
			t.Fatalf("another order answers otherwise:\n%+v %v\n%+v %v", d, err, again, errAgain)
		}
	})
}

func TestNobodyDecidesTheirOwn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, q := load(t, drawRows(t)), drawQuestion(t)
		q.Act = of(t, []string{"approve-proposal", "reject-proposal"}, "decision")
		q.Matter.Held = "vire-budget/1"
		q.Matter.Preparer = &ledger.Approval{Actor: q.Actor, Role: of(t, drawnRoles, "role"), Rule: "A000"}
		if got := worth(t, p, q); got != 0 {
			t.Fatalf("a preparer's own decision: %d", got)
		}
		q.Act, q.Matter.Preparer.Actor = "approve-proposal", "dan"
		q.Matter.Approved = append(q.Matter.Approved, ledger.Approval{Actor: q.Actor, Rule: "A001"})
		if got := worth(t, p, q); got != 0 {
			t.Fatalf("a second approval: %d", got)
		}
	})
}

func TestNobodyWithAnInterestDecides(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, q := load(t, drawRows(t)), drawQuestion(t)
		if q.Matter.Move == 0 {
			t.Skip("nobody gets anything")
		}
		q.Interests = append(q.Interests, ledger.Interest{Body: q.Matter.Provider, From: today, To: today})
		if got := worth(t, p, q); got != 0 {
			t.Fatalf("a decision for a body with an interest in it: %d", got)
		}
	})
}

// The answer is the same when everybody's bodies are exchanged, the host among them: no partner is favoured by its
// name.
func TestPartnersAreEqual(t *testing.T) {
	t.Parallel()
	mirror := strings.NewReplacer("council", "nhs", "nhs", "council")
	swap := func(b ledger.BodyID) ledger.BodyID { return ledger.BodyID(mirror.Replace(string(b))) }
	rapid.Check(t, func(t *rapid.T) {
		rows, q := drawRows(t), drawQuestion(t)
		before := told(load(t, rows).Decide(q))
		for i := range rows {
			rows[i] = strings.ReplaceAll(rows[i], "partner:nhs", "partner:council")
		}
		q.Posts, q.Partners = slices.Clone(q.Posts), slices.Clone(q.Partners)
		for i := range q.Posts {
			q.Posts[i].Body = swap(q.Posts[i].Body)
		}
		for i := range q.Partners {
			q.Partners[i] = swap(q.Partners[i])
		}
		q.Host, q.Matter.Partner, q.Matter.Provider = swap(q.Host), swap(q.Matter.Partner), swap(q.Matter.Provider)
		if q.Matter.Preparer != nil {
			q.Matter.Preparer.Body = swap(q.Matter.Preparer.Body)
		}
		for i := range q.Matter.Approved {
			q.Matter.Approved[i].Body = swap(q.Matter.Approved[i].Body)
		}
		wanted := strings.NewReplacer(" nhs", " council", " council", " nhs").Replace(before)
		if after := told(load(t, rows).Decide(q)); after != wanted {
			t.Fatalf("exchanging the partners turned %q into %q", before, after)
		}
	})
}

// What Casbin has said is remembered by what the rows can tell apart. A scheme of delegation that has been asked much
// answers as one that was never asked.
func TestRememberedAnswersAreFreshOnes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows := append(drawRows(t), readRows(t)...)
		asked := load(t, rows)
		for range rapid.IntRange(5, 25).Draw(t, "questions") {
			q := drawQuestion(t)
			q.At = noon.AddDate(0, 0, rapid.IntRange(-2, 2).Draw(t, "day"))
			d, err := asked.Decide(q)
			fresh, freshErr := load(t, rows).Decide(q)
			if fmt.Sprintf("%+v %v", d, err) != fmt.Sprintf("%+v %v", fresh, freshErr) {
				t.Fatalf("asked before: %+v %v\nafresh:       %+v %v\n%+v", d, err, fresh, freshErr, q)
			}
			q.Act, q.Matter.Preparer = of(t, []string{"read", "read-posts", "read-decisions", "read-journal"}, "reading"), nil
			q.Fund = of(t, []ledger.FundID{"fund", ledger.Service}, "journal")
			sight, err := asked.May(q)
			freshSight, freshErr := load(t, rows).May(q)
			if fmt.Sprintf("%+v %v", sight, err) != fmt.Sprintf("%+v %v", freshSight, freshErr) {
				t.Fatalf("read before: %+v %v\nafresh:      %+v %v\n%+v", sight, err, freshSight, freshErr, q)
			}
		}
	})
}
