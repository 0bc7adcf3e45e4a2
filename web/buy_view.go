package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"pooled/api"
	"pooled/api/auth"
)

// roomView is what is left of a float, to who asks. Of a limit that there is none of nothing is said.
type roomView struct {
	Name string
	Left []leftView
}

// leftView is a figure now and, where a purchase is looked at, after it.
type leftView struct{ Name, Now, After string }

// roomsOf are what is left of some floats.
func roomsOf(rooms []api.Room) []roomView {
	list := make([]roomView, len(rooms))
	for i, one := range rooms {
		list[i] = roomOf(one, one, false)
	}
	return list
}

// roomOf is what is left of a float, now and after a purchase.
func roomOf(now, after api.Room, both bool) roomView {
	v := roomView{Name: now.Name}
	add := func(name, is, would string) {
		if !both {
			would = ""
		}
		v.Left = append(v.Left, leftView{name, is, would})
	}
	window := "in the " + string(now.Window)
	add("Left in the float", now.Left.Pounds(), after.Left.Pounds())
	if now.Worker != nil {
		add("You may still buy alone "+window, now.Worker.Left.Pounds(), after.Worker.Left.Pounds())
	}
	if now.Client != nil {
		add("Left for this client "+window, now.Client.Left.Pounds(), after.Client.Left.Pounds())
	}
	if !now.Purchase.IsZero() && !both {
		add("One purchase costs at most", now.Purchase.Pounds(), "")
	}
	return v
}

// describe fills in what the directory's record says of a service, as text.
func (v *serviceView) describe(d document) {
	v.Text = d.text("description")
	add := func(name, text string) {
		if text = strings.TrimSpace(text); text != "" {
			v.Facts = append(v.Facts, fact{name, text, ""})
		}
	}
	number := func(name string) *string {
		text := d.text(name)
		return &text
	}
	add("For", ages(number("minimum_age"), number("maximum_age")))
	add("Who it is for", d.text("eligibility_description"))
	add("How to apply", d.text("application_process"))
	add("About the price", d.text("fees_description"))
	add("Needs", strings.Join(each(d, "attributes", func(a document) string {
		term, _ := a["taxonomy_term"].(map[string]any)
		return document(term).text("term")
	}), ", "))
	add("Area", strings.Join(each(d, "service_areas", func(a document) string { return a.text("name") }), ", "))
	of, _ := d["organization"].(map[string]any)
	phones := each(d, "phones", func(p document) string { return p.text("number") })
	phones = append(phones, each(document(of), "phones", func(p document) string { return p.text("number") })...)
	slices.Sort(phones)
	add("Telephone", strings.Join(slices.Compact(phones), ", "))
	add("E-mail", d.text("email"))
	for _, address := range slices.Compact(filledIn(d.text("url"), document(of).text("website"))) {
		if strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://") {
			v.Facts = append(v.Facts, fact{"Website", address, address})
		}
	}
	each(d, "service_at_locations", func(at document) string {
		place, _ := at["location"].(map[string]any)
		one := placeView{Name: document(place).text("name")}
		for _, text := range each(document(place), "addresses", addressOf) {
			one.Address = text
		}
		one.Hours = strings.Join(each(at, "schedules", hoursOf), "; ")
		v.Places = append(v.Places, one)
		return ""
	})
	if hours := strings.Join(each(d, "schedules", hoursOf), "; "); hours != "" {
		add("Open", hours)
	}
}

// each says something of every object in a field that is a list, and leaves out of which nothing is said.
func each(d document, name string, say func(document) string) (list []string) {
	lines, _ := d[name].([]any)
	for _, l := range lines {
		one, ok := l.(map[string]any)
		if !ok {
			continue
		}
		if text := strings.TrimSpace(say(one)); text != "" {
			list = append(list, text)
		}
	}
	return list
}

func addressOf(a document) string {
	return strings.Join(filledIn(a.text("address_1"), a.text("address_2"), a.text("city"), a.text("postal_code")), ", ")
}

// hoursOf is a schedule in words.
func hoursOf(s document) string {
	days := dayNames(strings.Split(s.text("byday"), ","))
	from, to := s.text("opens_at"), s.text("closes_at")
	if from != "" && to != "" {
		days = strings.TrimSpace(days + " " + from[:min(5, len(from))] + " to " + to[:min(5, len(to))])
	}
	return strings.Join(filledIn(days, s.text("description")), ", ")
}

