package journal

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// decided is a batch's first slice, decided on what the batch before it leaves while that is being committed. It counts
// only if nobody has written since: else the slice is decided anew, as if it had not been.
type decided struct {
	stood head // where the journals must stand under the lock
	out   *outcome
	at    time.Time // the recorded instant: the server's clock when it gave the lock before
	cuts  [][]unit
	trip  *pgx.Batch // what the slice writes
}

// aheadRoundsMax is how often more may be read before a slice is left to its own turn.
const aheadRoundsMax = 4

// decideAhead decides the first slice of the works that are next, unless the batch before them is committed first. It
// needs no lock: it is decided on memory alone, on what others cannot change without the lock showing it. What is
// still being read, or was read and is not in memory, is returned for their own turn.
func (w *writer) decideAhead(ctx context.Context, t *transaction, before *outcome, works []*work, reading *ahead,
	committed <-chan struct{},
) (*decided, *ahead) {
	d := &decided{stood: before.head, cuts: cutUp(works), trip: &pgx.Batch{}}
	if d.at = t.clock; d.at.Before(before.head.recorded) {
		d.at = before.head.recorded
	}
	if before.erased || looksBack(d.cuts[0][0].requests) {
		return nil, reading
	}
	for range aheadRoundsMax {
		if reading != nil {
			select {
			case <-reading.done:
			case <-committed:
				return nil, reading
			}
			if reading.err != nil {
				return nil, nil
			}
			w.hold(reading.found) // if somebody has written, the lock has all of it forgotten
		}
		d.out = w.outcome(before.state, before.head, before.leaves, d.at)
		soon := &transaction{at: d.at, service: before.head.service}
		a, own, service := w.attempt(soon, d.out, d.cuts[0])
		if own.Empty() && service.Empty() {
			return w.saveAhead(ctx, soon, d, a.posted), nil
		}
		if reading = w.readAhead(ctx, own, service); reading == nil || len(own.Lists)+len(own.Papers) > 0 {
			return nil, reading
		}
	}
	return nil, nil
}

// saveAhead encodes what was decided ahead. What takes texts away, or fills a tile of the second level, which is made
// of what stands in the database, is left to its own turn.
func (w *writer) saveAhead(ctx context.Context, soon *transaction, d *decided, posted []posted) *decided {
	if len(posted) == 0 {
		return d
	}
	for i := range posted {
		if len(posted[i].erased) > 0 {
			return nil
		}
	}
	const upper = tileWidth * tileWidth
	if first := d.out.head.seq; first/upper != (first+int64(len(posted)))/upper {
		return nil
	}
	var err error
	if d.trip, err = w.save(ctx, soon, d.out, posted); err != nil {
		return nil // and is said in its own turn
	}
	return d
}

// begunAhead is the outcome of what was decided ahead for a batch that has its lock, or nil: somebody has written
// since, a key of the batch was used before, or the commit took long, and a recorded instant is never that much older.
func (w *writer) begunAhead(b *batch) *outcome {
	d := b.early
	if d == nil || !w.head.as(d.stood) || len(b.t.used) > 0 || b.t.clock.Sub(d.at) > aheadTimeMax {
		b.early = nil
		return nil
	}
	d.out.state.Rest(w.state)
	b.t.at = d.at
	return d.out
}
