package web

import "testing"

// What is held of a question is replaced once its fund has moved, and there are so many questions at most.
func TestHeldBoards(t *testing.T) {
	t.Parallel()
	h := newHeld()
	first, second := &heldBoard{title: "1"}, &heldBoard{title: "2"}
	h.keep("a", "entry 1", first)
	if h.find("a", "entry 1") != first || h.find("a", "entry 2") != nil || h.find("b", "entry 1") != nil {
		t.Error("another answer than was asked for is found")
	}
	h.keep("a", "entry 2", second)
	if h.find("a", "entry 1") != nil || h.find("a", "entry 2") != second || len(h.order) != 1 {
		t.Errorf("the older answer stays: %v", h.order)
	}
	for n := range heldMax {
		h.keep(string(rune(n+1000)), "", first)
	}
	if h.find("a", "entry 2") != nil || len(h.by) != heldMax || len(h.order) != heldMax {
		t.Errorf("%d are held, %d in order", len(h.by), len(h.order))
	}
}
