package api_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"pooled/api"
	"pooled/internal/directory"
	"pooled/internal/pooltest"
	"pooled/ledger"
)

// A purchase keeps the service as the directory has it then, from whom it has it then, whatever was bought before: in a
// database of its own, so that its directory has taken all that its journal records, and in one where it has not.
func TestBoughtAsListedNow(t *testing.T) {
	t.Parallel()
	for name, own := range map[string]bool{"settled": true, "unsettled": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			boughtAsListedNow(t, own)
		})
	}
}

func boughtAsListedNow(t *testing.T, own bool) {
	text := gym("s-now", "Gym")
	address := serveText(t, &text)
	var h *house
	if own {
		h = openIn(t, pooltest.Own(t))
		h.furnish()
		h = h.with(h.directory(address))
	} else {
		h = open(t)
		h.furnish()
		h = h.apart(address)
	}
	if e, err := h.directory().Edition(t.Context()); own && (err != nil || !e.Settled) {
		t.Fatalf("the directory stands at %+v, %v", e, err)
	}
	feed := "now-" + string(h.pool.Fund)
	buy := func(id, name, price string) {
		t.Helper()
		h.expect(h.importFeed("posts-administrator", feed, address), http.StatusOK, "")
		for _, n := range []string{"a", "b"} { // looked up, and held
			order := strings.Replace(buying(id+n, "f-1", "1.00"), listed, "s-now", 1)
			h.expect(h.post("lin", "purchases", order), http.StatusCreated, "")
			bought := h.expect(h.get("pam", "purchases/"+id+n), http.StatusOK, "")
			for field, want := range map[string]string{"name": name, "price": price} {
				if got := bought.field("item", "service", field); got != want {
					t.Errorf("purchase %s keeps %s %v, want %s", id+n, field, got, want)
				}
			}
			if got := bought.field("item", "provider"); got != string(charity) {
				t.Errorf("purchase %s is from %v", id+n, got)
			}
		}
	}
	buy("n-1", "Gym", "75.00")
	text = strings.Replace(gym("s-now", "Swimming"), `"amount":75`, `"amount":60`, 1)
	buy("n-2", "Swimming", "60.00")
	again := func(id string, status int, name string) {
		t.Helper()
		h.expect(h.importFeed("posts-administrator", feed, address), http.StatusOK, "")
		h.expect(h.post("lin", "purchases", strings.Replace(buying(id, "f-1", "1.00"), listed, "s-now", 1)), status, name)
	}
	text = strings.Replace(text, "Test Charity", "Test NHS Foundation Trust", 1)
	again("n-3", http.StatusForbidden, "own-organisation") // the worker's own sells it now
	text = strings.Replace(text, `"active"`, `"defunct"`, 1)
	again("n-4", http.StatusUnprocessableEntity, "closed")
}

// A feed is recorded before the directory takes it. What is bought between the two is as it was listed before, and what
// is bought afterwards is not, though the journal has not grown meanwhile.
func TestBoughtWhileAFeedIsTaken(t *testing.T) {
	t.Parallel()
	h := openIn(t, pooltest.Own(t))
	h.furnish()
	buy := func(id, name string) {
		t.Helper()
		order := strings.Replace(buying(id, "f-1", "1.00"), listed, "s-between", 1)
		bought := h.expect(h.post("lin", "purchases", order), http.StatusCreated, "")
		if got := bought.field("entry", "documents", 0, "version", "service", "name"); got != name {
			t.Errorf("purchase %s is of %v, want %s", id, got, name)
		}
	}
	take := func(name string, between func()) {
		t.Helper()
		recorder := api.FeedRecorder(h.pool.Journal, "posts-administrator")
		_, err := h.directory().Import(t.Context(), directory.Source{
			Feed: "between", File: strings.NewReader(gym("s-between", name)),
		}, func(ctx context.Context, act ledger.RecordFeed, key string) (directory.Recorded, error) {
			recorded, err := recorder(ctx, act, key)
			between()
			return recorded, err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	take("Gym", func() {})
	buy("b-1", "Gym")
	take("Swimming", func() { buy("b-2", "Gym"); buy("b-3", "Gym") })
	buy("b-4", "Swimming")
	buy("b-5", "Swimming")
}
