package policy_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"pooled/ledger"
	"pooled/policy"
)

// The people of these tests, by what they are; each holds one post in every fund, from 1 April 2015.
var people = map[string]ledger.Post{
	"council finance officer":   post(ledger.FinanceOfficer, "council"),
	"council finance officer 2": post(ledger.FinanceOfficer, "council"),
	"nhs finance officer":       post(ledger.FinanceOfficer, "nhs"),
	"council pool manager":      post(ledger.PoolManager, "council"),
	"nhs pool manager":          post(ledger.PoolManager, "nhs"),
	"council commissioner":      post(ledger.Commissioner, "council"),
	"nhs commissioner":          post(ledger.Commissioner, "nhs"),
	"council chief finance":     post(ledger.ChiefFinance, "council"),
	"nhs chief finance":         post(ledger.ChiefFinance, "nhs"),
	"board member":              post(ledger.BoardMember, "council"),
	"auditor":                   post(ledger.Auditor, "audit-firm"),
	"posts administrator":       post(ledger.PostsAdministrator, "council"),
}

var noon = time.Date(2015, time.June, 1, 12, 0, 0, 0, time.UTC)

func post(role ledger.Role, body ledger.BodyID) ledger.Post {
	return ledger.Post{
		ID: ledger.PostID(string(body) + "-" + string(role)), Role: role, Body: body,
		From: ledger.MustDate("2015-04-01"),
	}
}

func actor(who string) ledger.ActorID { return ledger.ActorID(strings.ReplaceAll(who, " ", "-")) }

// asks is what somebody asks about council money, in the fund or, where the act is the service's, there.
func asks(who, act, amount string) ledger.Question {
	q := ledger.Question{
		Fund: "fund", Act: act, Actor: actor(who), Posts: []ledger.Post{people[who]}, At: noon, Service: 9,
		Matter: ledger.Matter{Partner: "council", Amount: ledger.MustMoney(amount)},
	}
	switch act {
	case "register-body", "record-successor", "grant-post", "end-post":
		q.Fund = ledger.Service
	}
	return q
}

