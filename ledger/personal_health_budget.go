package ledger

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A HealthBudgetID names a personal health budget within a fund.
type HealthBudgetID string

// HealthBudgetForm is how a personal health budget reaches the client.
type HealthBudgetForm string

// The forms, in the words of the NHS.
const (
	NotionalBudget   HealthBudgetForm = "notional"       // the fund buys what the client chooses
	ThirdPartyBudget HealthBudgetForm = "third-party"    // somebody independent holds it, and the fund pays their charges
	DirectBudget     HealthBudgetForm = "direct-payment" // the client, or whoever acts for them, is paid
)

var healthBudgetForms = []HealthBudgetForm{NotionalBudget, ThirdPartyBudget, DirectBudget}

// HealthBudgetState is how far a personal health budget has come; what is left of it is the balance of its account.
type HealthBudgetState string

// The states of a personal health budget.
const (
	HealthBudgetOpen     HealthBudgetState = "open"
	HealthBudgetStopped  HealthBudgetState = "stopped"  // nothing more is bought or paid from it
	HealthBudgetClosed   HealthBudgetState = "closed"   // what was left has been given back
	HealthBudgetReversed HealthBudgetState = "reversed" // allocated in error
)

// PersonalHealthBudget is money of a scheme that is promised to one client, who is known by a pseudonym alone. What is
// left of it stands in 9300, what was paid out and is not yet accounted for in 1310, each in an account of its own.
type PersonalHealthBudget struct {
	ID       HealthBudgetID    `json:"id"`
	Scheme   SchemeID          `json:"scheme"`
	Source   SourceID          `json:"source" doc:"that pays; where a float's agent holds the cash, the first of parts"`
	Float    FloatID           `json:"float,omitempty" doc:"whose agent holds the cash and buys; none: the host pays"`
	Parts    []PurchaseLine    `json:"parts,omitempty" doc:"of a float, as allocated from each of its sources"`
	Client   ClientID          `json:"client"`
	Form     HealthBudgetForm  `json:"form"`
	Year     Year              `json:"year"`
	State    HealthBudgetState `json:"state"`
	Purpose  Private           `json:"purpose"`
	Since    Date              `json:"since"`
	Review   Date              `json:"review" doc:"by when it is reviewed next: within three months, then within each year"`
	Cap      string            `json:"cap" doc:"the allowance that it counts against: of the client, for the scheme and window"`
	AboveCap Private           `json:"aboveCap,omitzero" doc:"why it was allocated above the cap"`
	Worker   ActorID           `json:"worker,omitempty" doc:"who allocated it, and asks the client for what is due; none of budgets of early versions"`

	Payments []DirectPayment   `json:"payments,omitempty" doc:"paid to the client directly, in order"`
	Awaited  []DirectAwaited   `json:"awaited,omitempty" doc:"asked for in payment requests, without an outcome yet"`
	CameBack []DirectPayment   `json:"cameBack,omitempty" doc:"paid, and returned by the bank"`
	Demands  []RepaymentDemand `json:"demands,omitempty" doc:"for money back, in order"`
	Stopped  Date              `json:"stopped,omitempty"`
	Grounds  string            `json:"grounds,omitempty" doc:"on which it was stopped"`
	Why      Private           `json:"why,omitzero" doc:"it was stopped"`
}

// HealthBudgetTerms are what a scheme's personal health budgets are held to.
type HealthBudgetTerms struct {
	Scheme       SchemeID `json:"scheme"`
	Cap          Money    `json:"cap"`
	Window       Window   `json:"window"`
	EvidenceDays int      `json:"evidenceDays"`
	Version      int      `json:"version" doc:"1, and one more each time they are set anew"`
}

// SetHealthBudgetTerms says what a scheme's personal health budgets are held to from now on.
type SetHealthBudgetTerms struct {
	Scheme       SchemeID `json:"scheme"`
	Cap          Money    `json:"cap" doc:"at most so much for one client in each window, such as 100.00"`
	Window       Window   `json:"window" doc:"month, quarter or year: never a sliding time"`
	EvidenceDays int      `json:"evidenceDays" doc:"days after a direct payment by which it is accounted for, 1 to 366"`
}

// AllocateHealthBudget promises a scheme's money to a client (row 14), within the cap.
type AllocateHealthBudget struct {
	ID      HealthBudgetID   `json:"id"`
	Scheme  SchemeID         `json:"scheme"`
	Source  SourceID         `json:"source,omitempty" doc:"that pays; left out where a float is named: its sources pay by its draw rule"`
	Float   FloatID          `json:"float,omitempty" doc:"a float under the scheme, whose agent holds the cash and buys; left out: the host pays"`
	Client  ClientID         `json:"client" doc:"the pseudonym that the care system drew, never an identity"`
	Form    HealthBudgetForm `json:"form" doc:"notional, third-party or direct-payment"`
	Amount  Money            `json:"amount"`
	Purpose Private          `json:"purpose" screen:"client" doc:"what it is for, never for whom"`
}

