package directory_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"pooled/internal/directory"
	"pooled/internal/pooltest"
	"pooled/ledger"
)

// house is a directory in a database of its own, and the entries that record its feeds.
type house struct {
	*testing.T
	*directory.Directory
	entries atomic.Int64
	keys    map[string]int64
	waits   string
	refusal error
}

func open(t *testing.T, hosts ...string) *house {
	t.Helper()
	allowed, err := directory.ParseHosts(hosts)
	if err != nil {
		t.Fatal(err)
	}
	return &house{
		T: t, Directory: directory.New(pooltest.Own(t).Pool(t), allowed), keys: map[string]int64{},
	}
}

// record stands for the journal: a key is answered with the same entry again.
func (h *house) record(_ context.Context, act ledger.RecordFeed, key string) (directory.Recorded, error) {
	if h.refusal != nil || h.waits != "" {
		return directory.Recorded{Waits: h.waits}, h.refusal
	}
	if act.Services < 1 || act.Organisations < 1 || act.SHA256 == (ledger.Digest{}) {
		h.Errorf("recorded %+v", act)
	}
	if h.keys[key] == 0 {
		h.keys[key] = h.entries.Add(1)
	}
	return directory.Recorded{Entry: h.keys[key]}, nil
}

func (h *house) take(feed, text string) (directory.Report, error) {
	return h.Import(h.Context(), directory.Source{Feed: ledger.FeedID(feed), File: strings.NewReader(text)}, h.record)
}

func (h *house) must(feed, text string) directory.Report {
	h.Helper()
	r, err := h.take(feed, text)
	if err != nil {
		h.Fatal(err)
	}
	return r
}

// service is a small service in a feed.
func service(id, name, amount string) string {
	return fmt.Sprintf(`{"id":%q,"name":%q,"status":"active","url":"https://example.org","description":"About %s.",`+
		`"organization":{"id":"o-1","name":"Council","description":"A council","organization_identifiers":`+
		`[{"id":"i","identifier_scheme":"GB-LAE","identifier_type":"Local authority","identifier":"DAR"}]},`+
		`"cost_options":[{"id":"c-1","option":"Adult","amount":%s,"valid_from":"2026-04-01"}]}`, id, name, name, amount)
}

func list(services ...string) string { return "[" + strings.Join(services, ",") + "]" }

func counts(r directory.Report) [4]int { return [4]int{r.Added, r.Changed, r.Withdrawn, r.Unchanged} }

func TestImportReportsWhatChanged(t *testing.T) {
	t.Parallel()
	h := open(t)
	a, b, c := service("a", "Gym", "75.00"), service("b", "Swim", "4.60"), service("c", "Walk", "0")
	for i, step := range []struct {
		feed string
		want [4]int
	}{
		{list(a, b, c), [4]int{3, 0, 0, 0}},
		{list(a, b, c), [4]int{0, 0, 0, 3}},
		{list(c, service("a", "Gym", "80"), b), [4]int{0, 1, 0, 2}},
		{list(a, b), [4]int{0, 1, 1, 1}},
		{list(a, b, c), [4]int{1, 0, 0, 2}},
	} {
		r := h.must("test", step.feed)
		if counts(r) != step.want || r.State != directory.Done || r.Entry != int64(i+1) || r.Services != len(strings.
			Split(step.feed, `"status"`))-1 || r.Organisations != 1 {
			t.Errorf("step %d: %+v", i, r)
		}
		if r.SHA256 != ledger.DigestOf([]byte(step.feed)) {
			t.Errorf("step %d: SHA-256 %s is not that of the bytes", i, r.SHA256)
		}
	}
	feeds, err := h.Feeds(t.Context())
	if err != nil || len(feeds) != 1 || feeds[0].Services != 3 || feeds[0].Entry != 5 {
		t.Errorf("feeds = %+v, %v", feeds, err)
	}
}

