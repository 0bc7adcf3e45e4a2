// Package policy says who may do what, for whose money, up to how much, and who else must approve.
//
// # The model
//
// The journal asks about every act, under the fund's lock, with a [ledger.Question]: this actor, with
// these posts, wants this act about this matter, at this instant. [Policy.Decide] answers in one of three
// ways:
//
//   - yes, with a Complete [ledger.Authority]: the actor, the post and role it is done in, the rule that
//     allowed it, the scheme of delegation in force;
//   - yes, once others have approved: the same, not Complete, and Decision.Waits says who. The act becomes
//     a proposal;
//   - no: an error that says why not and who could. ErrForbidden, or ErrOwnWork where the act is one's own.
//
// What no rule allows is refused. So is everything that goes wrong on the way to an answer.
//
// # The scheme of delegation
//
// policy.csv holds the rules, one a row, to be read aloud; its head says what the columns mean.
// model.conf holds the one matcher that Casbin applies to them. [Load] checks every word of every row
// before any of them counts: a row with a missing field or a deny spelt Deny would otherwise break or
// miss every decision after it.
//
// Roles come from posts and from nowhere else. Each post of the actor that is valid in the fund on the
// London day of the question is asked. One deny to any of them is a deny to the person. Of the rules that
// allow, the one that demands least wins; among equals the one whose name comes first. The order of rows
// and posts says nothing.
//
// Amounts are compared as ledger money by a function of our own (limit.go), because Casbin compares text,
// and numbers as binary fractions.
//
// # Approving
//
// Approving a proposal is an act too. Its matter carries the act that is held, its preparer and the
// approvals so far. The approver is judged as if they asked for the held act themselves: same limit, same
// partner. That nobody approves their own work, or twice, stands in code (quorum.go), whatever the rules
// say. Authority.Final is true when the approvals are enough under the rule the proposal was made by.
//
// # Shape
//
// A [Policy] holds an immutable scheme behind an atomic pointer: [Policy.Replace] swaps it whole, and a
// decision reads it once. In it each act has an enforcer for each role, so that a decision reads one rule
// or two. Nothing is cached and nothing is switched off: there is no answer but the rules'.
//
// What is not here yet, and widens this without replacing it: effective dates of rules, rules of one
// fund, source, scheme or arrangement, declared interests, quorums of more than one person, cumulative
// limits, and a store.
package policy
