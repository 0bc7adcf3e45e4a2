package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"pooled/ledger/journal"
)

// unsigned is the metric of how long each journal has had entries that no checkpoint covers: what a signer that has
// stopped, or that refuses, looks like from outside.
type unsigned struct {
	from *journal.Log
	log  *slog.Logger
}

const unsignedTimeMax = 2 * time.Second

var unsignedSeconds = prometheus.NewDesc("pooled_unsigned_seconds",
	"How long entries have stood that no checkpoint covers, since the last that was signed.", []string{"fund"}, nil)

// Describe is for the registry.
func (unsigned) Describe(to chan<- *prometheus.Desc) { to <- unsignedSeconds }

// Collect reads it anew. What cannot be read is left out.
func (u unsigned) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), unsignedTimeMax)
	defer cancel()
	found, err := u.from.Unsigned(ctx)
	if err != nil {
		u.log.Warn("how long entries have stood unsigned could not be read", "error", err)
		return
	}
	for fund, age := range found {
		to <- prometheus.MustNewConstMetric(unsignedSeconds, prometheus.GaugeValue, age.Seconds(), string(fund))
	}
}
