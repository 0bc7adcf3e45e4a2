package api_test

import (
	"encoding/json"
	"slices"

	"pooled/policy"
)

func defaultRules() string { return string(policy.DefaultRules()) }

func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // text can always be written
	}
	return string(b)
}

// A try is a request that would be done or answered if it came from the right person. Acts are tried with dryRun.
type try struct {
	operation, path, body string
	may                   string // somebody who may; nobody where it is empty
	not                   string // somebody with a post, who may not
}

// acts has one try of each act at least, in a furnished fund. What the act is about stands in its path.
var acts = slices.Concat(floatTries, healthTries, []try{
	{
		"found-service", "/v1/service", `{"administrator":"x","post":"y","body":{"id":"z","name":"Z","kind":"council"}}`,
		"", "ada",
	}, // which was done once, before anybody could ask
	{"register-body", "/v1/bodies", `{"id":"new-body","name":"New","kind":"voluntary"}`, "posts-administrator", "ada"},
	{
		"record-successor", "/v1/bodies/test-ccg/successors", `{"successor":"test-trust","date":"2022-07-01"}`,
		"posts-administrator", "ada",
	},
	{
		"identify-body", "/v1/bodies/test-ccg/identifiers", `{"identifiers":["GB-COH-01234567"]}`, "posts-administrator",
		"ada",
	},
	{
		"grant-post", "/v1/posts/zoe", `{"post":"p","role":"auditor","body":"test-council","from":"2015-04-01"}`,
		"posts-administrator", "cfo",
	},
	{"end-post", "/v1/posts/ada/council-finance/end", `{"last":"2030-01-01"}`, "posts-administrator", "ada"},
	{"declare-interest", "/v1/posts/ada/interests", `{"body":"test-trust","nature":"trustee"}`, "ada", "ben"},
	{"end-interest", "/v1/posts/ina/interests/test-charity/end", `{"last":"2099-01-01"}`, "ina", "cam"},
	{
		"record-feed", "/v1/directory/feeds", `{"feed":"test","sha256":"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",` +
			`"services":2,"organisations":1}`, "posts-administrator", "ada",
	},
	{"record-heads", "/v1/heads", `{"heads":[{"fund":"{fund}","size":1,` +
		`"root":"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"}]}`, "", "cfo"}, // the timer's, and nobody signs in as it
	{
		"register-key", "/v1/keys", `{"public":"` + anotherKey + `","body":"test-council","use":"witnesses"}`,
		"posts-administrator", "cfo",
	},
	{
		"revoke-key", "/v1/keys/council-78a4f242/revocation", `{"last":"2020-01-01","why":"lost"}`, "posts-administrator",
		"cfo",
	},
	{"adopt-delegation", "/v1/delegations", `{"scope":"{fund}","rules":{rules}}`, "pam", "cam"},

	{"open-fund", "/v1/funds", `{"fund":"new-{fund}","name":"New","host":"test-council"}`, "ada", "pam"},
	{"draft-agreement", "agreements", draft, "ben", "pam"},
	{"bring-into-force", "agreements/2/signature", `{"signed":"2018-03-31","reference":"deed",` +
		`"sha256":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE","on":"2018-04-01"}`, "ada", "cfo"},
	{"override-unsigned", "agreements/2/override", `{"approvedBy":"test-ccg","reason":"late","until":"2018-06-30",` +
		`"on":"2018-04-01"}`, "nic", "cfo"},
	{"draw-agreement", "agreements/1/next", `{"from":"2018-04-01","to":"2019-03-31"}`, "ben", "cfo"},
	{"set-cut-off", "partners/test-ccg/cut-offs", `{"year":"2015-16","date":"2099-12-30"}`, "nic", "cfo"},
	{
		"set-risk-share", "agreements/1/risk-share",
		`{"share":"none","reason":"each manages its own","on":"2015-06-01"}`, "ben", "cfo",
	},
	{"call-risk-share", "risk-share-calls", riskCall("r-9"), "ada", "nic"},
	{"call-above-cap", "risk-share-calls/above-cap", riskCall("r-9"), "ben", "cfo"},
	{"set-proposal-terms", "proposal-terms", `{"days":7}`, "pam", "cfo"},

	{"add-source", "sources", `{"id":"new","name":"New","partner":"test-ccg","nature":"revenue",` +
		`"fence":"nhs-additional","codeListYear":"2015-16","power":"s75"}`, "ada", "pam"},
	{
		"leave-agreement", "partners/test-ccg/leaving", `{"date":"2099-03-31","reason":"notice was given","on":"2015-06-01"}`,
		"nic", "ada",
	},
	{
		"apportion-ending", "years/2014-15/ending",
		`{"agreement":1,"weights":[{"source":"nhs-minimum","weight":1}],"reason":"clause 30"}`, "", "ada",
	}, // another year has money on its accounts
	{"close-fund", "closing", `{"date":"2015-06-01","reason":"it has ended","on":"2015-06-01"}`, "", "ada"}, // money is left
	{
		"take-over", "successions", `{"predecessor":"test-ccg","successor":"test-trust","date":"2022-07-01","sources":[` +
			`{"source":"nhs-minimum","by":"more"}]}`, "", "pam",
	}, // nobody has succeeded anybody here: see succession_test.go
	{"indicate-contribution", "contributions/indicative", `{"id":"x","source":"la-additional","year":"2015-16",` +
		`"function":"social-care","plan":{"amount":"1.00","dates":["2015-07-01"]}}`, "ben", "pam"},
	{"agree-contribution", "contributions", agreed("x", "la-additional", `"recurrent":true`), "cfo", "nic"},
	{"agree-performance", "contributions/performance", agreed("x", "la-additional", `"power":"s75"`), "ada", "pam"},
	{"vary-contribution", "contributions/open/variations", `{"agreement":1,"plan":{"amount":"900.00",` +
		`"dates":["2015-07-01"]},"on":"2015-06-01"}`, "nic", "pam"},
	{"call-contribution", "contributions/open/calls", `{"instalment":1,"on":"2015-06-01"}`, "ada", "cfo"},
	{
		"draw-contributions", "contributions/drawn",
		`{"year":"2016-17","inflation":"2.5","contributions":[{"contribution":"open"}]}`, "ben", "nic",
	},
	{
		"receive-contribution", "contributions/nhs-minimum/receipts",
		`{"amount":"1.00","power":"s75","receipt":"R2","on":"2015-06-01"}`, "ben", "cfo",
	},
	{"match-receipts", "receipts", receipts(`"reference":"RC 9","amount":"1.00","notice":1`), "ben", "cfo"},
	{
		"allocate-receipt", "receipts/{receipt}/allocations", `{"notice":1,"amount":"1.00","on":"2015-06-01"}`, "ada",
		"pam",
	},
	{
		"return-receipt", "receipts/{receipt}/returns",
		`{"amount":"1.00","payment":"BACS 7","reason":"not ours","on":"2015-06-01"}`, "ben", "cfo",
	},
	{
		"reduce-call", "call-notices/1/reductions", `{"amount":"1.00","reason":"too much","on":"2015-06-01"}`, "ada",
		"pam",
	},
	{
		"write-off-call", "call-notices/1/write-offs", `{"amount":"1.00","reason":"given up","on":"2015-06-01"}`, "ben",
		"cam",
	},
	{
		"record-direct-spend", "contributions/own/direct-spend", `{"scheme":"two","amount":"1.00","on":"2015-06-01"}`,
		"cfo", "ben",
	},
	{
		"receive-grant", "contributions/grant/grant-receipts",
		`{"amount":"1.00","power":"s31","receipt":"R3","on":"2015-06-01"}`, "ada", "cfo",
	},
	{
		"pass-grant-on", "contributions/grant/grants-passed-on",
		`{"scheme":"one","district":"test-charity","amount":"1.00","payment":"P","on":"2015-06-01"}`, "ben", "pam",
	},
	{
		"allocate-grant", "contributions/shared/grant-allocation", `{"due":"2015-07-31","districts":[` +
			`{"district":"test-district","amount":"250.00"}],"reason":"restated","on":"2015-06-01"}`, "ben", "pam",
	},
	{
		"record-grant-consent", "contributions/shared/grant-consents", `{"district":"test-district","amount":"1.00",` +
			`"given":"2015-05-31","consent":"letter 2","on":"2015-06-01"}`, "ada", "cfo",
	},
	{"record-passing-proof", "grant-passings/{passed}/proof", `{"proof":"receipt 1","on":"2015-06-01"}`, "ben", "cfo"},
	{
		"plan-performance", "contributions/earned/performance-plan",
		`{"unit":"10.00","quarters":[{"measured":"2015-16/03","planned":20}],"reason":"less","on":"2015-06-01"}`,
		"ada", "cfo",
	},
	{
		"release-performance", "contributions/earned/performance-released",
		`{"measured":"2015-16/03","actual":-1,"evidence":"SUS","on":"2015-06-01"}`, "ben", "nic",
	},
	{
		"earn-performance", "contributions/unplanned/performance-earned",
		`{"amount":"1.00","measured":"2015-16/03","on":"2015-06-01"}`, "ada", "cfo",
	},
	{
		"forgo-performance", "contributions/earned/performance-forgone",
		`{"amount":"1.00","measured":"2015-16/03","on":"2015-06-01"}`, "ben", "cfo",
	},

	{"add-scheme", "schemes", `{"id":"four","name":"Four","codeListYear":"2015-16","lines":[]}`, "pam", "cam"},
	{"add-scheme-line", "schemes/bare/lines", `{"line":{"source":"dfg","arrangement":"lead","area":"social-care",` +
		`"commissioner":"la","function":"social-care","schemeType":"dfg-related"}}`, "ada", "cam"},
	{
		"set-scheme-budget", "schemes/one/budget",
		`{"source":"la-additional","direction":"increase","amount":"1.00","on":"2015-06-01"}`, "cfo", "nic",
	},
	{"vire-budget", "virements", vire("one", "two", "1.00"), "nic", "cfo"},
	{
		"approve-overspend", "overspends",
		`{"scheme":"one","source":"nhs-minimum","amount":"1.00","reason":"winter","on":"2015-06-01"}`, "pam", "cam",
	},
	{
		"cure-overspend", "overspends/cures",
		`{"source":"la-additional","amount":"1.00","reason":"the call","on":"2015-06-01"}`, "ben", "cfo",
	},
	{"require-minimum", "minimums", `{"id":"m-2","source":"nhs-minimum","year":"2015-16","commissioner":"nhs",` +
		`"required":"10.00"}`, "cam", "cfo"},
	{
		"forecast-outturn", "forecasts", `{"scheme":"one","source":"nhs-minimum","amount":"0.00","on":"2015-06-01"}`,
		"pam", "ada",
	},
	{
		"profile-budget", "budget-profiles", `{"scheme":"two","source":"la-additional","reason":"winter","periods":[` +
			`{"period":"2015-16/12","amount":"5000.00"}],"on":"2015-06-01"}`, "cam", "cfo",
	},

	{"raise-commitment", "commitments", promise("c-9", "1.00", "test-charity"), "nic", "pam"},
	{
		"vary-commitment", "commitments/c-1/variations",
		`{"direction":"increase","amount":"1.00","reason":"more","on":"2015-06-01"}`,
		"cam", "pam",
	},
	{"release-commitment", "commitments/c-1/release", `{"on":"2015-06-01"}`, "ada", "cfo"},
	{"certify-invoice", "invoices", bill("i-9", "c-1", "1.00"), "cam", "ada"},
	{"pay-invoice", "invoices/i-1/payment", `{"payment":"BACS 2","on":"2015-06-01"}`, "ben", "cam"},
	{
		"request-payment", "payment-requests", `{"id":"q-9","invoices":["i-1"],"due":"2015-06-30","on":"2015-06-01"}`,
		"ben", "cam",
	},
	{
		"record-payment-outcomes", "payment-requests/q-1/outcomes", `{"outcomes":[{"reference":"P000001-001",` +
			`"outcome":"paid","amount":"5.00","payment":"BACS 9","date":"2015-06-01"}],"on":"2015-06-01"}`, "ben", "cam",
	},
	{
		"import-payment-outcomes", "payment-requests/q-1/outcomes.csv?on=2015-06-01",
		outcomeHead + "P000001-001,,paid,5.00,BACS 9,2015-06-01,\n", "ada", "cam",
	},
	{"pay-late-interest", "invoices/i-5/interest", `{"amount":"0.01","payment":"BACS 8","on":"2015-06-01"}`, "ada", "cam"},
	{"hold-payments", "providers/test-trust/hold", `{"reason":"new bank details","on":"2015-06-01"}`, "ada", "cam"},
	{"lift-payment-hold", "providers/test-care/hold/lifting", `{"reason":"checked","on":"2015-06-01"}`, "ben", "ada"},
	{
		"refund-vat", "sources/nhs-minimum/vat-refunds", `{"amount":"1.00","receipt":"VAT 1","on":"2015-06-01"}`,
		"ada", "cfo",
	},
	{"receive-credit-note", "invoices/i-1/credit-notes", credited("n-9", "c-1", `"number":"CN/9"`), "ada", "cam"},
	{"receive-refund", "invoices/i-2/refunds", credited("n-9", "c-1", `"receipt":"R 9"`), "ben", "cam"},

	{"define-measure", "measures", measured("falls", "one"), "cam", "ada"},
	{
		"record-actual", "measures/visits/actuals", `{"from":"2014-06-01","to":"2015-05-31","value":"67.5",` +
			`"evidence":"SUS 2","reason":"late returns","on":"2015-06-01"}`, "pam", "nic",
	},
	{"claim-saving", "saving-claims", claimed("s-9"), "ben", "cam"},
	{"withdraw-claim", "saving-claims/s-1/withdrawal", `{"reason":"counted twice","on":"2015-06-01"}`, "ada", "pam"},

	{"close-period", "periods/2015-16-03/close", `{"close":"soft"}`, "nic", "pam"},
	{"reopen-period", "periods/2015-16-02/reopening", `{"reason":"late invoice"}`, "cfo", "ada"},
	// In June nothing of the year can be closed; 2014-15, in which the fund had nothing, was: years_test.go does the rest.
	{"close-year", "years/2013-14/close", `{}`, "ada", "pam"},
	{"reopen-year", "years/2014-15/reopening", `{"reason":"late"}`, "cfo", "ada"},
	{
		"lapse-contribution", "contributions/open/lapse", `{"amount":"1.00","reason":"late","on":"2015-06-01"}`,
		"ben", "cfo",
	},
	{"decide-deficit", "years/2015-16/deficits", `{"source":"dfg","how":"carried-forward","reason":"x"}`, "", "ada"},
	{
		"carry-forward", "years/2014-15/carried-forward",
		`{"parts":[{"source":"dfg","amount":"1.00"}],"purpose":"x","useBy":"2016-03-31"}`, "", "cfo",
	},
	{"return-surplus", "years/2014-15/surplus-returned", `{"source":"dfg","amount":"1.00","reason":"x"}`, "", "cfo"},
	{"pay-surplus", "sources/la-additional/surplus-payments", `{"amount":"1.00","payment":"P"}`, "", "cfo"},
	{"bring-grant-forward", "contributions/grant/brought-forward", `{"id":"grant-2","amount":"1.00"}`, "", "cfo"},
	{
		"roll-commitments", "years/2014-15/commitments-rolled",
		`{"commitments":[{"commitment":"c-1","amount":"1.00"}],"reason":"x"}`, "", "cfo",
	},
	{"reverse-entry", "entries/{entry}/reversal", `{"reason":"mistake","on":"2015-06-01"}`, "cfo", "pam"},
	{"erase-text", "entries/{entry}/erasure", `{"reason":"asked for","rule":"UK GDPR Article 17"}`, "nic", "ada"},

	{"approve-proposal", "proposals/{proposal}/approval", `{"hash":"{hash}"}`, "ben", "aud"},
	{"reject-proposal", "proposals/{proposal}/rejection", `{"hash":"{hash}","reason":"no"}`, "nic", "cam"},
	{"withdraw-proposal", "proposals/{proposal}/withdrawal", `{}`, "ada", "ben"},
	{"expire-proposal", "proposals/{proposal}/expiry", `{}`, "", "cfo"}, // the timer's, and nobody signs in as it
})

