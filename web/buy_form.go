package web

import (
	"cmp"
	"crypto/rand"
	"net/http"
	"strings"

	"pooled/api"
	"pooled/api/auth"
)

// buyFields are what the form of a purchase asks for: what it takes the ledger's act and no more. The price is for one;
// what is to be paid is worked out from it.
var buyFields = []api.FormField{
	{Name: "client", Kind: api.FieldText, Doc: "the pseudonym that the care system drew, such as client-7f3a. Never a name"},
	{Name: "group", Kind: api.FieldText, Doc: "such as: the Thursday peer group. Leave it empty for a client"},
	{Name: "quantity", Kind: api.FieldWhole, Required: true},
	{Name: "price", Kind: api.FieldMoney, Required: true, Doc: "VAT included"},
	{Name: "float", Kind: api.FieldChoice, Required: true, Doc: "a budget is the client's own"},
	{Name: "number", Kind: api.FieldText, Doc: "of the provider, where the host pays it from the client's budget"},
	{Name: "received", Kind: api.FieldDate, Doc: "where the host pays it from the client's budget"},
	{Name: "vat", Kind: api.FieldMoney, Doc: "as the invoice states it; leave it empty where it states none"},
	{Name: "confirmNumber", Kind: api.FieldYesNo},
	{Name: "on", Kind: api.FieldDate, Required: true},
	{Name: "reason", Kind: api.FieldText},
	{Name: "exception", Kind: api.FieldText},
	{Name: "option", Kind: api.FieldText, Required: true},
	{Name: "offered", Kind: api.FieldText}, // the client whose budgets stood on the form
}

// buyLabels say in a worker's words what the fields are.
var buyLabels = map[string]string{
	"client": "For which client", "group": "Or for which group", "quantity": "How many", "price": "Price for one",
	"float": "Paid out of", "on": "Day", "reason": "Why it costs more than is listed",
	"exception": "Why the client's limit may be exceeded", "amount": "To be paid",
	"number": "Invoice number", "received": "Day the invoice came in", "vat": "VAT in the price of all",
	"confirmNumber": "The invoice number is right, though it could be an NHS number",
}

// order is a purchase that is being made ready.
type order struct {
	*filled

	fund, key string
	listed    *api.DirectoryServiceOutput
	buying    *api.BuyingOutput
}

// buyView is what the template of the form of a purchase shows.
type buyView struct {
	Fund, Service, Name, Provider string
	Key, Option, Offered          string // Offered: the client whose budgets stand on it
	Offers                        string // that the client has budgets; empty: nothing is to be said
	Problems                      []problem
	Inputs, Further               []input
	Open                          bool // what is seldom needed is shown
	Invoiced                      bool // the host may be to pay an invoice
	Rooms                         []roomView
}

// buy takes what the form of a purchase sent. Whom it is for stands in no address: each step is posted.
func (s *site) buy(w http.ResponseWriter, r *http.Request) error {
	person, err := s.buyer(r)
	if err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, actBytesMax)
	if err := r.ParseForm(); err != nil {
		return api.ErrForm
	}
	o := &order{
		filled: &filled{typedIn(buyFields, r.PostForm), "", map[string]string{}, map[string]bool{}},
		fund:   r.PathValue("fund"), key: cmp.Or(r.PostForm.Get("form-key"), "buy-"+rand.Text()),
	}
	if o.listed, err = s.listing(r, person); err != nil {
		return err
	}
	if client := strings.ToLower(o.typed["client"]); strings.HasPrefix(client, "client-") {
		o.typed["client"] = client
	}
	if err := s.look(r, person, o); err != nil {
		return err
	}
	step := r.PostForm.Get("step")
	if step != "preview" && step != "confirm" {
		o.begin()
		clear(o.errors) // nothing was asked for yet
		return s.showOrder(w, r, http.StatusOK, person, o)
	}
	o.check()
	o.checkPayer(step)
	switch {
	case len(o.errors) > 0:
		return s.showOrder(w, r, http.StatusUnprocessableEntity, person, o)
	case step == "preview" && !o.offered():
		return s.showOrder(w, r, http.StatusOK, person, o)
	}
	act, typed, err := s.orderAct(r, o)
	if err != nil {
		return s.orderRefused(w, r, person, o, err)
	}
	form, err := s.ask.Form(act)
	if err != nil {
		return err
	}
	out, err := s.ask.Act(r.Context(), act, form.Ask(person.Actor, o.fund, o.key, typed, step != "confirm"))
	if err != nil {
		return s.orderRefused(w, r, person, o, err)
	}
	if step == "preview" {
		return s.showCheck(w, r, person, o, out.Body)
	}
	http.Redirect(w, r, "/funds/"+o.fund+"/purchases?"+o.became(out.Body), http.StatusSeeOther)
	return nil
}

// became says in an address what became of the order, and nothing of whom it is for.
func (o *order) became(out api.ActAnswer) string {
	switch {
	case out.Proposal != "":
		return "sent=" + string(out.Proposal)
	case o.hostPays():
		return "accepted=" + o.id()
	}
	return "bought=" + o.id()
}

