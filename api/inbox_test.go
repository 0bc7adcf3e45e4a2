package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// A proposal waits for those who may approve it, and for nobody else; its preparer has it among their own to the end.
func TestInbox(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "300000.00")
	id := h.propose("ada", "virements", vire("one", "two", "200000.00"))
	waiting := func(who string) string {
		t.Helper()
		return fmt.Sprint(h.expect(h.get(who, "inbox"), http.StatusOK, "").field("waiting", 0, "proposal"))
	}
	r := h.expect(h.get("ben", "inbox"), http.StatusOK, "")
	for field, want := range map[string]any{
		"proposal": id, "state": "open", "act": "vire-budget", "hash": h.hash(id), "narrative": "more reablement",
	} {
		if got := r.field("waiting", 0, field); got != want {
			t.Errorf("ben's %s = %v, want %v", field, got, want)
		}
	}
	sentence, _ := r.field("waiting", 0, "sentence").(string)
	need, _ := r.field("waiting", 0, "need").(string)
	if !strings.Contains(sentence, "£200,000.00") || !strings.Contains(need, "another partner") {
		t.Errorf("sentence %q, need %q", sentence, need)
	}
	if r.field("waiting", 0, "preview", "linesBefore", 0, "available") != "300000.00" ||
		r.field("waiting", 0, "preview", "lines", 0, "available") != "100000.00" {
		t.Errorf("the position is not foreseen: %s", r)
	}
	if acts := fmt.Sprint(r.field("waiting", 0, "allowed")); !strings.Contains(acts, "approve-proposal") ||
		!strings.Contains(acts, "reject-proposal") || strings.Contains(acts, "withdraw") {
		t.Errorf("ben may %s", acts)
	}
	for _, who := range []string{"ada", "aud", "bob"} { // who prepared it; who may read alone
		if got := waiting(who); got != "<nil>" {
			t.Errorf("%s waits for %s", got, who)
		}
	}
	mine := h.expect(h.get("ada", "inbox"), http.StatusOK, "")
	if acts := fmt.Sprint(mine.field("own", 0, "allowed")); mine.field("own", 0, "proposal") != id ||
		!strings.Contains(acts, "withdraw-proposal") || strings.Contains(acts, "approve") {
		t.Errorf("ada's own: %s", mine)
	}
	h.expect(h.get("eve", "inbox"), http.StatusNotFound, "fund-not-found")
	h.expect(h.approve("ben", id), http.StatusCreated, "")
	if got := waiting("ben"); got != "<nil>" {
		t.Errorf("%s still waits for ben", got)
	}
	mine = h.expect(h.get("ada", "inbox"), http.StatusOK, "")
	if mine.field("own", 0, "state") != "approved" || mine.field("own", 0, "narrative") != "more reablement" ||
		fmt.Sprint(mine.field("own", 0, "allowed")) != "[]" || mine.field("own", 0, "approvals", 0, "actor") != "ben" {
		t.Errorf("ada's own when decided: %s", mine)
	}
	if r := h.expect(h.get("ben", "inbox"), http.StatusOK, ""); fmt.Sprint(r.field("own")) != "[]" {
		t.Errorf("another's proposal is ben's own: %s", r)
	}
}

// Of many proposals decided, one's own are found page by page, and what waits stands before them.
func TestInboxAfterManyDecisions(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "300000.00")
	const decided = 203
	for range decided {
		id := h.propose("ada", "virements", vire("one", "two", "200000.00"))
		h.expect(h.post("ada", "proposals/"+id+"/withdrawal", `{"reason":"not now"}`), http.StatusCreated, "")
	}
	waits := h.propose("ada", "virements", vire("one", "two", "200000.00"))
	count := func(r reply) (own int) {
		for r.field("own", own) != nil {
			own++
		}
		return own
	}
	first := h.expect(h.get("ada", "inbox"), http.StatusOK, "")
	if got := count(first); got != 201 || first.field("own", 0, "proposal") != waits {
		t.Errorf("%d are her own, the first %v", got, first.field("own", 0, "proposal"))
	}
	second := h.expect(h.get("ada", fmt.Sprint("inbox?before=", first.field("earlier"))), http.StatusOK, "")
	if got := count(second); got != decided-200+1 || second.field("earlier") != nil {
		t.Errorf("then %d, and more before %v", got, second.field("earlier"))
	}
	h.expect(h.get("ada", "inbox?before=-1"), http.StatusUnprocessableEntity, "invalid-request")
}
