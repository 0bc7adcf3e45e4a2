package ledger

// Arrangement is how a scheme line stands in the partners' own accounts.
type Arrangement string

// The arrangements; a report gives each partner its own figures under them.
const (
	LeadCommissioning Arrangement = "lead"
	JointOperation    Arrangement = "joint"
	HostAsAgent       Arrangement = "agent"
	AlignedBudget     Arrangement = "aligned"
)

// Side is which side commissions, in the words of the planning template.
type Side string

// The sides that may commission a scheme line.
const (
	CouncilSide Side = "la"
	NHSSide     Side = "nhs"
	JointSide   Side = "joint"
)

// SchemeLine is a scheme's budget from one source: a row of the planning template.
type SchemeLine struct {
	Source       SourceID    `json:"source"`
	Arrangement  Arrangement `json:"arrangement" doc:"lead, joint, agent or aligned"`
	Area         string      `json:"area" doc:"the area of spend, from the year's list"`
	Commissioner Side        `json:"commissioner" doc:"la, nhs or joint"`
	LAPercent    int         `json:"laPercent,omitempty" doc:"the council's share of a joint line, in whole per cent"`
	Provider     BodyID      `json:"provider,omitempty"`
	Function     string      `json:"function" doc:"from the list of functions"`
	Type         string      `json:"schemeType" doc:"the scheme type, from the year's list"`
}

// Scheme is what a part of the fund is spent on.
type Scheme struct {
	ID           SchemeID     `json:"id"`
	Name         string       `json:"name"`
	CodeListYear Year         `json:"codeListYear"`
	Lines        []SchemeLine `json:"lines"`
}

// Ref is the scheme's place among the fund's documents.
func (sc Scheme) Ref() Ref { return Ref{"scheme", string(sc.ID)} }

// Direction is which way an amount changes something.
type Direction string

// The two directions.
const (
	Increase Direction = "increase"
	Decrease Direction = "decrease"
)

// BudgetLine names one scheme's budget from one source.
type BudgetLine struct {
	Scheme SchemeID `json:"scheme"`
	Source SourceID `json:"source"`
}

// AddScheme records a scheme and its lines.
type AddScheme struct {
	ID           SchemeID     `json:"id"`
	Name         string       `json:"name"`
	CodeListYear Year         `json:"codeListYear" doc:"the year of the lists its codes are taken from"`
	Lines        []SchemeLine `json:"lines,omitempty" doc:"one for each source"`
}

// AddSchemeLine gives a scheme a line for one more source.
type AddSchemeLine struct {
	Scheme SchemeID   `json:"scheme"`
	Line   SchemeLine `json:"line"`
}

// SetSchemeBudget moves money between what a source has not allocated and a scheme's budget (row 5).
type SetSchemeBudget struct {
	Scheme    SchemeID  `json:"scheme"`
	Source    SourceID  `json:"source"`
	Direction Direction `json:"direction" doc:"increase or decrease"`
	Amount    Money     `json:"amount" doc:"by how much"`
}
