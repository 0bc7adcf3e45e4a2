package main

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// run of a load: how many were done in how long, and how long each took.
type loaded struct {
	elapsed time.Duration
	each    []time.Duration // sorted
}

// rate is done per second.
func (l loaded) rate() float64 { return float64(len(l.each)) / l.elapsed.Seconds() }

// add takes in what another run did.
func (l *loaded) add(other loaded) {
	l.elapsed += other.elapsed
	l.each = append(l.each, other.each...)
	slices.Sort(l.each)
}

// quantile is the time that a share of them took at most, in milliseconds.
func (l loaded) quantile(share float64) float64 {
	if len(l.each) == 0 {
		return 0
	}
	i := min(int(share*float64(len(l.each))), len(l.each)-1)
	return float64(l.each[i].Microseconds()) / 1000
}

// load runs do from a number of clients at once until the time is up, or they have nothing left to do. Each client
// numbers its calls; the first fault ends the run. Every kind of load goes through it, so that they are compared like
// with like.
func load(ctx context.Context, clients int, span time.Duration, do func(ctx context.Context, client, n int) error) (
	loaded, error,
) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	times := make([][]time.Duration, clients)
	errs := make([]error, clients)
	start := time.Now()
	var all sync.WaitGroup
	for c := range clients {
		all.Go(func() {
			for n := 0; time.Since(start) < span && ctx.Err() == nil; n++ {
				began := time.Now()
				err := do(ctx, c, n)
				if errors.Is(err, errServed) {
					return
				}
				if errs[c] = err; err != nil {
					cancel()
					return
				}
				times[c] = append(times[c], time.Since(began))
			}
		})
	}
	all.Wait()
	result := loaded{elapsed: time.Since(start), each: slices.Concat(times...)}
	slices.Sort(result.each)
	for _, err := range errs {
		if err != nil {
			return result, err
		}
	}
	return result, nil
}
