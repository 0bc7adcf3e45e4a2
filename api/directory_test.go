package api_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"strings"
	"sync"
	"testing"

	"pooled/api"
	"pooled/api/auth"
	"pooled/internal/directory"
	"pooled/internal/pooltest"
	"pooled/ledger"
)

// listed is a service that the directory of a furnished house has.
const listed = "s-api"

// gym is a feed of one service, under a name.
func gym(id, name string) string {
	return fmt.Sprintf(`[{"id":%q,"name":%q,"status":"active","url":"https://example.org/","description":"The gym.",`+
		`"organization":{"id":"o-api","name":"Test Charity","description":"A charity"},`+
		`"cost_options":[{"id":"c","amount":75,"amount_description":"three months"}],`+
		`"service_at_locations":[{"id":"l-%s","location":{"id":"p","addresses":[{"postal_code":"DL1 5RP"}]}}],`+
		`"attributes":[{"id":"a","taxonomy_term":{"id":"t-api","taxonomy":"Needs","taxonomy_id":"x-api","term":"Gym"}}]}]`,
		id, name, strings.TrimPrefix(id, "s-"))
}

// loopback lets a directory fetch from servers of the test's own.
func loopback(t testing.TB, servers ...string) directory.Hosts {
	t.Helper()
	hosts, err := directory.ParseHosts(append(servers, "127.0.0.1"))
	if err != nil {
		t.Fatal(err)
	}
	return hosts
}

func (h *house) directory(servers ...string) *directory.Directory {
	h.Helper()
	return directory.New(h.pool.DB.Pool(h), loopback(h, servers...))
}

var listing sync.Mutex

// list puts a service into the directory that the houses share, once.
func (h *house) list() {
	h.Helper()
	listing.Lock()
	defer listing.Unlock()
	d := h.directory()
	if _, err := d.Service(h.Context(), listed); !errors.Is(err, ledger.ErrNotFound) {
		return
	}
	other := strings.NewReplacer("o-api", "o-api-2", "Test Charity", "Test NHS Foundation Trust").Replace(gym(listed+"-2", "Walks"))
	both := strings.TrimSuffix(gym(listed, "Gym"), "]") + "," + strings.TrimPrefix(other, "[")
	_, err := d.Import(h.Context(), directory.Source{Feed: "api", File: strings.NewReader(both)},
		api.FeedRecorder(h.pool.Journal, "posts-administrator"))
	if err != nil {
		h.Fatal(err)
	}
}

// apart is the house with a directory of its own, which may fetch from some servers.
func (h *house) apart(servers ...string) *house {
	h.Helper()
	return h.with(directory.New(pooltest.Own(h).Pool(h), loopback(h, servers...)))
}

// with is the house with another directory.
func (h *house) with(d *directory.Directory) *house {
	h.Helper()
	out := h.of(h.T)
	out.service = api.New(api.Config{
		Journal: h.pool.Journal, Directory: d, May: h.policy.May, Decide: h.policy.Decide, Authenticate: auth.Development,
	})
	out.server = httptest.NewServer(out.service)
	h.Cleanup(out.server.Close)
	return out
}

func (h *house) importFeed(as, feed, address string) reply {
	h.Helper()
	return h.send(http.MethodPost, "/v1/directory/imports", fmt.Sprintf(`{"feed":%q,"address":%q}`, feed, address), as,
		header{"Content-Type", "application/json"})
}

func serveText(t *testing.T, text *string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(*text))
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestImportFeed(t *testing.T) {
	t.Parallel()
	text := gym("s-1", "Gym")
	address := serveText(t, &text)
	h := open(t).apart(address)
	feed := "f-" + string(h.pool.Fund)
	h.expect(h.importFeed("ada", feed, address), http.StatusForbidden, "not-authorised")
	h.expect(h.importFeed("eve", feed, address), http.StatusForbidden, "not-authorised")
	h.expect(h.importFeed("posts-administrator", feed, "http://127.0.0.1:1/"), http.StatusForbidden, "not-authorised")
	r := h.expect(h.importFeed("posts-administrator", feed, address), http.StatusOK, "")
	if r.field("state") != "done" || r.field("added") != 1.0 || r.field("changes", 0, "what") != "added" {
		t.Errorf("report = %s", r)
	}
	entry := h.get("ada", fmt.Sprintf("/v1/funds/service/entries/%v", r.field("entry")))
	if entry.field("act") != "record-feed" || entry.field("fields", "sha256") != r.field("sha256") {
		t.Errorf("entry = %s", entry)
	}
	found := h.expect(h.get("lin", "/v1/directory/services?search=gym&near=DL1&need=gym"), http.StatusOK, "")
	if found.field("total") != 1.0 || found.field("services", 0, "from") != "75.00" {
		t.Errorf("found = %s", found)
	}
	one := h.expect(h.get("lin", "/v1/directory/services/s-1"), http.StatusOK, "")
	if one.field("provider", "name") != "Test Charity" || one.field("history", 0, "amount") != "75.00" {
		t.Errorf("service = %s", one)
	}
	text = gym("s-1", "<b>Gym</b>")
	refused := h.expect(h.importFeed("posts-administrator", feed, address), 422, "feed-refused")
	if !strings.Contains(fmt.Sprint(refused.field("detail")), "(s-1): name holds markup") {
		t.Errorf("refused = %s", refused)
	}
	if feeds := h.get("lin", "/v1/directory/feeds"); feeds.field("feeds", 0, "entry") != r.field("entry") {
		t.Errorf("feeds = %s", feeds)
	}
	h.expect(h.get("lin", "/v1/directory/services/never"), http.StatusNotFound, "not-found")
	h.expect(h.get("eve", "/v1/directory/services?search=gym"), http.StatusForbidden, "not-authorised")
	h.expect(h.get("eve", "/directory/v3/services"), http.StatusForbidden, "not-authorised")
	h.expect(h.get("", "/directory/v3/services"), http.StatusUnauthorized, "unauthenticated")
	h.expect(h.get("lin", "/directory/v3/service_at_locations?proximity=1"), 422, "invalid-value")
}

