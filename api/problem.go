package api

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
)

// A Problem is a refusal as the caller reads it: a problem document (RFC 9457). Its type is stable, one for each
// rule, and is an address here that explains it.
type Problem struct {
	Type     string  `json:"type" example:"/problems/period-closed" doc:"names the rule; an address here explains it"`
	Title    string  `json:"title" example:"The period is closed" doc:"the rule in a few words, always the same"`
	Status   int     `json:"status" example:"422" doc:"the HTTP status"`
	Detail   string  `json:"detail" doc:"what stood against this request, for the person who asked"`
	Instance string  `json:"instance,omitempty" doc:"the request's id, as in the X-Request-Id header; quote it to us"`
	Errors   []Fault `json:"errors,omitempty" doc:"which parameters are at fault, where there are several"`

	huma.StatusError `json:"-"` // tells huma the status
	headers          http.Header
}

func document(name, title string, status int, detail string) *Problem {
	return &Problem{
		Type: "/problems/" + name, Title: title, Status: status, Detail: detail,
		StatusError: &huma.ErrorModel{Status: status},
	}
}

// Fault is one parameter that was refused. It never holds the value.
type Fault struct {
	Location string `json:"location" example:"header.Idempotency-Key"`
	Message  string `json:"message"`
}

// Error is the sentence.
func (p *Problem) Error() string { return p.Detail }

// ContentType is that of a problem document.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// statusOf is the one map from the kind of a refusal to HTTP.
func statusOf(k ledger.Kind) int {
	switch k {
	case ledger.Invalid, ledger.Rule:
		return http.StatusUnprocessableEntity
	case ledger.Forbidden:
		return http.StatusForbidden
	case ledger.NotFound:
		return http.StatusNotFound
	case ledger.Conflict:
		return http.StatusConflict
	case ledger.Busy:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// The problems that are HTTP's rather than the ledger's.
var (
	unreadable = problemType{
		"unreadable", "The request cannot be read", http.StatusBadRequest,
		"the body is not the JSON it must be: one object, in UTF-8, each field once",
	}
	timedOut = problemType{
		"request-timeout", "The request took too long to arrive", http.StatusRequestTimeout,
		"the body did not arrive in time; nothing was done",
	}
	tooLarge = problemType{
		"too-large", "The request is too large", http.StatusRequestEntityTooLarge,
		"the body is longer than this address takes",
	}
	wrongMedia = problemType{
		"content-type", "The content type is not taken here", http.StatusUnsupportedMediaType,
		"send the body as Content-Type: application/json (or application/x-ndjson where many acts are sent, text/csv where a " +
			"file is)",
	}
	invalidRequest = problemType{
		"invalid-request", "A parameter is not in the form it must have",
		http.StatusUnprocessableEntity, "a header or a parameter of the address is missing or not in its form",
	}
	notAcceptable = problemType{
		"not-acceptable", "There is no answer of that type", http.StatusNotAcceptable,
		"answers are JSON, or CSV or text where an address says so; ask with Accept: application/json or leave the header out",
	}
	unauthenticated = problemType{
		"unauthenticated", "Say who is asking", http.StatusUnauthorized,
		"the request does not say who is asking, or not in a way that is known here",
	}
	crossOrigin = problemType{
		"cross-origin", "The request comes from another site", http.StatusForbidden,
		"another site's page sent this request; open this service itself and ask there",
	}
	noRoute = problemType{
		"no-such-address", "There is nothing at this address", http.StatusNotFound,
		"there is nothing at this address; /openapi.json lists every address",
	}
	noMethod = problemType{
		"method-not-allowed", "The address does not take this method",
		http.StatusMethodNotAllowed, "the address does not take this method; the Allow header says which it takes",
	}
	internal = problemType{
		"internal", "The service failed", http.StatusInternalServerError,
		"the service failed, and it is not your doing; quote the request's id to the people who run it",
	}
)

// problemType is a line of the list of problems.
type problemType struct {
	name, title string
	status      int
	text        string
}

func (t problemType) with(detail string) *Problem {
	return document(t.name, t.title, t.status, cmp.Or(detail, t.text))
}

// Error is the type's own sentence, so that it can be returned as it is.
func (t problemType) Error() string { return t.text }

// problemOf makes the problem document of an error. known is false where it is a fault of ours.
func problemOf(err error) (p *Problem, known bool) {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p, true
	}
	if t, ok := errors.AsType[problemType](err); ok {
		return t.with(""), true
	}
	if e, ok := errors.AsType[errUnreadable](err); ok {
		return unreadable.with(string(e)), true
	}
	if late(err) || away(err) {
		err = ledger.ErrBusy
	}
	e, ok := errors.AsType[*ledger.Error](err)
	if !ok || e.Kind == ledger.Internal {
		return internal.with(""), false
	}
	status := statusOf(e.Kind)
	p = document(e.Name, cmp.Or(titles[e.Name], http.StatusText(status)), status, sentence(e.Text))
	if e.Kind == ledger.Busy {
		p.headers = http.Header{"Retry-After": {retryAfter}}
	}
	return p, true
}

func late(err error) bool {
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}

// away reports that the database cannot be reached or is going down: it will be back, so the caller should ask again.
func away(err error) bool {
	if _, ok := errors.AsType[net.Error](err); ok || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return true
	}
	var state interface{ SQLState() string }
	if !errors.As(err, &state) || len(state.SQLState()) != 5 {
		return false
	}
	switch state.SQLState()[:2] {
	case "08", "53", "57": // connections, resources, an operator's hand
		return true
	}
	return false
}

