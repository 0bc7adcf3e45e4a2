package web

import (
	"context"
	"errors"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// However many pages are open of a fund it is looked at once a second; each fund by itself; a look that failed is made
// again.
func TestWatchLooksOnceASecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var looks atomic.Int64
		w := &watch{funds: map[string]*seen{}, look: func(_ context.Context, fund string) (int64, error) {
			if fund == "away" {
				looks.Add(1)
				return 0, errors.New("away")
			}
			runtime.Gosched()
			return looks.Add(1), nil
		}}
		for second := range int64(3) {
			var pages sync.WaitGroup
			for range 500 {
				pages.Go(func() {
					if seq, err := w.newest(t.Context(), "one"); seq != second+1 || err != nil {
						t.Errorf("in second %d: %d, %v", second, seq, err)
					}
				})
			}
			pages.Wait()
			time.Sleep(lookEvery)
		}
		_, first := w.newest(t.Context(), "away")
		_, again := w.newest(t.Context(), "away")
		if looks.Load() != 5 || first == nil || again == nil {
			t.Errorf("%d looks, %v, %v", looks.Load(), first, again)
		}
		for n := range 3 * heldMax {
			_, _ = w.newest(t.Context(), strconv.Itoa(n)) // nothing fails
		}
		if len(w.funds) > heldMax {
			t.Errorf("%d funds are held", len(w.funds))
		}
	})
}
