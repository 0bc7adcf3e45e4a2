package ledger

import "strings"

// post holds an entry against every rule of the ledger and works out what each line leaves behind.
func (s *State) post(e *Entry) error {
	if len(e.Postings) == 0 {
		return nil
	}
	if err := checkLines(e); err != nil {
		return err
	}
	if err := checkInvariants(e.Postings); err != nil {
		return err
	}
	moved, missing := s.move(e)
	for _, p := range e.Postings { // ask for all that is missing at once
		if id, ok := p.Account.committedTo(); ok && p.Amount.Sign() > 0 {
			if account, err := s.prepaidOn(p.Account, id); err == nil {
				_, _, _ = s.balance(AccountPeriod{account, e.Period})
			}
		}
	}
	if missing != nil {
		return missing
	}
	s.stand(moved, e.Period)
	for i := range e.Postings {
		if err := moved.settle(&e.Postings[i]); err != nil {
			return err
		}
		if err := firstError(s.coverPrepaid(e.Postings[i]), s.coverAdvance(e.Postings[i])); err != nil {
			return err
		}
	}
	return nil
}

// tooLittle says in the asker's words how much there was.
func tooLittle(p *Posting, line ChartLine, after Money) error {
	asked := p.Amount
	if asked.Sign() < 0 {
		asked = asked.Neg()
	}
	left, a := after.Add(asked).Pounds(), p.Account
	switch a.Code {
	case SchemeAvailable:
		return ErrNotEnough.With("%s is more than the %s available in scheme %s from source %s in %s",
			asked.Pounds(), left, a.Scheme, a.Source, a.Year)
	case Unallocated:
		return ErrNotEnough.With("%s is more than the %s of source %s that is not yet allocated in %s",
			asked.Pounds(), left, a.Source, a.Year)
	case ResourcesAgreed:
		return ErrNotEnough.With("%s is more than the %s agreed and not yet called from source %s in %s",
			asked.Pounds(), left, a.Source, a.Year)
	case PerformancePlanned, PerformanceHeld:
		return ErrNotEnough.With("%s is more than the %s of performance money from source %s still held in %s",
			asked.Pounds(), left, a.Source, a.Year)
	case OverspendApproved:
		return ErrNotEnough.With("%s is more than the %s of overspend approved for source %s in %s and not yet cured",
			asked.Pounds(), left, a.Source, a.Year)
	case FloatAdvances:
		_, document, _ := strings.Cut(a.Of, "=")
		return ErrNotEnough.With("%s is more than the %s of source %s that the agent of float %s holds", asked.Pounds(), left,
			a.Source, document)
	case SchemeCommitted:
		return tooLittleCommitted(asked.Pounds(), left, a)
	case Prepayments:
		_, document, _ := strings.Cut(a.Of, "=")
		return ErrNotEnough.With("%s is more than the %s paid ahead on commitment %s and not yet received", asked.Pounds(),
			left, strings.Replace(document, "/", ", scheme ", 1))
	case SurplusDue:
		return ErrNotEnough.With("%s is more than the %s due to %s from source %s", asked.Pounds(), left, a.Partner, a.Source)
	case CapitalInAdvance:
		return ErrNotEnough.With("%s is more than the %s held of capital grant from source %s",
			asked.Pounds(), left, a.Source)
	case ContributionDebtors, GrantDebtors:
		_, notice, _ := strings.Cut(a.Of, "=")
		return ErrNotEnough.With("%s is more than the %s due from %s for source %s on call notice %s",
			asked.Pounds(), left, a.Partner, a.Source, notice)
	case RevenueInAdvance, PerformanceUnearned:
		_, document, _ := strings.Cut(a.Of, "=")
		return ErrNotEnough.With("%s is more than the %s held in advance for contribution %s", asked.Pounds(), left,
			document)
	case CashUnidentified, ReceiptsHeld:
		_, document, _ := strings.Cut(a.Of, "=")
		return ErrNotEnough.With("%s is more than the %s of receipt %s that is not yet allocated or returned",
			asked.Pounds(), left, document)
	}
	return ErrNotEnough.With("%s is more than the %s left on %d %s (%s)", asked.Pounds(), left, a.Code,
		line.Name, a)
}

