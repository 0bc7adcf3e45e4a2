package ledger

import (
	"errors"
	"fmt"
	"strconv"
)

// Replay folds a journal's entries, in order, into the State they left behind, and puts again the question that
// policy was asked about each. It runs no rule: documents and postings are taken as they stand in the entries.
type Replay struct {
	service, fund *State
	organisations []Entry // of the service journal, in order
	folded        int64   // of those
	posted        map[int64]Entry
	keeps         func(seq int64) bool // nil: every entry
}

// NewReplay begins a fund's journal; organisations are the entries of the service journal, in order, as many as
// there are.
func NewReplay(fund FundID, organisations []Entry) *Replay {
	r := &Replay{organisations: organisations, posted: map[int64]Entry{}}
	r.service = NewState(Service, nil, 0)
	if r.fund = r.service; fund != Service {
		r.fund = NewState(fund, r.service, 0)
	}
	r.fund.Seq, r.service.Seq = 1, 1
	return r
}

// Keep has Fold keep those entries alone that a later one names, so that memory does not grow with every entry. Whoever
// says which must know all that come: a question about another is an error.
func (r *Replay) Keep(seq func(int64) bool) { r.keeps = seq }

// Keeps reports whether a later question may be about an entry, so that it must be folded whole.
func (r *Replay) Keeps(seq int64) bool { return r.keeps == nil || r.keeps(seq) }

// Ask is the question that policy was asked about the next entry, or about the approval that made it run.
func (r *Replay) Ask(e Entry) (Question, error) {
	if e.Seq != r.fund.Seq {
		return Question{}, fmt.Errorf("entry %d of %s does not follow entry %d", e.Seq, r.fund.Fund, r.fund.Seq-1)
	}
	if err := r.organise(e.Authority.Service); err != nil {
		return Question{}, err
	}
	actor, act := e.Authority.Actor, e.Act
	if held, ok := act.(ProposeAct); ok {
		act = held.Held
	}
	if approvals := e.Authority.Approvals; len(approvals) > 0 {
		actor = approvals[len(approvals)-1].Actor // whose approval ran what the first had asked for
	}
	in := Instruction{On: e.Effective, Period: e.Period}
	for range replayRoundsMax {
		s := r.fund.Overlay()
		s.At = e.Recorded
		r.service.At = e.Recorded
		q, err := s.Ask(actor, in, act, e.Authority.Service)
		if !errors.Is(err, ErrNotLoaded) {
			return q, err
		}
		if err := firstError(r.supply(r.fund), r.supply(r.service)); err != nil {
			return Question{}, err
		}
	}
	return Question{}, fmt.Errorf("the question about entry %d asks for more than there is", e.Seq)
}

const replayRoundsMax = 24

// organise folds the service journal up to a number.
func (r *Replay) organise(number int64) error {
	if r.fund == r.service {
		return nil
	}
	if number > int64(len(r.organisations)) {
		return fmt.Errorf("the service journal has no entry %d", number)
	}
	for ; r.folded < number; r.folded++ {
		fold(r.service, r.organisations[r.folded])
	}
	return nil
}

// Fold takes the next entry's documents and postings in.
func (r *Replay) Fold(e Entry) error {
	if e.Seq != r.fund.Seq {
		return fmt.Errorf("entry %d of %s does not follow entry %d", e.Seq, r.fund.Fund, r.fund.Seq-1)
	}
	fold(r.fund, e)
	if len(e.Postings) > 0 && r.Keeps(e.Seq) {
		r.posted[e.Seq] = e
	}
	return nil
}

func fold(s *State, e Entry) {
	for _, d := range e.Documents {
		s.Hold(d.Ref(), d)
	}
	for _, p := range e.Postings {
		control := p.Account.Control()
		s.shift(AccountPeriod{control, e.Period}, p.Amount)
		if p.Account != control {
			s.shift(AccountPeriod{p.Account, e.Period}, p.Amount)
		}
	}
	s.Seq++
	s.ForgetLists()
}

// shift adds to an account that is at nil where nothing has moved it.
func (s *State) shift(key AccountPeriod, amount Money) {
	held, known := s.balances.get(key.Account)
	if !known {
		held.period = key.Period
	}
	moved, _ := held.in(key.Period)
	held.know(key.Period, moved.Add(amount))
	held.balance = held.balance.Add(amount)
	s.balances.put(key.Account, held)
}

// supply gives a State what it misses: entries before, nothing where nothing has been saved, and nil where
// nothing has been posted. It returns an error where an entry is asked for that was not kept.
func (r *Replay) supply(s *State) error {
	missing := s.TakeMissing()
	for ref := range missing.Documents {
		s.Hold(ref, nil)
		if seq, err := strconv.ParseInt(ref.ID, 10, 64); err == nil && ref.Kind == PostedKind {
			if e, ok := r.posted[seq]; ok {
				s.Hold(ref, PostedEntry{e})
			} else if !r.Keeps(seq) {
				return fmt.Errorf("entry %d is asked for, which no entry names", seq)
			}
		}
	}
	for key := range missing.Accounts {
		s.shift(key, Money{})
	}
	s.supplyLists(missing)
	return nil
}
