package directory_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pooled/internal/directory"
	"pooled/ledger"
)

// host serves a feed of nine services, two a page.
type host struct {
	*httptest.Server
	asked atomic.Int64
	fails atomic.Int64 // the page that fails
	turn  func(page int, w http.ResponseWriter, r *http.Request) bool
}

func serveFeed(t *testing.T) *host {
	t.Helper()
	h := &host{}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.asked.Add(1)
		page, _ := strconv.Atoi(r.URL.Query().Get("page"))
		page = max(page, 1)
		if h.turn != nil && h.turn(page, w, r) {
			return
		}
		if h.fails.Load() == int64(page) {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		var services []string
		for n := page*2 - 1; n <= min(page*2, 9); n++ {
			services = append(services, service(fmt.Sprintf("s-%d", n), "Service", "1.00"))
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		fmt.Fprintf(w, `{"total_items":9,"total_pages":5,"page_number":%d,"last_page":%v,"contents":[%s]}`, page, page == 5,
			strings.Join(services, ","))
	}))
	t.Cleanup(h.Close)
	return h
}

func (h *house) fetch(address string, until time.Time) (directory.Report, error) {
	return h.Import(h.Context(), directory.Source{Feed: "test", Address: address, Until: until}, h.record)
}

// An import whose host fails on the way goes on where it stopped, and one that had no more time likewise.
func TestImportGoesOn(t *testing.T) {
	t.Parallel()
	feed := serveFeed(t)
	h := open(t, feed.URL, "127.0.0.1")
	feed.fails.Store(3)
	_, err := h.fetch(feed.URL, time.Time{})
	const want = "status 502. Import it again to go on after page 2"
	if !errors.Is(err, directory.ErrFeed) || !strings.Contains(err.Error(), want) {
		t.Fatalf("refused with %v", err)
	}
	if found, err := h.Search(t.Context(), directory.Query{}); err != nil || found.Total != 0 {
		t.Errorf("half a feed is seen: %+v, %v", found, err)
	}
	feed.fails.Store(0)
	r, err := h.fetch(feed.URL, time.Now().Add(-time.Second))
	if err != nil || r.State != directory.Reading || r.Pages != 2 {
		t.Errorf("without time: %+v, %v", r, err)
	}
	r, err = h.fetch(feed.URL, time.Time{})
	if err != nil || r.Added != 9 || r.Pages != 5 || feed.asked.Load() != 6 {
		t.Errorf("%+v, %v; %d pages asked for", r, err, feed.asked.Load())
	}
	whole := open(t, feed.URL, "127.0.0.1")
	if once, err := whole.fetch(feed.URL, time.Time{}); err != nil || once.SHA256 != r.SHA256 {
		t.Errorf("read at once its SHA-256 is %s, in two parts %s; %v", once.SHA256, r.SHA256, err)
	}
}

func TestPagesStayOnTheirHost(t *testing.T) {
	t.Parallel()
	other := serveFeed(t)
	for name, tt := range map[string]struct {
		turn func(int, http.ResponseWriter, *http.Request) bool
		want string
	}{
		"a redirect to another host": {func(_ int, w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, other.URL, http.StatusFound)
			return true
		}, "sends on to another host"},
		"a redirect to a service of the machine's own": {func(_ int, w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, "http://169.254.169.254/latest", http.StatusFound)
			return true
		}, "sends on to another host"},
		"a redirect to itself": {func(_ int, w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, r.URL.Path, http.StatusFound)
			return true
		}, "sends on more than 5 times"},
		"a next page on another host": {func(_ int, w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Link", `<`+other.URL+`>; rel="next"`)
			return false
		}, "next page on another host"},
		"a page of another kind": {func(_ int, w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<html>"))
			return true
		}, "which is not JSON"},
		"another encoding": {func(_ int, w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Type", "application/json; charset=iso-8859-1")
			_, _ = w.Write([]byte("[]"))
			return true
		}, "written in iso-8859-1"},
		"cut off": {func(_ int, w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Length", "5000")
			_, _ = w.Write([]byte(list(service("a", "A", "1.00"))[:300]))
			return true
		}, "breaks off"},
		"the same page again": {func(page int, w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"last_page":false,"contents":[` + service("a", "A", "1.00") + `]}`))
			return true
		}, "lists service a twice"},
		"empty pages without end": {func(_ int, w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"last_page":false,"contents":[]}`))
			return true
		}, "is empty, and says that another follows"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			feed := serveFeed(t)
			feed.turn = tt.turn
			h := open(t, feed.URL, "127.0.0.1")
			_, err := h.fetch(feed.URL, time.Time{})
			if !errors.Is(err, directory.ErrFeed) || !strings.Contains(fmt.Sprint(err), tt.want) {
				t.Errorf("refused with %v; want %q", err, tt.want)
			}
		})
	}
	if other.asked.Load() != 0 {
		t.Error("another host was asked")
	}
}

// A host is asked only where the operator lists it, and at an address that is public or listed: whatever its name
// says, the address that is connected to is judged.
func TestHosts(t *testing.T) {
	t.Parallel()
	feed := serveFeed(t)
	byName := strings.Replace(feed.URL, "127.0.0.1", "localhost", 1)
	for name, tt := range map[string]struct {
		listed  []string
		address string
		want    string
	}{
		"nothing is listed":       {nil, feed.URL, "feeds are not fetched from"},
		"another port":            {[]string{"http://127.0.0.1:1", "127.0.0.1"}, feed.URL, "feeds are not fetched from"},
		"another scheme":          {[]string{strings.TrimPrefix(feed.URL, "http://"), "127.0.0.1"}, feed.URL, "feeds are not"},
		"a private address":       {[]string{feed.URL}, feed.URL, "is at 127.0.0.1, which is not a public address"},
		"a name of a private one": {[]string{byName}, byName, "which is not a public address"},
		"a name and a password":   {[]string{feed.URL}, strings.Replace(feed.URL, "//", "//a:b@", 1), "is not one"},
		"a file":                  {[]string{feed.URL}, "file:///etc/passwd", "is not one"},
	} {
		h := open(t, tt.listed...)
		_, err := h.fetch(tt.address, time.Time{})
		if err == nil || !strings.Contains(err.Error(), tt.want) || ledger.KindOf(err) == ledger.Internal {
			t.Errorf("%s: %v; want %q", name, err, tt.want)
		}
	}
	if feed.asked.Load() != 0 {
		t.Error("the host was asked")
	}
	for _, bad := range []string{"", "https://", "ftp://a", "a/b", "https://a?x", "a b", "https://u@a"} {
		if _, err := directory.ParseHosts([]string{bad}); err == nil {
			t.Errorf("%q was taken for a host", bad)
		}
	}
}
