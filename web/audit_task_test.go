package web

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"pooled/api"
	"pooled/ledger"
)

// Tasks are bounded, for one person and for all; others' are not found; a panic ends one task alone.
func TestTasks(t *testing.T) {
	t.Parallel()
	var held tasks
	release := make(chan struct{})
	waits := func(context.Context, *task) error { <-release; return nil }
	one := func(actor, asked string) *task {
		return &task{fund: "f", asked: asked, actor: api.Caller{Actor: ledger.ActorID(actor)}}
	}
	for n := range tasksHeldMax {
		if err := held.begin(one(fmt.Sprint("p", n/tasksOfOneMax), fmt.Sprint(n)), waits); err != nil {
			t.Fatalf("task %d: %v", n, err)
		}
	}
	if err := held.begin(one("p0", "more"), waits); !errors.Is(err, errTasksOfOne) {
		t.Errorf("a third at work for one person: %v", err)
	}
	if err := held.begin(one("new", "more"), waits); !errors.Is(err, errTasksBusy) {
		t.Errorf("one more than are held, all at work: %v", err)
	}
	asked := func(o *task) bool { return o.asked == "0" }
	if found := held.find(api.Caller{Actor: "p1"}, "f", asked); found != nil {
		t.Error("somebody finds what another asked")
	}
	if found := held.find(api.Caller{Actor: "p0"}, "g", asked); found != nil {
		t.Error("what was asked of a fund is found in another")
	}
	close(release)
	for _, o := range held.list {
		<-o.ended
	}
	broken := one("new", "panics")
	if err := held.begin(broken, func(context.Context, *task) error { panic("broken") }); err != nil {
		t.Fatalf("when all have ended: %v", err)
	}
	<-broken.ended
	if broken.err == nil || broken.atWork() {
		t.Errorf("a panic: %v", broken.err)
	}
	if len(held.list) != tasksHeldMax {
		t.Errorf("%d are held, want %d", len(held.list), tasksHeldMax)
	}
	held.list[0].began = broken.began.Add(-2 * taskTimeMax)
	first := held.list[0]
	if found := held.find(first.actor, "f", func(o *task) bool { return o == first }); found != nil {
		t.Error("what was found long ago is still shown")
	}
}