// AllocateAboveCap promises a scheme's money to a client (row 14) beyond the cap, for a reason.
type AllocateAboveCap struct {
	ID      HealthBudgetID   `json:"id"`
	Scheme  SchemeID         `json:"scheme"`
	Source  SourceID         `json:"source,omitempty" doc:"that pays; left out where a float is named: its sources pay by its draw rule"`
	Float   FloatID          `json:"float,omitempty" doc:"a float under the scheme, whose agent holds the cash and buys; left out: the host pays"`
	Client  ClientID         `json:"client" doc:"the pseudonym that the care system drew, never an identity"`
	Form    HealthBudgetForm `json:"form" doc:"notional, third-party or direct-payment"`
	Amount  Money            `json:"amount"`
	Purpose Private          `json:"purpose" screen:"client" doc:"what it is for, never for whom"`
	Reason  Private          `json:"reason" screen:"client" doc:"why it is more than the cap"`
}

const (
	healthBudgetKind = "health-budget"
	evidenceDaysMax  = 366
)

// Ref is the budget's place among the fund's documents.
func (b PersonalHealthBudget) Ref() Ref { return Ref{healthBudgetKind, string(b.ID)} }

// Ref is the terms' place among the fund's documents: one for each scheme.
func (t HealthBudgetTerms) Ref() Ref { return Ref{"health-budget-terms", string(t.Scheme)} }

// OfHealthBudget reports whether an account is one of a personal health budget's own.
func OfHealthBudget(a Account) bool { return strings.HasPrefix(a.Of, healthBudgetKind+"=") }

// HealthBudget is a personal health budget. It returns ErrNotFound.
func (s *State) HealthBudget(id HealthBudgetID) (PersonalHealthBudget, error) {
	return need[PersonalHealthBudget](s, PersonalHealthBudget{ID: id}.Ref(), "personal health budget")
}

// healthLine is a personal health budget with the source it is paid from: what its accounts are named by.
type healthLine struct {
	of  PersonalHealthBudget
	src Source
}

// healthLine is a budget, whatever its state and year.
func (s *State) healthLine(id HealthBudgetID) (healthLine, error) {
	b, err := s.HealthBudget(id)
	if err != nil {
		return healthLine{}, err
	}
	src, err := s.Source(b.Source)
	return healthLine{b, src}, err
}

// openHealthLine is a budget that may be spent from. It refuses one that is stopped or closed, and one of another year
// than the entry's.
func (s *State) openHealthLine(id HealthBudgetID) (healthLine, error) {
	l, err := s.healthLine(id)
	if err != nil {
		return l, err
	}
	if l.of.State != HealthBudgetOpen {
		return l, ErrWrongState.With("personal health budget %s is %s, so nothing is bought or paid from it", id, l.of.State)
	}
	return l, l.inYear(s)
}

func (l healthLine) inYear(s *State) error {
	return s.inYear("personal health budget", string(l.of.ID), l.of.Year)
}

// account is one of the scheme's, of the budget's year.
func (l healthLine) account(code Code) Account {
	return l.src.schemeAccount(code, l.of.Year, l.of.budget())
}

// committed is the budget's own account.
func (l healthLine) committed() Account {
	return l.account(SchemeCommitted).For(healthBudgetKind, string(l.of.ID))
}

// advanced is what was paid out of the budget directly and is not yet accounted for.
func (l healthLine) advanced() Account {
	return l.src.account(DirectPayments, 0).For(healthBudgetKind, string(l.of.ID))
}

// balances are what is left of the budget, and how much of that was paid out and is not yet accounted for.
func (l healthLine) balances(s *State) (left, out Money, err error) {
	left, err = s.Balance(l.committed())
	out, missing := s.Balance(l.advanced())
	return left.Neg(), out, firstError(err, missing)
}

// checkFree refuses more than is left of the budget, less what was paid out and is not yet accounted for, and what
// payment requests ask for.
func (l healthLine) checkFree(s *State, what string, amount Money) error {
	left, out, err := l.balances(s)
	asked := l.of.asked()
	free := left.Sub(out).Sub(asked)
	if err != nil || amount.Compare(free) <= 0 {
		return err
	}
	paid := ""
	if !out.IsZero() {
		paid = fmt.Sprintf(", less the %s paid out and not yet accounted for", out.Pounds())
	}
	if !asked.IsZero() {
		paid += fmt.Sprintf(", less the %s that payment requests ask for", asked.Pounds())
	}
	return ErrNotEnough.With("the %s of %s is %s more than the %s left of personal health budget %s%s", what,
		amount.Pounds(), amount.Sub(free).Pounds(), left.Pounds(), l.of.ID, paid)
}

