package policy_test

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"pooled/ledger"
	"pooled/policy"
)

// ruleRow is a row of policy.csv, changed at will.
type ruleRow []string

const (
	roleColumn = iota
	actColumn
	ownColumn
	whereColumn
	limitColumn
	countsColumn
	needColumn
	fromColumn
	toColumn
	effectColumn
	ruleColumn
)

func (r ruleRow) role() ledger.Role { return ledger.Role(r[roleColumn]) }
func (r ruleRow) act() string       { return r[actColumn] }
func (r ruleRow) id() string        { return r[ruleColumn] }
func (r ruleRow) denies() bool      { return r[effectColumn] == "deny" }

// but is the same row with another word in a column.
func (r ruleRow) but(column int, word string) ruleRow {
	other := slices.Clone(r)
	other[column] = word
	return other
}

func ruleRows(t testing.TB) []ruleRow {
	t.Helper()
	text, err := os.ReadFile("policy.csv")
	if err != nil {
		t.Fatal(err)
	}
	return rowsOf(string(text))
}

func rowsOf(text string) []ruleRow {
	var rows []ruleRow
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "role,") {
			continue
		}
		fields := strings.Split(line, ",")
		for i := range fields {
			fields[i] = strings.TrimSpace(fields[i])
		}
		rows = append(rows, fields)
	}
	return rows
}

func loadRows(rows []ruleRow) (*policy.Policy, error) {
	lines := make([]string, 0, len(rows))
	for _, r := range rows {
		lines = append(lines, strings.Join(r, ","))
	}
	return policy.Load(table(lines...))
}

// mutant is a scheme of delegation with one rule loosened, or left out.
type mutant struct {
	name string
	rule ruleRow   // as it was
	rows []ruleRow // what stands in its place
}

// mutants are all the ways in which a rule is loosened.
func mutants(r ruleRow) []mutant {
	list := []mutant{{r.id() + " left out", r, nil}}
	loosen := func(how string, rows ...ruleRow) { list = append(list, mutant{r.id() + " " + how, r, rows}) }
	wider := "A99999"
	if r.denies() {
		wider = "D99999"
	}
	if limit, err := ledger.ParseMoney(r[limitColumn]); err == nil {
		loosen("without a limit", r.but(limitColumn, "*").but(countsColumn, "each"))
		loosen("for a penny more", r.but(limitColumn, limit.Add(ledger.Pence(1)).String()))
		loosen("for a penny less", r.but(limitColumn, limit.Sub(ledger.Pence(1)).String()))
	}
	if r[countsColumn] == "together" {
		loosen("for each act", r.but(countsColumn, "each"))
	}
	if r[ownColumn] != "any" {
		loosen("for anybody's money", r.but(ownColumn, "any"))
	}
	if r[whereColumn] != "-" {
		loosen("anywhere", r.but(whereColumn, "-"))
	}
	if r[fromColumn] != "-" {
		loosen("from ever", r.but(fromColumn, "-"))
	}
	if r[toColumn] != "-" {
		loosen("for ever", r.but(toColumn, "-"))
	}
	for _, need := range looserNeeds(r[needColumn]) {
		loosen(fmt.Sprintf("needing %q", need), r.but(needColumn, need))
	}
	for _, role := range append(slices.Clone(ledger.Roles), ledger.TimerRole) {
		if role != r.role() {
			loosen("for a "+string(role)+" too", r, r.but(roleColumn, string(role)).but(ruleColumn, wider))
		}
	}
	return list
}

// looserNeeds are the needs that ask for less than one does.
func looserNeeds(need string) []string {
	switch need {
	case "-":
		return nil
	case "another":
		return []string{"-"}
	case "another-partner":
		return []string{"-", "another"}
	case "every-partner":
		return []string{"-", "another", "another-partner"}
	}
	looser := []string{"-", "another"}
	for _, join := range []string{" and ", " then "} {
		steps := strings.Split(need, join)
		if len(steps) == 1 {
			continue
		}
		for i := range steps {
			looser = append(looser, strings.Join(slices.Delete(slices.Clone(steps), i, i+1), join))
		}
		if join == " then " {
			looser = append(looser, strings.Join(steps, " and "))
		}
	}
	return looser
}

