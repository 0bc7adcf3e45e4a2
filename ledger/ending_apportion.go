package ledger

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// EndingState says whether what was left at the end is still divided so.
type EndingState string

// The states of an ending.
const (
	EndingApportioned EndingState = "apportioned"
	EndingReversed    EndingState = "reversed"
)

// ApportionEnding divides what the last year of an agreement left between the partners (row 18b, for the whole fund).
type ApportionEnding struct {
	Year          Year             `json:"year" doc:"the last year, which is closed"`
	Agreement     int              `json:"agreement" doc:"the version that says how it is divided"`
	Weights       []Share          `json:"weights,omitempty" doc:"how revenue is divided, by a source of each partner"`
	Contributions []ContributionID `json:"contributions,omitempty" doc:"instead of weights: the year's, by what of each recurs"`
	Capital       []Share          `json:"capital,omitempty" doc:"how capital is divided; left out: it stays with its owner"`
	Orders        []AssignedOrder  `json:"orders,omitempty" doc:"each commitment of which something was left at the close, and who takes it over"`
	Settles       []Settling       `json:"settles,omitempty" doc:"what stands and another partner than the host settles"`
	Reason        Private          `json:"reason"`
}

// AssignedOrder is a commitment that somebody goes on with after the fund.
type AssignedOrder struct {
	Commitment CommitmentID `json:"commitment"`
	Partner    BodyID       `json:"partner" doc:"who takes it over"`
}

// Settling says who settles what stands on an account of a source.
type Settling struct {
	Account Code     `json:"account" doc:"its number in the chart, such as 2100"`
	Source  SourceID `json:"source,omitempty" doc:"none where the account is of no source"`
	Partner BodyID   `json:"partner"`
}

// Ending is how what was left at the end of an agreement was divided.
type Ending struct {
	Year      Year          `json:"year"`
	Agreement int           `json:"agreement"`
	Entry     int64         `json:"entry"`
	Weights   []Share       `json:"weights,omitempty" doc:"of revenue: as named, or what recurs of the contributions, in pence"`
	Capital   []Share       `json:"capital,omitempty" doc:"of capital; none: it stayed with its owner"`
	Shares    []EndingShare `json:"shares,omitempty"`
	Orders    []EndingOrder `json:"orders,omitempty"`
	Debts     []EndingDebt  `json:"debts,omitempty" doc:"what stood besides and is settled before the fund is closed"`
	State     EndingState   `json:"state"`
	Reason    Private       `json:"reason"`
}

// EndingShare is one source's part of a surplus, or of a deficit.
type EndingShare struct {
	Partner      BodyID         `json:"partner"`
	Source       SourceID       `json:"source"`
	Amount       Money          `json:"amount"`
	Contribution ContributionID `json:"contribution,omitempty" doc:"of a deficit: what it is received as; none: it is due to the partner"`
}

// EndingOrder is a commitment with what had been left of it when the year was closed.
type EndingOrder struct {
	Commitment CommitmentID `json:"commitment"`
	Partner    BodyID       `json:"partner" doc:"who takes it over"`
	Left       Money        `json:"left"`
}

// EndingDebt is what stood on an account of a source.
type EndingDebt struct {
	Account Code     `json:"account"`
	Source  SourceID `json:"source,omitempty"`
	Amount  Money    `json:"amount"`
	Owed    bool     `json:"owed,omitempty" doc:"the pool owes it; else it is owed to the pool"`
	Partner BodyID   `json:"partner" doc:"who settles it"`
}

// Ref is the ending's place among the fund's documents.
func (e Ending) Ref() Ref { return Ref{"ending", e.Year.String()} }

const assignedMax = 1000

// Kind names the act and its version.
func (ApportionEnding) Kind() string { return "apportion-ending/1" }

// Matter is every partner's money, as at the year's last day.
func (a ApportionEnding) Matter(*State) (Matter, error) {
	return Matter{On: a.Year.Last()}, checkYear("the year", a.Year)
}

