package policy_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"pooled/ledger"
	"pooled/policy"
)

// good is a row to put others beside.
const good = "nhs-finance-officer,vire-budget,any,-,100000.00,each,-,-,-,allow,A01"

// fine is a row whose every word is right, to be spoilt one column at a time.
var fine = ruleRow(strings.Split("commissioner,raise-commitment,any,-,500.00,each,-,-,-,allow,A02", ","))

// slips are words that a column may be given by a slip of the pen, and what is said of them.
var slips = []struct {
	column int
	word   string
	want   string
}{
	{roleColumn, "budget-holders", `there is no role "budget-holders"`},
	{roleColumn, "Commissioner", `there is no role "Commissioner"`},
	{roleColumn, "finance-officer", `there is no role "finance-officer"`}, // as posts were called once
	{roleColumn, "", `there is no role ""`},
	{roleColumn, "*", `there is no role "*"`},
	{roleColumn, "timer", "the timer, and nobody else, does what falls due"},
	{actColumn, "raise-comitment", `there is no act "raise-comitment"`},
	{actColumn, "raise-commitment/1", `there is no act "raise-commitment/1"`},
	{actColumn, "found-service", `there is no act "found-service"`},
	{actColumn, "propose-act", `there is no act "propose-act"`},
	{actColumn, "declare-interest", `there is no act "declare-interest"`},
	{actColumn, "end-interest", `there is no act "end-interest"`},
	{actColumn, "", `there is no act ""`},
	{actColumn, "*", "an allow rule names its act"},
	{actColumn, "expire-proposal", "the timer, and nobody else, does what falls due"},
	{actColumn, "adopt-delegation", "nobody changes the scheme of delegation alone"},
	{actColumn, "grant-post", "grant-post is for a posts-administrator alone, not for a commissioner"},
	{ownColumn, "Own", `own is one of [any own foreign provider], not "Own"`},
	{ownColumn, "", "own is one of"},
	{ownColumn, "-", "own is one of"},
	{ownColumn, "provider", "no rule lets a body decide what is paid or promised to itself"},
	{whereColumn, "", "where is - for no condition, not empty"},
	{whereColumn, "scheme", "scheme asks for a name such as"},
	{whereColumn, "scheme:", "scheme asks for a name such as"},
	{whereColumn, "scheme:Beds", "scheme asks for a name such as"},
	{whereColumn, "schema:beds", "as name:value; not"},
	{whereColumn, "scheme:beds scheme:homes", "at most once"},
	{whereColumn, "scheme:beds and source:winter", "as name:value; not"},
	{whereColumn, "fence:dgf", "fence is one of"},
	{whereColumn, "arrangement:lead-commissioning", "arrangement is one of"},
	{whereColumn, "capacity:deputy", "capacity is one of [substantive interim acting]"},
	{whereColumn, "capacity:", "capacity is one of"},
	{limitColumn, "", "limit is pounds and pence above 0.00"},
	{limitColumn, "-", "limit is pounds and pence above 0.00"},
	{limitColumn, "-1.00", "limit is pounds and pence above 0.00"},
	{limitColumn, "0.00", "limit is pounds and pence above 0.00"},
	{limitColumn, "100", "limit is pounds and pence above 0.00"},
	{limitColumn, "1e5", "limit is pounds and pence above 0.00"},
	{limitColumn, "1.000", "limit is pounds and pence above 0.00"},
	{limitColumn, "£1.00", "limit is pounds and pence above 0.00"},
	{limitColumn, "１.00", "limit is pounds and pence above 0.00"}, // a wide digit
	{limitColumn, `"100,000.00"`, "limit is pounds and pence above 0.00"},
	{countsColumn, "", "counts is each or together"},
	{countsColumn, "Each", "counts is each or together"},
	{countsColumn, "-", "counts is each or together"},
	{needColumn, "", "need is - for nobody else, not empty"},
	{needColumn, "anothers", "need is -, another,"},
	{needColumn, "1-others", "need is -, another,"},
	{needColumn, "02-others", "need is -, another,"},
	{needColumn, "+2-others", "need is -, another,"},
	{needColumn, "2-officers", "need is -, another,"},
	{needColumn, "10-others", "a need asks for at most 9 approvals"},
	{needColumn, "9-others and another", "a need asks for at most 9 approvals"},
	{needColumn, "another another", "join the words of a need"},
	{needColumn, "another or another", "join the words of a need"},
	{needColumn, "another and another then another", "join the words of a need"},
	{needColumn, "another then another and another", "join the words of a need"},
	{needColumn, "another and", `a need does not end in ["and"]`},
	{needColumn, "and another", "need is -, another,"},
	{needColumn, "chief-finance-officer", "need is -, another,"},
	{needColumn, "timer", "need is -, another,"},
	{fromColumn, "", "from and to are days"},
	{fromColumn, "1 April 2015", "from and to are days"},
	{fromColumn, "2015-04-31", "from and to are days"},
	{toColumn, "", "from and to are days"},
	{toColumn, "*", "from and to are days"},
	{toColumn, "1999-12-31", "from and to are days"},
	{effectColumn, "Allow", `effect is allow or deny, not "Allow"`},
	{effectColumn, "Deny", `effect is allow or deny, not "Deny"`},
	{effectColumn, "", "effect is allow or deny"},
	{ruleColumn, "", "allow rules are named A and two to five digits"},
	{ruleColumn, "A1", "allow rules are named A and two to five digits"},
	{ruleColumn, "A123456", "allow rules are named A and two to five digits"},
	{ruleColumn, "D02", "allow rules are named A and two to five digits"},
	{ruleColumn, "a02", "allow rules are named A and two to five digits"},
	{ruleColumn, "founding", "allow rules are named A and two to five digits"},
	{ruleColumn, "A0２", "allow rules are named A and two to five digits"},
	{ruleColumn, "A02\x00", "allow rules are named A and two to five digits"},
	{ruleColumn, "A01", "rule A01 stands on line 2 already"},
	{ruleColumn, `"A02`, "line 3"},
}

