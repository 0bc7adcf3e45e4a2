package api_test

import (
	"fmt"
	"net/http"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
)

// On 1 July 2022 an integrated care board took over from the clinical commissioning group, a quarter into the year.
// Each bears its own part of it, and nothing changes in total.
func TestABodyTakesOverInMidYear(t *testing.T) {
	t.Parallel()
	h := openIn(t, pooltest.Own(t))
	done := func(as, path, body string) {
		t.Helper()
		h.expect(h.post(as, path, body), http.StatusCreated, "")
	}
	sign := func(version int, on string) {
		t.Helper()
		done("ada", fmt.Sprintf("agreements/%d/signature", version), `{"signed":"`+on+`","reference":"deed","sha256":`+
			`"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE","on":"`+on+`"}`)
	}
	done("ada", "agreements/1/next", `{"from":"2022-04-01","to":"2023-03-31"}`)
	sign(2, "2022-04-01")
	done("ben", "contributions", `{"id":"ccg-2022-23","source":"nhs-minimum","year":"2022-23","agreement":2,`+
		`"function":"community-health","recurrent":true,"on":"2022-04-01","plan":{"amount":"1200.00","dates":["2022-04-15",`+
		`"2022-07-15","2022-10-15","2023-01-15"]}}`)
	done("ada", "contributions/ccg-2022-23/calls", `{"instalment":1,"on":"2022-04-15"}`)
	done("ben", "schemes/one/budget", `{"source":"nhs-minimum","direction":"increase","amount":"1100.00",`+
		`"on":"2022-04-15"}`)
	done("cam", "commitments", `{"id":"beds","scheme":"one","source":"nhs-minimum","provider":"test-charity",`+
		`"form":"contract","amount":"400.00","on":"2022-04-20"}`)
	done("cam", "invoices", `{"id":"june","commitment":"beds","number":"N/1","gross":"250.00","received":"2022-06-20",`+
		`"on":"2022-06-30"}`)

	done("posts-administrator", "/v1/bodies", `{"id":"test-icb","name":"Test ICB","kind":"icb","ods":"QKK"}`)
	done("posts-administrator", "/v1/bodies/test-ccg/successors", `{"successor":"test-icb","date":"2022-07-01"}`)
	done("ada", "agreements/2/next", `{"from":"2022-07-01","to":"2023-03-31"}`)
	sign(3, "2022-07-01")
	done("ada", "sources", `{"id":"icb-minimum","name":"NHS minimum","partner":"test-icb","nature":"revenue",`+
		`"fence":"nhs-minimum","codeListYear":"2022-23","power":"s75","on":"2022-07-01"}`)
	done("ada", "schemes/one/lines", `{"line":{"source":"icb-minimum","arrangement":"lead","area":"community-health",`+
		`"commissioner":"nhs","function":"community-health","schemeType":"other"},"on":"2022-07-01"}`)

	before := h.expect(h.get("bob", "position?asOf=date:2022-07-01"), http.StatusOK, "")
	body := `{"predecessor":"test-ccg","successor":"test-icb","date":"2022-07-01","on":"2022-07-01","sources":[` +
		`{"source":"nhs-minimum","by":"icb-minimum","contributions":[{"contribution":"ccg-2022-23","id":"icb-2022-23"},` +
		`{"contribution":"nhs-minimum","id":"icb-2015-16"}]}]}` // which the group never paid
	h.expect(h.post("pam", "successions", body), http.StatusForbidden, "not-authorised")
	h.withAll("successions", body) // ben, of the CCG, answers for the ICB
	after := h.expect(h.get("bob", "position?asOf=date:2022-07-01"), http.StatusOK, "")
	for _, figure := range []string{
		"agreed", "called", "due", "unallocated", "cash", "revisedBudget", "committed", "spent", "available",
	} {
		if was, is := before.field("total", figure), after.field("total", figure); was != is || was == nil {
			t.Errorf("%s was %v in total and is %v", figure, was, is)
		}
	}
	got := ""
	partners, _ := after.field("partners").([]any)
	for i := range partners {
		got += fmt.Sprint(after.field("partners", i, "partner"), " ", after.field("partners", i, "agreed"), " ",
			after.field("partners", i, "called"), " ", after.field("partners", i, "spent"), " ",
			after.field("partners", i, "committed"), "\n")
	}
	if want := "test-icb 900.00 0.00 0.00 150.00\ntest-council 0.00 0.00 0.00 0.00\ntest-trust 0.00 0.00 0.00 0.00\n" +
		"test-ccg 300.00 300.00 250.00 0.00\n"; got != want {
		t.Errorf("by partner:\n%swant\n%s", got, want)
	}
	done("ada", "contributions/icb-2022-23/calls", `{"instalment":1,"on":"2022-07-15"}`)
	done("cam", "invoices", `{"id":"july","commitment":"beds","number":"N/2","gross":"150.00","received":"2022-07-20",`+
		`"on":"2022-07-31"}`)
	r := h.expect(h.get("bob", "years/2023-24/draft-contributions?inflation=2.5"), http.StatusOK, "")
	if got := fmt.Sprint(r.field("rows", 0, "contribution"), r.field("total", "drafted")); got != "icb-2022-231230.00" {
		t.Errorf("next year's is drafted as %s", got)
	}
	r = h.expect(h.get("bob", "trial-balance"), http.StatusOK, "")
	for book := range 2 {
		if off := r.field("books", book, "difference"); off != "0.00" {
			t.Errorf("book %d is out by %v", book, off)
		}
	}
}

// A partner leaves once the finance lead of each has agreed, and is asked for nothing that falls due later. A fund that
// holds money is not closed.
func TestAPartnerLeaves(t *testing.T) {
	t.Parallel()
	h := open(t, ledger.GrantPost{
		Actor: "ned", Post: "trust-chief-finance", Role: ledger.NHSChiefFinance, Body: pooltest.TrustBody,
	})
	h.furnish()
	ned := string(h.who("ned"))
	id := h.propose("cfo", "partners/test-ccg/leaving", `{"date":"2015-07-31","reason":"notice","on":"2015-06-01"}`)
	h.expect(h.approve("ben", id), http.StatusForbidden, "not-authorised")
	h.expect(h.approve("nic", id), http.StatusAccepted, "")
	h.expect(h.approve(ned, id), http.StatusCreated, "")
	r := h.expect(h.get("bob", "leavings/test-ccg"), http.StatusOK, "")
	if got := r.field("item", "last"); got != "2015-07-31" {
		t.Errorf("it leaves on %v", got)
	}
	late := `{"id":"late","source":"nhs-minimum","year":"2015-16","agreement":1,"function":"community-health",` +
		`"plan":{"amount":"5.00","dates":["2015-08-01"]},"on":"2015-06-01"}`
	h.expect(h.post("ben", "contributions", late), http.StatusUnprocessableEntity, "closed")
	h.expect(h.post("ada", "closing", `{"date":"2015-06-01","reason":"x","on":"2015-06-01"}`), http.StatusForbidden,
		"not-authorised")
	r = h.post("cfo", "closing?dryRun=true", `{"date":"2015-06-01","reason":"x","on":"2015-06-01"}`)
	h.expect(r, http.StatusUnprocessableEntity, "wrong-state")
}
