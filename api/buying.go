package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
)

// BuyingInput asks what the caller may buy from, and what is left of it.
type BuyingInput struct {
	Caller
	Fund   ledger.FundID   `path:"fund" example:"havering"`
	On     string          `query:"on" maxLength:"10" example:"2015-06-01" doc:"the day of the purchase; today when left out"`
	Client ledger.ClientID `query:"client" maxLength:"100" example:"client-7f3a" doc:"the client it would be for, by the pseudonym: then their limits are told, too"` //nolint:lll // a tag cannot be broken
}

// BuyingOutput is what the caller may buy from.
type BuyingOutput struct{ Body BuyingAnswer }

// Room is what is left to somebody who buys from a float.
type Room = ledger.FloatRoom

// BuyingAnswer is what the caller may buy from, what is left of it, and what of their own waits for others.
type BuyingAnswer struct {
	Allowed bool         `json:"allowed" doc:"you may order purchases in this fund"`
	On      ledger.Date  `json:"on"`
	Floats  []Room       `json:"floats" doc:"the open floats that you may buy from"`
	Budgets []BudgetRoom `json:"budgets" doc:"where a client is named: their open personal health budgets that you may buy from"`
	Own     []Waiting    `json:"own" doc:"your own proposals of purchases that wait"`
}

// Buying says what the caller may buy from in a fund.
func (s *Service) Buying(ctx context.Context, in *BuyingInput) (*BuyingOutput, error) {
	if _, _, err := s.lookAt(ctx, in.Fund, in.Actor, "spot-purchase"); err != nil {
		return nil, err
	}
	out := &BuyingOutput{BuyingAnswer{
		On: ledger.DateOf(time.Now()), Floats: []Room{}, Budgets: []BudgetRoom{}, Own: []Waiting{},
	}}
	var err error
	if in.Client != "" {
		if err := ledger.CheckClient("the client", in.Client); err != nil {
			return nil, err
		}
	}
	if in.On != "" {
		if out.Body.On, err = ledger.ParseDate(in.On); err != nil {
			return nil, plain(within("on", err))
		}
	}
	if out.Body.Allowed, err = s.MayBuy(ctx, string(in.Fund), in.Actor); err != nil || !out.Body.Allowed {
		return out, err
	}
	if out.Body.Floats, err = s.rooms(ctx, in, out.Body.On); err != nil {
		return nil, err
	}
	if out.Body.Budgets, err = s.budgetRooms(ctx, in, out.Body.On); err != nil {
		return nil, err
	}
	out.Body.Own, err = s.ownOrders(ctx, in)
	return out, err
}

// MayBuy reports whether somebody may order purchases in a fund, up to some amount at least.
func (s *Service) MayBuy(ctx context.Context, fund string, actor ledger.ActorID) (bool, error) {
	allowed, err := s.allowedIn(ctx, ledger.FundID(fund), actor, "spot-purchase")
	return len(allowed) > 0, err
}

// rooms are the open floats that the caller may buy from, with what is left.
func (s *Service) rooms(ctx context.Context, in *BuyingInput, on ledger.Date) ([]Room, error) {
	open, err := documentsOf(ctx, s, in.Fund, "floating-fund", filter{}, func(f ledger.FloatingFund) bool {
		return f.State == ledger.FloatOpen
	})
	if err != nil {
		return nil, err
	}
	var list []Room
	err = s.journal.View(ctx, in.Fund, time.Now(), func(state *ledger.State, service int64) error {
		list = []Room{}
		var missing error
		for _, f := range open {
			q, err := state.Ask(in.Actor, ledger.Instruction{On: on}, ledger.OrderPurchase{Float: f.ID}, service)
			if err == nil && len(s.add(nil, q)) == 0 {
				continue
			}
			room, lacking := state.Room(f, in.Actor, in.Client, on)
			for _, one := range []error{err, lacking} {
				switch {
				case errors.Is(one, ledger.ErrNotLoaded):
					missing = one
				case one != nil:
					return one
				}
			}
			list = append(list, room)
		}
		return missing
	})
	return list, err
}

// ownOrders are the caller's own proposals of purchases that wait, with what they may do to them.
func (s *Service) ownOrders(ctx context.Context, in *BuyingInput) ([]Waiting, error) {
	open, err := s.journal.OpenProposals(ctx, in.Fund)
	if err != nil {
		return nil, err
	}
	open = slices.DeleteFunc(open, func(p ledger.Proposal) bool { return p.Preparer.Actor != in.Actor })
	allowed, err := s.decidable(ctx, &InboxInput{Caller: in.Caller, Fund: in.Fund}, open)
	if err != nil {
		return nil, err
	}
	list := []Waiting{}
	for i, p := range open {
		one, err := waitingOf(p)
		if err != nil {
			return nil, err
		}
		if one.Allowed = allowed[i]; one.Act == "order-purchase" || one.Act == "buy-from-budget" {
			list = append(list, one)
		}
	}
	return list, nil
}

// BuyingFor asks what somebody may buy from on a day, for a client or for nobody yet.
func BuyingFor(actor ledger.ActorID, fund, on, client string) *BuyingInput {
	return &BuyingInput{Caller: Caller{actor}, Fund: ledger.FundID(fund), On: on, Client: ledger.ClientID(client)}
}

// CostOf is what a quantity comes to at a price for one, as forms have them: in pounds and pence. It is empty where
// either is not in form, which the operation that is asked refuses by name.
func CostOf(price, quantity string) string {
	one, err := ledger.ParseMoney(price)
	if err != nil {
		return ""
	}
	n, err := strconv.Atoi(quantity)
	if err != nil {
		return ""
	}
	total, err := ledger.CostOf(one, n)
	if err != nil {
		return ""
	}
	return total.String()
}

// RoomAfter is what would be left after a purchase of an amount in form.
func RoomAfter(room Room, amount string) Room {
	m, err := ledger.ParseMoney(amount)
	if err != nil {
		return room
	}
	return room.After(m)
}

// BudgetAfter is what would be left of a budget after a purchase of an amount in form.
func BudgetAfter(room BudgetRoom, amount string) BudgetRoom {
	m, err := ledger.ParseMoney(amount)
	if err != nil {
		return room
	}
	return room.After(m)
}

// ErrMayNotBuy refuses the pages of buying to somebody whose post orders no purchases.
var ErrMayNotBuy = ledger.ErrForbidden.With("none of your posts in this fund orders spot purchases: ask whoever grants " +
	"posts, or have a link worker of the fund buy it")

func (s *Service) registerBuying() {
	register(s, huma.Operation{
		OperationID: "show-buying", Method: http.MethodGet, Path: inFund + "/buying", Tags: []string{tagFloat},
		Summary: "Show what you may buy from",
		Description: "The open floats that you may buy from under the scheme of delegation, and what is left: of each float, of " +
			"what you may buy alone, and of what may be spent on a client where one is named. Of that client, too, the open " +
			"personal health budgets that you may buy from, with what is left. And your own proposals of purchases that wait.",
		Errors: questionErrors,
	}, s.Buying)
}
