// Package journal keeps each fund's entries in PostgreSQL and commits them in groups.
//
// It is the only room that writes the books. Each fund has one writer at a time, the holder of its row's lock. In this
// process whoever asks first commits what waits, and what gathers meanwhile is the next batch. A batch is one
// transaction: lock, load what memory lacks, decide and act in memory, save and post, commit; then each act is
// answered. What the next batch is sure to lack is read meanwhile, and counts if nobody else has written. Any number of
// processes may serve one database: a writer that finds the fund's number moved on forgets what others have changed.
package journal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"pooled/ledger"
)

const (
	batchActsMax   = 1000   // acts in one transaction; an all-or-nothing request may be as long
	queueLengthMax = 1024   // requests waiting for one fund before others are told to come back
	heldMax        = 50_000 // documents, and accounts, that one act can be run on
	restDocuments  = 1_000  // that were used lately and stay in memory from batch to batch; twice as many at most
	restAccounts   = 10_000 // likewise
	batchTimeMax   = 5 * time.Second
	writersMax     = 64 // funds held in memory; beyond that those not asked for lately are forgotten
)

// Config is what a Journal works with.
type Config struct {
	Pool   *pgxpool.Pool // as the writer role, made with Prepare
	Decide ledger.Decide
	Log    *slog.Logger
	Watch  Watch
}

// Watch is told what the journal does, for metrics. Every field may be nil.
type Watch struct {
	Queue  func(fund ledger.FundID, waiting int)
	Batch  func(fund ledger.FundID, acts int, lockWait, whole time.Duration)
	Refuse func(fund ledger.FundID, act, rule string)
}

// Journal posts acts to the journals of every fund of one database.
type Journal struct {
	pool   *pgxpool.Pool
	decide ledger.Decide
	log    *slog.Logger
	watch  Watch

	mu      sync.Mutex
	shelf   atomic.Pointer[shelf]
	writers map[ledger.FundID]*writer
	asked   int64 // works so far, to tell which writers were asked for lately
	closed  bool
	running sync.WaitGroup
}

// Request asks for one act.
type Request struct {
	Actor       ledger.ActorID
	Key         string        // the caller's Idempotency-Key, within actor and fund
	Body        ledger.Digest // of the operation and the body asked with, to tell a retry from a reuse
	Instruction ledger.Instruction
	Act         ledger.Act // sealed
	Preview     bool       // run it, post nothing
	FilledAt    int64      // the service journal's number when what was added to the act was so; 0: it need not be now

	encoded   []byte // the act's public bytes
	key       hash16 // what actor and key are kept as
	rehearsed bool   // a preview that sees what those before it would have made, and what its key was used for
}

// Result is the answer to one Request: an entry with its receipt, or a refusal.
type Result struct {
	Entry    ledger.Entry
	Receipt  Receipt
	Replayed bool              // the key had been used for the same request: this is the first answer again
	Proposal ledger.ProposalID // the act waits for others under this name
	Waits    string            // for whom
	Err      error
}

// Receipt is what a caller keeps to demand proof of an entry later: its leaf, and the tree of size Seq whose last
// leaf it is.
type Receipt struct {
	Fund ledger.FundID
	Seq  int64
	Leaf ledger.Digest
	Root ledger.Digest
}

// Open makes a Journal over a database that has been migrated.
func Open(c Config) *Journal {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Journal{pool: c.Pool, decide: c.Decide, log: c.Log, watch: c.Watch, writers: map[ledger.FundID]*writer{}}
}

// Do runs one act and returns when its batch has committed. Result.Err is the refusal; nothing changed then, unless
// it is ErrUnknown, which the same key settles.
func (j *Journal) Do(ctx context.Context, fund ledger.FundID, r Request) Result {
	return j.submit(ctx, fund, []Request{r}, each)[0]
}

// DoEach runs acts in order, each on its own: a refused one costs the others nothing.
func (j *Journal) DoEach(ctx context.Context, fund ledger.FundID, requests []Request) []Result {
	return j.submit(ctx, fund, requests, each)
}