func TestLoadRefusesASlip(t *testing.T) {
	t.Parallel()
	mustLoad(t, good, strings.Join(fine, ","))
	for _, tt := range slips {
		refusesLine3(t, strings.Join(fine.but(tt.column, tt.word), ","), tt.want)
	}
}

// refusesLine3 holds that a row beside a good one is refused, and the scheme with it.
func refusesLine3(t *testing.T, row, want string) {
	t.Helper()
	p, err := policy.Load(table(good, row))
	if !errors.Is(err, ledger.ErrInvalid) || !strings.Contains(err.Error(), want) || p != nil ||
		!strings.Contains(err.Error(), "line 3") {
		t.Errorf("Load(%q) = %v, want ErrInvalid on line 3 with %q", row, err, want)
	}
}

// senseless are rows whose every word is known, and that cannot be meant or must not be.
var senseless = []struct{ name, row, want string }{
	{"a missing field", "commissioner,open-fund,any,-,*,each,-,-,-,allow", "a rule has 11 fields"},
	{"a field too many", "commissioner,open-fund,any,-,*,each,-,-,-,allow,A02,", "a rule has 11 fields"},
	{"a p before it", "p,commissioner,open-fund,any,-,*,each,-,-,-,allow,A02", "a rule has 11 fields"},
	{"a role for a person", "g,somebody,commissioner", "a rule has 11 fields"},
	{
		"days the wrong way round", "commissioner,open-fund,any,-,*,each,-,2015-04-02,2015-04-01,allow,A02",
		"a rule runs from a day to a later one, not from 2015-04-02 to 2015-04-01",
	},
	{"an allow called D", "commissioner,open-fund,any,-,*,each,-,-,-,allow,D02", "allow rules are named A"},
	{"a deny called A", "commissioner,open-fund,any,-,*,each,-,-,-,deny,A02", "deny rules are named D"},
	{"a deny with a limit", "auditor,vire-budget,any,-,1.00,each,-,-,-,deny,D02", "a deny rule refuses every amount"},
	{"a deny that waits", "auditor,vire-budget,any,-,*,each,another,-,-,deny,D02", "a deny rule refuses every amount"},
	{
		"a deny that counts", "auditor,raise-commitment,any,-,*,together,-,-,-,deny,D02",
		"a deny rule refuses every amount",
	},
	{"reading that waits", "auditor,read,any,-,*,each,another,-,-,allow,A02", "read cannot wait for others"},
	{
		"approving that waits", "commissioner,approve-proposal,any,-,*,each,another,-,-,allow,A02",
		"approve-proposal cannot wait for others",
	},
	{
		"an expiry that waits", "timer,expire-proposal,any,-,*,each,another,-,-,allow,A02",
		"expire-proposal cannot wait for others",
	},
	{"the timer paying", "timer,pay-invoice,any,-,*,each,-,-,-,allow,A02", "the timer, and nobody else"},
	{"the timer approving", "timer,approve-proposal,any,-,*,each,-,-,-,allow,A02", "the timer, and nobody else"},
	{"money to posts", "posts-administrator,pay-invoice,any,-,*,each,-,-,-,allow,A02", "whoever grants posts"},
	{"reading money to posts", "posts-administrator,read,any,-,*,each,-,-,-,allow,A02", "whoever grants posts"},
	{"approving to posts", "posts-administrator,approve-proposal,any,-,*,each,-,-,-,allow,A02", "whoever grants posts"},
	{
		"the rules to posts", "posts-administrator,adopt-delegation,any,-,*,each,section-151-officer,-,-,allow,A02",
		"whoever grants posts",
	},
	{"posts to money", "section-151-officer,grant-post,any,-,*,each,another,-,-,allow,A02", "whoever grants posts"},
	{
		"the rules alone", "section-151-officer,adopt-delegation,any,-,*,each,-,-,-,allow,A02",
		"nobody changes the scheme of delegation alone",
	},
	{"reading one's own money", "board-member,read,own,-,*,each,-,-,-,allow,A02", "read is any, or provider"},
	{
		"posts of one's organisation", "link-worker,read-posts,provider,-,*,each,-,-,-,allow,A02",
		"read-posts is any, or provider",
	},
	{
		"counting without a limit", "commissioner,raise-commitment,any,-,*,together,-,-,-,allow,A02",
		"together is for a limit on what is promised alone",
	},
	{
		"counting what others approve", "commissioner,raise-commitment,any,-,5.00,together,another,-,-,allow,A02",
		"together is for a limit on what is promised alone",
	},
	{
		"counting what promises nothing", "commissioner,vire-budget,any,-,5.00,together,-,-,-,allow,A02",
		"together is for a limit on what is promised alone",
	},
	{"not UTF-8", "commissioner,open-fund\xff,any,-,*,each,-,-,-,allow,A02", "there is no act"},
	{"a quote in a field", `commissioner,open"fund,any,-,*,each,-,-,-,allow,A02`, "line 3"},
}

