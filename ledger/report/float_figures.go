package report

import (
	"strings"

	"pooled/ledger"
)

// FloatFigures are a float's roll-forwards over a span, of one source or of all. In each, what an act moved that has no
// column of its own stands under the last but one, so that the columns always come to the closing figure. A reversal
// comes off the figure that its entry went on.
type FloatFigures struct {
	Left    FloatLeft    `json:"left"`
	Cash    FloatCash    `json:"cash"`
	Budgets FloatBudgets `json:"budgets"`
	Orders  FloatOrders  `json:"onOrder"`
	Owed    FloatOwed    `json:"owed"`
	Spent   FloatSpent   `json:"spent"`
}

// FloatLeft is what may still be ordered: opening + topped up + moved - reserved - ordered + cancelled - allocated +
// released - fees - written off = closing. What is ordered from clients' budgets, or comes back to them, is not in it.
type FloatLeft struct {
	Opening    ledger.Money `json:"opening"`
	ToppedUp   ledger.Money `json:"toppedUp"`
	Moved      ledger.Money `json:"moved" doc:"virements into the float less those out of it, and what lapsed"`
	Reserved   ledger.Money `json:"reserved" doc:"kept for proposals that wait, less what was given back"`
	Ordered    ledger.Money `json:"ordered"`
	Cancelled  ledger.Money `json:"cancelled"`
	Allocated  ledger.Money `json:"allocated" doc:"to personal health budgets that the agent holds"`
	Released   ledger.Money `json:"released" doc:"of those budgets"`
	Fees       ledger.Money `json:"fees" doc:"of the managing agent"`
	WrittenOff ledger.Money `json:"writtenOff"`
	Closing    ledger.Money `json:"closing" doc:"available (9200), and with the agent and not ordered for (9300)"`
}

// FloatCash is the cash with the agent: opening + advanced - paid - fees - returned - written off + other = closing.
type FloatCash struct {
	Opening    ledger.Money `json:"opening"`
	Advanced   ledger.Money `json:"advanced"`
	Paid       ledger.Money `json:"paid" doc:"for purchases that were delivered"`
	Fees       ledger.Money `json:"fees" doc:"kept as its fee"`
	Returned   ledger.Money `json:"returned"`
	WrittenOff ledger.Money `json:"writtenOff"`
	Other      ledger.Money `json:"other"`
	Closing    ledger.Money `json:"closing" doc:"held by the agent (1300)"`
}

// FloatBudgets is what is left of the personal health budgets that the agent holds: opening + allocated - ordered +
// cancelled - released + other = closing.
type FloatBudgets struct {
	Opening   ledger.Money `json:"opening"`
	Allocated ledger.Money `json:"allocated"`
	Ordered   ledger.Money `json:"ordered"`
	Cancelled ledger.Money `json:"cancelled"`
	Released  ledger.Money `json:"released"`
	Other     ledger.Money `json:"other"`
	Closing   ledger.Money `json:"closing" doc:"allocated and neither ordered for nor released (9300)"`
}

// FloatOrders is what is on order: opening + ordered - cancelled - delivered + other = closing.
type FloatOrders struct {
	Opening   ledger.Money `json:"opening"`
	Ordered   ledger.Money `json:"ordered"`
	Cancelled ledger.Money `json:"cancelled"`
	Delivered ledger.Money `json:"delivered"`
	Other     ledger.Money `json:"other"`
	Closing   ledger.Money `json:"closing" doc:"ordered and neither delivered nor cancelled (9300)"`
}

// FloatOwed is what the host owes, delivered and not paid: opening + purchases + fees - paid + other = closing.
type FloatOwed struct {
	Opening   ledger.Money `json:"opening"`
	Purchases ledger.Money `json:"purchases" doc:"delivered, for the host to pay"`
	Fees      ledger.Money `json:"fees" doc:"of the managing agent, for the host to pay"`
	Paid      ledger.Money `json:"paid"`
	Other     ledger.Money `json:"other"`
	Closing   ledger.Money `json:"closing" doc:"delivered and not paid (2100)"`
}

// FloatSpent is what is spent: opening + purchases + fees + written off + other = closing.
type FloatSpent struct {
	Opening    ledger.Money `json:"opening"`
	Purchases  ledger.Money `json:"purchases" doc:"delivered"`
	Fees       ledger.Money `json:"fees" doc:"of the managing agent"`
	WrittenOff ledger.Money `json:"writtenOff"`
	Other      ledger.Money `json:"other"`
	Closing    ledger.Money `json:"closing" doc:"spent in the year (9400)"`
}

