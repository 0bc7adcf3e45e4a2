package journal

import (
	"context"
	"time"

	"pooled/ledger"
)

// aheadTimeMax bounds what is done ahead: what is not read by then is loaded when its turn has come, and what was
// decided longer ago is decided anew.
const aheadTimeMax = 250 * time.Millisecond

// ahead is what the next batch is sure to ask for, read on a session of its own while the batch before it is written.
type ahead struct {
	found *loaded
	err   error
	done  chan struct{}
}

// lookAhead begins to read what works are sure to ask for that a State does not hold; nil where there is nothing to
// read. What the batch before them touches is held, so nothing that is missing is changed by its commit.
func (w *writer) lookAhead(ctx context.Context, s *ledger.State, works []*work) *ahead {
	own, service := w.foreseen(s, works)
	return w.readAhead(ctx, own, service)
}

// readAhead begins to read what is missing, but for entries and lists.
func (w *writer) readAhead(ctx context.Context, own, service *ledger.Missing) *ahead {
	refs, _ := refsOf(own)
	theirs, _ := refsOf(service)
	asked := askedOf(own)
	pool := w.journal.pool
	busy := func() bool { stat := pool.Stat(); return stat.AcquiredConns() == stat.MaxConns() }
	if len(refs)+len(theirs)+len(asked) == 0 || busy() {
		return nil
	}
	a, fund := &ahead{done: make(chan struct{})}, w.number
	go func() {
		defer close(a.done)
		ctx, cancel := context.WithTimeout(ctx, aheadTimeMax)
		defer cancel()
		conn, err := pool.Acquire(ctx)
		if err != nil {
			a.err = err
			return
		}
		defer conn.Release()
		a.found, a.err = readTogether(ctx, conn.Conn(), fund, refs, theirs, asked)
	}()
	return a
}

// take is what was read ahead, if it was read and is still so: the journals stand under the lock where they stood for
// who asked.
func (w *writer) take(a *ahead, stood head) *loaded {
	if a == nil {
		return nil
	}
	<-a.done
	if a.err != nil || !w.head.as(stood) {
		return nil
	}
	return a.found
}

// as reports that both journals stand as they stood.
func (h head) as(stood head) bool {
	return h.seq == stood.seq && h.accounts == stood.accounts && h.service == stood.service
}

// foreseen is what works are sure to ask for that a State does not hold, up to an act that reads what is not written
// yet.
func (w *writer) foreseen(s *ledger.State, works []*work) (own, service *ledger.Missing) {
	for _, one := range works {
		for i := range one.requests {
			if looksBack(one.requests[i : i+1]) {
				return w.missing()
			}
			ledger.Foresee(s, one.requests[i].Instruction, one.requests[i].Act)
		}
	}
	return w.missing()
}
