package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
	"pooled/ledger/report"
)

// ProvidersOutput is what a fund's providers are promised and paid.
type ProvidersOutput struct{ Body ProvidersAnswer }

// ProvidersAnswer is what a fund's providers are promised and paid, as at a moment.
type ProvidersAnswer struct {
	Moment Moment `json:"moment"`
	report.Providers
}

// ProviderInput asks about one provider.
type ProviderInput struct {
	FundQuestion
	ID ledger.BodyID `path:"provider" example:"nelft"`
}

// ProviderOutput is what one provider is promised and paid.
type ProviderOutput struct{ Body ProviderAnswer }

// ProviderAnswer is what one provider is promised and paid, as at a moment, and what the caller may do about it.
type ProviderAnswer struct {
	Moment Moment `json:"moment"`
	report.ProviderAccount

	Allowed []Allowed `json:"allowed" doc:"what you may do about it now"`
}

// Providers lists a fund's providers.
func (s *Service) Providers(ctx context.Context, in *ReportInput) (*ProvidersOutput, error) {
	at, err := s.asked(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	found, err := s.reports.Providers(ctx, in.Fund, at, "")
	if err != nil {
		return nil, err
	}
	moment, err := s.momentOf(ctx, in.Fund, found.Moment)
	return &ProvidersOutput{ProvidersAnswer{moment, found}}, err
}

// Provider shows one provider of a fund.
func (s *Service) Provider(ctx context.Context, in *ProviderInput) (*ProviderOutput, error) {
	at, err := s.asked(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	found, err := s.reports.Providers(ctx, in.Fund, at, in.ID)
	if err != nil {
		return nil, err
	}
	moment, err := s.momentOf(ctx, in.Fund, found.Moment)
	if err != nil {
		return nil, err
	}
	today := found // what may be done is done as things stand today
	if in.AsOf != (AsOf{}) {
		if today, err = s.reports.Providers(ctx, in.Fund, report.AsOf{}, in.ID); err != nil {
			return nil, err
		}
	}
	hold := ledger.PaymentHold{Provider: in.ID, Held: today.Providers[0].HeldSince != 0}
	allowed, err := s.allowedOn(ctx, in.Fund, in.Actor, hold)
	return &ProviderOutput{ProviderAnswer{moment, found.Providers[0], allowed}}, err
}

func (s *Service) registerProviders() {
	register(s, huma.Operation{
		OperationID: "list-providers", Method: http.MethodGet, Path: inFund + "/providers", Tags: []string{tagQuestions},
		Summary: "List the providers, and what they are paid",
		Description: "Each organisation that the fund promises or pays money: what it is known by, whether it is a partner or " +
			"the host as well, whether payments to it are held, and what is committed, certified, paid and unpaid, by partner " +
			"and source.",
		Errors: questionErrors,
	}, s.Providers)
	register(s, huma.Operation{
		OperationID: "show-provider", Method: http.MethodGet, Path: inFund + "/providers/{provider}",
		Tags: []string{tagQuestions}, Summary: "Show a provider, and what it is paid", Errors: questionErrors,
	}, s.Provider)
}
