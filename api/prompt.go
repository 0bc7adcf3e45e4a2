package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
	"pooled/ledger/report"
)

// PromptPaymentInput asks how soon the invoices were paid that came in within some days.
type PromptPaymentInput struct {
	FundQuestion
	From string `query:"from" format:"date" example:"2015-04-01" doc:"invoices that came in from this day on"`
	To   string `query:"to" format:"date" example:"2016-03-31" doc:"invoices that came in by this day"`
}

// PromptPaymentOutput is how soon a fund's invoices were paid.
type PromptPaymentOutput struct{ Body PromptPaymentAnswer }

// PromptPaymentAnswer is how soon a fund's invoices were paid, as at a moment.
type PromptPaymentAnswer struct {
	Moment Moment `json:"moment"`
	report.PromptPayment
}

// PromptPayment works out how soon invoices were paid.
func (s *Service) PromptPayment(ctx context.Context, in *PromptPaymentInput) (*PromptPaymentOutput, error) {
	at, err := s.asked(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	var days [2]ledger.Date
	for n, day := range []string{in.From, in.To} {
		if err := days[n].UnmarshalText([]byte(day)); err != nil {
			return nil, err
		}
	}
	found, err := s.reports.PromptPayment(ctx, in.Fund, at, days[0], days[1])
	if err != nil {
		return nil, err
	}
	moment, err := s.momentOf(ctx, in.Fund, found.Moment)
	return &PromptPaymentOutput{PromptPaymentAnswer{moment, found}}, err
}

func (s *Service) registerPromptPayment() {
	register(s, huma.Operation{
		OperationID: "show-prompt-payment", Method: http.MethodGet, Path: inFund + "/prompt-payment",
		Tags: []string{tagQuestions}, Summary: "Show how promptly invoices were paid",
		Description: "Of the invoices that came in within some days: how many, and for how much, were paid within 30 days " +
			"(regulation 113 of the Public Contracts Regulations 2015), within 60, later, or not yet. Days on which an " +
			"invoice was disputed do not count.",
		Errors: questionErrors,
	}, s.PromptPayment)
}
