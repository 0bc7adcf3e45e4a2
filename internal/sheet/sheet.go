// Package sheet reads and writes tables as CSV (RFC 4180), for systems and spreadsheets of other people. What it reads
// is bounded and held to the letter, and what is wrong is named by its line and column; what it writes runs no formula
// in the spreadsheet that opens it.
package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Column is one that a table has, by the name in its first line.
type Column struct {
	Name     string
	Optional bool // the table may leave it out
}

// A Form is what a table must be like.
type Form struct {
	Columns  []Column
	BytesMax int
	RowsMax  int
}

// A Row is one line of a table below its first.
type Row struct {
	Line  int // in the file, from 1
	cells map[string]cell
}

type cell struct {
	text   string
	line   int
	column int
}

// An Error says what is wrong with a table, and where.
type Error struct {
	Line, Column int // from 1; 0: of the whole
	Text         string
}

// Error is the sentence.
func (e *Error) Error() string {
	switch {
	case e.Line == 0:
		return e.Text
	case e.Column == 0:
		return fmt.Sprintf("line %d: %s", e.Line, e.Text)
	}
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Text)
}

func wrong(line, column int, format string, args ...any) *Error {
	return &Error{line, column, fmt.Sprintf(format, args...)}
}

// Text is the row's cell in a column without the spaces around it; "" where the table has no such column.
func (r Row) Text(column string) string { return strings.TrimSpace(r.cells[column].text) }

// Wrong is an error about the row's cell in a column.
func (r Row) Wrong(column, format string, args ...any) error {
	c := r.cells[column]
	line := c.line
	if line == 0 {
		line = r.Line
	}
	return wrong(line, c.column, "%s: %s", column, fmt.Sprintf(format, args...))
}

// Read reads a table of a form. Every error but one of in is an *Error.
func Read(in io.Reader, f Form) ([]Row, error) {
	text, err := io.ReadAll(io.LimitReader(in, int64(f.BytesMax)+1))
	if err != nil {
		return nil, err
	}
	if len(text) > f.BytesMax {
		return nil, wrong(0, 0, "the table is longer than %d bytes", f.BytesMax)
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff")) // which spreadsheets write before UTF-8
	if err := checkText(text); err != nil {
		return nil, err
	}
	reader := csv.NewReader(bytes.NewReader(text))
	reader.FieldsPerRecord = -1
	head, err := reader.Read()
	if errors.Is(err, io.EOF) {
		return nil, wrong(1, 0, "the table is empty; its first line names the columns: %s", f.Names())
	}
	if err != nil {
		return nil, broken(err)
	}
	columns, err := f.head(head, reader)
	if err != nil {
		return nil, err
	}
	return f.rows(reader, columns)
}

// checkText refuses what is no text in UTF-8, naming the line.
func checkText(text []byte) error {
	for n, line := range bytes.Split(text, []byte("\n")) {
		if !utf8.Valid(line) {
			return wrong(n+1, 0, "the table must be text in UTF-8")
		}
		if bytes.IndexByte(line, 0) >= 0 {
			return wrong(n+1, 0, "the table holds a character that is no text")
		}
	}
	return nil
}

// broken is what encoding/csv says, with its place.
func broken(err error) error {
	if at, ok := errors.AsType[*csv.ParseError](err); ok {
		return wrong(at.Line, at.Column, "a quotation mark is not where it can be: %v", at.Err)
	}
	return err
}

// Names are those of the columns, with commas between them.
func (f Form) Names() string {
	var names []string
	for _, c := range f.Columns {
		names = append(names, c.Name)
	}
	return strings.Join(names, ", ")
}

// head reads the names of the columns, in any order, and refuses one that is unknown, twice there or missing.
func (f Form) head(head []string, reader *csv.Reader) ([]string, error) {
	columns := make([]string, len(head))
	for i, name := range head {
		line, column := reader.FieldPos(i)
		columns[i] = strings.ToLower(strings.TrimSpace(name))
		switch {
		case !slices.ContainsFunc(f.Columns, func(c Column) bool { return c.Name == columns[i] }):
			return nil, wrong(line, column, "there is no column %q; the columns are %s", name, f.Names())
		case slices.Contains(columns[:i], columns[i]):
			return nil, wrong(line, column, "column %s is there twice", columns[i])
		}
	}
	for _, c := range f.Columns {
		if !c.Optional && !slices.Contains(columns, c.Name) {
			return nil, wrong(1, 0, "column %s is missing; the columns are %s", c.Name, f.Names())
		}
	}
	return columns, nil
}

func (f Form) rows(reader *csv.Reader, columns []string) ([]Row, error) {
	var rows []Row
	for {
		fields, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, broken(err)
		}
		line, _ := reader.FieldPos(0)
		if len(fields) != len(columns) {
			return nil, wrong(line, 0, "it has %d cells, and the table %d columns", len(fields), len(columns))
		}
		if len(rows) == f.RowsMax {
			return nil, wrong(line, 0, "the table has more than %d lines below its first", f.RowsMax)
		}
		row := Row{Line: line, cells: make(map[string]cell, len(columns))}
		for i, text := range fields {
			at, column := reader.FieldPos(i)
			row.cells[columns[i]] = cell{text, at, column}
		}
		rows = append(rows, row)
	}
}

// amount is what a figure of the program looks like: a spreadsheet reads it as a number and as nothing else.
var amount = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

// Safe is a cell that no spreadsheet runs as a formula: what could be one has an apostrophe before it.
func Safe(text string) string {
	if text == "" || amount.MatchString(text) {
		return text
	}
	if strings.ContainsRune("\t\r\n", rune(text[0])) {
		return "'" + text
	}
	if first := strings.TrimSpace(text); first != "" && strings.ContainsRune("=+-@|%", rune(first[0])) {
		return "'" + text
	}
	return text
}

// Plain is what [Safe] was made of: a file that was written here can be read again.
func Plain(text string) string {
	if rest, ok := strings.CutPrefix(text, "'"); ok && Safe(rest) == text {
		return rest
	}
	return text
}

// Write writes a table, its cells safe. It returns the first error of out.
func Write(out io.Writer, head []string, rows [][]string) error {
	w := NewWriter(out)
	for _, row := range append([][]string{head}, rows...) {
		if err := w.Row(row); err != nil {
			return err
		}
	}
	return w.Close()
}

// Writer writes a table row by row, its cells safe.
type Writer struct{ csv *csv.Writer }

// NewWriter begins a table.
func NewWriter(out io.Writer) *Writer {
	w := csv.NewWriter(out)
	w.UseCRLF = true
	return &Writer{w}
}

// Row writes a row, the first that of the columns' names.
func (w *Writer) Row(cells []string) error {
	safe := make([]string, len(cells))
	for i, text := range cells {
		safe[i] = Safe(text)
	}
	return w.csv.Write(safe)
}

// Close writes what is left and returns the first error of the table. It does not close the file below.
func (w *Writer) Close() error {
	w.csv.Flush()
	return w.csv.Error()
}
