// Package policy says who may do what, for whose money, up to how much, and who else must approve.
//
// # Three answers
//
// The journal asks about every act, under the fund's lock, with a [ledger.Question]: this actor, with these posts
// and declared interests, wants this act about this matter, at this instant, under this scheme of delegation.
// [Policy.Decide] answers in one of three ways:
//
//   - yes, with a Complete [ledger.Authority]: the actor, the post and role it is done in, the rule that allowed it,
//     the hash of the scheme of delegation;
//   - yes, once others have approved: the same, not Complete, and Decision.Waits says who. The act becomes a proposal;
//   - no: an error that says why not and who could. ErrForbidden, or what is built in: ErrOwnWork, ErrOwnBody,
//     ErrInterest.
//
// What no rule allows is refused. So is everything that goes wrong on the way to an answer. [Policy.May] answers about
// reading, which makes no entry.
//
// # The scheme of delegation
//
// It is a table to be read aloud, one rule a row; the head of policy.csv, the one that comes with the program, says
// what the columns mean and what is built in. Each version that is adopted stands in the service journal, a fund may
// have its own, and every question carries the one in force. parse (rule.go) checks every word of every row before any
// of them counts. Rules under which nobody could ever grant a post or change the rules again are not adopted.
//
// Roles come from posts and from nowhere else. Each valid post of the actor is asked; one deny is a deny to the person;
// of the rules that allow, the one that demands least wins, whatever the order of rows and posts.
//
// model.conf holds the one matcher that Casbin applies, with our own functions for money, days, conditions and whose
// money it is (match.go, limit.go): Casbin compares text, and numbers as binary fractions. A scheme never changes once
// it is read, so an answer is remembered by all that its rows can tell apart (telling.go).
//
// # Approving
//
// A rule's need (need.go) asks for so many places: anybody with the same right, somebody of another partner, somebody
// of each, or a role. An approver is judged, at the moment of the approval, as if they asked for the held act
// themselves, or by the role that the rule names, and must fill one of the places that are open (quorum.go).
// Authority.Final is true when none is left. What holds whatever the rules say stands in builtin.go.
//
// # Reading the tests
//
// testdata/decisions.csv and testdata/approvals.csv are cases to be read without code; no rule can be loosened without
// one of them answering otherwise (TestMutations). testdata/matrix.golden is the whole of it: role by act by amount.
package policy
