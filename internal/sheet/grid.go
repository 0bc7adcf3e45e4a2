package sheet

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// A Line is a line of a table whose columns are not known beforehand. Its cells are good until the next is read.
type Line struct {
	Number int // the row, as a spreadsheet shows it
	Cells  []string
}

// ColumnsMax is how many columns a table may have.
const ColumnsMax = 500

// ReadCSV reads a table of any columns and tells each of its lines that is not blank. Every error but those of in and
// of each is an *Error.
func ReadCSV(in io.Reader, each func(Line) error) error {
	text := bufio.NewReader(in)
	if mark, _ := text.Peek(3); string(mark) == "\ufeff" {
		_, _ = text.Discard(3) // they have been seen
	}
	reader := csv.NewReader(text)
	reader.FieldsPerRecord, reader.ReuseRecord = -1, true
	breaks := 0 // within cells so far: a spreadsheet counts them in no row
	for {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return broken(err)
		}
		line, _ := reader.FieldPos(0)
		if len(cells) > ColumnsMax {
			return wrong(line-breaks, 0, "it has more than %d cells", ColumnsMax)
		}
		one, blank := Line{line - breaks, cells}, true
		for i, text := range cells {
			if err := checkCell(text); err != "" {
				return wrong(one.Number, i+1, "%s", err)
			}
			breaks += strings.Count(text, "\n")
			blank = blank && strings.TrimSpace(text) == ""
		}
		if blank {
			continue
		}
		if err := each(one); err != nil {
			return err
		}
	}
}

// checkCell says what is wrong with the text of a cell; nothing where nothing is.
func checkCell(text string) string {
	switch {
	case !utf8.ValidString(text):
		return "its text is not in UTF-8. " + asUTF8
	case strings.IndexByte(text, 0) >= 0:
		return "it holds a character that is no text"
	}
	return ""
}

// ReadLines reads text a line at a time, and tells each that is not blank. A line longer than most is told cut off
// after that. Every error but those of in and of each is an *Error.
func ReadLines(in io.Reader, most int, each func(number int, text []byte) error) error {
	text := bufio.NewReader(in)
	if mark, _ := text.Peek(3); string(mark) == "\ufeff" {
		_, _ = text.Discard(3) // they have been seen
	}
	var line []byte
	for number, ended := 1, false; !ended; number++ {
		line = line[:0]
		for {
			part, err := text.ReadSlice('\n')
			line = append(line, part[:min(len(part), most+1-min(len(line), most+1))]...)
			if errors.Is(err, bufio.ErrBufferFull) {
				continue
			}
			if err != nil && !errors.Is(err, io.EOF) {
				return err
			}
			ended = err != nil
			break
		}
		said := checkCell(string(line))
		if len(line) > most {
			said = "" // it may be cut within a character
		}
		if said != "" {
			return wrong(number, 0, "%s", said)
		}
		trimmed := []byte(strings.TrimSpace(string(line)))
		if len(trimmed) == 0 {
			continue
		}
		if err := each(number, trimmed); err != nil {
			return err
		}
	}
	return nil
}
