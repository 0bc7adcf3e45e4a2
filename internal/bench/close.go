package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"pooled/internal/program"
)

// A fund of 1,000,000 entries with 2,000 open commitments, whose year is closed and opened again in each run.
const (
	yearFund, yearEntries = "bench-year", 1_000_000
	yearOrders            = 2_000
	yearPeriods           = 13
	closeReaders          = 2
)

// The chief finance officers of the partners: who asks for the close, and who agree it; the last of them closes.
const asksClose = "s151"

var agreeClose = []string{"nhs-cfo", "hospital-cfo"}

// measureClose closes the year while positions are read, and opens it again.
func measureClose(ctx context.Context, h *house) error {
	if err := h.grow(ctx, yearFund, yearEntries, yearEntries/yearOrders); err != nil {
		return err
	}
	if err := h.endYear(ctx); err != nil {
		return err
	}
	if err := h.analyse(ctx); err != nil {
		return err
	}
	run := fmt.Sprintf("%x", time.Now().UnixNano())
	hash, proposal, err := h.propose(ctx, "close-"+run, "close-year", program.Fields{"year": "2015-16"})
	if err != nil {
		return err
	}
	took, reads, err := h.whileRead(ctx, func(ctx context.Context) error {
		return h.agree(ctx, "close-"+run, proposal, hash)
	})
	if err != nil {
		return err
	}
	h.memory()
	atMost("close-year-1m", took.Seconds(), "s", 30)
	plain("close-year-position-p99", reads.quantile(0.99), "ms")
	atMost("close-year-position-longest", reads.quantile(1), "ms", 1000)
	return h.reopen(ctx, run)
}

// endYear makes the fund ready for the close: what was agreed is called, and every period is closed. It does nothing
// that an earlier run has done.
func (h *house) endYear(ctx context.Context) error {
	var lines []program.Act
	add := func(act, key, on string, fields program.Fields) {
		lines = append(lines, program.Act{Act: act, Key: yearFund + "-" + key, On: on, Fields: fields})
	}
	for _, source := range program.Sources {
		add("call-contribution", "call-"+source, "2016-03-31", program.Fields{"contribution": source, "instalment": 1})
	}
	for n := range yearPeriods {
		period := fmt.Sprintf("2015-16/%02d", n+1)
		add("close-period", "close-"+period, "2016-04-15", program.Fields{"period": period, "close": "soft"})
	}
	return h.bulk(ctx, yearFund, lines)
}

// propose asks for an act that every partner must agree, and returns its proposal with the hash of what was asked.
func (h *house) propose(ctx context.Context, key, act string, fields program.Fields) (
	hash, proposal string, err error,
) {
	body, err := json.Marshal(program.Act{Act: act, Key: key, On: "2016-04-15", Fields: fields})
	if err != nil {
		return "", "", err
	}
	path := "/v1/funds/" + yearFund
	answer, err := h.Post(ctx, asksClose, path+"/acts?mode=each", "application/x-ndjson", key+"-request", body)
	if err != nil {
		return "", "", err
	}
	var asked struct{ Proposal string }
	if err := json.Unmarshal(answer, &asked); err != nil || asked.Proposal == "" {
		return "", "", fmt.Errorf("%s was to wait for approval: %.300s", act, answer)
	}
	answer, err = h.Get(ctx, asksClose, path+"/proposals/"+asked.Proposal)
	if err != nil {
		return "", "", err
	}
	var read struct{ Item struct{ Hash string } }
	err = json.Unmarshal(answer, &read)
	return read.Item.Hash, asked.Proposal, err
}

// agree approves a proposal for each other partner; the last approval does what was proposed.
func (h *house) agree(ctx context.Context, key, proposal, hash string) error {
	path := "/v1/funds/" + yearFund + "/proposals/" + proposal + "/approval"
	for _, chief := range agreeClose {
		_, err := h.Post(ctx, chief, path, "application/json", key+"-"+chief, fmt.Appendf(nil, `{"hash":%q}`, hash))
		if err != nil {
			return err
		}
	}
	return nil
}

// whileRead does something while several clients read the fund's position one time after the other. It returns how
// long that took, and the reads.
func (h *house) whileRead(ctx context.Context, do func(context.Context) error) (time.Duration, loaded, error) {
	reading, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan error, 1)
	var took time.Duration
	go func() {
		defer stop()
		start := time.Now()
		err := do(ctx)
		took = time.Since(start)
		done <- err
	}()
	reads, err := load(ctx, closeReaders, time.Hour, func(ctx context.Context, _, _ int) error {
		if reading.Err() != nil {
			return errServed
		}
		_, err := h.Get(ctx, program.Officer, "/v1/funds/"+yearFund+"/position")
		return err
	})
	if failed := <-done; failed != nil {
		return took, reads, failed
	}
	return took, reads, err
}

// reopen opens the year again, so that the next run can close it.
func (h *house) reopen(ctx context.Context, run string) error {
	hash, proposal, err := h.propose(ctx, "reopen-"+run, "reopen-year", program.Fields{
		"year": "2015-16", "reason": "measured again",
	})
	if err != nil {
		return err
	}
	return h.agree(ctx, "reopen-"+run, proposal, hash)
}
