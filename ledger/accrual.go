package ledger

import (
	"fmt"
	"slices"
)

// AccrualState is how far an accrual has come.
type AccrualState string

// The states of an accrual.
const (
	AccrualOpen      AccrualState = "accrued"
	AccrualAwaiting  AccrualState = "accrued-order-awaited" // open too: there is no commitment yet
	AccrualReversed  AccrualState = "reversed"              // on the first day of the next period
	AccrualWithdrawn AccrualState = "withdrawn"             // made in error: its entry was reversed
)

// Accrual is what was received by the end of a period and not invoiced. It reverses itself on the first day of the
// next, so that the invoice finds the budget where it was.
type Accrual struct {
	ID         AccrualID    `json:"id"`
	Commitment CommitmentID `json:"commitment,omitempty" doc:"none: the order is awaited"`
	Provider   BodyID       `json:"provider"`
	Scheme     SchemeID     `json:"scheme"`
	Source     SourceID     `json:"source"`
	Period     Period       `json:"period" doc:"the period it counts in"`
	Amount     Money        `json:"amount"`
	Reverses   Date         `json:"reverses" doc:"the day on which it reverses itself"`
	State      AccrualState `json:"state"`
	Evidence   Private      `json:"evidence"`
}

// Ref is the accrual's place among the fund's documents.
func (a Accrual) Ref() Ref { return Ref{"accrual", string(a.ID)} }

// Open reports whether the accrual still has to be reversed.
func (a Accrual) Open() bool { return a.State == AccrualOpen || a.State == AccrualAwaiting }

// AccruedPeriod says how many accruals of a period have still to be reversed, so that the period they reverse into
// is not closed before. It is a count of states and no amount; a list would be written anew with every accrual.
type AccruedPeriod struct {
	Period Period `json:"period"`
	Open   int    `json:"open"`
}

// Ref is its place among the fund's documents.
func (p AccruedPeriod) Ref() Ref { return Ref{"accrued-period", periodRef(p.Period).ID} }

// AccrueSpend counts goods and services received by a period's end and not invoiced (row 16).
type AccrueSpend struct {
	ID         AccrualID    `json:"id"`
	Commitment CommitmentID `json:"commitment,omitempty" doc:"none: the order is awaited; name scheme, source and provider"`
	Scheme     SchemeID     `json:"scheme,omitempty" doc:"where there is no commitment, or it has several lines"`
	Source     SourceID     `json:"source,omitempty" doc:"where there is no commitment, or it has several lines"`
	Provider   BodyID       `json:"provider,omitempty" doc:"where there is no commitment"`
	Amount     Money        `json:"amount"`
	Evidence   Private      `json:"evidence" doc:"the reference of the goods received note, or how it was estimated"`
}

// ReverseAccrual reverses an accrual on the first day of the next period (row 16). The timer asks for it; a finance
// officer may do so before it has.
type ReverseAccrual struct {
	Accrual AccrualID `json:"accrual"`
}

// Accrual is an accrual. It returns ErrNotFound.
func (s *State) Accrual(id AccrualID) (Accrual, error) {
	return need[Accrual](s, Ref{"accrual", string(id)}, "accrual")
}

// openAccruals changes how many accruals of a period have still to be reversed.
func (s *State) openAccruals(p Period, by int) error {
	count, err := Find[AccruedPeriod](s, AccruedPeriod{Period: p}.Ref())
	if err != nil {
		return err
	}
	s.Save(AccruedPeriod{Period: p, Open: count.Open + by})
	return nil
}

// checkReversed refuses while accruals of the period before have still to be reversed into this one: once it is
// closed, the timer could not, and the spend would stand for ever.
func (s *State) checkReversed(into Period) error {
	if into.Number() == 1 || into.Number() > 12 {
		return nil // accruals of the periods before are refused
	}
	before, err := Find[AccruedPeriod](s, AccruedPeriod{Period: into - 1}.Ref())
	if err == nil && before.Open > 0 {
		err = ErrWrongState.With("%d of period %s's accruals have still to be reversed into period %s; reverse them first",
			before.Open, before.Period, into)
	}
	return err
}

