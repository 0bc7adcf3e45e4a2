package ledger

import "strconv"

// Part is what a body is to an agreement.
type Part string

// The parts a body may have.
const (
	Section75Partner Part = "section-75-partner" // a council or an NHS body
	Funder           Part = "funder"             // its money comes in through a named partner, and it has no vote
	Participant      Part = "participant"        // takes part, without money
)

// Party is a body and its part in an agreement.
type Party struct {
	Body    BodyID `json:"body"`
	Part    Part   `json:"part" doc:"section-75-partner, funder or participant"`
	Through BodyID `json:"through,omitempty" doc:"for a funder, the partner its money comes in through"`
	Weight  int64  `json:"weight,omitempty" doc:"the partner's share, where the agreement gives one"`
}

// Particulars are the seven that an agreement must specify (SI 2000/617 regulation 7(3)).
type Particulars struct {
	Aims          string `json:"aims" doc:"aims and outcomes"`
	Contributions string `json:"contributions" doc:"the contributions of each partner and how they may be varied"`
	Functions     string `json:"functions" doc:"the NHS and health-related functions"`
	Services      string `json:"services" doc:"the persons and the kinds of services"`
	Resources     string `json:"resources" doc:"staff, goods, services and accommodation"`
	Duration      string `json:"duration" doc:"duration, review, variation and termination"`
	Management    string `json:"management" doc:"how the fund is managed and monitored, and by which host"`
}

// AgreementState is how far a version has come.
type AgreementState string

// The states of an agreement version.
const (
	AgreementDraft    AgreementState = "draft"
	AgreementInForce  AgreementState = "in-force"
	AgreementOverride AgreementState = "override" // relied on although it is not signed yet
)

// Override is the recorded decision to rely on a version that is not signed yet. Every position shows it.
type Override struct {
	By     BodyID  `json:"by" doc:"the body whose officer approved it"`
	Reason Private `json:"reason"`
	Until  Date    `json:"until"`
}

// Agreement is one version of the partners' agreement under section 75 of the NHS Act 2006.
type Agreement struct {
	Version     int            `json:"version"`
	From        Date           `json:"from"`
	To          Date           `json:"to,omitempty"`
	Partners    []Party        `json:"partners" doc:"in the order of the agreement: odd pennies go to the first"`
	Particulars Particulars    `json:"particulars"`
	Hosts       []BodyID       `json:"hosts"`
	Funds       []FundID       `json:"funds"`
	Reference   Private        `json:"reference,omitzero"`
	SHA256      Digest         `json:"sha256,omitzero" doc:"of the signed document"`
	Signed      Date           `json:"signed,omitempty"`
	State       AgreementState `json:"state"`
	Override    Override       `json:"override,omitzero"`
}

// Ref is the version's place among the fund's documents.
func (a Agreement) Ref() Ref { return agreementRef(a.Version) }

func agreementRef(version int) Ref { return Ref{"agreement", strconv.Itoa(version)} }

// DraftAgreement records a new version of the agreement, numbered one above the latest.
type DraftAgreement struct {
	From        Date        `json:"from"`
	To          Date        `json:"to,omitempty"`
	Partners    []Party     `json:"partners" doc:"in the order of the agreement: odd pennies go to the first"`
	Particulars Particulars `json:"particulars"`
	Hosts       []BodyID    `json:"hosts"`
	Funds       []FundID    `json:"funds,omitempty" doc:"this fund alone when left out"`
}

// BringIntoForce records that a version has been signed.
type BringIntoForce struct {
	Version   int     `json:"version"`
	Signed    Date    `json:"signed"`
	Reference Private `json:"reference" doc:"of the signed document"`
	SHA256    Digest  `json:"sha256" doc:"of the signed document, 43 characters of URL-safe base64"`
}

// OverrideUnsigned records who allows a version to be relied on before it is signed, why, and until when.
type OverrideUnsigned struct {
	Version    int     `json:"version"`
	ApprovedBy BodyID  `json:"approvedBy" doc:"the body whose officer approved it"`
	Reason     Private `json:"reason"`
	Until      Date    `json:"until"`
}