// showOrder shows the form of a purchase.
func (s *site) showOrder(w http.ResponseWriter, r *http.Request, status int, person *auth.Person, o *order) error {
	v := buyView{
		Fund: o.fund, Service: o.listed.Body.ID, Name: o.listed.Body.Name, Provider: o.listed.Body.Provider.Name,
		Key: o.key, Option: o.typed["option"], Rooms: o.rooms(), Offers: o.offers(),
	}
	payers := o.payers()
	v.Invoiced = o.mayInvoice()
	if len(o.buying.Body.Budgets) > 0 {
		v.Offered = o.typed["client"]
	}
	for _, field := range buyFields {
		switch field.Name {
		case "option", "offered":
			continue
		case "float":
			if len(payers) == 1 {
				continue
			}
		case "number", "received", "vat", "confirmNumber":
			if !v.Invoiced {
				continue
			}
		}
		in := o.input(field, field.Name)
		in.Label, in.Required = buyLabels[field.Name], field.Required || field.Name == "client" || field.Name == "group" ||
			field.Name == "number" || field.Name == "received"
		switch field.Name {
		case "float":
			in.Options = payers
			if v.Offered == "" {
				in.Hint = "" // it is about budgets
			}
		case "on", "received":
			in.Value = slashed(in.Value)
		case "reason", "exception", "vat", "confirmNumber":
			v.Further, v.Open = append(v.Further, in), v.Open || in.Error != "" || in.Value != ""
			continue
		}
		v.Inputs = append(v.Inputs, in)
	}
	v.Problems = problemsOf(append(slices.Clone(v.Inputs), v.Further...))
	for place, said := range o.errors {
		if !o.seen[place] {
			v.Problems = append([]problem{{"", said}}, v.Problems...)
		}
	}
	return s.showBuying(w, r, status, person, o, "buy-form", "Buy "+v.Name, v, len(v.Problems) > 0)
}

// slashed is a day as people type it: 30/6/2025. What is no day stays as it was typed.
func slashed(text string) string {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return text
	}
	return at.Format("2/1/2006")
}

// checkView is what the template shows of a purchase before it is made.
type checkView struct {
	Fund, Service, Key string
	Facts              []fact
	Amount, Waits      string
	Warnings           []string
	Room               *roomView
	Sentence           string
	Tables             []table
	Hidden             []hidden
}

// showCheck shows what a purchase would come to, whether it is made at once, and what would be left.
func (s *site) showCheck(w http.ResponseWriter, r *http.Request, person *auth.Person, o *order,
	out api.ActAnswer,
) error {
	v := checkView{
		Fund: o.fund, Service: o.listed.Body.ID, Key: o.key, Amount: api.Shown(api.FieldMoney, o.amount()), Waits: out.Waits,
		Warnings: out.Warnings, Sentence: out.Entry.Sentence, Tables: postingTables(out.Entry.Postings),
	}
	for _, one := range append([]fact{
		{"What", o.listed.Body.Name, ""},
		{"From", o.listed.Body.Provider.Name, ""},
		{"For client", o.typed["client"], ""},
		{"For group", o.typed["group"], ""},
		{"How many", o.typed["quantity"], ""},
		{"Price for one", api.Shown(api.FieldMoney, o.typed["price"]), ""},
		{"To be paid", v.Amount, ""},
		{"Day", api.Shown(api.FieldDate, o.typed["on"]), ""},
		{"Why it costs more", o.typed["reason"], ""},
		{"Why the limit may be exceeded", o.typed["exception"], ""},
	}, o.payerFacts()...) {
		if one.Text != "" {
			v.Facts = append(v.Facts, one)
		}
	}
	if room := o.roomAfter(); len(room.Left) > 0 {
		v.Room = &room
	}
	if o.hostPays() {
		v.Warnings = append(v.Warnings, "The provider's invoice is accepted with it, and the host pays it.")
	}
	if p := out.Preview; p != nil {
		v.Warnings = append(v.Warnings, p.Warnings...)
		v.Tables = append(v.Tables, positionTables(p)...)
	}
	for _, name := range sortedKeys(o.typed) {
		v.Hidden = append(v.Hidden, hidden{name, o.typed[name]})
	}
	return s.showBuying(w, r, http.StatusOK, person, o, "buy-check", "Check and buy "+o.listed.Body.Name, v, false)
}

// showBuying shows a step of a purchase.
func (s *site) showBuying(w http.ResponseWriter, r *http.Request, status int, person *auth.Person, o *order,
	template, title string, view any, wrong bool,
) error {
	main, err := part(template, view)
	if err != nil {
		return err
	}
	if wrong {
		title = "Error: " + title
	}
	at := "/funds/" + o.fund + "/buy"
	return s.answer(w, r, status, layout{
		Title: title, Person: person, Main: main,
		Crumbs: append(crumbs(o.fund)[:2], crumb{"Buy", at}, crumb{o.listed.Body.Name, at + "/" + o.listed.Body.ID}),
	})
}