// retryAfter is in seconds. A batch takes milliseconds, so the shortest that HTTP can say.
const retryAfter = "1"

// sentence begins with a capital, unless it begins with the name of a field or a record.
func sentence(text string) string {
	first, _, _ := strings.Cut(text, " ")
	if first == "" || strings.ContainsAny(first, ":.-0123456789") || first[0] < 'a' || first[0] > 'z' {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// newProblem is how huma makes an error of its own: what it read of the request is not in the form it must have.
func newProblem(status int, message string, errs ...error) *Problem {
	for _, err := range errs {
		if p, known := problemOf(err); known {
			return p
		}
	}
	if status == http.StatusInternalServerError && message == "cannot read request body" {
		return unreadable.with("the body was cut off; nothing was done")
	}
	at := slices.IndexFunc(humaProblems, func(t problemType) bool { return t.status == status })
	if at < 0 {
		return internal.with("")
	}
	p := humaProblems[at].with("")
	for _, err := range errs {
		if d, ok := errors.AsType[*huma.ErrorDetail](err); ok && p.Status == http.StatusUnprocessableEntity {
			p.Errors = append(p.Errors, faultOf(d))
		}
	}
	if len(p.Errors) > 0 {
		p.Detail = p.Errors[0].Location + ": " + p.Errors[0].Message
	}
	return p
}

var humaProblems = []problemType{unreadable, timedOut, tooLarge, wrongMedia, invalidRequest, notAcceptable}

// faultOf drops the value, and the name of a parameter that is not ours.
func faultOf(d *huma.ErrorDetail) Fault {
	if d.Message == "unknown query parameter" {
		return Fault{"query", "a parameter has a name that is not known here"}
	}
	return Fault{d.Location, d.Message}
}

// settleHuma puts our problem documents in the place of huma's, and says that a list is never null. They are
// variables of its package, so once does for all services of the program.
var settleHuma = sync.OnceFunc(func() {
	huma.DefaultArrayNullable = false
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		return newProblem(status, message, errs...)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
		p := newProblem(status, message, errs...)
		stamped := *p
		stamped.Instance = callOf(ctx.Context()).id
		for name, values := range p.headers {
			ctx.SetHeader(name, values[0])
		}
		return &stamped
	}
})

// problem turns what an operation returned into what the caller reads. Faults are logged here and hidden.
func (s *Service) problem(ctx context.Context, err error) *Problem {
	p, known := problemOf(err)
	c := callOf(ctx)
	if !known || away(err) {
		s.log.ErrorContext(ctx, "operation failed", "request", c.id, "operation", c.operation, "error", err)
	}
	stamped := *p
	stamped.Instance = c.id
	return &stamped
}
