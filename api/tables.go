package api

import (
	"errors"
	"io"

	"pooled/internal/sheet"
	"pooled/ledger"
)

// readTable reads a table of a form, each line as read has it. It returns ErrInvalid with the line and column of what
// is wrong, and saying none where there is no line below the first.
func readTable[Line any](in io.Reader, f sheet.Form, read func(sheet.Row) (Line, error), none string) ([]Line, error) {
	table, err := sheet.Read(in, f)
	lines := make([]Line, len(table))
	for i := 0; i < len(table) && err == nil; i++ {
		lines[i], err = read(table[i])
	}
	wrong, isTable := errors.AsType[*sheet.Error](err)
	switch {
	case isTable:
		return nil, ledger.ErrInvalid.With("%s", wrong.Error())
	case err != nil:
		return nil, err
	case len(lines) == 0:
		return nil, ledger.ErrInvalid.With("%s", none)
	}
	return lines, nil
}
