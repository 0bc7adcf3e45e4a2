// Package tidy holds the house rules as tests: who may import whom, how long a function may grow, what the
// ledger may not touch. Each rule stands in the tests with its reason, and with a sample that breaks it.
//
// The tests read the source themselves. They never ask the go command, whose answers a test run would cache.
package tidy
