package policy_test

import (
	"testing"
	"time"

	"pooled/ledger"
)

// sentence is what somebody reads: why not, or who must approve.
func sentence(d ledger.Decision, err error) string {
	switch {
	case err != nil:
		return err.Error()
	case d.Waits != "":
		return d.Waits
	}
	return d.Authority.Still
}

// spends is what somebody asks about council money that would go to a provider.
func spends(t *testing.T, who, act, amount string, provider ledger.BodyID) ledger.Question {
	t.Helper()
	return paid(asks(t, who, act, amount), provider, moves[act])
}

// facts adds to a question what a row of a table would say.
func facts(t *testing.T, q ledger.Question, words ...string) ledger.Question {
	t.Helper()
	known := question{Question: q}
	for _, w := range words {
		if !known.know(w) {
			t.Fatalf("no test knows what %q means", w)
		}
	}
	return known.Question
}

// The sentences as they are read under policy.csv, by the person who asks.
func TestSentences(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	vired := func(who string, approved ...string) ledger.Question {
		q := proposal(t, who, "vire-budget", "council pool manager (A299)", approved...)
		q.Matter.Amount = ledger.MustMoney("200000.00")
		return q
	}
	large := func(who string, approved ...string) ledger.Question {
		q := proposal(t, who, "vire-budget", "council pool manager (A300)", approved...)
		q.Matter.Amount = ledger.MustMoney("2000000.00")
		return q
	}
	const (
		vires      = "a council finance officer, an NHS finance officer or a pool manager"
		toOther    = vires + " who acts for another partner could approve it"
		bothChiefs = "a section 151 officer or an NHS chief finance officer could approve it"
	)
	used := spends(t, "council commissioner", "raise-commitment", "1.00", careCo)
	used.Matter.Used = ledger.MustMoney("500000.00")
	stuck := large("nhs chief finance officer")
	stuck.Matter.Preparer.Rule = "A999"
	fromGrantor := asks(t, "council posts administrator", "grant-post", "0.00")
	fromGrantor.Matter.Subject = fromGrantor.Actor
	for _, tt := range []struct {
		q    ledger.Question
		want string
	}{
		{ // waits
			asks(t, "council pool manager", "vire-budget", "150000.00"),
			"above £100,000.00 this needs the approval of another partner (rule A299): " + toOther,
		},
		{
			asks(t, "council pool manager", "vire-budget", "1000000.01"),
			"above £1,000,000.00 this needs the approval of a section 151 officer and an NHS chief finance officer " +
				"(rule A300): " + bothChiefs,
		},
		{
			asks(t, "council finance officer", "reverse-entry", "5.00"),
			"this needs the approval of another person (rule A367): another council finance officer, an NHS finance officer, " +
				"a section 151 officer or an NHS chief finance officer could approve it",
		},
		{
			spends(t, "nhs commissioner", "raise-commitment", "500000.01", careCo),
			"above £500,000.00 this needs the approval of another person (rule A322): a council finance officer, an NHS " +
				"finance officer, another commissioner, or a section 151 officer or an NHS chief finance officer of the partner " +
				"whose money it is could approve it",
		},
		{
			used,
			"above £500,000.00 this needs the approval of another person (rule A322): a council finance officer, an NHS " +
				"finance officer, another commissioner, or a section 151 officer or an NHS chief finance officer of the partner " +
				"whose money it is could approve it",
		},
		{
			spends(t, "council pool manager", "vire-budget", "1.00", council),
			"this needs the approval of nhs (rule A47): " + vires + " who acts for nhs could approve it",
		},
		{
			facts(t, asks(t, "council section 151 officer", "reopen-period", "0.00"), "three partners"),
			"this needs the approval of nhs and trust (rule A365): a section 151 officer or an NHS chief finance officer who " +
				"acts for nhs or trust could approve it",
		},
		{ // no
			asks(t, "council commissioner", "reopen-period", "0.00"),
			"a commissioner may not reopen a period; a section 151 officer (once others approve) or an NHS chief finance " +
				"officer (once others approve) could",
		},
		{
			asks(t, "council auditor", "pay-invoice", "1.00"),
			"rule D02 forbids an auditor to pay an invoice, whatever other posts they hold",
		},
		{
			asks(t, "nhs chief finance officer", "agree-contribution", "1.00"),
			"rule A240 lets an NHS chief finance officer agree a contribution for the money of their own body alone; a " +
				"council finance officer (once others approve), an NHS finance officer (once others approve), or a section 151 " +
				"officer or an NHS chief finance officer of the partner whose money it is could",
		},
		{
			asks(t, "interim council section 151 officer", "set-scheme-budget", "1.00"),
			"rule A291 lets a section 151 officer set a scheme budget where the capacity is substantive; a council finance " +
				"officer, an NHS finance officer, a pool manager, or a section 151 officer or an NHS chief finance officer of the " +
				"partner whose money it is could",
		},
		{
			asks(t, "council board member", "no-such-act", "0.00"),
			`the scheme of delegation lets nobody do an act called "no-such-act"`,
		},
		{
			facts(t, asks(t, "council finance officer", "set-proposal-terms", "0.00"), "no agreement"),
			"rule A219 asks for other partners' approval, and no agreement of this fund that may be relied on says who they are",
		},
		{
			facts(t, spends(t, "council pool manager", "vire-budget", "1.00", council), "no agreement"),
			"pool money goes to the host only when every other partner has agreed, and no agreement of this fund that may be " +
				"relied on says who they are",
		},
		{
			asks(t, "council pool manager", "grant-post", "0.00"),
			"a pool manager may not grant a post; a posts administrator could",
		},
		{
			asks(t, "council pool manager", "expire-proposal", "0.00"),
			"a pool manager may not expire a proposal; the timer does, when it falls due",
		},
		{
			asks(t, "council pool manager", "reverse-accrual", "1.00"),
			"a pool manager may not reverse an accrual; a council finance officer or an NHS finance officer could",
		},
		{
			asks(t, "council pool manager", "receive-prepaid", "1.00"),
			"a pool manager may not receive what was prepaid; a commissioner could",
		},
		{
			asks(t, "council pool manager", "read", "0.00"),
			"reading is not an act and makes no entry",
		},
		{fromGrantor, "nobody grants themselves a post; another posts administrator must do it"},
		{
			facts(t, spends(t, "council commissioner", "raise-commitment", "1.00", charity), "interest in charity"),
			"you have declared an interest in charity, so somebody else must decide this",
		},
		{
			spends(t, "council finance officer", "pay-invoice", "1.00", council),
			"you hold a post of council, which this is for: somebody who acts for another organisation must decide it",
		},
		{ // decisions on proposals
			vired("council pool manager"),
			"you prepared this proposal, and nobody approves their own work; " + toOther,
		},
		{vired("council finance officer"), "your approval would not be one of those that are needed: " + toOther},
		{
			vired("nhs commissioner"),
			"a commissioner may not vire a budget; a council finance officer (once others approve), an NHS finance officer " +
				"(once others approve), a pool manager (once others approve), or a section 151 officer (once others approve) or " +
				"an NHS chief finance officer (once others approve) of the partner whose money it is could",
		},
		{
			vired("nhs board member"),
			"a board member may not approve a proposal; a council finance officer, an NHS finance officer, a pool manager, a " +
				"commissioner, a section 151 officer or an NHS chief finance officer could",
		},
		{
			vired("nhs pool manager", "nhs pool manager (A299)"),
			"you have approved this proposal already; somebody else must approve it too",
		},
		{
			large("council section 151 officer"),
			"above £1,000,000.00 this needs the approval of an NHS chief finance officer (rule A300): an NHS chief finance " +
				"officer could approve it",
		},
		{
			large("district section 151 officer", "council section 151 officer (A301)"),
			"your approval would not be one of those that are needed: an NHS chief finance officer could approve it",
		},
		{
			stuck,
			"rule A999, which this was proposed under, does not allow it in the scheme of delegation now in force; withdraw " +
				"the proposal and ask again",
		},
	} {
		if got := sentence(p.Decide(tt.q)); got != tt.want {
			t.Errorf("%s asks to %s:\n got %s\nwant %s", tt.q.Actor, tt.q.Act, got, tt.want)
		}
	}
}

