package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// search is what somebody finds: documents as kind/id, and the numbers of entries.
func (h *house) search(who, words string) (documents, entries []string) {
	h.Helper()
	r := h.expect(h.get(who, "search?q="+url.QueryEscape(words)), http.StatusOK, "")
	for n := 0; r.field("documents", n) != nil; n++ {
		documents = append(documents, fmt.Sprint(r.field("documents", n, "kind"), "/", r.field("documents", n, "id")))
	}
	for n := 0; r.field("entries", n) != nil; n++ {
		entries = append(entries, fmt.Sprint(r.field("entries", n, "seq")))
	}
	return documents, entries
}

// What was posted is found by number, name, organisation, amount and words; what is erased is found no more.
func TestSearch(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "90000.00")
	raised := strings.Replace(promise("c-1", "1234.56", string(charity)), `"on"`, `"narrative":"winter beds","on"`, 1)
	seq := fmt.Sprint(h.expect(h.post("cam", "commitments", raised), http.StatusCreated, "").field("entry", "seq"))
	for _, words := range []string{
		"c-1", "£1,234.56", "1234.56", "£1234.56", "raise-commitment", "winter beds", "BEDS", "Test Charity", seq, "c-1 winter",
	} {
		documents, entries := h.search("bob", words)
		if !slices.Contains(entries, seq) || words != seq && words != "raise-commitment" && words != "winter beds" &&
			words != "BEDS" && words != "c-1 winter" && !slices.Contains(documents, "commitment/c-1") {
			t.Errorf("%q finds %v %v", words, documents, entries)
		}
	}
	for _, words := range []string{"c-2", "£1,234.57", "c-1 summer", "—", "'; DROP TABLE entry; --", "%"} {
		if documents, entries := h.search("bob", words); len(documents)+len(entries) > 0 {
			t.Errorf("%q finds %v %v", words, documents, entries)
		}
	}
	h.expect(h.get("bob", "search?q=943%20476%205919"), http.StatusUnprocessableEntity, "identity-in-text")
	h.expect(h.get("bob", "search"), http.StatusUnprocessableEntity, "invalid-request")
	h.expect(h.get("eve", "search?q=c-1"), http.StatusNotFound, "fund-not-found")
	for _, said := range []string{"winter", "943 476", "943%20476", "943+476", "9434765919"} {
		if strings.Contains(h.log.String(), said) {
			t.Errorf("the log repeats what was looked for: %s", said)
		}
	}
	id := h.propose("cfo", "entries/"+seq+"/erasure", `{"reason":"asked for","rule":"UK GDPR Article 17","on":"2015-06-01"}`)
	h.expect(h.approve("nic", id), http.StatusCreated, "")
	if _, entries := h.search("bob", "winter"); len(entries) > 0 {
		t.Errorf("an erased word is found in %v", entries)
	}
	if documents, _ := h.search("bob", "c-1"); !slices.Contains(documents, "commitment/c-1") {
		t.Error("with a text its document is lost")
	}
}
