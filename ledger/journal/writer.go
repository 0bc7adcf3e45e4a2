package journal

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"pooled/ledger"
)

// writer is this process's hand on one fund. Its memory is true while the fund's number is the one it saw last.
type writer struct {
	journal *Journal
	fund    ledger.FundID
	queue   chan *work

	number  int32 // of the fund in the database; −1 while unknown
	head    head
	state   *ledger.State
	service *ledger.State // documents of the service journal, as at head.service
	numbers map[ledger.Account]int32
	leaves  []ledger.Digest // of the tile that is filling
	current bool            // false: memory must be forgotten before use
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
	w := &writer{journal: j, fund: fund, queue: make(chan *work, queueLengthMax), number: -1}
	if fund != ledger.Service {
		w.service = ledger.NewState(ledger.Service, nil, heldMax)
	}
	w.state = ledger.NewState(fund, w.service, heldMax)
	return w
}

// run gathers what waits and commits it, until the journal closes or nothing has come for a while.
func (w *writer) run() {
	idle := time.NewTimer(writerIdleMax)
	defer idle.Stop()
	for {
		select {
		case first, open := <-w.queue:
			if !open {
				return
			}
			w.commit(w.gather(first))
			idle.Reset(writerIdleMax)
		case <-idle.C:
			if w.journal.retire(w) {
				return
			}
			idle.Reset(writerIdleMax)
		}
	}
}

// gather takes what waits already, up to a batch; it never waits for more.
func (w *writer) gather(first *work) []*work {
	batch, acts := []*work{first}, len(first.requests)
	for acts < batchActsMax {
		select {
		case next, open := <-w.queue:
			if !open {
				return batch
			}
			batch, acts = append(batch, next), acts+len(next.requests)
		default:
			return batch
		}
	}
	return batch
}

