package report

import (
	"fmt"
	"io"
	"strings"

	"pooled/ledger"
)

// Text writes the statement: how the float stands and its alert, the roll-forwards in all and by source, each purchase,
// and what reconciliations differ in. It returns the first error of w.
func (f FloatStatement) Text(w io.Writer) error {
	out := &writer{to: w}
	fmt.Fprintf(out, "%s (%s), float of %s in %s, %s\n", f.Name, f.Float, f.FundName, f.Moment.Year, f.Moment)
	if f.From != nil {
		fmt.Fprintf(out, "From %s\n", f.From)
	}
	holder := "The host pays."
	if f.Agent != "" {
		holder = f.AgentName + " holds its cash."
	}
	fmt.Fprintf(out, "%s Its sources are drawn on %s.\nAlert: %s\n\n", holder, drawSays(f.Draw), f.AlertSays)
	t := table{}
	t.add("THE YEAR'S BUDGET, £", "Given", "Left", "Promised", "Spent")
	t.add(string(f.Float), figures(f.Given, f.Left, f.Promised, f.Spent)...)
	t.print(out)
	f.rolls(out)
	f.purchases(out)
	f.reconciliations(out)
	return out.err
}

// Text writes how the floats stand. It returns the first error of w.
func (f FloatStandings) Text(w io.Writer) error {
	out := &writer{to: w}
	fmt.Fprintf(out, "Floats of %s in %s, %s\n", f.Fund, f.Moment.Year, f.Moment)
	if len(f.Floats) == 0 {
		fmt.Fprintln(out, "There are none.")
		return out.err
	}
	t := table{}
	t.add("FLOAT, £", "Given", "Left", "Promised", "Spent", "Alert")
	for _, st := range f.Floats {
		t.add(string(st.Float), figures(st.Given, st.Left, st.Promised, st.Spent, st.Alert)...)
	}
	t.print(out)
	for _, st := range f.Floats {
		fmt.Fprintf(out, "%s: %s\n", st.Float, st.AlertSays)
	}
	return out.err
}

func drawSays(rule ledger.DrawRule) string {
	if rule == ledger.DrawProRata {
		return "in proportion to what they brought"
	}
	return "in their order"
}

// rolls writes each roll-forward by source and in all; those at nil throughout are left out.
func (f FloatStatement) rolls(w io.Writer) {
	rollOf(w, f, "LEFT TO ORDER, £\tOpening\tTopped up\tMoved\tReserved\tOrdered\tCancelled\tAllocated\tReleased\t"+
		"Fees\tWritten off\tClosing",
		func(g FloatFigures) []ledger.Money {
			l := g.Left
			return []ledger.Money{
				l.Opening, l.ToppedUp, l.Moved, l.Reserved.Neg(), l.Ordered.Neg(), l.Cancelled,
				l.Allocated.Neg(), l.Released, l.Fees.Neg(), l.WrittenOff.Neg(), l.Closing,
			}
		})
	rollOf(w, f, "CASH WITH THE AGENT, £\tOpening\tAdvanced\tPaid\tFees\tReturned\tWritten off\tOther\tClosing",
		func(g FloatFigures) []ledger.Money {
			c := g.Cash
			return []ledger.Money{
				c.Opening, c.Advanced, c.Paid.Neg(), c.Fees.Neg(), c.Returned.Neg(), c.WrittenOff.Neg(), c.Other, c.Closing,
			}
		})
	rollOf(w, f, "PERSONAL HEALTH BUDGETS WITH THE AGENT, £\tOpening\tAllocated\tOrdered\tCancelled\tReleased\tOther\tClosing",
		func(g FloatFigures) []ledger.Money {
			b := g.Budgets
			return []ledger.Money{
				b.Opening, b.Allocated, b.Ordered.Neg(), b.Cancelled, b.Released.Neg(), b.Other, b.Closing,
			}
		})
	rollOf(w, f, "ON ORDER, £\tOpening\tOrdered\tCancelled\tDelivered\tOther\tClosing",
		func(g FloatFigures) []ledger.Money {
			o := g.Orders
			return []ledger.Money{o.Opening, o.Ordered, o.Cancelled.Neg(), o.Delivered.Neg(), o.Other, o.Closing}
		})
	rollOf(w, f, "DELIVERED AND NOT PAID, £\tOpening\tPurchases\tFees\tPaid\tOther\tClosing",
		func(g FloatFigures) []ledger.Money {
			o := g.Owed
			return []ledger.Money{o.Opening, o.Purchases, o.Fees, o.Paid.Neg(), o.Other, o.Closing}
		})
	rollOf(w, f, "SPENT, £\tOpening\tPurchases\tFees\tWritten off\tOther\tClosing",
		func(g FloatFigures) []ledger.Money {
			s := g.Spent
			return []ledger.Money{s.Opening, s.Purchases, s.Fees, s.WrittenOff, s.Other, s.Closing}
		})
}

func rollOf(w io.Writer, f FloatStatement, head string, columns func(FloatFigures) []ledger.Money) {
	moved := false
	for _, m := range columns(f.Total) {
		moved = moved || !m.IsZero()
	}
	if !moved {
		return
	}
	t := table{}
	names := strings.Split(head, "\t")
	t.add(names[0], names[1:]...)
	for _, src := range f.Sources {
		t.add(src.Name, exacts(columns(src.FloatFigures))...)
	}
	t.rule()
	t.add(totalName, exacts(columns(f.Total))...)
	fmt.Fprintln(w)
	t.print(w)
}

func exacts(amounts []ledger.Money) []string {
	cells := make([]string, len(amounts))
	for i, m := range amounts {
		cells[i] = exact(m)
	}
	return cells
}

func (f FloatStatement) purchases(w io.Writer) {
	if len(f.Purchases) == 0 {
		return
	}
	t := table{}
	t.add("PURCHASE, £", "Of", "Price", "Quantity", "Ordered", "Cancelled", "Delivered", "On order", "Owed", "State")
	for _, p := range f.Purchases {
		t.add(string(p.Purchase), p.On.UK(), figure(p.Price), fmt.Sprint(p.Quantity), exact(p.Ordered),
			exact(p.Cancelled.Neg()), exact(p.Delivered), exact(p.OnOrder), exact(p.Owed), string(p.State))
	}
	fmt.Fprintln(w)
	t.print(w)
	fmt.Fprintln(w)
	for _, p := range f.Purchases {
		parts := make([]string, len(p.Lines))
		for n, l := range p.Lines {
			parts[n] = l.Amount.Pounds() + " from " + string(l.Source)
		}
		fmt.Fprintf(w, "%s: %s, %s; %s\n", p.Purchase, p.Service, p.ProviderName, strings.Join(parts, ", "))
	}
}

func (f FloatStatement) reconciliations(w io.Writer) {
	for _, r := range f.Reconciliations {
		says := "the statement and the ledger agree"
		if len(r.Differences) > 0 {
			says = "they differ:"
		}
		fmt.Fprintf(w, "\nReconciliation %s of %s to %s, closing at %s: %s\n", r.Reconciliation, r.From.UK(), r.To.UK(),
			r.Closing.Pounds(), says)
		for _, d := range r.Differences {
			about := d.What
			if d.Purchase != "" {
				about += " " + string(d.Purchase)
			}
			fmt.Fprintf(w, "  %s: %s stated, %s in the ledger\n", about, d.Stated.Pounds(), d.Ledger.Pounds())
		}
	}
}
