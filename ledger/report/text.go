package report

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"pooled/ledger"
)

// table is rows of a name and figures, aligned when it is printed.
type table struct {
	rows  [][]string
	rules map[int]bool // a line before these rows
}

func (t *table) add(name string, cells ...string) {
	t.rows = append(t.rows, append([]string{name}, cells...))
}

func (t *table) rule() {
	if t.rules == nil {
		t.rules = map[int]bool{}
	}
	t.rules[len(t.rows)] = true
}

// print writes names to the left and figures to the right.
func (t *table) print(w io.Writer) {
	var widths []int
	for _, row := range t.rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	total := 2 * (len(widths) - 1)
	for _, width := range widths {
		total += width
	}
	for n, row := range t.rows {
		if t.rules[n] {
			fmt.Fprintln(w, strings.Repeat("-", total))
		}
		var line strings.Builder
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i == 0 {
				line.WriteString(cell + pad)
			} else {
				line.WriteString("  " + pad + cell)
			}
		}
		fmt.Fprintln(w, strings.TrimRight(line.String(), " "))
	}
}

// figure is an amount in a table of pounds: "1,234.50", and a dash for nil.
func figure(m ledger.Money) string {
	if m.IsZero() {
		return "-"
	}
	return strings.Replace(m.Pounds(), "£", "", 1)
}

func figures(amounts ...ledger.Money) []string {
	cells := make([]string, len(amounts))
	for i, m := range amounts {
		cells[i] = figure(m)
	}
	return cells
}

// writer keeps the first error, so that printing reads as a list of lines.
type writer struct {
	to  io.Writer
	err error
}

// Write passes on until something fails.
func (w *writer) Write(b []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	var n int
	n, w.err = w.to.Write(b)
	return n, w.err
}
