package ledger

// Form is what a commitment is in law; VAT and publication depend on it.
type Form string

// The forms of a commitment.
const (
	Contract Form = "contract"
	Grant    Form = "grant" // to a voluntary body
)

// CommitmentState is how far a commitment has come; what is left on it is the balance of its account.
type CommitmentState string

// The states of a commitment.
const (
	CommitmentOpen     CommitmentState = "open"
	CommitmentReleased CommitmentState = "released" // what was left has been given back, once
)

// Commitment is a promise to pay a provider, held in the memo book. It is not a liability.
type Commitment struct {
	ID       CommitmentID    `json:"id"`
	Scheme   SchemeID        `json:"scheme"`
	Source   SourceID        `json:"source"`
	Year     Year            `json:"year"`
	Provider BodyID          `json:"provider"`
	Form     Form            `json:"form"`
	State    CommitmentState `json:"state"`
	Purpose  Private         `json:"purpose,omitzero"`
}

// Ref is the commitment's place among the fund's documents.
func (c Commitment) Ref() Ref { return Ref{"commitment", string(c.ID)} }

// RaiseCommitment promises budget to a provider (row 7).
type RaiseCommitment struct {
	ID       CommitmentID `json:"id"`
	Scheme   SchemeID     `json:"scheme"`
	Source   SourceID     `json:"source"`
	Provider BodyID       `json:"provider"`
	Form     Form         `json:"form" doc:"contract or grant"`
	Amount   Money        `json:"amount"`
	Purpose  Private      `json:"purpose,omitzero"`
}

// VaryCommitment changes what a commitment promises (row 8).
type VaryCommitment struct {
	Commitment CommitmentID `json:"commitment"`
	Direction  Direction    `json:"direction" doc:"increase or decrease"`
	Amount     Money        `json:"amount" doc:"by how much"`
	Reason     Private      `json:"reason,omitzero"`
}

// ReleaseCommitment gives back all that is left on a commitment (row 11).
type ReleaseCommitment struct {
	Commitment CommitmentID `json:"commitment"`
	Reason     Private      `json:"reason,omitzero"`
}
