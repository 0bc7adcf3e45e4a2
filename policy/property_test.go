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
	drawnRoles = []ledger.Role{ledger.FinanceOfficer, ledger.PoolManager, ledger.ChiefFinance, ledger.Auditor}
	drawnActs  = []string{"vire-budget", "pay-invoice", "approve-proposal", "reject-proposal", "open-fund"}
	drawnPence = []int64{0, 1, 99_999, 100_000, 100_001, 1 << 53, 1<<53 + 1, 999_999_999_999}
	bodies     = []ledger.BodyID{"council", "nhs", "trust"}
)

func allowRow(t *rapid.T, n int) string {
	limit := rapid.SampledFrom([]string{"*", "0.01", "1000.00", "90071992547409.92"}).Draw(t, "limit")
	need := rapid.SampledFrom([]string{"-", "another", "another-partner"}).Draw(t, "need")
	act := rapid.SampledFrom(drawnActs).Draw(t, "act")
	if strings.HasSuffix(act, "-proposal") {
		need = "-"
	}
	return fmt.Sprintf("%s,%s,%s,%s,%s,allow,A%03d", rapid.SampledFrom(drawnRoles).Draw(t, "role"), act,
		rapid.SampledFrom([]string{"any", "own"}).Draw(t, "own"), limit, need, n)
}

func denyRow(t *rapid.T, n int) string {
	return fmt.Sprintf("%s,%s,%s,*,-,deny,D%03d", rapid.SampledFrom(drawnRoles).Draw(t, "denied role"),
		rapid.SampledFrom(append(slices.Clone(drawnActs), "*")).Draw(t, "denied act"),
		rapid.SampledFrom([]string{"any", "own"}).Draw(t, "denied own"), n)
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

func drawQuestion(t *rapid.T) ledger.Question {
	q := ledger.Question{
		Fund: "fund", Act: rapid.SampledFrom(drawnActs).Draw(t, "asked"), At: noon,
		Actor: ledger.ActorID(rapid.SampledFrom([]string{"ada", "ben", "cat"}).Draw(t, "actor")),
	}
	for i := range rapid.IntRange(1, 3).Draw(t, "posts") {
		p := post(rapid.SampledFrom(drawnRoles).Draw(t, "post"), rapid.SampledFrom(bodies).Draw(t, "employer"))
		p.ID = ledger.PostID(fmt.Sprintf("post-%d", i))
		p.Fund = rapid.SampledFrom([]ledger.FundID{"", "fund", "other", ledger.Service}).Draw(t, "post's fund")
		today := ledger.DateOf(noon)
		p.To = rapid.SampledFrom([]ledger.Date{0, today, today - 1}).Draw(t, "last day")
		q.Posts = append(q.Posts, p)
	}
	q.Matter = ledger.Matter{
		Partner: rapid.SampledFrom(append(slices.Clone(bodies), "")).Draw(t, "partner"),
		Amount:  ledger.Pence(rapid.SampledFrom(drawnPence).Draw(t, "pence")),
	}
	if strings.HasSuffix(q.Act, "-proposal") {
		q.Matter.Held = rapid.SampledFrom(drawnActs[:2]).Draw(t, "held") + "/1"
		q.Matter.Preparer = &ledger.Approval{
			Actor: ledger.ActorID(rapid.SampledFrom([]string{"ada", "ben", "cat"}).Draw(t, "preparer")),
			Role:  rapid.SampledFrom(drawnRoles).Draw(t, "preparer's role"),
			Body:  rapid.SampledFrom(bodies).Draw(t, "preparer's body"),
			Rule:  fmt.Sprintf("A%03d", rapid.IntRange(0, 8).Draw(t, "preparer's rule")),
		}
	}
	return q
}

// worth orders answers: no, yes once others approve, yes.
func worth(t *rapid.T, p *policy.Policy, q ledger.Question) int {
	d, err := p.Decide(q)
	got := told(d, err)
	switch {
	case strings.HasPrefix(got, "yes"):
		return 2
	case strings.HasPrefix(got, "waits"):
		return 1
	case got == "no" || got == "own work":
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
		more := rapid.SampledFrom([]int64{1, 2, 100_000, 1 << 54}).Draw(t, "more")
		q.Matter.Amount = q.Matter.Amount.Add(ledger.Pence(more))
		if after := worth(t, p, q); after > before {
			t.Fatalf("a larger amount turned %d into %d", before, after)
		}
	})
}

func TestWithoutAPostNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, q := load(t, drawRows(t)), drawQuestion(t)
		q.Posts = slices.DeleteFunc(q.Posts, func(p ledger.Post) bool {
			return p.Covers(q.Fund, ledger.DateOf(q.At))
		})
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
		q.Act = rapid.SampledFrom([]string{"approve-proposal", "reject-proposal"}).Draw(t, "decision")
		q.Matter.Held, q.Matter.Preparer = "vire-budget/1", &ledger.Approval{Actor: q.Actor, Rule: "A000"}
		if got := worth(t, p, q); got != 0 {
			t.Fatalf("a preparer's own decision: %d", got)
		}
	})
}

// The answer is the same when everybody's bodies are exchanged: no partner is favoured by its name.
func TestPartnersAreEqual(t *testing.T) {
	t.Parallel()
	mirror := map[ledger.BodyID]ledger.BodyID{"council": "nhs", "nhs": "council"}
	swap := func(b ledger.BodyID) ledger.BodyID {
		if other, ok := mirror[b]; ok {
			return other
		}
		return b
	}
	rapid.Check(t, func(t *rapid.T) {
		p, q := load(t, drawRows(t)), drawQuestion(t)
		before := worth(t, p, q)
		q.Posts, q.Matter.Partner = slices.Clone(q.Posts), swap(q.Matter.Partner)
		for i := range q.Posts {
			q.Posts[i].Body = swap(q.Posts[i].Body)
		}
		if q.Matter.Preparer != nil {
			q.Matter.Preparer.Body = swap(q.Matter.Preparer.Body)
		}
		if after := worth(t, p, q); after != before {
			t.Fatalf("exchanging the partners turned %d into %d", before, after)
		}
	})
}
