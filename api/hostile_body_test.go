package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// hostile are pieces of JSON text that must not stand where a text may, each with the status of the refusal.
var hostile = map[string]struct {
	text   string
	status int
}{
	"broken UTF-8":              {"\xff\xfe", 400},
	"a cut character":           {"a\xe2\x82", 400},
	"an overlong NUL":           {"\xc0\x80", 400},
	"an overlong quotation":     {"\xc0\xa2", 400},
	"a surrogate in UTF-8":      {"\xed\xa0\x80", 400},
	"beyond Unicode":            {"\xf4\x90\x80\x80", 400},
	"half a character":          {`\ud800`, 400},
	"the other half":            {`\udc00`, 400},
	"the halves swapped":        {`\udc00\ud800`, 400},
	"half and a letter":         {`\ud800\u0041`, 400},
	"half and another half":     {`\ud83d\ud83d`, 400},
	"half at the end":           {`a\uDBFF`, 400},
	"a NUL":                     {`a\u0000b`, 400},
	"a raw NUL":                 {"a\x00b", 400},
	"a raw line end":            {"a\nb", 400},
	"a raw escape":              {"a\x1b[2Jb", 400},
	"a broken escape":           {`a\x41`, 400},
	"a short escape":            {`a\u41`, 400},
	"an escaped escape":         {`a\u001b[2J`, 422},
	"an escaped line end":       {`a\nb`, 422},
	"an escaped tab":            {`a\tb`, 422},
	"delete":                    {"a\x7fb", 422},
	"a C1 control":              {"a\u0085b", 422},
	"right to left":             {"a\u202eb", 422},
	"right to left, escaped":    {`a\u202eb`, 422},
	"an embedding":              {"a\u202ab", 422},
	"an isolate":                {`a\u2066b\u2069`, 422},
	"a direction mark":          {"a\u200eb", 422},
	"an Arabic letter mark":     {"a\u061cb", 422},
	"a zero-width space":        {"a\u200bb", 422},
	"a joiner":                  {`a\u200db`, 422},
	"a grapheme joiner":         {"a\u034fb", 422},
	"a filler":                  {"a\u3164b", 422},
	"a soft hyphen":             {"a\u00adb", 422},
	"a byte order mark":         {"a\ufeffb", 422},
	"a line separator":          {"a\u2028b", 422},
	"a paragraph separator":     {`a\u2029b`, 422},
	"no character":              {"a\ufffeb", 422},
	"private use":               {"a\ue000b", 422},
	"a tag":                     {"a\U000e0041b", 422},
	"a tag, escaped":            {`a\udb40\udc41b`, 422},
	"not composed":              {"e\u0301", 422},
	"not composed, escaped":     {`e\u0301`, 422},
	"a compatibility character": {"\u212b", 422}, // the ångström sign, which has a composed form
}

// What is hostile in a text is refused in each kind of place, with a key and without one, and changes nothing. What
// stood there is not repeated.
func TestHostileTexts(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	before := h.head()
	scheme := `{"id":"four","name":"%s","codeListYear":"2015-16","lines":[]}`
	places := map[string]struct{ path, body string }{
		"a private text": {"virements", strings.Replace(vire("one", "two", "1.00"), "more reablement", "%s", 1)},
		"a public text":  {"schemes", scheme},
		"within a list": {"agreements", strings.NewReplacer(`"aims":"a"`, `"aims":"%s"`).Replace(
			strings.ReplaceAll(draft, "%", "%%"))},
		"an own private text": {"commitments", strings.Replace(promise("c-1", "1.00", "test-trust"), `"on"`,
			`"purpose":"%s","on"`, 1)},
		"an id":         {"schemes", strings.Replace(strings.Replace(scheme, "%s", "Four", 1), "four", "%s", 1)},
		"an amount":     {"virements", vire("one", "two", "%s")},
		"a field name":  {"virements", `{"%s":1}`},
		"a closed list": {"schemes/one/budget", `{"source":"dfg","direction":"%s","amount":"1.00"}`},
		"a date":        {"virements", strings.Replace(vire("one", "two", "1.00"), "2015-06-01", "%s", 1)},
	}
	for where, place := range places {
		for name, one := range hostile {
			body := strings.ReplaceAll(fmt.Sprintf(place.body, one.text), "%%", "%")
			status := one.status
			if r := h.post("ada", place.path, body); r.status != status && r.status != 422 || r.status == 422 && status == 400 {
				t.Errorf("%s in %s: %.300s; want %d", name, where, r, status)
			} else if strings.Contains(r.String(), one.text) && len(one.text) > 3 {
				t.Errorf("%s in %s is repeated: %.300s", name, where, r)
			}
			if r := h.post("ada", place.path, body, header{"Idempotency-Key", ""}); r.status != 422 {
				t.Errorf("%s in %s without a key: %.300s", name, where, r)
			}
		}
	}
	if h.head() != before {
		t.Errorf("%d entries were posted", h.head().Seq-before.Seq)
	}
	for _, fine := range []string{"naïve café", "Ł—€ “quoted”", `\u00e9\ud83d\ude00`, "مرحبا", "日本", "=HYPERLINK(1)", "<b>&amp;"} {
		body := strings.Replace(vire("one", "two", "1.00"), "more reablement", fine, 1)
		r := h.expect(h.post("ada", "virements", body), http.StatusCreated, "")
		var want string
		if err := json.Unmarshal([]byte(`"`+fine+`"`), &want); err != nil || r.field("entry", "narrative") != want {
			t.Errorf("%q came back as %v", fine, r.field("entry", "narrative"))
		}
	}
}

