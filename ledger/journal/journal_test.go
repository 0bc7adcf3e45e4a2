package journal_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/journal"
)

func TestEveryActIsOneGaplessEntryUnderACommittedRoot(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	p.Budget("one", pooltest.NHSMinimum, "500000.00")
	before, err := p.Journal.Head(t.Context(), p.Fund)
	if err != nil {
		t.Fatal(err)
	}
	const acts, clients = 300, 8
	var all sync.WaitGroup
	var seqs [acts]int64
	for c := range clients {
		all.Go(func() {
			for i := c; i < acts; i += clients {
				result := p.Journal.Do(t.Context(), p.Fund, p.Request("ada", "2015-06-01", pooltest.Vire("one", "two", "1.00")))
				if result.Err != nil {
					t.Error(result.Err)
				}
				seqs[i] = result.Receipt.Seq
				root, err := p.Journal.RootAt(t.Context(), p.Fund, result.Receipt.Seq)
				if err != nil || root != result.Receipt.Root {
					t.Errorf("root at %d = %v %v, want the receipt's %v", result.Receipt.Seq, root, err, result.Receipt.Root)
				}
			}
		})
	}
	all.Wait()
	seen := map[int64]bool{}
	for _, s := range seqs {
		seen[s] = true
	}
	for s := before.Seq + 1; s <= before.Seq+acts; s++ {
		if !seen[s] {
			t.Errorf("entry %d is missing", s)
		}
	}
	head, err := p.Journal.Head(t.Context(), p.Fund)
	if err != nil || head.Seq != before.Seq+acts {
		t.Errorf("head = %d %v, want %d", head.Seq, err, before.Seq+acts)
	}
	if root, err := p.Journal.RootAt(t.Context(), p.Fund, head.Seq); err != nil || root != head.Root {
		t.Errorf("root from tiles = %v %v, want %v", root, err, head.Root)
	}
}

