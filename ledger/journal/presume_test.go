package journal_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/journal"
)

// A name that is taken is refused in every way that a new document can be asked for, by an instance that has never
// seen it and takes it not to be there; and as that, whatever else is wrong with the act.
func TestTakenNamesAreRefused(t *testing.T) {
	t.Parallel()
	p := smallFloat(t, ledger.FloatLimits{Purchase: ledger.MustMoney("5.00"), Window: ledger.EachYear})
	taken := purchaseFor("taken", "client-7f01")
	p.Must("lin", "2015-04-10", taken)
	p.Budget("two", pooltest.NHSMinimum, "10.00")
	p.Must("ada", "2015-04-10", raise("taken", "0.50"))
	elsewhere := raise("taken", "0.50")
	elsewhere.Scheme = "two"
	dear := taken
	dear.Amount = ledger.MustMoney("5.01")
	ask := func(a ledger.Act) journal.Request { return p.Request("lin", "2015-04-10", a) }
	preview := ask(taken)
	preview.Preview = true
	waits := func(q ledger.Question) (ledger.Decision, error) {
		d, err := pooltest.AllowAll(q)
		d.Waits = "waits for somebody"
		return d, err
	}
	for name, tt := range map[string]struct {
		decide   ledger.Decide
		requests []journal.Request
		whole    bool
	}{
		"alone":             {requests: []journal.Request{ask(taken)}},
		"of another scheme": {requests: []journal.Request{ask(elsewhere)}}, // on an account of its own
		"too dear":          {requests: []journal.Request{ask(dear)}},
		"preview":           {requests: []journal.Request{preview}},
		"proposal":          {requests: []journal.Request{ask(taken)}, decide: waits},
		"after another":     {requests: []journal.Request{ask(purchaseFor("new-1", "client-7f01")), ask(taken)}},
		"all or nothing":    {requests: []journal.Request{ask(purchaseFor("new-2", "client-7f01")), ask(taken)}, whole: true},
		"twice new": {requests: []journal.Request{
			ask(purchaseFor("new-3", "client-7f01")), ask(purchaseFor("new-3", "client-7f02")),
		}},
	} {
		t.Run(name, func(t *testing.T) {
			if tt.decide == nil {
				tt.decide = pooltest.AllowAll
			}
			other := journal.Open(journal.Config{Pool: p.Pgx(), Decide: tt.decide})
			defer other.Close()
			do := other.DoEach
			if tt.whole {
				do = other.DoAll
			}
			results := do(context.Background(), p.Fund, tt.requests)
			last := len(results) - 1
			if err := results[last].Err; !errors.Is(err, ledger.ErrExists) {
				t.Errorf("a name that is taken: %v", err)
			}
			for _, r := range results[:last] {
				if done := r.Err == nil; done == tt.whole {
					t.Errorf("what came before: %v", r.Err)
				}
			}
		})
	}
	addsUp(t, p)
}

// Names that are taken cost the others in their batches nothing but time: all that is new is made, and no line of it
// is lost or doubled.
func TestTakenNamesAmongNewOnes(t *testing.T) {
	t.Parallel()
	const askers, each = 12, 20
	p := smallFloat(t, ledger.FloatLimits{Window: ledger.EachYear})
	for n := range each {
		p.Must("lin", "2015-04-10", purchaseFor(ledger.PurchaseID(fmt.Sprintf("taken-%d", n)), "client-7f01"))
	}
	other := journal.Open(journal.Config{Pool: p.Pgx(), Decide: pooltest.AllowAll})
	defer other.Close()
	var race sync.WaitGroup
	for a := range askers {
		race.Go(func() {
			for n := range each {
				id, want := fmt.Sprintf("new-%d-%d", a, n), error(nil)
				if n%5 == a%5 {
					id, want = fmt.Sprintf("taken-%d", n), ledger.ErrExists
				}
				asked := p.Request("lin", "2015-04-10", purchaseFor(ledger.PurchaseID(id), "client-7f02"))
				if r := other.Do(context.Background(), p.Fund, asked); !errors.Is(r.Err, want) {
					t.Errorf("%s: %v, want %v", id, r.Err, want)
				}
			}
		})
	}
	race.Wait()
	made, err := p.Journal.Documents(t.Context(), p.Fund, "spot-purchase", "", 1000, 0)
	if want := each + askers*each*4/5; err != nil || len(made) != want {
		t.Errorf("%d purchases stand, want %d; %v", len(made), want, err)
	}
	addsUp(t, p)
}
