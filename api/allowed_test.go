package api_test

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// A shown is an address that says what its reader is allowed to do there, and everything they could try to do there,
// some acts in several ways: for each partner's money, or in each direction.
type shown struct {
	path  string
	tries []try
}

// of is the try of that operation, with something else in place of a part of its path and body.
func of(operation string, instead ...string) try {
	at := slices.IndexFunc(acts, func(t try) bool { return t.operation == operation })
	one, change := acts[at], strings.NewReplacer(instead...)
	one.path, one.body = change.Replace(one.path), change.Replace(one.body)
	return one
}

// contributing are the acts on a contribution.
func contributing(id string) (list []try) {
	for operation, usual := range map[string]string{
		"vary-contribution": "open", "call-contribution": "open", "record-direct-spend": "own", "receive-grant": "grant",
		"receive-contribution": "nhs-minimum", "pass-grant-on": "grant", "earn-performance": "unplanned",
		"allocate-grant": "shared", "record-grant-consent": "shared",
		"forgo-performance": "earned", "plan-performance": "earned", "release-performance": "earned",
		"lapse-contribution": "open", "bring-grant-forward": "grant",
	} {
		list = append(list, of(operation, "contributions/"+usual+"/", "contributions/"+id+"/"))
	}
	for _, operation := range []string{"indicate-contribution", "agree-contribution", "agree-performance"} {
		list = append(list, of(operation, `"id":"x"`, `"id":"`+id+`"`))
	}
	return list
}

// lines are the acts on a scheme, for a source.
func lines(scheme, source string) []try {
	line := func(t try) try {
		t.path = strings.Replace(t.path, "schemes/one/", "schemes/"+scheme+"/", 1)
		t.body = strings.NewReplacer(`"scheme":"one"`, `"scheme":"`+scheme+`"`,
			`"source":"nhs-minimum"`, `"source":"`+source+`"`,
			`"source":"la-additional"`, `"source":"`+source+`"`).Replace(t.body)
		return t
	}
	other := map[string]string{"one": "two", "two": "one", "bare": "one"}[scheme]
	vired := of("vire-budget", `"one"`, quoted(scheme), `"two"`, quoted(other), "nhs-minimum", source)
	return []try{
		line(of("set-scheme-budget")), line(of("set-scheme-budget", "increase", "decrease")), vired,
		line(of("raise-commitment")), line(of("raise-commitment", "test-charity", "test-trust")),
		line(of("approve-overspend")),
		of("profile-budget", `"two"`, quoted(scheme)),
		of("profile-budget", `"two"`, quoted(scheme), "la-additional", "dfg", "5000.00", "10000.00"),
		of("define-measure", `"one"`, quoted(scheme)),
		line(of("set-health-budget-terms")), line(of("set-scheme-charging")),
		line(of("forecast-outturn")), line(of("accrue-spend", `"commitment":"c-1"`, ordersAwaited)),
		of("add-scheme-line", "/bare/", "/"+scheme+"/", `"dfg"`, `"more"`, "dfg-related", "integrated-care-planning"),
	}
}

// from are the acts on a source.
func from(source string) (list []try) {
	for _, operation := range []string{
		"indicate-contribution", "agree-contribution", "agree-performance", "require-minimum", "cure-overspend",
	} {
		list = append(list, of(operation, `"source":"la-additional"`, `"source":"`+source+`"`,
			`"source":"nhs-minimum"`, `"source":"`+source+`"`))
	}
	return append(list, of("refund-vat", "/nhs-minimum/", "/"+source+"/"),
		of("pay-surplus", "/la-additional/", "/"+source+"/"))
}

func committing(id string) (list []try) {
	for _, operation := range []string{
		"vary-commitment", "release-commitment", "certify-invoice", "accrue-spend", "prepay-provider", "receive-prepaid",
		"write-off-prepayment",
	} {
		list = append(list, of(operation, "c-1", id, "c-4", id))
	}
	provider := map[string]string{"c-3": string(charity)}[id]
	list = append(list, of("receive-invoice", "c-1", id, "test-trust", cmp.Or(provider, "test-trust")))
	return append(list, of("vary-commitment", "c-1", id, "increase", "decrease"))
}

// committingTo are the acts on one line of a commitment that has several.
func committingTo(id, scheme, source string) []try {
	list := committing(id)
	named := `"scheme":"` + scheme + `","source":"` + source + `",`
	for i, t := range list {
		switch {
		case t.operation == "receive-invoice":
			list[i].body = strings.Replace(t.body, `"lines":[{`, `"lines":[{`+named, 1)
		case t.operation != "release-commitment":
			list[i].body = strings.Replace(t.body, `{`, `{`+named, 1)
		}
	}
	return list
}

