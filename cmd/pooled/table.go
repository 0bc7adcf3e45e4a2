package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"pooled/ledger"
)

// table is rows of text in columns. The first column begins at the left; figures end at the right.
type table struct {
	head []string
	rows [][]string
	left int // how many columns begin at the left; at least one
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

// print writes the table, its columns as wide as they must be.
func (t *table) print(out io.Writer) {
	widths := make([]int, len(t.head))
	for _, row := range append([][]string{t.head}, t.rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range append([][]string{t.head}, t.rows...) {
		var line strings.Builder
		for i, cell := range row {
			space := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i > 0 {
				line.WriteString("  ")
			}
			if i < max(t.left, 1) {
				line.WriteString(cell + space)
			} else {
				line.WriteString(space + cell)
			}
		}
		fmt.Fprintln(out, strings.TrimRight(line.String(), " "))
	}
}

// figures are amounts as a table shows them: thousands apart, without the sign of the pound.
func figures(amounts ...ledger.Money) []string {
	cells := make([]string, len(amounts))
	for i, m := range amounts {
		cells[i] = strings.Replace(m.Pounds(), "£", "", 1)
	}
	return cells
}
