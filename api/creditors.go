package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger/report"
)

// AgedCreditorsOutput is what is owed to providers, by age.
type AgedCreditorsOutput struct{ Body AgedCreditorsAnswer }

// AgedCreditorsAnswer is what is owed to providers by age, as at a moment.
type AgedCreditorsAnswer struct {
	Moment Moment `json:"moment"`
	report.AgedCreditors
}

// ReconciliationOutput is what became of the payments that were requested.
type ReconciliationOutput struct{ Body ReconciliationAnswer }

// ReconciliationAnswer is what became of the payments that were requested, as at a moment.
type ReconciliationAnswer struct {
	Moment Moment `json:"moment"`
	report.PaymentReconciliation
}

// AgedCreditors shows what is owed to providers, by age.
func (s *Service) AgedCreditors(ctx context.Context, in *ReportInput) (*AgedCreditorsOutput, error) {
	at, err := s.asked(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	found, err := s.reports.AgedCreditors(ctx, in.Fund, at)
	if err != nil {
		return nil, err
	}
	moment, err := s.momentOf(ctx, in.Fund, found.Moment)
	return &AgedCreditorsOutput{AgedCreditorsAnswer{moment, found}}, err
}

// PaymentReconciliation holds the payments that were requested against their outcomes and the creditors' account.
func (s *Service) PaymentReconciliation(ctx context.Context, in *ReportInput) (*ReconciliationOutput, error) {
	at, err := s.asked(ctx, in.FundQuestion)
	if err != nil {
		return nil, err
	}
	found, err := s.reports.PaymentReconciliation(ctx, in.Fund, at)
	if err != nil {
		return nil, err
	}
	moment, err := s.momentOf(ctx, in.Fund, found.Moment)
	return &ReconciliationOutput{ReconciliationAnswer{moment, found}}, err
}

func (s *Service) registerCreditors() {
	register(s, huma.Operation{
		OperationID: "show-aged-creditors", Method: http.MethodGet, Path: inFund + "/aged-creditors",
		Tags: []string{tagQuestions}, Summary: "Show what is owed to providers, by age",
		Description: "What is certified and not paid of each provider: not due yet, and due 1 to 30, 31 to 60, 61 to 90 and " +
			"more days ago. An invoice is due 30 days after it came in, less those on which it was disputed. It ties to " +
			"account 2100.",
		Errors: questionErrors,
	}, s.AgedCreditors)
	register(s, huma.Operation{
		OperationID: "show-payment-reconciliation", Method: http.MethodGet, Path: inFund + "/payment-reconciliation",
		Tags: []string{tagQuestions}, Summary: "Reconcile payment requests with their outcomes",
		Description: "How many payments, for how much, were requested, paid, rejected, returned and are outstanding, of each " +
			"request and in all, held against what is certified and unpaid in account 2100.",
		Errors: questionErrors,
	}, s.PaymentReconciliation)
}
