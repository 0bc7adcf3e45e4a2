package web

import (
	"crypto/rand"
	"slices"
	"sync"
	"time"

	"pooled/api"
)

// Bounds of what is held of files. Private texts may stand in them, so they are held in memory alone, and not for long.
const (
	uploadsHeldMax   = 32
	uploadsOfOneMax  = 4        // of one person
	uploadBytesMax   = 64 << 20 // of all files together, packed
	uploadTimeMax    = 12 * time.Hour
	uploadsAtWorkMax = 4 // being checked or posted at once; others wait their turn
	uploadsReadMax   = 2 // being read at once
)

// upload is a file that somebody sent, and how far it is.
type upload struct {
	*sent
	id, fund string
	caller   api.Caller
	at       time.Time

	mutex     sync.Mutex
	state     uploadState
	confirmed bool
	outcomes  []outcome         // of the check, or of the posting, in the lines' order; as many as are done
	texts     map[string]string // of outcomes, each once
}

// uploadState is how far an upload is.
type uploadState string

const (
	uploadChecking uploadState = "checking"
	uploadChecked  uploadState = "checked"
	uploadPosting  uploadState = "posting"
	uploadStopped  uploadState = "stopped" // the service could not go on; whoever sent it can
	uploadPosted   uploadState = "posted"
)

func (u uploadState) atWork() bool { return u == uploadChecking || u == uploadPosting }

// outcome is what became of a line.
type outcome struct {
	row      int32
	class    outcomeClass
	act      string
	entry    int64
	proposal string
	said     string // why it was refused, or for whom it waits
}

// outcomeClass is what became of a line, in a word.
type outcomeClass int8

const (
	linePosted outcomeClass = iota
	linePostedBefore
	lineWaits
	lineRefused
	outcomeClasses
)

// shelf holds uploads.
type shelf struct {
	mutex   sync.Mutex
	list    []*upload // oldest first
	reading chan struct{}
	working chan struct{}
}

func newShelf() *shelf {
	return &shelf{reading: make(chan struct{}, uploadsReadMax), working: make(chan struct{}, uploadsAtWorkMax)}
}

// put takes an upload in. Older ones give way, those of the same person first, unless they are at work.
func (s *shelf) put(u *upload) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	u.id, u.at = rand.Text(), time.Now()
	s.list = slices.DeleteFunc(s.list, func(o *upload) bool {
		return !o.now().atWork() && (u.at.Sub(o.at) > uploadTimeMax || o.key == u.key && o.isOf(u.caller, u.fund))
	})
	mine := func(o *upload) bool { return o.caller == u.caller }
	for s.count(mine) >= uploadsOfOneMax {
		if !s.drop(mine) {
			return errUploadsOfOne
		}
	}
	for len(s.list) >= uploadsHeldMax || s.bytes()+len(u.spool) > uploadBytesMax {
		if !s.drop(func(*upload) bool { return true }) {
			return errUploadsBusy
		}
	}
	s.list = append(s.list, u)
	time.AfterFunc(uploadTimeMax, func() { s.remove(u) })
	return nil
}

var (
	errUploadsOfOne = api.ErrAtWork("four files of yours are at work: wait until one has ended")
	errUploadsBusy  = api.ErrAtWork("other people's files are being read: try again in a moment")
)

func (s *shelf) count(of func(*upload) bool) (n int) {
	for _, o := range s.list {
		if of(o) {
			n++
		}
	}
	return n
}

func (s *shelf) bytes() (n int) {
	for _, o := range s.list {
		n += len(o.spool)
	}
	return n
}

// drop drops the oldest upload of those, unless all are at work.
func (s *shelf) drop(of func(*upload) bool) bool {
	at := slices.IndexFunc(s.list, func(o *upload) bool { return of(o) && !o.now().atWork() })
	if at < 0 {
		return false
	}
	s.list = slices.Delete(s.list, at, at+1)
	return true
}

func (s *shelf) remove(u *upload) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.list = slices.DeleteFunc(s.list, func(o *upload) bool { return o == u })
}

// find is somebody's upload of a fund by its name. Another person's is not there.
func (s *shelf) find(caller api.Caller, fund, id string) (*upload, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, o := range s.list {
		if o.id == id && o.isOf(caller, fund) {
			return o, nil
		}
	}
	return nil, api.ErrNoUpload
}

// of are somebody's uploads of a fund, newest first.
func (s *shelf) of(caller api.Caller, fund string) (list []*upload) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, o := range slices.Backward(s.list) {
		if o.isOf(caller, fund) {
			list = append(list, o)
		}
	}
	return list
}

// same is somebody's upload that asks for the same, while it is at work.
func (s *shelf) same(caller api.Caller, fund, key string) *upload {
	for _, o := range s.of(caller, fund) {
		if o.key == key && o.now().atWork() {
			return o
		}
	}
	return nil
}

func (u *upload) isOf(caller api.Caller, fund string) bool {
	return u.caller == caller && u.fund == fund
}

func (u *upload) now() uploadState {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	return u.state
}

// end is how far an upload has come when its work ends.
func (u *upload) end(as uploadState) {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	u.state = as
}

// confirm lets the lines be posted, and reports whether somebody must begin with that.
func (u *upload) confirm() bool {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	if u.state != uploadChecked {
		return false
	}
	u.state, u.confirmed, u.outcomes, u.texts = uploadPosting, true, nil, nil
	return true
}

// resume goes on where an upload was stopped, and reports whether somebody must begin with that.
func (u *upload) resume() bool {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	if u.state != uploadStopped {
		return false
	}
	if u.state = uploadChecking; u.confirmed {
		u.state = uploadPosting
	}
	return true
}

// progress is how far an upload is.
func (u *upload) progress() (state uploadState, done int, counts [outcomeClasses]int) {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	for _, o := range u.outcomes {
		counts[o.class]++
	}
	return u.state, len(u.outcomes), counts
}

// results are what became of the lines so far. They are never changed, only added to.
func (u *upload) results() []outcome {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	return u.outcomes
}
