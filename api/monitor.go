package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
	"pooled/ledger/report"
)

// MonitorOutput is how a fund's budgets are being spent.
type MonitorOutput struct{ Body MonitorAnswer }

// MonitorAnswer is how a fund's budgets are being spent, as at the end of a period.
type MonitorAnswer struct {
	Moment Moment `json:"moment"`
	report.Monitor
}

// Monitor sets budgets beside what was spent, to date and for the year.
func (s *Service) Monitor(ctx context.Context, in *ReportInput) (*MonitorOutput, error) {
	at, err := s.asked(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	found, err := s.reports.Monitor(ctx, in.Fund, at)
	if err != nil {
		return nil, err
	}
	moment, err := s.momentOf(ctx, in.Fund, found.Moment)
	return &MonitorOutput{MonitorAnswer{moment, found}}, err
}

// ForecastHistoryInput asks for every forecast that was made, of a scheme or source alone where one is named.
type ForecastHistoryInput struct {
	FundQuestion
	Scheme ledger.SchemeID `query:"scheme" doc:"of this scheme alone"`
	Source ledger.SourceID `query:"source" doc:"from this source alone"`
}

// ForecastHistoryOutput is every forecast that was made.
type ForecastHistoryOutput struct{ Body ForecastHistoryAnswer }

// ForecastHistoryAnswer is every forecast that was made by a moment.
type ForecastHistoryAnswer struct {
	Moment Moment `json:"moment"`
	report.ForecastHistory
}

// ForecastHistory lists the forecasts that budget holders made, the newest and all before it.
func (s *Service) ForecastHistory(ctx context.Context, in *ForecastHistoryInput) (*ForecastHistoryOutput, error) {
	at, err := s.asked(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	found, err := s.reports.ForecastHistory(ctx, in.Fund, at, in.Scheme, in.Source)
	if err != nil {
		return nil, err
	}
	moment, err := s.momentOf(ctx, in.Fund, found.Moment)
	return &ForecastHistoryOutput{ForecastHistoryAnswer{moment, found}}, err
}

func (s *Service) registerMonitor() {
	register(s, huma.Operation{
		OperationID: "show-budget-monitor", Method: http.MethodGet, Path: inFund + "/budget-monitor",
		Tags: []string{tagQuestions}, Summary: "Show budgets, actuals and where they are heading",
		Description: "For each scheme's budget from each source, at a period's end: budget, actual and variance to date, by " +
			"its profile, and for the year; and the outturn in three ways: in a straight line, as committed, and as the " +
			"budget holder forecasts.",
		Errors: questionErrors,
	}, s.Monitor)
	register(s, huma.Operation{
		OperationID: "show-forecast-history", Method: http.MethodGet, Path: inFund + "/forecast-history",
		Tags: []string{tagQuestions}, Summary: "Show every forecast that was made",
		Description: "The budget holders' forecasts with their reasons, each with its change to the one before it.",
		Errors:      questionErrors,
	}, s.ForecastHistory)
}
