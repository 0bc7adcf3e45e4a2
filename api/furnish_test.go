package api_test

import (
	"fmt"
	"net/http"
	"strings"
)

// furnish fills a house's fund with a document of each kind and state, so that every operation has something to be
// tried on. Everything stands in June 2015. It returns what stands in braces in paths and bodies.
func (h *house) furnish() *strings.Replacer {
	h.Helper()
	h.list()
	h.pool.Budget("one", "nhs-minimum", "600000.00")
	h.pool.Budget("one", "dfg", "10000.00")
	h.pool.Budget("two", "la-additional", "5000.00")
	h.post("posts-administrator", "/v1/bodies", `{"id":"test-district","name":"Test District","kind":"council"}`) // once
	h.post("posts-administrator", "/v1/keys",
		`{"public":"`+councilKey+`","body":"test-council","use":"signs"}`) // likewise
	made := map[string]reply{}
	for _, step := range []struct{ name, as, path, body string }{
		{"draft", "ada", "agreements", draft},
		{"bare", "pam", "schemes", `{"id":"bare","name":"Bare","codeListYear":"2015-16","lines":[]}`},
		{"own", "ada", "contributions", agreed("own", "la-additional", `"notional":true`)},
		{"grant", "ada", "contributions", agreed("grant", "dfg", `"inAdvance":true`)},
		{"shared", "ada", "contributions", agreed("shared", "dfg", `"inAdvance":true`)},
		{"allocated", "ada", "contributions/shared/grant-allocation", `{"due":"2015-06-30","districts":[` +
			`{"district":"test-district","amount":"300.00"}],"on":"2015-06-01"}`},
		{"profiled", "cam", "budget-profiles", `{"scheme":"two","source":"la-additional","reason":"as last year",` +
			`"periods":[{"period":"2015-16/01","amount":"5000.00"}],"on":"2015-06-01"}`},
		{"open", "ada", "contributions", agreed("open", "la-additional", `"recurrent":true`)},
		{"hoped", "ada", "contributions/indicative", strings.Replace(agreed("hoped", "la-additional", `"recurrent":true`),
			`"agreement":1,`, "", 1)},
		{"earned", "ada", "contributions/performance", agreed("earned", "la-additional", `"power":"s75"`)},
		{
			"received", "ada", "contributions/grant/grant-receipts",
			`{"amount":"500.00","power":"s31","receipt":"R1","on":"2015-06-01"}`,
		},
		{"c-1", "cam", "commitments", promise("c-1", "1000.00", "test-trust")},
		{"c-2", "cam", "commitments", promise("c-2", "10.00", "test-trust")},
		{"c-3", "cam", "commitments", promise("c-3", "300.00", string(charity))},
		{"c-4", "cam", "commitments", promise("c-4", "100.00", "test-trust")},
		{"released", "cam", "commitments/c-2/release", `{"on":"2015-06-01"}`},
		{"i-1", "cam", "invoices", bill("i-1", "c-1", "100.00")},
		{"i-2", "cam", "invoices", bill("i-2", "c-1", "50.00")},
		{"i-3", "cam", "invoices", bill("i-3", "c-3", "20.00")},
		{"r-1", "ada", "invoices/received", received("r-1", "c-1", "test-trust")},
		{"r-2", "cam", "invoices/received", received("r-2", "c-3", string(charity))},
		{"r-3", "ada", "invoices/received", received("r-3", "c-1", "test-trust")},
		{"disputed", "cam", "invoices/r-3/dispute", `{"from":"2015-06-01","reason":"no","on":"2015-06-01"}`},
		{"r-4", "ada", "invoices/received", received("r-4", "c-1", "test-trust")},
		{"certified", "cam", "invoices/r-4/certification", `{"on":"2015-06-01"}`},
		{"c-5", "cam", "commitments", promiseOfTwo("c-5")},
		{"c-6", "cam", "commitments", promise("c-6", "5.00", "test-trust")},
		{"r-6", "ada", "invoices/received", received("r-6", "c-6", "test-trust")},
		{
			"overspend", "ada", "overspends",
			`{"scheme":"two","source":"la-additional","amount":"30.00","reason":"winter","on":"2015-06-01"}`,
		},
		{"n-1", "ada", "invoices/i-1/credit-notes", credited("n-1", "c-1", `"number":"CN/1"`)},
		{"r-5", "ada", "invoices/received", received("r-5", "c-3", string(charity))},
		{"certified", "cam", "invoices/r-5/certification", `{"on":"2015-06-01"}`},
		{"n-2", "ada", "invoices/r-5/credit-notes", strings.Replace(credited("n-2", "c-3", `"number":"CN/2"`),
			`"net":"1.00","vat":"0.00"`, `"net":"10.00","vat":"2.00"`, 1)},
		{"paid", "ada", "invoices/i-2/payment", `{"payment":"BACS 1","on":"2015-06-01"}`},
		{"i-4", "cam", "invoices", bill("i-4", "c-1", "5.00")},
		{"q-1", "ada", "payment-requests", `{"id":"q-1","invoices":["i-4"],"due":"2015-06-30","on":"2015-06-01"}`},
		{"i-5", "cam", "invoices", strings.Replace(bill("i-5", "c-1", "5.00"), `d":"2015-06-01"`, `d":"2015-05-01"`, 1)},
		{"paid", "ada", "invoices/i-5/payment", `{"payment":"BACS 5","on":"2015-06-01"}`},
		{"held", "ada", "providers/test-care/hold", `{"reason":"new bank details","on":"2015-06-01"}`},
		{"a-1", "ada", "accruals", accrual("a-1", `"commitment":"c-1"`)},
		{"a-2", "ben", "accruals", accrual("a-2", ordersAwaited)},
		{"reversed", "ben", "accruals/a-2/reversal", `{"on":"2015-07-01"}`},
		{"ahead", "ada", "commitments/c-4/prepayments", `{"amount":"40.00","payment":"BACS 3","on":"2015-06-01"}`},
		{"minimum", "cam", "minimums", `{"id":"m-1","source":"nhs-minimum","year":"2015-16","area":"community-health",` +
			`"required":"10.00","on":"2015-06-01"}`},
		{"forecast", "cam", "forecasts", `{"scheme":"one","source":"nhs-minimum","amount":"9.00","on":"2015-06-01"}`},
		{"overspent", "pam", "forecasts", `{"scheme":"two","source":"la-additional","amount":"9000.00","on":"2015-06-01"}`},
		{"visits", "cam", "measures", measured("visits", "one")},
		{
			"visited", "pam", "measures/visits/actuals", `{"from":"2014-06-01","to":"2015-05-31","value":"67",` +
				`"evidence":"SUS 1","on":"2015-06-01"}`,
		},
		{"virement", "ada", "virements", vire("one", "two", "5.00")},
		{"closed", "ada", "periods/2015-16-01/close", `{"close":"soft"}`},
		{"hard", "ada", "periods/2015-16-01/close", `{"close":"hard"}`},
		{"closed", "ada", "periods/2015-16-02/close", `{"close":"soft"}`},
		{"waiting", "ada", "virements", vire("one", "two", "200000.00")},
		{"more", "ada", "sources", `{"id":"more","name":"More","partner":"test-ccg","nature":"revenue",` +
			`"fence":"nhs-additional","codeListYear":"2015-16","power":"s75"}`},
		{"unplanned", "ben", "contributions/performance", agreed("unplanned", "more", `"power":"s75"`)},
		{"mirrored", "ada", "virements", vire("one", "two", "6.00")},
		{"float", "pam", "floats", floating("f-1", `"agent":"test-trust","agencyBy":"agency","fee":"5",`)},
		{"host-float", "pam", "floats", floating("f-2", "")},
		{"cut-off", "ben", "partners/test-ccg/cut-offs", `{"year":"2015-16","date":"2099-12-31"}`},
	} {
		r := h.post(step.as, step.path, step.body)
		if r.status != http.StatusCreated && r.status != http.StatusAccepted {
			h.Fatalf("furnish %s: %s", step.name, r)
		}
		made[step.name] = r
	}
	mirrored := made["mirrored"].field("entry", "seq")
	wait := h.post("ada", fmt.Sprintf("entries/%v/reversal", mirrored), `{"reason":"mistake","on":"2015-06-01"}`)
	h.expect(wait, http.StatusAccepted, "")
	h.expect(h.approve("ben", fmt.Sprint(wait.field("proposal"))), http.StatusCreated, "")
	h.expect(h.approve("ben", fmt.Sprint(made["ahead"].field("proposal"))), http.StatusCreated, "")
	h.buy(fmt.Sprint(made["float"].field("proposal")), fmt.Sprint(made["host-float"].field("proposal")))
	h.allocate()
	overspend := fmt.Sprint(made["overspend"].field("proposal"))
	h.expect(h.approve("cfo", overspend), http.StatusAccepted, "")
	h.expect(h.approve("nic", overspend), http.StatusCreated, "")
	h.expect(h.approve("ben", fmt.Sprint(made["allocated"].field("proposal"))), http.StatusCreated, "")
	passed := h.expect(h.post("ada", "contributions/shared/grants-passed-on", `{"scheme":"one",`+
		`"district":"test-district","amount":"100.00","payment":"BACS 4","on":"2015-06-01"}`), http.StatusCreated, "")
	wait = h.expect(h.post("ada", "contributions/shared/grant-consents", `{"district":"test-district","amount":"50.00",`+
		`"given":"2015-05-30","consent":"letter 1","on":"2015-06-01"}`), http.StatusAccepted, "")
	consented := h.expect(h.approve("ben", fmt.Sprint(wait.field("proposal"))), http.StatusCreated, "")
	h.withAll("contributions/earned/performance-plan",
		`{"unit":"10.00","quarters":[{"measured":"2015-16/03","planned":50}],"on":"2015-06-01"}`)
	h.withAll("agreements/1/risk-share", `{"share":"weights","parts":[{"partner":"test-ccg","weight":937},`+
		`{"partner":"test-council","weight":283,"cap":"1000.00"}],"order":["outside-the-pool"],"on":"2015-06-01"}`)
	h.withAll("risk-share-calls", riskCall("r-1"))
	held := h.expect(h.post("ada", "receipts", receipts(`"reference":"RC 1","amount":"50.00"`)), http.StatusCreated, "")
	h.withAll("years/2014-15/close", `{}`)
	h.expect(h.approve("ben", h.propose("ada", "saving-claims", claimed("s-1"))), http.StatusCreated, "")
	proposal := made["waiting"].field("proposal")
	return strings.NewReplacer("{proposal}", fmt.Sprint(proposal), "{hash}", h.hash(fmt.Sprint(proposal)),
		"{entry}", fmt.Sprint(made["virement"].field("entry", "seq")), "{fund}", string(h.pool.Fund),
		"{mirrored}", fmt.Sprint(mirrored), "{receipt}", fmt.Sprint(held.field("entry", "seq"))+"-1",
		"{passed}", fmt.Sprint(passed.field("entry", "seq")), "{consented}", fmt.Sprint(consented.field("entry", "seq")))
}

