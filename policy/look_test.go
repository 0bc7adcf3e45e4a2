package policy_test

import (
	"errors"
	"testing"
	"time"

	"pooled/ledger"
	"pooled/policy"
)

// Organisations and posts are read with a post in any fund, and by whoever grants posts; never without one.
func TestReadingOrganisationsAndPosts(t *testing.T) {
	t.Parallel()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	from, ended := ledger.MustDate("2015-04-01"), ledger.MustDate("2016-03-31")
	for _, tt := range []struct {
		name string
		post ledger.Post
		want error
	}{
		{"officer of one fund", ledger.Post{ID: "a", Role: ledger.FinanceOfficer, Fund: "havering", From: from}, nil},
		{"administrator", ledger.Post{ID: "a", Role: ledger.PostsAdministrator, Fund: ledger.Service, From: from}, nil},
		{"a post that has ended", ledger.Post{ID: "a", Role: ledger.Auditor, From: from, To: ended}, ledger.ErrForbidden},
		{"an unknown role", ledger.Post{ID: "a", Role: "visitor", From: from}, ledger.ErrForbidden},
	} {
		err := p.May(ledger.Question{
			Fund: ledger.Service, Act: "read", Actor: "ada", Posts: []ledger.Post{tt.post},
			At: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC),
		})
		if !errors.Is(err, tt.want) {
			t.Errorf("%s = %v, want %v", tt.name, err, tt.want)
		}
	}
}
