// Package turn asks something once for all who want to know it at the same time.
package turn

import (
	"context"
	"sync"
	"time"
)

// timeMax is how long one question may take: it is nobody's request, so that it does not end with one.
const timeMax = 15 * time.Second

// Answers are what is being asked, each question by its name. Nobody gets an answer that was asked for before they
// came: who comes while it is being asked waits for the next one. The zero value is ready.
type Answers[T any] struct {
	mutex sync.Mutex
	by    map[string]*question[T]
}

// question is asked by one after the other; next is not begun, nil where nobody waits.
type question[T any] struct{ next *asking[T] }

// asking is one question and, once it is done, its answer.
type asking[T any] struct {
	ask    func(context.Context) (T, error)
	done   chan struct{}
	answer T
	err    error
}

// Get answers with what is true now or later. Of those who wait together the first one's ask is asked, so whoever asks
// must be allowed to know the answer before. It returns what ask returns, or the context's error.
func (s *Answers[T]) Get(ctx context.Context, name string, ask func(context.Context) (T, error)) (T, error) {
	s.mutex.Lock()
	q := s.by[name]
	if q == nil {
		q = &question[T]{}
		if s.by == nil {
			s.by = map[string]*question[T]{}
		}
		s.by[name] = q
		go s.answerAll(name, q)
	}
	if q.next == nil {
		q.next = &asking[T]{ask: ask, done: make(chan struct{})}
	}
	mine := q.next
	s.mutex.Unlock()
	select {
	case <-mine.done:
		return mine.answer, mine.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

// answerAll asks until nobody waits.
func (s *Answers[T]) answerAll(name string, q *question[T]) {
	for one := s.take(name, q); one != nil; one = s.take(name, q) {
		ctx, cancel := context.WithTimeout(context.Background(), timeMax)
		one.answer, one.err = one.ask(ctx)
		cancel()
		close(one.done)
	}
}

// take is what is to be asked now; where there is nothing, nobody asks it any more.
func (s *Answers[T]) take(name string, q *question[T]) *asking[T] {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	one := q.next
	if q.next = nil; one == nil {
		delete(s.by, name)
	}
	return one
}
