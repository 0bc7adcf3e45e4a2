package report

import (
	"slices"

	"pooled/ledger"
)

// Figure names a column of the position. Each is a balance, a sum of balances, or a turnover by kind of act.
type Figure string

// The figures of a position.
const (
	Agreed        Figure = "agreed"
	Performance   Figure = "performance"
	Called        Figure = "called"
	Received      Figure = "received"
	Due           Figure = "due"
	Brought       Figure = "brought-forward"
	Unallocated   Figure = "unallocated"
	CashInHand    Figure = "cash"
	Unidentified  Figure = "cash-not-identified"
	Budget        Figure = "budget"
	Virements     Figure = "virements"
	RevisedBudget Figure = "revised-budget"
	Committed     Figure = "committed"
	Spent         Figure = "spent"
	Available     Figure = "available"
	PartnerDirect Figure = "partner-direct"
	Forgone       Figure = "performance-forgone"
	Overspend     Figure = "overspend"
	Uncured       Figure = "overspend-uncured"
)

// The turnovers that reports ask for, as subsidiaries of their control accounts.
const (
	byReceipt  = "by=" + ledger.Receipt
	byBudget   = "by=" + ledger.BudgetMoved
	byVire     = "by=" + ledger.VirementMove
	byDirect   = "by=" + ledger.DirectSpent
	byForgone  = "by=" + ledger.Forgone
	byOverrun  = "by=" + ledger.Overspent
	byInterest = "by=" + ledger.InterestMove
)

// makeup says which accounts make up a figure and on which side it is positive.
type makeup struct {
	figure Figure
	codes  []ledger.Code
	of     string // the turnover of one kind of act; empty: the control accounts' balances
	credit bool
	inYear bool // of the year's own periods alone, where the account itself has no year
}

// makeups is the whole definition of the position's columns.
var makeups = []makeup{
	{Agreed, []ledger.Code{ledger.ResourcesAgreed, ledger.ResourcesCalled}, "", false, false},
	{Performance, []ledger.Code{ledger.PerformancePlanned}, "", false, false},
	{Called, []ledger.Code{ledger.ResourcesCalled}, "", false, false},
	{Received, []ledger.Code{ledger.Cash}, byReceipt, false, true},
	{Due, []ledger.Code{ledger.ContributionDebtors, ledger.GrantDebtors}, "", false, false},
	{Brought, []ledger.Code{ledger.ResourcesBrought}, "", false, false},
	{Unallocated, []ledger.Code{ledger.Unallocated}, "", true, false},
	{CashInHand, []ledger.Code{ledger.Cash}, "", false, false},
	{Unidentified, []ledger.Code{ledger.CashUnidentified}, "", false, false},
	{Budget, []ledger.Code{ledger.SchemeAvailable}, byBudget, true, false},
	{Virements, []ledger.Code{ledger.SchemeAvailable}, byVire, true, false},
	{
		RevisedBudget,
		[]ledger.Code{ledger.SchemeAvailable, ledger.SchemeCommitted, ledger.SchemeConsumed},
		"", true,
		false,
	},
	{Committed, []ledger.Code{ledger.SchemeCommitted}, "", true, false},
	{Spent, []ledger.Code{ledger.SchemeConsumed}, "", true, false},
	{Available, []ledger.Code{ledger.SchemeAvailable}, "", true, false},
	{PartnerDirect, []ledger.Code{ledger.SchemeAvailable}, byDirect, false, false},
	{Forgone, []ledger.Code{ledger.PerformancePlanned}, byForgone, true, false},
	{Overspend, []ledger.Code{ledger.SchemeAvailable}, byOverrun, true, false},
	{Uncured, []ledger.Code{ledger.OverspendApproved}, "", false, false},
}

// figureAccounts are the accounts that positions and statements are made of.
var figureAccounts = func() accounts {
	of := accounts{codes: []int16{int16(ledger.Creditors), int16(ledger.Accruals), int16(ledger.PoolBalance)}}
	for _, m := range makeups {
		for _, code := range m.codes {
			if !slices.Contains(of.codes, int16(code)) {
				of.codes = append(of.codes, int16(code))
			}
		}
		if m.of != "" {
			of.kinds = append(of.kinds, m.of)
		}
	}
	return of
}()

