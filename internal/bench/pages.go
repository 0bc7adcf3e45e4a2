package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	"pooled/internal/program"
)

const (
	readers    = 16 // people who look at pages at the same time
	pageRounds = 40
)

// browser is somebody signed in, as browsers ask: compressed, with the session's cookie.
type browser struct {
	address, cookie string
	client          *http.Client
}

// signIn begins a session as a development person.
func (h *house) signIn(ctx context.Context, person string) (*browser, error) {
	b := &browser{address: h.Address, client: &http.Client{
		Timeout:       time.Minute,
		Transport:     &http.Transport{MaxIdleConnsPerHost: readers, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	form := strings.NewReader(url.Values{"person": {person}}.Encode())
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.Address+"/sign-in/development", form)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", h.Address)
	answer, err := b.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	for _, c := range answer.Cookies() {
		if c.MaxAge > 0 {
			b.cookie = c.Name + "=" + c.Value
			return b, nil
		}
	}
	return nil, fmt.Errorf("nobody was signed in: %s", answer.Status)
}

// get reads a page as it is sent.
func (b *browser) get(ctx context.Context, path, encoding string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, b.address+path, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Cookie", b.cookie)
	r.Header.Set("Accept", "text/html")
	if encoding != "" {
		r.Header.Set("Accept-Encoding", encoding)
	}
	answer, err := b.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s: %.300s", path, answer.Status, text)
	}
	return text, err
}

// measurePages measures the front page of the large fund as a person sees it.
func measurePages(ctx context.Context, h *house) error {
	if err := h.grow(ctx, largeFund, largeEntries, ordersIn); err != nil {
		return err
	}
	if err := h.analyse(ctx); err != nil {
		return err
	}
	b, err := h.signIn(ctx, program.Officer)
	if err != nil {
		return err
	}
	page := "/funds/" + largeFund
	for _, measure := range []func(context.Context, *browser, string) error{
		h.pageTimes, pageWeight, h.pageViews, h.pagePaint,
	} {
		if err := measure(ctx, b, page); err != nil {
			return err
		}
	}
	h.memory()
	return nil
}

// pageTimes are how long the page takes when its fund has just moved, and when it has not.
func (h *house) pageTimes(ctx context.Context, b *browser, page string) error {
	lines, closeAll, err := wires(h, 1)
	if err != nil {
		return err
	}
	defer closeAll()
	run := time.Now().UnixNano()
	var times [2][]time.Duration
	for n := range pageRounds {
		if err := virePenny(lines[0], largeFund, fmt.Sprintf("page-%x-%d", run, n), n); err != nil {
			return err
		}
		for i := range times {
			start := time.Now()
			if _, err := b.get(ctx, page, "gzip"); err != nil {
				return err
			}
			if n >= pageRounds/8 { // the first ones warm the cache
				times[i] = append(times[i], time.Since(start))
			}
		}
	}
	atMost("page-cold-p50", median(times[0]), "ms", 25)
	atMost("page-held-p50", median(times[1]), "ms", 25)
	return nil
}

// virePenny moves a penny of budget between two schemes of a fund.
func virePenny(line *wire, fund, key string, n int) error {
	body := fmt.Appendf(nil, `{"on":"2016-03-30","from":{"scheme":%q,"source":"nhs-minimum"},`+
		`"to":{"scheme":%q,"source":"nhs-minimum"},"amount":"0.01"}`, program.Scheme(n%program.Schemes),
		program.Scheme((n+1)%program.Schemes))
	_, err := line.post("/v1/funds/"+fund+"/virements", "application/json", key, body)
	return err
}

var assetAddress = regexp.MustCompile(`(?:href|src)="(/static/[^"]+)"`)

// pageWeight is what a browser takes over the wire for the page with all that it needs, compressed.
func pageWeight(ctx context.Context, b *browser, page string) error {
	plain, err := b.get(ctx, page, "")
	if err != nil {
		return err
	}
	packed, err := b.get(ctx, page, "gzip")
	if err != nil {
		return err
	}
	found := assetAddress.FindAllSubmatch(plain, -1)
	if len(found) == 0 {
		return errors.New("the page has no style: make assets")
	}
	bytes := len(packed)
	for _, asset := range found {
		text, err := b.get(ctx, string(asset[1]), "gzip")
		if err != nil {
			return err
		}
		bytes += len(text)
	}
	atMost("page-with-assets", float64(bytes)/1e3, "kB", 100)
	return nil
}

// pageViews are the page's views in a second, while nothing is posted and while somebody posts one act after another.
func (h *house) pageViews(ctx context.Context, b *browser, page string) error {
	view := func(ctx context.Context, _, _ int) error {
		_, err := b.get(ctx, page, "gzip")
		return err
	}
	if _, err := load(ctx, readers, warmUp, view); err != nil {
		return err
	}
	still, err := load(ctx, readers, span, view)
	if err != nil {
		return err
	}
	atLeast("page-views", still.rate(), "/s", 500)
	lines, closeAll, err := wires(h, 1)
	if err != nil {
		return err
	}
	defer closeAll()
	var stop atomic.Bool
	posted := make(chan error, 1)
	acts, run := 0, time.Now().UnixNano()
	go func() {
		var err error
		for ; err == nil && !stop.Load(); acts++ {
			err = virePenny(lines[0], largeFund, fmt.Sprintf("view-%x-%d", run, acts), acts)
		}
		posted <- err
	}()
	moving, err := load(ctx, readers, span, view)
	stop.Store(true)
	if err := errors.Join(err, <-posted); err != nil {
		return err
	}
	atLeast("page-views-during-acts", moving.rate(), "/s", 100)
	plain("page-views-during-acts-p99", moving.quantile(0.99), "ms")
	plain("acts-during-page-views", float64(acts)/moving.elapsed.Seconds(), "/s")
	return nil
}
