package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
)

// A year is closed, looked at, carried forward, rolled and returned by the people whose turn it is.
func TestAYearIsClosed(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "900.00")
	h.expect(h.post("cam", "commitments", promise("c-1", "100.00", "test-trust")), http.StatusCreated, "")
	r := h.expect(h.get("bob", "years/2015-16/checklist"), http.StatusOK, "")
	if r.field("ready") != false || !strings.Contains(string(r.body), "period 2015-16/13 is still open") {
		t.Errorf("the checklist of a year that is open: %s", r)
	}
	h.expect(h.post("ada", "years/2015-16/close", `{}`), http.StatusUnprocessableEntity, "year-not-ready")
	h.expect(h.get("bob", "years/2015/checklist"), http.StatusUnprocessableEntity, "invalid-value")
	for n := 1; n <= 13; n++ {
		h.expect(h.post("ada", fmt.Sprintf("periods/2015-16-%02d/close", n), `{"close":"soft"}`), http.StatusCreated, "")
	}
	r = h.expect(h.get("ada", "periods/2015-16-13"), http.StatusOK, "")
	if r2 := h.expect(h.get("bob", "years/2015-16/checklist"), http.StatusOK, ""); r2.field("ready") != true ||
		!strings.Contains(fmt.Sprint(r.field("allowed")), "close-year") {
		t.Errorf("the year can be closed, and: %s %s", r2, r)
	}
	h.withAll("years/2015-16/close", `{}`)
	if r := h.get("bob", "years/2015-16/checklist"); r.field("closed") != true {
		t.Errorf("the checklist of a closed year: %s", r)
	}
	year := h.expect(h.get("ada", "years/2015-16"), http.StatusOK, "")
	entry := h.expect(h.get("bob", fmt.Sprintf("entries/%v", year.field("item", "entry"))), http.StatusOK, "")
	if entry.field("period") != "2015-16/14" || entry.field("effective") != "2016-03-31" {
		t.Errorf("the closing entry: %s", entry)
	}
	if p := h.get("bob", "position"); p.field("surplusUndecided", "amount") != "3000000.00" || p.field("year") != "2016-17" {
		t.Errorf("the new year shows %v in %v", p.field("surplusUndecided"), p.field("year"))
	}
	h.expect(h.post("ada", "virements", strings.Replace(vire("one", "two", "1.00"), "2015-06-01", "2016-03-31", 1)),
		http.StatusUnprocessableEntity, "period-closed")

	h.withAll("years/2015-16/carried-forward", `{"parts":[{"source":"nhs-minimum","amount":"999999.00","shares":[`+
		`{"source":"nhs-minimum","weight":2},{"source":"la-additional","weight":1}]}],"purpose":"beds","useBy":"2016-09-30"}`)
	id := h.propose("ada", "years/2015-16/commitments-rolled",
		`{"commitments":[{"commitment":"c-1","amount":"100.00"}],"reason":"list"}`)
	h.expect(h.approve("ben", id), http.StatusCreated, "")
	h.withAll("years/2015-16/surplus-returned",
		`{"source":"la-additional","amount":"1.00","reason":"agreed","on":"2016-05-05"}`)
	late := `{"payment":"BACS","amount":"1.00","on":"2016-05-05","for":"2015-16/12"}`
	pay := h.propose("ada", "sources/la-additional/surplus-payments", late) // to the host: every other partner
	h.expect(h.approve("ben", pay), http.StatusAccepted, "")
	h.expect(h.approve("tom", pay), http.StatusCreated, "")
	r = h.expect(h.get("aud", "late-items?period=2015-16/12"), http.StatusOK, "")
	if r.field("items", 0, "act") != "approve-proposal" || r.field("items", 0, "amount") != "1.00" {
		t.Errorf("late items: %s", r)
	}
	c := h.expect(h.get("bob", "commitments/c-1"), http.StatusOK, "")
	if got := fmt.Sprint(c.field("item", "year"), c.field("item", "rolled")); got != "2016-172015-16" {
		t.Errorf("the commitment stands in %s", got)
	}
	h.expect(h.post("cfo", "years/2015-16/reopening", `{"reason":"x"}`), http.StatusUnprocessableEntity, "wrong-state")
}

// What the last year left is divided once the finance lead of every partner has agreed, and everybody sees how.
func TestAnAgreementEnds(t *testing.T) {
	t.Parallel()
	h := open(t, ledger.GrantPost{
		Actor: "ned", Post: "trust-chief-finance", Role: ledger.NHSChiefFinance, Body: pooltest.TrustBody,
	})
	h.pool.Budget("one", "nhs-minimum", "900.00")
	h.expect(h.post("cam", "commitments", promise("c-1", "100.00", "test-trust")), http.StatusCreated, "")
	for n := 1; n <= 13; n++ {
		h.expect(h.post("ada", fmt.Sprintf("periods/2015-16-%02d/close", n), `{"close":"soft"}`), http.StatusCreated, "")
	}
	end := `{"agreement":1,"weights":[{"source":"nhs-minimum","weight":937},{"source":"la-additional","weight":283}],` +
		`"orders":[{"commitment":"c-1","partner":"test-ccg"}],"reason":"clause 30","on":"2016-05-05"}`
	h.expect(h.post("cfo", "years/2015-16/ending?dryRun=true", end), http.StatusUnprocessableEntity, "wrong-state")
	h.withAll("years/2015-16/close", `{}`)
	year := h.expect(h.get("cfo", "years/2015-16"), http.StatusOK, "")
	if !strings.Contains(fmt.Sprint(year.field("allowed")), "apportion-ending") {
		t.Errorf("the year is not offered to be divided: %s", year)
	}
	h.expect(h.post("cfo", "years/2015-16/ending?dryRun=true", strings.Replace(end, `"c-1"`, `"c-9"`, 1)),
		http.StatusUnprocessableEntity, "invalid-value")
	id := h.propose("cfo", "years/2015-16/ending", end)
	h.expect(h.approve("ben", id), http.StatusForbidden, "not-authorised")
	h.expect(h.approve("nic", id), http.StatusAccepted, "")
	h.expect(h.approve(string(h.who("ned")), id), http.StatusCreated, "")
	r := h.expect(h.get("bob", "endings/2015-16"), http.StatusOK, "")
	got := ""
	for i := range 3 {
		got += fmt.Sprint(r.field("item", "shares", i, "source"), " ", r.field("item", "shares", i, "amount"), "\n")
	}
	if want := "nhs-minimum 1536065.57\nla-additional 463934.43\ndfg 1000000.00\n"; got != want {
		t.Errorf("shared:\n%swant\n%s", got, want)
	}
	if p := h.get("bob", "position"); p.field("surplusUndecided") != nil {
		t.Errorf("%v is still undecided", p.field("surplusUndecided"))
	}
	year = h.expect(h.get("cfo", "years/2015-16"), http.StatusOK, "")
	if strings.Contains(fmt.Sprint(year.field("allowed")), "apportion-ending") {
		t.Errorf("a year that is divided is offered again: %s", year)
	}
}
