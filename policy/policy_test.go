package policy_test

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pooled/ledger"
	"pooled/policy"
)

func TestAuthoritySaysWhoUnderWhat(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	q := asks(t, "nhs pool manager and council board member", "vire-budget", "100000.00")
	d, err := p.Decide(q)
	if err != nil {
		t.Fatal(err)
	}
	a := d.Authority
	if a.Type != ledger.AuthorityType || a.Actor != q.Actor || a.Post != "nhs-pool-manager" ||
		a.Role != ledger.PoolManager || a.Body != nhs || a.Rule != "A47" || a.Policy != hashOf(t, p) ||
		a.Service != 9 || !a.Complete || a.Final || len(a.Approvals) != 0 || a.Still != "" ||
		!slices.Equal(a.Also, []ledger.BodyID{council}) {
		t.Errorf("authority = %+v", a)
	}
}

// What is promised alone counts against an allowance; what others approve, or a chief officer promises, counts
// against none.
func TestAllowance(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	promise := func(who, amount string) ledger.Question {
		q := asks(t, who, "raise-commitment", amount)
		q.Matter.Provider, q.Matter.Scheme, q.Matter.Move = careCo, "beds", ledger.Promises
		q.Matter.Allowance, q.Matter.Used = "promised.care-co.beds.2015-16-q1", ledger.MustMoney("100000.00")
		return q
	}
	counted := ledger.Allowance{
		Of: "promised.care-co.beds.2015-16-q1", Limit: ledger.MustMoney("500000.00"), Amount: ledger.MustMoney("400000.00"),
	}
	for _, tt := range []struct {
		who, amount string
		want        ledger.Allowance
	}{
		{"council commissioner", "400000.00", counted},
		{"council commissioner", "400000.01", ledger.Allowance{}},
		{"council section 151 officer", "400000.00", ledger.Allowance{}},
	} {
		d, err := p.Decide(promise(tt.who, tt.amount))
		if err != nil || !reflect.DeepEqual(d.Authority.Allowance, tt.want) {
			t.Errorf("%s promises %s: %+v, %v; want %+v", tt.who, tt.amount, d.Authority.Allowance, err, tt.want)
		}
	}
	several := promise("council commissioner", "400000.00")
	several.Matter.Beside = []string{"promised.care-co.more.2015-16-q1"}
	if d, err := p.Decide(several); err != nil || !reflect.DeepEqual(d.Authority.Allowance.Beside, several.Matter.Beside) {
		t.Errorf("a promise from two schemes counts against %+v, %v", d.Authority.Allowance, err)
	}
	toHost := promise("council commissioner", "1.00")
	toHost.Matter.Provider = council
	if d, err := p.Decide(toHost); err != nil || d.Waits == "" || d.Authority.Allowance.Of != "" {
		t.Errorf("a promise that others approve counts: %+v, %v", d, err)
	}
	negative := promise("council commissioner", "1.00")
	negative.Matter.Used = ledger.Pence(-1)
	if d, err := p.Decide(negative); !errors.Is(err, ledger.ErrAmountNotPositive) {
		t.Errorf("less than nothing used: %+v, %v", d, err)
	}
}

// Of the rules that allow, the one that demands least wins, whichever post it comes with.
func TestTheLeastDemandingRuleWins(t *testing.T) {
	t.Parallel()
	p := mustLoad(t,
		"council-finance-officer,vire-budget,any,-,*,each,2-partners,-,-,allow,A00",
		"council-finance-officer,vire-budget,any,-,4000.00,each,another-partner,-,-,allow,A01",
		"council-finance-officer,vire-budget,any,-,3000.00,each,another,-,-,allow,A09",
		"council-finance-officer,vire-budget,any,-,1000.00,each,-,-,-,allow,A02",
		"commissioner,vire-budget,any,-,2000.00,each,-,-,-,allow,A03",
		"commissioner,vire-budget,any,-,5000.00,each,every-partner,-,-,allow,A04",
	)
	for amount, want := range map[string]string{
		"1000.00": "yes A02", "1000.01": "yes A03", "2000.00": "yes A03", "2000.01": "waits A09 for another person",
		"3000.01": "waits A01 for another partner", "4000.01": "waits A00 for another partner and another partner",
	} {
		for _, who := range []string{
			"council finance officer and council commissioner", "council commissioner and council finance officer",
		} {
			q := asks(t, who, "vire-budget", amount)
			q.Partners = []ledger.BodyID{council, nhs, trust}
			if d, err := p.Decide(q); told(d, err) != want {
				t.Errorf("%s by a %s: %s, want %s", amount, who, told(d, err), want)
			}
		}
	}
}

