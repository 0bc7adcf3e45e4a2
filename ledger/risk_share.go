package ledger

import (
	"fmt"
	"slices"
	"strconv"
)

// ShareKind is how partners share an overspend.
type ShareKind string

// The kinds of risk share that agreements have.
const (
	NoShare            ShareKind = "none"            // each manages its own risk
	EqualShare         ShareKind = "equal"           // in equal shares: fifty-fifty between two
	WeightedShare      ShareKind = "weights"         // by the weights that the agreement gives
	ContributionsShare ShareKind = "by-contribution" // by the contributions that the agreement states
	SchemeShare        ShareKind = "by-scheme"       // by what each pays for the scheme that is overspent
)

// ShareKinds lists them, for checks and for messages.
var ShareKinds = []ShareKind{NoShare, EqualShare, WeightedShare, ContributionsShare, SchemeShare}

// CureKind is what an overspend may be met from.
type CureKind string

// What an overspend is met from. OutsidePool is the call on the partners, and always the last.
const (
	OtherUnderspends CureKind = "other-underspends"
	RiskPoolCure     CureKind = "risk-pool"
	Uncommitted      CureKind = "uncommitted-allocations"
	OutsidePool      CureKind = "outside-the-pool"
)

var cureKinds = []CureKind{OtherUnderspends, RiskPoolCure, Uncommitted, OutsidePool}

// RiskPart is one partner's place in a risk share.
type RiskPart struct {
	Partner      BodyID `json:"partner" doc:"a section 75 partner of the agreement version"`
	Weight       int64  `json:"weight,omitempty" doc:"where the share is by weights"`
	Contribution Money  `json:"contribution,omitzero" doc:"as the agreement states it, where that is what counts"`
	Cap          Money  `json:"cap,omitzero" doc:"the most it bears in a year; none when left out"`
}

// RiskShare is the rule by which the partners of an agreement version share what the fund overspends.
type RiskShare struct {
	Agreement int          `json:"agreement" doc:"the version that it stands under"`
	Share     ShareKind    `json:"share" doc:"none, equal, weights, by-contribution or by-scheme"`
	Parts     []RiskPart   `json:"parts,omitempty" doc:"in the agreement's order: odd pennies go to the first"`
	Order     []CureKind   `json:"order,omitempty" doc:"of cure; the call outside the pool is the last"`
	RiskPool  SchemeID     `json:"riskPool,omitempty" doc:"the scheme that holds the risk pool"`
	Fixed     []BudgetLine `json:"fixed,omitempty" doc:"lines whose overspend the host alone bears"`
	Reason    Private      `json:"reason,omitzero" doc:"why the rule changed"`
}

// Ref is the rule's place among the fund's documents: one for each agreement version.
func (r RiskShare) Ref() Ref { return riskShareRef(r.Agreement) }

func riskShareRef(version int) Ref { return Ref{"risk-share", strconv.Itoa(version)} }

// SetRiskShare records the rule of an agreement version, or another that every partner has agreed.
type SetRiskShare struct {
	Version  int          `json:"version" doc:"of the agreement"`
	Share    ShareKind    `json:"share" doc:"none, equal, weights, by-contribution or by-scheme"`
	Parts    []RiskPart   `json:"parts,omitempty" doc:"the partners that share; one left out bears nothing"`
	Order    []CureKind   `json:"order,omitempty" doc:"other-underspends, risk-pool and uncommitted-allocations, as many as there are and in the agreement's order, then outside-the-pool"` //nolint:lll // a tag cannot be broken
	RiskPool SchemeID     `json:"riskPool,omitempty" doc:"the scheme that holds the risk pool, where one is in the order"`
	Fixed    []BudgetLine `json:"fixed,omitempty" doc:"lines whose overspend leaves all but the host's contribution unchanged; the others are variable"` //nolint:lll // a tag cannot be broken
	Reason   Private      `json:"reason,omitzero" doc:"why the rule changes; needed when there is one"`
}

const (
	riskWeightMax = 1_000_000_000_000
	fixedLinesMax = 100
)

// isFixed reports whether only the host bears what a line overspends.
func (r RiskShare) isFixed(at BudgetLine) bool { return slices.Contains(r.Fixed, at) }

// check refuses a rule that no overspend could be worked out by.
func (r RiskShare) check(agreement Agreement) error {
	if !slices.Contains(ShareKinds, r.Share) {
		return ErrInvalid.With("there is no risk share %q; the kinds are %v", r.Share, ShareKinds)
	}
	if r.Share == NoShare {
		if len(r.Parts)+len(r.Order)+len(r.Fixed) > 0 || r.RiskPool != "" {
			return ErrInvalid.With("without a risk share there are no parts, order of cure, risk pool or fixed lines")
		}
		return nil
	}
	if len(r.Parts) == 0 {
		return ErrInvalid.With("say which partners share")
	}
	for i, p := range r.Parts {
		if err := r.checkPart(agreement, i, p); err != nil {
			return err
		}
	}
	return r.checkOrder()
}