// receipts is the body of one receipt of May.
func receipts(one string) string {
	return fmt.Sprintf(`{"receipts":[{"date":"2015-05-29",%s}],"on":"2015-06-01"}`, one)
}

// withAll does an act that every partner must have approved.
func (h *house) withAll(path, body string) {
	h.Helper()
	id := h.propose("ada", path, body)
	h.expect(h.approve("ben", id), http.StatusAccepted, "")
	h.expect(h.approve("tom", id), http.StatusCreated, "")
}

// approve approves a proposal as it stands.
func (h *house) approve(as, proposal string) reply {
	h.Helper()
	return h.post(as, "proposals/"+proposal+"/approval", fmt.Sprintf(`{"hash":%q}`, h.hash(proposal)))
}

// hash is of a proposal as it stands.
func (h *house) hash(proposal string) string {
	h.Helper()
	r := h.expect(h.get("bob", "proposals/"+proposal), http.StatusOK, "")
	return fmt.Sprint(r.field("item", "hash"))
}

const draft = `{"from":"2018-04-01","to":"2019-03-31","partners":[` +
	`{"body":"test-council","part":"section-75-partner"},` +
	`{"body":"test-ccg","part":"section-75-partner"}],"particulars":{"aims":"a","contributions":"b","functions":"c",` +
	`"services":"d","resources":"e","duration":"f","management":"g"},"hosts":["test-council"]}`

