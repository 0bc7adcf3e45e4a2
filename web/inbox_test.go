package web_test

import (
	"net/url"
	"strings"
	"testing"

	"pooled/internal/pooltest"
)

// Others' proposals are decided from the inbox, and one's own taken back from it.
func TestInboxPage(t *testing.T) {
	t.Parallel()
	h := open(t, true)
	browser := h.officer()
	fund := "/funds/" + string(h.pool.Fund)
	if _, text := h.ask(browser, "GET", fund+"/inbox", "", html...); !strings.Contains(text, "Nothing waits for you.") ||
		!strings.Contains(text, "You have proposed nothing of late.") {
		t.Errorf("an empty inbox: %s", text)
	}
	theirs, mine := h.propose("ben", "200000.00"), h.propose("ada", "150000.00")
	_, text := h.ask(browser, "GET", fund+"/inbox", "", html...)
	waiting, own, _ := strings.Cut(text, "Your own proposals")
	for _, want := range []string{
		"£200,000.00", ">Approve<", ">Reject<", "£200,000.00 from scheme one", "ben, NHS finance officer of test-ccg", "nobody yet", "Still needed",
		"£500,000.00", "£300,000.00", fund + "/registers/proposals/" + theirs, `aria-current="page">Inbox`,
	} {
		if !strings.Contains(waiting, want) {
			t.Errorf("what waits lacks %q: %s", want, waiting)
		}
	}
	if strings.Contains(waiting, mine) || strings.Contains(own, ">Approve<") || !strings.Contains(own, ">Withdraw<") {
		t.Errorf("her own: %s", own)
	}
	h.do(browser, between(t, waiting, `class="govuk-button" href="`, `"`), url.Values{})
	h.do(browser, between(t, own, `govuk-button--secondary" href="`, `"`), url.Values{"reason": {"not now"}})
	_, text = h.ask(browser, "GET", fund+"/inbox", "", html...)
	if !strings.Contains(text, "Nothing waits for you.") || !strings.Contains(text, "Withdrawn") ||
		strings.Contains(text, ">Withdraw<") {
		t.Errorf("when both are decided: %s", text)
	}
	_, text = h.ask(browser, "GET", fund+"/inbox?before=1", "", html...)
	if !strings.Contains(text, "None of the proposals decided then is yours.") || !strings.Contains(text, ">Newest<") {
		t.Errorf("of proposals decided before there were any: %s", text)
	}
	if answer, _ := h.ask(pooltest.Browser(t), "GET", fund+"/inbox", "", html...); answer.status != 401 {
		t.Errorf("a stranger's inbox: %d", answer.status)
	}
}
