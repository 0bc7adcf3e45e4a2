package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"pooled/ledger"
)

// Orders are what is left on a fund's commitments of a year, and how it came about: of each order, each of its lines,
// each scheme's line and in all. What is left on them, and what is kept for proposals, is what is committed (9300).
type Orders struct {
	Fund   ledger.FundID `json:"fund"`
	Year   ledger.Year   `json:"year"`
	From   *Moment       `json:"from,omitempty" doc:"none: from the year's beginning"`
	Moment Moment        `json:"moment"`

	Orders        []OrderRow   `json:"orders" doc:"in the order they were first raised in"`
	Lines         []OrderLine  `json:"lines" doc:"of all orders, by scheme and source"`
	Total         RollForward  `json:"total"`
	Reserved      ledger.Money `json:"reserved" doc:"kept for proposals that wait"`
	Floats        ledger.Money `json:"floats" doc:"advanced to floats' agents, or on order from floats"`
	HealthBudgets ledger.Money `json:"healthBudgets" doc:"left on personal health budgets"`
	Committed     ledger.Money `json:"committed" doc:"what is left on orders and kept for proposals (9300)"`
}

// OrderRow is one commitment.
type OrderRow struct {
	Commitment ledger.CommitmentID    `json:"commitment"`
	Provider   ledger.BodyID          `json:"provider"`
	Form       ledger.Form            `json:"form"`
	Type       ledger.CommitmentType  `json:"kind,omitempty"`
	State      ledger.CommitmentState `json:"state"`
	Version    int                    `json:"version,omitempty"`
	Profile    []ledger.ProfilePart   `json:"profile,omitempty"`
	Lines      []OrderLine            `json:"lines"`
	RollForward
}

// OrderLine is the roll-forward from one scheme's budget.
type OrderLine struct {
	Scheme ledger.SchemeID `json:"scheme"`
	Source ledger.SourceID `json:"source"`
	RollForward
}

// RollForward is opening + rolled forward + raised + varied - accrued + accruals reversed - invoiced + credited +
// taken over - released - lapsed = closing. A reversal comes off the figure that its entry went on.
type RollForward struct {
	Opening          ledger.Money `json:"opening" doc:"left at the first moment"`
	Rolled           ledger.Money `json:"rolledForward" doc:"of earlier years"`
	Raised           ledger.Money `json:"raised"`
	Varied           ledger.Money `json:"varied" doc:"increases less decreases"`
	Accrued          ledger.Money `json:"accrued"`
	AccrualsReversed ledger.Money `json:"accrualsReversed"`
	Invoiced         ledger.Money `json:"invoiced" doc:"certified, or received of what was paid ahead; what was beyond the commitment is not in it"`
	Credited         ledger.Money `json:"credited"`
	TakenOver        ledger.Money `json:"takenOver" doc:"from a predecessor's source, less what went to a successor's: nil in all"`
	Released         ledger.Money `json:"released"`
	Lapsed           ledger.Money `json:"lapsed" doc:"left when the year was closed; what of it is rolled comes in the next year"`
	Closing          ledger.Money `json:"closing" doc:"left"`
}

// at is where a step is shown.
func (r *RollForward) at(step ledger.OrderStep) *ledger.Money {
	switch step {
	case ledger.OrderRolled:
		return &r.Rolled
	case ledger.OrderRaised:
		return &r.Raised
	case ledger.OrderVaried:
		return &r.Varied
	case ledger.OrderAccrued:
		return &r.Accrued
	case ledger.OrderAccrualReversed:
		return &r.AccrualsReversed
	case ledger.OrderInvoiced:
		return &r.Invoiced
	case ledger.OrderCredited:
		return &r.Credited
	case ledger.OrderTakenOver:
		return &r.TakenOver
	case ledger.OrderReleased:
		return &r.Released
	case ledger.OrderLapsed:
		return &r.Lapsed
	}
	return &r.Opening
}

// add adds what came to a commitment by a step; by none, before the first moment.
func (r *RollForward) add(step ledger.OrderStep, amount ledger.Money) {
	r.Closing = r.Closing.Add(amount)
	if step.Lessens() {
		amount = amount.Neg()
	}
	at := r.at(step)
	*at = at.Add(amount)
}

// sum adds another roll-forward, column by column.
func (r *RollForward) sum(other RollForward) {
	for _, step := range append(ledger.OrderSteps(), "") {
		at := r.at(step)
		*at = at.Add(*other.at(step))
	}
	r.Closing = r.Closing.Add(other.Closing)
}

