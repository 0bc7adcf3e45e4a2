package api_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// raw sends a virement with exactly these headers, beside the usual ones that they do not name.
func (h *house) raw(path, body string, headers http.Header) reply {
	h.Helper()
	r, err := http.NewRequestWithContext(h.Context(), http.MethodPost, h.server.URL+h.path(path), strings.NewReader(body))
	if err != nil {
		h.Fatal(err)
	}
	r.Header = http.Header{
		"Authorization": {"Bearer development:ada"}, "Content-Type": {"application/json"},
		"Idempotency-Key": {fmt.Sprintf("raw-%d", h.keys.Add(1))},
	}
	for name, values := range headers {
		r.Header[name] = values
	}
	return h.do(r)
}

// Who asks is what the one Authorization header says, and nothing else in the request.
func TestIdentityIsTheTokens(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	before, body := h.head(), vire("one", "two", "1.00")
	ada, eve := "Bearer development:ada", "Bearer development:eve"
	for name, values := range map[string][]string{
		"two people": {eve, ada}, "the same twice": {ada, ada}, "none": nil, "empty": {""}, "no token": {"Bearer "},
		"joined": {ada + ", " + eve}, "another scheme": {"Basic YWRhOmFkYQ=="}, "a tab": {"Bearer\tdevelopment:ada"},
		"two spaces": {"Bearer  development:ada"}, "upper case": {"BEARER DEVELOPMENT:ADA"}, "padded": {ada + "\u00a0"},
		"the timer": {"Bearer development:timer"}, "too long": {"Bearer development:" + strings.Repeat("a", 41)},
		"not ASCII": {"Bearer development:adä"}, "with NUL escaped": {"Bearer development:ada%00"},
	} {
		r := h.raw("virements", body, http.Header{"Authorization": values})
		if r.status != http.StatusUnauthorized || r.problem() != "unauthenticated" ||
			r.header.Get("WWW-Authenticate") == "" || strings.Contains(r.String(), "ada") {
			t.Errorf("%s: %s", name, r)
		}
	}
	forged := http.Header{}
	for _, name := range []string{
		"X-User", "X-Forwarded-User", "X-Remote-User", "Remote-User", "X-Actor", "X-Auth-Request-User",
		"X-Authenticated-User",
		"From", "Cookie", "Proxy-Authorization", "X-Api-Key", "X-Amzn-Oidc-Data", "X-Ms-Client-Principal-Name",
	} {
		forged.Set(name, "ada")
	}
	forged.Set("X-Forwarded-For", "127.0.0.1")
	forged.Set("X-Real-Ip", "127.0.0.1")
	forged.Set("Forwarded", "for=127.0.0.1;by=ada;host=pooled")
	forged.Set("X-Forwarded-Host", "evil.example")
	forged.Set("X-Original-Url", "/healthz")
	forged.Set("X-Rewrite-Url", "/healthz")
	forged.Set("X-Http-Method-Override", "GET")
	forged.Set("Cookie", "Authorization=Bearer%20development:ada; session=ada")
	as := func(who []string) http.Header {
		all := forged.Clone()
		all["Authorization"] = who
		return all
	}
	h.expect(h.raw("virements", body, as(nil)), http.StatusUnauthorized, "unauthenticated")
	h.expect(h.raw("virements", body, as([]string{eve})), http.StatusNotFound, "fund-not-found")
	h.expect(h.raw("virements", body, as([]string{"Bearer development:bob"})), http.StatusForbidden, "not-authorised")
	h.expect(h.raw("virements?access_token=development:ada", body, as(nil)), http.StatusUnauthorized, "unauthenticated")
	h.expect(h.raw("virements?actor=ada", body, as([]string{eve})), http.StatusUnprocessableEntity, "invalid-request")
	h.expect(h.raw("virements", strings.Replace(body, "{", `{"actor":"ada",`, 1), as([]string{eve})), 422, "unknown-field")
	if h.head() != before {
		t.Fatal("the journal moved")
	}
	done := h.expect(h.raw("virements", body, as([]string{ada})), http.StatusCreated, "")
	if done.field("entry", "authority", "actor") != "ada" || strings.Contains(done.String(), "evil.example") {
		t.Errorf("done = %s", done)
	}
	for _, row := range h.noted(h.pool.Fund) {
		if row.Actor != "eve" && row.Actor != "bob" {
			t.Errorf("row = %+v", row)
		}
	}
}

