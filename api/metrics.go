package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"pooled/ledger"
	"pooled/ledger/journal"
)

// Metrics counts what the service and its journal do. It holds no value of any request.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	queue    *prometheus.GaugeVec
	batch    prometheus.Histogram
	lockWait prometheus.Histogram
	commit   prometheus.Histogram
	refusals *prometheus.CounterVec
}

// NewMetrics makes Metrics with a registry of their own.
func NewMetrics() *Metrics {
	times := []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 15}
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "pooled_request_seconds", Help: "How long requests took, by operation and status.", Buckets: times,
		}, []string{"operation", "status"}),
		queue: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "pooled_queue_length", Help: "Requests waiting for a fund's writer when it last began a batch.",
		}, []string{"fund"}),
		batch: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "pooled_batch_acts", Help: "Acts posted in one transaction.", Buckets: prometheus.ExponentialBuckets(1, 2, 11),
		}),
		lockWait: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "pooled_lock_wait_seconds", Help: "How long a batch waited for its fund's lock.", Buckets: times,
		}),
		commit: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "pooled_batch_seconds", Help: "How long a batch took, from the wait for the lock to its commit.",
			Buckets: times,
		}),
		refusals: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "pooled_refusals_total", Help: "Acts refused, by act and by the rule that refused them.",
		}, []string{"act", "rule"}),
	}
	m.registry.MustRegister(m.requests, m.queue, m.batch, m.lockWait, m.commit, m.refusals,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Watch is what the journal is told to call.
func (m *Metrics) Watch() journal.Watch {
	return journal.Watch{
		Queue: func(fund ledger.FundID, waiting int) { m.queue.WithLabelValues(string(fund)).Set(float64(waiting)) },
		Batch: func(_ ledger.FundID, acts int, lockWait, whole time.Duration) {
			m.batch.Observe(float64(acts))
			m.lockWait.Observe(lockWait.Seconds())
			m.commit.Observe(whole.Seconds())
		},
		Refuse: func(_ ledger.FundID, act, rule string) { m.refusals.WithLabelValues(act, rule).Inc() },
	}
}

// Registerer takes metrics of others, such as of a pool of connections.
func (m *Metrics) Registerer() prometheus.Registerer { return m.registry }

// Handler serves the metrics, on a listener of its own.
func (m *Metrics) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry}))
	return mux
}

// observe counts a request. Nil Metrics count nothing.
func (m *Metrics) observe(operation string, status int, took time.Duration) {
	if m == nil {
		return
	}
	if operation == "" {
		operation = "none"
	}
	m.requests.WithLabelValues(operation, strconv.Itoa(status)).Observe(took.Seconds())
}
