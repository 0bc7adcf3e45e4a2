package main

import (
	"context"
	"log/slog"
	"sync"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/journal"
	"pooled/policy"
)

// Two instances keep time over one database: what is due is reversed once, dated its day, and what is not stands.
func TestTwoTimersReverseOnce(t *testing.T) {
	t.Parallel()
	scheme, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	decide := func(q ledger.Question) (ledger.Decision, error) {
		if q.Actor == ledger.Timer {
			return scheme.Decide(q)
		}
		return pooltest.AllowAll(q)
	}
	p := pooltest.NewIn(t, pooltest.Own(t), decide)
	p.Budget("one", pooltest.NHSMinimum, "1000.00")
	for _, one := range []struct {
		id  ledger.AccrualID
		day string
	}{{"a-1", "2015-06-30"}, {"a-2", "2015-06-30"}, {"a-3", "2015-07-31"}} {
		p.Must("ada", one.day, ledger.AccrueSpend{
			ID: one.id, Scheme: "one", Source: pooltest.NHSMinimum, Provider: pooltest.TrustBody,
			Amount: ledger.MustMoney("100.00"), Evidence: ledger.Text("GRN 1"),
		})
	}
	other := journal.Open(journal.Config{Pool: p.Pgx(), Decide: decide})
	t.Cleanup(other.Close)
	for _, day := range []string{"2015-06-30", "2015-07-02", "2015-07-03"} { // before, late, and again
		var race sync.WaitGroup
		for _, h := range []*house{{journal: p.Journal}, {journal: other}} {
			race.Go(func() {
				if err := h.doWhatIsDue(context.Background(), ledger.MustDate(day), slog.New(slog.DiscardHandler)); err != nil {
					t.Error(err)
				}
			})
		}
		race.Wait()
		open, err := p.Journal.OpenAccruals(t.Context(), p.Fund)
		if want := map[string]int{"2015-06-30": 3}[day]; err != nil || len(open) != max(want, 1) {
			t.Fatalf("on %s %d accruals are open: %v", day, len(open), err)
		}
	}
	posted, err := p.Journal.Entries(t.Context(), p.Fund, journal.Page{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	reversed := map[ledger.AccrualID]int{}
	for _, one := range posted {
		e := one.Entry
		act, ok := e.Act.(ledger.ReverseAccrual)
		if !ok {
			continue
		}
		reversed[act.Accrual]++
		if e.Effective != ledger.MustDate("2015-07-01") || e.Authority.Actor != ledger.Timer || e.Authority.Rule != "A440" {
			t.Errorf("accrual %s is reversed on %s by %s under %s", act.Accrual, e.Effective, e.Authority.Actor,
				e.Authority.Rule)
		}
	}
	if len(reversed) != 2 || reversed["a-1"] != 1 || reversed["a-2"] != 1 {
		t.Errorf("reversed, and how often: %v", reversed)
	}
}
