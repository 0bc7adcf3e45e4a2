package ledger

// RecordDirectSpend records what a partner spent itself out of money it never paid over (row 3n).
type RecordDirectSpend struct {
	Contribution ContributionID `json:"contribution" doc:"a notional contribution"`
	Scheme       SchemeID       `json:"scheme"`
	Amount       Money          `json:"amount"`
	Evidence     Private        `json:"evidence,omitzero" doc:"the reference of the partner's statement"`
}
