package web_test

import (
	"strings"
	"testing"

	"pooled/internal/pooltest"
	"pooled/ledger"
)

// judged is policy for a fund in which ada vires £1.00 alone, £2.00 where others approve, and no more.
func judged(q ledger.Question) (ledger.Decision, error) {
	d, err := pooltest.AllowAll(q)
	switch {
	case q.Act != "vire-budget":
	case q.Matter.Amount.Compare(ledger.MustMoney("2.00")) > 0:
		return ledger.Decision{}, ledger.ErrForbidden.With("nobody vires more than £2.00")
	case q.Matter.Amount.Compare(ledger.MustMoney("1.00")) > 0:
		d.Waits = "one other finance officer"
		d.Authority.Complete, d.Authority.Final = false, false
	}
	return d, err
}

// Each act of a file is judged as its sender's: some is posted, some waits for others, some is refused.
func TestUploadIsJudged(t *testing.T) {
	t.Parallel()
	listener := listen(t)
	h := &house{T: t, base: "http://" + listener.Addr().String(), log: &log{}}
	h.pool = pooltest.NewIn(t, pooltest.Shared(t), judged)
	h.serveFund(listener)
	browser := h.member()
	const line = "vire-budget,2015-06-01,n,one,nhs-minimum,two,nhs-minimum,"
	file := "act,on,narrative,from.scheme,from.source,to.scheme,to.source,amount\n" +
		line + "1.00\n" + line + "2.00\n" + line + "3.00\n" + line + "0.50\n"
	page, at := h.checked(browser, "june.csv", file)
	says(t, page, "Would be posted</dt><dd>2<", "Would wait for approval</dt><dd>1<", "Would be refused</dt><dd>1<",
		"Nobody vires more than £2.00")
	page = h.posted(browser, at)
	says(t, page, "Posted</dt><dd>2<", "Waiting for approval</dt><dd>1<", "Refused</dt><dd>1<")
	_, all := h.ask(browser, "GET", at+"?show=all", "", html...)
	says(t, main(all), "It waits for one other finance officer.", ">Proposal p-")
	where := "/funds/" + string(h.pool.Fund) + "/registers/proposals/p-" + between(t, all, "/registers/proposals/p-", `"`)
	if answer, text := h.ask(browser, "GET", where, "", html...); answer.status != 200 || !strings.Contains(text, "£2.00") {
		t.Errorf("the proposal: %d %s", answer.status, main(text))
	}
	_, results := h.ask(browser, "GET", at+"/files/results.csv", "")
	says(t, results, "3,vire-budget,waiting,", ",p-", "one other finance officer", "4,vire-budget,refused,")
}
