package policy_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pooled/ledger"
	"pooled/policy"
)

// The people of these tests are called by what they are: "council finance officer", "interim nhs commissioner",
// "nhs finance officer 2", "nhs pool manager and council commissioner". Each holds their posts in every fund, from
// 1 April 2015 to 31 March 2016.

var noon = time.Date(2015, time.June, 1, 12, 0, 0, 0, time.UTC)

var (
	firstDay = ledger.MustDate("2015-04-01")
	lastDay  = ledger.MustDate("2016-03-31")
)

// The bodies of these tests. The council is the host. A second ICB and a second council are partners where a case
// says so.
const (
	council  ledger.BodyID = "council"
	district ledger.BodyID = "district" // another council
	nhs      ledger.BodyID = "nhs"
	trust    ledger.BodyID = "trust" // an NHS trust that is a partner where a case says "three partners"
	charity  ledger.BodyID = "charity"
	careCo   ledger.BodyID = "care-co"
)

// person is somebody, with the posts they hold.
type person struct {
	actor ledger.ActorID
	posts []ledger.Post
}

// somebody reads a person's name: their posts, joined by "and", each with a capacity if it is not substantive, the
// body that employs it, and its title; a number tells two people of one title apart.
func somebody(who string) (person, error) {
	if who == "timer" {
		timer := ledger.Post{ID: "timer", Role: ledger.TimerRole, From: 1}
		return person{ledger.Timer, []ledger.Post{timer}}, nil
	}
	p := person{actor: ledger.ActorID(strings.ReplaceAll(who, " ", "-"))}
	for text := range strings.SplitSeq(who, " and ") {
		words := strings.Fields(text)
		var capacity ledger.Capacity
		if c := ledger.Capacity(words[0]); c == ledger.Interim || c == ledger.Acting {
			capacity, words = c, words[1:]
		}
		if last := words[len(words)-1]; len(last) == 1 && last >= "2" && last <= "9" {
			words = words[:len(words)-1]
		}
		if len(words) < 2 {
			return p, fmt.Errorf("%q is nobody: say the body and the title", text)
		}
		role, err := roleOf(ledger.BodyID(words[0]), strings.Join(words[1:], "-"))
		if err != nil {
			return p, err
		}
		held := post(role, ledger.BodyID(words[0]))
		held.Capacity, held.To = capacity, lastDay
		p.posts = append(p.posts, held)
	}
	return p, nil
}

// roleOf is the role that a title names at a body: a finance officer is the council's or the NHS's.
func roleOf(body ledger.BodyID, title string) (ledger.Role, error) {
	ofCouncil := body == council || body == district
	switch role := ledger.Role(title); {
	case title == "finance-officer" && ofCouncil:
		return ledger.CouncilFinance, nil
	case title == "finance-officer":
		return ledger.NHSFinance, nil
	case title == "chief-finance-officer" && !ofCouncil:
		return ledger.NHSChiefFinance, nil
	case role == ledger.Section151 && !ofCouncil, !slices.Contains(ledger.Roles, role):
		return "", fmt.Errorf("%s employs no %s", body, title)
	default:
		return role, nil
	}
}

// titled is what roleOf reads: the name of somebody of a role, at a body that can employ it.
func titled(role ledger.Role) []string {
	switch role {
	case ledger.CouncilFinance:
		return []string{"council finance officer", "district finance officer"}
	case ledger.Section151:
		return []string{"council section 151 officer", "district section 151 officer"}
	case ledger.NHSFinance:
		return []string{"nhs finance officer"}
	case ledger.NHSChiefFinance:
		return []string{"nhs chief finance officer"}
	}
	title := strings.ReplaceAll(string(role), "-", " ")
	return []string{"council " + title, "nhs " + title}
}

func mustBe(t testing.TB, who string) person {
	t.Helper()
	p, err := somebody(who)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func post(role ledger.Role, body ledger.BodyID) ledger.Post {
	return ledger.Post{
		ID: ledger.PostID(string(body) + "-" + string(role)), Role: role, Body: body, From: firstDay,
	}
}

// serviceActs are those of the service's own journal.
var serviceActs = []string{
	"register-body", "record-successor", "identify-body", "grant-post", "end-post", "adopt-delegation", "declare-interest",
	"end-interest", "found-service", "read-posts", "record-feed", "record-heads", "register-key", "revoke-key",
}

// moves is how each act's money goes to its provider, where it has one.
var moves = map[string]ledger.Move{
	"raise-commitment": ledger.Promises, "vary-commitment": ledger.Promises, "allocate-grant": ledger.Promises,
	"certify-received-invoice": ledger.Pays, "certify-over-commitment": ledger.Pays,
	"certify-invoice": ledger.Pays, "pay-invoice": ledger.Pays, "pass-grant-on": ledger.Pays,
	"reduce-call": ledger.Gives, "write-off-call": ledger.Gives, "write-off-prepayment": ledger.Gives,
	"return-receipt": ledger.Gives, "pay-surplus": ledger.Gives,
	"request-payment": ledger.Pays, "record-payment-outcomes": ledger.Pays, "pay-late-interest": ledger.Pays,
	"buy-from-budget": ledger.Pays,
	"set-up-float":    ledger.Gives, "advance-float": ledger.Gives, "write-off-float-advance": ledger.Gives,
	"order-purchase": ledger.Promises, "accept-delivery": ledger.Pays, "pay-float": ledger.Pays,
	"charge-float-fee":  ledger.Pays,
	"lift-payment-hold": ledger.Pays, "receive-prepaid": ledger.Pays, "prepay-provider": ledger.Gives,
	"vire-budget": ledger.Gives, "add-scheme": ledger.Gives, "add-scheme-line": ledger.Gives,
}

// asks is what somebody asks about council money, in the fund or, where the act is the service's, there. The
// partners are the council, which is the host, and the NHS.
func asks(t testing.TB, who, act, amount string) ledger.Question {
	t.Helper()
	p := mustBe(t, who)
	q := ledger.Question{
		Fund: "fund", Act: act, Actor: p.actor, Posts: p.posts, At: noon, Service: 9,
		Host: council, Partners: []ledger.BodyID{council, nhs},
		Matter: ledger.Matter{Partner: council, Amount: ledger.MustMoney(amount)},
	}
	if act == "order-purchase" {
		q.Matter.Cap = ledger.WithinCaps
	}
	if slices.Contains(serviceActs, act) {
		q.Fund, q.Host, q.Partners = ledger.Service, "", nil
	}
	if act == "adopt-delegation" || act == "found-service" {
		q.Matter.Rules = policy.DefaultRules()
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

func hashOf(t testing.TB, p *policy.Policy) string {
	t.Helper()
	hash, err := p.Hash(ledger.Delegation{})
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

const head = "role,act,own,where,limit,counts,need,from,to,effect,rule"

// table is a scheme of delegation of these rows.
func table(rows ...string) []byte { return []byte(head + "\n" + strings.Join(rows, "\n") + "\n") }
