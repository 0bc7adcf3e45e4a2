package policy

import (
	"fmt"
	"slices"
	"strings"

	"pooled/ledger"
)

// phrases are the acts that verb, article and noun would say badly.
var phrases = map[string]string{
	reading:                   "read it",
	looking:                   "read organisations and posts",
	auditing:                  "read the log of decisions",
	copying:                   "read the whole journal",
	adopting:                  "adopt a scheme of delegation",
	declaring:                 "declare an interest",
	ending:                    "end an interest",
	"set-proposal-terms":      "set the terms of proposals",
	"bring-into-force":        "bring an agreement into force",
	"override-unsigned":       "override an unsigned agreement",
	"agree-performance":       "agree performance money",
	"accrue-spend":            "accrue spend",
	"receive-prepaid":         "receive what was prepaid",
	"earn-performance":        "earn performance money",
	"forgo-performance":       "forgo performance money",
	"plan-performance":        "plan what performance money is released for",
	"release-performance":     "release performance money",
	"call-above-cap":          "call a risk share above its caps",
	"record-direct-spend":     "record direct spend",
	"certify-over-commitment": "certify an invoice over its commitment",
	"pass-grant-on":           "pass a grant on",
	"forecast-outturn":        "forecast the outturn",
	"erase-text":              "erase text",
	"record-passing-proof":    "record a proof of passing on",
	"set-health-budget-terms": "set the terms of personal health budgets",
	"set-scheme-charging":     "say whether a scheme charges its clients",
	"allocate-above-cap":      "allocate a personal health budget above the cap",
	"buy-from-budget":         "buy from a personal health budget",
	"pay-direct":              "make a direct payment",
	"set-up-float":            "set up a float",
	"top-up-float":            "top up a float",
	"advance-float":           "pay cash to a float's agent",
	"return-float-cash":       "record cash that a float's agent returns",
	"write-off-float-advance": "write off cash that a float's agent held",
	"accept-budget-evidence":  "accept the evidence of a direct payment",
	recording:                 "record where the journals stand",
	"return-budget-money":     "record what came back of a direct payment",
}

// phrase is an act as a person says it: "vire a budget".
func phrase(act string) string {
	if p, ok := phrases[act]; ok {
		return p
	}
	verb, noun, ok := strings.Cut(strings.ReplaceAll(act, "-", " "), " ")
	if !ok || !slices.Contains(ledger.ActKinds(), act+"/1") {
		return fmt.Sprintf("do an act called %q", act)
	}
	return verb + " " + article(noun) + " " + noun
}
