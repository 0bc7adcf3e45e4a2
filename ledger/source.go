package ledger

import (
	"fmt"
	"slices"
)

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
	OtherIncomeFence  Fence = "other-income"
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
	Income       Code     `json:"income" doc:"the income account, from partner and ring-fence"`
}

// Ref is the source's place among the fund's documents.
func (src Source) Ref() Ref { return Ref{"source", string(src.ID)} }

// AddSource records a source of funding.
type AddSource struct {
	ID           SourceID `json:"id"`
	Name         string   `json:"name"`
	Partner      BodyID   `json:"partner" doc:"a section 75 partner or funder of an agreement relied on"`
	Nature       Nature   `json:"nature" doc:"capital or revenue"`
	Fence        Fence    `json:"fence" doc:"the ring-fence, such as nhs-minimum or dfg"`
	CodeListYear Year     `json:"codeListYear" doc:"the year of the list the ring-fence is taken from"`
	Power        Power    `json:"power" doc:"s75, s76, s256 or s31"`
}

// Fences is the list of ring-fences and the years in which each was given.
var Fences = CodeList{
	{Code: string(NHSMinimum), Name: "NHS minimum contribution", First: 2015},
	{Code: string(NHSAdditional), Name: "Additional NHS contribution"},
	{Code: string(CouncilAdditional), Name: "Additional council contribution"},
	{
		Code: string(ImprovedFund), Name: "Improved Better Care Fund; from 2025-26 the local authority grant",
		First: 2017,
	},
	{Code: string(DisabledFacility), Name: "Disabled facilities grant"},
	{Code: string(SocialCareCapital), Name: "Social care capital grant", Last: 2015},
	{Code: string(WinterPressures), Name: "Winter pressures grant", First: 2018, Last: 2019},
	{Code: string(DischargeCouncil), Name: "Discharge funding, council", First: 2022, Last: 2024},
	{Code: string(DischargeICB), Name: "Discharge funding, integrated care board", First: 2022, Last: 2024},
	{Code: string(PerformanceFence), Name: "Performance element", First: 2015, Last: 2015},
	{Code: string(CarryForward), Name: "Carried forward"},
	{Code: string(Transformation), Name: "Transformation funding"},
	{Code: string(OtherIncomeFence), Name: "Other income, received by the host: client charges and interest"},
	{Code: string(OtherFence), Name: "Other"},
}

// Powers lists the legal powers, for checks and for messages.
var Powers = []Power{Section75, Section76, Section256, Section31}

func checkPower(p Power) error {
	if !slices.Contains(Powers, p) {
		return ErrInvalid.With("%q is not a legal power to pay into the fund; the powers are %v", p, Powers)
	}
	return nil
}

// Source is a source of funding. It returns ErrNotFound.
func (s *State) Source(id SourceID) (Source, error) {
	return need[Source](s, Ref{"source", string(id)}, "source")
}

// answers is the body whose officers act for the source: its partner, or the partner a funder's money comes
// through.
func (src Source) answers() BodyID {
	if src.Through != "" {
		return src.Through
	}
	return src.Partner
}

// Answers is the partner in whose accounts the source's money stands: its own, or the one a funder's comes in through.
func (src Source) Answers() BodyID { return src.answers() }

// account is the source's account of a code, in a year where the code has years.
func (src Source) account(code Code, year Year) Account {
	a := Account{Code: code, Partner: src.Partner, Source: src.ID, Nature: src.Nature}
	if line, _ := code.Line(); line.dimensions&byYear != 0 {
		a.Year = year
	}
	return a
}

// schemeAccount is the account of a code for one scheme of the source.
func (src Source) schemeAccount(code Code, year Year, scheme SchemeID) Account {
	a := src.account(code, year)
	a.Scheme = scheme
	return a
}

// debtor is where a call on the source is owed: government grants stand apart from partners (row 2g).
func (src Source) debtor() Code {
	if src.Income == GrantIncome || src.Income == CapitalGrantIncome {
		return GrantDebtors
	}
	return ContributionDebtors
}

// spend is the account that a spend of the source falls in: capital money pays capital spend alone (I6).
func (src Source) spend(code Code) Code {
	if src.Nature == Capital {
		return CapitalSpend
	}
	return code
}

// matter is what policy judges an act on the source by.
func (s *State) matter(source SourceID, scheme SchemeID, amount Money) (Matter, error) {
	src, err := s.Source(source)
	m := Matter{Partner: src.answers(), Source: source, Fence: src.Fence, Scheme: scheme, Amount: amount}
	if scheme == "" {
		return m, err
	}
	sc, missing := Find[Scheme](s, Ref{"scheme", string(scheme)})
	line, _ := sc.Line(source)
	m.Arrangement = line.Arrangement
	return m, firstError(err, missing)
}

