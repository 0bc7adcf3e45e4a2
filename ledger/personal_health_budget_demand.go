package ledger

import (
	"fmt"
	"slices"
)

// RepaymentDemand is a written notice that money paid directly is to be paid back (SI 2013/1617 regulation 15(2)): why,
// how much, by when and by whom. Whoever gets it may have it reconsidered (15(4)), here once.
type RepaymentDemand struct {
	Grounds    string         `json:"grounds"`
	Amount     Money          `json:"amount" doc:"as demanded, or as reconsidered"`
	Payer      RepaymentPayer `json:"payer"`
	Made       Date           `json:"made"`
	By         Date           `json:"by"`
	Reason     Private        `json:"reason"`
	State      RepaymentState `json:"state"`
	DemandedBy []Duty         `json:"demandedBy"`
	Decided    Date           `json:"decided,omitempty" doc:"the day it was reconsidered"`
	Why        Private        `json:"why,omitzero" doc:"what was decided when it was reconsidered"`
}

// RepaymentPayer is who is to pay back.
type RepaymentPayer string

// RepaymentState is how far a demand has come.
type RepaymentState string

// Who may be asked to pay back, and the states of a demand.
const (
	ClientPays         RepaymentPayer = "client"
	RepresentativePays RepaymentPayer = "representative"
	NomineePays        RepaymentPayer = "nominee"
	EstatePays         RepaymentPayer = "estate"

	RepaymentDemanded  RepaymentState = "demanded"
	RepaymentUpheld    RepaymentState = "upheld"    // reconsidered: it stands
	RepaymentReduced   RepaymentState = "reduced"   // reconsidered: to a smaller amount
	RepaymentWithdrawn RepaymentState = "withdrawn" // reconsidered: nothing is to be paid back
)

var repaymentPayers = []RepaymentPayer{ClientPays, RepresentativePays, NomineePays, EstatePays}

// RepaymentGrounds are those that it is decided by whether a direct payment is to be paid back, in the order of
// regulation 15(1) of the National Health Service (Direct Payments) Regulations 2013 (SI 2013/1617).
var RepaymentGrounds = CodeList{
	// Regulation 15(1)(a) to (f); of the last see 15(3).
	{Code: "plan-changed", Name: "The care plan has changed substantially", First: 2013},
	{Code: "circumstances-changed", Name: "The client's circumstances have changed substantially", First: 2013},
	{Code: "accumulated-unspent", Name: "A substantial part is not used and has accumulated", First: 2013},
	{Code: "misuse", Name: "It was used for something that the care plan does not say", First: 2013},
	{Code: "theft-or-fraud", Name: "Theft, fraud or another offence may have occurred", First: 2013},
	{Code: groundDied, Name: "The client has died; the notice is for the personal representatives", First: 2013},
}

const groundDied = "died"

// DemandRepayment demands money back that was paid directly and is not accounted for. It posts nothing: what comes back
// is recorded when it does.
type DemandRepayment struct {
	Budget  HealthBudgetID `json:"budget"`
	Grounds string         `json:"grounds" doc:"from the list of grounds, such as accumulated-unspent"`
	Amount  Money          `json:"amount"`
	Payer   RepaymentPayer `json:"payer" doc:"client, representative, nominee or estate"`
	By      Date           `json:"by" doc:"the day by which it is to be paid"`
	Reason  Private        `json:"reason" screen:"client"`
}

// ReconsiderDemand decides the latest demand of a budget anew, when whoever got it asks.
type ReconsiderDemand struct {
	Budget HealthBudgetID `json:"budget"`
	Result RepaymentState `json:"result" doc:"upheld, reduced or withdrawn"`
	Amount Money          `json:"amount,omitzero" doc:"of a demand that is reduced: to how much"`
	Reason Private        `json:"reason" screen:"client"`
}

// Kind names the act and its version.
func (DemandRepayment) Kind() string { return "demand-repayment/1" }

// Matter is the partner's money, which is to come back.
func (a DemandRepayment) Matter(s *State) (Matter, error) { return s.healthMatter(a.Budget, a.Amount) }

