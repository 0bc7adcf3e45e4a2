package ledger

// ReceiveGrant records a ring-fenced capital grant that the host received and still holds (row 4).
type ReceiveGrant struct {
	Contribution ContributionID `json:"contribution" doc:"a contribution agreed as in advance"`
	Amount       Money          `json:"amount"`
	Power        Power          `json:"power" doc:"the legal power it was paid under: s75, s76, s256 or s31"`
	Receipt      Private        `json:"receipt" doc:"the receipt's reference"`
}

// PassGrantOn records that a capital grant was passed to the body that spends it, such as a district (row 4b).
type PassGrantOn struct {
	Contribution ContributionID `json:"contribution"`
	Scheme       SchemeID       `json:"scheme"`
	District     BodyID         `json:"district" doc:"the body it was passed to"`
	Amount       Money          `json:"amount"`
	Payment      Private        `json:"payment" doc:"the payment's reference"`
}
