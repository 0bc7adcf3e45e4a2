package ledger

import "slices"

const instalmentsMax = 60

// instalments works the plan out for a year, numbered from first on. It refuses a plan that is neither
// instalments nor an amount with dates, dates out of order or outside the year, and amounts that cannot stand
// in an act.
func (p Plan) instalments(year Year, first int) ([]Instalment, error) {
	due := p.Instalments
	if len(p.Dates) > 0 || !p.Amount.IsZero() {
		if len(due) > 0 || len(p.Dates) == 0 {
			return nil, ErrInvalid.With("give either the instalments, or an amount and the dates it is divided " +
				"between")
		}
		if err := CheckAmount(p.Amount); err != nil {
			return nil, err
		}
		for i, amount := range p.Amount.Instalments(len(p.Dates)) {
			due = append(due, DueAmount{p.Dates[i], amount})
		}
	}
	if len(due) > instalmentsMax {
		return nil, ErrInvalid.With("a contribution has at most %d instalments", instalmentsMax)
	}
	if !slices.IsSortedFunc(due, func(a, b DueAmount) int { return int(a.Due - b.Due) }) {
		return nil, ErrInvalid.With("list the instalments in the order of their due dates")
	}
	out := make([]Instalment, 0, len(due))
	var total Money
	for i, d := range due {
		if err := CheckAmount(d.Amount); err != nil {
			return nil, err
		}
		if d.Due == 0 || YearOf(d.Due) != year {
			return nil, ErrInvalid.With("instalment %d must fall due in %s", first+i, year)
		}
		total = total.Add(d.Amount)
		out = append(out, Instalment{Number: first + i, Due: d.Due, Amount: d.Amount})
	}
	if total.Compare(AmountMax) > 0 {
		return nil, ErrAmountTooLarge
	}
	return out, nil
}

// total is the sum of the plan, for policy.
func (p Plan) total() Money {
	total := p.Amount
	for _, d := range p.Instalments {
		if CheckAmount(d.Amount) == nil && total.Compare(AmountMax) <= 0 {
			total = total.Add(d.Amount)
		}
	}
	return total
}