func mustDefault(t testing.TB) *policy.Policy {
	t.Helper()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func mustLoad(t testing.TB, rows ...string) *policy.Policy {
	t.Helper()
	p, err := policy.Load(table(rows...))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// table is a scheme of delegation of these rows.
func table(rows ...string) []byte {
	return []byte("role,act,own,limit,need,effect,rule\n" + strings.Join(rows, "\n") + "\n")
}

// told is an answer in a few words: "yes A46", "waits A48", "own work", "no"; anything else is a fault.
func told(d ledger.Decision, err error) string {
	switch {
	case errors.Is(err, ledger.ErrOwnWork):
		return "own work"
	case errors.Is(err, ledger.ErrForbidden):
		return "no"
	case err != nil:
		return "fault: " + err.Error()
	case d.Waits != "" && !d.Authority.Complete:
		return "waits " + d.Authority.Rule
	case d.Waits == "" && d.Authority.Complete:
		return "yes " + d.Authority.Rule
	}
	return fmt.Sprintf("neither: %+v", d)
}

var decisions = []struct{ who, act, amount, want string }{
	{"council finance officer", "open-fund", "0.00", "yes A10"},
	{"council pool manager", "open-fund", "0.00", "no"},
	{"council finance officer", "draft-agreement", "0.00", "yes A11"},
	{"council finance officer", "bring-into-force", "0.00", "yes A12"},
	{"council finance officer", "override-unsigned", "0.00", "no"},
	{"council chief finance", "override-unsigned", "0.00", "yes A13"},
	{"council finance officer", "add-source", "0.00", "yes A20"},
	{"council finance officer", "agree-contribution", "9999999999.99", "yes A22"},
	{"nhs finance officer", "agree-contribution", "9999999999.99", "yes A22"},
	{"council chief finance", "agree-contribution", "1.00", "yes A23"},
	{"nhs chief finance", "agree-contribution", "1.00", "no"},
	{"council commissioner", "agree-contribution", "1.00", "no"},
	{"council finance officer", "receive-contribution", "5.00", "yes A29"},
	{"council pool manager", "add-scheme", "0.00", "yes A41"},
	{"council pool manager", "set-scheme-budget", "9999999999.99", "yes A45"},
	{"council finance officer", "vire-budget", "99999.99", "yes A46"},
	{"council finance officer", "vire-budget", "100000.00", "yes A46"},
	{"council finance officer", "vire-budget", "100000.01", "waits A48"},
	{"nhs pool manager", "vire-budget", "100000.00", "yes A47"},
	{"nhs pool manager", "vire-budget", "100000.01", "waits A49"},
	{"council commissioner", "vire-budget", "0.01", "no"},
	{"council commissioner", "forecast-outturn", "0.00", "yes A53"},
	{"council commissioner", "raise-commitment", "1.00", "yes A60"},
	{"nhs commissioner", "raise-commitment", "1.00", "yes A60"},
	{"council pool manager", "raise-commitment", "1.00", "no"},
	{"council commissioner", "certify-invoice", "1.00", "yes A66"},
	{"council finance officer", "certify-invoice", "1.00", "no"},
	{"council commissioner", "pay-invoice", "1.00", "no"},
	{"council finance officer", "pay-invoice", "1.00", "yes A67"},
	{"council finance officer", "close-period", "0.00", "yes A70"},
	{"council finance officer", "reopen-period", "0.00", "no"},
	{"council chief finance", "reopen-period", "0.00", "yes A72"},
	{"council finance officer", "reverse-entry", "0.00", "waits A73"},
	{"council chief finance", "erase-text", "0.00", "waits A74"},
	{"board member", "vire-budget", "0.01", "no"},
	{"auditor", "vire-budget", "0.01", "no"},
	{"posts administrator", "grant-post", "0.00", "yes A03"},
	{"posts administrator", "register-body", "0.00", "yes A01"},
	{"posts administrator", "vire-budget", "0.01", "no"},
	{"posts administrator", "read", "0.00", "no"},
	{"council finance officer", "grant-post", "0.00", "no"},
	{"council finance officer", "read", "0.00", "no"}, // May answers that
	{"council finance officer", "propose-act", "0.00", "no"},
	{"council finance officer", "no-such-act", "0.00", "no"},
	{"council finance officer", "", "0.00", "no"},
	{"council finance officer", "*", "0.00", "no"},
}

func TestDecide(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	for _, tt := range decisions {
		t.Run(fmt.Sprintf("%s %s %s", tt.who, tt.act, tt.amount), func(t *testing.T) {
			t.Parallel()
			d, err := p.Decide(asks(tt.who, tt.act, tt.amount))
			if got := told(d, err); got != tt.want {
				t.Errorf("Decide = %s, want %s (%v)", got, tt.want, err)
			}
		})
	}
}

func TestAuthoritySaysWhoUnderWhat(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	d, err := p.Decide(asks("nhs pool manager", "vire-budget", "100000.00"))
	if err != nil {
		t.Fatal(err)
	}
	a := d.Authority
	if a.Type != ledger.AuthorityType || a.Actor != "nhs-pool-manager" || a.Post != "nhs-pool-manager" ||
		a.Role != ledger.PoolManager || a.Body != "nhs" || a.Rule != "A47" || a.Policy != p.Hash() ||
		a.Service != 9 || !a.Complete || a.Final || len(a.Approvals) != 0 {
		t.Errorf("authority = %+v", a)
	}
}

// Of the rules that allow, the one that demands least wins, whichever post it comes with.
func TestTheLeastDemandingRuleWins(t *testing.T) {
	t.Parallel()
	p := mustLoad(t,
		"finance-officer,vire-budget,any,*,another,allow,A01",
		"finance-officer,vire-budget,any,1000.00,-,allow,A02",
		"commissioner,vire-budget,any,2000.00,-,allow,A03",
		"chief-finance-officer,vire-budget,own,*,-,allow,A04",
	)
	two := asks("council finance officer", "vire-budget", "1000.00")
	two.Posts = append(two.Posts, people["council commissioner"])
	wants := map[string]string{"1000.00": "yes A02", "1000.01": "yes A03", "2000.01": "waits A01"}
	for amount, want := range wants {
		for _, id := range []ledger.PostID{"a-post", "z-post"} {
			two.Posts[1].ID, two.Matter.Amount = id, ledger.MustMoney(amount)
			if d, err := p.Decide(two); told(d, err) != want {
				t.Errorf("£%s with two posts: %s, want %s", amount, told(d, err), want)
			}
		}
	}
	nobodys := asks("council chief finance", "vire-budget", "1.00")
	nobodys.Matter.Partner, nobodys.Posts[0].Body = "", ""
	if d, err := p.Decide(nobodys); told(d, err) != "no" {
		t.Errorf("nobody's money as one's own: %s", told(d, err))
	}
}

// One finance officer can bring a fund to its first small virement without anybody else.
func TestOneFinanceOfficerAlone(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	for _, act := range []string{
		"open-fund", "draft-agreement", "bring-into-force", "add-source", "indicate-contribution",
		"agree-contribution", "call-contribution", "receive-contribution", "add-scheme", "add-scheme-line",
		"set-scheme-budget", "vire-budget",
	} {
		for _, who := range []string{"council finance officer", "nhs finance officer"} {
			if d, err := p.Decide(asks(who, act, "100000.00")); err != nil || d.Waits != "" {
				t.Errorf("%s by %s: %v, waits %q", act, who, err, d.Waits)
			}
		}
	}
}

// Every act of the ledger is somebody's to do: a new act without a row is found here.
func TestEveryActHasARule(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("policy.csv")
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range ledger.ActKinds() {
		act, _, _ := strings.Cut(kind, "/")
		if act == "found-service" || act == "propose-act" {
			continue // the first has no rule, the second follows from one
		}
		if !strings.Contains(string(text), " "+act+",") {
			t.Errorf("no rule gives %s to anybody", act)
		}
	}
}