// giveBack moves what is not spent from the budget to what the scheme has available, and off what counts against the
// cap.
func (l healthLine) giveBack(amount Money) []Posting {
	used := allowanceAccount(AllowanceUsed, l.of.Year, l.of.Cap)
	left := allowanceAccount(AllowanceLeft, l.of.Year, l.of.Cap)
	return []Posting{
		Debit(l.committed(), amount), Credit(l.account(SchemeAvailable).By(CommitMove), amount),
		Debit(used, amount), Credit(left, amount),
	}
}

// matter is what policy judges an act on the budget by.
func (s *State) healthMatter(id HealthBudgetID, amount Money) (Matter, error) {
	b, err := s.HealthBudget(id)
	if err != nil {
		return Matter{}, err
	}
	if b.Float != "" {
		return s.floatMatter(b.budget(), b.sources(), "", 0, amount)
	}
	return s.matter(b.Source, b.Scheme, amount)
}

// Kind names the act and its version.
func (SetHealthBudgetTerms) Kind() string { return "set-health-budget-terms/1" }

// Matter is no money: it is about the scheme.
func (a SetHealthBudgetTerms) Matter(*State) (Matter, error) { return Matter{Scheme: a.Scheme}, nil }

// Do records the terms. What was allocated before stays, and counts against the new cap in a window of the same name.
func (a SetHealthBudgetTerms) Do(s *State, _ Authority) (Entry, error) {
	err := CheckAmount(a.Cap)
	switch {
	case err != nil:
		return Entry{}, err
	case !slices.Contains(windows, a.Window):
		return Entry{}, ErrInvalid.With("a window is one of %v", windows)
	case a.EvidenceDays < 1 || a.EvidenceDays > evidenceDaysMax:
		return Entry{}, ErrInvalid.With("a direct payment is accounted for within 1 to %d days", evidenceDaysMax)
	}
	_, err = s.Scheme(a.Scheme)
	terms := HealthBudgetTerms{Scheme: a.Scheme, Cap: a.Cap, Window: a.Window, EvidenceDays: a.EvidenceDays}
	before, missing := Find[HealthBudgetTerms](s, terms.Ref())
	if err := firstError(err, missing); err != nil {
		return Entry{}, err
	}
	terms.Version = before.Version + 1
	s.Save(terms)
	return Entry{}, nil
}

// Describe says what the act does.
func (a SetHealthBudgetTerms) Describe() string {
	return fmt.Sprintf("Personal health budgets of scheme %s: at most %s for a client in a %s", a.Scheme, a.Cap.Pounds(),
		a.Window)
}

// healthTerms are a scheme's terms. It refuses a scheme that has none: it has no cap.
func (s *State) healthTerms(scheme SchemeID) (HealthBudgetTerms, error) {
	t, err := Find[HealthBudgetTerms](s, HealthBudgetTerms{Scheme: scheme}.Ref())
	if err == nil && t.Version == 0 {
		err = ErrWrongState.With("scheme %s has no terms of personal health budgets; set them first", scheme)
	}
	return t, err
}

// clientAllowance names what one client may be allocated for a scheme in the window of a period.
func clientAllowance(client ClientID, scheme SchemeID, window string) string {
	return fmt.Sprintf("client.%s.%s.%s", client, scheme, window)
}

// firstReview is within three months of the day a budget begins.
func firstReview(since Date) Date { return monthsAfter(since, 3) }

// monthsAfter is the same day of a later month, or where it has none the day after its last.
func monthsAfter(d Date, months int) Date {
	t := d.Time()
	return NewDate(t.Year(), t.Month()+time.Month(months), t.Day())
}

// Kind names the act and its version.
func (AllocateHealthBudget) Kind() string { return "allocate-health-budget/1" }

// Matter is the partner's money, promised to the client.
func (a AllocateHealthBudget) Matter(s *State) (Matter, error) {
	return s.allocateMatter(BudgetLine{a.Scheme, a.Source}, a.Float, a.Amount)
}

// Do promises the money. It refuses more than the cap leaves the client in the window, counting what is allocated and
// not yet spent and what was spent; more than the scheme has available, or the float's agent holds and has ordered
// nothing for; capital money; and a pseudonym that looks like an identity.
func (a AllocateHealthBudget) Do(s *State, by Authority) (Entry, error) {
	return s.allocateHealth(AllocateAboveCap{
		ID: a.ID, Scheme: a.Scheme, Source: a.Source, Float: a.Float, Client: a.Client, Form: a.Form, Amount: a.Amount,
		Purpose: a.Purpose,
	}, false, by)
}

