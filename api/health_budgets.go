package api

import (
	"context"

	"pooled/ledger"
	"pooled/ledger/report"
)

// HealthBudgetsInput asks for a page of personal health budgets.
type HealthBudgetsInput struct {
	DocumentsInput
	EvidenceLate bool `query:"evidenceLate" doc:"those alone of which evidence of a direct payment is late, whatever their year: whom to chase"` //nolint:lll // a tag cannot be broken
}

// HealthBudgets lists a fund's personal health budgets.
func (s *Service) HealthBudgets(ctx context.Context, in *HealthBudgetsInput) (*DocumentsOutput, error) {
	only := filter{}
	if in.EvidenceLate {
		at, err := s.asked(ctx, in.FundQuestion)
		if err != nil {
			return nil, err
		}
		found, err := s.reports.HealthBudgets(ctx, in.Fund, at, report.HealthBudgetFilter{Overdue: true, EveryYear: true})
		if err != nil {
			return nil, err
		}
		late := evidenceOf(found)
		only.asked = []string{"evidenceLate", ifTrue(true)}
		only.takes = func(d ledger.Document) bool {
			b, ok := d.(ledger.PersonalHealthBudget)
			return ok && late[b.ID].DaysLate > 0
		}
	}
	return s.documents(ctx, "health-budgets", "health-budget", &in.DocumentsInput, only)
}

// evidenceOf is the evidence that is due first of each budget.
func evidenceOf(found report.HealthBudgets) map[ledger.HealthBudgetID]report.HealthChase {
	first := map[ledger.HealthBudgetID]report.HealthChase{}
	for _, one := range found.Chase { // in the order of their days
		if _, ok := first[one.Budget]; !ok && one.What == report.EvidenceDue {
			first[one.Budget] = one
		}
	}
	return first
}

// budgetFigures are those of personal health budgets, as the register of them has it.
func (s *Service) budgetFigures(ctx context.Context, fund ledger.FundID, at report.AsOf, list []ledger.Document) (
	[]Figures, error,
) {
	place, only := map[ledger.HealthBudgetID]int{}, report.HealthBudgetFilter{EveryYear: true}
	for i, d := range list {
		id := ledger.HealthBudgetID(d.Ref().ID)
		place[id], only.Budgets = i, append(only.Budgets, id)
	}
	found, err := s.reports.HealthBudgets(ctx, fund, at, only)
	due, out := evidenceOf(found), make([]Figures, len(list))
	for _, row := range found.Budgets {
		left := row.Awaited.Add(row.Unspent)
		out[place[row.Budget]] = Figures{
			Due: due[row.Budget].Due, DaysLate: due[row.Budget].DaysLate, Left: &left, Advanced: &row.Awaited,
			Allocated: &row.Allocated, Spent: &row.Spent, Unspent: &row.Unspent,
		}
	}
	return out, err
}

// HealthBudgetsWhere asks for a page of the personal health budgets that are as given by name, and of those alone, if
// so asked, of which evidence is late.
func HealthBudgetsWhere(q FundQuestion, where map[string]string, after string, limit int) *HealthBudgetsInput {
	return &HealthBudgetsInput{*DocumentsWhere(q, where, after, limit), where["evidenceLate"] != ""}
}
