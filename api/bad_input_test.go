package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// Every row is refused with its status and its problem, and nothing changes.
func TestBadBodies(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	before := h.head()
	amount := func(json string) string {
		return strings.Replace(vire("one", "two", "1.00"), `"amount":"1.00"`, `"amount":`+json, 1)
	}
	with := func(extra string) string { return strings.TrimSuffix(amount(`"1.00"`), "}") + "," + extra + "}" }
	narrative := func(json string) string {
		return strings.Replace(amount(`"1.00"`), `"more reablement"`, json, 1)
	}
	on := func(date string) string { return strings.Replace(amount(`"1.00"`), "2015-06-01", date, 1) }
	for _, tt := range []struct {
		name, body string
		status     int
		problem    string
	}{
		{"three decimals", amount(`"12.345"`), 422, "amount-form"},
		{"one decimal", amount(`"12.3"`), 422, "amount-form"},
		{"no decimals", amount(`"12"`), 422, "amount-form"},
		{"exponent in text", amount(`"1e3"`), 422, "amount-form"},
		{"a number", amount(`12.34`), 422, "invalid-value"},
		{"a whole number", amount(`12`), 422, "invalid-value"},
		{"an enormous exponent", amount(`1e400`), 422, "invalid-value"},
		{"minus nil", amount(`"-0.00"`), 422, "amount-form"},
		{"minus", amount(`"-1.00"`), 422, "amount-form"},
		{"plus", amount(`"+1.00"`), 422, "amount-form"},
		{"leading nought", amount(`"01.00"`), 422, "amount-form"},
		{"pound sign", amount(`"£1.00"`), 422, "amount-form"},
		{"NaN in text", amount(`"NaN"`), 422, "amount-form"},
		{"bare Infinity", amount(`Infinity`), 422, "invalid-value"},
		{"bare NaN", amount(`NaN`), 422, "invalid-value"},
		{"full-width digits", amount(`"１.００"`), 422, "amount-form"},
		{"space after", amount(`"1.00 "`), 422, "amount-form"},
		{"space before", amount(`" 1.00"`), 422, "amount-form"},
		{"thousands", amount(`"1,000.00"`), 422, "amount-form"},
		{"NUL in amount", amount(`"1.00\u0000"`), 400, "unreadable"},
		{"above the limit", amount(`"10000000000.00"`), 422, "amount-too-large"},
		{"14 digits", amount(`"12345678901234.00"`), 422, "amount-too-large"},
		{"2^63 pence", amount(`"92233720368547758.08"`), 422, "amount-form"},
		{"nil", amount(`"0.00"`), 422, "amount-not-positive"},
		{"null", amount(`null`), 422, "invalid-value"},
		{"empty", amount(`""`), 422, "amount-form"},
		{"an object", amount(`{}`), 422, "invalid-value"},
		{"a list", amount(`["1.00"]`), 422, "invalid-value"},
		{"missing", strings.Replace(amount(`"1.00"`), `,"amount":"1.00"`, "", 1), 422, "invalid-value"},
		{"more than there is", amount(`"1000.01"`), 422, "not-enough"},

		{"unknown field", with(`"approved":true`), 422, "unknown-field"},
		{
			"unknown field within", strings.Replace(amount(`"1.00"`), `"scheme":"one"`, `"scheme":"one","year":1`, 1),
			422, "unknown-field",
		},
		{"field twice", with(`"amount":"999.00"`), 422, "invalid-value"},
		{
			"field twice within", strings.Replace(amount(`"1.00"`), `"scheme":"one"`, `"scheme":"one","scheme":"two"`, 1),
			422, "invalid-value",
		},
		{"field in another case", strings.Replace(amount(`"1.00"`), `"amount"`, `"Amount"`, 1), 422, "unknown-field"},
		{"both cases", with(`"AMOUNT":"999.00"`), 422, "unknown-field"},
		{"escaped field name", strings.Replace(amount(`"1.00"`), `"amount"`, `"\u0061mount"`, 1), 422, "unknown-field"},
		{"field of another act", with(`"close":"hard"`), 422, "unknown-field"},

		{"29 February", on("2015-02-29"), 422, "date-form"},
		{"31 April", on("2015-04-31"), 422, "date-form"},
		{"British date", on("01/05/2015"), 422, "date-form"},
		{"date and time", on("2015-06-01T00:00:00Z"), 422, "date-form"},
		{"year 9999", on("9999-06-01"), 422, "date-form"},
		{"year 1999", on("1999-06-01"), 422, "date-form"},
		{"empty date", on(""), 422, "date-form"},
		{"before the agreement", on("2014-06-01"), 422, "outside-agreement"},
		{"after the agreement", on("2018-06-01"), 422, "outside-agreement"},
		{"period of another month", with(`"period":"2015-16/07"`), 422, "invalid-value"},
		{"period 14", with(`"period":"2015-16/14"`), 422, "period-form"},
		{"period 13 in June", with(`"period":"2015-16/13"`), 422, "invalid-value"},

		{"empty", "", 400, "unreadable"},
		{"spaces", "  ", 400, "unreadable"},
		{"a list", "[" + amount(`"1.00"`) + "]", 400, "unreadable"},
		{"text", `"vire"`, 400, "unreadable"},
		{"cut off", amount(`"1.00"`)[:60], 400, "unreadable"},
		{"two objects", amount(`"1.00"`) + amount(`"1.00"`), 400, "unreadable"},
		{"something after", amount(`"1.00"`) + " x", 400, "unreadable"},
		{"byte order mark", "\ufeff" + amount(`"1.00"`), 400, "unreadable"},
		{"a comment", "/* */" + amount(`"1.00"`), 400, "unreadable"},
		{"comma at the end", strings.TrimSuffix(amount(`"1.00"`), "}") + ",}", 400, "unreadable"},
		{"broken UTF-8", narrative("\"\xff\xfe\""), 400, "unreadable"},
		{"half a character", narrative(`"\ud800"`), 400, "unreadable"},
		{"the other half", narrative(`"\udc00"`), 400, "unreadable"},
		{"NUL in text", narrative(`"a\u0000b"`), 400, "unreadable"},
		{"raw control", narrative("\"a\x01b\""), 400, "unreadable"},
		{"escaped control", narrative(`"a\u0007b"`), 422, "invalid-value"},
		{"right to left", narrative("\"a\u202eb\""), 422, "invalid-value"},
		{"not composed", narrative("\"e\u0301\""), 422, "invalid-value"},
		{"too long a text", narrative(`"` + strings.Repeat("a", 501) + `"`), 422, "invalid-value"},
		{"very deep", narrative(strings.Repeat("[", 20000) + strings.Repeat("]", 20000)), 422, "invalid-value"},
		{"too large", narrative(`"` + strings.Repeat("a", 65<<10) + `"`), 413, "too-large"},

		{"quotation mark in an id", strings.Replace(amount(`"1.00"`), `"one"`, `"a' or 1=1"`, 1), 422, "invalid-value"},
		{"capitals in an id", strings.Replace(amount(`"1.00"`), `"one"`, `"One"`, 1), 422, "invalid-value"},
		{"zero-width joiner", strings.Replace(amount(`"1.00"`), `"one"`, "\"o\u200dne\"", 1), 422, "invalid-value"},
		{"empty id", strings.Replace(amount(`"1.00"`), `"one"`, `""`, 1), 422, "invalid-value"},
		{"unknown scheme", strings.Replace(amount(`"1.00"`), `"one"`, `"nine"`, 1), 404, "not-found"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := h.post("ada", "virements", tt.body)
			if r.status != tt.status || r.problem() != tt.problem {
				t.Errorf("answer = %.300s; want %d %s", r, tt.status, tt.problem)
			}
			if kind := r.header.Get("Content-Type"); kind != "application/problem+json" {
				t.Errorf("content type = %s", kind)
			}
			if id := r.field("instance"); id != r.header.Get("X-Request-Id") || id == "" {
				t.Errorf("instance = %v", id)
			}
		})
	}
	if after := h.head(); after != before {
		t.Errorf("the journal moved from %d to %d", before.Seq, after.Seq)
	}
}

