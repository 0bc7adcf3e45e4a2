package web

import (
	"net/http"
	"strings"

	"github.com/xuri/excelize/v2"

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

// sendTable sends a table as a file of a name without its ending. Kind is csv, or else xlsx.
func (s *site) sendTable(w http.ResponseWriter, t table, name, kind string) error {
	contentType, write := "text/csv; charset=utf-8", t.writeCSV
	if kind == "xlsx" {
		contentType, write = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", t.writeXLSX
	}
	s.head(w, contentType, false)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+"."+kind+`"`)
	return write(w)
}

// excelAmount is Excel's built-in number format #,##0.00.
const excelAmount = 4

// writeXLSX sends the table as a workbook. Words are texts, whatever they look like; figures are written digit by
// digit, so that none passes through a float here.
func (t table) writeXLSX(w http.ResponseWriter) error {
	book := excelize.NewFile()
	defer func() { _ = book.Close() }() // it holds no file
	const name = "Sheet1"
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	number, err := book.NewStyle(&excelize.Style{NumFmt: excelAmount})
	if err != nil {
		return err
	}
	for y, row := range append([][]cell{t.Head}, t.all()...) {
		for x, c := range row {
			at, err := excelize.CoordinatesToCellName(x+1, y+1)
			if err != nil {
				return err
			}
			set, style := book.SetCellStr, bold
			if y > 0 && c.Number {
				set, style = book.SetCellDefault, number
			}
			if err := set(name, at, c.Plain); err != nil {
				return err
			}
			if y == 0 || c.Number {
				if err := book.SetCellStyle(name, at, at, style); err != nil {
					return err
				}
			}
		}
	}
	last, err := excelize.ColumnNumberToName(len(t.Head))
	if err == nil {
		err = book.SetColWidth(name, "A", last, 22)
	}
	if err == nil {
		err = book.Write(w)
	}
	return err
}
