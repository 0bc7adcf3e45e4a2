package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"pooled/ledger/audit"
)

const (
	exportTriesMax  = 5 // without anything new in between
	exportPause     = time.Second
	exportStallMax  = time.Minute // nothing came for so long: the connection is given up
	refusalBytesMax = 64 << 10
)

// fetched is an export that a server sends, part after part.
type fetched struct {
	server, token string
	to            *audit.Receiver
	words         io.Writer
}

// errRefused is what a server answered instead of a part, which asking again would not change.
type errRefused struct{ error }

// fromServer writes what a server sends. Where the connection breaks it asks for the rest, as long as something comes.
func (c exportCommand) fromServer(ctx context.Context, s streams, w io.Writer, begun io.Reader) error {
	f := fetched{
		server: strings.TrimSuffix(c.Server, "/"), words: s.err,
		to: audit.NewReceiver(w, c.Fund, c.Redacted, counting(s.err, "exporting")),
	}
	if c.Token != "" {
		token, err := os.ReadFile(c.Token)
		if err != nil {
			return misuse{err}
		}
		f.token = strings.TrimSpace(string(token))
	}
	if begun != nil {
		if err := f.to.Take(begun); err != nil && !errors.Is(err, audit.ErrBrokeOff) {
			return err
		}
	}
	return f.all(ctx)
}

// all asks until the export is whole.
func (f fetched) all(ctx context.Context) error {
	for tries := 0; !f.to.Whole(); tries++ {
		held := f.to.Standing().After
		err := f.part(ctx)
		if err == nil || f.to.Whole() {
			return err
		}
		if f.to.Standing().After > held {
			tries = 0
		}
		_, refused := errors.AsType[errRefused](err)
		if refused || audit.AsFault(err) != nil && !errors.Is(err, audit.ErrBrokeOff) || tries >= exportTriesMax {
			return fmt.Errorf("%w; what came is kept, and --resume goes on with it", err)
		}
		fmt.Fprintf(f.words, "the connection broke after %d entries (%v); going on from there\n", f.to.Standing().After, err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(exportPause * time.Duration(tries+1)):
		}
	}
	return nil
}

// address is where the next part is asked for.
func (f fetched) address() string {
	o := f.to.Standing()
	q := url.Values{}
	if o.Redacted {
		q.Set("redacted", "true")
	}
	if o.Entries > 0 {
		q.Set("entries", strconv.FormatInt(o.Entries, 10))
		q.Set("service", strconv.FormatInt(o.Service, 10))
	}
	if o.After > 0 {
		q.Set("after", strconv.FormatInt(o.After, 10))
		q.Set("root", o.Root.String())
	}
	return f.server + "/v1/funds/" + url.PathEscape(string(o.Fund)) + "/export?" + q.Encode()
}

// part takes what one answer holds.
func (f fetched) part(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, f.address(), http.NoBody)
	if err != nil {
		return misuse{err}
	}
	if f.token != "" {
		r.Header.Set("Authorization", "Bearer "+f.token)
	}
	stalled := time.AfterFunc(exportStallMax, cancel)
	defer stalled.Stop()
	answer, err := http.DefaultClient.Do(r) // which asks for gzip, and unpacks it
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		said, err := io.ReadAll(io.LimitReader(answer.Body, refusalBytesMax))
		err = errors.Join(fmt.Errorf("%s answers %s: %s", f.server, answer.Status, said), err)
		if answer.StatusCode >= http.StatusInternalServerError {
			return err
		}
		return errRefused{err}
	}
	return f.to.Take(moving{answer.Body, stalled})
}

// moving puts the end of patience off with each byte that comes.
type moving struct {
	io.Reader
	stalled *time.Timer
}

// Read reads.
func (m moving) Read(b []byte) (int, error) {
	m.stalled.Reset(exportStallMax)
	return m.Reader.Read(b)
}
