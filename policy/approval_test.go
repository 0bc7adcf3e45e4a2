package policy_test

import (
	"strings"
	"testing"

	"pooled/ledger"
	"pooled/policy"
)

// decides is who decides a proposal of a virement, or another act, that preparer made under a rule.
func decides(who, act, held, preparer, rule, amount string, approved ...string) ledger.Question {
	q := asks(who, act, amount)
	q.Matter.Held = held + "/1"
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

func TestApprove(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	const large = "100000.01"
	for _, tt := range []struct {
		name string
		q    ledger.Question
		want string
	}{
		{"another partner's pool manager", decides("nhs pool manager", "approve-proposal", "vire-budget",
			"council pool manager", "A49", large), "yes A49"},
		{"another partner's finance officer", decides("nhs finance officer", "approve-proposal", "vire-budget",
			"council pool manager", "A49", large), "yes A48"},
		{"same partner", decides("council finance officer", "approve-proposal", "vire-budget",
			"council pool manager", "A49", large), "no"},
		{"no right to the held act", decides("nhs commissioner", "approve-proposal", "vire-budget",
			"council pool manager", "A49", large), "no"},
		{"no right to approve", decides("board member", "approve-proposal", "vire-budget",
			"council pool manager", "A49", large), "no"},
		{"an auditor", decides("auditor", "approve-proposal", "vire-budget",
			"council pool manager", "A49", large), "no"},
		{"own work", decides("council pool manager", "approve-proposal", "vire-budget",
			"council pool manager", "A49", large), "own work"},
		{"twice", decides("nhs pool manager", "approve-proposal", "vire-budget",
			"council pool manager", "A49", large, "nhs pool manager"), "own work"},
		{"after another", decides("nhs finance officer", "approve-proposal", "vire-budget",
			"council pool manager", "A49", large, "nhs pool manager"), "yes A48"},
		{"a reversal by a colleague", decides("council finance officer 2", "approve-proposal", "reverse-entry",
			"council finance officer", "A73", "5.00"), "yes A73"},
		{"a reversal by its preparer", decides("council finance officer", "approve-proposal", "reverse-entry",
			"council finance officer", "A73", "5.00"), "own work"},
		{"a rule that is gone", decides("nhs pool manager", "approve-proposal", "vire-budget",
			"council pool manager", "A999", large), "no"},
		{"a rule of another act", decides("nhs pool manager", "approve-proposal", "vire-budget",
			"council pool manager", "A41", large), "no"},
		{"a rule of another role", decides("nhs pool manager", "approve-proposal", "vire-budget",
			"council pool manager", "A48", large), "no"},
		{"a rule that does not reach so far", decides("nhs pool manager", "approve-proposal", "vire-budget",
			"council pool manager", "A47", large), "no"},
		{"no proposal", asks("nhs pool manager", "approve-proposal", large), "no"},
		{"an unknown act", decides("nhs pool manager", "approve-proposal", "no-such-act",
			"council pool manager", "A49", large), "no"},
		{"the founding", decides("nhs pool manager", "approve-proposal", "found-service",
			"council pool manager", "A49", large), "no"},
		{"reject", decides("nhs pool manager", "reject-proposal", "vire-budget",
			"council pool manager", "A49", large), "yes A49"},
		{"reject by a colleague", decides("council finance officer", "reject-proposal", "vire-budget",
			"council pool manager", "A49", large), "yes A48"},
		{"reject one's own", decides("council pool manager", "reject-proposal", "vire-budget",
			"council pool manager", "A49", large), "own work"},
		{"reject without the right", decides("nhs commissioner", "reject-proposal", "vire-budget",
			"council pool manager", "A49", large), "no"},
		{"withdraw one's own", decides("council pool manager", "withdraw-proposal", "vire-budget",
			"council pool manager", "A49", large), "yes A89"},
		{"withdraw another's", decides("nhs pool manager", "withdraw-proposal", "vire-budget",
			"council pool manager", "A49", large), "no"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d, err := p.Decide(tt.q)
			if got := told(d, err); got != tt.want {
				t.Errorf("Decide = %s, want %s (%v)", got, tt.want, err)
			}
			if final := err == nil && tt.q.Act == "approve-proposal"; d.Authority.Final != final {
				t.Errorf("Final = %v, want %v", d.Authority.Final, final)
			}
		})
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
		d, err := p.Decide(decides(tt.who, "approve-proposal", "vire-budget", "council pool manager", "A01", tt.amount))
		if got := told(d, err); got != tt.want {
			t.Errorf("%s approves %s: %s, want %s (%v)", tt.who, tt.amount, got, tt.want, err)
		}
	}
}

// A person with posts in two bodies approves for the partner that counts, and never what they prepared.
func TestTwoPosts(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	q := decides("council pool manager", "approve-proposal", "vire-budget", "council finance officer", "A48", "200000.00")
	q.Posts = append(q.Posts, people["nhs finance officer"])
	d, err := p.Decide(q)
	if err != nil || d.Authority.Body != "nhs" || !d.Authority.Final {
		t.Errorf("Decide = %+v, %v; want it done in the post at the nhs", d, err)
	}
	q.Matter.Preparer.Actor = q.Actor
	if _, err := p.Decide(q); told(ledger.Decision{}, err) != "own work" {
		t.Errorf("approving one's own work in another capacity: %v", err)
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
		d, err := p.Decide(decides("nhs pool manager", "approve-proposal", "vire-budget", "nhs pool manager", "A01", "1.00"))
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
