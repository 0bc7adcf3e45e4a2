package api

import (
	"context"
	"sync"
)

// shared asks something once for all who want to know it at the same time. Nobody gets an answer that was asked for
// before they came: who comes while it is being asked waits for the next one.
type shared[T any] struct {
	ask func(context.Context) (T, error)

	mutex sync.Mutex
	next  *asking[T] // not begun; nil: nobody waits
	busy  bool
}

// asking is one question and, once it is done, its answer.
type asking[T any] struct {
	done   chan struct{}
	answer T
	err    error
}

// get answers with what is true now or later.
func (s *shared[T]) get(ctx context.Context) (T, error) {
	s.mutex.Lock()
	if s.next == nil {
		s.next = &asking[T]{done: make(chan struct{})}
		if !s.busy {
			s.busy = true
			go s.answerAll()
		}
	}
	mine := s.next
	s.mutex.Unlock()
	select {
	case <-mine.done:
		return mine.answer, mine.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

// answerAll asks until nobody waits. It is nobody's request, so that it does not end with one.
func (s *shared[T]) answerAll() {
	for one := s.take(); one != nil; one = s.take() {
		ctx, cancel := context.WithTimeout(context.Background(), actTimeMax)
		one.answer, one.err = s.ask(ctx)
		cancel()
		close(one.done)
	}
}

// take is the question that is to be asked now; where there is none, nobody is asking any more.
func (s *shared[T]) take() *asking[T] {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	one := s.next
	s.next, s.busy = nil, one != nil
	return one
}
