package web

import (
	"bytes"
	"compress/gzip"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"sync"

	"pooled/api"
	"pooled/api/auth"
)

//go:embed templates
var templateFiles embed.FS

var templates = template.Must(template.New("pages").Funcs(template.FuncMap{
	"uk": ukTime,
}).ParseFS(templateFiles, "templates/*.html"))

// crumb is a step of the way to a page.
type crumb struct{ Name, Address string }

// layout is a page: what stands around its main part, and that.
type layout struct {
	Title, Banner string
	Person        *auth.Person // nil: not signed in
	SignIn        bool         // at the issuer
	Crumbs        []crumb
	Main          template.HTML // written by one of our own templates
	Moment        *api.Moment   // what its figures rest on; nil: it has none
	Style, Script string        // addresses; no style: the assets were not built
	Live          string        // the address that tells of new entries; none: nothing to tell
	Moving        bool          // it has a progress bar that a script moves
	Posts         string        // as what the person acts in the fund that the page is of
	Fund          []fundLink    // the parts of the fund that the page is of
}

// fundPart is a part of a fund's pages, by how its address goes on after the fund's.
type fundPart struct{ name, path string }

// buyPart is shown to whoever may buy in the fund.
const buyPart = "/buy"

// fundParts stand at the head of each page of a fund. A new one adds its line.
var fundParts = []fundPart{
	{"Position", ""},
	{"Inbox", "/inbox"},
	{"Buy", buyPart},
	{"Work", "/work"},
	{"Upload", "/upload"},
	{"Search", "/search"},
	{"Audit", "/audit"},
}

// fundLink leads to a part of a fund, or says that the page is its first.
type fundLink struct {
	Name, Address string
	Here          bool
}

// fundLinks are the parts of the fund that a page is of; none where it is of no fund.
func (s *site) fundLinks(r *http.Request, person *auth.Person) (list []fundLink) {
	fund := r.PathValue("fund")
	if fund == "" {
		return nil
	}
	buys, err := s.ask.MayBuy(r.Context(), fund, person.Actor)
	for _, one := range fundParts {
		if one.path == buyPart && (err != nil || !buys) {
			continue
		}
		address := "/funds/" + fund + one.path
		list = append(list, fundLink{one.name, address, r.URL.Path == address})
	}
	return list
}

// part writes the main part of a page by its template.
func part(name string, data any) (template.HTML, error) {
	var text bytes.Buffer
	if err := templates.ExecuteTemplate(&text, name, data); err != nil {
		return "", fmt.Errorf("write the page %s: %w", name, err)
	}
	return template.HTML(text.String()), nil //nolint:gosec // html/template has escaped it
}

// answer sends a whole page.
func (s *site) answer(w http.ResponseWriter, r *http.Request, status int, l layout) error {
	l.Banner, l.SignIn, l.Style = s.Banner, s.Issuer != nil, assets["page.css"].address
	if l.Person != nil && status != http.StatusNotFound && status != http.StatusForbidden {
		l.Fund = s.fundLinks(r, l.Person)
		l.Posts = s.rolesIn(r, l.Person)
	}
	if l.Live != "" || l.Moving {
		l.Script = assets["live.js"].address
	}
	var text bytes.Buffer
	if err := templates.ExecuteTemplate(&text, "layout", l); err != nil {
		return fmt.Errorf("write the page %q: %w", l.Title, err)
	}
	s.head(w, "text/html; charset=utf-8", l.Script != "")
	send(w, r, status, text.Bytes(), packed(text.Bytes()))
	return nil
}

// packers compress pages: each holds a megabyte, so they are used again.
var packers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is one that there is
	return z
}}

// packed is a page, compressed.
func packed(text []byte) []byte {
	z, _ := packers.Get().(*gzip.Writer)
	defer packers.Put(z)
	var out bytes.Buffer
	z.Reset(&out)
	_, _ = z.Write(text) // memory does not fail
	_ = z.Close()
	return out.Bytes()
}

// head sets what every page's answer says. Without a referrer browsers would send forms without an origin too.
func (s *site) head(w http.ResponseWriter, contentType string, scripted bool) {
	h := w.Header()
	policy := s.policy
	if scripted {
		policy += "; script-src 'self'; connect-src 'self'"
	}
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Content-Type", contentType)
}

// person is who asks; nil where nobody is signed in.
func (s *site) person(r *http.Request) (*auth.Person, error) {
	if s.Sessions == nil {
		return nil, nil //nolint:nilnil // nobody is no error
	}
	actor, err := s.Sessions.Who(r)
	if errors.Is(err, auth.ErrNobody) {
		return nil, nil //nolint:nilnil // nobody is no error
	}
	if err != nil {
		return nil, err
	}
	p, err := s.Store.Person(r.Context(), actor)
	return &p, err
}

// must is who asks, or [auth.ErrNobody]. Whoever sends a form from another site's page is refused here, on every page
// that needs somebody signed in: no such page checks that again.
func (s *site) must(r *http.Request) (*auth.Person, error) {
	p, err := s.person(r)
	if err == nil && p == nil {
		err = auth.ErrNobody
	}
	return p, err
}

// refuse shows a browser a refusal, in the sentence that every caller gets.
func (s *site) refuse(w http.ResponseWriter, r *http.Request, p *api.Problem) {
	person, err := s.person(r)
	if err != nil {
		person = nil // the refusal matters more than the name beside it
	}
	main, err := part("refusal", struct {
		*api.Problem
		SignIn bool
	}{p, s.Issuer != nil})
	if err == nil {
		err = s.answer(w, r, p.Status, layout{Title: p.Title, Person: person, Main: main})
	}
	if err != nil {
		http.Error(w, p.Detail, p.Status)
	}
}
