package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
	"pooled/ledger/report"
)

// RollForwardInput asks what is left on the commitments of a year, and how it came about.
type RollForwardInput struct {
	FundQuestion
	From string `query:"from" example:"period:2015-16/03" doc:"the moment to begin after, in the form of asOf; the year's beginning when left out"` //nolint:lll // a tag cannot be broken
	Year string `query:"year" example:"2015-16" doc:"the year of the commitments; that of the moment when left out"`
}

// RollForwardOutput is a fund's commitments rolled forward.
type RollForwardOutput struct{ Body RollForwardAnswer }

// RollForwardAnswer is a fund's commitments rolled forward to a moment.
type RollForwardAnswer struct {
	Moment Moment `json:"moment"`
	report.Orders
}

// RollForward rolls the commitments of a year forward.
func (s *Service) RollForward(ctx context.Context, in *RollForwardInput) (*RollForwardOutput, error) {
	to, err := s.asked(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	span := report.Span{To: to}
	if in.From != "" {
		if span.From, err = report.ParseAsOf(in.From, in.KnownAt); err != nil {
			return nil, err
		}
	}
	if in.Year != "" {
		year, err := ledger.ParseYear(in.Year)
		if err != nil {
			return nil, err
		}
		span.To = span.To.InYear(year)
	}
	found, err := s.reports.Orders(ctx, in.Fund, span)
	if err != nil {
		return nil, err
	}
	moment, err := s.momentOf(ctx, in.Fund, found.Moment)
	return &RollForwardOutput{RollForwardAnswer{moment, found}}, err
}

func (s *Service) registerRollForward() {
	register(s, huma.Operation{
		OperationID: "show-commitment-roll-forward", Method: http.MethodGet, Path: inFund + "/commitment-roll-forward",
		Tags: []string{tagQuestions}, Summary: "Show the roll-forward of commitments",
		Description: "Of each commitment of a year, of each of its lines, of each scheme's line and in all: opening, rolled " +
			"forward, raised and varied, less accrued, with accruals reversed, less invoiced, with credits, less released: " +
			"what is left. With what is kept for proposals it is what the position shows as committed.",
		Errors: questionErrors,
	}, s.RollForward)
}
