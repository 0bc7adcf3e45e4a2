package api

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"pooled/internal/directory"
	"pooled/ledger"
)

// bodiesPage is how many organisations are looked through at a time for the one that the directory means.
const bodiesPage = 200

// fill adds to an act what the service knows and its asker does not send: to a purchase, the service as the directory
// has it now. What the directory lacks is left out, so that the ledger refuses it after it has looked the key up.
func (s *Service) fill(ctx context.Context, act ledger.Act) (ledger.Act, error) {
	order, ok := act.(ledger.OrderPurchase)
	if !ok {
		return act, nil
	}
	found, err := s.directory.Service(ctx, order.Service)
	if errors.Is(err, directory.ErrNotListed) {
		return order, nil
	}
	if err != nil {
		return nil, err
	}
	order.Bought = bought(found, order, ledger.DateOf(time.Now()))
	if order.Provider == "" {
		order.Provider, err = s.provides(ctx, order.Bought)
	}
	return order, err
}

// bought is a service of the directory as a purchase keeps it, at the price that is meant.
func bought(found directory.Service, order ledger.OrderPurchase, today ledger.Date) ledger.BoughtService {
	b := ledger.BoughtService{
		ID: found.ID, Name: found.Name, Provider: found.Provider.Name, Status: found.Status, Feed: found.Feed,
	}
	for _, i := range found.Provider.Identifiers {
		id := ledger.Identifier(i.Identifier)
		if i.Scheme != "" {
			id = ledger.Identifier(i.Scheme + "-" + i.Identifier)
		}
		if ledger.CheckIdentifier(id) == nil {
			b.Identifiers = append(b.Identifiers, id)
		}
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

// sellers are the organisations that were found before, by what the directory says of them, so that not every purchase
// looks through all. What is remembered is looked at anew each time.
type sellers struct{ known sync.Map }

func sellerKey(what ledger.BoughtService) string { return fmt.Sprint(what.Provider, what.Identifiers) }

// provides is the registered organisation that the directory means as a service's provider; none, where there is none.
func (s *Service) provides(ctx context.Context, what ledger.BoughtService) (ledger.BodyID, error) {
	if known, ok := s.sellers.known.Load(sellerKey(what)); ok {
		id, _ := known.(ledger.BodyID)
		d, err := s.journal.Document(ctx, ledger.Service, ledger.Body{ID: id}.Ref(), 0)
		if err != nil {
			return "", err
		}
		if body, ok := d.(ledger.Body); ok && body.IsOrganisation(what.Provider, what.Identifiers) {
			return id, nil
		}
	}
	id, err := s.seek(ctx, what)
	if id != "" {
		s.sellers.known.Store(sellerKey(what), id)
	}
	return id, err
}

// seek looks through the registered organisations.
func (s *Service) seek(ctx context.Context, what ledger.BoughtService) (ledger.BodyID, error) {
	for after := ""; ; {
		found, err := s.journal.Documents(ctx, ledger.Service, "body", after, bodiesPage, 0)
		if err != nil {
			return "", err
		}
		for _, d := range found {
			if body, ok := d.(ledger.Body); ok && body.IsOrganisation(what.Provider, what.Identifiers) {
				return body.ID, nil
			}
		}
		if len(found) < bodiesPage {
			return "", nil
		}
		after = found[len(found)-1].Ref().ID
	}
}
