package policy_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"pooled/ledger"
	"pooled/policy"
)

const good = "finance-officer,vire-budget,any,100000.00,-,allow,A01"

var unlawful = []struct{ name, row, want string }{
	{"a missing field", "finance-officer,open-fund,any,*,-,allow", "line 3: a rule has 7 fields"},
	{"a field too many", "finance-officer,open-fund,any,*,-,allow,A02,", "line 3: a rule has 7 fields"},
	{"an empty field", "finance-officer,open-fund,,*,-,allow,A02", "line 3: own is any or own"},
	{
		"a role misspelt", "finance-oficer,open-fund,any,*,-,allow,A02",
		`line 3: there is no role "finance-oficer"`,
	},
	{"no role", ",open-fund,any,*,-,allow,A02", `line 3: there is no role ""`},
	{"any role", "*,open-fund,any,*,-,deny,D02", `line 3: there is no role "*"`},
	{"an act misspelt", "finance-officer,open-found,any,*,-,allow,A02", `line 3: there is no act "open-found"`},
	{
		"an act with its version", "finance-officer,open-fund/1,any,*,-,allow,A02",
		`there is no act "open-fund/1"`,
	},
	{
		"the founding", "finance-officer,found-service,any,*,-,allow,A02",
		`line 3: there is no act "found-service"`,
	},
	{"proposing", "finance-officer,propose-act,any,*,-,allow,A02", `line 3: there is no act "propose-act"`},
	{"every act allowed", "finance-officer,*,any,*,-,allow,A02", "line 3: an allow rule names its act"},
	{"own misspelt", "finance-officer,open-fund,Own,*,-,allow,A02", "line 3: own is any or own"},
	{"no limit", "finance-officer,vire-budget,any,,-,allow,A02", "line 3: limit is pounds and pence"},
	{"a negative limit", "finance-officer,vire-budget,any,-1.00,-,allow,A02", "line 3: limit is"},
	{"a limit of nothing", "finance-officer,vire-budget,any,0.00,-,allow,A02", "line 3: limit is"},
	{"whole pounds", "finance-officer,vire-budget,any,100,-,allow,A02", "line 3: limit is"},
	{"an exponent", "finance-officer,vire-budget,any,1e5,-,allow,A02", "line 3: limit is"},
	{"thousands", `finance-officer,vire-budget,any,"100,000.00",-,allow,A02`, "line 3: limit is"},
	{"a third place", "finance-officer,vire-budget,any,1.000,-,allow,A02", "line 3: limit is"},
	{"wide digits", "finance-officer,vire-budget,any,１.00,-,allow,A02", "line 3: limit is"},
	{"need misspelt", "finance-officer,vire-budget,any,*,anothers,allow,A02", "line 3: need is one of"},
	{"no need", "finance-officer,vire-budget,any,*,,allow,A02", "line 3: need is one of"},
	{"Deny", "finance-officer,open-fund,any,*,-,Deny,D02", `line 3: effect is allow or deny, not "Deny"`},
	{"Allow", "finance-officer,open-fund,any,*,-,Allow,A02", `line 3: effect is allow or deny, not "Allow"`},
	{"no effect", "finance-officer,open-fund,any,*,-,,A02", "line 3: effect is allow or deny"},
	{"an allow called D", "finance-officer,open-fund,any,*,-,allow,D02", "line 3: allow rules are named A"},
	{"a deny called A", "finance-officer,open-fund,any,*,-,deny,A02", "line 3: deny rules are named D"},
	{"no name", "finance-officer,open-fund,any,*,-,allow,", "line 3: allow rules are named A"},
	{
		"founding as a name", "finance-officer,open-fund,any,*,-,allow,founding",
		"line 3: allow rules are named A",
	},
	{"a name twice", "pool-manager,vire-budget,any,*,-,allow,A01", "line 3: rule A01 stands on line 2 already"},
	{
		"a deny with a limit", "auditor,vire-budget,any,1.00,-,deny,D02",
		"line 3: a deny rule refuses every amount",
	},
	{
		"a deny that waits", "auditor,vire-budget,any,*,another,deny,D02",
		"line 3: a deny rule refuses every amount",
	},
	{"reading that waits", "auditor,read,any,*,another,allow,A02", "line 3: read cannot wait"},
	{
		"approving that waits", "auditor,approve-proposal,any,*,another,allow,A02",
		"line 3: approve-proposal cannot wait",
	},
	{"money to posts", "posts-administrator,pay-invoice,any,*,-,allow,A02", "line 3: whoever grants posts"},
	{"reading to posts", "posts-administrator,read,any,*,-,allow,A02", "line 3: whoever grants posts"},
	{"a quote left open", `finance-officer,open-fund,any,*,-,allow,"A02`, "line 3"},
	{"a p before it", "p,finance-officer,open-fund,any,*,-,allow,A02", "line 3: a rule has 7 fields"},
	{"a role for a person", "g,somebody,finance-officer", "line 3: a rule has 7 fields"},
	{"a NUL", "finance-officer,open-fund,any,*,-,allow,A02\x00", "line 3: allow rules are named A"},
	{"not UTF-8", "finance-officer,open-fund\xff,any,*,-,allow,A02", "line 3: there is no act"},
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range unlawful {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p, err := policy.Load(table(good, tt.row))
			if !errors.Is(err, ledger.ErrInvalid) || !strings.Contains(err.Error(), tt.want) || p != nil {
				t.Errorf("Load(%q) = %v, want ErrInvalid with %q", tt.row, err, tt.want)
			}
		})
	}
}

