package policy_test

import (
	"testing"

	"pooled/ledger"
)

// Organisations and posts are read with a post in any fund, and by whoever grants posts; never without one.
func TestReadingOrganisationsAndPosts(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	for _, tt := range []struct {
		name, who string
		fund      ledger.FundID
		ended     bool
		want      string
	}{
		{"officer of one fund", "council finance officer", "havering", false, "reads"},
		{"administrator", "council posts administrator", ledger.Service, false, "reads"},
		{"auditor of one fund", "council auditor", "havering", false, "reads traced"},
		{"an auditor among other things", "council board member and council auditor", "havering", false, "reads traced"},
		{"a post that has ended", "council board member", "", true, "no"},
	} {
		for _, act := range []string{"read", "read-posts"} {
			q := asks(t, tt.who, act, "0.00")
			q.Fund = ledger.Service
			for i := range q.Posts {
				if q.Posts[i].Fund = tt.fund; tt.ended {
					q.Posts[i].To = ledger.DateOf(q.At) - 1
				}
			}
			if got := seen(p.May(q)); got != tt.want {
				t.Errorf("%s asks to %s: %s, want %s", tt.name, act, got, tt.want)
			}
		}
	}
	stranger := asks(t, "council board member", "read-posts", "0.00")
	stranger.Posts[0].Role = "visitor"
	if got := seen(p.May(stranger)); got != "no" {
		t.Errorf("a role that is none: %s", got)
	}
}

// What was refused, and who read what, is read with a post in the journal it is about.
func TestReadingDecisions(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	for _, tt := range []struct {
		who        string
		held, read ledger.FundID
		want       string
	}{
		{"council section 151 officer", "fund", "fund", "reads"},
		{"council section 151 officer", "", ledger.Service, "reads"},
		{"council section 151 officer", "fund", ledger.Service, "no"},
		{"council section 151 officer", "fund", "another-fund", "no such fund"},
		{"council auditor", ledger.Service, ledger.Service, "reads traced"},
		{"council auditor", ledger.Service, "fund", "no such fund"},
		{"council finance officer", "fund", "fund", "no"},
	} {
		q := asks(t, tt.who, "read-decisions", "0.00")
		q.Fund, q.Posts[0].Fund = tt.read, tt.held
		if got := seen(p.May(q)); got != tt.want {
			t.Errorf("%s of %q reads the decisions of %q: %s, want %s", tt.who, tt.held, tt.read, got, tt.want)
		}
	}
}

// Whoever provides something sees what is with their own organisation; a right to more is more; a deny is final.
func TestReadingWhatIsWithOnesOwn(t *testing.T) {
	t.Parallel()
	p := mustLoad(t,
		"link-worker,read,provider,-,*,each,-,-,-,allow,A01",
		"managing-agent,read,provider,-,*,each,-,2015-07-01,-,allow,A02",
		"commissioner,read,any,-,*,each,-,-,-,allow,A03",
		"board-member,read,any,-,*,each,-,-,-,deny,D01",
		"board-member,read-posts,any,-,*,each,-,-,-,deny,D02",
		"link-worker,read-posts,any,-,*,each,-,-,-,allow,A04",
	)
	for who, want := range map[string]string{
		"charity link worker":                          "reads what is with charity",
		"charity link worker and trust link worker":    "reads what is with charity and trust",
		"trust link worker and charity link worker":    "reads what is with charity and trust",
		"charity link worker and care-co pool manager": "reads what is with charity",
		"charity link worker and nhs commissioner":     "reads",
		"charity link worker and nhs board member":     "never D01",
		"nhs commissioner and nhs board member":        "never D01",
		"care-co managing agent":                       "no", // not before July
		"care-co pool manager":                         "no",
	} {
		if got := seen(p.May(asks(t, who, "read", "0.00"))); got != want {
			t.Errorf("a %s: %s, want %s", who, got, want)
		}
	}
	for _, who := range []string{
		"charity link worker and nhs board member", "nhs board member and charity link worker",
	} {
		if got := refusedAs(second(p.May(asks(t, who, "read-posts", "0.00")))); got != "never D02" {
			t.Errorf("a %s reads posts: %s", who, got)
		}
	}
}

func second[A any](_ A, err error) error { return err }

// May answers about reading alone.
func TestMayIsAboutReading(t *testing.T) {
	t.Parallel()
	p := mustDefault(t)
	for _, act := range append(fundActs(), "approve-proposal", "found-service", "grant-post", "", "reading") {
		if got := seen(p.May(asks(t, "council finance officer", act, "0.01"))); got != "no" {
			t.Errorf("May answered about %q: %s", act, got)
		}
	}
	for _, act := range []string{"read", "read-posts", "read-decisions", "read-journal"} {
		for _, who := range []string{"council finance officer", "council auditor"} {
			if got := told(p.Decide(asks(t, who, act, "0.00"))); got != "no" {
				t.Errorf("Decide answered about %s: %s", act, got)
			}
		}
	}
}
