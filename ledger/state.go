package ledger

import (
	"errors"
	"maps"
	"time"
)

// State is what an act runs on: the documents and balances of one fund, at one number of its journal. An
// overlay stands on another State and is merged into it only when the act's entry has been accepted.
//
// A State does no reading of its own. What it does not hold it notes as missing and refuses with
// ErrNotLoaded; the journal loads what is missing and runs the act again. So an act declares nothing
// beforehand.
type State struct {
	Fund   FundID
	Seq    int64     // the number the next entry would take
	At     time.Time // the recorded instant
	On     Date      // effective date of the act
	Period Period
	Secret []byte // of this fund, never in public bytes: it keys marks of texts that may have to be hidden

	parent    *State
	service   *State // the service journal's documents, for a fund's acts
	documents recent[Ref, Document]
	balances  recent[Account, standing]
	moved     moved // of an overlay: what its entry moved, or begins at nil
	movedIn   Period
	stood     bool                      // its entry has moved them
	lists     map[AccountList][]Account // held until ForgetLists
	papers    map[DocumentList][]Ref    // likewise
	saved     []Ref
	presumed  *[]Ref // what the act takes not to be there; nil: nothing is presumed
	erased    []int64
	reference Private // of the act's instruction
	narrative Private
	late      Period // likewise
	missing   *Missing
}

// AccountPeriod is an account's movement within one period.
type AccountPeriod struct {
	Account Account
	Period  Period
}

// Missing is what acts asked for and the State did not hold.
type Missing struct {
	Documents map[Ref]bool
	Accounts  map[AccountPeriod]bool
	Lists     map[AccountList]bool
	Papers    map[DocumentList]bool
}

func newMissing() *Missing {
	return &Missing{map[Ref]bool{}, map[AccountPeriod]bool{}, map[AccountList]bool{}, map[DocumentList]bool{}}
}

// Empty reports that nothing is missing.
func (m *Missing) Empty() bool {
	return len(m.Documents) == 0 && len(m.Accounts) == 0 && len(m.Lists) == 0 && len(m.Papers) == 0
}

// Add takes in what is missing besides.
func (m *Missing) Add(more *Missing) {
	if more.Empty() {
		return
	}
	if m.Documents == nil {
		*m = *newMissing()
	}
	maps.Copy(m.Documents, more.Documents)
	maps.Copy(m.Accounts, more.Accounts)
	maps.Copy(m.Lists, more.Lists)
	maps.Copy(m.Papers, more.Papers)
}

// ErrNotLoaded is for the journal alone: load what is missing and run the act again.
var ErrNotLoaded = errors.New("not loaded")

// NewState makes an empty State of a fund over a service State (nil for the service journal itself). It keeps
// at least max documents and as many balances, and forgets the longest unused beyond that.
func NewState(fund FundID, service *State, max int) *State {
	return &State{
		Fund: fund, service: service, missing: newMissing(),
		documents: newRecent[Ref, Document](max), balances: newRecent[Account, standing](max),
	}
}

// TakeMissing returns what is missing and starts anew, for every overlay too.
func (s *State) TakeMissing() *Missing {
	m := *s.missing
	*s.missing = *newMissing()
	return &m
}

// Overlay makes a State whose changes stay apart until Merge.
func (s *State) Overlay() *State {
	return &State{
		Fund: s.Fund, Seq: s.Seq, At: s.At, On: s.On, Period: s.Period, Secret: s.Secret,
		parent: s, service: s.service, missing: s.missing, presumed: s.presumed,
	}
}

// Rest has an overlay stand on a State that the one below it has been merged into.
func (s *State) Rest(on *State) { s.parent = on }

// Merge puts an overlay's changes into the State below it.
func (s *State) Merge() {
	p := s.parent
	for ref, d := range s.documents.young {
		p.documents.put(ref, d)
	}
	s.mergeBalances()
	if p.parent != nil {
		p.erased = append(p.erased, s.erased...)
	}
	p.Seq = s.Seq
}

