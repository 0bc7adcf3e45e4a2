package main

import (
	"context"
	"log/slog"
	"time"

	"pooled/ledger"
	"pooled/ledger/journal"
)

// Nothing happens by itself: what falls due is an act like any other, of the actor timer, under a rule of the scheme of
// delegation. Its key is made of what is due, so that however many instances ask, it is done once.

const timerPause = time.Minute

// keepTime does what has fallen due, at once and then whenever the day in London has changed.
func (h *house) keepTime(ctx context.Context, log *slog.Logger) {
	var done ledger.Date
	for {
		if today := ledger.DateOf(time.Now()); today != done {
			if err := h.expireProposals(ctx, today, log); err == nil {
				done = today
			} else if ctx.Err() == nil {
				log.Warn("what falls due could not be done; it is tried again", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(timerPause):
		}
	}
}

// expireProposals ends the proposals whose last day was before a day, in every fund and in the service.
func (h *house) expireProposals(ctx context.Context, today ledger.Date, log *slog.Logger) error {
	funds, err := h.journal.Funds(ctx)
	if err != nil {
		return err
	}
	for _, fund := range append(funds, ledger.Service) {
		open, err := h.journal.OpenProposals(ctx, fund)
		if err != nil {
			return err
		}
		for _, p := range open {
			if p.Expires == 0 || p.Expires >= today {
				continue
			}
			key := "expire/" + string(p.ID)
			r := h.journal.Do(ctx, fund, journal.Request{
				Actor: ledger.Timer, Key: key, Body: ledger.DigestOf([]byte(key)), Act: ledger.ExpireProposal{Proposal: p.ID},
			})
			switch {
			case ledger.KindOf(r.Err) == ledger.Busy:
				return r.Err
			case r.Err != nil:
				log.Warn("a proposal could not be expired", "fund", fund, "proposal", p.ID, "reason", r.Err)
			default:
				log.Info("proposal expired", "fund", fund, "proposal", p.ID)
			}
		}
	}
	return nil
}
