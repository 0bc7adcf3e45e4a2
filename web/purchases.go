package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"pooled/api"
	"pooled/api/auth"
)

// purchasesView is what the template of somebody's own purchases shows.
type purchasesView struct {
	Fund         string
	Done         string // what was just done; none: nothing
	Rooms        []roomView
	Waiting      []waitingView
	Rows         []purchaseView
	More         bool
	Buy, Address string
}

// purchaseView is a purchase as its buyer sees it.
type purchaseView struct {
	ID, Name, Address, State string // no address: the page is not open to them
	Facts                    []fact
	Cancel                   string // the address of the form; none: it is not offered
	on                       string
}

const purchasesMost = 50 // of somebody's own, on the page

// purchases shows what somebody bought, what is left to them, and which of their proposals wait.
func (s *site) purchases(w http.ResponseWriter, r *http.Request) error {
	person, err := s.buyer(r)
	if err != nil {
		return err
	}
	fund := r.PathValue("fund")
	v := purchasesView{Fund: fund, Buy: "/funds/" + fund + "/buy", Done: doneSays(r.URL.Query())}
	buying, err := s.ask.Buying(r.Context(), api.BuyingFor(person.Actor, fund, "", ""))
	if err != nil {
		return err
	}
	v.Rooms = roomsOf(buying.Body.Floats)
	for _, one := range buying.Body.Own {
		shown, err := s.waiting(r, fund, one, map[string]string{})
		if err != nil {
			return err
		}
		shown.Address = "" // whoever sees their own organisation's documents alone sees no proposal's page
		v.Waiting = append(v.Waiting, shown)
	}
	var moment api.Moment
	if v.Rows, moment, err = s.ownPurchases(r, person); err != nil {
		return err
	}
	if v.More = len(v.Rows) > purchasesMost; v.More {
		v.Rows = v.Rows[:purchasesMost]
	}
	for i := range v.Rows {
		if err := s.mayCancel(r, person, &v.Rows[i]); err != nil {
			return err
		}
	}
	v.Address = registerAddress(fund, "purchases")
	main, err := part("purchases", v)
	if err != nil {
		return err
	}
	return s.answer(w, r, http.StatusOK, layout{
		Title: "My purchases", Person: person, Main: main, Moment: &moment,
		Crumbs: append(crumbs(fund)[:2], crumb{"Buy", v.Buy}),
	})
}

// mayCancel takes the offer to cancel away where its reader may not.
func (s *site) mayCancel(r *http.Request, person *auth.Person, v *purchaseView) error {
	if v.Cancel == "" {
		return nil
	}
	q := api.Ask(person.Actor, r.PathValue("fund"), "", "")
	found, err := s.ask.Document(r.Context(), "spot-purchase", &api.DocumentInput{FundQuestion: q, ID: v.ID})
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(found.Body.Allowed, func(a api.Allowed) bool { return a.Act == "cancel-purchase" }) {
		v.Cancel = ""
	}
	return nil
}

// doneSays says what was just done, as the address has it: the purchase's own name, and nobody's.
func doneSays(asked url.Values) string {
	switch {
	case asked.Has("bought"):
		return "It is bought: purchase " + asked.Get("bought") + "."
	case asked.Has("accepted"):
		return "It is bought from the personal health budget: invoice " + asked.Get("accepted") +
			" is accepted, and the host pays it."
	case asked.Has("sent"):
		return "It is sent for approval as proposal " + asked.Get("sent") + ". Nothing is bought until it is approved."
	case asked.Has("done"):
		return "It is done."
	}
	return ""
}

// ownPurchases are what somebody bought in the fund: those with something outstanding first, then the newest; one more
// than the page has room for, where there are more.
func (s *site) ownPurchases(r *http.Request, person *auth.Person) (rows []purchaseView, moment api.Moment, err error) {
	fund := r.PathValue("fund")
	found, err := s.ask.OwnPurchases(r.Context(), api.BoughtBy(person.Actor, fund, purchasesMost+1))
	if err != nil {
		return nil, moment, err
	}
	moment = found.Body.Moment
	for i, item := range found.Body.Items {
		d, err := readDocument(item)
		if err != nil {
			return nil, moment, err
		}
		row := purchaseOf(fund, d)
		if i < len(found.Body.Figures) && found.Body.Figures[i].Left != nil && row.Cancel != "" {
			row.Facts = append(row.Facts, fact{"Awaits evidence", found.Body.Figures[i].Left.Pounds(), ""})
		}
		rows = append(rows, row)
	}
	accepted, err := s.ask.BudgetPurchases(r.Context(), api.BoughtBy(person.Actor, fund, purchasesMost+1))
	if err != nil {
		return nil, moment, err
	}
	for _, one := range accepted.Body.Items {
		rows = append(rows, budgetPurchaseOf(one))
	}
	slices.SortStableFunc(rows, func(a, b purchaseView) int {
		return cmp.Or(cmp.Compare(b2i(a.Cancel == ""), b2i(b.Cancel == "")), cmp.Compare(b.on, a.on), cmp.Compare(a.ID, b.ID))
	})
	return rows, moment, nil
}

func b2i(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// purchaseOf is a purchase as its buyer sees it.
func purchaseOf(fund string, d document) purchaseView {
	service, _ := d["service"].(map[string]any)
	id, state := d.text("id"), d.text("state")
	v := purchaseView{
		ID: id, Name: document(service).text("name"), Address: documentAddress(fund, "purchases", id),
		State: sentenceCase(strings.ReplaceAll(state, "-", " ")), on: d.text("on"),
	}
	for _, one := range []fact{
		{"For", cmp.Or(d.text("client"), d.text("group")), ""},
		{"From", document(service).text("provider"), ""},
		{"Ordered", api.Shown(api.FieldDate, v.on), ""},
		{"Price", api.Shown(api.FieldMoney, d.text("amount")), ""},
	} {
		if one.Text != "" {
			v.Facts = append(v.Facts, one)
		}
	}
	if state == "ordered" || state == "part-delivered" {
		v.Cancel = doAddress(fund, "cancel-purchase", url.Values{"purchase": {id}})
	}
	return v
}

// budgetPurchaseOf is a purchase from a personal health budget as its buyer sees it: the invoice's page is not open to
// them.
func budgetPurchaseOf(one api.BudgetPurchase) purchaseView {
	v := purchaseView{
		ID: string(one.Invoice), Name: "From personal health budget " + string(one.Budget),
		State: sentenceCase(string(one.State)), on: one.Received.String(),
		Facts: []fact{
			{"For", string(one.Client), ""},
			{"From", one.Name, ""},
			{"Invoice came in", one.Received.UK(), ""},
			{"Price", one.Price.Pounds(), ""},
		},
	}
	switch string(one.State) {
	case "certified":
		v.State = "Accepted: the host pays it"
	case "paid":
		v.State = "Paid on " + one.Paid.UK()
	}
	return v
}
