package journal_test

import (
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger/journal"
)

// BenchmarkDoEach posts virements by the thousand, without HTTP: what the journal itself costs.
// One operation is a thousand acts.
func BenchmarkDoEach(b *testing.B) {
	p := pooltest.New(b)
	p.Budget("one", pooltest.NHSMinimum, "900000.00")
	const cut = 1000
	for b.Loop() {
		b.StopTimer()
		requests := make([]journal.Request, cut)
		for i := range requests {
			requests[i] = p.Request("ada", "2015-06-01", pooltest.Vire("one", "two", "0.01"))
		}
		b.StartTimer()
		for _, r := range p.Journal.DoEach(b.Context(), p.Fund, requests) {
			if r.Err != nil {
				b.Fatal(r.Err)
			}
		}
	}
}

// BenchmarkDo posts one virement after another: the shortest way an act can take.
func BenchmarkDo(b *testing.B) {
	p := pooltest.New(b)
	p.Budget("one", pooltest.NHSMinimum, "900000.00")
	for b.Loop() {
		result := p.Journal.Do(b.Context(), p.Fund, p.Request("ada", "2015-06-01", pooltest.Vire("one", "two", "0.01")))
		if result.Err != nil {
			b.Fatal(result.Err)
		}
	}
}
