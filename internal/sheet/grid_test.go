package sheet_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pooled/internal/sheet"
)

func TestKindOf(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, name, want string }{
		{"act,amount\n", "a.csv", "CSV"},
		{"\ufeffact,amount\n", "a.CSV", "CSV"},
		{"act\n", "acts", "CSV"},
		{"PK\x03\x04", "a.xlsx", "XLSX"},
		{" \n{\"act\":1}", "a.ndjson", "NDJSON"},
		{"{\"act\":1}", "a.json", "NDJSON"},
		{"", "a.csv", "the file is empty"},
		{"\ufeff \r\n", "a.csv", "the file is empty"},
		{"PK\x03\x04", "a.csv", "its name ends in .csv, and what is in it is XLSX"},
		{"a,b", "a.xlsx", "its name ends in .xlsx, and what is in it is CSV"},
		{"a,b", "a.ndjson", "its name ends in .ndjson, and what is in it is CSV"},
		{"{", "a.csv", "its name ends in .csv, and what is in it is NDJSON"},
		{"\xd0\xcf\x11\xe0\xa1\xb1", "a.xlsx", "the old form (.xls), or one with a password"},
		{"\xff\xfea\x00", "a.csv", "UTF-16"},
		{"\xfe\xff\x00a", "a.csv", "UTF-16"},
		{"%PDF-1.7", "a.csv", "it is a PDF"},
		{"<html>", "a.xls", "it is a page"},
		{"[{}]", "a.json", "one act a line"},
		{"\x1f\x8b\x08", "a.csv", "it is compressed"},
		{"\x89PNG\x00", "a.csv", "neither a table"},
	} {
		kind, err := sheet.KindOf([]byte(tt.text), tt.name)
		got := string(kind)
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, tt.want) {
			t.Errorf("%q named %s is %q, want %q", tt.text, tt.name, got, tt.want)
		}
	}
}

// Rows are numbered as a spreadsheet shows them: blank ones count, and line breaks within cells do not.
func TestReadCSV(t *testing.T) {
	t.Parallel()
	var got []string
	each := func(l sheet.Line) error {
		got = append(got, fmt.Sprintf("%d:%s", l.Number, strings.Join(l.Cells, "|")))
		return nil
	}
	err := sheet.ReadCSV(strings.NewReader("\ufeffa,b\r\n\r\n\"x\r\ny\nz\",1\r\n,\r\np,q\r\n"), each)
	if want := "1:a|b;3:x\ny\nz|1;5:p|q"; err != nil || strings.Join(got, ";") != want {
		t.Errorf("%q, %v, want %q", strings.Join(got, ";"), err, want)
	}
	for text, want := range map[string]string{
		"a,b\n1,caf\xe9\n": "line 2, column 2: its text is not in UTF-8. In Excel",
		"a\n1,\x00\n":      "line 2, column 2: it holds a character that is no text",
		"a\nx\"y\n":        "line 2, column 2: a quotation mark",
		strings.Repeat(",", sheet.ColumnsMax) + "\n": "more than 500 cells",
	} {
		if err := sheet.ReadCSV(strings.NewReader(text), func(sheet.Line) error { return nil }); err == nil ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v, want %q", text, err, want)
		}
	}
	stop := errors.New("stop")
	if err := sheet.ReadCSV(strings.NewReader("a\n"), func(sheet.Line) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("told to stop: %v", err)
	}
}

func TestReadLines(t *testing.T) {
	t.Parallel()
	var got []string
	text := "\ufeffone\r\n\n  two  \n" + strings.Repeat("é", 9000) + "\nlast"
	err := sheet.ReadLines(strings.NewReader(text), 20, func(number int, text []byte) error {
		got = append(got, fmt.Sprintf("%d:%d", number, len(text)))
		return nil
	})
	if want := "1:3 3:3 4:21 5:4"; err != nil || strings.Join(got, " ") != want {
		t.Errorf("%q, %v, want %q", strings.Join(got, " "), err, want)
	}
	err = sheet.ReadLines(strings.NewReader("a\n\xe9\n"), 20, func(int, []byte) error { return nil })
	if err == nil || !strings.HasPrefix(err.Error(), "line 2: its text is not in UTF-8") {
		t.Errorf("no UTF-8: %v", err)
	}
}

func TestPlainIsWhatSafeWasMadeOf(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "x", "=1", "-1.00", "-x", "'x", " =1", "\tx", "+44", "@", "1,000"} {
		if got := sheet.Plain(sheet.Safe(text)); got != text {
			t.Errorf("%q comes back as %q", text, got)
		}
	}
}

// Whatever is sent as a table or as lines is read in order, or refused with a sentence.
func FuzzGrid(f *testing.F) {
	f.Add([]byte("act,amount\r\n\r\n\"a\nb\",1\r\n"))
	f.Add([]byte("\ufeff{}\n\xff\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		last := 0
		next := func(number int) {
			if number <= last {
				t.Fatalf("%q: row %d follows %d", text, number, last)
			}
			last = number
		}
		err := sheet.ReadCSV(bytes.NewReader(text), func(l sheet.Line) error { next(l.Number); return nil })
		if _, ok := errors.AsType[*sheet.Error](err); err != nil && !ok {
			t.Fatalf("%q: %v", text, err)
		}
		last = 0
		err = sheet.ReadLines(bytes.NewReader(text), 50, func(number int, line []byte) error {
			if next(number); len(line) > 51 {
				t.Fatalf("%q: a line of %d bytes", text, len(line))
			}
			return nil
		})
		if _, ok := errors.AsType[*sheet.Error](err); err != nil && !ok {
			t.Fatalf("%q: %v", text, err)
		}
		_, _ = sheet.KindOf(text, "x.csv") // it never panics
	})
}
