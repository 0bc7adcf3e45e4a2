package ledger

// CallContribution calls an instalment, or a part of it: it falls due from now on (rows 2, 2h and 2g).
type CallContribution struct {
	Contribution ContributionID `json:"contribution"`
	Instalment   int            `json:"instalment" doc:"its number"`
	Amount       Money          `json:"amount,omitzero" doc:"a part of it; all of it when left out"`
	Invoice      Private        `json:"invoice,omitzero" doc:"the number of the invoice raised"`
}
