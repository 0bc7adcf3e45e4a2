package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
	"pooled/ledger/report"
)

// HealthBudgetRegisterInput asks for the register of personal health budgets.
type HealthBudgetRegisterInput struct {
	FundQuestion
	Year    string                   `query:"year" example:"2015-16" doc:"the year of the budgets; all that are not closed when left out"`
	Client  ledger.ClientID          `query:"client" doc:"of this client alone, by pseudonym"`
	State   ledger.HealthBudgetState `query:"state" doc:"in this state alone"`
	Scheme  ledger.SchemeID          `query:"scheme" doc:"of this scheme alone"`
	Worker  ledger.ActorID           `query:"worker" doc:"allocated by this person alone"`
	Overdue bool                     `query:"overdue" doc:"those alone on which something is overdue, and what is: the chasing list"`
}

// HealthBudgetRegisterOutput is the register of personal health budgets.
type HealthBudgetRegisterOutput struct{ Body HealthBudgetRegisterAnswer }

// HealthBudgetRegisterAnswer is the register of personal health budgets as at a moment.
type HealthBudgetRegisterAnswer struct {
	Moment Moment `json:"moment"`
	report.HealthBudgets
}

// HealthBudgetRegister shows the register of personal health budgets, and what is to be chased.
func (s *Service) HealthBudgetRegister(ctx context.Context, in *HealthBudgetRegisterInput) (
	*HealthBudgetRegisterOutput, error,
) {
	at, err := s.asked(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	if in.Year != "" {
		year, err := ledger.ParseYear(in.Year)
		if err != nil {
			return nil, err
		}
		at = at.InYear(year)
	}
	found, err := s.reports.HealthBudgets(ctx, in.Fund, at, report.HealthBudgetFilter{
		Client: in.Client, State: in.State, Scheme: in.Scheme, Worker: in.Worker, Overdue: in.Overdue,
	})
	if err != nil {
		return nil, err
	}
	moment, err := s.momentOf(ctx, in.Fund, found.Moment)
	return &HealthBudgetRegisterOutput{HealthBudgetRegisterAnswer{moment, found}}, err
}

func (s *Service) registerHealthBudgetRegister() {
	register(s, huma.Operation{
		OperationID: "show-health-budget-register", Method: http.MethodGet, Path: inFund + "/health-budget-register",
		Tags: []string{tagHealth}, Summary: "Show the register of personal health budgets",
		Description: "Of each budget, by the client's pseudonym: its form, state and use of the cap; allocated, less spent, " +
			"recovered, released and lapsed, which leaves what is paid out and awaited, and what is unspent. And what is due, " +
			"the longest overdue first: evidence of direct payments, repayments and reviews, with who is to ask for it.",
		Errors: questionErrors,
	}, s.HealthBudgetRegister)
}
