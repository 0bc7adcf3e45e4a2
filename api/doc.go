// Package api serves the pooled fund as JSON over HTTP.
//
// An operation is a plain function of a context and its input, func(ctx, *In) (*Out, error), that returns the
// ledger's errors; a page calls the same function. Every act is one row of a table (acts.go) and takes one path:
// the body is scanned once and strictly, its act is read, its private texts are sealed, and the journal does it.
// Questions read the journal and the reports as at a moment the answer states. problem.go is the one map from a
// kind of refusal to an HTTP status.
package api
