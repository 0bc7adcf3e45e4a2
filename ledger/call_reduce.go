package ledger

import (
	"fmt"
	"slices"
)

// ReduceCall takes off a call notice what was called too much (row 2v). It stays agreed and may be called again.
type ReduceCall struct {
	Notice int64   `json:"notice" doc:"the call notice's number"`
	Amount Money   `json:"amount" doc:"by how much it is reduced"`
	Reason Private `json:"reason"`
}

// changed is what decisions have taken off the notice: in all, and of that what was written off.
func (n CallNotice) changed() (all, writtenOff Money) {
	for _, c := range n.Changes {
		all = all.Add(c.Amount)
		if c.WrittenOff {
			writtenOff = writtenOff.Add(c.Amount)
		}
	}
	return all, writtenOff
}

// WrittenOff is what was given up of the notice.
func (n CallNotice) WrittenOff() Money {
	_, gone := n.changed()
	return gone
}

// Reduced is what was taken off the notice because it was called too much.
func (n CallNotice) Reduced() Money {
	all, gone := n.changed()
	return all.Sub(gone)
}

// with is the notice with one more change, decided by the entry under way.
func (n CallNotice) with(s *State, change NoticeChange) CallNotice {
	change.Entry = s.Seq
	n.Changes = append(slices.Clone(n.Changes), change)
	return n
}

// takeChangeBack takes what an entry took off a notice out of it again, and returns it.
func (s *State) takeChangeBack(number int64, original Entry) (CallNotice, NoticeChange, error) {
	n, err := need[CallNotice](s, noticeRef(number), "call notice")
	if err != nil {
		return n, NoticeChange{}, err
	}
	at := slices.IndexFunc(n.Changes, func(c NoticeChange) bool { return c.Entry == original.Seq })
	if at < 0 {
		return n, NoticeChange{}, ErrWrongState.With("call notice %d was not changed by entry %d", number, original.Seq)
	}
	change := n.Changes[at]
	n.Changes = slices.Delete(slices.Clone(n.Changes), at, at+1)
	s.Save(n)
	return n, change, nil
}

// noticeMatter is what policy judges an act by that lets a partner off what it was called for.
func (s *State) noticeMatter(number int64, amount Money) (Matter, error) {
	n, err := need[CallNotice](s, noticeRef(number), "call notice")
	if err != nil {
		return Matter{}, err
	}
	return s.matterWith(n.Source, "", n.Partner, Gives, amount)
}

// Kind names the act and its version.
func (ReduceCall) Kind() string { return "reduce-call/1" }

// Matter is the partner's money, which it is let off for now.
func (a ReduceCall) Matter(s *State) (Matter, error) { return s.noticeMatter(a.Notice, a.Amount) }

// Do takes the amount off what is still owed on the notice; what has been received of it already is due back to the
// partner. It refuses more than is left of the notice, one of an earlier year, and performance money and risk shares,
// whose amounts follow from what they rest on.
func (a ReduceCall) Do(s *State, _ Authority) (Entry, error) {
	if err := firstError(CheckAmount(a.Amount), needText("the reason", a.Reason)); err != nil {
		return Entry{}, err
	}
	n, c, src, err := s.raised(a.Notice)
	switch {
	case err != nil:
		return Entry{}, err
	case c.Performance || c.RiskShare != "":
		return Entry{}, ErrWrongState.With("call notice %d is for performance money or a risk share; reverse the entry that "+
			"called it, or write it off", n.Number)
	case n.endsDeficit():
		return Entry{}, ErrWrongState.With("call notice %d makes a deficit good at the end of the agreement: reverse the entry "+
			"that divided it, and divide it otherwise", n.Number)
	}
	open, missing := s.Balance(c.owed(src, n.Number))
	if err := firstError(s.inYear("call notice", fmt.Sprint(n.Number), n.Year), missing); err != nil {
		return Entry{}, err
	}
	all, _ := n.changed()
	switch left := n.Amount.Sub(all); {
	case left.IsZero():
		return Entry{}, ErrWrongState.With("nothing is left of call notice %d to reduce", n.Number)
	case a.Amount.Compare(left) > 0:
		return Entry{}, ErrNotEnough.With("%s is %s more than the %s left of call notice %d", a.Amount.Pounds(),
			a.Amount.Sub(left).Pounds(), left.Pounds(), n.Number)
	}
	again := Instalment{Number: c.last() + 1, Due: n.Due, Amount: a.Amount}
	c.Instalments = append(slices.Clone(c.Instalments), again)
	s.Save(c)
	s.Save(n.with(s, NoticeChange{Amount: a.Amount, Instalment: again.Number}))
	lines := []Posting{Debit(src.account(n.Income, n.Year), a.Amount)}
	owed := lesser(open, a.Amount)
	if owed.Sign() > 0 {
		lines = append(lines, Credit(c.owed(src, n.Number), owed))
	}
	if received := a.Amount.Sub(owed); received.Sign() > 0 {
		lines = append(lines, Credit(src.account(SurplusDue, 0), received))
	}
	return Entry{Postings: append(
		lines, Debit(src.account(ResourcesAgreed, n.Year), a.Amount),
		Credit(src.account(ResourcesCalled, n.Year), a.Amount),
	)}, nil
}

// undo puts the amount back on the notice. It refuses when the amount has been called again, or varied away.
func (a ReduceCall) undo(s *State, original Entry) error {
	n, change, err := s.takeChangeBack(a.Notice, original)
	if err != nil {
		return err
	}
	c, err := s.Contribution(n.Contribution)
	if err != nil {
		return err
	}
	again := func(i Instalment) bool {
		return i.Number == change.Instalment && !i.Called && i.Amount == change.Amount
	}
	at := slices.IndexFunc(c.Instalments, again)
	if at < 0 {
		return ErrWrongState.With("what call notice %d was reduced by has been called again or varied since", n.Number)
	}
	c.Instalments = slices.Delete(slices.Clone(c.Instalments), at, at+1)
	s.Save(c)
	return nil
}

// Describe says what the act does.
func (a ReduceCall) Describe() string {
	return fmt.Sprintf("Call notice %d reduced by %s", a.Notice, a.Amount.Pounds())
}
