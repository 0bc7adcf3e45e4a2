package web

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"pooled/api"
	"pooled/api/auth"
)

// buyPages are the pages of whoever buys from a fund's floats, made for a phone first.
func (s *site) buyPages() []api.Page {
	return []api.Page{
		{Pattern: "GET /funds/{fund}/buy", Name: "find-service", Show: s.find},
		{Pattern: "GET /funds/{fund}/buy/{service}", Name: "show-service", Show: s.service},
		{Pattern: "POST /funds/{fund}/buy/{service}", Name: "buy-service", Show: s.buy},
		{Pattern: "GET /funds/{fund}/purchases", Name: "show-own-purchases", Show: s.purchases},
	}
}

// findMost is how many services stand on a page: few, since most readers hold a phone.
const findMost = 10

// findView is what the template of a search of the directory shows.
type findView struct {
	Fund, Words, Need, Near string
	Days                    []choice
	Asked, Any, More        bool
	Total                   int
	Cards                   []serviceCard
	Next, Before            string
	Widen                   []string // what may be left out to find more
	Error                   string
	Rooms                   []roomView
}

// serviceCard is a service that was found.
type serviceCard struct {
	Name, Address, Provider, Summary string
	Facts                            []fact
}

// week are the days as the search takes them.
var week = []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}

// buyer is who asks for a page of buying. It refuses somebody who may buy nothing in the fund.
func (s *site) buyer(r *http.Request) (*auth.Person, error) {
	person, err := s.must(r)
	if err != nil {
		return nil, err
	}
	if err := s.sees(r, person); err != nil {
		return nil, err
	}
	may, err := s.ask.MayBuy(r.Context(), r.PathValue("fund"), person.Actor)
	if err == nil && !may {
		err = api.ErrMayNotBuy
	}
	return person, err
}

// find searches the directory: the first step of buying.
func (s *site) find(w http.ResponseWriter, r *http.Request) error {
	person, err := s.buyer(r)
	if err != nil {
		return err
	}
	get := func(name string) string { return strings.TrimSpace(r.URL.Query().Get(name)) }
	v := findView{Fund: r.PathValue("fund"), Words: get("search"), Need: get("need"), Near: get("near")}
	day := get("day")
	for _, name := range week {
		v.Days = append(v.Days, choice{strings.ToLower(name), name, strings.EqualFold(day, name)})
	}
	v.Asked = v.Words+v.Need+v.Near+day != ""
	rooms, err := s.ask.Buying(r.Context(), api.BuyingFor(person.Actor, v.Fund, "", ""))
	if err != nil {
		return err
	}
	v.Rooms = roomsOf(rooms.Body.Floats)
	page, _ := strconv.Atoi(get("page"))
	page = max(page, 1)
	status := http.StatusOK
	if v.Asked {
		in := &api.SearchDirectoryInput{
			Caller: api.Caller{Actor: person.Actor}, Search: v.Words, Need: v.Need, Near: v.Near, Day: day, Page: page,
			Size: findMost,
		}
		found, err := s.ask.SearchDirectory(r.Context(), in)
		if err != nil {
			p := s.ask.Said(r.Context(), err)
			if p.Status != http.StatusUnprocessableEntity {
				return err
			}
			v.Error, status = sentenceCase(p.Detail), p.Status
		} else {
			v.found(found, r.URL.Query(), page, day)
		}
	}
	l := layout{Title: "Find something to buy", Person: person, Crumbs: crumbs(v.Fund)[:2]}
	if v.Error != "" {
		l.Title = "Error: " + l.Title
	}
	if l.Main, err = part("find", v); err != nil {
		return err
	}
	return s.answer(w, r, status, l)
}

// found fills in what was found, and where its other pages are.
func (v *findView) found(found *api.SearchDirectoryOutput, asked url.Values, page int, day string) {
	at := "/funds/" + v.Fund + "/buy"
	v.Total, v.Any, v.More = found.Body.Total, found.Body.Any, found.Body.More
	for _, hit := range found.Body.Services {
		card := serviceCard{
			Name: hit.Name, Address: at + "/" + url.PathEscape(hit.ID), Provider: hit.Provider, Summary: hit.Summary,
		}
		if hit.From != nil {
			card.Facts = append(card.Facts, fact{"Price", "from " + hit.From.Pounds(), ""})
		}
		where := strings.Join(filledIn(hit.Town, hit.Postcode), " ")
		if hit.Metres != nil {
			where = strings.Join(filledIn(where, kilometres(*hit.Metres)+" away"), ", ")
		}
		for _, one := range []fact{
			{"Where", where, ""},
			{"Open", dayNames(hit.Days), ""},
			{"For", ages(hit.Minimum, hit.Maximum), ""},
		} {
			if one.Text != "" {
				card.Facts = append(card.Facts, one)
			}
		}
		v.Cards = append(v.Cards, card)
	}
	to := func(page int) string {
		next := url.Values{}
		for _, name := range []string{"search", "need", "near", "day"} {
			if text := asked.Get(name); text != "" {
				next.Set(name, text)
			}
		}
		next.Set("page", strconv.Itoa(page))
		return at + "?" + next.Encode()
	}
	if len(v.Cards) > 0 && (found.Body.More || page*findMost < v.Total) {
		v.Next = to(page + 1)
	}
	if page > 1 {
		v.Before = to(page - 1)
	}
	for _, one := range [][2]string{
		{v.Words, "use fewer words, or the beginning of one"},
		{v.Need, "leave out the need, or use a wider one"},
		{v.Near, "leave out the place, or use the first part of the postcode alone"},
		{day, "leave out the day"},
	} {
		if one[0] != "" {
			v.Widen = append(v.Widen, one[1])
		}
	}
}