// One finance officer can bring a fund to its first small virement without anybody else, as far as the money is
// their own organisation's.
func TestOneFinanceOfficerAlone(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	for _, act := range []string{
		"open-fund", "draft-agreement", "bring-into-force", "add-source", "indicate-contribution",
		"agree-contribution", "call-contribution", "receive-contribution", "add-scheme", "add-scheme-line",
		"set-scheme-budget", "vire-budget", "raise-commitment", "pay-invoice", "close-period",
	} {
		for who, body := range map[string]ledger.BodyID{"council finance officer": council, "nhs finance officer": nhs} {
			q := asks(t, who, act, "100000.00")
			q.Matter.Partner = body
			if d, err := p.Decide(q); err != nil || d.Waits != "" {
				t.Errorf("%s by %s: %v, waits %q", act, who, err, d.Waits)
			}
		}
	}
}

// Nobody approves their own work, or twice, in whatever posts, and whatever the scheme of delegation says.
func TestOwnWorkIsBuiltIn(t *testing.T) {
	t.Parallel()
	for _, need := range []string{"-", "another", "another-partner", "2-partners", "every-partner", "pool-manager"} {
		p := needing(t, need)
		for _, who := range []string{
			"nhs pool manager", "nhs pool manager and trust pool manager", "trust finance officer and nhs pool manager",
		} {
			q := proposal(t, who, "vire-budget", "council pool manager (A01)")
			q.Partners = []ledger.BodyID{council, nhs, trust}
			q.Matter.Preparer.Actor = q.Actor
			for _, act := range []string{"approve-proposal", "reject-proposal"} {
				if q.Act = act; told(p.Decide(q)) != "own work" {
					t.Errorf("need %s: a %s may %s what they prepared: %s", need, who, act, told(p.Decide(q)))
				}
			}
			q = proposal(t, who, "vire-budget", "council pool manager (A01)", "trust pool manager (A01)")
			q.Partners = []ledger.BodyID{council, nhs, trust}
			q.Matter.Approved[0].Actor = q.Actor
			if got := told(p.Decide(q)); got != "own work" {
				t.Errorf("need %s: a %s approves twice: %s", need, who, got)
			}
		}
	}
	p := mustDefault(t)
	for name, change := range map[string]func(*ledger.Question){
		"no proposal":             func(q *ledger.Question) { q.Matter.Preparer, q.Matter.Held = nil, "" },
		"no preparer":             func(q *ledger.Question) { q.Matter.Preparer = nil },
		"nobody's proposal":       func(q *ledger.Question) { q.Matter.Preparer.Actor = "" },
		"a proposal of no act":    func(q *ledger.Question) { q.Matter.Held = "" },
		"a proposal of an answer": func(q *ledger.Question) { q.Matter.Held = "approve-proposal/1" },
	} {
		q := proposal(t, "nhs pool manager", "vire-budget", "council pool manager (A299)")
		change(&q)
		for _, act := range []string{"approve-proposal", "reject-proposal"} {
			q.Act = act
			if got := sentence(p.Decide(q)); got != "there is no proposal here to decide" {
				t.Errorf("%s to %s: %s", act, name, got)
			}
		}
	}
}

