package policy_test

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"pooled/ledger"
	"pooled/policy"
)

const approvalsFile = "testdata/approvals.csv"

// approvals are the cases of approvals.csv.
func approvals(t testing.TB) []question {
	t.Helper()
	var list []question
	for _, row := range sheet(t, approvalsFile) {
		held := row["of an act to"]
		asked := with(row, "act", row["decision"]+"-proposal")
		q := put(t, with(asked, "provider", ""))
		if slices.Contains(serviceActs, held) {
			q.Fund, q.Host, q.Partners = ledger.Service, "", nil
		}
		if body := ledger.BodyID(row["provider"]); body != "" {
			q.Matter.Provider, q.Matter.Move = body, moves[held]
			q.Matter.Named = q.Matter.Named || held == "vire-budget"
		}
		q.name = fmt.Sprintf("%s to %s, by %s, approved by %q, provider %q", q.name, held, row["prepared by"],
			row["approved by"], row["provider"])
		q.Matter.Held = held + "/1"
		q.Matter.Preparer = approval(t, row["prepared by"])
		for given := range strings.SplitSeq(row["approved by"], ";") {
			if given = strings.TrimSpace(given); given != "" {
				q.Matter.Approved = append(q.Matter.Approved, *approval(t, given))
			}
		}
		q.within = append(q.within, held)
		list = append(list, q)
	}
	return list
}

// approval is one that somebody gave, or the proposal that they made: "nhs pool manager (A299)".
func approval(t testing.TB, text string) *ledger.Approval {
	t.Helper()
	who, rule, _ := strings.Cut(strings.TrimSuffix(text, ")"), " (")
	p := mustBe(t, who)
	a := &ledger.Approval{Actor: p.actor, Rule: rule, At: noon}
	for i, held := range p.posts {
		switch {
		case i == 0:
			a.Post, a.Role, a.Body = held.ID, held.Role, held.Body
		case held.Body != a.Body:
			a.Also = append(a.Also, held.Body)
		}
	}
	return a
}

func TestApprovals(t *testing.T) {
	t.Parallel()
	list := approvals(t)
	ask(t, mustDefault(t), list)
	onlyOnce(t, list)
}

// proposal is who decides a proposal of an act about £1.00 of council money.
func proposal(t testing.TB, who, held, preparer string, approved ...string) ledger.Question {
	t.Helper()
	q := asks(t, who, "approve-proposal", "1.00")
	q.Matter.Held, q.Matter.Preparer = held+"/1", approval(t, preparer)
	for _, a := range approved {
		q.Matter.Approved = append(q.Matter.Approved, *approval(t, a))
	}
	return q
}

// vote is one step in the life of a proposal: somebody approves it, and is told.
type vote struct{ who, want string }

// Pool money to the host never takes fewer people than the rule asks for, nor other partners than it asks for.
func TestHostTakesNobodyAway(t *testing.T) {
	t.Parallel()
	three := []ledger.BodyID{council, nhs, trust}
	for _, tt := range []struct{ need, preparer, want string }{
		{"-", "council pool manager", "nhs and trust"},
		{"-", "nhs pool manager", "trust"},
		{"another", "council pool manager", "nhs and trust"},
		{"another", "nhs pool manager", "trust"},
		{"2-others", "nhs pool manager", "trust and another person"},
		{"3-others", "council pool manager", "nhs and trust and another person"},
		{"another-partner", "nhs pool manager", "trust"},
		{"2-partners", "nhs pool manager", "trust and another partner"},
		{"every-partner", "nhs pool manager", "council and trust"},
		{"every-partner", "council pool manager", "nhs and trust"},
		{"section-151-officer", "nhs pool manager", "a section 151 officer and trust"},
		{"another then section-151-officer", "nhs pool manager", "trust, then a section 151 officer"},
		{"section-151-officer then another", "council pool manager", "a section 151 officer, then nhs, then trust"},
		{"another", "council pool manager and nhs pool manager", "nhs and trust"},
	} {
		q := asks(t, tt.preparer, "vire-budget", "1.00")
		q.Partners, q.Matter.Provider, q.Matter.Move = three, council, ledger.Gives
		d, err := needing(t, tt.need).Decide(q)
		if got := told(d, err); got != "waits A01 for "+tt.want {
			t.Errorf("need %s, by the %s: %s, want %s", tt.need, tt.preparer, got, tt.want)
		}
	}
}