func TestBadRequests(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	before := h.head()
	body := vire("one", "two", "1.00")
	virements := h.path("virements")
	kind := func(v string) []header { return []header{{"Content-Type", v}} }
	key := func(v string) []header { return []header{{"Idempotency-Key", v}} }
	for _, tt := range []struct {
		name, method, path, as string
		headers                []header
		status                 int
		problem                string
	}{
		{"nobody", "POST", virements, "", nil, 401, "unauthenticated"},
		{"another scheme", "POST", virements, "", []header{{"Authorization", "Basic YWRhOmFkYQ=="}}, 401, "unauthenticated"},
		{"a strange name", "POST", virements, "Ada'--", nil, 401, "unauthenticated"},
		{"forged proxy headers", "POST", virements, "", []header{{"X-Forwarded-User", "ada"}}, 401, "unauthenticated"},
		{"no key", "POST", virements, "ada", key(""), 422, "invalid-request"},
		{"a key with a space", "POST", virements, "ada", key("a b"), 422, "invalid-request"},
		{"256 characters of key", "POST", virements, "ada", key(strings.Repeat("k", 256)), 422, "invalid-request"},
		{"key not ASCII", "POST", virements, "ada", key("schlüssel"), 422, "invalid-request"},
		{"text", "POST", virements, "ada", kind("text/plain"), 415, "content-type"},
		{"form", "POST", virements, "ada", kind("application/x-www-form-urlencoded"), 415, "content-type"},
		{"XML", "POST", virements, "ada", kind("application/xml"), 415, "content-type"},
		{"CBOR", "POST", virements, "ada", kind("application/cbor"), 415, "content-type"},
		{"no content type", "POST", virements, "ada", kind(""), 415, "content-type"},
		{"another charset", "POST", virements, "ada", kind("application/json; charset=utf-16"), 415, "content-type"},
		{"accepts a picture", "POST", virements, "ada", []header{{"Accept", "image/png"}}, 406, "not-acceptable"},
		{"PUT", "PUT", virements, "ada", nil, 405, "method-not-allowed"},
		{"DELETE", "DELETE", h.path("entries/1"), "ada", nil, 405, "method-not-allowed"},
		{"TRACE", "TRACE", virements, "ada", nil, 405, "method-not-allowed"},
		{"GET of an act", "GET", virements, "ada", nil, 405, "method-not-allowed"},
		{"no such address", "POST", h.path("viremints"), "ada", nil, 404, "no-such-address"},
		{"no such act", "POST", h.path("propose-act"), "ada", nil, 404, "no-such-address"},
		{"outside the fund", "POST", "/v1/funds/..%2f..%2fetc/virements", "ada", nil, 422, "invalid-value"},
		{"a quotation mark in the fund", "POST", "/v1/funds/a'%20or%201=1/virements", "ada", nil, 422, "invalid-value"},
		{"capitals in the fund", "POST", "/v1/funds/Havering/virements", "ada", nil, 422, "invalid-value"},
		{"NUL in the fund", "POST", "/v1/funds/a%00b/virements", "ada", nil, 422, "invalid-value"},
		{"unknown fund", "POST", "/v1/funds/nowhere/virements", "ada", nil, 404, "fund-not-found"},
		{"unknown fund, nobody's", "POST", "/v1/funds/nowhere/virements", "eve", nil, 404, "fund-not-found"},
		{"a fund not to be seen", "POST", virements, "eve", nil, 404, "fund-not-found"},
		{"unknown parameter", "POST", virements + "?dryrun=true", "ada", nil, 422, "invalid-request"},
		{"dryRun perhaps", "POST", virements + "?dryRun=perhaps", "ada", nil, 422, "invalid-request"},
		{"limit 0", "GET", h.path("entries?limit=0"), "ada", nil, 422, "invalid-request"},
		{"limit -1", "GET", h.path("entries?limit=-1"), "ada", nil, 422, "invalid-request"},
		{"limit 10^9", "GET", h.path("entries?limit=1000000000"), "ada", nil, 422, "invalid-request"},
		{"limit 2^70", "GET", h.path("entries?limit=1180591620717411303424"), "ada", nil, 422, "invalid-request"},
		{"tampered page", "GET", h.path("entries?after=x"), "ada", nil, 422, "invalid-request"},
		{"SQL in a filter", "GET", h.path("entries?document=scheme/'%20or%201=1--"), "ada", nil, 422, "invalid-request"},
		{"sorted", "GET", h.path("schemes?sort=name"), "ada", nil, 422, "invalid-request"},
		{"entry 0", "GET", h.path("entries/0"), "ada", nil, 422, "invalid-request"},
		{"no such entry", "GET", h.path("entries/999"), "ada", nil, 404, "not-found"},
		{"no such scheme", "GET", h.path("schemes/nine"), "ada", nil, 404, "not-found"},
		{"asOf in no form", "GET", h.path("position?asOf=yesterday"), "ada", nil, 422, "as-of-form"},
		{"asOf a period 14", "GET", h.path("position?asOf=period:2015-16/14"), "ada", nil, 422, "as-of-form"},
		{"asOf not reached", "GET", h.path("position?asOf=seq:999"), "ada", nil, 422, "as-of-not-reached"},
		{
			"known before the start", "GET", h.path("schemes?knownAt=2001-01-01T00:00:00Z"), "ada", nil, 422,
			"as-of-before-start",
		},
		{"leap second", "GET", h.path("schemes?asOf=2015-06-30T23:59:60Z"), "ada", nil, 422, "as-of-form"},
		{"a position not to be seen", "GET", h.path("position"), "eve", nil, 404, "fund-not-found"},
		{"bodies for nobody", "GET", "/v1/bodies", "eve", nil, 403, "not-authorised"},
		{"another's posts", "GET", "/v1/posts/ada", "eve", nil, 403, "not-authorised"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sent := ""
			if tt.method == http.MethodPost {
				sent = body
			}
			headers := append([]header{
				{"Content-Type", "application/json"}, {"Idempotency-Key", "bad-" + strings.ReplaceAll(tt.name, " ", "-")},
			}, tt.headers...)
			r := h.send(tt.method, tt.path, sent, tt.as, headers...)
			if r.status != tt.status || r.problem() != tt.problem {
				t.Errorf("answer = %.400s; want %d %s", r, tt.status, tt.problem)
			}
			if strings.Contains(string(r.body), "or 1=1") || strings.Contains(string(r.body), "dryrun") {
				t.Errorf("the answer repeats what was sent: %s", r)
			}
		})
	}
	if after := h.head(); after != before {
		t.Errorf("the journal moved from %d to %d", before.Seq, after.Seq)
	}
}

// A refusal says which field, and never what stood in it.
func TestRefusalsDoNotRepeatValues(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, secret := range []string{"943 476 5919", "Secret-Name"} {
		for _, body := range []string{
			fmt.Sprintf(`{%q:1}`, secret), fmt.Sprintf(`{"amount":%q}`, secret),
			fmt.Sprintf(`{"from":{"scheme":%q}}`, secret), fmt.Sprintf(`{"narrative":[%q]}`, secret),
			fmt.Sprintf(`{"narrative":"%s`, secret),
		} {
			if r := h.post("ada", "virements", body); strings.Contains(string(r.body), secret) || r.status < 400 {
				t.Errorf("%s is answered %s", body, r)
			}
		}
	}
	if strings.Contains(h.log.String(), "943 476") || strings.Contains(h.log.String(), "ecret") {
		t.Error("the log holds a value")
	}
	r := h.post("ada", "virements", `{"from":{"scheme":"ONE","source":"s"}}`)
	if detail, _ := r.field("detail").(string); !strings.HasPrefix(detail, "from.scheme: it must be") {
		t.Errorf("detail = %q", detail)
	}
}
