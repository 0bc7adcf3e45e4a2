package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"pooled/api"
	"pooled/api/auth"
	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/audit"
	"pooled/ledger/journal"
	"pooled/ledger/report"
	"pooled/policy"
)

// house is the API over a fund of the test's own, on a real port, judged by the policy that comes with the program.
// Its people are in people_test.go.
type house struct {
	*testing.T
	pool    *pooltest.Pool
	policy  *policy.Policy
	server  *httptest.Server
	service *api.Service
	log     *lockedBuffer
	keys    *atomic.Int64
}

// open opens a house. Until everybody has been appointed nobody could do anything, so until then everybody may. Posts
// given here are held in the house's own fund, by people whose names end in it: see who.
func open(t *testing.T, own ...ledger.GrantPost) *house {
	t.Helper()
	return openIn(t, pooltest.Shared(t), own...)
}

// openIn is open in a database, such as one of the test's own where it is about organisations that others use.
func openIn(t *testing.T, db *pooltest.DB, own ...ledger.GrantPost) *house {
	t.Helper()
	scheme, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	var judged atomic.Bool
	decide := func(q ledger.Question) (ledger.Decision, error) {
		if judged.Load() {
			return scheme.Decide(q)
		}
		return pooltest.AllowAll(q)
	}
	pool := pooltest.NewIn(t, db, decide)
	h := &house{T: t, pool: pool, policy: scheme, log: &lockedBuffer{}, keys: &atomic.Int64{}}
	appoint(h, own)
	judged.Store(true)
	h.serve()
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(h.log.String())
		}
	})
	return h
}

// of is the house in a subtest.
func (h *house) of(t *testing.T) *house {
	in := *h
	in.T = t
	return &in
}

// serve serves the house's journal on a port of its own.
func (h *house) serve() {
	h.Helper()
	h.service = api.New(api.Config{
		Journal: h.pool.Journal, Reports: report.New(h.pool.DB.ReaderPool(h)),
		Books: audit.NewBooks(h.pool.DB.ReaderPool(h)), Directory: h.directory(),
		May: h.policy.May, Decide: h.policy.Decide,
		Authenticate: auth.Development, Log: slog.New(slog.NewJSONHandler(h.log, nil)), Metrics: api.NewMetrics(),
	})
	h.server = httptest.NewUnstartedServer(h.service)
	h.server.Config = api.NewServer(h.service, slog.New(slog.DiscardHandler))
	h.server.Start()
	h.server.Client().Transport.(*http.Transport).MaxIdleConnsPerHost = 100
	h.Cleanup(h.server.Close)
}

// reply is what came back.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// field reads a part of a JSON reply, by its path.
func (r reply) field(path ...any) any {
	var v any
	if err := json.Unmarshal(r.body, &v); err != nil {
		return fmt.Sprintf("not JSON: %v", err)
	}
	for _, p := range path {
		switch at := v.(type) {
		case map[string]any:
			v = at[fmt.Sprint(p)]
		case []any:
			n, ok := p.(int)
			if !ok || n >= len(at) {
				return nil
			}
			v = at[n]
		default:
			return nil
		}
	}
	return v
}

func (r reply) String() string { return fmt.Sprintf("%d %s", r.status, bytes.TrimSpace(r.body)) }

// problem is the last part of a problem document's type, or "".
func (r reply) problem() string {
	kind, _ := r.field("type").(string)
	return strings.TrimPrefix(kind, "/problems/")
}

// header changes a request before it is sent.
type header struct{ name, value string }

func (h *house) send(method, path, body, as string, headers ...header) reply {
	h.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, h.server.URL+path, strings.NewReader(body))
	if err != nil {
		h.Fatal(err)
	}
	if as != "" {
		r.Header.Set("Authorization", "Bearer development:"+as)
	}
	for _, one := range headers {
		r.Header.Set(one.name, one.value)
		if one.value == "" {
			r.Header.Del(one.name)
		}
	}
	return h.do(r)
}

// do sends a request and reads the whole answer.
func (h *house) do(r *http.Request) reply {
	h.Helper()
	answer, err := h.server.Client().Do(r)
	if err != nil {
		h.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		h.Fatal(err)
	}
	return reply{answer.StatusCode, answer.Header, text}
}

// post sends an act to the test's fund with a key of its own.
func (h *house) post(as, path, body string, headers ...header) reply {
	h.Helper()
	all := append([]header{
		{"Content-Type", "application/json"},
		{"Idempotency-Key", fmt.Sprintf("http-%s-%d", h.pool.Fund, h.keys.Add(1))},
	}, headers...)
	return h.send(http.MethodPost, h.path(path), body, as, all...)
}

func (h *house) get(as, path string, headers ...header) reply {
	h.Helper()
	return h.send(http.MethodGet, h.path(path), "", as, headers...)
}

// path puts the test's fund in front, unless the path is absolute: "/…".
func (h *house) path(path string) string {
	if strings.HasPrefix(path, "/") {
		return path
	}
	return "/v1/funds/" + string(h.pool.Fund) + "/" + path
}

// expect holds a reply against a status and, for a refusal, the name of its problem.
func (h *house) expect(r reply, status int, problem string) reply {
	h.Helper()
	if r.status != status || r.problem() != problem {
		h.Errorf("answer = %s; want %d %s", r, status, problem)
	}
	return r
}

// head is where the fund's journal stands.
func (h *house) head() journal.Head {
	h.Helper()
	head, err := h.pool.Journal.Head(context.Background(), h.pool.Fund)
	if err != nil {
		h.Fatal(err)
	}
	return head
}

// vire is the body of a virement within NHS minimum.
func vire(from, to, amount string) string {
	return fmt.Sprintf(`{"on":"2015-06-01","narrative":"more reablement","from":{"scheme":%q,"source":"nhs-minimum"},`+
		`"to":{"scheme":%q,"source":"nhs-minimum"},"amount":%q}`, from, to, amount)
}

// lockedBuffer is a log that many may write to.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
