package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"pooled/ledger"
	"pooled/ledger/journal"
	"pooled/ledger/seal"
)

// Where the journals of funds stand is recorded in the service journal: a fund that is hidden, cut short or rewritten
// later then shows from that journal alone, which every export holds.

const (
	headsEvery = time.Hour       // a period's close is recorded at once
	headsPause = 5 * time.Second // between two looks whether they are due
	headsRetry = 10 * time.Minute
)

// headsKeeper records heads, and asks again only after a while when it was refused.
type headsKeeper struct {
	house   *house
	every   time.Duration
	refused time.Time
}

// keepHeads records heads as they fall due, until ctx ends.
func (h *house) keepHeads(ctx context.Context, log *slog.Logger) {
	k := &headsKeeper{house: h, every: headsEvery}
	for {
		if err := k.record(ctx, false); err != nil && ctx.Err() == nil {
			log.Error("WHERE THE JOURNALS STAND IS NOT RECORDED", "reason", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(headsPause):
		}
	}
}

// record records the heads of the funds that moved, if that is due or wanted now. A fund that is gone, or does not
// extend what was recorded before, is left out and told of; it hinders no other.
func (k *headsKeeper) record(ctx context.Context, now bool) error {
	if !now && time.Since(k.refused) < headsRetry {
		return nil
	}
	act, refused, err := k.due(ctx, now)
	if err == nil && len(act.Heads) > 0 {
		err = k.house.postHeads(ctx, act)
	}
	if err = errors.Join(err, refused); err != nil {
		k.refused = time.Now()
	}
	return err
}

// due is what is to be recorded: nothing where no fund moved, or it is not time.
func (k *headsKeeper) due(ctx context.Context, now bool) (act ledger.RecordHeads, refused, err error) {
	j, log := k.house.journal, k.house.journal.Log()
	heads, err := log.Heads(ctx)
	if err != nil || len(heads) == 0 || heads[0].Fund != ledger.Service { // the service is not founded
		return act, nil, err
	}
	recorded, err := j.RecordedHeads(ctx, 0)
	if err != nil {
		return act, nil, err
	}
	if !now {
		if now, err = k.time(ctx, recorded); err != nil || !now {
			return act, nil, err
		}
	}
	gone := map[ledger.FundID]int64{}
	for _, h := range recorded.Funds {
		gone[h.Fund] = h.Size
	}
	for _, h := range heads[1:] {
		delete(gone, h.Fund)
		old := recorded.Of(h.Fund)
		if old == ledger.JournalHead(h) {
			continue
		}
		grown := ledger.GrownHead{JournalHead: ledger.JournalHead(h)}
		if old.Size > 0 && old.Size < h.Size {
			if grown.Growth, err = log.Growth(ctx, h.Fund, old.Size, h.Size); err != nil {
				refused = errors.Join(refused, err)
				continue
			}
		}
		if err := grown.Extends(old); err != nil {
			refused = errors.Join(refused, err)
			continue
		}
		act.Heads = append(act.Heads, grown)
	}
	for fund, size := range gone {
		refused = errors.Join(refused, fmt.Errorf("%w: the journal of %s had %d entries when that was recorded, and is not there",
			seal.ErrStale, fund, size))
	}
	slices.SortFunc(act.Heads, func(a, b ledger.GrownHead) int { return cmp.Compare(a.Fund, b.Fund) })
	return act, refused, nil
}

// time reports whether heads are to be recorded: every so often, and as soon as a period was closed.
func (k *headsKeeper) time(ctx context.Context, recorded ledger.Heads) (bool, error) {
	at, err := k.house.journal.HeadsRecorded(ctx)
	if err != nil || time.Since(at) >= k.every {
		return err == nil, err
	}
	closed, err := k.house.journal.Log().Milestones(ctx)
	for fund, seq := range closed {
		if fund != ledger.Service && seq > recorded.Of(fund).Size {
			return true, err
		}
	}
	return false, err
}

// postHeads asks for the act as the timer. However many instances ask for the same, it is done once.
func (h *house) postHeads(ctx context.Context, act ledger.RecordHeads) error {
	body, err := json.Marshal(act)
	if err != nil {
		return err
	}
	asked := ledger.DigestOf(body)
	return h.journal.Do(ctx, ledger.Service, journal.Request{
		Actor: ledger.Timer, Key: "heads/" + asked.String(), Body: asked, Act: act,
	}).Err
}
