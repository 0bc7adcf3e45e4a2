package report

import (
	"cmp"
	"context"
	"slices"

	"pooled/ledger"
)

// HealthBudgets are a fund's register of personal health budgets, and the list of what is to be chased. Clients are
// known by their pseudonyms alone. Each figure is a balance of the budget's own accounts (9300, 1310), of its cap's
// (9510, 9520), or the turnover of 9300 by kind of act.
type HealthBudgets struct {
	Fund    ledger.FundID     `json:"fund"`
	Moment  Moment            `json:"moment"`
	Day     ledger.Date       `json:"day" doc:"the day up to which days are counted"`
	Budgets []HealthBudgetRow `json:"budgets" doc:"in the order they were allocated in"`
	Total   HealthFigures     `json:"total" doc:"of the budgets shown"`
	Chase   []HealthChase     `json:"chase" doc:"what is due on them, the longest overdue first"`
	Overdue ledger.Money      `json:"overdue" doc:"paid out, and not accounted for by the day it was due"`
}

// HealthFigures are what became of budgets: allocated - spent - recovered - released - lapsed = awaited + unspent.
type HealthFigures struct {
	Allocated ledger.Money `json:"allocated"`
	Spent     ledger.Money `json:"spent" doc:"bought (a purchase by a float's agent as it is ordered), or accounted for of what was paid out, less credits; VAT included"`
	Awaited   ledger.Money `json:"awaited" doc:"paid out directly, and not yet accounted for (1310)"`
	Unspent   ledger.Money `json:"unspent" doc:"left, less what is paid out: it can still be spent or released"`
	Recovered ledger.Money `json:"recovered" doc:"paid out, and paid back"`
	Released  ledger.Money `json:"released" doc:"given back without having been paid out"`
	Lapsed    ledger.Money `json:"lapsed" doc:"left when its year was closed"`
}

// HealthBudgetRow is one budget.
type HealthBudgetRow struct {
	Budget  ledger.HealthBudgetID    `json:"budget"`
	Client  ledger.ClientID          `json:"client"`
	Scheme  ledger.SchemeID          `json:"scheme"`
	Source  ledger.SourceID          `json:"source" doc:"that pays; where a float's agent holds the budget, the first of its sources"`
	Float   ledger.FloatID           `json:"float,omitempty" doc:"whose agent holds it and buys"`
	Form    ledger.HealthBudgetForm  `json:"form"`
	Year    ledger.Year              `json:"year"`
	State   ledger.HealthBudgetState `json:"state"`
	Worker  ledger.ActorID           `json:"worker,omitempty" doc:"who allocated it, and asks the client"`
	Since   ledger.Date              `json:"since"`
	Review  ledger.Date              `json:"review" doc:"by when it is reviewed next"`
	Stopped ledger.Date              `json:"stopped,omitempty"`
	Grounds string                   `json:"grounds,omitempty" doc:"on which it was stopped"`
	Above   bool                     `json:"aboveCap,omitempty" doc:"it was allocated above the cap, for a reason"`
	CapUsed ledger.Money             `json:"capUsed" doc:"by all budgets of the client for the scheme in the cap's window"`
	CapLeft ledger.Money             `json:"capLeft" doc:"of what was granted in that window"`
	HealthFigures

	DaysLate int `json:"daysLate,omitempty" doc:"of what is longest overdue on it; 0: nothing is"`
}

// ChaseWhat is what is due on a budget.
type ChaseWhat string

// What may be due.
const (
	EvidenceDue  ChaseWhat = "evidence"  // that a direct payment was spent as agreed
	RepaymentDue ChaseWhat = "repayment" // that was demanded
	ReviewDue    ChaseWhat = "review"    // of the budget
)

// HealthChase is one thing due on a budget, and who is asked for it.
type HealthChase struct {
	What     ChaseWhat             `json:"what"`
	Budget   ledger.HealthBudgetID `json:"budget"`
	Client   ledger.ClientID       `json:"client"`
	Scheme   ledger.SchemeID       `json:"scheme"`
	Worker   ledger.ActorID        `json:"worker,omitempty" doc:"who allocated the budget: asks for it"`
	Payer    ledger.RepaymentPayer `json:"payer,omitempty" doc:"of a repayment: who is to pay"`
	Entry    int64                 `json:"entry,omitempty" doc:"of evidence: the entry that recorded the payment"`
	Paid     ledger.Date           `json:"paid,omitempty" doc:"of evidence: the day of the payment"`
	Amount   ledger.Money          `json:"amount" doc:"still to be accounted for or, of a repayment, demanded and at most what is still out"`
	Due      ledger.Date           `json:"due"`
	DaysLate int                   `json:"daysLate" doc:"days since it was due; 0: not due yet"`
}

// HealthBudgetFilter says which budgets are asked about; the zero value, about all.
type HealthBudgetFilter struct {
	Client  ledger.ClientID
	State   ledger.HealthBudgetState
	Scheme  ledger.SchemeID
	Worker  ledger.ActorID
	Overdue bool // those alone on which something is overdue, and of what is due that which is

	Budgets   []ledger.HealthBudgetID // these alone; none: all
	EveryYear bool                    // of closed years too, whatever year the moment names
}

