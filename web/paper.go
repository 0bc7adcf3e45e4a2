package web

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"

	"pooled/api"
	"pooled/internal/paper"
)

// Bounds of the PDFs that are held, and of those that are waited for.
const (
	papersHeldMax   = 64
	paperBytesMax   = 16 << 20
	papersAskedMax  = 8 // being made or waiting for their turn
	paperPauseAfter = 5 * time.Second
)

// papers makes PDFs, each once, and holds those made last, by the page they are made of: that says the fund, the entry
// and all else that they depend on. Whether somebody may read it is judged before.
type papers struct {
	press *paper.Press
	mutex sync.Mutex
	byKey map[[sha256.Size]byte]*printed
	order [][sha256.Size]byte // of those made; oldest first
	bytes int                 // of those made
	asked int
}

// printed is a PDF that is being made, or was when done is closed.
type printed struct {
	done chan struct{}
	pdf  []byte
	err  error
}

func newPapers(press *paper.Press) *papers {
	return &papers{press: press, byKey: map[[sha256.Size]byte]*printed{}}
}

// print is the PDF of a page. Who goes away before it is made finds it made when they ask again.
func (p *papers) print(ctx context.Context, page []byte, at time.Time) ([]byte, error) {
	one, err := p.ask(page, at)
	if err != nil {
		return nil, err
	}
	select {
	case <-one.done:
		return one.pdf, one.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// ask finds a PDF, or has it made.
func (p *papers) ask(page []byte, at time.Time) (*printed, error) {
	key := sha256.Sum256(page)
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if one := p.byKey[key]; one != nil {
		return one, nil
	}
	if p.asked >= papersAskedMax {
		return nil, api.ErrPressBusy
	}
	one := &printed{done: make(chan struct{})}
	p.byKey[key] = one
	p.asked++
	go func() {
		one.pdf, one.err = p.press.Print(page, at)
		close(one.done)
		p.made(key, one)
	}()
	return one, nil
}

// made holds a PDF that was made; older ones give way. What could not be made is forgotten after a moment, so that a
// browser which fails is not started at every click.
func (p *papers) made(key [sha256.Size]byte, one *printed) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.asked--
	if one.err != nil {
		time.AfterFunc(paperPauseAfter, func() {
			p.mutex.Lock()
			defer p.mutex.Unlock()
			delete(p.byKey, key)
		})
		return
	}
	p.order = append(p.order, key)
	p.bytes += len(one.pdf)
	for len(p.order) > papersHeldMax || p.bytes > paperBytesMax {
		p.bytes -= len(p.byKey[p.order[0]].pdf)
		delete(p.byKey, p.order[0])
		p.order = p.order[1:]
	}
}
