package ledger

// VireBudget moves budget between two schemes of one source (row 6).
type VireBudget struct {
	From   BudgetLine `json:"from"`
	To     BudgetLine `json:"to"`
	Amount Money      `json:"amount"`
}
