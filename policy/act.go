package policy

import (
	"slices"

	"pooled/ledger"
)

// The acts that are not like the others.
const (
	founding  = "found-service"    // allowed once, on an empty service journal, by no rule
	proposing = "propose-act"      // made by the journal from an answer that waits; nobody asks for it
	granting  = "grant-post"       // a posts administrator's alone
	adopting  = "adopt-delegation" // changes the scheme of delegation itself
	declaring = "declare-interest" // everybody's own to do
	ending    = "end-interest"     // likewise
	recording = "record-heads"     // where the journals stand: the timer's alone

	reading  = "read"           // position, entries and documents of a fund; makes no entry
	looking  = "read-posts"     // organisations, posts, the scheme of delegation; makes no entry
	auditing = "read-decisions" // what was refused, and who read what; makes no entry
	copying  = "read-journal"   // the whole journal: as a file, by risk, verified; makes no entry
)

// readActs are the acts of reading.
var readActs = []string{reading, looking, auditing, copying}

// The acts that decide a proposal. They are built in: what a rule says is added to what stands here,
// never instead.
const (
	approving   = "approve-proposal"
	rejecting   = "reject-proposal"
	withdrawing = "withdraw-proposal"
	expiring    = "expire-proposal"
)

// decides reports whether an act decides a proposal.
func decides(act string) bool {
	return act == approving || act == rejecting || act == withdrawing || act == expiring
}

// timerActs are what falls due by itself, and all that the timer asks for. Nobody else may ask for an expiry, or record
// where the journals stand; an accrual that is due may be reversed by whomever a rule lets, before the timer has.
var timerActs = []string{expiring, recording, "reverse-accrual"}

// promising are the acts whose amounts are counted together.
var promising = []string{"raise-commitment", "vary-commitment"}

func promises(act string) bool { return slices.Contains(promising, act) }

// serviceActs are the acts of the service journal: organisations, posts and policy.
var serviceActs = []string{
	"register-body", "record-successor", "identify-body", "grant-post", "end-post", "record-feed", recording,
	"register-key", "revoke-key", adopting, declaring, ending, looking,
}

// eitherActs may be asked in a fund's journal and in the service's.
var eitherActs = []string{approving, rejecting, withdrawing, expiring, "erase-text", auditing}

func ofService(act string) bool { return slices.Contains(serviceActs, act) }

// onFund reports whether * in a deny row stands for the act.
func onFund(act string) bool {
	return !ofService(act) && act != reading && act != auditing && act != copying
}

// misplaced reports whether an act is asked in a journal that is not its own.
func misplaced(act string, fund ledger.FundID) bool {
	if slices.Contains(eitherActs, act) {
		return false
	}
	return ofService(act) != (fund == ledger.Service)
}
