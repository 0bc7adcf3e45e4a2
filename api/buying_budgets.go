package api

import (
	"context"
	"errors"
	"time"

	"pooled/ledger"
	"pooled/ledger/journal"
)

// BudgetRoom is what is left to somebody who buys from a client's personal health budget.
type BudgetRoom = ledger.HealthBudgetRoom

// budgetRooms are the open budgets of the client that is named which the caller may buy from, with what is left. Of
// nobody else's is anything told.
func (s *Service) budgetRooms(ctx context.Context, in *BuyingInput, on ledger.Date) ([]BudgetRoom, error) {
	list := []BudgetRoom{}
	if in.Client == "" {
		return list, nil
	}
	isOpen := func(b ledger.PersonalHealthBudget) bool {
		return b.Client == in.Client && b.State == ledger.HealthBudgetOpen
	}
	open, err := documentsOf(ctx, s, in.Fund, "health-budget", filter{field: "client", text: string(in.Client)}, isOpen)
	if err != nil || len(open) == 0 {
		return list, err
	}
	err = s.journal.View(ctx, in.Fund, time.Now(), func(state *ledger.State, service int64) error {
		list = []BudgetRoom{}
		var missing error
		for _, b := range open {
			room, act, err := state.HealthBudgetRoom(b, on)
			var q ledger.Question
			if err == nil && act != nil {
				q, err = state.Ask(in.Actor, ledger.Instruction{On: on}, act, service)
			}
			switch {
			case errors.Is(err, ledger.ErrNotLoaded):
				missing = err
			case err != nil:
				return err
			case act != nil && len(s.add(nil, q)) > 0:
				list = append(list, room)
			}
		}
		return missing
	})
	return list, err
}

// BudgetOf refuses a personal health budget that is not the client's; of whose it is, if anybody's, nothing is told.
func (s *Service) BudgetOf(ctx context.Context, fund, budget, client string) error {
	ref := ledger.PersonalHealthBudget{ID: ledger.HealthBudgetID(budget)}.Ref()
	found, err := s.journal.Document(ctx, ledger.FundID(fund), ref, 0)
	if err != nil && !NotThere(err) {
		return err
	}
	if b, ok := found.(ledger.PersonalHealthBudget); !ok || client == "" || string(b.Client) != client {
		return ledger.ErrNotFound.With("personal health budget %q is not one of this client's", budget)
	}
	return nil
}

// documentsOf are all documents of one kind in a fund that are wanted; see eachDocument.
func documentsOf[T ledger.Document](ctx context.Context, s *Service, fund ledger.FundID, kind string, only filter,
	wanted func(T) bool,
) (list []T, err error) {
	err = eachDocument(ctx, s, fund, kind, only, func(one T) {
		if wanted(one) {
			list = append(list, one)
		}
	})
	return list, err
}

// eachDocument goes through all documents of one kind in a fund: where a filter names a field, through those alone that
// may have its text in it.
func eachDocument[T ledger.Document](ctx context.Context, s *Service, fund ledger.FundID, kind string, only filter,
	each func(T),
) (err error) {
	step := filteredTogether
	if only.field != "" {
		step = walkedTogether
	}
	for w := (journal.Walk{More: true}); w.More; {
		if w, err = s.walk(ctx, fund, kind, w.Last, step, 0, only); err != nil {
			return err
		}
		for _, d := range w.Found {
			if one, ok := d.(T); ok {
				each(one)
			}
		}
	}
	return nil
}
