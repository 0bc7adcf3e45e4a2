package policy_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pooled/ledger"
	"pooled/policy"
)

// needs are the lives of proposals to vire, under a need, by the council's pool manager and with these partners.
// Pool managers and finance officers have the right to vire.
var needs = []struct {
	need     string
	partners []ledger.BodyID
	votes    []vote
}{
	{"2-others", nil, []vote{
		{"council pool manager", "own work"},
		{"council commissioner", "no"}, // has no right to vire
		{"council pool manager 2", "still another person"},
		{"council pool manager 2", "own work"},
		{"council finance officer", "runs"},
	}},
	{"9-others", nil, []vote{
		{"council pool manager 2", strings.TrimSuffix("still "+strings.Repeat("another person and ", 8), " and ")},
	}},
	{"2-partners", []ledger.BodyID{council, nhs, trust}, []vote{
		{"council finance officer", "no"},
		{"nhs pool manager", "still another partner"},
		{"nhs finance officer", "no"}, // the NHS has been heard
		{"nhs finance officer and trust pool manager", "no"},
		{"trust pool manager", "runs"},
	}},
	{"2-partners", []ledger.BodyID{council, nhs}, []vote{
		{"nhs pool manager", "still another partner"},
		{"trust pool manager", "no"}, // is no partner
	}},
	{"2-partners", []ledger.BodyID{council, nhs, trust}, []vote{
		{"nhs pool manager and trust pool manager", "still another partner"},
		{"trust pool manager", "no"}, // the first speaks for both
		{"nhs pool manager", "no"},
	}},
	{"2-partners", []ledger.BodyID{council, nhs, trust, district}, []vote{
		{"nhs pool manager and trust pool manager", "still another partner"},
		{"district pool manager", "runs"},
	}},
	{"2-partners and another", []ledger.BodyID{council, nhs, trust}, []vote{
		{"nhs pool manager", "still another partner and another person"},
		{"nhs finance officer", "still another partner"}, // is the other person
		{"trust pool manager", "runs"},
	}},
	{"every-partner", []ledger.BodyID{council, nhs, trust}, []vote{ // each by name, whoever else they act for
		{"nhs pool manager and trust pool manager", "still trust"},
		{"nhs pool manager", "no"},
		{"trust pool manager", "runs"},
	}},
	{"every-partner", []ledger.BodyID{council, nhs, trust}, []vote{
		{"council finance officer", "no"},
		{"nhs pool manager and council board member", "no"}, // acts for the preparer's too
		{"trust pool manager", "still nhs"},
		{"trust finance officer", "no"},
		{"nhs pool manager", "runs"},
	}},
	{"every-partner", []ledger.BodyID{council}, []vote{{"council pool manager 2", "runs"}}}, // somebody sees it
	{"every-partner and another", []ledger.BodyID{council, nhs}, []vote{
		{"council pool manager 2", "still nhs"},
		{"council pool manager 3", "no"},
		{"nhs pool manager", "runs"},
	}},
	{"section-151-officer", nil, []vote{
		{"council pool manager 2", "no"}, {"nhs chief finance officer", "no"}, {"district section 151 officer", "runs"},
	}},
	{"section-151-officer and section-151-officer", nil, []vote{
		{"council section 151 officer", "still a section 151 officer"},
		{"council section 151 officer", "own work"},
		{"district section 151 officer", "runs"},
	}},
	{"pool-manager and another", nil, []vote{ // whoever comes first is moved to the place that only they can fill
		{"council pool manager 2", "still another person"}, {"council finance officer", "runs"},
	}},
	{"another and pool-manager", nil, []vote{
		{"council pool manager 2", "still a pool manager"}, {"council finance officer", "runs"},
	}},
	{"another and section-151-officer", nil, []vote{
		{"council section 151 officer", "still another person"}, {"nhs pool manager", "runs"},
	}},
	{"another then section-151-officer", nil, []vote{
		{"council section 151 officer", "no"},
		{"nhs pool manager", "still a section 151 officer"},
		{"nhs finance officer", "no"},
		{"council section 151 officer", "runs"},
	}},
	{"section-151-officer then nhs-chief-finance-officer", nil, []vote{
		{"nhs chief finance officer", "no"},
		{"council section 151 officer and nhs chief finance officer", "still an NHS chief finance officer"},
		{"district section 151 officer", "no"},
		{"council section 151 officer and nhs chief finance officer", "own work"},
		{"nhs chief finance officer", "runs"},
	}},
	{"2-partners then section-151-officer", []ledger.BodyID{council, nhs, trust}, []vote{
		{"council section 151 officer", "no"},
		{"trust pool manager", "still another partner, then a section 151 officer"},
		{"council section 151 officer", "no"},
		{"nhs pool manager", "still a section 151 officer"},
		{"council section 151 officer", "runs"},
	}},
	{"every-partner then section-151-officer", []ledger.BodyID{council, nhs, trust}, []vote{
		{"council section 151 officer", "no"},
		{"trust pool manager", "still nhs, then a section 151 officer"}, // partners come in any order
		{"nhs pool manager", "still a section 151 officer"},
		{"council section 151 officer", "runs"},
	}},
}

// needing is a scheme of delegation under which a pool manager vires once others, as the need says, approve.
func needing(t testing.TB, need string) *policy.Policy {
	t.Helper()
	return mustLoad(t,
		"pool-manager,vire-budget,any,-,*,each,"+need+",-,-,allow,A01",
		"council-finance-officer,vire-budget,any,-,*,each,"+need+",-,-,allow,A02",
		"nhs-finance-officer,vire-budget,any,-,*,each,"+need+",-,-,allow,A03",
		"pool-manager,approve-proposal,any,-,*,each,-,-,-,allow,A11",
		"council-finance-officer,approve-proposal,any,-,*,each,-,-,-,allow,A12",
		"nhs-finance-officer,approve-proposal,any,-,*,each,-,-,-,allow,A13",
		"section-151-officer,approve-proposal,any,-,*,each,-,-,-,allow,A14",
		"nhs-chief-finance-officer,approve-proposal,any,-,*,each,-,-,-,allow,A15",
		"commissioner,approve-proposal,any,-,*,each,-,-,-,allow,A16",
	)
}

// cast lets somebody vote on a proposal, and adds their approval where it counts.
func cast(p *policy.Policy, q ledger.Question, by person) (said string, after []ledger.Approval) {
	q.Actor, q.Posts = by.actor, by.posts
	d, err := p.Decide(q)
	said = told(d, err)
	if strings.HasPrefix(said, "yes ") {
		_, said, _ = strings.Cut(strings.TrimPrefix(said, "yes "), " ")
		a := d.Authority
		q.Matter.Approved = append(slices.Clone(q.Matter.Approved), ledger.Approval{
			Actor: a.Actor, Post: a.Post, Role: a.Role, Body: a.Body, Rule: a.Rule, Also: a.Also, At: q.At,
		})
	}
	return said, q.Matter.Approved
}

func TestNeeds(t *testing.T) {
	t.Parallel()
	for _, tt := range needs {
		t.Run(fmt.Sprintf("%s of %v", tt.need, tt.partners), func(t *testing.T) {
			t.Parallel()
			p := needing(t, tt.need)
			q := proposal(t, "nhs pool manager", "vire-budget", "council pool manager (A01)")
			q.Partners = tt.partners
			for _, v := range tt.votes {
				said, after := cast(p, q, mustBe(t, v.who))
				if said != v.want {
					t.Errorf("after %d approvals %s is told %q, want %q", len(q.Matter.Approved), v.who, said, v.want)
				}
				q.Matter.Approved = after
			}
		})
	}
}