// makeupOf is a figure's definition, and whether there is such a figure.
func makeupOf(f Figure) (makeup, bool) {
	i := slices.IndexFunc(makeups, func(m makeup) bool { return m.figure == f })
	if i < 0 {
		return makeup{}, false
	}
	return makeups[i], true
}

// takes reports whether an account is part of the figure in a financial year.
func (m makeup) takes(a ledger.Account, year ledger.Year) bool {
	return a.Of == m.of && slices.Contains(m.codes, a.Code) && (a.Year == 0 || a.Year == year)
}

// shown is an amount of debits less credits as the figure presents it: positive on its normal side.
func (m makeup) shown(amount ledger.Money) ledger.Money {
	if m.credit {
		return amount.Neg()
	}
	return amount
}

// Figures lists every figure by name.
func Figures() []Figure {
	names := make([]Figure, len(makeups))
	for i, m := range makeups {
		names[i] = m.figure
	}
	return names
}

// Resources are the figures of the money coming in.
type Resources struct {
	Agreed      ledger.Money `json:"agreed" doc:"resources agreed, called or not (9000 + 9005)"`
	Performance ledger.Money `json:"performance" doc:"performance money held until it is earned (9010)"`
	Forgone     ledger.Money `json:"performanceForgone" doc:"performance money given up as not earned"`
	Brought     ledger.Money `json:"broughtForward" doc:"resources brought forward from earlier years (9015)"`
	Called      ledger.Money `json:"called" doc:"called or recognised as due (9005)"`
	Received    ledger.Money `json:"received" doc:"received in cash in the year (receipts on 1000)"`
	Due         ledger.Money `json:"due" doc:"called and not yet received (1100 + 1150)"`
	Unallocated ledger.Money `json:"unallocated" doc:"not yet in any scheme's budget (9100)"`
	Cash        ledger.Money `json:"cash" doc:"in hand with the host (1000); negative: advanced by it"`
	Uncured     ledger.Money `json:"overspendUncured" doc:"overspend approved and not yet cured (9020)"`

	Unidentified ledger.Money `json:"cashNotIdentified" doc:"received, not yet known for what (1010): of no source or partner"`
}

// Spending is the figures of what the money is for.
type Spending struct {
	Budget        ledger.Money `json:"budget" doc:"original budget (turnover of budget acts on 9200)"`
	Virements     ledger.Money `json:"virements" doc:"virements in less virements out (turnover on 9200)"`
	Revised       ledger.Money `json:"revisedBudget" doc:"revised budget (9200 + 9300 + 9400)"`
	Committed     ledger.Money `json:"committed" doc:"committed and not yet spent (9300)"`
	Spent         ledger.Money `json:"spent" doc:"spent (9400)"`
	Available     ledger.Money `json:"available" doc:"left to commit (9200)"`
	PartnerDirect ledger.Money `json:"partnerDirect" doc:"spent by partners themselves, never paid over"`
	Overspend     ledger.Money `json:"overspend" doc:"approved beyond the budget, and so in the revised budget (turnover on 9200)"`
}

// place is where a figure stands in a row.
func place(f Figure, r *Resources, s *Spending) *ledger.Money {
	switch f {
	case Agreed:
		return &r.Agreed
	case Performance:
		return &r.Performance
	case Forgone:
		return &r.Forgone
	case Brought:
		return &r.Brought
	case Called:
		return &r.Called
	case Received:
		return &r.Received
	case Due:
		return &r.Due
	case Unallocated:
		return &r.Unallocated
	case CashInHand:
		return &r.Cash
	case Unidentified:
		return &r.Unidentified
	case Budget:
		return &s.Budget
	case Virements:
		return &s.Virements
	case RevisedBudget:
		return &s.Revised
	case Committed:
		return &s.Committed
	case Spent:
		return &s.Spent
	case Available:
		return &s.Available
	case Overspend:
		return &s.Overspend
	case Uncured:
		return &r.Uncured
	default:
		return &s.PartnerDirect
	}
}
