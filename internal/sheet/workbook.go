package sheet

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// A Cell is one of a workbook: words, or a figure.
type Cell struct {
	Text   string
	Number bool
}

// The parts of a workbook of one sheet, as ECMA-376 has them: what does not depend on the table.
var workbookParts = []struct{ name, text string }{
	{
		"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ` +
			`ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
			`<Override PartName="/xl/worksheets/sheet1.xml" ` +
			`ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>` +
			`<Override PartName="/xl/styles.xml" ` +
			`ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`,
	},
	{
		"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="rId1" Target="xl/workbook.xml" ` +
			`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>`,
	},
	{
		"xl/workbook.xml", `<workbook xmlns="` + mainNamespace + `" ` +
			`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">` +
			`<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
	},
	{
		"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="rId1" Target="worksheets/sheet1.xml" ` +
			`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>` +
			`<Relationship Id="rId2" Target="styles.xml" ` +
			`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"/></Relationships>`,
	},
	{
		// The styles of cells: 0 as it comes, 1 bold, 2 an amount, which is the built-in format 4, #,##0.00.
		"xl/styles.xml", `<styleSheet xmlns="` + mainNamespace + `"><fonts count="2">` +
			`<font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
			`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` +
			`</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
			`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
			`<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
			`<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>` +
			`<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>` +
			`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`,
	},
}

const mainNamespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

// columnWidth is that of every column, in characters.
const columnWidth = 22

// WriteWorkbook writes a table as a workbook of one sheet, its first row bold. Words are texts, whatever they look
// like, so that no spreadsheet runs one as a formula; figures are written digit by digit, so that none passes through a
// float here.
// It returns the first error of out.
func WriteWorkbook(out io.Writer, rows [][]Cell) error {
	file := zip.NewWriter(out)
	for _, part := range workbookParts {
		if err := writePart(file, part.name, part.text); err != nil {
			return err
		}
	}
	if err := writePart(file, "xl/worksheets/sheet1.xml", sheetOf(rows)); err != nil {
		return err
	}
	return file.Close()
}

func writePart(file *zip.Writer, name, text string) error {
	part, err := file.Create(name)
	if err == nil {
		_, err = io.WriteString(part, xml.Header+text)
	}
	return err
}

func sheetOf(rows [][]Cell) string {
	var b strings.Builder
	width := 0
	for _, row := range rows {
		width = max(width, len(row))
	}
	b.WriteString(`<worksheet xmlns="` + mainNamespace + `">`)
	if width > 0 {
		fmt.Fprintf(&b, `<cols><col min="1" max="%d" width="%d" customWidth="1"/></cols>`, width, columnWidth)
	}
	b.WriteString(`<sheetData>`)
	for y, row := range rows {
		fmt.Fprintf(&b, `<row r="%d">`, y+1)
		for x, c := range row {
			writeCell(&b, x, y, c)
		}
		b.WriteString(`</row>`)
	}
	b.WriteString(`</sheetData></worksheet>`)
	return b.String()
}

func writeCell(b *strings.Builder, x, y int, c Cell) {
	place, style := columnName(x)+strconv.Itoa(y+1), 0
	if y == 0 {
		style = 1
	}
	if y > 0 && c.Number && amount.MatchString(c.Text) {
		fmt.Fprintf(b, `<c r="%s" s="2"><v>%s</v></c>`, place, c.Text)
		return
	}
	fmt.Fprintf(b, `<c r="%s" s="%d" t="inlineStr"><is><t xml:space="preserve">`, place, style)
	_ = xml.EscapeText(b, []byte(c.Text)) // memory does not fail
	b.WriteString(`</t></is></c>`)
}

// columnName is what spreadsheets call the column of an index: A to Z, then AA.
func columnName(x int) (name string) {
	for x++; x > 0; x = (x - 1) / 26 {
		name = string(rune('A'+(x-1)%26)) + name
	}
	return name
}
