package journal

import (
	"context"
	"time"

	"pooled/ledger"
)

// aheadTimeMax bounds reading ahead: what is not read by then is loaded when its turn has come.
const aheadTimeMax = 250 * time.Millisecond

// ahead is what the next batch is sure to ask for, read on a session of its own while the batch before it is written.
type ahead struct {
	found *loaded
	err   error
	done  chan struct{}
}

// lookAhead begins to read what works that wait are sure to ask for; nil where there is nothing to read. What the batch
// before them touches is in memory, so nothing that is missing there is changed by its commit.
func (w *writer) lookAhead(ctx context.Context, out *outcome, works []*work) *ahead {
	for _, one := range works {
		if looksBack(one.requests) {
			break
		}
		foresee(out.state, one.requests)
	}
	own, service := w.missing()
	refs, _ := refsOf(own)
	theirs, _ := refsOf(service)
	asked := askedOf(own)
	pool := w.journal.pool
	if len(refs)+len(theirs)+len(asked) == 0 || len(w.numbers) > heldMax || pool.Stat().AcquiredConns() == pool.Config().MaxConns {
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

// take is what was read ahead, if it was read and is still so: the journals stand where the batch has left them, and
// no text was erased.
func (w *writer) take(a *ahead, out *outcome) *loaded {
	if a == nil {
		return nil
	}
	<-a.done
	now := w.head
	if a.err != nil || out.erased || now.seq != out.head.seq || now.accounts != out.head.accounts ||
		now.service != out.head.service {
		return nil
	}
	return a.found
}

// foresee asks for what requests are sure to ask for.
func foresee(s *ledger.State, requests []Request) {
	for i := range requests {
		ledger.Foresee(s, requests[i].Instruction, requests[i].Act)
	}
}
