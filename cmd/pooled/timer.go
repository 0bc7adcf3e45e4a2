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

// How many times as long as making words took is rested before more are made, and while acts are posted, so that a fund
// that is written to fast, or was imported, leaves the machine to those who work on it. Whoever searches has the newest
// ones' words made at once.
const (
	wordsRest     = 4
	wordsRestBusy = 16
)

// keepTime does what has fallen due, at once and then whenever the day in London has changed; and every minute makes
// what was posted ready to be searched.
func (h *house) keepTime(ctx context.Context, log *slog.Logger) {
	var done ledger.Date
	for {
		if today := ledger.DateOf(time.Now()); today != done {
			if err := h.doWhatIsDue(ctx, today, log); err == nil {
				done = today
			} else if ctx.Err() == nil {
				log.Warn("what falls due could not be done; it is tried again", "error", err)
			}
		}
		if err := h.makeWords(ctx); err != nil && ctx.Err() == nil {
			log.Warn("entries could not be made ready to be searched; it is tried again", "error", err)
		}
		if pause(ctx, timerPause); ctx.Err() != nil {
			return
		}
	}
}

// pause waits, or until there is nothing to wait for any more.
func pause(ctx context.Context, span time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(span):
	}
}

// makeWords has the entries found that were posted since the last turn, of one fund after another some at a time. It
// stops after a pause's time: what is left is for the next turn.
func (h *house) makeWords(ctx context.Context) error {
	funds, err := h.journal.Funds(ctx)
	if err != nil {
		return err
	}
	begun := time.Now()
	for left := append(funds, ledger.Service); len(left) > 0 && time.Since(begun) < timerPause; {
		var unfinished []ledger.FundID
		for _, fund := range left {
			start := time.Now()
			more, err := h.journal.MakeWords(ctx, fund)
			if err != nil {
				return err
			}
			if more {
				unfinished = append(unfinished, fund)
				h.rest(ctx, time.Since(start))
			}
		}
		left = unfinished
	}
	return nil
}

// rest leaves the machine to others after what took so long, and for longer while they post acts.
func (h *house) rest(ctx context.Context, took time.Duration) {
	pause(ctx, wordsRest*took)
	for n := wordsRest; n < wordsRestBusy && h.journal.Busy(); n++ {
		pause(ctx, took)
	}
}

// doWhatIsDue does all that has fallen due by a day, in every fund and in the service.
func (h *house) doWhatIsDue(ctx context.Context, today ledger.Date, log *slog.Logger) error {
	funds, err := h.journal.Funds(ctx)
	if err != nil {
		return err
	}
	for _, fund := range funds {
		if err := h.reverseAccruals(ctx, fund, today, log); err != nil {
			return err
		}
	}
	for _, fund := range append(funds, ledger.Service) {
		if err := h.expireProposals(ctx, fund, today, log); err != nil {
			return err
		}
	}
	return nil
}

// reverseAccruals reverses the accruals of a fund whose day has come, each dated that day, however late it is.
func (h *house) reverseAccruals(ctx context.Context, fund ledger.FundID, today ledger.Date, log *slog.Logger) error {
	open, err := h.journal.OpenAccruals(ctx, fund)
	if err != nil {
		return err
	}
	for _, a := range open {
		if a.Reverses > today {
			continue
		}
		on, act := ledger.Instruction{On: a.Reverses}, ledger.ReverseAccrual{Accrual: a.ID}
		if err := h.fallDue(ctx, fund, "reverse-accrual/"+string(a.ID), on, act, log); err != nil {
			return err
		}
	}
	return nil
}

// expireProposals ends the proposals of a journal whose last day was before a day.
func (h *house) expireProposals(ctx context.Context, fund ledger.FundID, today ledger.Date, log *slog.Logger) error {
	open, err := h.journal.OpenProposals(ctx, fund)
	if err != nil {
		return err
	}
	for _, p := range open {
		if p.Expires == 0 || p.Expires >= today {
			continue
		}
		act := ledger.ExpireProposal{Proposal: p.ID}
		if err := h.fallDue(ctx, fund, "expire/"+string(p.ID), ledger.Instruction{}, act, log); err != nil {
			return err
		}
	}
	return nil
}

// fallDue asks for an act as the timer. A refusal is logged and stops nothing else; a busy journal is tried again.
func (h *house) fallDue(ctx context.Context, fund ledger.FundID, key string, in ledger.Instruction, act ledger.Act,
	log *slog.Logger,
) error {
	r := h.journal.Do(ctx, fund, journal.Request{
		Actor: ledger.Timer, Key: key, Body: ledger.DigestOf([]byte(key)), Instruction: in, Act: act,
	})
	switch {
	case ledger.KindOf(r.Err) == ledger.Busy:
		return r.Err
	case r.Err != nil:
		log.Warn("what falls due was refused", "fund", fund, "key", key, "reason", r.Err)
	default:
		log.Info("what falls due was done", "fund", fund, "key", key)
	}
	return nil
}