// A request that two readers could read in two ways is refused: above all a dry run never becomes an act.
func TestAmbiguousRequests(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	before, body := h.head(), vire("one", "two", "1.00")
	type hs = http.Header
	for _, tt := range []struct {
		name, path string
		headers    http.Header
		status     int
		problem    string
	}{
		{"two keys", "virements", hs{"Idempotency-Key": {"a", "b"}}, 422, "invalid-request"},
		{"the same key twice", "virements", hs{"Idempotency-Key": {"a", "a"}}, 422, "invalid-request"},
		{"no key", "virements", hs{"Idempotency-Key": nil}, 422, "invalid-request"},
		{"empty key", "virements", hs{"Idempotency-Key": {""}}, 422, "invalid-request"},
		{"key of spaces", "virements", hs{"Idempotency-Key": {"   "}}, 422, "invalid-request"},
		{"key with a space", "virements", hs{"Idempotency-Key": {"a b"}}, 422, "invalid-request"},
		{"key with a tab", "virements", hs{"Idempotency-Key": {"a\tb"}}, 422, "invalid-request"},
		{"key not ASCII", "virements", hs{"Idempotency-Key": {"schlüssel"}}, 422, "invalid-request"},
		{"key not UTF-8", "virements", hs{"Idempotency-Key": {"a\xff"}}, 422, "invalid-request"},
		{"key of 256", "virements", hs{"Idempotency-Key": {strings.Repeat("k", 256)}}, 422, "invalid-request"},
		{"two content types", "virements", hs{"Content-Type": {"application/json", "text/plain"}}, 422, "invalid-request"},
		{"content types in one", "virements", hs{"Content-Type": {"application/json, text/plain"}}, 415, "content-type"},
		{"no content type", "virements", hs{"Content-Type": nil}, 415, "content-type"},
		{"problem JSON", "virements", hs{"Content-Type": {"application/problem+json"}}, 415, "content-type"},
		{"text JSON", "virements", hs{"Content-Type": {"text/json"}}, 415, "content-type"},
		{"merge patch", "virements", hs{"Content-Type": {"application/merge-patch+json"}}, 415, "content-type"},
		{"NDJSON", "virements", hs{"Content-Type": {ndjson}}, 415, "content-type"},
		{"UTF-7", "virements", hs{"Content-Type": {"application/json; charset=utf-7"}}, 415, "content-type"},
		{"latin 1", "virements", hs{"Content-Type": {"application/json; charset=iso-8859-1"}}, 415, "content-type"},
		{"two charsets", "virements", hs{"Content-Type": {"application/json; charset=utf-8; charset=utf-16"}}, 415, "content-type"},
		{"gzip", "virements", hs{"Content-Encoding": {"gzip"}}, 415, "content-type"},
		{"two encodings", "virements", hs{"Content-Encoding": {"identity", "gzip"}}, 422, "invalid-request"},
		{"multipart", "virements", hs{"Content-Type": {"multipart/form-data; boundary=x"}}, 415, "content-type"},
		{"broken parameter", "virements?dryRun=tr%zze", nil, 422, "invalid-request"},
		{"semicolon", "virements?dryRun=true;x=1", nil, 422, "invalid-request"},
		{"parameter twice", "virements?dryRun=false&dryRun=true", nil, 422, "invalid-request"},
		{"the same twice", "virements?dryRun=true&dryRun=true", nil, 422, "invalid-request"},
		{"empty", "virements?dryRun=", nil, 422, "invalid-request"},
		{"bare", "virements?dryRun", nil, 422, "invalid-request"},
		{"yes", "virements?dryRun=yes", nil, 422, "invalid-request"},
		{"another case", "virements?DryRun=true", nil, 422, "invalid-request"},
		{"escaped name", "virements?dry%52un=perhaps", nil, 422, "invalid-request"},
		{"in the path", "virements;dryRun=true", nil, 404, "no-such-address"},
		{"slash at the end", "virements/", nil, 404, "no-such-address"},
		{"escaped slash", "virements%2f", nil, 404, "no-such-address"},
		{"picture", "virements", hs{"Accept": {"image/png"}}, 406, "not-acceptable"},
		{"XML", "virements", hs{"Accept": {"application/xml, text/html"}}, 406, "not-acceptable"},
	} {
		r := h.raw(tt.path, body, tt.headers)
		if r.status != tt.status || r.problem() != tt.problem || r.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %.300s; want %d %s", tt.name, r, tt.status, tt.problem)
		}
	}
	if h.head() != before {
		t.Errorf("%d entries were posted", h.head().Seq-before.Seq)
	}
	for name, headers := range map[string]http.Header{
		"a key of 255": {"Idempotency-Key": {strings.Repeat("k", 255)}}, "a key of one": {"Idempotency-Key": {"~"}},
		"upper-case charset": {"Content-Type": {`application/json; charset="UTF-8"`}}, "identity": {"Content-Encoding": {"identity"}},
		"anything": {"Accept": {"*/*"}}, "a list": {"Accept": {"text/html, application/json;q=0.9"}},
	} {
		if r := h.raw("virements", body, headers); r.status != http.StatusCreated {
			t.Errorf("%s: %s", name, r)
		}
	}
}

