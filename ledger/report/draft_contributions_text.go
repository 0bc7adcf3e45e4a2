package report

import (
	"fmt"
	"io"

	"pooled/ledger"
)

// Text writes the draft in pounds, step by step, and what is left out. It returns the first error of w.
func (d DraftContributions) Text(w io.Writer) error {
	out := &writer{to: w}
	fmt.Fprintf(out, "%s\nContributions for %s, drafted from those of %s, %s\n", d.Name, d.Year, d.From, d.Moment)
	fmt.Fprintf(out, "Inflation %s per cent, efficiency %s per cent.\n%s\n\n", d.Inflation, d.Efficiency, d.Rule)
	t := table{}
	t.add("", "recurrent, as agreed", "recurrent variations", "recurrent", "inflation", "efficiency", "draft")
	steps := func(name string, s ledger.Drawn) {
		t.add(name, exact(s.Agreed), exact(s.Varied), exact(s.Recurrent), exact(s.Inflation), exact(s.Efficiency.Neg()),
			exact(s.Drafted))
	}
	for _, partner := range d.Partners {
		for _, row := range d.Rows {
			if row.Partner == partner.Partner {
				steps("  "+string(row.Contribution)+" ("+string(row.Source)+")", row.Drawn)
			}
		}
		steps(partner.Name, partner.Drawn)
	}
	t.rule()
	steps("Total", d.Total)
	t.print(out)
	if len(d.LeftOut) == 0 {
		return out.err
	}
	fmt.Fprintf(out, "\nLeft out, because it does not recur\n")
	left := table{}
	for _, l := range d.LeftOut {
		left.add("  "+string(l.Contribution)+" ("+string(l.Source)+"), "+l.Why, exact(l.Amount))
	}
	left.rule()
	left.add("Total left out", exact(d.Once))
	left.print(out)
	return out.err
}