// Hold puts a committed document into the State; nil says that there is none of that name.
func (s *State) Hold(ref Ref, d Document) { s.documents.put(ref, d) }

// Age lets what is held grow old: beyond so many documents or accounts that were used since the last time, those that
// were used neither since then nor before are forgotten. An overlay on the State keeps what it holds.
func (s *State) Age(documents, accounts int) {
	s.documents.age(documents)
	s.balances.age(accounts)
}

// Forget drops a document that another instance has changed.
func (s *State) Forget(ref Ref) { s.documents.drop(ref) }

// ForgetAll drops everything held.
func (s *State) ForgetAll() {
	s.documents.clear()
	s.balances.clear()
	s.ForgetLists()
}

// Save notes a new version of a document.
func (s *State) Save(d Document) {
	ref := d.Ref()
	if _, again := s.documents.young[ref]; !again {
		s.saved = append(s.saved, ref)
	}
	s.documents.put(ref, d)
}

// take brings what an overlay saved and erases into this State, and the day and period that its act gave the entry.
func (s *State) take(o *State) {
	s.On, s.Period = o.On, o.Period
	for _, ref := range o.saved {
		s.Save(o.documents.young[ref])
	}
	s.erased = append(s.erased, o.erased...)
}

// Erase has the journal remove the salts and values of an entry's private fields.
func (s *State) Erase(seq int64) { s.erased = append(s.erased, seq) }

// Erased is the numbers of the entries whose texts the act erases.
func (s *State) Erased() []int64 { return s.erased }

func (s *State) document(ref Ref) (Document, error) {
	if ref.service() && s.service != nil {
		return s.service.document(ref)
	}
	d, known := s.known(ref)
	if !known {
		s.missing.Documents[ref] = true
		return nil, ErrNotLoaded
	}
	return d, nil
}

// known is a document of the State's own fund, nil where it is known that there is none.
func (s *State) known(ref Ref) (d Document, known bool) {
	for at := s; at != nil && !known; at = at.parent {
		d, known = at.documents.get(ref)
	}
	return d, known
}

// Find returns a document, or the zero value of its type when there is none.
func Find[D Document](s *State, ref Ref) (D, error) {
	var zero D
	d, err := s.document(ref)
	if err != nil || d == nil {
		return zero, err
	}
	return d.(D), nil
}

// need is Find for a document that must be there.
func need[D Document](s *State, ref Ref, what string) (D, error) {
	d, err := s.document(ref)
	if err == nil && d == nil {
		err = ErrNotFound.With("there is no %s %q", what, ref.ID)
	}
	if err != nil {
		var zero D
		return zero, err
	}
	return d.(D), nil
}

// recent is a map bounded by two generations: when the young one is full it becomes the old one and what was
// not used since is forgotten. A zero max is unbounded.
type recent[K comparable, V any] struct {
	young, old map[K]V
	max        int
}

func newRecent[K comparable, V any](max int) recent[K, V] { return recent[K, V]{max: max} }

func (r *recent[K, V]) get(k K) (V, bool) {
	v, ok := r.young[k]
	if !ok && r.old != nil {
		if v, ok = r.old[k]; ok {
			r.put(k, v)
		}
	}
	return v, ok
}

// expect makes room for so many where nothing is held.
func (r *recent[K, V]) expect(n int) {
	if r.young == nil {
		r.young = make(map[K]V, n)
	}
}

func (r *recent[K, V]) put(k K, v V) {
	if r.young == nil {
		r.young = map[K]V{}
	}
	if _, held := r.young[k]; !held && r.max > 0 && len(r.young) >= r.max {
		r.old, r.young = r.young, map[K]V{}
	}
	r.young[k] = v
}

// age begins a new generation when the young one has as many.
func (r *recent[K, V]) age(max int) {
	if len(r.young) >= max {
		r.old, r.young = r.young, nil
	}
}

func (r *recent[K, V]) drop(k K) {
	delete(r.young, k)
	delete(r.old, k)
}

func (r *recent[K, V]) clear() { r.young, r.old = nil, nil }
