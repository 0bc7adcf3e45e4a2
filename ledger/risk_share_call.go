package ledger

import (
	"fmt"
	"slices"
)

// A RiskShareCallID names a call for an overspend within a fund.
type RiskShareCallID string

// LineCure is what a scheme's line, or the risk pool, has towards an overspend of others.
type LineCure struct {
	Cure   CureKind `json:"cure" doc:"other-underspends, risk-pool or uncommitted-allocations"`
	Scheme SchemeID `json:"scheme"`
	Source SourceID `json:"source"`
	Amount Money    `json:"amount" doc:"what it has; it is moved by a virement, not by the call"`
}

// PartnerSource is where one partner's part is called.
type PartnerSource struct {
	Source       SourceID       `json:"source" doc:"the partner's own; by it the call knows the partner"`
	Contribution ContributionID `json:"contribution" doc:"the new contribution that the part is received as"`
}

// CallState is how a call stands.
type CallState string

// The states of a risk-share call.
const (
	RiskCalled   CallState = "called"
	RiskReversed CallState = "reversed" // called in error
)

// RiskShareCall is an overspend that partners were called on for, with the working.
type RiskShareCall struct {
	ID        RiskShareCallID `json:"id"`
	Agreement int             `json:"agreement"`
	Year      Year            `json:"year"`
	Scheme    SchemeID        `json:"scheme"`
	Lines     []SourceID      `json:"lines" doc:"the sources of the scheme's lines that are overspent"`
	Fixed     bool            `json:"fixed,omitempty" doc:"fixed lines: the host alone bears it"`
	AboveCap  bool            `json:"aboveCap,omitempty" doc:"called by leave of both finance directors, without caps"`
	Forecast  Money           `json:"forecast" doc:"of those lines for the year, when it was called"`
	Budget    Money           `json:"budget" doc:"of those lines, when it was called"`
	Share     ShareKind       `json:"share" doc:"the rule's kind, as it stood"`
	Cures     []LineCure      `json:"cures,omitempty"`
	Working   RiskWorking     `json:"working"`
	Sources   []PartnerSource `json:"sources,omitempty" doc:"where each part was called"`
	State     CallState       `json:"state"`
	Evidence  Private         `json:"evidence,omitzero"`
}

// Ref is the call's place among the fund's documents.
func (c RiskShareCall) Ref() Ref { return Ref{"risk-share-call", string(c.ID)} }

// CallRiskShare calls on partners, by the risk share, for what lines of a scheme overspend (row 17).
type CallRiskShare struct {
	ID        RiskShareCallID `json:"id"`
	Agreement int             `json:"agreement" doc:"the version whose risk share it is"`
	Scheme    SchemeID        `json:"scheme"`
	Lines     []SourceID      `json:"lines" doc:"the sources of the lines that are overspent, all fixed or all variable"`
	Overspend Money           `json:"overspend" doc:"at most what they are forecast to spend above their budget"`
	Cures     []LineCure      `json:"cures,omitempty" doc:"what other lines and the risk pool have towards it"`
	Sources   []PartnerSource `json:"sources,omitempty" doc:"a source of each partner that has a part"`
	Evidence  Private         `json:"evidence,omitzero" doc:"the reference of the evidence"`
}

// CallAboveCap is CallRiskShare without the caps of the risk share, by leave of both finance directors.
type CallAboveCap CallRiskShare

const curesMax = 50

// Kind names the act and its version.
func (CallRiskShare) Kind() string { return "call-risk-share/1" }

// Matter is every partner's money: what the cures leave of the overspend. Where one partner's source alone is
// named, it is that partner's.
func (a CallRiskShare) Matter(s *State) (Matter, error) {
	amount := greater(a.Overspend, Money{})
	for _, c := range a.Cures {
		amount = amount.Sub(lesser(amount, greater(c.Amount, Money{})))
	}
	if len(a.Sources) == 1 {
		return s.matter(a.Sources[0].Source, a.Scheme, amount)
	}
	return Matter{Scheme: a.Scheme, Amount: amount}, nil
}