// agreed is the body of a contribution of £1,000.00 in two instalments, with one more field.
func agreed(id, source, more string) string {
	return fmt.Sprintf(`{"id":%q,"source":%q,"year":"2015-16","agreement":1,"function":"social-care","plan":{`+
		`"amount":"1000.00","dates":["2015-07-01","2015-10-01"]},"on":"2015-06-01",%s}`, id, source, more)
}

// promise is the body of a commitment of scheme one from NHS minimum.
func promise(id, amount, provider string) string {
	return fmt.Sprintf(`{"id":%q,"scheme":"one","source":"nhs-minimum","provider":%q,"form":"contract","amount":%q,`+
		`"on":"2015-06-01"}`, id, provider, amount)
}

// promiseOfTwo is the body of a commitment of £20.00 from two lines of two partners.
func promiseOfTwo(id string) string {
	return fmt.Sprintf(`{"id":%q,"provider":"test-trust","form":"contract","kind":"block","lines":[`+
		`{"scheme":"one","source":"nhs-minimum","amount":"10.00"},`+
		`{"scheme":"two","source":"la-additional","amount":"10.00"}],"on":"2015-06-01"}`, id)
}

// ordersAwaited is a line of scheme one that something was received for without an order.
const ordersAwaited = `"scheme":"one","source":"nhs-minimum","provider":"test-charity"`