// Do brings the pool balance of every source to nil: a surplus becomes due to partners, and a deficit is called from
// them by notices. Revenue and capital are divided apart. It records who takes over each commitment that had anything
// left when the year was closed, and who settles what else stands. It refuses while another year has anything on its
// accounts, and a second division of the same year.
func (a ApportionEnding) Do(s *State, _ Authority) (Entry, error) {
	agreement, end, err := a.check(s)
	if err != nil {
		return Entry{}, err
	}
	closing, err := s.Posted(end.Entry)
	if err != nil {
		return Entry{}, err
	}
	made := Ending{
		Year: a.Year, Agreement: a.Agreement, Entry: s.Seq, Weights: a.Weights, Capital: a.Capital,
		State: EndingApportioned, Reason: a.Reason,
	}
	if len(a.Contributions) > 0 {
		if made.Weights, err = a.recurring(s, closing); err != nil {
			return Entry{}, err
		}
	}
	debts, missing := a.debts(s, agreement)
	lines, lacking := made.divide(s, agreement)
	if made.Orders, err = a.orders(closing, agreement); firstError(err, missing, lacking) != nil {
		return Entry{}, firstError(lacking, missing, err)
	}
	if made.Debts = debts; len(lines)+len(made.Orders)+len(debts) == 0 {
		return Entry{}, ErrWrongState.With("%s left nothing to divide; the fund can be closed as it is", a.Year)
	}
	s.Save(made)
	return Entry{Postings: lines, listed: true}, s.rest(a.Year, 1)
}

func (a ApportionEnding) check(s *State) (Agreement, YearEnd, error) {
	end, err := s.lastClosed(a.Year)
	fund, missing := s.OpenFund()
	before, lacking := Find[Ending](s, Ending{Year: a.Year}.Ref())
	switch err := firstError(needText("the reason", a.Reason), err, missing, lacking); {
	case err != nil:
		return Agreement{}, end, err
	case before.State == EndingApportioned:
		return Agreement{}, end, ErrExists.With("what %s left was divided by entry %d; reverse that first", a.Year, before.Entry)
	case s.Period.Year() <= a.Year:
		return Agreement{}, end, ErrInvalid.With("what %s left is divided after the year; date it from %s", a.Year,
			(a.Year + 1).First().UK())
	case (len(a.Weights) > 0) == (len(a.Contributions) > 0):
		return Agreement{}, end, ErrInvalid.With("say how revenue is divided: by weights, or by what recurs of the contributions")
	case len(a.Orders) > assignedMax || len(a.Contributions) > drawnMax || len(a.Settles) > assignedMax:
		return Agreement{}, end, ErrInvalid.With("name at most %d commitments, %d contributions and %d accounts", assignedMax,
			drawnMax, assignedMax)
	}
	t, ok := fund.term(a.Agreement)
	if !ok || !t.InForce && t.OverrideUntil == 0 || !t.Covers(a.Year.Last()) {
		return Agreement{}, end, ErrNotInForce.With("no agreement version %d was in force on %s", a.Agreement, a.Year.Last().UK())
	}
	agreement, err := s.Agreement(a.Agreement)
	return agreement, end, firstError(err, s.nothingSince(a.Year))
}

// nothingSince refuses while a year after has income, spend or budgets, or anything is carried into it: then that year
// is the last, and what it leaves is divided once it is closed.
func (s *State) nothingSince(y Year) error {
	flows, first := s.Accounts(incomeAndSpend(0))
	brought, second := s.Accounts(broughtForward())
	memo, third := s.Accounts(budgets(0))
	if err := firstError(first, second, third); err != nil {
		return err
	}
	if since := slices.Concat(flows, brought, memo); len(since) > 0 {
		return ErrWrongState.With("%s is not the last year: there is %s on %s; take it back, or close that year and divide "+
			"what it leaves", y, since[0].Balance.Pounds(), since[0].Account)
	}
	return nil
}

// endingOffered reports whether a closed year may be the fund's last, and is not divided yet.
func (s *State) endingOffered(y Year) (bool, error) {
	made, err := Find[Ending](s, Ending{Year: y}.Ref())
	since := s.nothingSince(y)
	if errors.Is(since, ErrWrongState) {
		return false, err
	}
	return made.State != EndingApportioned, firstError(err, since)
}

