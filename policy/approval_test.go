package policy_test

import (
	"slices"
	"strings"
	"testing"

	"pooled/ledger"
	"pooled/policy"
)

// decides is who decides a proposal of a virement, or another act, that preparer made under a rule.
func decides(who, act, held, preparer, rule, amount string, approved ...string) ledger.Question {
	q := asks(who, act, amount)
	if q.Matter.Held = held; held != "" {
		q.Matter.Held += "/1"
	}
	q.Matter.Preparer = approval(preparer, rule)
	for _, a := range approved {
		q.Matter.Approved = append(q.Matter.Approved, *approval(a, rule))
	}
	return q
}

func approval(who, rule string) *ledger.Approval {
	p := people[who]
	return &ledger.Approval{Actor: actor(who), Post: p.ID, Role: p.Role, Body: p.Body, Rule: rule, At: noon}
}

// approvals are decisions on what a council pool manager proposed by rule A49, or as the row says.
var approvals = []struct{ name, who, decision, held, rule, want string }{
	{"another partner's pool manager", "nhs pool manager", "approve", "vire-budget", "A49", "yes A49"},
	{"another partner's finance officer", "nhs finance officer", "approve", "vire-budget", "A49", "yes A48"},
	{"the same partner", "council finance officer", "approve", "vire-budget", "A49", "no"},
	{"no right to the held act", "nhs commissioner", "approve", "vire-budget", "A49", "no"},
	{"no right to approve", "board member", "approve", "vire-budget", "A49", "no"},
	{"an auditor", "auditor", "approve", "vire-budget", "A49", "no"},
	{"a posts administrator", "posts administrator", "approve", "vire-budget", "A49", "no"},
	{"one's own", "council pool manager", "approve", "vire-budget", "A49", "own work"},
	{"a rule that is gone", "nhs pool manager", "approve", "vire-budget", "A999", "no"},
	{"a rule of another act", "nhs pool manager", "approve", "vire-budget", "A41", "no"},
	{"a rule of another role", "nhs pool manager", "approve", "vire-budget", "A48", "no"},
	{"a rule that does not reach so far", "nhs pool manager", "approve", "vire-budget", "A47", "no"},
	{"a rule that denies", "nhs pool manager", "approve", "vire-budget", "D01", "no"},
	{"another act than the rule's", "nhs pool manager", "approve", "add-scheme", "A49", "no"},
	{"an unknown act", "nhs pool manager", "approve", "no-such-act", "A49", "no"},
	{"no act", "nhs pool manager", "approve", "", "A49", "no"},
	{"the founding", "nhs pool manager", "approve", "found-service", "A49", "no"},
	{"another decision", "nhs pool manager", "approve", "approve-proposal", "A81", "no"},
	{"rejecting", "nhs pool manager", "reject", "vire-budget", "A49", "yes A49"},
	{"a colleague rejecting", "council finance officer", "reject", "vire-budget", "A49", "yes A48"},
	{"rejecting one's own", "council pool manager", "reject", "vire-budget", "A49", "own work"},
	{"rejecting without the right", "nhs commissioner", "reject", "vire-budget", "A49", "no"},
	{"withdrawing one's own", "council pool manager", "withdraw", "vire-budget", "A49", "yes A89"},
	{"withdrawing another's", "nhs pool manager", "withdraw", "vire-budget", "A49", "no"},
}

func TestDecideProposal(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	for _, tt := range approvals {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			q := decides(tt.who, tt.decision+"-proposal", tt.held, "council pool manager", tt.rule, "100000.01")
			d, err := p.Decide(q)
			if got := told(d, err); got != tt.want {
				t.Errorf("Decide = %s, want %s (%v)", got, tt.want, err)
			}
			if final := err == nil && tt.decision == "approve"; d.Authority.Final != final {
				t.Errorf("Final = %v, want %v", d.Authority.Final, final)
			}
		})
	}
	if d, err := p.Decide(asks("nhs pool manager", "approve-proposal", "1.00")); told(d, err) != "no" {
		t.Errorf("no proposal: %s", told(d, err))
	}
}

// A reversal needs one other finance officer, of whatever partner; nobody counts twice.
func TestApproveOnce(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	for _, tt := range []struct {
		who      string
		approved []string
		want     string
	}{
		{"council finance officer 2", nil, "yes A73"},
		{"nhs finance officer", nil, "yes A73"},
		{"nhs finance officer", []string{"council finance officer 2"}, "yes A73"},
		{"nhs finance officer", []string{"nhs finance officer"}, "own work"},
		{"council finance officer", nil, "own work"},
	} {
		d, err := p.Decide(decides(tt.who, "approve-proposal", "reverse-entry", "council finance officer", "A73",
			"5.00",
			tt.approved...))
		if got := told(d, err); got != tt.want {
			t.Errorf("%s after %v: %s, want %s (%v)", tt.who, tt.approved, got, tt.want, err)
		}
	}
}

