package journal

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"pooled/ledger"
)

const (
	// shelfTimeMax is how long reads may be judged by posts and policy that have changed since: acts never are.
	shelfTimeMax = time.Second
	shelfSizeMax = 50_000 // documents held; beyond it all are read anew
)

// shelf holds documents of the service journal as at one number, for questions that are asked without the lock.
type shelf struct {
	seq       int64
	checked   time.Time
	documents sync.Map // by Ref; nil where there is none
	size      atomic.Int64
}

// View asks about a fund as it stands, without its lock: ask runs on a State again and again until all it asks for has
// been loaded. The instant is the asker's clock. What it says may be out of date at once; acts are judged under
// the lock.
func (j *Journal) View(ctx context.Context, fund ledger.FundID, at time.Time,
	ask func(s *ledger.State, service int64) error,
) error {
	shelf, err := j.currentShelf(ctx, at)
	if err != nil {
		return err
	}
	number := int32(-1)
	service := ledger.NewState(ledger.Service, nil, 0)
	service.At = at
	state := service
	if fund != ledger.Service {
		state = ledger.NewState(fund, service, 0)
		state.At = at
	}
	state.Seq = maxSeq // whatever entry is asked about is looked for
	for range roundsMax {
		err := ask(state, shelf.seq)
		own, others := state.TakeMissing(), &ledger.Missing{}
		if state != service {
			others = service.TakeMissing()
		} else {
			own, others = &ledger.Missing{Accounts: own.Accounts}, own
		}
		if own.Empty() && len(others.Documents) == 0 {
			return err
		}
		if err := j.fetch(ctx, shelf, service, others); err != nil {
			return err
		}
		if own.Empty() {
			continue
		}
		if number < 0 {
			if number, err = j.number(ctx, fund); err != nil {
				return err
			}
		}
		if err := loadDocuments(ctx, j.pool, number, state, own); err != nil {
			return err
		}
		if err := loadLists(ctx, j.pool, number, state, own); err != nil {
			return err
		}
		if err := loadBalances(ctx, j.pool, number, state, own); err != nil {
			return err
		}
	}
	return fmt.Errorf("a question about %s asked for more than %d rounds of loading", fund, roundsMax)
}

// currentShelf is the shelf of the service's number, which is looked up anew when the last look is too old.
func (j *Journal) currentShelf(ctx context.Context, at time.Time) (*shelf, error) {
	held := j.shelf.Load()
	if held != nil && at.Sub(held.checked) < shelfTimeMax && held.size.Load() < shelfSizeMax {
		return held, nil
	}
	fresh := &shelf{checked: at}
	if err := j.pool.QueryRow(ctx, `SELECT seq FROM fund WHERE fund = 0`).Scan(&fresh.seq); err != nil {
		return nil, err
	}
	if held != nil && held.seq == fresh.seq && held.size.Load() < shelfSizeMax {
		held.documents.Range(func(ref, d any) bool {
			fresh.documents.Store(ref, d)
			return true
		})
		fresh.size.Store(held.size.Load())
	}
	j.shelf.Store(fresh)
	return fresh, nil
}

// fetch puts documents of the service journal into a State: from the shelf, or from the database onto it.
func (j *Journal) fetch(ctx context.Context, shelf *shelf, s *ledger.State, missing *ledger.Missing) error {
	var refs []ledger.Ref
	for ref := range missing.Documents {
		if d, ok := shelf.documents.Load(ref); ok {
			held, _ := d.(ledger.Document)
			s.Hold(ref, held)
			continue
		}
		refs = append(refs, ref)
	}
	if len(refs) == 0 {
		return nil
	}
	found, err := documents(ctx, j.pool, 0, refs, shelf.seq)
	if err != nil {
		return err
	}
	for _, ref := range refs {
		s.Hold(ref, found[ref])
		shelf.documents.Store(ref, found[ref])
		shelf.size.Add(1)
	}
	return nil
}