// Do works the parts out by the rule and calls them. It refuses an overspend above what the lines' forecasts
// exceed their budgets by, a cure above what its line has available, a source that is not the partner's own, and
// fixed lines beside variable ones. A part above its cap is not called on anybody.
func (a CallRiskShare) Do(s *State, _ Authority) (Entry, error) { return a.call(s, false) }

// undo marks the call, its contributions and their notices as reversed.
func (a CallRiskShare) undo(s *State, original Entry) error {
	call, err := need[RiskShareCall](s, RiskShareCall{ID: a.ID}.Ref(), "risk-share call")
	if err == nil {
		err = s.takeNoticesBack(original)
	}
	if err != nil {
		return err
	}
	for _, on := range call.Sources {
		c, err := s.Contribution(on.Contribution)
		if err != nil {
			return err
		}
		c.State = ContributionReversed
		s.Save(c)
	}
	call.State = RiskReversed
	s.Save(call)
	return nil
}

// Describe says what the act does.
func (a CallRiskShare) Describe() string {
	return fmt.Sprintf("Risk share called for %s overspent by scheme %s", a.Overspend.Pounds(), a.Scheme)
}

// Kind names the act and its version.
func (CallAboveCap) Kind() string { return "call-above-cap/1" }

// Matter is that of CallRiskShare.
func (a CallAboveCap) Matter(s *State) (Matter, error) { return CallRiskShare(a).Matter(s) }

// Do is that of CallRiskShare, without caps.
func (a CallAboveCap) Do(s *State, _ Authority) (Entry, error) { return CallRiskShare(a).call(s, true) }

func (a CallAboveCap) undo(s *State, e Entry) error { return CallRiskShare(a).undo(s, e) }

// Describe says what the act does.
func (a CallAboveCap) Describe() string { return CallRiskShare(a).Describe() + ", above the caps" }

func (a CallRiskShare) call(s *State, aboveCap bool) (Entry, error) {
	call := RiskShareCall{
		ID: a.ID, Agreement: a.Agreement, Year: s.Period.Year(), Scheme: a.Scheme, Lines: a.Lines,
		AboveCap: aboveCap, Cures: a.Cures, Sources: a.Sources, State: RiskCalled, Evidence: a.Evidence,
	}
	err := firstError(CheckID("the call's id", a.ID), CheckAmount(a.Overspend), s.absent(call.Ref()))
	if err != nil {
		return Entry{}, err
	}
	_, relied := s.relied(a.Agreement)
	rule, missing := need[RiskShare](s, riskShareRef(a.Agreement), "risk share under agreement version")
	if err := firstError(relied, missing, s.sharing(rule.Parts)); err != nil {
		return Entry{}, err
	}
	if err := a.overspent(s, &call); err != nil {
		return Entry{}, err
	}
	if err := a.notTwice(s, &call); err != nil {
		return Entry{}, err
	}
	if err := a.checkCures(s, rule); err != nil {
		return Entry{}, err
	}
	call.Share = rule.Share
	if rule, err = a.inForce(s, rule, &call); err != nil {
		return Entry{}, err
	}
	before, err := s.calledBefore(rule, call.Year)
	if err != nil {
		return Entry{}, err
	}
	var cures []CureFigure
	for _, c := range a.Cures {
		cures = append(cures, CureFigure{c.Cure, c.Amount})
	}
	call.Working = rule.Work(a.Overspend, cures, before)
	postings, err := call.post(s)
	if err != nil {
		return Entry{}, err
	}
	s.Save(call)
	return Entry{Postings: postings}, nil
}

// RiskShareWorking is the call that an act would make of the books as they stand, for who is to decide about it;
// none where the act is no risk-share call. It refuses what the act refuses, and saves nothing.
func (s *State) RiskShareWorking(act Act, on Date, period Period) (*RiskShareCall, error) {
	var id RiskShareCallID
	switch a := act.(type) {
	case CallRiskShare:
		id = a.ID
	case CallAboveCap:
		id = a.ID
	default:
		return nil, nil
	}
	try := s.Overlay()
	try.On, try.Period = on, period
	if _, err := act.Do(try, Authority{}); err != nil {
		return nil, err
	}
	call, err := Find[RiskShareCall](try, RiskShareCall{ID: id}.Ref())
	return &call, err
}