// An approver is judged by the limit and the partner that their own rule for the held act has.
func TestApproverIsJudgedAsIfAsking(t *testing.T) {
	t.Parallel()
	p := mustLoad(t,
		"pool-manager,vire-budget,any,*,another,allow,A01",
		"finance-officer,vire-budget,any,5000.00,another,allow,A02",
		"chief-finance-officer,vire-budget,own,*,another,allow,A03",
		"pool-manager,approve-proposal,any,*,-,allow,A04",
		"finance-officer,approve-proposal,any,*,-,allow,A05",
		"chief-finance-officer,approve-proposal,any,*,-,allow,A06",
	)
	for _, tt := range []struct{ who, amount, want string }{
		{"nhs finance officer", "5000.00", "yes A02"},
		{"nhs finance officer", "5000.01", "no"},
		{"council chief finance", "5000.01", "yes A03"}, // council money
		{"nhs chief finance", "5000.01", "no"},
	} {
		q := decides(tt.who, "approve-proposal", "vire-budget", "council pool manager", "A01", tt.amount)
		d, err := p.Decide(q)
		if got := told(d, err); got != tt.want {
			t.Errorf("%s approves %s: %s, want %s (%v)", tt.who, tt.amount, got, tt.want, err)
		}
	}
}

// A person with two posts approves in the one that may, is no other partner to a body they also act for, and
// never approves what they prepared.
func TestTwoPosts(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	q := decides("nhs commissioner", "approve-proposal", "vire-budget", "council finance officer", "A48",
		"200000.00")
	q.Posts = append(q.Posts, post(ledger.PoolManager, "trust"))
	if d, err := p.Decide(q); err != nil || d.Authority.Body != "trust" || !d.Authority.Final {
		t.Errorf("Decide = %+v, %v; want it done in the post at the trust", d, err)
	}
	both := q
	both.Posts = append(slices.Clone(q.Posts), people["council commissioner"])
	if d, err := p.Decide(both); told(d, err) != "no" {
		t.Errorf("approving for another body while acting for the preparer's: %s", told(d, err))
	}
	both.Posts[2].To = ledger.DateOf(noon) - 1
	if d, err := p.Decide(both); told(d, err) != "yes A49" {
		t.Errorf("having acted for the preparer's body once: %s (%v)", told(d, err), err)
	}
	q.Matter.Preparer.Actor = q.Actor
	if d, err := p.Decide(q); told(d, err) != "own work" {
		t.Errorf("approving one's own work in another capacity: %s", told(d, err))
	}
}

// Nothing that a scheme of delegation can say lets a person approve what they prepared.
func TestOwnWorkIsBuiltIn(t *testing.T) {
	t.Parallel()
	for _, need := range []string{"-", "another", "another-partner"} {
		p := mustLoad(t,
			"pool-manager,vire-budget,any,*,"+need+",allow,A01",
			"pool-manager,approve-proposal,any,*,-,allow,A02",
		)
		q := decides("nhs pool manager", "approve-proposal", "vire-budget", "nhs pool manager", "A01", "1.00")
		d, err := p.Decide(q)
		if got := told(d, err); got != "own work" {
			t.Errorf("need %s: %s", need, got)
		}
	}
}

// A deny in the service follows its holder into every fund: whoever grants posts moves no money.
func TestWhoGrantsPostsMovesNoMoney(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	q := asks("council finance officer", "pay-invoice", "1.00")
	for _, fund := range []ledger.FundID{"", ledger.Service, "fund"} {
		both := q
		admin := people["posts administrator"]
		admin.Fund = fund
		both.Posts = []ledger.Post{q.Posts[0], admin}
		if d, err := p.Decide(both); told(d, err) != "no" || !strings.Contains(err.Error(), "D01") {
			t.Errorf("administrator of %q who is also a finance officer: %s (%v)", fund, told(d, err), err)
		}
	}
	q.Posts = append(q.Posts, people["posts administrator"])
	q.Posts[1].Fund = "another-fund"
	if d, err := p.Decide(q); told(d, err) != "yes A67" {
		t.Errorf("administrator of another fund: %s (%v)", told(d, err), err)
	}
	for _, act := range []string{"register-body", "record-successor", "grant-post", "end-post"} {
		q := asks("posts administrator", act, "0.00")
		q.Fund = "fund"
		if d, err := p.Decide(q); told(d, err) != "no" {
			t.Errorf("%s in a fund's journal: %s", act, told(d, err))
		}
	}
	if _, err := policy.Load(table("posts-administrator,pay-invoice,any,*,-,allow,A01")); err == nil {
		t.Error("a posts administrator was given a right over money")
	}
}
