package main

import (
	"context"
	"fmt"
	"time"

	"pooled/internal/program"
)

const (
	bulkActs    = 1000 // acts a request
	bulkClients = 2    // so that one request is read while another commits
)

// measureBulk compares acts by the thousand with the smallest transaction at 64 clients, and times single acts of
// somebody else while the bulk runs.
func measureBulk(ctx context.Context, h *house) error {
	if err := h.OpenFund(ctx, hotFund); err != nil {
		return err
	}
	if _, err := bulkVire(ctx, h, bulkClients, warmUp); err != nil {
		return err
	}
	before, err := smallest(ctx, h, clientsMany, span/2)
	if err != nil {
		return err
	}
	requests, err := bulkVire(ctx, h, bulkClients, span)
	if err != nil {
		return err
	}
	after, err := smallest(ctx, h, clientsMany, span/2)
	if err != nil {
		return err
	}
	base, rate := (before.rate()+after.rate())/2, requests.rate()*bulkActs
	plain("smallest-64-clients-rate", base, "/s")
	plain("bulk-rate", rate, "/s")
	atLeast("bulk-rate-ratio", rate/base, "x", 0.90)

	background, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() {
		_, err := bulkVire(background, h, bulkClients, time.Hour)
		done <- err
	}()
	time.Sleep(time.Second)
	single, err := vire(ctx, h, hotFund, 1, span)
	stop()
	if fault := <-done; fault != nil && background.Err() == nil {
		return fault
	}
	h.memory()
	if err != nil {
		return err
	}
	atMost("single-act-during-bulk-p99", single.quantile(0.99), "ms", 250)
	return nil
}

func bulkVire(ctx context.Context, h *house, clients int, span time.Duration) (loaded, error) {
	lines, closeAll, err := wires(h, clients)
	if err != nil {
		return loaded{}, err
	}
	defer closeAll()
	run := time.Now().UnixNano()
	return load(ctx, clients, span, func(_ context.Context, client, n int) error {
		var body []byte
		for i := range bulkActs {
			body = fmt.Appendf(body, `{"act":"vire-budget","key":"%x-%d-%d-%d","on":"2015-06-01",`+
				`"reference":"Board minute 14","narrative":"demand moved","fields":{"amount":"0.01",`+
				`"from":{"scheme":%q,"source":"nhs-minimum"},"to":{"scheme":%q,"source":"nhs-minimum"}}}`+"\n",
				run, client, n, i, program.Scheme(i%program.Schemes), program.Scheme((i+1)%program.Schemes))
		}
		answer, err := lines[client].post("/v1/funds/"+hotFund+"/acts?mode=each", "application/x-ndjson",
			fmt.Sprintf("%x-%d-%d", run, client, n), body)
		if err != nil {
			return err
		}
		return allDone(answer, bulkActs)
	})
}