// The partners that must agree to pool money for the host are heard one by one, whatever the rule asks for.
func TestPartnersAgreeToMoneyForTheHost(t *testing.T) {
	t.Parallel()
	for _, need := range []string{"-", "another", "2-others", "another-partner", "2-partners", "every-partner"} {
		p := needing(t, need)
		q := proposal(t, "nhs pool manager", "vire-budget", "council pool manager (A01)")
		q.Partners, q.Matter.Provider, q.Matter.Move = []ledger.BodyID{council, nhs, trust}, council, ledger.Gives
		for _, v := range []vote{
			{"council finance officer", "own organisation"},
			{"district pool manager", "no"},
			{"trust pool manager and council board member", "own organisation"},
			{"trust pool manager", "still nhs"},
			{"trust finance officer", "no"},
			{"nhs finance officer", "runs"},
		} {
			said, after := cast(p, q, mustBe(t, v.who))
			if said != v.want {
				t.Errorf("need %s: %s is told %q, want %q", need, v.who, said, v.want)
			}
			q.Matter.Approved = after
		}
	}
}

// What one's own organisation would get is seen by another partner; a rule that asks for one asks for no second.
func TestOwnOrganisationTakesAnotherPartner(t *testing.T) {
	t.Parallel()
	for need, want := range map[string]string{
		"-":                   "another partner",
		"another":             "another person and another partner",
		"another-partner":     "another partner",
		"2-partners":          "another partner and another partner",
		"every-partner":       "council and trust",
		"section-151-officer": "a section 151 officer and another partner",
	} {
		q := asks(t, "nhs pool manager", "vire-budget", "1.00")
		q.Partners, q.Matter.Provider, q.Matter.Move = []ledger.BodyID{council, nhs, trust}, nhs, ledger.Gives
		if got := told(needing(t, need).Decide(q)); got != "waits A01 for "+want {
			t.Errorf("need %s: %s, want %s", need, got, want)
		}
		if q.Partners = nil; told(needing(t, need).Decide(q)) != "no" {
			t.Errorf("need %s, of unknown partners: %s", need, told(needing(t, need).Decide(q)))
		}
	}
}

// A fund whose council is its own large provider adopts the row that docs/finance-officers.md gives: without it nobody
// could stand in for the council's own section 151 officer, who may not approve what the council would get.
func TestCouncilAsItsOwnLargeProvider(t *testing.T) {
	t.Parallel()
	rows, err := os.ReadFile("policy.csv")
	if err != nil {
		t.Fatal(err)
	}
	row := "\ncommissioner, raise-commitment, any, provider:council, *, each, nhs-chief-finance-officer, -, -, allow, A901\n"
	with, err := policy.Load(append(rows, row...))
	if err != nil {
		t.Fatal(err)
	}
	const s151 = "A323 for a section 151 officer and an NHS chief finance officer"
	for _, tt := range []struct {
		p              *policy.Policy
		provider, want string
	}{
		{mustDefault(t), "council", "waits " + s151},
		{with, "council", "waits A901 for an NHS chief finance officer"},
		{with, "care-co", "waits " + s151},
	} {
		q := asks(t, "council commissioner", "raise-commitment", "5000000.01")
		q.Partners, q.Host = []ledger.BodyID{council, nhs}, council
		q.Matter.Provider, q.Matter.Move, q.Matter.Named = ledger.BodyID(tt.provider), ledger.Promises, true
		if d, err := tt.p.Decide(q); told(d, err) != tt.want {
			t.Errorf("to %s: %s, want %s", tt.provider, told(d, err), tt.want)
		}
	}
	q := asks(t, "nhs chief finance officer", "approve-proposal", "5000000.01")
	q.Matter.Held, q.Matter.Preparer = "raise-commitment/1", approval(t, "council commissioner (A901)")
	q.Partners, q.Host = []ledger.BodyID{council, nhs}, council
	q.Matter.Provider, q.Matter.Move, q.Matter.Named = council, ledger.Promises, true
	if got := told(with.Decide(q)); !strings.HasSuffix(got, " runs") {
		t.Errorf("the NHS chief finance officer is told %s", got)
	}
}

