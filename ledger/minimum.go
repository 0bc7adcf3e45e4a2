package ledger

// A MinimumID names a required minimum within a fund.
type MinimumID string

// Minimum is what must at least be spent from a source in a year, on an area of spend or through a commissioner.
// Reports compare it with budget, spend and forecast, and warn before a budget or virement would break it.
type Minimum struct {
	ID           MinimumID `json:"id"`
	Source       SourceID  `json:"source"`
	Year         Year      `json:"year"`
	Area         string    `json:"area,omitempty"`
	Commissioner Side      `json:"commissioner,omitempty"`
	Required     Money     `json:"required"`
}

// Ref is the minimum's place among the fund's documents.
func (m Minimum) Ref() Ref { return Ref{"minimum", string(m.ID)} }

// RequireMinimum records a required minimum, or states it anew.
type RequireMinimum struct {
	ID           MinimumID `json:"id"`
	Source       SourceID  `json:"source"`
	Year         Year      `json:"year"`
	Area         string    `json:"area,omitempty" doc:"an area of spend, or else a commissioner"`
	Commissioner Side      `json:"commissioner,omitempty" doc:"la, nhs or joint"`
	Required     Money     `json:"required"`
}