// What is served at the standard's paths is a feed: an empty directory that reads it holds the same.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	h := open(t)
	given, err := os.ReadFile("../cmd/pooled/examples/darlington-services.json")
	if err != nil {
		t.Fatal(err)
	}
	text := string(given)
	address := serveText(t, &text)
	first := h.apart(address)
	feed := "f-" + string(h.pool.Fund)
	first.expect(first.importFeed("posts-administrator", feed, address), http.StatusOK, "")
	open := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Set("Authorization", "Bearer development:lin") // a reader of open data brings nothing
		first.service.ServeHTTP(w, r)
	}))
	t.Cleanup(open.Close)
	for _, query := range []string{"?full=true&per_page=7", "?per_page=200", ""} {
		second := h.apart(open.URL)
		r := second.expect(second.importFeed("posts-administrator", feed, open.URL+"/directory/v3/services"+query),
			http.StatusOK, "")
		if r.field("added") != 30.0 || r.field("organisations") != 12.0 {
			t.Fatalf("%q: report = %s", query, r)
		}
		for _, path := range []string{
			"services?full=true&per_page=200", "services", "service_at_locations?full=true&per_page=200", "taxonomies",
			"taxonomy_terms?per_page=100",
		} {
			was, is := first.get("lin", "/directory/v3/"+path), second.get("lin", "/directory/v3/"+path)
			if !reflect.DeepEqual(was.body, is.body) || len(was.body) < 200 || is.status != http.StatusOK {
				t.Errorf("%q: %s was %.300s and is %.300s", query, path, was, is)
			}
		}
		for i := range 30 {
			id := fmt.Sprint(first.get("lin", "/directory/v3/services?per_page=200").field("contents", i, "id"))
			was, is := first.get("lin", "/v1/directory/services/"+id), second.get("lin", "/v1/directory/services/"+id)
			for _, field := range []string{"name", "provider"} {
				if !reflect.DeepEqual(was.field(field), is.field(field)) {
					t.Errorf("%s of %s was %v and is %v", field, id, was.field(field), is.field(field))
				}
			}
			if was.field("prices", 0, "amount") != is.field("prices", 0, "amount") {
				t.Errorf("price of %s was %v and is %v", id, was.field("prices"), is.field("prices"))
			}
		}
	}
}

// An act that waits for approval leaves the directory as it is until it is approved.
func TestImportWaits(t *testing.T) {
	t.Parallel()
	h := open(t)
	feed := ledger.FeedID("w-" + string(h.pool.Fund))
	d := directory.New(pooltest.Own(t).Pool(t), directory.Hosts{})
	var waits bool
	recorder := api.FeedRecorder(h.pool.Journal, "posts-administrator")
	record := func(ctx context.Context, act ledger.RecordFeed, key string) (directory.Recorded, error) {
		if waits {
			return directory.Recorded{Waits: "it waits"}, nil
		}
		return recorder(ctx, act, key)
	}
	take := func(text string) directory.Report {
		r, err := d.Import(t.Context(), directory.Source{Feed: feed, File: strings.NewReader(text)}, record)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	first := take(gym("s-w", "Gym"))
	waits = true
	if r := take(gym("s-w", "Other")); r.State != directory.Waiting {
		t.Errorf("report = %+v", r)
	}
	if s, err := d.Service(t.Context(), "s-w"); err != nil || s.Name != "Gym" {
		t.Errorf("service = %+v, %v", s, err)
	}
	waits = false
	if r := take(gym("s-w", "Other")); r.State != directory.Done || r.Entry <= first.Entry {
		t.Errorf("report = %+v", r)
	}
}
