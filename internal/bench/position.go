package main

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"time"

	"pooled/internal/postgres"
	"pooled/internal/program"
)

const (
	smallFund, smallEntries = "bench-small", 10_000
	largeFund, largeEntries = "bench-large", 1_000_000
)

// measurePositions compares a fund of 1,000,000 entries with one of 10,000 of the same shape.
func measurePositions(ctx context.Context, h *house) error {
	for fund, entries := range map[string]int{smallFund: smallEntries, largeFund: largeEntries} {
		if err := h.grow(ctx, fund, entries, ordersIn); err != nil {
			return err
		}
	}
	if err := h.analyse(ctx); err != nil {
		return err
	}
	for _, moment := range []string{"now", "seq", "instant", "period", "date"} {
		small, large, err := h.timePositions(ctx, moment)
		if err != nil {
			return err
		}
		plain("position-"+moment+"-10k", small, "ms")
		plain("position-"+moment+"-1m", large, "ms")
		if moment == "date" { // adds up the lines of the month it falls in, so nothing is promised of it
			plain("position-date-ratio", large/small, "x")
			continue
		}
		atMost("position-"+moment+"-ratio", large/small, "x", 1.5)
	}
	h.memory()
	return h.measureLate(ctx)
}

// analyse lets the planner know the tables as they are after a build, as autovacuum would in time.
func (h *house) analyse(ctx context.Context) error {
	db, err := h.connect(ctx, postgres.Owner)
	if err != nil {
		return err
	}
	defer db.Close(ctx)
	_, err = db.Exec(ctx, `VACUUM (ANALYSE)`)
	return err
}

// timePositions is the median time in milliseconds of a position of the small fund and of the large one, asked in turn,
// so that a slow moment of the machine falls on both.
func (h *house) timePositions(ctx context.Context, moment string) (small, large float64, err error) {
	var paths [2]string
	for i, fund := range []string{smallFund, largeFund} {
		asOf, err := h.moment(ctx, fund, moment)
		if err != nil {
			return 0, 0, err
		}
		paths[i] = "/v1/funds/" + fund + "/position"
		if asOf != "" {
			paths[i] += "?asOf=" + url.QueryEscape(asOf)
		}
	}
	var times [2][]time.Duration
	for n := range 65 {
		for i, path := range paths {
			start := time.Now()
			if _, err := h.Get(ctx, program.Officer, path); err != nil {
				return 0, 0, err
			}
			if n >= 5 { // the first ones warm the cache
				times[i] = append(times[i], time.Since(start))
			}
		}
	}
	return median(times[0]), median(times[1]), nil
}

func median(times []time.Duration) float64 {
	slices.Sort(times)
	return float64(times[len(times)/2].Microseconds()) / 1000
}

// moment is the middle of a fund's journal, said in one way or another.
func (h *house) moment(ctx context.Context, fund, kind string) (string, error) {
	have, err := h.head(ctx, fund)
	if err != nil {
		return "", err
	}
	switch kind {
	case "now":
		return "", nil
	case "period":
		return "period:2015-16/06", nil
	case "date":
		return "date:2015-09-15", nil
	case "seq":
		return fmt.Sprintf("seq:%d", have/2), nil
	}
	db, err := h.connect(ctx, postgres.Reader)
	if err != nil {
		return "", err
	}
	defer db.Close(ctx)
	var at time.Time
	err = db.QueryRow(ctx, `
		SELECT e.recorded FROM entry AS e JOIN fund USING (fund) WHERE fund.id = $1 AND e.seq = $2`, fund, have/2).Scan(&at)
	return at.UTC().Format(time.RFC3339Nano), err
}

// measureLate compares a back-dated act with a current one on the large fund.
func (h *house) measureLate(ctx context.Context) error {
	run := time.Now().UnixNano()
	timed := func(on string) (loaded, error) {
		return load(ctx, 1, 4*time.Second, func(ctx context.Context, _, n int) error {
			body := fmt.Appendf(nil, `{"on":%q,"from":{"scheme":%q,"source":"nhs-minimum"},`+
				`"to":{"scheme":%q,"source":"nhs-minimum"},"amount":"0.01"}`, on,
				program.Scheme(n%program.Schemes), program.Scheme((n+1)%program.Schemes))
			_, err := h.Post(ctx, program.Officer, "/v1/funds/"+largeFund+"/virements", "application/json",
				fmt.Sprintf("%x-%s-%d", run, on, n), body)
			return err
		})
	}
	current, err := timed("2016-03-30")
	if err != nil {
		return err
	}
	late, err := timed("2015-05-20")
	if err != nil {
		return err
	}
	atMost("late-entry-ratio", late.quantile(0.5)/current.quantile(0.5), "x", 2)
	return nil
}