// The built-in rules hold under a scheme of delegation that allows everybody everything.
func TestBuiltInWhateverTheSchemeSays(t *testing.T) {
	t.Parallel()
	p := mustLoad(t, everything()...)
	for _, tt := range []struct {
		story string
		q     func() ledger.Question
		want  string
	}{
		{"an invoice of one's own organisation", func() ledger.Question {
			return paid(asks(t, "council commissioner", "certify-invoice", "0.01"), council, ledger.Pays)
		}, "own organisation"},
		{"a payment to one's own organisation, in another post", func() ledger.Question {
			return paid(asks(t, "nhs commissioner and council board member", "pay-invoice", "0.01"), council, ledger.Pays)
		}, "own organisation"},
		{"a payment to an organisation that one works for in another fund", func() ledger.Question {
			q := paid(asks(t, "nhs commissioner and council board member", "pay-invoice", "0.01"), council, ledger.Pays)
			q.Posts[1].Fund = "another-fund"
			return q
		}, "own organisation"},
		{"a payment to one's predecessor", func() ledger.Question {
			q := paid(asks(t, "nhs commissioner", "pay-invoice", "0.01"), "ccg", ledger.Pays)
			q.Lines = map[ledger.BodyID][]ledger.BodyID{nhs: {"ccg"}}
			return q
		}, "own organisation"},
		{"a payment to an organisation whose post has ended", func() ledger.Question {
			q := paid(asks(t, "nhs commissioner and council board member", "pay-invoice", "0.01"), council, ledger.Pays)
			q.Posts[1].To = ledger.DateOf(q.At) - 1
			return q
		}, "yes"},
		{"money for a charity that one is a trustee of", func() ledger.Question {
			q := paid(asks(t, "council commissioner", "raise-commitment", "0.01"), charity, ledger.Promises)
			q.Interests = []ledger.Interest{{Body: charity, From: firstDay}}
			return q
		}, "interest"},
		{"money for a body that succeeded the one that one has an interest in", func() ledger.Question {
			q := paid(asks(t, "council commissioner", "raise-commitment", "0.01"), charity, ledger.Promises)
			q.Interests = []ledger.Interest{{Body: "old-charity", From: firstDay}}
			q.Lines = map[ledger.BodyID][]ledger.BodyID{charity: {"old-charity"}}
			return q
		}, "interest"},
		{"money that the host would get, with one other partner", func() ledger.Question {
			return paid(asks(t, "council commissioner", "raise-commitment", "0.01"), council, ledger.Promises)
		}, "waits for nhs"},
		{"money that the host's successor would get", func() ledger.Question {
			q := paid(asks(t, "council commissioner", "raise-commitment", "0.01"), "unitary", ledger.Promises)
			q.Lines = map[ledger.BodyID][]ledger.BodyID{"unitary": {council}}
			return q
		}, "waits for nhs"},
		{"money that one's own organisation, which is no host, would get", func() ledger.Question {
			return paid(asks(t, "nhs commissioner", "vire-budget", "0.01"), nhs, ledger.Gives)
		}, "waits for another partner"},
		{"a post for oneself", func() ledger.Question {
			q := asks(t, "council posts administrator", "grant-post", "0.00")
			q.Matter.Subject = q.Actor
			return q
		}, "own work"},
		{"approving a post for oneself", func() ledger.Question {
			q := proposal(t, "council posts administrator", "grant-post", "nhs posts administrator (A02)")
			q.Fund, q.Matter.Subject = ledger.Service, q.Actor
			return q
		}, "own work"},
		{"taking back what another prepared", func() ledger.Question {
			q := proposal(t, "council commissioner", "vire-budget", "council pool manager (A01)")
			q.Act = "withdraw-proposal"
			return q
		}, "no"},
		{"another's interest", func() ledger.Question {
			q := asks(t, "council commissioner", "declare-interest", "0.00")
			q.Matter.Subject = "somebody"
			return q
		}, "no"},
		{"a second founding", func() ledger.Question {
			return asks(t, "council posts administrator", "found-service", "0.00")
		}, "no"},
	} {
		d, err := p.Decide(tt.q())
		if got := ruleName.ReplaceAllString(told(d, err), ""); got != tt.want {
			t.Errorf("%s: %s, want %s (%v)", tt.story, got, tt.want, err)
		}
	}
}