// What a service cost, and from when to when it was seen, is kept for ever, and so is who provided it.
func TestPricesAreKept(t *testing.T) {
	t.Parallel()
	h := open(t)
	first := h.must("test", list(service("a", "Gym", "75.00"), service("b", "Swim", "4.60")))
	dearer := h.must("test", list(service("a", "Gym", "80.00"), service("b", "Swim", "4.60")))
	gone := h.must("test", list(service("b", "Swim", "4.60")))
	s, err := h.Service(t.Context(), "a")
	if err != nil || s.Withdrawn == nil || !s.Withdrawn.Equal(*gone.At) || len(s.Prices) != 0 {
		t.Errorf("withdrawn service = %+v, %v", s, err)
	}
	if s.Provider.Name != "Council" || s.Provider.Identifiers[0] != (directory.Identifier{
		Scheme: "GB-LAE", Type: "Local authority", Identifier: "DAR",
	}) {
		t.Errorf("provider = %+v", s.Provider)
	}
	prices, err := h.Prices(t.Context(), "a")
	if err != nil || len(prices) != 2 {
		t.Fatalf("prices = %+v, %v", prices, err)
	}
	for i, want := range []struct {
		amount      string
		seen, until *directory.Report
	}{{"75.00", &first, &dearer}, {"80.00", &dearer, &gone}} {
		p := prices[i]
		if p.Amount.String() != want.amount || !p.Seen.Equal(*want.seen.At) || !p.Until.Equal(*want.until.At) ||
			p.ValidFrom.String() != "2026-04-01" {
			t.Errorf("price %d = %+v", i, p)
		}
	}
	s, err = h.Service(t.Context(), "b")
	if err != nil || s.Withdrawn != nil || len(s.Prices) != 1 || s.Prices[0].Amount.String() != "4.60" ||
		!s.Prices[0].Seen.Equal(*first.At) {
		t.Errorf("service = %+v, %v", s, err)
	}
	if _, err := h.Service(t.Context(), "never"); !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("a service never listed: %v", err)
	}
}

// A feed that is refused, has to wait, or is not recorded, changes nothing.
func TestNothingChangesUnlessRecorded(t *testing.T) {
	t.Parallel()
	h := open(t)
	good := list(service("a", "Gym", "75.00"))
	h.must("test", good)
	unchanged := func(what string) {
		t.Helper()
		if s, err := h.Service(t.Context(), "a"); err != nil || s.Name != "Gym" || s.Withdrawn != nil {
			t.Errorf("%s: service = %+v, %v", what, s, err)
		}
		if _, err := h.Service(t.Context(), "b"); !errors.Is(err, ledger.ErrNotFound) {
			t.Errorf("%s: a new service is there", what)
		}
	}
	many := make([]string, 2500)
	for i := range many {
		many[i] = service(fmt.Sprintf("n-%d", i), "N", "1.00")
	}
	for name, feed := range map[string]string{
		"breaks off": list(service("b", "New", "1.00"), service("a", "Other", "1.00"))[:600],
		"twice":      list(service("b", "New", "1.00"), service("b", "New", "1.00")),
		"far apart":  list(slices.Concat(many, []string{service("n-3", "N", "1.00")})...),
		"markup":     list(service("b", "<b>New</b>", "1.00")),
	} {
		if _, err := h.take("test", feed); !errors.Is(err, directory.ErrFeed) {
			t.Errorf("%s: %v", name, err)
		}
		unchanged(name)
	}
	changed := list(service("a", "Other", "1.00"), service("b", "New", "1.00"))
	h.waits = "waits for a chief officer"
	if r, err := h.take("test", changed); err != nil || r.State != directory.Waiting || r.At != nil {
		t.Errorf("waits: %+v, %v", r, err)
	}
	unchanged("waits")
	h.waits, h.refusal = "", ledger.ErrForbidden
	if _, err := h.take("test", changed); !errors.Is(err, ledger.ErrForbidden) {
		t.Errorf("refused: %v", err)
	}
	unchanged("refused")
	h.refusal = nil
	if r := h.must("test", changed); counts(r) != [4]int{1, 1, 0, 0} {
		t.Errorf("then = %+v", r)
	}
}

// What a record that is left out was before stays, and a service belongs to the feed that listed it first.
func TestLeftOutRecordsStay(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.must("one", list(service("a", "Gym", "75.00"), service("b", "Swim", "1.00")))
	r := h.must("one", list(service("a", "Gym", "75.001"), service("b", "Swim", "1.00")))
	if counts(r) != [4]int{0, 0, 0, 1} || len(r.Refused) != 1 || r.Refused[0].ID != "a" || r.Refused[0].Number != 1 {
		t.Errorf("with a record left out: %+v", r)
	}
	r = h.must("two", list(service("b", "Stolen", "1.00"), service("c", "Walk", "0")))
	if counts(r) != [4]int{1, 0, 0, 0} || len(r.Refused) != 1 || !strings.Contains(r.Refused[0].Why, "feed one") {
		t.Errorf("another's service: %+v", r)
	}
	if s, err := h.Service(t.Context(), "b"); err != nil || s.Name != "Swim" || s.Feed != "one" {
		t.Errorf("service = %+v, %v", s, err)
	}
}

func example(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("../../cmd/pooled/examples/darlington-services.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
