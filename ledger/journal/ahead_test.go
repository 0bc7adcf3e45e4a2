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
	"pooled/ledger/report"
)

// What is read ahead of a batch is true of it, whoever else writes: two instances buy for the same clients from one
// float, under the same names, and no client's limit is passed, nothing is bought twice and every balance adds up.
func TestReadingAheadIsTrue(t *testing.T) {
	t.Parallel()
	const clients, buyers, each = 40, 16, 40
	p := smallFloat(t, ledger.FloatLimits{Client: ledger.MustMoney("12.50"), Window: ledger.EachYear})
	other := journal.Open(journal.Config{Pool: p.Pgx(), Decide: pooltest.AllowAll})
	t.Cleanup(other.Close)
	var mutex sync.Mutex
	bought, spent := map[ledger.PurchaseID]int{}, map[ledger.ClientID]int64{}
	var race sync.WaitGroup
	for b := range buyers {
		race.Go(func() {
			at := []*journal.Journal{p.Journal, other}[b%2]
			for n := range each {
				id := fmt.Sprintf("p-%d-%d", b, n)
				if n%4 == 0 { // somebody asks for it at the other instance too
					id = fmt.Sprintf("p-both-%d-%d", b/2, n)
				}
				a := purchaseFor(ledger.PurchaseID(id), ledger.ClientID(fmt.Sprintf("client-7f%02d", (7*b+n)%clients)))
				r := at.Do(context.Background(), p.Fund, p.Request("lin", "2015-04-10", a))
				switch {
				case r.Err == nil:
					mutex.Lock()
					bought[a.ID]++
					spent[a.Client] += a.Amount.Pence()
					mutex.Unlock()
				case !errors.Is(r.Err, ledger.ErrExists) && !errors.Is(r.Err, ledger.ErrOverLimit):
					t.Error(r.Err)
				}
			}
		})
	}
	race.Wait()
	for id, times := range bought {
		if times != 1 {
			t.Errorf("%s was bought %d times", id, times)
		}
	}
	for client, pence := range spent {
		if pence != 1250 { // at least 12 purchases were asked for, at £2.50
			t.Errorf("%d pence were spent on %s", pence, client)
		}
	}
	addsUp(t, p)
}

// A key that was used before gives its first answer, however busy the fund is: what is decided ahead does not know of
// it.
func TestKeysAreKnownAhead(t *testing.T) {
	t.Parallel()
	const buyers, each = 16, 25
	p := smallFloat(t, ledger.FloatLimits{Window: ledger.EachYear})
	var race sync.WaitGroup
	for b := range buyers {
		race.Go(func() {
			for n := range each {
				id := ledger.PurchaseID(fmt.Sprintf("p-%d-%d", b, n))
				asked := p.Request("lin", "2015-04-10", purchaseFor(id, "client-7f01"))
				first := p.Journal.Do(context.Background(), p.Fund, asked)
				again := p.Journal.Do(context.Background(), p.Fund, asked)
				if first.Err != nil || again.Err != nil || !again.Replayed || again.Entry.Seq != first.Entry.Seq {
					t.Errorf("%s: first entry %d, %v; again entry %d, %v", id, first.Entry.Seq, first.Err, again.Entry.Seq,
						again.Err)
				}
			}
		})
	}
	race.Wait()
}

// What another instance bought long before, and this one never held, is not bought again by what is decided ahead.
func TestWhatIsThereIsNotBoughtAgain(t *testing.T) {
	t.Parallel()
	const buyers, each = 16, 25
	p := smallFloat(t, ledger.FloatLimits{Window: ledger.EachYear})
	other := journal.Open(journal.Config{Pool: p.Pgx(), Decide: pooltest.AllowAll})
	t.Cleanup(other.Close)
	buy := func(at *journal.Journal, id string) error {
		a := purchaseFor(ledger.PurchaseID(id), "client-7f01")
		a.Amount = ledger.MustMoney("0.01")
		return at.Do(context.Background(), p.Fund, p.Request("lin", "2015-04-10", a)).Err
	}
	old := func(b, n int) string { return fmt.Sprintf("old-%d-%d", b, n) }
	var race sync.WaitGroup
	for b := range buyers {
		race.Go(func() {
			for n := range each {
				if err := buy(other, old(b, n)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	race.Wait()
	for b := range buyers {
		race.Go(func() {
			for n := range each {
				if err := buy(p.Journal, fmt.Sprintf("new-%d-%d", b, n)); err != nil {
					t.Error(err)
				}
				if err := buy(p.Journal, old(b, n)); !errors.Is(err, ledger.ErrExists) {
					t.Errorf("%s was bought again: %v", old(b, n), err)
				}
			}
		})
	}
	race.Wait()
}

// addsUp holds every balance of a fund against its entries.
func addsUp(t *testing.T, p *pooltest.Pool) {
	t.Helper()
	if wrong, err := report.New(p.DB.ReaderPool(t)).Check(t.Context(), p.Fund); err != nil || len(wrong) > 0 {
		t.Errorf("%+v, %v", wrong, err)
	}
}

// smallFloat is a fund with a float of £1,000.00.
func smallFloat(t *testing.T, limits ledger.FloatLimits) *pooltest.Pool {
	t.Helper()
	p := pooltest.New(t)
	p.Budget("one", pooltest.NHSMinimum, "1001.00")
	p.Must("ada", "2015-04-02", ledger.SetUpFloat{
		ID: "small", Name: "Small things", Scheme: "one", Purpose: ledger.Text("close to people"),
		Sources:    []ledger.SourceID{pooltest.NHSMinimum},
		FloatTerms: ledger.FloatTerms{Draw: ledger.DrawProRata, Limits: limits},
	})
	p.Must("ada", "2015-04-03", ledger.TopUpFloat{
		Float: "small", Source: pooltest.NHSMinimum, From: "one", Amount: ledger.MustMoney("1000.00"),
	})
	return p
}

func purchaseFor(id ledger.PurchaseID, client ledger.ClientID) ledger.OrderPurchase {
	return ledger.OrderPurchase{
		ID: id, Float: "small", Service: "s-1", Provider: pooltest.TrustBody, Client: client,
		Amount: ledger.MustMoney("2.50"), Bought: ledger.BoughtService{
			ID: "s-1", Name: "Gym course", Provider: "Test NHS Foundation Trust", Status: "active", Feed: "borough",
		},
	}
}