func closing(period string) []try {
	return []try{
		of("close-period", "2015-16-03", period), of("close-period", "2015-16-03", period, "soft", "hard"),
		of("reopen-period", "2015-16-02", period),
	}
}

func correcting(entry string) []try {
	return []try{of("reverse-entry", "{entry}", entry), of("erase-text", "{entry}", entry)}
}

// invoicing are the acts on an invoice, which charges a commitment; a credit is set against one that is not paid.
func invoicing(id, commitment, against string) []try {
	list := []try{
		of("pay-invoice", "i-1", id), of("receive-refund", "i-2", id, "c-1", commitment), of("request-payment", "i-1", id),
		of("pay-late-interest", "i-5", id),
	}
	for _, operation := range []string{
		"dispute-invoice", "resolve-dispute", "certify-received-invoice", "return-invoice", "certify-over-commitment",
	} {
		list = append(list, of(operation, "r-1", id, "r-3", id, "r-6", id))
	}
	note := of("receive-credit-note", "i-1", id, "c-1", commitment, `"reason"`, `"against":"`+against+`","reason"`)
	return append(list, note)
}

// calling are the acts on a call notice.
func calling(number string) (list []try) {
	for _, operation := range []string{"match-receipts", "allocate-receipt", "reduce-call", "write-off-call"} {
		list = append(list, of(operation, "call-notices/1/", "call-notices/"+number+"/", `"notice":1`, `"notice":`+number))
	}
	return list
}

func signing(version string) []try {
	return []try{
		of("bring-into-force", "/2/", "/"+version+"/"), of("override-unsigned", "/2/", "/"+version+"/"),
		of("override-unsigned", "/2/", "/"+version+"/", "test-ccg", "test-council"),
		of("set-risk-share", "/1/", "/"+version+"/"), of("draw-agreement", "/1/", "/"+version+"/"),
	}
}

func posting(of0 string) []try {
	end := map[string]string{"ada": "council-finance", "ina": "ccg-commissioner-2"}[of0]
	return []try{
		of("grant-post", "/zoe", "/"+of0), of("end-post", "ada/council-finance", of0+"/"+end),
		of("declare-interest", "/ada/", "/"+of0+"/"), of("end-interest", "/ina/", "/"+of0+"/"),
	}
}

