package web

import (
	"net/http"

	"pooled/api"
)

// registerLabels name the columns of a register where the field's own name says less.
var registerLabels = map[string]map[string]string{
	"health-budgets": {"advanced": "Awaited", "due": "Evidence due", "worker": "Allocated by"},
}

// registerFilters are fields by which a register is narrowed, besides those that its documents have.
var registerFilters = map[string][]api.FormField{
	"health-budgets": {{Name: "evidenceLate", Kind: api.FieldYesNo}},
}

func filterNames(plural string) (names []string) {
	for _, f := range registerFilters[plural] {
		names = append(names, f.Name)
	}
	return names
}

// asked is a page of the documents that an address asks for.
func (s *site) asked(r *http.Request, a registerAsked, after string, limit int) (*api.DocumentsOutput, error) {
	if a.kind == "health-budget" {
		return s.ask.HealthBudgets(r.Context(), api.HealthBudgetsWhere(a.q, a.where, after, limit))
	}
	return s.ask.Documents(r.Context(), a.plural, a.kind, api.DocumentsWhere(a.q, a.where, after, limit))
}
