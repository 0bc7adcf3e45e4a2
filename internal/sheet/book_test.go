package sheet_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"pooled/internal/sheet"
)

// workbook is a workbook that excelize wrote.
func workbook(t testing.TB, fill func(*excelize.File) error) []byte {
	t.Helper()
	book := excelize.NewFile()
	var out bytes.Buffer
	if err := fill(book); err != nil {
		t.Fatal(err)
	}
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// rewritten is a workbook with a part written anew, or with one more.
func rewritten(t testing.TB, book []byte, part string, with func(string) string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w, seen := zip.NewWriter(&out), false
	write := func(name, text string) {
		f, err := w.Create(name)
		if err == nil {
			_, err = io.WriteString(f, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == part {
			seen = true
			text = []byte(with(string(text)))
		}
		write(f.Name, string(text))
	}
	if !seen {
		write(part, with(""))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func readSheet(book []byte, name string) (lines []string, err error) {
	b, err := sheet.OpenBook(book)
	if err != nil {
		return nil, err
	}
	err = b.Read(name, func(l sheet.Line) error {
		lines = append(lines, fmt.Sprintf("%d:%s", l.Number, strings.Join(l.Cells, "|")))
		return nil
	})
	return lines, err
}

// set puts values into cells of the first sheet.
func set(values ...any) func(*excelize.File) error {
	return func(f *excelize.File) error {
		for n := 0; n < len(values); n += 2 {
			if err := f.SetCellValue("Sheet1", values[n].(string), values[n+1]); err != nil { //nolint:forcetypeassert // a test
				return err
			}
		}
		return nil
	}
}

func formatted(f *excelize.File, cell, code string) error {
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
	if err != nil {
		return err
	}
	return f.SetCellStyle("Sheet1", cell, cell, style)
}

func TestBook(t *testing.T) {
	t.Parallel()
	book := workbook(t, func(f *excelize.File) error {
		err := set("A1", "act", "C1", "amount", "A3", "vire <&> ünï", "B3", true, "C3", 1250, "A7", "x", "C7", "0012",
			"D7", time.Date(2015, 6, 1, 0, 0, 0, 0, time.UTC), "E7", 42161, "F7", "two\nlines", "G7", 100000)(f)
		if err == nil {
			err = formatted(f, "E7", `dd/mm/yyyy;@`)
		}
		if err == nil {
			err = formatted(f, "G7", `[Red]#,##0.00 "days"`)
		}
		if err == nil {
			_, err = f.NewSheet("Other one")
		}
		if err == nil {
			err = f.SetCellStr("Other one", "B2", "here")
		}
		return err
	})
	lines, err := readSheet(book, "")
	want := "1:act||amount 3:vire <&> ünï|true|1250 7:x||0012|2015-06-01|2015-06-06|two\nlines|100000"
	if err != nil || strings.Join(lines, " ") != want {
		t.Errorf("%q, %v, want %q", strings.Join(lines, " "), err, want)
	}
	if lines, err := readSheet(book, "other ONE"); err != nil || len(lines) != 1 || lines[0] != "2:|here" {
		t.Errorf("the other sheet: %q, %v", lines, err)
	}
	// Excel keeps 1250.10 as the nearest binary fraction, with 17 digits.
	const part = "xl/worksheets/sheet1.xml"
	for raw, want := range map[string]string{
		"1250.0999999999999": "1250.1", "0.10000000000000001": "0.1", "1.25E3": "1250", "-3": "-3", "1E-3": "0.001",
	} {
		book := rewritten(t, book, part, func(text string) string {
			return strings.Replace(text, "<v>1250</v>", "<v>"+raw+"</v>", 1)
		})
		if lines, err := readSheet(book, ""); err != nil || !strings.HasSuffix(lines[1], "|"+want) {
			t.Errorf("%s is read as %v, %v, want %s", raw, lines, err, want)
		}
	}
}

func TestBookRefuses(t *testing.T) {
	t.Parallel()
	plain := set("A1", "act", "B1", "amount", "A2", "x", "B2", 12, "A9", "y")
	with := func(more func(*excelize.File) error) []byte {
		return workbook(t, func(f *excelize.File) error { return errors.Join(plain(f), more(f)) })
	}
	book := workbook(t, plain)
	const part = "xl/worksheets/sheet1.xml"
	replaced := func(old, new string) []byte {
		return rewritten(t, book, part, func(text string) string {
			if !strings.Contains(text, old) {
				t.Fatalf("the sheet has no %s: %s", old, text)
			}
			return strings.Replace(text, old, new, 1)
		})
	}
	for name, tt := range map[string]struct {
		file []byte
		want string
	}{
		"formula": {
			with(func(f *excelize.File) error { return f.SetCellFormula("Sheet1", "B9", "1+1") }),
			"sheet Sheet1, cell B9 holds a formula",
		},
		"merged": {
			with(func(f *excelize.File) error { return f.MergeCell("Sheet1", "A2", "B3") }),
			"sheet Sheet1, the cells A2:B3 are merged",
		},
		"hidden row": {
			with(func(f *excelize.File) error { return f.SetRowVisible("Sheet1", 9, false) }), "sheet Sheet1, row 9 is hidden",
		},
		"hidden column": {
			with(func(f *excelize.File) error { return f.SetColVisible("Sheet1", "B", false) }), "sheet Sheet1, column B is hidden",
		},
		"per cent": {with(func(f *excelize.File) error { return formatted(f, "B2", "0.0%") }), "cell B2 is shown in per cent"},
		"a time":   {with(func(f *excelize.File) error { return formatted(f, "B2", "hh:mm") }), "cell B2 is shown as a time"},
		"half a day": {
			rewritten(t, with(func(f *excelize.File) error { return formatted(f, "B2", "d.m.yy") }), part,
				func(s string) string { return strings.Replace(s, "<v>12<", "<v>12.5<", 1) }),
			"cell B2 is a date with a time",
		},
		"error":     {replaced(`<c r="B2"><v>12`, `<c r="B2" t="e"><v>#N/A`), "cell B2 holds an error"},
		"long":      {replaced("<v>12<", "<v>1234567890123456<"), "cell B2 is a number of more than 15 digits"},
		"no number": {replaced("<v>12<", "<v>1_2<"), "cell B2 is no number"},
		"huge":      {replaced("<v>12<", "<v>1E999999999<"), "cell B2 is no number"},
		"far away":  {replaced(`r="B2"`, `r="ZZZZ2"`), "beyond the 500 columns"},
		"backwards": {replaced(`r="B2"`, `r="A2"`), "damaged"},
		"cut off":   {replaced("</sheetData>", "<"), "damaged"},
		"macros":    {rewritten(t, book, "xl/vbaProject.bin", func(string) string { return "x" }), "it holds macros"},
		"macro type": {
			rewritten(t, book, "[Content_Types].xml", func(s string) string {
				return strings.Replace(s, "spreadsheetml.sheet.main", "sheet.macroEnabled.main", 1)
			}), "it holds macros",
		},
		"not there":      {rewritten(t, book, "xl/workbook.xml", func(string) string { return "<workbook/>" }), "no sheet that can be seen"},
		"of LibreOffice": {rewritten(t, book, "content.xml", func(string) string { return "x" }), "OpenDocument"},
		"text":           {rewritten(t, book, "word/document.xml", func(string) string { return "x" }), "text document"},
		"no archive":     {[]byte("PK\x03\x04 and no more"), "cut off or damaged"},
		"bomb":           {rewritten(t, book, "xl/sharedStrings.xml", func(string) string { return "<sst>" + strings.Repeat(" ", 49<<20) }), "unpacks to far more"},
	} {
		lines, err := readSheet(tt.file, "")
		if _, ok := errors.AsType[*sheet.Error](err); !ok || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %q, %v, want %q", name, lines, err, tt.want)
		}
	}
	if _, err := readSheet(book, "June"); err == nil || !strings.Contains(err.Error(), "its sheets are Sheet1") {
		t.Errorf("a sheet that is not there: %v", err)
	}
	hidden := with(func(f *excelize.File) error {
		at, err := f.NewSheet("Seen")
		f.SetActiveSheet(at)
		return errors.Join(err, f.SetSheetVisible("Sheet1", false))
	})
	if lines, err := readSheet(hidden, ""); err == nil && len(lines) > 0 {
		t.Errorf("a hidden sheet is read: %q", lines)
	}
	// A row that is hidden and holds nothing harms nobody.
	if _, err := readSheet(with(func(f *excelize.File) error { return f.SetRowVisible("Sheet1", 5, false) }), ""); err != nil {
		t.Errorf("an empty hidden row: %v", err)
	}
}

// Whatever is sent as a workbook is read, or refused with a sentence.
func FuzzBook(f *testing.F) {
	book := workbook(f, set("A1", "act", "B1", "amount", "A2", "x", "B2", 12))
	const part = "xl/worksheets/sheet1.xml"
	r, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		f.Fatal(err)
	}
	in, err := r.Open(part)
	if err != nil {
		f.Fatal(err)
	}
	text, err := io.ReadAll(in)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`<row r="2"><c r="B2" s="9" t="s"><v>7</v></c><c t="inlineStr"><is><t>x</t></is></c></row>`))
	f.Add([]byte(`<cols><col min="1" max="9" hidden="1"/></cols><row><c><v>1e5</v></c></row>`))
	f.Fuzz(func(t *testing.T, text []byte) {
		lines, err := readSheet(rewritten(t, book, part, func(string) string { return string(text) }), "")
		if _, ok := errors.AsType[*sheet.Error](err); err != nil && !ok {
			t.Fatalf("%q: %v", text, err)
		}
		last := 0
		for _, l := range lines {
			var n int
			if _, err := fmt.Sscanf(l, "%d:", &n); err != nil || n <= last {
				t.Fatalf("%q: row %q follows %d", text, l, last)
			}
			last = n
		}
	})
}
