package ledger

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Part is what a body is to an agreement.
type Part string

// The parts a body may have.
const (
	Section75Partner Part = "section-75-partner" // a council or an NHS body
	Funder           Part = "funder"             // its money comes in through a partner; it has no vote
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
	Contributions string `json:"contributions" doc:"each partner's contributions and how they may be varied"`
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
	Reference Private `json:"reference" screen:"reference" doc:"of the signed document"`
	SHA256    Digest  `json:"sha256" doc:"of the signed document, 43 characters of URL-safe base64"`
}

// OverrideUnsigned records who allows a version to be relied on before it is signed, why, and until when.
type OverrideUnsigned struct {
	Version    int     `json:"version"`
	ApprovedBy BodyID  `json:"approvedBy" doc:"the body whose officer approved it"`
	Reason     Private `json:"reason"`
	Until      Date    `json:"until"`
}

const (
	particularLengthMax = 2000
	partiesMax          = 50
)

// Agreement is a version of the agreement. It returns ErrNotFound.
func (s *State) Agreement(version int) (Agreement, error) {
	return need[Agreement](s, agreementRef(version), "agreement version")
}

// party is the body's part in the agreement, and whether it has any.
func (a Agreement) party(body BodyID) (Party, bool) {
	i := slices.IndexFunc(a.Partners, func(p Party) bool { return p.Body == body })
	if i < 0 {
		return Party{}, false
	}
	return a.Partners[i], true
}

// payer is the body's part in a version when it is one that brings money. It returns ErrNotPartner.
func (a Agreement) payer(body BodyID) (Party, error) {
	p, ok := a.party(body)
	if !ok || p.Part == Participant {
		return Party{}, ErrNotPartner.With("%s is neither a section 75 partner nor a funder in agreement "+
			"version %d",
			body, a.Version)
	}
	return p, nil
}

// relied is the agreement version when entries of the day may rest on it. It returns ErrNotInForce and
// ErrOutsideTerm.
func (s *State) relied(version int) (Agreement, error) {
	fund, err := s.OpenFund()
	if err != nil {
		return Agreement{}, err
	}
	t, ok := fund.term(version)
	switch {
	case !ok:
		return Agreement{}, ErrNotFound.With("there is no agreement version %d", version)
	case !t.InForce && t.OverrideUntil == 0:
		return Agreement{}, ErrNotInForce.With("agreement version %d is neither in force nor under a recorded "+
			"override", version)
	case !t.Covers(s.On):
		return Agreement{}, ErrOutsideTerm.With("%s is outside the term of agreement version %d", s.On.UK(),
			version)
	}
	return s.Agreement(version)
}

// check refuses an agreement that is not one under section 75.
func (a Agreement) check(s *State) error {
	if a.From == 0 || a.To != 0 && a.To < a.From {
		return ErrInvalid.With("an agreement runs from a day to a later one, or until it is ended")
	}
	if err := firstError(a.Particulars.check(), a.checkParties(s)); err != nil {
		return err
	}
	if len(a.Hosts) == 0 {
		return ErrInvalid.With("name the host")
	}
	for _, host := range a.Hosts {
		if p, ok := a.party(host); !ok || p.Part != Section75Partner {
			return ErrNotPartner.With("%s cannot host: it is not a section 75 partner of this agreement", host)
		}
	}
	if !slices.Contains(a.Funds, s.Fund) {
		return ErrInvalid.With("the agreement must cover the fund %s itself", s.Fund)
	}
	for _, f := range a.Funds {
		if err := CheckID("a fund", f); err != nil {
			return err
		}
	}
	return nil
}

// checkParties holds the rules on who may be what: councils and NHS bodies alone are section 75 partners, one
// of each at least, and a funder's money comes in through one of them.
func (a Agreement) checkParties(s *State) error {
	if len(a.Partners) > partiesMax {
		return ErrInvalid.With("an agreement has at most %d parties", partiesMax)
	}
	var councils, health int
	for i, p := range a.Partners {
		body, err := s.Body(p.Body)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(a.Partners[:i], func(q Party) bool { return q.Body == p.Body }) {
			return ErrInvalid.With("%s stands twice among the parties", p.Body)
		}
		if err := a.checkPart(p, body); err != nil {
			return err
		}
		if p.Part == Section75Partner && body.IsCouncil() {
			councils++
		} else if p.Part == Section75Partner {
			health++
		}
	}
	if councils == 0 || health == 0 {
		return ErrNotPartner.With("section 75 needs at least one council and one NHS body as partners")
	}
	return nil
}

func (a Agreement) checkPart(p Party, body Body) error {
	through, _ := a.party(p.Through)
	switch {
	case p.Part != Section75Partner && p.Part != Funder && p.Part != Participant:
		return ErrInvalid.With("%q is not a part in an agreement", p.Part)
	case p.Part == Section75Partner && !body.IsCouncil() && !body.IsNHS():
		return ErrNotPartner.With("%s is neither a council nor an NHS body, so it cannot be a section 75 partner",
			p.Body)
	case p.Part == Funder && through.Part != Section75Partner:
		return ErrNotPartner.With("name the section 75 partner that the money of %s comes in through", p.Body)
	case p.Part != Funder && p.Through != "":
		return ErrInvalid.With("only a funder's money comes in through another body")
	case p.Weight < 0:
		return ErrInvalid.With("a weight is not negative")
	}
	return nil
}

