package ledger

import "time"

// Authority is the evidence that an act was allowed: who asked in which post, the rule of the scheme of
// delegation that allowed it, the policy in force, and who else approved. Policy makes it; no entry is made
// without one.
type Authority struct {
	Type      string     `json:"type"` // "authority/1"
	Actor     ActorID    `json:"actor"`
	Post      PostID     `json:"post"`
	Role      Role       `json:"role"`
	Body      BodyID     `json:"body"`
	Rule      string     `json:"rule"`
	Policy    string     `json:"policy"`            // hash of the scheme of delegation in force
	Service   int64      `json:"service,omitempty"` // the service journal's number it was judged under
	Approvals []Approval `json:"approvals,omitempty"`
	Complete  bool       `json:"-"` // the act may stand in the journal
	Final     bool       `json:"-"` // of an approval: nobody else is needed, so the held act runs
}

// AuthorityType is the version of authorities made today.
const AuthorityType = "authority/1"

// Approval is one person's decision on a proposal, bound to the hash of what they saw.
type Approval struct {
	Actor ActorID   `json:"actor"`
	Post  PostID    `json:"post"`
	Role  Role      `json:"role"`
	Body  BodyID    `json:"body"`
	Rule  string    `json:"rule"`
	At    time.Time `json:"at"`
}

func (a Authority) check() error {
	if a.Type == "" || a.Actor == "" || a.Post == "" || a.Rule == "" || a.Policy == "" || !a.Complete {
		return ErrNoAuthority
	}
	return nil
}

// Matter is what policy judges an act by: whose money, from which source, for which scheme, with whom, how
// much.
type Matter struct {
	Partner  BodyID
	Source   SourceID
	Scheme   SchemeID
	Provider BodyID
	Amount   Money
	Preparer *Approval  // of the proposal, when the act decides one
	Approved []Approval // so far, when the act decides a proposal
	Held     string     // the kind of the act the proposal holds
}
