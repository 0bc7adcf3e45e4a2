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
	Also      []BodyID   `json:"also,omitempty"`    // other bodies the actor held posts of in the fund
	Approvals []Approval `json:"approvals,omitempty"`
	Allowance Allowance  `json:"-"` // that the act counts against: its postings say so
	Complete  bool       `json:"-"` // the act may stand in the journal
	Supposed  bool       `json:"-"` // the act is only tried, to show others what they would approve
	Final     bool       `json:"-"` // of an approval: nobody else is needed, so the held act runs
	Still     string     `json:"-"` // of an approval: who must approve after it; of the last, who if all is asked anew
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
	Also  []BodyID  `json:"also,omitempty"` // other bodies they held posts of in the fund
	At    time.Time `json:"at"`
}

func (a Authority) check() error {
	if a.Type == "" || a.Actor == "" || a.Post == "" || a.Rule == "" || a.Policy == "" || !a.Complete {
		return ErrNoAuthority
	}
	return nil
}
