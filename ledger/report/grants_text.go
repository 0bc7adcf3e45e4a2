package report

import (
	"fmt"
	"io"
	"strconv"
)

// Text writes what became of the grants: each district's allocation, each payment and consent below it, and what is
// outstanding beside what is held. It returns the first error of w.
func (p PassingOn) Text(w io.Writer) error {
	out := &writer{to: w}
	fmt.Fprintf(out, "%s (%s)\nCapital grants to be passed on, %s\n", p.Name, p.Fund, p.Moment)
	for _, g := range p.Grants {
		fmt.Fprintf(out, "\n%s, contribution %s of %s: to be passed on by %s\n", g.SourceName, g.Contribution, g.Year,
			g.Due.UK())
		g.print(out)
	}
	if len(p.Grants) == 0 {
		fmt.Fprintln(out, "\nNo grant is allocated to districts.")
	}
	t := table{}
	t.add("HELD, £", "Held (2200)", "Outstanding", "Difference")
	for _, s := range p.Sources {
		t.add(s.Name, exact(s.Held), exact(s.Outstanding), exact(s.Difference))
	}
	if len(p.Sources) > 0 {
		fmt.Fprintln(out)
		t.print(out)
		fmt.Fprintln(out, "Difference: held and not allocated; in brackets: allocated and not yet received.")
	}
	if p.Late.Sign() > 0 {
		fmt.Fprintf(out, "\nLATE: %s has not been passed on by the day it was due.\n", p.Late.Pounds())
	}
	return out.err
}

func (g GrantRow) print(w io.Writer) {
	t := table{}
	row := func(name string, f GrantFigures, late int) {
		days := "-"
		if late > 0 {
			days = strconv.Itoa(late)
		}
		t.add(name, append(figures(f.Allocated, f.Passed, f.Consented, f.Outstanding), days)...)
	}
	t.add("£", "Allocated", "Passed on", "Consented", "Outstanding", "Days late")
	for _, d := range g.Districts {
		row(d.Name, d.GrantFigures, d.DaysLate)
		for _, one := range d.Payments {
			name := fmt.Sprintf("  passed on %s, entry %d", one.On.UK(), one.Seq)
			if one.Amount.Sign() < 0 {
				name = fmt.Sprintf("  reversed %s, entry %d", one.On.UK(), one.Seq)
			} else if one.Proof == "" {
				name += ", no proof yet"
			}
			t.add(name, "", exact(one.Amount))
		}
		for _, one := range d.Consents {
			name := fmt.Sprintf("  consent of %s, entry %d", one.Given.UK(), one.Seq)
			if one.Amount.Sign() < 0 {
				name = fmt.Sprintf("  reversed %s, entry %d", one.On.UK(), one.Seq)
			}
			t.add(name, "", "", exact(one.Amount))
		}
	}
	t.rule()
	row(totalName, g.GrantFigures, g.DaysLate)
	t.print(w)
}