// The sentences about what policy.csv has no use for.
func TestSentencesOfOtherSchemes(t *testing.T) {
	t.Parallel()
	p := mustLoad(t,
		"pool-manager,vire-budget,any,-,5000.00,each,-,-,-,allow,A01",
		"pool-manager,vire-budget,any,-,20000.00,each,-,-,-,allow,A02",
		"council-finance-officer,vire-budget,any,-,50000.00,each,another then section-151-officer,-,-,allow,A03",
		"section-151-officer,vire-budget,own,-,*,each,-,-,-,allow,A04",
		"commissioner,vire-budget,foreign,-,*,each,-,-,-,allow,A05",
		"link-worker,vire-budget,any,fence:dfg scheme:beds,*,each,-,-,-,allow,A06",
		"managing-agent,vire-budget,any,-,*,each,-,2015-07-01,-,allow,A07",
		"auditor,vire-budget,any,-,*,each,-,-,2015-05-31,allow,A08",
		"board-member,vire-budget,any,-,*,each,-,2015-04-01,2015-04-30,allow,A09",
		"nhs-finance-officer,raise-commitment,any,-,100.00,together,-,-,-,allow,A10",
		"nhs-chief-finance-officer,forecast-outturn,any,-,*,each,2-others,-,-,allow,A11",
		"council-finance-officer,approve-proposal,any,-,*,each,-,-,-,allow,A20",
		"section-151-officer,approve-proposal,any,-,*,each,-,-,-,allow,A21",
	)
	could := "a council finance officer (once others approve), a pool manager, a commissioner of another partner or a " +
		"section 151 officer of the partner whose money it is could"
	split := spends(t, "nhs finance officer", "raise-commitment", "0.01", careCo)
	split.Matter.Used = ledger.MustMoney("100.00")
	yearly := split
	yearly.Delegation.Window = ledger.EachYear
	ordered := proposal(t, "council section 151 officer", "vire-budget", "council finance officer (A03)")
	seated := proposal(t, "council finance officer 2", "vire-budget", "council finance officer (A03)")
	unseated := proposal(t, "council section 151 officer", "vire-budget", "council finance officer (A03)",
		"council finance officer 2 (A99)")
	for _, tt := range []struct {
		q    ledger.Question
		want string
	}{
		{
			asks(t, "nhs pool manager", "vire-budget", "20000.01"),
			"rule A02 lets a pool manager vire a budget up to £20,000.00, and this is £20,000.01; a council finance officer " +
				"(once others approve), a commissioner of another partner or a section 151 officer of the partner whose money " +
				"it is could",
		},
		{
			asks(t, "council commissioner", "vire-budget", "1.00"),
			"rule A05 lets a commissioner vire a budget for the money of another partner alone; " + could,
		},
		{
			asks(t, "nhs link worker", "vire-budget", "1.00"),
			"rule A06 lets a link worker vire a budget where the fence is dfg and the scheme is beds; " + could,
		},
		{
			asks(t, "nhs managing agent", "vire-budget", "1.00"),
			"rule A07 lets a managing agent vire a budget from 1 July 2015 on; " + could,
		},
		{
			asks(t, "nhs auditor", "vire-budget", "1.00"),
			"rule A08 lets an auditor vire a budget until 31 May 2015; " + could,
		},
		{
			asks(t, "nhs board member", "vire-budget", "1.00"),
			"rule A09 lets a board member vire a budget from 1 April 2015 to 30 April 2015; " + could,
		},
		{
			split,
			"rule A10 lets an NHS finance officer raise a commitment up to £100.00, and this is £0.01 after £100.00 for the " +
				"same provider and scheme in the same quarter; nobody could, for that",
		},
		{
			yearly,
			"rule A10 lets an NHS finance officer raise a commitment up to £100.00, and this is £0.01 after £100.00 for the " +
				"same provider and scheme in the same year; nobody could, for that",
		},
		{
			asks(t, "council pool manager", "open-fund", "0.00"),
			"the scheme of delegation lets nobody open a fund",
		},
		{
			asks(t, "council finance officer", "vire-budget", "1.00"),
			"this needs the approval of another person, then a section 151 officer (rule A03): another council finance " +
				"officer or a section 151 officer of the partner whose money it is could approve it",
		},
		{
			asks(t, "nhs chief finance officer", "forecast-outturn", "0.00"),
			"this needs the approval of another person and another person (rule A11): nobody could approve it",
		},
		{
			ordered,
			"this needs the approval of a section 151 officer (rule A03): a section 151 officer could approve it",
		},
		{
			seated,
			"this needs the approval of a section 151 officer (rule A03): a section 151 officer could approve it",
		},
		{
			unseated,
			"an approval given before does not count in the scheme of delegation now in force; withdraw the proposal and ask " +
				"again",
		},
	} {
		if got := sentence(p.Decide(tt.q)); got != tt.want {
			t.Errorf("%s asks to %s:\n got %s\nwant %s", tt.q.Actor, tt.q.Act, got, tt.want)
		}
	}
}