// commit runs a batch in one transaction and answers everybody in it.
func (w *writer) commit(batch []*work) {
	if watch := w.journal.watch.Queue; watch != nil {
		watch(w.fund, len(w.queue))
	}
	err := w.try(batch)
	if fault, ok := errors.AsType[*pgconn.PgError](err); ok && len(batch) > 1 && definite(fault) {
		// The database refused something. Each work runs alone, so that the faulty one costs the others nothing.
		for _, one := range batch {
			w.commit([]*work{one})
		}
		return
	}
	for _, one := range batch {
		if err != nil {
			one.answers = refuseAll(one.requests, w.fault(err))
		}
		one.results <- one.answers
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

func (w *writer) try(batch []*work) error {
	ctx, cancel := context.WithTimeout(context.Background(), batchTimeMax)
	defer cancel()
	start := time.Now()
	if err := w.find(ctx, batch); err != nil {
		return err
	}
	t, err := w.begin(ctx, batch)
	if err != nil {
		w.current = false
		return err
	}
	locked := time.Now()
	out, err := w.settle(ctx, t, batch)
	if err == nil {
		err = w.finish(ctx, t, out)
	}
	if err != nil {
		w.current = false
		t.drop()
		return err
	}
	if err := w.answer(ctx, t, batch, out); err != nil {
		t.conn.Release()
		return err
	}
	t.conn.Release()
	if watch := w.journal.watch.Batch; watch != nil {
		watch(w.fund, len(out.posted), locked.Sub(start), time.Since(start))
	}
	return nil
}

// outcome is a batch in the making.
type outcome struct {
	state  *ledger.State // overlay on the writer's memory
	posted []posted
	used   map[idempotencyKey]used // by this batch so far
}

// posted is an entry of the batch with its bytes.
type posted struct {
	entry   ledger.Entry
	erased  []int64
	request *Request
	result  *Result
	body    []byte
	leaf    ledger.Digest
}

const roundsMax = 24 // of loading; an act that asks for more in turn than this is at fault

// settle runs the batch's acts, loading what they find missing and running them anew, until nothing is missing.
func (w *writer) settle(ctx context.Context, t *transaction, batch []*work) (*outcome, error) {
	for range roundsMax {
		out := w.attempt(t, batch)
		own, service := w.state.TakeMissing(), (*ledger.Missing)(nil)
		if w.service != nil {
			service = w.service.TakeMissing()
		}
		if own.Empty() && (service == nil || service.Empty()) {
			return out, nil
		}
		if err := w.load(ctx, t, own, service); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("acts on %s asked for more than %d rounds of loading", w.fund, roundsMax)
}

func (w *writer) attempt(t *transaction, batch []*work) *outcome {
	out := &outcome{state: w.state.Overlay(), used: map[idempotencyKey]used{}}
	out.state.Seq, out.state.At = w.head.seq+1, t.at
	for _, one := range batch {
		one.answers = make([]Result, len(one.requests))
		if !one.whole {
			for i := range one.requests {
				w.one(t, out, out.state, &one.requests[i], &one.answers[i])
			}
			continue
		}
		w.all(t, out, one)
	}
	return out
}

// all runs an all-or-nothing request on an overlay of its own.
func (w *writer) all(t *transaction, out *outcome, one *work) {
	trial := &outcome{state: out.state.Overlay(), used: maps.Clone(out.used)}
	failed := false
	for i := range one.requests {
		result := &one.answers[i]
		w.one(t, trial, trial.state, &one.requests[i], result)
		if result.Err == nil && result.Proposal != "" {
			result.Err = ledger.ErrForbidden.With("this act needs others to approve it (%s), "+
				"so it cannot stand in an all-or-nothing request", result.Waits)
		}
		failed = failed || result.Err != nil
	}
	if !failed {
		trial.state.Merge()
		out.posted, out.used = append(out.posted, trial.posted...), trial.used
		return
	}
	for i := range one.answers {
		if one.answers[i].Err == nil {
			one.answers[i] = Result{Err: ErrNotDone}
		}
	}
}

// one runs a request on an overlay of base and merges it when core and policy have accepted it.
func (w *writer) one(t *transaction, out *outcome, base *ledger.State, r *Request, result *Result) {
	*result = Result{}
	key := keyOf(r)
	if r.Key != "" && !r.Preview {
		prior, known := t.used[key]
		if !known {
			prior, known = out.used[key]
		}
		if known {
			// A request whose hash was erased with its text cannot be told from another: it is answered.
			if len(prior.request) != 0 && string(prior.request) != string(r.Body[:requestLength]) {
				result.Err = ledger.ErrKeyReused
			}
			result.Replayed, result.Entry.Seq = true, prior.seq
			return
		}
	}
	overlay := base.Overlay()
	entry, waits, err := w.act(t, overlay, r)
	if err != nil {
		result.Err = err
		if rule, ok := errors.AsType[*ledger.Error](err); ok && w.journal.watch.Refuse != nil {
			w.journal.watch.Refuse(w.fund, r.Act.Kind(), rule.Name)
		}
		return
	}
	result.Entry, result.Waits = entry, waits
	if waits != "" {
		result.Proposal = ledger.ProposalNumbered(entry.Seq)
	}
	if r.Preview {
		return
	}
	overlay.Merge()
	out.posted = append(out.posted, posted{entry: entry, erased: overlay.Erased(), request: r, result: result})
	if r.Key != "" {
		out.used[key] = used{r.Body[:requestLength], entry.Seq}
	}
}

// act asks policy and runs the rule. A panic is caught for this act alone.
func (w *writer) act(t *transaction, s *ledger.State, r *Request) (e ledger.Entry, waits string, err error) {
	defer func() {
		if p := recover(); p != nil {
			w.journal.log.Error("act panicked", "fund", w.fund, "act", r.Act.Kind(), "panic", p,
				"stack", string(debug.Stack()))
			err = fmt.Errorf("act %s panicked", r.Act.Kind())
		}
	}()
	holder, err := ledger.Find[ledger.Holder](s, ledger.Ref{Kind: "holder", ID: string(r.Actor)})
	if err != nil {
		return e, "", err
	}
	matter, err := r.Act.Matter(s)
	if err != nil {
		return e, "", err
	}
	name, _, _ := strings.Cut(r.Act.Kind(), "/")
	decision, err := w.journal.decide(ledger.Question{Fund: w.fund, Act: name, Actor: r.Actor, Posts: holder.Posts,
		Matter: matter, At: t.at, Service: t.service})
	if err != nil {
		return e, "", err
	}
	if decision.Waits != "" {
		e, err = ledger.Propose(s, r.Instruction, r.Act, decision)
		return e, decision.Waits, err
	}
	e, err = ledger.Run(s, r.Instruction, r.Act, decision.Authority)
	return e, "", err
}

// idempotencyKey is a caller's key; it is kept as a hash, so that it may be long and say nothing.
type idempotencyKey struct {
	actor ledger.ActorID
	key   [16]byte
}

func keyOf(r *Request) idempotencyKey {
	sum := sha256.Sum256([]byte(r.Key))
	return idempotencyKey{r.Actor, [16]byte(sum[:16])}
}

// requestLength is how much of the hash of a request is kept: enough to tell a retry from a reuse.
const requestLength = 16

// used is what a key was used for.
type used struct {
	request []byte
	seq     int64
}
