package api

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"pooled/ledger"
	"pooled/ledger/journal"
)

const (
	cutActsMax  = 500  // posted at once; between cuts other people's acts take their turn
	wholeMax    = 1000 // acts of an all-or-nothing request
	lineWaitMax = 30 * time.Second
	mediaMany   = "application/x-ndjson"
)

// ManyActsInput asks for many acts.
type ManyActsInput struct {
	Caller
	Fund   ledger.FundID `path:"fund" example:"havering"`
	Mode   string        `query:"mode" enum:"each,all" default:"each" doc:"each: every act on its own; all: all of them or none, at most 1,000 and none that others must approve"`                //nolint:lll // a tag cannot be broken
	Key    string        `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"240" pattern:"^[!-~]+$" doc:"with the line's number, the key of every line that has none of its own"` //nolint:lll // a tag cannot be broken
	DryRun bool          `query:"dryRun" doc:"try each line against the books as they stand, and post nothing"`
}

// Resolve refuses a body that does not say what it is.
func (in *ManyActsInput) Resolve(ctx huma.Context) []error {
	in.Actor = callOf(ctx.Context()).actor
	if !isMedia(ctx.Header("Content-Type"), mediaMany) {
		return []error{wrongMedia.with("")}
	}
	return nil
}

// ManyActsOutput is a stream of lines.
type ManyActsOutput struct {
	Body func(huma.Context)
}

// ManyActs does many acts. Each line of the body is answered by a line.
func (s *Service) ManyActs(_ context.Context, in *ManyActsInput) (*ManyActsOutput, error) {
	if err := ledger.CheckID("the fund", in.Fund); err != nil {
		return nil, err
	}
	return &ManyActsOutput{func(ctx huma.Context) {
		r, w := humago.Unwrap(ctx)
		m := &manyActs{
			service: s, fund: in.Fund, w: w, r: r, control: http.NewResponseController(w),
			unseen: unseen{fund: in.Fund, actor: in.Actor},
			lines: &lineReader{
				service: s, in: bufio.NewReaderSize(r.Body, LineBytesMax), actor: in.Actor, key: in.Key, dryRun: in.DryRun,
			},
		}
		// Else an HTTP/1.1 server stops reading the body once it has begun to answer.
		_ = m.control.EnableFullDuplex() // HTTP/2 is so anyway, and says it does not support it
		if in.Mode == "all" {
			m.all()
			return
		}
		m.each()
	}}, nil
}

// manyActs is one request for many acts under way.
type manyActs struct {
	service *Service
	fund    ledger.FundID
	lines   *lineReader
	w       http.ResponseWriter
	r       *http.Request
	control *http.ResponseController
	out     []byte
	unseen  unseen
}

// extend gives caller and server some more time: an import may be long, as long as it moves.
func (m *manyActs) extend() {
	deadline := time.Now().Add(lineWaitMax)
	_ = m.control.SetReadDeadline(deadline)  // a connection that cannot is bounded by the server's own
	_ = m.control.SetWriteDeadline(deadline) // likewise
}

// each posts cut after cut: while one is being committed the next is being read, so a cut is as long as the journal
// is busy.
func (m *manyActs) each() {
	m.extend()
	stop := make(chan struct{})
	defer close(stop)
	waiting, ended := make(chan asked, cutActsMax), make(chan error, 1)
	go m.read(waiting, ended, stop)
	m.w.Header().Set("Content-Type", mediaMany)
	for first := range waiting {
		cut := []asked{first}
		for len(cut) < cutActsMax {
			next, more := receive(waiting)
			if !more {
				break
			}
			cut = append(cut, next)
		}
		m.extend()
		if err := m.answer(cut, m.post(cut, m.service.journal.DoEach)); err != nil {
			_ = m.control.SetReadDeadline(time.Now()) // the caller has gone, so let the reading end
			return                                    // what has been posted stays
		}
	}
	if err := <-ended; !errors.Is(err, io.EOF) {
		m.cutOff()
	}
}

func receive(from <-chan asked) (asked, bool) {
	select {
	case one, open := <-from:
		return one, open
	default:
		return asked{}, false
	}
}

func (m *manyActs) read(into chan<- asked, ended chan<- error, stop <-chan struct{}) {
	defer close(into)
	for {
		one, err := m.lines.next(m.r.Context())
		if one.err != nil || one.request.Act != nil {
			select {
			case into <- one:
			case <-stop:
				return
			}
		}
		if err != nil {
			ended <- err
			return
		}
	}
}