// recurring are the weights that the year's contributions come to: by source, what recurs of them. It refuses one of
// another year, one named twice, and none for a source that partners were called from in the year.
func (a ApportionEnding) recurring(s *State, closing Entry) ([]Share, error) {
	var shares []Share
	var missing error
	var named []SourceID
	seen := map[ContributionID]bool{}
	for _, id := range a.Contributions {
		c, _, err := s.agreed(id)
		switch {
		case err != nil:
			missing = firstError(missing, err)
			continue
		case seen[id]:
			return nil, ErrInvalid.With("contribution %s is named twice", id)
		case c.Year != a.Year:
			return nil, ErrInvalid.With("contribution %s is of %s, not of %s", id, c.Year, a.Year)
		}
		seen[id], named = true, append(named, c.Source)
		recurs := c.Recurs()
		if recurs.Sign() <= 0 {
			continue
		}
		at := slices.IndexFunc(shares, func(sh Share) bool { return sh.Source == c.Source })
		if at < 0 {
			at, shares = len(shares), append(shares, Share{Source: c.Source})
		}
		shares[at].Weight += recurs.pence
	}
	if missing != nil {
		return nil, missing
	}
	for _, p := range closing.Postings {
		code := p.Account.Code
		if code >= CouncilIncome && code <= PerformanceIncome && p.Account.Nature == Revenue &&
			!slices.Contains(named, p.Account.Source) {
			return nil, ErrInvalid.With("source %s contributed in %s and none of its contributions is named", p.Account.Source, a.Year)
		}
	}
	if len(shares) == 0 {
		return nil, ErrInvalid.With("nothing of the contributions named recurs; give weights")
	}
	return shares, nil
}

// orders are the commitments that lapsed at the close, each with who takes it over.
func (a ApportionEnding) orders(closing Entry, agreement Agreement) ([]EndingOrder, error) {
	left := map[CommitmentID]Money{}
	for _, p := range closing.Postings {
		if id, ok := strings.CutPrefix(p.Account.Of, "commitment="); ok && p.Account.Code == SchemeCommitted {
			left[CommitmentID(id)] = left[CommitmentID(id)].Add(p.Amount)
		}
	}
	var list []EndingOrder
	for _, o := range a.Orders {
		amount, ok := left[o.Commitment]
		if !ok {
			return nil, ErrInvalid.With("commitment %s had nothing left when %s was closed, or is named twice", o.Commitment, a.Year)
		}
		if _, err := agreement.payer(o.Partner); err != nil {
			return nil, err
		}
		delete(left, o.Commitment)
		list = append(list, EndingOrder{o.Commitment, o.Partner, amount})
	}
	if len(left) > 0 {
		var ids []CommitmentID
		for id := range left {
			ids = append(ids, id)
		}
		first := slices.Min(ids)
		return nil, ErrInvalid.With("commitment %s had %s left when %s was closed: say who takes it over (%d are not named)",
			first, left[first].Pounds(), a.Year, len(left))
	}
	return list, nil
}

// debts are what stands on the accounts of debtors, creditors and money held, each with who settles it: the host unless
// it is said.
func (a ApportionEnding) debts(s *State, agreement Agreement) ([]EndingDebt, error) {
	fund, err := s.OpenFund()
	standing, missing := s.Accounts(AccountList{From: ContributionDebtors, To: ReceiptsHeld, Controls: true})
	if err := firstError(err, missing); err != nil {
		return nil, err
	}
	settles := slices.Clone(a.Settles)
	var list []EndingDebt
	for _, h := range standing {
		d := EndingDebt{
			Account: h.Account.Code, Source: h.Account.Source, Amount: greater(h.Balance, h.Balance.Neg()),
			Owed: h.Balance.Sign() < 0, Partner: fund.Host,
		}
		at := slices.IndexFunc(settles, func(x Settling) bool { return x.Account == d.Account && x.Source == d.Source })
		if at >= 0 {
			if _, err := agreement.payer(settles[at].Partner); err != nil {
				return nil, err
			}
			d.Partner = settles[at].Partner
			settles = slices.Delete(settles, at, at+1)
		}
		list = append(list, d)
	}
	if len(settles) > 0 {
		return nil, ErrInvalid.With("nothing stands on %d of source %s, or it is named twice", settles[0].Account, settles[0].Source)
	}
	slices.SortStableFunc(list, func(x, y EndingDebt) int { return cmp.Compare(x.Partner, y.Partner) })
	return list, nil
}

// undo takes the notices and their contributions back. Where a part has been paid, the account's floor refuses.
func (a ApportionEnding) undo(s *State, original Entry) error {
	made, err := need[Ending](s, Ending{Year: a.Year}.Ref(), "ending")
	if err == nil {
		err = s.takeNoticesBack(original)
	}
	if err != nil {
		return err
	}
	for _, share := range made.Shares {
		if share.Contribution == "" {
			continue
		}
		c, err := s.Contribution(share.Contribution)
		if err != nil {
			return err
		}
		c.State = ContributionReversed
		s.Save(c)
	}
	made.State = EndingReversed
	s.Save(made)
	return s.rest(a.Year, -1)
}

// Describe says what the act does.
func (a ApportionEnding) Describe() string {
	return fmt.Sprintf("What %s left divided between the partners at the end of the agreement", a.Year)
}
