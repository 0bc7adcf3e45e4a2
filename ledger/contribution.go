package ledger

import (
	"fmt"
	"slices"
	"strconv"
)

// ContributionState is how far a contribution has come; what was called and received stands in accounts.
type ContributionState string

// The states of a contribution.
const (
	ContributionIndicative ContributionState = "indicative" // notified, not yet agreed by the partners
	ContributionAgreed     ContributionState = "agreed"
	ContributionReversed   ContributionState = "reversed" // agreed in error
)

// Instalment is one payment of a contribution, in the words of the agreement.
type Instalment struct {
	Number int   `json:"number"`
	Due    Date  `json:"due"`
	Amount Money `json:"amount"`
	Called bool  `json:"called,omitempty"`
}

// Contribution is one partner's money from one source for one year, agreed under one version of the
// agreement.
type Contribution struct {
	ID          ContributionID    `json:"id"`
	Source      SourceID          `json:"source"`
	Partner     BodyID            `json:"partner"`
	Year        Year              `json:"year"`
	Agreement   int               `json:"agreement,omitempty"`
	State       ContributionState `json:"state"`
	Instalments []Instalment      `json:"instalments,omitempty"`
	Function    string            `json:"function"`
	Power       Power             `json:"power"`
	Notional    bool              `json:"notional,omitempty"`
	HostOwn     bool              `json:"hostOwn,omitempty"`
	InAdvance   bool              `json:"inAdvance,omitempty"`
	Performance bool              `json:"performance,omitempty"`
	Recurrent   bool              `json:"recurrent,omitempty"`
	MatchOf     ContributionID    `json:"matchOf,omitempty"`
	RiskShare   RiskShareCallID   `json:"riskShareCall,omitempty" doc:"the call that it is a partner's part of"`
	Calls       []int64           `json:"calls,omitempty" doc:"the numbers of its call notices"`
	BroughtFrom ContributionID    `json:"broughtForwardFrom,omitempty" doc:"the grant of the year before, held then and unspent"`
	Follows     ContributionID    `json:"follows,omitempty" doc:"the predecessor's, of which it is what was not yet called"`
	TakenOver   ContributionID    `json:"takenOverAs,omitempty" doc:"the successor's, for what was not yet called"`
	Spent       Money             `json:"spent,omitzero" doc:"of a notional one, what the partner has spent of it itself"`
	Variations  []Variation       `json:"variations,omitempty" doc:"by how much it was varied, and which of that recurs"`
}

// Ref is the contribution's place among the fund's documents.
func (c Contribution) Ref() Ref { return Ref{"contribution", string(c.ID)} }

// DueAmount is an instalment as somebody asks for it.
type DueAmount struct {
	Due    Date  `json:"due"`
	Amount Money `json:"amount"`
}

// Plan is how a contribution is paid: either each instalment by name, or an amount to be divided equally
// between dates, exact to the penny with odd pennies in the earlier instalments.
type Plan struct {
	Instalments []DueAmount `json:"instalments,omitempty" doc:"each instalment, or else amount and dates"`
	Amount      Money       `json:"amount,omitzero" doc:"to be divided equally between the dates"`
	Dates       []Date      `json:"dates,omitempty"`
}

// IndicateContribution notifies what a partner means to contribute. It posts nothing.
type IndicateContribution struct {
	ID        ContributionID `json:"id"`
	Source    SourceID       `json:"source"`
	Year      Year           `json:"year"`
	Function  string         `json:"function" doc:"the function it is for, from the list of functions"`
	Recurrent bool           `json:"recurrent,omitempty"`
	Plan      Plan           `json:"plan"`
}

// AgreeContribution records a contribution that all partners have agreed (row 1).
type AgreeContribution struct {
	ID        ContributionID `json:"id"`
	Source    SourceID       `json:"source"`
	Year      Year           `json:"year"`
	Agreement int            `json:"agreement" doc:"the version of the agreement"`
	Function  string         `json:"function" doc:"the function it is for, from the list of functions"`
	Plan      Plan           `json:"plan"`
	Power     Power          `json:"power,omitempty" doc:"s75, s76, s256 or s31; the source's when left out"`
	Notional  bool           `json:"notional,omitempty" doc:"the partner keeps the cash and spends it itself"`
	HostOwn   bool           `json:"hostOwn,omitempty" doc:"the host's own share, never invoiced"`
	InAdvance bool           `json:"inAdvance,omitempty" doc:"a capital grant held until it is passed on"`
	Recurrent bool           `json:"recurrent,omitempty"`
	MatchOf   ContributionID `json:"matchOf,omitempty" doc:"called only as this contribution is paid"`
}

// AgreePerformance records money that is agreed but held until results earn it (row 1b).
type AgreePerformance struct {
	ID        ContributionID `json:"id"`
	Source    SourceID       `json:"source"`
	Year      Year           `json:"year"`
	Agreement int            `json:"agreement" doc:"the version of the agreement"`
	Function  string         `json:"function" doc:"the function it is for, from the list of functions"`
	Plan      Plan           `json:"plan" doc:"what is planned to be earned, and when"`
	Power     Power          `json:"power,omitempty" doc:"s75, s76, s256 or s31; the source's when left out"`
}

