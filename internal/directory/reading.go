package directory

import (
	"context"
	"crypto/sha256"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/url"
	"time"

	"pooled/ledger"
)

const stagedAtOnce = 1000

// A reading is an import under way: what has been read and checked so far.
type reading struct {
	dir  *Directory
	from Source

	id     string
	next   string // the page to read next; empty: all has been read
	bytes  int64
	hash   hash.Hash
	report Report
	listed int  // services met, taken or not
	total  *int // how many the feed says there are

	batch   []record
	inBatch map[string]bool
}

// kept is what of a reading is kept between two attempts, beside its columns.
type kept struct {
	Report Report
	Listed int
	Total  *int
}

func (r *reading) readFile(ctx context.Context) error {
	in := &bounded{io.NopCloser(r.from.File), feedBytesMax}
	page, err := readFeed(r.through(in), func(fields map[string]any) error { return r.service(ctx, fields) })
	if err != nil {
		return err
	}
	if page.more() {
		return ErrFeed.With("the file is one page of several; give the feed's address, or a file with all of its services")
	}
	r.report.Pages, r.total = 1, page.TotalItems
	return r.stage(ctx)
}

// through has what is read counted and hashed.
func (r *reading) through(in io.Reader) io.Reader {
	return io.TeeReader(in, io.MultiWriter(r.hash, (*counter)(&r.bytes)))
}

type counter int64

// Write counts.
func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }

// readPages reads pages until there is none left, or until it is time to stop. After each, what has been read is kept.
func (r *reading) readPages(ctx context.Context) error {
	client := r.dir.hosts.client()
	defer client.CloseIdleConnections()
	for r.next != "" {
		if !r.from.Until.IsZero() && time.Now().After(r.from.Until) {
			return nil
		}
		next, err := r.readPage(ctx, newFetcher(client, r))
		if err != nil {
			return err
		}
		r.next = next
		if r.report.Pages++; r.report.Pages > pagesMax || r.bytes > feedBytesMax {
			return ErrFeed.With("the feed is longer than %d pages or %d GB", pagesMax, feedBytesMax>>30)
		}
		if err := r.stage(ctx); err != nil {
			return err
		}
	}
	return nil
}

// later is an error on the way to a page: what was read before it is kept, and the next import goes on there.
type later struct{ error }

func (l later) Unwrap() error { return l.error }

// readPage reads one page and says where the next is.
func (r *reading) readPage(ctx context.Context, f fetcher) (next string, err error) {
	at, err := r.dir.hosts.check(r.next)
	if err != nil {
		return "", err
	}
	body, err := f.get(ctx, at)
	if err != nil {
		return "", err
	}
	defer body.Close()
	var list []map[string]any
	page, err := readFeed(r.through(body), func(fields map[string]any) error {
		list = append(list, fields)
		return nil
	})
	if broken, ok := errors.AsType[brokenOff](err); ok {
		return "", later{broken}
	}
	if err != nil {
		return "", err
	}
	if r.listed == 0 && page.enveloped {
		r.total = page.TotalItems
	}
	for _, fields := range list {
		if page.enveloped && flat(fields) {
			if fields, err = r.whole(ctx, f, at, fields); err != nil {
				return "", err
			}
		}
		if err := r.service(ctx, fields); err != nil {
			return "", err
		}
	}
	return r.after(at, body.next, page, len(list))
}

// after is the page after one, empty where that was the last.
func (r *reading) after(at *url.URL, named string, p page, services int) (string, error) {
	switch {
	case named != "":
		return named, nil
	case !p.more():
		return "", nil
	case services == 0:
		return "", ErrFeed.With("page %d of the feed is empty, and says that another follows", r.report.Pages+1)
	}
	number := r.report.Pages + 1
	if p.Number != nil {
		number = *p.Number
	}
	first, err := r.dir.hosts.check(r.from.Address)
	if err != nil {
		return "", err
	}
	next := pageAt(first, number+1)
	if next == at.String() {
		return "", ErrFeed.With("the feed's pages do not count up: page %d comes again", number)
	}
	return next, nil
}

// nested are the fields that a list of services leaves out and a service in full has.
var nested = []string{
	"service_at_locations", "schedules", "cost_options", "attributes", "service_areas", "languages", "funding", "contacts",
	"phones", "locations", "eligibility",
}

