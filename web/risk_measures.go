package web

import (
	"strings"
	"unicode"

	"pooled/api"
)

// riskMeasure is a threshold as the form asks for it.
type riskMeasure struct {
	Name, Label, Hint string
	Value, Wrong      string // what stands in the field, and what is wrong with it
}

// riskMeasures are the thresholds, in the operation's order and in the auditor's words.
var riskMeasures = []riskMeasure{
	{Name: "round", Label: "A round sum is a whole multiple of", Hint: "Pounds and pence, such as 1000.00"},
	{Name: "near", Label: "Just under a limit begins at", Hint: "Per cent of the limit, 1 to 100"},
	{Name: "nightFrom", Label: "The night begins at", Hint: "The hour in London, 12 to 23"},
	{Name: "nightTo", Label: "The night ends at", Hint: "The hour in London, 1 to 12"},
	{Name: "periodEndDays", Label: "The end of a period is its last", Hint: "Days, 1 to 31"},
	{Name: "backDays", Label: "Back-dated is recorded later than", Hint: "Days after its date, 1 to 3660"},
	{Name: "splitDays", Label: "A split purchase stands within", Hint: "Days, 1 to 366"},
	{Name: "rare", Label: "An unusual pair of accounts has at most", Hint: "Entries, 1 to 1000"},
	{Name: "alone", Label: "Always the same approver is told after", Hint: "Approvals, 2 to 1000"},
}

// measuresOf are the fields of the thresholds, as they were typed or as they usually are.
func measuresOf(a riskAsked, wrong *problem) []riskMeasure {
	list := make([]riskMeasure, len(riskMeasures))
	for i, usual := range api.RisksOf("", "", 0).Measures() {
		m := riskMeasures[i]
		if m.Value = usual.Value; a.measures.Has(m.Name) {
			m.Value = a.measures.Get(m.Name)
		}
		if wrong != nil && wrong.Field == m.Name {
			m.Wrong = wrong.Text
		}
		list[i] = m
	}
	return list
}

// hyphened is a parameter's name as refusals and the command line write it: nightFrom is night-from.
func hyphened(name string) string {
	var b strings.Builder
	for _, r := range name {
		if unicode.IsUpper(r) {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
