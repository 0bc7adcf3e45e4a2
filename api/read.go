package api

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"pooled/ledger"
	"pooled/ledger/journal"
)

// mayRead asks policy whether somebody may read a fund. To a person without a post there the fund does not exist.
func (s *Service) mayRead(ctx context.Context, fund ledger.FundID, actor ledger.ActorID) error {
	if err := ledger.CheckID("the fund", fund); err != nil {
		return err
	}
	posts, err := s.posts(ctx, actor)
	if err != nil {
		return err
	}
	return s.judge(fund, actor, posts)
}

func (s *Service) judge(fund ledger.FundID, actor ledger.ActorID, posts []ledger.Post) error {
	err := s.may(ledger.Question{Fund: fund, Act: "read", Actor: actor, Posts: posts, At: time.Now()})
	if errors.Is(err, ledger.ErrNoFund) {
		return journal.ErrNoFund(fund)
	}
	return err
}

// posts are all that an actor holds and held.
func (s *Service) posts(ctx context.Context, actor ledger.ActorID) ([]ledger.Post, error) {
	held, err := s.journal.Document(ctx, ledger.Service, ledger.Holder{ID: actor}.Ref(), 0)
	if errors.Is(err, ledger.ErrNotFound) {
		return nil, nil
	}
	holder, _ := held.(ledger.Holder)
	return holder.Posts, err
}

// anyFund stands for whichever fund, where a post is held in all of them.
const anyFund ledger.FundID = "any"

// mayKnow asks whether somebody may read what belongs to no single fund, such as the list of bodies: whoever may
// read the service's journal, or any fund.
func (s *Service) mayKnow(ctx context.Context, actor ledger.ActorID) error {
	posts, err := s.posts(ctx, actor)
	if err != nil {
		return err
	}
	if s.judge(ledger.Service, actor, posts) == nil {
		return nil
	}
	for _, post := range posts {
		if s.judge(cmp.Or(post.Fund, anyFund), actor, posts) == nil {
			return nil
		}
	}
	return ledger.ErrForbidden.With("you hold no post that lets you read here")
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
	if err := s.mayRead(ctx, fund, actor); errors.Is(err, ledger.ErrNoFund) {
		return err
	}
	return refusal
}
