package ledger

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// CheckState is how a point of the year-end checklist stands.
type CheckState string

// The states of a point.
const (
	CheckDone  CheckState = "done"
	CheckFlag  CheckState = "to-note" // the year can be closed as it is
	CheckFails CheckState = "to-do"   // the year is not closed before
)

// YearCheck is one point of the year-end checklist.
type YearCheck struct {
	Name  string     `json:"name"`
	State CheckState `json:"state" doc:"done; to-note: the year can be closed as it is; to-do: it cannot"`
	Says  []string   `json:"says" doc:"what there is to note or to do"`
}

func toDo(name string, says ...string) YearCheck   { return yearCheck(name, CheckFails, says) }
func toNote(name string, says ...string) YearCheck { return yearCheck(name, CheckFlag, says) }

func yearCheck(name string, otherwise CheckState, says []string) YearCheck {
	if len(says) == 0 {
		return YearCheck{name, CheckDone, []string{}}
	}
	return YearCheck{name, otherwise, says}
}

// YearChecklist is whether a year is closed and, where it is not, its checklist as things stand.
func (s *State) YearChecklist(y Year) (closed bool, points []YearCheck, err error) {
	if closed, err = s.yearClosed(y); err != nil || closed {
		return closed, []YearCheck{}, err
	}
	points, err = s.YearChecks(y)
	return false, points, err
}

// YearChecks is the checklist of a year's end as things stand. Its points that are to do refuse the close.
func (s *State) YearChecks(y Year) ([]YearCheck, error) {
	if err := checkYear("the year", y); err != nil {
		return nil, err
	}
	gates, err := s.yearGates(y)
	undecided, missing := s.undecidedInvoices(y)
	awaited, unknown := s.awaitedPayments()
	books, lacking := s.yearBooks(y)
	advances, wanting := s.yearAdvances(y)
	if err := firstError(err, missing, unknown, lacking, wanting); err != nil {
		return nil, err
	}
	return append(gates,
		toNote("Invoices received are certified, returned or settled", undecided...),
		toNote("Payments asked for have their outcome", awaited...),
		toNote("Receipts are matched", books.unmatched()...),
		toNote("What was called is received", books.left(ContributionDebtors, "is called from source %s and not yet received")...),
		toNote("Accruals are known", books.left(Accruals, "is accrued from source %s; it is reversed on 1 April")...),
		toNote("Payments ahead are known", books.left(Prepayments,
			"is paid ahead from source %s; roll its commitments by as much at least")...),
		toNote("VAT is reconciled", books.left(RecoverableVAT, "of VAT is still to be recovered for source %s")...),
		toNote("Personal health budgets are spent or released, or lapse", advances.lapse...),
		toNote("Commitments are rolled or lapse", books.left(SchemeCommitted,
			"is committed from source %s; what is not rolled lapses")...)), nil
}

// checkYearReady refuses while a point of the checklist is to do, and names them all.
func (s *State) checkYearReady(y Year) error {
	gates, err := s.yearGates(y)
	if err != nil {
		return err
	}
	var open []string
	for _, g := range gates {
		if g.State == CheckFails {
			open = append(open, g.Says...)
		}
	}
	if len(open) > 0 {
		return ErrYearNotReady.With("%s cannot be closed yet: %s", y, strings.Join(open, "; "))
	}
	return nil
}

// yearGates are the points that must be settled before a year is closed.
func (s *State) yearGates(y Year) ([]YearCheck, error) {
	before, first := s.yearBefore(y)
	open, second := s.openPeriods(y)
	proposals, third := s.openProposals(y)
	books, fourth := s.yearBooks(y)
	ahead, fifth := s.heldAhead(y)
	advances, sixth := s.yearAdvances(y)
	if err := firstError(first, second, third, fourth, fifth, sixth); err != nil {
		return nil, err
	}
	deficits, err := s.undecidedDeficits(y, books)
	if err != nil {
		return nil, err
	}
	return []YearCheck{
		toDo("The year before is closed, and what it left decided", before...),
		toDo("Periods 1 to 13 are closed, at least softly", open...),
		toDo("Both books sum to nil", books.outOfBalance()...),
		toDo("No proposal of the year is open", proposals...),
		toDo("Contributions are called, varied or lapsed", books.uncalled(ahead)...),
		toDo("Performance money is earned or forgone", books.undecidedPerformance()...),
		toDo("Deficits are cured or carried forward by decision", deficits...),
		toDo("Cash of floats is back, and nothing is on order from them", advances.floats...),
		toDo("Direct payments are accounted for", advances.direct...),
	}, nil
}