// look asks what is left, for the day and the client that were typed where they are in form.
func (s *site) look(r *http.Request, person *auth.Person, o *order) error {
	on, client := o.typed["on"], o.typed["client"]
	for {
		found, err := s.ask.Buying(r.Context(), api.BuyingFor(person.Actor, o.fund, on, client))
		if err == nil {
			o.buying = found
			return nil
		}
		switch p := s.ask.Said(r.Context(), err); {
		case p.Status != http.StatusUnprocessableEntity:
			return err
		case strings.HasPrefix(strings.ToLower(p.Detail), "the client") && client != "":
			o.errors["client"], client = sentenceCase(p.Detail), ""
		case on != "":
			o.errors["on"], on = "Give the day as 30/6/2025", ""
		default:
			return err
		}
	}
}

// begin fills in what is known before anything was typed: the price that is listed, one of it, today, the only float.
func (o *order) begin() {
	for name, value := range map[string]string{"quantity": "1", "on": o.buying.Body.On.String()} {
		o.typed[name] = cmp.Or(o.typed[name], value)
	}
	for _, p := range pricesOf(o.listed) {
		if p.Option == o.typed["option"] || o.typed["option"] == "" {
			o.typed["option"], o.typed["price"] = p.Option, cmp.Or(o.typed["price"], p.Amount)
		}
	}
}

// check says beside each field what is missing, and what cannot be meant.
func (o *order) check() {
	for name, says := range map[string]string{"quantity": "Say how many", "price": "Say the price for one"} {
		if o.typed[name] == "" {
			o.errors[name] = says
		}
	}
	switch client, group := o.typed["client"], o.typed["group"]; {
	case client == "" && group == "":
		o.errors["client"] = "Say for which client, by the pseudonym, or for which group it is"
	case client != "" && group != "":
		o.errors["client"] = "Say for which client or for which group, and not both"
	}
	if o.errors["quantity"] == "" && o.errors["price"] == "" && o.amount() == "" {
		if api.CostOf("1.00", o.typed["quantity"]) == "" {
			o.errors["quantity"] = "How many is a whole number from 1 to 10,000"
		} else {
			o.errors["price"] = "The price is in pounds and pence, such as 75 or 52.50, and more than nothing"
		}
	}
}

// amount is what is to be paid in all.
func (o *order) amount() string { return api.CostOf(o.typed["price"], o.typed["quantity"]) }

// id names the purchase, the same however often its form is sent.
func (o *order) id() string {
	drawn := strings.ToLower(strings.TrimPrefix(o.key, "buy-"))
	return "buy-" + drawn[:min(len(drawn), 12)]
}

// act is the order as its operation takes it.
func (o *order) act() api.Typed {
	typed := api.Typed{"id": o.id(), "service": o.listed.Body.ID, "amount": o.amount()}
	if float, budget := o.payer(); budget != "" {
		typed["float"], typed["budget"] = float, budget
	} else if float != "" {
		typed["float"] = float
	}
	o.copy(typed, "option", "quantity", "client", "group", "on", "reason", "exception")
	return typed
}

// copy copies those fields that something was typed into.
func (o *order) copy(to api.Typed, names ...string) {
	for _, name := range names {
		if text := o.typed[name]; text != "" {
			to[name] = text
		}
	}
}

// orderRefused shows the form again with what was typed, and the refusal beside its field.
func (s *site) orderRefused(w http.ResponseWriter, r *http.Request, person *auth.Person, o *order,
	refusal error,
) error {
	p := s.ask.Said(r.Context(), refusal)
	if p.Status == http.StatusInternalServerError {
		return p
	}
	o.errors[besideField(strings.TrimPrefix(p.Type, "/problems/"), p.Detail)] = sentenceCase(p.Detail)
	return s.showOrder(w, r, p.Status, person, o)
}

// besideField is the field of the form of a purchase that a refusal stands beside; none: it is about no field.
func besideField(rule, detail string) string {
	detail = strings.ToLower(detail)
	for _, one := range []struct{ rule, says, field string }{
		{"", "client: ", "client"},
		{"", "the client ", "client"},
		{"", "say for which client", "client"},
		{"", "group: ", "group"},
		{"", "the group", "group"},
		{"", "quantity: ", "quantity"},
		{"", "the quantity", "quantity"},
		{"", "reason: ", "reason"},
		{"", "exception: ", "exception"},
		{"", "an exception ", "exception"},
		{"", "on: ", "on"},
		{"", "float ", "float"},
		{"", "personal health budget ", "float"},
		{"", "a purchase from a personal health budget ", "float"},
		{"", "the number ", "number"},
		{"", "number: ", "number"},
		{"", "give the provider's invoice number", "number"},
		{"", "say the day on which the invoice ", "received"},
		{"", "received: ", "received"},
		{"", "the vat of ", "vat"},
		{"", "vat: ", "vat"},
		{"period-closed", "", "on"},
		{"outside-agreement", "", "on"},
		{"agreement-not-in-force", "", "on"},
		{"over-limit", "", "price"},
		{"not-enough", "", "price"},
		{"", "amount: ", "price"},
	} {
		if (one.rule == "" || one.rule == rule) && strings.HasPrefix(detail, one.says) {
			return one.field
		}
	}
	switch {
	case strings.HasSuffix(detail, "say why in reason"):
		return "reason"
	case strings.Contains(detail, "an invoice of that number before"):
		return "number"
	}
	return ""
}