// Do records the demand. It refuses grounds that are not in the list, a client who has died as payer, a day that has
// gone, more than is paid out and not accounted for, and a second demand while one waits.
func (a DemandRepayment) Do(s *State, by Authority) (Entry, error) {
	err := firstError(RepaymentGrounds.check("the ground", a.Grounds, s.Period.Year()), needText("the reason", a.Reason))
	switch {
	case err != nil:
		return Entry{}, err
	case !slices.Contains(repaymentPayers, a.Payer):
		return Entry{}, ErrInvalid.With("say who is to pay back: one of %v", repaymentPayers)
	case a.Grounds == groundDied && a.Payer == ClientPays:
		return Entry{}, ErrInvalid.With("the client has died, so the estate, a representative or a nominee is to pay back")
	case a.By <= s.On:
		return Entry{}, ErrInvalid.With("say by which day it is to be paid back; it must be after %s", s.On.UK())
	}
	l, err := s.advancedLine(a.Budget, a.Amount)
	if err != nil {
		return Entry{}, err
	}
	if n := len(l.of.Demands); n > 0 && l.of.Demands[n-1].State == RepaymentDemanded && l.of.Demands[n-1].By >= s.On {
		return Entry{}, ErrExists.With("%s of personal health budget %s is demanded by %s already", l.of.Demands[n-1].Amount.
			Pounds(), a.Budget, l.of.Demands[n-1].By.UK())
	}
	l.of.Demands = append(slices.Clone(l.of.Demands), RepaymentDemand{
		Grounds: a.Grounds, Amount: a.Amount, Payer: a.Payer, Made: s.On, By: a.By, Reason: a.Reason,
		State: RepaymentDemanded, DemandedBy: by.duties(),
	})
	s.Save(l.of)
	return Entry{}, nil
}

// Describe says what the act does.
func (a DemandRepayment) Describe() string {
	return fmt.Sprintf("%s of personal health budget %s demanded back", a.Amount.Pounds(), a.Budget)
}

// Kind names the act and its version.
func (ReconsiderDemand) Kind() string { return "reconsider-demand/1" }

// Matter is the partner's money, which is to come back or not.
func (a ReconsiderDemand) Matter(s *State) (Matter, error) {
	_, d, err := s.latestDemand(a.Budget)
	if err != nil {
		return Matter{}, err
	}
	return s.healthMatter(a.Budget, d.Amount)
}

// latestDemand is the budget with its latest demand. It refuses a budget of which nothing is demanded back.
func (s *State) latestDemand(id HealthBudgetID) (PersonalHealthBudget, RepaymentDemand, error) {
	b, err := s.HealthBudget(id)
	if err == nil && len(b.Demands) == 0 {
		err = ErrNotFound.With("nothing of personal health budget %s is demanded back", id)
	}
	if err != nil {
		return b, RepaymentDemand{}, err
	}
	return b, b.Demands[len(b.Demands)-1], nil
}

// apart refuses whoever demanded it.
func (a ReconsiderDemand) apart(s *State, doers []Duty) error {
	_, d, err := s.latestDemand(a.Budget)
	return firstError(err, apartFrom(d.DemandedBy, doers, "demanded the repayment of personal health budget "+
		string(a.Budget), "reconsider it"))
}

// Do decides the demand anew. It refuses a demand that has been reconsidered, whoever made it, and an amount that is
// not less where it is reduced.
func (a ReconsiderDemand) Do(s *State, by Authority) (Entry, error) {
	b, d, err := s.latestDemand(a.Budget)
	if err := firstError(needText("the reason", a.Reason), err, a.apart(s, by.duties())); err != nil {
		return Entry{}, err
	}
	reduced := a.Result == RepaymentReduced
	switch {
	case d.State != RepaymentDemanded:
		return Entry{}, ErrDecided.With("the demand of %s was reconsidered on %s", d.Made.UK(), d.Decided.UK())
	case !reduced && a.Result != RepaymentUpheld && a.Result != RepaymentWithdrawn:
		return Entry{}, ErrInvalid.With("a demand is upheld, reduced or withdrawn")
	case reduced && (a.Amount.Sign() <= 0 || a.Amount.Compare(d.Amount) >= 0):
		return Entry{}, ErrInvalid.With("say to how much the demand of %s is reduced: to more than £0.00, and to less",
			d.Amount.Pounds())
	case !reduced && !a.Amount.IsZero():
		return Entry{}, ErrInvalid.With("an amount is said of a demand that is reduced alone")
	}
	d.State, d.Decided, d.Why = a.Result, s.On, a.Reason
	if reduced {
		d.Amount = a.Amount
	}
	b.Demands = append(slices.Clone(b.Demands[:len(b.Demands)-1]), d)
	s.Save(b)
	return Entry{}, nil
}

// Describe says what the act does.
func (a ReconsiderDemand) Describe() string {
	return fmt.Sprintf("Demand for repayment of personal health budget %s %s", a.Budget, a.Result)
}
