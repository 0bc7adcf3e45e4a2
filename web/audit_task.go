package web

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"strconv"
	"sync"
	"time"

	"pooled/api"
)

// Bounds of what is asked of whole journals. What was found is held in memory alone, and not for long.
const (
	tasksHeldMax  = 32
	tasksOfOneMax = 2 // of one person, at work
	taskTimeMax   = time.Hour
)

// task goes over a fund's whole journal for somebody. It belongs to no request: it goes on when the browser goes away.
type task struct {
	id, fund, asked string // asked: what is asked, so that asking for the same again finds it
	actor           api.Caller
	began           time.Time
	ended           chan struct{}

	mutex     sync.Mutex
	done, all int64 // entries read; all 0: how many is not known
	took      time.Duration
	verdict   *api.Verdict
	risks     *api.RisksAnswer
	err       error
}

// tasks holds what is at work and what was found, oldest first.
type tasks struct {
	mutex sync.Mutex
	list  []*task
}

var (
	errTasksOfOne = api.ErrAtWork("two journals are being gone over for you: wait until one has ended")
	errTasksBusy  = api.ErrAtWork("other people's journals are being gone over: try again in a moment")
)

// find is what somebody asked of a fund, by its name or by what is asked.
func (t *tasks) find(caller api.Caller, fund string, is func(*task) bool) *task {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	for _, one := range slices.Backward(t.list) {
		if one.actor == caller && one.fund == fund && is(one) && time.Since(one.began) < taskTimeMax {
			return one
		}
	}
	return nil
}

// begin puts a task to work, in the place of an ended one that asked for the same.
func (t *tasks) begin(one *task, work func(context.Context, *task) error) error {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	one.id, one.began, one.ended = rand.Text(), time.Now(), make(chan struct{})
	mine := 0
	t.list = slices.DeleteFunc(t.list, func(o *task) bool {
		same := o.actor == one.actor && o.fund == one.fund && o.asked == one.asked
		if o.actor == one.actor && o.atWork() {
			mine++
		}
		return !o.atWork() && (same || one.began.Sub(o.began) > taskTimeMax)
	})
	if mine >= tasksOfOneMax {
		return errTasksOfOne
	}
	if len(t.list) >= tasksHeldMax {
		at := slices.IndexFunc(t.list, func(o *task) bool { return !o.atWork() })
		if at < 0 {
			return errTasksBusy
		}
		t.list = slices.Delete(t.list, at, at+1)
	}
	t.list = append(t.list, one)
	go one.run(work)
	return nil
}

func (t *tasks) remove(one *task) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.list = slices.DeleteFunc(t.list, func(o *task) bool { return o == one })
}

// run works. A panic ends this task alone, and is told of as any fault of the service.
func (t *task) run(work func(context.Context, *task) error) {
	var err error
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("going over a journal panicked: %v\n%s", p, debug.Stack())
		}
		t.mutex.Lock()
		t.err, t.took = err, time.Since(t.began)
		t.mutex.Unlock()
		close(t.ended)
	}()
	err = work(context.Background(), t)
}

func (t *task) atWork() bool {
	select {
	case <-t.ended:
		return false
	default:
		return true
	}
}

// wait waits for a while, and reports whether it has ended.
func (t *task) wait(ctx context.Context, most time.Duration) bool {
	end := time.NewTimer(most)
	defer end.Stop()
	select {
	case <-t.ended:
	case <-ctx.Done():
	case <-end.C:
	}
	return !t.atWork()
}

func (t *task) step(done, all int64) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.done, t.all = done, all
}

func (t *task) progress() (done, all int64) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return t.done, t.all
}

// steps is where a page hears how far its task is.
func (t *task) steps() string { return "/funds/" + t.fund + "/audit/tasks/" + t.id + "/steps" }

// taskSteps tells a page how far its task is, and when it has ended.
func (s *site) taskSteps(w http.ResponseWriter, r *http.Request) error {
	person, err := s.uploader(r)
	if err != nil {
		return err
	}
	t := s.tasks.find(api.Caller{Actor: person.Actor}, r.PathValue("fund"), func(t *task) bool {
		return t.id == r.PathValue("task")
	})
	if t == nil {
		return api.ErrNoTask
	}
	s.tellSteps(w, r, func() (int64, string) {
		done, _ := t.progress()
		if t.atWork() {
			return done, ""
		}
		return done, "ended"
	})
	return nil
}

// tellSteps tells a page how far some work is, and when it has ended as something, for as long as it may listen.
func (s *site) tellSteps(w http.ResponseWriter, r *http.Request, now func() (done int64, ended string)) {
	s.head(w, "text/event-stream", false)
	control := http.NewResponseController(w)
	fmt.Fprint(w, "retry: 1000\n\n")
	tick := time.NewTicker(stepEvery)
	defer tick.Stop()
	end, told := time.After(watchTimeMax), int64(0)
	for {
		done, ended := now()
		if ended != "" {
			fmt.Fprint(w, "event: ended\ndata: "+ended+"\n\n")
			_ = control.Flush() // the caller may have gone
			return
		}
		if done != told {
			fmt.Fprint(w, "event: step\ndata: "+strconv.FormatInt(done, 10)+"\n\n")
			told = done
		}
		_ = control.Flush() // the caller may have gone
		select {
		case <-r.Context().Done():
			return
		case <-end:
			return
		case <-tick.C:
		}
	}
}
