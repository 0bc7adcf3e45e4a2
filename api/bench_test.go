package api_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"pooled/api"
	"pooled/api/auth"
	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/report"
	"pooled/policy"
)

// openForBench is open for a benchmark: everybody may, and nothing is logged.
func openForBench(b *testing.B) (*pooltest.Pool, *api.Service) {
	b.Helper()
	scheme, err := policy.Default()
	if err != nil {
		b.Fatal(err)
	}
	pool := pooltest.New(b)
	pool.Budget("one", "nhs-minimum", "1000000.00")
	return pool, api.New(api.Config{
		Journal: pool.Journal, Reports: report.New(pool.Pgx()), May: scheme.May, Decide: scheme.Decide,
		Authenticate: auth.Development,
		Metrics:      api.NewMetrics(),
	})
}

// nowhere takes an answer without keeping it.
type nowhere struct {
	header http.Header
	status int
}

func (n *nowhere) Header() http.Header         { return n.header }
func (n *nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (n *nowhere) WriteHeader(status int)      { n.status = status }

// BenchmarkVireBudget is one act through the whole service but the network, 64 callers at once.
func BenchmarkVireBudget(b *testing.B) {
	pool, service := openForBench(b)
	var keys atomic.Int64
	path := "/v1/funds/" + string(pool.Fund) + "/virements"
	b.SetParallelism(32)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			body := strings.NewReader(vire("one", "two", "0.01"))
			r, _ := http.NewRequest(http.MethodPost, path, io.NopCloser(body))
			r.Header.Set("Authorization", "Bearer development:ada")
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Idempotency-Key", fmt.Sprintf("bench-%d", keys.Add(1)))
			w := &nowhere{header: http.Header{}}
			if service.ServeHTTP(w, r); w.status != http.StatusCreated {
				b.Errorf("status %d", w.status)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "acts/s")
}

// BenchmarkManyActs is 1,000 acts a request.
func BenchmarkManyActs(b *testing.B) {
	pool, service := openForBench(b)
	line := lineOf("one", "two", "0.01") + "\n"
	body := strings.Repeat(line, 1000)
	path := "/v1/funds/" + string(pool.Fund) + "/acts?mode=each"
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; i < b.N; i += 1000 {
		r, _ := http.NewRequest(http.MethodPost, path, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer development:ada")
		r.Header.Set("Content-Type", "application/x-ndjson")
		r.Header.Set("Idempotency-Key", fmt.Sprintf("many-%d", i))
		w := &nowhere{header: http.Header{}}
		if service.ServeHTTP(w, r); w.status > 201 {
			b.Fatalf("status %d", w.status)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "acts/s")
}

// BenchmarkJournalAlone is what the journal takes of it, for comparison.
func BenchmarkJournalAlone(b *testing.B) {
	pool, _ := openForBench(b)
	act := pooltest.Vire("one", "two", "0.01")
	b.SetParallelism(32)
	b.ResetTimer()
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			if r := pool.Journal.Do(b.Context(), pool.Fund, pool.Request("ada", "2015-06-01", ledger.Act(act))); r.Err != nil {
				b.Error(r.Err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "acts/s")
}