func (s *State) allocateHealth(a AllocateAboveCap, above bool, by Authority) (Entry, error) {
	b := PersonalHealthBudget{
		ID: a.ID, Scheme: a.Scheme, Source: a.Source, Float: a.Float, Client: a.Client, Form: a.Form,
		Year: s.Period.Year(), State: HealthBudgetOpen, Purpose: a.Purpose, Since: s.On, Review: firstReview(s.On),
		AboveCap: a.Reason, Worker: by.Actor,
	}
	err := firstError(CheckID("the personal health budget's id", a.ID), CheckClient("the client", a.Client),
		CheckAmount(a.Amount), needText("what the budget is for", a.Purpose))
	if err == nil && !slices.Contains(healthBudgetForms, a.Form) {
		err = ErrInvalid.With("a personal health budget is one of %v", healthBudgetForms)
	}
	if err == nil {
		err = s.absent(b.Ref())
	}
	if err != nil {
		return Entry{}, err
	}
	promised, err := s.promiseHealth(&b, a.Amount)
	terms, missing := s.healthTerms(a.Scheme)
	if err := firstError(err, missing); err != nil {
		return Entry{}, err
	}
	b.Cap = clientAllowance(a.Client, a.Scheme, terms.Window.Of(s.Period))
	counted, err := s.countClient(b, terms, a.Amount, above)
	if err != nil {
		return Entry{}, err
	}
	s.Save(b)
	return Entry{Postings: append(promised, counted...)}, nil
}

// promiseHealth sets the budget aside: of what the scheme has available, or of what is with the agent of its float.
func (s *State) promiseHealth(b *PersonalHealthBudget, amount Money) ([]Posting, error) {
	if b.Float != "" {
		return s.drawBudget(b, amount)
	}
	src, err := s.budgetLine(BudgetLine{b.Scheme, b.Source})
	if err == nil && src.Nature == Capital {
		err = ErrRingFence.With("source %s is capital money, and a personal health budget is revenue spend", src.ID)
	}
	l := healthLine{*b, src}
	return []Posting{Debit(l.account(SchemeAvailable).By(CommitMove), amount), Credit(l.committed(), amount)}, err
}

// countClient counts an allocation against what the client may have. It refuses more than the cap leaves, unless it is
// to be above it: then what is beyond the cap is granted besides.
func (s *State) countClient(b PersonalHealthBudget, terms HealthBudgetTerms, amount Money, above bool) (
	[]Posting, error,
) {
	balance, err := s.Balance(allowanceAccount(AllowanceUsed, b.Year, b.Cap))
	if err != nil {
		return nil, err
	}
	used := balance.Neg()
	within := used.Add(amount).Compare(terms.Cap) <= 0
	switch {
	case !within && !above:
		return nil, ErrOverLimit.With("%s is more than the %s left to this client: scheme %s has a cap of %s for a client in a "+
			"%s, and %s of it is allocated", amount.Pounds(), greater(terms.Cap.Sub(used), Money{}).Pounds(), b.Scheme,
			terms.Cap.Pounds(), terms.Window, used.Pounds())
	case within && above:
		return nil, ErrWrongState.With("%s is within the %s left to this client under the cap of %s; allocate it within the cap",
			amount.Pounds(), terms.Cap.Sub(used).Pounds(), terms.Cap.Pounds())
	}
	return Allowance{Of: b.Cap, Limit: greater(terms.Cap, used.Add(amount)), Amount: amount}.lines(s)
}

// undo marks the budget as allocated in error. What was bought or paid from it has to be taken back before.
func (a AllocateHealthBudget) undo(s *State, _ Entry) error { return s.unallocateHealth(a.ID) }

func (s *State) unallocateHealth(id HealthBudgetID) error {
	l, err := s.healthLine(id)
	if err != nil {
		return err
	}
	if l.of.State != HealthBudgetOpen || len(l.of.Payments) > 0 {
		return ErrWrongState.With("personal health budget %s is %s, with %d direct payments; release what is left of it instead",
			id, l.of.State, len(l.of.Payments))
	}
	l.of.State = HealthBudgetReversed
	s.Save(l.of)
	return nil
}

// Describe says what the act does.
func (a AllocateHealthBudget) Describe() string {
	return fmt.Sprintf("Personal health budget %s of %s for %s, scheme %s, %s", a.ID, a.Amount.Pounds(), a.Client,
		a.Scheme, paysHealth(a.Source, a.Float))
}
