package ledger

import (
	"fmt"
	"slices"
)

// Arrangement is how a scheme line stands in the partners' own accounts.
type Arrangement string

// The arrangements; a report gives each partner its own figures under them.
const (
	LeadCommissioning Arrangement = "lead"
	JointOperation    Arrangement = "joint"
	HostAsAgent       Arrangement = "agent"
	AlignedBudget     Arrangement = "aligned"
)

// Side is which side commissions, in the words of the planning template.
type Side string

// The sides that may commission a scheme line.
const (
	CouncilSide Side = "la"
	NHSSide     Side = "nhs"
	JointSide   Side = "joint"
)

// SchemeLine is a scheme's budget from one source: a row of the planning template.
type SchemeLine struct {
	Source       SourceID    `json:"source"`
	Arrangement  Arrangement `json:"arrangement" doc:"lead, joint, agent or aligned"`
	Area         string      `json:"area" doc:"the area of spend, from the year's list"`
	Commissioner Side        `json:"commissioner" doc:"la, nhs or joint"`
	LAPercent    int         `json:"laPercent,omitempty" doc:"the council's share of a joint line"`
	Provider     BodyID      `json:"provider,omitempty"`
	Function     string      `json:"function" doc:"from the list of functions"`
	Type         string      `json:"schemeType" doc:"the scheme type, from the year's list"`
}

// Scheme is what a part of the fund is spent on.
type Scheme struct {
	ID           SchemeID     `json:"id"`
	Name         string       `json:"name"`
	CodeListYear Year         `json:"codeListYear"`
	Lines        []SchemeLine `json:"lines"`
	Under        SchemeID     `json:"under,omitempty" doc:"of a floating fund's budget: the scheme that it is set up under"`
	Charging     Charging     `json:"charging,omitempty" doc:"chargeable, or free to the client; nothing said: it takes no charge"`
}

// Ref is the scheme's place among the fund's documents.
func (sc Scheme) Ref() Ref { return Ref{"scheme", string(sc.ID)} }

// BudgetLine names one scheme's budget from one source.
type BudgetLine struct {
	Scheme SchemeID `json:"scheme"`
	Source SourceID `json:"source"`
}

// AddScheme records a scheme and its lines.
type AddScheme struct {
	ID           SchemeID     `json:"id"`
	Name         string       `json:"name"`
	CodeListYear Year         `json:"codeListYear" doc:"the year of the lists its codes are taken from"`
	Lines        []SchemeLine `json:"lines,omitempty" doc:"one for each source"`
}

// AddSchemeLine gives a scheme a line for one more source.
type AddSchemeLine struct {
	Scheme SchemeID   `json:"scheme"`
	Line   SchemeLine `json:"line"`
}

// Areas is the list of areas of spend of the planning template.
var Areas = CodeList{
	{Code: "acute", Name: "Acute"},
	{Code: "mental-health", Name: "Mental health"},
	{Code: "community-health", Name: "Community health"},
	{Code: "continuing-care", Name: "Continuing care"},
	{Code: "primary-care", Name: "Primary care"},
	{Code: "social-care", Name: "Social care"},
	{Code: "other", Name: "Other"},
}

// SchemeTypes is the list of scheme types of the planning template.
var SchemeTypes = CodeList{
	{Code: "assistive-technologies", Name: "Assistive technologies and equipment"},
	{Code: "care-act", Name: "Care Act implementation"},
	{Code: "carers", Name: "Carers services"},
	{Code: "community-based", Name: "Community based schemes"},
	{Code: "dfg-related", Name: "DFG related schemes"},
	{Code: "enablers", Name: "Enablers for integration"},
	{Code: "high-impact-change", Name: "High impact change model"},
	{Code: "home-care", Name: "Home care or domiciliary care"},
	{Code: "housing-related", Name: "Housing related schemes"},
	{Code: "integrated-care-planning", Name: "Integrated care planning and navigation"},
	{Code: "bed-based-intermediate-care", Name: "Bed-based intermediate care"},
	{Code: "home-based-intermediate-care", Name: "Home-based intermediate care and reablement"},
	{Code: "urgent-community-response", Name: "Urgent community response"},
	{Code: "personalised-budgeting", Name: "Personalised budgeting and commissioning"},
	{Code: "personalised-care-at-home", Name: "Personalised care at home"},
	{Code: "prevention", Name: "Prevention and early intervention"},
	{Code: "residential-placements", Name: "Residential placements"},
	{Code: "workforce", Name: "Workforce recruitment and retention"},
	{Code: "other", Name: "Other"},
}

var (
	arrangements = []Arrangement{LeadCommissioning, JointOperation, HostAsAgent, AlignedBudget}
	sides        = []Side{CouncilSide, NHSSide, JointSide}
)

const schemeLinesMax = 50

// Scheme is a scheme of the fund. It returns ErrNotFound.
func (s *State) Scheme(id SchemeID) (Scheme, error) {
	return need[Scheme](s, Ref{"scheme", string(id)}, "scheme")
}

// Line is the scheme's line for a source, and whether it has one.
func (sc Scheme) Line(source SourceID) (SchemeLine, bool) {
	for _, line := range sc.Lines {
		if line.Source == source {
			return line, true
		}
	}
	return SchemeLine{}, false
}

