package ledger

// ReceiveContribution records that the host has received what a partner owed (row 3).
type ReceiveContribution struct {
	Contribution ContributionID `json:"contribution"`
	Amount       Money          `json:"amount"`
	Power        Power          `json:"power" doc:"the legal power it was paid under: s75, s76, s256 or s31"`
	Receipt      Private        `json:"receipt" doc:"the receipt's reference"`
}
