package ledger

import (
	"slices"
	"strconv"
	"strings"
)

// contributions gives the successor a contribution for what is not yet called, or received, of each that is named. Of
// what is not called instalment by instalment, such as a notional one, as much goes over as the accounts still hold.
// It refuses contributions that do not come to what is agreed and not called from the source.
func (h *handover) contributions(one TakenSource) error {
	version, err := h.agreement()
	if err != nil {
		return err
	}
	left := map[bool]Money{false: h.of(ResourcesAgreed), true: h.of(PerformancePlanned)}
	var named []Contribution
	for _, t := range one.Contributions {
		c, _, err := h.s.agreed(t.Contribution)
		switch {
		case err != nil:
			return err
		case c.Source != h.from.ID || c.Year != h.year && !c.Uncalled().IsZero():
			return ErrInvalid.With("contribution %s is from source %s for %s, not from %s for %s", c.ID, c.Source, c.Year,
				h.from.ID, h.year)
		case slices.ContainsFunc(named, func(n Contribution) bool { return n.ID == c.ID }):
			return ErrInvalid.With("contribution %s is named twice", c.ID)
		}
		named = append(named, c)
		if c.byInstalments() {
			left[false] = left[false].Sub(c.Uncalled())
		}
	}
	for i, c := range named {
		amount := c.Unspent()
		if !c.byInstalments() {
			amount = lesser(amount, greater(Money{}, left[c.Performance]))
			left[c.Performance] = left[c.Performance].Sub(amount)
		}
		if err := h.takeContribution(c, one.Contributions[i].ID, version, amount); err != nil {
			return err
		}
	}
	if over := left[false].Add(left[true]); !left[false].IsZero() || !left[true].IsZero() {
		return ErrInvalid.With("what is agreed and not yet called from source %s is %s more than the contributions named: name "+
			"each of them", h.from.ID, over.Pounds())
	}
	return firstError(h.notices(), h.unplanned())
}

// byInstalments reports whether the contribution is called instalment by instalment, so that those tell what is left.
func (c Contribution) byInstalments() bool { return !c.Notional && !c.InAdvance && !c.Performance }

// agreement is the version that the successor pays under: the newest that covers the day.
func (h *handover) agreement() (int, error) {
	fund, err := h.s.OpenFund()
	if err != nil {
		return 0, err
	}
	for _, t := range slices.Backward(fund.Agreements) {
		if !t.Covers(h.s.On) {
			continue
		}
		agreement, err := h.s.Agreement(t.Version)
		if err != nil {
			return 0, err
		}
		_, err = agreement.payer(h.to.Partner)
		return t.Version, err
	}
	return 0, ErrOutsideTerm.With("no agreement version covers %s", h.s.On.UK())
}

// open are the call notices of a contribution on which something is owed: the successor owes it.
func (h *handover) open(c Contribution) (numbers []int64, missing error) {
	for _, number := range c.Calls {
		n, err := need[CallNotice](h.s, noticeRef(number), "call notice")
		if missing = firstError(missing, err); err == nil && h.holds(OwedOn(n, h.from)) {
			numbers = append(numbers, number)
		}
	}
	return numbers, missing
}

// holds reports whether the source has anything on an account.
func (h *handover) holds(a Account) bool {
	return slices.ContainsFunc(h.held, func(x Holding) bool { return x.Account == a })
}

// notices names the successor in each call notice on which something is owed, and refuses one whose contribution is
// not named, and likewise what was received in advance.
func (h *handover) notices() (missing error) {
	for _, x := range h.held {
		kind, id, _ := strings.Cut(x.Account.Of, "=")
		switch x.Account.Code {
		case ContributionDebtors, GrantDebtors:
			number, _ := strconv.ParseInt(id, 10, 64)
			n, err := need[CallNotice](h.s, noticeRef(number), "call notice")
			if err == nil && h.as(n.Contribution) == "" {
				err = ErrInvalid.With("%s is owed on %s %d: name contribution %s, and the one on which %s pays it", x.Balance.Pounds(),
					"call notice", number, n.Contribution, h.to.Partner)
			}
			if err == nil {
				n.Contribution, n.Source, n.Partner = h.as(n.Contribution), h.to.ID, h.to.Partner
				h.s.Save(n)
			}
			missing = firstError(missing, err)
		case RevenueInAdvance, PerformanceUnearned:
			if kind == "contribution" && h.as(ContributionID(id)) == "" {
				missing = firstError(missing, ErrInvalid.With("%s was received in advance of contribution %s: name it, and the one "+
					"that it goes to", x.normal().Pounds(), id))
			}
		}
	}
	return missing
}