// reversing is the day on which an accrual of the entry's period reverses. It refuses an accrual that is not dated
// the period's last day, or whose reversal could not be posted.
func (s *State) reversing() (Date, error) {
	last := s.Period.Last()
	switch {
	case s.Period.Number() >= 12:
		return 0, ErrWrongState.With("an accrual of period %s would reverse in the next year, and the year end, which would "+
			"carry its commitment over, cannot be done yet", s.Period)
	case s.On != last:
		return 0, ErrInvalid.With("an accrual counts at the end of its period; date it %s", last.UK())
	}
	fund, err := s.OpenFund()
	if err != nil {
		return 0, err
	}
	next := last + 1
	closed, err := s.closing(s.Period + 1)
	switch {
	case err != nil:
		return 0, err
	case closed != "":
		return 0, ErrPeriodClosed.With("the accrual would reverse into period %s, which is closed", s.Period+1)
	case !slices.ContainsFunc(fund.Agreements, func(v Term) bool { return v.Covers(next) }):
		return 0, ErrOutsideTerm.With("the accrual would reverse on %s, outside the term of every agreement version in "+
			"force or under an override", next.UK())
	}
	return next, nil
}

var errAccrueWhat = ErrInvalid.With("name the commitment or, where the order is awaited, scheme, source and provider")

// Kind names the act and its version.
func (AccrueSpend) Kind() string { return "accrue-spend/1" }

// Matter is the partner's money. It promises and pays nobody anything: what is due is accepted when the invoice is
// certified.
func (a AccrueSpend) Matter(s *State) (Matter, error) {
	if a.Commitment != "" {
		return s.orderMatter(a.Commitment, BudgetLine{a.Scheme, a.Source}, 0, a.Amount)
	}
	if a.Scheme == "" || a.Source == "" {
		return Matter{}, errAccrueWhat
	}
	return s.matterWith(a.Source, a.Scheme, a.Provider, 0, a.Amount)
}

// Do counts the amount as spent and notes when it reverses. It refuses more than is left on the commitment or,
// without one, than the scheme has available; an accrual that is not dated the last day of its period; and one that
// could not be reversed on the day after.
func (a AccrueSpend) Do(s *State, _ Authority) (Entry, error) {
	made := Accrual{
		ID: a.ID, Commitment: a.Commitment, Provider: a.Provider, Scheme: a.Scheme, Source: a.Source, Period: s.Period,
		Amount: a.Amount, State: AccrualAwaiting, Evidence: a.Evidence,
	}
	err := firstError(CheckID("the accrual's id", a.ID), CheckAmount(a.Amount),
		needText("the evidence of what was received", a.Evidence), s.absent(made.Ref()))
	if err != nil {
		return Entry{}, err
	}
	if made.Reverses, err = s.reversing(); err != nil {
		return Entry{}, err
	}
	switch {
	case a.Commitment != "":
		err = a.onOrder(s, &made)
	case a.Provider == "":
		err = errAccrueWhat
	default:
		_, body := s.Body(a.Provider)
		_, line := s.budgetLine(BudgetLine{a.Scheme, a.Source})
		err = firstError(line, body)
	}
	if err != nil {
		return Entry{}, err
	}
	lines, err := s.accrued(made)
	if err != nil {
		return Entry{}, err
	}
	s.Save(made)
	return Entry{Postings: lines}, s.openAccruals(s.Period, 1)
}

// onOrder fills in what the commitment says. It refuses more than is left on it.
func (a AccrueSpend) onOrder(s *State, made *Accrual) error {
	if a.Provider != "" {
		return ErrInvalid.With("the commitment says the provider; name it only where there is none")
	}
	o, err := s.openOrder(a.Commitment, BudgetLine{a.Scheme, a.Source})
	if err != nil {
		return err
	}
	made.Scheme, made.Source, made.Provider, made.State = o.at.Scheme, o.at.Source, o.of.Provider, AccrualOpen
	return s.checkLeft("accrual", o, a.Amount)
}

