package api

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"pooled/api/auth"
	"pooled/internal/directory"
	"pooled/ledger"
	"pooled/ledger/audit"
	"pooled/ledger/journal"
	"pooled/ledger/report"
	"pooled/policy"
)

// Deadlines and bounds. A caller that meets one is answered 503 with Retry-After.
const (
	actTimeMax      = 5 * time.Second
	questionTimeMax = 15 * time.Second
	inFlightMax     = 512  // requests at once, but for streams
	streamsMax      = 1024 // pages that are open and told of what moves, and files on their way
)

// Config is what a Service works with.
type Config struct {
	Journal      *journal.Journal
	Reports      *report.Reports
	Books        *audit.Books // whole journals, as an auditor reads them
	Directory    *directory.Directory
	May          func(ledger.Question) (policy.Sight, error) // what somebody may read of a fund
	Decide       ledger.Decide                               // policy, for what callers might do
	Authenticate auth.Authenticator
	Log          *slog.Logger // nil: none
	Metrics      *Metrics     // nil: none
	Banner       string       // stands on the documentation page, where there is one

	Pages func(*Service) Pages // what is served to browsers beside the operations; nil: nothing
}

// A Service serves every operation. It is an http.Handler, and its methods are the operations.
type Service struct {
	journal   *journal.Journal
	reports   *report.Reports
	books     *audit.Books
	readers   chan struct{} // who read whole journals
	directory *directory.Directory
	shop      *shop
	roots     roots
	may       func(ledger.Question) (policy.Sight, error)
	decide    ledger.Decide
	who       auth.Authenticator
	log       *slog.Logger
	metrics   *Metrics

	mux      *routes
	api      huma.API
	handler  http.Handler
	acts     map[string]*actRoute
	inFlight chan struct{}
	streams  chan struct{}
	bodies   []reflect.Type                                     // that huma reads and checks
	openapi  func() description                                 // written out when it is first asked for
	refusal  func(http.ResponseWriter, *http.Request, *Problem) // Pages.Refuse
}

// New makes a Service.
func New(c Config) *Service {
	s := describing(c)
	s.forget()
	return s
}

// describing makes a Service that still holds all that the API's description is written from.
func describing(c Config) *Service {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	settleHuma()
	s := &Service{
		journal: c.Journal, reports: c.Reports, books: c.Books, directory: c.Directory, may: c.May,
		decide: c.Decide, who: c.Authenticate, log: c.Log, metrics: c.Metrics,
		shop: newShop(c.Journal, c.Directory),
		mux:  &routes{}, acts: map[string]*actRoute{}, inFlight: make(chan struct{}, inFlightMax),
		streams: make(chan struct{}, streamsMax),
		readers: make(chan struct{}, journalReadersMax),
	}
	s.api = humago.New(s.mux, describe())
	aliasAll(s.api.OpenAPI().Components.Schemas)
	s.api.UseMiddleware(s.admit)
	s.registerAll()
	shareProblems(s.api.OpenAPI())
	signAmounts(s.schemas())
	s.openapi = sync.OnceValue(func() description { return writeOut(describing(Config{}).api.OpenAPI()) })
	s.servePages(c.Banner)
	if c.Pages != nil {
		pages := c.Pages(s)
		s.refusal = pages.Refuse
		for _, p := range pages.List {
			s.servePage(p)
		}
	}
	s.mux.ServeMux.HandleFunc("/", s.elsewhere)
	s.handler = s.door(s.mux)
	return s
}

func (s *Service) registerAll() {
	s.registerHealth()
	s.registerProblems()
	s.registerFunds()
	s.registerActs()
	s.registerManyActs()
	s.registerEntries()
	s.registerCheckpoints()
	s.registerExport()
	s.registerRisks()
	s.registerVerification()
	s.registerKeys()
	s.registerPositions()
	s.registerMovements()
	s.registerChanges()
	s.registerPromptPayment()
	s.registerOutcomes()
	s.registerProviders()
	s.registerCreditors()
	s.registerPaymentFiles()
	s.registerRollForward()
	s.registerReceivables()
	s.registerReceipts()
	s.registerFloats()
	s.registerBuying()
	s.registerOwnPurchases()
	s.registerBudgetPurchases()
	s.registerGrants()
	s.registerHealthBudgetRegister()
	s.registerMonitor()
	s.registerPartners()
	s.registerYears()
	s.registerPartnerYearEnd()
	s.registerDocuments()
	s.registerInbox()
	s.registerSearch()
	s.registerBodies()
	s.registerDirectory()
	s.registerJudgements()
}

