package web

import (
	"net/http"
	"slices"
	"strings"

	"pooled/api"
)

// ofBudget begins the choice of a client's personal health budget, where others are floats; a float whose agent holds
// the budget follows it. No name of either has a colon.
const ofBudget = "budget:"

// payer is what was chosen to pay: a float, or a client's budget and the float whose agent holds it, or none.
func (o *order) payer() (float, budget string) {
	budget, ok := strings.CutPrefix(o.typed["float"], ofBudget)
	if !ok {
		return o.typed["float"], ""
	}
	budget, float, _ = strings.Cut(budget, ":")
	return float, budget
}

// hostPays reports whether a budget was chosen that the host pays from: then the provider's invoice is accepted.
func (o *order) hostPays() bool {
	float, budget := o.payer()
	return budget != "" && float == ""
}

// payers are what may pay: the floats and, where a client is named, their budgets.
func (o *order) payers() (list []choice) {
	add := func(value, name, left string) {
		list = append(list, choice{value, name + ", " + left + " left", value == o.typed["float"]})
	}
	for _, f := range o.buying.Body.Floats {
		add(string(f.Float), f.Name, f.Left.Pounds())
	}
	for _, b := range o.buying.Body.Budgets {
		value := ofBudget + string(b.Budget)
		if b.Float != "" {
			value += ":" + string(b.Float)
		}
		add(value, budgetName(b), b.Left.Pounds())
	}
	return list
}

// offered reports whether the client's budgets stood on the form that was sent: nobody chooses what they were not
// shown.
func (o *order) offered() bool {
	return len(o.buying.Body.Budgets) == 0 || o.typed["offered"] == o.typed["client"]
}

// offers says that a client has budgets, to somebody who was not shown them yet; empty where there is nothing to say.
func (o *order) offers() string {
	switch n := len(o.buying.Body.Budgets); {
	case o.offered():
		return ""
	case n == 1:
		return "This client has a personal health budget that you may buy from. Choose what it is paid out of."
	}
	return "This client has personal health budgets that you may buy from. Choose what it is paid out of."
}

func budgetName(b api.BudgetRoom) string { return "Personal health budget " + string(b.Budget) }

// checkPayer says what is wrong with what was chosen to pay. Whether a budget still has anything is asked before it is
// shown alone: once it is confirmed the ledger knows, and knows if the same was sent before.
func (o *order) checkPayer(step string) {
	payers := o.payers()
	chosen := slices.ContainsFunc(payers, func(c choice) bool { return c.Chosen })
	if _, budget := o.payer(); budget != "" && !chosen && step == "preview" {
		o.errors["float"] = "Nothing can be bought from that budget for this client on that day. Choose what it is paid out of"
		delete(o.typed, "float")
		return
	}
	switch {
	case o.typed["float"] != "" || !o.offered():
	case len(payers) == 1:
		o.typed["float"] = payers[0].Value
	default:
		o.errors["float"] = "Choose what it is paid out of"
	}
	if o.hostPays() {
		o.checkInvoice()
	}
}

// checkInvoice says what is missing of the invoice that the host pays from a budget. Such a purchase has no reasons.
func (o *order) checkInvoice() {
	delete(o.typed, "reason")
	delete(o.typed, "exception")
	if o.typed["number"] == "" {
		o.errors["number"] = "Give the number of the provider's invoice, which is accepted with the purchase"
	}
	if o.typed["received"] == "" {
		o.errors["received"] = "Say on which day the invoice came in"
	}
	if closed := closedBy(o.listed); closed != "" {
		o.errors["service"] = "It cannot be bought. " + closed
	}
}

// orderAct is what was typed as an operation takes it: an order or, where the host pays from a budget, the provider's
// invoice. It refuses a budget that is not the client's.
func (s *site) orderAct(r *http.Request, o *order) (act string, typed api.Typed, err error) {
	if !o.hostPays() {
		return "order-purchase", o.act(), nil
	}
	_, budget := o.payer()
	if err := s.ask.BudgetOf(r.Context(), o.fund, budget, o.typed["client"]); err != nil {
		return "", nil, err
	}
	seller, err := s.ask.Seller(r.Context(), o.listed.Body.ID)
	typed = api.Typed{"id": o.id(), "budget": budget, "provider": string(seller), "price": o.amount()}
	o.copy(typed, "vat", "number", "confirmNumber", "received", "on")
	return "buy-from-budget", typed, err
}

// rooms are what is left of all that may pay.
func (o *order) rooms() []roomView {
	list := roomsOf(o.buying.Body.Floats)
	for _, b := range o.buying.Body.Budgets {
		list = append(list, budgetRoom(b, b, false))
	}
	return list
}

// roomAfter is what is left of what was chosen to pay, now and after the purchase. An agent's limits for one worker
// count what is bought from a budget too; the client's counted it when it was allocated.
func (o *order) roomAfter() (v roomView) {
	float, budget := o.payer()
	for _, room := range o.buying.Body.Floats {
		if string(room.Float) != float {
			continue
		}
		if budget != "" {
			room.Client = nil
		}
		if v = roomOf(room, api.RoomAfter(room, o.amount()), true); budget != "" {
			v.Left = v.Left[1:] // the float has as much left as before
		}
	}
	for _, b := range o.buying.Body.Budgets {
		if string(b.Budget) == budget {
			of := budgetRoom(b, api.BudgetAfter(b, o.amount()), true)
			v = roomView{of.Name, append(of.Left, v.Left...)}
		}
	}
	return v
}

// budgetRoom is what is left of a personal health budget, now and after a purchase.
func budgetRoom(now, after api.BudgetRoom, both bool) roomView {
	v := roomView{Name: budgetName(now)}
	add := func(name, is, would string) {
		if !both {
			would = ""
		}
		v.Left = append(v.Left, leftView{name, is, would})
	}
	if now.Balance != now.Left {
		add("Not spent of the budget", now.Balance.Pounds(), after.Balance.Pounds())
	}
	if !now.PaidOut.IsZero() {
		add("Of that paid out, not accounted for", now.PaidOut.Pounds(), after.PaidOut.Pounds())
	}
	if !now.Asked.IsZero() {
		add("Of that asked for in payment requests", now.Asked.Pounds(), after.Asked.Pounds())
	}
	add("Left in the budget", now.Left.Pounds(), after.Left.Pounds())
	return v
}

// payerFacts say what pays and, where the host pays from a budget, by which invoice.
func (o *order) payerFacts() []fact {
	list := []fact{{"Paid out of", o.roomAfter().Name, ""}}
	if !o.hostPays() {
		return list
	}
	return append(list, fact{"VAT in the price", api.Shown(api.FieldMoney, o.typed["vat"]), ""},
		fact{"Invoice number", o.typed["number"], ""},
		fact{"Invoice came in", api.Shown(api.FieldDate, o.typed["received"]), ""})
}

// mayInvoice reports whether the client has a budget that the host pays from, so that an invoice is asked about.
func (o *order) mayInvoice() bool {
	return slices.ContainsFunc(o.buying.Body.Budgets, func(b api.BudgetRoom) bool { return b.Float == "" })
}
