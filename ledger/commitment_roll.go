package ledger

import "fmt"

// OrderStep is what an entry did to what is left on a commitment's line: a column of the roll-forward.
type OrderStep string

// The steps, in the order in which a roll-forward shows them.
const (
	OrderRolled          OrderStep = "rolled-forward"
	OrderRaised          OrderStep = "raised"
	OrderVaried          OrderStep = "varied"
	OrderAccrued         OrderStep = "accrued"
	OrderAccrualReversed OrderStep = "accrual-reversed"
	OrderInvoiced        OrderStep = "invoiced"
	OrderCredited        OrderStep = "credited"
	OrderTakenOver       OrderStep = "taken-over"
	OrderReleased        OrderStep = "released"
	OrderLapsed          OrderStep = "lapsed" // left when the year was closed; what is rolled comes in the next year
)

// OrderSteps lists the steps in their order.
func OrderSteps() []OrderStep {
	return []OrderStep{
		OrderRolled, OrderRaised, OrderVaried, OrderAccrued, OrderAccrualReversed, OrderInvoiced, OrderCredited,
		OrderTakenOver, OrderReleased, OrderLapsed,
	}
}

// orderSteps says what each act does to a commitment's own account. An act that is not here may not post to one: the
// roll-forward would not add up, so it is refused rather than shown with the wrong column.
var orderSteps = map[string]OrderStep{
	"raise-commitment":         OrderRaised,
	"vary-commitment":          OrderVaried,
	"release-commitment":       OrderReleased,
	"take-over":                OrderTakenOver, // from one source to another: nil in all
	"accrue-spend":             OrderAccrued,
	"reverse-accrual":          OrderAccrualReversed,
	"certify-invoice":          OrderInvoiced,
	"certify-received-invoice": OrderInvoiced,
	"certify-over-commitment":  OrderInvoiced,
	"receive-prepaid":          OrderInvoiced, // the charge that was paid ahead is accepted
	"write-off-prepayment":     OrderInvoiced, // what was paid ahead is spent, for nothing
	"receive-credit-note":      OrderCredited,
	"receive-refund":           OrderCredited,
	"roll-commitments":         OrderRolled,
	"close-year":               OrderLapsed,
	"reopen-year":              OrderLapsed,
}

// OrderStepOf is what an act does to a commitment's own account. A reversal counts in the step that it reverses.
func OrderStepOf(act string) (OrderStep, error) {
	step, ok := orderSteps[act]
	if !ok {
		return "", fmt.Errorf("the roll-forward of commitments has no column for what %s does to one", act)
	}
	return step, nil
}

// Lessens reports whether the step is shown as what it takes from the commitment: accrued, invoiced, released,
// lapsed.
func (s OrderStep) Lessens() bool {
	return s == OrderAccrued || s == OrderInvoiced || s == OrderReleased || s == OrderLapsed
}

// Done is the act that an entry's postings are of: what a proposal held, where the entry approves it. It is not to be
// asked of a reversal, whose postings are those of the entry that it reverses.
func (e Entry) Done() (Act, error) {
	if _, ok := e.Act.(ApproveProposal); !ok {
		return e.Act, nil
	}
	for _, d := range e.Documents {
		if p, ok := d.(Proposal); ok && p.State == ProposalApproved {
			return p.Held()
		}
	}
	return e.Act, nil
}
