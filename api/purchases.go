package api

import (
	"context"
	"slices"

	"pooled/ledger"
	"pooled/ledger/report"
)

// PurchasesInput asks for a page of spot purchases, of those alone that have what is named.
type PurchasesInput struct {
	DocumentsInput
	Float   ledger.FloatID  `query:"float" doc:"from this float alone"`
	Client  ledger.ClientID `query:"client" maxLength:"100" example:"client-7f3a" doc:"for this client alone, by the pseudonym"`
	Worker  ledger.ActorID  `query:"worker" maxLength:"100" doc:"bought by this person alone"`
	Service string          `query:"service" maxLength:"200" doc:"of this service of the directory alone, by its id"`
}

// Purchases lists a fund's spot purchases.
func (s *Service) Purchases(ctx context.Context, in *PurchasesInput) (*DocumentsOutput, error) {
	only := filter{asked: []string{
		"float", string(in.Float), "client", string(in.Client), "worker", string(in.Worker),
		"service", in.Service,
	}}
	if in.State != "" && !slices.Contains(ledger.PurchaseStates, ledger.PurchaseState(in.State)) {
		return nil, ledger.ErrInvalid.With("state: a purchase is never %q", in.State)
	}
	if in.Client != "" {
		if err := ledger.CheckClient("the client", in.Client); err != nil {
			return nil, err
		}
	}
	fields := [][2]string{ // the narrowest first
		{"client", string(in.Client)}, {"worker", string(in.Worker)}, {"id", in.Service}, {"float", string(in.Float)},
	}
	if n := slices.IndexFunc(fields, func(f [2]string) bool { return f[1] != "" }); n >= 0 {
		only.takes, only.field, only.text = in.takes, fields[n][0], fields[n][1]
	}
	return s.documents(ctx, "purchases", "spot-purchase", &in.DocumentsInput, only)
}

// takes reports whether a document is a purchase that was asked for.
func (in *PurchasesInput) takes(d ledger.Document) bool {
	p, ok := d.(ledger.SpotPurchase)
	return ok && (in.Float == "" || p.Float == in.Float) && (in.Client == "" || p.Client == in.Client) &&
		(in.Worker == "" || p.Worker == in.Worker) && (in.Service == "" || p.Service.ID == in.Service)
}

// PricesInput asks for the prices at which a service was bought.
type PricesInput struct {
	FundQuestion
	Service string `path:"service" maxLength:"200" doc:"the service's id in the directory"`
}

// PricesOutput is the prices at which a service was bought.
type PricesOutput struct{ Body PricesAnswer }

// PricesAnswer is the prices at which a service was bought, as at a moment.
type PricesAnswer struct {
	Moment Moment `json:"moment"`
	report.PricesPaid
}

// PricesPaid says at which prices a service of the directory was bought in the fund.
func (s *Service) PricesPaid(ctx context.Context, in *PricesInput) (*PricesOutput, error) {
	sight, _, err := s.lookAt(ctx, in.Fund, in.Actor, "spot-purchase")
	if err != nil {
		return nil, err
	}
	at, err := report.ParseAsOf(in.AsOf.AsOf, in.KnownAt)
	if err != nil {
		return nil, err
	}
	found, err := s.reports.PricesPaid(ctx, in.Fund, in.Service, at, func(d ledger.Document) bool {
		return shows(sight, d)
	})
	if err != nil {
		return nil, err
	}
	moment, err := s.momentOf(ctx, in.Fund, found.Moment)
	return &PricesOutput{PricesAnswer{moment, found}}, err
}