// equal reports whether nobody could tell a mutant from what it was made of, and why. What may stand here is little,
// and each of it is checked.
func (m mutant) equal(all []ruleRow) bool {
	if len(m.rows) < 2 {
		return false
	}
	wider := m.rows[1]
	for _, r := range all { // the other role has the same right already, or more
		more := slices.Equal(r.but(needColumn, "-")[ownColumn:ruleColumn],
			[]string{"any", "-", "*", "each", "-", "-", "-", "allow"}) && asksNoMore(r[needColumn], wider[needColumn])
		if slices.Equal(r[:ruleColumn], wider[:ruleColumn]) || more && r.role() == wider.role() && r.act() == wider.act() {
			return true
		}
	}
	for _, r := range all { // or is denied it whatever stands here
		if r.denies() && r.role() == wider.role() && r.act() == "*" && onFund(wider.act()) {
			return true
		}
	}
	if wider.act() != "approve-proposal" && wider.act() != "reject-proposal" {
		return false
	}
	for _, r := range all { // who may neither do nor is named to approve what waits decides no proposal
		if waits := r[needColumn] != "-"; waits && strings.Contains(r[needColumn], string(wider.role())) ||
			!r.denies() && r.role() == wider.role() && proposable(all, r.act()) {
			return false
		}
	}
	return true
}

// asksNoMore reports whether a need is nothing, or names no more roles than another does.
func asksNoMore(need, than string) bool {
	named := func(text string) int { return strings.Count(text, "-officer") }
	return need == "-" || named(need) > 0 && named(need) <= named(than)
}

func onFund(act string) bool {
	return !slices.Contains(append([]string{"read", "read-decisions", "read-journal"}, serviceActs...), act)
}

// proposable reports whether an act can wait for others: by a rule, or because pool money would go to the host.
func proposable(all []ruleRow, act string) bool {
	_, moved := moves[act]
	return moved || slices.ContainsFunc(all, func(r ruleRow) bool { return r.act() == act && r[needColumn] != "-" })
}

// TestMutations leaves out and loosens every rule of policy.csv in every way it can be; each time, a case of the
// tables must answer otherwise. A rule that could be loosened without anybody noticing is no rule that is tested.
//
// A question is asked of the rules of its acts alone, for speed: what the others say has no part in the answer.
func TestMutations(t *testing.T) {
	t.Parallel()
	hunt(t, ruleRows(t), append(decisions(t), approvals(t)...))
}

// hunt reports the mutants of the rules that no question tells from them.
func hunt(t *testing.T, all []ruleRow, cases []question) {
	t.Helper()
	for _, r := range all { // as it is, each rule answers rightly without those of other acts
		if lives, _ := (mutant{"", r, []ruleRow{r}}).survives(all, cases); !lives {
			t.Errorf("the cases of %s fail before anything is changed", r.act())
		}
	}
	work := make(chan mutant)
	var mu sync.Mutex
	var hunters sync.WaitGroup
	tried, refused, same := 0, 0, 0
	var survivors []string
	for range runtime.GOMAXPROCS(0) {
		hunters.Go(func() {
			for m := range work {
				equal := m.equal(all)
				lives, accepted := false, true
				if !equal {
					lives, accepted = m.survives(all, cases)
				}
				mu.Lock()
				switch {
				case equal:
					same++
				case !accepted:
					refused++
				case lives:
					survivors = append(survivors, m.name)
				}
				tried++
				mu.Unlock()
			}
		})
	}
	for _, r := range all {
		for _, m := range mutants(r) {
			work <- m
		}
	}
	close(work)
	hunters.Wait()
	t.Logf("%d mutants of %d rules: %d refused by Load, %d that change nothing, %d survivors; %d cases", tried, len(all),
		refused, same, len(survivors), len(cases))
	slices.Sort(survivors)
	for _, name := range survivors {
		t.Errorf("no case tells the scheme of delegation from one with %s", name)
	}
}

// survives reports whether every question is answered as before.
func (m mutant) survives(all []ruleRow, cases []question) (lives, accepted bool) {
	var asked []question
	for _, q := range cases {
		if m.rule.act() == "*" || slices.Contains(q.within, m.rule.act()) {
			asked = append(asked, q)
		}
	}
	p, err := m.scheme(all, asked)
	if err != nil {
		return false, false
	}
	return !slices.ContainsFunc(asked, func(q question) bool { return q.answer(p) != q.wanted() }), true
}

// scheme is the mutant with the rules of the acts of some questions.
func (m mutant) scheme(all []ruleRow, asked []question) (*policy.Policy, error) {
	acts := map[string]bool{"*": true}
	for _, q := range asked {
		for _, act := range q.within {
			acts[act] = true
		}
	}
	rows := []ruleRow{unused}
	for _, r := range all {
		switch {
		case r.id() == m.rule.id():
			rows = append(rows, m.rows...)
		case acts[r.act()]:
			rows = append(rows, r)
		}
	}
	return loadRows(rows)
}

// unused is a rule that no question asks for, since a scheme of delegation is never empty.
var unused = rowsOf("board-member, reverse-entry, own, partner:nobody, 0.01, each, -, 2000-01-01, 2000-01-01, allow, A00")[0]
