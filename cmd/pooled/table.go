package main

import (
	"io"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"

	"pooled/internal/sheet"
)

// parquetRowsMax is how many rows of Parquet are gathered in memory before they are written as a group.
const parquetRowsMax = 10_000

// table writes rows of a type as CSV or Parquet. The fields' tags name the columns of both.
type table[T any] struct {
	columns *parquet.GenericWriter[T] // of Parquet
	lines   *sheet.Writer             // of CSV
	cells   []string
	headed  bool
}

func newTable[T any](to io.Writer, form string) *table[T] {
	if form == "parquet" {
		return &table[T]{columns: parquet.NewGenericWriter[T](to, parquet.Compression(&parquet.Zstd),
			parquet.MaxRowsPerRowGroup(parquetRowsMax), parquet.CreatedBy("pooled", release, ""))}
	}
	return &table[T]{lines: sheet.NewWriter(to)}
}

// write adds rows.
func (t *table[T]) write(rows ...T) error {
	if t.columns != nil {
		_, err := t.columns.Write(rows)
		return err
	}
	if err := t.head(); err != nil {
		return err
	}
	for _, row := range rows {
		fields := reflect.ValueOf(row)
		t.cells = t.cells[:0]
		for i := range fields.NumField() {
			t.cells = append(t.cells, cell(fields.Field(i)))
		}
		if err := t.lines.Row(t.cells); err != nil {
			return err
		}
	}
	return nil
}

// head writes the columns' names, once.
func (t *table[T]) head() error {
	if t.headed {
		return nil
	}
	t.headed = true
	var names []string
	row := reflect.TypeFor[T]()
	for i := range row.NumField() {
		name, _, _ := strings.Cut(row.Field(i).Tag.Get("parquet"), ",")
		names = append(names, name)
	}
	return t.lines.Row(names)
}

// close ends the table, which has its columns' names even without a row.
func (t *table[T]) close() error {
	if t.columns != nil {
		return t.columns.Close()
	}
	if err := t.head(); err != nil {
		return err
	}
	return t.lines.Close()
}

// cell is a value as CSV has it: text, a whole number, or an instant in UTC.
func cell(v reflect.Value) string {
	if at, ok := v.Interface().(time.Time); ok {
		return at.UTC().Format("2006-01-02T15:04:05.000000Z")
	}
	if v.Kind() == reflect.Int64 {
		return strconv.FormatInt(v.Int(), 10)
	}
	return v.String()
}
