package web_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"pooled/api"
	"pooled/internal/directory"
	"pooled/internal/pooltest"
	"pooled/ledger"
)

var listing sync.Mutex

// list puts thirteen services of a charity into the directory that the houses share, once, and registers the charity.
func (h *house) list() {
	h.Helper()
	listing.Lock()
	defer listing.Unlock()
	d := directory.New(h.pool.DB.Pool(h.T), directory.Hosts{})
	if _, err := d.Service(h.Context(), "gym"); !errors.Is(err, ledger.ErrNotFound) {
		return
	}
	one := func(id, name, more string) string {
		return fmt.Sprintf(`{"id":%q,"name":%q,"status":"active","url":"https://example.org/gym","minimum_age":16,`+
			`"description":"Weights & \"classes\": 5 < 6.","organization":{"id":"o-web","name":"Test Charity",`+
			`"description":"A charity"},%s"service_at_locations":[{"id":"l-%s","location":{"id":"p-%s","name":"Old Hall",`+
			`"addresses":[{"address_1":"1 High Row","city":"Darlington","postal_code":"DL1 5RP"}]},"schedules":[{"id":"s-%s",`+
			`"freq":"WEEKLY","byday":"MO,TH","opens_at":"09:00","closes_at":"17:00"}]}]}`, id, name, more, id, id, id)
	}
	costs := func(more string) string {
		return `"cost_options":[{"id":"full","amount":75,"amount_description":"three months"}` + more + `],`
	}
	list := []string{one("gym", `Gym "plus" & more`, costs(`,{"id":"less","option":"Concession","amount":52.5}`))}
	for n := range 12 {
		list = append(list, one(fmt.Sprintf("lunch-%d", n), fmt.Sprintf("Lunch club %d", n), costs("")))
	}
	feed := directory.Source{Feed: "web", File: strings.NewReader("[" + strings.Join(list, ",") + "]")}
	if _, err := d.Import(h.Context(), feed, api.FeedRecorder(h.pool.Journal, "posts-administrator")); err != nil {
		h.Fatal(err)
	}
	h.pool.Journal.Do(h.Context(), ledger.Service, h.pool.Request("posts-administrator", "2015-04-01",
		ledger.RegisterBody{ID: "test-charity", Name: "Test Charity", Type: ledger.Voluntary})) // at the first only
}

// worker is the browser of lin, a link worker of the trust in the house's fund; pam is its pool manager. Of the float
// local £500.00 can be spent: £100.00 on one thing and on one client, £150.00 by one worker alone, in a quarter.
func (h *house) worker() *http.Client {
	h.Helper()
	h.list()
	h.grant("lin", "link-worker", ledger.LinkWorker, pooltest.TrustBody)
	h.grant("pam", "pool-manager", ledger.PoolManager, pooltest.CouncilBody)
	h.pool.Budget("one", pooltest.NHSMinimum, "600000.00")
	h.pool.Must("ada", "2015-05-01", ledger.SetUpFloat{
		ID: "local", Name: "Local float", Scheme: "one", Purpose: ledger.Text("small things"),
		Sources: []ledger.SourceID{pooltest.NHSMinimum}, FloatTerms: ledger.FloatTerms{
			Draw: ledger.DrawInOrder, Limits: ledger.FloatLimits{
				Purchase: ledger.MustMoney("100.00"), Client: ledger.MustMoney("100.00"), Worker: ledger.MustMoney("150.00"),
				Window: ledger.EachQuarter,
			},
		},
	})
	h.pool.Must("ada", "2015-05-01", ledger.TopUpFloat{
		Float: "local", Source: pooltest.NHSMinimum, From: "one", Amount: ledger.MustMoney("500.00"),
	})
	h.judged.Store(true)
	return h.as("lin")
}

// as is the browser of a development person.
func (h *house) as(person string) *http.Client {
	h.Helper()
	browser := pooltest.Browser(h.T)
	if answer, text := h.ask(browser, "POST", "/sign-in/development", "person="+person); answer.status != 303 {
		h.Fatalf("signing in: %d %s", answer.status, text)
	}
	return browser
}

// orderOf is an order as it is typed.
func orderOf(client, price string) url.Values {
	return url.Values{"client": {client}, "price": {price}, "quantity": {"1"}, "on": {"1/6/2015"}}
}

// fillOrder is the form of an order with what is typed into it, and a step.
func (h *house) fillOrder(browser *http.Client, step string, typed url.Values) url.Values {
	h.Helper()
	answer, text := h.ask(browser, "POST", h.buys()+"/gym", "step=for&option=full", html...)
	if answer.status != http.StatusOK {
		h.Fatalf("the form: %d %s", answer.status, text)
	}
	sent := fill(text, typed)
	sent.Set("step", step)
	return sent
}

func (h *house) buys() string { return "/funds/" + string(h.pool.Fund) + "/buy" }
