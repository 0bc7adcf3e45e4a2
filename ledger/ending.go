package ledger

import (
	"fmt"
	"strings"
)

// Leaving says that a partner leaves the agreement, and its last day in it.
type Leaving struct {
	Partner BodyID  `json:"partner"`
	Last    Date    `json:"last" doc:"its last day"`
	Reason  Private `json:"reason"`
}

// Ref is the leaving's place among the fund's documents.
func (l Leaving) Ref() Ref { return Ref{"leaving", string(l.Partner)} }

// LeaveAgreement records that a partner leaves. What it owes and what it is owed stays to be settled, and its share of
// a surplus is decided as any other's; nothing that falls due after its last day is asked of it.
type LeaveAgreement struct {
	Partner BodyID  `json:"partner"`
	Date    Date    `json:"date" doc:"its last day"`
	Reason  Private `json:"reason"`
}

// CloseFund ends a fund of which nothing is left.
type CloseFund struct {
	Date   Date    `json:"date" doc:"its last day, today or earlier"`
	Reason Private `json:"reason"`
}

// Kind names the act and its version.
func (LeaveAgreement) Kind() string { return "leave-agreement/1" }

// Matter is the partner's.
func (a LeaveAgreement) Matter(*State) (Matter, error) { return Matter{Partner: a.Partner}, nil }

// Do records the last day. It refuses the host, whose fund it is, a body that brings no money, a day that has passed,
// and a partner that has left.
func (a LeaveAgreement) Do(s *State, _ Authority) (Entry, error) {
	if err := needText("the reason", a.Reason); err != nil {
		return Entry{}, err
	}
	fund, err := s.OpenFund()
	if err != nil {
		return Entry{}, err
	}
	if _, err := s.paysUnderAny(a.Partner); err != nil {
		return Entry{}, err
	}
	before, err := Find[Leaving](s, Leaving{Partner: a.Partner}.Ref())
	switch {
	case err != nil:
		return Entry{}, err
	case a.Partner == fund.Host:
		return Entry{}, ErrWrongState.With("%s keeps the fund; it does not leave, the fund is closed", fund.Host)
	case before.Last != 0 && before.Last < s.On:
		return Entry{}, ErrClosed.With("%s left on %s", a.Partner, before.Last.UK())
	case a.Date < s.On:
		return Entry{}, ErrInvalid.With("a partner leaves on the day of the entry, %s, or later", s.On.UK())
	}
	s.Save(Leaving{Partner: a.Partner, Last: a.Date, Reason: a.Reason})
	return Entry{}, nil
}

// Describe says what the act does.
func (a LeaveAgreement) Describe() string {
	return fmt.Sprintf("%s leaves the agreement on %s", a.Partner, a.Date.UK())
}

// stillIn refuses what falls due from a partner after its last day, if it leaves.
func (s *State) stillIn(partner BodyID, due Date) error {
	l, err := Find[Leaving](s, Leaving{Partner: partner}.Ref())
	if err == nil && l.Last != 0 && due > l.Last {
		err = ErrClosed.With("%s leaves the agreement on %s; nothing that falls due on %s is asked of it", partner,
			l.Last.UK(), due.UK())
	}
	return err
}

// allIn is stillIn of every instalment.
func (s *State) allIn(partner BodyID, list []Instalment) (refused error) {
	for _, i := range list {
		refused = firstError(refused, s.stillIn(partner, i.Due))
	}
	return refused
}

// sharing refuses partners in a risk share that have left.
func (s *State) sharing(parts []RiskPart) (refused error) {
	for _, p := range parts {
		refused = firstError(refused, s.stillIn(p.Partner, s.On))
	}
	return refused
}

// Kind names the act and its version.
func (CloseFund) Kind() string { return "close-fund/1" }

// Matter is every partner's.
func (CloseFund) Matter(*State) (Matter, error) { return Matter{}, nil }