// What is hostile in the form of a body is refused, one act and many alike.
func TestHostileForms(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	before := h.head()
	good := vire("one", "two", "1.00")
	deep := func(n int, open, shut string) string { return strings.Repeat(open, n) + strings.Repeat(shut, n) }
	call := func(instalment string) string { return `{"instalment":` + instalment + `,"on":"2015-06-01"}` }
	for _, tt := range []struct {
		name, path, body string
		status           int
	}{
		{"the same field thrice", "virements", strings.Replace(good, `{`, `{"amount":"1.00","amount":"1.00",`, 1), 422},
		{"escaped and plain", "virements", strings.Replace(good, `{`, `{"\u0061mount":"1.00",`, 1), 422},
		{"another case within", "virements", strings.Replace(good, `"scheme"`, `"Scheme"`, 1), 422},
		{"a Kelvin sign for k", "virements", strings.Replace(good, `{`, "{\"\u212aey\":\"1\",", 1), 422},
		{"a field of JavaScript", "virements", strings.Replace(good, `{`, `{"__proto__":{"amount":"9.00"},`, 1), 422},
		{"an empty name", "virements", strings.Replace(good, `{`, `{"":"1",`, 1), 422},
		{"a type of our own", "virements", strings.Replace(good, `{`, `{"type":"vire-budget/1",`, 1), 422},
		{"an authority", "virements", strings.Replace(good, `{`, `{"authority":{"actor":"cfo"},`, 1), 422},
		{"what stands in the path", "schemes/one/budget", `{"scheme":"two","source":"dfg","direction":"increase","amount":"1.00"}`, 422},
		{"deep in a text", "virements", strings.Replace(good, `"more reablement"`, deep(20000, "[", "]"), 1), 422},
		{"deep in a list", "schemes", `{"id":"a","name":"b","codeListYear":"2015-16","lines":` + deep(5000, "[", "]") + `}`, 422},
		{"deep objects", "virements", strings.Replace(good, `{"scheme":"one"`, deep(6000, `{"from":`, "}"), 1), 422},
		{"deep and open", "virements", strings.Repeat(`{"from":`, 8000), 422},
		{"UTF-16", "virements", "\xff\xfe{\x00}\x00", 400},
		{"byte order mark", "virements", "\ufeff" + good, 400},
		{"two values", "virements", good + good, 400},
		{"NUL after", "virements", good + "\x00", 400},
		{"a line after", "virements", good + "\n{}", 400},
		{"single quotation marks", "virements", strings.ReplaceAll(good, `"`, `'`), 400},
		{"no quotation marks", "virements", `{amount:"1.00"}`, 400},
		{"a comment", "virements", strings.Replace(good, ",", ",/* x */", 1), 400},
		{"a form feed for space", "virements", "\f" + good, 400},
		{"no-break space for space", "virements", "\u00a0" + good, 400},
		{"an exponent", "contributions/dfg/calls", call("1e0"), 422},
		{"a point", "contributions/dfg/calls", call("1.0"), 422},
		{"minus nil", "contributions/dfg/calls", call("-0"), 422},
		{"a nought before", "contributions/dfg/calls", call("01"), 422},
		{"2^53 + 1", "contributions/dfg/calls", call("9007199254740993"), 422},
		{"2^64", "contributions/dfg/calls", call("18446744073709551617"), 422},
		{"1e400", "contributions/dfg/calls", call("1e400"), 422},
		{"a number as text", "contributions/dfg/calls", call(`"1"`), 422},
		{"text for true", "proposal-terms", `{"days":5,"reserve":"true"}`, 422},
		{"1 for true", "proposal-terms", `{"days":5,"reserve":1}`, 422},
		{"True", "proposal-terms", `{"days":5,"reserve":True}`, 422},
		{"truest", "proposal-terms", `{"days":5,"reserve":truest}`, 400},
		{"null for true", "proposal-terms", `{"days":5,"reserve":null}`, 422},
		{"days below nil", "proposal-terms", `{"days":-1}`, 422},
		{"days beyond", "proposal-terms", `{"days":91}`, 422},
		{"spaces alone", "virements", strings.Repeat(" ", 60000), 400},
		{"too many spaces", "virements", good + strings.Repeat(" ", 70000), 413},
		{"2 MiB", "virements", `{"narrative":"` + strings.Repeat("a", 2<<20) + `"}`, 413},
	} {
		r := h.post("ada", tt.path, tt.body)
		if r.status != tt.status && !(tt.status == 422 && r.status == 400) {
			t.Errorf("%s: %.300s; want %d", tt.name, r, tt.status)
		}
		if len(r.body) > 2000 {
			t.Errorf("%s: the answer has %d bytes", tt.name, len(r.body))
		}
		if r := h.post("ada", tt.path, tt.body, header{"Idempotency-Key", ""}); r.status != 422 && r.status != 413 {
			t.Errorf("%s without a key: %.300s", tt.name, r)
		}
		if len(tt.body) < 60000 && !strings.Contains(tt.body, "\n") { // likewise as the fields of one line of many
			line := `{"act":"vire-budget","fields":` + tt.body + `}`
			got := results(t, h.many("each", "line-"+strings.ReplaceAll(tt.name, " ", "-"), line))
			if len(got) != 1 || got[0].Status != 400 && got[0].Status != 422 {
				t.Errorf("%s as a line: %+v", tt.name, got)
			}
		}
	}
	if h.head() != before {
		t.Errorf("%d entries were posted", h.head().Seq-before.Seq)
	}
	if rows := h.noted(h.pool.Fund); len(rows) > 4 { // the few that the books refused, in their proper form
		t.Errorf("%d rows: %+v", len(rows), rows)
	}
}
