package api

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"pooled/ledger"
	"pooled/ledger/journal"
	"pooled/policy"
)

// The acts of reading, as the scheme of delegation knows them.
const (
	readFund      = "read"
	readPosts     = "read-posts"
	readDecisions = "read-decisions"
	readJournal   = "read-journal"
)

// mayRead asks whether somebody may read all of a fund. To a person without a post there the fund does not exist.
func (s *Service) mayRead(ctx context.Context, fund ledger.FundID, actor ledger.ActorID) error {
	sight, q, err := s.sight(ctx, fund, actor, readFund)
	if err == nil && !sight.All {
		err = errPartial
	}
	return s.noteLook(ctx, sight, q, err)
}

var errPartial = ledger.ErrForbidden.With("you see what is with your own organisation alone: its commitments and " +
	"invoices, one by one or in lists")

// look is what somebody may see of a fund, by one of the acts of reading.
func (s *Service) look(ctx context.Context, fund ledger.FundID, actor ledger.ActorID, act string) (
	policy.Sight, error,
) {
	sight, q, err := s.sight(ctx, fund, actor, act)
	return sight, s.noteLook(ctx, sight, q, err)
}

// lookAt is what somebody may see of a fund's documents of one kind: all, or those with their own organisation.
func (s *Service) lookAt(ctx context.Context, fund ledger.FundID, actor ledger.ActorID, kind string) (
	policy.Sight, ledger.Question, error,
) {
	sight, q, err := s.sight(ctx, fund, actor, readFund)
	if err == nil && !sight.All && !concernsProviders(kind) {
		err = errPartial
	}
	return sight, q, s.noteLook(ctx, sight, q, err)
}

// shows reports whether somebody who sees so much of a fund sees a document: all, or those with their own organisation.
func shows(sight policy.Sight, d ledger.Document) bool {
	return sight.All || slices.ContainsFunc(ledger.BodiesOf(d), sight.Sees)
}

// noteLook notes a look that was refused, and one that leaves a trace.
func (s *Service) noteLook(ctx context.Context, sight policy.Sight, q ledger.Question, refusal error) error {
	if refusal == nil && !sight.Traced {
		return nil
	}
	return s.noteRead(ctx, q, refusal)
}

// sight is what somebody may see of a fund, by the posts and the policy of at most a second ago.
func (s *Service) sight(ctx context.Context, fund ledger.FundID, actor ledger.ActorID, act string) (
	sight policy.Sight, q ledger.Question, err error,
) {
	if err := ledger.CheckID("the fund", fund); err != nil {
		return sight, q, err
	}
	err = s.journal.View(ctx, fund, time.Now(), func(state *ledger.State, service int64) (err error) {
		q, err = state.AskRead(actor, act, service)
		return err
	})
	if err == nil {
		sight, err = s.may(q)
	}
	if errors.Is(err, ledger.ErrNoFund) {
		err = journal.ErrNoFund(fund)
	}
	return sight, q, err
}

// noteRead keeps who read, or was refused, in the log of decisions. Where it cannot be kept nothing is shown.
func (s *Service) noteRead(ctx context.Context, q ledger.Question, refusal error) error {
	n := journal.Noted{
		Outcome: journal.Read, Actor: q.Actor, Act: cmp.Or(callOf(ctx).operation, q.Act), Rule: q.Act, Facts: q.Facts(),
	}
	if refusal != nil {
		e, ok := errors.AsType[*ledger.Error](refusal)
		if !ok || q.Actor == "" {
			return refusal
		}
		n.Outcome, n.Rule, n.Said = journal.Refused, e.Name, e.Text
	}
	return cmp.Or(s.journal.Note(ctx, q.Fund, n), refusal)
}

// mayKnow asks whether somebody may read what belongs to no single fund, such as the list of bodies: whoever holds a
// post that gives it, in whichever fund.
func (s *Service) mayKnow(ctx context.Context, actor ledger.ActorID) error {
	_, err := s.look(ctx, ledger.Service, actor, readPosts)
	return err
}

// holder is all that an actor holds and held.
func (s *Service) holder(ctx context.Context, actor ledger.ActorID) (ledger.Holder, error) {
	held, err := s.journal.Document(ctx, ledger.Service, ledger.Holder{ID: actor}.Ref(), 0)
	if errors.Is(err, ledger.ErrNotFound) {
		return ledger.Holder{ID: actor}, nil
	}
	holder, _ := held.(ledger.Holder)
	return holder, err
}

// tells reports whether a refusal would tell somebody of a fund they may not see. What the rules of the books refuse
// has passed policy already.
func tells(fund ledger.FundID, refusal error) bool {
	telling := []ledger.Kind{ledger.Forbidden, ledger.NotFound, ledger.Invalid, ledger.Conflict}
	return fund != ledger.Service && slices.Contains(telling, ledger.KindOf(refusal))
}

// hideFund turns a refusal that tells somebody of a fund they may not see into the one for a fund that is not there.
func (s *Service) hideFund(ctx context.Context, fund ledger.FundID, actor ledger.ActorID, refusal error) error {
	if !tells(fund, refusal) {
		return refusal
	}
	if _, _, err := s.sight(ctx, fund, actor, readFund); errors.Is(err, ledger.ErrNoFund) {
		return err
	}
	return refusal
}