// Contribution is a partner's contribution. It returns ErrNotFound.
func (s *State) Contribution(id ContributionID) (Contribution, error) {
	return need[Contribution](s, Ref{"contribution", string(id)}, "contribution")
}

// agreed is a contribution with its source, when it is agreed. It returns ErrNotFound and ErrWrongState.
func (s *State) agreed(id ContributionID) (Contribution, Source, error) {
	c, err := s.Contribution(id)
	if err != nil {
		return Contribution{}, Source{}, err
	}
	if c.State != ContributionAgreed {
		return Contribution{}, Source{}, ErrWrongState.With("contribution %s is %s, not agreed", c.ID, c.State)
	}
	src, err := s.Source(c.Source)
	return c, src, err
}

// contributionMatter is what policy judges an act on a contribution by.
func (s *State) contributionMatter(id ContributionID, scheme SchemeID, amount Money) (Matter, error) {
	c, err := s.Contribution(id)
	if err != nil {
		return Matter{}, err
	}
	return s.matter(c.Source, scheme, amount)
}

// Uncalled is what the instalments not yet called come to.
func (c Contribution) Uncalled() Money {
	var total Money
	for _, i := range c.Instalments {
		if !i.Called {
			total = total.Add(i.Amount)
		}
	}
	return total
}

// Unspent is what the partner of a notional contribution has not spent of it yet; nothing of another is spent directly.
func (c Contribution) Unspent() Money { return c.Uncalled().Sub(c.Spent) }

// debtor is where a call on the contribution is owed.
func (c Contribution) debtor(src Source) Code {
	if c.Performance {
		return ContributionDebtors
	}
	return src.debtor()
}

// owed is the account of what is open on a call notice of the contribution.
func (c Contribution) owed(src Source, notice int64) Account {
	return src.account(c.debtor(src), 0).For("call", strconv.FormatInt(notice, 10))
}

// inAdvance is the account of what was received beyond what was called on the contribution: of performance money,
// before it was earned.
func (c Contribution) inAdvance(src Source) Account {
	code := RevenueInAdvance
	if c.Performance {
		code = PerformanceUnearned
	}
	return src.account(code, 0).For("contribution", string(c.ID))
}

// resources is the pair of memo accounts the contribution stands in until it is called: a debit and a credit.
func (c Contribution) resources(src Source) (debit, credit Account) {
	if c.Performance {
		return src.account(PerformancePlanned, c.Year).By(Pledged), src.account(PerformanceHeld, c.Year)
	}
	return src.account(ResourcesAgreed, c.Year), src.account(Unallocated, c.Year)
}

// draft fills in a new contribution and refuses what could never be right of any: a name taken by another, an
// excluded function, instalments out of their form.
func (c Contribution) draft(s *State, plan Plan) (Contribution, Source, error) {
	err := firstError(CheckID("the contribution's id", c.ID), checkYear("the year", c.Year),
		checkFunction(c.Function, c.Year))
	if err != nil {
		return c, Source{}, err
	}
	src, err := s.Source(c.Source)
	if err != nil {
		return c, src, err
	}
	before, err := Find[Contribution](s, c.Ref())
	switch {
	case err != nil:
		return c, src, err
	case before.ID != "" && before.State != ContributionIndicative:
		return c, src, ErrExists.With("there is a contribution %q already", c.ID)
	case before.ID != "" && (before.Source != c.Source || before.Year != c.Year):
		return c, src, ErrExists.With("contribution %s was indicated from source %s for %s", c.ID, before.Source,
			before.Year)
	}
	c.Partner = src.Partner
	if c.Power == "" {
		c.Power = src.Power
	}
	if c.Instalments, err = plan.instalments(c.Year, 1); err != nil {
		return c, src, err
	}
	if len(c.Instalments) == 0 {
		return c, src, ErrInvalid.With("say how much the contribution is, and when it falls due")
	}
	return c, src, checkPower(c.Power)
}

// agree posts a contribution that all partners have agreed under a version that may be relied on.
func (c Contribution) agree(s *State, plan Plan) (Entry, error) {
	c.State = ContributionAgreed
	c, src, err := c.draft(s, plan)
	if err != nil {
		return Entry{}, err
	}
	if err := s.inYear("contribution", string(c.ID), c.Year); err != nil {
		return Entry{}, err
	}
	agreement, err := s.relied(c.Agreement)
	if err != nil {
		return Entry{}, err
	}
	if _, err := agreement.payer(c.Partner); err != nil {
		return Entry{}, err
	}
	if err := s.allIn(c.Partner, c.Instalments); err != nil {
		return Entry{}, err
	}
	if err := c.checkClass(s, src); err != nil {
		return Entry{}, err
	}
	s.Save(c)
	debit, credit := c.resources(src)
	return Entry{Postings: []Posting{Debit(debit, c.Uncalled()), Credit(credit, c.Uncalled())}}, nil
}

