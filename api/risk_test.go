package api_test

import (
	"fmt"
	"net/http"
	"testing"
)

// A dry run of a call shows the working and leaves nothing; done, anybody who may read the fund reads it.
func TestRiskShareShowsItsWorking(t *testing.T) {
	t.Parallel()
	h := open(t)
	filled := h.furnish()
	before := h.head()
	works := func(r reply) {
		t.Helper()
		h.expect(r, http.StatusOK, "")
		working := []any{"preview", "riskShare", "working"}
		called := r.field(append(working, "called")...)
		first, second := r.field(append(working, "parts", 0, "part")...), r.field(append(working, "parts", 1, "part")...)
		if called != "100.00" || first != "76.80" || second != "23.20" {
			t.Errorf("the working calls %v: %v and %v", called, first, second)
		}
	}
	works(h.post("ada", "risk-share-calls?dryRun=true", riskCall("r-9")))
	if h.head() != before {
		t.Error("a dry run moved the journal")
	}
	id := h.propose("ada", "risk-share-calls", riskCall("r-9"))
	approval := fmt.Sprintf(`{"hash":%q}`, h.hash(id))
	works(h.post("ben", "proposals/"+id+"/approval?dryRun=true", approval)) // before others have decided
	h.expect(h.approve("ben", id), http.StatusAccepted, "")
	works(h.post("tom", "proposals/"+id+"/approval?dryRun=true", approval)) // and who is the last
	if h.expect(h.post("ada", "virements?dryRun=true", vire("one", "two", "1.00")), 200, "").field("preview",
		"riskShare") != nil {
		t.Error("a virement has a working")
	}
	shown := h.expect(h.get("bob", filled.Replace("risk-share-calls/r-1")), http.StatusOK, "")
	if part := shown.field("item", "working", "parts", 1, "part"); part != "23.20" {
		t.Errorf("the call shows a part of %v", part)
	}
	received := h.post("ada", "contributions/r-1-ccg/receipts",
		`{"amount":"76.80","power":"s75","receipt":"R9","on":"2015-06-02"}`)
	h.expect(received, http.StatusCreated, "")
}

// A call above the caps waits for every partner and for both finance directors, whoever is first.
func TestCallAboveCapNeedsBothFinanceDirectors(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.furnish()
	id := h.propose("ada", "risk-share-calls/above-cap", riskCall("r-9"))
	h.expect(h.approve("ben", id), http.StatusAccepted, "")
	h.expect(h.approve("tom", id), http.StatusAccepted, "")
	h.expect(h.approve("cfo", id), http.StatusAccepted, "")
	if h.get("bob", "risk-share-calls/r-9").status != http.StatusNotFound {
		t.Error("it ran with one finance director unheard")
	}
	h.expect(h.approve("nic", id), http.StatusCreated, "")
	shown := h.expect(h.get("bob", "risk-share-calls/r-9"), http.StatusOK, "")
	if fmt.Sprint(shown.field("item", "aboveCap")) != "true" {
		t.Errorf("the call does not say that it is above the caps: %.500s", shown)
	}
}
