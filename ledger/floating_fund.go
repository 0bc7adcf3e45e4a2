package ledger

import (
	"fmt"
	"slices"
)

// DrawRule says in which order, or in which proportion, a float's sources pay for a purchase.
type DrawRule string

// The draw rules.
const (
	DrawInOrder DrawRule = "in-order" // the first source as long as it has something, then the next
	DrawProRata DrawRule = "pro-rata" // by what each source brought, on all that was drawn so far, to the penny
)

// FloatState is whether a float may still be used.
type FloatState string

// The states of a float.
const (
	FloatOpen   FloatState = "open"
	FloatClosed FloatState = "closed"
)

// FloatLimits are what may be bought from a float: by one purchase, for one client and by one worker. A limit that is
// nil is none. Those of clients and workers are for a window of time and count what is ordered and not yet delivered.
type FloatLimits struct {
	Purchase Money  `json:"purchase,omitzero" doc:"for one purchase, VAT included; none: no limit"`
	Client   Money  `json:"client,omitzero" doc:"for one client in a window; none: no limit"`
	Worker   Money  `json:"worker,omitzero" doc:"by one worker alone in a window; none: no limit"`
	Window   Window `json:"window" doc:"month, quarter or year"`
}

// FloatTerms are what may be varied of a float.
type FloatTerms struct {
	Fee    Percent     `json:"fee,omitempty" doc:"the managing agent's fee in per cent of what the float is given, such as 5"`
	Draw   DrawRule    `json:"draw" doc:"in-order or pro-rata"`
	Limits FloatLimits `json:"limits"`
	Alert  Money       `json:"alert,omitzero" doc:"an alert is shown when less than this is left"`
}

// FloatingFund is a part of the pool set aside for small purchases close to people. Its budget is that of a scheme of
// its own, which has its name; where it has a managing agent, the agent holds cash of it and buys as the host's agent.
type FloatingFund struct {
	ID       FloatID    `json:"id"`
	Scheme   SchemeID   `json:"scheme" doc:"the scheme that it is set up under"`
	Purpose  Private    `json:"purpose"`
	Agent    BodyID     `json:"agent,omitempty" doc:"the managing agent; none: the host pays"`
	AgencyBy string     `json:"agencyBy,omitempty" doc:"agency: the cash stays the pool's until it is spent"`
	Sources  []SourceID `json:"sources" doc:"in the order in which they are drawn on"`
	State    FloatState `json:"state"`
	Version  int        `json:"version"`
	Reason   Private    `json:"reason,omitzero" doc:"of the latest variation"`
	Buyers   []ActorID  `json:"buyers,omitempty" doc:"who has bought from it, and so does not reconcile it"`

	FloatTerms
}

const (
	floatKind       = "float"
	agencyFloat     = "agency"
	floatSourcesMax = 20
)

// Ref is the float's place among the fund's documents.
func (f FloatingFund) Ref() Ref { return Ref{"floating-fund", string(f.ID)} }

// SetUpFloat sets up a floating fund, and the scheme that holds its budget. It has no budget yet.
type SetUpFloat struct {
	ID       FloatID    `json:"id" doc:"the name of its scheme, too"`
	Name     string     `json:"name"`
	Scheme   SchemeID   `json:"scheme" doc:"the scheme that it is set up under"`
	Purpose  Private    `json:"purpose"`
	Agent    BodyID     `json:"agent,omitempty" doc:"the managing agent, who holds its cash; left out: the host pays"`
	AgencyBy string     `json:"agencyBy,omitempty" doc:"agency, where there is an agent"`
	Sources  []SourceID `json:"sources" doc:"of revenue, in the order in which they are drawn on"`

	FloatTerms
}

// VaryFloat changes a float's terms, or closes it: a new version of it, with the reason.
type VaryFloat struct {
	Float  FloatID    `json:"float"`
	State  FloatState `json:"state" doc:"open or closed"`
	Reason Private    `json:"reason"`

	FloatTerms
}

// FloatingFund is a float. It returns ErrNotFound.
func (s *State) FloatingFund(id FloatID) (FloatingFund, error) {
	return need[FloatingFund](s, FloatingFund{ID: id}.Ref(), "floating fund")
}

// openFloat is a float that may be used.
func (s *State) openFloat(id FloatID) (FloatingFund, error) {
	f, err := s.FloatingFund(id)
	if err == nil && f.State != FloatOpen {
		err = ErrClosed.With("float %s is closed", id)
	}
	return f, err
}

