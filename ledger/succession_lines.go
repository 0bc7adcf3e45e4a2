package ledger

import (
	"slices"
	"strings"
)

// handover is what goes from one source to another, as far as it is worked out.
type handover struct {
	s        *State
	from, to Source
	year     Year
	held     []Holding // of the source that gives
	keeps    []CommitmentID
	named    []TakenContribution
	moved    []CommitmentID // what goes, of the commitments that have anything left
}

// heldFor are the accounts of a body that a succession is about: its balances, and the year's budgets.
func (s *State) heldFor(body BodyID) ([]Holding, error) {
	year := s.Period.Year()
	actuals, first := s.Accounts(AccountList{From: ContributionDebtors, To: RiskPool, Partner: body})
	memo, second := s.Accounts(AccountList{
		From: ResourcesAgreed, To: SchemeAvailable, Year: year, Partner: body, Controls: true,
	})
	orders, third := s.Accounts(AccountList{From: SchemeCommitted, To: SchemeCommitted, Year: year, Partner: body})
	return slices.Concat(actuals, memo, orders), firstError(first, second, third)
}

// takenOver are the accounts that go over whole.
var takenOver = []Code{
	ContributionDebtors, GrantDebtors, CapitalInAdvance, RevenueInAdvance, PerformanceUnearned, SurplusDue,
	ResourcesAgreed, PerformancePlanned, PerformanceHeld,
}

// moves reports whether a holding is one that must be taken over by somebody.
func (h Holding) moves() bool {
	return slices.Contains(takenOver, h.Account.Code) || h.Account.Code == CarriedForward || h.Account.Code == RiskPool
}

func (a TakeOver) handover(s *State, one TakenSource, held []Holding) (*handover, error) {
	from, to, err := a.sources(s, one)
	if err != nil {
		return nil, err
	}
	h := &handover{s: s, from: from, to: to, year: s.Period.Year(), keeps: one.Keeps, named: one.Contributions}
	for _, x := range held {
		if x.Account.Source == from.ID {
			h.held = append(h.held, x)
		}
	}
	return h, nil
}

// of is what the source holds on some accounts, on their normal side.
func (h *handover) of(codes ...Code) (sum Money) {
	for _, x := range h.held {
		if slices.Contains(codes, x.Account.Code) {
			sum = sum.Add(x.normal())
		}
	}
	return sum
}

// normal is the balance, positive on the account's normal side.
func (h Holding) normal() Money {
	if line, _ := h.Account.Code.Line(); line.Credit {
		return h.Balance.Neg()
	}
	return h.Balance
}

// move is the two lines by which an amount, on the account's normal side, goes to the successor's source.
func (h *handover) move(a Account, amount Money) []Posting {
	if amount.IsZero() {
		return nil
	}
	line, _ := a.Code.Line()
	if line.Credit {
		amount = amount.Neg()
	}
	if line.analysed {
		a = a.By(TakenOver)
	}
	there := a
	there.Partner, there.Source = h.to.Partner, h.to.ID
	if id, ok := strings.CutPrefix(a.Of, "contribution="); ok { // received in advance of a contribution's calls
		there = there.For("contribution", string(h.as(ContributionID(id))))
	}
	return []Posting{Credit(a, amount), Debit(there, amount)}
}

// as is the successor's contribution in place of the predecessor's.
func (h *handover) as(id ContributionID) ContributionID {
	for _, t := range h.named {
		if t.Contribution == id {
			return t.ID
		}
	}
	return "" // which contributions refuses
}

// lines are the postings of one source. What was called and is not spent stays, out of what is kept of commitments,
// then of what is unallocated, then of what is available; what was brought forward and is spent stays likewise.
func (h *handover) lines() ([]Posting, error) {
	stays, spent, err := h.staying()
	if err != nil {
		return nil, err
	}
	if of := h.of(CarriedForward, RiskPool); of != h.of(ResourcesBrought) {
		return nil, ErrWrongState.With("source %s carries %s forward, of which %s is brought into %s: close the years before "+
			"first, and date the take-over in the year that is open", h.from.ID, of.Pounds(), h.of(ResourcesBrought).Pounds(), h.year)
	}
	stays = stays.Sub(h.kept())
	if stays.Sign() < 0 {
		return nil, ErrNotEnough.With("the commitments kept on source %s have %s left, and %s of what it was called for is "+
			"not spent%s", h.from.ID, h.kept().Pounds(), stays.Add(h.kept()).Pounds(), h.floatsKeep())
	}
	var lines []Posting
	reserve := spent
	for _, x := range h.held {
		amount := x.normal()
		switch code := x.Account.Code; {
		case slices.Contains(takenOver, code):
		case code == CarriedForward, code == RiskPool:
			less := greater(Money{}, lesser(reserve, amount))
			reserve, amount = reserve.Sub(less), amount.Sub(less)
		case code == ResourcesBrought:
			amount = amount.Sub(spent)
		case code == Unallocated, code == SchemeAvailable:
			less := lesser(stays, amount)
			stays, amount = stays.Sub(less), amount.Sub(less)
			if code == SchemeAvailable && amount.Sign() > 0 {
				if err := h.float(x.Account.Scheme); err != nil {
					return nil, err
				}
				if _, err := h.s.budgetLine(BudgetLine{x.Account.Scheme, h.to.ID}); err != nil {
					return nil, err
				}
			}
		case code == SchemeCommitted, code == Prepayments:
			if !h.goes(x.Account) {
				continue
			}
		default:
			continue
		}
		lines = append(lines, h.move(x.Account, amount)...)
	}
	if stays.Sign() > 0 {
		return nil, ErrNotEnough.With("%s of what source %s was called for is neither spent nor free of commitments: name "+
			"commitments that it keeps", stays.Pounds(), h.from.ID)
	}
	return lines, nil
}

// staying is how much of what was called is not spent, or else how much was spent of what was brought forward. It
// refuses what was spent beyond both.
func (h *handover) staying() (unspent, ofBrought Money, err error) {
	left := h.of(Unallocated, SchemeAvailable, SchemeCommitted)
	going := h.of(ResourcesAgreed, ResourcesBrought)
	unspent = left.Sub(going)
	if unspent.Sign() >= 0 {
		return unspent, Money{}, nil
	}
	ofBrought = unspent.Neg()
	if over := ofBrought.Sub(greater(Money{}, h.of(ResourcesBrought))); over.Sign() > 0 {
		return Money{}, Money{}, ErrNotEnough.With("%s more was spent from source %s than was called and brought forward; call "+
			"that first, so that each body bears its own part of the year", over.Pounds(), h.from.ID)
	}
	return Money{}, ofBrought, nil
}

// kept is what is left on the commitments that stay.
func (h *handover) kept() (sum Money) {
	for _, x := range h.held {
		if x.Account.Code == SchemeCommitted && !h.goes(x.Account) {
			sum = sum.Add(x.normal())
		}
	}
	return sum
}

// goes reports whether an account of a commitment goes over.
func (h *handover) goes(a Account) bool {
	id, ok := strings.CutPrefix(a.Of, "commitment=")
	id, _, _ = strings.Cut(id, "/") // what is paid ahead stands by line
	return ok && !slices.Contains(h.keeps, CommitmentID(id))
}