// yearBefore says what stands against closing a year of what was before it.
func (s *State) yearBefore(y Year) ([]string, error) {
	fund, err := s.OpenFund()
	if err != nil || YearOf(fund.Opened) >= y {
		return nil, err
	}
	before, err := s.yearClosed(y - 1)
	if err != nil {
		return nil, err
	}
	if !before {
		return []string{fmt.Sprintf("%s is still open; years close in order", y-1)}, nil
	}
	left, err := s.Accounts(AccountList{From: PoolBalance, To: PoolBalance})
	var says []string
	for _, h := range left {
		says = append(says, fmt.Sprintf("%s that %s left in source %s is neither carried forward nor returned",
			h.Balance.Neg().Pounds(), y-1, h.Account.Source))
	}
	return says, err
}

// openPeriods are the periods of the year, since the fund opened, that are not even closed softly.
func (s *State) openPeriods(y Year) (says []string, missing error) {
	fund, err := s.OpenFund()
	if err != nil {
		return nil, err
	}
	for n := 1; n <= 13; n++ {
		p := NewPeriod(y, n)
		if p.Last() < fund.Opened {
			continue
		}
		closed, err := s.closing(p)
		if missing = firstError(missing, err); err == nil && closed == "" {
			says = append(says, fmt.Sprintf("period %s is still open", p))
		}
	}
	return says, missing
}

// openProposals are those that wait to be dated in the year, but for the close itself.
func (s *State) openProposals(y Year) (says []string, missing error) {
	refs, err := s.Listed(OpenProposals)
	if err != nil {
		return nil, err
	}
	for _, ref := range refs {
		p, err := s.Proposal(ProposalID(ref.ID))
		if missing = firstError(missing, err); err != nil || p.Period.Year() != y {
			continue
		}
		held, err := p.Held()
		if missing = firstError(missing, err); err != nil {
			continue
		}
		if _, closes := held.(CloseYear); !closes {
			says = append(says, fmt.Sprintf("proposal %s is open", p.ID))
		}
	}
	return says, missing
}

// undecidedInvoices are those received and not certified, or disputed.
func (s *State) undecidedInvoices(y Year) (says []string, missing error) {
	refs, err := s.Listed(UndecidedInvoices)
	if err != nil {
		return nil, err
	}
	for _, ref := range refs {
		i, err := s.Invoice(InvoiceID(ref.ID))
		if missing = firstError(missing, err); err == nil && (i.Year == 0 || i.Year == y) {
			says = append(says, fmt.Sprintf("invoice %s of %s is %s", i.ID, i.Gross.Pounds(), i.State))
		}
	}
	return says, missing
}

// awaitedPayments are the payment requests that the host's system has not answered wholly.
func (s *State) awaitedPayments() (says []string, missing error) {
	refs, err := s.Listed(AwaitedPayments)
	if err != nil {
		return nil, err
	}
	for _, ref := range refs {
		r, err := s.PaymentRequest(PaymentRequestID(ref.ID))
		if missing = firstError(missing, err); err == nil {
			says = append(says, fmt.Sprintf("payment request %s awaits the outcome of %d of its %d payments", r.ID, r.awaited(),
				len(r.Lines)))
		}
	}
	return says, missing
}

// unmatched is the money that has come in and is not known for what.
func (b yearBooks) unmatched() (says []string) {
	for _, h := range b.actuals {
		if h.Account.Code == CashUnidentified && !h.Balance.IsZero() {
			says = append(says, fmt.Sprintf("%s has come in and is not identified; allocate or return it", h.Balance.Pounds()))
		}
	}
	return says
}

// yearBooks are the control accounts that a year's end looks at.
type yearBooks struct {
	year    Year
	actuals []Holding
	memo    []Holding
}

func (s *State) yearBooks(y Year) (yearBooks, error) {
	actuals, err := s.Accounts(AccountList{From: 1000, To: 5999, Controls: true})
	memo, missing := s.Accounts(AccountList{From: 9000, To: 9599, Controls: true})
	return yearBooks{y, actuals, memo}, firstError(err, missing)
}

func (b yearBooks) outOfBalance() (says []string) {
	for book, held := range map[Book][]Holding{Actuals: b.actuals, Memo: b.memo} {
		var sum Money
		for _, h := range held {
			sum = sum.Add(h.Balance)
		}
		if !sum.IsZero() {
			says = append(says, fmt.Sprintf("the %s book is out by %s", book, sum.Pounds()))
		}
	}
	slices.Sort(says)
	return says
}

