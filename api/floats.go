package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
	"pooled/ledger/report"
)

// FloatsOutput is how a fund's floats stand.
type FloatsOutput struct{ Body FloatsAnswer }

// FloatsAnswer is how a fund's floats stand as at a moment, each beside its alert.
type FloatsAnswer struct {
	Moment Moment `json:"moment"`
	report.FloatStandings
}

// Floats says how a fund's floats stand, and which are under their alerts.
func (s *Service) Floats(ctx context.Context, in *ReportInput) (*FloatsOutput, error) {
	at, err := s.asked(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	found, err := s.reports.Floats(ctx, in.Fund, at)
	if err != nil {
		return nil, err
	}
	moment, err := s.momentOf(ctx, in.Fund, found.Moment)
	return &FloatsOutput{FloatsAnswer{moment, found}}, err
}

// FloatInput asks for a float's statement.
type FloatInput struct {
	FundQuestion
	Float ledger.FloatID `path:"float" example:"fluid"`
	From  string         `query:"from" example:"period:2015-16/03" doc:"the moment to begin after, in the form of asOf; the year's beginning when left out"` //nolint:lll // a tag cannot be broken
}

// FloatOutput is a float's statement.
type FloatOutput struct{ Body FloatAnswer }

// FloatAnswer is a float's statement over a span.
type FloatAnswer struct {
	Moment Moment `json:"moment"`
	report.FloatStatement
}

// FloatStatement is what became of a float over a span. Its managing agent may see it, too.
func (s *Service) FloatStatement(ctx context.Context, in *FloatInput) (*FloatOutput, error) {
	sight, q, err := s.lookAt(ctx, in.Fund, in.Actor, "floating-fund")
	if err != nil {
		return nil, err
	}
	to, err := report.ParseAsOf(in.AsOf.AsOf, in.KnownAt)
	if err != nil {
		return nil, err
	}
	span := report.Span{To: to}
	if in.From != "" {
		if span.From, err = report.ParseAsOf(in.From, in.KnownAt); err != nil {
			return nil, err
		}
	}
	found, err := s.reports.FloatStatement(ctx, in.Fund, in.Float, span)
	if err != nil {
		return nil, err
	}
	if !sight.All && (found.Agent == "" || !sight.Sees(found.Agent)) {
		return nil, s.noteRead(ctx, q, ledger.ErrNotFound.With("there is no floating fund %q in %s", in.Float, in.Fund))
	}
	moment, err := s.momentOf(ctx, in.Fund, found.Moment)
	return &FloatOutput{FloatAnswer{moment, found}}, err
}

func (s *Service) registerFloats() {
	register(s, huma.Operation{
		OperationID: "show-float-standings", Method: http.MethodGet, Path: inFund + "/float-standings",
		Tags: []string{tagQuestions}, Summary: "Show how the floats stand",
		Description: "Of each floating fund: its budget of the year, what is left, promised and spent, and whether less is left " +
			"than its alert, in words.",
		Errors: questionErrors,
	}, s.Floats)
	register(s, huma.Operation{
		OperationID: "show-float-statement", Method: http.MethodGet, Path: inFund + "/floats/{float}/statement",
		Tags: []string{tagQuestions}, Summary: "Show a float's statement",
		Description: "What became of a floating fund from one moment to another, by source and in all: what is left to order, " +
			"the cash with the agent, what is on order, delivered and not paid, and spent, each from its opening to its closing " +
			"figure; each purchase with its service, price and state, and for nobody whom it was for; the reconciliations with " +
			"their differences; and whether the alert is reached.",
		Errors: questionErrors,
	}, s.FloatStatement)
	register(s, huma.Operation{
		OperationID: "show-prices-paid", Method: http.MethodGet, Path: inFund + "/services/{service}/prices",
		Tags: []string{tagQuestions}, Summary: "Show the prices at which a service was bought",
		Description: "Each purchase of a service of the directory in this fund, newest first, with the price that the directory " +
			"listed for one, and what was paid; and of those that stand the lowest and the latest. Whoever sees their own " +
			"organisation's purchases alone is shown the prices of those.",
		Errors: questionErrors,
	}, s.PricesPaid)
}
