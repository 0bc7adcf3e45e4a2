package journal

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"

	"pooled/ledger"
)

// posted is an entry of the batch with its bytes.
type posted struct {
	entry   ledger.Entry
	erased  []int64
	begun   []ledger.Ref // documents presumed not to be there before
	request *Request
	result  *Result
	body    []byte
	leaf    ledger.Digest
}

// unit is what is run together: one request, or all of a work that is all or nothing, or a rehearsal.
type unit struct {
	requests []Request
	answers  []Result
	mode     mode
}

// A slice is decided while the one before it is written. The first is short, so that the server is soon at work; the
// later ones are longer, so that it is asked seldom.
const (
	sliceActsMin = 32
	sliceActsMax = 256
)

// cutUp cuts a batch into slices.
func cutUp(batch []*work) (cuts [][]unit) {
	var slice []unit
	acts, enough := 0, sliceActsMin
	cut := func() {
		if len(slice) > 0 {
			cuts = append(cuts, slice)
		}
		slice, acts = nil, 0
	}
	for _, one := range batch {
		one.answers = make([]Result, len(one.requests))
		step := 1
		if one.mode != each {
			step = len(one.requests)
		}
		for i := 0; i < len(one.requests); i += step {
			u := unit{one.requests[i : i+step], one.answers[i : i+step], one.mode}
			if looksBack(u.requests) {
				cut()
			}
			slice = append(slice, u)
			if acts += step; acts >= enough {
				cut()
				enough = min(2*enough, sliceActsMax)
			}
		}
	}
	cut()
	return cuts
}

// looksBack reports acts that read entries of the journal: those before them in the batch must be written first.
func looksBack(requests []Request) bool {
	for i := range requests {
		switch requests[i].Act.(type) {
		case ledger.ReverseEntry, ledger.EraseText, ledger.ApproveProposal, ledger.ReopenYear:
			return true
		}
	}
	return false
}

const roundsMax = 24 // of loading; an act that asks for more in turn than this is at fault

