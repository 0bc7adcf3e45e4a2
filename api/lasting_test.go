package api

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// Pages that stay open take no room from those who ask, have a bound of their own, and give their room back however
// they end.
func TestStreamsAreCountedApart(t *testing.T) {
	t.Parallel()
	begun := make(chan struct{}, 16)
	s := New(Config{Pages: func(*Service) Pages {
		watch := func(_ http.ResponseWriter, r *http.Request) error {
			begun <- struct{}{}
			<-r.Context().Done()
			if r.URL.RawQuery != "" {
				panic("watching failed")
			}
			return nil
		}
		return Pages{List: []Page{{Pattern: "GET /watch", Name: "watch", Show: watch, Streams: true}}}
	}})
	s.inFlight, s.streams = make(chan struct{}, 1), make(chan struct{}, 2)
	ask := func(ctx context.Context, address string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, address, nil))
		return w
	}
	for range 3 {
		ctx, cancel := context.WithCancel(t.Context())
		var open sync.WaitGroup
		for _, address := range []string{"/watch", "/watch?panic"} {
			open.Go(func() { ask(ctx, address) })
			select {
			case <-begun:
			case <-time.After(10 * time.Second):
				t.Fatal("an open page takes the room of a question")
			}
		}
		if w := ask(ctx, "/healthz"); w.Code != http.StatusOK {
			t.Errorf("a question while pages are open: %d", w.Code)
		}
		if w := ask(ctx, "/watch"); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
			t.Errorf("one stream too many: %d %v", w.Code, w.Header())
		}
		cancel()
		open.Wait()
		if len(s.inFlight) != 0 || len(s.streams) != 0 {
			t.Fatalf("%d and %d slots are held by nobody", len(s.inFlight), len(s.streams))
		}
	}
}
