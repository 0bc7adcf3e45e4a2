package api

import (
	"context"
	"sync"

	"pooled/internal/directory"
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

// edition says how the directory and the register of organisations stand. Both numbers only ever rise.
type edition struct {
	directory int64 // what the entries that recorded its feeds add up to
	service   int64 // the service journal's number
}

// shop holds the services that were bought lately, as long as nothing has changed in the directory or among the
// organisations. How they stand is asked for each purchase, once for all that ask at the same time.
type shop struct {
	journal   *journal.Journal
	directory *directory.Directory
	now       shared[edition]

	mutex    sync.Mutex
	at       edition
	services map[string]listed
}

func newShop(j *journal.Journal, d *directory.Directory) *shop {
	s := &shop{journal: j, directory: d}
	s.now.ask = s.edition
	return s
}

func (s *shop) edition(ctx context.Context) (edition, error) {
	entries, err := s.directory.Edition(ctx)
	if err != nil {
		return edition{}, err
	}
	head, err := s.journal.Head(ctx, ledger.Service)
	return edition{entries, head.Seq}, err
}

// find is a service as it is listed now. It returns directory.ErrNotListed.
func (s *shop) find(ctx context.Context, id string) (listed, error) {
	now, err := s.now.get(ctx)
	if err != nil {
		return listed{}, err
	}
	if held, ok := s.held(now, id); ok {
		return held, nil
	}
	var found listed
	if found.Service, err = s.directory.Service(ctx, id); err != nil {
		return listed{}, err
	}
	if found.seller, err = s.seek(ctx, found.Provider); err != nil {
		return listed{}, err
	}
	s.keep(now, id, found)
	return found, nil
}

// held is what is remembered of a service; all is forgotten that was true of another edition.
func (s *shop) held(now edition, id string) (listed, bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.at != now {
		s.at, s.services = now, nil
	}
	found, ok := s.services[id]
	return found, ok
}

// keep remembers a service that was looked up after its edition was asked for, unless there is another by now.
func (s *shop) keep(now edition, id string, found listed) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.at != now {
		return
	}
	if s.services == nil || len(s.services) >= servicesHeldMax {
		s.services = map[string]listed{}
	}
	s.services[id] = found
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
