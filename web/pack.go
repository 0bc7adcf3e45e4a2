package web

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"pooled/api"
)

// frozen reports whether an address names the entry that its answer rests on.
func (a asked) frozen() bool {
	return strings.HasPrefix(a.asOf, "seq:") || strings.HasPrefix(a.knownAt, "seq:")
}

// freeze makes a board the paper of a meeting: it leads nowhere but to its PDF, and every figure is shown.
func (v *boardView) freeze(printed bool, address string) {
	v.Frozen = true
	if printed {
		v.Paper = address
	}
	for i := range v.Charts {
		v.Charts[i].Open = true
	}
}

// pack is the board as a paper for a meeting: frozen at an entry, whose root is its verification code. An address
// without an entry leads to one with the newest.
func (s *site) pack(w http.ResponseWriter, r *http.Request) error {
	person, a, b, err := s.boardFor(r, true)
	if err != nil {
		return err
	}
	if !a.frozen() {
		http.Redirect(w, r, a.address("/funds/"+a.fund+"/pack", b.moment.Seq), http.StatusSeeOther)
		return nil
	}
	return s.answer(w, r, http.StatusOK, layout{
		Title: packTitle(b), Person: person, Main: b.main, Moment: &b.moment,
		Crumbs: []crumb{{"Funds", "/funds"}, {b.title, "/funds/" + a.fund}},
	})
}

func packTitle(b *heldBoard) string { return "Meeting pack: " + b.title }

// packPDF is the same paper as a PDF, as at the same entry.
func (s *site) packPDF(w http.ResponseWriter, r *http.Request) error {
	_, a, b, err := s.boardFor(r, true)
	switch {
	case err != nil:
		return err
	case s.Press == nil:
		return api.ErrNoPress
	case !a.frozen():
		http.Redirect(w, r, a.address("/funds/"+a.fund+"/pack.pdf", b.moment.Seq), http.StatusSeeOther)
		return nil
	}
	page, err := s.paperOf(b)
	if err != nil {
		return err
	}
	pdf, err := s.papers.print(r.Context(), page, b.moment.Recorded)
	if err != nil {
		return err
	}
	name := fmt.Sprintf(`attachment; filename="%s-pack-%d.pdf"`, a.fund, b.moment.Seq)
	w.Header().Set("Content-Disposition", name)
	s.head(w, "application/pdf", false)
	send(w, r, http.StatusOK, pdf, nil)
	return nil
}

// paperView is a page that stands by itself, to be printed.
type paperView struct {
	Title, Banner string
	Style         template.CSS
	Main          template.HTML
	Moment        api.Moment
}

// paperOf is a pack as one file of HTML, with its style in it and nothing to fetch or to run.
func (s *site) paperOf(b *heldBoard) ([]byte, error) {
	var page bytes.Buffer
	style := template.CSS(assets["page.css"].plain) //nolint:gosec // it is ours
	view := paperView{packTitle(b), s.Banner, style, b.main, b.moment}
	if err := templates.ExecuteTemplate(&page, "paper", view); err != nil {
		return nil, fmt.Errorf("write the paper %q: %w", b.title, err)
	}
	return page.Bytes(), nil
}
