package journal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"pooled/ledger"
)

// writer is this process's hand on one fund. Its memory is true while the fund's number is the one it saw last.
type writer struct {
	journal *Journal
	fund    ledger.FundID

	asked int64 // the journal's count when somebody last asked; under the journal's lock

	mu      sync.Mutex
	waiting []*work
	leading bool // somebody commits what waits; only they touch what is below

	number  int32 // of the fund in the database; −1 while unknown
	head    head
	state   *ledger.State
	service *ledger.State   // documents of the service journal, as at head.service
	leaves  []ledger.Digest // of the tile that is filling
	current bool            // false: memory must be forgotten before use
	careful int             // batches to come that presume nothing
}

// head is where a journal stands.
type head struct {
	seq      int64
	recorded time.Time
	accounts int32
	log      frontier
	service  int64 // the service journal's number
}

func newWriter(j *Journal, fund ledger.FundID) *writer {
	w := &writer{journal: j, fund: fund, number: -1}
	if fund != ledger.Service {
		w.service = ledger.NewState(ledger.Service, nil, heldMax)
	}
	w.state = ledger.NewState(fund, w.service, heldMax)
	return w
}

// join has a work wait for its batch and reports whether the caller must lead: nobody else is committing.
func (w *writer) join(one *work) (leads bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.waiting) >= queueLengthMax {
		return false, ledger.ErrBusy
	}
	w.waiting = append(w.waiting, one)
	leads = !w.leading
	w.leading = true
	return leads, nil
}

// batch is works that are committed together. The lock of one that waits already travels with the commit before it, so
// that a busy fund costs one round trip a batch.
type batch struct {
	works []*work
	t     *transaction // open, with the lock; nil: still to be begun
	found *loaded      // what was read ahead for them
	early *decided     // their first slice, if it was decided ahead
	alone bool         // nobody's lock travels with its commit
}

// lead commits the caller's own batch. What has gathered meanwhile is left to a goroutine, which ends when nothing
// waits: one caller alone is served without any.
func (w *writer) lead() {
	next := w.commit(batch{works: w.gather()})
	if len(next.works) > 0 || w.more() {
		go func() {
			for len(next.works) > 0 || w.more() {
				if len(next.works) == 0 {
					next.works = w.gather()
				}
				next = w.commit(next)
			}
		}()
	}
}

// gather takes what waits already, up to a batch; it never waits for more.
func (w *writer) gather() []*work {
	w.mu.Lock()
	defer w.mu.Unlock()
	n, acts := 0, 0
	for n < len(w.waiting) && acts < batchActsMax {
		acts += len(w.waiting[n].requests)
		n++
	}
	taken := w.waiting[:n:n]
	w.waiting = w.waiting[n:]
	if watch := w.journal.watch.Queue; watch != nil {
		watch(w.fund, len(w.waiting))
	}
	return taken
}

// more reports whether anybody waits; where nobody does, nobody leads.
func (w *writer) more() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.waiting) > 0 {
		return true
	}
	w.waiting, w.leading = nil, false
	return false
}

// idle reports a writer that has nothing to do.
func (w *writer) idle() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.leading
}

// commit runs a batch in one transaction and answers everybody in it. It returns the batch whose lock it took.
func (w *writer) commit(b batch) batch {
	next, err := w.try(b)
	if errors.Is(err, errPresumed) {
		_, err = w.try(batch{works: b.works, alone: true})
	}
	if fault, ok := errors.AsType[*pgconn.PgError](err); ok && len(b.works) > 1 && definite(fault) {
		// The database refused something. Each work runs alone, so that the faulty one costs the others nothing.
		for _, one := range b.works {
			w.commit(batch{works: []*work{one}, alone: true})
		}
		return next
	}
	for _, one := range b.works {
		if err != nil {
			one.answers = refuseAll(one.requests, w.fault(err))
		}
		w.count(one)
		one.results <- one.answers
		w.journal.running.Done()
	}
	return next
}

// count tells whoever watches which rules refused.
func (w *writer) count(one *work) {
	for i := range one.answers {
		rule, refused := errors.AsType[*ledger.Error](one.answers[i].Err)
		if refused && w.journal.watch.Refuse != nil {
			w.journal.watch.Refuse(w.fund, one.requests[i].Act.Kind(), rule.Name)
		}
	}
}

// definite reports an error after which the transaction has certainly not committed.
func definite(e *pgconn.PgError) bool {
	return strings.HasPrefix(e.Code, "22") || strings.HasPrefix(e.Code, "23") || strings.HasPrefix(e.Code, "42")
}

// fault is what the asker hears of a failed batch.
func (w *writer) fault(err error) error {
	if e, ok := errors.AsType[*ledger.Error](err); ok {
		return e
	}
	w.journal.log.Error("batch failed", "fund", w.fund, "error", err)
	if fault, ok := errors.AsType[*pgconn.PgError](err); ok && definite(fault) {
		return fmt.Errorf("post to %s: %w", w.fund, err)
	}
	return ledger.ErrUnknown
}

