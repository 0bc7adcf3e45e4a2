package journal_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/journal"
)

// Of two instances that ask for the same reversal under one key, and a finance officer beside them, one posts it.
func TestAccrualsAreReversedOnce(t *testing.T) {
	t.Parallel()
	j := underPolicy(t)
	other := journal.Open(journal.Config{Pool: j.Pgx(), Decide: j.decide})
	t.Cleanup(other.Close)
	j.Must("ada", "2015-06-30", ledger.AccrueSpend{
		ID: "a-1", Scheme: "one", Source: pooltest.NHSMinimum, Provider: pooltest.TrustBody,
		Amount: ledger.MustMoney("100.00"), Evidence: ledger.Text("GRN 1"),
	})
	if open, err := j.Journal.OpenAccruals(t.Context(), j.Fund); err != nil || len(open) != 1 || open[0].ID != "a-1" {
		t.Fatalf("%+v are open, %v", open, err)
	}
	before := j.head(t).Seq
	due := j.Request(string(ledger.Timer), "2015-07-01", ledger.ReverseAccrual{Accrual: "a-1"})
	due.Key = "reverse-accrual/a-1"
	asked := j.Request("ben", "2015-07-01", ledger.ReverseAccrual{Accrual: "a-1"})
	results := make([]journal.Result, 3)
	var race sync.WaitGroup
	race.Go(func() { results[0] = j.Journal.Do(context.Background(), j.Fund, due) })
	race.Go(func() { results[1] = other.Do(context.Background(), j.Fund, due) })
	race.Go(func() { results[2] = other.Do(context.Background(), j.Fund, asked) })
	race.Wait()
	for _, r := range results {
		if r.Err != nil && !errors.Is(r.Err, ledger.ErrAlreadyReversed) {
			t.Error(r.Err)
		}
	}
	if got := j.head(t).Seq; got != before+1 {
		t.Errorf("%d entries were posted: %+v", got-before, results)
	}
	if open, err := j.Journal.OpenAccruals(t.Context(), j.Fund); err != nil || len(open) != 0 {
		t.Errorf("%+v are open, %v", open, err)
	}
}