// takeContribution divides a contribution: what was called stays, the last of its instalments go over.
func (h *handover) takeContribution(c Contribution, id ContributionID, version int, amount Money) error {
	open, err := h.open(c)
	if err != nil {
		return err
	}
	if amount.IsZero() && len(open) == 0 && !h.holds(c.inAdvance(h.from)) {
		return ErrWrongState.With("nothing of contribution %s is left to be taken over", c.ID)
	}
	next := c
	next.ID, next.Source, next.Partner, next.Agreement, next.Follows = id, h.to.ID, h.to.Partner, version, c.ID
	next.Instalments, next.Variations, next.Calls = lastOf(c.Instalments, amount), nil, open
	next.Spent = Money{}
	c.Calls = slices.DeleteFunc(slices.Clone(c.Calls), func(n int64) bool { return slices.Contains(open, n) })
	if err := firstError(CheckID("the contribution's id", id), h.s.absent(next.Ref())); err != nil {
		return err
	}
	c.Instalments, c.TakenOver = lapsed(c.Instalments, amount), id
	h.s.Save(c)
	h.s.Save(next)
	return nil
}

// lastOf are instalments not yet called that come to an amount, taken from the last backwards and numbered anew.
func lastOf(all []Instalment, amount Money) []Instalment {
	var taken []Instalment
	for _, i := range slices.Backward(all) {
		if part := lesser(i.Amount, amount); !i.Called && part.Sign() > 0 {
			amount = amount.Sub(part)
			taken = append(taken, Instalment{Due: i.Due, Amount: part})
		}
	}
	slices.Reverse(taken)
	for n := range taken {
		taken[n].Number = n + 1
	}
	return taken
}

// unplanned refuses performance money that has a plan: what it has released is told by the source's own accounts.
func (h *handover) unplanned() error {
	if h.of(PerformancePlanned).IsZero() {
		return nil
	}
	plan, err := Find[PerformancePlan](h.s, planRef(h.from.ID, h.year))
	if err == nil && plan.Version > 0 {
		err = ErrWrongState.With("performance money of source %s is released by a plan: release it, or forgo the rest, before "+
			"it is taken over", h.from.ID)
	}
	return err
}

// commitments names the successor's source in each commitment that goes over. It refuses one with an accrual or an
// invoice that still counts on the predecessor's source.
func (h *handover) commitments() error {
	var missing error
	for _, x := range h.held {
		id, _ := strings.CutPrefix(x.Account.Of, "commitment=")
		if x.Account.Code != SchemeCommitted || !h.goes(x.Account) {
			continue
		}
		c, err := h.s.Commitment(CommitmentID(id))
		if err == nil {
			_, err = h.s.budgetLine(BudgetLine{x.Account.Scheme, h.to.ID})
		}
		if err == nil {
			h.moved = append(h.moved, c.ID)
			h.s.Save(c.taken(h.from.ID, h.to.ID))
		}
		missing = firstError(missing, err)
	}
	return firstError(missing, h.noAccruals(), h.noInvoices(), h.keptAreThere())
}

// taken is the commitment with one source in the place of another.
func (c Commitment) taken(from, to SourceID) Commitment {
	if c.Source == from {
		c.Source = to
	}
	c.Lines = slices.Clone(c.Lines)
	for i := range c.Lines {
		if c.Lines[i].Source == from {
			c.Lines[i].Source = to
		}
	}
	return c
}

// noAccruals refuses an accrual that would come back to a commitment which has gone over.
func (h *handover) noAccruals() (missing error) {
	for _, x := range h.held {
		id, ok := strings.CutPrefix(x.Account.Of, "accrual=")
		if x.Account.Code != Accruals || !ok {
			continue
		}
		a, err := h.s.Accrual(AccrualID(id))
		if err == nil && slices.Contains(h.moved, a.Commitment) {
			err = ErrWrongState.With("accrual %s of commitment %s has not been reversed: reverse it first, or keep the commitment "+
				"on source %s", a.ID, a.Commitment, h.from.ID)
		}
		missing = firstError(missing, err)
	}
	return missing
}

// noInvoices refuses an invoice that has come in for a commitment which goes over, and is not decided yet.
func (h *handover) noInvoices() (missing error) {
	if len(h.moved) == 0 {
		return nil
	}
	refs, err := h.s.Listed(UndecidedInvoices)
	if err != nil {
		return err
	}
	for _, ref := range refs {
		i, err := h.s.Invoice(InvoiceID(ref.ID))
		if err == nil {
			for _, l := range i.charges() {
				if l.Source == h.from.ID && slices.Contains(h.moved, l.Commitment) {
					err = ErrWrongState.With("invoice %s charges commitment %s and is %s: certify or return it first, or keep the "+
						"commitment on source %s", i.ID, l.Commitment, i.State, h.from.ID)
				}
			}
		}
		missing = firstError(missing, err)
	}
	return missing
}

// keptAreThere refuses to keep a commitment that has nothing left on the source.
func (h *handover) keptAreThere() error {
	for _, id := range h.keeps {
		left := func(x Holding) bool {
			return x.Account.Code == SchemeCommitted && x.Account.Of == "commitment="+string(id)
		}
		if !slices.ContainsFunc(h.held, left) {
			return ErrNotFound.With("commitment %s has nothing left from source %s, so it cannot keep it", id, h.from.ID)
		}
	}
	return nil
}
