package turn_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"pooled/internal/turn"
)

// Nobody gets an answer that was asked for before they came, and those who wait together get one.
func TestAnswersAreNeverOlderThanTheQuestion(t *testing.T) {
	t.Parallel()
	var answers turn.Answers[int64]
	var truth, asked atomic.Int64
	var all sync.WaitGroup
	begin, first := make(chan struct{}), make(chan struct{})
	ask := func(context.Context) (int64, error) {
		if asked.Add(1) == 1 {
			close(first)
			<-begin
			return truth.Load() - 1, nil // what it read before the others came
		}
		return truth.Load(), nil
	}
	all.Go(func() { _, _ = answers.Get(t.Context(), "a", ask) })
	<-first
	truth.Store(7)
	for range 50 {
		all.Go(func() {
			if got, err := answers.Get(t.Context(), "a", ask); got != 7 || err != nil {
				t.Errorf("answered %d, %v", got, err)
			}
		})
	}
	other, err := answers.Get(t.Context(), "b", func(context.Context) (int64, error) { return 0, errors.ErrUnsupported })
	if other != 0 || !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("another question is answered %d, %v", other, err)
	}
	close(begin)
	all.Wait()
	if n := asked.Load(); n > 51 {
		t.Errorf("asked %d times", n)
	}
}

// Who does not wait any longer does not end the question for the others.
func TestWhoLeavesEndsNothing(t *testing.T) {
	t.Parallel()
	var answers turn.Answers[bool]
	started, release := make(chan struct{}), make(chan struct{})
	ask := func(ctx context.Context) (bool, error) {
		close(started)
		<-release
		return true, ctx.Err()
	}
	gone, leave := context.WithCancel(t.Context())
	left := make(chan error)
	go func() {
		_, err := answers.Get(gone, "", ask)
		left <- err
	}()
	<-started
	leave()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("who left is told %v", err)
	}
	next := make(chan bool)
	go func() {
		got, err := answers.Get(t.Context(), "", func(context.Context) (bool, error) { return true, nil })
		next <- got && err == nil
	}()
	close(release)
	if !<-next {
		t.Error("who came later is not answered")
	}
}