// flat reports whether a service is as the standard's list gives it: without what there is several of.
func flat(fields map[string]any) bool {
	for _, name := range nested {
		if _, ok := fields[name]; ok {
			return false
		}
	}
	return true
}

// whole fetches a service in full that a list gives in short.
func (r *reading) whole(ctx context.Context, f fetcher, list *url.URL, short map[string]any) (map[string]any, error) {
	id := object(short).text("id")
	at, ok := serviceAt(list, id)
	if !ok || !idForm.MatchString(id) {
		return short, nil
	}
	body, err := f.get(ctx, at)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	var full map[string]any
	if _, err := readFeed(r.through(body), func(fields map[string]any) error {
		full = fields
		return nil
	}); err != nil {
		return nil, err
	}
	if object(full).text("id") != id {
		return nil, ErrFeed.With("the feed's host answers for service %s with another", plain(id))
	}
	return full, nil
}

// service checks one service of the feed and puts it with those to be staged.
func (r *reading) service(ctx context.Context, fields map[string]any) error {
	r.listed++
	var c cleaner
	id := plain(object(fields).text("id"))
	if len(id) > 100 {
		id = ""
	}
	if _, err := c.clean(fields); err != nil {
		return ErrFeed.With("service %d of the feed (%s): %s", r.listed, orNone(id), err)
	}
	r.report.Contacts += c.contacts
	r.report.Emails += c.emails
	one, err := readRecord(fields)
	var bad unfit
	if errors.As(err, &bad) {
		return r.leaveOut(Refusal{r.listed, id, string(bad)})
	}
	if err != nil {
		return err
	}
	if r.inBatch[one.id] {
		return errTwice(one.id)
	}
	one.number = r.listed
	r.inBatch[one.id] = true
	r.report.Services++
	if r.batch = append(r.batch, one); len(r.batch) >= stagedAtOnce && r.from.File != nil {
		return r.stage(ctx)
	}
	return nil
}

func errTwice(id string) error { return ErrFeed.With("the feed lists service %s twice", id) }

func (r *reading) leaveOut(refusal Refusal) error {
	r.report.Refused = append(r.report.Refused, refusal)
	if len(r.report.Refused) > refusedMax {
		return ErrFeed.With("more than %d services of the feed cannot be taken; the first, service %d (%s): %s", refusedMax,
			r.report.Refused[0].Number, orNone(r.report.Refused[0].ID), r.report.Refused[0].Why)
	}
	return nil
}

// complete refuses a feed that holds nothing to take, or not what it says it holds.
func (r *reading) complete() error {
	switch {
	case r.listed == 0:
		return ErrFeed.With("the feed lists no services; taking it would withdraw all that came from it before")
	case r.total != nil && *r.total != r.listed:
		return ErrFeed.With("the feed says that it has %d services and lists %d", *r.total, r.listed)
	case r.report.Services == 0:
		return ErrFeed.With("no service of the feed can be taken; the first, %s: %s", orNone(r.report.Refused[0].ID),
			r.report.Refused[0].Why)
	}
	return nil
}

// newReading is a reading that has not begun.
func (d *Directory) newReading(from Source, id string) *reading {
	return &reading{
		dir: d, from: from, id: id, next: from.Address, hash: sha256.New(), inBatch: map[string]bool{},
		report: Report{Feed: from.Feed, Changes: []Change{}, Refused: []Refusal{}},
	}
}

// state is what is kept of the reading, and how far its hash has come.
func (r *reading) state() (report, sum []byte, err error) {
	report, err = json.Marshal(kept{r.report, r.listed, r.total})
	if err != nil {
		return nil, nil, err
	}
	marshaler, ok := r.hash.(encoding.BinaryMarshaler)
	if !ok {
		return nil, nil, errors.New("the hash cannot be kept")
	}
	sum, err = marshaler.MarshalBinary()
	return report, sum, err
}

// goOn takes up what was kept.
func (r *reading) goOn(report, sum []byte) error {
	var k kept
	if err := json.Unmarshal(report, &k); err != nil {
		return fmt.Errorf("go on with an import: %w", err)
	}
	r.report, r.listed, r.total = k.Report, k.Listed, k.Total
	u, ok := r.hash.(encoding.BinaryUnmarshaler)
	if !ok {
		return errors.New("the hash cannot be gone on with")
	}
	return u.UnmarshalBinary(sum)
}

// digest is the SHA-256 of what was read.
func (r *reading) digest() ledger.Digest { return ledger.Digest(r.hash.Sum(nil)) }