// post asks the journal for the lines. A caller who has gone, or whose body was cut off, takes nothing back: what was
// read whole is done and answered.
func (m *manyActs) post(cut []asked,
	do func(context.Context, ledger.FundID, []journal.Request) []journal.Result,
) []journal.Result {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(m.r.Context()), questionTimeMax)
	defer cancel()
	return m.service.postCut(ctx, &m.unseen, cut, do)
}

// answer writes a line for each line.
func (m *manyActs) answer(cut []asked, results []journal.Result) error {
	m.out = m.out[:0]
	for i := range cut {
		if err := results[i].Err; err != nil {
			results[i].Err = m.service.problem(m.r.Context(), err) // a fault of ours is logged, and hidden
		}
		m.out = appendResult(m.out, cut[i].line, &results[i])
	}
	if _, err := m.w.Write(m.out); err != nil {
		return err
	}
	if err := m.control.Flush(); !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}

// cutOff says that the body ended too early. The lines answered are kept.
func (m *manyActs) cutOff() {
	err := unreadable.with("the body was cut off here; the lines answered above are kept, and sending all again is harmless")
	_ = m.answer([]asked{{line: m.lines.line + 1}}, []journal.Result{{Err: err}}) // there may be nobody to tell
}

// all posts everything in one, or nothing.
func (m *manyActs) all() {
	var whole []asked
	refused := false
	for {
		m.extend()
		one, err := m.lines.next(m.r.Context())
		if one.err != nil || one.request.Act != nil {
			whole, refused = append(whole, one), refused || one.err != nil
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			m.service.refuse(m.w, m.r, unreadable.with("the body was cut off, so none of it was done"))
			return
		}
		if len(whole) > wholeMax {
			m.service.refuse(m.w, m.r, tooLarge.with("at most 1,000 acts can be asked for as one; none was done"))
			return
		}
	}
	do := m.service.journal.DoAll
	if refused {
		do = notDone
	}
	results := m.post(whole, do)
	status := http.StatusOK
	for i := range results {
		if err := results[i].Err; err != nil && !errors.Is(err, journal.ErrNotDone) {
			p, _ := problemOf(err)
			status = p.Status
			break
		}
	}
	m.w.Header().Set("Content-Type", mediaMany)
	m.w.WriteHeader(status)
	_ = m.answer(whole, results) // the key tells a caller who has gone what became of it
}

// notDone answers the acts that could be read when others could not.
func notDone(_ context.Context, _ ledger.FundID, requests []journal.Request) []journal.Result {
	results := make([]journal.Result, len(requests))
	for i := range results {
		results[i].Err = journal.ErrNotDone
	}
	return results
}

// LineResult is what became of one line.
type LineResult struct {
	Line     int               `json:"line" doc:"counted from 1, blank lines included"`
	Status   int               `json:"status" doc:"as the act by itself would have been answered"`
	Entry    int64             `json:"entry,omitempty" doc:"the number of its entry"`
	Proposal ledger.ProposalID `json:"proposal,omitempty" doc:"it waits for others under this name"`
	Waits    string            `json:"waits,omitempty" doc:"for whom"`
	Replayed bool              `json:"replayed,omitempty" doc:"its key had been used for the same line: this is its first answer"`
	Problem  *LineProblem      `json:"problem,omitempty"`
}

// LineProblem is why a line was refused.
type LineProblem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
}

func (s *Service) registerManyActs() {
	schema := func(v *huma.Schema) map[string]*huma.MediaType {
		return map[string]*huma.MediaType{mediaMany: {Schema: v}}
	}
	in, out := schemaFor[Line](s), schemaFor[LineResult](s)
	op := huma.Operation{
		OperationID: "post-acts", Method: http.MethodPost, Path: inFund + "/acts", Tags: []string{tagMany},
		Summary: "Do many acts",
		Description: "The body is NDJSON: one act a line. Each line is answered by a line, in order, as it is posted. " +
			"With mode=each every act stands on its own: what has been answered stays, whatever happens to the rest, and " +
			"sending all of it again is harmless. With mode=all either all are posted or none.",
		Errors:       []int{400, 401, 403, 404, 413, 415, 503},
		Responses:    map[string]*huma.Response{"200": {Description: "A line for each line.", Content: schema(out)}},
		MaxBodyBytes: -1, RejectUnknownQueryParameters: true,
	}
	huma.Register(s.api, op, func(ctx context.Context, in *ManyActsInput) (*ManyActsOutput, error) {
		output, err := s.ManyActs(ctx, in)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return output, nil
	})
	// Told before, huma would read the body itself.
	s.api.OpenAPI().Paths[op.Path].Post.RequestBody = &huma.RequestBody{Required: true, Content: schema(in)}
}
