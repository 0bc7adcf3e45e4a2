package policy_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pooled/ledger"
	"pooled/policy"
)

// The names of these tests are those of the pitfalls that were tried on Casbin itself.

func TestP1P2LimitsAreNotText(t *testing.T) {
	t.Parallel()
	p := mustLoad(t, "council-finance-officer,vire-budget,any,-,50000.00,each,-,-,-,allow,A01")
	for amount, want := range map[string]string{
		"1000000.00": "no", // less than 50000.00 as text
		"6.00":       "yes A01",
		"50000.00":   "yes A01",
		"50000.01":   "no",
	} {
		if got := told(p.Decide(asks(t, "council finance officer", "vire-budget", amount))); got != want {
			t.Errorf("£%s against a limit of £50,000.00: %s, want %s", amount, got, want)
		}
	}
}

func TestP3LimitsAreNotFloats(t *testing.T) {
	t.Parallel()
	const limit = 1 << 53 // pence; one more is the same float64
	most := ledger.Pence(limit).String()
	p := mustLoad(t,
		"council-finance-officer,vire-budget,any,-,"+most+",each,-,-,-,allow,A01",
		"commissioner,raise-commitment,any,-,"+most+",together,-,-,-,allow,A02",
	)
	q := asks(t, "council finance officer", "vire-budget", "0.00")
	used := asks(t, "council commissioner", "raise-commitment", "0.01")
	for amount, want := range map[int64]string{limit: "yes", limit + 1: "no"} {
		if q.Matter.Amount = ledger.Pence(amount); ruleName.ReplaceAllString(told(p.Decide(q)), "") != want {
			t.Errorf("%d pence against %d: %s, want %s", amount, int64(limit), told(p.Decide(q)), want)
		}
		if used.Matter.Used = ledger.Pence(amount - 1); ruleName.ReplaceAllString(told(p.Decide(used)), "") != want {
			t.Errorf("a penny after %d against %d: %s, want %s", amount-1, int64(limit), told(p.Decide(used)), want)
		}
	}
	q.Matter.Amount = ledger.Pence(-1)
	if d, err := p.Decide(q); !errors.Is(err, ledger.ErrAmountNotPositive) {
		t.Errorf("an amount below nothing: %+v, %v", d, err)
	}
}

func TestP4DenyMisspeltIsRefused(t *testing.T) {
	t.Parallel()
	for _, effect := range []string{"Deny", "DENY", "denied", "deny.", "denу"} { // the last in Cyrillic
		if _, err := policy.Load(table(good, "auditor,vire-budget,any,-,*,each,-,-,-,"+effect+",D01")); err == nil {
			t.Errorf("effect %q was taken", effect)
		}
	}
}

func TestP5NothingIsAllowedByDefault(t *testing.T) {
	t.Parallel()
	if _, err := policy.Load(table()); err == nil {
		t.Error("an empty scheme of delegation was taken")
	}
	denials := mustLoad(t, "auditor,vire-budget,any,-,*,each,-,-,-,deny,D01", "auditor,*,any,-,*,each,-,-,-,deny,D02")
	for _, role := range ledger.Roles {
		for _, who := range titled(role) {
			for _, kind := range ledger.ActKinds() {
				if d, err := denials.Decide(asks(t, who, ledger.ActName(kind), "0.00")); err == nil {
					t.Errorf("%s may %s though nothing allows it: %+v", who, kind, d)
				}
			}
			for _, act := range []string{"read", "read-posts", "read-decisions", "read-journal"} {
				if sight, err := denials.May(asks(t, who, act, "0.00")); err == nil {
					t.Errorf("%s may %s though nothing allows it: %+v", who, act, sight)
				}
			}
		}
	}
}

func TestP11APersonCalledLikeARole(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	for _, role := range append(slices.Clone(ledger.Roles), ledger.TimerRole) {
		for _, kind := range ledger.ActKinds() {
			q := asks(t, "council finance officer", ledger.ActName(kind), "0.00")
			q.Actor, q.Posts = ledger.ActorID(role), nil
			if d, err := p.Decide(q); err == nil {
				t.Errorf("an actor called %s without a post may %s: %+v", role, kind, d)
			}
			q.Posts = []ledger.Post{{ID: ledger.PostID(role), Role: "guest", Body: ledger.BodyID(role), From: 1}}
			if d, err := p.Decide(q); err == nil {
				t.Errorf("an actor, a post and a body called %s may %s: %+v", role, kind, d)
			}
		}
	}
	nobody := asks(t, "council finance officer", "open-fund", "0.00")
	if nobody.Actor = ""; told(p.Decide(nobody)) != "no" {
		t.Errorf("nobody at all opens a fund: %s", told(p.Decide(nobody)))
	}
}

func TestP12AShortRowBreaksNothing(t *testing.T) {
	t.Parallel()
	for n := 1; n < len(strings.Split(good, ",")); n++ {
		short := strings.Join(strings.Split(good, ",")[:n], ",")
		if _, err := policy.Load(table("pool-manager,open-fund,any,-,*,each,-,-,-,allow,A09", short)); err == nil {
			t.Errorf("a row of %d fields was taken", n)
		}
	}
}

// A limit that could not be read would be a fault, and a fault is a refusal with nothing of the answer in it.
func TestP17ARefusalSaysWhy(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	for _, q := range append(decisions(t), approvals(t)...) {
		if strings.HasPrefix(q.Act, "read") {
			continue
		}
		d, err := p.Decide(q.Question)
		if err == nil {
			continue
		}
		if d.Waits != "" || d.Authority.Type != "" || d.Authority.Complete || len(err.Error()) < 20 {
			t.Errorf("line %d: %s: refused with %+v, %q", q.line, q.name, d, err)
		}
	}
}

// P6, P7, P8, P13, P14, P15: what would switch Casbin off, cache its answers by their text, change its rules or run
// data as code is not there.
func TestCasbinIsUsedPlainly(t *testing.T) {
	t.Parallel()
	banned := []string{
		"EnableEnforce", "EnableAcceptJsonRequest", "NewCachedEnforcer", "NewSyncedEnforcer",
		"NewSyncedCachedEnforcer", "EnforceWithMatcher", "LoadPolicy", "RemovePolicy", "ClearPolicy", "AddRoleForUser",
		"AddNamedMatchingFunc", "EnableAutoSave", "EnableAutoNotifyWatcher",
	}
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(err, "no files")
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if name, ok := n.(*ast.Ident); ok && slices.Contains(banned, name.Name) {
				t.Errorf("%s uses %s", file, name.Name)
			}
			return true
		})
	}
}

// P9, P10, P14: the model has one matcher, of our own functions: no patterns, no chains of roles, no code in data.
func TestTheModelIsPlain(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("model.conf")
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"eval(", "regexMatch", "keyMatch", "globMatch", "role_definition", " g(", "<", ">"} {
		if strings.Contains(string(text), word) {
			t.Errorf("model.conf uses %s", word)
		}
	}
	if !strings.Contains(string(text), "!some(where (p.eft == deny))") {
		t.Error("a deny no longer outweighs")
	}
}
