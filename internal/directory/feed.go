package directory

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// Bounds of what a feed may hold. One beyond them is refused whole.
const (
	feedBytesMax   = 2 << 30
	pageBytesMax   = 64 << 20
	recordBytesMax = 16 << 20 // far above textMax, so that a field that is too long is named
	recordsMax     = 1_000_000
)

// A page is what the envelope of a page says of itself, where there is one.
type page struct {
	TotalItems *int  `json:"total_items"`
	TotalPages *int  `json:"total_pages"`
	Number     *int  `json:"page_number"`
	Last       *bool `json:"last_page"`

	enveloped bool
}

// more reports whether the envelope says that another page follows.
func (p page) more() bool {
	switch {
	case !p.enveloped:
		return false
	case p.Last != nil:
		return !*p.Last
	}
	return p.TotalPages != nil && p.Number != nil && *p.Number < *p.TotalPages
}

// readFeed reads the services of a file or page and gives each to take, in order: a page with contents, a list, or
// services one after another, a line each.
func readFeed(in io.Reader, take func(map[string]any) error) (page, error) {
	r := feedReader{take: take}
	r.meter = &meter{in: &utf8Reader{in: in}}
	r.decoder = json.NewDecoder(r.meter)
	r.decoder.UseNumber()
	err := r.feed()
	return r.page, r.explain(err)
}

type feedReader struct {
	meter   *meter
	decoder *json.Decoder
	take    func(map[string]any) error
	page    page
	read    int
}

// errShape is of JSON that holds no services.
var errShape = ErrFeed.With("the feed is not in a shape that is known here: it is a page with contents, a list of " +
	"services, or one service a line, as Open Referral UK 3.0 writes them")

func (r *feedReader) feed() error {
	r.meter.reset()
	token, err := r.decoder.Token()
	if err != nil {
		return err
	}
	switch token {
	case json.Delim('['):
		err = r.list()
	case json.Delim('{'):
		err = r.object()
	default:
		return errShape
	}
	for err == nil && !r.page.enveloped && token == json.Delim('{') && r.decoder.More() { // one service a line
		err = r.record()
	}
	if err != nil {
		return err
	}
	r.meter.reset()
	if _, err = r.decoder.Token(); err == nil {
		return ErrFeed.With("something stands in the feed after its end")
	} else if !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

// list reads services up to the end of a list.
func (r *feedReader) list() error {
	for r.decoder.More() {
		if err := r.record(); err != nil {
			return err
		}
	}
	_, err := r.decoder.Token()
	return err
}

func (r *feedReader) record() error {
	r.meter.reset()
	var service any
	if err := r.decoder.Decode(&service); err != nil {
		return err
	}
	return r.give(service)
}

func (r *feedReader) give(service any) error {
	fields, ok := service.(map[string]any)
	if !ok {
		return errShape
	}
	if r.read++; r.read > recordsMax {
		return ErrFeed.With("the feed lists more than %d services", recordsMax)
	}
	return r.take(fields)
}

// object reads the first object: the envelope of a page, or the first of services that stand one a line.
func (r *feedReader) object() error {
	fields := map[string]any{}
	for r.decoder.More() {
		token, err := r.decoder.Token()
		if err != nil {
			return err
		}
		name, _ := token.(string)
		if name == "contents" {
			if r.page.enveloped {
				return ErrFeed.With("the feed's page has contents twice")
			}
			r.page.enveloped = true
			if token, err = r.decoder.Token(); err != nil {
				return err
			}
			if token != json.Delim('[') {
				return errShape
			}
			if err := r.list(); err != nil {
				return err
			}
			r.meter.reset()
			continue
		}
		var value any
		if err := r.decoder.Decode(&value); err != nil {
			return err
		}
		fields[name] = value
	}
	if _, err := r.decoder.Token(); err != nil {
		return err
	}
	if !r.page.enveloped {
		return r.give(fields)
	}
	written, err := json.Marshal(fields)
	if err == nil && json.Unmarshal(written, &r.page) != nil {
		return ErrFeed.With("the feed's page does not say how many pages there are in the form it must have")
	}
	return err
}

// explain says in a sentence what is wrong with a feed that cannot be read.
func (r *feedReader) explain(err error) error {
	var syntax *json.SyntaxError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrFeed):
		return err
	case errors.Is(err, io.EOF) && r.read == 0 && r.decoder.InputOffset() == 0:
		return ErrFeed.With("the feed is empty")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return r.broken()
	case errors.As(err, &syntax):
		if strings.HasPrefix(syntax.Error(), "unexpected end") {
			return r.broken()
		}
		return ErrFeed.With("the feed is not JSON: see the service after the first %d, near byte %d", r.read, syntax.Offset)
	}
	return err
}

// brokenOff refuses a feed that ends before its end. What comes over a network may be whole the next time.
type brokenOff struct{ error }

func (b brokenOff) Unwrap() error { return b.error }

func (r *feedReader) broken() error {
	return brokenOff{ErrFeed.With("the feed breaks off after %d services", r.read)}
}

// meter lets through as much as one record may be long, and then no more until it is reset.
type meter struct {
	in   io.Reader
	left int
}

func (m *meter) reset() { m.left = recordBytesMax }

func (m *meter) Read(p []byte) (int, error) {
	if m.left <= 0 {
		return 0, ErrFeed.With("a service in the feed is longer than %d MB", recordBytesMax>>20)
	}
	n, err := m.in.Read(p[:min(len(p), max(m.left, utf8.UTFMax))])
	m.left -= n
	return n, err
}
