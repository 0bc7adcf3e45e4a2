package sheet

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Read reads a sheet, by its name or the first, and tells each of its rows that is not blank. Every error but those of
// each is an *Error: a cell with a formula, merged cells, and rows or columns that are hidden are refused.
func (b *Book) Read(name string, each func(Line) error) error {
	at := -1
	for i, one := range b.sheets {
		if name == "" || strings.EqualFold(one.name, strings.TrimSpace(name)) {
			at = i
			break
		}
	}
	if at < 0 {
		return wrong(0, 0, "the workbook has no sheet %q that can be seen; its sheets are %s", name,
			strings.Join(b.Sheets(), ", "))
	}
	in, err := b.part(b.sheets[at].part, partBytesMax)
	if err != nil {
		return err
	}
	defer in.Close()
	r := &bookReader{book: b, name: b.sheets[at].name, in: xml.NewDecoder(in), each: each}
	return r.read()
}

// bookReader is a sheet that is being read.
type bookReader struct {
	book *Book
	name string
	in   *xml.Decoder
	each func(Line) error

	hidden [][2]int // columns, from and to
	row    int
	unseen bool // the row is hidden
	cells  []string

	column         int // of the open cell, from 1
	kind           string
	style          cellStyle
	value          strings.Builder
	taking, ignore bool
}

func (r *bookReader) wrong(format string, args ...any) error {
	return wrong(0, 0, "sheet %s, %s", r.name, fmt.Sprintf(format, args...))
}

// cellName is the name of a cell, as the spreadsheet shows it.
func cellName(column, row int) string { return columnName(column) + strconv.Itoa(row) }

func columnName(column int) string {
	var name string
	for ; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}

func columnOf(name string) int {
	column := 0
	for _, c := range name {
		if c < 'A' || c > 'Z' || column > 1<<20 {
			break
		}
		column = column*26 + int(c-'A') + 1
	}
	return column
}

func (r *bookReader) read() error {
	for {
		token, err := r.in.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return damaged(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			err = r.start(t)
		case xml.EndElement:
			err = r.end(t.Name.Local)
		case xml.CharData:
			if r.taking && !r.ignore {
				r.value.Write(t)
			}
		}
		if err != nil {
			return err
		}
	}
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func isTrue(value string) bool { return value == "1" || value == "true" }

func (r *bookReader) start(t xml.StartElement) error {
	switch t.Name.Local {
	case "col":
		if isTrue(attribute(t, "hidden")) {
			from, _ := strconv.Atoi(attribute(t, "min"))
			to, _ := strconv.Atoi(attribute(t, "max"))
			r.hidden = append(r.hidden, [2]int{from, to})
		}
	case "row":
		before := r.row
		r.row++
		if n, err := strconv.Atoi(attribute(t, "r")); err == nil {
			r.row = n
		}
		r.cells, r.column, r.unseen = r.cells[:0], 0, isTrue(attribute(t, "hidden"))
		if r.row <= before {
			return errDamaged
		}
	case "c":
		return r.open(t)
	case "f":
		return r.wrong("cell %s holds a formula: put its value in its place (copy the cells, then Paste Special, Values)",
			cellName(r.column, r.row))
	case "v", "t":
		r.taking = true
	case "rPh":
		r.ignore = true
	case "mergeCell":
		return r.wrong("the cells %s are merged: unmerge them, and fill in each", attribute(t, "ref"))
	}
	return nil
}

// open begins a cell.
func (r *bookReader) open(t xml.StartElement) error {
	before := r.column
	r.column++
	if n := columnOf(attribute(t, "r")); n > 0 {
		r.column = n
	}
	if r.column <= before {
		return errDamaged
	}
	if r.column > ColumnsMax {
		return r.wrong("cell %s is beyond the %d columns that a table may have", cellName(r.column, r.row), ColumnsMax)
	}
	r.kind, r.style = attribute(t, "t"), plainNumber
	if n, err := strconv.Atoi(attribute(t, "s")); err == nil && n >= 0 && n < len(r.book.styles) {
		r.style = r.book.styles[n]
	}
	r.value.Reset()
	return nil
}

func (r *bookReader) end(name string) error {
	switch name {
	case "v", "t":
		r.taking = false
	case "rPh":
		r.ignore = false
	case "c":
		return r.close()
	case "row":
		if len(r.cells) == 0 {
			return nil
		}
		if r.unseen {
			return r.wrong("row %d is hidden, or filtered away: what nobody sees is not posted. Show it or delete it", r.row)
		}
		return r.each(Line{r.row, r.cells})
	}
	return nil
}

// close ends a cell.
func (r *bookReader) close() error {
	text, said := r.text(r.value.String())
	if said == "" {
		said = checkCell(text)
	}
	if said != "" {
		return r.wrong("cell %s %s", cellName(r.column, r.row), said)
	}
	if strings.TrimSpace(text) == "" {
		return nil
	}
	for _, h := range r.hidden {
		if r.column >= h[0] && r.column <= h[1] {
			return r.wrong("column %s is hidden and holds something: what nobody sees is not posted. Show it or delete it",
				columnName(r.column))
		}
	}
	for len(r.cells) < r.column-1 {
		r.cells = append(r.cells, "")
	}
	r.cells = append(r.cells[:r.column-1], text)
	return nil
}

// text is what a cell holds, or what is wrong with it.
func (r *bookReader) text(raw string) (text, said string) {
	switch r.kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(raw))
		if err != nil || n < 0 || n >= len(r.book.texts) {
			return "", "refers to a text that the workbook does not have: it is damaged"
		}
		return r.book.texts[n], ""
	case "inlineStr", "str":
		return unescaped(raw), ""
	case "b":
		if isTrue(strings.TrimSpace(raw)) {
			return "true", ""
		}
		return "false", ""
	case "e":
		return "", "holds an error of the spreadsheet (" + raw + ")"
	case "d":
		return raw, ""
	}
	if strings.TrimSpace(raw) == "" {
		return "", ""
	}
	return r.book.number(raw, r.style)
}
