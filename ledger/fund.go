package ledger

// Fund is a pooled fund: contributions of its partners, out of which payments may be made towards health and
// health-related functions (SI 2000/617 regulation 7(1)).
type Fund struct {
	ID         FundID `json:"id"`
	Name       string `json:"name"`
	Purpose    string `json:"purpose,omitempty"`
	Host       BodyID `json:"host" doc:"responsible for its accounts and audit"`
	Opened     Date   `json:"opened"`
	Closed     Date   `json:"closed,omitempty"`
	Agreements []Term `json:"agreements,omitempty"`
}

// Ref is the fund's place: a journal has one fund.
func (Fund) Ref() Ref { return fundRef }

var fundRef = Ref{"fund", "fund"}

// Term is when an agreement version may be relied on.
type Term struct {
	Version       int  `json:"version"`
	From          Date `json:"from"`
	To            Date `json:"to,omitempty"`
	InForce       bool `json:"inForce,omitempty"`
	OverrideUntil Date `json:"overrideUntil,omitempty"`
}

// Covers reports whether entries may be made under the version on a day.
func (t Term) Covers(d Date) bool {
	return t.From <= d && (t.To == 0 || d <= t.To) && (t.InForce || d <= t.OverrideUntil)
}

// OpenFund begins a fund's journal.
type OpenFund struct {
	Name    string `json:"name"`
	Purpose string `json:"purpose,omitempty"`
	Host    BodyID `json:"host" doc:"the council or NHS body responsible for its accounts and audit"`
	Opened  Date   `json:"opened,omitempty" doc:"the day of the act when left out"`
}
