package web

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"pooled/api"
	"pooled/api/auth"
)

// asked is what a board's address asks for, in the forms that the API takes.
type asked struct{ fund, asOf, knownAt, since string }

func askedBy(r *http.Request) asked {
	q := r.URL.Query()
	return asked{r.PathValue("fund"), q.Get("asOf"), q.Get("knownAt"), q.Get("since")}
}

// address is a path with the question's parameters, frozen at an entry where there is one.
func (a asked) address(path string, seq int64) string {
	q := url.Values{}
	if seq > 0 {
		a.knownAt = "seq:" + strconv.FormatInt(seq, 10)
	}
	for name, value := range map[string]string{"asOf": a.asOf, "knownAt": a.knownAt, "since": a.since} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// answers are all that a board is made of, each as its operation gave it, as at one entry.
type answers struct {
	moment   api.Moment
	position api.PositionAnswer
	monitor  *api.MonitorAnswer // nil: asked as at a day within a month
	owed     api.ReceivablesAnswer
	outcomes api.OutcomesAnswer
	floats   api.FloatsAnswer
	since    string              // the moment compared with; none: the year has only begun
	before   *api.PositionAnswer // as at since
}

// gather asks the operations, all of them about the entries that moment found.
func (s *site) gather(ctx context.Context, p *auth.Person, a asked, moment api.Moment) (*answers, error) {
	known := "seq:" + strconv.FormatInt(moment.Seq, 10)
	in := &api.ReportInput{FundQuestion: api.Ask(p.Actor, a.fund, a.asOf, known)}
	out := &answers{moment: moment, since: a.since}
	position, err := s.ask.Position(ctx, in)
	if err != nil {
		return nil, err
	}
	out.position = position.Body
	owed, err := s.ask.Receivables(ctx, &api.ReceivablesInput{FundQuestion: in.FundQuestion, Open: true})
	if err != nil {
		return nil, err
	}
	out.owed = owed.Body
	outcomes, err := s.ask.Outcomes(ctx, in)
	if err != nil {
		return nil, err
	}
	out.outcomes = outcomes.Body
	floats, err := s.ask.Floats(ctx, in)
	if err != nil {
		return nil, err
	}
	out.floats = floats.Body
	if !strings.HasPrefix(a.asOf, "date:") {
		monitor, err := s.ask.Monitor(ctx, in)
		if err != nil {
			return nil, err
		}
		out.monitor = &monitor.Body
	}
	return out, s.compare(ctx, in, out)
}

// compare asks for the position to compare with: as at since, or the end of the period before the one shown.
func (s *site) compare(ctx context.Context, in *api.ReportInput, out *answers) error {
	if out.since == "" && out.monitor != nil {
		if p := out.monitor.Moment.Period; p.Number() > 1 {
			out.since = fmt.Sprintf("period:%s/%02d", p.Year(), min(p.Number(), 13)-1)
		}
	}
	if out.since == "" {
		return nil
	}
	then := *in
	then.AsOf.AsOf = out.since
	before, err := s.ask.Position(ctx, &then)
	if err == nil {
		out.before = &before.Body
	}
	return err
}

// boardView is what the template of a board shows.
type boardView struct {
	Name, Year, When   string
	Fund               string
	Figures            []figure
	Means, Risks       []string
	Since              string
	Changes            *table
	Steady             bool // no figure has changed since
	Charts             []chart
	Outcomes           *table
	OutcomesNote       string
	Choices, Sinces    []choice // to show the fund as at, and to compare with
	Share, Pack, Fresh string
	Frozen             bool   // a pack: nothing on it leads on
	Paper              string // the address of the pack's PDF; none: nothing here makes one
	Moment             api.Moment
}

// figure is one of the four answers that a Board looks for first.
type figure struct{ Name, Amount, Note string }

// choice is a moment that the page offers.
type choice struct {
	Value, Name string
	Chosen      bool
}

// boardOf is a board as it was written for whoever may read all of the fund: from memory, where its journal has not
// moved since.
func (s *site) boardOf(r *http.Request, p *auth.Person, a asked, frozen bool) (*heldBoard, error) {
	moment, err := s.ask.At(r.Context(), api.Ask(p.Actor, a.fund, a.asOf, a.knownAt))
	if err != nil {
		return nil, err
	}
	question := fmt.Sprintf("%q %t", a, frozen)
	if b := s.boards.find(question, restsOn(moment)); b != nil {
		return b, nil
	}
	b, err := s.making.Get(r.Context(), question, func(ctx context.Context) (*heldBoard, error) {
		return s.makeBoard(ctx, p, a, question, frozen)
	})
	if err != nil { // whoever it was made for may have lost the right to read it meanwhile
		return s.makeBoard(r.Context(), p, a, question, frozen)
	}
	return b, nil
}

// makeBoard writes a board anew, as at the newest entry there is by now where none is asked for: all who may read the
// fund and wait for it get the same.
func (s *site) makeBoard(ctx context.Context, p *auth.Person, a asked, question string, frozen bool) (
	*heldBoard, error,
) {
	moment, err := s.ask.At(ctx, api.Ask(p.Actor, a.fund, a.asOf, a.knownAt))
	if err != nil {
		return nil, err
	}
	rests := restsOn(moment)
	if b := s.boards.find(question, rests); b != nil {
		return b, nil
	}
	found, err := s.gather(ctx, p, a, moment)
	if err != nil {
		return nil, err
	}
	view, tables := viewOf(found, a)
	if frozen {
		view.freeze(s.Press != nil, a.address("/funds/"+a.fund+"/pack.pdf", moment.Seq))
	}
	var main template.HTML
	if main, err = part("board", view); err != nil {
		return nil, err
	}
	b := &heldBoard{view.Name, main, found.moment, tables}
	s.boards.keep(question, rests, b)
	return b, nil
}

// restsOn is what a board depends on besides the question: what is late depends on the day.
func restsOn(moment api.Moment) string {
	return fmt.Sprintf("%d %s", moment.Seq, time.Now().UTC().Format(time.DateOnly))
}

// boardFor is the board of what an address asks for, with who asks.
func (s *site) boardFor(r *http.Request, frozen bool) (*auth.Person, asked, *heldBoard, error) {
	a := askedBy(r)
	person, err := s.must(r)
	if err != nil {
		return nil, a, nil, err
	}
	b, err := s.boardOf(r, person, a, frozen)
	return person, a, b, err
}

// board is a fund's front page, for the Board.
func (s *site) board(w http.ResponseWriter, r *http.Request) error {
	person, a, b, err := s.boardFor(r, false)
	if err != nil {
		return err
	}
	l := layout{
		Title: b.title, Person: person, Main: b.main, Moment: &b.moment, Crumbs: []crumb{{"Funds", "/funds"}},
	}
	if a.asOf == "" && a.knownAt == "" {
		l.Live = "/funds/" + a.fund + "/moves?seq=" + strconv.FormatInt(b.moment.Seq, 10)
	}
	return s.answer(w, r, http.StatusOK, l)
}

// download is a table of the board as a file.
func (s *site) download(w http.ResponseWriter, r *http.Request) error {
	_, a, b, err := s.boardFor(r, false)
	if err != nil {
		return err
	}
	name, kind, _ := strings.Cut(r.PathValue("table"), ".")
	for _, t := range b.tables {
		if t.ID == name {
			return s.sendTable(w, a.fund, b.moment.Seq, kind, t)
		}
	}
	return api.ErrNoTable
}
