package policy_test

import (
	"errors"
	"testing"
	"time"

	"pooled/ledger"
)

func TestSentences(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	limited := mustLoad(t,
		"pool-manager,vire-budget,any,5000.00,-,allow,A01",
		"pool-manager,vire-budget,any,20000.00,-,allow,A02",
		"finance-officer,vire-budget,any,50000.00,another,allow,A03",
		"chief-finance-officer,vire-budget,own,*,-,allow,A04",
	)
	approve := func(who string) ledger.Question {
		return decides(who, "approve-proposal", "vire-budget", "council pool manager", "A49", "200000.00")
	}
	for _, tt := range []struct {
		decide ledger.Decide
		q      ledger.Question
		want   string
	}{
		{
			p.Decide, asks("council pool manager", "vire-budget", "150000.00"),
			"above £100,000.00 this needs another partner's approval (rule A49): " +
				"a finance officer or a pool manager of another partner could approve it",
		},
		{
			p.Decide, asks("council finance officer", "reverse-entry", "0.00"),
			"this needs another person's approval (rule A73): another finance officer could approve it",
		},
		{
			p.Decide, asks("council commissioner", "reopen-period", "0.00"),
			"a commissioner may not reopen a period; a chief finance officer could",
		},
		{
			p.Decide, asks("auditor", "pay-invoice", "1.00"),
			"rule D02 forbids an auditor to pay an invoice, whatever other posts they hold",
		},
		{
			p.Decide, asks("nhs chief finance", "agree-contribution", "1.00"),
			"rule A23 lets a chief finance officer agree a contribution for the money of their own body alone; " +
				"a finance officer or a chief finance officer of the partner whose money it is could",
		},
		{
			p.Decide, approve("council finance officer"),
			"you and the preparer both act for council; " +
				"a finance officer or a pool manager of another partner could approve it",
		},
		{
			p.Decide, approve("council pool manager"),
			"you prepared this proposal, and nobody approves their own work; " +
				"a finance officer or a pool manager of another partner could approve it",
		},
		{
			limited.Decide, asks("nhs pool manager", "vire-budget", "20000.01"),
			"rule A02 lets a pool manager vire a budget up to £20,000.00, and this is £20,000.01; " +
				"a finance officer, once others approve, or a chief finance officer of the partner " +
				"whose money it is could",
		},
		{
			limited.Decide, asks("council pool manager", "open-fund", "0.00"),
			"the scheme of delegation lets nobody open a fund",
		},
	} {
		d, err := tt.decide(tt.q)
		got := d.Waits
		if err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%s asks to %s:\n got %s\nwant %s", tt.q.Actor, tt.q.Act, got, tt.want)
		}
	}
}

// A post counts on its London days, the first and the last included, in its fund, and not a moment longer.
func TestPostsCountByLondonDay(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	q := asks("council finance officer", "pay-invoice", "1.00")
	q.Posts[0].From, q.Posts[0].To = ledger.MustDate("2015-05-01"), ledger.MustDate("2015-05-31")
	for _, tt := range []struct{ at, want string }{
		{"2015-04-30T22:59:59Z", "no"},
		{"2015-04-30T23:00:00Z", "yes A67"}, // 1 May in London
		{"2015-05-31T22:59:59Z", "yes A67"},
		{"2015-05-31T23:00:00Z", "no"},
	} {
		at, err := time.Parse(time.RFC3339, tt.at)
		if err != nil {
			t.Fatal(err)
		}
		q.At = at
		if d, err := p.Decide(q); told(d, err) != tt.want {
			t.Errorf("at %s: %s, want %s", tt.at, told(d, err), tt.want)
		}
	}
	q.At, q.Posts[0].Fund = noon.AddDate(0, 0, -10), "another-fund"
	if d, err := p.Decide(q); told(d, err) != "no" {
		t.Errorf("a post in another fund: %s", told(d, err))
	}
}

func TestFounding(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	empty := ledger.Question{Fund: ledger.Service, Act: "found-service", Actor: "first", At: noon}
	d, err := p.Decide(empty)
	if err != nil || d.Authority.Rule != "founding" || d.Authority.Post == "" || !d.Authority.Complete ||
		d.Waits != "" {
		t.Errorf("founding: %+v, %v", d, err)
	}
	for name, change := range map[string]func(*ledger.Question){
		"in a fund":       func(q *ledger.Question) { q.Fund = "fund" },
		"after the start": func(q *ledger.Question) { q.Service = 1 },
		"by a holder":     func(q *ledger.Question) { q.Posts = []ledger.Post{people["posts administrator"]} },
		"by nobody":       func(q *ledger.Question) { q.Actor = "" },
	} {
		q := empty
		change(&q)
		if d, err := p.Decide(q); told(d, err) != "no" {
			t.Errorf("founding %s: %s", name, told(d, err))
		}
	}
}

func TestMay(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	for who := range people {
		err := p.May(asks(who, "read", "0.00"))
		if who == "posts administrator" {
			if !errors.Is(err, ledger.ErrForbidden) {
				t.Errorf("%s reads: %v", who, err)
			}
		} else if err != nil {
			t.Errorf("%s reads: %v", who, err)
		}
	}
	stranger := asks("council finance officer", "read", "0.00")
	stranger.Fund, stranger.Posts[0].Fund = "fund", "another-fund"
	if err := p.May(stranger); !errors.Is(err, ledger.ErrNoFund) {
		t.Errorf("a stranger reads: %v, want ErrNoFund", err)
	}
	if err := p.May(asks("council finance officer", "vire-budget", "1.00")); !errors.Is(err,
		ledger.ErrForbidden) {
		t.Errorf("May answered about an act: %v", err)
	}
}
