package api_test

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"pooled/api"
	"pooled/api/auth"
	"pooled/ledger"
	"pooled/policy"
)

func TestPlumbing(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, path := range []string{"/healthz", "/readyz", "/openapi.json", "/openapi.yaml", "/problems", "/docs"} {
		if r := h.send(http.MethodGet, path, "", ""); r.status != http.StatusOK {
			t.Errorf("%s = %.200s", path, r)
		}
	}
	r := h.send(http.MethodGet, "/problems/period-closed", "", "")
	if r.field("status") != float64(422) || r.field("title") != "The period is closed" {
		t.Errorf("problem = %s", r)
	}
	h.expect(h.send(http.MethodGet, "/problems/nothing", "", ""), http.StatusNotFound, "not-found")
	first, second := h.get("ada", "schemes"), h.get("ada", "schemes", header{"X-Request-Id", "mine"})
	ids := []string{first.header.Get("X-Request-Id"), second.header.Get("X-Request-Id")}
	if ids[0] == ids[1] || ids[1] == "mine" || len(ids[0]) != 26 {
		t.Errorf("request ids = %v", ids)
	}
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer",
	} {
		if got := first.header.Get(name); got != want {
			t.Errorf("%s = %q", name, got)
		}
	}
	log := h.log.String()
	if !strings.Contains(log, ids[0]) || !strings.Contains(log, "list-schemes") ||
		strings.Contains(log, string(h.pool.Fund)) {
		t.Errorf("log = %.500s", log)
	}
}

// Nothing on the documentation page comes from another host, and its policy lets nothing come.
func TestDocsAreLocal(t *testing.T) {
	t.Parallel()
	h := open(t)
	page := h.send(http.MethodGet, "/docs/", "", "")
	for _, source := range regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(string(page.body), -1) {
		path := source[1]
		if !strings.HasPrefix(path, "/docs/") {
			t.Errorf("the page loads %s", path)
			continue
		}
		if r := h.send(http.MethodGet, path, "", ""); r.status != http.StatusOK {
			t.Errorf("%s = %d", path, r.status)
		}
	}
	policy := page.header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "'sha256-") ||
		strings.Contains(policy, "http") || strings.Contains(policy, "script-src 'self' 'unsafe") {
		t.Errorf("policy = %s", policy)
	}
	if !strings.Contains(string(page.body), "/openapi.json") {
		t.Errorf("the page does not show the description: %s", page)
	}
}

// A panic, and an error that is not a refusal, are answered 500 without a word of what it was, and logged.
func TestFaultsAreHidden(t *testing.T) {
	t.Parallel()
	const secret = "password authentication failed for user ledger at 10.0.0.5"
	for name, who := range map[string]auth.Authenticator{
		"panic": func(*http.Request) (ledger.ActorID, error) { panic(secret) },
		"fault": func(*http.Request) (ledger.ActorID, error) { return "ada", nil }, // there is no journal: a nil dereference
	} {
		log := &lockedBuffer{}
		s := api.New(api.Config{
			Authenticate: who, Log: slog.New(slog.NewTextHandler(log, nil)), Metrics: api.NewMetrics(),
			May: func(ledger.Question) (policy.Sight, error) { return policy.Sight{}, errors.New(secret) },
		})
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/v1/funds/havering/schemes", nil))
		if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "10.0.0.5") ||
			!strings.Contains(w.Body.String(), "/problems/internal") {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
		if !strings.Contains(log.String(), "panic") {
			t.Errorf("%s: log = %s", name, log)
		}
	}
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	m := api.NewMetrics()
	watch := m.Watch()
	watch.Refuse("havering", "vire-budget/1", "not-enough")
	watch.Queue("havering", 3)
	watch.Batch("havering", 12, 1000, 2000)
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for _, want := range []string{
		`pooled_refusals_total{act="vire-budget/1",rule="not-enough"} 1`, `pooled_queue_length{fund="havering"} 3`,
		`pooled_batch_acts_sum 12`, `pooled_lock_wait_seconds_count 1`,
	} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("metrics lack %s", want)
		}
	}
}

// An act that cannot have its turn in time is answered 503, and its key settles it later.
func TestBusyFund(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.pool.Budget("one", "nhs-minimum", "1000.00")
	tx, err := h.pool.Pgx().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), `SELECT seq FROM fund WHERE id = $1 FOR UPDATE`, string(h.pool.Fund)); err != nil {
		t.Fatal(err)
	}
	key := header{"Idempotency-Key", "late"}
	start := time.Now()
	r := h.send(http.MethodPost, h.path("virements"), vire("one", "two", "1.00"), "ada", key,
		header{"Content-Type", "application/json"})
	if r.status != http.StatusServiceUnavailable || r.header.Get("Retry-After") == "" || time.Since(start) > 7*time.Second {
		t.Errorf("answer = %s after %s", r, time.Since(start))
	}
	h.expect(h.get("ada", "position"), http.StatusOK, "") // reading waits for nobody
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 50 {
		if r = h.post("ada", "virements", vire("one", "two", "1.00"), key); r.status != http.StatusServiceUnavailable {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if before := h.head().Seq; r.status > 201 {
		t.Errorf("later = %s", r)
	} else if h.expect(h.post("ada", "virements", vire("one", "two", "1.00"), key), 200, ""); h.head().Seq != before {
		t.Error("the act was done twice")
	}
}

// What is answered to an act says its length, however long it is: nobody has to put it together from parts.
func TestActsSayHowLongTheirAnswerIs(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.furnish()
	order := strings.Replace(buying("p-"+strings.Repeat("q", 38), "f-1", "1.00"), "client-7f3a",
		"client-7f3a"+strings.Repeat("e", 28), 1)
	got := h.expect(h.post("lin", "purchases", order), http.StatusCreated, "")
	if length := got.header.Get("Content-Length"); length != strconv.Itoa(len(got.body)) || len(got.body) < 2048 {
		t.Errorf("%d bytes say Content-Length %q", len(got.body), length)
	}
}
