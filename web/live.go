package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"pooled/api"
)

const (
	lookEvery    = time.Second
	watchTimeMax = 15 * time.Second // then the browser asks anew, and it is judged anew what it may see
)

// watch is the newest sequences of the funds that pages are open of: one look a second for each fund, however many
// pages.
type watch struct {
	look  func(ctx context.Context, fund string) (int64, error)
	mutex sync.Mutex
	funds map[string]*seen
}

// seen is what was seen of a fund last. Its mutex is held while it is looked at, and nobody waits for another fund's.
type seen struct {
	mutex sync.Mutex
	seq   int64
	at    time.Time
}

func newWatch(ask *api.Service) *watch { return &watch{look: ask.Seq, funds: map[string]*seen{}} }

// newest is a fund's newest sequence, of at most a second ago. Who asks for it may read the fund.
func (w *watch) newest(ctx context.Context, fund string) (int64, error) {
	s := w.of(fund)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	now := time.Now()
	if now.Sub(s.at) < lookEvery {
		return s.seq, nil
	}
	seq, err := w.look(ctx, fund)
	if err != nil {
		return 0, err
	}
	s.seq, s.at = seq, now
	return seq, nil
}

func (w *watch) of(fund string) *seen {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	s := w.funds[fund]
	if s == nil {
		if len(w.funds) >= heldMax { // those of an hour ago, too
			clear(w.funds)
		}
		s = &seen{}
		w.funds[fund] = s
	}
	return s
}

// moves tells a page that is open when its fund has moved past the entry that the page rests on.
func (s *site) moves(w http.ResponseWriter, r *http.Request) error {
	person, err := s.must(r)
	if err != nil {
		return err
	}
	fund := r.PathValue("fund")
	moment, err := s.ask.At(r.Context(), api.Ask(person.Actor, fund, "", ""))
	if err != nil {
		return err
	}
	known, err := strconv.ParseInt(r.URL.Query().Get("seq"), 10, 64)
	if err != nil {
		known = moment.Seq
	}
	s.head(w, "text/event-stream", false)
	control := http.NewResponseController(w)
	fmt.Fprint(w, "retry: 1000\n\n")
	_ = control.Flush() // the caller may have gone
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	end := time.After(watchTimeMax)
	for {
		seq, err := s.watch.newest(r.Context(), fund)
		if err != nil {
			return nil //nolint:nilerr // the answer has begun; the browser asks anew
		}
		if seq > known {
			fmt.Fprintf(w, "event: moved\ndata: %d\n\n", seq)
			_ = control.Flush() // the caller may have gone
			return nil
		}
		select {
		case <-r.Context().Done():
			return nil
		case <-end:
			return nil
		case <-tick.C:
		}
	}
}
