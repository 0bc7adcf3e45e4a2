package api_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func decode64(t *testing.T, s string) string {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A virement above the limit waits for another partner; nobody approves their own.
func TestProposal(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "300000.00")
	dry := h.expect(h.post("ada", "virements?dryRun=true", vire("one", "two", "200000.00")), http.StatusOK, "")
	if dry.field("waits") == nil || dry.field("preview", "lines", 0, "available") != "100000.00" {
		t.Errorf("dry run = %s", dry)
	}
	key := header{"Idempotency-Key", "big"}
	r := h.expect(h.post("ada", "virements", vire("one", "two", "200000.00"), key), http.StatusAccepted, "")
	id := fmt.Sprint(r.field("proposal"))
	if waits, _ := r.field("waits").(string); !strings.Contains(waits, "another partner") {
		t.Errorf("waits = %q", waits)
	}
	again := h.expect(h.post("ada", "virements", vire("one", "two", "200000.00"), key), http.StatusOK, "")
	if again.field("proposal") != id {
		t.Errorf("again = %s", again)
	}
	p := h.expect(h.get("ben", "proposals/"+id), http.StatusOK, "")
	if p.field("item", "narrative") != "more reablement" || p.field("item", "state") != "open" {
		t.Errorf("proposal = %s", p)
	}
	approval := "proposals/" + id + "/approval"
	decide := fmt.Sprintf(`{"hash":%q,"note":"agreed"}`, p.field("item", "hash"))
	h.expect(h.post("ada", approval, decide), http.StatusForbidden, "own-work")
	h.expect(h.post("aud", approval, decide), http.StatusForbidden, "not-authorised")
	h.expect(h.post("eve", approval, decide), http.StatusNotFound, "fund-not-found")
	stale := fmt.Sprintf(`{"hash":%q}`, strings.Repeat("A", 43))
	h.expect(h.post("ben", approval, stale), http.StatusConflict, "stale")
	done := h.expect(h.post("ben", approval, decide), http.StatusCreated, "")
	if done.field("entry", "postings", "memo", 0, "debit") != "200000.00" {
		t.Errorf("approved = %s", done)
	}
	h.expect(h.post("ben", approval, decide), http.StatusConflict, "already-decided")
	if r := h.get("aud", "position"); r.field("total", "virements") != "0.00" || r.field("schemes", 1, "available") == nil {
		t.Errorf("position = %s", r)
	}
}

// A dry run warns of a required minimum that a virement would break, and posts nothing.
func TestPreviewWarns(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	h.expect(h.post("cam", "minimums", `{"id":"nhs-out","source":"nhs-minimum","year":"2015-16",`+
		`"area":"community-health","required":"1000.00","on":"2015-04-01"}`), http.StatusCreated, "")
	before := h.head()
	body := `{"source":"nhs-minimum","direction":"decrease","amount":"0.01","on":"2015-06-01"}`
	r := h.expect(h.post("pam", "schemes/one/budget?dryRun=true", body), http.StatusOK, "")
	if warning, _ := r.field("preview", "warnings", 0).(string); !strings.Contains(warning, "£0.01 less") {
		t.Errorf("preview = %s", r)
	}
	if r.field("preview", "lines", 0, "budget") != "999.99" || r.field("preview", "sources", 0, "source") != "nhs-minimum" {
		t.Errorf("preview = %s", r)
	}
	if h.head() != before {
		t.Error("a dry run moved the journal")
	}
}
