package ledger

// BodyType is what an organisation is; only councils and NHS bodies may be section 75 partners.
type BodyType string

// The types of body.
const (
	Council         BodyType = "council"
	ICB             BodyType = "icb" // integrated care board, from July 2022
	CCG             BodyType = "ccg" // clinical commissioning group, until June 2022
	PCT             BodyType = "pct" // primary care trust, until March 2013
	NHSTrust        BodyType = "nhs-trust"
	FoundationTrust BodyType = "foundation-trust"
	Voluntary       BodyType = "voluntary"
	Company         BodyType = "company"
	Department      BodyType = "department" // of central government
)

// BodyTypes lists every type of body, for checks and for messages.
var BodyTypes = []BodyType{Council, ICB, CCG, PCT, NHSTrust, FoundationTrust, Voluntary, Company, Department}

// Body is an organisation. It stands in the service journal, and is succeeded by another rather than renamed.
type Body struct {
	ID          BodyID   `json:"id"`
	Name        string   `json:"name"`
	Type        BodyType `json:"kind" doc:"council, icb, ccg, pct, nhs-trust, foundation-trust, voluntary, company or department"`
	ODS         string   `json:"ods,omitempty" doc:"the NHS organisation code"`
	GSS         string   `json:"gss,omitempty" doc:"the code of a council's area, such as E09000016"`
	Succeeds    []BodyID `json:"succeeds,omitempty"`
	SucceededBy []BodyID `json:"succeededBy,omitempty"`
	Ended       Date     `json:"ended,omitempty" doc:"its last day, when others have succeeded it"`
}

// Ref is the body's place among the documents of the service journal.
func (b Body) Ref() Ref { return Ref{"body", string(b.ID)} }

// RegisterBody records an organisation.
type RegisterBody struct {
	ID   BodyID   `json:"id"`
	Name string   `json:"name"`
	Type BodyType `json:"kind" doc:"council, icb, ccg, pct, nhs-trust, foundation-trust, voluntary, company or department"`
	ODS  string   `json:"ods,omitempty" doc:"the NHS organisation code, 3 to 6 capitals and digits"`
	GSS  string   `json:"gss,omitempty" doc:"the code of a council's area, such as E09000016"`
}

// RecordSuccessor records that one body took over from another.
type RecordSuccessor struct {
	Predecessor BodyID `json:"predecessor"`
	Successor   BodyID `json:"successor"`
	Date        Date   `json:"date" doc:"the successor's first day"`
}
