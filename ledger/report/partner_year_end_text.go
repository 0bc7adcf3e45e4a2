package report

import (
	"fmt"
	"io"
)

// Text writes the figures in pounds: frozen, moved and today's, then the movements entry by entry. It returns the first
// error of w.
func (y PartnerYearEnd) Text(w io.Writer) error {
	out := &writer{to: w}
	fmt.Fprintf(out, "%s\n%s: year-end figures for %s\n", y.Name, y.Title, y.Year)
	if y.Frozen {
		fmt.Fprintf(out, "Frozen at the end of %s, at entry %d; today's figures are as %s\n", y.CutOff.UK(), y.Seq, y.Moment)
	} else {
		fmt.Fprintf(out, "Not frozen until the end of %s; as %s\n", y.CutOff.UK(), y.Moment)
	}
	for _, book := range []string{"actuals", "memo"} {
		t := table{}
		fmt.Fprintln(out)
		t.add(book, "source", "side", "frozen", "moved", "now")
		for _, row := range y.Rows {
			if row.Book == book {
				t.add(fmt.Sprintf("%d %s", row.Code, row.Account), string(row.Source), row.Side, exact(row.Frozen),
					exact(row.Moved), exact(row.Now))
			}
		}
		t.print(out)
	}
	if len(y.Entries) == 0 {
		fmt.Fprintf(out, "\nNo movements.\n")
		return out.err
	}
	t := table{}
	fmt.Fprintln(out)
	t.add("movements", "debit", "credit")
	for _, e := range y.Entries {
		t.add(fmt.Sprintf("entry %d, %s, dated %s, period %s", e.Seq, e.Act, e.Effective.UK(), e.Period),
			exact(e.Debits), exact(e.Credits))
		for _, l := range e.Lines {
			t.add("  "+l.Account, exact(l.Debit), exact(l.Credit))
		}
	}
	t.print(out)
	if y.Next != 0 {
		fmt.Fprintf(out, "\nMore movements follow after entry %d.\n", y.Next)
	}
	return out.err
}
