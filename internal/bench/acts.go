package main

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"pooled/internal/postgres"
	"pooled/internal/program"
)

const (
	clientsMany = 64
	hotFund     = "bench-hot"
	warmUp      = 3 * time.Second
	span        = 12 * time.Second
)

// smallest measures the smallest possible transaction, one 100-byte row inserted and committed, prepared, one
// connection a client, on the same server as the acts.
func smallest(ctx context.Context, h *house, clients int, span time.Duration) (loaded, error) {
	owner, err := h.connect(ctx, postgres.Owner)
	if err != nil {
		return loaded{}, err
	}
	defer owner.Close(ctx)
	for _, sql := range []string{
		`CREATE TABLE IF NOT EXISTS bench_row (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, filler bytea NOT NULL)`,
		`TRUNCATE bench_row`,
	} {
		if _, err := owner.Exec(ctx, sql); err != nil {
			return loaded{}, err
		}
	}
	connections := make([]*pgx.Conn, clients)
	for i := range connections {
		if connections[i], err = h.connect(ctx, postgres.Owner); err != nil {
			return loaded{}, err
		}
		defer connections[i].Close(ctx)
		if _, err := connections[i].Prepare(ctx, "smallest", `INSERT INTO bench_row (filler) VALUES ($1)`); err != nil {
			return loaded{}, err
		}
	}
	filler := make([]byte, 100)
	result, err := load(ctx, clients, span, func(ctx context.Context, client, _ int) error {
		_, err := connections[client].Exec(ctx, "smallest", filler)
		return err
	})
	if err == nil {
		_, err = owner.Exec(ctx, `DROP TABLE bench_row`)
	}
	return result, err
}

// vire posts virements, two memo postings each, through the API: policy, idempotency, Merkle log and JSON.
func vire(ctx context.Context, h *house, fund string, clients int, span time.Duration) (loaded, error) {
	lines, closeAll, err := wires(h, clients)
	if err != nil {
		return loaded{}, err
	}
	defer closeAll()
	run := time.Now().UnixNano()
	return load(ctx, clients, span, func(_ context.Context, client, n int) error {
		from, to := program.Scheme((client+n)%program.Schemes), program.Scheme((client+n+1)%program.Schemes)
		body := fmt.Appendf(nil, `{"on":"2015-06-01","reference":"Board minute 14","narrative":"demand moved",`+
			`"from":{"scheme":%q,"source":"nhs-minimum"},"to":{"scheme":%q,"source":"nhs-minimum"},"amount":"0.01"}`, from, to)
		key := fmt.Sprintf("%x-%d-%d", run, client, n)
		_, err := lines[client].post("/v1/funds/"+fund+"/virements", "application/json", key, body)
		return err
	})
}

// measureActs compares the rate of real acts on one hot fund with that of the smallest possible transaction.
func measureActs(ctx context.Context, h *house) error {
	if err := h.OpenFund(ctx, hotFund); err != nil {
		return err
	}
	for _, clients := range []int{1, clientsMany} {
		if _, err := vire(ctx, h, hotFund, clients, warmUp); err != nil {
			return err
		}
		before, err := smallest(ctx, h, clients, span/2)
		if err != nil {
			return err
		}
		acts, err := vire(ctx, h, hotFund, clients, span)
		if err != nil {
			return err
		}
		after, err := smallest(ctx, h, clients, span/2)
		if err != nil {
			return err
		}
		h.memory()
		if clients == 1 {
			base := (before.quantile(0.5) + after.quantile(0.5)) / 2
			plain("smallest-1-client-p50", base, "ms")
			plain("act-1-client-p50", acts.quantile(0.5), "ms")
			atMost("act-1-client-p50-ratio", acts.quantile(0.5)/base, "x", 4)
			continue
		}
		base := (before.rate() + after.rate()) / 2
		plain("smallest-64-clients-rate", base, "/s")
		plain("act-64-clients-rate", acts.rate(), "/s")
		atLeast("act-64-clients-rate-ratio", acts.rate()/base, "x", 0.30)
		atMost("act-64-clients-p99", acts.quantile(0.99), "ms", 60)
	}
	return nil
}