// matterWith is the matter of an act by which money of a scheme's line goes to a provider.
func (s *State) matterWith(source SourceID, scheme SchemeID, provider BodyID, how Move, amount Money) (
	Matter, error,
) {
	m, err := s.matter(source, scheme, amount)
	m.Provider, m.Move = provider, how
	if err != nil || scheme == "" || provider == "" {
		return m, err
	}
	sc, err := Find[Scheme](s, Ref{"scheme", string(scheme)})
	line, _ := sc.Line(source)
	m.Named = line.Provider == provider
	if how == Promises {
		m.Allowance = promised
	}
	return m, err
}

// income is the income account of a partner's money with a ring-fence.
func income(partner Body, nature Nature, fence Fence) Code {
	switch {
	case nature == Capital:
		return CapitalGrantIncome
	case fence == OtherIncomeFence:
		return OtherIncome
	case partner.Type == Department, fence == ImprovedFund, fence == WinterPressures, fence == DischargeCouncil:
		return GrantIncome
	case partner.IsCouncil():
		return CouncilIncome
	case fence == NHSMinimum:
		return NHSMinimumIncome
	case partner.IsNHS():
		return NHSAdditionalIncome
	}
	return OtherIncome
}

// checkFence refuses a ring-fence whose money is of the other nature, or another kind of body's.
func checkFence(fence Fence, nature Nature, partner Body) error {
	switch fence {
	case DisabledFacility, SocialCareCapital:
		if nature != Capital {
			return ErrRingFence.With("%s is capital money", fence)
		}
	case NHSMinimum, NHSAdditional, DischargeICB:
		if !partner.IsNHS() {
			return ErrRingFence.With("%s is money of an NHS body, and %s is none", fence, partner.ID)
		}
		if nature != Revenue && fence != NHSAdditional {
			return ErrRingFence.With("%s is revenue money", fence)
		}
	case OtherIncomeFence:
		if nature != Revenue {
			return ErrRingFence.With("%s is revenue money", fence)
		}
	case CouncilAdditional, ImprovedFund, DischargeCouncil:
		if !partner.IsCouncil() {
			return ErrRingFence.With("%s is money of a council, and %s is none", fence, partner.ID)
		}
	}
	return nil
}

// Kind names the act and its version.
func (AddSource) Kind() string { return "add-source/1" }

// Matter is the partner's money.
func (a AddSource) Matter(*State) (Matter, error) {
	return Matter{Partner: a.Partner, Source: a.ID, Fence: a.Fence}, nil
}

// Do records the source. It refuses a partner that brings no money under any agreement that may be relied on,
// and a ring-fence that is not in the list of its year or not of that nature.
func (a AddSource) Do(s *State, _ Authority) (Entry, error) {
	src := Source{
		ID: a.ID, Name: a.Name, Partner: a.Partner, Nature: a.Nature, Fence: a.Fence,
		CodeListYear: a.CodeListYear, Power: a.Power,
	}
	err := firstError(CheckID("the source's id", a.ID), CheckName("the source's name", a.Name),
		checkYear("the year of the code list", a.CodeListYear),
		Fences.check("ring-fence", string(a.Fence), a.CodeListYear), checkPower(a.Power), s.absent(src.Ref()))
	if err != nil {
		return Entry{}, err
	}
	if a.Nature != Capital && a.Nature != Revenue {
		return Entry{}, ErrInvalid.With("a source is capital or revenue")
	}
	partner, err := s.Body(a.Partner)
	if err != nil {
		return Entry{}, err
	}
	if partner.Ended != 0 && partner.Ended < s.On {
		return Entry{}, ErrClosed.With("%s ended on %s", partner.ID, partner.Ended.UK())
	}
	if err := checkFence(a.Fence, a.Nature, partner); err != nil {
		return Entry{}, err
	}
	party, err := s.paysUnderAny(a.Partner)
	if err != nil {
		return Entry{}, err
	}
	src.Through, src.Income = party.Through, income(partner, a.Nature, a.Fence)
	s.Save(src)
	return Entry{}, nil
}

// paysUnderAny is the body's part in the latest agreement version that may be relied on and that it pays
// under.
func (s *State) paysUnderAny(body BodyID) (Party, error) {
	fund, err := s.OpenFund()
	if err != nil {
		return Party{}, err
	}
	for _, t := range slices.Backward(fund.Agreements) {
		if !t.InForce && t.OverrideUntil < s.On {
			continue
		}
		agreement, err := s.Agreement(t.Version)
		if err != nil {
			return Party{}, err
		}
		if party, err := agreement.payer(body); err == nil {
			return party, nil
		}
	}
	return Party{}, ErrNotPartner.With("%s is neither a section 75 partner nor a funder of an agreement in "+
		"force or "+
		"under an override", body)
}

// Describe says what the act does.
func (a AddSource) Describe() string {
	return fmt.Sprintf("Source %s of %s added (%s, %s)", a.ID, a.Partner, a.Fence, a.Nature)
}