// accrued are the postings of an accrual; its reversal is their mirror.
func (s *State) accrued(a Accrual) ([]Posting, error) {
	src, err := s.Source(a.Source)
	if err != nil {
		return nil, err
	}
	year, form := a.Period.Year(), Contract
	from := src.schemeAccount(SchemeAvailable, year, a.Scheme).By(AccrualMove)
	if a.Commitment != "" {
		c, err := s.Commitment(a.Commitment)
		if err != nil {
			return nil, err
		}
		form, from = c.Form, orderLine{c, BudgetLine{a.Scheme, a.Source}, src}.committed()
	}
	return []Posting{
		Debit(src.schemeAccount(src.spend(form.spend()), year, a.Scheme), a.Amount),
		Credit(src.account(Accruals, 0).For("accrual", string(a.ID)), a.Amount),
		Debit(from, a.Amount), Credit(src.schemeAccount(SchemeConsumed, year, a.Scheme), a.Amount),
	}, nil
}

// undo withdraws an accrual made in error. It refuses one that has been reversed.
func (a AccrueSpend) undo(s *State, _ Entry) error {
	made, err := s.Accrual(a.ID)
	if err != nil {
		return err
	}
	if !made.Open() {
		return ErrAlreadyReversed.With("accrual %s has been reversed, so nothing of it stands", a.ID)
	}
	return s.endAccrual(made, AccrualWithdrawn)
}

// endAccrual notes that nothing of the accrual stands any more. Its commitment is open again where it has been
// released meanwhile, because what comes back to it can be invoiced, or released in its turn.
func (s *State) endAccrual(a Accrual, how AccrualState) error {
	if a.Commitment != "" {
		c, err := s.Commitment(a.Commitment)
		if err != nil {
			return err
		}
		if c.State == CommitmentReleased {
			c.State = CommitmentOpen
			s.Save(c)
		}
	}
	a.State = how
	s.Save(a)
	return s.openAccruals(a.Period, -1)
}

// Describe says what the act does.
func (a AccrueSpend) Describe() string {
	of := "commitment " + string(a.Commitment)
	if a.Commitment == "" {
		of = fmt.Sprintf("scheme %s, source %s, order awaited", a.Scheme, a.Source)
	}
	return fmt.Sprintf("Accrual %s of %s, %s", a.ID, a.Amount.Pounds(), of)
}

// Kind names the act and its version.
func (ReverseAccrual) Kind() string { return "reverse-accrual/1" }

// Matter is what the accrual's was.
func (a ReverseAccrual) Matter(s *State) (Matter, error) {
	made, err := s.Accrual(a.Accrual)
	if err != nil {
		return Matter{}, err
	}
	return s.matterWith(made.Source, made.Scheme, made.Provider, 0, made.Amount)
}

// Do posts the accrual's exact mirror. It refuses one that is reversed or withdrawn already, any day but the first
// of the next period, and to do it before that day has come.
func (a ReverseAccrual) Do(s *State, _ Authority) (Entry, error) {
	made, err := s.Accrual(a.Accrual)
	switch {
	case err != nil:
		return Entry{}, err
	case !made.Open():
		return Entry{}, ErrAlreadyReversed.With("accrual %s is %s already", made.ID, made.State)
	case DateOf(s.At) < made.Reverses:
		return Entry{}, ErrWrongState.With("accrual %s reverses on %s; until then it stands", made.ID, made.Reverses.UK())
	case s.On != made.Reverses:
		return Entry{}, ErrInvalid.With("accrual %s reverses on %s; date its reversal that day", made.ID, made.Reverses.UK())
	}
	lines, err := s.accrued(made)
	if err != nil {
		return Entry{}, err
	}
	return Entry{Postings: mirror(lines)}, s.endAccrual(made, AccrualReversed)
}

// undo refuses: the spend would stand again and nothing would reverse it.
func (a ReverseAccrual) undo(*State, Entry) error {
	return ErrWrongState.With("the reversal of accrual %s is not undone; accrue again at a period's end", a.Accrual)
}

// Describe says what the act does.
func (a ReverseAccrual) Describe() string { return fmt.Sprintf("Accrual %s reversed", a.Accrual) }
