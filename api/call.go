package api

import (
	"context"
	"crypto/rand"
	"time"

	"pooled/ledger"
)

// A call is what is known of one request on its way through: it is made at the door and filled in as more is learnt.
type call struct {
	id        string // ours; none is accepted from outside
	operation string
	actor     ledger.ActorID
	started   time.Time
	leave     func() // gives back what the call counts among
}

type callKey struct{}

// callOf is the call that a context belongs to; an empty one outside a request.
func callOf(ctx context.Context) *call {
	if c, ok := ctx.Value(callKey{}).(*call); ok {
		return c
	}
	return &call{}
}

// newCall begins a call. Its id is 26 letters and digits of chance: it says nothing and cannot be guessed.
func newCall() *call { return &call{id: rand.Text(), started: time.Now()} }