// checkClass refuses classes of contribution that do not go together.
func (c Contribution) checkClass(s *State, src Source) error {
	if c.Notional && c.HostOwn || c.Notional && c.InAdvance || c.HostOwn && c.InAdvance {
		return ErrInvalid.With("a contribution is paid in one way: notional, the host's own, or received in " +
			"advance")
	}
	if c.InAdvance && src.Nature != Capital {
		return ErrInvalid.With("only a capital grant is received in advance and passed on; source %s is revenue",
			src.ID)
	}
	if c.HostOwn {
		fund, err := s.OpenFund()
		if err != nil {
			return err
		}
		if src.answers() != fund.Host {
			return ErrNotPartner.With("%s is not the host, so its contribution is called and not the host's own",
				src.Partner)
		}
	}
	if c.MatchOf != "" {
		first, err := s.Contribution(c.MatchOf)
		if err != nil {
			return err
		}
		if first.Source == c.Source || first.Year != c.Year {
			return ErrInvalid.With("a contribution matches one from another source in the same year")
		}
	}
	return nil
}

// Kind names the act and its version.
func (IndicateContribution) Kind() string { return "indicate-contribution/1" }

// Matter is the partner's money.
func (a IndicateContribution) Matter(s *State) (Matter, error) {
	return s.matter(a.Source, "", a.Plan.total())
}

// Do records or restates what a partner means to contribute. It refuses an excluded function.
func (a IndicateContribution) Do(s *State, _ Authority) (Entry, error) {
	c := Contribution{
		ID: a.ID, Source: a.Source, Year: a.Year, Function: a.Function, Recurrent: a.Recurrent,
		State: ContributionIndicative,
	}
	c, _, err := c.draft(s, a.Plan)
	if err != nil {
		return Entry{}, err
	}
	s.Save(c)
	return Entry{}, nil
}

// Describe says what the act does.
func (a IndicateContribution) Describe() string {
	return fmt.Sprintf("Contribution %s indicated: %s from source %s for %s", a.ID, a.Plan.total().Pounds(),
		a.Source, a.Year)
}

// Kind names the act and its version.
func (AgreeContribution) Kind() string { return "agree-contribution/1" }

// Matter is the partner's money.
func (a AgreeContribution) Matter(s *State) (Matter, error) {
	return s.matter(a.Source, "", a.Plan.total())
}

// Do records the contribution and adds it to its source's unallocated resources. It refuses an excluded
// function, an agreement version that may not be relied on, and a partner that does not pay under it.
func (a AgreeContribution) Do(s *State, _ Authority) (Entry, error) {
	return Contribution{
		ID: a.ID, Source: a.Source, Year: a.Year, Agreement: a.Agreement, Function: a.Function,
		Power: a.Power, Notional: a.Notional, HostOwn: a.HostOwn, InAdvance: a.InAdvance, Recurrent: a.Recurrent,
		MatchOf: a.MatchOf,
	}.agree(s, a.Plan)
}

// undo marks the contribution as reversed. It refuses when an instalment has been called.
func (a AgreeContribution) undo(s *State, _ Entry) error { return s.unagree(a.ID) }

// Describe says what the act does.
func (a AgreeContribution) Describe() string {
	return fmt.Sprintf("Contribution %s agreed: %s from source %s for %s", a.ID, a.Plan.total().Pounds(),
		a.Source, a.Year)
}

// Kind names the act and its version.
func (AgreePerformance) Kind() string { return "agree-performance/1" }

// Matter is the partner's money.
func (a AgreePerformance) Matter(s *State) (Matter, error) {
	return s.matter(a.Source, "", a.Plan.total())
}

// Do records the money and holds it apart until it is earned. It refuses what AgreeContribution refuses.
func (a AgreePerformance) Do(s *State, _ Authority) (Entry, error) {
	return Contribution{
		ID: a.ID, Source: a.Source, Year: a.Year, Agreement: a.Agreement, Function: a.Function,
		Power: a.Power, Performance: true,
	}.agree(s, a.Plan)
}

// undo marks the contribution as reversed.
func (a AgreePerformance) undo(s *State, _ Entry) error { return s.unagree(a.ID) }

// Describe says what the act does.
func (a AgreePerformance) Describe() string {
	return fmt.Sprintf("Performance money %s agreed and held: %s from source %s for %s",
		a.ID, a.Plan.total().Pounds(), a.Source, a.Year)
}

func (s *State) unagree(id ContributionID) error {
	c, _, err := s.agreed(id)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(c.Instalments, func(i Instalment) bool { return i.Called }) {
		return ErrWrongState.With("contribution %s has been called in part; reverse the calls first", c.ID)
	}
	if !c.Spent.IsZero() {
		return ErrWrongState.With("%s of contribution %s has been spent directly; reverse that first", c.Spent.Pounds(), c.ID)
	}
	c.State = ContributionReversed
	s.Save(c)
	return nil
}