var everything = []shown{
	{"", []try{
		of("draft-agreement"), of("add-source"), of("add-scheme"), of("vire-budget"), of("set-proposal-terms"),
		of("vire-budget", "nhs-minimum", "la-additional", `"one"`, `"two"`, `"two"`, `"one"`), of("close-period"),
		of("match-receipts"), of("adopt-delegation"),
		of("add-source", "test-ccg", "test-council", "nhs-additional", "la-additional"),
		of("define-measure"), of("claim-saving"),
		of("draw-contributions"), of("set-cut-off"), of("set-cut-off", "test-ccg", "test-council"),
		of("set-cut-off", "test-ccg", "test-trust"), of("leave-agreement"),
	}},
	{"delegation", []try{of("adopt-delegation")}},
	{"/v1/funds/service/delegation", []try{of("adopt-delegation", `"scope":"{fund}",`, "")}},
	{"agreements/1", signing("1")},
	{"agreements/2", signing("2")},
	{"sources/la-additional", from("la-additional")},
	{"sources/nhs-minimum", from("nhs-minimum")},
	{"contributions/open", contributing("open")},
	{"contributions/own", contributing("own")},
	{"contributions/grant", contributing("grant")},
	{"contributions/shared", append(contributing("shared"),
		of("pass-grant-on", "/grant/", "/shared/", "test-charity", "test-district"))},
	{"grant-allocations/shared", []try{
		of("allocate-grant"), of("record-grant-consent"),
		of("pass-grant-on", "/grant/", "/shared/", "test-charity", "test-district"),
	}},
	{"grant-passings/{passed}", []try{of("record-passing-proof")}},
	{"grant-consents/{consented}", nil},
	{"budget-profiles/two.la-additional.2015-16", []try{of("profile-budget")}},
	{"contributions/earned", contributing("earned")},
	{"risk-shares/1", []try{of("set-risk-share"), of("call-risk-share"), of("call-above-cap")}},
	{"risk-share-calls/r-1", nil},
	{"performance-plans/la-additional.2015-16", []try{of("plan-performance"), of("release-performance")}},
	{"contributions/hoped", contributing("hoped")},
	{"contributions/nhs-minimum", contributing("nhs-minimum")},
	{"schemes/one", slices.Concat(lines("one", "nhs-minimum"), lines("one", "la-additional"), lines("one", "dfg"))},
	{"schemes/two", slices.Concat(lines("two", "nhs-minimum"), lines("two", "la-additional"), lines("two", "dfg"))},
	{"schemes/bare", lines("bare", "nhs-minimum")},
	{"commitments/c-1", committing("c-1")},
	{"commitments/c-2", committing("c-2")},
	{"commitments/c-3", committing("c-3")},
	{"commitments/c-4", committing("c-4")},
	{"commitments/c-5", slices.Concat(
		committingTo("c-5", "one", "nhs-minimum"), committingTo("c-5", "two", "la-additional"),
	)},
	{"commitments/c-6", committing("c-6")},
	{"invoices/i-1", invoicing("i-1", "c-1", "i-1")},
	{"invoices/i-2", invoicing("i-2", "c-1", "i-1")},
	{"invoices/i-3", invoicing("i-3", "c-3", "i-3")},
	{"invoices/r-1", invoicing("r-1", "c-1", "i-1")},
	{"invoices/r-2", invoicing("r-2", "c-3", "i-3")},
	{"invoices/r-3", invoicing("r-3", "c-1", "i-1")},
	{"invoices/r-4", invoicing("r-4", "c-1", "r-4")},
	{"invoices/r-5", invoicing("r-5", "c-3", "i-3")},
	{"invoices/i-4", invoicing("i-4", "c-1", "i-1")},
	{"invoices/i-5", invoicing("i-5", "c-1", "i-1")},
	{"invoices/r-6", invoicing("r-6", "c-6", "i-1")},
	{"credit-notes/n-1", nil},
	{"call-notices/1", calling("1")},
	{"call-notices/2", calling("2")},
	{"call-notices/3", calling("3")},
	{"call-notices/4", calling("4")},
	{"receipts/{receipt}", []try{of("allocate-receipt"), of("return-receipt")}},
	{"payment-requests/q-1", []try{of("record-payment-outcomes")}},
	{"payment-holds/test-care", []try{of("hold-payments", "test-trust", "test-care"), of("lift-payment-hold")}},
	{"providers/test-care", []try{of("hold-payments", "test-trust", "test-care"), of("lift-payment-hold")}},
	{"providers/test-trust", []try{of("hold-payments"), of("lift-payment-hold", "test-care", "test-trust")}},
	{"floats/f-1", []try{
		of("vary-float"), of("top-up-float"), of("advance-float"), of("return-float-cash"), of("order-purchase"),
		of("order-purchase", listed, listed+"-2"), of("charge-float-fee"), of("reconcile-float"), of("write-off-float-advance"),
	}},
	{"floats/f-2", []try{
		of("vary-float", "f-1", "f-2", `"fee":"5",`, ""), of("top-up-float", "f-1", "f-2"),
		of("order-purchase", "f-1", "f-2"), of("order-purchase", "f-1", "f-2", listed, listed+"-2"),
	}},
	{"purchases/s-1", []try{of("accept-delivery"), of("cancel-purchase")}},
	{"purchases/s-2", []try{
		of("accept-delivery", "s-1", "s-2"), of("cancel-purchase", "s-1", "s-2"), of("pay-float"),
	}},
	{"float-reconciliations/r-1", nil},
	{"accruals/a-1", []try{of("reverse-accrual")}},
	{"accruals/a-2", []try{of("reverse-accrual", "a-1", "a-2")}},
	{"periods/2015-16-01", closing("2015-16-01")},
	{"periods/2015-16-02", closing("2015-16-02")},
	{"years/2014-15", []try{
		of("close-year", "2013-14", "2014-15"), of("reopen-year"), of("carry-forward"), of("return-surplus"),
		of("roll-commitments"), of("apportion-ending"),
	}},
	{"minimums/m-1", nil},
	{"measures/visits", []try{of("define-measure", "falls", "visits"), of("record-actual")}},
	{"actuals/visits.2014-06-01.2015-05-31", []try{of("record-actual")}},
	{"saving-claims/s-1", []try{of("withdraw-claim"), of("claim-saving", "s-9", "s-1")}},
	{"forecasts/one.nhs-minimum.2015-16", nil},
	{"proposals/{proposal}", []try{of("approve-proposal"), of("reject-proposal"), of("withdraw-proposal")}},
	{"entries/1", correcting("1")},
	{"entries/{entry}", correcting("{entry}")},
	{"entries/{mirrored}", correcting("{mirrored}")},
	{"/v1/bodies/test-ccg", []try{of("record-successor"), of("identify-body")}},
	{"/v1/posts/ada", posting("ada")},
	{"/v1/posts/ina", posting("ina")},

	{"/v1/funds", []try{of("open-fund"), of("open-fund", "test-council", "test-ccg")}},
	{"/v1/bodies", []try{of("register-body")}},
	{"/v1/directory/feeds", []try{of("record-feed")}},
	{"agreements", []try{of("draft-agreement")}},
	{"sources", []try{of("add-source")}},
	{"contributions", slices.Concat(from("nhs-minimum")[:3], from("la-additional")[:3], []try{of("draw-contributions")})},
	{"schemes", []try{of("add-scheme"), of("vire-budget"), lines("two", "la-additional")[2]}},
	{"performance-plans", nil},
	{"risk-shares", nil},
	{"risk-share-calls", []try{of("call-risk-share"), of("call-above-cap")}},
	{"minimums", []try{of("require-minimum")}},
	{"measures", []try{of("define-measure")}},
	{"actuals", nil},
	{"saving-claims", []try{of("claim-saving")}},
	{"forecasts", []try{of("forecast-outturn")}},
	{"budget-profiles", []try{of("profile-budget")}},
	{"grant-allocations", nil},
	{"grant-passings", nil},
	{"grant-consents", nil},
	{"commitments", []try{
		of("raise-commitment"), of("raise-commitment", "test-charity", "test-trust"),
		lines("two", "la-additional")[3],
	}},
	{"invoices", []try{
		of("certify-invoice"), of("certify-invoice", "c-1", "c-3"), of("receive-invoice"),
	}},
	{"credit-notes", nil},
	{"call-notices", nil},
	{"receipts", []try{of("match-receipts")}},
	{"payment-requests", []try{of("request-payment"), of("request-payment", "i-1", "i-3")}},
	{"payment-holds", []try{of("hold-payments")}},
	{"floats", []try{of("set-up-float")}},
	{"purchases", []try{of("order-purchase"), of("order-purchase", listed, listed+"-2")}},
	{"float-reconciliations", nil},
	{"accruals", []try{of("accrue-spend"), of("accrue-spend", `"commitment":"c-1"`, ordersAwaited)}},
	{"periods", []try{of("close-period")}},
	{"years", []try{of("close-year")}},
	{"proposals", []try{of("set-proposal-terms")}},
	{"cut-offs/test-ccg.2015-16", []try{of("set-cut-off")}},
	{"leavings", []try{of("leave-agreement")}},
	{"endings", nil},
	{"cut-offs", []try{
		of("set-cut-off"), of("set-cut-off", "test-ccg", "test-council"), of("set-cut-off", "test-ccg", "test-trust"),
	}},
}

