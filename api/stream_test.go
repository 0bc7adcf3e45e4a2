package api

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"pooled/ledger"
)

// timed notes the deadlines of an answer and how much is written at once.
type timed struct {
	*httptest.ResponseRecorder
	deadlines []time.Time
	most      int
}

func (w *timed) SetWriteDeadline(t time.Time) error {
	w.deadlines = append(w.deadlines, t)
	return nil
}

func (w *timed) Write(b []byte) (int, error) {
	w.most = max(w.most, len(b))
	return w.ResponseRecorder.Write(b)
}

// Each part of what a caller is sent has a deadline of its own, and the whole has one as well.
func TestPatienceEnds(t *testing.T) {
	t.Parallel()
	w := &timed{ResponseRecorder: httptest.NewRecorder()}
	p := &patient{w: w, control: http.NewResponseController(w), until: time.Now().Add(time.Hour)}
	n, err := p.Write(make([]byte, 3*streamPartMax+1))
	if n != 3*streamPartMax+1 || err != nil || len(w.deadlines) != 4 || w.most != streamPartMax {
		t.Errorf("%d bytes, %v, %d deadlines, %d bytes at once", n, err, len(w.deadlines), w.most)
	}
	if left := time.Until(w.deadlines[3]); left > streamWaitMax || left < streamWaitMax-time.Minute/4 {
		t.Errorf("the caller has %s for a part", left)
	}
	p.until = time.Now().Add(-time.Second)
	if n, err := p.Write([]byte("more")); n != 0 || !errors.Is(err, errTooLong) {
		t.Errorf("after its time: %d, %v", n, err)
	}
}

// Few read whole journals at once; a place that is left is free.
func TestFewReadWholeJournalsAtOnce(t *testing.T) {
	t.Parallel()
	s := New(Config{})
	var leave []func()
	for range journalReadersMax {
		one, err := s.readsJournal()
		if err != nil {
			t.Fatal(err)
		}
		leave = append(leave, one)
	}
	if _, err := s.readsJournal(); !errors.Is(err, ledger.ErrBusy) {
		t.Errorf("one more: %v", err)
	}
	leave[0]()
	if _, err := s.readsJournal(); err != nil {
		t.Errorf("once one has left: %v", err)
	}
}

func TestTakesGzip(t *testing.T) {
	t.Parallel()
	for accepts, want := range map[string]bool{
		"": false, "gzip": true, "br, GZIP": true, "gzip;q=0.5": true, "gzip; q=0": false, "gzip;q=0.000": false,
		"identity": false, "deflate": false,
	} {
		if got := takesGzip(accepts); got != want {
			t.Errorf("%q: %v", accepts, got)
		}
	}
}
