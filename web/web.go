// Package web is the pages for people: the funds they may see, the Board's page of each, who they are, signing in and
// out. A page works without script, takes nothing from another host, and does nothing that the API cannot: it calls the
// same operations. The files of one page are its noun (board.go), its template and the figures it draws (chart_*.go).
package web

import (
	"net/http"
	"slices"
	"sync"

	"pooled/api"
	"pooled/api/auth"
	"pooled/internal/paper"
	"pooled/internal/turn"
)

// Config is what the pages work with.
type Config struct {
	Store    *auth.Store
	Sessions *auth.Sessions // nil: nobody can sign in
	Issuer   *auth.Issuer   // nil: development people, or nobody
	People   []auth.Person  // development people to choose from; none where there is an issuer
	Banner   string         // stands on every page, where there is one
	Press    *paper.Press   // makes PDFs; nil: there are none
}

// formBytesMax is more than any form here sends.
const formBytesMax = 4 << 10

// site serves the pages.
type site struct {
	Config
	policy string
	ask    *api.Service
	boards *held
	making turn.Answers[*heldBoard]
	papers *papers
	watch  *watch
	shelf  *shelf
	tasks  *tasks
	forms  func() *actForms // of a fund's acts, made when they are first asked for
}

// Pages are the pages, to be served by the API's door over its operations.
func Pages(c Config) func(*api.Service) api.Pages {
	return func(ask *api.Service) api.Pages {
		s := &site{
			Config: c, policy: policyOf(c), ask: ask, boards: newHeld(), papers: newPapers(c.Press),
			watch: newWatch(ask), shelf: newShelf(), tasks: &tasks{},
			forms: sync.OnceValue(func() *actForms { return newActForms(ask) }),
		}
		return api.Pages{List: s.list(), Refuse: s.refuse}
	}
}

func (s *site) list() []api.Page {
	pages := append(assetPages(),
		api.Page{Pattern: "GET /{$}", Name: "show-start", Show: s.start},
		api.Page{Pattern: "GET /funds", Name: "show-funds", Show: s.funds},
		api.Page{Pattern: "GET /funds/{fund}", Name: "show-board", Show: s.board},
		api.Page{Pattern: "GET /funds/{fund}/pack", Name: "show-pack", Show: s.pack},
		api.Page{Pattern: "GET /funds/{fund}/pack.pdf", Name: "print-pack", Show: s.packPDF},
		api.Page{Pattern: "GET /funds/{fund}/tables/{table}", Name: "download-table", Show: s.download},
		api.Page{Pattern: "GET /funds/{fund}/moves", Name: "watch-fund", Show: s.moves, Streams: true})
	pages = slices.Concat(pages, s.workPages(), s.uploadPages(), s.auditPages(), s.buyPages())
	if s.Sessions != nil {
		pages = append(pages, api.Page{Pattern: "POST /sign-out", Name: "sign-out", Show: s.signOut})
	}
	switch {
	case s.Issuer != nil:
		pages = append(pages,
			api.Page{Pattern: "GET /sign-in", Name: "sign-in", Show: s.Issuer.SignIn},
			api.Page{Pattern: "GET " + auth.CallbackPath, Name: "end-sign-in", Show: s.Issuer.Callback})
	case s.Sessions != nil:
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

// start says who somebody is and lets them sign in.
func (s *site) start(w http.ResponseWriter, r *http.Request) error {
	person, err := s.person(r)
	if err != nil {
		return err
	}
	view := struct {
		Person   *auth.Person // nil: not signed in
		Provider string       // whom they signed in through
		SignIn   bool         // at the issuer
		People   []auth.Person
		Posts    *postsView // nil: not signed in
	}{person, "nobody: a development person, whom anybody here may be", s.Issuer != nil, s.People, nil}
	if s.Issuer != nil {
		view.Provider = s.Issuer.Address()
	}
	if person != nil {
		if view.Posts, err = s.postsOf(r, person); err != nil {
			return err
		}
	}
	main, err := part("start", view)
	if err != nil {
		return err
	}
	return s.answer(w, r, http.StatusOK, layout{Title: "Who you are", Person: person, Main: main})
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
