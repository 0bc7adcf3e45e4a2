package sheet_test

import (
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"

	"pooled/internal/sheet"
)

// A workbook is read by another program as it was meant: words as words, figures as figures to the penny.
func TestWorkbook(t *testing.T) {
	t.Parallel()
	rows := [][]sheet.Cell{{{Text: "Scheme"}, {Text: "Budget", Number: true}, {Text: "Ratio", Number: true}}}
	for _, words := range []string{"=1+1", "<b>&\"'", "  spaces  ", "12.50", "Ärzte\nund", "", "\x01"} {
		rows = append(rows, []sheet.Cell{
			{Text: words}, {Text: "90071992547409.93", Number: true}, {Text: "n/a", Number: true},
		})
	}
	wide := make([]sheet.Cell, 30)
	wide[26], wide[29] = sheet.Cell{Text: "AA"}, sheet.Cell{Text: "-0.01", Number: true}
	rows = append(rows, wide)
	var out bytes.Buffer
	if err := sheet.WriteWorkbook(&out, sheet.Page{Name: "Sheet1", Rows: rows}, sheet.Page{Name: "B & C", Typed: true}); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }() // it was read from memory
	want := map[string]string{
		"A1": "Scheme", "B1": "Budget", "A2": "=1+1", "A3": "<b>&\"'", "A4": "  spaces  ", "A5": "12.50", "A6": "Ärzte\nund",
		"A7": "", "A8": "\ufffd", "B2": "90071992547409.93", "C2": "n/a", "AA9": "AA", "AD9": "-0.01",
	}
	for at, text := range want {
		got, err := book.GetCellValue("Sheet1", at, excelize.Options{RawCellValue: true})
		if err != nil || got != text {
			t.Errorf("%s is %q, %v; want %q", at, got, err, text)
		}
	}
	for at, kind := range map[string]excelize.CellType{
		"A2": excelize.CellTypeInlineString, "A5": excelize.CellTypeInlineString, "B2": excelize.CellTypeUnset,
	} {
		if got, err := book.GetCellType("Sheet1", at); err != nil || got != kind {
			t.Errorf("%s is of type %v, %v; want %v", at, got, err, kind)
		}
	}
	shown, err := book.GetCellValue("Sheet1", "AD9")
	if style, _ := book.GetCellStyle("Sheet1", "AD9"); err != nil || shown != "-0.01" || style != 2 {
		t.Errorf("an amount is shown as %q in style %d, %v", shown, style, err)
	}
	if formula, err := book.GetCellFormula("Sheet1", "A2"); err != nil || formula != "" {
		t.Errorf("words became the formula %q, %v", formula, err)
	}
}
