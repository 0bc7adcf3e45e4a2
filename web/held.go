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

// held keeps what was written, by everything that it depends on. Whoever may read all of a fund sees the same, and
// whether somebody may is judged before it is looked up.
type held struct {
	mutex sync.Mutex
	byKey map[string]*heldBoard
	order []string // oldest first
}

func newHeld() *held { return &held{byKey: map[string]*heldBoard{}} }

func (h *held) find(key string) *heldBoard {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	return h.byKey[key]
}

func (h *held) keep(key string, b *heldBoard) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if h.byKey[key] == nil {
		h.order = append(h.order, key)
	}
	h.byKey[key] = b
	for len(h.order) > heldMax {
		delete(h.byKey, h.order[0])
		h.order = h.order[1:]
	}
}