// No method but those described does anything, and each is answered with those that do.
func TestMethods(t *testing.T) {
	t.Parallel()
	h := open(t)
	before := h.head()
	for _, method := range []string{"PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "PROPFIND", "MERGE", "X", "post"} {
		for path, allow := range map[string]string{
			h.path("virements"): "POST", h.path("schemes"): "GET, POST", h.path("entries/1"): "GET",
			h.path("position"): "GET", "/v1/funds": "GET, POST",
		} {
			r := h.send(method, path, "", "ada")
			if r.status != http.StatusMethodNotAllowed || r.header.Get("Allow") != allow || r.problem() != "method-not-allowed" {
				t.Errorf("%s %s: %s, Allow %q", method, path, r, r.header.Get("Allow"))
			}
		}
	}
	if r := h.send(http.MethodHead, h.path("position"), "", "eve"); r.status != http.StatusNotFound || len(r.body) != 0 {
		t.Errorf("HEAD by a stranger: %s", r)
	}
	if r := h.send(http.MethodHead, h.path("position"), "", ""); r.status != http.StatusUnauthorized {
		t.Errorf("HEAD by nobody: %s", r)
	}
	if h.head() != before {
		t.Error("the journal moved")
	}
}

// A key is one person's in one fund: another's of the same name, and one's own elsewhere, are other keys.
func TestKeysAreApart(t *testing.T) {
	t.Parallel()
	h, other := open(t), open(t)
	key, body := header{"Idempotency-Key", "april"}, vire("one", "two", "1.00")
	for _, one := range []*house{h, other} {
		one.pool.Budget("one", "nhs-minimum", "1000.00")
		one.expect(one.post("ada", "virements", body, key), http.StatusCreated, "")
	}
	h.expect(h.post("ben", "virements", body, key), http.StatusCreated, "")
	h.expect(h.post("pam", "virements", vire("one", "three", "2.00"), key), http.StatusCreated, "")
	again := h.expect(h.post("ada", "virements", body, key), http.StatusOK, "")
	if again.field("entry", "authority", "actor") != "ada" {
		t.Errorf("ada's key answers %s", again)
	}
	h.expect(h.post("eve", "virements", body, key), http.StatusNotFound, "fund-not-found")
	h.expect(h.post("bob", "virements", body, key), http.StatusForbidden, "not-authorised")
	twin := h.twin()
	twin.expect(twin.post("ada", "virements", body, key), http.StatusOK, "")
	twin.expect(twin.post("ada", "virements", body+" ", key), http.StatusConflict, "key-reused")
}

