package web

import (
	"html/template"
	"sync"

	"pooled/api"
)

// heldMax is how many boards stay in memory: some 60 kB each.
const heldMax = 200

// heldBoard is a board as it was written, with what its figures rest on.
type heldBoard struct {
	title  string
	main   template.HTML
	moment api.Moment
	tables []table
}

// held keeps what was written last for each question, and everything else that it depends on: once a fund has moved,
// nobody asks for its page of before. Whoever may read all of a fund sees the same, and whether somebody may is judged
// before it is looked up.
type held struct {
	mutex sync.Mutex
	by    map[string]heldAnswer
	order []string // the questions, oldest first
}

type heldAnswer struct {
	rests string
	board *heldBoard
}

func newHeld() *held { return &held{by: map[string]heldAnswer{}} }

// find is the answer to a question that rests on the same; nil, where it was written of something else or never.
func (h *held) find(question, rests string) *heldBoard {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if found := h.by[question]; found.rests == rests {
		return found.board
	}
	return nil
}

func (h *held) keep(question, rests string, b *heldBoard) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if h.by[question].board == nil {
		h.order = append(h.order, question)
	}
	h.by[question] = heldAnswer{rests, b}
	for len(h.order) > heldMax {
		delete(h.by, h.order[0])
		h.order = h.order[1:]
	}
}
