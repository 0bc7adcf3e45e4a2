package policy_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"pooled/ledger"
	"pooled/policy"
)

const decisionsFile = "testdata/decisions.csv"

// decisions are the cases of decisions.csv.
func decisions(t testing.TB) []question {
	t.Helper()
	return casesIn(t, decisionsFile)
}

// casesIn are the cases of a table of decisions, those for everybody else and for every act written out.
func casesIn(t testing.TB, file string) []question {
	t.Helper()
	rows := sheet(t, file)
	var list []question
	for _, row := range rows {
		switch {
		case row["who"] == "everybody else":
			for _, who := range everybodyElse(rows, row["act"]) {
				list = append(list, put(t, with(row, "who", who)))
			}
		case row["act"] == "every act on a fund":
			for _, act := range fundActs() {
				list = append(list, put(t, with(row, "act", act)))
			}
		default:
			list = append(list, put(t, row))
		}
	}
	return list
}

func with(row map[string]string, column, value string) map[string]string {
	other := map[string]string{}
	for k, v := range row {
		other[k] = v
	}
	other[column] = value
	return other
}

// everybodyElse are the people, two of each role, whom no row allows an act.
func everybodyElse(rows []map[string]string, act string) []string {
	allowed := map[ledger.Role]bool{ledger.PostsAdministrator: true, ledger.Auditor: true}
	for _, row := range rows {
		want, _, _ := strings.Cut(row["expected"], " ")
		if row["act"] != act || !slices.Contains([]string{"yes", "waits", "reads"}, want) {
			continue
		}
		if p, err := somebody(row["who"]); err == nil && len(p.posts) == 1 {
			allowed[p.posts[0].Role] = true
		}
	}
	var people []string
	for _, role := range ledger.Roles {
		if !allowed[role] {
			people = append(people, titled(role)...)
		}
	}
	return people
}

// fundActs are the acts that somebody asks for in a fund's journal.
func fundActs() []string {
	var acts []string
	for _, kind := range ledger.ActKinds() {
		act := ledger.ActName(kind)
		decides := strings.HasSuffix(act, "-proposal")
		if !slices.Contains(serviceActs, act) && act != "propose-act" && !decides {
			acts = append(acts, act)
		}
	}
	return acts
}

func TestDecisions(t *testing.T) {
	t.Parallel()
	list := decisions(t)
	if rows := len(sheet(t, decisionsFile)); rows < 300 {
		t.Errorf("%s has %d rows: fewer than a governor was promised", decisionsFile, rows)
	}
	ask(t, mustDefault(t), list)
	onlyOnce(t, list)
}

func onlyOnce(t *testing.T, list []question) {
	t.Helper()
	asked := map[string]int{}
	for _, q := range list {
		if row := asked[q.name]; row != 0 {
			t.Errorf("lines %d and %d are one case: %s", row, q.line, q.name)
		}
		asked[q.name] = q.line
	}
}

// Every rule is named by a case that is answered otherwise without it. That each also has a case that would be allowed
// if it were looser is what TestMutations holds.
func TestEveryRuleIsNamed(t *testing.T) {
	t.Parallel()
	all := ruleRows(t)
	named := namedIn(append(decisions(t), approvals(t)...))
	for _, r := range all {
		p, err := mutant{"", r, nil}.scheme(all, named[r.id()])
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range named[r.id()] {
			if q.allowed() && q.answer(p) == q.wanted() {
				t.Errorf("line %d: %s\nsays %q, and would without %s", q.line, q.name, q.want, r.id())
			}
		}
		if !slices.ContainsFunc(named[r.id()], question.allowed) && !r.denies() || len(named[r.id()]) == 0 {
			t.Errorf("no case names rule %s: %s", r.id(), strings.Join(r, ", "))
		}
		delete(named, r.id())
	}
	for id := range named {
		t.Errorf("a case names rule %s, which is none", id)
	}
}

// allowed reports whether a case says yes, if only once others approve.
func (q question) allowed() bool {
	want, _, _ := strings.Cut(q.want, " ")
	return slices.Contains([]string{"yes", "waits", "reads"}, want)
}

// Every act of the ledger is somebody's to do: a new act without a row is found here.
func TestEveryActHasARule(t *testing.T) {
	t.Parallel()
	builtIn := []string{"found-service", "propose-act", "declare-interest", "end-interest"}
	for _, kind := range ledger.ActKinds() {
		act := ledger.ActName(kind)
		has := func(r ruleRow) bool { return r.act() == act }
		if !slices.Contains(builtIn, act) && !slices.ContainsFunc(ruleRows(t), has) {
			t.Errorf("no rule gives %s to anybody", act)
		}
	}
}

// A fund's own scheme of delegation, with every kind of condition, is answered as policy.csv is.
func TestLocalDecisions(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/local.csv")
	if err != nil {
		t.Fatal(err)
	}
	list := casesIn(t, "testdata/local-decisions.csv")
	p, err := policy.Load(text)
	if err != nil {
		t.Fatal(err)
	}
	ask(t, p, list)
	onlyOnce(t, list)
	hunt(t, rowsOf(string(text)), list)
}