func TestLoadRefusesWhatCannotBeMeant(t *testing.T) {
	t.Parallel()
	for _, tt := range senseless {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			refusesLine3(t, tt.row, tt.want)
		})
	}
}

// What looks odd and is meant.
func TestLoadTakes(t *testing.T) {
	t.Parallel()
	for _, row := range []string{
		"commissioner,raise-commitment,foreign,partner:nhs source:winter fence:dfg scheme:beds provider:care-co,0.01,each," +
			"9-others,2015-04-01,2015-04-01,allow,A02",
		"commissioner,raise-commitment,any,arrangement:lead capacity:acting,9999999999.99,together,-,-,-," +
			"allow,A00002",
		"commissioner,vire-budget,any,-,*,each,  2-partners   and every-partner  ,-,-,allow,A02",
		"auditor,*,foreign,fence:ibcf,*,each,-,2015-04-01,-,deny,D00",
		"posts-administrator,end-post,own,-,*,each,another,-,-,allow,A02",
		"managing-agent,read,provider,scheme:beds,*,each,-,-,-,allow,A02",
	} {
		if _, err := policy.Load(table(good, row)); err != nil {
			t.Errorf("%s: %v", row, err)
		}
	}
}

func TestLoadRefusesWhole(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"nothing":           "",
		"no rules":          head + "\n",
		"comments alone":    "# nothing\n",
		"no head":           good + "\n",
		"another head":      strings.Replace(head, "own,where", "where,own", 1) + "\n" + good + "\n",
		"a head of before":  "role,act,own,limit,need,effect,rule\n" + good + "\n",
		"a byte order mark": "\ufeff" + head + "\n" + good + "\n",
		"too long":          strings.Repeat("#", 1<<20) + "\n" + string(table(good)),
	} {
		if p, err := policy.Load([]byte(text)); !errors.Is(err, ledger.ErrInvalid) || p != nil {
			t.Errorf("%s: %v, want ErrInvalid", name, err)
		}
	}
	many := make([]string, 10_001)
	for i := range many {
		many[i] = fmt.Sprintf("commissioner,open-fund,any,-,*,each,-,-,-,allow,A%05d", i)
	}
	if _, err := policy.Load(table(many...)); !errors.Is(err, ledger.ErrInvalid) {
		t.Errorf("10,001 rules: %v", err)
	}
}

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

func FuzzLoad(f *testing.F) {
	f.Add([]byte(policy.DefaultRules()))
	f.Add(table(good))
	f.Add(table(append(enough, good, "auditor,*,any,-,*,each,-,-,-,deny,D01")...))
	f.Add(table("commissioner,raise-commitment,own,scheme:beds capacity:acting,5.00,together,-,2015-04-01,-,allow,A01"))
	f.Add(table("pool-manager,vire-budget,any,-,1e3,each,2-partners then auditor,-,-,Deny,D01"))
	f.Add([]byte(head + "\n\"pool-manager\",\"vire\nbudget\""))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := policy.Load(text)
		if err != nil {
			if ledger.KindOf(err) != ledger.Invalid || p != nil {
				t.Fatalf("Load = %v, %v", p, err)
			}
			return
		}
		again, err := policy.Load(text)
		if err != nil || hashOf(t, again) != hashOf(t, p) {
			t.Fatalf("the same text twice: %v", err)
		}
		for _, who := range []string{"council finance officer", "nhs pool manager", "council posts administrator"} {
			for _, act := range []string{"vire-budget", "open-fund", "grant-post", "pay-invoice", "raise-commitment"} {
				d, err := p.Decide(asks(t, who, act, "100000.00")) // whatever was loaded, every answer is one of the three
				if got := told(d, err); strings.HasPrefix(got, "fault") || strings.HasPrefix(got, "neither") {
					t.Fatalf("%s asks to %s: %s", who, act, got)
				}
			}
		}
	})
}