// questions has one try of each question. A link worker sees no more than is with the body that employs them, and
// whoever grants posts sees nothing of a fund.
var questions = func() []try {
	list := []try{
		{"list-bodies", "/v1/bodies", "", "bob", ""}, // every role may look at organisations and posts
		{"show-body", "/v1/bodies/test-ccg", "", "lin", ""},
		{"show-posts", "/v1/posts/ada", "", "cam", ""},
		{"search-directory", "/v1/directory/services?search=gym", "", "lin", ""}, // and whoever holds a post at its directory
		{"show-directory-service", "/v1/directory/services/" + listed, "", "lin", ""},
		{"list-feeds", "/v1/directory/feeds", "", "man", ""},
		{"list-keys", "/v1/keys", "", "lin", ""},
		{"show-heads", "/v1/heads", "", "lin", ""},
		{"standard-about", "/directory/v3/", "", "lin", ""},
		{"standard-services", "/directory/v3/services?full=true", "", "lin", ""},
		{"standard-service", "/directory/v3/services/" + listed, "", "lin", ""},
		{"standard-service-at-locations", "/directory/v3/service_at_locations?postcode=DL1+5RP", "", "lin", ""},
		{"standard-service-at-location", "/directory/v3/service_at_locations/l-api", "", "lin", ""},
		{"standard-taxonomies", "/directory/v3/taxonomies", "", "lin", ""},
		{"standard-taxonomy", "/directory/v3/taxonomies/x-api", "", "lin", ""},
		{"standard-taxonomy-terms", "/directory/v3/taxonomy_terms", "", "lin", ""},
		{"standard-taxonomy-term", "/directory/v3/taxonomy_terms/t-api", "", "lin", ""},
		{"show-fund", "", "", "bob", "lin"},
		{"list-entries", "entries", "", "bob", "lin"},
		{"show-entry", "entries/1", "", "aud", "man"},
		{"prove-entry", "entries/1/proof", "", "aud", "lin"},
		{"show-checkpoint", "checkpoint", "", "", "lin"}, // none is signed here: see TestCheckpointsAndProofs
		{"list-checkpoints", "checkpoints", "", "bob", "lin"},
		{"prove-consistency", "consistency?from=1&to=2", "", "bob", "lin"},
		{"show-position", "position", "", "bob", "man"},
		{"show-figure", "position/available", "", "cam", "lin"},
		{"show-trial-balance", "trial-balance", "", "aud", "lin"},
		{"show-statement", "statement", "", "bob", "man"},
		{"show-prices-paid", "services/" + listed + "/prices", "", "lin", ""}, // those of one's own organisation, at least
		{"show-buying", "buying?on=2015-06-01", "", "lin", ""},                // whoever sees purchases
		{"list-budget-purchases", "buying/budget-purchases", "", "lin", ""},   // one's own
		{"list-own-purchases", "buying/purchases", "", "lin", ""},             // likewise
		{"show-float-standings", "float-standings", "", "bob", "man"},
		{"show-float-statement", "floats/f-2/statement", "", "bob", "man"},
		{"show-passing-on", "grants/passing-on", "", "bob", "man"},
		{"show-budget-monitor", "budget-monitor?asOf=period:2015-16/03", "", "cam", "lin"},
		{"show-forecast-history", "forecast-history?scheme=one", "", "bob", "man"},
		{"show-partner-accounts", "partners/test-ccg/accounts?year=2015-16", "", "aud", "lin"},
		{"list-providers", "providers", "", "bob", "lin"},
		{"show-provider", "providers/test-trust", "", "cam", "man"},
		{"show-aged-creditors", "aged-creditors", "", "aud", "lin"},
		{"show-health-budget-register", "health-budget-register?overdue=true", "", "aud", "lin"},
		{"show-payment-reconciliation", "payment-reconciliation", "", "bob", "man"},
		{"export-payments", "payment-requests/q-1/payments.csv", "", "ada", "man"},
		{"show-prompt-payment", "prompt-payment?from=2015-04-01&to=2016-03-31", "", "cfo", "man"},
		{"show-outcomes", "outcomes", "", "bob", "man"},
		{"show-outcome", "outcomes/visits", "", "aud", "lin"},
		{"show-savings", "savings", "", "bob", "man"},
		{"show-match-funding", "match-funding", "", "cfo", "lin"},
		{"show-commitment-roll-forward", "commitment-roll-forward?year=2015-16", "", "cfo", "man"},
		{"show-receivables", "receivables?partner=test-ccg&open=true", "", "bob", "man"},
		{"export-call-notices", "receivables/csv", "", "bob", "lin"},
		{"print-call-notice", "call-notices/1/text", "", "cfo", "man"},
		{"show-partner-account", "partners/test-ccg/account?year=2015-16", "", "bob", "lin"},
		{"print-partner-account", "partners/test-ccg/account/text", "", "aud", "man"},
		{"show-checklist", "years/2015-16/checklist", "", "bob", "lin"},
		{"list-late-items", "late-items?period=2015-16/01", "", "aud", "man"},
		{"show-partner-year-end", "partners/test-ccg/year-end?year=2015-16", "", "bob", "man"},
		{"draft-contributions", "years/2016-17/draft-contributions?inflation=2.5", "", "aud", "lin"},
		{"list-movements", "movements?account=9200:2015-16:test-ccg:nhs-minimum:one:revenue", "", "cfo", "lin"},
		{"show-inbox", "inbox", "", "lin", ""}, // one's own, and what one may decide
		{"search-fund", "search?q=beds", "", "bob", "lin"},
		{"show-changes", "changes?from=seq:1", "", "aud", "lin"},
		{"explain-decision", "may?act=vire-budget", "", "lin", "posts-administrator"},
		{"list-decisions", "decisions", "", "nic", "ada"},
		{"export-journal", "export", "", "aud", "ada"},
		{"list-risks", "risks", "", "cfo", "bob"},
		{"verify-journal", "verification", "", "nic", "cam"},
		{"show-delegation", "delegation", "", "lin", "posts-administrator"},
	}
	for plural, one := range map[string][2]string{
		"agreements": {"agreement", "1"}, "sources": {"source", "dfg"}, "contributions": {"contribution", "own"},
		"risk-shares": {"risk-share", "1"}, "risk-share-calls": {"risk-share-call", "r-1"},
		"performance-plans": {"performance-plan", "la-additional.2015-16"},
		"schemes":           {"scheme", "one"}, "minimums": {"minimum", "m-1"}, "periods": {"period", "2015-16-01"},
		"forecasts": {"forecast", "one.nhs-minimum.2015-16"}, "proposals": {"proposal", "{proposal}"},
		"commitments": {"commitment", "c-1"}, "invoices": {"invoice", "i-1"}, "accruals": {"accrual", "a-1"},
		"credit-notes": {"credit-note", "n-1"}, "call-notices": {"call-notice", "1"},
		"receipts":          {"receipt", "{receipt}"},
		"budget-profiles":   {"budget-profile", "two.la-additional.2015-16"},
		"grant-allocations": {"grant-allocation", "shared"}, "grant-passings": {"grant-passing", "{passed}"},
		"grant-consents": {"grant-consent", "{consented}"},
		"years":          {"year", "2014-15"},
		"measures":       {"measure", "visits"}, "actuals": {"actual", "visits.2014-06-01.2015-05-31"},
		"saving-claims":    {"saving-claim", "s-1"},
		"payment-requests": {"payment-request", "q-1"},
		"payment-holds":    {"payment-hold", "test-care"},
		"health-budgets":   {"health-budget", "h-1"}, "health-budget-terms": {"health-budget-terms", "one"},
		"floats": {"floating-fund", "f-1"}, "purchases": {"spot-purchase", "s-1"},
		"float-reconciliations": {"float-reconciliation", "r-1"},
		"cut-offs":              {"cut-off", "test-ccg.2015-16"}, "leavings": {"leaving", "test-trust"},
		"endings": {"ending", "2014-15"},
	} {
		all, alone := "lin", "lin"
		switch plural {
		case "commitments", "invoices", "credit-notes", "floats", "float-reconciliations":
			all, alone = "posts-administrator", "man" // a link worker of its provider, or its agent, sees it
		case "purchases":
			all, alone = "posts-administrator", "posts-administrator" // its provider's people see it, too
		}
		shown := "aud"
		if plural == "leavings" || plural == "endings" {
			shown = "" // nobody leaves, and nothing ends, here: see succession_test.go
		}
		list = append(list, try{"list-" + plural, plural, "", "bob", all},
			try{"show-" + one[0], plural + "/" + one[1], "", shown, alone})
	}
	return list
}()