// wire writes bytes to the server and returns what it answers.
func (h *house) wire(text string) string {
	h.Helper()
	conn, err := net.Dial("tcp", h.server.Listener.Addr().String())
	if err != nil {
		h.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := io.WriteString(conn, text); err != nil {
		return err.Error()
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(line)
}

// What no client library sends is refused before it is anybody's request.
func TestBrokenHTTP(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	before, body := h.head(), vire("one", "two", "1.00")
	head := "POST " + h.path("virements") + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer development:ada\r\n" +
		"Content-Type: application/json\r\nConnection: close\r\n"
	length := fmt.Sprintf("Content-Length: %d\r\n", len(body))
	for name, tt := range map[string][2]string{
		"32 KiB of headers":  {head + length + "Idempotency-Key: w1\r\nX: " + strings.Repeat("a", 32<<10) + "\r\n\r\n" + body, "431"},
		"many headers":       {head + length + strings.Repeat("X-A: aaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n", 1500) + "\r\n" + body, "431"},
		"two lengths":        {head + length + "Content-Length: 3\r\nIdempotency-Key: w2\r\n\r\n" + body, "400"},
		"a folded header":    {head + length + "X: a\r\n b: c\r\nIdempotency-Key: w3 x\r\n\r\n" + body, "4"},
		"space before colon": {head + length + "Idempotency-Key : w4\r\n\r\n" + body, "400"},
		"NUL in a header":    {head + length + "Idempotency-Key: w\x005\r\n\r\n" + body, "400"},
		"no host":            {strings.Replace(head, "Host: localhost\r\n", "", 1) + length + "Idempotency-Key: w6\r\n\r\n" + body, "400"},
		"two hosts":          {head + "Host: y\r\n" + length + "Idempotency-Key: w7\r\n\r\n" + body, "400"},
		"negative length":    {head + "Content-Length: -1\r\nIdempotency-Key: w8\r\n\r\n" + body, "400"},
		"unknown transfer":   {head + "Transfer-Encoding: gzip, chunked\r\nIdempotency-Key: w9\r\n\r\n" + body, "501"},
		"a broken chunk":     {head + "Transfer-Encoding: chunked\r\nIdempotency-Key: w10\r\n\r\nzz\r\n" + body, "400"},
		"a broken version":   {strings.Replace(head, "HTTP/1.1", "HTTP/9.9", 1) + length + "\r\n" + body, "505"},
		"key and then CR LF": {head + length + "Idempotency-Key: w11\rX-Y: z\r\n\r\n" + body, "400"},
	} {
		if got := h.wire(tt[0]); !strings.HasPrefix(got, "HTTP/1.1 "+tt[1]) {
			t.Errorf("%s: %q, want %s", name, got, tt[1])
		}
	}
	if h.head() != before {
		t.Errorf("%d entries were posted", h.head().Seq-before.Seq)
	}
	if got := h.wire(head + length + "Idempotency-Key: w12\r\n\r\n" + body); !strings.HasPrefix(got, "HTTP/1.1 201") {
		t.Errorf("well formed: %q", got)
	}
	if rows := h.noted(h.pool.Fund); len(rows) != 0 {
		t.Errorf("rows = %+v", rows)
	}
}

// A body that does not arrive in time is given up, with nothing done and its key unused.
func TestSlowBody(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	h.server.Config.ReadTimeout = 300 * time.Millisecond
	before, body := h.head(), vire("one", "two", "1.00")
	head := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer development:ada\r\n"+
		"Content-Type: application/json\r\nIdempotency-Key: slow\r\nContent-Length: %d\r\n\r\n", h.path("virements"), len(body))
	if got := h.wire(head + body[:10]); !strings.HasPrefix(got, "HTTP/1.1 408") || h.head() != before {
		t.Errorf("slow body: %q and %d entries", got, h.head().Seq-before.Seq)
	}
	if got := h.wire(head + body); !strings.HasPrefix(got, "HTTP/1.1 201") {
		t.Errorf("in time: %q", got)
	}
}
