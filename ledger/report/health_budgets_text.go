package report

import (
	"fmt"
	"io"
	"strconv"
)

// Text writes the register, a budget on a line, and what is to be chased below it. It returns the first error of w.
func (h HealthBudgets) Text(w io.Writer) error {
	out := &writer{to: w}
	fmt.Fprintf(out, "Personal health budgets of %s, %s\n\n", h.Fund, h.Moment)
	t := &table{}
	t.add("BUDGET, £", "Client", "Form", "State", "Allocated", "Spent", "Awaited", "Unspent", "Recovered", "Released",
		"Lapsed", "Cap used", "Cap left", "Days late")
	for _, b := range h.Budgets {
		t.add(fmt.Sprintf("%s, %s, %s", b.Budget, b.Scheme, b.Year), append(append(
			[]string{string(b.Client), string(b.Form), string(b.State)}, b.cells()...),
			exact(b.CapUsed), exact(b.CapLeft), lateness(b.DaysLate))...)
	}
	t.rule()
	t.add(totalName, append([]string{"", "", ""}, h.Total.cells()...)...)
	t.print(out)
	h.chase(out)
	return out.err
}

// ChaseText writes what is to be chased alone. It returns the first error of w.
func (h HealthBudgets) ChaseText(w io.Writer) error {
	out := &writer{to: w}
	fmt.Fprintf(out, "Personal health budgets of %s: what is due, %s\n", h.Fund, h.Moment)
	h.chase(out)
	return out.err
}

func (h HealthBudgets) chase(w io.Writer) {
	if len(h.Chase) == 0 {
		fmt.Fprintln(w, "\nNothing is due.")
		return
	}
	t := &table{}
	t.add("DUE, the longest overdue first", "Days late", "£", "Budget", "Client", "Ask", "Of")
	for _, one := range h.Chase {
		of, amount := "", exact(one.Amount)
		switch one.What {
		case EvidenceDue:
			of = fmt.Sprintf("payment of %s, entry %d", one.Paid.UK(), one.Entry)
		case RepaymentDue:
			of = string(one.Payer)
		case ReviewDue:
			amount = ""
		}
		t.add(fmt.Sprintf("%s, %s", one.Due.UK(), one.What), lateness(one.DaysLate), amount, string(one.Budget),
			string(one.Client), string(one.Worker), of)
	}
	fmt.Fprintln(w)
	t.print(w)
	if h.Overdue.Sign() > 0 {
		fmt.Fprintf(w, "\nOVERDUE: %s is paid out and was not accounted for by the day it was due.\n", h.Overdue.Pounds())
	}
}

// cells are the figures as the register shows them; what was taken from the budget stands in brackets.
func (f HealthFigures) cells() []string {
	return []string{
		exact(f.Allocated), exact(f.Spent.Neg()), exact(f.Awaited), exact(f.Unspent), exact(f.Recovered.Neg()),
		exact(f.Released.Neg()), exact(f.Lapsed.Neg()),
	}
}

// lateness is a number of days, or a dash.
func lateness(days int) string {
	if days == 0 {
		return "-"
	}
	return strconv.Itoa(days)
}
