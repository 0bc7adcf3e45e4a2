package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
	"pooled/ledger/report"
)

// OutcomeInput asks about one measure.
type OutcomeInput struct {
	FundQuestion
	Measure ledger.MeasureID `path:"measure" example:"attendances"`
}

// OutcomesOutput is what came of a fund's money.
type OutcomesOutput struct{ Body OutcomesAnswer }

// OutcomesAnswer is what came of a fund's money, as at a moment.
type OutcomesAnswer struct {
	Moment Moment `json:"moment"`
	report.Outcomes
}

// Outcomes lists a fund's measures, each with its latest result.
func (s *Service) Outcomes(ctx context.Context, in *ReportInput) (*OutcomesOutput, error) {
	at, err := s.asked(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	found, err := s.reports.Outcomes(ctx, in.Fund, at)
	if err != nil {
		return nil, err
	}
	moment, err := s.momentOf(ctx, in.Fund, found.Moment)
	return &OutcomesOutput{OutcomesAnswer{moment, found}}, err
}

// Outcome shows one measure with all its results.
func (s *Service) Outcome(ctx context.Context, in *OutcomeInput) (*OutcomesOutput, error) {
	at, err := s.asked(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	found, err := s.reports.Outcome(ctx, in.Fund, at, in.Measure)
	if err != nil {
		return nil, err
	}
	moment, err := s.momentOf(ctx, in.Fund, found.Moment)
	return &OutcomesOutput{OutcomesAnswer{moment, found}}, err
}

// SavingsOutput is the savings that are claimed.
type SavingsOutput struct{ Body SavingsAnswer }

// SavingsAnswer is the savings that are claimed, as at a moment.
type SavingsAnswer struct {
	Moment Moment `json:"moment"`
	report.Savings
}

// Savings lists the claims of savings.
func (s *Service) Savings(ctx context.Context, in *ReportInput) (*SavingsOutput, error) {
	at, err := s.asked(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	found, err := s.reports.Savings(ctx, in.Fund, at)
	if err != nil {
		return nil, err
	}
	moment, err := s.momentOf(ctx, in.Fund, found.Moment)
	return &SavingsOutput{SavingsAnswer{moment, found}}, err
}

// MatchFundingOutput is contributions bound to each other.
type MatchFundingOutput struct{ Body MatchFundingAnswer }

// MatchFundingAnswer is contributions bound to each other, as at a moment.
type MatchFundingAnswer struct {
	Moment Moment `json:"moment"`
	report.MatchFunding
}

// MatchFunding shows contributions bound to each other beside one another.
func (s *Service) MatchFunding(ctx context.Context, in *ReportInput) (*MatchFundingOutput, error) {
	at, err := s.asked(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	found, err := s.reports.MatchFunding(ctx, in.Fund, at)
	if err != nil {
		return nil, err
	}
	moment, err := s.momentOf(ctx, in.Fund, found.Moment)
	return &MatchFundingOutput{MatchFundingAnswer{moment, found}}, err
}

func (s *Service) registerOutcomes() {
	op := func(id, path, summary, description string) huma.Operation {
		return huma.Operation{
			OperationID: id, Method: http.MethodGet, Path: inFund + path, Tags: []string{tagQuestions},
			Summary: summary, Description: description, Errors: questionErrors,
		}
	}
	register(s, op("show-outcomes", "/outcomes", "Show the outcomes",
		"Each measure with its baseline, its latest result, the change against the baseline and the target, and beside it "+
			"what the ledger has spent on its scheme in that period. It is what may be published: a number of 1 to 5 is "+
			"shown as fewer than 6, unless it is of money."), s.Outcomes)
	register(s, op("show-outcome", "/outcomes/{measure}", "Show one measure's outcomes",
		"All its results of periods that were over, in order, each as in show-outcomes."), s.Outcome)
	register(s, op("show-savings", "/savings", "Show the savings claimed",
		"Savings as they are claimed, with method and source, by the body that gains and the one that loses. None of it is "+
			"cash or stands in an account of the fund."), s.Savings)
	register(s, op("show-match-funding", "/match-funding", "Show match funding",
		"Contributions bound to each other: what was agreed, called and received of both, and how much of the second may be "+
			"called now."), s.MatchFunding)
}