// check refuses terms that cannot be kept.
func (t FloatTerms) check(agent BodyID) error {
	if t.Draw != DrawInOrder && t.Draw != DrawProRata {
		return ErrInvalid.With("a float draws on its sources in-order or pro-rata")
	}
	if !slices.Contains(windows, t.Limits.Window) {
		return ErrInvalid.With("a float's limits are for a month, a quarter or a year, not %q", t.Limits.Window)
	}
	if t.Fee != 0 && agent == "" {
		return ErrInvalid.With("a fee is a managing agent's, and this float has none")
	}
	for _, m := range []Money{t.Limits.Purchase, t.Limits.Client, t.Limits.Worker, t.Alert} {
		if !m.IsZero() {
			if err := CheckAmount(m); err != nil {
				return err
			}
		}
	}
	return nil
}

// Kind names the act and its version.
func (SetUpFloat) Kind() string { return "set-up-float/1" }

// Matter is no money yet, but the agent it names will hold some: of each source.
func (a SetUpFloat) Matter(s *State) (Matter, error) {
	m, err := s.floatMatter(a.Scheme, a.Sources, a.Agent, Gives, Money{})
	return m, err
}

// floatMatter is what policy judges an act on several sources of a scheme by. Where money goes to a body it is
// told how.
func (s *State) floatMatter(scheme SchemeID, sources []SourceID, to BodyID, how Move, amount Money) (Matter, error) {
	about := make([]BudgetLine, len(sources))
	for n, source := range sources {
		about[n] = BudgetLine{scheme, source}
	}
	if to == "" {
		how = 0
	}
	return inParts(about, func(at BudgetLine) (Matter, error) {
		m, err := s.matterWith(at.Source, at.Scheme, to, how, amount)
		m.Allowance = "" // a float has caps of its own
		return m, err
	})
}

// Do sets the float up. It refuses an agent that is none of the bodies or that would hold the cash as a grant, capital
// money, and a name that a scheme has.
func (a SetUpFloat) Do(s *State, _ Authority) (Entry, error) {
	f := FloatingFund{
		ID: a.ID, Scheme: a.Scheme, Purpose: a.Purpose, Agent: a.Agent, AgencyBy: a.AgencyBy, Sources: a.Sources,
		State: FloatOpen, Version: 1, FloatTerms: a.FloatTerms,
	}
	err := firstError(CheckID("the float's id", a.ID), CheckName("the float's name", a.Name),
		needText("the purpose", a.Purpose), a.check(a.Agent), a.checkAgency(), a.checkSources(), s.absent(f.Ref()),
		s.absent(Scheme{ID: SchemeID(a.ID)}.Ref()))
	if err != nil {
		return Entry{}, err
	}
	parent, err := s.Scheme(a.Scheme)
	if a.Agent != "" {
		_, unknown := s.Body(a.Agent)
		err = firstError(err, unknown)
	}
	if err != nil {
		return Entry{}, err
	}
	own, err := f.budget(s, parent, a.Name)
	if err != nil {
		return Entry{}, err
	}
	s.Save(own)
	s.Save(f)
	return Entry{}, nil
}

// budget is the scheme that holds the float's budget: its lines are as those of the scheme it stands under, or as that
// scheme's first where it has none of the source.
func (f FloatingFund) budget(s *State, parent Scheme, name string) (Scheme, error) {
	own := Scheme{ID: SchemeID(f.ID), Name: name, CodeListYear: parent.CodeListYear, Under: parent.ID}
	if parent.Under != "" {
		return own, ErrWrongState.With("scheme %s is itself the budget of a float", parent.ID)
	}
	if len(parent.Lines) == 0 {
		return own, ErrWrongState.With("scheme %s has no lines yet, so a float under it has no function", parent.ID)
	}
	for _, source := range f.Sources {
		src, err := s.Source(source)
		if err == nil && src.Nature == Capital {
			err = ErrRingFence.With("source %s is capital money, and what a float buys is revenue spend", source)
		}
		if err != nil {
			return own, err
		}
		line, ok := parent.Line(source)
		if !ok {
			line = parent.Lines[0]
		}
		line.Source, line.Provider = source, ""
		if own, err = own.withLine(s, line); err != nil {
			return own, err
		}
	}
	return own, nil
}

