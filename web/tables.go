package web

import (
	"fmt"
	"net/http"
	"strings"

	"pooled/api"
	"pooled/internal/sheet"
)

// cell is a figure or words. Plain is what a download holds: 1234.50 where the page says £1,234.50.
type cell struct {
	Text, Plain string
	Number      bool
}

// amount is what the pages know of money: how people read it, how programs do, and its pence for the geometry of
// charts.
type amount interface {
	Pounds() string
	String() string
	Pence() int64
}

func money(m amount) cell { return cell{m.Pounds(), m.String(), true} }

func words(text string) cell { return cell{text, text, false} }

// table is a table of a page, which can be downloaded too.
type table struct {
	ID, Caption string
	Head        []cell // Number: its column holds figures
	Rows        [][]cell
	Foot        []cell // totals; none: it has none
	Files       []file
}

// Stacks is from which width down its rows stand one below another: later or last, for it is never wider than the text
// around it.
func (t table) Stacks() string { return stacksBy(min(len(t.Head), stacksSoon)) }

// file is a table as a file.
type file struct{ Name, Address string }

// head makes a table's head: columns of words, then columns of figures after "|".
func head(columns string) []cell {
	var cells []cell
	before, after, _ := strings.Cut(columns, "|")
	for name := range strings.SplitSeq(before, ",") {
		cells = append(cells, words(name))
	}
	for name := range strings.SplitSeq(after, ",") {
		cells = append(cells, cell{name, name, true})
	}
	return cells
}

// all are the table's lines below its head.
func (t table) all() [][]cell {
	if t.Foot == nil {
		return t.Rows
	}
	return append(append([][]cell{}, t.Rows...), t.Foot)
}

// writeCSV sends the table as CSV. No spreadsheet runs a cell of it as a formula.
func (t table) writeCSV(w http.ResponseWriter) error {
	rows := make([][]string, 0, len(t.Rows)+1)
	for _, row := range t.all() {
		rows = append(rows, plain(row))
	}
	return sheet.Write(w, plain(t.Head), rows)
}

func plain(cells []cell) []string {
	texts := make([]string, len(cells))
	for i, c := range cells {
		texts[i] = c.Plain
	}
	return texts
}

// sendTable sends a table as at an entry as a file, csv or xlsx. It refuses another kind.
func (s *site) sendTable(w http.ResponseWriter, fund string, seq int64, kind string, t table) error {
	contentType, write := "text/csv; charset=utf-8", t.writeCSV
	switch kind {
	case "csv":
	case "xlsx":
		contentType, write = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", t.writeXLSX
	default:
		return api.ErrNoTable
	}
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%s-%d.%s"`, fund, t.ID, seq, kind))
	s.head(w, contentType, false)
	return write(w)
}

// writeXLSX sends the table as a workbook.
func (t table) writeXLSX(w http.ResponseWriter) error {
	rows := make([][]sheet.Cell, 0, len(t.Rows)+2)
	for _, row := range append([][]cell{t.Head}, t.all()...) {
		cells := make([]sheet.Cell, len(row))
		for i, c := range row {
			cells[i] = sheet.Cell{Text: c.Plain, Number: c.Number}
		}
		rows = append(rows, cells)
	}
	return sheet.WriteWorkbook(w, sheet.Page{Name: "Sheet1", Rows: rows})
}