// A post counts on its London days, the first and the last included, in its fund, and not a moment longer; so does an
// interest.
func TestDaysAreLondonDays(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	q := spends(t, "council finance officer", "pay-invoice", "1.00", careCo)
	q.Posts[0].From, q.Posts[0].To = ledger.MustDate("2015-05-01"), ledger.MustDate("2015-05-31")
	interested := spends(t, "nhs finance officer", "pay-invoice", "1.00", careCo)
	interested.Interests = []ledger.Interest{{
		Body: careCo, From: ledger.MustDate("2015-05-01"), To: ledger.MustDate("2015-05-31"),
	}}
	for _, tt := range []struct{ at, post, interest string }{
		{"2015-04-30T22:59:59Z", "no", "yes A349"},
		{"2015-04-30T23:00:00Z", "yes A347", "interest"}, // 1 May in London
		{"2015-05-31T22:59:59Z", "yes A347", "interest"},
		{"2015-05-31T23:00:00Z", "no", "yes A349"},
	} {
		at, err := time.Parse(time.RFC3339, tt.at)
		if err != nil {
			t.Fatal(err)
		}
		q.At, interested.At = at, at
		if got := told(p.Decide(q)); got != tt.post {
			t.Errorf("a post of May, at %s: %s, want %s", tt.at, got, tt.post)
		}
		if got := told(p.Decide(interested)); got != tt.interest {
			t.Errorf("an interest of May, at %s: %s, want %s", tt.at, got, tt.interest)
		}
	}
	q.At, q.Posts[0].Fund = noon.AddDate(0, 0, -10), "another-fund"
	if got := sentence(p.Decide(q)); got != "you hold no post in this fund on 22 May 2015, so you may not pay an invoice" {
		t.Errorf("a post in another fund: %s", got)
	}
}