// What the list says somebody is allowed to do is what they can do there, no more and no less.
func TestAllowedIsWhatHappens(t *testing.T) {
	t.Parallel()
	h := open(t)
	filled := h.furnish()
	before, read := h.head(), 0
	for _, one := range everything {
		t.Run(strings.ReplaceAll(one.path, "/", " "), func(t *testing.T) {
			h := h.of(t)
			for _, person := range append([]string{"posts-administrator"}, names()...) {
				r := h.get(person, strings.TrimSuffix(h.path(filled.Replace(one.path)), "/"))
				if r.status != http.StatusOK {
					continue // they do not see it
				}
				read++
				said, list := []string{}, r.field("allowed")
				if list == nil {
					t.Fatalf("%s is not told what they may do: %.200s", person, r)
				}
				for i := range list.([]any) {
					said = append(said, fmt.Sprint(r.field("allowed", i, "act")))
				}
				works, why := []string{}, map[string]reply{}
				for _, attempt := range one.tries {
					answer := h.ask(attempt, person, string(h.pool.Fund), filled)
					if why[attempt.operation] = answer; answer.status == 200 && !slices.Contains(works, attempt.operation) {
						works = append(works, attempt.operation)
					}
				}
				for _, act := range said {
					if !slices.Contains(works, act) {
						t.Errorf("%s is told they may %s, and: %.300s", person, act, why[act])
					}
				}
				for _, act := range works {
					if !slices.Contains(said, act) {
						t.Errorf("%s can %s, and is not told: %s", person, act, said)
					}
				}
			}
		})
	}
	if h.head() != before || read < 300 {
		t.Errorf("%d lists read; the journal moved: %v", read, h.head() != before)
	}
}

// names are everybody's.
func names() (list []string) {
	for _, grant := range people {
		list = append(list, string(grant.Actor))
	}
	return list
}