// measured is the body of a measure of a scheme, defined or defined anew.
func measured(id, scheme string) string {
	return fmt.Sprintf(`{"id":%q,"scheme":%q,"name":"A&E attendances","unit":"attendance","better":"lower","decimals":1,`+
		`"baseline":{"from":"2013-06-01","to":"2014-05-31","value":"100","source":"SUS"},"reason":"agreed anew",`+
		`"targets":[{"from":"2014-06-01","to":"2015-05-31","value":"70.5"}],"on":"2015-06-01"}`, id, scheme)
}

// claimed is the body of a claim of a saving.
func claimed(id string) string {
	return fmt.Sprintf(`{"id":%q,"from":"2014-06-01","to":"2015-05-31","amount":"492995.00","atLeast":true,`+
		`"method":"at tariff","source":"annual report","gains":"test-ccg","loses":"test-trust","lost":"1.00",`+
		`"on":"2015-06-01"}`, id)
}

// accrual is the body of an accrual of June, against what it names.
func accrual(id, of string) string {
	return fmt.Sprintf(`{"id":%q,%s,"amount":"1.00","evidence":"GRN 1","on":"2015-06-30"}`, id, of)
}

// bill is the body of an invoice.
func bill(id, commitment, amount string) string {
	return fmt.Sprintf(`{"id":%q,"commitment":%q,"number":%q,"gross":%q,"received":"2015-06-01","on":"2015-06-01"}`,
		id, commitment, "INV/"+id, amount)
}

// riskCall is the body of a call for what scheme two overspends.
func riskCall(id string) string {
	return fmt.Sprintf(`{"id":%q,"agreement":1,"scheme":"two","lines":["la-additional"],"overspend":"100.00","sources":[`+
		`{"source":"nhs-minimum","contribution":"%[1]s-ccg"},{"source":"la-additional","contribution":"%[1]s-council"}],`+
		`"on":"2015-06-01"}`, id)
}

// received is the body of an invoice whose VAT can be recovered.
func received(id, commitment, provider string) string {
	return fmt.Sprintf(`{"id":%q,"provider":%q,"number":%q,"net":"10.00","vat":"2.00","gross":"12.00",`+
		`"received":"2015-06-01","invoiced":"2015-06-01","on":"2015-06-01","lines":[{"commitment":%q,"net":"10.00",`+
		`"vat":"2.00","irrecoverable":"0.00"}]}`, id, provider, "INV/"+id, commitment)
}

// credited is the body of a credit note or a refund of £1.00, with one more field.
func credited(id, commitment, more string) string {
	return fmt.Sprintf(`{"id":%q,"lines":[{"commitment":%q,"net":"1.00","vat":"0.00"}],"reason":"overcharged",`+
		`"on":"2015-06-01",%s}`, id, commitment, more)
}
