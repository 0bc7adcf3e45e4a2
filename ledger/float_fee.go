package ledger

import "fmt"

// ChargeFloatFee charges a managing agent's fee to a float (row 21): in all never more than its percentage of what the
// float was given in the year.
type ChargeFloatFee struct {
	Float  FloatID `json:"float"`
	Keeps  bool    `json:"keeps,omitempty" doc:"the agent keeps it out of the cash that it holds; else the host owes it"`
	Amount Money   `json:"amount"`
}

// Kind names the act and its version.
func (ChargeFloatFee) Kind() string { return "charge-float-fee/1" }

// Matter is the partners' money, charged by the agent.
func (a ChargeFloatFee) Matter(s *State) (Matter, error) {
	return s.agentMatter(a.Float, Pays, a.Amount)
}

// Do charges the fee, from each source by what it brought to the float, to the penny. It refuses more than is
// due by the
// float's terms, and more than there is.
func (a ChargeFloatFee) Do(s *State, _ Authority) (Entry, error) {
	if err := CheckAmount(a.Amount); err != nil {
		return Entry{}, err
	}
	f, lines, standing, err := s.agentFloat(a.Float)
	if err != nil {
		return Entry{}, err
	}
	var brought, charged Money
	from := make([]drawShare, len(lines))
	for n, st := range standing {
		brought, charged = brought.Add(st.brought()), charged.Add(st.fee)
		from[n] = drawShare{weight: st.brought(), drawn: st.fee, free: st.available}
		if a.Keeps {
			from[n].free = lesser(st.advanced, st.cash)
		}
	}
	if due := f.Fee.Of(brought).Sub(charged); a.Amount.Compare(due) > 0 {
		return Entry{}, ErrNotEnough.With("%s is more than the fee of %s that is due: %s per cent of %s, less the %s charged",
			a.Amount.Pounds(), greater(due, Money{}).Pounds(), f.Fee, brought.Pounds(), charged.Pounds())
	}
	parts, short := DrawProRata.drawOn(a.Amount, from)
	if !short.IsZero() {
		return Entry{}, ErrNotEnough.With("%s is more than the %s left in float %s for it", a.Amount.Pounds(),
			a.Amount.Sub(short).Pounds(), f.ID)
	}
	return postEach(lines, parts, func(l floatLine, part Money) []Posting {
		if a.Keeps {
			return l.consumeAdvance(FeeSpend, part)
		}
		return []Posting{
			Debit(l.account(FeeSpend), part), Credit(l.owedFee(), part),
			Debit(l.account(SchemeAvailable).By(SpendMove), part), Credit(l.account(SchemeConsumed), part),
		}
	}), nil
}

// Describe says what the act does.
func (a ChargeFloatFee) Describe() string {
	return fmt.Sprintf("Fee of %s charged to float %s", a.Amount.Pounds(), a.Float)
}