// post is the postings of the parts, each on the source named for its partner and with a contribution that it
// is received as.
func (c *RiskShareCall) post(s *State) ([]Posting, error) {
	sources := map[BodyID]Source{}
	contributions := map[BodyID]ContributionID{}
	for _, on := range c.Sources {
		src, err := s.Source(on.Source)
		if err != nil {
			return nil, err
		}
		if _, twice := sources[src.Partner]; twice {
			return nil, ErrInvalid.With("name one source of %s", src.Partner)
		}
		sources[src.Partner], contributions[src.Partner] = src, on.Contribution
	}
	var lines []Posting
	for _, part := range c.Working.Parts {
		if part.Part.IsZero() {
			continue
		}
		src, ok := sources[part.Partner]
		if !ok {
			return nil, ErrInvalid.With("%s bears %s, so name a source of its own", part.Partner, part.Part.Pounds())
		}
		delete(sources, part.Partner)
		owed, err := c.contribute(s, src, contributions[part.Partner], part.Part)
		if err != nil {
			return nil, err
		}
		agreed := src.account(ResourcesAgreed, c.Year)
		lines = append(append(lines, owed...),
			Credit(src.account(RiskShareIncome, c.Year), part.Part),
			Debit(agreed, part.Part), Credit(src.account(Unallocated, c.Year), part.Part),
			Debit(src.account(ResourcesCalled, c.Year), part.Part), Credit(agreed, part.Part),
		)
	}
	for _, on := range c.Sources { // in their order, so that the refusal is the same each time
		for partner, src := range sources {
			if src.ID == on.Source {
				return nil, ErrInvalid.With("%s bears nothing of this, so name no source of it", partner)
			}
		}
	}
	return lines, nil
}

// contribute saves the contribution that a part is received as, called whole by a notice, and returns what owes it. It
// refuses a source that is owed by central government, or of the other nature than the lines.
func (c *RiskShareCall) contribute(s *State, src Source, id ContributionID, part Money) ([]Posting, error) {
	if src.debtor() != ContributionDebtors {
		return nil, ErrRingFence.With("source %s is a grant of central government; name a source of %s's own", src.ID,
			src.Partner)
	}
	scheme, err := s.Scheme(c.Scheme)
	if err != nil {
		return nil, err
	}
	overspent, err := s.Source(c.Lines[0])
	if err != nil {
		return nil, err
	}
	if overspent.Nature != src.Nature {
		return nil, ErrRingFence.With("source %s is %s money and the overspent line is %s", src.ID, src.Nature,
			overspent.Nature)
	}
	line, _ := scheme.Line(c.Lines[0])
	contribution := Contribution{
		ID: id, Source: src.ID, Partner: src.Partner, Year: c.Year, Agreement: c.Agreement, State: ContributionAgreed,
		RiskShare: c.ID, Function: line.Function, Power: src.Power,
		Instalments: []Instalment{{Number: 1, Due: s.On, Amount: part, Called: true}},
	}
	if err := firstError(CheckID("the contribution's id", id), s.absent(contribution.Ref())); err != nil {
		return nil, err
	}
	known := RiskShareSources{Partner: src.Partner, Year: c.Year}
	if known, err = Find[RiskShareSources](s, known.Ref()); err != nil {
		return nil, err
	}
	if !slices.Contains(known.Sources, src.ID) {
		known.Partner, known.Year = src.Partner, c.Year
		known.Sources = append(slices.Clone(known.Sources), src.ID)
		s.Save(known)
	}
	return s.raiseNotice(contribution, src, CallNotice{
		Instalment: 1, Amount: part, Due: s.On, Income: RiskShareIncome,
	})
}
