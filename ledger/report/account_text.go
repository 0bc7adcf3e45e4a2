package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// accountWords are the kinds of lines as people read them.
var accountWords = map[AccountKind]string{
	AccountCalled: "Called", AccountReceived: "Received", AccountReturned: "Paid back", AccountReduced: "Call reduced",
	AccountWrittenOff: "Written off", AccountReversed: "Corrected",
	AccountSurplus: "Surplus due back", AccountTakenOver: "Taken over", AccountOther: "Other",
}

// Text writes the statement of account in pounds. It returns the first error of w.
func (a PartnerAccount) Text(w io.Writer) error {
	out := &writer{to: w}
	fmt.Fprintf(out, "%s (%s)\nStatement of account of %s for %s, %s\n\n", a.Name, a.Fund, a.Called, a.Year, a.Moment)
	t := table{}
	t.add("DATE", "Entry", "What", "Notice", "£", "Balance, £")
	t.add("", "", "Brought forward", "", "", exact(a.Opening.Net))
	for _, l := range a.Lines {
		t.add(l.Date.UK(), strconv.FormatInt(l.Seq, 10), accountWords[l.Kind], strings.Join(l.Notices, ", "),
			exact(l.Moved.Net), exact(l.Net))
	}
	t.rule()
	t.add("", "", "Balance", "", "", exact(a.Closing.Net))
	t.print(out)
	fmt.Fprintln(out)
	t = table{}
	t.add("OF THE BALANCE, £")
	t.add("Called and still owed", exact(a.Closing.Owed))
	t.add("Held in advance", exact(a.Closing.Held.Neg()))
	t.add("Due back to the partner", exact(a.Closing.Back.Neg()))
	for _, total := range a.Totals {
		if total.Kind == AccountWrittenOff {
			t.add("Written off in the year", exact(total.Amount.Neg()))
		}
	}
	t.print(out)
	printNotices(out, "CALL NOTICES, £", a.Notices)
	return out.err
}

// printNotices prints a table of call notices, where there are any.
func printNotices(w io.Writer, title string, notices []NoticeRow) {
	if len(notices) == 0 {
		return
	}
	t := table{}
	t.add(title, "Due", "Called", "Reduced", "Written off", "Owed", "Days over")
	for _, n := range notices {
		days := ""
		if n.DaysOver > 0 {
			days = strconv.Itoa(n.DaysOver)
		}
		t.add(fmt.Sprintf("%d  %s, %s", n.Number, n.PartnerName, n.SourceName), n.Due.UK(), figure(n.Amount),
			figure(n.Reduced), figure(n.WrittenOff), figure(n.Owed), days)
	}
	fmt.Fprintln(w)
	t.print(w)
}

// printAged prints what is owed by partner and by how long it has been due.
func printAged(w io.Writer, partners []AgedPartner, total AgedBands) {
	if total.Owed.IsZero() {
		return
	}
	t := table{}
	row := func(name string, a AgedBands) {
		t.add(name, figures(a.NotDue, a.To30, a.To60, a.To90, a.Over90, a.Owed)...)
	}
	t.add("CALLED AND STILL OWED, £", "Not due", "1-30 days", "31-60 days", "61-90 days", "Over 90", "Owed")
	for _, p := range partners {
		row(p.Name, p.AgedBands)
	}
	t.rule()
	row(totalName, total)
	fmt.Fprintln(w)
	t.print(w)
}
