package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

func TestKeys(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	key := header{"Idempotency-Key", "june/virement-1"}
	body := vire("one", "two", "100.00")

	dry := h.expect(h.post("ada", "virements?dryRun=true", body, key), http.StatusOK, "")
	if before := h.head(); dry.field("entry", "seq") != float64(before.Seq+1) || dry.field("receipt") != nil {
		t.Errorf("dry run = %s", dry)
	}
	h.expect(h.post("ada", "virements", vire("one", "two", "1000.01"), key), 422, "not-enough")
	first := h.expect(h.post("ada", "virements", body, key), http.StatusCreated, "")
	again := h.expect(h.post("ada", "virements", body, key), http.StatusOK, "")
	if again.header.Get("Idempotent-Replayed") != "true" || first.header.Get("Idempotent-Replayed") != "" {
		t.Errorf("replayed = %q, then %q", first.header, again.header)
	}
	if string(first.body) != string(again.body) {
		t.Errorf("first answer %s\nnow %s", first, again)
	}
	after := h.head()
	h.expect(h.post("ada", "virements", vire("one", "two", "100.01"), key), http.StatusConflict, "key-reused")
	h.expect(h.post("ada", "virements", body+" ", key), http.StatusConflict, "key-reused")
	h.expect(h.post("ada", "schemes/one/budget", `{"source":"nhs-minimum","direction":"increase","amount":"1.00"}`, key),
		http.StatusConflict, "key-reused")
	if h.head() != after {
		t.Error("a key used again moved the journal")
	}
	h.expect(h.post("ben", "virements", body, key), http.StatusCreated, "") // everybody's keys are their own
}

// The same key sent by many at once is one entry, and everybody gets its answer.
func TestOneKeyAtOnce(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	before := h.head().Seq
	var wait sync.WaitGroup
	var created, replayed atomic.Int64
	for range 16 {
		wait.Go(func() {
			switch r := h.post("ada", "virements", vire("one", "two", "1.00"), header{"Idempotency-Key", "once"}); r.status {
			case http.StatusCreated:
				created.Add(1)
			case http.StatusOK:
				replayed.Add(1)
			default:
				t.Errorf("answer = %s", r)
			}
		})
	}
	wait.Wait()
	if created.Load() != 1 || replayed.Load() != 15 || h.head().Seq != before+1 {
		t.Errorf("created %d, replayed %d, entries %d", created.Load(), replayed.Load(), h.head().Seq-before)
	}
}

// 64 clients race for the last penny of a budget: exactly one wins.
func TestLastPenny(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "100.00")
	h.expect(h.post("ada", "virements", vire("one", "two", "99.99")), http.StatusCreated, "")
	before := h.head().Seq
	var wait sync.WaitGroup
	var won, lost atomic.Int64
	for client := range 64 {
		wait.Go(func() {
			body := fmt.Sprintf(`{"id":"c-%d","scheme":"one","source":"nhs-minimum","provider":"test-trust",`+
				`"form":"contract","amount":"0.01","on":"2015-06-01"}`, client)
			if client%2 == 0 {
				body = vire("one", "three", "0.01")
			}
			path := map[bool]string{true: "virements", false: "commitments"}[client%2 == 0]
			r := h.post("ada", path, body, header{"Idempotency-Key", fmt.Sprintf("penny-%d", client)})
			switch {
			case r.status == http.StatusCreated:
				won.Add(1)
			case r.status == 422 && r.problem() == "not-enough":
				lost.Add(1)
			default:
				t.Errorf("answer = %s", r)
			}
		})
	}
	wait.Wait()
	if won.Load() != 1 || lost.Load() != 63 || h.head().Seq != before+1 {
		t.Errorf("won %d, lost %d, entries %d", won.Load(), lost.Load(), h.head().Seq-before)
	}
}

// A refusal, a dry run and an act that failed are not remembered: the same key may succeed later.
func TestKeyAfterRefusal(t *testing.T) {
	t.Parallel()
	h := open(t)
	key := header{"Idempotency-Key", "later"}
	h.expect(h.post("ada", "virements", vire("one", "two", "5.00"), key), 422, "not-enough")
	h.pool.Budget("one", "nhs-minimum", "10.00")
	h.expect(h.post("ada", "virements", vire("one", "two", "5.00"), key), http.StatusCreated, "")
	if r := h.get("ada", "entries?act=vire-budget"); strings.Count(string(r.body), `"seq":`) != 2 { // entry and moment
		t.Errorf("entries = %s", r)
	}
}
