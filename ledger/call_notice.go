package ledger

import (
	"slices"
	"strconv"
)

// NoticeState is how a call notice stands; what is still owed on it is its account's balance.
type NoticeState string

// The states of a call notice.
const (
	NoticeRaised   NoticeState = "raised"
	NoticeReversed NoticeState = "reversed" // called in error; its number is not used again
)

// CallNotice asks a partner, or the government, for money that is owed from now on. Notices are numbered through the
// fund without a gap.
type CallNotice struct {
	Number       int64          `json:"number"`
	Contribution ContributionID `json:"contribution"`
	Instalment   int            `json:"instalment,omitempty" doc:"of the contribution; none: performance money earned"`
	Partner      BodyID         `json:"partner" doc:"who owes it"`
	Source       SourceID       `json:"source"`
	Year         Year           `json:"year"`
	Agreement    int            `json:"agreement" doc:"the version it was agreed under"`
	Power        Power          `json:"power" doc:"the legal power it is to be paid under"`
	Income       Code           `json:"income" doc:"the account it was recognised in"`
	Amount       Money          `json:"amount" doc:"as it was raised"`
	Raised       Date           `json:"raised"`
	Due          Date           `json:"due" doc:"the instalment's date, or the day it was raised if that is later"`
	State        NoticeState    `json:"state"`
	Changes      []NoticeChange `json:"changes,omitempty" doc:"reductions and write-offs"`
	Invoice      Private        `json:"invoice,omitzero" doc:"the number of the host's own invoice"`
}

// NoticeChange is what a decision took off a call notice.
type NoticeChange struct {
	Entry      int64 `json:"entry" doc:"that decided it"`
	Amount     Money `json:"amount"`
	WrittenOff bool  `json:"writtenOff,omitempty" doc:"given up; else it was called too much"`
	Instalment int   `json:"instalment,omitempty" doc:"what was called too much may be called again as"`
}

// Ref is the notice's place among the fund's documents: its number.
func (n CallNotice) Ref() Ref { return noticeRef(n.Number) }

func noticeRef(number int64) Ref { return Ref{"call-notice", strconv.FormatInt(number, 10)} }

// CallNumbers holds the last number that a call notice took.
type CallNumbers struct {
	Last int64 `json:"last"`
}

// Ref is where every fund keeps it.
func (CallNumbers) Ref() Ref { return Ref{"call-numbers", "all"} }

// notice is a call notice with its contribution and source. It returns ErrNotFound.
func (s *State) notice(number int64) (CallNotice, Contribution, Source, error) {
	n, err := need[CallNotice](s, noticeRef(number), "call notice")
	if err != nil {
		return n, Contribution{}, Source{}, err
	}
	c, err := s.Contribution(n.Contribution)
	src, missing := s.Source(n.Source)
	return n, c, src, firstError(err, missing)
}

// raised is a notice that was not raised in error.
func (s *State) raised(number int64) (CallNotice, Contribution, Source, error) {
	n, c, src, err := s.notice(number)
	if err == nil && n.State != NoticeRaised {
		err = ErrWrongState.With("call notice %d was raised in error and is reversed", number)
	}
	return n, c, src, err
}

// raiseNotice gives a call on a contribution the next number, saves it with its contribution, and returns the debits of
// what is called: what is held of the contribution in advance first, and the rest owed.
func (s *State) raiseNotice(c Contribution, src Source, n CallNotice) ([]Posting, error) {
	numbers, err := Find[CallNumbers](s, CallNumbers{}.Ref())
	held, missing := s.Balance(c.inAdvance(src))
	if err := firstError(err, missing); err != nil {
		return nil, err
	}
	n.Number = numbers.Last + 1
	n.Contribution, n.Partner, n.Source, n.Year = c.ID, src.Partner, src.ID, c.Year
	n.Agreement, n.Power, n.Raised, n.State = c.Agreement, c.Power, s.On, NoticeRaised
	c.Calls = append(slices.Clone(c.Calls), n.Number)
	s.Save(CallNumbers{n.Number})
	s.Save(n)
	s.Save(c)
	var lines []Posting
	ahead := lesser(held.Neg(), n.Amount)
	if ahead.Sign() > 0 {
		lines = append(lines, Debit(c.inAdvance(src), ahead))
	}
	if owed := n.Amount.Sub(ahead); owed.Sign() > 0 {
		lines = append(lines, Debit(c.owed(src, n.Number), owed))
	}
	return lines, nil
}

// takeNoticesBack marks the notices that an entry raised as reversed. It refuses one that was reduced or written off.
func (s *State) takeNoticesBack(original Entry) error {
	for _, d := range original.Documents {
		made, ok := d.(CallNotice)
		if !ok {
			continue
		}
		n, _, _, err := s.notice(made.Number)
		if err != nil {
			return err
		}
		if len(n.Changes) > 0 {
			return ErrWrongState.With("call notice %d has been reduced or written off by entry %d; reverse that first",
				n.Number, n.Changes[len(n.Changes)-1].Entry)
		}
		n.State = NoticeReversed
		s.Save(n)
	}
	return nil
}

// openNotices are what is still owed on each notice of a contribution, oldest first, and in all.
func (s *State) openNotices(c Contribution, src Source) (open []Money, total Money, missing error) {
	open = make([]Money, len(c.Calls))
	for i, number := range c.Calls {
		var err error
		if open[i], err = s.Balance(c.owed(src, number)); err != nil {
			missing = err
		}
		total = total.Add(open[i])
	}
	return open, total, missing
}

// OwedOn is the account of what is open on a call notice of a source.
func OwedOn(n CallNotice, src Source) Account {
	return Contribution{Performance: n.Income == PerformanceIncome}.owed(src, n.Number)
}