// Do closes the fund. It refuses while anything is left on any account or anything waits for approval, and says on
// which. Cash is one claim on the host's bank: what sources hold of it is set against each other, and must come to nil.
func (a CloseFund) Do(s *State, _ Authority) (Entry, error) {
	if err := needText("the reason", a.Reason); err != nil {
		return Entry{}, err
	}
	fund, err := s.OpenFund()
	if err != nil {
		return Entry{}, err
	}
	if a.Date != s.On || a.Date > DateOf(s.At) {
		return Entry{}, ErrInvalid.With("a fund is closed on the day of the entry, which is today or earlier")
	}
	if err := s.floatsEmpty(); err != nil {
		return Entry{}, err
	}
	lines, err := s.nothingLeft()
	if err != nil {
		return Entry{}, err
	}
	waiting, err := s.Listed(OpenProposals)
	for _, ref := range waiting {
		p, missing := s.Proposal(ProposalID(ref.ID))
		held, undecodable := p.Held()
		if err = firstError(err, missing, undecodable); err != nil {
			return Entry{}, err
		}
		if _, closes := held.(CloseFund); !closes {
			return Entry{}, ErrWrongState.With("proposal %s is open; decide it first", p.ID)
		}
	}
	fund.Closed = a.Date
	s.Save(fund)
	return Entry{Postings: lines, listed: true}, err
}

// floatsEmpty refuses a float with cash with its agent, or with something on order, and names it.
func (s *State) floatsEmpty() error {
	cash, err := s.Accounts(AccountList{From: FloatAdvances, To: FloatAdvances})
	orders, missing := s.Accounts(AccountList{From: SchemeCommitted, To: SchemeCommitted})
	if err := firstError(err, missing); err != nil {
		return err
	}
	for _, h := range cash {
		if id, ok := strings.CutPrefix(h.Account.Of, floatKind+"="); ok {
			return ErrWrongState.With("the agent of float %s holds %s of cash; have it returned, or write it off, before the fund "+
				"is closed", id, h.Balance.Pounds())
		}
	}
	for _, h := range orders {
		if id, ok := strings.CutPrefix(h.Account.Of, purchaseKind+"="); ok {
			return ErrWrongState.With("%s of purchase %s is on order from float %s; accept its delivery, or cancel it, before the "+
				"fund is closed", h.Balance.Neg().Pounds(), id, h.Account.Scheme)
		}
	}
	return nil
}

// nothingLeft are the lines that set the cash of single sources against each other. It refuses an account that is not
// at nil, and says which and how many more. Allowances are limits, not money.
func (s *State) nothingLeft() ([]Posting, error) {
	actuals, err := s.Accounts(AccountList{From: Cash, To: FeeSpend, Controls: true})
	memo, missing := s.Accounts(AccountList{From: ResourcesAgreed, To: SchemeConsumed, Controls: true})
	if err := firstError(err, missing); err != nil {
		return nil, err
	}
	var cash Money
	var lines []Posting
	var left []string
	for _, h := range append(actuals, memo...) {
		if h.Account.Code == Cash {
			cash = cash.Add(h.Balance)
			lines = append(lines, Credit(h.Account.By(SetAgainst), h.Balance))
			continue
		}
		left = append(left, h.Balance.Pounds()+" on "+h.Account.String())
	}
	if !cash.IsZero() {
		left = append(left, cash.Pounds()+" of cash")
	}
	const shown = 5
	if more := len(left) - shown; more > 0 {
		left = append(left[:shown], fmt.Sprintf("%d more", more))
	}
	if len(left) > 0 {
		return nil, ErrWrongState.With("a fund is closed when nothing is left; there is %s", strings.Join(left, ", "))
	}
	return lines, nil
}

// undo refuses: a fund is opened anew, under a new agreement.
func (CloseFund) undo(*State, Entry) error {
	return ErrClosed.With("the fund is closed; a new one is opened under a new agreement")
}

// Describe says what the act does.
func (a CloseFund) Describe() string { return "Fund closed on " + a.Date.UK() }