// settle runs the acts of a slice, loading what they find missing and running them anew, until nothing is missing.
// Where something is, the slices after it are tried as well, so that one load serves as much of the batch as it can.
func (w *writer) settle(ctx context.Context, t *transaction, out *outcome, slice []unit, later [][]unit) (
	[]posted, error,
) {
	for range roundsMax {
		a, own, service := w.attempt(t, out, slice)
		if own.Empty() && service.Empty() {
			return a.posted, nil
		}
		for _, next := range later {
			if looksBack(next[0].requests) { // it reads what is not written yet
				break
			}
			a.runAll(next)
		}
		more, moreService := w.missing()
		own.Add(more)
		service.Add(moreService)
		if err := t.wait(); err != nil {
			return nil, err
		}
		if err := w.load(ctx, t, own, service); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("acts on %s asked for more than %d rounds of loading", w.fund, roundsMax)
}

// attempt runs the acts of a slice once. Where nothing is missing the outcome has what they posted.
func (w *writer) attempt(t *transaction, out *outcome, slice []unit) (a *attempt, own, service *ledger.Missing) {
	a = &attempt{
		writer: w, t: t, state: out.state.Overlay(), before: out.used, used: map[hash16]used{},
		posted: make([]posted, 0, len(slice)),
	}
	a.runAll(slice)
	if own, service = w.missing(); own.Empty() && service.Empty() {
		a.state.Merge()
		maps.Copy(out.used, a.used)
		out.refused = append(out.refused, a.refused...)
	}
	return a, own, service
}

// foresee loads what the batch's acts are sure to ask for, so that they do not run in vain before.
func (w *writer) foresee(ctx context.Context, t *transaction, out *outcome, works []*work) error {
	own, service := w.foreseen(out.state, works)
	if own.Empty() && service.Empty() {
		return nil
	}
	return w.load(ctx, t, own, service)
}

// missing is what acts have asked for in vain since this was last asked, of the fund and of the service journal.
func (w *writer) missing() (own, service *ledger.Missing) {
	own, service = w.state.TakeMissing(), &ledger.Missing{}
	if w.service != nil {
		service = w.service.TakeMissing()
	}
	return own, service
}

// attempt is one run over a slice's acts, on an overlay of its own.
type attempt struct {
	writer *writer
	t      *transaction
	state  *ledger.State
	before map[hash16]used // keys used by earlier slices
	used   map[hash16]used // keys used by this one
	posted []posted
	whole  bool // all or nothing: no act in it can wait for others

	refused []Noted // for the log of decisions
}

// isProposal reports an entry that holds an act for others to approve.
func isProposal(e ledger.Entry) bool {
	_, held := e.Act.(ledger.ProposeAct)
	return held
}

func (a *attempt) runAll(slice []unit) {
	for i := range slice {
		a.run(&slice[i])
	}
}

func (a *attempt) run(u *unit) {
	switch u.mode {
	case whole:
		a.all(u)
		return
	case rehearsal:
		a.rehearse(u)
		return
	case each:
	}
	a.one(&u.requests[0], &u.answers[0])
}

// all runs an all-or-nothing request on an overlay of its own.
func (a *attempt) all(u *unit) {
	trial := &attempt{
		writer: a.writer, t: a.t, state: a.state.Overlay(), before: a.before, used: maps.Clone(a.used), whole: true,
	}
	failed := false
	for i := range u.requests {
		trial.one(&u.requests[i], &u.answers[i])
		failed = failed || u.answers[i].Err != nil
	}
	a.refused = append(a.refused, trial.refused...)
	if !failed {
		trial.state.Merge()
		a.posted, a.used = append(a.posted, trial.posted...), trial.used
		return
	}
	for i := range u.answers {
		if u.answers[i].Err == nil {
			u.answers[i] = Result{Err: ErrNotDone}
		}
	}
}

// rehearse runs requests one after another on an overlay that is dropped.
func (a *attempt) rehearse(u *unit) {
	trial := &attempt{
		writer: a.writer, t: a.t, state: a.state.Overlay(), before: a.before, used: maps.Clone(a.used),
	}
	for i := range u.requests {
		trial.one(&u.requests[i], &u.answers[i])
	}
}

// one runs a request on an overlay and merges it when core and policy have accepted it.
func (a *attempt) one(r *Request, result *Result) {
	*result = Result{}
	if r.keyed() {
		if prior, ok := a.prior(r.key); ok {
			// A request whose hash went with an erased text cannot be told from another: it is answered.
			if prior.request != nil && *prior.request != requestOf(r) {
				result.Err = ledger.ErrKeyReused
			}
			result.Replayed, result.Entry.Seq = true, prior.seq
			return
		}
	}
	if r.FilledAt != 0 && r.FilledAt != a.t.service {
		result.Err = ErrStale
		return
	}
	overlay := a.state.Overlay()
	if a.writer.presumes(r) {
		overlay.Presume()
	}
	entry, question, err := a.writer.act(a.t, overlay, r)
	if err == nil && a.whole && isProposal(entry) {
		_, waits := ledger.ProposalLeft(entry)
		err = ledger.ErrForbidden.With("this act needs others to approve it (%s), "+
			"so it cannot stand in an all-or-nothing request", waits)
	}
	if err == nil {
		err = entry.MakePublic()
	}
	if err != nil {
		result.Err = err
		a.note(r, question, err)
		if !errors.Is(err, ledger.ErrNotLoaded) {
			overlay.Doubt()
		}
		return
	}
	begun := overlay.Presumed()
	result.Entry = entry
	result.Proposal, result.Waits = ledger.ProposalLeft(entry)
	if r.Preview && !r.rehearsed {
		return
	}
	overlay.Merge()
	if r.rehearsed {
		return
	}
	a.posted = append(a.posted, posted{
		entry: entry, erased: overlay.Erased(), begun: begun, request: r, result: result,
	})
	if r.Key != "" {
		request := requestOf(r)
		a.used[r.key] = used{&request, entry.Seq}
	}
}

// keyed reports a request whose key counts: what it was used for is the answer.
func (r *Request) keyed() bool { return r.Key != "" && (!r.Preview || r.rehearsed) }

// prior is what a key was used for: before this batch, or earlier in it.
func (a *attempt) prior(key hash16) (used, bool) {
	for _, known := range []map[hash16]used{a.t.used, a.before, a.used} {
		if prior, ok := known[key]; ok {
			return prior, true
		}
	}
	return used{}, false
}

// hash16 is the first half of a SHA-256: enough to tell one thing from another for ever.
type hash16 = [16]byte

// used is what a key was used for.
type used struct {
	request *int64
	seq     int64
}

// keyOf is what an actor's key is kept as: so it may be long, and says nothing.
func keyOf(r *Request) hash16 {
	sum := sha256.Sum256([]byte(string(r.Actor) + "\n" + r.Key))
	return hash16(sum[:16])
}

// requestOf is how much of the hash of a request is kept: enough to tell a retry from a reuse.
func requestOf(r *Request) int64 { return int64(binary.BigEndian.Uint64(r.Body[:8])) }
