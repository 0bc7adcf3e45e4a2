package ledger

import (
	"errors"
	"fmt"
)

// Kind says what sort of refusal an error is. The API maps kinds to HTTP in one place.
type Kind int

// The kinds of refusal, from the asker's view.
const (
	Internal  Kind = iota // a fault of ours; its text is never shown
	Invalid               // a value that cannot be right, whatever the books say
	Forbidden             // policy says no
	NotFound              // no such thing, or none the actor may know of
	Conflict              // already decided, stale, or a key reused with another body
	Rule                  // an accounting rule or the law refuses it
	Busy                  // too much at once, or the outcome is unknown: ask again with the same key
)

// Error is a refusal: a stable name for the rule, and a sentence for the person who asked.
type Error struct {
	Kind Kind
	Name string // stable, such as "period-closed"; the last part of the problem document's type
	Text string // a whole sentence, without the value of any private field
}

// Error returns the sentence.
func (e *Error) Error() string { return e.Text }

// Is matches errors of the same rule, whatever their sentence says.
func (e *Error) Is(target error) bool {
	t, ok := errors.AsType[*Error](target)
	return ok && t.Name == e.Name
}

// With returns the same refusal with a sentence about this case.
func (e *Error) With(format string, args ...any) *Error {
	return &Error{e.Kind, e.Name, fmt.Sprintf(format, args...)}
}

// KindOf is the kind of the first Error in err's chain, Internal where there is none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// One name for each rule. With adds the figures of the case.
var (
	ErrAmountForm = refusal(Invalid, "amount-form",
		"write the amount in pounds and pence, such as 1250.00, with two places and no sign")
	ErrAmountNotPositive = refusal(Invalid, "amount-not-positive", "the amount must be more than £0.00")
	ErrAmountTooLarge    = refusal(Invalid, "amount-too-large",
		"the amount is above the limit of £9,999,999,999.99 for one line")
	ErrInvalid  = refusal(Invalid, "invalid-value", "a value is not in the form it must have")
	ErrDateForm = refusal(Invalid, "date-form",
		"write the date as year-month-day, such as 2015-04-01, between 2000 and 2100")
	ErrPeriodForm = refusal(Invalid, "period-form",
		"write the period as 2015-16/06: the financial year and a number from 1 to 13")
	ErrQuantityForm = refusal(Invalid, "quantity-form",
		"write the number with digits alone, such as 1240 or 37.5, with at most four places and no sign")
	ErrIdentity    = refusal(Invalid, "identity-in-text", "a text says who somebody is; leave that out")
	ErrConfirm     = refusal(Invalid, "confirm-number", "the number could be an NHS number; confirm that it is none")
	ErrPercentForm = refusal(Invalid, "percent-form",
		"write the rate in per cent with at most three places, such as 2.5 or 0.125, from 0 to 100")
	ErrUnknownAct   = refusal(Invalid, "unknown-act", "there is no act of that name")
	ErrUnknownField = refusal(Invalid, "unknown-field", "the act has no field of that name")

	ErrNotFound  = refusal(NotFound, "not-found", "there is no such record in this fund")
	ErrNoFund    = refusal(NotFound, "fund-not-found", "there is no such fund, or you may not see it")
	ErrExists    = refusal(Conflict, "already-exists", "a record of that name exists already")
	ErrKeyReused = refusal(Conflict, "key-reused",
		"this Idempotency-Key was used for a different request; choose a new one")
	ErrStale   = refusal(Conflict, "stale", "the record has changed since you read it")
	ErrDecided = refusal(Conflict, "already-decided", "the proposal has been decided already")
	ErrExpired = refusal(Conflict, "expired", "the time to decide the proposal is over")

	ErrForbidden = refusal(Forbidden, "not-authorised", "the scheme of delegation does not allow this")
	ErrOwnWork   = refusal(Forbidden, "own-work",
		"nobody approves their own work; somebody else must decide this")
	ErrInterest = refusal(Forbidden, "declared-interest",
		"nobody decides about money for a body in which they have declared an interest")
	ErrOwnBody = refusal(Forbidden, "own-organisation",
		"nobody accepts or pays a charge of their own organisation")
	ErrNoAuthority = refusal(Forbidden, "no-authority", "an entry cannot be made without an authority")

	ErrUnbalanced     = refusal(Rule, "unbalanced", "the postings do not balance")
	ErrOneLine        = refusal(Rule, "one-line", "an entry has no postings, or at least two")
	ErrTooManyLines   = refusal(Rule, "too-many-lines", "an entry has at most 500 postings")
	ErrUnknownAccount = refusal(Rule, "unknown-account", "the chart of accounts has no such account")
	ErrInvariant      = refusal(Rule, "invariant", "the two books would no longer agree")
	ErrNotEnough      = refusal(Rule, "not-enough", "there is not enough left for this")
	ErrOverLimit      = refusal(Rule, "over-limit", "that is more than the limit allows")
	ErrPeriodClosed   = refusal(Rule, "period-closed", "the period is closed")
	ErrYearNotReady   = refusal(Rule, "year-not-ready", "the year cannot be closed yet")
	ErrOutsideTerm    = refusal(Rule, "outside-agreement", "the date is outside the term of the agreement")
	ErrNotInForce     = refusal(Rule, "agreement-not-in-force",
		"the agreement version is neither in force nor under a recorded override")
	ErrNotPartner = refusal(Rule, "not-a-partner", "the body has no such part in the agreement")
	ErrRingFence  = refusal(Rule, "ring-fence",
		"money may not cross the ring-fence of its source, whoever asks")
	ErrExcluded = refusal(Rule, "excluded-function",
		"the law does not allow this function to be pooled (SI 2000/617 regulation 5)")
	ErrWrongState      = refusal(Rule, "wrong-state", "the record is not in a state that allows this")
	ErrAlreadyReversed = refusal(Rule, "already-reversed", "the entry has been reversed already")
	ErrClosed          = refusal(Rule, "closed", "the record is closed")
	ErrRewritten       = refusal(Rule, "rewritten", "the history before is not the one that was recorded")
	ErrHeld            = refusal(Rule, "payments-held", "payments to the provider are held")

	ErrBusy    = refusal(Busy, "busy", "the fund is busy; try again in a moment with the same Idempotency-Key")
	ErrUnknown = refusal(Busy, "outcome-unknown",
		"the outcome is not known; ask again with the same Idempotency-Key to learn it")
)

func refusal(k Kind, name, text string) *Error { return &Error{k, name, text} }
