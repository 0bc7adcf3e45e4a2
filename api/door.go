package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"pooled/ledger"
)

// Limits of the server, so that a slow or a careless caller costs little. A body of many acts extends its own.
const (
	readHeaderTimeMax = 5 * time.Second
	readTimeMax       = 15 * time.Second
	writeTimeMax      = 30 * time.Second
	idleTimeMax       = 60 * time.Second
	headerBytesMax    = 16 << 10
)

// NewServer is an http.Server with time-outs and bounds; net/http has none of its own.
func NewServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: readHeaderTimeMax, ReadTimeout: readTimeMax, WriteTimeout: writeTimeMax,
		IdleTimeout: idleTimeMax, MaxHeaderBytes: headerBytesMax, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

// securityHeaders stand in every answer. Nobody changes their values.
var securityHeaders = http.Header{
	"X-Content-Type-Options":  {"nosniff"},
	"Cache-Control":           {"no-store"},
	"Content-Security-Policy": {"default-src 'none'; frame-ancestors 'none'; base-uri 'none'"},
	"Referrer-Policy":         {"no-referrer"},
}

// door is what every request goes through: it gets an id, is counted, logged and bounded, and its panics are caught.
func (s *Service) door(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := newCall()
		out := &answer{ResponseWriter: w}
		h := w.Header()
		h["X-Request-Id"] = []string{c.id}
		maps.Copy(h, securityHeaders)
		r = r.WithContext(context.WithValue(r.Context(), callKey{}, c))
		defer s.leave(out, r, c)
		select {
		case s.inFlight <- struct{}{}:
			c.leave = func() { <-s.inFlight }
			defer func() { c.leave() }()
			next.ServeHTTP(out, r)
		default:
			s.refuse(out, r, ledger.ErrBusy)
		}
	})
}

// lasts counts a call that lasts among the streams, and no longer among the requests in flight: however many pages are
// open, those who ask and act find room. It reports whether there is room for one more.
func (s *Service) lasts(c *call) bool {
	select {
	case s.streams <- struct{}{}:
		c.leave()
		c.leave = func() { <-s.streams }
		return true
	default:
		return false
	}
}

// leave ends a call: a panic becomes a problem document, and the call is counted and logged, without any value of it.
func (s *Service) leave(out *answer, r *http.Request, c *call) {
	if p := recover(); p != nil {
		if p == http.ErrAbortHandler { //nolint:errorlint // net/http panics with this very value
			panic(p)
		}
		s.log.Error("operation panicked", "request", c.id, "operation", c.operation, "panic", p,
			"stack", string(debug.Stack()))
		if !out.begun {
			out.status = 0
			out.Header().Del("Content-Length")
			s.write(out, internal.with(""), c)
		}
	}
	if out.status != 0 {
		out.begin() // of an answer without a body
	}
	took := time.Since(c.started)
	s.metrics.observe(c.operation, out.status, took)
	if s.log.Enabled(r.Context(), slog.LevelInfo) {
		s.log.LogAttrs(r.Context(), slog.LevelInfo, "request", slog.String("request", c.id),
			slog.String("operation", c.operation), slog.String("method", method(r)), slog.Int("status", out.status),
			slog.Int64("bytes", out.bytes), slog.Duration("took", took))
	}
}

// method is the request's if it is a usual one: a caller may write anything there.
func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodPost, http.MethodHead, http.MethodOptions:
		return r.Method
	}
	return "other"
}

// elsewhere answers what no operation does: there is nothing there, or nothing by that method.
func (s *Service) elsewhere(w http.ResponseWriter, r *http.Request) {
	if methods := s.mux.methods(r); len(methods) > 0 {
		w.Header().Set("Allow", strings.Join(methods, ", "))
		s.refuse(w, r, noMethod)
		return
	}
	s.refuse(w, r, noRoute)
}

// refuse answers with a refusal outside any operation.
func (s *Service) refuse(w http.ResponseWriter, r *http.Request, err error) {
	s.show(w, r, s.problem(r.Context(), err))
}

func (s *Service) write(w http.ResponseWriter, p *Problem, c *call) {
	p.Instance = c.id
	for name, values := range p.headers {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the caller may have gone
}

// answer notes what was answered. Its head goes out with the first of its body, so that until then its length can be
// said, or all of it be taken back.
type answer struct {
	http.ResponseWriter
	status int
	begun  bool
	bytes  int64
}

// WriteHeader notes the status.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

// begin sends the head, once.
func (a *answer) begin() {
	if a.begun {
		return
	}
	a.begun = true
	if a.status == 0 {
		a.status = http.StatusOK
	}
	a.ResponseWriter.WriteHeader(a.status)
}

// long says how long the body will be: a client need not put it together from parts.
func (a *answer) long(bytes int) {
	if !a.begun {
		a.Header().Set("Content-Length", strconv.Itoa(bytes))
	}
}

// Write counts the bytes.
func (a *answer) Write(b []byte) (int, error) {
	a.begin()
	n, err := a.ResponseWriter.Write(b)
	a.bytes += int64(n)
	return n, err
}

// FlushError sends what there is, the head at least.
func (a *answer) FlushError() error {
	a.begin()
	return http.NewResponseController(a.ResponseWriter).Flush()
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
