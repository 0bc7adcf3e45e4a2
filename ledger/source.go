package ledger

// Nature is whether money is capital or revenue; the two never mix.
type Nature string

// The natures of money.
const (
	Capital Nature = "capital"
	Revenue Nature = "revenue"
)

// Fence is the ring-fence of a source: what the money was given for. Fences lists them by year.
type Fence string

// The ring-fences that rules speak of.
const (
	NHSMinimum        Fence = "nhs-minimum"
	NHSAdditional     Fence = "nhs-additional"
	CouncilAdditional Fence = "la-additional"
	ImprovedFund      Fence = "ibcf"
	DisabledFacility  Fence = "dfg"
	SocialCareCapital Fence = "social-care-capital"
	WinterPressures   Fence = "winter-pressures"
	DischargeCouncil  Fence = "discharge-la"
	DischargeICB      Fence = "discharge-icb"
	PerformanceFence  Fence = "performance"
	CarryForward      Fence = "carry-forward"
	Transformation    Fence = "transformation"
	OtherFence        Fence = "other"
)

// Power is the legal power under which money is paid over.
type Power string

// The powers that money in a pooled fund may rest on.
const (
	Section75  Power = "s75"  // NHS Act 2006 section 75: the pooled fund itself
	Section76  Power = "s76"  // NHS Act 2006 section 76: council to NHS
	Section256 Power = "s256" // NHS Act 2006 section 256: NHS to council
	Section31  Power = "s31"  // Local Government Act 2003 section 31: government grant
)

// Source is a source of funding. It belongs to one partner and has one ring-fence and one nature for ever.
type Source struct {
	ID           SourceID `json:"id"`
	Name         string   `json:"name"`
	Partner      BodyID   `json:"partner"`
	Through      BodyID   `json:"through,omitempty" doc:"for a funder, the partner its money comes in through"`
	Nature       Nature   `json:"nature"`
	Fence        Fence    `json:"fence"`
	CodeListYear Year     `json:"codeListYear"`
	Power        Power    `json:"power"`
	Income       Code     `json:"income" doc:"the income account, worked out from the partner and the ring-fence"`
}

// Ref is the source's place among the fund's documents.
func (src Source) Ref() Ref { return Ref{"source", string(src.ID)} }

// AddSource records a source of funding.
type AddSource struct {
	ID           SourceID `json:"id"`
	Name         string   `json:"name"`
	Partner      BodyID   `json:"partner" doc:"a section 75 partner or a funder of an agreement that may be relied on"`
	Nature       Nature   `json:"nature" doc:"capital or revenue"`
	Fence        Fence    `json:"fence" doc:"the ring-fence, such as nhs-minimum or dfg"`
	CodeListYear Year     `json:"codeListYear" doc:"the year of the list the ring-fence is taken from"`
	Power        Power    `json:"power" doc:"s75, s76, s256 or s31"`
}
