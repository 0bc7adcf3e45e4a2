package report

import (
	"cmp"
	"context"
	"slices"

	"pooled/ledger"
)

// PricesPaid are the prices at which a service of the directory was bought in a fund, as each purchase has kept them.
type PricesPaid struct {
	Fund    ledger.FundID `json:"fund"`
	Moment  Moment        `json:"moment"`
	Service string        `json:"service" doc:"its id in the directory"`
	Prices  []PricePaid   `json:"prices" doc:"newest first"`
	Lowest  *PricePaid    `json:"lowest,omitempty" doc:"the least paid for one, of purchases that were not cancelled; the newest of equals"`
	Latest  *PricePaid    `json:"latest,omitempty" doc:"the newest that was not cancelled"`
}

// PricePaid is what one purchase cost.
type PricePaid struct {
	On       ledger.Date          `json:"on" doc:"the day it was ordered"`
	Purchase ledger.PurchaseID    `json:"purchase"`
	Float    ledger.FloatID       `json:"float"`
	Name     string               `json:"name" doc:"of the service, as it was bought"`
	Provider ledger.BodyID        `json:"provider"`
	Option   string               `json:"option,omitempty" doc:"the cost option's id"`
	Unit     string               `json:"unit,omitempty" doc:"what the listed price is for"`
	Listed   ledger.Money         `json:"listed" doc:"the directory's price for one; nil: it gave none"`
	Quantity int                  `json:"quantity"`
	Amount   ledger.Money         `json:"amount" doc:"paid for all of them, VAT included"`
	State    ledger.PurchaseState `json:"state"`
}

// less reports whether less was paid for one than by another purchase, exactly.
func (p PricePaid) less(than PricePaid) bool {
	return p.Amount.Pence()*int64(than.Quantity) < than.Amount.Pence()*int64(p.Quantity)
}

// PricesPaid are the prices at which a service was bought as at a moment, of the purchases that are taken. It returns
// what Position returns.
func (r *Reports) PricesPaid(ctx context.Context, fund ledger.FundID, service string, at AsOf,
	takes func(ledger.Document) bool,
) (PricesPaid, error) {
	out := PricesPaid{Fund: fund, Service: service, Prices: []PricePaid{}}
	err := r.read(ctx, fund, func(v *view) error {
		m, c, err := v.resolve(ctx, at)
		if err != nil {
			return err
		}
		out.Moment = m
		return v.documents(ctx, c, []string{"spot-purchase"}, func(seq int64, d ledger.Document) {
			p, ok := d.(ledger.SpotPurchase)
			if ok && p.Service.ID == service && c.holds(seq, ledger.PeriodOf(p.On), p.On) && takes(d) {
				out.Prices = append(out.Prices, PricePaid{
					p.On, p.ID, p.Float, p.Service.Name, p.Provider, p.Service.Option, p.Service.Unit, p.Service.Price,
					max(p.Quantity, 1), p.Amount, p.State,
				})
			}
		})
	})
	slices.SortFunc(out.Prices, func(a, b PricePaid) int {
		return cmp.Or(cmp.Compare(b.On, a.On), cmp.Compare(b.Purchase, a.Purchase))
	})
	for n := range out.Prices {
		p := &out.Prices[n]
		if p.State == ledger.PurchaseCancelled {
			continue
		}
		if out.Latest == nil {
			out.Latest = p
		}
		if out.Lowest == nil || p.less(*out.Lowest) {
			out.Lowest = p
		}
	}
	return out, err
}
