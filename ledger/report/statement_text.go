package report

import (
	"fmt"
	"io"

	"pooled/ledger"
)

// Text writes the statement in pounds, or in thousands of pounds with a note that rounded figures may not add
// up. It returns the first error of w.
func (s Statement) Text(w io.Writer, thousands bool) error {
	out := &writer{to: w}
	unit, show := "£", exact
	if thousands {
		unit, show = "£000", rounded
	}
	fmt.Fprintf(out, "%s\nStatement for %s, %s\n", s.Name, s.Moment.Year, s.Moment)
	printOverrides(out, s.Overrides)
	fmt.Fprintln(out)
	t := table{}
	t.add("IN", unit)
	for _, partner := range s.In {
		for _, line := range partner.Lines {
			t.add("  "+line.Name, show(line.Amount))
		}
		t.add(partner.Name, show(partner.Total))
	}
	t.rule()
	t.add("Total in", show(s.TotalIn))
	t.add("")
	t.add("OUT", unit)
	for _, line := range s.Out {
		t.add(line.Name, show(line.Amount))
	}
	t.rule()
	t.add("Total out", show(s.TotalOut))
	t.add("")
	t.add("Balance", show(s.Balance))
	if !s.Other.IsZero() {
		t.add("Other cash, brought forward or moved otherwise", show(s.Other))
		t.add("Cash in hand", show(s.Cash))
	}
	if !s.Unpaid.IsZero() {
		t.add("Certified and not yet paid", show(s.Unpaid))
	}
	if !s.Accrued.IsZero() {
		t.add("Accrued and not yet invoiced", show(s.Accrued))
	}
	if !s.Overspend.IsZero() {
		t.add("Overspend approved, not yet cured", show(s.Overspend))
	}
	t.add("")
	t.add("Forecast underspend for the year", show(s.Before))
	t.add("Forecast underspend after the performance shortfall", show(s.After))
	if !s.NotKnown.IsZero() {
		t.add("Cash received and not yet identified", show(s.NotKnown))
	}
	s.printOutside(&t, unit, show)
	t.print(out)
	printAged(out, s.OwedBy, s.Owed)
	s.otherYears(out, show)
	s.printBeside(out, show)
	if thousands {
		fmt.Fprintf(out, "\n%s\n", s.RoundedNote)
	}
	return out.err
}

// printOutside adds what is no part of the pool's cash, and what is late of what it holds for districts.
func (s Statement) printOutside(t *table, unit string, show func(ledger.Money) string) {
	if len(s.Outside) > 0 {
		t.add("")
		t.add("NEVER IN THE POOL", unit)
	}
	for _, line := range s.Outside {
		if !line.Direct.IsZero() {
			t.add("Spent by "+line.Name+" itself", show(line.Direct))
		}
		if !line.Aligned.IsZero() {
			t.add("Aligned with the pool by "+line.Name, show(line.Aligned))
		}
	}
	if !s.GrantsLate.IsZero() {
		t.add("")
		t.add("LATE: capital grant not passed on to districts", show(s.GrantsLate))
	}
}

// otherYears prints what is left of closed years, and what belongs to periods that were closed before it came in.
func (s Statement) otherYears(w io.Writer, show func(ledger.Money) string) {
	if s.Undecided != nil {
		fmt.Fprintf(w, "\n%s\n", s.Undecided)
	}
	if len(s.Late) == 0 {
		return
	}
	fmt.Fprint(w, "\nPrior-period items\n")
	items := table{}
	for _, item := range s.Late {
		items.add(fmt.Sprintf("  %s, entry %d: %s", item.For, item.Seq, item.Sentence), show(item.Amount))
	}
	items.print(w)
}

// exact is pounds and pence; what is deducted stands in brackets.
func exact(m ledger.Money) string {
	if m.Sign() < 0 {
		return "(" + figure(m.Neg()) + ")"
	}
	return figure(m)
}

// rounded is thousands of pounds, rounded here and nowhere before.
func rounded(m ledger.Money) string {
	if m.Sign() < 0 {
		return "(" + m.Neg().Thousands() + ")"
	}
	return m.Thousands()
}