// checkPart refuses a part of somebody who is no section 75 partner of the version, or has left it, one that
// stands twice, and a weight that is nil or negative, or not what the kind of share goes by.
func (r RiskShare) checkPart(agreement Agreement, i int, p RiskPart) error {
	party, _ := agreement.party(p.Partner)
	twice := slices.ContainsFunc(r.Parts[:i], func(q RiskPart) bool { return q.Partner == p.Partner })
	byWeight, stated := r.Share == WeightedShare, r.Share == ContributionsShare
	switch {
	case party.Part != Section75Partner:
		return ErrNotPartner.With("%s is not a section 75 partner of agreement version %d, so it shares no risk",
			p.Partner, agreement.Version)
	case twice:
		return ErrInvalid.With("%s stands twice among the parts", p.Partner)
	case byWeight && (p.Weight < 1 || p.Weight > riskWeightMax):
		return ErrInvalid.With("the weight of %s must be 1 to %d; leave out a partner that bears nothing", p.Partner,
			riskWeightMax)
	case !byWeight && p.Weight != 0, !stated && !p.Contribution.IsZero():
		return ErrInvalid.With("weights belong to a share by weights, and contributions to one by contribution")
	case stated && CheckAmount(p.Contribution) != nil:
		return ErrInvalid.With("the contribution of %s must be more than £0.00 and within the limit of one line; "+
			"leave out a partner that bears nothing", p.Partner)
	case !p.Cap.IsZero():
		return CheckAmount(p.Cap)
	}
	return nil
}

// checkOrder refuses an order of cure that repeats itself, does not end outside the pool, or speaks of a risk
// pool that nothing holds.
func (r RiskShare) checkOrder() error {
	for i, c := range r.Order {
		switch {
		case !slices.Contains(cureKinds, c):
			return ErrInvalid.With("there is no cure %q; the cures are %v", c, cureKinds)
		case slices.Contains(r.Order[:i], c):
			return ErrInvalid.With("%s stands twice in the order of cure", c)
		}
	}
	switch {
	case len(r.Order) == 0 || r.Order[len(r.Order)-1] != OutsidePool:
		return ErrInvalid.With("the order of cure ends %s: the call on the partners", OutsidePool)
	case slices.Contains(r.Order, RiskPoolCure) != (r.RiskPool != ""):
		return ErrInvalid.With("name the scheme that holds the risk pool where the order has one, and nowhere else")
	case len(r.Fixed) > fixedLinesMax:
		return ErrInvalid.With("a risk share has at most %d fixed lines", fixedLinesMax)
	}
	return nil
}

// ordered is the parts in the order of the agreement, whatever the order they were given in.
func (r RiskShare) ordered(agreement Agreement) []RiskPart {
	place := func(p RiskPart) int {
		return slices.IndexFunc(agreement.Partners, func(q Party) bool { return q.Body == p.Partner })
	}
	return slices.SortedStableFunc(slices.Values(r.Parts), func(a, b RiskPart) int { return place(a) - place(b) })
}

// Kind names the act and its version.
func (SetRiskShare) Kind() string { return "set-risk-share/1" }

// Matter is no money yet, and every partner's rule.
func (a SetRiskShare) Matter(*State) (Matter, error) { return Matter{}, nil }

// Do records the rule. It refuses parts of bodies that are no section 75 partners of the version, weights that
// are nil or negative, schemes and lines that are not there, and a change without a reason.
func (a SetRiskShare) Do(s *State, _ Authority) (Entry, error) {
	agreement, err := s.relied(a.Version)
	if err != nil {
		return Entry{}, err
	}
	r := RiskShare{
		Agreement: a.Version, Share: a.Share, Parts: a.Parts, Order: a.Order, RiskPool: a.RiskPool,
		Fixed: a.Fixed, Reason: a.Reason,
	}
	if err := firstError(r.check(agreement), s.sharing(r.Parts)); err != nil {
		return Entry{}, err
	}
	r.Parts = r.ordered(agreement)
	if r.RiskPool != "" {
		if _, err := s.Scheme(r.RiskPool); err != nil {
			return Entry{}, err
		}
	}
	for _, at := range r.Fixed {
		if _, err := s.budgetLine(at); err != nil {
			return Entry{}, err
		}
	}
	before, err := Find[RiskShare](s, r.Ref())
	if err != nil {
		return Entry{}, err
	}
	if before.Agreement != 0 {
		if err := needText("the reason why the rule changes", a.Reason); err != nil {
			return Entry{}, err
		}
	}
	s.Save(r)
	return Entry{}, nil
}

// Describe says what the act does.
func (a SetRiskShare) Describe() string {
	return fmt.Sprintf("Risk share under agreement version %d: %s", a.Version, a.Share)
}