// checkAgency refuses an agent that would hold the cash as its own: that is a grant (row 20), not a float.
func (a SetUpFloat) checkAgency() error {
	switch {
	case a.Agent == "" && a.AgencyBy != "":
		return ErrInvalid.With("say who the managing agent is, or leave agencyBy out")
	case a.Agent != "" && a.AgencyBy != agencyFloat:
		return ErrInvalid.With("a managing agent holds a float by agency, so that what is not spent comes back; cash that is " +
			"given to a voluntary body as its own is a grant: raise a commitment of that form instead")
	}
	return nil
}

func (a SetUpFloat) checkSources() error {
	if n := len(a.Sources); n == 0 || n > floatSourcesMax {
		return ErrInvalid.With("a float has 1 to %d sources", floatSourcesMax)
	}
	for n, source := range a.Sources {
		if slices.Contains(a.Sources[:n], source) {
			return ErrInvalid.With("source %s is named twice", source)
		}
	}
	return nil
}

// Describe says what the act does.
func (a SetUpFloat) Describe() string {
	return fmt.Sprintf("Float %s set up under scheme %s", a.ID, a.Scheme)
}

// Kind names the act and its version.
func (VaryFloat) Kind() string { return "vary-float/1" }

// Matter is the partners' money in the float.
func (a VaryFloat) Matter(s *State) (Matter, error) {
	f, err := s.FloatingFund(a.Float)
	if err != nil {
		return Matter{}, err
	}
	return s.floatMatter(SchemeID(f.ID), f.Sources, "", 0, Money{})
}

// Do makes the new version. What was bought before counts against new limits. It refuses to close a float that
// still has
// a budget, cash with its agent or something on order.
func (a VaryFloat) Do(s *State, _ Authority) (Entry, error) {
	f, err := s.FloatingFund(a.Float)
	if err := firstError(err, needText("the reason", a.Reason), a.check(f.Agent)); err != nil {
		return Entry{}, err
	}
	switch a.State {
	case FloatOpen:
	case FloatClosed:
		if err := s.checkEmpty(f); err != nil {
			return Entry{}, err
		}
	default:
		return Entry{}, ErrInvalid.With("a float is open or closed")
	}
	f.State, f.Reason, f.FloatTerms, f.Version = a.State, a.Reason, a.FloatTerms, f.Version+1
	s.Save(f)
	return Entry{}, nil
}

// checkEmpty refuses a float with anything left in it.
func (s *State) checkEmpty(f FloatingFund) error {
	lines, err := s.floatLines(f)
	if err != nil {
		return err
	}
	standing, missing := s.floatStanding(lines)
	if missing != nil {
		return missing
	}
	var free, ordered, cash Money
	for _, l := range standing {
		free, ordered, cash = free.Add(l.available), ordered.Add(l.committed), cash.Add(l.cash)
	}
	if !free.IsZero() || !ordered.IsZero() || !cash.IsZero() {
		return ErrWrongState.With("float %s has %s available, %s committed and %s of cash with its agent; give the budget "+
			"back and have the cash returned before it is closed", f.ID, free.Pounds(), ordered.Pounds(), cash.Pounds())
	}
	return nil
}

// Describe says what the act does.
func (a VaryFloat) Describe() string {
	return fmt.Sprintf("Terms of float %s varied; it is %s", a.Float, a.State)
}

// offers of a float: cash where there is an agent, and what the state of it allows.
func (f FloatingFund) offers(s *State) ([]Act, error) {
	acts := []Act{VaryFloat{Float: f.ID}}
	if f.State == FloatClosed {
		return acts, nil
	}
	acts = append(acts, TopUpFloat{Float: f.ID, Source: f.Sources[0]}, OrderPurchase{Float: f.ID})
	if f.Agent == "" {
		return acts, nil
	}
	acts = append(acts, AdvanceFloat{Float: f.ID}, ReconcileFloat{Float: f.ID})
	lines, err := s.floatLines(f)
	if err != nil {
		return nil, err
	}
	var held, owed Money
	for _, l := range lines {
		cash, err := s.Balance(l.cash())
		fee, missing := s.Balance(l.owedFee())
		if err := firstError(err, missing); err != nil {
			return nil, err
		}
		held, owed = held.Add(cash), owed.Sub(fee)
	}
	if f.Fee != 0 {
		acts = append(acts, ChargeFloatFee{Float: f.ID})
	}
	if held.Sign() > 0 {
		acts = append(acts, ReturnFloatCash{Float: f.ID}, WriteOffFloatAdvance{Float: f.ID})
	}
	if owed.Sign() > 0 {
		acts = append(acts, PayFloat{Float: f.ID})
	}
	return acts, nil
}
