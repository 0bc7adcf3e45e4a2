package web_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pooled/api"
	"pooled/api/auth"
	"pooled/internal/directory"
	"pooled/internal/paper"
	"pooled/internal/pooltest"
	"pooled/ledger"
	"pooled/ledger/audit"
	"pooled/ledger/report"
	"pooled/policy"
	"pooled/web"
)

// house is the whole service on a real port, whose people are those of a real identity provider.
type house struct {
	*testing.T
	identity *pooltest.Identity
	base     string
	log      *log
	pool     *pooltest.Pool
	judges   ledger.Decide // has the journal's decisions judged again; nil: the policy that comes with the program
	judged   *atomic.Bool  // by the policy that comes with the program; until then whoever asks may
	printer  *paper.Press  // nil: no PDFs
}

type log struct {
	mutex sync.Mutex
	text  strings.Builder
}

// Write writes.
func (l *log) Write(p []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.Write(p)
}

func (l *log) String() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.String()
}

// open starts the provider and the service. development starts the service for development people instead.
func open(t *testing.T, development bool) *house {
	t.Helper()
	return openPrinting(t, development, nil)
}

// openPrinting is open with a press.
func openPrinting(t *testing.T, development bool, press *paper.Press) *house {
	t.Helper()
	listener := listen(t)
	h := &house{T: t, base: "http://" + listener.Addr().String(), log: &log{}, printer: press}
	if !development {
		h.identity = pooltest.StartIdentity(t, "-redirect", h.base+auth.CallbackPath)
	}
	h.serve(listener)
	return h
}

// another is another instance of the same service, on a port of its own. Browsers send it the same cookies.
func (h *house) another() *house {
	h.Helper()
	listener := listen(h.T)
	other := &house{T: h.T, identity: h.identity, base: "http://" + listener.Addr().String(), log: &log{}}
	other.serve(listener)
	return other
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return listener
}

func (h *house) serve(listener net.Listener) {
	h.Helper()
	scheme, err := policy.Default()
	if err != nil {
		h.Fatal(err)
	}
	h.judged = &atomic.Bool{}
	h.pool = pooltest.NewIn(h.T, pooltest.Shared(h.T), func(q ledger.Question) (ledger.Decision, error) {
		if h.judged.Load() {
			return scheme.Decide(q)
		}
		return pooltest.AllowAll(q)
	})
	h.serveFund(listener)
}

// serveFund serves the fund that the house has.
func (h *house) serveFund(listener net.Listener) {
	h.Helper()
	base, err := auth.Base(h.base)
	if err != nil {
		h.Fatal(err)
	}
	scheme, err := policy.Default()
	if err != nil {
		h.Fatal(err)
	}
	pool, judges := h.pool, h.judges
	if judges == nil {
		judges = scheme.Decide
	}
	log := slog.New(slog.NewJSONHandler(h.log, nil))
	pages, who := h.pages(base, log)
	service := api.New(api.Config{
		Journal: pool.Journal, Reports: report.New(pool.DB.ReaderPool(h.T)), May: scheme.May, Decide: judges, Log: log,
		Books: audit.NewBooks(pool.DB.ReaderPool(h.T)), Directory: directory.New(pool.DB.Pool(h.T), directory.Hosts{}),
		Authenticate: who, Pages: web.Pages(pages), Banner: pages.Banner,
	})
	server := api.NewServer(service, log)
	go func() { _ = server.Serve(listener) }()
	h.Cleanup(func() { _ = server.Shutdown(context.Background()) })
}

func (h *house) pages(base *url.URL, log *slog.Logger) (web.Config, auth.Authenticator) {
	h.Helper()
	store := auth.NewStore(pooltest.Shared(h.T).Pool(h.T))
	provider := auth.DevelopmentProvider
	if h.identity != nil {
		provider = h.identity.Issuer
	}
	sessions, err := auth.NewSessions(store, provider, base)
	if err != nil {
		h.Fatal(err)
	}
	c := web.Config{Store: store, Sessions: sessions, Press: h.printer}
	if h.identity == nil {
		c.Banner, c.People = auth.DevelopmentBanner, []auth.Person{{Actor: "ada", Name: "A finance officer"}}
		return c, auth.Either(auth.Development, sessions.Who)
	}
	c.Issuer, err = auth.Discover(h.Context(), auth.IssuerConfig{
		Address: provider, ClientID: "pooled", ClientSecret: pooltest.IdentitySecret, Algorithms: []string{"RS256"},
		Base: base, LifeMax: 15 * time.Minute, Log: log,
	}, store, sessions)
	if err != nil {
		h.Fatal(err)
	}
	return c, auth.Either(c.Issuer.Bearer, sessions.Who)
}

// reply is what came back, but for the text.
type reply struct {
	status int
	header http.Header
}

// ask asks with a browser that follows no redirect.
func (h *house) ask(browser *http.Client, method, path, body string, headers ...string) (reply, string) {
	h.Helper()
	r, err := http.NewRequestWithContext(h.Context(), method, h.base+path, strings.NewReader(body))
	if err != nil {
		h.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for n := 0; n < len(headers); n += 2 {
		r.Header.Set(headers[n], headers[n+1])
	}
	still := *browser
	still.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	answer, err := still.Do(r)
	if err != nil {
		h.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		h.Fatal(err)
	}
	return reply{answer.StatusCode, answer.Header}, string(text)
}

// refused holds an answer to be the problem document of somebody who is not let in.
func (h *house) refused(what string, answer reply, text string) {
	h.Helper()
	if answer.status != http.StatusUnauthorized || answer.header.Get("WWW-Authenticate") != auth.Challenge ||
		answer.header.Get("Content-Type") != "application/problem+json" || !strings.Contains(text, "/problems/unauthenticated") {
		h.Errorf("%s: %d %s %v", what, answer.status, text, answer.header)
	}
}

var (
	actorOnPage = regexp.MustCompile(`<code>(a-[a-z2-7]{24})</code>`)
	inForm      = []string{"Content-Type", "application/json", "Idempotency-Key", "one"}
)

const virement = `{"on":"2015-06-01","narrative":"n","from":{"scheme":"one","source":"nhs-minimum"},` +
	`"to":{"scheme":"two","source":"nhs-minimum"},"amount":"1.00"}`
