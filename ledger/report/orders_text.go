package report

import (
	"fmt"
	"io"
	"strings"
)

// Text writes the roll-forward of each order, of those with several lines each line's, and of each scheme's line; and
// the profiles that orders have. It returns the first error of w.
func (o Orders) Text(w io.Writer) error {
	out := &writer{to: w}
	fmt.Fprintf(out, "Commitments of %s in %s, %s\n", o.Fund, o.Year, o.Moment)
	if o.From != nil {
		fmt.Fprintf(out, "From %s\n", o.From)
	}
	t := rollTable("ORDER, £")
	for _, order := range o.Orders {
		t.roll(order.name(), order.RollForward)
		for _, line := range order.Lines {
			if len(order.Lines) > 1 {
				t.roll(fmt.Sprintf("  %s, %s", line.Scheme, line.Source), line.RollForward)
			}
		}
	}
	o.total(out, t)
	t = rollTable("SCHEME AND SOURCE, £")
	for _, line := range o.Lines {
		t.roll(fmt.Sprintf("%s, %s", line.Scheme, line.Source), line.RollForward)
	}
	o.total(out, t)
	if !o.HealthBudgets.IsZero() {
		fmt.Fprintf(out, "Left on personal health budgets: %s\n", o.HealthBudgets.Pounds())
	}
	if !o.Floats.IsZero() {
		fmt.Fprintf(out, "Advanced to floats' agents, or on order from floats: %s\n", o.Floats.Pounds())
	}
	if !o.Reserved.IsZero() {
		fmt.Fprintf(out, "Kept for proposals that wait: %s; committed in all: %s\n", o.Reserved.Pounds(), o.Committed.Pounds())
	}
	o.profiles(out)
	return out.err
}

func rollTable(title string) *table {
	t := &table{}
	t.add(title, "Opening", "Rolled", "Raised", "Varied", "Accrued", "Reversed",
		"Invoiced", "Credited", "Taken over", "Released", "Lapsed", "Closing")
	return t
}

// roll adds a row; what is taken from the order stands in brackets.
func (t *table) roll(name string, r RollForward) {
	t.add(name, exact(r.Opening), exact(r.Rolled), exact(r.Raised), exact(r.Varied), exact(r.Accrued.Neg()),
		exact(r.AccrualsReversed), exact(r.Invoiced.Neg()), exact(r.Credited), exact(r.TakenOver),
		exact(r.Released.Neg()),
		exact(r.Lapsed.Neg()), exact(r.Closing))
}

func (o Orders) total(w io.Writer, t *table) {
	t.rule()
	t.roll(totalName, o.Total)
	fmt.Fprintln(w)
	t.print(w)
}

// name is an order's with its kind and version.
func (o OrderRow) name() string {
	words := []string{string(o.Commitment)}
	if o.Type != "" {
		words = append(words, string(o.Type))
	}
	if o.Version > 1 {
		words = append(words, fmt.Sprintf("version %d", o.Version))
	}
	return strings.Join(words, ", ")
}

func (o Orders) profiles(w io.Writer) {
	t := &table{}
	for _, order := range o.Orders {
		for _, part := range order.Profile {
			t.add(string(order.Commitment), part.Period.String(), figure(part.Amount))
		}
	}
	if len(t.rows) == 0 {
		return
	}
	fmt.Fprintln(w, "\nEXPECTED TO BE SPENT, £")
	t.print(w)
}