func TestInstantsNeverFall(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	entries, err := p.Journal.Entries(t.Context(), p.Fund, journal.Page{Limit: 100})
	if err != nil || len(entries) < 10 {
		t.Fatalf("%d entries, %v", len(entries), err)
	}
	for i, e := range entries {
		if e.Entry.Seq != int64(i+1) || i > 0 && e.Entry.Recorded.Before(entries[i-1].Entry.Recorded) {
			t.Errorf("entry %d is number %d at %s", i+1, e.Entry.Seq, e.Entry.Recorded)
		}
		if e.Entry.Narrative.Value != "a test" {
			t.Errorf("narrative of %d = %q", e.Entry.Seq, e.Entry.Narrative)
		}
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	p.Budget("one", pooltest.NHSMinimum, "10.00")
	ask := p.Request("ada", "2015-06-01", pooltest.Vire("one", "two", "1.00"))
	first := p.Journal.Do(t.Context(), p.Fund, ask)
	if first.Err != nil {
		t.Fatal(first.Err)
	}
	other := journal.Open(journal.Config{Pool: p.Pgx(), Decide: pooltest.AllowAll})
	t.Cleanup(other.Close)
	for name, j := range map[string]*journal.Journal{"this instance": p.Journal, "another instance": other} {
		again := j.Do(t.Context(), p.Fund, ask)
		if again.Err != nil || !again.Replayed || again.Receipt != first.Receipt || again.Entry.Seq != first.Entry.Seq {
			t.Errorf("%s: the same request again = %+v, want the first answer %+v", name, again.Receipt, first.Receipt)
		}
		reused := ask
		reused.Body = ledger.DigestOf([]byte("another body"))
		if result := j.Do(t.Context(), p.Fund, reused); !errors.Is(result.Err, ledger.ErrKeyReused) {
			t.Errorf("%s: the key with another body = %v, want ErrKeyReused", name, result.Err)
		}
		somebody := ask
		somebody.Actor = ledger.ActorID("ben-" + name[:4])
		if result := j.Do(t.Context(), p.Fund, somebody); result.Err != nil || result.Replayed {
			t.Errorf("%s: the key of another actor = %v, want an act of its own", name, result.Err)
		}
	}
}

func TestRefusalsAndPreviewsAreNotRemembered(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	p.Budget("one", pooltest.NHSMinimum, "10.00")
	ask := p.Request("ada", "2015-06-01", pooltest.Vire("one", "two", "10.01"))
	if result := p.Journal.Do(t.Context(), p.Fund, ask); !errors.Is(result.Err, ledger.ErrNotEnough) {
		t.Fatalf("a penny over = %v, want ErrNotEnough", result.Err)
	}
	preview := ask
	preview.Preview = true
	p.Budget("one", pooltest.NHSMinimum, "0.01")
	before, _ := p.Journal.Head(t.Context(), p.Fund)
	if result := p.Journal.Do(t.Context(), p.Fund, preview); result.Err != nil || len(result.Entry.Postings) != 2 {
		t.Fatalf("preview = %+v, %v", result.Entry.Postings, result.Err)
	}
	if after, _ := p.Journal.Head(t.Context(), p.Fund); after != before {
		t.Errorf("a preview moved the head from %d to %d", before.Seq, after.Seq)
	}
	if result := p.Journal.Do(t.Context(), p.Fund, ask); result.Err != nil || result.Replayed {
		t.Errorf("the same key after a refusal and a preview = %v, replayed %v; want success", result.Err, result.Replayed)
	}
}

func TestAllOrNothing(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	p.Budget("one", pooltest.NHSMinimum, "10.00")
	ask := func(amount string) journal.Request {
		return p.Request("ada", "2015-06-01", pooltest.Vire("one", "two", amount))
	}
	before, _ := p.Journal.Head(t.Context(), p.Fund)
	results := p.Journal.DoAll(t.Context(), p.Fund, []journal.Request{ask("4.00"), ask("6.01"), ask("1.00")})
	for i, want := range []error{journal.ErrNotDone, ledger.ErrNotEnough, journal.ErrNotDone} {
		if !errors.Is(results[i].Err, want) {
			t.Errorf("act %d = %v, want %v", i+1, results[i].Err, want)
		}
	}
	if after, _ := p.Journal.Head(t.Context(), p.Fund); after != before {
		t.Errorf("a refused request moved the head to %d", after.Seq)
	}
	for i, r := range p.Journal.DoAll(t.Context(), p.Fund, []journal.Request{ask("4.00"), ask("6.00")}) {
		if r.Err != nil || r.Entry.Seq != before.Seq+int64(i)+1 {
			t.Errorf("act %d = entry %d, %v", i+1, r.Entry.Seq, r.Err)
		}
	}
	results = p.Journal.DoAll(t.Context(), p.Fund, make([]journal.Request, 1001))
	if ledger.KindOf(results[0].Err) != ledger.Invalid {
		t.Errorf("1,001 acts = %v", results[0].Err)
	}
}

func TestTheLastPennyIsSpentOnce(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	p.Budget("one", pooltest.NHSMinimum, "100.00")
	var won, refused atomic.Int64
	var all sync.WaitGroup
	for range 64 {
		all.Go(func() {
			_, err := p.Do("ada", "2015-06-01", pooltest.Vire("one", "two", "100.00"))
			switch {
			case err == nil:
				won.Add(1)
			case errors.Is(err, ledger.ErrNotEnough):
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 || refused.Load() != 63 {
		t.Errorf("%d won and %d were refused, want 1 and 63", won.Load(), refused.Load())
	}
}

func TestTwoInstancesSeeEachOther(t *testing.T) {
	t.Parallel()
	p := pooltest.New(t)
	p.Budget("one", pooltest.NHSMinimum, "100.00")
	other := journal.Open(journal.Config{Pool: p.Pgx(), Decide: pooltest.AllowAll})
	t.Cleanup(other.Close)
	scheme := ledger.SchemeID("one")
	for i := range 20 {
		j, next := p.Journal, ledger.SchemeID("two")
		if i%2 == 1 {
			j, next = other, ledger.SchemeID("one")
		}
		result := j.Do(t.Context(), p.Fund, p.Request("ada", "2015-06-01", pooltest.Vire(scheme, next, "100.00")))
		if result.Err != nil {
			t.Fatalf("virement %d: %v", i+1, result.Err)
		}
		scheme = next
	}
	var all sync.WaitGroup
	var done atomic.Int64
	for i := range 200 {
		j := []*journal.Journal{p.Journal, other}[i%2]
		all.Go(func() {
			result := j.Do(t.Context(), p.Fund, p.Request("ada", "2015-06-01", pooltest.Vire("one", "three", "1.00")))
			if result.Err == nil {
				done.Add(1)
			} else if !errors.Is(result.Err, ledger.ErrNotEnough) {
				t.Error(result.Err)
			}
		})
	}
	all.Wait()
	if done.Load() != 100 {
		t.Errorf("%d pounds of 100 were vired by two instances at once", done.Load())
	}
}

func TestASessionCutUnderLoadLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	db := pooltest.Own(t)
	p := pooltest.NewIn(t, db, pooltest.AllowAll)
	p.Budget("one", pooltest.NHSMinimum, "100000.00")
	before, _ := p.Journal.Head(t.Context(), p.Fund)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	killer, err := pgx.Connect(t.Context(), strings.Replace(db.AdminURL, db.Name, "postgres", 1))
	if err != nil {
		t.Fatal(err)
	}
	defer killer.Close(context.Background())
	var all sync.WaitGroup
	var acknowledged, unknown atomic.Int64
	for range 8 {
		all.Go(func() {
			for ctx.Err() == nil {
				ask := p.Request("ada", "2015-06-01", pooltest.Vire("one", "two", "0.01"))
				for {
					result := p.Journal.Do(context.Background(), p.Fund, ask)
					if result.Err == nil {
						acknowledged.Add(1)
						break
					}
					if ledger.KindOf(result.Err) != ledger.Busy {
						t.Error(result.Err)
						return
					}
					unknown.Add(1)
				}
			}
		})
	}
	all.Go(func() {
		for ctx.Err() == nil {
			time.Sleep(150 * time.Millisecond)
			_, err := killer.Exec(context.Background(), `
				SELECT pg_terminate_backend(pid) FROM pg_stat_activity
				 WHERE datname = $1 AND usename = 'pooled_writer'`, db.Name)
			if err != nil {
				t.Error(err)
			}
		}
	})
	all.Wait()
	head, err := p.Journal.Head(t.Context(), p.Fund)
	for range 10 { // the pool may still hold sessions that were cut while they were idle
		if err != nil {
			head, err = p.Journal.Head(t.Context(), p.Fund)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	if head.Seq-before.Seq != acknowledged.Load() {
		t.Errorf("%d acts acknowledged and %d entries posted", acknowledged.Load(), head.Seq-before.Seq)
	}
	if unknown.Load() == 0 {
		t.Error("no session was cut: the test shows nothing")
	}
}

func TestRowsAreNeverChanged(t *testing.T) {
	t.Parallel()
	db := pooltest.Own(t)
	pooltest.NewIn(t, db, pooltest.AllowAll)
	for role, pool := range map[string]*pgxpool.Pool{"writer": db.Pool(t), "owner": db.OwnerPool(t)} {
		for _, table := range []string{"entry", "posting", "document_version", "account"} {
			for _, statement := range []string{
				"UPDATE " + table + " SET fund = fund", "DELETE FROM " + table, "TRUNCATE " + table + " CASCADE",
			} {
				_, err := pool.Exec(t.Context(), statement)
				if fault, ok := errors.AsType[*pgconn.PgError](err); !ok || fault.Code != "42501" {
					t.Errorf("%s by the %s = %v, want it refused", statement, role, err)
				}
			}
		}
	}
}
