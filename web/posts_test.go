package web_test

import (
	"context"
	"net/url"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
)

// Somebody with several posts sees them all, as what they act in a fund, and before an act in which post it would be.
func TestPostsAreShown(t *testing.T) {
	t.Parallel()
	h := alone(t)
	browser, fund, _, _ := h.history() // a board member
	h.has("one post", h.page(browser, "/", 200), "Posts that you hold today", "board member", `href="`+fund+`"`, "it is ended",
		"!You need not choose")
	h.has("one role", h.page(browser, fund, 200), `<span class="top__posts"> (board member)</span>`)
	h.grant("ada", "finance", ledger.FinanceOfficer, pooltest.CouncilBody)
	ended := ledger.GrantPost{
		Actor: "ada", Post: "ended", Role: ledger.Auditor, Body: pooltest.CouncilBody, Fund: h.pool.Fund,
		From: ledger.MustDate("2015-04-01"), To: ledger.MustDate("2015-04-30"),
	}
	interim := ledger.GrantPost{
		Actor: "ada", Post: "interim", Role: ledger.Auditor, Body: pooltest.CouncilBody, Fund: "elsewhere",
		From: ledger.MustDate("2015-04-01"), To: ledger.MustDate("2099-03-31"), Capacity: ledger.Interim,
	}
	for _, grant := range []ledger.GrantPost{ended, interim} {
		request := h.pool.Request("posts-administrator", "2015-04-01", grant)
		if result := h.pool.Journal.Do(context.Background(), ledger.Service, request); result.Err != nil {
			t.Fatal(result.Err)
		}
	}
	h.has("more posts", h.page(browser, "/", 200), "council finance officer", "auditor (interim)", "31 March 2099", "elsewhere",
		"You need not choose", "!<code>ended</code>")
	h.has("two roles", h.page(browser, fund, 200), ` (board member and council finance officer)</span>`)
	at := fund + "/do/vire-budget"
	sent := fill(h.page(browser, at, 200), url.Values{
		"on": {"1/6/2015"}, "narrative": {"n"}, "from.scheme": {"one"}, "from.source": {"nhs-minimum"},
		"to.scheme": {"three"},
		"to.source": {"nhs-minimum"}, "amount": {"1.00"}, "step": {"preview"},
	})
	answer, text := h.ask(browser, "POST", at, sent.Encode(), html...)
	if answer.status != 200 {
		t.Fatalf("a preview: %d %s", answer.status, text)
	}
	h.has("before it is done", text, "You act as ", "in the post test-post of ", "by rule T01") // as the test's policy allows
}
