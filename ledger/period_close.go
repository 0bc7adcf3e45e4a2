package ledger

import "strings"

// Close is how firmly a period is closed.
type Close string

// The two ways to close a period.
const (
	SoftClosed Close = "soft" // to all but finance officers
	HardClosed Close = "hard" // for good
)

// PeriodState says whether a period is closed.
type PeriodState struct {
	Period Period `json:"period"`
	Closed Close  `json:"closed,omitempty"`
}

// Ref is the period's place among the fund's documents.
func (p PeriodState) Ref() Ref { return periodRef(p.Period) }

func periodRef(p Period) Ref { return Ref{"period", strings.Replace(p.String(), "/", "-", 1)} }

// ClosePeriod closes a period: softly to all but finance officers, then for good.
type ClosePeriod struct {
	Period Period `json:"period"`
	Close  Close  `json:"close" doc:"soft or hard"`
}

// ReopenPeriod opens a softly closed period again.
type ReopenPeriod struct {
	Period Period  `json:"period"`
	Reason Private `json:"reason"`
}
