package directory

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"regexp"
	"strings"
	"syscall"
	"time"

	"pooled/ledger"
)

const (
	pageTimeMax  = 30 * time.Second
	redirectsMax = 5
	pagesMax     = 50_000
)

// client fetches pages of a feed: from listed hosts, at public addresses, following redirects on the same host alone,
// by no proxy.
func (h Hosts) client() *http.Client {
	dialer := &net.Dialer{
		Timeout: 10 * time.Second,
		Control: func(_, address string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(address)
			if err != nil {
				return err
			}
			return h.mayDial(at.Addr())
		},
	}
	return &http.Client{
		Timeout: pageTimeMax,
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: 10 * time.Second, ForceAttemptHTTP2: true,
			ResponseHeaderTimeout: 20 * time.Second, MaxResponseHeaderBytes: 64 << 10, IdleConnTimeout: 30 * time.Second,
		},
		CheckRedirect: func(to *http.Request, via []*http.Request) error {
			if origin(to.URL) != origin(via[0].URL) || to.URL.User != nil {
				return ErrFeed.With("the feed's host sends on to another host, %s; give its address instead",
					plain(to.URL.Hostname()))
			}
			if len(via) > redirectsMax {
				return ErrFeed.With("the feed's host sends on more than %d times", redirectsMax)
			}
			return nil
		},
	}
}

// fetched is one answer of a feed's host.
type fetched struct {
	io.ReadCloser

	next string // where its headers say the next page is
}

// A fetcher gets pages.
type fetcher struct {
	client *http.Client
	pages  int // read before
}

func newFetcher(client *http.Client, r *reading) fetcher { return fetcher{client, r.report.Pages} }

// get asks for one page. What fails on the way can be asked for again: what was read before is kept.
func (f fetcher) get(ctx context.Context, address *url.URL) (*fetched, error) {
	answer, err := fetch(ctx, f.client, address)
	if refusal, ok := errors.AsType[*ledger.Error](err); ok && errors.Is(err, ErrFeed) && f.pages > 0 {
		err = ErrFeed.With("%s. Import it again to go on after page %d", refusal.Text, f.pages)
	}
	if err != nil {
		return nil, later{err}
	}
	return answer, nil
}

func fetch(ctx context.Context, client *http.Client, address *url.URL) (*fetched, error) {
	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), http.NoBody)
	if err != nil {
		return nil, err
	}
	ask.Header.Set("Accept", "application/json")
	ask.Header.Set("User-Agent", "pooled")
	answer, err := client.Do(ask)
	if err != nil {
		if refusal, ok := errors.AsType[*ledger.Error](err); ok {
			return nil, refusal
		}
		return nil, ErrFeed.With("the feed's host did not answer: %s", why(err))
	}
	kind, parameters, _ := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	charset := strings.ToLower(parameters["charset"])
	switch {
	case answer.StatusCode != http.StatusOK:
		err = ErrFeed.With("the feed's host answered with status %d", answer.StatusCode)
	case kind != "application/json" && kind != "application/x-ndjson" && !strings.HasSuffix(kind, "+json"):
		err = ErrFeed.With("the feed's host answered with %s, which is not JSON", plain(strings.ReplaceAll(kind, "/", "-")))
	case charset != "" && charset != "utf-8" && charset != "utf8":
		err = ErrFeed.With("the feed's host says that its answer is written in %s; a feed is UTF-8", plain(charset))
	case answer.ContentLength > pageBytesMax:
		err = errPageTooLong
	}
	if err != nil {
		return nil, errors.Join(err, answer.Body.Close())
	}
	next, err := nextOf(address, answer.Header)
	if err != nil {
		return nil, errors.Join(err, answer.Body.Close())
	}
	return &fetched{&bounded{answer.Body, pageBytesMax}, next}, nil
}

var errPageTooLong = ErrFeed.With("a page of the feed is longer than %d MB", pageBytesMax>>20)

// why is what went wrong on the way, without the address, which may hold a key.
func why(err error) string {
	var told *url.Error
	if errors.As(err, &told) {
		err = told.Err
	}
	return plain(err.Error())
}

var nextLink = regexp.MustCompile(`<([^>]*)>\s*;[^,]*\brel="?next"?`)

// nextOf is the next page that an answer's headers name, which must be on the same host; empty where they name none.
func nextOf(at *url.URL, header http.Header) (string, error) {
	match := nextLink.FindStringSubmatch(strings.Join(header.Values("Link"), ", "))
	if match == nil {
		return "", nil
	}
	next, err := at.Parse(match[1])
	if err != nil || origin(next) != origin(at) || next.User != nil {
		return "", ErrFeed.With("the feed names a next page on another host; the pages of a feed are on one host")
	}
	return next.String(), nil
}

// pageAt is the address of a page by its number, as the standard asks for one.
func pageAt(first *url.URL, number int) string {
	next := *first
	query := next.Query()
	query.Set("page", fmt.Sprint(number))
	next.RawQuery = query.Encode()
	return next.String()
}

// serviceAt is the address of one service, where the page is the standard's list of services.
func serviceAt(list *url.URL, id string) (*url.URL, bool) {
	if path.Base(list.Path) != "services" {
		return nil, false
	}
	one := *list
	one.RawQuery = ""
	return one.JoinPath(id), true
}

// bounded is an answer of at most so many bytes.
type bounded struct {
	io.ReadCloser

	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errPageTooLong
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.ReadCloser.Read(p)
	b.left -= int64(n)
	return n, err
}
