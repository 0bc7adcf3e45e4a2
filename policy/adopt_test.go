package policy_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"sync"
	"testing"

	"pooled/ledger"
)

// enough is the least that a scheme of delegation must give to be adopted.
var enough = []string{
	"posts-administrator,grant-post,any,-,*,each,-,-,-,allow,A91",
	"section-151-officer,adopt-delegation,any,-,*,each,nhs-chief-finance-officer,-,-,allow,A92",
	"nhs-chief-finance-officer,approve-proposal,any,-,*,each,-,-,-,allow,A93",
}

// A broken scheme of delegation, or one under which nobody could ever change anything again, is refused when it is
// adopted and when a service is founded with it; the old one stays in force.
func TestABrokenSchemeIsNotAdopted(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	swap := func(old, with string) string { return strings.Replace(string(table(enough...)), old, with, 1) }
	for name, text := range map[string]string{
		"nothing":                           "",
		"no table":                          "the chief officers decide",
		"a deny misspelt":                   string(table(append(enough, "auditor,*,any,-,*,each,-,-,-,Deny,D01")...)),
		"nobody grants posts":               string(table(enough[1:]...)),
		"nobody adopts":                     string(table(enough[0], enough[2])),
		"granting ends":                     swap("-,-,-,allow,A91", "-,-,2030-03-31,allow,A91"),
		"adopting ends":                     swap("officer,-,-,allow,A92", "officer,-,2030-03-31,allow,A92"),
		"adopting where nothing is":         swap("any,-,*,each,nhs", "any,scheme:beds,*,each,nhs"),
		"adopting for money that is nobody": swap("adopt-delegation,any", "adopt-delegation,own"),
		"adopting with partners":            swap("each,nhs-chief-finance-officer", "each,another-partner"),
		"granting denied": string(table(append(enough,
			"posts-administrator,grant-post,any,-,*,each,-,-,-,deny,D01")...)),
		"adopting denied": string(table(append(enough,
			"section-151-officer,adopt-delegation,any,-,*,each,-,-,-,deny,D01")...)),
		"nobody may approve it": string(table(enough[:2]...)),
		"approving ends":        swap("-,-,-,allow,A93", "-,-,2030-03-31,allow,A93"),
		"approving denied": string(table(append(enough,
			"nhs-chief-finance-officer,*,any,-,*,each,-,-,-,deny,D01")...)),
	} {
		for _, q := range []ledger.Question{
			asks(t, "council section 151 officer", "adopt-delegation", "0.00"),
			{Fund: ledger.Service, Act: "found-service", Actor: "first", At: noon},
		} {
			q.Matter.Rules = ledger.Rules(text)
			if d, err := p.Decide(q); !errors.Is(err, ledger.ErrInvalid) || !strings.HasPrefix(err.Error(), "scheme of") &&
				!strings.HasPrefix(err.Error(), "a scheme of") {
				t.Errorf("%s by %s: %+v, %v", name, q.Act, d, err)
			}
		}
	}
	for _, rows := range [][]string{enough, append(enough,
		"nhs-chief-finance-officer,approve-proposal,foreign,-,*,each,-,-,-,deny,D01",
		"posts-administrator,grant-post,any,-,*,each,-,-,2030-03-31,deny,D02")} {
		q := asks(t, "council section 151 officer", "adopt-delegation", "0.00")
		q.Matter.Rules = ledger.Rules(table(rows...))
		if d, err := p.Decide(q); told(d, err) != "waits A204 for an NHS chief finance officer" {
			t.Errorf("enough is not enough: %s (%v)", told(d, err), err)
		}
	}
}

// Each question is answered under the scheme of delegation that it carries, by many at once.
func TestQuestionsCarryTheirScheme(t *testing.T) {
	t.Parallel()
	p := mustLoad(t, good)
	carried := func(limit string) ledger.Delegation {
		text := string(table(strings.Replace(good, "100000.00", limit, 1)))
		return ledger.Delegation{Rules: ledger.Rules(text), SHA256: ledger.DigestOf([]byte(text))}
	}
	var askers sync.WaitGroup
	for n := range 4 {
		askers.Go(func() {
			for i := range 1100 { // more than are held ready
				q := asks(t, "nhs finance officer", "vire-budget", ledger.Pence(int64(i+1)).String())
				if d, err := p.Decide(q); told(d, err) != "yes A01" {
					t.Errorf("without one: %s", told(d, err))
				}
				q.Delegation = carried(ledger.Pence(int64(i + 1)).String())
				d, err := p.Decide(q)
				hash, hashErr := p.Hash(q.Delegation)
				if told(d, err) != "yes A01" || d.Authority.Policy != hash || hashErr != nil {
					t.Errorf("%d, at its limit: %s", n, told(d, err))
				}
				q.Matter.Amount = q.Matter.Amount.Add(ledger.Pence(1))
				if d, err := p.Decide(q); told(d, err) != "no" {
					t.Errorf("%d, a penny over its limit: %s", n, told(d, err))
				}
			}
		})
	}
	askers.Wait()
	broken := asks(t, "nhs finance officer", "vire-budget", "1.00")
	broken.Delegation = ledger.Delegation{Rules: "nothing", SHA256: ledger.DigestOf([]byte("nothing"))}
	if d, err := p.Decide(broken); err == nil {
		t.Errorf("a broken scheme of delegation was asked: %+v", d)
	}
	if _, err := p.May(broken); err == nil {
		t.Error("a broken scheme of delegation was asked who may read")
	}
	if hash, err := p.Hash(broken.Delegation); err == nil {
		t.Errorf("a broken scheme of delegation is called %s", hash)
	}
}

func TestHashIsOfTheRules(t *testing.T) {
	t.Parallel()
	const other = "pool-manager,vire-budget,any,-,*,each,another and another,-,-,allow,A02"
	row := ruleRow(strings.Split(good, ","))
	first := hashOf(t, mustLoad(t, good, other))
	if raw, err := base64.RawURLEncoding.DecodeString(first); err != nil || len(raw) != 16 {
		t.Errorf("hash = %q, %v, want 16 bytes", first, err)
	}
	same := mustLoad(t, "# a comment", strings.Replace(other, "another and ", "another   and  ", 1), "",
		"  nhs-finance-officer , vire-budget,any,-,\t100000.00,each,-,-,-,allow,A01 ")
	if hashOf(t, same) != first {
		t.Error("comments, spaces and the order of rows change the hash")
	}
	for column, word := range []string{
		"pool-manager", "raise-commitment", "own", "scheme:beds", "100000.01", "", "another", "2015-04-01", "2015-04-01", "",
		"A03",
	} {
		if word == "" {
			continue // these change others too
		}
		if hashOf(t, mustLoad(t, strings.Join(row.but(column, word), ","), other)) == first {
			t.Errorf("column %d does not change the hash", column)
		}
	}
	raise := row.but(actColumn, "raise-commitment")
	if hashOf(t, mustLoad(t, strings.Join(raise, ","))) ==
		hashOf(t, mustLoad(t, strings.Join(raise.but(countsColumn, "together"), ","))) {
		t.Error("what a limit counts does not change the hash")
	}
	p := mustDefault(t)
	for _, rows := range [][]string{enough, {other, good}} { // which do not say their digest
		hash, err := p.Hash(ledger.Delegation{Rules: ledger.Rules(table(rows...))})
		if err != nil || hash != hashOf(t, mustLoad(t, rows...)) {
			t.Errorf("the same rules, carried by a question: %s, %v", hash, err)
		}
	}
}
