package policy_test

import (
	"testing"

	"pooled/ledger"
	"pooled/policy"
)

func BenchmarkDecide(b *testing.B) {
	p := mustDefault(b)
	promise := paid(asks(b, "council commissioner", "raise-commitment", "100000.00"), careCo, ledger.Promises)
	last := proposal(b, "nhs chief finance officer", "vire-budget", "council pool manager (A300)",
		"council section 151 officer (A301)")
	last.Matter.Amount = ledger.MustMoney("1000000.01")
	for name, q := range map[string]ledger.Question{
		"one post, yes":      asks(b, "council finance officer", "vire-budget", "100000.00"),
		"one rule, yes":      paid(asks(b, "council commissioner", "certify-invoice", "1.00"), careCo, ledger.Pays),
		"counted, yes":       promise,
		"waits":              asks(b, "council finance officer", "vire-budget", "100000.01"),
		"waits for a quorum": asks(b, "council finance officer", "vire-budget", "1000000.01"),
		"two posts":          asks(b, "council finance officer and nhs commissioner", "vire-budget", "100000.01"),
		"refused":            asks(b, "council commissioner", "vire-budget", "100000.00"),
		"the last approval":  last,
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = p.Decide(q)
			}
		})
	}
}

// What a service pays when a scheme of delegation is asked for the first time.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := policy.Default(); err != nil {
			b.Fatal(err)
		}
	}
}