func (w *writer) try(b batch) (next batch, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), batchTimeMax)
	defer cancel()
	start := time.Now()
	if b.t == nil {
		if err := w.lock(ctx, &b); err != nil {
			return batch{}, err
		}
	}
	t, locked := b.t, time.Now()
	out := w.begunAhead(&b)
	if out == nil {
		out = w.outcome(w.state, w.head, w.leaves, t.at)
	}
	defer func() {
		for _, ref := range t.looked {
			w.state.Forget(ref)
		}
		w.state.ForgetLists()
		w.age()
	}()
	if next, err = w.fill(ctx, out, b); err != nil {
		w.current = false
		t.drop()
		return next, w.doubt(err, out)
	}
	w.careful = max(w.careful-1, 0)
	if next.t == nil {
		t.end()
	}
	if out.acts > 0 && w.journal.watch.Batch != nil {
		w.journal.watch.Batch(w.fund, out.acts, locked.Sub(start), time.Since(start))
	}
	w.answer(ctx, b.works)
	return next, nil
}

// lock begins the batch's transaction, and meanwhile reads ahead what memory lacks.
func (w *writer) lock(ctx context.Context, b *batch) (err error) {
	var reading *ahead
	stood := w.head
	if w.current {
		reading = w.lookAhead(ctx, w.state, b.works)
	}
	if b.t, err = w.begin(ctx, b.works); err == nil {
		b.found = w.take(reading, stood)
	} else if errors.Is(err, ledger.ErrNoFund) {
		err = cmp.Or(w.noteNoFund(ctx, b.works, err), err)
	}
	return err
}

// fill runs the batch slice by slice and commits it: while the server writes one slice, the next is decided. What
// has been refused or previewed alone needs no commit.
func (w *writer) fill(ctx context.Context, out *outcome, b batch) (next batch, err error) {
	t := b.t
	last, err := w.write(ctx, out, b)
	if err != nil {
		return next, err
	}
	if err := t.wait(); err != nil {
		return next, err
	}
	if out.acts == 0 {
		return next, w.refuseOnly(ctx, t, out.refused)
	}
	w.queueRefusals(last, t.at, out.refused)
	if b.alone {
		_, err := w.finish(ctx, t, out, last, nil, nil)
		return next, err
	}
	next.works = w.gather()
	reading := w.lookAhead(ctx, out.state, next.works)
	next.t, err = w.finish(ctx, t, out, last, next.works, func(committed <-chan struct{}) {
		next.early, reading = w.decideAhead(ctx, t, out, next.works, reading, committed)
	})
	if next.t == nil || out.erased {
		next.early = nil
	} else {
		next.found = w.take(reading, out.head)
	}
	return next, err
}

// write decides and writes the slices of a batch but for the last, which it returns: that goes with the commit.
func (w *writer) write(ctx context.Context, out *outcome, b batch) (last *pgx.Batch, err error) {
	var cuts [][]unit
	last = &pgx.Batch{}
	begin := 0
	if b.early != nil {
		cuts, last, begin = b.early.cuts, b.early.trip, 1
	} else {
		cuts = cutUp(b.works)
	}
	if b.found != nil {
		w.hold(b.found)
	} else if b.early == nil {
		err = w.foresee(ctx, b.t, out, b.works)
	}
	for n := begin; n < len(cuts) && err == nil; n++ {
		if last.Len() > 0 {
			err, last = b.t.send(ctx, last), &pgx.Batch{}
		}
		var posted []posted
		if err == nil {
			posted, err = w.settle(ctx, b.t, out, cuts[n], cuts[n+1:])
		}
		if err == nil && len(posted) > 0 {
			last, err = w.save(ctx, b.t, out, posted)
		}
	}
	return last, err
}

// age keeps memory small from batch to batch: what a fund has most of (commitments, invoices, purchases, and an account
// of each) is seldom used again. Within a batch as much may be held as its largest act takes.
func (w *writer) age() { w.state.Age(restDocuments, restAccounts) }

// outcome is a batch in the making: where the journal will stand when it has committed.
type outcome struct {
	state   *ledger.State // overlay on the writer's memory
	head    head
	leaves  []ledger.Digest // of the tile that is filling
	used    map[hash16]used // keys used by this batch so far
	acts    int
	erased  bool    // texts that memory may hold
	refused []Noted // for the log of decisions

	presumed bool // that a document is not there
}

// outcome begins one where a State, the journals and the tile that is filling stand.
func (w *writer) outcome(on *ledger.State, stand head, leaves []ledger.Digest, at time.Time) *outcome {
	out := &outcome{
		state: on.Overlay(), head: stand, leaves: append(make([]ledger.Digest, 0, tileWidth), leaves...),
		used: map[hash16]used{},
	}
	out.head.log = stand.log.clone()
	out.state.Seq, out.state.At = stand.seq+1, at
	out.head.recorded = at
	return out
}

// act asks policy and runs the rule. A panic is caught for this act alone.
func (w *writer) act(t *transaction, s *ledger.State, r *Request) (e ledger.Entry, q ledger.Question, err error) {
	defer func() {
		if p := recover(); p != nil {
			w.journal.log.Error("act panicked", "fund", w.fund, "act", r.Act.Kind(), "panic", p,
				"stack", string(debug.Stack()))
			err = fmt.Errorf("act %s panicked", r.Act.Kind())
		}
	}()
	if q, err = s.Ask(r.Actor, r.Instruction, r.Act, t.service); err != nil {
		return e, q, err
	}
	decision, err := w.journal.decide(q)
	if err != nil {
		return e, q, err
	}
	if decision.Waits != "" {
		e, err = ledger.Propose(s, r.Instruction, r.Act, decision)
		return e, q, err
	}
	e, err = ledger.Run(s, r.Instruction, r.Act, decision.Authority)
	return e, q, err
}