// tooLittleCommitted says of which commitment, purchase or float's advance there was too little.
func tooLittleCommitted(asked, left string, a Account) error {
	switch kind, document, _ := strings.Cut(a.Of, "="); kind {
	case floatKind:
		return ErrNotEnough.With("%s is more than the %s of source %s that is advanced to the agent of float %s and not "+
			"ordered yet", asked, left, a.Source, document)
	case purchaseKind:
		return ErrNotEnough.With("%s is more than the %s of source %s left on purchase %s", asked, left, a.Source, document)
	case healthBudgetKind:
		return ErrNotEnough.With("%s is more than the %s left on personal health budget %s", asked, left, document)
	default:
		return ErrNotEnough.With("%s is more than the %s left on %s %s", asked, left, kind, document)
	}
}

func checkLines(e *Entry) error {
	switch n := len(e.Postings); {
	case n == 1:
		return ErrOneLine
	case n > ListedLinesMax:
		return ErrTooManyLines.With("an entry made of a list of accounts has at most %d postings; this one would have %d. "+
			"Release what is left of commitments that are at an end, and close what can be closed, so that fewer accounts "+
			"hold something", ListedLinesMax, n)
	case n > LinesMax && !e.listed:
		return ErrTooManyLines.With("an entry has at most %d postings; this one has %d", LinesMax, n)
	}
	var sum [3]Money
	for _, p := range e.Postings {
		if err := p.Account.check(); err != nil {
			return err
		}
		amount := p.Amount
		if amount.Sign() < 0 {
			amount = amount.Neg()
		}
		if err := CheckAmount(amount); err != nil {
			return err
		}
		if p.Account.Year != 0 && p.Account.Year != e.Period.Year() {
			return ErrInvalid.With("account %s belongs to %s and the entry to %s", p.Account, p.Account.Year, e.Period)
		}
		line, _ := p.Account.Code.Line()
		sum[line.Book()] = sum[line.Book()].Add(p.Amount)
	}
	for _, book := range []Book{Actuals, Memo} {
		if !sum[book].IsZero() {
			return ErrUnbalanced.With("the %s book is out by %s", book, sum[book].Pounds())
		}
	}
	return nil
}

// invariant is one equation that every entry must keep.
type invariant struct {
	name   string
	scheme bool // held for each scheme and source, not for each source alone
	holds  func(Account) bool
}

// invariants are I2, I3, I4, I6 and I7 of the domain, each written so that its two sides sum to nil. They
// hold for ever because every entry moves both sides alike, so there is no total to look up. I1 is
// checkLines, I5 the floors.
var invariants = []invariant{
	{"resources + overspend approved = allocated + available + committed + consumed", false, func(a Account) bool {
		return a.Code >= ResourcesAgreed && a.Code <= SchemeConsumed
	}},
	{"consumed = spend", true, func(a Account) bool { return a.Code == SchemeConsumed || a.Code.isSpend() }},
	{"called = income", false, func(a Account) bool { return a.Code == ResourcesCalled || a.Code.isIncome() }},
	{"capital is consumed only by capital spend", true, func(a Account) bool {
		return a.Nature == Capital && (a.Code == SchemeConsumed || a.Code == CapitalSpend)
	}},
	{"brought forward = carried forward + risk pool", false, func(a Account) bool {
		return a.Code == ResourcesBrought || a.Code == CarriedForward || a.Code == RiskPool
	}},
}

// invariantKey is what an invariant is held for. A source belongs to one partner, so partners follow.
type invariantKey struct {
	source SourceID
	scheme SchemeID
}

func checkInvariants(lines []Posting) error {
	for _, inv := range invariants {
		sums := make([]struct {
			key invariantKey
			sum Money
		}, 0, 4)
	lines:
		for _, p := range lines {
			if !inv.holds(p.Account) {
				continue
			}
			key := invariantKey{source: p.Account.Source}
			if inv.scheme {
				key.scheme = p.Account.Scheme
			}
			for i := range sums {
				if sums[i].key == key {
					sums[i].sum = sums[i].sum.Add(p.Amount)
					continue lines
				}
			}
			sums = append(sums, struct {
				key invariantKey
				sum Money
			}{key, p.Amount})
		}
		for _, total := range sums {
			if !total.sum.IsZero() {
				return ErrInvariant.With("%s: out by %s for source %s %s",
					inv.name, total.sum.Pounds(), total.key.source, total.key.scheme)
			}
		}
	}
	return nil
}