// ServeHTTP serves one request.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// register is how every operation but those that stream is made known: with a deadline, and with every error turned
// into a problem document. What huma would send of a plain error is its text.
func register[I, O any](s *Service, op huma.Operation, do func(context.Context, *I) (*O, error)) {
	limit := questionTimeMax
	if op.Method != http.MethodGet {
		limit = actTimeMax
	}
	if own, ok := op.Metadata[timeMax].(time.Duration); ok {
		limit = own
	}
	op.RejectUnknownQueryParameters = true
	s.reads(reflect.TypeFor[I]())
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*O, error) {
		ctx, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		return answered(ctx, s, in, do)
	})
}

// answered does what an operation asks for; an error becomes the problem that the caller reads.
func answered[I, O any](ctx context.Context, s *Service, in *I, do func(context.Context, *I) (*O, error)) (*O, error) {
	out, err := do(ctx, in)
	if err == nil {
		return out, nil
	}
	p := s.problem(ctx, err)
	if p.headers != nil {
		return nil, huma.ErrorWithHeaders(p, p.headers)
	}
	return nil, p
}

// timeMax is an operation's own deadline, where it is not that of every act or question.
const timeMax = "timeMax"

// public marks an operation that anybody may ask for, without saying who they are.
const public = "public"

// answersWith marks an operation that answers with another media type than JSON, and says which.
const answersWith = "answers-with"

// admit finds out who is asking before the body is read.
func (s *Service) admit(ctx huma.Context, next func(huma.Context)) {
	c, op := callOf(ctx.Context()), ctx.Operation()
	c.operation = op.OperationID
	also, _ := op.Metadata[answersWith].(string)
	if !accepts(ctx.Header("Accept"), also) {
		_ = huma.WriteErr(s.api, ctx, http.StatusNotAcceptable, "")
		return
	}
	r, _ := humago.Unwrap(ctx)
	if op.Metadata[public] == nil {
		actor, err := s.who(r)
		if actor == ledger.Timer && err == nil {
			err = auth.ErrNobody // it is no person: what falls due is asked for within
		}
		if err != nil {
			p := s.stranger(ctx.Context(), err)
			_ = huma.WriteErr(s.api, ctx, p.Status, "", p)
			return
		}
		c.actor = actor
	}
	if p := ambiguous(r); p != nil {
		_ = huma.WriteErr(s.api, ctx, p.Status, "", p)
		return
	}
	next(ctx)
}

// ambiguous refuses a request that two readers could read in two ways: net/http takes the first of two headers or
// parameters of one name, drops a parameter that is broken, and passes an encoded body on as it is. A dry run must
// not become an act by that.
func ambiguous(r *http.Request) *Problem {
	for _, name := range []string{"Idempotency-Key", "Content-Type", "Content-Encoding"} {
		if len(r.Header[name]) > 1 {
			return invalidRequest.with("header." + name + ": it is given twice")
		}
	}
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		return wrongMedia.with("send the body as it is, without Content-Encoding")
	}
	if r.URL.RawQuery == "" {
		return nil
	}
	parameters, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return invalidRequest.with("query: a parameter is not written as one can be in an address")
	}
	for _, values := range parameters {
		if len(values) > 1 {
			return invalidRequest.with("query: a parameter is given twice")
		}
	}
	if values, given := parameters["dryRun"]; given && values[0] == "" {
		return invalidRequest.with("query.dryRun: it is true or false")
	}
	return nil
}

// accepts reports whether a caller takes JSON, or what the operation answers with instead. No header takes anything.
func accepts(header, also string) bool {
	if header == "" || header == "*/*" {
		return true
	}
	for kind := range strings.SplitSeq(header, ",") {
		kind, _, _ = strings.Cut(kind, ";")
		switch kind = strings.TrimSpace(kind); kind {
		case "":
		case also, "*/*", "application/*", "application/json", "application/problem+json", mediaMany:
			return true
		}
	}
	return false
}

// Caller is who asks. It is filled in from the request; code that calls an operation itself fills it in.
type Caller struct {
	Actor ledger.ActorID
}

// Resolve fills in the caller.
func (c *Caller) Resolve(ctx huma.Context) []error {
	c.Actor = callOf(ctx.Context()).actor
	return nil
}

// routes is the standard mux, remembering what it routes so that a test can hold it against the description.
type routes struct {
	http.ServeMux
	patterns []string
}

// HandleFunc routes a pattern.
func (m *routes) HandleFunc(pattern string, do func(http.ResponseWriter, *http.Request)) {
	m.patterns = append(m.patterns, pattern)
	m.ServeMux.HandleFunc(pattern, do)
}

// methods are those that an address takes.
func (m *routes) methods(r *http.Request) []string {
	var found []string
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		probe := &http.Request{Method: method, URL: r.URL, Host: r.Host}
		if _, pattern := m.Handler(probe); strings.HasPrefix(pattern, method+" ") {
			found = append(found, method)
		}
	}
	return found
}