// DoAll runs at most 1,000 acts as one: all are posted, or none, and none may have to wait for approval. When one
// is refused its Result says why and the others' Err is ErrNotDone.
func (j *Journal) DoAll(ctx context.Context, fund ledger.FundID, requests []Request) []Result {
	return j.submit(ctx, fund, requests, whole)
}

// Rehearse runs at most 1,000 acts in order as DoEach would, and posts nothing: each sees what those before it would
// have made, and a key that was used gives its first answer.
func (j *Journal) Rehearse(ctx context.Context, fund ledger.FundID, requests []Request) []Result {
	requests = slices.Clone(requests)
	for i := range requests {
		requests[i].Preview, requests[i].rehearsed = true, true
	}
	return j.submit(ctx, fund, requests, rehearsal)
}

// mode is how the acts of a work depend on one another.
type mode int

const (
	each      mode = iota // every act on its own
	whole                 // all or nothing
	rehearsal             // one after another, and nothing is kept
)

// ErrNotDone answers the acts of an all-or-nothing request that were not refused themselves.
var ErrNotDone = &ledger.Error{
	Kind: ledger.Rule, Name: "not-done",
	Text: "not done, because another act of the same all-or-nothing request was refused",
}

// ErrStale answers an act that was filled in before the service journal grew. Nothing was done.
var ErrStale = errors.New("the service journal has grown since the act was filled in")

// work is one caller's requests on their way through a writer.
type work struct {
	requests []Request
	mode     mode
	results  chan []Result
	answers  []Result
}

func (j *Journal) submit(ctx context.Context, fund ledger.FundID, requests []Request, how mode) []Result {
	if len(requests) > batchActsMax {
		return refuseAll(requests, ledger.ErrInvalid.With("at most %d acts can be asked for at once", batchActsMax))
	}
	if len(requests) == 0 {
		return nil
	}
	for i := range requests {
		if err := requests[i].prepare(); err != nil {
			return refuseAll(requests, err)
		}
	}
	one := &work{requests: requests, mode: how, results: make(chan []Result, 1)}
	w, err := j.writer(fund)
	if err != nil {
		return refuseAll(requests, err)
	}
	leads, err := w.join(one)
	if err != nil {
		j.running.Done()
		return refuseAll(requests, err)
	}
	if leads {
		w.lead()
	}
	select {
	case results := <-one.results:
		return results
	case <-ctx.Done():
		return refuseAll(requests, ledger.ErrUnknown)
	}
}

// prepare does in the asker's time what need not be done under the fund's lock.
func (r *Request) prepare() (err error) {
	unsealed := false
	look := func(p ledger.Private) { unsealed = unsealed || p.Value != "" && p.Digest == ledger.Digest{} }
	look(r.Instruction.Reference)
	look(r.Instruction.Narrative)
	ledger.EachTextOf(r.Act, look)
	if unsealed {
		return fmt.Errorf("a text of %s has not been sealed", r.Act.Kind())
	}
	r.key = keyOf(r)
	r.encoded, err = ledger.EncodeAct(r.Act)
	return err
}

// writer finds a fund's writer and counts one more work as running; whoever answers the work takes it off.
func (j *Journal) writer(fund ledger.FundID) (*writer, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closed {
		return nil, ledger.ErrBusy.With("the service is stopping; try again in a moment with the same Idempotency-Key")
	}
	j.running.Add(1)
	j.asked++
	w := j.writers[fund]
	if w == nil {
		if len(j.writers) >= writersMax {
			maps.DeleteFunc(j.writers, func(_ ledger.FundID, w *writer) bool {
				return w.asked < j.asked-writersMax && w.idle()
			})
		}
		w = newWriter(j, fund)
		j.writers[fund] = w
	}
	w.asked = j.asked
	return w, nil
}

// Busy reports that acts are being posted.
func (j *Journal) Busy() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, w := range j.writers {
		if !w.idle() {
			return true
		}
	}
	return false
}

// Close lets every waiting act finish.
func (j *Journal) Close() {
	j.mu.Lock()
	j.closed = true
	j.mu.Unlock()
	j.running.Wait()
}

func refuseAll(requests []Request, err error) []Result {
	results := make([]Result, len(requests))
	for i := range results {
		results[i].Err = err
	}
	return results
}