// check refuses particulars that are not all there.
func (p Particulars) check() error {
	for _, text := range []struct{ name, text string }{
		{"aims", p.Aims},
		{"contributions", p.Contributions},
		{"functions", p.Functions},
		{"services", p.Services},
		{"resources", p.Resources},
		{"duration", p.Duration},
		{"management", p.Management},
	} {
		if strings.TrimSpace(text.text) == "" {
			return ErrInvalid.With("the agreement does not say its %s; regulation 7(3) of SI 2000/617 asks for it",
				text.name)
		}
		if err := CheckText(text.name, text.text, particularLengthMax); err != nil {
			return err
		}
	}
	return nil
}

// Kind names the act and its version.
func (DraftAgreement) Kind() string { return "draft-agreement/1" }

// Matter is nobody's money yet.
func (a DraftAgreement) Matter(*State) (Matter, error) { return Matter{}, nil }

// Do records the version as a draft. It refuses one that leaves out a particular of regulation 7(3), has no
// council or no NHS body, or a host that is not a partner.
func (a DraftAgreement) Do(s *State, _ Authority) (Entry, error) {
	fund, err := s.OpenFund()
	if err != nil {
		return Entry{}, err
	}
	v := Agreement{
		Version: len(fund.Agreements) + 1, From: a.From, To: a.To, Partners: a.Partners,
		Particulars: a.Particulars, Hosts: a.Hosts, Funds: a.Funds, State: AgreementDraft,
	}
	if len(v.Funds) == 0 {
		v.Funds = []FundID{s.Fund}
	}
	if err := v.check(s); err != nil {
		return Entry{}, err
	}
	s.Save(v)
	s.Save(fund.withTerm(Term{Version: v.Version, From: v.From, To: v.To}))
	return Entry{}, nil
}

// Describe says what the act does.
func (a DraftAgreement) Describe() string { return "Agreement drafted, from " + a.From.UK() }

// Kind names the act and its version.
func (BringIntoForce) Kind() string { return "bring-into-force/1" }

// Matter is nobody's money yet.
func (a BringIntoForce) Matter(*State) (Matter, error) { return Matter{}, nil }

// Do brings a version into force from its first day, and ends the versions before it on the day before. It
// refuses a version in force already, and one without date, reference or digest of the signed document.
func (a BringIntoForce) Do(s *State, _ Authority) (Entry, error) {
	fund, err := s.OpenFund()
	if err != nil {
		return Entry{}, err
	}
	v, err := s.Agreement(a.Version)
	if err != nil {
		return Entry{}, err
	}
	switch {
	case v.State == AgreementInForce:
		return Entry{}, ErrWrongState.With("agreement version %d is in force already", v.Version)
	case a.Signed == 0 || a.Signed > s.On:
		return Entry{}, ErrInvalid.With("say the day on which the agreement was signed; it cannot be after %s",
			s.On.UK())
	case a.SHA256 == Digest{}:
		return Entry{}, ErrInvalid.With("give the SHA-256 of the signed document")
	}
	if err := needText("the reference of the signed document", a.Reference); err != nil {
		return Entry{}, err
	}
	v.State, v.Signed, v.Reference, v.SHA256 = AgreementInForce, a.Signed, a.Reference, a.SHA256
	for _, t := range fund.Agreements {
		if t.Version < v.Version && (t.To == 0 || t.To >= v.From) {
			fund = fund.withTerm(t.endBefore(v.From))
		}
	}
	s.Save(v)
	s.Save(fund.withTerm(Term{Version: v.Version, From: v.From, To: v.To, InForce: true}))
	return Entry{}, nil
}

// endBefore is the term cut short by another that begins on a day. A term cut to nothing is no longer in
// force.
func (t Term) endBefore(first Date) Term {
	t.To = first - 1
	if t.To < t.From {
		t.To, t.InForce, t.OverrideUntil = t.From, false, 0
	}
	return t
}

// Describe says what the act does.
func (a BringIntoForce) Describe() string {
	return fmt.Sprintf("Agreement version %d in force", a.Version)
}

// Kind names the act and its version.
func (OverrideUnsigned) Kind() string { return "override-unsigned/1" }

// Matter is nobody's money yet.
func (a OverrideUnsigned) Matter(*State) (Matter, error) { return Matter{Partner: a.ApprovedBy}, nil }

// Do lets a version be relied on until a day although it is not signed. It refuses a version that is signed
// and an approver that is not a partner of it.
func (a OverrideUnsigned) Do(s *State, _ Authority) (Entry, error) {
	fund, err := s.OpenFund()
	if err != nil {
		return Entry{}, err
	}
	v, err := s.Agreement(a.Version)
	if err != nil {
		return Entry{}, err
	}
	p, _ := v.party(a.ApprovedBy)
	switch {
	case v.State == AgreementInForce:
		return Entry{}, ErrWrongState.With("agreement version %d is in force and needs no override", v.Version)
	case p.Part != Section75Partner:
		return Entry{}, ErrNotPartner.With("%s is not a section 75 partner of agreement version %d", a.ApprovedBy,
			v.Version)
	case a.Until < v.From || a.Until < s.On:
		return Entry{}, ErrInvalid.With("say until when the version may be relied on unsigned")
	}
	if err := needText("the reason", a.Reason); err != nil {
		return Entry{}, err
	}
	v.State, v.Override = AgreementOverride, Override{By: a.ApprovedBy, Reason: a.Reason, Until: a.Until}
	s.Save(v)
	s.Save(fund.withTerm(Term{Version: v.Version, From: v.From, To: v.To, OverrideUntil: a.Until}))
	return Entry{}, nil
}

// Describe says what the act does.
func (a OverrideUnsigned) Describe() string {
	return fmt.Sprintf("Agreement version %d relied on unsigned until %s", a.Version, a.Until.UK())
}
