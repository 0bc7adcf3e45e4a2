// Package web is the pages for people: who they are, signing in and out, and where to go from there. A page runs no
// script, takes nothing from another host, and does nothing that the API cannot.
package web

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"

	"pooled/api"
	"pooled/api/auth"
)

// Config is what the pages work with.
type Config struct {
	Store    *auth.Store
	Sessions *auth.Sessions // nil: nobody can sign in
	Issuer   *auth.Issuer   // nil: development people, or nobody
	People   []auth.Person  // development people to choose from; none where there is an issuer
	Banner   string         // stands on every page, where there is one
}

// formBytesMax is more than any form here sends.
const formBytesMax = 4 << 10

//go:embed page.html
var pageText string

//go:embed page.css
var style []byte

var page = template.Must(template.New("page").Parse(pageText))

// site serves the pages.
type site struct {
	Config
	policy string
}

// Pages are the pages, to be served by the API's door.
func Pages(c Config) []api.Page {
	s := &site{c, policyOf(c)}
	pages := []api.Page{
		{Pattern: "GET /{$}", Name: "show-start", Show: s.start},
		{Pattern: "GET /page.css", Name: "show-style", Show: s.style},
	}
	if c.Sessions != nil {
		pages = append(pages, api.Page{Pattern: "POST /sign-out", Name: "sign-out", Show: s.signOut})
	}
	switch {
	case c.Issuer != nil:
		pages = append(pages,
			api.Page{Pattern: "GET /sign-in", Name: "sign-in", Show: c.Issuer.SignIn},
			api.Page{Pattern: "GET " + auth.CallbackPath, Name: "end-sign-in", Show: c.Issuer.Callback})
	case c.Sessions != nil:
		pages = append(pages, api.Page{Pattern: "POST /sign-in/development", Name: "sign-in", Show: s.choose})
	}
	return pages
}

// policyOf is the pages' content security policy. Signing out sends a form's answer on to the issuer, which browsers
// hold against form-action too.
func policyOf(c Config) string {
	forms := "'self'"
	if c.Issuer != nil && c.Issuer.SignOutAddress() != nil {
		at := c.Issuer.SignOutAddress()
		forms += " " + at.Scheme + "://" + at.Host
	}
	return "default-src 'none'; style-src 'self'; img-src 'self'; form-action " + forms +
		"; frame-ancestors 'none'; base-uri 'none'"
}

// view is what the start page shows.
type view struct {
	Banner   string
	Person   *auth.Person // nil: not signed in
	Provider string       // whom they signed in through
	SignIn   bool         // at the issuer
	People   []auth.Person
}

func (s *site) start(w http.ResponseWriter, r *http.Request) error {
	v := view{Banner: s.Banner, SignIn: s.Issuer != nil, People: s.People}
	if s.Sessions != nil {
		actor, err := s.Sessions.Who(r)
		if err != nil && !errors.Is(err, auth.ErrNobody) {
			return err
		}
		if err == nil {
			p, err := s.Store.Person(r.Context(), actor)
			if err != nil {
				return err
			}
			v.Person, v.Provider = &p, "nobody: a development person, whom anybody here may be"
		}
	}
	if s.Issuer != nil {
		v.Provider = s.Issuer.Address()
	}
	var text bytes.Buffer
	if err := page.Execute(&text, v); err != nil {
		return fmt.Errorf("write the start page: %w", err)
	}
	s.head(w, "text/html; charset=utf-8")
	_, _ = w.Write(text.Bytes()) // the caller may have gone
	return nil
}

// head sets what every page's answer says. Without a referrer browsers would send forms without an origin too.
func (s *site) head(w http.ResponseWriter, contentType string) {
	h := w.Header()
	h.Set("Content-Security-Policy", s.policy)
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Content-Type", contentType)
}

func (s *site) style(w http.ResponseWriter, _ *http.Request) error {
	s.head(w, "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "private, max-age=300")
	_, _ = w.Write(style) // the caller may have gone
	return nil
}

// choose begins a session as a development person.
func (s *site) choose(w http.ResponseWriter, r *http.Request) error {
	if err := s.Sessions.SameOrigin(r); err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, formBytesMax)
	actor, err := auth.DevelopmentPerson(r, r.PostFormValue("person"))
	if err != nil {
		return err
	}
	if err := s.Sessions.Begin(w, r, actor); err != nil {
		return err
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}

// signOut ends the session here, and sends the browser to the issuer to end the one there.
func (s *site) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := s.Sessions.SameOrigin(r); err != nil {
		return err
	}
	if err := s.Sessions.End(w, r); err != nil {
		return err
	}
	next := "/"
	if s.Issuer != nil && s.Issuer.SignOutAddress() != nil {
		next = s.Issuer.SignOutAddress().String()
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}
