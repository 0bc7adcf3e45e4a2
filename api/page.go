package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"

	"github.com/swaggest/swgui"
	"github.com/swaggest/swgui/v5emb"

	"pooled/api/auth"
	"pooled/ledger"
)

// A Page is served to people's browsers, through the same door as the operations.
type Page struct {
	Pattern string // of net/http, such as "GET /sign-in"
	Name    string // in logs and metrics, such as "sign-in"
	Show    func(http.ResponseWriter, *http.Request) error
	Streams bool // it lasts as long as its reader, without the deadline of questions, and is counted apart
}

// Pages are what is served to people's browsers beside the operations.
type Pages struct {
	List   []Page
	Refuse func(http.ResponseWriter, *http.Request, *Problem) // shows a browser why not; nil: as a problem document
}

// servePage serves a page. What it returns a browser is shown as a page, and another program as a problem document.
func (s *Service) servePage(p Page) {
	s.mux.HandleFunc(p.Pattern, func(w http.ResponseWriter, r *http.Request) {
		c := callOf(r.Context())
		c.operation = p.Name
		if p.Streams && !s.lasts(c) {
			s.refuse(w, r, ledger.ErrBusy)
			return
		}
		if !p.Streams {
			ctx, cancel := context.WithTimeout(r.Context(), questionTimeMax)
			defer cancel()
			r = r.WithContext(ctx)
		}
		if err := p.Show(w, r); err != nil {
			s.show(w, r, s.stranger(r.Context(), err))
		}
	})
}

// show shows a refusal outside any operation: as a page, where a browser asks and there are pages.
func (s *Service) show(w http.ResponseWriter, r *http.Request, p *Problem) {
	c := callOf(r.Context())
	if s.refusal == nil || !strings.Contains(r.Header.Get("Accept"), "text/html") {
		s.write(w, p, c)
		return
	}
	p.Instance = c.id
	for name, values := range p.headers {
		w.Header()[name] = values
	}
	s.refusal(w, r, p)
}

// stranger is what somebody reads who was not let in. Why stands in the log, without anything of what was sent.
func (s *Service) stranger(ctx context.Context, err error) *Problem {
	switch {
	case errors.Is(err, auth.ErrNobody):
		c := callOf(ctx)
		s.log.LogAttrs(ctx, slog.LevelInfo, "not let in", slog.String("request", c.id),
			slog.String("operation", c.operation), slog.String("reason", auth.Reason(err)))
		p := unauthenticated.with(sentence(auth.ErrNobody.Error()))
		p.headers = http.Header{"Www-Authenticate": {auth.Challenge}}
		return p
	case errors.Is(err, auth.ErrCrossOrigin):
		return crossOrigin.with(sentence(err.Error()))
	}
	return s.problem(ctx, err)
}

// servePages serves the description and its documentation page, all of it from the program itself.
func (s *Service) servePages(banner string) {
	s.text("GET /openapi.json", "application/openapi+json", func() []byte { return s.openapi().json })
	s.text("GET /openapi.yaml", "application/openapi+yaml", func() []byte { return s.openapi().yaml })
	docs := v5emb.NewHandlerWithConfig(swgui.Config{
		Title: "Pooled funds", SwaggerJSON: "/openapi.json", BasePath: "/docs/", HideCurl: false,
		SettingsUI: map[string]string{"docExpansion": `"none"`, "tryItOutEnabled": "true"},
	})
	front, policy := frontPage(docs, banner)
	s.mux.HandleFunc("GET /docs/", func(w http.ResponseWriter, r *http.Request) {
		callOf(r.Context()).operation = "show-docs"
		w.Header().Set("Content-Security-Policy", policy)
		if r.URL.Path == "/docs/" { // never from a browser's memory: it could be without the banner
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write(front) // the caller may have gone
			return
		}
		w.Header().Set("Cache-Control", "private, max-age=300")
		docs.ServeHTTP(w, r)
	})
	s.mux.HandleFunc("GET /docs", func(w http.ResponseWriter, r *http.Request) {
		callOf(r.Context()).operation = "show-docs"
		http.Redirect(w, r, "/docs/", http.StatusFound)
	})
}

func (s *Service) text(pattern, contentType string, body func() []byte) {
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		callOf(r.Context()).operation = "show-openapi"
		w.Header().Set("Content-Type", contentType)
		_, _ = w.Write(body()) // the caller may have gone
	})
}

var (
	script = regexp.MustCompile(`(?s)<script>(.*?)</script>`)
	body   = regexp.MustCompile(`<body[^>]*>`)
)

// bannerOpen begins a banner on the documentation page, which lets styles stand in the page.
const bannerOpen = `<p role="note" style="margin:0;padding:12px 16px;background:#fff3bf;color:#1a1a1a;` +
	`border-bottom:4px solid #8a1f11;font:bold 16px/1.4 sans-serif">`

// frontPage is the documentation page with the banner on it, and its policy: it lets the page run its own scripts and
// those alone. Those that stand in the page itself are named by their hashes.
func frontPage(docs http.Handler, banner string) (page []byte, policy string) {
	recorded := httptest.NewRecorder()
	docs.ServeHTTP(recorded, httptest.NewRequest(http.MethodGet, "/docs/", nil))
	page = recorded.Body.Bytes()
	var hashes strings.Builder
	for _, found := range script.FindAllSubmatch(page, -1) {
		sum := sha256.Sum256(found[1])
		fmt.Fprintf(&hashes, " 'sha256-%s'", base64.StdEncoding.EncodeToString(sum[:]))
	}
	if at := body.FindIndex(page); at != nil && banner != "" {
		note := []byte("\n" + bannerOpen + html.EscapeString(banner) + "</p>")
		page = bytes.Join([][]byte{page[:at[1]], note, page[at[1]:]}, nil)
	}
	return page, "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
		"connect-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self'" + hashes.String()
}
