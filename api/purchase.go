package api

import (
	"context"
	"errors"
	"time"

	"pooled/internal/directory"
	"pooled/ledger"
	"pooled/ledger/journal"
)

// do has an act done once it is filled in. A purchase of a service that is held is filled in with that, and anew where
// the journal says that it may have been listed otherwise since.
func (s *Service) do(ctx context.Context, fund ledger.FundID, r journal.Request) (journal.Result, error) {
	asked := r.Act
	if order, ok := asked.(ledger.OrderPurchase); ok {
		if found, at, held := s.shop.held(order.Service); held {
			r.Act, r.FilledAt = filled(order, found), at
			if result := s.journal.Do(ctx, fund, r); !errors.Is(result.Err, journal.ErrStale) {
				return result, nil
			}
			r.FilledAt = 0
		}
	}
	var err error
	if r.Act, err = s.fill(ctx, asked); err != nil {
		return journal.Result{}, err
	}
	return s.journal.Do(ctx, fund, r), nil
}

// fill adds to an act what the service knows and its asker does not send: to a purchase, the service as the directory
// has it now. What the directory lacks is left out, so that the ledger refuses it after it has looked the key up.
func (s *Service) fill(ctx context.Context, act ledger.Act) (ledger.Act, error) {
	order, ok := act.(ledger.OrderPurchase)
	if !ok {
		return act, nil
	}
	found, err := s.shop.find(ctx, order.Service)
	switch {
	case errors.Is(err, directory.ErrNotListed):
		return order, nil
	case err != nil:
		return nil, err
	}
	return filled(order, found), nil
}

// filled is a purchase with the service as the directory has it.
func filled(order ledger.OrderPurchase, found listed) ledger.OrderPurchase {
	order.Bought = bought(found.Service, order, ledger.DateOf(time.Now()))
	if order.Provider == "" {
		order.Provider = found.seller
	}
	return order
}

// Seller is the registered organisation that provides a service of the directory: whom a client's own personal health
// budget is spent with. It refuses a service that is not listed, and a provider that is not registered.
func (s *Service) Seller(ctx context.Context, service string) (ledger.BodyID, error) {
	found, err := s.shop.find(ctx, service)
	if err == nil && found.seller == "" {
		err = ledger.NoSeller(found.Provider.Name, service)
	}
	return found.seller, err
}

// bought is a service of the directory as a purchase keeps it, at the price that is meant.
func bought(found directory.Service, order ledger.OrderPurchase, today ledger.Date) ledger.BoughtService {
	b := ledger.BoughtService{
		ID: found.ID, Name: found.Name, Provider: found.Provider.Name, Status: found.Status, Feed: found.Feed,
		Identifiers: numbers(found.Provider),
	}
	if found.Withdrawn != nil {
		b.Ended = ledger.DateOf(*found.Withdrawn)
	}
	if price, ok := meant(found.Prices, order, today); ok {
		b.Option, b.Price, b.Unit = price.Option, *price.Amount, price.Description
		if price.ValidTo != nil {
			b.PriceEnds = *price.ValidTo
		}
	}
	return b
}

// numbers are what public registers call an organisation of the directory, those that are of their form.
func numbers(of directory.Provider) (list []ledger.Identifier) {
	for _, i := range of.Identifiers {
		id := ledger.Identifier(i.Identifier)
		if i.Scheme != "" {
			id = ledger.Identifier(i.Scheme + "-" + i.Identifier)
		}
		if ledger.CheckIdentifier(id) == nil {
			list = append(list, id)
		}
	}
	return list
}

// meant is the price that a purchase names or, where it names none, that of its amount, or else the dearest in force.
func meant(prices []directory.Price, order ledger.OrderPurchase, today ledger.Date) (best directory.Price, ok bool) {
	for _, p := range prices {
		begun := p.ValidFrom == nil || *p.ValidFrom <= today
		ended := p.ValidTo != nil && *p.ValidTo < today
		switch {
		case p.Amount == nil || p.Amount.IsZero():
		case order.Option != "" && p.Option == order.Option:
			return p, true
		case order.Option != "" || !begun || ended:
		case *p.Amount == order.Amount:
			return p, true
		case !ok || p.Amount.Compare(*best.Amount) > 0:
			best, ok = p, true
		}
	}
	return best, ok
}
