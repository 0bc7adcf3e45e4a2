package ledger

import "time"

// Question is what the journal asks policy about an act, under the fund's lock.
type Question struct {
	Fund    FundID
	Act     string // the act's name without its version, such as "vire-budget"
	Actor   ActorID
	Posts   []Post // every post the actor holds or held, as the service journal says at Service
	Matter  Matter
	At      time.Time // the recorded instant: posts and limits are judged at it
	Service int64
}

// Decision is policy's answer. A refusal is an error instead.
type Decision struct {
	Authority Authority // the evidence; complete when the act may run now
	Waits     string    // when not empty: who else must approve first, in words; the act becomes a proposal
}

// Decide is how the journal asks policy. It must be safe for concurrent use and do no reading or writing.
type Decide func(Question) (Decision, error)