// An approver's own limit, money, days and conditions are asked at the moment of the approval.
func TestApproverIsJudgedAsIfAsking(t *testing.T) {
	t.Parallel()
	p := mustLoad(t,
		"pool-manager,vire-budget,any,-,*,each,another,-,-,allow,A01",
		"nhs-finance-officer,vire-budget,any,-,5000.00,each,another,-,-,allow,A02",
		"section-151-officer,vire-budget,own,-,*,each,another,-,-,allow,A03",
		"commissioner,vire-budget,any,capacity:substantive,*,each,another,2015-05-01,2015-05-31,allow,A04",
		"council-finance-officer,vire-budget,any,fence:dfg,*,each,another,-,-,allow,A05",
		"nhs-finance-officer,approve-proposal,any,-,*,each,-,-,-,allow,A12",
		"section-151-officer,approve-proposal,any,-,*,each,-,-,-,allow,A13",
		"commissioner,approve-proposal,any,-,*,each,-,-,-,allow,A14",
		"council-finance-officer,approve-proposal,any,-,*,each,-,-,-,allow,A15",
	)
	for _, tt := range []struct{ who, amount, partner, day, fence, want string }{
		{"nhs finance officer", "5000.00", "", "", "", "yes A02 runs"},
		{"nhs finance officer", "5000.01", "", "", "", "no"},
		{"council section 151 officer", "5000.01", "council", "", "", "yes A03 runs"},
		{"council section 151 officer", "5000.01", "nhs", "", "", "no"},
		{"nhs commissioner", "5000.01", "", "2015-04-30", "", "no"},
		{"nhs commissioner", "5000.01", "", "2015-05-01", "", "yes A04 runs"},
		{"nhs commissioner", "5000.01", "", "2015-05-31", "", "yes A04 runs"},
		{"nhs commissioner", "5000.01", "", "2015-06-01", "", "no"},
		{"interim nhs commissioner", "5000.01", "", "2015-05-31", "", "no"},
		{"council finance officer", "5000.01", "", "", "dfg", "yes A05 runs"},
		{"council finance officer", "5000.01", "", "", "ibcf", "no"},
	} {
		q := proposal(t, tt.who, "vire-budget", "council pool manager (A01)")
		q.Matter.Amount, q.Matter.Partner = ledger.MustMoney(tt.amount), ledger.BodyID(tt.partner)
		q.Matter.Fence = ledger.Fence(tt.fence)
		q.At = ledger.MustDate(cmp.Or(tt.day, "2015-06-10")).Time()
		if d, err := p.Decide(q); told(d, err) != tt.want {
			t.Errorf("%+v: %s (%v)", tt, told(d, err), err)
		}
	}
}

// An approval is judged by the scheme of delegation of its own day, not by that of the proposal's.
func TestTheSchemeChangesWhileAProposalWaits(t *testing.T) {
	t.Parallel()
	approves := "pool-manager,approve-proposal,any,-,*,each,-,-,-,allow,A11"
	two := "pool-manager,vire-budget,any,-,*,each,2-others,-,-,allow,A01"
	other := "pool-manager,vire-budget,any,-,*,each,2-others,-,-,allow,A09"
	for _, tt := range []struct {
		name     string
		rows     []string
		approved []string
		want     string
	}{
		{"it did not", []string{two}, nil, "yes A01 still another person"},
		{
			"more are asked for",
			[]string{strings.Replace(two, "2-", "3-", 1)},
			[]string{"nhs pool manager 2 (A01)"},
			"yes A01 still another person",
		},
		{"fewer are asked for", []string{strings.Replace(two, "2-others", "another", 1)}, nil, "yes A01 runs"},
		{"its rule is gone", []string{other}, nil, "no"},
		{"its limit fell below it", []string{strings.Replace(two, "*", "0.99", 1), other}, nil, "no"},
		{"its limit fell to it", []string{strings.Replace(two, "*", "1.00", 1)}, nil, "yes A01 still another person"},
		{"its rule has ended", []string{strings.Replace(two, "-,-,allow", "-,2015-05-31,allow", 1), other}, nil, "no"},
		{
			"its rule ends today",
			[]string{strings.Replace(two, "-,-,allow", "-,2015-06-01,allow", 1)},
			nil,
			"yes A01 still another person",
		},
		{
			"its rule is not in force yet",
			[]string{strings.Replace(two, "-,-,allow", "2015-06-02,-,allow", 1), other},
			nil, "no",
		},
		{
			"its rule is another role's",
			[]string{strings.Replace(two, "pool-manager", "commissioner", 1), other},
			nil,
			"no",
		},
		{"an earlier approval's rule is gone", []string{two}, []string{"nhs pool manager 2 (A08)"}, "no"},
		{
			"an earlier approval's rule remains",
			[]string{two, other},
			[]string{"nhs pool manager 2 (A09)"},
			"yes A01 runs",
		},
	} {
		p := mustLoad(t, append(tt.rows, approves)...)
		q := proposal(t, "nhs pool manager", "vire-budget", "council pool manager (A01)", tt.approved...)
		if d, err := p.Decide(q); told(d, err) != tt.want {
			t.Errorf("%s: %s, want %s (%v)", tt.name, told(d, err), tt.want, err)
		}
	}
}
