package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// propose asks for an act that must wait, and is the name it waits under.
func (h *house) propose(as, path, body string) string {
	h.Helper()
	return fmt.Sprint(h.expect(h.post(as, path, body), http.StatusAccepted, "").field("proposal"))
}

// decided is a decision on a proposal, with a hash and one more field.
func (h *house) decided(as, proposal, how, hash, more string) reply {
	h.Helper()
	return h.post(as, "proposals/"+proposal+"/"+how, fmt.Sprintf(`{"hash":%q%s}`, hash, more))
}

// The books change while a proposal waits: nothing runs, what was read stands beside what it would do now, everybody is
// asked again, and what was read before is stale.
func TestBooksChangedWhileWaiting(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.expect(h.post("ada", "contributions", agreed("open", "la-additional", `"recurrent":true`)), 201, "")
	id := h.propose("ada", "contributions/open/variations", `{"agreement":1,"plan":{"amount":"900.00",`+
		`"dates":["2015-10-01"]},"on":"2015-06-01"}`)
	read := h.hash(id)
	half := h.expect(h.decided("ben", id, "approval", read, ""), http.StatusAccepted, "")
	if waits, _ := half.field("waits").(string); !strings.Contains(waits, "test-trust") {
		t.Errorf("half = %s", half)
	}
	h.expect(h.post("ada", "contributions/open/calls", `{"instalment":1,"on":"2015-06-01"}`), 201, "")
	before := h.get("bob", "position").field("total", "agreed")

	again := h.expect(h.decided("tom", id, "approval", read, ""), http.StatusAccepted, "")
	if sentence, _ := again.field("entry", "sentence").(string); !strings.Contains(sentence, "everybody is asked again") {
		t.Errorf("sentence = %q", sentence)
	}
	p := h.get("bob", "proposals/"+id)
	if p.field("item", "state") != "open" || p.field("item", "approvals") != nil || p.field("item", "round") != 1.0 {
		t.Errorf("asked again: %s", p)
	}
	was, now := p.field("item", "before", 0, 1), p.field("item", "postings", 0, 1)
	if was != "-100.00" || now != "400.00" {
		t.Errorf("before %v, now %v: %s", was, now, p)
	}
	if after := h.get("bob", "position").field("total", "agreed"); after != before {
		t.Errorf("agreed was %v and is %v", before, after)
	}
	h.expect(h.decided("ben", id, "approval", read, ""), http.StatusConflict, "stale")
	h.expect(h.decided("tom", id, "rejection", read, `,"reason":"no"`), http.StatusConflict, "stale")
	h.expect(h.approve("ben", id), http.StatusAccepted, "")
	done := h.expect(h.approve("tom", id), http.StatusCreated, "")
	if done.field("entry", "authority", "approvals", 1, "actor") != "tom" ||
		done.field("entry", "authority", "actor") != "ada" {
		t.Errorf("done = %s", done)
	}
	h.expect(h.approve("ben", id), http.StatusConflict, "already-decided")
	h.expect(h.approve("ada", id), http.StatusForbidden, "own-work")
	h.expect(h.approve("pam", id), http.StatusForbidden, "not-authorised")
}

// Two people give the last approval at once: one of them runs the act, and the other is told.
func TestTwoLastApprovalsAtOnce(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "900000.00")
	for range 5 {
		id := h.propose("ada", "virements", vire("one", "two", "150000.00"))
		hash, before := h.hash(id), h.head().Seq
		var wait sync.WaitGroup
		got := make([]reply, 2)
		for i, who := range []string{"ben", "nic"} {
			wait.Go(func() { got[i] = h.decided(who, id, "approval", hash, "") })
		}
		wait.Wait()
		if got[0].status > got[1].status {
			got[0], got[1] = got[1], got[0]
		}
		h.expect(got[0], http.StatusCreated, "")
		h.expect(got[1], http.StatusConflict, "already-decided")
		if h.head().Seq != before+1 {
			t.Errorf("%d entries", h.head().Seq-before)
		}
	}
	if left := h.get("bob", "position").field("schemes", 0, "available"); left != "150000.00" {
		t.Errorf("left = %v", left)
	}
}

// What there is not enough of may be proposed: it says what is short, and runs once there is enough.
func TestProposedWithoutMoney(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "300000.00")
	r := h.expect(h.post("ada", "virements", vire("one", "two", "300000.01")), http.StatusAccepted, "")
	id := fmt.Sprint(r.field("proposal"))
	short, _ := h.get("ben", "proposals/"+id).field("item", "short").(string)
	if !strings.Contains(short, "£300,000.01") && !strings.Contains(short, "£0.01") {
		t.Errorf("short = %q", short)
	}
	before := h.head()
	h.expect(h.approve("ben", id), http.StatusUnprocessableEntity, "not-enough")
	if h.head() != before || h.get("ben", "proposals/"+id).field("item", "state") != "open" {
		t.Error("an approval without money did something")
	}
	h.pool.Budget("one", "nhs-minimum", "0.01")
	h.expect(h.approve("ben", id), http.StatusCreated, "")
}

