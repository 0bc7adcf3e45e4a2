package auth

import (
	"crypto/sha256"
	"sync"
	"time"

	"pooled/ledger"
)

// digest is the SHA-256 of a secret. Memory and tables hold digests, so that what leaks from them lets nobody in.
type digest [sha256.Size]byte

func digestOf(secret string) digest { return sha256.Sum256([]byte(secret)) }

// memory holds who some secrets were found to be, each until its time, and never more than so many of them.
type memory struct {
	heldMax int
	mutex   sync.Mutex
	held    map[digest]holding
}

type holding struct {
	actor ledger.ActorID
	until time.Time
}

func newMemory(heldMax int) *memory { return &memory{heldMax: heldMax, held: map[digest]holding{}} }

func (m *memory) recall(d digest, now time.Time) (ledger.ActorID, bool) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	h, ok := m.held[d]
	if !ok || !now.Before(h.until) {
		return "", false
	}
	return h.actor, true
}

// looksMax bounds the search for something to forget.
const looksMax = 16

// keep makes room where there is none: by what is over among the first few that come, or else by the first.
func (m *memory) keep(d digest, actor ledger.ActorID, until, now time.Time) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if len(m.held) >= m.heldMax {
		looks := 0
		for other, h := range m.held {
			if looks == 0 || !now.Before(h.until) {
				delete(m.held, other)
			}
			if looks++; looks == looksMax {
				break
			}
		}
	}
	m.held[d] = holding{actor, until}
}

func (m *memory) forget(d digest) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	delete(m.held, d)
}
