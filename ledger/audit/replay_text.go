package audit

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"pooled/ledger"
)

// Text prints what was rebuilt, for people.
func (r Replayed) Text(w io.Writer) error {
	out := &printer{to: w}
	out.printf("%s as at %s, rebuilt from its journal alone\n\n", r.Fund, r.moment)
	out.printf("  counted   %d of %d entries; the file was verified whole\n", r.Counted, r.Entries)
	out.printf("  last      entry %d, recorded %s\n", r.Seq, r.Recorded)
	out.printf("  root      %s\n", r.Root)
	out.printf("  year      %s\n", r.Year)
	for _, book := range r.Books {
		out.trial(book)
	}
	out.row("RESOURCES BY SOURCE, £", "Agreed", "Called", "Received", "Due", "Unallocated", "Cash")
	for _, s := range r.Sources {
		out.row(string(s.Source)+" ("+string(s.Partner)+")", s.Resources.cells()...)
	}
	out.row("Total", r.Total.Resources.cells()...)
	out.table(true)
	for _, spending := range []struct {
		title string
		rows  int
		row   func(i int) (string, Spending)
	}{
		{"BUDGET BY SOURCE, £", len(r.Sources), func(i int) (string, Spending) {
			return string(r.Sources[i].Source) + " (" + string(r.Sources[i].Partner) + ")", r.Sources[i].Spending
		}},
		{"BUDGET BY SCHEME, £", len(r.Schemes), func(i int) (string, Spending) {
			return string(r.Schemes[i].Scheme), r.Schemes[i].Spending
		}},
	} {
		out.row(spending.title, "Budget", "Revised", "Committed", "Spent", "Available")
		for i := range spending.rows {
			name, s := spending.row(i)
			out.row(name, s.cells()...)
		}
		out.row("Total", r.Total.Spending.cells()...)
		out.table(true)
	}
	out.row("DOCUMENTS", "Count")
	for _, d := range r.Documents {
		out.row(strings.TrimSuffix(d.Kind+", "+d.State, ", "), strconv.FormatInt(d.Count, 10))
	}
	out.table(false)
	return out.err
}

func (r Resources) cells() []string {
	return pounds(r.Agreed, r.Called, r.Received, r.Due, r.Unallocated, r.Cash)
}

func (s Spending) cells() []string {
	return pounds(s.Budget, s.Revised, s.Committed, s.Spent, s.Available)
}

// pounds are amounts in a table: "1,234.50", and a dash for nil.
func pounds(amounts ...ledger.Money) []string {
	cells := make([]string, len(amounts))
	for i, m := range amounts {
		if cells[i] = strings.Replace(m.Pounds(), "£", "", 1); m.IsZero() {
			cells[i] = "-"
		}
	}
	return cells
}

// printer prints tables, names to the left and figures to the right, and keeps the first error.
type printer struct {
	to   io.Writer
	rows [][]string
	err  error
}

func (p *printer) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.to, format, args...)
	}
}

func (p *printer) row(name string, cells ...string) {
	p.rows = append(p.rows, append([]string{name}, cells...))
}

// table prints the rows so far, after an empty line; the last is a total where it is said to be.
func (p *printer) table(total bool) {
	widths := map[int]int{}
	all := -2
	for _, row := range p.rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, width := range widths {
		all += width + 2
	}
	p.printf("\n")
	for n, row := range p.rows {
		if total && n == len(p.rows)-1 {
			p.printf("%s\n", strings.Repeat("-", all))
		}
		var text strings.Builder
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i == 0 {
				text.WriteString(cell + pad)
			} else {
				text.WriteString("  " + pad + cell)
			}
		}
		p.printf("%s\n", strings.TrimRight(text.String(), " "))
	}
	p.rows = p.rows[:0]
}

func (p *printer) trial(book TrialBook) {
	p.row("TRIAL BALANCE, "+strings.ToUpper(book.Book)+", £", "Debit", "Credit")
	for i, line := range book.Lines {
		if i == 0 || book.Lines[i-1].Code != line.Code {
			p.row(fmt.Sprintf("%d %s", line.Code, line.Name))
		}
		p.row("  "+line.Account, pounds(line.Debit, line.Credit)...)
	}
	p.row("Total", pounds(book.Debits, book.Credits)...)
	p.table(true)
}