// A fund may have its proposals reserve what they would take; a rejection or a withdrawal gives it back.
func TestReservation(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "300000.00")
	available := func() any { return h.get("bob", "position").field("schemes", 0, "available") }
	terms := h.propose("pam", "proposal-terms", `{"days":1,"reserve":true}`)
	h.expect(h.approve("ada", terms), http.StatusForbidden, "not-authorised") // of the same partner
	h.expect(h.approve("ben", terms), http.StatusCreated, "")

	for _, end := range []string{"rejected", "withdrawn"} {
		id := h.propose("ada", "virements", vire("one", "two", "200000.00"))
		p := h.get("ben", "proposals/"+id)
		if available() != "100000.00" || p.field("item", "reserved") == nil || p.field("item", "expires") == nil {
			t.Errorf("available %v of %s", available(), p)
		}
		h.expect(h.post("cam", "commitments", promise("c-"+end, "100000.01", "test-trust")), 422, "not-enough")
		switch end {
		case "rejected":
			h.expect(h.decided("ben", id, "rejection", h.hash(id), ""), 422, "invalid-value") // without a reason
			h.expect(h.decided("ben", id, "rejection", h.hash(id), `,"reason":""`), 422, "invalid-value")
			h.expect(h.decided("ada", id, "rejection", h.hash(id), `,"reason":"mine"`), 403, "own-work")
			h.expect(h.decided("bob", id, "rejection", h.hash(id), `,"reason":"no"`), 403, "not-authorised")
			h.expect(h.decided("ben", id, "rejection", h.hash(id), `,"reason":"two is overspent"`), 201, "")
		case "withdrawn":
			h.expect(h.post("ben", "proposals/"+id+"/withdrawal", `{}`), 403, "not-authorised")
			h.expect(h.post("ada", "proposals/"+id+"/withdrawal", `{"reason":"not needed"}`), 201, "")
		}
		if p := h.get("bob", "proposals/"+id); available() != "300000.00" || p.field("item", "state") != end ||
			p.field("item", "reserved") != nil {
			t.Errorf("available %v of %s", available(), p)
		}
		h.expect(h.approve("ben", id), http.StatusConflict, "already-decided")
		h.expect(h.decided("tom", id, "rejection", h.hash(id), `,"reason":"late"`), 409, "already-decided")
		h.expect(h.post("ada", "proposals/"+id+"/withdrawal", `{}`), 409, "already-decided")
	}
	id := h.propose("ada", "virements", vire("one", "two", "200000.00"))
	h.expect(h.approve("ben", id), http.StatusCreated, "")
	if available() != "100000.00" {
		t.Errorf("approved, and available %v", available())
	}
	h.expect(h.post("timer", "proposals/"+id+"/expiry", `{}`), http.StatusUnauthorized, "unauthenticated")
}

// A proposal of a fund that one may not see is not there; one's own organisation's part is no part of proposals.
func TestProposalsOfAFundUnseen(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "300000.00")
	id := h.propose("ada", "virements", vire("one", "two", "200000.00"))
	hash := h.hash(id)
	for _, how := range []string{"approval", "rejection", "withdrawal", "expiry"} {
		body := map[string]string{
			"approval": fmt.Sprintf(`{"hash":%q}`, hash), "rejection": fmt.Sprintf(`{"hash":%q,"reason":"no"}`, hash),
		}[how]
		if body == "" {
			body = "{}"
		}
		h.expect(h.post("eve", "proposals/"+id+"/"+how, body), http.StatusNotFound, "fund-not-found")
		h.expect(h.post("eve", "proposals/p-999/"+how, body), http.StatusNotFound, "fund-not-found")
		h.expect(h.post("man", "proposals/"+id+"/"+how, body), http.StatusForbidden, "not-authorised")
		h.expect(h.post("aud", "proposals/"+id+"/"+how, body), http.StatusForbidden, "not-authorised")
	}
	h.expect(h.get("eve", "proposals/"+id), http.StatusNotFound, "fund-not-found")
	h.expect(h.get("man", "proposals/"+id), http.StatusForbidden, "not-authorised")
	if r := h.get("bob", "proposals/"+id); r.field("item", "state") != "open" {
		t.Errorf("proposal = %s", r)
	}
}
