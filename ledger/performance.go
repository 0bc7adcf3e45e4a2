package ledger

// EarnPerformance releases performance money that results have earned (row 15).
type EarnPerformance struct {
	Contribution ContributionID `json:"contribution" doc:"a contribution agreed as performance money"`
	Amount       Money          `json:"amount"`
	Measured     Period         `json:"measured" doc:"the last month of the period measured; the entry's own period may be later"`
	Evidence     Private        `json:"evidence,omitzero" doc:"the reference of the evidence"`
}

// ForgoPerformance gives up performance money that was finally not earned (row 15x). It never was income.
type ForgoPerformance struct {
	Contribution ContributionID `json:"contribution"`
	Amount       Money          `json:"amount"`
	Measured     Period         `json:"measured" doc:"the last month of the period measured"`
	Evidence     Private        `json:"evidence,omitzero" doc:"the reference of the evidence"`
}