// filledIn are those texts that are not empty.
func filledIn(texts ...string) (list []string) {
	for _, text := range texts {
		if text != "" {
			list = append(list, text)
		}
	}
	return list
}

// kilometres is a distance as people say it.
func kilometres(metres int) string {
	if metres < 1000 {
		return strconv.Itoa(metres) + " m"
	}
	return strconv.Itoa(metres/1000) + "." + strconv.Itoa(metres%1000/100) + " km"
}

// ages say for whom something is.
func ages(least, most *string) string {
	from, to := pointed(least), pointed(most)
	switch {
	case from != "" && to != "":
		return "ages " + from + " to " + to
	case from != "":
		return "ages " + from + " and over"
	case to != "":
		return "ages up to " + to
	}
	return ""
}

func pointed(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// dayNames are days of the week in words.
func dayNames(short []string) string {
	var list []string
	for _, name := range week {
		for _, one := range short {
			if len(one) >= 2 && strings.EqualFold(one[:2], name[:2]) {
				list = append(list, name)
				break
			}
		}
	}
	if len(list) == len(week) {
		return "every day"
	}
	return strings.Join(list, ", ")
}

// serviceView is what the template of a service shows.
type serviceView struct {
	Fund, Service, Name, Provider, Text string
	On                                  string
	Closed                              string // why it cannot be bought; none: it can
	Prices                              []priceView
	Facts                               []fact
	Places                              []placeView
	Rooms                               []roomView
}

// priceView is a cost option.
type priceView struct{ Option, Amount, What string }

// placeView is where and when a service is to be had.
type placeView struct{ Name, Address, Hours string }

// service shows a service of the directory, with what it costs and how to buy it.
func (s *site) service(w http.ResponseWriter, r *http.Request) error {
	person, err := s.buyer(r)
	if err != nil {
		return err
	}
	found, err := s.listing(r, person)
	if err != nil {
		return err
	}
	fund := r.PathValue("fund")
	v := serviceView{
		Fund: fund, Service: found.Body.ID, Name: found.Body.Name, Provider: found.Body.Provider.Name,
		Closed: closedBy(found),
	}
	v.Prices = pricesOf(found)
	rooms, err := s.ask.Buying(r.Context(), api.BuyingFor(person.Actor, fund, "", ""))
	if err != nil {
		return err
	}
	v.Rooms = roomsOf(rooms.Body.Floats)
	record, err := s.ask.StandardService(r.Context(), &api.StandardOneInput{
		Caller: api.Caller{Actor: person.Actor}, ID: found.Body.ID,
	})
	switch {
	case api.NotThere(err): // withdrawn: there is no more to be said of it
	case err != nil:
		return err
	default:
		d, err := readDocument(record.Body)
		if err != nil {
			return err
		}
		v.describe(d)
	}
	main, err := part("service", v)
	if err != nil {
		return err
	}
	return s.answer(w, r, http.StatusOK, layout{
		Title: v.Name, Person: person, Main: main,
		Crumbs: append(crumbs(fund)[:2], crumb{"Buy", "/funds/" + fund + "/buy"}),
	})
}

// listing is the service that the address names, as the directory has it now.
func (s *site) listing(r *http.Request, person *auth.Person) (*api.DirectoryServiceOutput, error) {
	return s.ask.DirectoryService(r.Context(), &api.DirectoryServiceInput{
		Caller: api.Caller{Actor: person.Actor}, ID: r.PathValue("service"),
	})
}

// closedBy says why a service cannot be bought; empty where it can.
func closedBy(found *api.DirectoryServiceOutput) string {
	switch b := found.Body; {
	case b.Withdrawn != nil:
		return "It has not been in the directory since " + ukTime(*b.Withdrawn) + "."
	case b.Status != "active":
		return "It is " + b.Status + "."
	}
	return ""
}

// pricesOf are the cost options that are in force.
func pricesOf(found *api.DirectoryServiceOutput) (list []priceView) {
	today := time.Now().Format(time.DateOnly)
	for _, p := range found.Body.Prices {
		if p.Amount == nil || p.Amount.IsZero() || p.ValidTo != nil && p.ValidTo.String() < today ||
			p.ValidFrom != nil && p.ValidFrom.String() > today {
			continue
		}
		what := strings.Join(filledIn(p.Conditions, p.Description), ", ")
		list = append(list, priceView{p.Option, p.Amount.String(), cmp.Or(what, "the price listed")})
	}
	return list
}