func TestLoadRefusesWhole(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"nothing":           "",
		"no rules":          "role,act,own,limit,need,effect,rule\n",
		"comments alone":    "# nothing\n",
		"no head":           good + "\n",
		"another head":      "role,act,own,need,limit,effect,rule\n" + good + "\n",
		"a byte order mark": "\ufeffrole,act,own,limit,need,effect,rule\n" + good + "\n",
		"too long":          strings.Repeat("#", 1<<20) + "\n" + string(table(good)),
	} {
		if _, err := policy.Load([]byte(text)); !errors.Is(err, ledger.ErrInvalid) {
			t.Errorf("%s: %v, want ErrInvalid", name, err)
		}
	}
}

// A broken scheme of delegation is refused at the door and the old one stays in force.
func TestReplace(t *testing.T) {
	t.Parallel()
	p := mustLoad(t, good)
	before := p.Hash()
	if err := p.Replace(table("finance-officer,vire-budget,any,*,-,Deny,D01")); err == nil {
		t.Error("Replace took a scheme that Load refuses")
	}
	q := asks("council finance officer", "vire-budget", "1.00")
	if d, err := p.Decide(q); p.Hash() != before || told(d, err) != "yes A01" {
		t.Errorf("after a refused Replace: %s, hash %s, want %s", told(d, err), p.Hash(), before)
	}
	if err := p.Replace(table("pool-manager,vire-budget,any,*,-,allow,A02")); err != nil {
		t.Fatal(err)
	}
	if d, err := p.Decide(q); p.Hash() == before || told(d, err) != "no" {
		t.Errorf("after Replace: %s, hash %s", told(d, err), p.Hash())
	}
}

// A decision is made under one scheme of delegation from beginning to end, while another takes its place.
func TestReplaceWhileDeciding(t *testing.T) {
	t.Parallel()
	schemes := [][]byte{table(good), table("finance-officer,vire-budget,any,*,another,allow,A02")}
	rules := map[string]string{}
	for i, text := range schemes {
		p, err := policy.Load(text)
		if err != nil {
			t.Fatal(err)
		}
		rules[p.Hash()] = fmt.Sprintf("A%02d", i+1)
	}
	p := mustLoad(t, good)
	var deciders sync.WaitGroup
	for range 4 {
		deciders.Go(func() {
			for range 500 {
				d, err := p.Decide(asks("council finance officer", "vire-budget", "1.00"))
				if err != nil || rules[d.Authority.Policy] != d.Authority.Rule {
					t.Errorf("rule %s under %s: %v", d.Authority.Rule, d.Authority.Policy, err)
				}
			}
		})
	}
	for i := range 50 {
		if err := p.Replace(schemes[i%2]); err != nil {
			t.Error(err)
		}
	}
	deciders.Wait()
}

func TestHashIsOfTheRules(t *testing.T) {
	t.Parallel()
	const other = "pool-manager,vire-budget,any,*,another,allow,A02"
	p := mustLoad(t, good, other)
	if raw, err := base64.RawURLEncoding.DecodeString(p.Hash()); err != nil || len(raw) != 16 {
		t.Errorf("hash = %q, %v, want 16 bytes", p.Hash(), err)
	}
	same := mustLoad(t, "# a comment", other, "",
		"  finance-officer , vire-budget,any,\t100000.00,-,allow,A01 ")
	if same.Hash() != p.Hash() {
		t.Error("comments, spaces and the order of rows change the hash")
	}
	for i := range strings.Split(good, ",") {
		fields := strings.Split(good, ",")
		fields[i] = []string{"pool-manager", "open-fund", "own", "100000.01", "another", "", "A03"}[i]
		if fields[i] == "" {
			continue // an effect changes the name too
		}
		if mustLoad(t, strings.Join(fields, ","), other).Hash() == p.Hash() {
			t.Errorf("column %d does not change the hash", i)
		}
	}
}

func FuzzLoad(f *testing.F) {
	text, err := os.ReadFile("policy.csv")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add(table(good))
	f.Add(table(good, "auditor,*,any,*,-,deny,D01"))
	f.Add(table("finance-officer,vire-budget,any,1e3,-,Deny,D01"))
	f.Add([]byte("role,act,own,limit,need,effect,rule\n\"finance-officer\",\"vire\nbudget\""))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := policy.Load(text)
		if err != nil {
			if ledger.KindOf(err) != ledger.Invalid || p != nil {
				t.Fatalf("Load = %v, %v", p, err)
			}
			return
		}
		again, err := policy.Load(text)
		if err != nil || again.Hash() != p.Hash() {
			t.Fatalf("the same text twice: %v", err)
		}
		for who := range people { // whatever was loaded, every answer is one of the three
			for _, act := range []string{"vire-budget", "open-fund", "grant-post", "pay-invoice"} {
				d, err := p.Decide(asks(who, act, "100000.00"))
				if got := told(d, err); strings.HasPrefix(got, "fault") || strings.HasPrefix(got, "neither") {
					t.Fatalf("%s asks to %s: %s", who, act, got)
				}
			}
		}
	})
}