// of are the year's balances of some accounts, source by source, debits positive.
func (b yearBooks) of(takes func(Code) bool) []Holding {
	var sums []Holding
	for _, h := range slices.Concat(b.actuals, b.memo) {
		if !takes(h.Account.Code) || h.Account.Year != 0 && h.Account.Year != b.year {
			continue
		}
		a := Account{Partner: h.Account.Partner, Source: h.Account.Source, Nature: h.Account.Nature}
		at, found := slices.BinarySearchFunc(sums, a, func(x Holding, a Account) int {
			return cmp.Compare(x.Account.Source, a.Source)
		})
		if !found {
			sums = slices.Insert(sums, at, Holding{Account: a})
		}
		sums[at].Balance = sums[at].Balance.Add(h.Balance)
	}
	return slices.DeleteFunc(sums, func(h Holding) bool { return h.Balance.IsZero() })
}

func is(codes ...Code) func(Code) bool {
	return func(c Code) bool { return slices.Contains(codes, c) }
}

// left notes what is left on an account, source by source.
func (b yearBooks) left(code Code, says string) (out []string) {
	for _, h := range b.of(is(code)) {
		amount := greater(h.Balance, h.Balance.Neg())
		out = append(out, amount.Pounds()+" "+fmt.Sprintf(says, h.Account.Source))
	}
	return out
}

// heldAhead is what is held of each source's contributions of a year beyond what was called on them. What came early
// for another year's is not of this one.
func (s *State) heldAhead(y Year) (map[SourceID]Money, error) {
	holdings, err := s.Accounts(AccountList{From: RevenueInAdvance, To: RevenueInAdvance})
	ahead := map[SourceID]Money{}
	for _, h := range holdings {
		_, id, _ := strings.Cut(h.Account.Of, "=")
		c, missing := s.Contribution(ContributionID(id))
		if err = firstError(err, missing); missing == nil && c.Year == y {
			ahead[c.Source] = ahead[c.Source].Sub(h.Balance)
		}
	}
	return ahead, err
}

// uncalled is what is agreed and neither called nor held, as a grant or beyond what was called.
func (b yearBooks) uncalled(ahead map[SourceID]Money) (says []string) {
	held := maps.Clone(ahead)
	for _, h := range b.of(is(CapitalInAdvance)) {
		held[h.Account.Source] = held[h.Account.Source].Sub(h.Balance)
	}
	for _, h := range b.of(is(ResourcesAgreed)) {
		if over := h.Balance.Sub(held[h.Account.Source]); over.Sign() > 0 {
			says = append(says, fmt.Sprintf("%s agreed from source %s is neither called nor received in advance; call, vary or "+
				"lapse it", over.Pounds(), h.Account.Source))
		}
	}
	return says
}

func (b yearBooks) undecidedPerformance() (says []string) {
	for _, h := range b.of(is(PerformancePlanned)) {
		says = append(says, fmt.Sprintf("%s of performance money from source %s is neither earned nor forgone",
			h.Balance.Pounds(), h.Account.Source))
	}
	return says
}

// deficits are the sources that spent more than came in and was brought forward.
func (b yearBooks) deficits() []Holding {
	takes := func(c Code) bool { return c.isIncome() || c.isSpend() || c == CarriedForward || c == RiskPool }
	return slices.DeleteFunc(b.of(takes), func(h Holding) bool { return h.Balance.Sign() < 0 })
}

// overspends are the sources for which more was approved than they have, and not cured.
func (b yearBooks) overspends() []Holding { return b.of(is(OverspendApproved)) }

// undecidedDeficits are those, and overspends, that nobody decided to carry forward.
func (s *State) undecidedDeficits(y Year, books yearBooks) (says []string, missing error) {
	note := func(list []Holding, words string) {
		for _, h := range list {
			decided, err := Find[Deficit](s, Deficit{Year: y, Source: h.Account.Source}.Ref())
			if missing = firstError(missing, err); err == nil && decided.How == "" {
				says = append(says, fmt.Sprintf(words, h.Account.Source, h.Balance.Pounds()))
			}
		}
	}
	note(books.deficits(), "source %s has a deficit of %s; cure it, or decide that it is carried forward")
	note(books.overspends(), "source %s has an approved overspend of %s that is not cured; cure it, or decide that the "+
		"deficit is carried forward")
	return says, missing
}
