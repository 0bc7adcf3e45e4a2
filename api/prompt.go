package api

import (
	"cmp"
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
	"pooled/ledger/report"
)

// PromptPaymentInput asks how soon the invoices were paid that came in within some days.
type PromptPaymentInput struct {
	FundQuestion
	From string `query:"from" format:"date" example:"2015-04-01" doc:"invoices that came in from this day on"`
	To   string `query:"to" format:"date" example:"2016-03-31" doc:"invoices that came in by this day"`
	Year string `query:"year" pattern:"^20[0-9]{2}-[0-9]{2}$" example:"2025-26" doc:"in place of from and to: the payments of a financial year, and what was unpaid at its end"`                                           //nolint:lll // a tag cannot be broken
	Half string `query:"half" pattern:"^20[0-9]{2}-[0-9]{2}/[12]$" example:"2025-26/1" doc:"in place of from and to: the payments of a half-year, April to September or October to March, and what was unpaid at its end"` //nolint:lll // a tag cannot be broken
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
	span, err := in.span()
	if err != nil {
		return nil, err
	}
	found, err := s.reports.PromptPayment(ctx, in.Fund, at, span)
	if err != nil {
		return nil, err
	}
	moment, err := s.momentOf(ctx, in.Fund, found.Moment)
	return &PromptPaymentOutput{PromptPaymentAnswer{moment, found}}, err
}

// span is which invoices are asked about.
func (in *PromptPaymentInput) span() (span report.InvoiceSpan, err error) {
	named, half, _ := strings.Cut(in.Half, "/")
	if in.Year != "" && in.Half != "" || in.Year+in.Half != "" && in.From+in.To != "" {
		return span, ledger.ErrInvalid.With("ask for a year, for a half-year, or for days from and to")
	}
	if in.Year+in.Half == "" {
		err := span.From.UnmarshalText([]byte(in.From))
		return span, cmp.Or(err, span.To.UnmarshalText([]byte(in.To)))
	}
	year, err := ledger.ParseYear(in.Year + named)
	switch {
	case err != nil:
		return span, err
	case half == "":
		return report.WholeYear(year), nil
	case half == "1":
		return report.HalfYear(year, 1), nil
	}
	return report.HalfYear(year, 2), nil
}

func (s *Service) registerPromptPayment() {
	register(s, huma.Operation{
		OperationID: "show-prompt-payment", Method: http.MethodGet, Path: inFund + "/prompt-payment",
		Tags: []string{tagQuestions}, Summary: "Show how promptly invoices were paid",
		Description: "Of the invoices that came in within some days, or were paid in a year or half-year: how many, and for " +
			"how much, were paid within 30 days (regulation 113 of the Public Contracts Regulations 2015), within 60, later, or " +
			"not yet. Days on which an invoice was disputed do not count. The same figures stand for each law that governs a " +
			"contract by its date, with the interest on what was late.",
		Errors: questionErrors,
	}, s.PromptPayment)
}