// everything is a scheme of delegation that allows each role whatever a scheme can allow it, alone if it can.
func everything() []string {
	var rows []string
	for _, role := range append(slices.Clone(ledger.Roles), ledger.TimerRole) {
		for _, kind := range ledger.ActKinds() {
			row := ruleRow{string(role), ledger.ActName(kind), "any", "-", "*", "each", "-", "-", "-", "allow", ""}
			row[ruleColumn] = fmt.Sprintf("A%03d", len(rows))
			for _, need := range []string{"-", "another"} {
				text := strings.Join(row.but(needColumn, need), ",")
				if _, err := policy.Load(table(text)); err == nil {
					rows = append(rows, text)
					break
				}
			}
		}
	}
	return rows
}

func paid(q ledger.Question, provider ledger.BodyID, how ledger.Move) ledger.Question {
	q.Matter.Provider, q.Matter.Move = provider, how
	return q
}

// A deny in the service follows its holder into every fund: whoever grants posts moves no money.
func TestWhoGrantsPostsMovesNoMoney(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	for fund, want := range map[ledger.FundID]string{
		"": "never D01", ledger.Service: "never D01", "fund": "never D01", "another-fund": "yes A347",
	} {
		q := asks(t, "council finance officer and council posts administrator", "pay-invoice", "1.00")
		q.Posts[1].Fund = fund
		if got := told(p.Decide(q)); got != want {
			t.Errorf("administrator of %q who is also a finance officer: %s, want %s", fund, got, want)
		}
		q.Posts[1].To = ledger.DateOf(q.At) - 1
		if got := told(p.Decide(q)); got != "yes A347" {
			t.Errorf("former administrator of %q: %s", fund, got)
		}
		q = proposal(t, "nhs pool manager and nhs posts administrator", "vire-budget", "council pool manager (A299)")
		q.Posts[1].Fund = fund
		if got := told(p.Decide(q)); strings.HasPrefix(want, "never") && got != want {
			t.Errorf("administrator of %q approves: %s, want %s", fund, got, want)
		}
	}
}

// The timer is one actor, who does what falls due; a post that carries its role by mistake gives nothing else.
func TestTheTimer(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	q := proposal(t, "timer", "vire-budget", "council pool manager (A299)")
	for act, want := range map[string]string{
		"expire-proposal": "yes A393", "approve-proposal": "no", "reject-proposal": "no", "withdraw-proposal": "no",
	} {
		if q.Act = act; told(p.Decide(q)) != want {
			t.Errorf("the timer asks to %s: %s, want %s", act, told(p.Decide(q)), want)
		}
	}
	for _, act := range fundActs() {
		want := map[string]string{"reverse-accrual": "yes A440"}[act]
		if got := told(p.Decide(asks(t, "timer", act, "0.01"))); got != cmp.Or(want, "no") {
			t.Errorf("the timer asks to %s: %s", act, got)
		}
	}
}

// The service is founded once, by whoever comes first, with a scheme of delegation that can be read.
func TestFounding(t *testing.T) {
	t.Parallel()
	p := mustLoad(t, good)
	empty := ledger.Question{Fund: ledger.Service, Act: "found-service", Actor: "first", At: noon}
	empty.Matter.Rules = policy.DefaultRules()
	d, err := p.Decide(empty)
	if a := d.Authority; err != nil || a.Rule != "founding" || a.Post == "" || a.Role != ledger.PostsAdministrator ||
		!a.Complete || d.Waits != "" || a.Policy != hashOf(t, mustDefault(t)) {
		t.Errorf("founding: %+v, %v", d, err)
	}
	for name, change := range map[string]func(*ledger.Question){
		"in a fund":       func(q *ledger.Question) { q.Fund = "fund" },
		"after the start": func(q *ledger.Question) { q.Service = 1 },
		"by a holder":     func(q *ledger.Question) { q.Posts = mustBe(t, "council posts administrator").posts },
		"by nobody":       func(q *ledger.Question) { q.Actor = "" },
	} {
		q := empty
		if change(&q); told(p.Decide(q)) != "no" {
			t.Errorf("founding %s: %s", name, told(p.Decide(q)))
		}
	}
}
