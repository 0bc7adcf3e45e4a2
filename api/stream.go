package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"pooled/ledger"
)

// Whole journals are read by few at once and not for ever, so that neither connections nor requests' places run out.
const (
	journalReadersMax = 4
	streamTimeMax     = 10 * time.Minute
	streamWaitMax     = 30 * time.Second // for a caller to take what was written last
	streamPartMax     = 64 << 10
)

var (
	errTooManyReaders = ledger.ErrBusy.With("as many as can be served read whole journals already; ask again in a moment")
	errTooLong        = ledger.ErrBusy.With("it takes longer than the service gives: export the journal, which can be gone " +
		"on with, and ask the file")
)

// readsJournal takes one of the places of those who read whole journals. It returns ErrBusy where there is none.
func (s *Service) readsJournal() (leave func(), err error) {
	select {
	case s.readers <- struct{}{}:
		return func() { <-s.readers }, nil
	default:
		return nil, errTooManyReaders
	}
}

// stream has an answer written for as long as its caller takes what is written, and not for ever. Where no place is
// free it answers so.
func (s *Service) stream(w http.ResponseWriter, r *http.Request, write func(io.Writer) error) error {
	leave, err := s.readsJournal()
	if err != nil {
		s.refuse(w, r, err)
		return nil
	}
	defer leave()
	return write(&patient{w: w, control: http.NewResponseController(w), until: time.Now().Add(streamTimeMax)})
}

// patient writes to a caller, who has some time for each part.
type patient struct {
	w       http.ResponseWriter
	control *http.ResponseController
	until   time.Time
}

// Write writes in parts, each with a deadline of its own.
func (p *patient) Write(b []byte) (n int, err error) {
	for err == nil && n < len(b) {
		now := time.Now()
		if now.After(p.until) {
			return n, errTooLong
		}
		p.extend(now.Add(streamWaitMax))
		var wrote int
		wrote, err = p.w.Write(b[n:min(n+streamPartMax, len(b))])
		n += wrote
	}
	return n, err
}

// extend puts the server's own deadlines off. Past that of reading, the server would take the caller for gone.
func (p *patient) extend(to time.Time) {
	_ = p.control.SetReadDeadline(to)  // a connection that cannot is bounded by the server's own
	_ = p.control.SetWriteDeadline(to) // likewise
}

// flush sends what was written.
func (p *patient) flush() error {
	if err := p.control.Flush(); !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}

// streaming is register for operations that write their own answer: it has no deadline but theirs.
func streaming[I, O any](s *Service, op huma.Operation, do func(context.Context, *I) (*O, error)) {
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*O, error) {
		return answered(ctx, s, in, do)
	})
}
