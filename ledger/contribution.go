package ledger

// ContributionState is how far a contribution has come; what was called and received stands in accounts.
type ContributionState string

// The states of a contribution.
const (
	ContributionIndicative ContributionState = "indicative" // notified, not yet agreed by the partners
	ContributionAgreed     ContributionState = "agreed"
	ContributionReversed   ContributionState = "reversed" // agreed in error
)

// Instalment is one payment of a contribution, in the words of the agreement.
type Instalment struct {
	Number int   `json:"number"`
	Due    Date  `json:"due"`
	Amount Money `json:"amount"`
	Called bool  `json:"called,omitempty"`
}

// Contribution is one partner's money from one source for one year, agreed under one version of the agreement.
type Contribution struct {
	ID          ContributionID    `json:"id"`
	Source      SourceID          `json:"source"`
	Partner     BodyID            `json:"partner"`
	Year        Year              `json:"year"`
	Agreement   int               `json:"agreement,omitempty"`
	State       ContributionState `json:"state"`
	Instalments []Instalment      `json:"instalments,omitempty"`
	Function    string            `json:"function"`
	Power       Power             `json:"power"`
	Notional    bool              `json:"notional,omitempty"`
	HostOwn     bool              `json:"hostOwn,omitempty"`
	InAdvance   bool              `json:"inAdvance,omitempty"`
	Performance bool              `json:"performance,omitempty"`
	Recurrent   bool              `json:"recurrent,omitempty"`
	MatchOf     ContributionID    `json:"matchOf,omitempty"`
}

// Ref is the contribution's place among the fund's documents.
func (c Contribution) Ref() Ref { return Ref{"contribution", string(c.ID)} }

// DueAmount is an instalment as somebody asks for it.
type DueAmount struct {
	Due    Date  `json:"due"`
	Amount Money `json:"amount"`
}

// Plan is how a contribution is paid: either each instalment by name, or an amount to be divided equally between
// dates, exact to the penny with odd pennies in the earlier instalments.
type Plan struct {
	Instalments []DueAmount `json:"instalments,omitempty" doc:"each instalment, or else amount and dates"`
	Amount      Money       `json:"amount,omitzero" doc:"to be divided equally between the dates"`
	Dates       []Date      `json:"dates,omitempty"`
}

// IndicateContribution notifies what a partner means to contribute. It posts nothing.
type IndicateContribution struct {
	ID        ContributionID `json:"id"`
	Source    SourceID       `json:"source"`
	Year      Year           `json:"year"`
	Function  string         `json:"function" doc:"the function it is for, from the list of functions"`
	Recurrent bool           `json:"recurrent,omitempty"`
	Plan      Plan           `json:"plan"`
}

// AgreeContribution records a contribution that all partners have agreed (row 1).
type AgreeContribution struct {
	ID        ContributionID `json:"id"`
	Source    SourceID       `json:"source"`
	Year      Year           `json:"year"`
	Agreement int            `json:"agreement" doc:"the version of the agreement"`
	Function  string         `json:"function" doc:"the function it is for, from the list of functions"`
	Plan      Plan           `json:"plan"`
	Power     Power          `json:"power,omitempty" doc:"s75, s76, s256 or s31; the source's when left out"`
	Notional  bool           `json:"notional,omitempty" doc:"partner-direct: the partner keeps the cash and spends it itself"`
	HostOwn   bool           `json:"hostOwn,omitempty" doc:"the host's own share, never invoiced"`
	InAdvance bool           `json:"inAdvance,omitempty" doc:"a capital grant held until it is passed on"`
	Recurrent bool           `json:"recurrent,omitempty"`
	MatchOf   ContributionID `json:"matchOf,omitempty" doc:"called only as this contribution is paid"`
}

// AgreePerformance records money that is agreed but held until results earn it (row 1b).
type AgreePerformance struct {
	ID        ContributionID `json:"id"`
	Source    SourceID       `json:"source"`
	Year      Year           `json:"year"`
	Agreement int            `json:"agreement" doc:"the version of the agreement"`
	Function  string         `json:"function" doc:"the function it is for, from the list of functions"`
	Plan      Plan           `json:"plan" doc:"what is planned to be earned, and when"`
	Power     Power          `json:"power,omitempty" doc:"s75, s76, s256 or s31; the source's when left out"`
}

// VaryContribution changes what is not yet called of a contribution, under a version of the agreement (row 1v).
type VaryContribution struct {
	Contribution ContributionID `json:"contribution"`
	Agreement    int            `json:"agreement" doc:"the version that varies it"`
	Plan         Plan           `json:"plan" doc:"what takes the place of every instalment not yet called; empty to withdraw them"`
}