// budgetLine is the source of a scheme's line. It returns ErrUnknownAccount when the scheme has no such line.
func (s *State) budgetLine(at BudgetLine) (Source, error) {
	scheme, schemeErr := s.Scheme(at.Scheme)
	src, sourceErr := s.Source(at.Source) // asked for even so, that both are loaded at once
	if err := firstError(schemeErr, sourceErr); err != nil {
		return Source{}, err
	}
	if _, ok := scheme.Line(at.Source); !ok {
		return Source{}, ErrUnknownAccount.With("scheme %s has no line paid from source %s", at.Scheme, at.Source)
	}
	return src, nil
}

// withLine is the scheme with one more line. It refuses a second line of one source, an excluded function,
// and codes that are not in the lists of the scheme's year.
func (sc Scheme) withLine(s *State, line SchemeLine) (Scheme, error) {
	if _, twice := sc.Line(line.Source); twice {
		return sc, ErrExists.With("scheme %s has a line paid from source %s already", sc.ID, line.Source)
	}
	if len(sc.Lines) >= schemeLinesMax {
		return sc, ErrInvalid.With("a scheme has at most %d lines", schemeLinesMax)
	}
	err := firstError(checkFunction(line.Function, sc.CodeListYear),
		Areas.check("area of spend", line.Area, sc.CodeListYear),
		SchemeTypes.check("scheme type", line.Type, sc.CodeListYear))
	if err != nil {
		return sc, err
	}
	joint := line.Commissioner == JointSide
	switch {
	case !slices.Contains(arrangements, line.Arrangement):
		return sc, ErrInvalid.With("there is no arrangement %q; the arrangements are %v", line.Arrangement,
			arrangements)
	case !slices.Contains(sides, line.Commissioner):
		return sc, ErrInvalid.With("a line is commissioned by one of %v", sides)
	case line.LAPercent < 0 || line.LAPercent > 100 || !joint && line.LAPercent != 0:
		return sc, ErrInvalid.With("the council's share is 0 to 100 per cent, and of a joint line only")
	}
	if _, err := s.Source(line.Source); err != nil {
		return sc, err
	}
	if line.Provider != "" {
		if _, err := s.Body(line.Provider); err != nil {
			return sc, err
		}
	}
	sc.Lines = append(slices.Clone(sc.Lines), line)
	return sc, nil
}

// Kind names the act and its version.
func (AddScheme) Kind() string { return "add-scheme/1" }

// Matter is no money yet, but the providers it names will be paid: the host before others.
func (a AddScheme) Matter(s *State) (Matter, error) {
	return s.naming(a.ID, a.Lines)
}

// naming is the matter of an act that names the providers of a scheme's lines. Where the host is among them it
// is the one that the act is judged by.
func (s *State) naming(id SchemeID, lines []SchemeLine) (Matter, error) {
	m := Matter{Scheme: id}
	fund, err := Find[Fund](s, fundRef)
	for _, line := range lines {
		if line.Provider != "" && (m.Provider == "" || line.Provider == fund.Host) {
			m.Provider, m.Move = line.Provider, Gives
		}
	}
	return m, err
}

// Do records the scheme. It refuses a name taken and lines that AddSchemeLine would refuse.
func (a AddScheme) Do(s *State, _ Authority) (Entry, error) {
	scheme := Scheme{ID: a.ID, Name: a.Name, CodeListYear: a.CodeListYear}
	err := firstError(CheckID("the scheme's id", a.ID), CheckName("the scheme's name", a.Name),
		checkYear("the year of the code lists", a.CodeListYear), s.absent(scheme.Ref()))
	if err != nil {
		return Entry{}, err
	}
	for _, line := range a.Lines {
		if scheme, err = scheme.withLine(s, line); err != nil {
			return Entry{}, err
		}
	}
	s.Save(scheme)
	return Entry{}, nil
}

// Describe says what the act does.
func (a AddScheme) Describe() string { return fmt.Sprintf("Scheme %s added: %s", a.ID, a.Name) }

// Kind names the act and its version.
func (AddSchemeLine) Kind() string { return "add-scheme-line/1" }

// Matter is no money yet, but the provider it names will be paid.
func (a AddSchemeLine) Matter(s *State) (Matter, error) {
	m, err := s.matter(a.Line.Source, a.Scheme, Money{})
	named, missing := s.naming(a.Scheme, []SchemeLine{a.Line})
	m.Provider, m.Move, m.Arrangement = named.Provider, named.Move, a.Line.Arrangement
	return m, firstError(err, missing)
}

// Do adds the line. It refuses a second line of one source and an excluded function.
func (a AddSchemeLine) Do(s *State, _ Authority) (Entry, error) {
	scheme, err := s.Scheme(a.Scheme)
	if err != nil {
		return Entry{}, err
	}
	if scheme, err = scheme.withLine(s, a.Line); err != nil {
		return Entry{}, err
	}
	s.Save(scheme)
	return Entry{}, nil
}

// Describe says what the act does.
func (a AddSchemeLine) Describe() string {
	return fmt.Sprintf("Scheme %s has a line paid from source %s", a.Scheme, a.Line.Source)
}
