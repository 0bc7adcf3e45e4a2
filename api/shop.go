package api

import (
	"context"
	"sync"

	"pooled/internal/directory"
	"pooled/internal/turn"
	"pooled/ledger"
	"pooled/ledger/journal"
)

const (
	servicesHeldMax = 1000 // services of the directory that stay in memory; beyond them it begins anew
	bodiesPage      = 200  // how many organisations are looked through at a time for the one that the directory means
)

// listed is a service of the directory, with the registered organisation that the directory means as its provider;
// none, where there is none.
type listed struct {
	directory.Service
	seller ledger.BodyID
}

// looking is a service that is being looked up and, once it is done, what was found.
type looking struct {
	done   chan struct{}
	answer listed
	err    error
}

// shop holds the services that were bought lately, as long as nothing has changed in the directory or among the
// organisations. How they stand is asked once for all that ask at the same time; a purchase of what is held need not
// ask, for the journal compares: see held.
type shop struct {
	journal   *journal.Journal
	directory *directory.Directory
	now       turn.Answers[directory.Edition]

	mutex    sync.Mutex
	at       directory.Edition
	services map[string]*looking
}

func newShop(j *journal.Journal, d *directory.Directory) *shop {
	return &shop{journal: j, directory: d}
}

// held is a service as it was listed when the service journal had a number. It is what is listed as long as the journal
// has not grown, which whoever buys it must have the journal see to. False where that cannot be said of it.
func (s *shop) held(id string) (found listed, at int64, ok bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	one := s.services[id]
	if one == nil || !s.at.Settled {
		return listed{}, 0, false
	}
	select {
	case <-one.done:
		return one.answer, s.at.Journal, one.err == nil
	default: // it is being looked up
		return listed{}, 0, false
	}
}

// find is a service as it is listed now. It returns directory.ErrNotListed.
func (s *shop) find(ctx context.Context, id string) (listed, error) {
	now, err := s.now.Get(ctx, "", s.directory.Edition)
	if err != nil {
		return listed{}, err
	}
	one, first := s.join(now, id)
	if first {
		go s.look(id, one)
	}
	select {
	case <-one.done:
		return one.answer, one.err
	case <-ctx.Done():
		return listed{}, ctx.Err()
	}
}

// join is what is remembered of a service, or is being looked up for another purchase, and whether it is to be looked
// up first. All is forgotten that was true of another edition.
func (s *shop) join(now directory.Edition, id string) (one *looking, first bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.at != now || len(s.services) >= servicesHeldMax {
		s.at, s.services = now, nil
	}
	if one = s.services[id]; one != nil {
		return one, false
	}
	if s.services == nil {
		s.services = map[string]*looking{}
	}
	one = &looking{done: make(chan struct{})}
	s.services[id] = one
	return one, true
}

// look looks a service up, for all who wait for it. A fault is not remembered.
func (s *shop) look(id string, one *looking) {
	ctx, cancel := context.WithTimeout(context.Background(), actTimeMax)
	defer cancel()
	if one.answer.Service, one.err = s.directory.Service(ctx, id); one.err == nil {
		one.answer.seller, one.err = s.seek(ctx, one.answer.Provider)
	}
	if one.err != nil {
		s.mutex.Lock()
		if s.services[id] == one {
			delete(s.services, id)
		}
		s.mutex.Unlock()
	}
	close(one.done)
}

// seek looks through the registered organisations for a provider of the directory.
func (s *shop) seek(ctx context.Context, provider directory.Provider) (ledger.BodyID, error) {
	identifiers := numbers(provider)
	for after := ""; ; {
		found, err := s.journal.Documents(ctx, ledger.Service, "body", after, bodiesPage, 0)
		if err != nil {
			return "", err
		}
		for _, d := range found {
			if body, ok := d.(ledger.Body); ok && body.IsOrganisation(provider.Name, identifiers) {
				return body.ID, nil
			}
		}
		if len(found) < bodiesPage {
			return "", nil
		}
		after = found[len(found)-1].Ref().ID
	}
}
