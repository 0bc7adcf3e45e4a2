package policy_test

import (
	"testing"

	"pooled/ledger"
)

func BenchmarkDecide(b *testing.B) {
	p := mustDefault(b)
	two := asks("council finance officer", "vire-budget", "100000.01")
	two.Posts = append(two.Posts, people["council commissioner"])
	for name, q := range map[string]ledger.Question{
		"one post, yes": asks("council finance officer", "vire-budget", "100000.00"),
		"one rule, yes": asks("council commissioner", "certify-invoice", "100000.00"),
		"waits":         asks("council finance officer", "vire-budget", "100000.01"),
		"two posts":     two,
		"refused":       asks("council commissioner", "vire-budget", "100000.00"),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = p.Decide(q)
			}
		})
	}
}