// The acts that move a float.
const (
	topUp, advance, giveBack    = "top-up-float", "advance-float", "return-float-cash"
	buy, cancel, deliver        = "order-purchase", "cancel-purchase", "accept-delivery"
	fee, pay, writeOff, reserve = "charge-float-fee", "pay-float", "write-off-float-advance", "reserve"
	allocate, above, release    = "allocate-health-budget", "allocate-above-cap", "release-health-budget"
)

// column is a figure, and whether it stands in its roll-forward with a minus.
type column struct {
	at    *ledger.Money
	minus bool
}

// roll is a roll-forward: its columns by act, the one for every other act, and its two ends.
type roll struct {
	opening, closing, other *ledger.Money
	by                      map[string]column
}

func (f *FloatFigures) left() roll {
	l := &f.Left
	return roll{&l.Opening, &l.Closing, &l.Moved, map[string]column{
		topUp: {&l.ToppedUp, false}, reserve: {&l.Reserved, true}, buy: {&l.Ordered, true}, cancel: {&l.Cancelled, false},
		fee: {&l.Fees, true}, writeOff: {&l.WrittenOff, true}, allocate: {&l.Allocated, true},
		above: {&l.Allocated, true}, release: {&l.Released, false},
	}}
}

func (f *FloatFigures) budgets() roll {
	b := &f.Budgets
	return roll{&b.Opening, &b.Closing, &b.Other, map[string]column{
		allocate: {&b.Allocated, false}, above: {&b.Allocated, false}, buy: {&b.Ordered, true},
		cancel: {&b.Cancelled, false}, release: {&b.Released, true},
	}}
}

func (f *FloatFigures) cash() roll {
	c := &f.Cash
	return roll{&c.Opening, &c.Closing, &c.Other, map[string]column{
		advance: {&c.Advanced, false}, deliver: {&c.Paid, true}, fee: {&c.Fees, true}, giveBack: {&c.Returned, true},
		writeOff: {&c.WrittenOff, true},
	}}
}

func (f *FloatFigures) orders() roll {
	o := &f.Orders
	return roll{&o.Opening, &o.Closing, &o.Other, map[string]column{
		buy: {&o.Ordered, false}, cancel: {&o.Cancelled, true}, deliver: {&o.Delivered, true},
	}}
}

func (f *FloatFigures) owed() roll {
	o := &f.Owed
	return roll{&o.Opening, &o.Closing, &o.Other, map[string]column{
		deliver: {&o.Purchases, false}, fee: {&o.Fees, false}, pay: {&o.Paid, true},
	}}
}

func (f *FloatFigures) spent() roll {
	s := &f.Spent
	return roll{&s.Opening, &s.Closing, &s.Other, map[string]column{
		deliver: {&s.Purchases, false}, fee: {&s.Fees, false}, writeOff: {&s.WrittenOff, false},
	}}
}

// add adds what an act moved, as the figure reads.
func (r roll) add(m floatMove, amount ledger.Money) {
	*r.closing = r.closing.Add(amount)
	if m.before {
		*r.opening = r.opening.Add(amount)
		return
	}
	at, ok := r.by[m.act]
	switch {
	case !ok:
		*r.other = r.other.Add(amount)
	case at.minus:
		*at.at = at.at.Sub(amount)
	default:
		*at.at = at.at.Add(amount)
	}
}

// add adds a move of one of the float's accounts.
func (f *FloatFigures) add(m floatMove) {
	kind, _, _ := strings.Cut(m.of, "=")
	credit := m.amount.Neg()
	switch {
	case m.code == ledger.FloatAdvances:
		f.cash().add(m, m.amount)
	case m.code == ledger.Creditors:
		f.owed().add(m, credit)
	case m.code == ledger.SchemeConsumed:
		f.spent().add(m, credit)
	case m.code == ledger.SchemeAvailable:
		if m.of == "by="+ledger.ReserveMove {
			m.act = reserve
		}
		f.left().add(m, credit)
	case kind == "float":
		f.left().add(m, credit)
	case kind == "health-budget":
		f.budgets().add(m, credit)
	case kind == "purchase":
		f.orders().add(m, credit)
	}
}
