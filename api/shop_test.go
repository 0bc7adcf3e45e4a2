package api_test

import (
	"net/http"
	"strings"
	"testing"
)

// A purchase keeps the service as the directory has it then, from whom it has it then, whatever was bought before.
func TestBoughtAsListedNow(t *testing.T) {
	t.Parallel()
	text := gym("s-now", "Gym")
	address := serveText(t, &text)
	here := open(t)
	here.furnish()
	h := here.apart(address)
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
