package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// A form shows what its act would make, does it once however often it is sent, and keeps what was typed when refused.
func TestFormOfAnAct(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser := h.member()
	fund := "/funds/" + string(h.pool.Fund)
	at := fund + "/do/raise-commitment"
	answer, text := h.ask(browser, "GET", at+"?scheme=one&source=nhs-minimum", "", html...)
	if answer.status != 200 || !strings.Contains(text,
		`<option value="one" selected>Scheme one (one): £500,000.00 left from NHS minimum</option>`) ||
		!strings.Contains(text, `list="of-body"`) {
		t.Fatalf("the form: %d %s", answer.status, text)
	}
	sent := url.Values{
		"form-key": {between(t, text, `name="form-key" value="`, `"`)}, "step": {"preview"},
		"id": {"beds-2"}, "scheme": {"one"}, "source": {"nhs-minimum"}, "provider": {"test-trust"}, "form": {"contract"},
		"amount": {"£1,250"}, "on": {"1/5/2015"}, "narrative": {`<script>alert(1)</script>`},
	}
	post := func(step string, change ...string) (reply, string) {
		t.Helper()
		sent.Set("step", step)
		for n := 0; n < len(change); n += 2 {
			sent.Set(change[n], change[n+1])
		}
		return h.ask(browser, "POST", at, sent.Encode(), html...)
	}
	between := func(text string) string { return text[strings.Index(text, "<main"):] }
	answer, text = post("preview", "amount", "nonsense")
	if answer.status != 422 || !strings.Contains(text, `id="amount-error"`) || !strings.Contains(text, `value="nonsense"`) ||
		strings.Contains(text, "<script>alert") {
		t.Errorf("a refused form: %d %s", answer.status, between(text))
	}
	if answer, text = post("preview", "provider", ""); answer.status != 422 ||
		!strings.Contains(text, "Provider is missing") {
		t.Errorf("an empty field: %d %s", answer.status, between(text))
	}
	answer, text = post("preview", "amount", "£1,250", "provider", "test-trust")
	if answer.status != 200 || !strings.Contains(text, "£1,250.00") || !strings.Contains(text, "memo book") ||
		!strings.Contains(text, "£101,250.00") {
		t.Fatalf("a preview: %d %s", answer.status, between(text))
	}
	if _, list := h.ask(browser, "GET", fund+"/registers/commitments", "", html...); strings.Contains(list, "beds-2") {
		t.Error("a preview was posted")
	}
	answer, _ = post("confirm")
	again, _ := post("confirm")
	where := answer.header.Get("Location")
	if answer.status != http.StatusSeeOther || again.header.Get("Location") != where {
		t.Fatalf("confirmed twice: %d %s, %d %s", answer.status, where, again.status, again.header.Get("Location"))
	}
	for _, path := range []string{where, fund + "/registers/commitments", fund + "/registers/commitments/beds-2"} {
		answer, text := h.ask(browser, "GET", path, "", html...)
		if answer.status != 200 || !strings.Contains(text, "beds-2") || strings.Contains(text, "<script>alert") {
			t.Errorf("%s: %d %s", path, answer.status, between(text))
		}
	}
	answer, _ = h.ask(browser, "POST", at, sent.Encode(), append(html, "Sec-Fetch-Site", "cross-site")...)
	if answer.status != http.StatusForbidden {
		t.Errorf("from another site: %d", answer.status)
	}
}
