package api

import (
	"context"
	"sync"
	"time"

	"pooled/ledger"
	"pooled/ledger/journal"
	"pooled/ledger/report"
)

// rootsMax is how many roots stay in memory; beyond them it begins anew.
const rootsMax = 1000

// roots are those of moments that were asked about lately: one page asks for one again and again, and to work it out
// reads some hundred hashes.
type roots struct {
	mutex sync.Mutex
	by    map[rootKey]ledger.Digest
}

// rootKey names a state of a journal. A database that was put back recorded another entry under the same number at
// another time.
type rootKey struct {
	fund     ledger.FundID
	seq      int64
	recorded time.Time
}

// at is the root of a journal's log at a moment. It returns what RootAt returns.
func (r *roots) at(ctx context.Context, j *journal.Journal, fund ledger.FundID, m report.Moment) (
	ledger.Digest, error,
) {
	key := rootKey{fund, m.Seq, m.Recorded.UTC()}
	r.mutex.Lock()
	root, ok := r.by[key]
	r.mutex.Unlock()
	if ok {
		return root, nil
	}
	root, err := j.RootAt(ctx, fund, m.Seq)
	if err != nil {
		return root, err
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.by == nil || len(r.by) >= rootsMax {
		r.by = map[rootKey]ledger.Digest{}
	}
	r.by[key] = root
	return root, nil
}
