package policy_test

import (
	"errors"
	"fmt"
	"strings"
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
	{roleColumn, "timer", "the timer does what falls due, and nothing else"},
	{actColumn, "raise-comitment", `there is no act "raise-comitment"`},
	{actColumn, "raise-commitment/1", `there is no act "raise-commitment/1"`},
	{actColumn, "found-service", `there is no act "found-service"`},
	{actColumn, "propose-act", `there is no act "propose-act"`},
	{actColumn, "declare-interest", `there is no act "declare-interest"`},
	{actColumn, "end-interest", `there is no act "end-interest"`},
	{actColumn, "", `there is no act ""`},
	{actColumn, "*", "an allow rule names its act"},
	{actColumn, "expire-proposal", "the timer, and nobody else, asks for expire-proposal"},
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
	{"the timer paying", "timer,pay-invoice,any,-,*,each,-,-,-,allow,A02", "the timer does what falls due, and nothing else"},
	{"the timer approving", "timer,approve-proposal,any,-,*,each,-,-,-,allow,A02", "the timer does what falls due, and nothing else"},
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
