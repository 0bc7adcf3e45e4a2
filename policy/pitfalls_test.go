package policy_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pooled/ledger"
	"pooled/policy"
)

// The names of these tests are those of the pitfalls that were tried on Casbin itself.

func TestP1LimitsAreNotText(t *testing.T) {
	t.Parallel()
	p := mustLoad(t, "finance-officer,vire-budget,any,50000.00,-,allow,A01")
	for amount, want := range map[string]string{
		"1000000.00": "no", // less than 50000.00 as text
		"6.00":       "yes A01",
		"50000.00":   "yes A01",
		"50000.01":   "no",
	} {
		d, err := p.Decide(asks("council finance officer", "vire-budget", amount))
		if got := told(d, err); got != want {
			t.Errorf("£%s against a limit of £50,000.00: %s, want %s", amount, got, want)
		}
	}
}

func TestP3LimitsAreNotFloats(t *testing.T) {
	t.Parallel()
	const limit = 1 << 53 // pence; one more is the same float64
	p := mustLoad(t, "finance-officer,vire-budget,any,"+ledger.Pence(limit).String()+",-,allow,A01")
	q := asks("council finance officer", "vire-budget", "0.00")
	for amount, want := range map[int64]string{limit: "yes A01", limit + 1: "no"} {
		q.Matter.Amount = ledger.Pence(amount)
		if d, err := p.Decide(q); told(d, err) != want {
			t.Errorf("%d pence against %d: %s, want %s", amount, int64(limit), told(d, err), want)
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
		if _, err := policy.Load(table(good, "auditor,vire-budget,any,*,-,"+effect+",D01")); err == nil {
			t.Errorf("effect %q was taken", effect)
		}
	}
}

func TestP5NothingIsAllowedByDefault(t *testing.T) {
	t.Parallel()
	if _, err := policy.Load(table()); err == nil {
		t.Error("an empty scheme of delegation was taken")
	}
	denials := mustLoad(t, "auditor,vire-budget,any,*,-,deny,D01", "auditor,*,any,*,-,deny,D02")
	for who := range people {
		for _, kind := range ledger.ActKinds() {
			act, _, _ := strings.Cut(kind, "/")
			if d, err := denials.Decide(asks(who, act, "0.00")); err == nil {
				t.Errorf("%s may %s though nothing allows it: %+v", who, act, d)
			}
		}
	}
}

func TestP11APersonCalledLikeARole(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	for _, role := range ledger.Roles {
		for _, kind := range ledger.ActKinds() {
			act, _, _ := strings.Cut(kind, "/")
			q := asks("council finance officer", act, "0.00")
			q.Actor, q.Posts = ledger.ActorID(role), nil
			if act != "found-service" {
				if d, err := p.Decide(q); err == nil {
					t.Errorf("an actor called %s without a post may %s: %+v", role, act, d)
				}
			}
			q.Posts = []ledger.Post{{ID: ledger.PostID(role), Role: "guest", Body: ledger.BodyID(role), From: 1}}
			if d, err := p.Decide(q); err == nil {
				t.Errorf("an actor, a post and a body called %s may %s: %+v", role, act, d)
			}
		}
	}
}

func TestP12AShortRowBreaksNothing(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	for n := 1; n < 7; n++ {
		short := strings.Join(strings.Split(good, ",")[:n], ",")
		if err := p.Replace(table("pool-manager,open-fund,any,*,-,allow,A09", short)); err == nil {
			t.Errorf("a row of %d fields was taken", n)
		}
	}
	if d, err := p.Decide(asks("council finance officer", "open-fund", "0.00")); told(d, err) != "yes A10" {
		t.Errorf("after short rows were refused: %s", told(d, err))
	}
}

// P6, P7, P8, P13, P14, P15: what would switch Casbin off, cache its answers or run data as code
// is not there.
func TestCasbinIsUsedPlainly(t *testing.T) {
	t.Parallel()
	banned := []string{
		"EnableEnforce", "EnableAcceptJsonRequest", "NewCachedEnforcer", "NewSyncedEnforcer",
		"NewSyncedCachedEnforcer",
		"EnforceWithMatcher", "LoadPolicy", "RemovePolicy", "ClearPolicy",
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