// ownLine names a line of a commitment.
type ownLine struct {
	commitment ledger.CommitmentID
	line       ledger.BudgetLine
}

// Orders rolls a fund's commitments of a year forward to a moment; from an earlier one, or the year's beginning. It
// returns what Movements returns.
func (r *Reports) Orders(ctx context.Context, fund ledger.FundID, span Span) (Orders, error) {
	out := Orders{Fund: fund, Orders: []OrderRow{}, Lines: []OrderLine{}}
	err := r.read(ctx, fund, func(v *view) error {
		var page Movements
		from, to, err := v.span(ctx, span, &page)
		if err != nil {
			return err
		}
		held, err := v.balances(ctx, to, accounts{codes: []int16{int16(ledger.SchemeCommitted)}})
		if err != nil {
			return err
		}
		out.From, out.Moment, out.Year = page.From, page.To, span.To.year
		if out.Year == 0 {
			out.Year = held.year(out.Moment)
		}
		out.Moment.Year = out.Year
		for a, b := range held {
			if a.Year == out.Year {
				out.Committed = out.Committed.Sub(b.amount)
			}
		}
		moves, err := v.orderMoves(ctx, from, to, out.Year)
		if err != nil {
			return err
		}
		commitments, err := v.commitments(ctx, to)
		if err != nil {
			return err
		}
		return out.fill(commitments, moves)
	})
	return out, err
}

// fill adds the moves up. It refuses an account of another kind, and an act that has no column, rather than leave what
// they moved out.
func (o *Orders) fill(commitments []ledger.Commitment, moves []orderMove) error {
	own, all := map[ownLine]*RollForward{}, map[ledger.BudgetLine]*RollForward{}
	for _, m := range moves {
		if strings.HasPrefix(m.account.Of, "proposal=") {
			o.Reserved = o.Reserved.Add(m.amount)
			continue
		}
		if ledger.OfFloat(m.account) {
			o.Floats = o.Floats.Add(m.amount)
			continue
		}
		if ledger.OfHealthBudget(m.account) {
			o.HealthBudgets = o.HealthBudgets.Add(m.amount)
			continue
		}
		id, ok := strings.CutPrefix(m.account.Of, "commitment=")
		if !ok {
			return fmt.Errorf("the roll-forward of commitments has no place for %s", m.account)
		}
		step := ledger.OrderStep("")
		if !m.before {
			var err error
			if step, err = ledger.OrderStepOf(m.act); err != nil {
				return err
			}
		}
		line := ledger.BudgetLine{Scheme: m.account.Scheme, Source: m.account.Source}
		for _, r := range []*RollForward{at(own, ownLine{ledger.CommitmentID(id), line}), at(all, line), &o.Total} {
			r.add(step, m.amount)
		}
	}
	for _, c := range commitments {
		row := OrderRow{
			Commitment: c.ID, Provider: c.Provider, Form: c.Form, Type: c.Type, State: c.State, Version: c.Version,
			Profile: c.Profile, Lines: []OrderLine{},
		}
		for _, line := range linesOf(c, own) {
			if r := own[ownLine{c.ID, line}]; r != nil {
				row.Lines = append(row.Lines, OrderLine{line.Scheme, line.Source, *r})
				row.sum(*r)
			}
		}
		if len(row.Lines) > 0 {
			o.Orders = append(o.Orders, row)
		}
	}
	for line, r := range all {
		o.Lines = append(o.Lines, OrderLine{line.Scheme, line.Source, *r})
	}
	slices.SortFunc(o.Lines, func(a, b OrderLine) int {
		return cmp.Or(cmp.Compare(a.Scheme, b.Scheme), cmp.Compare(a.Source, b.Source))
	})
	return nil
}

// linesOf are a commitment's lines in its order, and then those that a successor has taken over.
func linesOf(c ledger.Commitment, own map[ownLine]*RollForward) []ledger.BudgetLine {
	lines := c.BudgetLines()
	var gone []ledger.BudgetLine
	for of := range own {
		if of.commitment == c.ID && !slices.Contains(lines, of.line) {
			gone = append(gone, of.line)
		}
	}
	slices.SortFunc(gone, func(a, b ledger.BudgetLine) int {
		return cmp.Or(cmp.Compare(a.Scheme, b.Scheme), cmp.Compare(a.Source, b.Source))
	})
	return append(lines, gone...)
}
