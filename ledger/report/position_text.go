package report

import (
	"fmt"
	"io"
	"slices"

	"pooled/ledger"
)

// Text writes the position for a terminal: resources by partner and source, budgets by scheme, source and
// partner, required minimums and the forecast, in pounds. It returns the first error of w.
func (p Position) Text(w io.Writer) error {
	out := &writer{to: w}
	fmt.Fprintf(out, "%s (%s)\nPosition of %s, %s\n", p.Name, p.Fund, p.Moment.Year, p.Moment)
	printOverrides(out, p.Overrides)
	p.printResources(out)
	p.printSchemes(out)
	p.printShares(out)
	p.printMinimums(out)
	p.printOutturn(out)
	return out.err
}

// totalName is the row that is printed even when it is nil; another is left out, being of another year.
const totalName = "Total"

func printOverrides(w io.Writer, overrides []Override) {
	for _, o := range overrides {
		until := "until " + o.Until.UK()
		if o.Lapsed {
			until = "which lapsed on " + o.Until.UK()
		}
		fmt.Fprintf(w, "UNSIGNED: agreement version %d is relied on by leave of %s, %s: %s\n",
			o.Version, o.ByName, until, o.Reason)
	}
}

func (p Position) printResources(w io.Writer) {
	t := table{}
	brought, over := !p.Total.Brought.IsZero(), !p.Total.Uncured.IsZero()
	row := func(name string, r Resources) {
		if r == (Resources{}) && name != totalName {
			return
		}
		cells := figures(r.Agreed, r.Performance, r.Called, r.Received, r.Due, r.Unallocated, r.Cash)
		if brought {
			cells = append(cells, figure(r.Brought))
		}
		if over {
			cells = append(cells, figure(r.Uncured))
		}
		t.add(name, cells...)
	}
	head := []string{"Agreed", "Performance", "Called", "Received", "Due", "Unallocated", "Cash"}
	if brought {
		head = append(head, "Brought forward")
	}
	if over {
		head = append(head, "Overspend to cure")
	}
	t.add("RESOURCES, £", head...)
	for _, partner := range p.Partners {
		row(partner.Name, partner.Resources)
		for _, source := range p.Sources {
			if source.Partner == partner.Partner {
				row("  "+source.Name, source.Resources)
			}
		}
	}
	t.rule()
	row(totalName, p.Total.Resources)
	fmt.Fprintln(w)
	t.print(w)
	if p.Total.AdvancedByHost.Sign() > 0 {
		fmt.Fprintf(w, "Cash advanced by the host: %s\n", p.Total.AdvancedByHost.Pounds())
	}
}

// spendingTable begins a table of budgets; partner-direct spend and overspend have a column where there is any.
func (p Position) spendingTable(title string) (*table, func(string, Spending)) {
	t := &table{}
	direct, over := !p.Total.PartnerDirect.IsZero(), !p.Total.Overspend.IsZero()
	head := []string{"Budget", "Virements", "Revised", "Committed", "Spent", "Available"}
	if over {
		head = slices.Insert(head, 2, "Overspend")
	}
	if direct {
		head = append(head, "Spent direct")
	}
	t.add(title, head...)
	return t, func(name string, s Spending) {
		if s == (Spending{}) && name != totalName {
			return
		}
		cells := figures(s.Budget, s.Virements, s.Revised, s.Committed, s.Spent, s.Available)
		if over {
			cells = slices.Insert(cells, 2, figure(s.Overspend))
		}
		if direct {
			cells = append(cells, figure(s.PartnerDirect))
		}
		t.add(name, cells...)
	}
}

func (p Position) printSchemes(w io.Writer) {
	t, row := p.spendingTable("BUDGET BY SCHEME, £")
	for _, scheme := range p.Schemes {
		row(scheme.Name, scheme.Spending)
		for _, line := range p.Lines {
			if line.Scheme == scheme.Scheme && line.Spending != scheme.Spending {
				row("  "+line.SourceName, line.Spending)
			}
		}
	}
	t.rule()
	row(totalName, p.Total.Spending)
	fmt.Fprintln(w)
	t.print(w)
}

// printShares shows the same budgets by partner and source.
func (p Position) printShares(w io.Writer) {
	t, row := p.spendingTable("BUDGET BY PARTNER AND SOURCE, £")
	for _, partner := range p.Partners {
		row(partner.Name, partner.Spending)
		for _, source := range p.Sources {
			if source.Partner == partner.Partner {
				row("  "+source.Name, source.Spending)
			}
		}
	}
	t.rule()
	row(totalName, p.Total.Spending)
	fmt.Fprintln(w)
	t.print(w)
}

func (p Position) printMinimums(w io.Writer) {
	if len(p.Minimums) == 0 {
		return
	}
	t := table{}
	t.add("REQUIRED MINIMUM, £", "Required", "Budgeted", "Spent", "Forecast", "Shortfall")
	for _, m := range p.Minimums {
		t.add(m.SourceName+m.of(), figures(m.Required, m.Budgeted, m.Spent, m.Forecast, m.Shortfall)...)
	}
	fmt.Fprintln(w)
	t.print(w)
}

func (p Position) printOutturn(w io.Writer) {
	o := p.Outturn
	t := table{}
	t.add("FORECAST FOR THE YEAR, £", "")
	t.add("Resources agreed and brought forward", figure(o.Resources))
	t.add("Forecast spend", figure(o.Forecast))
	t.rule()
	name, amount := underspend(o.After)
	if o.NotEarned.IsZero() {
		t.add(name, amount)
	} else {
		before, beforeAmount := underspend(o.Before)
		t.add(before+" before performance money not earned", beforeAmount)
		t.add("Performance money not earned", figure(o.NotEarned))
		t.add(name+" after it", amount)
	}
	fmt.Fprintln(w)
	t.print(w)
	if o.Unforecast > 0 {
		fmt.Fprintf(w, "Nobody has forecast %d of the lines; their revised budgets stand in.\n", o.Unforecast)
	}
}

func underspend(m ledger.Money) (name, amount string) {
	if m.Sign() < 0 {
		return "Forecast overspend", figure(m.Neg())
	}
	return "Forecast underspend", figure(m)
}
