package ledger

import "fmt"

// WriteOffCall gives up what is owed on a call notice. The source has so much less.
type WriteOffCall struct {
	Notice int64   `json:"notice" doc:"the call notice's number"`
	Amount Money   `json:"amount" doc:"at most what is still owed on it"`
	Reason Private `json:"reason"`
}

// WriteOffPrepayment gives up what was paid to a provider ahead of a service that never came (row 14w's way).
type WriteOffPrepayment struct {
	Commitment CommitmentID `json:"commitment"`
	Amount     Money        `json:"amount" doc:"at most what is paid ahead on it and not yet received"`
	Reason     Private      `json:"reason"`
	Scheme     SchemeID     `json:"scheme,omitempty" doc:"which line, where the commitment has several"`
	Source     SourceID     `json:"source,omitempty" doc:"which line, where the commitment has several"`
}

// Kind names the act and its version.
func (WriteOffCall) Kind() string { return "write-off-call/1" }

// Matter is the partner's debt, which it is let off.
func (a WriteOffCall) Matter(s *State) (Matter, error) { return s.noticeMatter(a.Notice, a.Amount) }

// Do takes the debt out of income and out of what the source has not allocated, in the accounts of the entry's year,
// whichever year the debt is of. It refuses more than is owed on the notice, and more than is unallocated.
func (a WriteOffCall) Do(s *State, _ Authority) (Entry, error) {
	if err := firstError(CheckAmount(a.Amount), needText("the reason", a.Reason)); err != nil {
		return Entry{}, err
	}
	n, c, src, err := s.raised(a.Notice)
	if err != nil {
		return Entry{}, err
	}
	year := s.Period.Year()
	free, err := s.Balance(src.account(Unallocated, year))
	open, missing := s.Balance(c.owed(src, n.Number))
	if err := firstError(err, missing); err != nil {
		return Entry{}, err
	}
	switch {
	case n.endsDeficit():
		return Entry{}, ErrWrongState.With("call notice %d makes a deficit good at the end of the agreement: reverse the entry "+
			"that divided it, and divide it otherwise", n.Number)
	case open.IsZero():
		return Entry{}, ErrWrongState.With("nothing is owed on call notice %d", n.Number)
	case a.Amount.Compare(open) > 0: // said before others are asked
		return Entry{}, ErrNotEnough.With("%s is more than the %s due from %s for source %s on call notice %d",
			a.Amount.Pounds(), open.Pounds(), n.Partner, src.ID, n.Number)
	}
	if short := a.Amount.Add(free); short.Sign() > 0 {
		return Entry{}, ErrNotEnough.With("%s is %s more than the %s of source %s that is not yet allocated in %s; take "+
			"budget back from its schemes first", a.Amount.Pounds(), short.Pounds(), free.Neg().Pounds(), src.ID, year)
	}
	s.Save(n.with(s, NoticeChange{Amount: a.Amount, WrittenOff: true}))
	return Entry{Postings: []Posting{
		Debit(src.account(n.Income, year), a.Amount), Credit(c.owed(src, n.Number), a.Amount),
		Debit(src.account(Unallocated, year), a.Amount), Credit(src.account(ResourcesCalled, year), a.Amount),
	}}, nil
}

// undo puts the debt back on the notice.
func (a WriteOffCall) undo(s *State, original Entry) error {
	_, _, err := s.takeChangeBack(a.Notice, original)
	return err
}

// Describe says what the act does.
func (a WriteOffCall) Describe() string {
	return fmt.Sprintf("%s written off call notice %d", a.Amount.Pounds(), a.Notice)
}

// Kind names the act and its version.
func (WriteOffPrepayment) Kind() string { return "write-off-prepayment/1" }

// Matter is the partner's money, which the provider keeps for nothing.
func (a WriteOffPrepayment) Matter(s *State) (Matter, error) {
	return s.orderMatter(a.Commitment, BudgetLine{a.Scheme, a.Source}, Gives, a.Amount)
}

// Do spends what was paid ahead and consumes the commitment by as much. It refuses more than is paid ahead and not yet
// received.
func (a WriteOffPrepayment) Do(s *State, _ Authority) (Entry, error) {
	if err := firstError(CheckAmount(a.Amount), needText("the reason", a.Reason)); err != nil {
		return Entry{}, err
	}
	o, err := s.openOrder(a.Commitment, BudgetLine{a.Scheme, a.Source})
	if err != nil {
		return Entry{}, err
	}
	ahead, err := s.Balance(o.prepaid())
	switch {
	case err != nil:
	case ahead.IsZero():
		err = ErrWrongState.With("nothing is paid ahead on commitment %s", a.Commitment)
	case a.Amount.Compare(ahead) > 0: // said before others are asked
		err = ErrNotEnough.With("%s is more than the %s paid ahead on commitment %s and not yet received",
			a.Amount.Pounds(), ahead.Pounds(), a.Commitment)
	}
	if err != nil {
		return Entry{}, err
	}
	return Entry{Postings: o.consumePrepaid(a.Amount)}, nil
}

// Describe says what the act does.
func (a WriteOffPrepayment) Describe() string {
	return fmt.Sprintf("%s written off what was paid ahead on commitment %s", a.Amount.Pounds(), a.Commitment)
}