func (f HealthBudgetFilter) takes(b ledger.PersonalHealthBudget) bool {
	return (f.Client == "" || f.Client == b.Client) && (f.State == "" || f.State == b.State) &&
		(f.Scheme == "" || f.Scheme == b.Scheme) && (f.Worker == "" || f.Worker == b.Worker) &&
		(len(f.Budgets) == 0 || slices.Contains(f.Budgets, b.ID))
}

// HealthBudgets is the register as at a moment: of the year that the moment names or, where it names none, of all years
// that are not closed; of every year where the filter says so. It returns what Position returns.
func (r *Reports) HealthBudgets(ctx context.Context, fund ledger.FundID, at AsOf, filter HealthBudgetFilter) (
	HealthBudgets, error,
) {
	out := HealthBudgets{Fund: fund, Budgets: []HealthBudgetRow{}, Chase: []HealthChase{}}
	err := r.read(ctx, fund, func(v *view) error {
		b, err := v.books(ctx, at)
		if err != nil {
			return err
		}
		out.Moment, out.Day = b.moment, b.day
		all, err := v.healthBudgets(ctx, b, at.year, filter)
		if err != nil {
			return err
		}
		figures, err := v.healthFigures(ctx, b, all)
		if err != nil {
			return err
		}
		for _, one := range all {
			out.add(one, figures, one.Accounts(b.papers.source), filter.Overdue)
		}
		slices.SortStableFunc(out.Chase, func(a, b HealthChase) int { return cmp.Compare(a.Due, b.Due) })
		return nil
	})
	return out, err
}

// add adds a budget and what is due on it; with overdue, only what is too late.
func (h *HealthBudgets) add(
	b ledger.PersonalHealthBudget, f healthFigures, on ledger.HealthBudgetAccounts, overdue bool,
) {
	moves := f.moves[b.ID]
	row := HealthBudgetRow{
		Budget: b.ID, Client: b.Client, Scheme: b.Scheme, Source: b.Source, Float: b.Float, Form: b.Form, Year: b.Year,
		State: b.State, Worker: b.Worker, Since: b.Since, Review: b.Review, Stopped: b.Stopped, Grounds: b.Grounds,
		Above:   !b.AboveCap.IsZero(),
		CapUsed: f.balances[on.CapUsed].amount.Neg(), CapLeft: f.balances[on.CapLeft].amount.Neg(),
		HealthFigures: HealthFigures{
			Allocated: moves[ledger.HealthBudgetAllocated],
			Spent:     moves[ledger.HealthBudgetSpent].Neg(),
			Awaited:   f.balances[on.PaidOut].amount,
			Recovered: moves[ledger.HealthBudgetRecovered].Neg(),
			Released:  moves[ledger.HealthBudgetReleased].Neg(),
			Lapsed:    moves[ledger.HealthBudgetLapsed].Neg(),
		},
	}
	row.Unspent = row.Awaited.Neg()
	for _, left := range on.Left {
		row.Unspent = row.Unspent.Sub(f.balances[left].amount)
	}
	due := row.due(b, h.Day)
	for _, one := range due {
		row.DaysLate = max(row.DaysLate, one.DaysLate)
	}
	if overdue && row.DaysLate == 0 {
		return
	}
	h.Budgets = append(h.Budgets, row)
	h.Total = h.Total.plus(row.HealthFigures)
	for _, one := range due {
		if one.DaysLate > 0 && one.What == EvidenceDue {
			h.Overdue = h.Overdue.Add(one.Amount)
		}
		if one.DaysLate > 0 || !overdue {
			h.Chase = append(h.Chase, one)
		}
	}
}

// due is what is due on a budget: evidence of each payment that is out, the repayment that is demanded while something
// is, and the next review while the budget runs.
func (r HealthBudgetRow) due(b ledger.PersonalHealthBudget, day ledger.Date) (list []HealthChase) {
	chase := func(what ChaseWhat, due ledger.Date, amount ledger.Money) *HealthChase {
		list = append(list, HealthChase{
			What: what, Budget: b.ID, Client: b.Client, Scheme: b.Scheme, Worker: b.Worker, Amount: amount, Due: due,
			DaysLate: max(0, int(day-due)),
		})
		return &list[len(list)-1]
	}
	for _, p := range b.Awaiting(r.Awaited) {
		one := chase(EvidenceDue, p.Evidence, p.Amount)
		one.Entry, one.Paid = p.Entry, p.Paid
	}
	if n := len(b.Demands); n > 0 && r.Awaited.Sign() > 0 && b.Demands[n-1].State != ledger.RepaymentWithdrawn {
		amount := b.Demands[n-1].Amount
		if amount.Compare(r.Awaited) > 0 {
			amount = r.Awaited
		}
		chase(RepaymentDue, b.Demands[n-1].By, amount).Payer = b.Demands[n-1].Payer
	}
	running := b.State == ledger.HealthBudgetOpen || b.State == ledger.HealthBudgetStopped
	if running && r.Awaited.Add(r.Unspent).Sign() > 0 {
		chase(ReviewDue, b.Review, ledger.Money{})
	}
	return list
}

func (f HealthFigures) plus(o HealthFigures) HealthFigures {
	return HealthFigures{
		f.Allocated.Add(o.Allocated), f.Spent.Add(o.Spent), f.Awaited.Add(o.Awaited), f.Unspent.Add(o.Unspent),
		f.Recovered.Add(o.Recovered), f.Released.Add(o.Released), f.Lapsed.Add(o.Lapsed),
	}
}
