package report

import (
	"fmt"
	"io"
)

// Text writes the budgets to date and for the year, and the outturn forecast in three ways, in pounds. It returns the
// first error of w.
func (m Monitor) Text(w io.Writer) error {
	out := &writer{to: w}
	fmt.Fprintf(out, "%s (%s)\nBudgets of %s after %d of 12 months, %s\n\n", m.Name, m.Fund, m.Moment.Year, m.Elapsed,
		m.Moment)
	m.printBudgets(out)
	fmt.Fprintln(out)
	m.printHeadings(out)
	fmt.Fprintln(out, "\nA variance is spend less budget; in brackets: an underspend. Straight line: spent to date, divided by "+
		"the months\nelapsed and times twelve, each line to the nearest penny. Committed: spent, and what is still committed.")
	for _, l := range m.Lines {
		m.printNotes(out, l)
	}
	return out.err
}

func (m Monitor) printBudgets(w io.Writer) {
	t := table{}
	row := func(name, basis string, s MonitorSums) {
		t.add(name, basis, exact(s.Budget), exact(s.Actual), exact(s.Variance), exact(s.Revised), exact(s.Committed),
			exact(s.Available))
	}
	t.add("TO DATE AND FOR THE YEAR, £", "Profile", "Budget to date", "Actual to date", "Variance", "Budget for the year",
		"Committed", "Available")
	for _, l := range m.Lines {
		basis := "twelfths"
		if l.Profile > 0 {
			basis = fmt.Sprintf("version %d", l.Profile)
		}
		row(l.SchemeName+", "+l.SourceName, basis, l.MonitorSums)
	}
	t.rule()
	row(totalName, "", m.Total)
	t.print(w)
}

func (m Monitor) printHeadings(w io.Writer) {
	t := table{}
	row := func(name string, s MonitorSums) {
		t.add(name, exact(s.Revised), exact(s.StraightLine.Outturn), exact(s.StraightLine.Variance),
			exact(s.Promised.Outturn), exact(s.Promised.Variance), exact(s.Holder.Outturn), exact(s.Holder.Variance))
	}
	t.add("FORECAST OUTTURN, £", "Budget", "Straight line", "Variance", "Committed", "Variance", "Budget holder",
		"Variance")
	for _, l := range m.Lines {
		row(l.SchemeName+", "+l.SourceName, l.MonitorSums)
	}
	t.rule()
	row(totalName, m.Total)
	t.print(w)
}

// printNotes are what a line's figures rest on, where it is not plain.
func (m Monitor) printNotes(w io.Writer, l MonitorRow) {
	name := l.SchemeName + ", " + l.SourceName
	if change := l.Since; !change.IsZero() {
		how := "risen"
		if change.Sign() < 0 {
			how, change = "fallen", change.Neg()
		}
		fmt.Fprintf(w, "%s: the budget has %s by %s since it was profiled; that is spread over the months from the change on,\n"+
			"  in proportion to the profile.\n", name, how, change.Pounds())
	}
	if !l.Overspend.IsZero() {
		fmt.Fprintf(w, "%s: %s is approved beyond the budget and no part of it.\n", name, l.Overspend.Pounds())
	}
	switch {
	case l.Made == 0:
		fmt.Fprintf(w, "%s: no forecast by the budget holder; the revised budget stands in.\n", name)
	case l.Comment == "":
		fmt.Fprintf(w, "%s: forecast in %s, without a reason.\n", name, l.Made)
	default:
		fmt.Fprintf(w, "%s: forecast in %s: %s\n", name, l.Made, l.Comment)
	}
}
