package ledger

import "strings"

// floatLine is one source of a float: its accounts, in the year of the entry.
type floatLine struct {
	of   *FloatingFund
	year Year
	src  Source
}

// floatLines are a float's sources in its order. All are asked for before any that is missing is told.
func (s *State) floatLines(f FloatingFund) (lines []floatLine, missing error) {
	lines = make([]floatLine, 0, len(f.Sources))
	for _, id := range f.Sources {
		src, err := s.Source(id)
		lines, missing = append(lines, floatLine{&f, s.Period.Year(), src}), firstError(missing, err)
	}
	return lines, missing
}

func (l floatLine) account(code Code) Account {
	return l.src.schemeAccount(code, l.year, SchemeID(l.of.ID))
}

// advanced is the budget that stands behind the agent's cash and is not ordered yet (9300 FLOAT-advance).
func (l floatLine) advanced() Account {
	return l.account(SchemeCommitted).For(floatKind, string(l.of.ID))
}

// cash is what the agent holds (1300).
func (l floatLine) cash() Account {
	return l.src.account(FloatAdvances, 0).For(floatKind, string(l.of.ID))
}

// owedFee is what is owed to the agent for its fee (2100).
func (l floatLine) owedFee() Account {
	return l.src.account(Creditors, 0).For(floatKind, string(l.of.ID))
}

// ordered is a purchase's own account (9300 PURCHASE).
func (l floatLine) ordered(id PurchaseID) Account {
	return l.account(SchemeCommitted).For(purchaseKind, string(id))
}

// owed is what is owed to the provider of a purchase that the host pays for (2100).
func (l floatLine) owed(id PurchaseID) Account {
	return l.src.account(Creditors, 0).For(purchaseKind, string(id))
}

// free is where a purchase is taken from: the agent's advance, or what the float has available.
func (l floatLine) free() Account {
	if l.of.Agent != "" {
		return l.advanced()
	}
	return l.account(SchemeAvailable).By(PurchaseMove)
}

// postEach is the entry of an act divided between a float's lines: the postings of each that bears a part.
func postEach(lines []floatLine, parts []Money, of func(floatLine, Money) []Posting) (e Entry) {
	for n, l := range lines {
		if !parts[n].IsZero() {
			e.Postings = append(e.Postings, of(l, parts[n])...)
		}
	}
	return e
}

// floatStanding is how one source of a float stands: every figure a balance, credit balances as they read.
type floatStanding struct {
	available, committed, consumed Money // of the whole line, in the entry's year
	advanced, cash, fee            Money
}

// floatStanding are the balances of a float's lines. All are asked for before any that is missing is told.
func (s *State) floatStanding(lines []floatLine) (list []floatStanding, missing error) {
	for _, l := range lines {
		var st floatStanding
		for _, one := range []struct {
			into   *Money
			of     Account
			credit bool
		}{
			{&st.available, l.account(SchemeAvailable), true},
			{&st.committed, l.account(SchemeCommitted), true},
			{&st.consumed, l.account(SchemeConsumed), true},
			{&st.advanced, l.advanced(), true},
			{&st.cash, l.cash(), false},
			{&st.fee, l.account(FeeSpend), false},
		} {
			balance, err := s.Balance(one.of)
			if missing = firstError(missing, err); one.credit {
				balance = balance.Neg()
			}
			*one.into = balance
		}
		list = append(list, st)
	}
	return list, missing
}

// brought is what the source has brought to the float in the year: what is left of it, promised and spent.
func (st floatStanding) brought() Money { return st.available.Add(st.committed).Add(st.consumed) }

// bought is what was ordered from the source and spent of it in the year, apart from the agent's fee.
func (st floatStanding) bought() Money {
	return st.committed.Sub(st.advanced).Add(st.consumed).Sub(st.fee)
}

// drawShare is how much of something one source has, bears and has left.
type drawShare struct {
	weight Money // what it is weighed by
	drawn  Money // drawn from it so far
	free   Money // that can be drawn from it now
}

// drawOn divides an amount between sources by the draw rule: in order; or so that all that is drawn, this amount
// included, stands to the weights by largest remainder, so that pennies never drift. Where a source has not enough the
// next ones make it up. It reports how much of the amount there is not enough for.
func (r DrawRule) drawOn(amount Money, from []drawShare) (parts []Money, short Money) {
	parts = make([]Money, len(from))
	left := amount
	if r == DrawProRata {
		for n, target := range proportion(amount, from) {
			gap := greater(lesser(target.Sub(from[n].drawn), lesser(from[n].free, left)), Money{})
			parts[n], left = gap, left.Sub(gap)
		}
	}
	for n := range from {
		more := greater(lesser(from[n].free.Sub(parts[n]), left), Money{})
		parts[n], left = parts[n].Add(more), left.Sub(more)
	}
	return parts, left
}

// proportion is what each source would have borne of all that is drawn with the amount.
func proportion(amount Money, from []drawShare) []Money {
	weights, some := make([]int64, len(from)), false
	for n, f := range from {
		weights[n] = max(f.weight.Pence(), 0)
		some = some || weights[n] > 0
		amount = amount.Add(f.drawn)
	}
	if !some {
		return make([]Money, len(from))
	}
	return amount.Apportion(weights)
}

// OfFloat reports whether an account is that of a float's agent or of a spot purchase.
func OfFloat(a Account) bool {
	kind, _, _ := strings.Cut(a.Of, "=")
	return kind == floatKind || kind == purchaseKind
}
