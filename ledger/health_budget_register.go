package ledger

import "fmt"

// HealthBudgetAccounts are where the figures of one personal health budget stand.
type HealthBudgetAccounts struct {
	Left    []Account // of it, by source, on the credit side (9300)
	PaidOut Account   // directly, and not yet accounted for (1310)
	CapLeft Account   // to the client of the cap in its window, on the credit side (9510)
	CapUsed Account   // of that cap, by all the client's budgets (9520), likewise
}

// Accounts are the budget's, whose sources are looked up.
func (b PersonalHealthBudget) Accounts(source func(SourceID) Source) HealthBudgetAccounts {
	l := healthLine{b, source(b.Source)}
	var left []Account
	for _, id := range b.sources() {
		left = append(left, healthLine{b, source(id)}.committed())
	}
	return HealthBudgetAccounts{
		left, l.advanced(), allowanceAccount(AllowanceLeft, b.Year, b.Cap),
		allowanceAccount(AllowanceUsed, b.Year, b.Cap),
	}
}

// HealthBudgetStep is what an act does to what is left of a personal health budget.
type HealthBudgetStep string

// The steps: allocated - spent - recovered - released - lapsed = left.
const (
	HealthBudgetAllocated HealthBudgetStep = "allocated"
	HealthBudgetSpent     HealthBudgetStep = "spent"     // bought or ordered, or accounted for, less credits
	HealthBudgetRecovered HealthBudgetStep = "recovered" // paid out and paid back
	HealthBudgetReleased  HealthBudgetStep = "released"
	HealthBudgetLapsed    HealthBudgetStep = "lapsed" // with its year
)

var healthBudgetSteps = map[string]HealthBudgetStep{
	"allocate-health-budget":   HealthBudgetAllocated,
	"allocate-above-cap":       HealthBudgetAllocated,
	"buy-from-budget":          HealthBudgetSpent,
	"order-purchase":           HealthBudgetSpent, // from a budget that a float's agent holds
	"cancel-purchase":          HealthBudgetSpent,
	"accept-budget-evidence":   HealthBudgetSpent,
	"write-off-direct-payment": HealthBudgetSpent,
	"receive-credit-note":      HealthBudgetSpent,
	"receive-refund":           HealthBudgetSpent,
	"return-budget-money":      HealthBudgetRecovered,
	"release-health-budget":    HealthBudgetReleased,
	"close-year":               HealthBudgetLapsed,
	"reopen-year":              HealthBudgetLapsed,
}

// HealthBudgetStepOf is what an act does to what is left of a personal health budget. A reversal counts in the step
// that it reverses.
func HealthBudgetStepOf(act string) (HealthBudgetStep, error) {
	step, ok := healthBudgetSteps[act]
	if !ok {
		return "", fmt.Errorf("the register of personal health budgets has no column for what %s does to one", act)
	}
	return step, nil
}
