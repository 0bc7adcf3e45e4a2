package journal_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/journal"
)

// acted is a fund with entries of many kinds, dates and periods, all of them as they stand.
func acted(t *testing.T) (*pooltest.Pool, []journal.Posted) {
	t.Helper()
	p := pooltest.New(t)
	p.Budget("one", pooltest.NHSMinimum, "600000.00")
	p.Budget("two", pooltest.LASource, "250000.50")
	for n, day := range []string{"2015-05-01", "2015-05-31", "2015-06-01", "2016-03-31", "2015-04-30"} {
		p.Must("ada", day, ledger.RaiseCommitment{
			ID: ledger.CommitmentID(fmt.Sprintf("beds-%d", n)), Scheme: "one", Source: pooltest.NHSMinimum,
			Provider: pooltest.TrustBody, Form: ledger.Contract, Amount: ledger.Pence(int64(n+1) * 1_000_000),
		})
	}
	p.Must("bob", "2015-07-01", pooltest.Vire("one", "three", "5000.00"))
	wrong := p.Must("ada", "2015-07-02", pooltest.Vire("three", "one", "1.00"))
	p.Must("ada", "2015-08-01", ledger.ReverseEntry{Entry: wrong.Seq, Reason: ledger.Text("wrong")})
	all, err := p.Journal.Entries(t.Context(), p.Fund, journal.Page{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return p, all
}

// pages are all that a filter finds, page by page, by number.
func pages(t *testing.T, p *pooltest.Pool, f journal.Filter) (list []int64) {
	t.Helper()
	for {
		found, err := p.Journal.Search(t.Context(), p.Fund, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range found.Entries {
			list = append(list, e.Entry.Seq)
		}
		switch {
		case len(found.Entries) == f.Limit:
			f.After = list[len(list)-1]
		case found.Looked > 0:
			f.After = found.Looked
		default:
			return list
		}
	}
}

// A search finds what reading the whole journal finds, in either order, however small its pages.
func TestSearchFindsWhatReadingFinds(t *testing.T) {
	t.Parallel()
	p, all := acted(t)
	on := func(test func(ledger.Account) bool) func(ledger.Entry) bool {
		return func(e ledger.Entry) bool {
			return slices.ContainsFunc(e.Postings, func(l ledger.Posting) bool { return test(l.Account) })
		}
	}
	scheme := on(func(a ledger.Account) bool { return a.Scheme == "one" })
	commitment := all[len(all)-4].Entry // a commitment's account stands below a control account
	var below ledger.Account
	for _, l := range commitment.Postings {
		if l.Account.Of != "" && !strings.HasPrefix(l.Account.Of, "by=") {
			below = l.Account
		}
	}
	source := on(func(a ledger.Account) bool { return a.Source == "dfg" })
	partner := on(func(a ledger.Account) bool { return a.Partner == pooltest.CCGBody })
	control := on(func(a ledger.Account) bool { return a.Control() == below.Control() })
	may, june := ledger.MustDate("2015-05-01"), ledger.MustDate("2015-06-01")
	for name, c := range map[string]struct {
		filter journal.Filter
		want   func(ledger.Entry) bool
	}{
		"all":     {journal.Filter{}, func(ledger.Entry) bool { return true }},
		"act":     {journal.Filter{Act: "vire-budget/1"}, func(e ledger.Entry) bool { return e.Act.Kind() == "vire-budget/1" }},
		"scheme":  {journal.Filter{Scheme: "one"}, scheme},
		"source":  {journal.Filter{Source: "dfg"}, source},
		"partner": {journal.Filter{Partner: pooltest.CCGBody}, partner},
		"account": {journal.Filter{Account: below.Control().String()}, control},
		"below":   {journal.Filter{Account: below.String()}, on(func(a ledger.Account) bool { return a == below })},
		"dates": {journal.Filter{From: may, To: june}, func(e ledger.Entry) bool {
			return e.Effective >= may && e.Effective <= june
		}},
		"scheme and dates": {journal.Filter{From: may, To: june, Scheme: "one"}, func(e ledger.Entry) bool {
			return scheme(e) && e.Effective >= may && e.Effective <= june
		}},
		"scheme and period": {
			journal.Filter{Since: ledger.NewPeriod(2015, 2), Until: ledger.NewPeriod(2015, 2), Scheme: "one"},
			func(e ledger.Entry) bool { return scheme(e) && e.Period == ledger.NewPeriod(2015, 2) },
		},
		"scheme and act": {journal.Filter{Scheme: "one", Act: "vire-budget/1"}, func(e ledger.Entry) bool {
			return scheme(e) && e.Act.Kind() == "vire-budget/1"
		}},
		"amount": {journal.Filter{AtLeast: ledger.MustMoney("20000.00")}, func(e ledger.Entry) bool {
			return e.Amount().Pence() >= 2_000_000
		}},
		"words": {journal.Filter{Words: "COMMITMENT beds-3"}, func(e ledger.Entry) bool {
			return strings.Contains(e.Sentence(), "beds-3")
		}},
		"document and scheme": {
			journal.Filter{Document: ledger.Ref{Kind: "scheme", ID: "one"}, Scheme: "two"},
			func(ledger.Entry) bool { return false },
		},
		"before": {journal.Filter{At: 12}, func(e ledger.Entry) bool { return e.Seq <= 12 }},
	} {
		var want []int64
		for _, e := range all {
			if c.want(e.Entry) {
				want = append(want, e.Entry.Seq)
			}
		}
		if len(want) == 0 && name != "document and scheme" {
			t.Errorf("%s: nothing is there to be found", name)
		}
		for _, limit := range []int{1, 3, 200} {
			c.filter.Limit, c.filter.Newest = limit, false
			if got := pages(t, p, c.filter); !slices.Equal(got, want) {
				t.Errorf("%s, pages of %d: %v, want %v", name, limit, got, want)
			}
			c.filter.Newest = true
			got := pages(t, p, c.filter)
			slices.Reverse(got)
			if !slices.Equal(got, want) {
				t.Errorf("%s, newest first, pages of %d: %v, want %v", name, limit, got, want)
			}
		}
	}
}

// A search for what is not there stops in a long journal and says where; who goes on comes to its end.
func TestSearchStops(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 300 {
				request := p.Request("ada", "2015-04-01", ledger.SetSchemeBudget{
					Scheme: "one", Source: pooltest.NHSMinimum, Direction: ledger.Increase, Amount: ledger.Pence(1),
				})
				if r := p.Journal.Do(context.Background(), p.Fund, request); r.Err != nil {
					t.Error(r.Err)
				}
			}
		})
	}
	wait.Wait()
	head, err := p.Journal.Head(t.Context(), p.Fund)
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]journal.Filter{
		"words":           {Words: "nowhere"},
		"words of scheme": {Words: "nowhere", Scheme: "one"},
	} {
		for _, newest := range []bool{false, true} {
			f.Limit, f.Newest = 10, newest
			found, err := p.Journal.Search(t.Context(), p.Fund, f)
			if err != nil || len(found.Entries) != 0 || found.Looked < 300 || found.Looked > head.Seq-300 {
				t.Errorf("%s: %d found, looked up to %d of %d, %v", name, len(found.Entries), found.Looked, head.Seq, err)
			}
			f.After = found.Looked
			if found, err = p.Journal.Search(t.Context(), p.Fund, f); err != nil || found.Looked != 0 {
				t.Errorf("%s: gone on, it stops at %d of %d, %v", name, found.Looked, head.Seq, err)
			}
			f.After = 0
		}
	}
}
